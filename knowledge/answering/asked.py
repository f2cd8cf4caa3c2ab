"""Reads what a question asks of a procedure: its aspects, apart from the words of the procedure's name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.answering.lexicon import Lexicon, read_list
from knowledge.model import Aspect
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.phrases import Found
from knowledge.vietnamese.text import fold, folded_words

_DIGITS = re.compile(r"\d+")  # the word lists write any figure as "n"
_LONG = 3  # syllables of a name; a shorter one may well be what is asked
_PATTERNS = read_list("patterns.toml")
_HOW_MUCH = re.compile(_PATTERNS["how_much"])
_HOW_MUCH_LAST = re.compile(_PATTERNS["how_much_last"])
# These differ by channel: "nộp online bao nhiêu tiền" asks for the fee, "nộp online được không" for more.
_BY_CHANNEL = frozenset({Aspect.FEE, Aspect.TIME})
_MAY = re.compile(_PATTERNS["may"])
_PLAINLY_FEE = frozenset(_PATTERNS["plainly"]["fee"])  # never money that is paid out


@dataclass(frozen=True, slots=True)
class AskedReader:
    """Finds the words by which a question asks."""

    lexicon: Lexicon
    retriever: Retriever

    def spelled_out(self, question: str) -> str:
        """`question` with slips mended and chat spelling in full: "bn tiềnn" → "bao nhiêu tiền"."""
        full = self.retriever.reader.spelled_out(self.retriever.meant(question))
        return self.lexicon.asking.mend(full, self.retriever.index.vocabulary)

    def aspects(self, question: str) -> tuple[tuple[Aspect, ...], tuple[Aspect, ...]]:
        """The aspects that the question asks, and those that it may mean."""
        counted = _DIGITS.sub("n", question)
        found = self._asking(question)
        asked = list(dict.fromkeys(each.value for each in found))
        if Aspect.FEE in asked and not self._plainly_fee(counted, found):
            paid_out = self.lexicon.paid_out.values(counted)
            if paid_out:
                rest = (aspect for aspect in asked if aspect is not Aspect.FEE)
                asked = list(dict.fromkeys([*paid_out, *rest]))
        if not asked and _HOW_MUCH.search(fold(counted)):
            asked = self.lexicon.paid_out.values(counted)
        if len(asked) > 1 and Aspect.DEADLINE in asked and self._only_overdue(counted, found):
            asked.remove(Aspect.DEADLINE)  # "quá hạn mất bao nhiêu tiền" tells a case, and asks for the fee
        if Aspect.PENALTY in asked and Aspect.FEE in asked and not self._plainly_fee(counted, found):
            asked.remove(Aspect.FEE)  # "bị phạt bao nhiêu tiền"
        if Aspect.ONLINE in asked and _HOW_MUCH_LAST.search(fold(counted)):
            asked = list(dict.fromkeys([*asked, Aspect.FEE]))  # "nộp qua mạng bao nhiêu"
        if Aspect.ONLINE in asked and _BY_CHANNEL.intersection(asked) and not _MAY.search(fold(counted)):
            asked.remove(Aspect.ONLINE)
        hinted = [aspect for aspect in self.lexicon.hints.values(counted) if aspect not in asked]
        return tuple(asked), tuple(hinted)

    def _only_overdue(self, counted: str, found: list[Found[Aspect]]) -> bool:
        """True when the deadline is named by the words alone for what is late: "quá hạn"."""
        late = {each.start for each in self.lexicon.overdue.find(counted)}
        return late.issuperset(each.start for each in found if each.value is Aspect.DEADLINE)

    def _asking(self, question: str) -> list[Found[Aspect]]:
        """The asking phrases outside the official names: "giấy tờ" in "chữ ký trong giấy tờ" asks nothing."""
        named = self._named(question)
        for thing in self.lexicon.things.find(question):
            named.update(range(thing.start, thing.start + thing.length))
        return [
            each
            for each in self.lexicon.aspects.find(_DIGITS.sub("n", question))
            if not named.issuperset(range(each.start, each.start + each.length))
        ]

    def _named(self, question: str) -> set[int]:
        """Where the syllables of official names of procedures stand."""
        typed = folded_words(question)
        titles = self.retriever.index.facets.names
        return {
            at
            for each in self.retriever.titles.phrases.find(question)
            if each.length >= _LONG
            and _begins(folded_words(titles[each.value][0]), typed[each.start : each.start + each.length])
            for at in range(each.start, each.start + each.length)
        }

    def _plainly_fee(self, counted: str, found: list[Found[Aspect]]) -> bool:
        typed = folded_words(counted)
        return any(" ".join(typed[each.start : each.start + each.length]) in _PLAINLY_FEE for each in found)


def _begins(title: list[str], said: list[str]) -> bool:
    """True when `said` is the title, or the title without what it opens with ("Cấp", "Thủ tục")."""
    return any(title[skipped : skipped + len(said)] == said for skipped in range(3))
