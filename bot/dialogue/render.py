"""Puts a resolution into words: copied sentences, fixed phrases, and the source in one line."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import structlog

from bot.messages import Catalogue, Messages
from bot.settings import OfficeSettings
from knowledge.answering.model import Answer, Outcome, ProcedureRef, Remark, Resolution, Suggestion
from knowledge.model import Citation

MAX_SENTENCE_CHARS = 600
MAX_CARD_CHARS = 3_000  # of everything about a procedure, when somebody asks for it
_PROCEDURE_CODE = re.compile(r"\d\.\d{6}")  # 1.001193

# After these it helps to know whom to ask instead.
_TURN_TO_OFFICE = frozenset(
    {Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE, Outcome.PERSONAL_DATA, Outcome.UNAVAILABLE}
)


# These lead on: to a person who can help, or back to what the desk knows.
_TO_A_PERSON = frozenset({Outcome.NOT_FOUND, Outcome.PERSONAL_DATA})
_TO_OUR_FIELD = frozenset({Outcome.GREETING, Outcome.OUT_OF_SCOPE})
_BEFORE_HAND_OVER = frozenset({"crisis", "none_of_these"})  # said before whom to turn to
_CONTACTS = {"hotline": "hotline", "address": "address", "map_url": "map", "hours": "hours", "email": "email"}
_EXAMPLES = (1, 2, 3)
_SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "insult", "forgotten", "old_unit"})
MAX_SUGGESTIONS = 6


class Rendered(NamedTuple):
    """A reply in words: `text` without its source, and the `source_line` ("" when nothing is cited)."""

    text: str
    source_line: str
    answer: Answer


class Renderer:
    """Words resolutions in the languages of the catalogue, for one office."""

    def __init__(self, catalogue: Catalogue, office: OfficeSettings) -> None:
        self._catalogue = catalogue
        self._office = office

    def render(self, resolution: Resolution, language: str, ms: float = 0.0) -> Rendered:
        """The reply to `resolution`; `ms` is how long it took to find.

        `answer.answer` is the text followed by the source line, as `ask --json` prints it.
        """
        messages = self._catalogue.of(language)
        text = self._text(resolution, messages)
        source_line = ""
        if resolution.citations and resolution.sentences:
            source_line = source_of(resolution.citations[0], messages)
        answer = Answer(
            question=resolution.question,
            outcome=resolution.outcome,
            answer=f"{text}\n{source_line}" if source_line else text,
            citations=resolution.citations,
            retrieved=resolution.retrieved,
            procedure=resolution.procedure,
            suggestions=tuple(self._suggestions(resolution, messages)),
            confidence=resolution.confidence,
            ms=round(ms, 2),
        )
        return Rendered(text, source_line, answer)

    def fixed(
        self, question: str, outcome: Outcome, key: str, language: str, **arguments: str | int
    ) -> Rendered:
        """A reply that needs no look-up: the message `key`."""
        text = self._catalogue.of(language).text(key, **arguments)
        return Rendered(text, "", Answer(question=question, outcome=outcome, answer=text))

    def _text(self, resolution: Resolution, messages: Messages) -> str:
        lines = shortened(resolution.sentences, MAX_CARD_CHARS if resolution.full else MAX_SENTENCE_CHARS)
        if not lines:
            lines = self._fixed_lines(resolution, messages)
        lines = [*_remarks(resolution.opening, messages), *lines, *_remarks(resolution.remarks, messages)]
        return "\n".join(lines)

    def _fixed_lines(self, resolution: Resolution, messages: Messages) -> list[str]:
        outcome = resolution.outcome
        office = self._office.name or messages.text("office-default")
        if outcome is Outcome.HAND_OVER:
            if resolution.reason == "office":
                return [messages.text("office-contacts", office=office), *self._contacts(messages)]
            first = [messages.text(resolution.reason)] if resolution.reason in _BEFORE_HAND_OVER else []
            if not self._reachable():
                return [*first, messages.text("hand-over-to-office")]
            return [*first, messages.text("outcome-hand_over", office=office), *self._contacts(messages)]
        if outcome is Outcome.GREETING:
            key = resolution.reason if resolution.reason in _SMALL_TALK else "greeting"
            return [messages.text(key, office=office)]
        reason = f"refusal-{resolution.reason}"
        key = reason if resolution.reason and reason in messages else f"outcome-{outcome}"
        line = messages.text(key)
        return [f"{line} {self._turn_to(messages)}"] if outcome in _TURN_TO_OFFICE else [line]

    def _suggestions(self, resolution: Resolution, messages: Messages) -> list[Suggestion]:
        found = [_choice(choice, messages) for choice in resolution.choices]
        if resolution.procedure is not None:
            name = _short(resolution.procedure.name)
            found += [_aspect(name, str(aspect), messages) for aspect in resolution.offers]
            if not resolution.full:
                found = [*found[: MAX_SUGGESTIONS - 1], _all_of(name, messages)]
        if resolution.choices:
            found.append(_suggest("suggest-none", messages))
        if resolution.outcome in _TO_A_PERSON or resolution.reason == "insult":
            found.append(_suggest("suggest-office", messages))
        elif resolution.outcome in _TO_OUR_FIELD:
            found += [_suggest(f"example-{number}", messages) for number in _EXAMPLES]
        return found[:MAX_SUGGESTIONS]

    def _turn_to(self, messages: Messages) -> str:
        if self._office.hotline:
            return messages.text("turn-to-hotline", hotline=self._office.hotline)
        return messages.text("turn-to-office")

    def _reachable(self) -> dict[str, str]:
        """What is set of how the office is reached."""
        named = {said: getattr(self._office, name) for name, said in _CONTACTS.items()}
        return {said: str(value) for said, value in named.items() if value}

    def _contacts(self, messages: Messages) -> list[str]:
        known = self._reachable()
        return [messages.text(f"contact-{name}", **{name: value}) for name, value in known.items()]


def _suggest(key: str, messages: Messages) -> Suggestion:
    return Suggestion(label=messages.text(key), question=messages.text(f"{key}-question"))


def _aspect(name: str, aspect: str, messages: Messages) -> Suggestion:
    key = f"suggest-{aspect}"
    return Suggestion(label=messages.text(key), question=messages.text(f"{key}-question", name=name))


def _all_of(name: str, messages: Messages) -> Suggestion:
    return Suggestion(
        label=messages.text("suggest-all"), question=messages.text("suggest-all-question", name=name)
    )


def _choice(choice: ProcedureRef, messages: Messages) -> Suggestion:
    name = _short(choice.name)
    key = f"suggest-{choice.aspect}" if choice.aspect else "suggest-choice"
    return Suggestion(label=choice.name, question=messages.text(f"{key}-question", name=name))


def _short(name: str) -> str:
    """The name without the brackets at its end, so that it makes a sentence one would ask."""
    return name.partition(" (")[0].strip() or name


def shortened(sentences: tuple[str, ...], limit: int = MAX_SENTENCE_CHARS) -> list[str]:
    """The first sentences that fit into `limit` characters; a longer first is cut at a blank, with "…"."""
    kept: list[str] = []
    left = limit
    for sentence in sentences:
        if len(sentence) > left:
            break
        kept.append(sentence)
        left -= len(sentence) + 1
    if not kept and sentences:
        cut = sentences[0][: limit - 1]
        kept.append(cut[: cut.rfind(" ") if " " in cut else None].rstrip(" ,;:–-") + "…")
    return kept


def source_of(citation: Citation, messages: Messages) -> str:
    """The source of an answer in one line; what is not known is left out."""
    parts = [messages.text("source-title", title=citation.title)]
    if citation.number:
        key = "source-code" if _PROCEDURE_CODE.fullmatch(citation.number) else "source-number"
        parts.append(messages.text(key, number=citation.number))
    if citation.issued_on:
        parts.append(_issued(citation.issued_on, messages))
    if citation.issuer:
        parts.append(messages.text("source-issuer", issuer=citation.issuer))
    if citation.heading_path:
        parts.append(messages.text("source-section", section=f"“{citation.heading_path[-1].rstrip(' .:')}”"))
    if citation.page is not None:
        parts.append(messages.text("source-page", page=citation.page))
    return messages.text("source-line", parts=", ".join(parts))


def _issued(issued_on: str, messages: Messages) -> str:
    try:
        day = date.fromisoformat(issued_on)
    except ValueError:
        return messages.text("source-date-text", date=issued_on)
    return messages.text("source-date", date=f"{day:%d/%m/%Y}")


def _remarks(remarks: tuple[Remark, ...], messages: Messages) -> list[str]:
    return [line for remark in remarks if (line := _remark(remark, messages))]


def _remark(remark: Remark, messages: Messages) -> str:
    arguments = dict(remark.arguments)
    try:
        if "kinds" in arguments:
            kinds = arguments.pop("kinds").split()
            arguments["what"] = ", ".join(messages.text(f"personal-data-{kind}") for kind in kinds)
        return messages.text(remark.key, **arguments)
    except KeyError:
        structlog.get_logger().error("remark without message", key=remark.key)
        return ""
