"""Builds the answer: the sentences that answer, copied from the passages that are cited."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.answering.lexicon import AnswerKind
from knowledge.answering.model import Outcome, ProcedureRef, Remark, Resolution
from knowledge.answering.turn import Evidence, Turn
from knowledge.answering.wording import counted, counts, holds, lines
from knowledge.model import Aspect, DocumentKind
from knowledge.retrieval.protocols import Hit
from knowledge.retrieval.retriever import Retriever
from knowledge.store import PassageStore
from knowledge.vietnamese.abbreviations import Abbreviations
from knowledge.vietnamese.text import fold

_MOST_CHARS = 560  # of quoted text: about 600 with the fixed phrases
_ENOUGH_CHARS = 200  # an open question is answered by at least so much, where the passage has it
_MOST_ASPECTS = 2  # asked at once
_SHOWN = 5  # passages shown as retrieved
_OFFERED = (Aspect.DOSSIER, Aspect.TIME, Aspect.FEE, Aspect.WHERE, Aspect.ONLINE, Aspect.STEPS)


@dataclass(frozen=True, slots=True)
class ComposeStep:
    """Ends the turn with an answer."""

    retriever: Retriever
    store: PassageStore
    abbreviations: Abbreviations
    name: str = "compose"

    def __call__(self, turn: Turn) -> Resolution | None:
        """The answer, its citations and what could be asked next."""
        best = turn.evidence[0]
        procedure: ProcedureRef | None = None
        offers: tuple[Aspect, ...] = ()
        cited = [best]
        if best.meta.kind is DocumentKind.PROCEDURE:
            passages = [item for item in self._of_same_document(best) if item.passage.aspect]
            cited = self._by_aspect(turn, passages) or self._best_told(turn, passages) or [best]
            told = [item.passage.aspect for item in cited]
            procedure = ProcedureRef(code=best.meta.id, name=best.meta.title, aspect=told[0])
            known = {item.passage.aspect for item in passages}
            offers = tuple(aspect for aspect in _OFFERED if aspect in known and aspect not in told)
        room = _MOST_CHARS // len(cited)
        sentences = [sentence for item in cited for sentence in self._sentences(turn, item, room)]
        others = [item for item in turn.evidence if item.passage.id not in {c.passage.id for c in cited}]
        return Resolution(
            question=turn.question,
            outcome=Outcome.ANSWERED,
            sentences=tuple(sentences),
            remarks=_remarks(turn, best),
            citations=tuple(item.citation for item in cited),
            retrieved=tuple(item.citation for item in [*cited, *others][:_SHOWN]),
            procedure=procedure,
            offers=offers,
            confidence=turn.confidence,
        )

    def _of_same_document(self, item: Evidence) -> list[Evidence]:
        row = int(self.retriever.index.document_of[item.hit.row])
        passages = self.store.passages_of(row)
        first = item.hit.row - item.passage.ordinal
        return [Evidence(Hit(first + p.ordinal, 0.0), p, item.meta) for p in passages]

    def _by_aspect(self, turn: Turn, passages: list[Evidence]) -> list[Evidence]:
        """For each aspect asked, the passage that tells it and fits the question best."""
        chosen: list[Evidence] = []
        for aspect in turn.aspects[:_MOST_ASPECTS]:
            telling = [item for item in passages if item.passage.aspect is aspect]
            if telling:
                chosen.append(max(telling, key=lambda item: self._best_line(turn, item)))
        return chosen

    def _best_told(self, turn: Turn, passages: list[Evidence]) -> list[Evidence]:
        """The passage with the line that fits best; the first thing to know where none fits."""
        if not passages:
            return []
        best = max(passages, key=lambda item: self._best_line(turn, item))
        if self._best_line(turn, best) > 0:
            return [best]
        first = {item.passage.aspect: item for item in reversed(passages)}
        return [next((first[aspect] for aspect in _OFFERED if aspect in first), best)]

    def _best_line(self, turn: Turn, item: Evidence) -> float:
        return max(self._line_scores(turn, item, lines(item.passage.text)), default=0.0)

    def _sentences(self, turn: Turn, item: Evidence, room: int) -> list[str]:
        """The sentences of a passage to quote, in its own order, at most `room` characters."""
        candidates = [line for line in lines(item.passage.text) if not _is_heading(line, item)]
        if not candidates:
            return [item.passage.text[:room]]
        scores = self._line_scores(turn, item, candidates)
        start = max(range(len(candidates)), key=lambda i: (scores[i], -i))
        wanted = len(candidates[start]) if turn.kind is not AnswerKind.OPEN else _ENOUGH_CHARS
        if item.meta.kind is DocumentKind.PROCEDURE:
            wanted = room
        quoted: list[str] = []
        used = 0
        for line in candidates[start:]:
            if quoted and (used >= wanted or used + len(line) > room):
                break
            quoted.append(line)
            used += len(line) + 1
        return quoted

    def _line_scores(self, turn: Turn, item: Evidence, candidates: list[str]) -> list[float]:
        """How well each line answers: rarity-weighed share of the question's words, and the kind of words.

        In a procedure the words of its name are left out: every line is about it.
        """
        if turn.query is None:
            return [0.0] * len(candidates)
        index = self.retriever.index
        subject = np.concatenate([turn.query.subject, turn.query.subject_pairs])
        if item.meta.kind is DocumentKind.PROCEDURE:
            named = index.vocabulary.lookup(". ".join([item.meta.title, *item.meta.aliases]))
            subject = subject[~np.isin(subject, named)]
        idf = index.passages.idf(subject)
        total = float(idf.sum()) or 1.0
        things = counted(turn.text)
        scores: list[float] = []
        for line in candidates:
            keys = index.vocabulary.lookup(self.abbreviations.expand(line))
            share = float(idf[np.isin(subject, keys)].sum()) / total
            fits = holds(turn.kind, line) and (not things or counts(things, line))
            scores.append(share + (0.3 if fits and turn.kind is not AnswerKind.OPEN else 0.0))
        return scores


def _is_heading(line: str, item: Evidence) -> bool:
    """True for a line that only repeats a heading of the passage."""
    plain = fold(line).strip(" .:;")
    return any(fold(heading).strip(" .:;") == plain for heading in item.passage.heading_path)


def _remarks(turn: Turn, best: Evidence) -> tuple[Remark, ...]:
    """What must be said with an answer from an old or replaced document."""
    validity = best.meta.validity
    if validity.replaced_by:
        return (Remark(key="answer-replaced", arguments={"number": validity.replaced_by}),)
    if validity.effective_to is not None and validity.effective_to < turn.today:
        return (Remark(key="answer-expired", arguments={"date": f"{validity.effective_to:%d/%m/%Y}"}),)
    return ()
