"""The commands as an admin and a script meet them: words, JSON, exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from indexer.cli import app
from indexer.evaluating.ranking import RECALL_AT, of_documents
from indexer.settings import load_settings
from knowledge.shelf import Shelf

PLAN = """ỦY BAN NHÂN DÂN
PHƯỜNG LA SƠN
Số: 12/KH-UBND
La Sơn, ngày 05 tháng 01 năm 2025
KẾ HOẠCH
Tuyên truyền cải cách hành chính năm 2025
I. MỤC ĐÍCH
Nâng cao nhận thức của cán bộ về cải cách hành chính.
II. TỔ CHỨC THỰC HIỆN
1. Bộ phận Tư pháp – Hộ tịch
Hướng dẫn người dân đăng ký khai sinh trên cổng dịch vụ công.
2. Trạm Y tế
Phối hợp tuyên truyền tiêm chủng cho trẻ em.
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "nguon"
    folder.mkdir()
    (folder / "ke-hoach.txt").write_text(PLAN, encoding="utf-8")
    rows = [
        {"id": "luat+1", "title": "Tạm trú", "text": "Công dân đăng ký tạm trú tại Công an cấp xã."},
        {"id": "luat+2", "title": "Chứng thực", "text": "Phí chứng thực bản sao là 2.000 đồng một trang."},
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "luat.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def _run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=text)


def _json(*arguments: str, text: str | None = None) -> list[Any]:
    result = _run(*arguments, "--json", text=text)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_build_list_rollback(place: Path) -> None:
    (report,) = _json("build", "--source", "nguon", "--index", "chi-muc")
    assert (report["status"], report["documents"], report["files"]) == ("published", 3, 2)
    (again,) = _json("build", "--source", "nguon", "--index", "chi-muc")
    assert (again["status"], again["snapshot"], again["reused"]) == ("unchanged", report["snapshot"], 3)
    (place / "nguon/them.md").write_text("# Lịch nghỉ\n\nNghỉ lễ 30/4.", encoding="utf-8")
    (newer,) = _json("build", "--source", "nguon", "--index", "chi-muc")
    assert newer["documents"] == 4
    (rows,) = _json("list", "--index", "chi-muc")
    assert [(row["id"], row["current"]) for row in rows] == [
        (newer["snapshot"], True),
        (report["snapshot"], False),
    ]
    assert newer["snapshot"] in _run("list", "--index", "chi-muc").output
    (back,) = _json("rollback", "--index", "chi-muc")
    assert back == {"snapshot": report["snapshot"]}
    assert Shelf(place / "chi-muc").current() == report["snapshot"]


def test_several_paths_after_one_option(place: Path) -> None:
    (report,) = _json("build", "--source", "nguon/ke-hoach.txt", "nguon/luat.jsonl", "--index", "chi-muc")
    assert report["files"] == 2


def test_summary_for_people(place: Path) -> None:
    (place / "nguon/rong.txt").write_text("", encoding="utf-8")
    result = _run("build", "--source", "nguon", "--index", "chi-muc")
    assert result.exit_code == 1
    assert "Đã lập xong bản" in result.output
    assert "rong.txt" in result.output
    assert "→" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "--source", "khong-co"), "không tìm thấy nguồn tài liệu"),
        (("build", "--source", "trong"), "không có văn bản nào"),
        (("build", "--config", "khong-co.toml"), "không đọc được tệp cấu hình"),
        (("search", "gì"), "chưa có chỉ mục nào"),
        (("list",), "chưa có chỉ mục nào"),
        (("rollback",), "không có bản chỉ mục cũ hơn"),
        (("inspect", "x"), "chưa có chỉ mục nào"),
        (("evaluate", "--queries", "q", "--qrels", "r"), "không đọc được tệp"),
    ],
)
def test_errors_say_what_to_do(place: Path, arguments: tuple[str, ...], said: str) -> None:
    (place / "trong").mkdir()
    result = _run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "→" in result.output
    assert "Traceback" not in result.output


def test_sources_of_the_config_with_builtin_knowledge(place: Path) -> None:
    (place / "config.toml").write_text(
        '[index]\ndirectory = "kho"\nsources = ["nguon"]\n[web]\nport = 1\n', encoding="utf-8"
    )
    (report,) = _json("build")
    assert report["documents"] > 3
    assert (place / "kho/CURRENT").exists()
    (only,) = _json("build", "--source", "nguon")
    assert only["documents"] == 3
    (both,) = _json("build", "--source", "nguon", "--builtin")
    assert both["documents"] == report["documents"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[index]\nthu-muc = 1\n", "index.thu-muc"),
        ("[index]\nkeep = 0\n", "index.keep"),
        ("[index\n", "sai cú pháp TOML"),
    ],
)
def test_a_wrong_config_is_named(place: Path, text: str, said: str) -> None:
    (place / "config.toml").write_text(text, encoding="utf-8")
    result = _run("build")
    assert result.exit_code == 2
    assert said in result.output
    assert "config.toml" in result.output


