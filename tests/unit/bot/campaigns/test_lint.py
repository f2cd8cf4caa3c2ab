"""What the lint flags and what it leaves alone; what each channel cannot show."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import bot.campaigns
from bot.campaigns.findings import Level, worded
from bot.campaigns.fitting import fitting
from bot.campaigns.layouts import LAYOUTS
from bot.campaigns.lint import Linter
from bot.campaigns.model import Audience, CampaignButton, Content, Definition, Group, Schedule
from bot.messages import Catalogue
from knowledge.clock import VIETNAM

WORDS = Catalogue.load().of("vi")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)
LAND = Audience(any_of=(Group(topics=("dat-dai",)),))
GOOD = {
    "title": "Lịch làm căn cước lưu động",
    "body": "Ngày 05/12/2026 công an phường đến nhà văn hóa tổ 5. Hotline 1800 1096.",
    "topic": "dat-dai",
    "source": "ke-hoach-12",
}


class Index:
    """An index with one plan and one procedure."""

    def knows_document(self, document_id: str) -> bool:
        return document_id == "ke-hoach-12"

    def knows_procedure(self, code: str) -> bool:
        return code == "1.001193"


LINTER = Linter(topics=("dat-dai", "y-te"), allowed=("024 3333 4444",), library=Index())


def keys(audience: Audience = LAND, **content: object) -> set[str]:
    definition = Definition(content=Content.model_validate(GOOD | content), audience=audience)
    found = LINTER.findings(definition, NOW)
    assert all(worded(finding, WORDS) for finding in found)
    return {finding.key for finding in found}


def test_a_good_announcement_is_left_alone() -> None:
    assert not keys()
    assert not keys(body="Ủy ban nhân dân (UBND) phường mời. UBND đặt tại số 1. Gọi 024 3333 4444.")
    assert not keys(body="Công an phường làm căn cước công dân, ai có CCCD cũ mang theo. Quét mã QR.")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"source": ""}, "source-missing"),
        ({"source": "ke-hoach-99"}, "source-unknown"),
        ({"topic": ""}, "topic-missing"),
        ({"topic": "the-thao"}, "topic-unknown"),
        ({"topic": "y-te"}, "topic-not-asked"),
        ({"title": "THÔNG BÁO KHẨN CẤP"}, "capitals"),
        ({"body": "Đề nghị TOÀN THỂ NHÂN DÂN có mặt."}, "capitals"),
        ({"body": "Ông Nguyễn Văn A, số điện thoại 0912 345 678."}, "personal-data"),
        ({"body": "CCCD 001099012345"}, "personal-data"),
        ({"body": "Nộp tại TTPVHCC phường."}, "abbreviation"),
        ({"body": "Theo chỉ đạo của BCĐXD phường."}, "abbreviation-unknown"),
        ({"body": "Xem **tại đây"}, "markup"),
        ({"body": "Xem http://abc.vn/x nhé"}, "link-plain"),
        ({"body": "dài " * 300}, "long"),
        ({"picture": "/no/such.png"}, "file-missing"),
        ({"buttons": [{"label": "Xem", "kind": "link", "target": "http://abc.vn"}]}, "button-link"),
        ({"buttons": [{"label": "Xem", "kind": "procedure", "target": "2.0"}]}, "procedure-unknown"),
        ({"buttons": [{"label": "Nhận", "kind": "subscribe", "target": "x"}]}, "topic-unknown"),
    ],
)
def test_what_is_flagged(content: dict[str, object], key: str) -> None:
    assert key in keys(LAND, **content)


def test_personal_data_is_named_in_words() -> None:
    definition = Definition(content=Content.model_validate(GOOD | {"body": "Gọi anh Nam 0912 345 678."}))
    [found] = [item for item in LINTER.findings(definition, NOW) if item.key == "personal-data"]
    assert "số điện thoại" in worded(found, WORDS)


def test_a_time_that_is_over_is_said_before_anybody_approves_it() -> None:
    content = Content.model_validate(GOOD)
    for schedule, wrong in (
        (Schedule(at=NOW + timedelta(hours=1)), set()),
        (Schedule(at=NOW - timedelta(hours=1)), {"schedule-over"}),
        (Schedule(recurrence="ngày 1 hằng tháng, 8:00"), set()),
        (Schedule(recurrence="ngày 1 hằng tháng, 8:00", last=NOW), {"schedule-over"}),
        (Schedule(), set()),
    ):
        found = LINTER.findings(Definition(content=content, audience=LAND, schedule=schedule), NOW)
        assert {finding.key for finding in found} == wrong
        assert all(worded(finding, WORDS) for finding in found)


def test_the_worst_comes_first() -> None:
    definition = Definition(content=Content.model_validate(GOOD | {"source": "", "topic": "x"}))
    assert [finding.level for finding in LINTER.findings(definition, NOW)] == [Level.WRONG, Level.NOTICE]


def test_everybody_is_more_than_who_asked_for_the_topic() -> None:
    assert keys(Audience()) == {"topic-not-asked"}
    assert not keys(Audience(any_of=(Group(procedures=("1.001193",)),)))


def test_what_channels_cannot_show(tmp_path: Path) -> None:
    big = tmp_path / "to-roi.pdf"
    big.write_bytes(b"%PDF" + b" " * 6_000_000)
    content = Content.model_validate(
        GOOD
        | {
            "body": "Một câu vừa phải. " * 150,
            "picture": str(tmp_path / "anh.bmp"),
            "file": str(big),
            "buttons": [CampaignButton(label="Hỏi", kind="question", target="Lệ phí?")],
        }
    )
    found = {(item.channel, item.key) for item in fitting(content, WORDS, LAYOUTS)}
    assert found == {
        ("telegram", "picture-kind"),
        ("zalo-oa", "picture-kind"),
        ("zalo-oa", "file-size"),
        ("zalo-oa", "too-long"),
        ("zalo-bot", "picture-lost"),
        ("zalo-bot", "file-lost"),
        ("zalo-bot", "too-long"),
        ("zalo-bot", "buttons-lost"),
    }
    assert not fitting(Content.model_validate(GOOD), WORDS, LAYOUTS)


def test_every_finding_has_words() -> None:
    folder = Path(bot.campaigns.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = set(re.findall(r'(?:notice|wrong)\(\s*"([\w-]+)"', code))
    assert len(used) > 15
    assert {f"campaign-finding-{key}" for key in used} <= WORDS.keys
