"""What every benchmark needs: facts about the machine, percentiles, and the desk as a process of its own."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.memory import memory_mb  # noqa: E402 - found by the line above

QUESTIONS = (ROOT / "indexer" / "evaluating" / "questions", ROOT / "tests" / "data" / "questions")
_URL = re.compile(r"http://[\d.]+:\d+")
_STOP_SECONDS = 10


@dataclass(frozen=True)
class Desk:
    """A running `python -m bot run`."""

    url: str
    process: subprocess.Popen[str]

    def memory_mb(self) -> dict[str, float | None]:
        """Resident memory now and at its peak; None where the system does not tell."""
        return memory_mb(self.process.pid)

    def cpu_seconds(self) -> float:
        """Time spent on all cores; unlike waiting times it says something on a busy machine, too."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def has_loaded(self, library: str) -> bool | None:
        """Whether a file of `library` is mapped into the process; None where the system does not tell."""
        try:
            maps = Path(f"/proc/{self.process.pid}/maps").read_text(encoding="utf-8")
        except OSError:
            return None
        return f"/{library}/" in maps


@contextmanager
def running_desk(folder: Path, **settings: str | int) -> Iterator[Desk]:
    """Start the desk in `folder`, where its index is kept, on a port that is free; stop it at the end.

    `settings` are those of `config.toml` (`SECTION__NAME`). Raises `RuntimeError` if it fails to start.
    """
    environment = _clean_environment(
        {
            "MOTCUA_INDEX__DIRECTORY": str(folder / "index"),
            "MOTCUA_WEB__PORT": "0",
            "MOTCUA_LOGGING__LEVEL": "error",
            **{f"MOTCUA_{name}": str(value) for name, value in settings.items()},
        }
    )
    with running([sys.executable, "-m", "bot", "run"], folder, environment) as (url, process):
        yield Desk(url, process)


@contextmanager
def running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a server that prints its address; stop it at the end. Raises `RuntimeError` when it does not."""
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield _address(process), process
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if found := _URL.search(line):
            return found.group()
    raise RuntimeError(f"the server did not start: exit status {process.wait()}")


def _clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This environment without settings of the developer's own, and with `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    paths = [str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), **settings}


def facts() -> dict[str, Any]:
    """What the figures depend on: cores, Python, and how busy the machine was."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def percentiles(values: Sequence[float], digits: int = 2) -> dict[str, float]:
    """p50, p95, p99 and the largest of `values`."""
    ordered = sorted(values)
    cuts = {
        f"p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 95, 99)
    }
    return {name: round(value, digits) for name, value in {**cuts, "max": ordered[-1]}.items()}


def median(values: Sequence[float], digits: int = 3) -> float:
    """The middle one of `values`, rounded."""
    return round(statistics.median(values), digits)


def questions() -> list[str]:
    """The questions of our sets that the built-in knowledge is asked, in a fixed order."""
    names = ("procedures", "guides", "out_of_scope", "small_talk")
    return [question for name in names for question in question_set(name)]


def question_set(name: str) -> list[str]:
    """The questions of one of our sets, of those that ship or of those for tests."""
    path = next(path for folder in QUESTIONS if (path := folder / f"{name}.jsonl").exists())
    return [str(json.loads(line)["question"]) for line in path.read_text("utf-8").splitlines() if line]


def show(name: str, measured: Mapping[str, Any]) -> None:
    """Print what was measured as one JSON object."""
    print(json.dumps({"benchmark": name, "machine": facts(), **measured}, ensure_ascii=False, indent=2))