def test_the_environment_overrides_the_config(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "config.toml").write_text('[index]\ndirectory = "kho"\nkeep = 2\n', encoding="utf-8")
    monkeypatch.setenv("MOTCUA_INDEX__DIRECTORY", str(place / "kho-khac"))
    _json("build", "--source", "nguon")
    assert (place / "kho-khac/CURRENT").exists()


def test_search_prints_one_line_a_query(place: Path) -> None:
    _json("build", "--source", "nguon", "--index", "i")
    found = _json(
        "search", "--index", "i", "-k", "2", "-", text="phi chung thuc ban sao\n\nđăng ký tạm trú\n"
    )
    assert [answer["query"] for answer in found] == ["phi chung thuc ban sao", "", "đăng ký tạm trú"]
    assert [len(answer["results"]) for answer in found] == [2, 0, 2]
    best = found[0]["results"][0]
    assert set(best) == {
        "rank",
        "score",
        "document_id",
        "passage_id",
        "title",
        "number",
        "heading_path",
        "text",
    }
    assert (best["rank"], best["document_id"]) == (1, "luat+2")
    assert "2.000 đồng" in best["text"]
    assert found[2]["results"][0]["document_id"] == "luat+1"
    shown = _run("search", "--index", "i", "Bộ phận Tư pháp làm gì")
    assert "TỔ CHỨC THỰC HIỆN" in shown.output


def test_inspect_a_document_and_a_file(place: Path) -> None:
    _json("build", "--source", "nguon", "--index", "i")
    (stored,) = _json("inspect", "--index", "i", "ke-hoach")
    (parsed,) = _json("inspect", "nguon/ke-hoach.txt")
    assert stored["metadata"]["number"] == "12/KH-UBND"
    assert stored["passages"] == parsed["passages"]
    shown = _run("inspect", "nguon/ke-hoach.txt").output
    assert "12/KH-UBND" in shown
    assert "II. TỔ CHỨC THỰC HIỆN" in shown
    missing = _run("inspect", "--index", "i", "khong-co")
    assert (missing.exit_code, "không có văn bản hay tệp" in missing.output) == (2, True)


def test_evaluate(place: Path) -> None:
    _json("build", "--source", "nguon", "--index", "i")
    (place / "q.jsonl").write_text(
        '{"id": "1", "text": "phí chứng thực"}\n{"id": "2", "text": "tạm trú"}\n{"id": "3", "text": "x"}\n',
        encoding="utf-8",
    )
    (place / "r.jsonl").write_text(
        '{"query_id": "1", "doc_id": "luat+2"}\n{"query_id": "2", "doc_id": "khong-co"}\n', encoding="utf-8"
    )
    (scores,) = _json("evaluate", "--index", "i", "--queries", "q.jsonl", "--qrels", "r.jsonl")
    assert (scores["queries"], scores["unjudged"]) == (2, 1)
    assert [scores[f"recall@{k}"] for k in (1, 5, 10, 20, 100)] == [0.5] * 5
    assert (scores["mrr@10"], scores["ndcg@10"]) == (0.5, 0.5)
    assert scores["queries_per_second"] > 0
    (typed,) = _json("evaluate", "--index", "i", "--queries", "q.jsonl", "--qrels", "r.jsonl", "--robust")
    assert typed["ndcg@10"] == scores["ndcg@10"]
    assert set(typed["styles"]) == {"folded", "chat", "telex", "vni", "typos"}
    assert typed["styles"]["folded"]["ndcg@10"] == scores["ndcg@10"], "accents are not needed to find these"
    assert 0 < scores["ms_p50"] <= scores["ms_p95"]


def test_measures() -> None:
    ranked = [f"d{number}" for number in range(30)]
    found = of_documents(ranked, {"d1", "d15", "none"})
    assert [found[f"recall@{k}"] for k in RECALL_AT] == pytest.approx([0, 1 / 3, 1 / 3, 2 / 3, 2 / 3])
    assert (found["success@1"], found["success@5"]) == (0.0, 1.0)  # one of three is enough
    assert found["mrr@10"] == 0.5
    assert found["ndcg@10"] == pytest.approx(0.6309298 / (1 + 0.6309298 + 0.5))
    assert set(of_documents([], {"a"}).values()) == {0.0}


def test_watch_builds_again_when_a_source_changes(place: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", "watch", "--source", "nguon", "--index", "i", "--interval", "0.2"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        first = _wait_for(place / "i", None)
        (place / "nguon/moi.txt").write_text(
            "Thông báo lịch tiếp công dân thứ Năm hằng tuần.", encoding="utf-8"
        )
        assert _wait_for(place / "i", first) != first
    finally:
        process.terminate()
        process.wait()


def _wait_for(index: Path, old: str | None) -> str:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        name = Shelf(index).current()
        if name is not None and name != old:
            return name
        time.sleep(0.05)
    raise AssertionError("no new snapshot in time")


def test_the_indexer_reads_the_file_that_the_bot_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "office.toml"
    named.write_text('[index]\ndirectory = "elsewhere"\n', encoding="utf-8")
    monkeypatch.setenv("MOTCUA_CONFIG", str(named))
    assert load_settings().index.directory == Path("elsewhere")
