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
from indexer.training.embedder.contrast import Learner, Loss
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

_LAST_SHARE = 0.02  # of the learning rate at the end
_SAVED_EVERY = 50  # steps


@dataclass(frozen=True, slots=True)
class Trained:
    """What a model is made of: its phrases, and a vector for each after that of unknown ones."""

    phrases: Phrases
    vectors: NDArray[np.float32]
    items: int
    steps: int


@dataclass(frozen=True, slots=True)
class _Corpus:
    """Items, and their pieces as bags of phrase parts: with context, and bare bodies."""

    asker: Asker
    owners: NDArray[np.int64]
    whole: Bags
    body: Bags


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

    corpus = _Corpus(
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
    saved = run / "learner.npz"
    learner = Learner.load(saved) if saved.exists() else Learner.start(first)
    _learn(
        learner,
        recipe,
        corpus,
        hard=hard,
        bag=lambda texts: bags(texts, tokenizer) @ parts,
        saved=saved,
        report=report,
    )
    learner.vectors[0] = 0
    return Trained(phrases, np.asarray(parts @ learner.vectors, dtype=np.float32), len(items), learner.step)


def _learn(
    learner: Learner,
    recipe: Recipe,
    corpus: _Corpus,
    *,
    hard: NDArray[np.int64],
    bag: Callable[[Iterable[str]], Bags],
    saved: Path,
    report: Report,
) -> None:
    """All epochs from the step where `learner` stands; each has its own seed and so its own questions."""
    loss = Loss(recipe.temperature, recipe.backward)
    each = total = 0
    for epoch in range(recipe.epochs):
        pairs = corpus.asker.pairs(recipe.seed + epoch)
        # Epochs differ a little in length; the first one sets the plan.
        each = each or max(1, len(pairs) // recipe.batch)
        total = each * recipe.epochs
        if learner.step >= (epoch + 1) * each:
            continue
        questions = bag(pair.question for pair in pairs)
        removed = bag(pair.without for pair in pairs)
        rng = np.random.default_rng((recipe.seed, epoch))
        choice = rng.integers(0, max(1, recipe.hard), size=len(pairs))
        for batch in range(learner.step - epoch * each, each):
            at = np.arange(batch * recipe.batch, (batch + 1) * recipe.batch) % len(pairs)
            some = [pairs[i] for i in at]
            items = np.array([pair.item for pair in some])
            whole = np.array([pair.whole for pair in some])
            rows = np.array([pair.piece for pair in some])
            answers = (_texts_of(corpus, rows, whole) - removed[at]).tocsr()
            np.maximum(answers.data, 0, out=answers.data)  # a repeated clause, cut otherwise in its passage
            if recipe.dropout:
                answers.data *= (
                    np.random.default_rng((recipe.seed, learner.step)).random(
                        len(answers.data), dtype=np.float32
                    )
                    >= recipe.dropout
                )
            if recipe.hard:
                mined = hard[items, choice[at]]
                there = mined >= 0
                # In the form of the right answers: else having a title at all would look wrong.
                wrong = _texts_of(corpus, mined[there], whole[there])
                answers = sparse.vstack([answers, wrong], format="csr")
                items = np.concatenate([items, corpus.owners[mined[there]]])
            share = max(_LAST_SHARE, 1 - learner.step / total) * min(1, (learner.step + 1) / recipe.warm_up)
            learner.learn(questions[at], answers, items, rate=recipe.rate * share, loss=loss)
            report("learn", learner.step, total)
            if learner.step % _SAVED_EVERY == 0:
                learner.save(saved)
    learner.save(saved)


def _texts_of(corpus: _Corpus, pieces: NDArray[np.int64], whole: NDArray[np.bool_]) -> Bags:
    """Bags of `pieces`, with their context where `whole`, else bare."""
    chosen = whole.astype(np.float32)
    return sparse.diags(chosen) @ corpus.whole[pieces] + sparse.diags(1 - chosen) @ corpus.body[pieces]


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
