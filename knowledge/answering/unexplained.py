"""Which words of a question nothing accounts for: neither the first answer, nor the way people talk.

In "khai sinh cho con mèo" the procedure accounts for all but the cat. Such a word is what most often tells
that a question uses a name of ours for another thing.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from sys import intern
from typing import Any, NamedTuple, Self

import numpy as np

from knowledge.answering.facts import stays_abroad
from knowledge.answering.lexicon import Lexicon, phrase_table, read_list
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Evidence
from knowledge.model import DocumentKind
from knowledge.retrieval.query import Query
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore
from knowledge.vietnamese.keystrokes import is_syllable, slip_cost
from knowledge.vietnamese.phrases import Found, PhraseTable
from knowledge.vietnamese.places import without_places
from knowledge.vietnamese.text import fold, folded_words, words

_SLIP = 1.3  # how far what is no syllable may lie from a word of the answer (`slip_cost`)
_LETTERS = 2  # that only one of two words has, where they lie no farther apart
_SHORTEST = 4  # letters of such a word: shorter ones have too many neighbours
_KEPT = 500  # texts whose words are remembered
_FAR = 6  # syllables from a name to what is still said of it
_ENDS = frozenset(read_list("judging.toml")["ends"])
_ABROAD = ("nuoc", "ngoai")  # what speaks of foreign countries says so
_WHOLE = frozenset({DocumentKind.PROCEDURE, DocumentKind.GUIDE})


@dataclass(frozen=True, slots=True)
class Unexplained:
    """The words left over, with their rarity: 1 for what no document here has, 0 for what all have.

    `said` are the words that must be accounted for, with their rarity. The shares are of what is accounted
    for, by rarity.
    """

    words: tuple[str, ...] = ()
    rarity: tuple[float, ...] = ()
    said: tuple[tuple[str, str, float], ...] = ()  # as typed, folded, rarity
    explained: float = 0.0  # rarity of what is accounted for, summed
    loose: float = 0.0  # share of what stands beside none of its neighbours in the answer
    named: float = 0.0  # share of what stands in the answer's own name, beside a neighbour
    attached: float = 0.0  # rarity of what is left over and said right after the answer's name
    taken: float = 0.0  # rarity of what is a word as it was typed, and was taken for another

    @property
    def sum(self) -> float:
        """Rarity of what is left over, summed."""
        return float(sum(self.rarity))

    @property
    def share(self) -> float:
        """What is left over of all that must be accounted for, 0 to 1."""
        return self.sum / ((self.sum + self.explained) or 1.0)

    @property
    def rarest(self) -> float:
        """Rarity of the rarest word left over."""
        return max(self.rarity, default=0.0)

    def held_by(self, text: str) -> float:
        """Share of what must be accounted for that stands in `text`, 0 to 1; 1 where nothing must."""
        told = {*words(text), *folded_words(text)}
        total = sum(rarity for _typed, _plain, rarity in self.said)
        held = sum(rarity for typed, _plain, rarity in self.said if typed in told)
        return held / total if total else 1.0


class _Said(NamedTuple):
    """What a text says: its syllables as written and folded, and its folded pairs."""

    words: frozenset[str]
    pairs: array[int]  # ascending, as `_pair` numbers them: a set of so many takes ten times as much memory
    names: frozenset[int]  # of the title and what people call it


class _Read(NamedTuple):
    """A wording of a question: its syllables, which must be accounted for, and which are."""

    typed: list[str]
    plain: list[str]
    open: list[bool]
    held: list[bool]
    called: list[bool]  # which are part of a name of the answer that is called in full


@dataclass(frozen=True, slots=True)
class Explainer:
    """Accounts for the words of questions by the documents of one snapshot, and how people ask for them."""

    retriever: Retriever
    store: PassageStore
    tables: tuple[PhraseTable[Any], ...]  # what is said whatever the subject
    small: frozenset[str]  # folded syllables that are
    single: frozenset[str]  # folded syllables of those and of asking words, for what is mistyped
    foreign: PhraseTable[str]  # countries, and what people call foreigners
    spoken: tuple[PhraseTable[str], ...]  # what people say, with what documents say for it
    _said: dict[int, _Said] = field(default_factory=dict)

    @classmethod
    def load(cls, lexicon: Lexicon, topicless: Topicless, retriever: Retriever, store: PassageStore) -> Self:
        """With the shipped lists."""
        everyday = read_list("everyday.toml")
        kinds = tuple(phrases for _kind, phrases in lexicon.kinds)
        told = (lexicon.aspects, lexicon.hints, lexicon.everything, lexicon.instead, lexicon.channels)
        more = (lexicon.overdue, lexicon.newborn, lexicon.signed, lexicon.documents, lexicon.ordinals)
        phrases = [phrase for part in everyday.values() for phrase in part["phrases"]]
        reader = retriever.reader
        single = frozenset(word for phrase in phrases for word in folded_words(phrase))
        return cls(
            retriever,
            store,
            (*kinds, *told, *more, topicless.this, topicless.generic, phrase_table(phrases)),
            lexicon.polite | lexicon.carry_on,
            single | reader.asking.folded,
            lexicon.foreign,
            (reader.synonyms, reader.chat),
        )

    def of(self, query: Query, item: Evidence) -> Unexplained:
        """What of `query` is accounted for neither by the document of `item` nor by everyday talk.

        A procedure or guide accounts for what any of its parts says, another document for what the passage
        says.
        """
        said = self._of_answer(item)
        meant = self._read(without_places(query.meant, query.places), item, said)
        as_typed = self._read(without_places(query.text, query.places), item, said)
        if len(meant.typed) != len(meant.plain):  # odd marks: nothing can be told apart
            return Unexplained()
        # What was typed may be right, too, where something else was taken to be meant.
        taken: frozenset[int] = frozenset()
        if as_typed.typed != meant.typed and len(as_typed.typed) == len(as_typed.plain) == len(meant.typed):
            taken = _taken(as_typed, meant)
            meant = _either(as_typed, meant)
        content = [at for at, must in enumerate(meant.open) if must]
        rarity = dict(zip(content, self._rarity([meant.typed[at] for at in content]), strict=True))
        held = [at for at in content if meant.held[at]]
        left = [at for at in content if not meant.held[at] and not _is_near(meant.plain[at], self.single)]
        beside = {at: _beside(at, meant) for at in held}
        explained = sum(rarity[at] for at in held)

        named = [at for at, pairs in beside.items() if not said.names.isdisjoint(pairs)]
        names = named + [at for at, is_name in enumerate(meant.called) if is_name]

        def share(of: Iterable[int]) -> float:
            return sum(rarity[at] for at in of) / (explained or 1.0)

        return Unexplained(
            words=tuple(meant.typed[at] for at in left),
            rarity=tuple(rarity[at] for at in left),
            said=tuple((meant.typed[at], meant.plain[at], rarity[at]) for at in content),
            explained=explained,
            loose=share(at for at, pairs in beside.items() if pairs and not _has_any(said.pairs, pairs)),
            named=1.0 if any(meant.called) else share(named),
            attached=sum(rarity[at] for at in _attached(left, names, meant)),
            taken=sum(rarity[at] for at in taken if at in rarity and meant.held[at]),
        )

    def _read(self, text: str, item: Evidence, said: _Said) -> _Read:
        """A wording, with the syllables that the document must account for: all that are not said anyway."""
        typed, plain = words(text), folded_words(text)
        if len(typed) != len(plain):
            return _Read(typed, plain, [], [], [])
        reader = self.retriever.reader
        left = [
            bool(word) and word not in self.small and len(word) > 1 and not any(map(str.isdigit, word))
            for word in reader.asking.left_out_of(text)
        ]
        found = [each for table in self.tables for each in table.find(text)]
        told = (each for table in self.spoken for each in _everywhere(table, text))
        found += [each for each in told if self._says(each.value, said)]
        owner = int(self.retriever.index.document_of[item.hit.row])
        names = [each for each in self.retriever.titles.phrases.find(text) if each.value == owner]
        called = [any(0 <= at - each.start < each.length for each in names) for at in range(len(typed))]
        # Foreigners are another case; where somebody stays is what people tell of themselves.
        abroad = _has_any(said.pairs, [_pair(*_ABROAD)])
        others = _everywhere(self.foreign, text)
        found += [*names, *(each for each in others if abroad or stays_abroad(plain, each.start))]
        for each in found:
            left[each.start : each.start + each.length] = [False] * each.length
        for at, word in enumerate(typed):
            if left[at]:
                left[at] = not any(self._says(full, said) for full in reader.abbreviations.expansions(word))
        held = [
            must and (word in said.words or _is_near(bare, said.words))
            for must, word, bare in zip(left, typed, plain, strict=True)
        ]
        return _Read(typed, plain, left, held, called)

    def _says(self, phrase: str, said: _Said) -> bool:
        """True when the answer has every word of `phrase` that does not only ask."""
        kept = self.retriever.reader.asking.left_out_of(phrase)
        return all(word in said.words for word, plain in zip(words(phrase), kept, strict=True) if plain)

    def _of_answer(self, item: Evidence) -> _Said:
        """What accounts for a question: a whole procedure or guide, the passage of another document."""
        whole = item.meta.kind in _WHOLE
        owner = int(self.retriever.index.document_of[item.hit.row])
        key = owner if whole else -1 - item.hit.row
        known = self._said.get(key)
        if known is None:
            if len(self._said) >= _KEPT:
                self._said.clear()
            passages = self.store.passages_of(owner) if whole else [item.passage]
            texts = [*(f"{p.context}\n{p.text}" for p in passages), item.meta.title, *item.meta.aliases]
            asked = [question for p in passages for each in p.asked for question in each.questions]
            written = [words(text) for text in (*texts, *asked)]
            # The same words come again, here and in every document: each is folded once, one of it is kept.
            folded = {intern(word): intern(fold(word)) for word in set().union(*written)}
            plain = [[folded[word] for word in each] for each in written]
            called = plain[len(passages) : len(texts)]
            known = self._said[key] = _Said(
                frozenset((*folded, *folded.values())),
                array("q", sorted({_pair(*two) for each in plain for two in pairwise(each)})),
                frozenset(_pair(*two) for each in called for two in pairwise(each)),
            )
        return known

    def _rarity(self, typed: list[str]) -> list[float]:
        """Of each word as it is typed: "chó" is rare where "cho" is not."""
        index = self.retriever.index
        keys = np.asarray([index.vocabulary.key(word) for word in typed], np.int64)
        idf = index.documents.idf(keys)
        most = float(index.documents.idf(np.asarray([-1], np.int64))[0]) or 1.0
        return [float(value) / most for value in idf]


def _everywhere(table: PhraseTable[str], text: str) -> list[Found[str]]:
    """Phrases of `table` in `text`, those too that begin within another: "mở quán" and "quán cà phê"."""
    found = table.find(text)
    typed = words(text) if found else []
    for first in tuple(found):
        rest = table.find(" ".join(typed[first.start + 1 :]))
        found += [each._replace(start=each.start + first.start + 1) for each in rest]
    return found


def _taken(typed: _Read, meant: _Read) -> frozenset[int]:
    """Which syllables are words as they were typed, and were taken for others."""
    pairs = enumerate(zip(typed.plain, meant.plain, strict=True))
    return frozenset(at for at, (one, other) in pairs if one != other and is_syllable(one))


def _either(typed: _Read, meant: _Read) -> _Read:
    """What is said anyway, or accounted for, in either wording."""
    must = [one and other for one, other in zip(typed.open, meant.open, strict=True)]
    held = [one or other for one, other in zip(typed.held, meant.held, strict=True)]
    called = [one or other for one, other in zip(typed.called, meant.called, strict=True)]
    return _Read(meant.typed, meant.plain, must, held, called)


def _attached(left: list[int], named: list[int], read: _Read) -> Iterator[int]:
    """Those of `left` that follow a word of the answer's name, and nothing between ends the thought."""
    for at in left:
        before = max((place for place in named if place < at), default=None)
        if before is not None and at - before <= _FAR and _ENDS.isdisjoint(read.plain[before + 1 : at]):
            yield at


def _is_near(plain: str, others: frozenset[str]) -> bool:
    """True for what is no syllable of the language, and a slip away from one of `others`."""
    if len(plain) < _SHORTEST or is_syllable(plain):
        return False
    letters = set(plain)
    return any(
        abs(len(other) - len(plain)) <= 1
        and len(letters.symmetric_difference(other)) <= _LETTERS
        and slip_cost(plain, other) <= _SLIP
        for other in others
    )


def _pair(left: str, right: str) -> int:
    """A number for two neighbouring syllables, the same within a process; smaller than a tuple of them."""
    return hash((left, right))


def _has_any(ascending: array[int], wanted: Iterable[int]) -> bool:
    """True when one of `wanted` is among `ascending`."""
    places = ((bisect_left(ascending, each), each) for each in wanted)
    return any(at < len(ascending) and ascending[at] == each for at, each in places)


def _beside(at: int, read: _Read) -> list[int]:
    """The pairs that a word makes with the neighbours that must be accounted for as well."""
    return [
        _pair(read.plain[left], read.plain[left + 1])
        for left in (at - 1, at)
        if 0 <= left < len(read.plain) - 1 and read.open[left] and read.open[left + 1]
    ]
