from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import zstandard

from indexer.readers.base import Limits, Table
from indexer.readers.jsonl import parse_date
from knowledge.model import Aspect, Confidence, Procedure
from tests.builders import make_jsonl
from tests.unit.readers.support import lines, read, read_one, refusal

ARTICLE = {
    "id": "01/2020/qh+1",
    "law": "Luật Mẫu số 01/2020/QH",
    "article": "1",
    "title": "Phạm vi",
    "text": "1. Khoản một.\n2. Khoản hai.",
    "effective": "01/07/2020",
}
PROCEDURE = {
    "id": "1.000001",
    "name": "Đăng ký mẫu",
    "field": "Hộ tịch",
    "agency_level": "Cấp xã",
    "agency": "UBND cấp xã",
    "subjects": "Công dân Việt Nam",
    "steps": "Bước 1: Nộp hồ sơ.\n\nBước 2: Nhận kết quả.",
    "methods": [
        {"channel": "Trực tiếp", "time": "3 ngày", "fee": "", "detail": "Nộp tại bộ phận một cửa."},
        {"channel": "Trực tuyến", "time": "3 ngày", "fee": "Miễn phí", "detail": ""},
        {"channel": "Dịch vụ bưu chính", "time": "3 ngày", "fee": "", "detail": ""},
    ],
    "time_limit": "Trực tiếp: 3 ngày",
    "fee": "",
    "dossier": "Tờ khai (1 bản chính)",
    "conditions": "Không",
    "legal_basis": "Luật Mẫu60/2014/QH13Nghị định mẫu123/2015/NĐ-CP",
    "result": "Giấy mẫu",
    "decision": "12/QĐ-UBND",
    "url": "https://example.vn/1",
}
DEFENCE = {
    "id": "1.2",
    "name": "Thủ tục quân sự mẫu",
    "field": "Quân sự",
    "agency_level": "Cấp Xã",
    "content": {
        "trình_tự_thực_hiện": "Bước 1: Nộp. Bước 2: Nhận.",
        "cơ_quan_thực_hiện": "Ban chỉ huy quân sự cấp xã",
        "địa_chỉ_tiếp_nhận_hs": "Không có thông tin",
    },
    "tables": {
        "hinh_thuc_nop": [
            {"hinh_thuc": "Trực tiếp", "thoi_han_giai_quyet": "1 ngày", "phi_le_phi": "", "mo_ta": ""},
            {"hinh_thuc": "Trực tuyến", "thoi_han_giai_quyet": "2 ngày", "phi_le_phi": "", "mo_ta": ""},
        ],
        "thanh_phan_ho_so": [{"ten_giay_to": "Đơn", "so_luong": "", "ghi_chu": "Bản chính: 1\nBản sao: 0"}],
        "can_cu_phap_ly": [{"so_ky_hieu": "1", "trich_yeu": "Luật Mẫu"}],
    },
}


def _texts(procedure: Procedure, aspect: Aspect) -> list[str]:
    return [fact.text for fact in procedure.facts if fact.aspect is aspect]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.zst"])
def test_a_law_article(tmp_path: Path, name: str) -> None:
    document = read_one(make_jsonl(tmp_path / name, [json.dumps(ARTICLE)]))

    assert (document.id, document.title, document.line) == (ARTICLE["id"], "Phạm vi", 1)
    assert lines(document) == ["1. Khoản một.", "2. Khoản hai."]
    assert document.validity.effective_from == date(2020, 7, 1)
    assert document.fields == {
        "kind": "law",
        "law": ARTICLE["law"],
        "article": "1",
        "subject": "Phạm vi",
    }


def test_markdown_within_json(tmp_path: Path) -> None:
    row = {"id": 7, "title": "T", "text": "# Đề\n\n| A | B |\n|---|---|\n| 1 | 2 |", "issued": "2026-06-20"}

    document = read_one(make_jsonl(tmp_path / "a.jsonl", [json.dumps(row)]))

    assert document.id == "7"
    assert document.blocks[1] == Table(rows=(("1", "2"),), header=("A", "B"))
    assert document.fields == {"issued_on": "2026-06-20"}


