from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.vietnamese.abbreviations import Abbreviations, read_table, spoken_forms
from knowledge.vietnamese.phrases import Found, PhraseTable
from knowledge.vietnamese.places import Gazetteer, unit_name
from knowledge.vietnamese.text import fold, words

TABLE = PhraseTable([("có mưa", "rain"), ("khai sinh", "birth"), ("khai sinh lại", "again"), ("sổ", "book")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mai có mưa không", ["rain"]),
        ("mai co mua khong", ["rain"]),  # typed without accents it may be any
        ("có mua không", []),  # whoever types "có" with its accent means "mua" by "mua"
        ("có múa không", []),
        ("CÓ MƯA", ["rain"]),
        (unicodedata.normalize("NFD", "có mưa"), ["rain"]),
        ("khai sinh lại rồi khai sinh", ["again", "birth"]),
        ("sổ, sổ và số", ["book"]),
        ("", []),
        ("?!…", []),
    ],
)
def test_phrases_are_found(text: str, found: list[str]) -> None:
    assert TABLE.values(text) == found


def test_places_of_phrases_are_counted_in_syllables() -> None:
    assert TABLE.find("làm khai sinh") == [Found("birth", 1, 2)]  # not as long as "khai sinh lại" would be
    assert TABLE.find("xin khai sinh, có mưa") == [Found("birth", 1, 2), Found("rain", 3, 2)]


def test_one_phrase_may_stand_for_several_things() -> None:
    table = PhraseTable([("sổ đỏ", 1), ("sổ đỏ", 2), ("sơ đồ", 3)])
    assert table.values("sổ đỏ") == [1, 2]
    assert table.values("so do") == [1, 2, 3]


@given(st.lists(st.sampled_from(["khai", "sinh", "lại", "lai", "có", "mưa", "mua", "sổ", "x"]), max_size=12))
def test_found_phrases_do_not_overlap_and_are_there(syllables: list[str]) -> None:
    text = " ".join(syllables)
    end = 0
    for found in TABLE.find(text):
        assert found.start >= end
        end = found.start + found.length
        spoken = [fold(word) for word in words(text)[found.start : end]]
        assert len(spoken) == found.length
        assert spoken in (["co", "mua"], ["khai", "sinh"], ["khai", "sinh", "lai"], ["so"])


def test_an_empty_phrase_is_never_found() -> None:
    assert PhraseTable([("", 1), ("…", 2)]).find("a b") == []


def test_abbreviations_are_spelled_out_beside_the_text() -> None:
    table = Abbreviations({"cchc": "cải cách hành chính", "kh": "kế hoạch"}, {"TP": "thành phố"})
    assert table.expand("Kế hoạch cchc của TP") == "Kế hoạch cchc của TP\ncải cách hành chính. thành phố"
    assert table.expansions("tp CCHC cchc") == ["cải cách hành chính"]
    assert table.expansions("KH-CCHC") == ["kế hoạch", "cải cách hành chính"]
    assert table.expand("không có gì") == "không có gì"


def test_the_shipped_tables_are_well_formed() -> None:
    table = Abbreviations.load()
    assert table.expansions("UBND") == ["ủy ban nhân dân"]
    assert "giấy khai sinh" in table.expansions("làm gks ở đâu")
    for name in ("chat.tsv", "synonyms.tsv"):
        for row in read_table(name):
            assert len(row) == 2, row
            assert all(cell == cell.strip() != "" for cell in row), row
    assert spoken_forms("chat.tsv").values("lm j") == ["làm", "gì"]
    assert all(fold(word) == word for (word,) in read_table("frame_words.tsv"))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("Ở phường La Khê, ai làm?", (), ("la khe",)),
        ("o la khe ai lam", ("la khe",), ("la khe",)),
        ("o la khe ai lam", (), ()),
        ("Quận 5 có gì", (), ("5",)),
        ("kế hoạch CCHC phường La Khê 2026", ("la khe",), ("la khe",)),
        ("Phường La Khê Năm 2026", (), ("la khe",)),
        ("Xã Tân Lập Tỉnh Hà Nam", (), ("tan lap", "ha nam")),
        ("bộ phận nào của xã phụ trách", (), ()),  # with its own accents: Phú Trạch is a commune
        ("UBND phường CCHC", (), ()),  # an abbreviation after the type is no name
        ("phường xã nào", (), ()),
        ("thời tiết Hà Nội", (), ("ha noi",)),
        ("thoi tiet ha noi", (), ("ha noi",)),
        ("nám định rõ", (), ()),  # typed with accents, a province needs its own
        ("xã Tân Lập, tỉnh Hà Nam", (), ("tan lap", "ha nam")),
        ("xã An Bình Tây", ("an binh", "an binh tay"), ("an binh tay",)),
        ("PHƯỜNG LA KHÊ", ("la khe",), ("la khe",)),
        ("", (), ()),
    ],
)
def test_places_are_named(
    gazetteer: Gazetteer, text: str, known: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert gazetteer.places(text, known=frozenset(known)) == expected


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("Phường La Khê", "la khe"),
        ("Thị xã Sơn Tây", "son tay"),
        ("TP. Huế", "hue"),
        ("Hà Nội", "ha noi"),
        ("", ""),
    ],
)
def test_unit_names(unit: str, name: str) -> None:
    assert unit_name(unit) == name


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    Gazetteer(frozenset({"ha noi"}), frozenset({"ha noi"}), frozenset({"hà nội"}), frozenset()).places(text)
    Abbreviations({}, {}).expand(text)
    TABLE.find(text)
