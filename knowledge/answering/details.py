"""What a plan must state where just that is asked of it: a day, an hour, a share, an address, a name.

A near miss of a plan is made of the plan's own words: "đài phát lúc mấy giờ" where the plan only says that it
broadcasts. Then what the passage says is no answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from knowledge.answering.lexicon import Lexicon, phrase_table, read_list
from knowledge.answering.turn import Evidence
from knowledge.model import DocumentKind, SectionRole
from knowledge.vietnamese.phrases import PhraseTable
from knowledge.vietnamese.text import fold

_PERSON = re.compile(read_list("patterns.toml")["office_holder"])
_NAMED = re.compile(read_list("patterns.toml")["named"])


@dataclass(frozen=True, slots=True)
class Details:
    """Knows by which words a detail is asked for, and what a text must hold to state it."""

    asked: tuple[tuple[PhraseTable[str], re.Pattern[str]], ...]
    signed: PhraseTable[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """With the shipped list (`answer_kinds.toml`)."""
        details = read_list("answer_kinds.toml")["details"].values()
        return cls(
            tuple(
                (phrase_table(each["phrases"]), re.compile(each["sign"], re.IGNORECASE)) for each in details
            ),
            lexicon.signed,
        )

    def stated(self, question: str, item: Evidence) -> bool:
        """False when `question` asks for a detail that the passage, of a document of an office, lacks."""
        if item.meta.kind is not DocumentKind.ADMINISTRATIVE:
            return True
        text = item.passage.text
        if _PERSON.search(fold(question)) and not self.signed.find(question):
            return item.passage.role is SectionRole.SIGNATURE or bool(_NAMED.search(text))
        spoken = question.replace("%", " phần trăm ")  # signs are no syllables
        return all(sign.search(text) for phrases, sign in self.asked if phrases.find(spoken))
