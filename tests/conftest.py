"""Shared by all tests: which of them run, and an environment that settings cannot leak into."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from hypothesis import settings

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = "MOTCUA_SHARED"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests over the shared corpus unless its folder is named: deselected, not skipped."""
    if os.environ.get(SHARED):
        return
    left_out = [item for item in items if "shared_data" in item.keywords]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if "shared_data" not in item.keywords]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, _state_folder: Path) -> None:
    """Settings of the developer's shell must not change what tests see; each has a database of its own."""
    for name in [name for name in os.environ if name.startswith("MOTCUA_") and name != SHARED]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MOTCUA_STATE__DATABASE", str(_state_folder / uuid4().hex / "state.sqlite"))


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """Commands set up the log of their process: the next test must not write to a stream that is closed."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")
