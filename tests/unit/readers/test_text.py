from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import PLAN_LINES, cp1258_bytes, tcvn3_bytes, vni_bytes
from tests.unit.readers.support import lines, read, read_one, refusal

TEXT = "\n".join(PLAN_LINES)


@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        cp1258_bytes,
        tcvn3_bytes,
        vni_bytes,
        lambda text: tcvn3_bytes(text).decode("cp1252").encode(),
        lambda text: vni_bytes(text).decode("cp1252").encode(),
    ],
    ids=(
        *("utf8", "bom", "nfd", "u16le-bom", "u16be-bom", "u16le", "u16be"),
        *("cp1258", "tcvn3", "vni", "tcvn3-in-utf8", "vni-in-utf8"),
    ),
)
def test_every_encoding_reads_alike(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_bytes(encode(TEXT))

    assert lines(read_one(path)) == list(PLAN_LINES)


def test_plain_ascii_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Ke hoach nam 2026\r\n\r\n\r\nMuc dich")

    document = read_one(path)

    assert document.hard_wrapped
    assert [getattr(block, "text", None) for block in document.blocks] == [
        "Ke hoach nam 2026",
        "",
        "Muc dich",
    ]


def test_invisible_characters_are_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Thủ\u200b tục\u00ad hành\ufeff chính", encoding="utf-8")

    assert lines(read_one(path)) == ["Thủ tục hành chính"]


def test_form_feeds_are_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Trang một\fTrang hai", encoding="utf-8")

    assert [getattr(block, "page", None) for block in read_one(path).blocks] == [1, 2]


def test_a_cut_off_last_character_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Bộ phận một cửa".encode()[:-2])

    documents, problems = read(path)

    assert lines(documents[0]) == ["Bộ phận một c"]
    assert "cắt cụt" in problems[0].problem


def test_few_damaged_bytes_do_not_lose_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff".join([(TEXT * 3).encode(), TEXT.encode()]))

    documents, problems = read(path)

    assert len(lines(documents[0])) >= len(PLAN_LINES) * 3
    assert "1 chỗ" in problems[0].problem


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b" \n\n ", "không có chữ"),
        (bytes(range(256)) * 40, "bảng mã"),
        (b"\x00\x01\x02\x03" * 200, "nhị phân"),
        ("Привет, как дела сегодня, товарищ? ".encode("koi8-r") * 5, "bảng mã"),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)

    assert words in refusal(path).problem
