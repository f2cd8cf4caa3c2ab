"""What is asked: the aspects of a procedure, and the kind of words an answer needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.answering.asked import AskedReader
from knowledge.answering.facts import case_of
from knowledge.answering.lexicon import AnswerKind, Lexicon, read_list
from knowledge.answering.model import Resolution
from knowledge.answering.steps.due_date import asks_for_date
from knowledge.answering.turn import Turn
from knowledge.model import Aspect
from knowledge.retrieval.query import Query
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.places import without_places
from knowledge.vietnamese.text import words

# In "mất bao lâu" nothing is lost: without this, "kết hôn mất bao lâu" finds what to do when papers are lost.
_TAKES = re.compile(read_list("patterns.toml")["takes"], re.IGNORECASE)
_CODE_ALONE = 2  # syllables of a code


@dataclass(frozen=True, slots=True)
class UnderstandStep:
    """Reads aspects and kind of answer."""

    lexicon: Lexicon
    retriever: Retriever
    name: str = "understand"

    def __call__(self, turn: Turn) -> Resolution | None:
        """Fills `aspects` (where the talk has not), `hints`, `everything`, `kind`, `case` and `query`."""
        reader = AskedReader(self.lexicon, self.retriever)
        question = reader.spelled_out(turn.question)
        asked, turn.hints = reader.aspects(question)
        if Aspect.TIME not in asked and asks_for_date(question, turn.today):
            asked = (Aspect.TIME, *asked)
        turn.aspects = asked or turn.aspects
        turn.everything = bool(self.lexicon.everything.find(question))
        # "Mã 2.001023 nay là mã nào" asks about the old code itself.
        if turn.aspects or turn.everything or len(words(turn.text)) <= _CODE_ALONE:
            turn.text = self.retriever.references.of_today(turn.text)
        turn.kind = next(
            (kind for kind, phrases in self.lexicon.kinds if phrases.find(question)), AnswerKind.OPEN
        )
        turn.case = case_of(turn.text, self.lexicon)
        turn.query = self._query(turn.text)
        return None

    def _query(self, text: str) -> Query:
        """The question to search; where one merely lives is left out of it.

        "Tôi ở phường X, làm khai sinh ở đâu" is about the procedure: only a question that names a document,
        or a place that has some here, is about the place.
        """
        text = _TAKES.sub("", text)
        query = self.retriever.read(text)
        strange = query.places and not self.retriever.places.intersection(query.places)
        if strange and not self.lexicon.documents.find(text):
            return replace(self.retriever.read(without_places(text, query.places)), places=query.places)
        return query
