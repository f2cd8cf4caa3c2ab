"""Which words a line must hold to answer."""

from __future__ import annotations

import pytest

from knowledge.answering.lexicon import AnswerKind
from knowledge.answering.wording import counted, counts, counts_by_list, holds, lines


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (AnswerKind.MONEY, "Thu 8.000 đồng một bản.", "Thu theo quy định."),
        (AnswerKind.DATE, "Gửi trước ngày 25 hằng tháng.", "Gửi cho văn phòng."),
        (AnswerKind.PHONE, "Gọi tổng đài 1022 hoặc 024 3333 4444.", "Gọi điện tới xã trước ngày 25/12/2026."),
        (AnswerKind.FIGURE, "Phát 08 bản tin.", "Phát bản tin."),
        (AnswerKind.DOCUMENT, "Theo Quyết định 12/QĐ-UBND.", "Theo quyết định trên."),
        (AnswerKind.WHO, "Bộ phận Tư pháp thực hiện.", "Thực hiện nghiêm túc."),
        (AnswerKind.WHERE, "Nộp tại trụ sở.", "Nộp hồ sơ."),
    ],
)
def test_kinds_of_words(kind: AnswerKind, right: str, wrong: str) -> None:
    assert holds(kind, right)
    assert not holds(kind, wrong)
    assert holds(AnswerKind.OPEN, wrong)


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("phát mấy bài tin", ("bai", "tin")),
        ("phat bn bai", ("bai",)),
        ("có bao nhiêu người dân", ("nguoi", "dan")),
        ("số người được khảo sát là bao nhiêu", ("nguoi",)),
        ("tổng dân số của phường ta là bao nhiêu", ("dan",)),
        ("số điện thoại là bao nhiêu", ()),
        ("gửi hồ sơ qua bưu điện cước bao nhiêu", ()),  # "hồ sơ" is no number
        ("gui ho so qua buu dien cuoc bao nhieu", ()),
        ("bao nhiêu tiền", ()),
        ("mấy triệu đồng", ()),
        ("hết mấy tỷ", ()),
        ("in bao nhiêu nghìn tờ rơi", ("to",)),
        ("mấy trăm người", ("nguoi",)),
        ("gồm mấy cái", ()),
        ("bo may co gi", ()),
        ("", ()),
    ],
)
def test_what_is_counted(question: str, things: tuple[str, ...]) -> None:
    assert counted(question) == things


def test_counting_by_a_list() -> None:
    assert counts_by_list("gồm mấy nội dung")
    assert not counts_by_list("mấy người")
    assert counts_by_list("cần mấy tờ")
    assert not counts_by_list("in mấy tờ rơi")


def test_the_number_of_a_list_item_counts_nothing() -> None:
    assert not counts(("tuyen", "truyen"), "3. Tuyên truyền qua loa")
    assert counts(("tuyen", "truyen"), "3 tuyên truyền viên")


@pytest.mark.parametrize(
    ("things", "sentence", "fits"),
    [
        (("bai", "tin"), "Đăng 02 bài / tháng.", True),
        (("nguoi",), "Khảo sát 1.200 lượt người dân.", True),
        (("nguoi",), "Khảo sát người dân 02 lần.", False),
        (("bai",), "Năm 2026 bài viết được đăng.", False),  # a year counts nothing
        (("tin",), "", False),
    ],
)
def test_a_number_must_count_the_thing(things: tuple[str, ...], sentence: str, fits: bool) -> None:
    assert counts(things, sentence) is fits


def test_monstrous_figures_take_no_time() -> None:
    assert not counts(("nguoi",), "1" * 20_000 + " x")
    assert not counts(("nguoi",), "1.2 " * 5_000)


def test_lines_stand_in_the_passage() -> None:
    text = "1. Nội dung\n- Tờ khai; giấy chứng sinh.\n•  Căn cước của mẹ\nHết"
    assert lines(text) == ["1. Nội dung", "Tờ khai;", "giấy chứng sinh.", "Căn cước của mẹ"]


@pytest.mark.parametrize(
    ("sentence", "is_one"),
    [("Hồ sơ được hẹn lại một lần.", True), ("Cán bộ một cửa hướng dẫn tận tình.", False)],
)
def test_one_counts_but_not_that_of_the_desk(sentence: str, is_one: bool) -> None:
    assert holds(AnswerKind.FIGURE, sentence) is is_one


def test_numbers_in_words_count() -> None:
    assert counts(("lan",), "Hồ sơ chỉ được hẹn lại một lần.")
    assert not counts(("lan",), "Từ năm 2026 hẹn lại nhiều lần.")
