from __future__ import annotations

from pathlib import Path

import pytest

from indexer.readers.base import Limits, Paragraph
from tests.builders import (
    PLAN_HEADER,
    PLAN_LINES,
    doc_bytes,
    make_doc,
    make_encrypted_doc,
    make_encrypted_pdf,
    make_pdf,
    make_pdf_bomb,
    make_scanned_pdf,
)
from tests.unit.readers.support import lines, read, read_one, refusal, tables


def test_pdf_lines_know_their_page(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [PLAN_LINES[:4], PLAN_LINES[4:]])

    document = read_one(path)

    assert lines(document) == list(PLAN_LINES)
    assert [block.page for block in document.blocks] == [1] * 4 + [2] * 5
    assert document.hard_wrapped


def test_pdf_page_numbers_and_running_headers_go(tmp_path: Path) -> None:
    pages = [
        ["UBND phường Mẫu", f"Nội dung riêng của phần thứ {word} trong kế hoạch", "Trang cuối", f"{number}/4"]
        for number, word in enumerate(("một", "hai", "ba", "tư"), start=1)
    ]
    pages[3][2] = "12"

    kept = lines(read_one(make_pdf(tmp_path / "a.pdf", pages)))

    assert kept == [page[1] for page in pages] + ["12"]


def test_pdf_in_an_old_font(tmp_path: Path) -> None:
    path = make_pdf(
        tmp_path / "a.pdf", [["Céng hßa x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do - H¹nh phóc"]]
    )

    assert lines(read_one(path)) == ["Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc"]


def test_pdf_refusals(tmp_path: Path) -> None:
    assert "OCR" in refusal(make_scanned_pdf(tmp_path / "quet.pdf", 2)).problem
    assert "mật khẩu" in refusal(make_encrypted_pdf(tmp_path / "khoa.pdf")).problem
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7\nnothing")
    assert "hỏng" in refusal(tmp_path / "hong.pdf").problem
    many = make_pdf(tmp_path / "dai.pdf", [PLAN_LINES] * 3)
    assert "3 trang" in refusal(many, Limits(max_pages=2)).problem


@pytest.mark.slow
def test_pdf_bomb_ends_with_an_error_not_with_the_build(tmp_path: Path) -> None:
    refusal(make_pdf_bomb(tmp_path / "a.pdf", 60_000_000))


def test_doc_has_tables_headings_and_centring(tmp_path: Path) -> None:
    document = read_one(make_doc(tmp_path / "a.doc"))

    letterhead, ruled = tables(document)
    assert letterhead.rows == (PLAN_HEADER,)
    assert ruled.header == ("STT", "Nội dung", "Thời gian")
    assert ruled.rows == (("1", "Niêm yết thủ tục", "Quý I"), ("2", "Khảo sát hài lòng", "Quý II"))
    assert lines(document) == list(PLAN_LINES)
    by_text = {block.text: block for block in document.blocks if isinstance(block, Paragraph)}
    assert by_text["KẾ HOẠCH"].centred
    assert by_text["I. MỤC ĐÍCH"].level == 1


def test_doc_in_tcvn3_is_converted(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(doc_bytes("tcvn3"))

    assert lines(read_one(path)) == list(PLAN_LINES)


def test_doc_refusals(tmp_path: Path) -> None:
    assert "mật khẩu" in refusal(make_encrypted_doc(tmp_path / "khoa.doc")).problem
    cut = tmp_path / "cut.doc"
    cut.write_bytes(doc_bytes("ke-hoach")[:3000])
    assert "hỏng" in refusal(cut).problem
    rtf = tmp_path / "a.doc"
    rtf.write_bytes(b"{\\rtf1 xin chao}")
    assert "RTF" in refusal(rtf).problem
    old = tmp_path / "word6.doc"
    old.write_bytes(doc_bytes("ke-hoach").replace(b"\xec\xa5", b"\xdc\xa5", 1))
    assert "Word 95" in refusal(old).problem


def test_files_are_read_as_what_they_are(tmp_path: Path) -> None:
    pdf = make_pdf(tmp_path / "a.docx", [PLAN_LINES])
    doc = make_doc(tmp_path / "b.pdf")
    web = tmp_path / "c.doc"
    web.write_text("<html><body><p>Trang web đặt tên là Word</p></body></html>", encoding="utf-8")

    for path, count in ((pdf, len(PLAN_LINES)), (doc, len(PLAN_LINES)), (web, 1)):
        documents, problems = read(path)
        assert len(lines(documents[0])) == count
        assert "phần mở rộng sai" in problems[0].problem
