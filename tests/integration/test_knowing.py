"""The desk's knowledge as the bot opens it: routes, conversations, the office's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowing import IndexKnowledge, open_knowledge
from bot.settings import Settings
from knowledge.answering.model import Outcome
from knowledge.clock import FixedClock
from tests.integration.answering import PLANS, TODAY, questions

OFFICE = {"name": "phường Gò Sao", "hours": "7:30–17:00", "hotline": "1900 0000"}


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexKnowledge]:
    settings = Settings.model_validate(
        {"index": {"directory": tmp_path_factory.mktemp("knowing"), "sources": [PLANS]}, "office": OFFICE}
    )
    opened = open_knowledge(settings, lambda: None, FixedClock(TODAY))
    yield opened
    opened.close()


@pytest.mark.parametrize("row", questions("routes"), ids=lambda row: row["id"])
def test_a_question_goes_to_the_right_sort_of_document(
    knowledge: IndexKnowledge, row: dict[str, str]
) -> None:
    resolution = knowledge.resolve(row["question"], row["id"])
    assert resolution.outcome is Outcome.ANSWERED
    cited = resolution.citations[0].document_id
    kind = "procedure" if resolution.procedure else "guide"
    assert ("administrative" if (PLANS / f"{cited}.txt").exists() else kind) == row["kind"], cited


def test_a_conversation_carries_on_until_it_is_forgotten(knowledge: IndexKnowledge) -> None:
    first = knowledge.resolve("Đăng ký khai sinh cần giấy tờ gì?", "chat")
    assert first.procedure is not None
    further = knowledge.resolve("còn lệ phí?", "chat")
    assert further.procedure is not None
    assert further.procedure.code == first.procedure.code
    assert knowledge.resolve("còn lệ phí?", "another chat").reason == "which_procedure"
    assert knowledge.resolve("xóa cuộc trò chuyện", "chat").reason == "forgotten"
    assert knowledge.resolve("còn lệ phí?", "chat").procedure is None


def test_the_office_tells_its_own_hours(knowledge: IndexKnowledge, tmp_path: Path) -> None:
    assert knowledge.resolve("phường làm việc mấy giờ?", "hours").reason == "office"
    settings = Settings.model_validate({"index": {"directory": tmp_path}})
    silent = open_knowledge(settings, lambda: None, FixedClock(TODAY))
    assert silent.resolve("phường làm việc mấy giờ?", "hours").reason != "office"
    silent.close()
