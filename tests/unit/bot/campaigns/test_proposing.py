"""What plans order and when. The plans under tests/data are ours; the five real ones are shared data."""

import os
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bot.campaigns.proposing import Proposal, Proposer
from bot.campaigns.recurrence import next_after
from bot.messages import Catalogue
from indexer.outline.build import structure
from indexer.readers.base import Limits, RawDocument
from indexer.readers.registry import reader_for
from knowledge.clock import VIETNAM

OWN = Path(__file__).parents[3] / "data" / "plans"
NOW = datetime(2026, 1, 10, 9, tzinfo=VIETNAM)
WORDS = Catalogue.load().of("vi")

# Listed by hand from the texts: what the five plans order at some time, by file and words.
# The patterns were written with these plans at hand: this is no figure for plans nobody has seen.
GOLD = {
    "000": ["thường xuyên, kịp thời cập nhật"],
    "001": ["thường xuyên đăng", "định kỳ", "02 bài / tháng", "định kỳ", "định kỳ"],
    "002": [],
    "003": ["trước ngày 15/12/2025", "thường xuyên cập nhật"],
    "004": [
        "thường xuyên đăng",
        "thường xuyên trên các phương tiện",
        "trong tháng 02/2025",
        "thường xuyên tổ chức",
    ],
}


def proposals(path: Path, now: datetime = NOW) -> list[Proposal]:
    raw = next(iter(reader_for(path).read(path, Limits())))
    assert isinstance(raw, RawDocument)
    return Proposer.load().proposals(structure(raw, document_id=path.stem, source=path.name), now, WORDS)


def times(path: Path, now: datetime = NOW) -> dict[str, str]:
    return {
        found.duty.said: "past"
        if found.past
        else found.schedule.recurrence or (f"{found.schedule.at:%Y-%m-%d %H:%M}" if found.schedule.at else "")
        for found in proposals(path, now)
    }


def test_a_plan_becomes_a_calendar() -> None:
    assert times(OWN / "ke-hoach-tuyen-truyen-go-sao.txt") == {
        "các ngày thứ Hai, thứ Tư, thứ Sáu": "0 8 * * 1,3,5",
        "mỗi tháng đăng ít nhất 8 bài": "0 8 * * 1,4",
        "tổ chức vào ngày 25 tháng 8 năm 2026": "2026-08-18 08:00",
        "trước ngày 10 tháng 12 năm 2026": "2026-12-03 08:00",
        "ngày 05 hằng tháng": "0 8 5 * *",
        "sáng thứ Bảy": "0 8 * * 6",
        "mỗi quý một lần": "0 8 1 1,4,7,10 *",
    }


def test_money_is_no_number_of_times_and_a_day_of_the_year_is_that_day(tmp_path: Path) -> None:
    plan = tmp_path / "ke-hoach.txt"
    plan.write_text(
        "KẾ HOẠCH\nTuyên truyền năm 2026\n\nI. NHIỆM VỤ\n1. Văn phòng\n"
        "Hỗ trợ cộng tác viên 360.000 đồng/tháng và 1 triệu đồng / quý, đăng 03 tin, bài/tháng.\n"
        "Doanh thu dưới 1 tỷ đồng/năm thì không phải kê khai.\n"
        "Hưởng ứng Ngày Chuyển đổi số ngày 10/10 hằng năm.\n"
        "Ngày 31 tháng 02 hằng năm thì không có.\n",
        encoding="utf-8",
    )
    assert times(plan) == {
        "03 tin, bài/tháng": "0 8 1,11,21 * *",
        "ngày 10/10 hằng năm": "0 8 10 10 *",
        "Ngày 31 tháng 02 hằng năm": "",
    }


def test_what_is_over_is_told_as_past_and_what_is_near_comes_soon() -> None:
    late = times(OWN / "ke-hoach-tuyen-truyen-go-sao.txt", datetime(2026, 12, 9, 9, tzinfo=VIETNAM))
    assert late["tổ chức vào ngày 25 tháng 8 năm 2026"] == "past"
    assert late["trước ngày 10 tháng 12 năm 2026"] == "2026-12-10 08:00"
    after = times(OWN / "ke-hoach-tuyen-truyen-go-sao.txt", datetime(2027, 1, 2, 9, tzinfo=VIETNAM))
    assert set(after.values()) == {"past"}


def test_a_proposal_cites_its_place_and_is_a_draft_to_complete() -> None:
    found = proposals(OWN / "ke-hoach-tuyen-truyen-go-sao.txt")
    report = next(each for each in found if each.duty.said.startswith("trước ngày 10"))
    assert report.duty.internal
    assert report.duty.heading_path[-1].startswith("1. Phòng Văn hóa")
    body = report.definition.content.body
    assert "41/KH-UBND" in body
    assert "V. PHÂN CÔNG › 1. Phòng Văn hóa – Xã hội" in body
    assert report.duty.text in body
    assert report.definition.content.source == "ke-hoach-tuyen-truyen-go-sao"
    contest = next(each for each in found if "hội thi" in each.duty.text)
    assert (contest.duty.topic, contest.duty.internal) == ("y-kien", False)


@pytest.mark.parametrize("name", ["ke-hoach-cchc-an-binh-tay.txt", "ke-hoach-mot-cua-nam-khao.txt"])
def test_proposed_times_are_times_to_come(name: str) -> None:
    found = proposals(OWN / name)
    assert len(found) >= 4
    for each in found:
        assert not each.past
        moment = next_after(each.schedule, NOW)
        assert moment is not None
        assert moment.astimezone(VIETNAM).hour == 8


@pytest.mark.shared_data
def test_the_five_plans_yield_what_was_listed_by_hand() -> None:
    folder = Path(os.environ["MOTCUA_SHARED"]) / "corpus" / "plans"
    right = said = wanted = 0
    for path in sorted(folder.glob("*.txt")):
        found = sorted(each.duty.said.lower() for each in proposals(path))
        gold = sorted(GOLD[path.stem[:3]])
        right += (Counter(found) & Counter(gold)).total()
        said, wanted = said + len(found), wanted + len(gold)
    print(f"precision {right}/{said}, recall {right}/{wanted}")
    assert right == said == wanted == 12
