from __future__ import annotations

from pathlib import Path

from indexer.readers.base import Paragraph, Table
from tests.builders import cp1258_bytes
from tests.unit.readers.support import lines, read_one, refusal, tables

PAGE = """<!DOCTYPE html><html><head><title>Đăng ký  khai sinh</title><meta charset="utf-8">
<style>p {color: red}</style><script>var x = "bẫy";</script></head>
<body><nav><a href="/">Trang chủ</a></nav>
<main><h1>Đăng ký khai sinh</h1><p align="center"><b>Hồ sơ</b></p>
<p>Tờ khai theo <i>mẫu</i>,<br>giấy chứng sinh.</p><ul><li>Bản chính</li><li>Bản sao</li></ul>
<p style="display:none">Chữ ẩn</p>
<table><tr><th>STT</th><th>Giấy tờ</th></tr><tr><td>1</td><td>Tờ khai</td></tr></table>
<table><tr><td><p>Khung một cột</p></td></tr></table></main>
<footer>Bản quyền</footer></body></html>"""


def test_html_keeps_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")

    document = read_one(path)

    assert document.title == "Đăng ký khai sinh"
    assert lines(document) == [
        "Đăng ký khai sinh",
        "Hồ sơ",
        "Tờ khai theo mẫu,",
        "giấy chứng sinh.",
        "- Bản chính",
        "- Bản sao",
        "Khung một cột",
    ]
    assert tables(document) == [Table(rows=(("1", "Tờ khai"),), header=("STT", "Giấy tờ"))]
    heading, bold = document.blocks[:2]
    assert isinstance(heading, Paragraph)
    assert heading.level == 1
    assert isinstance(bold, Paragraph)
    assert (bold.bold, bold.centred) == (True, True)


def test_html_charset_and_old_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    head = b"<html><head><meta charset=windows-1258></head><body><p>"
    path.write_bytes(head + cp1258_bytes("Thủ tục hành chính cấp xã") + b"</p></body></html>")

    assert lines(read_one(path)) == ["Thủ tục hành chính cấp xã"]


def test_html_nested_very_deep(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<div>" * 900 + "Đáy", encoding="utf-8")
    assert lines(read_one(path)) == ["Đáy"]
    path.write_text("<div></p>" * 100_000 + "Đáy", encoding="utf-8")
    assert "quá sâu" in refusal(path).problem


def test_html_without_words(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><script>x</script></body></html>", encoding="utf-8")

    assert "không có chữ" in refusal(path).problem


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: Hướng dẫn\n---\n# Một cửa ##\nDòng **một**\nnối [tiếp](http://a.vn).\n\n"
        "* Mục\n* Mục hai\n\n"
        "Tiêu đề\n-------\n| STT | Việc |\n|---|:--|\n| 1 | Nộp \\| nhận |\n\n```\nmã\n```\n***\n**Đậm**\n",
        encoding="utf-8",
    )

    document = read_one(path)

    assert document.title == "Hướng dẫn"
    assert lines(document) == [
        "Một cửa",
        "Dòng một nối tiếp.",
        "- Mục",
        "- Mục hai",
        "Tiêu đề",
        "mã",
        "Đậm",
    ]
    assert tables(document) == [Table(rows=(("1", "Nộp | nhận"),), header=("STT", "Việc"))]
    levels = {block.text: block.level for block in document.blocks if isinstance(block, Paragraph)}
    assert (levels["Một cửa"], levels["Tiêu đề"], levels["Đậm"]) == (1, 2, None)
