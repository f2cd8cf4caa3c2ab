"""A desk that is stopped while it builds its first index leaves no process behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 120


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that still run."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text(encoding="ascii").split()] if listed.exists() else []


def runs(pid: int) -> bool:
    """True unless the process has ended (a zombie has)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def waited(done: Callable[[], bool], seconds: float = SECONDS) -> bool:
    """True when `done()` became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes by /proc")
def test_a_desk_stopped_while_it_builds_leaves_no_process(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "MOTCUA_STATE__DATABASE": str(tmp_path / "motcua.sqlite"),
        "MOTCUA_INDEX__DIRECTORY": str(tmp_path / "index"),
        "MOTCUA_WEB__PORT": "0",
    }
    desk = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        building = tmp_path / "index" / "snapshots"
        assert waited(lambda: building.exists() and any(building.glob(".building-*")))
        started = children(desk.pid)
        assert started
    finally:
        desk.terminate()
        desk.wait(SECONDS)
    assert waited(lambda: not any(map(runs, started)), 20)
