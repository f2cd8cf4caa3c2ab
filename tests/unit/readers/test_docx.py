from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.readers.base import Limits, Paragraph
from tests.builders import (
    PLAN_HEADER,
    PLAN_LINES,
    make_docx,
    make_docx_bomb,
    make_docx_xml,
    make_encrypted_docx,
    tcvn3_bytes,
    vni_bytes,
)
from tests.unit.readers.support import lines, read, read_one, refusal, tables

TABLE = (("STT", "Nội dung"), ("1", "Niêm yết thủ tục"), ("2", "Khảo sát"))


def test_paragraphs_and_tables_come_in_order(tmp_path: Path) -> None:
    path = make_docx(
        tmp_path / "a.docx",
        PLAN_LINES,
        header_table=PLAN_HEADER,
        headings=("I. MỤC ĐÍCH",),
        centred=("KẾ HOẠCH",),
        table=TABLE,
    )

    document = read_one(path)

    letterhead, ruled = tables(document)
    assert document.blocks[0] is letterhead
    assert letterhead.rows == (PLAN_HEADER,)
    assert letterhead.header is None
    assert lines(document) == list(PLAN_LINES)
    assert (ruled.header, ruled.rows) == (TABLE[0], TABLE[1:])
    by_text = {block.text: block for block in document.blocks if isinstance(block, Paragraph)}
    assert (by_text["KẾ HOẠCH"].bold, by_text["KẾ HOẠCH"].centred) == (True, True)
    assert by_text["I. MỤC ĐÍCH"].level == 1
    assert (by_text[PLAN_LINES[3]].bold, by_text[PLAN_LINES[3]].centred) == (False, False)
    assert not document.hard_wrapped


def test_list_numbers_that_word_draws_are_computed(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", ["Nhiệm vụ"], numbered=["Công khai", "Tập huấn"])

    assert lines(read_one(path)) == ["Nhiệm vụ", "1. Công khai", "2. Tập huấn"]


@pytest.mark.parametrize(
    ("font", "encode"), [(".VnTime", tcvn3_bytes), ("VNI-Times", vni_bytes)], ids=["tcvn3", "vni"]
)
def test_runs_in_old_fonts_are_converted(tmp_path: Path, font: str, encode: Callable[[str], bytes]) -> None:
    coded = [encode(line).decode("cp1252") for line in PLAN_LINES]

    assert lines(read_one(make_docx(tmp_path / "a.docx", coded, font=font))) == list(PLAN_LINES)


def test_capital_fonts_give_capitals_and_unicode_in_an_old_font_stays(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", ["kÕ ho¹ch", "Ủy ban nhân dân"], font=".VnTimeH")

    assert lines(read_one(path)) == ["KẾ HOẠCH", "Ủy ban nhân dân"]


def test_old_encoding_without_an_old_font_is_found_by_its_text(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", [tcvn3_bytes(line).decode("cp1252") for line in PLAN_LINES])

    assert lines(read_one(path)) == list(PLAN_LINES)


def test_tracked_changes_fields_links_boxes_and_hidden_text(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Giữ </w:t></w:r><w:del><w:r><w:delText>bỏ </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins></w:p>"
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent>"
        "<w:p><w:r><w:t>dòng 1</w:t><w:br/><w:t>dòng 2</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>trong khung</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict>"
        "<w:t>ngoài khung</w:t></w:r></w:p>"
    )

    document = read_one(make_docx_xml(tmp_path / "a.docx", body))

    assert lines(document) == ["Giữ thêm", "liên kết", "dòng 1", "dòng 2", "ngoài khung", "trong khung"]


def test_a_one_cell_table_is_only_a_frame(tmp_path: Path) -> None:
    body = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Trong ô</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"

    assert lines(read_one(make_docx_xml(tmp_path / "a.docx", body))) == ["Trong ô"]


def test_deep_nesting_ends(tmp_path: Path) -> None:
    body = "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000 + "<w:p><w:r><w:t>Còn đây</w:t></w:r></w:p>"

    assert lines(read_one(make_docx_xml(tmp_path / "a.docx", body))) == ["Còn đây"]


def test_damaged_styles_cost_only_the_looks(tmp_path: Path) -> None:
    path = make_docx_xml(tmp_path / "a.docx", "<w:p><w:r><w:t>Chữ</w:t></w:r></w:p>")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/styles.xml", "<w:styles")

    documents, problems = read(path)

    assert lines(documents[0]) == ["Chữ"]
    assert "styles.xml" in problems[0].where


def test_bombs_are_refused(tmp_path: Path) -> None:
    path = make_docx_bomb(tmp_path / "a.docx", 40 * 1024 * 1024)
    assert "giải ra quá lớn" in refusal(path).problem
    assert "giải ra quá lớn" in refusal(path, Limits(max_unpacked_bytes=1024)).problem


def test_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')

    assert "hỏng" in refusal(path).problem


def test_encrypted_cut_off_pictures_only_and_other_zips(tmp_path: Path) -> None:
    assert "mật khẩu" in refusal(make_encrypted_docx(tmp_path / "khoa.docx")).problem
    cut = make_docx(tmp_path / "cut.docx", PLAN_LINES)
    cut.write_bytes(cut.read_bytes()[:-2000])
    assert "cắt cụt" in refusal(cut).problem
    assert "OCR" in refusal(make_docx(tmp_path / "anh.docx", [], picture=True)).problem
    assert "không có chữ" in refusal(make_docx(tmp_path / "trong.docx", [])).problem
    sheet = tmp_path / "bang.docx"
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "Excel" in refusal(sheet).problem
