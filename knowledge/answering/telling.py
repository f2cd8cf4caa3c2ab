"""Which parts of a procedure are told: those asked for, in the order asked, or the nearest that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.answering.plainly import asked_in_these_words, asks_for_all, only_named, plainly_asked
from knowledge.answering.quoting import Need, Quoter
from knowledge.answering.turn import Evidence, Turn
from knowledge.model import Aspect

_MOST_ASPECTS = 3  # told at once
# Where a question asks for more than can be told, those with a figure or a place come first.
_FIRST = (
    Aspect.TIME,
    Aspect.FEE,
    Aspect.DEADLINE,
    Aspect.PENALTY,
    Aspect.VALIDITY,
    Aspect.WHERE,
    Aspect.FORM,
    Aspect.ONLINE,
    Aspect.DOSSIER,
    Aspect.WHO,
    Aspect.RESULT,
    Aspect.LEGAL,
    Aspect.CONDITIONS,
    Aspect.STEPS,
    Aspect.NOTES,
)
# What helps instead, where a procedure does not tell what is asked; asked for any other aspect, the best line
# of the procedure is told without a word, since "phải có mặt không" is answered in many places.
_INSTEAD: Mapping[Aspect, tuple[Aspect, ...]] = {
    Aspect.PENALTY: (Aspect.DEADLINE, Aspect.WHERE),
    Aspect.VALIDITY: (Aspect.RESULT, Aspect.WHERE),
    Aspect.FORM: (Aspect.DOSSIER, Aspect.WHERE),
    Aspect.DEADLINE: (Aspect.TIME,),
    Aspect.DOSSIER: (Aspect.FORM, Aspect.WHERE),
    Aspect.ONLINE: (Aspect.WHERE,),
    Aspect.RESULT: (Aspect.TIME,),
    Aspect.LEGAL: (Aspect.WHERE,),
}
# Asked for in words that ask for nothing else: "trong bao nhiêu ngày" may be the time or the deadline.
_FIRM = frozenset({Aspect.PENALTY, Aspect.VALIDITY, Aspect.FORM})
# In shares of the question's words. Where people's questions for a procedure are known, the words by which an
# aspect is asked hardly tell more than these do (docs/adr/0018), but where nothing else is said.
_HEAD_START, _HEAD_START_HINTED, _HEAD_START_KNOWN = 1.2, 0.3, 0.1
_LEARNED, _LEARNED_KNOWN = 2.0, 1.0  # for an aspect that such questions ask for, as surely as they do
_SAYS_NOTHING = 0.2  # a best line below it fits by chance
_SAYS_ENOUGH = 1.1  # the same, where a question only asks how something is done
_CLOSE = 0.25  # so little behind the best part, the next may as well be what is meant: both are told
_ALL = 0.99  # of the words of a name
_SAYS_IT = 0.75  # a line elsewhere, or one that answers a clause, from here on holds what was asked
# The same where the aspect may have been meant otherwise: of 170 such questions that the desk had not
# learned, the best line was right in 0.75 from here on, in 0.55 below.
_MAY_SAY_IT = 0.4
# Told where a procedure is only named: the first of them that is known.
_NEEDED = (
    Aspect.DOSSIER,
    Aspect.WHERE,
    Aspect.TIME,
    Aspect.STEPS,
    Aspect.ONLINE,
    Aspect.WHO,
    Aspect.CONDITIONS,
)
# Offered as buttons.
OFFERED = (Aspect.DOSSIER, Aspect.TIME, Aspect.FEE, Aspect.WHERE, Aspect.ONLINE, Aspect.STEPS)


@dataclass(frozen=True, slots=True)
class Told:
    """The passages to quote from, in order, and what was asked for but is told nowhere."""

    passages: list[Evidence]
    unknown: tuple[Aspect, ...] = ()
    needs: Mapping[str, Need] = field(default_factory=dict)  # by passage, of the clause that it answers


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the question that asks by itself, read as a question of its own."""

    turn: Turn
    need: Need


