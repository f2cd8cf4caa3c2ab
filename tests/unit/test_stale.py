"""Old rules that people still assume: found in the question, put right with what applies now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import SourceError
from knowledge.procedures import builtin_files, load_procedures
from knowledge.stale import load_stale, stale_in

RULES = load_stale()
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("làm khai sinh có phải mang sổ hộ khẩu không", ["so-ho-khau"]),
        ("lam khai sinh mang so ho khau dc ko", ["so-ho-khau"]),
        ("lên sở tư pháp xin lý lịch tư pháp à", ["so-tu-phap-ly-lich"]),
        ("lên huyện đăng ký kinh doanh hả", ["cap-huyen"]),
        ("ra công an huyện làm căn cước", ["cong-an-huyen"]),
        ("xin giấy phép xây dựng mất 15 ngày phải không", ["giay-phep-xay-dung-15-ngay"]),
        ("mẹ tôi 80 tuổi mới được trợ cấp 360.000 à", ["tro-cap-80-tuoi"]),
        ("đăng ký kết hôn có cần giấy độc thân không", ["giay-doc-than-khi-ket-hon"]),
        ("đóng thuế khoán thế nào", ["thue-khoan"]),
        ("mất CMND làm lại ở đâu", ["chung-minh-nhan-dan"]),
        ("đổi bằng lái ở sở GTVT", ["so-giao-thong-bang-lai"]),
        ("xác nhận số chứng minh nhân dân cũ", []),
        ("xin giấy xác nhận tình trạng hôn nhân", []),
        ("nhập hộ khẩu cho con", []),
        ("xin giấy phép xây dựng mất mấy ngày", []),
        ("sở tư pháp ở đâu", []),
    ],
)
def test_an_old_assumption_is_noticed(question: str, found: list[str]) -> None:
    assert [rule.id for rule in stale_in(question, RULES, TODAY)] == found


def test_a_change_to_come_is_not_told_as_done() -> None:
    assert stale_in("giấy phép xây dựng 15 ngày", RULES, date(2026, 6, 30)) == ()


def test_the_builtin_rules_are_whole() -> None:
    codes = {p.code for path in builtin_files() for p in load_procedures(path).procedures}
    assert len({rule.id for rule in RULES}) == len(RULES) >= 10
    for rule in RULES:
        assert set(rule.procedures) <= codes
        assert rule.sources
        assert rule.correction.endswith(".")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[stale", "sai cú pháp"),
        ('[[stale]]\nid = "x"\n', "thiếu hoặc không đúng dạng"),
        ("", "thiếu hoặc không đúng dạng"),
    ],
)
def test_a_bad_file_is_told_in_words(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "cu.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=problem):
        load_stale(path)
    with pytest.raises(SourceError, match="không đọc được"):
        load_stale(tmp_path / "khong-co.toml")
