"""A desk that is stopped while it builds its first index leaves no process behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.desks import environment_of, start_desk

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
def test_a_desk_stopped_while_it_builds_leaves_no_process(tmp_path: Path) -> None:
    desk = start_desk(environment_of(tmp_path, tmp_path / "index"))
    try:
        building = tmp_path / "index" / "snapshots"
        assert waited(lambda: building.exists() and any(building.glob(".building-*")))
        started = children(desk.pid)
        assert started
    finally:
        desk.terminate()
        desk.wait(SECONDS)
    assert waited(lambda: not any(map(runs, started)), 20)
