import time
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Catalogue
from knowledge.answering.steps.unit_now import unit_remark
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.unit_names import bare_name, unit_key
from knowledge.vietnamese.units import Change, Level, UnitMap

LA_KHE = "phường La Khê, quận Hà Đông, Hà Nội"


@pytest.fixture(scope="module")
def units() -> UnitMap:
    return UnitMap.load()


def olds(changes: tuple[Change, ...]) -> list[str]:
    return [change.old for change in changes]


@pytest.mark.parametrize(
    "question",
    [
        "Tôi ở phường La Khê, quận Hà Đông thì nộp ở đâu?",
        "phuong la khe quan ha dong lam khai sinh o dau",
        "p. La Khê, q. Hà Đông",
        "phường La Khê Hà Đông",
        "PHƯỜNG LA KHÊ, QUẬN HÀ ĐÔNG, TP HÀ NỘI",
        "phường La Khê",  # there is but one, and none today
        "phuong la khe",
    ],
)
def test_an_old_ward_however_it_is_typed(units: UnitMap, question: str) -> None:
    (change,) = units.today(question)
    assert change.level is Level.WARD
    assert change.old == LA_KHE
    assert set(change.units) == {"phường Dương Nội", "phường Hà Đông"}
    assert change.new == "phường Dương Nội hoặc phường Hà Đông, Hà Nội"


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("xã Tân Lập, huyện Đan Phượng", "xã Tân Lập, huyện Đan Phượng, Hà Nội", "xã Ô Diên, Hà Nội"),
        (
            "thị trấn Cát Bà, huyện Cát Hải, Hải Phòng",
            "thị trấn Cát Bà, huyện Cát Hải, Hải Phòng",
            "đặc khu Cát Hải, Hải Phòng",
        ),
        ("P12 Q5 TPHCM", "phường 12, quận 5, Hồ Chí Minh", "phường Chợ Lớn, Hồ Chí Minh"),
        ("xã Hoà Sơn huyện Hoà Vang", "xã Hòa Sơn, huyện Hòa Vang, Đà Nẵng", "phường Hòa Khánh, Đà Nẵng"),
        (
            "xã Ea D'Rơng huyện Cư M'gar",
            "xã Ea D'Rơng, huyện Cư M'gar, Đắk Lắk",
            "xã Cuôr Đăng, Đắk Lắk",
        ),
        (
            "phường Giảng Võ, quận Ba Đình",
            "phường Giảng Võ, quận Ba Đình, Hà Nội",
            "phường Giảng Võ, Hà Nội",
        ),
    ],
)
def test_wards_and_communes(units: UnitMap, question: str, old: str, new: str) -> None:
    (change,) = units.today(question)
    assert (change.old, change.new) == (old, new)


def test_a_name_borne_by_many_is_told_apart_by_the_office_or_not_at_all(units: UnitMap) -> None:
    assert units.today("xã Tân Lập nộp ở đâu") == ()
    (change,) = units.today("xã Tân Lập nộp ở đâu", province="Hà Nội")
    assert change.new == "xã Ô Diên, Hà Nội"
    assert units.today("xã Tân Lập nộp ở đâu", province="Thành phố Hà Nội") == (change,)


@pytest.mark.parametrize(
    "question",
    [
        "phường Dương Nội",  # of today
        "phường Giảng Võ",  # of today too, under the same name
        "bảo hiểm xã hội cho người già",
        "văn hóa xã, phường",
        "UBND xã nơi cư trú",
        "nhà ở xa trung tâm",
        "thành phố Huế",
        "quan trọng nhất là gì",
        "huyện nào cũng được",
        "",
    ],
)
def test_names_of_today_and_common_words_are_left_alone(units: UnitMap, question: str) -> None:
    assert units.today(question) == ()


def test_accents_typed_must_be_those_of_the_name(units: UnitMap) -> None:
    assert units.today("phường Lá Khe, quận Hà Đông") != units.today("phường La Khê, quận Hà Đông")


@pytest.mark.parametrize(
    ("question", "old"),
    [
        ("quận Hà Đông làm hộ chiếu ở đâu", "quận Hà Đông"),
        ("huyen cat hai co lam khong", "huyện Cát Hải"),
        ("TX Sơn Tây", "thị xã Sơn Tây"),
        ("thành phố Vinh", "thành phố Vinh"),
        ("q5 nộp đâu", "quận 5"),
    ],
)
def test_the_district_level_has_ended(units: UnitMap, question: str, old: str) -> None:
    (change,) = units.today(question)
    assert (change.level, change.old, change.units) == (Level.DISTRICT, old, ())


def test_provinces_that_were_joined(units: UnitMap) -> None:
    (change,) = units.today("tỉnh Hải Dương")
    assert (change.level, change.new, change.province) == (Level.PROVINCE, "thành phố Hải Phòng", "Hải Phòng")
    assert units.today("tỉnh Nghệ An") == ()


def test_every_unit_of_the_table_is_found_by_its_full_name(units: UnitMap) -> None:
    """Every ninth of ten thousand, with and without accents."""
    text = (resources.files("knowledge.vietnamese") / "data" / "units.tsv").read_text(encoding="utf-8")
    province = district = ""
    missed = []
    rows: list[tuple[str, str, str]] = []
    for line in text.splitlines():
        if line.startswith("== "):
            province = bare_name(line[3:].split("\t")[0])
        elif line.startswith("= "):
            district = line[2:]
        elif not line.startswith(("#", "trung tâm")):
            rows.append((line.split("\t")[0], district, province))
    for name, of, within in rows[::9]:
        full = f"{name}, {of}, {within}"
        if full not in olds(units.today(full)) or full not in olds(units.today(fold(full))):
            missed.append(full)
    assert len(rows) > 10_000
    assert len(missed) <= len(rows) // 9 * 0.01, missed


def test_the_table_is_read_fast(units: UnitMap) -> None:
    def once() -> float:
        start = time.perf_counter()
        UnitMap.load()
        return time.perf_counter() - start

    assert min(once() for _ in range(3)) < 0.25, "some 35 ms on an idle machine"


@given(st.text())
def test_any_text_can_be_asked(units: UnitMap, text: str) -> None:
    units.today(text, province="Hà Nội")


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_characters="Ææßðøþ")))
def test_keys_are_as_long_as_what_they_stand_for(text: str) -> None:
    plain = "".join(char for char in text if char.isalnum() and fold(char).isascii() and len(fold(char)) == 1)
    assert len(unit_key(plain)) == len(plain)


def test_every_change_has_words(units: UnitMap) -> None:
    messages = Catalogue.load().of("vi")
    for question in ("phường La Khê", "xã Tân Lập, huyện Đan Phượng", "quận Hà Đông", "tỉnh Hải Dương"):
        (change,) = units.today(question)
        remark = unit_remark(change)
        assert change.old in messages.text(remark.key, **remark.arguments)