@dataclass(frozen=True, slots=True)
class Teller:
    """Chooses among the passages of one procedure."""

    quoter: Quoter

    def tell(self, turn: Turn, need: Need, passages: list[Evidence], clauses: Sequence[Clause] = ()) -> Told:
        """The passages that answer: the one with the best line, and one for each further aspect asked.

        What answers a clause that asks by itself is told as well. Where only one is told so far, and the next
        best is close, that one is told, too.

        A line of an aspect that was asked has a head start, but a line elsewhere that holds the question's
        own words wins over it: what is paid for a copy may stand among the notes.
        """
        named = need.beside is not None and only_named(turn, need.beside)
        if named and not asked_in_these_words(need, passages[0].meta.title):
            return Told(_first_to_know(passages))
        passages = _asked_before(turn, need, passages) or passages
        scores = self._scores(turn, need, passages)
        ranked = sorted(passages, key=lambda item: -scores[item.passage.id])
        there = {item.passage.aspect for item in passages}
        unknown = tuple(aspect for aspect in turn.aspects if aspect in _INSTEAD and aspect not in there)
        if unknown and unknown == turn.aspects:
            enough = _MAY_SAY_IT if _FIRM.isdisjoint(unknown) else _SAYS_IT
            # A fee told where a fine is asked for would be taken for the fine.
            fee = ranked[0].passage.aspect is Aspect.FEE and Aspect.PENALTY in unknown
            if fee or self.quoter.best(need, ranked[0]) < enough:
                return Told(_nearest(unknown, passages), unknown)
        least = _SAYS_ENOUGH if asks_for_all(turn) else _SAYS_NOTHING
        if not ranked or scores[ranked[0].passage.id] <= least:
            return Told(_first_to_know(passages))
        chosen = ranked[:1]
        for aspect in sorted(turn.aspects, key=_FIRST.index):
            if any(item.passage.aspect is aspect for item in chosen):
                continue
            more = next((item for item in ranked if item.passage.aspect is aspect), None)
            if more is not None and len(chosen) < _MOST_ASPECTS:
                chosen.append(more)
        untold = tuple(aspect for aspect in unknown if aspect in _FIRM)
        told = sorted(chosen, key=lambda item: _place(turn, item))
        needs = self._of_clauses(clauses, told, passages)
        if len(told) == 1 and len(ranked) > 1 and not plainly_asked(turn, need, told[0]):
            first, second = (scores[item.passage.id] for item in ranked[:2])
            if second > _SAYS_NOTHING and first - second <= _CLOSE:
                told.append(ranked[1])
        return Told(told, untold, needs)

    def _scores(self, turn: Turn, need: Need, passages: list[Evidence]) -> dict[str, float]:
        """By passage, how well its best line answers, with what its aspect counts."""
        known = bool(need.near) and not need.plain
        return {
            item.passage.id: self.quoter.best(need, item) + _head_start(turn, item, known=known)
            for item in passages
        }

    def _of_clauses(
        self, clauses: Sequence[Clause], told: list[Evidence], passages: list[Evidence]
    ) -> dict[str, Need]:
        """Adds to `told` what answers a clause; by passage so added, what its lines are judged by."""
        needs: dict[str, Need] = {}
        for clause in clauses:
            if len(told) >= _MOST_ASPECTS:
                break
            if clause.need.beside is not None and only_named(clause.turn, clause.need.beside):
                continue  # "cấp bản sao trích lục hộ tịch" is the beginning of a name
            scores = self._scores(clause.turn, clause.need, passages)
            best = max(passages, key=lambda item: scores[item.passage.id])
            here = best.passage.id
            if scores[here] >= _SAYS_IT and all(item.passage.id != here for item in told):
                told.append(best)
                needs[here] = clause.need
        return needs


def _place(turn: Turn, item: Evidence) -> int:
    """Where in the question the aspect of a passage is asked for; what was not asked won by its words."""
    aspect = item.passage.aspect
    return turn.aspects.index(aspect) if aspect in turn.aspects else -1


def _head_start(turn: Turn, item: Evidence, *, known: bool) -> float:
    """What counts for a part beside its best line; `known` where people's questions for its lines are."""
    aspect = item.passage.aspect
    if aspect is None or turn.query is None:
        return 0.0
    asked, hinted = aspect in turn.aspects, aspect in turn.hints
    surely = turn.query.intent.aspects.get(aspect, 0.0)
    if known:
        return _LEARNED_KNOWN * surely + (_HEAD_START_KNOWN if asked else 0.0)
    return _LEARNED * surely + (_HEAD_START if asked else _HEAD_START_HINTED if hinted else 0.0)


def _asked_before(turn: Turn, need: Need, passages: list[Evidence]) -> list[Evidence]:
    """What was asked before a mere name was said: then no line that is like the name is meant."""
    plainly = need.beside == "" or (need.plain and turn.evidence[0].hit.signals["title_said"] >= _ALL)
    return [item for item in passages if plainly and item.passage.aspect in turn.aspects]


def _nearest(unknown: tuple[Aspect, ...], passages: list[Evidence]) -> list[Evidence]:
    first = {item.passage.aspect: item for item in reversed(passages)}
    found = [first[near] for aspect in unknown for near in _INSTEAD[aspect] if near in first]
    return found[:1] or _first_to_know(passages)


def _first_to_know(passages: list[Evidence]) -> list[Evidence]:
    """Where a procedure is only named: its papers, or what else one needs first."""
    first = {item.passage.aspect: item for item in reversed(passages)}
    return [first[aspect] for aspect in _NEEDED if aspect in first][:1] or passages[:1]
