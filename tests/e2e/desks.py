"""The desk as an office starts it, `python -m bot run`, with nothing but its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment_of(folder: Path, index: Path, port: int = 0) -> dict[str, str]:
    """This process's environment without the desk's settings, and those that keep it in `folder`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    return {
        **own,
        "MOTCUA_STATE__DATABASE": str(folder / "motcua.sqlite"),
        "MOTCUA_INDEX__DIRECTORY": str(index),
        "MOTCUA_WEB__PORT": str(port),
    }


def start_desk(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A desk that says nothing; the first one of an index builds it."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
