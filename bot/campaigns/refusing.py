"""Why something is refused to an official, so that the command line, the chat and a page word it alike."""

from __future__ import annotations

from enum import StrEnum

from bot.messages import Messages
from knowledge.errors import CampaignError


class Refusal(StrEnum):
    """Why; the words stand under `campaign-refused-…` and `campaign-refused-…-mend`."""

    SIGN_IN = "sign-in"  # wrong name or password, or switched off
    ROLE = "role"  # the official has not the role for it
    NOT_FOUND = "not-found"
    NO_RUN = "no-run"  # it has not been sent yet, or the run is not one of it
    CHANGED = "changed"  # somebody else changed it meanwhile
    STATUS = "status"  # not possible in this status
    OWN = "own"  # the author cannot approve
    TWICE = "twice"  # the same official has approved already
    NO_TIME = "no-time"  # nothing to schedule: it has no time of its own
    PAST = "past"  # its time is over
    NAME_TAKEN = "name-taken"
    NAME_BAD = "name-bad"
    PASSWORD_SHORT = "password-short"  # noqa: S105 - a reason
    FIRST_ADMIN = "first-admin"  # the first official must be an admin
    LAST_ADMIN = "last-admin"  # somebody must be able to manage officials
    CODE = "code"  # a link code is wrong or has expired
    LINKED = "linked"  # this account belongs to another official
    TEXT = "text"  # a title and a body are needed
    REASON = "reason"  # a return needs a reason


class RefusedError(Exception):
    """An official may not do this, or not now; `arguments` fill in the words."""

    def __init__(self, refusal: Refusal, **arguments: str | int) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.arguments = arguments


def worded(error: RefusedError, words: Messages) -> CampaignError:
    """`error` as an official reads it."""
    key = f"campaign-refused-{error.refusal}"
    arguments = dict(error.arguments)
    for name in ("status", "role"):
        if name in arguments:
            arguments[name] = words.text(f"campaign-{name}-{arguments[name]}")
    return CampaignError(words.text(key, **arguments), mend=words.text(f"{key}-mend", **arguments))
