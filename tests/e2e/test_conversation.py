"""A whole conversation over ten topics, as `conversation.txt` tells it: every turn must be right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.dialogue.render import Rendered
from knowledge.answering.memory import Conversations
from knowledge.answering.model import Outcome, Resolution
from knowledge.clock import FixedClock
from tests.integration.answering import PLANS, TODAY, build_index, opened

SCRIPT = Path(__file__).with_name("conversation.txt")
TURNS = 40  # at least
_QUOTED = re.compile(r"^(nói|không nói|nút|che) “(.+)”$")
_REFUSALS = {Outcome.OUT_OF_SCOPE, Outcome.PERSONAL_DATA, Outcome.NOT_FOUND}


@dataclass(frozen=True)
class Spoken:
    """A turn of the script: what the citizen says, and what the reply must be."""

    line: int
    says: str
    musts: tuple[str, ...]


def script() -> list[Spoken]:
    """The turns of the script, in order."""
    turns: list[Spoken] = []
    asked = ""
    for number, line in enumerate(SCRIPT.read_text(encoding="utf-8").splitlines(), 1):
        who, _, what = line.partition(": ")
        if who == "Dân":
            asked = what
        elif who == "Một cửa":
            turns.append(Spoken(number, asked, tuple(what.split(" · "))))
        else:
            assert not line or line.startswith("#"), f"{SCRIPT.name}, dòng {number}: {line}"
    return turns


def fulfils(must: str, resolution: Resolution, rendered: Rendered) -> bool:
    """True when the reply is as one part of a "Một cửa" line asks."""
    quoted = _QUOTED.match(must)
    if quoted:
        verb, text = quoted.groups()
        if verb == "nút":
            return any(button.label == text for button in rendered.answer.suggestions)
        if verb == "che":
            return text not in rendered.answer.model_dump_json()
        return (text in rendered.text) is (verb == "nói")
    verb, _, about = must.rpartition(" ")
    if must == "hỏi lại":
        return resolution.outcome is Outcome.CLARIFY
    if verb == "trả lời":
        code, _, aspect = about.partition("/")
        procedure = resolution.procedure
        told = procedure.code if procedure else next((c.document_id for c in resolution.citations), "")
        first = str(procedure.aspect) if procedure else ""
        return resolution.outcome is Outcome.ANSWERED and told == code and aspect in {"", first}
    if verb == "lời sẵn":
        return resolution.outcome is Outcome.GREETING and resolution.reason == about
    if verb == "chuyển cán bộ":
        return resolution.outcome is Outcome.HAND_OVER and resolution.reason == about
    if verb == "từ chối":
        return resolution.outcome in _REFUSALS and resolution.reason == about
    raise ValueError(f"unknown demand: {must}")


def test_every_turn_of_the_conversation_is_right(tmp_path: Path) -> None:
    assert build_index(tmp_path / "index", [PLANS], builtin=True).problems == ()
    wrong: list[str] = []
    with opened(tmp_path / "index") as desk:
        conversations = Conversations(FixedClock(TODAY))
        for turn in script():
            resolution = desk.answerer.resolve(turn.says, conversations.recall("dân"))
            rendered = desk.renderer.render(resolution, "vi")
            missed = [must for must in turn.musts if not fulfils(must, resolution, rendered)]
            if missed:
                got = resolution.procedure or resolution.reason
                wrong.append(
                    f"dòng {turn.line}. {turn.says}\n  thiếu: {missed}\n"
                    f"  {resolution.outcome} [{got}] {rendered.text!r}"
                )
    assert not wrong, "\n".join(wrong)


def test_the_script_is_long_enough_and_speaks_of_ten_topics() -> None:
    turns = script()
    assert len(turns) >= TURNS
    assert all(turn.says and turn.musts for turn in turns)
    assert len(re.findall(r"(?m)^## ", SCRIPT.read_text(encoding="utf-8"))) == 10


def test_an_unknown_demand_is_no_right_turn() -> None:
    blank = Resolution(question="?", outcome=Outcome.NOT_FOUND)
    with pytest.raises(ValueError, match="unknown demand"):
        fulfils("hát một bài", blank, None)  # type: ignore[arg-type]
