import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot import one_core
from bot.one_core import LOOK_SECONDS, MARGIN, OneCore

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
two_cores = pytest.mark.skipif(len(CORES) < 2, reason="there is no other core to move to")


@pytest.fixture(autouse=True)
def same_cores_afterwards() -> Iterator[None]:
    yield
    if CORES:
        for thread in Path("/proc/self/task").iterdir():
            with suppress(OSError):
                os.sched_setaffinity(int(thread.name), CORES)


@two_cores
def test_the_desk_goes_where_others_are_least_busy() -> None:
    core = OneCore()
    core.choose({CORES[0]: 3.0, CORES[1]: 1.0}, own=0.0)
    assert core.core == CORES[1]
    assert os.sched_getaffinity(0) == {CORES[1]}


@two_cores
def test_its_own_work_does_not_drive_it_away() -> None:
    core = OneCore()
    core.choose({CORES[0]: 0.0, CORES[1]: 1.0}, own=0.0)
    core.choose({CORES[0]: 4.5, CORES[1]: 1.0}, own=4.5)
    assert core.core == CORES[0]


@two_cores
def test_it_moves_on_only_when_that_is_worth_it() -> None:
    core = OneCore()
    core.choose({CORES[0]: 0.0, CORES[1]: 1.0}, own=0.0)
    core.choose({CORES[0]: 0.9 * MARGIN * LOOK_SECONDS, CORES[1]: 0.0}, own=0.0)
    assert core.core == CORES[0]
    core.choose({CORES[0]: 1.1 * MARGIN * LOOK_SECONDS, CORES[1]: 0.0}, own=0.0)
    assert core.core == CORES[1]


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
