"""Which source a question is for: rules and their points, as `data/routes.toml` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

import numpy as np

from knowledge.answering.facts import is_foreign
from knowledge.answering.lexicon import AnswerKind, Lexicon, phrase_table, read_list
from knowledge.answering.preferring import preferred
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.wording import counted, counts, holds, lines
from knowledge.model import DocumentKind, Metadata
from knowledge.retrieval.intents import Intent
from knowledge.retrieval.protocols import Hit
from knowledge.retrieval.query import Query
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import folded_words, words

_LONG = 3  # syllables of a name that is no everyday word, digits of a number that is one
_IN_TITLE = 0.75  # share of the question's own words from which on a procedure is meant, not a guide
_KEPT = 10_000  # documents whose names are remembered as read
_IN_FULL, _MOST = 0.8, 0.5  # shares of a name in the question, and of the question in the name
_SAID = 0.6  # share of a procedure's name from which on words before "có cần" speak of it


class Source(StrEnum):
    """Where an answer may come from."""

    PLAN = "plan"  # a document of an office, or a law
    PROCEDURE = "procedure"
    GUIDE = "guide"


_SOURCES = {DocumentKind.PROCEDURE: Source.PROCEDURE, DocumentKind.GUIDE: Source.GUIDE}


@dataclass(frozen=True, slots=True)
class Rule:
    """Points for every passage of a sort, and for the procedures that the rule picks out."""

    name: str
    by_source: Mapping[Source, float]
    points: float


class _Named(NamedTuple):
    """What the names of a document say: an act ("gia hạn"), a foreign element."""

    act: str | None
    foreign: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What the rules look at: a question, and what was found for it."""

    turn: Turn
    called: frozenset[str]  # codes of the procedures that the question calls by name
    acts: frozenset[str]  # that the question says
    act_of: Mapping[str, str | None]  # by id, the act that the name of a document says
    document: bool  # words for a document
    unit: bool  # a part of an office at work
    desk: bool  # how the desk works
    named: bool  # a procedure, or an aspect and something of the name of one
    place_held: bool  # a place of which documents are held


