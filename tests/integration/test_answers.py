"""The real desk over the built-in knowledge and three sample plans, asked our own question sets.

Floors stand a little under what was measured; a miss is printed with what was said instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from indexer.evaluating.typing import typed
from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome
from knowledge.builtin import builtin_files
from knowledge.model import Aspect
from knowledge.procedures import load_procedures
from tests.integration.answering import (
    PLANS,
    Asker,
    Reply,
    Row,
    Tally,
    build_index,
    opened,
    plain,
    questions,
    without_accents,
)

# Measured on the sets as they stand: see the numbers `pytest -s` prints.
PROCEDURES = ("procedures", "procedures_held_out", "procedures_held_out_2")
PROCEDURE_FLOOR = 0.96
FACTS_FLOOR = 0.95
HELD_OUT_FLOOR, HELD_OUT_2_FLOOR = 0.95, 0.95
BLIND = {
    "held_out_3": 0.91,
    "blind_procedures": 0.90,
    "blind_procedures_2": 0.92,
    "blind_procedures_3": 0.85,
    "blind_procedures_4": 0.93,
    "blind_procedures_5": 0.89,
    "blind_procedures_6": 0.93,
    "blind_procedures_7": 0.95,
    "blind_procedures_8": 0.92,
    "blind_procedures_9": 0.94,
    "blind_follow_ups": 0.86,
}
BLIND_REFUSED = {
    "blind_refused": 0.93,
    "blind_refused_2": 0.96,
    "blind_refused_3": 0.92,
    "blind_refused_5": 0.95,
    "blind_refused_6": 0.87,
    "blind_refused_7": 0.87,
    "blind_refused_8": 0.78,
    "blind_refused_9": 0.87,
}
BLIND_DIALOGUES = {"blind_dialogues_8": 0.87, "blind_dialogues_9": 0.78}
SISTERS_FLOOR, NEW_SUBJECT_FLOOR = 0.95, 0.95
SHORT_FLOOR = 0.9
GUIDES_FLOOR = 0.85
FIRST_FLOOR, FIVE_FLOOR = 0.84, 0.93
REFUSED_FLOOR, IN_SCOPE_FLOOR = 0.90, 0.96
LOST_WITHOUT_ACCENTS, LOST_IN_CHAT = 0.03, 0.05
TYPOS_FLOOR = 0.83  # 0.89 without the 60 questions on rarely asked civil status and certification
MOST_CHARS = 700  # about 600 of quoted text, and the fixed phrases

_FIGURE = re.compile(r"\d[\d.,/]*\d|\d")
_UNSURE = ("Chưa kiểm chứng: ", "Các nguồn ghi khác nhau: ")


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    """The desk over the built-in knowledge and the sample plans."""
    directory = tmp_path_factory.mktemp("answers") / "index"
    report = build_index(directory, [PLANS], builtin=True)
    assert report.problems == ()
    with opened(directory) as asker:
        yield asker


@pytest.fixture(scope="module")
def replies(asker: Asker) -> dict[str, Reply]:
    """The reply to every question of every set, by its id."""
    sets = (*PROCEDURES, "guides", "plans", "out_of_scope", "small_talk")
    return {row["id"]: asker.ask(row["question"]) for name in sets for row in questions(name)}


def _right_procedure(row: Row, reply: Reply) -> bool:
    procedure = reply.resolution.procedure
    return reply.answered and procedure is not None and procedure.code in row["codes"]


def _said(row: Row, reply: Reply) -> str:
    procedure = reply.resolution.procedure
    about = f"{procedure.code} {procedure.aspect}" if procedure else ", ".join(reply.documents)
    outcome = f"{reply.resolution.outcome} {reply.resolution.reason or ''} {reply.resolution.confidence:.2f}"
    return f"{row['id']} {row['question']}\n    {outcome} [{about}] {reply.text[:300]!r}"


# --- the sets themselves ---------------------------------------------------------------------------------


def test_the_sets_cover_every_procedure_and_every_aspect() -> None:
    asked = {code for row in questions("procedures") for code in row["codes"]}
    known = {procedure.code for path in builtin_files() for procedure in load_procedures(path).procedures}
    assert known <= asked
    assert {aspect for row in questions("procedures") for aspect in row["aspects"]} == set(Aspect)


def test_the_sets_are_well_formed() -> None:
    named = ("asked_back", "guides", "plans", "out_of_scope", "short_wordings")
    sets = (*PROCEDURES, *BLIND, *BLIND_REFUSED, *BLIND_DIALOGUES, *named)
    rows = [row for name in sets for row in questions(name)]
    assert len({row["id"] for row in rows}) == len(rows)
    asked = {plain(" / ".join([*row.get("before", ()), row["question"]])) for row in rows}
    assert len(asked) == len(rows)
    for row in questions("plans"):
        text = plain((PLANS / row["doc"]).read_text(encoding="utf-8"))
        assert all(plain(phrase) in text for phrase in row["gold"]), row
    for fact in (fact for row in questions("procedures") for fact in row["facts"]):
        re.compile(fact)


# --- what is answered, and how well ----------------------------------------------------------------------


def test_the_right_procedure_answers(replies: dict[str, Reply]) -> None:
    tally = Tally()
    for row in questions("procedures"):
        tally.count(_right_procedure(row, replies[row["id"]]), _said(row, replies[row["id"]]))
    tally.assert_at_least(PROCEDURE_FLOOR)


def test_answers_state_the_facts(replies: dict[str, Reply]) -> None:
    tally = Tally()
    for row in questions("procedures"):
        reply = replies[row["id"]]
        tally.count(_right_procedure(row, reply) and reply.says(row["facts"]), _said(row, reply))
    tally.assert_at_least(FACTS_FLOOR)


@pytest.mark.parametrize(
    ("held_out", "floor"),
    [("procedures_held_out", HELD_OUT_FLOOR), ("procedures_held_out_2", HELD_OUT_2_FLOOR)],
)
def test_answers_to_questions_never_tuned_on(replies: dict[str, Reply], held_out: str, floor: float) -> None:
    """These were written after the other sets had been used to choose words and weights: leave them alone."""
    tally = Tally()
    for row in questions(held_out):
        reply = replies[row["id"]]
        tally.count(_right_procedure(row, reply) and reply.says(row["facts"]), _said(row, reply))
    tally.assert_at_least(floor)


def _after(asker: Asker, row: Row) -> Reply:
    """The reply to the question of `row` in the conversation that `before` began."""
    memory = Memory()
    for before in row.get("before", ()):
        asker.answerer.resolve(before, memory)
    resolution = asker.answerer.resolve(row["question"], memory)
    return Reply(resolution, asker.renderer.render(resolution, "vi"))


@pytest.mark.parametrize(("blind", "floor"), BLIND.items())
def test_answers_to_the_questions_of_a_blind_test(asker: Asker, blind: str, floor: float) -> None:
    """See the README of the sets: written before the answers were looked at, scored once, mended since."""
    tally = Tally()
    for row in questions(blind):
        reply = _after(asker, row)
        right = reply.answered and (not row["codes"] or _right_procedure(row, reply))
        tally.count(right and reply.says(row["facts"]), _said(row, reply))
    tally.assert_at_least(floor)


@pytest.mark.parametrize(("blind", "floor"), BLIND_DIALOGUES.items())
def test_turns_of_a_conversation(asker: Asker, blind: str, floor: float) -> None:
    """Every turn after those before it: an answer, kind words, or no answer where nothing tells it."""
    tally = Tally()
    for row in questions(blind):
        reply = _after(asker, row)
        if row["kind"] == "talk":
            right = reply.resolution.outcome is Outcome.GREETING
        elif row["kind"] == "refuse":
            right = not reply.answered
        else:
            told = not row["codes"] or _right_procedure(row, reply)
            right = reply.answered and told and reply.says(row["facts"])
        tally.count(right, _said(row, reply))
    tally.assert_at_least(floor)


def test_another_of_the_kind_is_told_where_it_takes_the_place_of_what_was_asked(asker: Asker) -> None:
    """ "Còn cấp lại thì sao?" after "đổi thẻ căn cước bao nhiêu tiền": not the fee of changing it."""
    tally = Tally()
    for row in questions("sisters"):
        first, reply = asker.ask(row["before"][-1]).resolution.procedure, _after(asker, row)
        told = reply.resolution.procedure
        same = first is not None and told is not None and first.aspect is told.aspect
        tally.count(same and _right_procedure(row, reply), _said(row, reply))
    tally.assert_at_least(SISTERS_FLOOR)


def test_a_new_subject_is_not_taken_for_a_further_question(asker: Asker) -> None:
    """Each question of a blind set after one on another procedure: it ends as it does by itself."""
    rows, tally = questions("blind_procedures_4"), Tally()
    for row, other in zip(rows, [*rows[7:], *rows[:7]], strict=True):
        if set(row["codes"]) & set(other["codes"]):
            continue
        alone, after = asker.ask(row["question"]), _after(asker, {**row, "before": [other["question"]]})
        same = (
            alone.resolution.outcome is after.resolution.outcome
            and alone.documents[:1] == after.documents[:1]
        )
        tally.count(same, _said(row, after))
    tally.assert_at_least(NEW_SUBJECT_FLOOR)


def test_few_words_are_enough(asker: Asker) -> None:
    """What people type in a hurry: short forms, a case told in three words, an everyday name."""
    tally = Tally()
    for row in questions("short_wordings"):
        reply = asker.ask(row["question"])
        right = reply.answered and (not row["codes"] or _right_procedure(row, reply))
        tally.count(right and reply.says(row["facts"]), _said(row, reply))
    tally.assert_at_least(SHORT_FLOOR)


@pytest.mark.parametrize(("blind", "floor"), BLIND_REFUSED.items())
def test_what_a_blind_test_asked_in_vain_is_not_answered(asker: Asker, blind: str, floor: float) -> None:
    tally = Tally()
    for row in questions(blind):
        reply = asker.ask(row["question"])
        tally.count(not reply.answered, _said(row, reply))
    tally.assert_at_least(floor)


def test_what_names_no_procedure_is_not_answered_from_the_nearest(asker: Asker) -> None:
    """It is asked back, mostly; "not found" is honest, too."""
    answered, asked_back = Tally(), Tally()
    for row in questions("asked_back"):
        reply = asker.ask(row["question"])
        answered.count(not reply.answered, _said(row, reply))
        asked_back.count(reply.resolution.outcome is Outcome.CLARIFY, _said(row, reply))
    answered.assert_at_least(0.9)
    asked_back.assert_at_least(0.7)


@pytest.mark.parametrize(("style", "floor"), [("chat", FACTS_FLOOR - LOST_IN_CHAT), ("typos", TYPOS_FLOOR)])
def test_answers_survive_how_people_type(asker: Asker, style: str, floor: float) -> None:
    tally, typist = Tally(), typed([style], 7)[style]
    for row in questions("procedures"):
        reply = asker.ask(typist(row["question"]))
        tally.count(_right_procedure(row, reply) and reply.says(row["facts"]), _said(row, reply))
    tally.assert_at_least(floor)


def test_guides_answer(replies: dict[str, Reply]) -> None:
    tally = Tally()
    for row in questions("guides"):
        reply = replies[row["id"]]
        tally.count(reply.answered and reply.says(row["facts"]), _said(row, reply))
    tally.assert_at_least(GUIDES_FLOOR)


def test_plans_are_cited_where_the_answer_stands(replies: dict[str, Reply]) -> None:
    """What is found is nearly always right; where the desk is not sure enough of it, it says so."""
    answered, found = Tally(), Tally()
    for row in questions("plans"):
        reply = replies[row["id"]]
        answered.count(reply.answered and reply.cites(row["gold"], 1), _said(row, reply))
        found.count(reply.cites(row["gold"], 5), _said(row, reply))
    answered.assert_at_least(FIRST_FLOOR)
    found.assert_at_least(FIVE_FLOOR)


def test_what_is_not_ours_is_refused(replies: dict[str, Reply]) -> None:
    tally = Tally()
    for row in questions("out_of_scope"):
        tally.count(not replies[row["id"]].answered, _said(row, replies[row["id"]]))
    tally.assert_at_least(REFUSED_FLOOR)


def test_what_is_ours_is_not_refused(replies: dict[str, Reply]) -> None:
    tally = Tally()
    for row in (row for name in ("procedures", "guides", "plans") for row in questions(name)):
        tally.count(replies[row["id"]].answered, _said(row, replies[row["id"]]))
    tally.assert_at_least(IN_SCOPE_FLOOR)


def test_small_talk_has_its_own_words(replies: dict[str, Reply]) -> None:
    tally = Tally()
    for row in questions("small_talk"):
        tally.count(replies[row["id"]].resolution.reason == row["reason"], _said(row, replies[row["id"]]))
    tally.assert_at_least(1.0)


def test_questions_without_accents_are_nearly_as_good(asker: Asker, replies: dict[str, Reply]) -> None:
    accented, bare = Tally(), Tally()
    for row in questions("procedures"):
        reply = asker.ask(without_accents(row["question"]))
        bare.count(_right_procedure(row, reply) and reply.says(row["facts"]), _said(row, reply))
        reply = replies[row["id"]]
        accented.count(_right_procedure(row, reply) and reply.says(row["facts"]), "")
    for row in questions("plans"):
        bare.count(asker.ask(without_accents(row["question"])).cites(row["gold"], 5), row["question"])
        accented.count(replies[row["id"]].cites(row["gold"], 5), "")
    bare.assert_at_least(accented.share - LOST_WITHOUT_ACCENTS)


# --- what must hold for every single reply ---------------------------------------------------------------


def test_every_sentence_stands_in_a_citation(replies: dict[str, Reply]) -> None:
    for reply in replies.values():
        cited = [citation.text for citation in reply.resolution.citations]
        for sentence in reply.resolution.sentences:
            assert any(sentence in text for text in cited), sentence


def test_citations_are_among_the_retrieved(replies: dict[str, Reply]) -> None:
    for reply in replies.values():
        retrieved = {citation.passage_id for citation in reply.resolution.retrieved}
        assert {citation.passage_id for citation in reply.resolution.citations} <= retrieved
        assert len(reply.resolution.retrieved) <= 5
        assert not reply.answered or reply.resolution.citations


def test_answers_are_short(replies: dict[str, Reply]) -> None:
    for identity, reply in replies.items():
        assert len(reply.text) <= MOST_CHARS, (identity, len(reply.text), reply.text)


def test_every_figure_stands_in_the_source(replies: dict[str, Reply]) -> None:
    for identity, reply in replies.items():
        if reply.answered:
            cited = " ".join(citation.text for citation in reply.resolution.citations)
            said = " ".join(reply.resolution.sentences)
            missing = set(_FIGURE.findall(said)) - set(_FIGURE.findall(cited))
            assert not missing, (identity, missing)


def test_unsure_facts_keep_their_warning(replies: dict[str, Reply]) -> None:
    """A quoted sentence that is marked as unsure in its source is marked in the answer, too."""
    unsure = 0
    for reply in replies.values():
        for citation in reply.resolution.citations:
            for line in citation.text.splitlines():
                for mark in _UNSURE:
                    if line.startswith(mark) and line.removeprefix(mark)[:60] in reply.text:
                        unsure += 1
                        assert f"{mark}{line.removeprefix(mark)[:60]}" in reply.text
    assert unsure, "no question of the sets is answered with an unsure fact"


def test_refusals_cite_nothing_and_say_where_to_turn(replies: dict[str, Reply]) -> None:
    turning = {Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE, Outcome.PERSONAL_DATA}
    for reply in replies.values():
        if reply.resolution.outcome in turning:
            assert reply.resolution.citations == ()
            assert reply.rendered.source_line == ""
            assert "bộ phận một cửa" in reply.text.lower()


def test_instructions_in_a_question_are_not_repeated(replies: dict[str, Reply]) -> None:
    for row in questions("out_of_scope"):
        if row["kind"] == "injection":
            assert plain(row["question"])[:40] not in plain(replies[row["id"]].text)


def test_the_index_of_the_sets_has_a_folder_of_its_own() -> None:
    assert {path.name for path in PLANS.iterdir()} == {row["doc"] for row in questions("plans")}
