"""The procedure meant beside the one spoken of: "còn cấp lại thì sao?" after "đổi thẻ căn cước"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.answering.facts import FactBook, case_of
from knowledge.answering.lexicon import Lexicon
from knowledge.retrieval.index import Facets
from knowledge.vietnamese.text import folded_words

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Sisters:
    """Looks among the names of procedures, and among those related for the person's case."""

    facets: Facets
    facts: FactBook
    lexicon: Lexicon

    def of_case(self, row: int, question: str) -> int:
        """The document row of the procedure for the case that `question` tells: "con 15 tuổi"; else `row`."""
        return self.facts.of_case(row, case_of(question, self.lexicon))

    def called(self, said: Sequence[str], row: int) -> int | None:
        """The document row of the procedure that has all of `said` in a name, where that at `row` has not.

        It must have something of a name of that procedure as well, beside the words for doing it. Of several
        the one whose name has least else; None where there is none, or several are as near.
        """
        wanted = _words([*said])
        known = [_words([name]) for name in self.facets.names[row]]
        if not wanted or any(wanted <= name for name in known):
            return None
        this = frozenset(word for name in known for word in name)
        doing = _words(
            found.value for name in self.facets.names[row] for found in self.lexicon.doing.find(name)
        )
        fits: dict[int, tuple[float, float]] = {}
        for other, names in enumerate(self.facets.names):
            for name in map(_words, ([each] for each in names)):
                content = name - wanted - doing
                if other != row and wanted <= name and content & this:
                    fit = len(content & this) / len(content), len(name & this) / len(name | this)
                    fits[other] = max(fit, fits.get(other, fit))
        best = max(fits.values(), default=None)
        nearest = [other for other, fit in fits.items() if fit == best]
        return nearest[0] if len(nearest) == 1 else None


def _words(texts: Iterable[str]) -> Words:
    return frozenset(word for text in texts for word in folded_words(text))
