from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.knowledge.worlds import World, world


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The small world of three procedures, two plans and a guide."""
    with world(tmp_path_factory.mktemp("world")) as built:
        yield built
