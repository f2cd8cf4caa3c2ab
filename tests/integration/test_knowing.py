"""The desk's knowledge as the bot opens it: routes, conversations, the office's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowing import IndexKnowledge, open_knowledge
from bot.settings import Settings
from indexer.parsing import standard_parser
from indexer.pipeline import build, configured
from knowledge.answering.model import Outcome
from knowledge.clock import FixedClock
from knowledge.retrieval.embedder import open_embedder
from knowledge.shelf import Shelf
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


def _count_builds(settings: Settings) -> tuple[int, str]:
    builds: list[None] = []
    opened = open_knowledge(settings, lambda: builds.append(None), FixedClock(TODAY))
    opened.close()
    return len(builds), opened.snapshot_id


def test_an_index_left_over_from_another_version_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.model_validate({"index": {"directory": tmp_path / "i", "sources": [PLANS]}})
    with monkeypatch.context() as older:
        older.setattr("indexer.pipeline.indexing_fingerprint", lambda: "older")
        embedder = open_embedder(settings.embedding)
        first = build(configured(settings.index), parser=standard_parser(), embedder=embedder).snapshot
    builds, second = _count_builds(settings)
    assert (builds, second != first) == (1, True)
    assert _count_builds(settings) == (0, second)
    # What somebody went back to is what they want, whatever version made it.
    Shelf(tmp_path / "i").rollback()
    assert _count_builds(settings) == (0, first)


def test_an_old_index_is_served_when_a_source_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "ke-hoach.txt"
    plan.write_text("KẾ HOẠCH\nI. MỤC ĐÍCH\nPhục vụ người dân.", encoding="utf-8")
    settings = Settings.model_validate({"index": {"directory": tmp_path / "i", "sources": [plan]}})
    _, first = _count_builds(settings)
    plan.unlink()
    monkeypatch.setattr("indexer.freshness.indexing_fingerprint", lambda: "changed")
    assert _count_builds(settings) == (1, first)
