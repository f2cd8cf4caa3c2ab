"""The retriever: each signal does what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.model import Aspect, Document, Passage, Span
from knowledge.retrieval.embedder import HashingEmbedder
from knowledge.retrieval.index import RetrievalIndex
from knowledge.retrieval.protocols import Hit
from knowledge.retrieval.ranker import WeightedRanker
from knowledge.retrieval.retriever import Retriever
from tests.unit.knowledge.worlds import BIRTH, World, plan, procedure, world

SAME = [("1. Nhiệm vụ", "Tổ công tác kiểm tra việc giải quyết hồ sơ của người dân mỗi quý một lần.")]
TWINS = (
    plan("a-2024", "Kế hoạch kiểm tra hồ sơ", SAME, locality="Phường Tân Mẫu", years=(2024,)),
    plan("a-2026", "Kế hoạch kiểm tra hồ sơ", SAME, locality="Phường Tân Mẫu", years=(2026,)),
    plan("b-2026", "Kế hoạch kiểm tra hồ sơ", SAME, locality="Xã Đồng Thử", years=(2026,)),
)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("twins"), TWINS) as built:
        yield built


def _hits(desk: World, question: str, *aspects: Aspect) -> dict[str, Hit]:
    hits = desk.retriever.search(desk.retriever.read(question), 50, aspects=frozenset(aspects))
    return {desk.store.passage(hit.row).id: hit for hit in hits}


def test_the_year_asked_about_comes_first(twins: World) -> None:
    assert twins.documents("kiểm tra hồ sơ năm 2024")[0] == "a-2024"
    signals = {
        name.split("#")[0]: hit.signals["year"] for name, hit in _hits(twins, "kiểm tra năm 2024").items()
    }
    assert signals == {"a-2024": 1, "a-2026": -1, "b-2026": -1}
    assert {hit.signals["year"] for hit in _hits(twins, "kiểm tra hồ sơ").values()} == {0}


@pytest.mark.parametrize("question", ["kiểm tra hồ sơ ở xã Đồng Thử", "kiem tra ho so o dong thu"])
def test_the_place_asked_about_comes_first(twins: World, question: str) -> None:
    assert twins.documents(question)[0] == "b-2026"
    signals = {name.split("#")[0]: hit.signals["place"] for name, hit in _hits(twins, question).items()}
    assert signals == {"a-2024": -1, "a-2026": -1, "b-2026": 1}


def test_a_place_says_nothing_against_a_procedure(desk: World) -> None:
    hits = _hits(desk, "đăng ký khai sinh ở phường Tân Mẫu")
    assert {hit.signals["place"] for name, hit in hits.items() if name.startswith("1.")} == {0}


def test_a_procedure_called_by_its_name_comes_first(desk: World) -> None:
    for question in ("đăng ký kết hôn", "dang ky ket hon", "ĐĂNG KÝ KẾT HÔN", "em muốn làm giấy kết hôn"):
        assert desk.first(question) == "1.000894"
        named = desk.retriever.named(question)
        assert len(named) == 1
        assert all(0 < worth <= 1 for worth in named.values())
    assert desk.retriever.named("bộ phận một cửa") == {}


def test_a_longer_name_is_worth_more() -> None:
    short, long = (
        procedure("1.1", "Đăng ký khai sinh", []),
        procedure("1.2", "Đăng ký lại khai sinh cho con", []),
    )
    assert _named([short, long], "đăng ký lại khai sinh cho con") == {1: 1.0}
    (worth,) = _named([procedure("1.3", "Khai tử", [])], "khai tử").values()
    assert 0 < worth < 1


def _named(documents: Sequence[Document], question: str) -> dict[int, float]:
    index = RetrievalIndex.build(
        [(document.meta, _passage(document.meta.id)) for document in documents],
        np.zeros((len(documents), 16), "f4"),
    )
    return Retriever.open(index, HashingEmbedder(16)).named(question)


def _passage(document_id: str) -> Passage:
    return Passage(
        id=f"{document_id}#0", document_id=document_id, ordinal=0, text="a", span=Span(start=0, end=1)
    )


def test_the_aspect_asked_counts(desk: World) -> None:
    for aspect in (Aspect.FEE, Aspect.DOSSIER, Aspect.WHERE):
        plain, asked = _hits(desk, "đăng ký khai sinh"), _hits(desk, "đăng ký khai sinh", aspect)
        for name, hit in asked.items():
            told = desk.store.passage(hit.row).aspect is aspect
            assert hit.signals["aspect"] == told
            assert (hit.score > plain[name].score) == told
            assert plain[name].signals["aspect"] == 0


def test_recipients_stand_behind(desk: World) -> None:
    hits = _hits(desk, "khảo sát hài lòng")
    form = {name for name, hit in hits.items() if hit.signals["form"] == 1}
    assert form == {"kh-cchc-mau#3"}
    assert next(iter(hits)) not in form


def test_scores_are_the_weighted_signals_best_first(desk: World) -> None:
    hits = list(_hits(desk, "đài truyền thanh năm 2026").values())
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    ranker = desk.retriever.ranker
    for hit in hits[:3]:
        one = {name: np.asarray([value], dtype=np.float32) for name, value in hit.signals.items()}
        assert float(ranker.score(one)[0]) == pytest.approx(hit.score, abs=1e-5)


def test_coverage_is_the_share_of_the_subject(desk: World) -> None:
    query = desk.retriever.read("đăng ký khai sinh")
    rows = np.arange(len(desk.index.document_of))
    for shares in desk.retriever.coverage(query, rows).values():
        assert shares.max() == pytest.approx(1.0)
        assert shares.min() >= 0
    about_nothing = desk.retriever.coverage(desk.retriever.read("là gì"), rows)
    assert not any(shares.any() for shares in about_nothing.values())


def test_signals_without_a_weight_do_not_count() -> None:
    ranker = WeightedRanker({"a": 2.0})
    signals = {"a": np.asarray([1, 3], np.float32), "b": np.asarray([100, 0], np.float32)}
    assert ranker.score(signals).tolist() == [2.0, 6.0]


@pytest.mark.parametrize("question", ["", "???", "xyzzy", "\u200b", "phường năm"])
def test_odd_questions_are_searched(desk: World, question: str) -> None:
    hits = desk.retriever.search(desk.retriever.read(question), 3)
    assert len(hits) == 3
    assert all(np.isfinite(hit.score) for hit in hits)


def test_an_empty_index_finds_nothing() -> None:
    index = RetrievalIndex.build([], np.empty((0, 16), np.float32))
    retriever = Retriever.open(index, HashingEmbedder(16))
    assert retriever.search(retriever.read("khai sinh"), 5) == []


def test_a_saved_index_ranks_alike(desk: World, tmp_path: Path) -> None:
    desk.index.save(tmp_path)
    loaded = Retriever.open(RetrievalIndex.load(tmp_path), desk.retriever.embedder)
    for question in ("lệ phí khai sinh", "khao sat hai long 2026", "kinh phí phường Tân Mẫu"):
        before = desk.retriever.search(desk.retriever.read(question), 10)
        after = loaded.search(loaded.read(question), 10)
        assert [hit.row for hit in before] == [hit.row for hit in after]
        assert [hit.score for hit in before] == pytest.approx([hit.score for hit in after], abs=1e-6)


def test_facets_say_what_the_passages_are(desk: World) -> None:
    for row in range(desk.store.passage_count):
        passage = desk.store.passage(row)
        assert desk.index.facets.role(row) is passage.role
        assert desk.index.facets.aspect(row) is passage.aspect
    assert BIRTH.meta.title in desk.index.facets.names[0]
