"""The offer to hear when a procedure changes, under the whole card about it."""

from __future__ import annotations

from bot.channels.base import Button, Outgoing
from bot.dialogue.news import News, procedures_of
from bot.dialogue.visit import Visit
from knowledge.answering.model import Outcome


class Following:
    """Offers to follow a procedure; the button does what the command to subscribe does with its code."""

    def __init__(self, news: News) -> None:
        self._news = news

    async def offer(self, visit: Visit, answer: Outgoing) -> Button | None:
        """The button under `answer`; None where it is no whole card, or there is nothing to offer.

        Other answers have buttons that lead on: this one must not push them out.
        """
        code = _whole_card(answer)
        if not code or not visit.announces or visit.in_group:
            return None
        wanted = self._news.reader.read(code)
        if wanted is None or not wanted.procedure:
            return None  # an office's own code, which nobody can subscribe to
        contact = await self._news.contacts.find(visit.person)
        if contact is not None and wanted.procedure in procedures_of(contact.subscriptions):
            return None
        words = visit.words
        return Button(
            words.text("subscribe-follow"), words.text("subscribe-question", about=wanted.procedure)
        )


def _whole_card(outgoing: Outgoing) -> str:
    """The code of the procedure whose every aspect is told; "" for any other reply."""
    answer = outgoing.answer
    if answer is None or answer.procedure is None or outgoing.buttons:
        return ""
    return answer.procedure.code if answer.outcome is Outcome.ANSWERED else ""
