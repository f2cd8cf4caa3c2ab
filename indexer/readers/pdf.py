"""PDF files with a text layer: lines page by page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.readers import pdf_worker
from indexer.readers.base import Limits, Paragraph, Problem, RawDocument
from indexer.readers.common import repair, tidy
from indexer.readers.guard import (
    MAX_TEXT_BYTES,
    Kind,
    bomb,
    check_size,
    damaged,
    encrypted,
    head,
    sniff,
    unreadable,
)
from knowledge.errors import SourceError

_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:trang|page)\s*)?\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_WORKER_SECONDS = 120
_WORKER_MEMORY = 1024 * 1024 * 1024  # measured: ordinary files need less than 100 MB
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
        if sniff(head(path)) is not Kind.PDF:
            raise damaged(path)
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
    """The text of every page, and what was wrong with some."""
    said = list(_ask_worker(path, limits))
    if error := next((str(each["error"]) for each in said if "error" in each), None):
        raise _refusal(error, said, path, limits)
    if not said or len(said) != said[0].get("pages", 0) + 1 or len(said) == 1:
        raise damaged(path)  # the worker died on it, or it has no pages
    pages: list[str] = []
    problems: list[Problem] = []
    for number, page in enumerate(said[1:], start=1):
        if page["text"] is None or page["picture"]:
            problems.append(_page_problem(path, number, scanned=page["picture"]))
        # PDFium marks a hyphen at the end of a line by a noncharacter.
        pages.append((page["text"] or "").replace("\ufffe", "-").replace("\x02", "-"))
    return pages, problems


def _ask_worker(path: Path, limits: Limits) -> Iterator[dict[str, Any]]:
    bounds = (limits.max_pages, MAX_TEXT_BYTES, _WORKER_MEMORY + path.stat().st_size)
    # Isolated (-I): the folder of the worker has modules named like those of the standard library.
    command = [sys.executable, "-I", pdf_worker.__file__, str(path.absolute()), *map(str, bounds)]
    try:
        answer = subprocess.run(  # noqa: S603 - our own program; the path is one argument, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_WORKER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(
            f"đọc quá {_WORKER_SECONDS} giây chưa xong",
            where=str(path),
            mend="in lại thành PDF mới hoặc chia nhỏ tệp",
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error
    for line in answer.stdout.splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # the last line of a worker that died while writing
            return


def _refusal(error: str, said: list[dict[str, Any]], path: Path, limits: Limits) -> SourceError:
    if error == "password":
        return encrypted(path)
    if error == "pages":
        return SourceError(
            f"tệp có {said[0]['pages']} trang, quá giới hạn {limits.max_pages}",
            where=str(path),
            mend="chia thành nhiều tệp nhỏ hơn",
        )
    return bomb(path, MAX_TEXT_BYTES) if error == "characters" else damaged(path)


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
