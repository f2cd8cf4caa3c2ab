from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.benches import BENCHES, MESSENGERS, WEBHOOKS, Bench, bench_of, webhook_of


@pytest.fixture(params=BENCHES)
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    """Every adapter in turn."""
    async with bench_of(request.param, tmp_path) as running:
        yield running


@pytest.fixture(params=MESSENGERS)
async def messenger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    """Every adapter that sends to its people on its own account, in turn: all but the page."""
    async with bench_of(request.param, tmp_path) as running:
        yield running


@pytest.fixture(params=WEBHOOKS)
async def called(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    """Every adapter that is called by its platform or page, in turn."""
    async with webhook_of(request.param, tmp_path) as running:
        yield running
