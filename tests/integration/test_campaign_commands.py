"""The commands of officials, from the first official to the schedule, as a person types them."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import bot
from bot.campaigns.auditing import Actor
from bot.campaigns.linking import Accounts
from bot.cli import build_cli
from bot.messages import Catalogue
from bot.settings import PrivacySettings, Settings, StateSettings
from bot.state.contacts import Person
from bot.state.opening import open_state
from knowledge.clock import SystemClock
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
    submitted = done("campaign", "submit", "1", "--as", "lan")
    assert (submitted["status"], submitted["told"]) == ("in_review", []), "nobody has linked an account"
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
    log = done("campaign", "status", "1")["history"]
    assert log[2]["detail"]["reason"] == "Thiếu địa điểm"
    assert [line["action"] for line in log] == [
        "created", "submitted", "returned", "edited", "submitted", "approved", "scheduled", "paused",
        "resumed", "cancelled",
    ]  # fmt: skip


def test_every_action_of_the_log_has_words() -> None:
    """Those of campaigns; what happens to officials is in the same log and is not shown with them."""
    steps = Path(bot.__file__).parent / "campaigns"
    code = "\n".join(path.read_text(encoding="utf-8") for path in steps.glob("*.py"))
    actions = set(re.findall(r'Step\([^()]*?, "([a-z-]+)"', code))
    actions |= set(re.findall(r'action = "([a-z-]+)"', code)) | {"created", "edited", "too-late", "fired"}
    assert len(actions) >= 15
    words = Catalogue.load().of("vi")
    assert {f"campaign-action-{action}" for action in actions} <= words.keys


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


async def link(office: Path, *accounts: tuple[str, Person]) -> None:
    """Officials link these accounts, as if they had sent their codes."""
    path, clock = Settings().state.database, SystemClock()
    words = Catalogue.load().of("vi")
    async with open_state(StateSettings(database=path), PrivacySettings(), clock, words, sole=False) as state:
        found = Accounts(state.database, state.sealer, clock)
        for name, person in accounts:
            code = await found.link_code(Actor(1, "cli"), name)
            await found.link(person, code)


def test_a_preview_waits_in_the_outbox_for_each_account_of_whoever_asked(office: Path) -> None:
    (office / "config.toml").write_text(
        '[telegram]\ntoken = "1:stand-in"\n[zalo_bot]\ntoken = "2:stand-in"\n',
        encoding="utf-8",
    )
    done("campaign", "new", "tin.toml", "--as", "lan")
    mine = [Person("telegram", "501", "501"), Person("zalo-bot", "a", "a"), Person("zalo-oa", "b", "b")]
    other = Person("telegram", "502", "502")
    asyncio.run(link(office, *(("lan", person) for person in mine), ("minh", other)))
    previewed = done("campaign", "preview", "1", "--send", "--as", "lan")
    assert sorted(previewed["sent_to"]) == ["telegram", "zalo-bot"], "Zalo OA is switched off"
    told = invoke("campaign", "preview", "1", "--channel", "zalo-bot", "--send", "--as", "lan").stdout
    assert "tới: zalo-bot\nBàn một cửa không chạy: tin nhắn đợi" in told
    with closing(sqlite3.connect(Settings().state.database)) as books:
        rows = books.execute("SELECT channel, state, part FROM outbox ORDER BY id").fetchall()
    assert sorted((channel, state) for channel, state, _ in rows) == [
        ("telegram", "planned"), ("zalo-bot", "planned"), ("zalo-bot", "planned")
    ]  # fmt: skip
    assert all("nhắn “hủy”" in json.loads(part)["text"] for _, _, part in rows)


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
    reconciled = done("campaign", "reconcile", "1")
    assert (reconciled["closed"], reconciled["audience"], reconciled["rows"]) == (True, 0, 0)
    assert "Trong danh sách lúc lập: 0 người" in invoke("campaign", "reconcile", "1").stdout
    other = invoke("campaign", "reconcile", "1", "--run", "7")
    assert (other.exit_code, "đợt gửi nào" in other.stderr) == (1, True)
    assert done("campaign", "status", "1")["status"] == "finished"


def test_what_nobody_sends_yet_is_said_to_wait(office: Path) -> None:
    (office / "tin.toml").write_text(DRAFT.partition("[schedule]")[0], encoding="utf-8")
    done("campaign", "new", "tin.toml", "--as", "lan")
    assert "Chưa có đợt gửi nào" in invoke("campaign", "report", "1").stdout
    done("campaign", "submit", "1", "--as", "lan")
    done("campaign", "approve", "1", "--as", "minh")
    result = invoke("campaign", "run", "1", "--no-wait", "--as", "lan")
    assert (result.exit_code, "Bàn một cửa không chạy" in result.stderr) == (0, True)
    assert "đã hẹn giờ" in result.stdout
