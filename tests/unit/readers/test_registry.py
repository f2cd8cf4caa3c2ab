from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.readers.base import Limits
from indexer.readers.registry import READERS, reader_for, suffix_of, supported_suffixes
from knowledge.errors import SourceError
from tests.unit.readers.support import read, refusal

PROCEDURES = """
[[procedure]]
code = "1.000001"
name = "Đăng ký mẫu"
[procedure.facts]
time = ["Giải quyết trong ngày."]
[[guide]]
id = "huong-dan"
title = "Hướng dẫn một cửa"
[[guide.section]]
heading = "Giờ làm việc"
text = "Sáng từ 7 giờ 30."
"""


def test_every_format_has_one_reader() -> None:
    found = [suffix for reader in READERS for suffix in reader.suffixes]

    assert sorted(found) == sorted(set(found)) == list(supported_suffixes())
    assert {".txt", ".md", ".html", ".docx", ".pdf", ".doc", ".jsonl", ".jsonl.zst", ".toml"} <= set(found)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("A.JSONL.ZST", ".jsonl.zst"), ("kế hoạch.v2.DOCX", ".docx"), ("a.zst", ".zst"), ("a", "")],
)
def test_suffixes(name: str, suffix: str) -> None:
    assert suffix_of(Path(name)) == suffix


def test_an_unknown_suffix_lists_the_known_ones() -> None:
    with pytest.raises(SourceError) as caught:
        reader_for(Path("a.xlsx"))

    assert ".xlsx" in caught.value.problem
    assert all(suffix in caught.value.mend for suffix in supported_suffixes())


@pytest.mark.parametrize("suffix", supported_suffixes())
def test_missing_empty_folder_and_too_large(tmp_path: Path, suffix: str) -> None:
    assert "không phải là một tệp" in refusal(tmp_path / f"missing{suffix}").problem
    (tmp_path / f"empty{suffix}").touch()
    assert "rỗng" in refusal(tmp_path / f"empty{suffix}").problem
    (tmp_path / f"folder{suffix}").mkdir()
    assert "không phải là một tệp" in refusal(tmp_path / f"folder{suffix}").problem
    large = tmp_path / f"large{suffix}"
    large.touch()
    os.truncate(large, 2048)
    assert "quá lớn" in refusal(large, Limits(max_file_bytes=1024)).problem


def test_pictures_are_named(tmp_path: Path) -> None:
    path = tmp_path / "quet.pdf"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)

    assert "OCR" in refusal(path).problem


def test_procedure_files(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(PROCEDURES, encoding="utf-8")

    (procedure, guide), problems = read(path)

    assert problems == []
    assert procedure.procedure is not None
    assert procedure.procedure.code == procedure.id == "1.000001"
    assert (guide.id, guide.fields["kind"]) == ("huong-dan", "guide")
    assert [getattr(block, "text", "") for block in guide.blocks][-2:] == [
        "Giờ làm việc",
        "Sáng từ 7 giờ 30.",
    ]


def test_a_wrong_procedure_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("[[procedure]]\nname = 1\n", encoding="utf-8")

    refusal(path)
