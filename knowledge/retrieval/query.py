"""What a question asks for, before anything is searched: its words, spelled out, and the facts it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

import numpy as np

from knowledge.retrieval.lexical import Vocabulary
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.vietnamese.abbreviations import Abbreviations, read_table, spoken_forms
from knowledge.vietnamese.asking import AskingWords
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.places import Gazetteer, without_places
from knowledge.vietnamese.text import clean, fold, folded_words, words

# What an expansion counts against a word that was typed, chosen on the dev sets.
_EXPANSION_WEIGHT = 0.5
_KEPT = 10_000  # syllables remembered as short forms or not
# A year by itself, or after a month or quarter ("tháng 12/2026", "quý I/2026"), but not in a day's date or a
# document's number.
_YEAR = re.compile(r"(?:(?<![\d/])|(?<=(?<![/\d])[1-9IV]/)|(?<=(?<!/)1[0-2]/))(19[5-9]\d|20\d\d)(?![\d/])")
_SMALL_NUMBER = re.compile(r"\d{1,2}$")
_NUMBER = re.compile(r"\b(\d{1,5}(?:/\d{4})?/[A-ZĐa-zđ][A-ZĐa-zđ&-]{1,20}\d*)\b")


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched.

    `keys` and `weights` (shape `(n,)`) go to the lexical index. `subject` are the keys of the syllables that
    carry the subject, `subject_pairs` those of their pairs, with abbreviations spelled out: what a right
    passage should cover. `topic` are both of what is left of it without place, year and the sort of paper: in
    "kế hoạch trồng cây của thị xã Sơn Tây" the trees.
    """

    text: str
    expanded: str
    keys: Ids
    weights: Vector
    subject: Ids
    subject_pairs: Ids
    topic: Ids
    years: tuple[int, ...]
    numbers: tuple[str, ...]  # document numbers, folded: "6734/qd-ubnd"
    places: tuple[str, ...]  # folded names


@dataclass(frozen=True, slots=True)
class QueryReader:
    """Reads questions; holds the tables that doing so needs."""

    abbreviations: Abbreviations
    chat: PhraseTable[str]
    synonyms: PhraseTable[str]
    gazetteer: Gazetteer
    asking: AskingWords
    frame_words: frozenset[str]
    _short: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """With the shipped tables."""
        return cls(
            Abbreviations.load(),
            spoken_forms("chat.tsv"),
            spoken_forms("synonyms.tsv"),
            Gazetteer.load(),
            AskingWords.load(),
            frozenset(word for (word,) in read_table("frame_words.tsv")),
        )

    def read(self, text: str, vocabulary: Vocabulary, *, known_places: frozenset[str] = frozenset()) -> Query:
        """Understand `text` in the words that `vocabulary` knows."""
        text = clean(text)
        chat = self.chat.values(text)
        short = self.abbreviations.expansions(text)
        said = self.synonyms.values(text)
        added = ". ".join([*chat, *short, *said])
        typed = vocabulary.lookup(text)
        extra = vocabulary.lookup(added)
        keys, first = np.unique(np.concatenate([typed, extra]), return_index=True)
        weights = np.where(first < len(typed), 1.0, _EXPANSION_WEIGHT).astype(np.float32)
        known = keys >= 0
        places = self.gazetteer.places(text, known=known_places)
        subject, pairs = self._subject(without_places(text, places), [*chat, *short], vocabulary)
        return Query(
            text=text,
            expanded=f"{text}. {added}" if added else text,
            keys=keys[known],
            weights=weights[known],
            subject=subject,
            subject_pairs=pairs,
            topic=self._topic(text, places, vocabulary),
            years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text))),
            numbers=tuple(fold(number) for number in _NUMBER.findall(text)),
            places=places,
        )

    def _subject(self, text: str, spelled: list[str], vocabulary: Vocabulary) -> tuple[Ids, Ids]:
        """Folded syllables and pairs that carry the subject; -1 for those that no document has."""
        single: list[int] = []
        pairs: list[int] = []
        # A short form is left out where what it stands for is put in.
        typed = " ".join(word for word in self._in_full(words(text)) if not self._is_short(fold(word)))
        for run in [typed, *spelled]:
            syllables = folded_words(run)
            kept = self.asking.left_out_of(run)
            single += [vocabulary.folded_key(word) for word in kept if word and not _SMALL_NUMBER.match(word)]
            pairs += [vocabulary.pair_key(left, right) for left, right in pairwise(kept) if left and right]
            # A small number says something only with its neighbour, whatever that is: "5 dễ"; but an age
            # tells a person's case, not the subject.
            numbered = [
                vocabulary.pair_key(left, right)
                for left, right in pairwise(syllables)
                if _SMALL_NUMBER.match(left) and right != "tuoi"
            ]
            single += numbered
            pairs += numbered
        return np.asarray(single, dtype=np.int64), np.asarray(pairs, dtype=np.int64)

    def _topic(self, text: str, places: tuple[str, ...], vocabulary: Vocabulary) -> Ids:
        syllables = self._in_full(words(without_places(text, places)))
        run = " ".join(word for word in syllables if not self._is_short(fold(word)))
        kept = [
            "" if word in self.frame_words or not word.isalpha() else word
            for word in self.asking.left_out_of(run)
        ]
        pairs = [vocabulary.pair_key(left, right) for left, right in pairwise(kept) if left and right]
        single = [vocabulary.folded_key(word) for word in kept if word]
        return np.asarray(single + pairs, dtype=np.int64)

    def _in_full(self, syllables: list[str]) -> list[str]:
        """`syllables` with everyday words put as documents put them: "bán đất" → "chuyển nhượng quyền …"."""
        told = list(syllables)
        for said in reversed(self.synonyms.find(" ".join(syllables))):
            told[said.start : said.start + said.length] = words(said.value)
        return told

    def _is_short(self, word: str) -> bool:
        """True for a short form; what was found of a syllable is remembered."""
        known = self._short.get(word)
        if known is None:
            if len(self._short) >= _KEPT:
                self._short.clear()
            known = self._short[word] = bool(self.abbreviations.expansions(word) or self.chat.values(word))
        return known
