from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.broadcasts import Post, Station
from tests.support.campaigns import bureau_at


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[Station]:
    """An engine that is not started yet, on one channel."""
    async with bureau_at(tmp_path) as bureau:
        station = Station(bureau, [Post()])
        yield station
        await station.stop()
