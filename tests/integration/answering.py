"""Asks the real desk many questions: builds an index, answers from it, and reads the question sets."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.dialogue.render import Rendered, Renderer
from bot.messages import Catalogue
from bot.settings import OfficeSettings
from indexer.evaluating.cases import QUESTIONS
from indexer.parsing import standard_parser
from indexer.pipeline import BuildReport, BuildRequest, build
from knowledge.answering.answerer import Answerer
from knowledge.answering.memory import Memory
from knowledge.answering.model import Outcome, Resolution
from knowledge.builtin import builtin_files
from knowledge.clock import VIETNAM, FixedClock
from knowledge.retrieval.embedder import open_embedder
from knowledge.retrieval.retriever import Retriever
from knowledge.settings import EmbeddingSettings
from knowledge.snapshot import Snapshot

DATA = Path(__file__).parents[1] / "data"
PLANS = DATA / "plans"
TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)  # the facts of the built-in knowledge carry dates
_MARKS = re.compile("[\u0300-\u036f]")

Row = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the desk said to one question."""

    resolution: Resolution
    rendered: Rendered

    @property
    def answered(self) -> bool:
        return self.resolution.outcome is Outcome.ANSWERED

    @property
    def text(self) -> str:
        """What the citizen reads, without the line of the source."""
        return self.rendered.text

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The documents cited, best first."""
        return tuple(citation.document_id for citation in self.resolution.citations)

    def says(self, facts: Iterable[str]) -> bool:
        """True when every regular expression of `facts` stands in the answer."""
        return all(re.search(fact, self.text, re.IGNORECASE) for fact in facts)

    def cites(self, gold: Iterable[str], first: int) -> bool:
        """True when a phrase of `gold` stands in the first citation, or in one of the `first` retrieved."""
        passages = (self.resolution.citations if first == 1 else self.resolution.retrieved)[:first]
        return any(plain(phrase) in plain(passage.text) for phrase in gold for passage in passages)


@dataclass(frozen=True)
class Asker:
    """Answers questions from one snapshot, every one as a new conversation."""

    answerer: Answerer
    renderer: Renderer

    def ask(self, question: str) -> Reply:
        """The desk's reply to `question`."""
        resolution = self.answerer.resolve(question, Memory())
        return Reply(resolution, self.renderer.render(resolution, "vi"))


@dataclass
class Tally:
    """Counts what went right, and keeps what went wrong to print it."""

    right: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, ok: bool, what: str) -> None:
        """One more result; `what` is printed when it is wrong."""
        if ok:
            self.right += 1
        else:
            self.misses.append(what)

    @property
    def share(self) -> float:
        """Right ones of all."""
        return self.right / max(1, self.right + len(self.misses))

    def assert_at_least(self, floor: float) -> None:
        """Fail with the misses when too few are right; print them in any case (`pytest -s`)."""
        shown = "\n".join(self.misses)
        print(f"{self.share:.4f} of {self.right + len(self.misses)}\n{shown}")
        assert self.share >= floor, f"{self.share:.4f} < {floor}\n{shown}"


def rows(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def questions(name: str) -> list[Row]:
    """One of our own question sets: of those that ship, or of those only for tests."""
    return rows(next(path for path in question_sets() if path.stem == name))


def question_sets() -> list[Path]:
    """The files of all our own question sets, by name."""
    found = [path for folder in (QUESTIONS, DATA / "questions") for path in folder.glob("*.jsonl")]
    return sorted(found, key=lambda path: path.stem)


def plain(text: str) -> str:
    """NFC, lower case, white space folded: how phrases are compared."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def without_accents(text: str) -> str:
    """`text` as people type it on an old phone."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return bare.replace("đ", "d").replace("Đ", "D")


def build_index(directory: Path, sources: Sequence[Path], *, builtin: bool) -> BuildReport:
    """Build with the readers, the outline and the embedder that ship."""
    request = BuildRequest(
        sources=tuple(sources), directory=directory, builtin=tuple(builtin_files()) if builtin else ()
    )
    return build(request, parser=standard_parser(), embedder=open_embedder(EmbeddingSettings()))


@contextmanager
def opened(directory: Path) -> Iterator[Asker]:
    """The desk over the index in `directory`."""
    settings = EmbeddingSettings()
    embedder = open_embedder(settings)
    snapshot = Snapshot.load(directory, embedder=embedder.fingerprint)
    retriever = Retriever.open(snapshot.index, embedder, dense_weight=settings.weight)
    try:
        yield Asker(
            Answerer.build(retriever, snapshot.store, FixedClock(TODAY)),
            Renderer(Catalogue.load(), OfficeSettings()),
        )
    finally:
        snapshot.store.close()
