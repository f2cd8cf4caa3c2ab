from __future__ import annotations

import pytest

from knowledge.answering.years import born_in, names_year, tells_of_year


@pytest.mark.parametrize(
    ("told", "year"),
    [
        ("Chỉ số SIPAS năm 2024 trung bình 83,94%.", 2024),
        ("Mức này có từ 1/7/2026.", 2026),
        ("Mức này có từ 1/7/2025.", 2026),  # no end is told
        ("Giai đoạn 2026–2030: 100% thủ tục toàn trình.", 2028),
        ("Được miễn từ 15/8/2026 đến 28/2/2027.", 2027),
        ("Được giảm từ 1/7/2025 đến hết ngày 31/12/2026.", 2026),
    ],
)
def test_a_sentence_tells_of_a_year(told: str, year: int) -> None:
    assert names_year(told)
    assert tells_of_year(told, year, 2026)


@pytest.mark.parametrize(
    ("told", "year"),
    [
        ("Chỉ số SIPAS năm 2024 trung bình 83,94%.", 2025),
        ("Mức này có từ 1/7/2026.", 2025),
        ("Mức này có từ 1/7/2026.", 2030),  # nobody knows that yet
        ("Được miễn từ 15/8/2026 đến 28/2/2027.", 2028),
        ("Giai đoạn 2026–2030: 100% thủ tục toàn trình.", 2031),
    ],
)
def test_a_sentence_tells_of_other_years_only(told: str, year: int) -> None:
    assert names_year(told)
    assert not tells_of_year(told, year, 2026)


def test_what_looks_like_a_year_is_none() -> None:
    assert not names_year("Theo Nghị định 61/2022/NĐ-CP thì nộp 2.000 đồng hay 2000.000 đồng.")


def test_a_year_of_birth_is_known_as_one() -> None:
    assert born_in("con tôi sinh năm 2019, mẹ sinh 12/3/1990, đi năm 2025") == {2019, 1990}
