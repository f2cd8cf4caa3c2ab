"""The office's own place, told from others, under its old names too."""

from __future__ import annotations

import pytest

from knowledge.answering.elsewhere import Elsewhere, OwnPlace
from knowledge.answering.office import Office
from knowledge.vietnamese.places import Gazetteer
from knowledge.vietnamese.units import UnitMap

HERE, OTHER_COMMUNE, OTHER_PROVINCE = Elsewhere(), Elsewhere(desk=True), Elsewhere(fees=True, desk=True)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="module")
def own() -> OwnPlace:
    return OwnPlace(Office(commune="Phường Dương Nội", province="Hà Nội"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("lệ phí khai sinh quá hạn bao nhiêu", HERE),
        ("lệ phí ở Hà Nội bao nhiêu", HERE),
        ("lệ phí ở phường Dương Nội bao nhiêu", HERE),
        ("lệ phí ở phường Dương Nội, Hà Nội", HERE),
        ("lệ phí ở Đà Nẵng bao nhiêu", OTHER_PROVINCE),
        ("le phi o da nang bao nhieu", OTHER_PROVINCE),
        ("lệ phí ở phường Hà Đông, Hà Nội", OTHER_COMMUNE),
        ("phường La Khê quận Hà Đông nộp ở đâu", HERE),  # the old ward went to this commune, among others
        ("quận Hà Đông nộp ở đâu", HERE),  # and so did a part of the old district
        ("huyện Sóc Sơn nộp ở đâu", OTHER_PROVINCE),
    ],
)
def test_the_place_asked_about(
    own: OwnPlace, gazetteer: Gazetteer, question: str, expected: Elsewhere
) -> None:
    assert own.elsewhere(question, gazetteer.places(question)) == expected


def test_the_office_file_tells_the_place_where_settings_do_not(gazetteer: Gazetteer) -> None:
    nowhere = OwnPlace(Office())
    for question, expected in (
        ("lệ phí ở phường Dương Nội", HERE),
        ("lệ phí ở phường Hà Đông", OTHER_PROVINCE),
    ):
        places = gazetteer.places(question)
        assert nowhere.elsewhere(question, places, "UBND phường Dương Nội") == expected


def test_which_old_districts_a_commune_took_in() -> None:
    units = UnitMap.load()
    assert units.took_from("quận Hà Đông", "Phường Dương Nội")
    assert not units.took_from("quận Ba Đình", "Phường Dương Nội")
