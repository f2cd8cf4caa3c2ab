"""Building again: what changed is worked on, what did not is taken over, and nothing bad stops the rest."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import knowledge
from indexer.parsing import code_files, indexing_fingerprint, parsing_fingerprint
from knowledge.errors import SnapshotError, SourceError
from knowledge.retrieval.embedder import HashingEmbedder
from knowledge.shelf import Shelf
from knowledge.snapshot import VECTORS, Snapshot
from tests.integration.building import Workshop


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    shop = Workshop(tmp_path)
    shop.write("a.txt", "Kế hoạch A\nMột dòng")
    shop.write("b.txt", "Kế hoạch B\nHai dòng")
    shop.write("c/d.jsonl", '{"id": "x+1", "text": "Điều 1"}\n{"id": "x+2", "text": "Điều 2"}\n')
    return shop


def _served(shop: Workshop) -> dict[str, list[str]]:
    """Texts by document id, after checking that all parts of the snapshot speak of the same rows."""
    snapshot = Snapshot.load(shop.index)
    store = snapshot.store
    assert snapshot.index.document_of.tolist() == store.document_rows().tolist()
    vectors = np.load(snapshot.directory / VECTORS)
    texts = [f"{passage.context}\n{passage.text}" for _, passage in store.scan()]
    assert np.array_equal(vectors, HashingEmbedder(32).embed(texts).astype(np.float16))
    found = {
        identity: [passage.text for passage in store.passages_of(row)]
        for row, identity in enumerate(store.document_ids())
    }
    snapshot.close()
    return found


def test_first_build(shop: Workshop) -> None:
    report = shop.build()
    assert (report.counts.documents, report.counts.passages, report.counts.sections) == (4, 6, 4)
    assert (report.exit_code, report.reused, report.unchanged) == (0, 0, False)
    assert report.snapshot == Shelf(shop.index).current()
    assert _served(shop) == {
        "a": ["Kế hoạch A", "Một dòng"],
        "b": ["Kế hoạch B", "Hai dòng"],
        "x+1": ["Điều 1"],
        "x+2": ["Điều 2"],
    }


def test_nothing_changed_makes_no_new_snapshot(shop: Workshop) -> None:
    first = shop.build()
    again = shop.build()
    assert again.unchanged
    assert again.snapshot == first.snapshot
    assert again.reused == 4
    assert not shop.reader.opened
    assert shop.embedder.texts == 0


def test_only_an_edited_file_is_worked_on(shop: Workshop) -> None:
    shop.build()
    shop.write("b.txt", "Kế hoạch B\nBa dòng\nBốn dòng")
    report = shop.build()
    assert shop.reader.opened == ["b.txt"]
    assert (report.reused, shop.embedder.texts) == (3, 3)
    assert _served(shop)["b"] == ["Kế hoạch B", "Ba dòng", "Bốn dòng"]
    assert _served(shop)["x+2"] == ["Điều 2"]


def test_added_and_removed_files(shop: Workshop) -> None:
    shop.build()
    (shop.sources / "a.txt").unlink()
    shop.write("0.txt", "Kế hoạch 0")
    report = shop.build()
    assert report.reused == 3
    assert list(_served(shop)) == ["0", "b", "x+1", "x+2"]


def test_a_renamed_file_is_not_a_new_document(shop: Workshop) -> None:
    shop.build()
    (shop.sources / "a.txt").rename(shop.sources / "z-moi.txt")
    report = shop.build()
    assert (report.reused, shop.embedder.texts, shop.reader.opened) == (4, 0, [])
    assert "a" in _served(shop)
    snapshot = Snapshot.load(shop.index)
    row = snapshot.store.find("a")
    assert row is not None
    assert snapshot.store.metadata(row).source == str(shop.sources / "z-moi.txt")
    snapshot.close()


def test_an_edited_renamed_file_keeps_its_id_from_then_on(shop: Workshop) -> None:
    shop.build()
    (shop.sources / "a.txt").rename(shop.sources / "z.txt")
    shop.build()
    shop.write("z.txt", "Kế hoạch A sửa")
    shop.build()
    assert _served(shop)["a"] == ["Kế hoạch A sửa"]
    assert "z" not in _served(shop)


def test_files_of_one_name_get_ids_of_their_own(shop: Workshop) -> None:
    shop.write("c/a.txt", "Kế hoạch khác")
    shop.build()
    assert _served(shop)["a-2"] == ["Kế hoạch khác"]
    (shop.sources / "a.txt").unlink()
    shop.build()
    assert _served(shop)["a-2"] == ["Kế hoạch khác"]


def test_full_builds_everything_again(shop: Workshop) -> None:
    first = shop.build()
    report = shop.build(full=True)
    assert (report.reused, shop.embedder.texts, len(shop.reader.opened)) == (0, 6, 3)
    assert report.snapshot != first.snapshot


def test_another_parser_parses_again_and_another_embedder_embeds_again(shop: Workshop) -> None:
    shop.build()
    shop.fingerprint = "2"
    assert shop.build().reused == 0
    shop.embedder.inner = HashingEmbedder(16)
    report = shop.build()
    assert (report.reused, shop.embedder.texts) == (4, 6)


def test_the_first_of_two_files_keeps_a_claimed_id_and_both_are_named(shop: Workshop) -> None:
    shop.build()
    shop.write("b.jsonl", '{"id": "x+2", "text": "Điều 2 khác"}')
    report = shop.build()
    assert report.exit_code == 1
    (problem,) = report.problems
    assert problem.file.endswith("d.jsonl")
    assert "b.jsonl" in problem.problem
    assert "x+2" in problem.problem
    assert _served(shop)["x+2"] == ["Điều 2 khác"]
    assert shop.build().unchanged
    (shop.sources / "b.jsonl").unlink()
    assert shop.build().exit_code == 0
    assert _served(shop)["x+2"] == ["Điều 2"]


def test_one_id_twice_in_a_file_is_named_with_its_line(shop: Workshop) -> None:
    shop.write("e.jsonl", '{"id": "y", "text": "một"}\n{"id": "y", "text": "hai"}')
    (problem,) = shop.build().problems
    assert (problem.place, problem.file) == ("dòng 2", str(shop.sources / "e.jsonl"))
    assert _served(shop)["y"] == ["một"]


def test_bad_files_are_listed_and_the_rest_is_published(shop: Workshop) -> None:
    shop.write("hong.jsonl", '{"id": "y", "text": "tốt"}\n{hỏng\n')
    shop.write("no.txt", "NỔ")
    shop.write("rong.txt", "")
    shop.write("rong2.txt", "")
    shop.write("anh.jpg", "x")
    for _ in range(2):
        report = shop.build()
        assert report.exit_code == 1
        assert [(Path(problem.file).name, problem.place) for problem in report.problems] == [
            ("hong.jsonl", "dòng 2"),
            ("no.txt", ""),
            ("rong.txt", ""),
            ("rong2.txt", ""),
        ]
        assert all(problem.mend for problem in report.problems)
        assert [Path(item.file).name for item in report.skipped] == ["anh.jpg"]
        assert len(_served(shop)) == 5
    assert report.unchanged


def test_a_copy_is_indexed_once(shop: Workshop) -> None:
    shop.write("c/ban-sao.txt", "Kế hoạch A\nMột dòng")
    report = shop.build()
    assert report.exit_code == 0
    assert [item.reason for item in report.skipped] == [f"trùng nội dung với {shop.sources / 'a.txt'}"]
    assert len(_served(shop)) == 4


def test_an_office_replaces_a_builtin_procedure(shop: Workshop, tmp_path: Path) -> None:
    builtin = tmp_path / "co-san.jsonl"
    builtin.write_text(
        '{"id": "x+1", "text": "có sẵn"}\n{"id": "x+9", "text": "có sẵn 9"}\n', encoding="utf-8"
    )
    report = shop.build(builtin=(builtin,))
    assert report.exit_code == 0
    assert _served(shop)["x+1"] == ["Điều 1"]
    assert _served(shop)["x+9"] == ["có sẵn 9"]
    assert "đã thay bằng" in report.skipped[0].reason


def test_an_empty_index_is_never_published(shop: Workshop) -> None:
    first = shop.build()
    for path in ("a.txt", "b.txt", "c/d.jsonl"):
        shop.write(path, "")
    with pytest.raises(SourceError, match="tệp rỗng"):
        shop.build()
    for path in ("a.txt", "b.txt", "c/d.jsonl"):
        (shop.sources / path).unlink()
    with pytest.raises(SourceError, match="không có văn bản nào"):
        shop.build()
    assert Shelf(shop.index).current() == first.snapshot
    assert len(_served(shop)) == 4
    assert not list((shop.index / "snapshots").glob(".*"))


def test_two_builders_do_not_clash(shop: Workshop) -> None:
    shop.build()
    with Shelf(shop.index).lock():
        shop.write("a.txt", "khác")
        with pytest.raises(SnapshotError, match="đang chạy"):
            shop.build()
    assert shop.build().reused == 3


def test_building_on_a_damaged_snapshot_starts_from_the_one_before(shop: Workshop) -> None:
    shop.build()
    shop.write("b.txt", "Kế hoạch B2")
    second = shop.build()
    (shop.index / "snapshots" / second.snapshot / VECTORS).write_bytes(b"x")
    report = shop.build()
    assert not report.unchanged
    assert report.reused == 3
    assert _served(shop)["b"] == ["Kế hoạch B2"]


def test_a_build_after_a_rollback_brings_the_sources_back(shop: Workshop) -> None:
    first = shop.build()
    shop.write("b.txt", "Kế hoạch B2")
    shop.build()
    assert Shelf(shop.index).rollback() == first.snapshot
    assert _served(shop)["b"] == ["Kế hoạch B", "Hai dòng"]
    report = shop.build()
    assert report.reused == 3
    assert report.snapshot == Shelf(shop.index).names()[-1]
    assert _served(shop)["b"] == ["Kế hoạch B2"]


def test_old_snapshots_are_pruned_but_never_the_served_one(shop: Workshop) -> None:
    for number in range(5):
        shop.write("a.txt", f"bản {number}")
        shop.build(keep=3)
    shelf = Shelf(shop.index)
    assert len(shelf.names()) == 3
    oldest = shelf.names()[0]
    shelf.rollback(oldest)
    shelf.prune(1)
    assert shelf.names() == [oldest]


def test_leftovers_of_dead_builds_are_removed(shop: Workshop) -> None:
    for name in (".building-99", ".removing-20250101T000000000Z-00000000"):
        leftover = shop.index / "snapshots" / name
        leftover.mkdir(parents=True)
        (leftover / "x").write_text("x", encoding="utf-8")
    shop.build()
    assert not list((shop.index / "snapshots").glob(".*"))


@pytest.mark.parametrize("indexing", [False, True])
def test_fingerprints_cover_all_code_that_decides(indexing: bool) -> None:
    root = Path(knowledge.__file__).parents[1]
    # Errors and seams decide nothing; the list of built-in files is a source like any other.
    known = {
        root / "knowledge" / name
        for name in (
            "errors.py",
            "toml_errors.py",
            "retrieval/protocols.py",
            "builtin/__init__.py",
            "vietnamese/__init__.py",
        )
    }
    covered = set(code_files(indexing=indexing))
    assert all(file.is_file() for file in covered)
    for file in covered:
        if file.suffix != ".py" or file.name == "parsing.py":
            continue
        for module in re.findall(
            r"^\s*from ((?:knowledge|indexer)[\w.]*) import", file.read_text("utf-8"), re.MULTILINE
        ):
            place = root / module.replace(".", "/")
            named = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
            assert named in covered | known, f"{file} imports {module}"
    assert parsing_fingerprint() == parsing_fingerprint() != indexing_fingerprint()


def test_the_manifest_tells_where_everything_came_from(shop: Workshop) -> None:
    report = shop.build()
    manifest = json.loads((shop.index / "snapshots" / report.snapshot / "manifest.json").read_text("utf-8"))
    assert manifest["id"] == report.snapshot
    assert [(Path(entry["path"]).name, entry["documents"]) for entry in manifest["sources"]] == [
        ("a.txt", 1),
        ("b.txt", 1),
        ("d.jsonl", 2),
    ]
    assert manifest["counts"] == {"documents": 4, "sections": 4, "passages": 6}
    assert "store.sqlite" in manifest["files"]