@dataclass(frozen=True, slots=True)
class Routes:
    """The table of rules; looks at a question and weighs what was found."""

    rules: tuple[Rule, ...]
    acts: PhraseTable[str]
    named_acts: tuple[tuple[str, str], ...]  # each, and how it stands in a folded name
    at_work: PhraseTable[str]
    desk: PhraseTable[str]
    needs: PhraseTable[str]
    lives: PhraseTable[str]
    lexicon: Lexicon
    retriever: Retriever
    topicless: Topicless
    store: PassageStore
    _named: dict[str, _Named] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, lexicon: Lexicon, retriever: Retriever, topicless: Topicless, store: PassageStore) -> Self:
        """The shipped table; a rule without code, or code without a rule, is a ValueError."""
        data = read_list("routes.toml")
        rules = tuple(_rule(entry) for entry in data["rule"])
        if {rule.name for rule in rules} != {*_FIRES, *_PICKS}:
            raise ValueError("routes.toml and knowledge/answering/routes.py list different rules")
        acts: dict[str, list[str]] = data["acts"]
        return cls(
            rules,
            PhraseTable((phrase, act) for act, phrases in acts.items() for phrase in phrases),
            tuple((act, f" {_plain(act)} ") for act in acts),
            phrase_table(data["at_work"]["phrases"]),
            phrase_table(data["desk"]["phrases"]),
            phrase_table(data["needs"]["phrases"]),
            phrase_table(data["lives"]["phrases"]),
            lexicon,
            retriever,
            topicless,
            store,
        )

    def weigh(self, turn: Turn) -> dict[str, float]:
        """Put the evidence of `turn` in the order of score and points; returns the rules that fired."""
        sight = self._look(turn)
        fired: dict[str, float] = {}
        sums: dict[str, float] = {}
        for rule in self.rules:
            fires = _FIRES.get(rule.name)
            picks = _PICKS.get(rule.name)
            if fires is not None and not fires(sight):
                continue
            picked = picks(self, sight) if picks is not None else frozenset()
            if picks is not None and not picked:
                continue
            for item in turn.evidence:
                meant = not picked.isdisjoint((item.meta.id, item.passage.id))
                points = rule.points if meant else rule.by_source.get(_source(item), 0.0)
                if points:
                    sums[item.passage.id] = sums.get(item.passage.id, 0.0) + points
                    fired[rule.name] = points
        index, query = self.retriever.index, turn.query
        # What is named by its code stays first, whatever people ask for in such words.
        exactly = query is None or len(self.retriever.references.meant(query.text))
        intent = Intent() if query is None or exactly else query.intent
        turn.evidence = preferred(turn.evidence, sums, intent, index.intents, index.document_of)
        return fired

    def plainly_called(self, sight: Sight) -> frozenset[str]:
        """The one procedure whose name makes at least half of what the question says by itself."""
        text = sight.turn.text
        own = sum(map(bool, self.topicless.own_words(text)))
        longest = max((each.length for each in self.retriever.titles.phrases.find(text)), default=0)
        plainly = longest >= _LONG and 2 * longest > own
        return sight.called if plainly and len(sight.called) == 1 else frozenset()

    def more_than_said(self, sight: Sight) -> frozenset[str]:
        """Procedures whose name holds another's and more, where nothing but that one's is said."""
        text = sight.turn.text
        said, own = set(folded_words(text)), set(filter(None, self.topicless.own_words(text)))
        metas = {
            i.meta.id: i.meta.title for i in sight.turn.evidence if i.meta.kind is DocumentKind.PROCEDURE
        }
        names = {code: set(folded_words(title)) for code, title in metas.items()}
        plain = [
            name
            for code, name in names.items()
            if own and own <= name and name - self._doing(metas[code]) <= said
        ]
        return frozenset(
            code
            for code, more in names.items()
            if any(name < more and said.isdisjoint(more - name) for name in plain)
        )

    def _doing(self, title: str) -> set[str]:
        """The words of a name that only say what is done: "đăng ký", "cấp"."""
        return {word for found in self.lexicon.doing.find(title) for word in folded_words(found.value)}

    def guides_called(self, sight: Sight) -> frozenset[str]:
        """Passages of guides whose heading says all that the question says by itself: "PAPI là gì"."""
        evidence = sight.turn.evidence
        asked = set(folded_words(sight.turn.text))
        numbers = {word for word in asked if word.isdigit() and len(word) >= _LONG}
        own = {*filter(None, self.topicless.own_words(sight.turn.text)), *numbers}
        titles = (i.meta.title for i in evidence if i.meta.kind is DocumentKind.PROCEDURE)
        in_title = max((len(own.intersection(folded_words(title))) for title in titles), default=0)
        if not own or sight.called or in_title >= _IN_TITLE * len(own):
            return frozenset()
        headings = {
            item.passage.id: set(folded_words(" ".join(item.passage.heading_path[-1:])))
            for item in evidence
            if item.meta.kind is DocumentKind.GUIDE
        }
        # Of several, the one that says little else: "tổng đài VNeID" is told by the heading of these words.
        fits = {name: len(asked & said) / len(asked | said) for name, said in headings.items() if own <= said}
        return frozenset(name for name, fit in fits.items() if fit == max(fits.values()))

    def only_papers(self, sight: Sight) -> frozenset[str]:
        """Procedures called after "có cần", where what stands before names one that speaks of that paper.

        That one is put among the evidence, with the signals of the best that was found.
        """
        turn = sight.turn
        typed = words(turn.text)
        need = next((each for each in self.needs.find(turn.text) if each.start), None)
        if need is None or not turn.evidence:
            return frozenset()
        after = typed[need.start + need.length :]
        papers = self.retriever.titles.phrases.find(" ".join(after))
        called = [_plain(" ".join(after[each.start : each.start + each.length])) for each in papers]
        if not papers:
            return frozenset()
        for row in _names_said(self.retriever, self.retriever.read(" ".join(typed[: need.start]))):
            if row in {each.value for each in papers}:
                continue
            passages = self.store.passages_of(row)
            at = next((p for p in passages if any(name in _plain(p.text) for name in called)), None)
            if at is not None:
                first = int(np.searchsorted(self.retriever.index.document_of, row))
                best = turn.evidence[0].hit
                hit = Hit(first + at.ordinal, best.score, best.signals)
                turn.evidence.append(Evidence(hit, at, self.store.metadata(row)))
                owners = self.retriever.index.document_of
                rows = {each.value for each in papers}
                return frozenset(i.meta.id for i in turn.evidence if int(owners[i.hit.row]) in rows)
        return frozenset()

    def act_of(self, names: Sequence[str]) -> str | None:
        """The act that a name says, or else what people call it: "Gia hạn tạm trú" → "gia hạn"."""
        plain = (f" {_plain(name)} " for name in names)
        return next((act for name in plain for act, said in self.named_acts if said in name), None)

    def named(self, meta: Metadata) -> _Named:
        """What the names of a document say; remembered: the same documents are found again and again."""
        known = self._named.get(meta.id)
        if known is None:
            if len(self._named) >= _KEPT:
                self._named.clear()
            act = self.act_of((meta.title, *meta.aliases))
            known = self._named[meta.id] = _Named(act, bool(self.lexicon.foreign.find(meta.title)))
        return known

    def _look(self, turn: Turn) -> Sight:
        text = turn.text
        owners = self.retriever.index.document_of
        of_row = {int(owners[item.hit.row]): item.meta.id for item in turn.evidence}
        called = self.retriever.named(text)
        query = turn.query
        places = query.places if query else ()
        return Sight(
            turn,
            frozenset(of_row[row] for row in called if row in of_row),
            frozenset(self.acts.values(text)),
            {item.meta.id: self.named(item.meta).act for item in turn.evidence},
            bool(self.lexicon.documents.find(text)),
            bool(self.at_work.find(text)),
            bool(self.desk.find(text)),
            bool(called) or bool(turn.aspects and self.topicless.names_something(turn)),
            bool(self.retriever.places.intersection(places)),
        )


