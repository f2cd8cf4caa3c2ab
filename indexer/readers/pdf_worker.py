"""The program that opens one PDF file: `pdf_worker.py FILE MAX_PAGES MAX_CHARACTERS MAX_MEMORY`.

It runs as a process of its own with bounded memory, since PDFium is native code and a page of a few
kilobytes can unpack to gigabytes inside it: whatever happens here, the build goes on. It imports nothing of
the project, and writes one JSON object a line: `{"pages": n}`, then `{"text", "picture"}` per page (text is
null for a damaged one); or `{"error": "password" | "damaged" | "pages" | "characters"}`.
"""

from __future__ import annotations

import json
import resource
import sys

import pypdfium2
from pypdfium2 import raw

_POOR = 25  # a scanned page may carry a line of text, put there by the tool that signed it


def main(path: str, max_pages: int, max_characters: int, max_memory: int) -> None:
    """Write what `path` holds to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (max_memory, max_memory))
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        _say(error="password" if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else "damaged")
        return
    count = len(document)
    _say(pages=count)
    if count > max_pages:
        _say(error="pages")
        return
    total = 0
    for index in range(count):
        text, picture = _page(document, index, max_characters - total)
        total += len(text or "")
        if total > max_characters:
            _say(error="characters")
            return
        _say(text=text, picture=picture)


def _page(document: pypdfium2.PdfDocument, index: int, most: int) -> tuple[str | None, bool]:
    """The text of a page, at most one character more than `most`, and whether it is only a picture."""
    try:
        page = document[index]
        textpage = page.get_textpage()
        text = str(textpage.get_text_range(0, min(textpage.count_chars(), most + 1)))
        poor = sum(map(str.isalnum, text)) < _POOR
        picture = poor and next(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE]), None) is not None
        textpage.close()
        page.close()
    except pypdfium2.PdfiumError:
        return None, False
    return text, picture


def _say(**said: object) -> None:
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
