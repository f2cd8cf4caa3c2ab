"""The searchable side of a snapshot: lexical indexes of passages and documents, vectors and facets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Aspect, DocumentKind, Metadata, Passage, PlanPart, SectionRole
from knowledge.retrieval.intent_training import IntentTrainer
from knowledge.retrieval.intents import Intents
from knowledge.retrieval.lexical import Bm25Builder, Bm25Index, Vocabulary
from knowledge.retrieval.plan_parts import part_of
from knowledge.retrieval.protocols import LexicalIndex, Vector, VectorStore
from knowledge.retrieval.shape import Shape, ShapeBuilder
from knowledge.retrieval.vectors import FaissStore
from knowledge.vietnamese.abbreviations import Abbreviations
from knowledge.vietnamese.places import unit_name
from knowledge.vietnamese.text import fold

Report = Callable[[str, int, int], None]  # stage, done, total (0 when not known)

# Chosen on the dev half of the law questions: passages carry their context, so they are short and even in
# length (b 0.75); whole documents differ more (b 0.9).
_PASSAGE_B = 0.75
_DOCUMENT_B = 0.9
_HEADING_B = 0.5
_ARTICLE = re.compile(r"Điều (\d+[a-zđ]?)\b")
_ROLES = tuple(SectionRole)
_ASPECTS = tuple(Aspect)
_PARTS = tuple(PlanPart)


def _nearest_heading(meta: Metadata, passage: Passage) -> str:
    return passage.heading_path[-1] if passage.heading_path else meta.title


def searchable(passage: Passage) -> str:
    """What is indexed of a passage, by the lexical index and the embedder alike: its context and its text."""
    return f"{passage.context}\n{passage.text}"


@dataclass(slots=True)
class Facets:
    """Facts about rows that signals and gates look at without opening the store.

    By document row: `kinds`, `years`, `places` (folded names, "la khe"), `names` (of procedures: official and
    everyday ones), `local` (a procedure that a commune decides), `numbers` (folded: "23/2015/nd-cp", or the
    code of a procedure), `former` (codes that a procedure had before), `articles` (of a law: "12"). By
    passage row: `roles`, `aspects`, `parts` as positions in `SectionRole`, `Aspect` and `PlanPart`, -1 for
    none.
    """

    kinds: list[DocumentKind] = field(default_factory=list)
    years: list[tuple[int, ...]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    local: list[bool] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    aspects: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    former: list[tuple[str, ...]] = field(default_factory=list)

    def add_document(self, meta: Metadata) -> None:
        """Append a document row."""
        self.kinds.append(meta.kind)
        self.years.append(meta.years)
        self.places.append(unit_name(meta.locality or ""))
        self.local.append("xã" in (meta.level or "").lower())
        self.numbers.append(fold(meta.number or ""))
        self.former.append(meta.former_numbers)
        article = _ARTICLE.match(meta.title)
        self.articles.append(article.group(1).lower() if article else "")
        self.names.append((meta.title, *meta.aliases) if meta.kind is DocumentKind.PROCEDURE else ())

    def add_passage(self, meta: Metadata, passage: Passage) -> None:
        """Append a passage row, of the document of `meta`."""
        part = part_of(meta, passage)
        self.parts.append(-1 if part is None else _PARTS.index(part))
        self.roles.append(_ROLES.index(passage.role))
        self.aspects.append(-1 if passage.aspect is None else _ASPECTS.index(passage.aspect))

    def role(self, row: int) -> SectionRole:
        """What part of its document a passage is."""
        return _ROLES[self.roles[row]]

    def aspect(self, row: int) -> Aspect | None:
        """Which aspect of a procedure a passage tells."""
        number = self.aspects[row]
        return None if number < 0 else _ASPECTS[number]

    def part(self, row: int) -> PlanPart | None:
        """What part of a plan a passage is."""
        number = self.parts[row]
        return None if number < 0 else _PARTS[number]

    def save(self, path: Path) -> None:
        """Write everything as JSON."""
        data = {
            "kinds": self.kinds,
            "years": self.years,
            "places": self.places,
            "names": self.names,
            "local": self.local,
            "numbers": self.numbers,
            "former": self.former,
            "articles": self.articles,
            "roles": self.roles,
            "aspects": self.aspects,
            "parts": self.parts,
        }
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            [DocumentKind(kind) for kind in data["kinds"]],
            [tuple(years) for years in data["years"]],
            data["places"],
            [tuple(names) for names in data["names"]],
            data["local"],
            data["roles"],
            data["aspects"],
            data["numbers"],
            data["articles"],
            data.get("parts") or [-1] * len(data["roles"]),  # an index of an older program has none
            [tuple(codes) for codes in data.get("former") or [()] * len(data["kinds"])],  # nor these
        )


@dataclass(frozen=True, slots=True)
class RetrievalIndex:
    """Finds rows; what they say is in the snapshot's store.

    `document_of[row]` is the document row of a passage row; passages of one document are adjacent.
    """

    vocabulary: Vocabulary
    passages: LexicalIndex
    documents: LexicalIndex
    headings: LexicalIndex  # by passage row: the heading nearest to the text
    vectors: VectorStore
    document_of: NDArray[np.int32]
    facets: Facets
    shape: Shape
    intents: Intents

    @classmethod
    def build(
        cls,
        passages: Iterable[tuple[Metadata, Passage]],
        vectors: Vector,
        *,
        report: Report = lambda _stage, _done, _total: None,
    ) -> Self:
        """Index `passages`, each with the metadata of its document.

        Passages of one document stand together; documents and passages are numbered in that order.
        `vectors` has one row for each passage, shape `(passages, dimension)`.
        """
        vocabulary = Vocabulary()
        abbreviations = Abbreviations.load()
        by_passage, by_document, by_heading = Bm25Builder(), Bm25Builder(), Bm25Builder()
        facets, shape, intents = Facets(), ShapeBuilder(vocabulary), IntentTrainer(vocabulary)
        document_of: list[int] = []
        bodies: list[NDArray[np.int64]] = []
        current = ""

        def close_document() -> None:
            if bodies:
                by_document.add(np.concatenate(bodies))
                bodies.clear()

        for meta, passage in passages:
            if meta.id != current:
                close_document()
                current = meta.id
                facets.add_document(meta)
                shape.add_document(meta)
            text = vocabulary.learn(abbreviations.expand(passage.text))
            keys = np.concatenate([vocabulary.learn(abbreviations.expand(passage.context)), text])
            by_passage.add(keys)
            by_heading.add(vocabulary.learn(abbreviations.expand(_nearest_heading(meta, passage))))
            # A document is indexed as the context of its first passage once, then every text.
            bodies.append(text if bodies else keys)
            facets.add_passage(meta, passage)
            shape.add_passage(len(text))
            intents.add(len(facets.kinds) - 1, meta, passage)
            document_of.append(len(facets.kinds) - 1)
            if len(document_of) % 500 == 0:
                report("lexical", len(document_of), len(vectors))
        close_document()
        return cls(
            vocabulary,
            by_passage.build(b=_PASSAGE_B),
            by_document.build(b=_DOCUMENT_B),
            by_heading.build(b=_HEADING_B),
            FaissStore.build(vectors),
            np.asarray(document_of, dtype=np.int32),
            facets,
            shape.build(),
            intents.train(),
        )

    def save(self, directory: Path) -> None:
        """Write all parts into `directory`."""
        self.vocabulary.save(directory / "vocabulary.json")
        self.passages.save(directory, "passages")
        self.documents.save(directory, "documents")
        self.headings.save(directory, "headings")
        self.vectors.save(directory)
        np.save(directory / "document_of.npy", self.document_of, allow_pickle=False)
        self.facets.save(directory / "facets.json")
        self.shape.save(directory)
        self.intents.save(directory)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read what `save` wrote; arrays are mapped, not copied."""
        return cls(
            Vocabulary.load(directory / "vocabulary.json"),
            Bm25Index.load(directory, "passages"),
            Bm25Index.load(directory, "documents"),
            Bm25Index.load(directory, "headings"),
            FaissStore.load(directory),
            np.load(directory / "document_of.npy", allow_pickle=False),
            Facets.load(directory / "facets.json"),
            Shape.load(directory),
            Intents.load(directory),
        )
