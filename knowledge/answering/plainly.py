"""Whether a question asks for one part of a procedure, for all of it, or only names it."""

from __future__ import annotations

from knowledge.answering.clauses import asks, asks_whether
from knowledge.answering.quoting import Need
from knowledge.answering.turn import Evidence, Turn
from knowledge.model import Aspect

_THESE_WORDS, _FAR_OTHERS = 0.9, 0.4  # so near a line, and so much nearer than others, it is asked for
_SURELY = 0.5  # as surely as this such questions ask for one aspect


def plainly_asked(turn: Turn, need: Need, told: Evidence) -> bool:
    """True where no more is said than a procedure's name and the one aspect that is told."""
    return need.plain and turn.aspects == (told.passage.aspect,)


def asks_for_all(turn: Turn) -> bool:
    """True for "làm thế nào", "thủ tục ra sao", and where a procedure is named and nothing is asked."""
    surest = max(turn.query.intent.aspects.values(), default=0.0) if turn.query else 0.0
    openly = set(turn.hints) == {Aspect.STEPS} or not (turn.hints or asks(turn.text))
    return not turn.aspects and openly and surest < _SURELY


def only_named(turn: Turn, beside: str) -> bool:
    """True where a procedure is named and no more is said; what is asked of it elsewhere does not count.

    "Bảo hiểm" and "sao y" ask nothing, though typed without accents they look as if they did.
    """
    if turn.aspects:
        return False
    if not beside or set(turn.hints) == {Aspect.STEPS}:
        return True
    return not (turn.hints or asks(beside) or asks_whether(turn.text))


def asked_in_these_words(need: Need, title: str) -> bool:
    """True where people ask in these very words for one line, and in far other ones for all others.

    "VNeID bị khóa" is a name, too, but asks for what is done then; what is like the title only names.
    """
    best, second, *_ = [*sorted(need.near.items(), key=lambda each: -each[1]), ("", 0.0), ("", 0.0)]
    return best[0] != title and best[1] >= _THESE_WORDS and best[1] - second[1] >= _FAR_OTHERS