def test_a_procedure_of_the_portal(tmp_path: Path) -> None:
    procedure = read_one(make_jsonl(tmp_path / "a.jsonl", [json.dumps(PROCEDURE)])).procedure

    assert procedure is not None
    assert (procedure.code, procedure.name, procedure.agency) == ("1.000001", "Đăng ký mẫu", "UBND cấp xã")
    assert (procedure.level, procedure.url) == ("Cấp xã", "https://example.vn/1")
    assert _texts(procedure, Aspect.WHO) == ["Đối tượng thực hiện: Công dân Việt Nam"]
    assert _texts(procedure, Aspect.WHERE) == [
        "Cơ quan thực hiện: UBND cấp xã",
        "Nộp tại bộ phận một cửa.",
    ]
    (online,) = _texts(procedure, Aspect.ONLINE)
    assert online == "Hồ sơ nộp được theo các cách: trực tiếp, trực tuyến, qua bưu điện."
    assert _texts(procedure, Aspect.TIME) == ["Thời hạn giải quyết là 3 ngày."]
    assert _texts(procedure, Aspect.STEPS) == ["Bước 1: Nộp hồ sơ.\nBước 2: Nhận kết quả."]
    assert _texts(procedure, Aspect.LEGAL) == ["Luật Mẫu – 60/2014/QH13\nNghị định mẫu – 123/2015/NĐ-CP"]
    assert _texts(procedure, Aspect.CONDITIONS) == []
    assert {fact.confidence for fact in procedure.facts} == {Confidence.ONE_SOURCE}
    assert procedure.facts[0].sources == ("Quyết định số 12/QĐ-UBND", "https://example.vn/1")


def test_a_procedure_of_the_ministry_of_defence(tmp_path: Path) -> None:
    procedure = read_one(make_jsonl(tmp_path / "a.jsonl", [json.dumps(DEFENCE)])).procedure

    assert procedure is not None
    assert _texts(procedure, Aspect.WHERE) == ["Cơ quan thực hiện: Ban chỉ huy quân sự cấp xã"]
    assert _texts(procedure, Aspect.TIME) == [
        "Nộp trực tiếp thì thời hạn giải quyết là 1 ngày.",
        "Nộp trực tuyến thì thời hạn giải quyết là 2 ngày.",
    ]
    assert _texts(procedure, Aspect.DOSSIER) == ["Đơn (Bản chính: 1; Bản sao: 0)"]
    assert _texts(procedure, Aspect.STEPS) == ["Bước 1: Nộp.\nBước 2: Nhận."]
    assert _texts(procedure, Aspect.LEGAL) == ["Luật Mẫu"]


def test_bad_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good = json.dumps(ARTICLE)
    bad: list[str | bytes] = [
        "{",
        "[1]",
        '{"id": 1}',
        b"\xff\xfe",
        '{"text": " "}',
        '{"name": "x", "steps": "y"}',
        "[" * 100_000,
    ]
    path = make_jsonl(tmp_path / "a.jsonl", ["", *bad, good, "x" * 3000])

    documents, problems = read(path, Limits(max_line_bytes=200_000))

    assert len(documents) == 1
    assert [problem.where.rpartition("(")[2] for problem in problems] == [
        f"dòng {n})" for n in (*range(2, 9), 10)
    ]
    documents, problems = read(path, Limits(max_line_bytes=2000))
    assert [problem.problem for problem in problems][-1] == "dòng quá dài"


def test_complaints_are_counted_beyond_fifty(tmp_path: Path) -> None:
    path = make_jsonl(tmp_path / "a.jsonl", [json.dumps(ARTICLE), *["{"] * 80])

    _, problems = read(path)

    assert len(problems) == 51
    assert "30" in problems[-1].problem


def test_a_file_without_any_document_is_refused(tmp_path: Path) -> None:
    error = refusal(make_jsonl(tmp_path / "a.jsonl", ['{"level": 1, "name": "Hà Nội"}']))

    assert "dòng 1" in error.where


def test_lone_surrogates_can_be_written_again(tmp_path: Path) -> None:
    document = read_one(make_jsonl(tmp_path / "a.jsonl", ['{"id": "a", "text": "chữ \\ud800 hỏng"}']))

    assert lines(document)[0].encode()


def test_several_zstd_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    line = json.dumps(ARTICLE).encode() + b"\n"
    path.write_bytes(zstandard.compress(line) + zstandard.compress(line * 2))

    assert len(read(path)[0]) == 3


def test_cut_off_zstd_keeps_what_came_before(tmp_path: Path) -> None:
    rows = [json.dumps({"id": n, "text": f"Văn bản {n} " + f"{n * 7919} " * 40}) for n in range(20_000)]
    path = make_jsonl(tmp_path / "a.jsonl.zst", rows)
    path.write_bytes(path.read_bytes()[:-5000])

    documents, problems = read(path)

    assert 0 < len(documents) < len(rows)
    assert "cắt cụt" in problems[-1].problem


def test_zstd_bombs(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstandard.compress(b" " * 30_000_000))
    assert "giải ra quá lớn" in refusal(path).problem
    lined = make_jsonl(tmp_path / "b.jsonl.zst", [json.dumps(ARTICLE)] * 100)
    with pytest.raises(Exception, match="giải ra quá lớn"):
        read(lined, Limits(max_unpacked_bytes=5000))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/07/2005", date(2005, 7, 1)),
        ("2026-06-20T00:00", date(2026, 6, 20)),
        ("31/02/2020", None),
        ("", None),
        (5, None),
    ],
)
def test_dates(text: object, day: date | None) -> None:
    assert parse_date(text) == day
