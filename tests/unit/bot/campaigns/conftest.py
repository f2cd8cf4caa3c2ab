"""What tests of campaigns share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.campaigns import Bureau, bureau_at


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with bureau_at(tmp_path) as opened:
        yield opened
