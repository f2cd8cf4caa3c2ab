from collections.abc import AsyncIterator

import pytest

from tests.contract.benches import BENCHES, WEBHOOKS, Bench, bench_of


@pytest.fixture(params=BENCHES)
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    """Every adapter in turn."""
    async with bench_of(request.param) as running:
        yield running


@pytest.fixture(params=WEBHOOKS)
async def called(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    """Every adapter that is called by its platform, in turn."""
    async with bench_of(request.param) as running:
        yield running
