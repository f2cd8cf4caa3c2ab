"""What Telegram's refusals mean for the desk, in one table."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from bot.channels.errors import DeliveryError, Failure
from bot.channels.telegram.transport import NotSentError, RefusedError

MAX_PAUSE = 3_600.0  # seconds; Telegram names longer ones only to bots it is about to close


class Rule(NamedTuple):
    """A refusal by HTTP status and words of its description; the first that fits counts."""

    status: int
    words: str  # a regular expression, in lower case; "" fits all
    failure: Failure
    code: str


# Descriptions: https://github.com/tdlib/telegram-bot-api (Client.cpp). Every 403 is about the chat.
RULES = (
    Rule(400, r"chat not found|peer_id_invalid|user not found", Failure.RECIPIENT_GONE, "chat not found"),
    Rule(400, r"chat_write_forbidden|not enough rights|have no rights", Failure.RECIPIENT_GONE, "no rights"),
    Rule(
        400, r"group chat was (deactivated|deleted)|chat was deleted", Failure.RECIPIENT_GONE, "chat deleted"
    ),
    Rule(400, r"message is not modified", Failure.CONTENT_REFUSED, "not modified"),
    Rule(400, r"message (can't be edited|to edit not found)", Failure.CONTENT_REFUSED, "not editable"),
    Rule(400, r"message_id_invalid|there is no text in the message", Failure.CONTENT_REFUSED, "not editable"),
    Rule(400, r"query is too old|query id is invalid", Failure.CONTENT_REFUSED, "query too old"),
    Rule(400, r"message is too long|caption is too long", Failure.CONTENT_REFUSED, "too long"),
    Rule(400, r"can't parse entities|entit", Failure.CONTENT_REFUSED, "entities"),
    Rule(400, r"button_|reply markup|inline keyboard", Failure.CONTENT_REFUSED, "buttons"),
    Rule(400, r"photo|image|file|web page|webpage", Failure.CONTENT_REFUSED, "picture"),
    Rule(400, r"webhook", Failure.MISCONFIGURED, "webhook"),
    Rule(400, r"", Failure.CONTENT_REFUSED, ""),
    Rule(401, r"", Failure.MISCONFIGURED, "token"),
    Rule(403, r"blocked by the user", Failure.RECIPIENT_GONE, "blocked"),
    Rule(403, r"user is deactivated", Failure.RECIPIENT_GONE, "deactivated"),
    Rule(403, r"kicked", Failure.RECIPIENT_GONE, "kicked"),
    Rule(403, r"not a member", Failure.RECIPIENT_GONE, "not a member"),
    Rule(403, r"can't initiate conversation", Failure.RECIPIENT_GONE, "never started"),
    Rule(403, r"can't send messages to (bots|the user)", Failure.RECIPIENT_GONE, "not writable"),
    Rule(403, r"", Failure.RECIPIENT_GONE, ""),
    Rule(404, r"", Failure.MISCONFIGURED, "token"),
    Rule(409, r"", Failure.MISCONFIGURED, "conflict"),
    Rule(413, r"", Failure.CONTENT_REFUSED, "too large"),
    Rule(420, r"", Failure.SLOW_DOWN, ""),
    Rule(429, r"", Failure.SLOW_DOWN, ""),
    # The answer of a gateway that waited: whoever stands behind it may have done the work.
    Rule(504, r"", Failure.UNKNOWN, ""),
)


def delivery_error(error: Exception) -> DeliveryError:
    """`error` of a call as the desk's own; what nobody foresaw may have been sent."""
    if isinstance(error, NotSentError):
        return DeliveryError(Failure.RETRY_LATER, "not sent")
    if isinstance(error, RefusedError):
        return _refused(error)
    return DeliveryError(Failure.UNKNOWN, type(error).__name__)


def _refused(error: RefusedError) -> DeliveryError:
    moved_to = _whole(error.parameters.get("migrate_to_chat_id"))
    if moved_to:
        return DeliveryError(Failure.RETRY_LATER, f"{error.status} migrated", moved_to=str(moved_to))
    retry_after = _whole(error.parameters.get("retry_after"))
    pause = min(float(retry_after), MAX_PAUSE) if retry_after and retry_after > 0 else None
    description = error.description.lower()
    for rule in RULES:
        if rule.status == error.status and re.search(rule.words, description):
            return DeliveryError(rule.failure, f"{error.status} {rule.code}".strip(), pause)
    failure = Failure.RETRY_LATER if error.status >= 500 else Failure.MISCONFIGURED
    return DeliveryError(failure, str(error.status), pause)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
