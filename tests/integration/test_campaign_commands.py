"""The commands of officials, from the first official to the schedule, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import build_cli
from tests.fakes.knowledge import MemoryKnowledge

PASSWORD = "mot cau de nho"
DRAFT = """
[content]
title = "Lịch tiêm chủng"
body = "Trạm y tế tiêm **miễn phí**."
topic = "y-te"

[[audience.any_of]]
topics = ["y-te"]

[schedule]
recurrence = "ngày 1 và 15 hằng tháng, 8:00"
"""


def invoke(*arguments: str, typed: str = "") -> Result:
    cli = build_cli(lambda _settings, _announce: MemoryKnowledge())
    return CliRunner().invoke(cli, list(arguments), input=typed)


def done(*arguments: str, typed: str = "") -> Any:
    result = invoke(*arguments, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An admin, an author and an approver, all with the same password."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCUA_PASSWORD", PASSWORD)
    twice = f"{PASSWORD}\n{PASSWORD}\n"
    done("official", "add", "sep", "--role", "admin", typed=twice)
    for name, role in (("lan", "author"), ("minh", "approver")):
        done("official", "add", name, "--role", role, "--as", "sep", typed=twice)
    (tmp_path / "tin.toml").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def test_from_a_file_to_the_schedule(office: Path) -> None:
    made = done("campaign", "new", "tin.toml", "--as", "lan")
    assert (made["status"], made["author"]) == ("draft", "lan")
    assert {finding["key"] for finding in made["findings"]} == {"source-missing"}
    preview = done("campaign", "preview", "1", "--channel", "zalo-oa")
    assert list(preview["channels"]) == ["zalo-oa"]
    assert preview["channels"]["zalo-oa"][0]["text"].startswith("Lịch tiêm chủng\nTrạm y tế tiêm miễn phí.")
    plan = done("campaign", "plan", "1")
    assert (plan["audience"], plan["reached"], plan["cost"]) == (0, 0, 0)
    assert done("campaign", "submit", "1", "--as", "lan")["status"] == "in_review"
    returned = done("campaign", "return", "1", "--as", "minh", "--reason", "Thiếu địa điểm")
    assert (returned["status"], returned["note"]) == ("draft", "Thiếu địa điểm")
    (office / "tin.toml").write_text(DRAFT.replace("phí**.", "phí** tại trạm."), encoding="utf-8")
    done("campaign", "edit", "1", "tin.toml", "--as", "lan")
    done("campaign", "submit", "1", "--as", "lan")
    assert done("campaign", "approve", "1", "--as", "minh")["approvals"] == [
        {"official": "minh", "own": False}
    ]
    assert done("campaign", "schedule", "1", "--as", "lan")["next_fire"]
    assert done("campaign", "pause", "1", "--as", "sep")["status"] == "paused"
    assert done("campaign", "resume", "1", "--as", "lan")["status"] == "scheduled"
    assert done("campaign", "cancel", "1", "--as", "lan")["status"] == "cancelled"
    [listed] = done("campaign", "list")
    assert listed["status"] == "cancelled"
    history = [line["action"] for line in done("campaign", "status", "1")["history"]]
    assert history == [
        "created", "submitted", "returned", "edited", "submitted", "approved", "scheduled", "paused",
        "resumed", "cancelled",
    ]  # fmt: skip


def test_people_read_sentences() -> None:
    told = invoke("campaign", "new", "tin.toml", "--as", "lan").stdout
    assert "bản nháp" in told
    assert "[lưu ý] Chưa nêu văn bản nguồn" in told
    assert "=== telegram ===" in invoke("campaign", "preview", "1").stdout
    assert "0 người" in invoke("campaign", "plan", "1").stdout
    assert "lan" in invoke("official", "list").stdout
    assert invoke("campaign", "report", "1").exit_code == 0


def test_what_is_refused_ends_in_one_line(monkeypatch: pytest.MonkeyPatch, office: Path) -> None:
    done("campaign", "new", "tin.toml", "--as", "lan")
    for arguments, told in (
        (("submit", "1", "--as", "minh"), "soạn"),
        (("submit", "1", "--as", "lan", "--version", "7"), "bản 1"),
        (("approve", "1", "--as", "minh"), "bản nháp"),
        (("submit", "9", "--as", "lan"), "không có"),
        (("reconcile", "1"), "không có"),
        (("preview", "1", "--send", "--as", "lan"), "liên kết"),
        (("report", "1", "--to", "a.txt"), ".csv"),
    ):
        result = invoke("campaign", *arguments)
        assert result.exit_code == 1, arguments
        assert told in result.stderr, arguments
        assert len(result.stderr.strip().splitlines()) == 1
    (office / "tin.toml").write_text(DRAFT.replace('"y-te"]', '"bóng đá"]'), encoding="utf-8")
    assert (
        "tin.toml:7: không có chủ đề “bóng đá”" in invoke("campaign", "new", "tin.toml", "--as", "lan").stderr
    )
    monkeypatch.setenv("MOTCUA_PASSWORD", "sai mat khau nay")
    assert "mật khẩu" in invoke("campaign", "submit", "1", "--as", "lan").stderr


def test_a_code_links_a_chat_account() -> None:
    told = done("official", "link", "lan", "--as", "lan")
    assert len(told["code"].replace("-", "")) == 8
    assert done("official", "disable", "minh", "--as", "sep")["disabled"] is True
    assert invoke("official", "role", "minh", "--role", "king", "--as", "sep").exit_code == 1


def test_without_a_running_desk_it_is_sent_from_here(office: Path) -> None:
    """Nobody subscribed: the run begins and ends in this process, and adds up."""
    (office / "config.toml").write_text(
        '[campaigns]\nquiet_from = "00:00"\nquiet_to = "00:00"\n[web]\nport = 0\n', encoding="utf-8"
    )
    (office / "tin.toml").write_text(DRAFT.partition("[schedule]")[0], encoding="utf-8")
    done("campaign", "new", "tin.toml", "--as", "lan")
    done("campaign", "submit", "1", "--as", "lan")
    done("campaign", "approve", "1", "--as", "minh")
    result = invoke("campaign", "run", "1", "--as", "lan", "--json")
    assert result.exit_code == 0, result.output
    [run] = json.loads(result.stdout.splitlines()[-1])["runs"]
    assert (run["state"], run["planned"]) == ("finished", 0)
    assert done("campaign", "reconcile", "1")["closed"] is True
    assert done("campaign", "status", "1")["status"] == "finished"
