"""Known procedures are put in order among themselves; what stands between them keeps its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from knowledge.answering.preferring import preferred
from knowledge.answering.turn import Evidence
from knowledge.model import Aspect
from knowledge.retrieval.intents import Intent
from tests.unit.knowledge.worlds import DOCUMENTS, World, procedure, world

TAKEN = "Lấy bản sao trong sổ không mất tiền."
SIGNED = "Ký lại vào sổ trong 2 ngày."
COPY = procedure(
    "2.000011",
    "Cấp giấy ong bản sao",
    [(Aspect.FEE, TAKEN)],
    asked={TAKEN: ("xin tờ sao giấy ong hết nhiêu tiền", "lấy lại tờ sao giấy ong tốn tiền không")},
)
AGAIN = procedure(
    "2.000012",
    "Đăng ký lại giấy ong",
    [(Aspect.TIME, SIGNED)],
    asked={SIGNED: ("mất giấy ong rồi làm lại mấy bữa có", "giấy ong cháy mất, đăng ký lại bao lâu xong")},
)
SILENT = procedure("2.000013", "Cấp thẻ ong", [(Aspect.FEE, "Thẻ ong thu 5.000 đồng.")])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("bees"), (*DOCUMENTS, COPY, AGAIN, SILENT)) as small:
        yield small


def found(desk: World, question: str, ids: Sequence[str]) -> tuple[list[Evidence], Intent]:
    """The best passage of each of `ids`, in this order, a little apart."""
    turn = desk.retrieved(question)
    assert turn.query is not None
    best = {item.meta.id: item for item in reversed(turn.evidence)}
    items = [best[name] for name in ids]
    return (
        [replace(item, hit=replace(item.hit, score=2 - at / 10)) for at, item in enumerate(items)],
        turn.query.intent,
    )


def order(
    desk: World, question: str, ids: Sequence[str], points: dict[str, float] | None = None
) -> list[str]:
    evidence, intent = found(desk, question, ids)
    owners = desk.index.document_of
    return [item.meta.id for item in preferred(evidence, points or {}, intent, desk.index.intents, owners)]


def test_the_one_that_is_asked_for_in_such_words_comes_first(desk: World) -> None:
    ids = ("2.000012", "2.000011")
    assert order(desk, "xin tờ sao giấy ong tốn nhiêu tiền", ids) == ["2.000011", "2.000012"]
    assert order(desk, "giấy ong cháy mất, làm lại bao lâu", ids) == ["2.000012", "2.000011"]


def test_what_stands_between_keeps_its_place(desk: World) -> None:
    ids = ("2.000012", "2.000013", "2.000011")
    assert order(desk, "xin tờ sao giấy ong tốn nhiêu tiền", ids) == ["2.000011", "2.000013", "2.000012"]


def test_points_count_as_well(desk: World) -> None:
    evidence, _ = found(desk, "xin tờ sao giấy ong tốn nhiêu tiền", ("2.000011", "2.000012"))
    points = {evidence[1].passage.id: 9.0}
    assert order(desk, "xin tờ sao giấy ong tốn nhiêu tiền", ("2.000011", "2.000012"), points) == [
        "2.000012",
        "2.000011",
    ]
