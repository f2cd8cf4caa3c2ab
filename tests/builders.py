"""Makes sample files for tests: Word, PDF, JSON lines, old encodings."""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import zstandard
from docx import Document as new_docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table

from knowledge.vietnamese.legacy import _TCVN3, _VNI_MARKS, _VNI_SINGLE

_DATA = Path(__file__).parent / "unit" / "readers" / "data"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)

PLAN_HEADER = (
    "ỦY BAN NHÂN DÂN\nPHƯỜNG MẪU\nSố: 12/KH-UBND",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nMẫu, ngày 05 tháng 01 năm 2026",
)
PLAN_LINES = (
    "KẾ HOẠCH",
    "Cải cách hành chính năm 2026 của phường Mẫu",
    "I. MỤC ĐÍCH",
    "Nâng cao chất lượng phục vụ người dân tại bộ phận một cửa.",
    "II. NHIỆM VỤ",
    "1. Niêm yết công khai thủ tục tại trụ sở và trên trang thông tin của phường.",
    "2. Khảo sát mức độ hài lòng của người dân mỗi quý một lần.",
    "a) Bộ phận Tư pháp – Hộ tịch chủ trì, các bộ phận khác phối hợp.",
    "đ) Báo cáo kết quả trước ngày 25 hằng tháng.",
)


def make_docx(
    path: Path,
    paragraphs: Sequence[str],
    *,
    header_table: Sequence[str] | None = None,
    headings: Sequence[str] = (),
    centred: Sequence[str] = (),
    numbered: Sequence[str] = (),
    table: Sequence[Sequence[str]] = (),
    font: str | None = None,
    picture: bool = False,
) -> Path:
    """A .docx at `path`: paragraphs in order, then numbered ones, then a ruled table.

    `header_table` is the two-column letterhead; paragraphs also named in `headings` get a heading style,
    those in `centred` are centred and bold; `font` is set on every run.
    """
    document = new_docx()
    if header_table:
        _add_table(document, [header_table])
    for text in paragraphs:
        paragraph = document.add_paragraph(style="Heading 1" if text in headings else None)
        run = paragraph.add_run(text)
        if text in centred:
            run.bold = True
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if font:
            run.font.name = font
    for text in numbered:
        document.add_paragraph(text, style="List Number")
    if table:
        _add_table(document, table).style = "Table Grid"
    if picture:
        document.add_picture(io.BytesIO(_PNG))
    document.save(str(path))
    return path


