"""A build killed with SIGKILL at any moment leaves a whole snapshot served: the old one or the new one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot

_KILLS = 5


def _write_sources(folder: Path, generation: int) -> None:
    folder.mkdir(exist_ok=True)
    rows = [
        f'{{"id": "{number}", "title": "Bài {number}", "text": "Thế hệ {generation}, văn bản số {number}."}}'
        for number in range(300)
    ]
    (folder / "nhieu.jsonl").write_text("\n".join(rows), encoding="utf-8")


def _build(root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "indexer",
            "build",
            "--source",
            str(root / "nguon"),
            "--index",
            str(root / "index"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _generation(index: Path) -> int:
    """The generation that is served, after checking that every document is of that one."""
    snapshot = Snapshot.load(index)
    assert snapshot.id == Shelf(index).current(), "the served snapshot is damaged"
    texts = [passage.text for _, passage in snapshot.store.scan()]
    snapshot.close()
    generations = {text.split("Thế hệ ")[1].split(",")[0] for text in texts}
    assert len(texts) == 300
    assert len(generations) == 1
    return int(generations.pop())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_kill_at_random_moments(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    _write_sources(tmp_path / "nguon", 0)
    started = time.monotonic()
    assert _build(tmp_path).wait() == 0
    whole = time.monotonic() - started
    served = 0
    for generation in range(1, _KILLS + 1):
        _write_sources(tmp_path / "nguon", generation)
        process = _build(tmp_path)
        # Most of a small build is starting Python: aim at the later part, where files are written.
        try:
            process.wait(chance.uniform(0.5 * whole, 1.05 * whole))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        now = _generation(tmp_path / "index")
        assert now in {served, generation}
        served = now
    _write_sources(tmp_path / "nguon", 99)
    assert _build(tmp_path).wait() == 0
    assert _generation(tmp_path / "index") == 99
    assert not list((tmp_path / "index/snapshots").glob(".*"))


# Builds once per line of the publishing code, each time on a copy of the index, in a process that dies there.
_DIE_AT_EACH_LINE = """
import os, shutil, signal, sys
from pathlib import Path
import indexer.cli, indexer.chunking, indexer.outline, indexer.readers.registry, knowledge.shelf

root = Path(sys.argv[1])

def build_until(wanted, index):
    seen = 0

    def tracer(frame, event, argument):
        nonlocal seen
        if frame.f_code.co_filename != knowledge.shelf.__file__:
            return None
        if event == "line" and frame.f_code.co_name in {"publish", "_point_to", "prune"}:
            seen += 1
            if seen == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
        return tracer

    sys.settrace(tracer)
    sys.argv = ["indexer", "build", "--json", "--source", str(root / "nguon"), "--index", str(index)]
    indexer.cli.main()

for wanted in range(1, 100):
    index = root / f"index-{wanted:02}"
    shutil.copytree(root / "index", index)
    child = os.fork()
    if child == 0:
        try:
            build_until(wanted, index)
        finally:
            os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        break
"""


@pytest.mark.slow
def test_kill_at_each_line_of_publishing(tmp_path: Path) -> None:
    for generation in range(4):
        _write_sources(tmp_path / "nguon", generation)
        if generation < 3:
            assert _build(tmp_path).wait() == 0
    subprocess.run(
        [sys.executable, "-c", _DIE_AT_EACH_LINE, str(tmp_path)], stdout=subprocess.DEVNULL, check=True
    )
    served = [_generation(index) for index in sorted(tmp_path.glob("index-*"))]
    assert len(served) > 15
    assert set(served) == {2, 3}
    assert served == sorted(served)
