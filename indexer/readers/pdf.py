"""PDF files with a text layer: lines page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from indexer.readers.base import Limits, Paragraph, Problem, RawDocument
from indexer.readers.common import repair, tidy
from indexer.readers.guard import MAX_TEXT_BYTES, bomb, check_size, damaged, encrypted
from knowledge.errors import SourceError

_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:trang|page)\s*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_EDGE = 3  # lines at the top and bottom of a page where headers and footers stand
_MIN_PAGES_FOR_HEADERS = 3
# Scanned pages may carry a line of text, put there by the tool that signed them.
_MIN_LETTERS_A_PAGE = 25


class PdfReader:
    """Reads `.pdf`."""

    suffixes = frozenset({".pdf"})

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument | Problem]:
        """Yield the file as one document; see `indexer.readers.base.Reader`."""
        check_size(path, limits)
        pages, problems = _pages(path, limits)
        if not any(char.isalnum() for page in pages for char in page):
            raise _scanned(path)
        poor = [number for number, page in enumerate(pages, start=1) if _is_poor(page)]
        if poor and len(poor) == len(pages) and len(pages) > 1:
            raise _scanned(path)
        yield from problems
        lines = [tidy(page).split("\n") for page in _repaired(pages)]
        yield RawDocument(blocks=tuple(_paragraphs(lines)), hard_wrapped=True)


def _pages(path: Path, limits: Limits) -> tuple[list[str], list[Problem]]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise encrypted(path) from error
        raise damaged(path) from error
    with document:
        count = len(document)
        if count == 0:
            raise damaged(path)
        if count > limits.max_pages:
            raise SourceError(
                f"tệp có {count} trang, quá giới hạn {limits.max_pages}",
                where=str(path),
                mend="chia thành nhiều tệp nhỏ hơn",
            )
        pages: list[str] = []
        problems: list[Problem] = []
        total = 0
        for index in range(count):
            text, scanned = _page(document, index)
            if text is None or scanned:
                problems.append(_page_problem(path, index + 1, scanned))
            pages.append(text or "")
            total += len(pages[-1])
            if total > MAX_TEXT_BYTES:
                raise bomb(path, total)
    return pages, problems


def _page(document: pypdfium2.PdfDocument, index: int) -> tuple[str | None, bool]:
    """The text of a page (None when it is damaged), and whether it is only a picture."""
    try:
        page = document[index]
        try:
            text = str(page.get_textpage().get_text_range())
            is_picture = _is_poor(text) and next(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE]), None) is not None
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None, False
    # PDFium marks a hyphen at the end of a line by a noncharacter.
    return text.replace("\ufffe", "-").replace("\x02", "-"), is_picture


def _page_problem(path: Path, number: int, scanned: bool) -> Problem:
    if scanned:
        return Problem(
            f"{path} (trang {number})", "trang quét ảnh, cần OCR", "nhận dạng chữ (OCR) rồi lưu lại tệp"
        )
    return Problem(f"{path} (trang {number})", "trang bị hỏng, không đọc được", "xuất lại tệp PDF từ bản gốc")


def _scanned(path: Path) -> SourceError:
    return SourceError(
        "tệp quét ảnh, không có lớp chữ: cần OCR",
        where=str(path),
        mend="nhận dạng chữ (OCR) rồi lưu lại, hoặc dùng bản .docx gốc",
    )


def _is_poor(page: str) -> bool:
    return sum(map(str.isalnum, page)) < _MIN_LETTERS_A_PAGE


def _repaired(pages: list[str]) -> list[str]:
    text = "\f".join(pages)
    repaired = repair(text)
    return pages if repaired is text else repaired.split("\f")


def _paragraphs(pages: list[list[str]]) -> Iterator[Paragraph]:
    """The lines of all pages, without page numbers and without lines that most pages share."""
    running = _running_lines(pages)
    for number, lines in enumerate(pages, start=1):
        filled = [line for line in lines if line]
        for at, line in enumerate(filled):
            edge = min(at, len(filled) - 1 - at)
            is_number = edge == 0 and _PAGE_NUMBER.match(line)
            if not is_number and not (edge < _EDGE and _DIGITS.sub("#", line) in running):
                yield Paragraph(line, page=number)


def _running_lines(pages: list[list[str]]) -> set[str]:
    if len(pages) < _MIN_PAGES_FOR_HEADERS:
        return set()
    counts: Counter[str] = Counter()
    for lines in pages:
        filled = [line for line in lines if line]
        counts.update({_DIGITS.sub("#", line) for line in filled[:_EDGE] + filled[-_EDGE:]})
    return {line for line, count in counts.items() if count >= max(_MIN_PAGES_FOR_HEADERS, 0.6 * len(pages))}
