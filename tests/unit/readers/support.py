"""Shared by the reader tests: read a file through the registry and look at what came out."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.readers.base import Limits, Paragraph, Problem, RawDocument, Table
from indexer.readers.registry import reader_for
from knowledge.errors import SourceError


def read(path: Path, limits: Limits | None = None) -> tuple[list[RawDocument], list[Problem]]:
    documents, problems = [], []
    for found in reader_for(path).read(path, limits or Limits()):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            documents.append(found)
    return documents, problems


def read_one(path: Path) -> RawDocument:
    documents, problems = read(path)
    assert problems == []
    (document,) = documents
    return document


def lines(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph) and block.text]


def tables(document: RawDocument) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def refusal(path: Path, limits: Limits | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(path, limits)
    assert str(path) in caught.value.where or path.name in caught.value.where
    assert caught.value.mend
    return caught.value
