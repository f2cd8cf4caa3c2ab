"""Training by its command: the same recipe gives the same model, also when it was killed in between."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from knowledge.retrieval.embedder import open_embedder
from knowledge.settings import EmbeddingSettings
from tests.unit.indexer.corpora import write_corpora

RECIPE = {"syllables": 200, "phrases": 260, "dimension": 32, "epochs": 150, "runs": 2, "batch": 32, "hard": 4}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("corpora")
    write_corpora(directory)
    (directory / "recipe.json").write_text(json.dumps(RECIPE), encoding="utf-8")
    return directory


def command(sources: Path, work: Path, out: Path) -> list[str]:
    files = [str(part) for name in ("luat.jsonl", "thu-tuc.toml") for part in ("--source", sources / name)]
    recipe = str(sources / "recipe.json")
    rest = ["--recipe", recipe, "--work", str(work), "--out", str(out), "--json"]
    return [sys.executable, "-m", "indexer", "train", "embedder", *files, *rest]


def test_a_killed_run_goes_on_to_the_same_model(sources: Path, tmp_path: Path) -> None:
    whole = subprocess.run(
        command(sources, tmp_path / "a", tmp_path / "one" / "model"),
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(whole.stdout)

    cut = command(sources, tmp_path / "b", tmp_path / "two" / "model")
    started = subprocess.Popen(cut, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list((tmp_path / "b").glob("*/*/learner-1.npz")):
        assert started.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.002)
    started.kill()
    assert started.wait() == -signal.SIGKILL
    (saved,) = (tmp_path / "b").glob("*/*/learner-1.npz")
    with np.load(saved) as data:
        assert 0 < int(data["step"]) < told["steps"] / 2
    again = json.loads(subprocess.run(cut, check=True, capture_output=True, text=True).stdout)
    assert again["fingerprint"] == told["fingerprint"]
    assert again["steps"] == told["steps"]

    embedder = open_embedder(EmbeddingSettings(model=str(tmp_path / "two" / "model")))
    assert embedder.fingerprint == told["fingerprint"]
    asked, near, far = embedder.embed(
        ["xin phep cho phien vung cao can giay to gi", "Đơn đề nghị cấp giấy phép chợ phiên vùng cao.",
         "Đơn đề nghị cấp giấy phép giếng nước sạch."]
    )  # fmt: skip
    assert float(asked @ near) > float(asked @ far) + 0.1


def test_a_missing_source_is_told(sources: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "train", "embedder", "--source", str(tmp_path / "no.jsonl"),
         "--out", str(tmp_path / "model")],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no.jsonl" in done.stderr + done.stdout
    assert not (tmp_path / "model").exists()
