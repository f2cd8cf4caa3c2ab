"""What an answer is before it is put into words: a typed outcome with its evidence."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from knowledge.model import Aspect, Citation, Frozen


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    CLARIFY = "clarify"  # two or three readings are close: ask which
    NOT_FOUND = "not_found"  # in our field, but no document says it
    OUT_OF_SCOPE = "out_of_scope"  # not our field
    PERSONAL_DATA = "personal_data"  # about a person's private data
    GREETING = "greeting"
    HAND_OVER = "hand_over"  # wants a person
    UNAVAILABLE = "unavailable"  # the knowledge cannot be reached now


class ProcedureRef(Frozen):
    """The procedure an answer is about, and the aspect that was asked."""

    code: str
    name: str
    aspect: Aspect | None = None


class Suggestion(Frozen):
    """A next step shown as a button: `label` on it, `question` asked when it is tapped."""

    label: str
    question: str


class Remark(Frozen):
    """A fixed phrase to add to an answer: a key of the message files and its arguments."""

    key: str
    arguments: dict[str, str] = Field(default_factory=dict)


class Resolution(Frozen):
    """The end of the answering steps, language-neutral: the bot puts it into words.

    `sentences` are copied from `citations[*].text`; `reason` names the message for a refusal
    (message key `refusal-<reason>`); `opening` and `remarks` are fixed phrases with arguments, told
    before and after the sentences.
    `citations` are a subset of `retrieved`, best first. `offers` are further aspects of the procedure,
    `choices` the procedures to choose from: the bot makes buttons of both.
    """

    question: str
    outcome: Outcome
    reason: str | None = None
    sentences: tuple[str, ...] = ()
    opening: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[Citation, ...] = ()
    procedure: ProcedureRef | None = None
    offers: tuple[Aspect, ...] = ()
    choices: tuple[ProcedureRef, ...] = ()
    full: bool = False  # a whole card was asked for: it may be long
    confidence: float = 0.0


class Answer(Frozen):
    """A resolution in words, as `python -m bot ask --json` prints it and the page shows it."""

    question: str
    outcome: Outcome
    answer: str
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[Citation, ...] = ()
    procedure: ProcedureRef | None = None
    suggestions: tuple[Suggestion, ...] = ()
    confidence: float = 0.0
    ms: float = 0.0
