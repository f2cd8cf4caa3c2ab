"""Whatever bytes a file holds, its reader answers with documents, problems or a SourceError, and soon."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.readers.base import Limits
from indexer.readers.registry import reader_for, supported_suffixes
from knowledge.errors import SourceError
from tests.builders import PLAN_HEADER, PLAN_LINES, doc_bytes, make_docx, make_docx_xml, make_jsonl, make_pdf
from tests.unit.readers.test_jsonl import ARTICLE, DEFENCE, PROCEDURE
from tests.unit.readers.test_markup import PAGE
from tests.unit.readers.test_registry import PROCEDURES

LIMITS = Limits(max_file_bytes=4_000_000, max_unpacked_bytes=8_000_000, max_pages=50, max_line_bytes=100_000)
OPTIONS = settings(max_examples=60, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])

EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "insert", "delete", "cut"]),
        st.floats(min_value=0, max_value=1, exclude_max=True),
        st.binary(min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=12,
)


def mutated(data: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    changed = bytearray(data)
    for kind, where, content in edits:
        at = int(where * len(changed))
        if kind == "flip" and changed:
            changed[at] ^= content[0] or 1
        elif kind == "insert":
            changed[at:at] = content
        elif kind == "delete":
            del changed[at : at + len(content)]
        elif where > 0.3:
            del changed[at:]
    return bytes(changed)


def feed(suffix: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        with contextlib.suppress(SourceError):
            for found in reader_for(path).read(path, LIMITS):
                assert str(found).encode()


def _built(make: Callable[[Path], Path], name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / name).read_bytes()


ROWS = [json.dumps(row, ensure_ascii=False) for row in (ARTICLE, PROCEDURE, DEFENCE)]
SAMPLES = {
    ".docx": _built(
        lambda path: make_docx(
            path, PLAN_LINES, header_table=PLAN_HEADER, numbered=["Một"], table=[PLAN_HEADER]
        ),
        "a.docx",
    ),
    ".pdf": _built(lambda path: make_pdf(path, [PLAN_LINES, PLAN_LINES, PLAN_LINES]), "a.pdf"),
    ".doc": doc_bytes("ke-hoach"),
    ".jsonl": _built(lambda path: make_jsonl(path, ROWS), "a.jsonl"),
    ".jsonl.zst": _built(lambda path: make_jsonl(path, ROWS * 50), "a.jsonl.zst"),
    ".html": PAGE.encode(),
    ".toml": PROCEDURES.encode(),
}


@pytest.mark.parametrize("suffix", supported_suffixes())
@given(
    data=st.binary(max_size=400)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@OPTIONS
def test_any_bytes(suffix: str, data: bytes) -> None:
    feed(suffix, data)


@pytest.mark.parametrize("suffix", sorted(SAMPLES))
@given(edits=EDITS)
@OPTIONS
def test_damaged_files(suffix: str, edits: list[tuple[str, float, bytes]]) -> None:
    feed(suffix, mutated(SAMPLES[suffix], edits))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*PROCEDURE, *DEFENCE, *ARTICLE, "tables"]), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(rows=st.lists(JSON, min_size=1, max_size=4))
@OPTIONS
def test_any_json(rows: list[object]) -> None:
    feed(".jsonl", b"\n".join(json.dumps(row).encode() for row in rows))


@given(
    body=st.lists(
        st.sampled_from(
            [
                *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>chữ</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>"),
                *("</w:tr>", "<w:tc>", "</w:tc>", "<w:br/>"),
                "<w:pPr><w:numPr><w:numId w:val='9'/></w:numPr></w:pPr>",
            ]
        ),
        max_size=40,
    )
)
@OPTIONS
def test_odd_word_xml(body: list[str]) -> None:
    # Close what is left open, so that the XML is well-formed more often than not.
    opened: list[str] = []
    for tag in body:
        if tag.startswith("</") and opened and opened[-1] == tag[2:]:
            opened.pop()
        elif tag in ("<w:p>", "<w:r>", "<w:tbl>", "<w:tr>", "<w:tc>"):
            opened.append(tag[1:])
    closed = "".join(body) + "".join(f"</{name}" for name in reversed(opened))
    with tempfile.TemporaryDirectory() as folder:
        feed(".docx", make_docx_xml(Path(folder) / "a.docx", closed).read_bytes())