def _rule(entry: dict[str, Any]) -> Rule:
    by_source = {source: float(entry[source]) for source in Source if source in entry}
    return Rule(entry["name"], by_source, float(entry.get("points", 0.0)))


def _names_said(retriever: Retriever, query: Query) -> list[int]:
    """Document rows of the procedures of whose name `query` says enough, most first."""
    rows = retriever.titles.named
    said = retriever.titles.shared(np.unique(query.keys), query.subject[:0], 1.0)[0][rows]
    return [int(rows[at]) for at in np.argsort(-said, kind="stable") if said[at] >= _SAID]


def _plain(text: str) -> str:
    return " ".join(folded_words(text))


def _source(item: Evidence) -> Source:
    return _SOURCES.get(item.meta.kind, Source.PLAN)


def _only_a_procedure(sight: Sight) -> bool:
    query = sight.turn.query
    named = query is not None and bool(query.places or query.years or query.numbers)
    return sight.named and not (named or sight.document or sight.unit)


def _of_same_act(_: Routes, sight: Sight) -> frozenset[str]:
    return frozenset(code for code, act in sight.act_of.items() if act in sight.acts)


def _of_other_act(_: Routes, sight: Sight) -> frozenset[str]:
    return frozenset(code for code, act in sight.act_of.items() if act is not None and act not in sight.acts)


def _of_plans(sight: Sight, answers: Callable[[str], bool]) -> frozenset[str]:
    """Passages of plans of which a line answers."""
    plans = (item for item in sight.turn.evidence if _source(item) is Source.PLAN)
    return frozenset(item.passage.id for item in plans if any(map(answers, lines(item.passage.text))))


def _kind_of_words(_: Routes, sight: Sight) -> frozenset[str]:
    kind = sight.turn.kind
    return frozenset() if kind is AnswerKind.OPEN else _of_plans(sight, lambda line: holds(kind, line))


def _counts_it(_: Routes, sight: Sight) -> frozenset[str]:
    things = counted(sight.turn.text)
    return _of_plans(sight, lambda line: counts(things, line)) if things else frozenset()


def _named_in_full(routes: Routes, sight: Sight) -> frozenset[str]:
    owners, intents = routes.retriever.index.document_of, routes.retriever.index.intents
    return frozenset(
        item.meta.id
        for item in sight.turn.evidence
        if item.meta.kind is DocumentKind.PROCEDURE
        and item.hit.signals["title_said"] >= _IN_FULL
        and item.hit.signals["title_says"] >= _MOST
        and not intents.knows(int(owners[item.hit.row]))
    )


def _where_one_lives(routes: Routes, sight: Sight) -> frozenset[str]:
    text = sight.turn.text
    named = routes.retriever.titles.phrases.find(text)
    lived = {at for each in routes.lives.find(text) for at in range(each.start, each.start + each.length)}
    rows = {each.value for each in named if lived.issuperset(range(each.start, each.start + each.length))}
    owners = routes.retriever.index.document_of
    return frozenset(item.meta.id for item in sight.turn.evidence if int(owners[item.hit.row]) in rows)


def _foreign_ones(routes: Routes, sight: Sight) -> frozenset[str]:
    if is_foreign(sight.turn.text, routes.lexicon):
        return frozenset()
    return frozenset(item.meta.id for item in sight.turn.evidence if routes.named(item.meta).foreign)


_FIRES: Mapping[str, Callable[[Sight], bool]] = {
    "document_words": lambda sight: sight.document,
    "place_with_documents": lambda sight: sight.place_held and not sight.called,
    "unit_at_work": lambda sight: sight.unit,
    "only_a_procedure": _only_a_procedure,
    "how_things_work": lambda sight: sight.desk and not sight.called,
    "other_act": lambda sight: bool(sight.acts),
}
_PICKS: Mapping[str, Callable[[Routes, Sight], frozenset[str]]] = {
    "called_by_name": lambda routes, sight: routes.plainly_called(sight),
    "more_than_said": lambda routes, sight: routes.more_than_said(sight),
    "guide_called": lambda routes, sight: routes.guides_called(sight),
    "only_a_paper": lambda routes, sight: routes.only_papers(sight),
    "kind_of_words": _kind_of_words,
    "counts_it": _counts_it,
    "named_in_full": _named_in_full,
    "same_act": _of_same_act,
    "other_act": _of_other_act,
    "not_foreign": _foreign_ones,
    "only_where_one_lives": _where_one_lives,
}
