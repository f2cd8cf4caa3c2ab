"""A snapshot is served whole or not at all: damage, going back, and swapping under questions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.clock import FixedClock
from knowledge.errors import EmbedderError, SnapshotError
from knowledge.holder import SnapshotHolder
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot
from tests.integration.building import Workshop


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    """Two snapshots: the first says "bản 1", the served one "bản 2"."""
    shop = Workshop(tmp_path)
    for number in (1, 2):
        shop.write("a.txt", f"bản {number}")
        shop.build()
    return shop


def _says(snapshot: Snapshot) -> str:
    return snapshot.store.passage(0).text


def _loaded(shop: Workshop) -> str:
    snapshot = Snapshot.load(shop.index)
    text = _says(snapshot)
    snapshot.close()
    return text


def test_every_damaged_file_is_noticed_and_named(shop: Workshop, caplog: pytest.LogCaptureFixture) -> None:
    directory = shop.index / "snapshots" / str(Shelf(shop.index).current())
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    assert len(files) > 5
    for path in files:
        whole = path.read_bytes()
        middle = len(whole) // 2
        damaged = [
            whole[:-1],
            whole + b"x",
            b"",
            whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        ]
        for bad in damaged if whole else [b"x"]:
            if bad == whole:
                continue
            path.write_bytes(bad)
            caplog.clear()
            with caplog.at_level(logging.ERROR):
                assert _loaded(shop) == "bản 1", path
            assert path.name in caplog.text
            assert directory.name in caplog.text
        path.unlink()
        assert _loaded(shop) == "bản 1"
        path.write_bytes(whole)
    assert _loaded(shop) == "bản 2"


def test_nothing_usable_says_what_to_do(shop: Workshop, tmp_path: Path) -> None:
    for name in Shelf(shop.index).names():
        (shop.index / "snapshots" / name / "store.sqlite").write_bytes(b"x")
    with pytest.raises(SnapshotError, match="python -m indexer build") as caught:
        Snapshot.load(shop.index)
    assert "store.sqlite" in str(caught.value)
    with pytest.raises(SnapshotError, match="chưa có chỉ mục nào"):
        Snapshot.load(tmp_path / "khong-co")


@pytest.mark.parametrize("pointer", ["", "../../etc\n", "20250101T000000000Z-00000000\n", "\xff"])
def test_a_broken_pointer_serves_the_newest(shop: Workshop, pointer: str) -> None:
    (shop.index / "CURRENT").write_text(pointer, encoding="latin-1")
    assert _loaded(shop) == "bản 2"


def test_another_embedder_is_an_error_that_says_what_to_run(shop: Workshop) -> None:
    Snapshot.load(shop.index, embedder="hashing-1-32").close()
    with pytest.raises(EmbedderError, match="python -m indexer build"):
        Snapshot.load(shop.index, embedder="hub:khac")


def test_rollback(shop: Workshop) -> None:
    shelf = Shelf(shop.index)
    first, second = shelf.names()
    assert shelf.rollback() == first
    assert _loaded(shop) == "bản 1"
    with pytest.raises(SnapshotError, match="không có bản chỉ mục cũ hơn"):
        shelf.rollback()
    assert shelf.rollback(second) == second
    assert _loaded(shop) == "bản 2"
    with pytest.raises(SnapshotError, match="indexer list"):
        shelf.rollback("khong-co")
    (shelf.path(first) / "store.sqlite").write_bytes(b"x")
    with pytest.raises(SnapshotError, match=r"store\.sqlite"):
        shelf.rollback(first)
    with pytest.raises(SnapshotError, match="không có bản chỉ mục cũ hơn"):
        shelf.rollback()
    assert shelf.current() == second


def test_names_sort_in_the_order_of_building_whatever_the_clock_says(shop: Workshop) -> None:
    shelf = Shelf(shop.index, FixedClock(datetime(2001, 1, 1, tzinfo=UTC)))
    served = Snapshot.load(shop.index)
    with shelf.lock(), shelf.building() as directory:
        manifest = shelf.publish(directory, served.manifest.model_copy(update={"files": {}}))
    served.close()
    assert shelf.names()[-1] == manifest.id == shelf.current()


def test_a_question_finishes_on_the_snapshot_it_began_with(shop: Workshop) -> None:
    holder = SnapshotHolder(shop.index, lambda snapshot: snapshot)
    with holder.use() as old:
        shop.write("a.txt", "bản 3")
        shop.build(keep=1)
        assert holder.refresh()
        with holder.use() as new:
            assert (_says(old), _says(new)) == ("bản 2", "bản 3")
        assert not holder.refresh()
    with pytest.raises(Exception, match="closed"):
        old.store.document(0)
    holder.close()


def test_a_damaged_new_snapshot_leaves_the_old_one_in_service(
    shop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    holder = SnapshotHolder(shop.index, lambda snapshot: snapshot)
    shop.write("a.txt", "bản 3")
    report = shop.build()
    (shop.index / "snapshots" / report.snapshot / "store.sqlite").write_bytes(b"x")
    assert not holder.refresh()
    assert report.snapshot in caplog.text
    with holder.use() as served:
        assert _says(served) == "bản 2"
    holder.close()


async def test_hot_reload_within_two_seconds_without_a_failed_question(shop: Workshop) -> None:
    holder = SnapshotHolder(shop.index, lambda snapshot: snapshot)
    watching = asyncio.create_task(holder.watch(interval=0.5))
    stop, failures, answers = threading.Event(), [], []

    def ask() -> None:
        while not stop.is_set():
            try:
                with holder.use() as served:
                    answers.append(_says(served))
                    served.index.vectors.vectors([0])
            except Exception as error:
                failures.append(error)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    try:
        for number in (3, 4):
            shop.write("a.txt", f"bản {number}")
            report = await asyncio.to_thread(shop.build)
            published = time.monotonic()
            while holder.snapshot_id != report.snapshot:
                assert time.monotonic() - published < 2
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        for asker in askers:
            asker.join()
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
    assert not failures
    assert set(answers) >= {"bản 2", "bản 3"}
    holder.close()
