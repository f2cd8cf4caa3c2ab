"""What the national portal writes about time, money, papers and laws, made fit to be quoted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.readers.base import Limits, RawDocument
from indexer.readers.portal_text import law_lines, short_lines, without_attachments
from indexer.readers.portal_values import Method, duration_of, fee_facts, time_facts
from indexer.readers.registry import reader_for
from knowledge.model import Aspect, Channel, Confidence, Duration, Fee, TimeUnit
from knowledge.values import disagreement


def method(channel: str = "Trực tiếp", time: str = "", fee: str = "", detail: str = "") -> Method:
    return Method(channel, time, fee, detail)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7 Ngày làm việc", Duration(value=7, unit=TimeUnit.WORKING_DAY)),
        ("30 Ngày", Duration(value=30, unit=TimeUnit.DAY)),
        ("8 Giờ", Duration(value=8, unit=TimeUnit.HOUR)),
        ("4 Tháng", Duration(value=4, unit=TimeUnit.MONTH)),
        ("1", None),
        ("0 Ngày", None),
        ("khoảng 3 ngày", None),
    ],
)
def test_a_plain_time_has_a_value(text: str, value: Duration | None) -> None:
    assert duration_of(text) == value


def test_times_are_told_once_or_by_channel() -> None:
    (same,) = time_facts([method("Trực tuyến", "3 Ngày"), method("Trực tiếp", "3 Ngày")], "")
    assert (same.text, same.applies) == ("Thời hạn giải quyết là 3 ngày.", None)
    online, counter = time_facts([method("Trực tuyến", "3 Ngày"), method("Trực tiếp", "5 Ngày")], "")
    assert online.applies is not None
    assert (online.applies.channel, counter.text) == (
        Channel.ONLINE,
        "Nộp trực tiếp thì thời hạn giải quyết là 5 ngày.",
    )
    (several,) = time_facts([method(time="17 Ngày làm việc"), method(time="34 Ngày làm việc")], "")
    assert several.text.endswith("là 17 ngày làm việc hoặc 34 ngày làm việc, tùy trường hợp.")
    assert several.duration is None
    (overall,) = time_facts([], "Trực tuyến: 5 Ngày; Trực tiếp: 5 Ngày")
    assert overall.duration == Duration(value=5, unit=TimeUnit.DAY)


def test_a_time_without_unit_is_not_certain() -> None:
    (fact,) = time_facts([method(time="1")], "")
    assert fact.confidence is Confidence.UNVERIFIED
    assert fact.duration is None


@pytest.mark.parametrize(
    ("fee", "detail", "text", "fees"),
    [
        ("", "8,000 VNĐ", "Phí, lệ phí là 8.000 đồng.", [Fee(amount=8000)]),
        (
            "",
            "2,000 Việt Nam Đồng(/trang)",
            "Phí, lệ phí là 2.000 đồng/trang.",
            [Fee(amount=2000, per="trang")],
        ),
        (
            "150 VNĐ",
            "(150.000 đồng/lần/thẻ.)",
            "Phí, lệ phí là 150.000 đồng.\n150.000 đồng/lần/thẻ.",
            [Fee(amount=150000)],
        ),
        ("135 VNĐ", "", "Danh mục ghi phí, lệ phí là 135 VNĐ.", []),
        ("Miễn phí", "", "Thủ tục này không thu phí, lệ phí.", [Fee(free=True)]),
        ("Miễn phí", "(Lệ phí: 135.000 đồng/lần.)", "Phí, lệ phí: Lệ phí: 135.000 đồng/lần.", []),
        ("Miễn phí", "(Không có)", "Thủ tục này không thu phí, lệ phí.", [Fee(free=True)]),
        (
            "",
            "(Do Hội đồng nhân dân cấp tỉnh quyết định.)",
            "Phí, lệ phí: Do HĐND cấp tỉnh quyết định.",
            [Fee(set_by_province=True)],
        ),
    ],
)
def test_fees(fee: str, detail: str, text: str, fees: list[Fee]) -> None:
    (fact,) = fee_facts([method(fee=fee, detail=detail)], "")
    assert (fact.text, list(fact.fees)) == (text, fees)
    assert disagreement(fact) is None
    assert (fact.confidence is Confidence.UNVERIFIED) == ("135 VNĐ" in text)


def test_fees_by_channel() -> None:
    online, counter = fee_facts(
        [method("Trực tuyến", detail="10,000 VNĐ"), method("Trực tiếp", detail="20,000 VNĐ")], ""
    )
    assert online.text == "Phí, lệ phí là 10.000 đồng khi nộp trực tuyến."
    assert counter.fees == (Fee(amount=20000, channel=Channel.COUNTER),)


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("Đơn đề nghị;Mau don de nghi cap (1).docx (1 bản chính)", "Đơn đề nghị (1 bản chính)"),
        ("đơn vị trực thuộc BộMau02-ĐN(BHYT) (1).doc (1 bản chính)", "đơn vị trực thuộc Bộ (1 bản chính)"),
        ("công ty đại chúng;Mẫu số 38.docxMẫu số 39.docx (1 bản chính)", "công ty đại chúng (1 bản chính)"),
        (
            "khoáng sảnMau 34-Phu luc V_37.2025.TT-BNNMT_02.7.2025.docx (1 bản chính)",
            "khoáng sản (1 bản chính)",
        ),
        ("Tờ khai theo mẫu (1 bản chính)", "Tờ khai theo mẫu (1 bản chính)"),
    ],
)
def test_names_of_attachments_are_cut(line: str, clean: str) -> None:
    assert without_attachments(line) == clean


def test_laws_stand_on_lines_of_their_own() -> None:
    text = (
        "Luật 54/2014/QH1354/2014/QH13Nghị quyết số 66.7/2025/NQ-CP của Chính phủ66.7/2025/NQ-CPThông tư số "
        "53/2025/TT-BCAngày 01/7/2025Luật Công chứng năm 202446/2024/QH15"
        "Về cư trú62/2021/NĐ-CPsửa đổi một số điều"
    )
    assert law_lines(text, ["86/2020/NĐ-C", "53/2025/TT-BCA"]).split("\n") == [
        "Luật 54/2014/QH13",
        "Nghị quyết số 66.7/2025/NQ-CP của Chính phủ",
        "Thông tư số 53/2025/TT-BCA ngày 01/7/2025Luật Công chứng năm 2024 – 46/2024/QH15",
        "Về cư trú – 62/2021/NĐ-CP",
        "sửa đổi một số điều",
    ]


def test_long_lines_are_broken_at_items_and_sentences() -> None:
    item = "Giấy tờ chứng minh chỗ ở hợp pháp của người nộp hồ sơ. "
    assert short_lines(item) == item.strip() or short_lines(item) == item
    broken = short_lines("Hồ sơ gồm: - " + item * 4 + "- " + item * 4).split("\n")
    assert len(broken) > 1
    assert all(len(line) <= 320 for line in broken)


@pytest.mark.shared_data
def test_the_portals_records_get_values() -> None:
    path = Path(os.environ["MOTCUA_SHARED"]) / "corpus" / "procedures_dvcqg_2026.jsonl.zst"
    read = list(reader_for(path).read(path, Limits()))
    found = [raw.procedure for raw in read if isinstance(raw, RawDocument) and raw.procedure]
    facts = [fact for procedure in found for fact in procedure.facts]
    assert len(found) == 2642
    assert [fact.text for fact in facts if disagreement(fact)] == []
    assert sum(bool(fact.duration) for fact in facts if fact.aspect is Aspect.TIME) > 2000
    assert sum(bool(fact.fees) for fact in facts if fact.aspect is Aspect.FEE) > 1900
    assert sum(".doc" in fact.text for fact in facts) < 10
