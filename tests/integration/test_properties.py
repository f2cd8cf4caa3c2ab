"""What must hold for every answer to every question we have, and for every button of every procedure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from bot.messages import Catalogue
from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome
from knowledge.builtin import builtin_files
from knowledge.clock import VIETNAM, FixedClock
from knowledge.model import Aspect, Confidence, Procedure
from knowledge.procedures import ADDED, FactLine, Guide, fact_lines, load_procedures
from knowledge.vietnamese.text import sentences
from tests.integration.answering import (
    PLANS,
    TODAY,
    Asker,
    Reply,
    Tally,
    build_index,
    opened,
    question_sets,
    questions,
    without_accents,
)

MOST_CHARS = 700  # of an answer that is no full card
OWN_ASPECT_FLOOR, OWN_PROCEDURE_FLOOR = 0.99, 0.995  # of the buttons
SHORT_FLOOR = 0.985
BRANCH_FLOOR = 0.97
# An amount, a share, a duration, an hour, a date, or a bare number.
_FIGURE = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}"
    r"|\d[\d.,/]*(?:\s*%|\s+(?:triệu\s+)?đồng|\s+ngày làm việc|\s+(?:ngày|giờ|tháng|năm|tuổi)\b)"
    r"|\d[\d.,]*\d|\d"
)
_MARKS = {
    Confidence.UNVERIFIED: "Chưa kiểm chứng: ",
    Confidence.CONTRADICTORY: "Các nguồn ghi khác nhau: ",
}


@dataclass(frozen=True)
class Answered:
    """A question, and what the desk said to it."""

    question: str
    reply: Reply
    aspect: Aspect | None = None  # of the button that was tapped


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    """The desk over the built-in knowledge and the sample plans."""
    directory = tmp_path_factory.mktemp("properties") / "index"
    assert build_index(directory, [PLANS], builtin=True).problems == ()
    with opened(directory) as asker:
        yield asker


@pytest.fixture(scope="module")
def procedures() -> dict[str, Procedure]:
    """The built-in procedures by code."""
    return {each.code: each for path in builtin_files() for each in load_procedures(path).procedures}


@pytest.fixture(scope="module")
def guides() -> list[Guide]:
    """The built-in guides."""
    return [guide for path in builtin_files() for guide in load_procedures(path).guides]


@pytest.fixture(scope="module")
def lines(procedures: dict[str, Procedure]) -> dict[str, tuple[FactLine, ...]]:
    """The lines of every procedure, each with its fact."""
    return {code: fact_lines(procedure) for code, procedure in procedures.items()}


@pytest.fixture(scope="module")
def said(asker: Asker, procedures: dict[str, Procedure]) -> list[Answered]:
    """Every question of every set, the whole card and every button of every procedure."""
    messages = Catalogue.load().of("vi")
    sets = [path.stem for path in question_sets()]
    asked: list[tuple[str, Aspect | None]] = [
        (row["question"], None) for name in sets for row in questions(name)
    ]
    for procedure in procedures.values():
        name = procedure.name.partition(" (")[0]
        asked.append((messages.text("suggest-all-question", name=name), None))
        asked += [
            (messages.text(f"suggest-{aspect}-question", name=name), aspect)
            for aspect in dict.fromkeys(fact.aspect for fact in procedure.facts)
        ]
    return [Answered(question, asker.ask(question), aspect) for question, aspect in asked]


def _unsure(lines: dict[str, tuple[FactLine, ...]], code: str) -> list[tuple[str, str]]:
    """The marks and the texts of the facts that are not certain."""
    return [
        (mark, line.text.removeprefix(mark))
        for line in lines.get(code, ())
        for confidence, mark in _MARKS.items()
        if line.fact.confidence is confidence
    ]


def test_no_answer_is_empty(said: list[Answered]) -> None:
    for each in said:
        assert each.reply.text.strip(), each.question
        assert "{" not in each.reply.text, each.reply.text


def test_citations_are_among_the_retrieved(said: list[Answered]) -> None:
    for each in said:
        resolution = each.reply.resolution
        retrieved = {citation.passage_id for citation in resolution.retrieved}
        assert {citation.passage_id for citation in resolution.citations} <= retrieved, each.question
        assert bool(resolution.citations) is (resolution.outcome is Outcome.ANSWERED), each.question


def test_answers_are_short(said: list[Answered]) -> None:
    for each in said:
        if not each.reply.resolution.full:
            assert len(each.reply.text) <= MOST_CHARS, (each.question, len(each.reply.text), each.reply.text)


def test_an_answer_is_what_stands_in_its_sources_and_fixed_phrases(said: list[Answered]) -> None:
    """Lines that are not copied are remarks: as many as there are."""
    for each in said:
        resolution = each.reply.resolution
        cited = "\n".join(citation.text for citation in resolution.citations)
        if resolution.sentences:
            own = [line for line in each.reply.text.splitlines() if line.removesuffix("…") not in cited]
            assert len(own) <= sum(
                len(remark.arguments.get("correction", " ").splitlines())
                for remark in (*resolution.opening, *resolution.remarks)
            ), (each.question, own)


def test_no_heading_of_a_guide_is_told_as_a_sentence(said: list[Answered], guides: list[Guide]) -> None:
    headings = {part.heading for guide in guides for part in guide.sections}
    for each in said:
        if not each.reply.resolution.full:
            assert not headings.intersection(each.reply.resolution.sentences), each.question


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("SIPAS năm 2025 của Hà Nội bao nhiêu", "2025"),
        ("sipas nam 2025", "2025"),
        ("SIPAS 2023", "2023"),
        ("PCI năm 2025 của Hà Nội", "2025"),
        ("lương cơ sở năm 2025", "2025"),
        ("SIPAS năm 2024", ""),
        ("PAR INDEX năm 2023 tỉnh nào đứng đầu", ""),
        ("SIPAS là gì", ""),
        ("lương cơ sở năm 2026", ""),
    ],
)
def test_figures_of_another_year_are_told_as_such(asker: Asker, question: str, year: str) -> None:
    reply = asker.ask(question)
    opening = [remark.arguments.get("year", "") for remark in reply.resolution.opening]
    assert opening == ([year] if year else []) or (year and not reply.answered), reply.text


def test_every_figure_stands_verbatim_in_one_cited_passage(said: list[Answered]) -> None:
    """Amounts, shares, durations, hours and dates, each with its unit."""
    figures = 0
    for each in said:
        passages = [citation.text for citation in each.reply.resolution.citations]
        for line in each.reply.resolution.sentences:
            for figure in _FIGURE.findall(line):
                figures += 1
                assert any(figure in passage and line in passage for passage in passages), (
                    each.question,
                    figure,
                )
    assert figures > len(said), "the sets ask for figures"


def test_unsure_facts_are_never_told_without_their_warning(
    said: list[Answered], asker: Asker, lines: dict[str, tuple[FactLine, ...]], guides: list[Guide]
) -> None:
    told = 0
    for each in said:
        for code in dict.fromkeys(each.reply.documents):
            for mark, text in _unsure(lines, code):
                if text in each.reply.text:
                    told += 1
                    assert each.reply.text.count(f"{mark}{text}") == each.reply.text.count(text), (
                        each.question,
                        text,
                    )
                    assert "hỏi lại bộ phận một cửa" in each.reply.text, each.question
    assert told > 50, "no unsure fact is asked for"
    told = 0
    for part in (part for guide in guides for part in guide.sections if part.confidence in _MARKS):
        for question in (part.heading, *part.asked):
            text = asker.ask(question).text
            if part.text in text:
                told += 1
                assert f"{_MARKS[part.confidence]}{part.text} Vui lòng hỏi lại bộ phận một cửa" in text, (
                    question
                )
    assert told > 50, "no unsure part of a guide is asked for"


@pytest.mark.parametrize("day", [TODAY.date(), date(2027, 1, 15), date(2027, 6, 1)])
def test_no_expired_fact_is_told(
    asker: Asker, lines: dict[str, tuple[FactLine, ...]], procedures: dict[str, Procedure], day: date
) -> None:
    """On that day, asked of every aspect that has a fact with an end."""
    clock = FixedClock(datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM))
    desk = replace(asker, answerer=replace(asker.answerer, clock=clock))
    messages = Catalogue.load().of("vi")
    ending = 0
    for code, known in lines.items():
        over = [
            line.text for line in known if line.fact.effective_to is not None and line.fact.effective_to < day
        ]
        ending += len(over)
        for aspect in {line.fact.aspect for line in known if line.text in over}:
            name = procedures[code].name.partition(" (")[0]
            for key in (f"suggest-{aspect}-question", "suggest-all-question"):
                text = desk.ask(messages.text(key, name=name)).text
                assert not [line for line in over if line in text], (name, aspect)
    assert day == TODAY.date() or ending, "no built-in fact has an end before that day"


@pytest.mark.parametrize("day", [TODAY.date(), date(2027, 1, 15), date(2027, 3, 1), date(2027, 6, 1)])
def test_no_part_of_a_guide_is_told_past_its_end(asker: Asker, guides: list[Guide], day: date) -> None:
    """On that day, asked by its heading and in every way in which people ask for it."""
    clock = FixedClock(datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM))
    desk = replace(asker, answerer=replace(asker.answerer, clock=clock))
    ending = [part for guide in guides for part in guide.sections if part.effective_to is not None]
    assert len(ending) >= 3
    said_to_be_over = 0
    for part in ending:
        over = part.effective_to is not None and part.effective_to < day
        for question in (part.heading, *part.asked):
            reply = desk.ask(question)
            told = [line for line in part.text.split("\n") if line in reply.text]
            assert not (over and told), (question, told)
            if reply.resolution.reason == "over":
                said_to_be_over += 1
                assert "chỉ áp dụng đến hết ngày" in reply.text, question
    assert bool(said_to_be_over) is any(part.effective_to < day for part in ending if part.effective_to)


def test_a_name_alone_is_answered_with_what_one_needs_first(
    asker: Asker, procedures: dict[str, Procedure]
) -> None:
    """By its official name, by the button that chooses it, and by the names that people give it.

    Few of those are what people ask of one line ("lịch tiếp dân", "VNeID bị khóa"), which is told then.
    """
    messages = Catalogue.load().of("vi")
    needed = (Aspect.DOSSIER, Aspect.WHERE, Aspect.TIME, Aspect.STEPS)
    asked: dict[str, tuple[Aspect, ...]] = {}

    def note(step: str, facts: dict[str, Any]) -> None:
        if step == "understand":
            asked["aspects"] = facts["aspects"]

    told = of_a_line = 0
    for procedure in procedures.values():
        choice = messages.text("suggest-choice-question", name=procedure.name.partition(" (")[0])
        names = {procedure.name, *procedure.aliases, choice}
        for name in sorted(names | {without_accents(name) for name in names}):
            resolution = asker.answerer.resolve(name, Memory(), tracer=note)
            if resolution.procedure is not None and not asked["aspects"]:
                told += 1
                known = {fact.aspect for fact in procedures[resolution.procedure.code].facts}
                first = next(aspect for aspect in needed if aspect in known)
                if resolution.procedure.aspect is not first:
                    of_a_line += 1
                    assert name in procedure.aliases or name in map(without_accents, procedure.aliases), name
    assert told > 900
    assert of_a_line < 0.015 * told


def test_every_button_is_answered_with_its_own_aspect(said: list[Answered]) -> None:
    """ "Nộp ở đâu?" is not answered with how to hand in online."""
    tally = Tally()
    for each in said:
        if each.aspect is not None:
            procedure = each.reply.resolution.procedure
            right = procedure is not None and procedure.aspect is each.aspect
            tally.count(right, f"{each.question} [{procedure}] {each.reply.text[:120]!r}")
    tally.assert_at_least(OWN_ASPECT_FLOOR)


def test_a_button_is_answered_in_three_sentences_at_most(said: list[Answered]) -> None:
    """The warning behind an unsure sentence is none of its own."""
    tally = Tally()
    for each in said:
        if each.aspect is not None:
            told = [s for line in each.reply.resolution.sentences for s in sentences(line)]
            own = [sentence for sentence in told if not sentence.startswith(ADDED)]
            tally.count(len(own) <= 3, f"{each.question} {own}")
    tally.assert_at_least(SHORT_FLOOR)


@pytest.mark.parametrize(
    "question",
    ["khiếu nại quyết định xử phạt", "khieu nai quyet dinh phat cua xa", "khiếu nại biên bản xử phạt"],
)
def test_a_fine_that_is_complained_of_is_not_asked_for(asker: Asker, question: str) -> None:
    reply = asker.ask(question)
    assert reply.answered
    assert reply.resolution.opening == (), reply.text


def test_every_button_is_answered_by_its_procedure(
    said: list[Answered], procedures: dict[str, Procedure]
) -> None:
    names = {each.name.partition(" (")[0]: code for code, each in procedures.items()}
    longest_first = sorted(names.items(), key=lambda item: -len(item[0]))
    tally = Tally()
    for each in said:
        if each.aspect is not None:
            code = next(code for name, code in longest_first if name in each.question)
            procedure = each.reply.resolution.procedure
            tally.count(procedure is not None and procedure.code == code, f"{each.question} [{procedure}]")
    tally.assert_at_least(OWN_PROCEDURE_FLOOR)


def test_the_case_that_is_named_decides_what_is_quoted(asker: Asker) -> None:
    """Age, channel, overdue, foreign element: the right branch is told, the wrong one is not."""
    tally = Tally()
    rows = questions("branches")
    for row in rows:
        reply = asker.ask(row["question"])
        procedure = reply.resolution.procedure
        right = procedure is not None and procedure.code in row["codes"] and reply.says(row["facts"])
        wrong = [phrase for phrase in row["wrong"] if phrase in reply.text]
        tally.count(right and not wrong, f"{row['id']} {row['question']} {wrong} {reply.text!r}")
    assert len(rows) >= 40
    assert {row["kind"] for row in rows} == {"age", "channel", "overdue", "foreign"}
    tally.assert_at_least(BRANCH_FLOOR)
