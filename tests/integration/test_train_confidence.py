"""Fitting the confidence by its command, and the desks that have not learned the questions they are asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.searching import Searcher
from indexer.training.confidence.held_out import FOLDS, without_a_part, without_any
from knowledge.answering.confidence import Calibrated
from knowledge.answering.steps.judge import JudgeStep
from knowledge.settings import EmbeddingSettings
from tests.integration.answering import build_index, opened

THINGS = ("chợ phiên", "giếng nước", "bến đò", "lò gạch", "ao cá", "vườn ươm")
WAYS = (
    "muốn mở {} thì tốn nhiêu tiền", "làm {} đóng mấy đồng", "xin mở {} có mất phí không",
    "{} hết bao nhiêu tiền vậy", "nhà em tính mở {} thì nộp nhiêu", "phí mở {} là mấy",
)  # fmt: skip
REFUSED = (
    "thời tiết hôm nay",
    "con mèo nhà em bị ốm",
    "ai đá hay nhất",
    "giá vàng",
    "mở quán trên mặt trăng",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of procedures and guides with and without questions and a plan; a set of questions."""
    directory = tmp_path_factory.mktemp("confidence")
    text = ['field = "Xây dựng"', 'agency = "UBND cấp xã"']
    for number, thing in enumerate((*THINGS, "sạp báo", "bãi xe")):
        line = f"Lệ phí mở {thing} là {number + 1}0.000 đồng."
        text += [
            "[[procedure]]",
            f'code = "3.00000{number}"',
            f'name = "Cấp phép mở {thing}"',
            "[procedure.facts]",
        ]
        text += [f'fee = ["{line}"]', f'where = ["Nộp hồ sơ mở {thing} tại xã."]']
        if thing in THINGS:
            text += [
                "[procedure.asked]",
                f'"Lệ phí" = {json.dumps([way.format(thing) for way in WAYS], ensure_ascii=False)}',
            ]
    for number in range(2):
        asked = 'asked = ["mấy giờ mở cửa", "trưa có ai nhận không"]' if number else ""
        text += [
            "[[guide]]",
            f'id = "bai-{number}"',
            f'title = "Giờ làm việc số {number}"',
            "[[guide.section]]",
        ]
        text += [f'heading = "Giờ nhận hồ sơ số {number}"', f'text = "Buổi sáng từ {number + 7} giờ."', asked]
    (directory / "thu-tuc.toml").write_text("\n".join(text), encoding="utf-8")
    (directory / "ke-hoach.txt").write_text(
        "KẾ HOẠCH\nTuyên truyền năm 2026 của phường Mẫu\nI. NHIỆM VỤ\nPhát 08 bản tin mỗi tháng.\n",
        encoding="utf-8",
    )
    report = build_index(
        directory / "index", [directory / "thu-tuc.toml", directory / "ke-hoach.txt"], builtin=False
    )
    assert report.problems == ()
    rows = [
        {"id": f"p{n}", "question": f"mở {thing} ở đâu", "codes": [f"3.00000{n}"], "facts": ["xã"]}
        for n, thing in enumerate((*THINGS, "sạp báo", "bãi xe"))
    ]
    rows += [
        {"id": f"g{n}", "question": f"giờ nhận hồ sơ số {n}", "docs": [f"bai-{n}"], "facts": ["giờ"]}
        for n in range(2)
    ]
    rows += [{"id": f"r{n}", "question": question, "kind": "other"} for n, question in enumerate(REFUSED)]
    rows += [{"id": "g9", "question": "kế hoạch giờ nhận bản tin của mèo", "kind": "other"}]
    (directory / "cau-hoi.jsonl").write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
    )
    return directory


def command(place: Path, out: Path) -> subprocess.CompletedProcess[str]:
    rest = [
        "--index",
        str(place / "index"),
        "--questions",
        str(place / "cau-hoi.jsonl"),
        "--out",
        str(out),
        "--json",
    ]
    return subprocess.run(
        [sys.executable, "-m", "indexer", "train", "confidence", *rest],
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_command_writes_trees_that_load(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "confidence.json"
    done = command(place, out)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    fitted = Calibrated.model_validate_json(out.read_bytes())
    assert any("asked" in name for name in fitted.learned.procedure.features)
    assert not any("asked" in name for name in fitted.untold.procedure.features)
    assert set(told["cross-validated"]) == {"as written", "folded", "chat", "telex", "vni", "typos"}
    assert told["cross-validated"]["as written"]["questions"] > len(THINGS) * len(WAYS)
    again = tmp_path / "again.json"
    command(place, again)
    assert again.read_bytes() == out.read_bytes()


def test_too_few_questions_are_told(place: Path, tmp_path: Path) -> None:
    (tmp_path / "cau-hoi.jsonl").write_text(
        '{"id": "a", "question": "giá vàng", "kind": "other"}', encoding="utf-8"
    )
    (tmp_path / "index").symlink_to(place / "index")
    done = command(tmp_path, tmp_path / "out.json")
    assert done.returncode == 2
    assert "chưa đủ để ước lượng" in done.stdout + done.stderr
    assert not (tmp_path / "out.json").exists()


def test_a_desk_is_asked_what_it_has_not_learned(place: Path) -> None:
    searcher = Searcher.open(place / "index", EmbeddingSettings())
    asked: list[str] = []
    for part, cases in without_a_part(searcher):
        store = part.snapshot.store
        passages = [passage for row in range(len(store.document_ids())) for passage in store.passages_of(row)]
        learned = {q for passage in passages for each in passage.asked for q in each.questions}
        own = [case.question for case in cases.cases if case.docs]
        assert own
        assert learned.isdisjoint(own)
        assert len(part.snapshot.index.intents.rows) > 0
        for row in range(len(part.snapshot.index.document_of)):
            assert learned.issuperset(q for each in store.passage(row).asked for q in each.questions)
        asked += own
    assert len(asked) == len(set(asked)) == len(THINGS) * len(WAYS) + 2
    assert FOLDS == 5
    bare = without_any(searcher)
    assert len(bare.snapshot.index.intents.rows) == 0
    searcher.snapshot.close()


def test_what_carries_no_question_is_judged_without_them(place: Path) -> None:
    with opened(place / "index") as asker:
        (judge,) = (step for step in asker.answerer.steps if isinstance(step, JudgeStep))
        intents = judge.features.topicless.retriever.index.intents
        store = judge.fitting.store
        known = {store.metadata(row).title: intents.knows(row) for row in range(len(store.document_ids()))}
        assert known["Cấp phép mở chợ phiên"]
        assert not known["Cấp phép mở bãi xe"]
        assert known["Giờ làm việc số 1"]
        assert not known["Giờ làm việc số 0"]
