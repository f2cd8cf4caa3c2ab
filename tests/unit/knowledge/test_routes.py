"""The table of routes: every rule has its code, fires where it says, and moves what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.answering.lexicon import Lexicon, read_list
from knowledge.answering.memory import Memory
from knowledge.answering.routes import Routes, Source
from knowledge.answering.steps.follow_up import FollowUpStep
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Turn
from knowledge.model import Aspect
from tests.unit.knowledge.worlds import DOCUMENTS, World, procedure, world


@pytest.fixture(scope="module")
def routes(desk: World) -> Routes:
    lexicon = Lexicon.load()
    topicless = Topicless.load(lexicon, desk.retriever)
    return Routes.load(lexicon, desk.retriever, topicless, desk.store)


def _weighed(desk: World, routes: Routes, question: str) -> Turn:
    turn = Turn(question=question, memory=Memory(), now=desk.answerer.clock.now(), text=question)
    for step in desk.answerer.steps:
        if step.name == "small_talk" or isinstance(step, FollowUpStep):
            continue
        if step.name == "route":
            turn.routes = routes.weigh(turn)
            return turn
        assert step(turn) is None, step.name
    raise AssertionError("no step of that name")


def test_every_rule_says_what_it_looks_at_and_gives_points() -> None:
    rules = read_list("routes.toml")["rule"]
    assert len(rules) >= 10
    for rule in rules:
        assert rule["looks_at"], rule["name"]
        points = [rule[key] for key in (*Source, "points") if key in rule]
        assert points, rule["name"]
        assert all(-3 < number < 3 for number in points), rule["name"]


def test_a_rule_without_code_is_an_error(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    table = read_list("routes.toml")
    table["rule"].append({"name": "of_nobody", "looks_at": "nothing", "plan": 1.0})
    monkeypatch.setattr("knowledge.answering.routes.read_list", lambda _: table)
    lexicon = Lexicon.load()
    with pytest.raises(ValueError, match="different rules"):
        Routes.load(lexicon, desk.retriever, Topicless.load(lexicon, desk.retriever), desk.store)


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("kế hoạch tuyên truyền năm 2026", "document_words"),
        ("phường Tân Mẫu khảo sát ai", "place_with_documents"),
        ("đăng ký khai sinh cần giấy tờ gì", "only_a_procedure"),
        ("bộ phận tư pháp được giao việc gì", "unit_at_work"),
        ("Đăng ký kết hôn ở đâu", "called_by_name"),
        ("kế hoạch của phường Tân Mẫu công bố kết quả khảo sát khi nào", "kind_of_words"),
        ("phường Tân Mẫu phát mấy bản tin mỗi tháng", "counts_it"),
        ("đăng ký kết hôn ở đâu", "named_in_full"),
    ],
)
def test_rules_fire_where_they_say(desk: World, routes: Routes, question: str, rule: str) -> None:
    assert rule in _weighed(desk, routes, question).routes


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("đăng ký khai sinh cần giấy tờ gì", "document_words"),
        ("kế hoạch tuyên truyền năm 2026 cần giấy tờ gì", "only_a_procedure"),
        ("đăng ký khai sinh và đăng ký kết hôn ở đâu", "called_by_name"),
        ("phường Tân Mẫu khảo sát những gì", "kind_of_words"),
        ("phường Tân Mẫu phát bản tin về việc gì", "counts_it"),
        ("phường Tân Mẫu phát mấy xe hoa mỗi tháng", "counts_it"),
        ("hôn nhân thì đăng ký ở đâu", "named_in_full"),
    ],
)
def test_rules_keep_still_elsewhere(desk: World, routes: Routes, question: str, rule: str) -> None:
    assert rule not in _weighed(desk, routes, question).routes


MOBILE = procedure("1.000593", "Đăng ký kết hôn lưu động", [(Aspect.WHERE, "Cán bộ đến nhà.")])


@pytest.mark.parametrize(
    ("question", "fires"),
    [
        ("thủ tục kết hôn ở xã", True),
        ("thu tuc dang ky ket hon nhu the nao", True),
        ("đăng ký kết hôn lưu động", False),
        ("hai vợ chồng liệt giường, kết hôn thì làm sao", False),  # something else is said
    ],
)
def test_a_name_that_holds_more_than_was_said_is_not_meant(
    tmp_path: Path, question: str, fires: bool
) -> None:
    with world(tmp_path, (*DOCUMENTS, MOBILE)) as other:
        lexicon = Lexicon.load()
        topicless = Topicless.load(lexicon, other.retriever)
        table = Routes.load(lexicon, other.retriever, topicless, other.store)
        turn = _weighed(other, table, question)
        assert ("more_than_said" in turn.routes) is fires
        if fires:
            assert turn.evidence[0].meta.id == "1.000894"


def test_points_decide_the_order(desk: World, routes: Routes) -> None:
    """Equal scores: the procedure that is called by its name comes first, wherever it stood."""
    turn = _weighed(desk, routes, "Đăng ký kết hôn ở đâu")
    assert any(item.meta.id != "1.000894" for item in turn.evidence)
    even = [replace(item, hit=replace(item.hit, score=1.0)) for item in turn.evidence]
    turn.evidence = sorted(even, key=lambda item: item.meta.id == "1.000894")
    routes.weigh(turn)
    assert turn.evidence[0].meta.id == "1.000894"


def test_only_passages_in_which_a_number_counts_it_get_the_points(desk: World, routes: Routes) -> None:
    turn = _weighed(desk, routes, "phường Tân Mẫu phát mấy bản tin mỗi tháng")
    assert "08 bản tin" in turn.evidence[0].passage.text
    even = [replace(item, hit=replace(item.hit, score=1.0)) for item in turn.evidence]
    turn.evidence = sorted(even, key=lambda item: "08 bản tin" in item.passage.text)
    routes.weigh(turn)
    assert "bản tin" in turn.evidence[0].passage.text


def test_a_procedure_whose_questions_are_known_needs_no_points_for_its_name(tmp_path: Path) -> None:
    told = procedure(
        "2.000009",
        "Cấp thẻ chợ đêm",
        [(Aspect.FEE, "Thu 5.000 đồng.")],
        asked={"Thu 5.000 đồng.": ("bán hàng ban đêm đóng nhiêu", "thẻ bán chợ tối mấy ngàn")},
    )
    with world(tmp_path, (*DOCUMENTS, told)) as other:
        lexicon = Lexicon.load()
        topicless = Topicless.load(lexicon, other.retriever)
        table = Routes.load(lexicon, other.retriever, topicless, other.store)
        assert "named_in_full" not in _weighed(other, table, "Cấp thẻ chợ đêm ở đâu").routes
        assert "named_in_full" in _weighed(other, table, "Đăng ký kết hôn ở đâu").routes
