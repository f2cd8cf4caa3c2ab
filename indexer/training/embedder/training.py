"""The stages of training: read, choose phrases, count, mine, learn. Each is kept, so that a run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from indexer.parsing import Parser
from indexer.training.embedder.asking import Asker
from indexer.training.embedder.bags import Bags, bags, composition
from indexer.training.embedder.learning import Corpus, Learning
from indexer.training.embedder.mining import mine
from indexer.training.embedder.reading import Item, Piece, read_items
from indexer.training.embedder.recipe import Recipe
from indexer.training.embedder.start import start_vectors
from indexer.training.embedder.vocabulary import choose_phrases
from knowledge.model import DocumentKind
from knowledge.retrieval.index import Report
from knowledge.retrieval.static import PhraseTokenizer

Made = TypeVar("Made")
Phrases = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Trained:
    """What a model is made of: its phrases, and a vector for each after that of unknown ones."""

    phrases: Phrases
    vectors: NDArray[np.float32]
    items: int
    steps: int


def train(recipe: Recipe, files: Sequence[Path], work: Path, *, parser: Parser, report: Report) -> Trained:
    """Train on `files`; what is done already stands in `work` and is not done again.

    Raises `SourceError` when a file cannot be read.
    """
    folder = work / recipe.corpus(files, parser.fingerprint)
    run = folder / recipe.run()
    run.mkdir(parents=True, exist_ok=True)
    (run / "recipe.json").write_text(recipe.model_dump_json(indent=2) + "\n", encoding="utf-8")
    items = _kept(folder / "items.jsonl", lambda: read_items(files, parser, report), _save_items, _load_items)
    phrases = _kept(
        folder / "phrases.json",
        lambda: choose_phrases(_texts(items), syllables=recipe.syllables, phrases=recipe.phrases),
        lambda path, made: path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8"),
        lambda path: [(phrase, score) for phrase, score in json.loads(path.read_text(encoding="utf-8"))],
    )
    tokenizer, parts = PhraseTokenizer(phrases), composition(phrases)
    pieces = [piece for item in items for piece in item.pieces]

    def counted(name: str, texts: Iterable[str]) -> Bags:
        return _kept(
            folder / f"{name}.npz",
            lambda: bags(texts, tokenizer, step=lambda done: report(name, done, len(pieces))) @ parts,
            sparse.save_npz,
            sparse.load_npz,
        )

    corpus = Corpus(
        Asker.of(items),
        np.repeat(np.arange(len(items)), [len(item.pieces) for item in items]),
        counted("whole", (f"{piece.context}\n{piece.text}" for piece in pieces)),
        counted("body", (piece.body for piece in pieces)),
    )
    hard = _kept(
        folder / "hard.npy",
        lambda: mine(items, corpus.asker.search_text, each=recipe.hard, report=report),
        np.save,
        np.load,
    )
    first = _kept(
        run / "start.npy",
        lambda: start_vectors(
            corpus.whole, dimension=recipe.dimension, semantic=recipe.semantic, seed=recipe.seed
        ),
        np.save,
        np.load,
    )
    learning = Learning(
        recipe, corpus, hard, bag=lambda texts: bags(texts, tokenizer) @ parts, folder=run, report=report
    )
    # What a run learned by the accident of its questions and negatives is averaged away.
    mean = np.zeros_like(first)
    steps = 0
    for number in range(recipe.runs):
        learner = learning.run(number, first)
        mean += learner.vectors / np.float32(recipe.runs)
        steps += learner.step
    mean[0] = 0
    return Trained(phrases, np.asarray(parts @ mean, dtype=np.float32), len(items), steps)


def _texts(items: Iterable[Item]) -> Iterable[str]:
    """What phrases are chosen from: every name once, every text once."""
    for item in items:
        yield from item.names
        for piece in item.pieces:
            yield piece.text


def _kept(
    path: Path,
    make: Callable[[], Made],
    save: Callable[[Path, Made], object],
    load: Callable[[Path], Made],
) -> Made:
    """What stands at `path`, else made and put there in one step."""
    if not path.exists():
        part = path.with_name(f"part-{path.name}")
        made = make()
        save(part, made)
        part.replace(path)
        return made
    return load(path)


def _save_items(path: Path, items: Iterable[Item]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(item), ensure_ascii=False) + "\n" for item in items)


def _load_items(path: Path) -> list[Item]:
    with path.open(encoding="utf-8") as file:
        rows = map(json.loads, file)
        return [
            Item(
                row["id"],
                DocumentKind(row["kind"]),
                tuple(row["names"]),
                row["law"],
                tuple(Piece(**piece) for piece in row["pieces"]),
            )
            for row in rows
        ]
