"""Fixed phrases that go with an answer: what is unknown, of which year it tells, whether it is in force."""

from __future__ import annotations

from knowledge.answering.clauses import asks
from knowledge.answering.lexicon import AnswerKind
from knowledge.answering.model import Remark
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.years import born_in, happened, names_year, tells_of_year
from knowledge.model import Aspect


def unknown(aspects: tuple[Aspect, ...]) -> tuple[Remark, ...]:
    """Says what no source tells of a procedure, before what is known."""
    return tuple(Remark(key=f"unknown-{aspect}") for aspect in aspects[:1])


def other_year(turn: Turn, sentences: list[str]) -> tuple[Remark, ...]:
    """Says that a guide tells of other years only, or of none where no more than a year is asked."""
    told = " ".join(sentences)
    return () if not names_year(told) and asks(turn.text) else _not_told(turn, told)


def other_years_figure(turn: Turn, sentences: list[str]) -> tuple[Remark, ...]:
    """Says that a procedure's figure is not known for the year asked: "năm 1995 nhập khẩu hết mấy tiền".

    A year in which something happened ("cưới từ 2010, nay đăng ký") is not asked for.
    """
    figure = Aspect.FEE in turn.aspects or turn.kind in {AnswerKind.MONEY, AnswerKind.FIGURE}
    return _not_told(turn, " ".join(sentences)) if figure and not happened(turn.text) else ()


def _not_told(turn: Turn, told: str) -> tuple[Remark, ...]:
    no_matter = {turn.today.year, *born_in(turn.text)}
    asked = [year for year in (turn.query.years if turn.query else ()) if year not in no_matter]
    if not asked or any(tells_of_year(told, year, turn.today.year) for year in asked):
        return ()
    return (Remark(key="answer-other-year", arguments={"year": str(asked[0])}),)


def of_validity(turn: Turn, best: Evidence) -> tuple[Remark, ...]:
    """What must be said with an answer from an old or replaced document."""
    validity = best.meta.validity
    if validity.replaced_by:
        return (Remark(key="answer-replaced", arguments={"number": validity.replaced_by}),)
    if validity.effective_to is not None and validity.effective_to < turn.today:
        return (Remark(key="answer-expired", arguments={"date": f"{validity.effective_to:%d/%m/%Y}"}),)
    return ()
