"""What a question asks for, before anything is searched: its words, spelled out, and the facts it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

import numpy as np

from knowledge.retrieval.intents import Intent, Intents
from knowledge.retrieval.lexical import Vocabulary
from knowledge.retrieval.protocols import Ids, Vector
from knowledge.retrieval.spelling import Mended, Reading, Speller
from knowledge.vietnamese.abbreviations import Abbreviations, read_table, spelled_out, spoken_forms
from knowledge.vietnamese.asking import AskingWords
from knowledge.vietnamese.collocations import Collocations
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.places import Gazetteer, without_places
from knowledge.vietnamese.text import clean, fold, folded_words, words

# What an expansion counts against a word that was typed, chosen on the dev sets.
_EXPANSION_WEIGHT = 0.5
_MENDED_WEIGHT = 1.0
_RESTORED_WEIGHT = 1.0
_NOTHING = np.empty(0, np.int64)
_KEPT = 10_000  # syllables remembered as short forms or not
# A year by itself, or after a month or quarter ("tháng 12/2026", "quý I/2026"), but not in a day's date or a
# document's number.
_YEAR = re.compile(r"(?:(?<![\d/])|(?<=(?<![/\d])[1-9IV]/)|(?<=(?<!/)1[0-2]/))(19[5-9]\d|20\d\d)(?![\d/])")
_SMALL_NUMBER = re.compile(r"\d{1,2}$")
# Numbers of documents, in folded text: whole ("6734/qd-ubnd"), of the party ("18-nq/tw"), or after their sort
# and without the rest: "nghi dinh 124/2024", "ke hoach 40". A year is none, nor is what counts something.
_NUMBER = re.compile(
    r"\b(\d{1,5}(?:/\d{4})?/[a-z][a-z&-]{1,20}\d*|\d{1,5}-[a-z]{2,5}/[a-z]{2,6})\b"
    r"|\b(?:nghi dinh|nd|thong tu|tt|quyet dinh|qd|chi thi|cong van|cv|luat)(?: so)? 0*(\d{1,5}/\d{4})\b(?!/)"
    r"|\b(?:nghi quyet|nq|ket luan|kl|ke hoach|kh)(?: so)? 0*((?!(?:19|20)\d\d\b)\d{1,5}(?:/\d{4})?)"
    r"(?![\d/.%-]|[a-z]| (?:nam|thang|ngay|quy|tuan|nguoi|bai|lan|de))"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched.

    `text` is what was typed, `meant` the same with its slips mended (`mended`); `restored` are syllables with
    the accents that were not typed, `added` what short forms and everyday words stand for.

    `keys` and `weights` (shape `(n,)`) go to the lexical index. `subject` are the keys of the syllables that
    carry the subject, `subject_pairs` those of their pairs, with abbreviations spelled out: what a right
    passage should cover. `topic` are both of what is left of it without place, year and the sort of paper: in
    "kế hoạch trồng cây của thị xã Sơn Tây" the trees. `intent` is what such questions are known to ask for.
    """

    text: str
    meant: str
    mended: tuple[Mended, ...]
    restored: tuple[str, ...]
    added: tuple[str, ...]
    expanded: str
    keys: Ids
    weights: Vector
    subject: Ids
    subject_pairs: Ids
    topic: Ids
    years: tuple[int, ...]
    numbers: tuple[str, ...]  # document numbers, folded: "6734/qd-ubnd", or how they begin: "124/2024"
    places: tuple[str, ...]  # folded names
    intent: Intent = field(default_factory=Intent)


@dataclass(frozen=True, slots=True)
class QueryReader:
    """Reads questions; holds the tables that doing so needs."""

    abbreviations: Abbreviations
    chat: PhraseTable[str]
    synonyms: PhraseTable[str]
    gazetteer: Gazetteer
    asking: AskingWords
    frame_words: frozenset[str]
    collocations: Collocations
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
            Collocations.load(),
        )

    def read(
        self,
        text: str,
        vocabulary: Vocabulary,
        *,
        known_places: frozenset[str] = frozenset(),
        mend: Callable[[str], Reading] = Reading,
        intents: Intents | None = None,
    ) -> Query:
        """Understand `text` in the words that `vocabulary` knows, slips mended by `mend`, by known `intents`.

        Alternatives are added to what was typed, they replace nothing in what is searched.
        """
        text = clean(text)
        reading = mend(text)
        meant = reading.text
        full = self.spelled_out(meant)
        chat = self.chat.values(meant)
        short = self.abbreviations.expansions(meant)
        said = self.synonyms.values(full)
        added = ". ".join([*chat, *short, *said])
        parts = [
            (vocabulary.lookup(text), 1.0),
            (vocabulary.lookup(meant) if reading.mended else _NOTHING, _MENDED_WEIGHT),
            (vocabulary.lookup(" . ".join(reading.restored)), _RESTORED_WEIGHT),
            (vocabulary.lookup(added), _EXPANSION_WEIGHT),
        ]
        keys, first = np.unique(np.concatenate([part for part, _ in parts]), return_index=True)
        weights = np.concatenate([np.full(len(part), weight, np.float32) for part, weight in parts])[first]
        known = keys >= 0
        places = self.gazetteer.places(meant, known=known_places)
        subject, pairs = self._subject(without_places(full, places), short, vocabulary)
        return Query(
            text=text,
            meant=meant,
            mended=reading.mended,
            restored=reading.restored,
            added=(*chat, *short, *said),
            expanded=f"{meant}. {added}" if added else meant,
            keys=keys[known],
            weights=weights[known],
            subject=subject,
            subject_pairs=pairs,
            topic=self._topic(full, places, vocabulary),
            years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text))),
            numbers=tuple(
                dict.fromkeys("".join(found) for found in _NUMBER.findall(" ".join(fold(text).split())))
            ),
            places=places,
            intent=intents.read(full) if intents is not None else Intent(),
        )

    def mend(self, text: str, speller: Speller, known_places: frozenset[str] = frozenset()) -> Reading:
        """`text` with slips mended; words that only ask, short forms and names of places stay as typed."""
        names = {word for place in self.gazetteer.places(text, known=known_places) for word in place.split()}

        def stays(word: str) -> bool:
            folded = fold(word)
            return folded in names or folded.isdigit() or self.asking.asks(word) or self._is_short(folded)

        return speller.read(text, stays)

    def spelled_out(self, text: str) -> str:
        """`text` with chat spelling in full: "bn tiền" → "bao nhiêu tiền"; other words stay as they are."""
        return spelled_out(text, self.chat)

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
