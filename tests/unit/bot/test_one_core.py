import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot import one_core
from bot.one_core import LOOK_SECONDS, MARGIN, OneCore

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
# Which core is chosen does not depend on how many there are: where there is only one, no thread is moved.
ONE, OTHER = (*CORES, 1_000, 1_001)[:2]
two_cores = pytest.mark.skipif(len(CORES) < 2, reason="one core: nothing to move to, and nothing is moved")


@pytest.fixture(autouse=True)
def same_cores_afterwards() -> Iterator[None]:
    yield
    if CORES:
        for thread in Path("/proc/self/task").iterdir():
            with suppress(OSError):
                os.sched_setaffinity(int(thread.name), CORES)


def test_the_desk_goes_where_others_are_least_busy() -> None:
    core = OneCore()
    core.choose({ONE: 3.0, OTHER: 1.0}, own=0.0)
    assert core.core == OTHER


def test_its_own_work_does_not_drive_it_away() -> None:
    core = OneCore()
    core.choose({ONE: 0.0, OTHER: 1.0}, own=0.0)
    core.choose({ONE: 4.5, OTHER: 1.0}, own=4.5)
    assert core.core == ONE


def test_it_moves_on_only_when_that_is_worth_it() -> None:
    core = OneCore()
    core.choose({ONE: 0.0, OTHER: 1.0}, own=0.0)
    core.choose({ONE: 0.9 * MARGIN * LOOK_SECONDS, OTHER: 0.0}, own=0.0)
    assert core.core == ONE
    core.choose({ONE: 1.1 * MARGIN * LOOK_SECONDS, OTHER: 0.0}, own=0.0)
    assert core.core == OTHER


@two_cores
def test_it_runs_on_the_core_that_it_chose() -> None:
    OneCore().choose({ONE: 3.0, OTHER: 1.0}, own=0.0)
    assert os.sched_getaffinity(0) == {OTHER}


@two_cores
async def test_all_threads_move_and_are_let_go_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_core, "LOOK_SECONDS", 0.05)
    await asyncio.to_thread(os.getpid)  # there is a second thread
    core = OneCore()
    running = asyncio.create_task(core.run())
    async with asyncio.timeout(10):
        while core.core is None:  # noqa: ASYNC110 - a look at /proc tells nobody
            await asyncio.sleep(0.01)
    assert {frozenset(os.sched_getaffinity(thread)) for thread in threads()} == {frozenset({core.core})}
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert {frozenset(os.sched_getaffinity(thread)) for thread in threads()} == {frozenset(CORES)}


async def test_without_figures_of_the_system_it_stays_on_all(tmp_path: Path) -> None:
    core = OneCore(tmp_path / "no-such-file")
    await asyncio.wait_for(core.run(), 5)
    assert core.core is None


def threads() -> list[int]:
    return [int(thread.name) for thread in Path("/proc/self/task").iterdir()]
