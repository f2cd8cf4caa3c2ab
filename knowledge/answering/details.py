"""What a plan must state where just that is asked of it: a day, a share, an address, a name, a reason.

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
class Detail:
    """By which words a detail is asked for, `about` what where it is not always one, and what states it."""

    phrases: PhraseTable[str]
    about: PhraseTable[str] | None
    sign: re.Pattern[str]

    def is_asked(self, question: str) -> bool:
        """True when `question` asks for it."""
        return bool(self.phrases.find(question)) and (self.about is None or bool(self.about.find(question)))


@dataclass(frozen=True, slots=True)
class Details:
    """Knows by which words a detail is asked for, and what a text must hold to state it."""

    asked: tuple[Detail, ...]
    signed: PhraseTable[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """With the shipped list (`answer_kinds.toml`)."""
        kinds = read_list("answer_kinds.toml")
        return cls(
            tuple(
                Detail(
                    phrase_table(each["phrases"]),
                    phrase_table(each["with"]) if "with" in each else None,
                    re.compile(each.get("sign") or kinds["signs"][name], re.IGNORECASE),
                )
                for name, each in kinds["details"].items()
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
        return all(detail.sign.search(text) for detail in self.asked if detail.is_asked(spoken))
