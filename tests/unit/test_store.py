from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import (
    Aspect,
    Confidence,
    Document,
    Fact,
    Metadata,
    Passage,
    Procedure,
    Section,
    SectionRole,
    Span,
)
from knowledge.store import PassageStore, StoreWriter


def _document(identity: str, *texts: str) -> tuple[Document, list[Passage]]:
    text = "\n".join(texts)
    passages, start = [], 0
    for ordinal, part in enumerate(texts):
        passages.append(
            Passage(
                id=f"{identity}#{ordinal}",
                document_id=identity,
                ordinal=ordinal,
                text=part,
                span=Span(start=start, end=start + len(part)),
                heading_path=("I. MỤC ĐÍCH", f"{ordinal}. Ý"),
                page=ordinal or None,
                role=SectionRole.ASPECT,
                aspect=Aspect.FEE if ordinal else None,
                context="Kế hoạch | La Khê",
            )
        )
        start += len(part) + 1
    sections = (Section(label="I", heading="MỤC ĐÍCH", span=Span(start=0, end=len(text))),)
    procedure = Procedure(
        code="1.001193",
        name="Đăng ký khai sinh",
        facts=(Fact(aspect=Aspect.FEE, text="Miễn phí", confidence=Confidence.ONE_SOURCE),),
    )
    meta = Metadata(id=identity, title=f"Tài liệu {identity}", source="a.txt", years=(2025,))
    return Document(meta=meta, text=text, sections=sections, procedure=procedure), passages


def _write(path: Path, *documents: tuple[Document, list[Passage]]) -> PassageStore:
    with StoreWriter(path) as writer:
        for document, passages in documents:
            writer.add(document, passages)
        writer.finish()
    return PassageStore(path)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    first, second = _document("a", "Một", "Hai"), _document("b/1+2", "Ba")
    store = _write(tmp_path / "store", first, second)
    assert [store.passage(row) for row in range(3)] == [*first[1], *second[1]]
    assert store.document(0) == first[0]
    assert store.document(1) == second[0]
    assert store.metadata(1) == second[0].meta
    assert store.passages([2, 0]) == [second[1][0], first[1][0]]
    assert store.passages_of(0) == first[1]
    assert (store.find("b/1+2"), store.find("c")) == (1, None)
    assert store.document_rows().tolist() == [0, 0, 1]
    assert store.document_row(2) == 1
    assert store.document_ids() == ["a", "b/1+2"]
    assert (store.document_count, store.passage_count, store.section_count()) == (2, 3, 2)
    assert list(store.scan()) == [(0, first[1][0]), (0, first[1][1]), (1, second[1][0])]
    store.close()


def test_a_row_that_is_not_there_is_an_index_error(tmp_path: Path) -> None:
    store = _write(tmp_path / "store", _document("a", "Một"))
    with pytest.raises(IndexError):
        store.passage(1)
    with pytest.raises(IndexError):
        store.document(1)
    store.close()


def test_documents_are_copied_with_new_rows_and_a_new_source(tmp_path: Path) -> None:
    first, second, third = _document("a", "Một", "Hai"), _document("b", "Ba"), _document("c", "Bốn")
    old = _write(tmp_path / "old", first, second)
    with StoreWriter(tmp_path / "new") as writer:
        writer.add(*third)
        assert writer.copy(old, [1, 0], source="b.txt") == [range(2, 3), range(2)]
        writer.finish()
    new = PassageStore(tmp_path / "new")
    assert new.document_ids() == ["c", "b", "a"]
    assert new.passages(range(4)) == [*third[1], *second[1], *first[1]]
    assert new.metadata(2) == first[0].meta.model_copy(update={"source": "b.txt"})
    assert new.document(2).text == first[0].text
    assert new.document_rows().tolist() == [0, 1, 2, 2]
    old.close()
    new.close()


def test_threads_read_together(tmp_path: Path) -> None:
    documents = [
        _document(str(number), *(f"câu {number} {part}" for part in range(5))) for number in range(40)
    ]
    store = _write(tmp_path / "store", *documents)
    expected = [passage for _, passages in documents for passage in passages]
    wrong: list[int] = []

    def read() -> None:
        wrong.extend(row for row in range(len(expected)) if store.passage(row) != expected[row])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    store.close()


@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=5))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    document, passages = _document("a", *texts)
    store = _write(tmp_path_factory.mktemp("store") / "store", (document, passages))
    assert store.document(0) == document
    assert store.passages_of(0) == passages
    store.close()
