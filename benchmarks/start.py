"""From starting the desk to its first answer over HTTP, and how much memory it takes."""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import machine

QUESTION = "Đăng ký khai sinh cần giấy tờ gì?"
# What any bot of this kind must load; the rest of the start is ours.
_BARE = "import aiohttp.web, faiss, numpy, pydantic_settings"


def start_once(folder: Path) -> dict[str, Any]:
    """Start the desk and ask it one question; seconds, memory, and whether torch was loaded."""
    started = time.perf_counter()
    with machine.running_desk(folder) as desk:
        listening = time.perf_counter()
        outcome = _ask(desk.url, QUESTION)
        answered = time.perf_counter()
        for question in machine.questions():  # memory after real use, not only after the first answer
            _ask(desk.url, question)
        return {
            "listening_s": listening - started,
            "first_answer_s": answered - started,
            "outcome": outcome,
            "memory_mb": desk.memory_mb(),
            "torch_loaded": desk.has_loaded("torch"),
        }


def _ask(url: str, question: str) -> str:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        body = json.dumps({"question": question}).encode()
        connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
        return str(json.loads(connection.getresponse().read())["outcome"])
    finally:
        connection.close()


def _bare_start() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", _BARE], check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="how often the desk is started (default: 5)")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = start_once(folder)  # builds the index of the built-in knowledge
        later, bare = [], []
        for _ in range(times):  # in turns, so that a busy moment hits both
            bare.append(_bare_start())
            later.append(start_once(folder))
    answered = [run["first_answer_s"] for run in later]
    last = later[-1]
    machine.show(
        "start",
        {
            "first_start_with_building_s": round(first["first_answer_s"], 3),
            "listening_s": machine.median([run["listening_s"] for run in later]),
            "first_answer_s": machine.median(answered),
            "first_answer_worst_s": round(max(answered), 3),
            "imports_alone_s": machine.median(bare),
            "first_answer_to_imports": round(machine.median(answered) / machine.median(bare), 2),
            "outcome": last["outcome"],
            "memory_mb": last["memory_mb"],
            "torch_loaded": last["torch_loaded"],
            "wanted": {"first_answer_s": 2, "memory_mb": 250, "torch_loaded": False},
        },
    )


if __name__ == "__main__":
    main()