def _add_table(document: Document, rows: Sequence[Sequence[str]]) -> Table:
    added: Table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(added.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            first, *rest = text.split("\n")
            cell.text = first
            for line in rest:
                cell.add_paragraph(line)
    return added


def make_docx_xml(path: Path, body: str) -> Path:
    """The smallest .docx, with `body` as the content of `<w:body>`."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'
        )
    return path


def make_docx_bomb(path: Path, unpacked: int) -> Path:
    """A .docx whose document unpacks to `unpacked` bytes of blanks."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * unpacked)
    return path


def make_pdf(path: Path, pages: Sequence[Sequence[str]], *, encrypted: bool = False) -> Path:
    """A PDF with a text layer: one sequence of lines per page, Vietnamese by way of a ToUnicode map."""
    path.write_bytes(_pdf([_text_stream(lines) for lines in pages], encrypted=encrypted))
    return path


def make_scanned_pdf(path: Path, pages: int = 1) -> Path:
    """A PDF whose pages are pictures without a text layer."""
    path.write_bytes(_pdf([b"q 500 0 0 700 50 50 cm /Im0 Do Q"] * pages))
    return path


def make_pdf_bomb(path: Path, unpacked: int) -> Path:
    """A PDF whose only page unpacks to `unpacked` bytes of drawing commands."""
    order = b"<00610062> Tj T*\n"
    packed = zlib.compress(b"BT /F0 12 Tf\n" + order * (unpacked // len(order)) + b"ET", 9)
    stream = f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed
    path.write_bytes(_pdf([b""]).replace(b"<< /Length 0 >>\nstream\n", stream))
    return path


def make_encrypted_pdf(path: Path) -> Path:
    """A PDF that asks for a password."""
    return make_pdf(path, [PLAN_LINES], encrypted=True)


def make_doc(path: Path) -> Path:
    """A .doc written by LibreOffice: `PLAN_HEADER` as table, `PLAN_LINES`, a table with header."""
    path.write_bytes(doc_bytes("ke-hoach"))
    return path


def doc_bytes(name: str) -> bytes:
    """The bytes of a .doc written by LibreOffice: "ke-hoach", or "tcvn3" (the same lines in .VnTime)."""
    return zlib.decompress((_DATA / f"{name}.doc.z").read_bytes())


def make_encrypted_doc(path: Path) -> Path:
    """A .doc whose header says that it is encrypted."""
    data = bytearray(doc_bytes("ke-hoach"))
    data[data.index(b"\xec\xa5") + 0x0B] |= 0x01
    path.write_bytes(data)
    return path


def make_encrypted_docx(path: Path) -> Path:
    """An OLE container with an encrypted package, which is what a .docx with a password is."""
    data = bytearray(doc_bytes("ke-hoach"))
    name = "EncryptedPackage".encode("utf-16-le")
    at = data.index("WordDocument".encode("utf-16-le"))
    data[at : at + len(name)] = name
    data[at + 64] = len(name) + 2
    path.write_bytes(data)
    return path


def make_jsonl(path: Path, lines: Sequence[str | bytes]) -> Path:
    """JSON lines, packed with zstd where the name of `path` says so."""
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n"
    path.write_bytes(zstandard.compress(data) if path.suffix == ".zst" else data)
    return path


def tcvn3_bytes(text: str) -> bytes:
    """`text` in TCVN3; capitals with a tone become small letters, since it has none."""
    codes = {letter: code for code, letter in _TCVN3.items()}
    composed = unicodedata.normalize("NFC", text)
    return "".join(codes.get(char) or codes.get(char.lower(), char) for char in composed).encode("cp1252")


def vni_bytes(text: str) -> bytes:
    """`text` in VNI for Windows."""
    singles = {letter: code for code, letter in _VNI_SINGLE.items()}
    marks = {unicodedata.normalize("NFD", "a" + mark)[1:]: code for code, mark in _VNI_MARKS.items()}
    coded = []
    for char in unicodedata.normalize("NFC", text):
        base, accents = char, ""
        if char.isalpha():
            decomposed = unicodedata.normalize("NFD", char)
            base, accents = decomposed[0], decomposed[1:]
        horn = "\u031b" in accents
        letter = unicodedata.normalize("NFC", base + "\u031b") if horn else base
        mark = marks.get(accents.replace("\u031b", ""), "")
        if char in singles:
            coded.append(singles[char])
        elif base in "aeouyAEOUY" and (accents or horn):
            coded.append(singles.get(letter, letter) + (mark.upper() if base.isupper() else mark))
        else:
            coded.append(char)
    return "".join(coded).encode("cp1252")


def cp1258_bytes(text: str) -> bytes:
    """`text` in Windows-1258: letters with their shape, tones as combining characters after them."""
    coded = []
    for char in unicodedata.normalize("NFC", text):
        accents = unicodedata.normalize("NFD", char)
        tones = "".join(accent for accent in accents if accent in _TONES)
        shape = unicodedata.normalize("NFC", "".join(accent for accent in accents if accent not in _TONES))
        coded.append(shape + tones)
    return "".join(coded).encode("cp1258")


def _text_stream(lines: Sequence[str]) -> bytes:
    drawn = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    return f"BT /F0 12 Tf 50 790 Td 15 TL\n{drawn}\nET".encode()


def _pdf(streams: Sequence[bytes], *, encrypted: bool = False) -> bytes:
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange\n<0000> <FFFF> <0000>\n"
        b"endbfrange endcmap end end"
    )
    kids = " ".join(f"{7 + 2 * at} 0 R" for at in range(len(streams)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Sans /Encoding /Identity-H /DescendantFonts [4 0 R]"
            b" /ToUnicode 5 0 R >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sans /DW 500"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
        ),
        _stream(cmap),
        (
            b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
            b" /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
        ),
    ]
    for at, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {8 + 2 * at} 0 R"
            " /Resources << /Font << /F0 3 0 R >> /XObject << /Im0 6 0 R >> >> >>".encode()
        )
        objects.append(_stream(stream))
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R"
    if encrypted:
        key = "41" * 32
        trailer += f" /ID [<{key}> <{key}>]"
        trailer += f" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >>"
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _stream(data: bytes) -> bytes:
    return f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
