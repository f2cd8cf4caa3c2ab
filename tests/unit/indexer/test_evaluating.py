"""Each thing that is judged, on judgements made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.evaluating.answers import Answers
from indexer.evaluating.calibration import Calibration
from indexer.evaluating.cases import QUESTIONS, Case, read_sets
from indexer.evaluating.judging import AS_WRITTEN, Asked, Judgement, wordings
from indexer.evaluating.latency import Latency
from indexer.evaluating.ranking import of_ranks
from indexer.evaluating.refusals import Refusals
from indexer.evaluating.robustness import robustness
from indexer.evaluating.typing import STYLES, raw_keys, typed
from knowledge.answering.model import Outcome
from knowledge.errors import SourceError
from knowledge.vietnamese.text import fold

IN = Case(id="in", question="Làm khai sinh mất bao lâu?", codes=("1.1",))
OUT = Case(id="out", question="Mai trời mưa không?")


def _judged(
    case: Case,
    outcome: Outcome,
    *,
    right: bool = False,
    first: bool = False,
    confidence: float = 0.9,
    style: str = AS_WRITTEN,
    rank: int = 1,
) -> Judgement:
    asked = Asked(case, case.question, style)
    return Judgement(asked, outcome, "", confidence, right, first, True, rank, 1.0)


def test_what_a_case_expects() -> None:
    assert OUT.must_be_refused
    assert not IN.must_be_refused
    assert IN.answered_by("1.1", "")
    assert not IN.answered_by("1.2", "")
    gold = Case(id="g", question="?", docs=("a",), gold=("Ít  nhất 75%",))
    assert gold.answered_by("b", "phấn đấu\nít nhất 75% hồ sơ")  # the phrase decides, wherever it stands
    assert not gold.answered_by("a", "80%")
    facts = Case(id="f", question="?", facts=("8\\.000", "đồng"), wrong=("50\\.000",))
    assert facts.agrees_with("Lệ phí 8.000 ĐỒNG")
    assert not facts.agrees_with("Lệ phí 8.000 đồng hoặc 50.000 đồng")
    assert not facts.agrees_with("Lệ phí 8.000")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("không phải json", "dòng không phải"),
        ('{"id": "1"}', "question"),
        ('{"id": "1", "question": "?", "facts": ["("]}', "facts"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "hoi.jsonl"
    file.write_text('{"id": "0", "question": "được"}\n\n' + line, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_sets([file])
    assert said in caught.value.problem
    assert caught.value.where.endswith("hoi.jsonl, dòng 3")


def test_a_folder_is_all_its_sets(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_text('{"id": "1", "question": "được"}', encoding="utf-8")
    assert [one.name for one in read_sets([tmp_path])] == ["a", "b"]
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.jsonl").write_text('{"id": "1", "question": "được"}', encoding="utf-8")
    names = [one.name for one in read_sets([tmp_path, tmp_path / "c"])]
    assert names == [f"{tmp_path.name}/a", "b", "c/a"], "two sets never share a name"
    with pytest.raises(SourceError, match="không có bộ câu hỏi"):
        read_sets([tmp_path / "a.jsonl" / "b.jsonl" / "..", tmp_path / "trong"][:0])


def test_answers_and_refusals() -> None:
    judged = [
        _judged(IN, Outcome.ANSWERED, right=True),
        _judged(IN, Outcome.ANSWERED),
        _judged(IN, Outcome.CLARIFY),
        _judged(IN, Outcome.NOT_FOUND),
        _judged(OUT, Outcome.OUT_OF_SCOPE),
        _judged(OUT, Outcome.ANSWERED),
    ]
    answers = Answers.of(judged)
    assert (answers.questions, answers.right, answers.answered) == (4, 0.25, 0.5)
    assert (answers.asked_back, answers.precision) == (0.25, 0.5)
    refusals = Refusals.of(judged)
    assert (refusals.questions, refusals.recall) == (2, 0.5)
    assert refusals.precision == pytest.approx(1 / 3)


def test_ranks() -> None:
    found = of_ranks([1, 2, 0, 11])
    assert (found["recall@1"], found["recall@5"], found["recall@20"]) == (0.25, 0.5, 0.75)
    assert found["mrr@10"] == pytest.approx(1.5 / 4)
    assert found["ndcg@10"] == pytest.approx((1 + 0.6309298) / 4)


def test_calibration_counts_what_was_held_back() -> None:
    perfect = [_judged(IN, Outcome.ANSWERED, right=True, confidence=1.0) for _ in range(4)]
    assert Calibration.of(perfect).error == 0.0
    held_back = _judged(IN, Outcome.NOT_FOUND, first=True, confidence=0.2)
    calibration = Calibration.of([*perfect, held_back])
    assert calibration.questions == 5
    assert calibration.error == pytest.approx(0.8 / 5)
    assert [(one.questions, one.right) for one in calibration.bins] == [(1, 1.0), (4, 1.0)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_the_calibration_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    judged = [_judged(IN, Outcome.ANSWERED, right=right, confidence=said) for said, right in pairs]
    assert 0 <= Calibration.of(judged).error <= 1


def test_robustness_is_beside_the_wording_as_written() -> None:
    judged = [
        _judged(IN, Outcome.ANSWERED, right=True),
        _judged(IN, Outcome.ANSWERED, right=False, style="telex", rank=3),
        _judged(OUT, Outcome.ANSWERED),
    ]
    written, telex = robustness(judged)
    assert (written.name, written.lost, written.found_first) == (AS_WRITTEN, 0.0, 1.0)
    assert (telex.name, telex.lost, telex.found_first) == ("telex", 1.0, 0.0)
    assert (written.refused, telex.refused) == (0.0, 1.0)  # nothing that must be refused was asked in telex


def test_times_are_counted_in_bins() -> None:
    latency = Latency.of([*([3.0] * 98), 40.0, 900.0])
    assert (latency.p50, latency.longest) == (3.0, 900.0)
    assert sum(latency.bins) == 100
    assert latency.bins[int(3.0 / latency.width)] == 98
    assert latency.bins[-1] == 1, "what is longer than all bins stands in the last"
    assert sum(Latency.of([]).bins) == 0


def test_every_wording_is_asked_in_every_style() -> None:
    case = IN.model_copy(update={"variants": ("lam khai sinh may ngay",)})
    asked = list(wordings([case], {"loud": str.upper}))
    assert [one.style for one in asked] == [AS_WRITTEN, AS_WRITTEN, "loud", "loud"]
    assert asked[2].text == "LÀM KHAI SINH MẤT BAO LÂU?"


@pytest.mark.parametrize(
    ("word", "telex", "vni"),
    [
        ("đăng", "ddawng", "d9a8ng"),
        ("cước", "cuwowcs", "cu7o7c1"),
        ("tục?", "tucj?", "tuc5?"),
        ("Đất", "Ddaats", "D9a6t1"),
        ("sinh", "sinh", "sinh"),
    ],
)
def test_raw_keys(word: str, telex: str, vni: str) -> None:
    assert (raw_keys(word, "telex"), raw_keys(word, "vni")) == (telex, vni)


def test_typing_is_the_same_for_the_same_seed_and_changes_something() -> None:
    question = "Đăng ký tạm trú cho người thuê nhà cần giấy tờ gì và được làm ở đâu?"
    for name, slipped in typed(STYLES, 7).items():
        assert slipped(question) == typed([name], 7)[name](question)
        assert slipped(question) != question
    assert typed(["folded"], 0)["folded"](question) == fold(question)
    with pytest.raises(ValueError, match="no such style"):
        typed(["shouted"], 0)


@given(st.text(max_size=60))
def test_typing_takes_any_text(text: str) -> None:
    for slipped in typed(STYLES, 1).values():
        assert isinstance(slipped(text), str)


def test_our_own_sets_are_large_and_ask_nothing_twice() -> None:
    cases = [case for one in read_sets([QUESTIONS]) for case in one.cases]
    asked = [case for case in cases if not case.must_be_refused and case.variants]
    assert len(asked) >= 300
    assert sum(case.id.startswith("m") for case in cases) >= 200  # near misses
    assert len({case.id for case in cases}) == len(cases)
    wordings_of_all = [fold(text).lower().strip(" ?") for case in cases for text in case.wordings]
    assert len(set(wordings_of_all)) == len(wordings_of_all)
