"""The evaluation of a snapshot from the command line: report, repetition, and the gate before publishing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indexer.cli import app
from knowledge.shelf import Shelf

CERTIFY = {"id": "luat+2", "title": "Chứng thực bản sao", "text": "Phí chứng thực là 2.000 đồng một trang."}
STAY = {"id": "luat+1", "title": "Đăng ký tạm trú", "text": "Công dân đăng ký tạm trú tại Công an cấp xã."}
CASES: list[dict[str, Any]] = [
    {"id": "1", "question": "Phí chứng thực bản sao bao nhiêu?", "docs": ["luat+2"], "facts": ["2\\.000"]},
    {
        "id": "2",
        "question": "Đăng ký tạm trú ở đâu?",
        "docs": ["luat+1"],
        "variants": ["tam tru dang ky o dau"],
    },
    {"id": "3", "question": "Ngày mai trời có mưa không?"},
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    _write(tmp_path / "luat.jsonl", [STAY, CERTIFY])
    _write(tmp_path / "hoi.jsonl", CASES)
    (tmp_path / "config.toml").write_text(
        '[index]\ndirectory = "i"\nsources = ["luat.jsonl"]\nbuiltin = false\n'
        '[evaluation]\nquestions = ["hoi.jsonl"]\nreports = "bao-cao"\n',
        encoding="utf-8",
    )
    return tmp_path


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_figures_report_and_plan(place: Path) -> None:
    assert _run("build")[0] == 0
    status, said = _run("evaluate", "--robust", "--json", "--out", "ra")
    assert status == 0, said
    found = json.loads(said.splitlines()[-1])
    overall = found["scores"]["all"]
    assert overall["answers"] == {
        "questions": 3,
        "right": 1.0,
        "answered": 1.0,
        "asked_back": 0.0,
        "precision": 1.0,
    }
    assert overall["refusals"]["recall"] == 1.0
    assert overall["ranking"]["recall@1"] == 1.0
    assert len(found["styles"]) == 6
    page = (place / "ra/report.html").read_text(encoding="utf-8")
    for plot in ("Tỉ lệ đúng theo cách gõ", "Biểu đồ độ tin", "Thời gian trả lời"):
        assert f'aria-label="{plot}"' in page
    assert "Phải từ chối" in page
    assert "http" not in page.replace("http-equiv", "")  # nothing from outside


def test_a_run_is_repeated_from_its_plan_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From another folder, after another snapshot went into service, under another weight of the vectors."""
    _run("build")
    (place / "elsewhere").mkdir()
    first = _figures(_run("evaluate", "--robust", "--seed", "3", "--json", "--out", "ra")[1])
    _write(place / "luat.jsonl", [STAY])
    assert _run("build", "--force")[0] == 0
    assert _figures(_run("evaluate", "--robust", "--json", "--out", "nay")[1]) != first
    monkeypatch.chdir(place / "elsewhere")
    monkeypatch.setenv("MOTCUA_EMBEDDING__WEIGHT", "0.9")
    again = _run("evaluate", "--plan", "../ra/plan.json", "--index", "../i", "--json", "--out", "lai")[1]
    assert _figures(again) == first
    plan = json.loads((place / "elsewhere/lai/plan.json").read_text(encoding="utf-8"))
    assert plan == json.loads((place / "ra/plan.json").read_text(encoding="utf-8"))


def _figures(said: str) -> Any:
    """All that is not time."""
    found = json.loads(said.splitlines()[-1])
    for scores in found["scores"].values():
        del scores["latency"]
    del found["report"]
    return found


def test_a_plan_is_not_repeated_on_other_questions(place: Path) -> None:
    _run("build")
    _run("evaluate", "--out", "ra")
    _write(place / "hoi.jsonl", CASES[:2])
    status, said = _run("evaluate", "--plan", "ra/plan.json")
    assert (status, "đã khác với lần đo" in said) == (2, True)


def test_a_worse_index_is_not_published_unless_forced(place: Path) -> None:
    assert _run("build")[0] == 0
    served = Shelf(place / "i").current()
    _write(place / "luat.jsonl", [STAY])
    status, said = _run("build")
    assert status == 2
    assert "kém bản đang dùng" in said
    assert "--force" in said
    assert Shelf(place / "i").current() == served
    assert Shelf(place / "i").names() == [served]
    figures = json.loads((place / "bao-cao/build/figures.json").read_text(encoding="utf-8"))
    assert figures["after"]["scores"]["all"]["answers"]["right"] < 1
    assert _run("build", "--force")[0] == 0
    assert Shelf(place / "i").current() != served


def test_our_own_questions_guard_an_index_when_the_office_says_so(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = place / "own"
    ours.mkdir()
    _write(ours / "procedures.jsonl", CASES[:1])
    monkeypatch.setattr("indexer.evaluating.gate.QUESTIONS", ours)
    monkeypatch.setenv("MOTCUA_EVALUATION__QUESTIONS", "[]")
    assert _run("build")[0] == 0
    _write(place / "luat.jsonl", [STAY])
    monkeypatch.setenv("MOTCUA_EVALUATION__BUILTIN", "true")
    status, said = _run("build")
    assert (status, "trả lời đúng (Thủ tục)" in said) == (2, True), said
    monkeypatch.setenv("MOTCUA_EVALUATION__BUILTIN", "false")
    assert _run("build")[0] == 0


def test_two_snapshots_side_by_side(place: Path) -> None:
    _run("build")
    old = Shelf(place / "i").current()
    _write(place / "luat.jsonl", [STAY])
    _run("build", "--force")
    status, said = _run("evaluate", "--against", str(old), "--out", "ra")
    assert status == 0
    assert "So với bản đang dùng" in (place / "ra/report.html").read_text(encoding="utf-8")
    status, said = _run("evaluate", "--snapshot", str(old), "--json")
    assert json.loads(said.splitlines()[-1])["scores"]["all"]["answers"]["right"] == 1.0
    assert _run("evaluate", "--snapshot", "khong-co")[0] == 2


@pytest.mark.parametrize("option", ["--queries", "--qrels"])
def test_half_a_collection_is_refused(place: Path, option: str) -> None:
    status, said = _run("evaluate", option, "hoi.jsonl")
    assert (status, "thiếu câu hỏi hoặc đáp án" in said) == (2, True)
