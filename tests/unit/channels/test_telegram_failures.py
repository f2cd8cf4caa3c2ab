"""Every refusal of the Bot API by label, and what the desk is told."""

from typing import Any

import pytest
from telegram.error import TelegramError

from bot.channels.errors import Failure
from bot.channels.telegram.failures import RULES, delivery_error
from bot.channels.telegram.transport import NoAnswerError, NotSentError, RefusedError

F = Failure
TABLE: list[tuple[int, str, Failure, str]] = [
    (403, "Forbidden: bot was blocked by the user", F.RECIPIENT_GONE, "403 blocked"),
    (403, "Forbidden: user is deactivated", F.RECIPIENT_GONE, "403 deactivated"),
    (403, "Forbidden: bot was kicked from the group chat", F.RECIPIENT_GONE, "403 kicked"),
    (403, "Forbidden: bot was kicked from the supergroup chat", F.RECIPIENT_GONE, "403 kicked"),
    (403, "Forbidden: bot is not a member of the channel chat", F.RECIPIENT_GONE, "403 not a member"),
    (403, "Forbidden: bot can't initiate conversation with a user", F.RECIPIENT_GONE, "403 never started"),
    (403, "Forbidden: bot can't send messages to bots", F.RECIPIENT_GONE, "403 not writable"),
    (403, "Forbidden: something of next year", F.RECIPIENT_GONE, "403"),
    (400, "Bad Request: chat not found", F.RECIPIENT_GONE, "400 chat not found"),
    (400, "Bad Request: PEER_ID_INVALID", F.RECIPIENT_GONE, "400 chat not found"),
    (400, "Bad Request: not enough rights to send text messages", F.RECIPIENT_GONE, "400 no rights"),
    (400, "Bad Request: message is too long", F.CONTENT_REFUSED, "400 too long"),
    (400, "Bad Request: can't parse entities: Unsupported start tag", F.CONTENT_REFUSED, "400 entities"),
    (400, "Bad Request: message text is empty", F.CONTENT_REFUSED, "400"),
    (400, "Bad Request: message is not modified: specified new …", F.CONTENT_REFUSED, "400 not modified"),
    (400, "Bad Request: message to edit not found", F.CONTENT_REFUSED, "400 not editable"),
    (400, "Bad Request: message can't be edited", F.CONTENT_REFUSED, "400 not editable"),
    (400, "Bad Request: there is no text in the message to edit", F.CONTENT_REFUSED, "400 not editable"),
    (400, "Bad Request: query is too old and so on", F.CONTENT_REFUSED, "400 query too old"),
    (400, "Bad Request: BUTTON_DATA_INVALID", F.CONTENT_REFUSED, "400 buttons"),
    (400, "Bad Request: failed to get HTTP URL content: wrong file", F.CONTENT_REFUSED, "400 picture"),
    (400, "Bad Request: bad webhook: An HTTPS URL must be provided", F.MISCONFIGURED, "400 webhook"),
    (401, "Unauthorized", F.MISCONFIGURED, "401 token"),
    (404, "Not Found", F.MISCONFIGURED, "404 token"),
    (409, "Conflict: terminated by other getUpdates request", F.MISCONFIGURED, "409 conflict"),
    (413, "Request Entity Too Large", F.CONTENT_REFUSED, "413 too large"),
    (420, "Flood", F.SLOW_DOWN, "420"),
    (429, "Too Many Requests: retry after 7", F.SLOW_DOWN, "429"),
    (500, "Internal Server Error", F.RETRY_LATER, "500"),
    (502, "", F.RETRY_LATER, "502"),
    (504, "", F.UNKNOWN, "504"),
    (302, "", F.MISCONFIGURED, "302"),
]


@pytest.mark.parametrize(("status", "description", "failure", "code"), TABLE)
def test_what_a_refusal_means(status: int, description: str, failure: Failure, code: str) -> None:
    error = delivery_error(RefusedError(status, description, {}))
    assert (error.failure, error.code, error.retry_after, error.moved_to) == (failure, code, None, "")


def test_every_rule_is_met_by_the_table() -> None:
    met = {code for *_, code in TABLE}
    assert {f"{rule.status} {rule.code}".strip() for rule in RULES} <= met | {"400 chat deleted"}


@pytest.mark.parametrize(
    ("parameters", "pause"),
    [
        ({"retry_after": 7}, 7.0),
        ({"retry_after": 86_400}, 3600.0),
        ({"retry_after": "7"}, None),
        ({"retry_after": True}, None),
        ({"retry_after": -1}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait(parameters: dict[str, Any], pause: float | None) -> None:
    error = delivery_error(RefusedError(429, "Too Many Requests", parameters))
    assert (error.failure, error.retry_after) == (Failure.SLOW_DOWN, pause)


def test_a_chat_that_moved_tells_where() -> None:
    error = delivery_error(
        RefusedError(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1005})
    )
    assert (error.failure, error.moved_to) == (Failure.RETRY_LATER, "-1005")


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (NotSentError("ClientConnectorError"), Failure.RETRY_LATER),
        (NoAnswerError("TimeoutError"), Failure.UNKNOWN),
        (TelegramError("whatever"), Failure.UNKNOWN),
        (KeyError("message_id"), Failure.UNKNOWN),
    ],
)
def test_what_is_no_answer(error: Exception, failure: Failure) -> None:
    assert delivery_error(error).failure is failure


def test_no_error_quotes_the_message() -> None:
    error = RefusedError(400, "Bad Request: can't parse entities: in 'CCCD 001099000001'", {})
    assert "001099000001" not in f"{error} {delivery_error(error)}"
