"""What can go wrong with a delivery, in one taxonomy: channels translate into it and decide nothing."""

from __future__ import annotations

from enum import StrEnum


class Failure(StrEnum):
    """Why a message was not delivered, by what is to be done about it."""

    RETRY_LATER = "retry_later"  # the platform or the network is down: try again with growing pauses
    SLOW_DOWN = "slow_down"  # too many requests: wait `retry_after`, with the chat or with the whole channel
    RECIPIENT_GONE = "recipient_gone"  # blocked, unfollowed, deleted: never write again
    OUT_OF_WINDOW = "out_of_window"  # may not be written to now; again after they write
    CONTENT_REFUSED = "content_refused"  # this message will never be taken: do not repeat it
    MISCONFIGURED = "misconfigured"  # token, permission or address is wrong: stop the channel, tell the admin
    UNKNOWN = "unknown"  # the request left and no answer came: it may have been delivered


class DeliveryError(Exception):
    """A message was not delivered, or nobody knows whether it was.

    `code` is the platform's own (never its text, which may quote the message); `retry_after` is in seconds;
    `moved_to` is the new address of a chat that has moved: it is written to there, whatever `failure` says.
    """

    def __init__(
        self, failure: Failure, code: str = "", retry_after: float | None = None, *, moved_to: str = ""
    ) -> None:
        super().__init__(f"{failure} ({code})" if code else str(failure))
        self.failure = failure
        self.code = code
        self.retry_after = retry_after
        self.moved_to = moved_to
