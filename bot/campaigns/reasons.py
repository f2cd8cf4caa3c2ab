"""How a delivery ended and why, in the words of officials."""

from __future__ import annotations

from bot.campaigns.model import DeliveryState
from bot.messages import Messages


def state_text(state: str, words: Messages) -> str:
    """A `DeliveryState`; what nobody knows stands as it is."""
    key = "report-waiting" if state == DeliveryState.PLANNED else f"report-{state}"
    return words.text(key) if key in words else state


def reason_text(reason: str, words: Messages) -> str:
    """The reason of a delivery, or for stopping a run; what nobody worded stands as it is."""
    key = f"delivery-reason-{reason}"
    return words.text(key) if key in words else reason
