"""The error codes of the OA OpenAPI, and what each means for a delivery.

Codes come in the field `error` of a body, mostly with HTTP status 200. Meanings are the platform's own table;
what is done about each is this desk's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.errors import DeliveryError, Failure

RATE_LIMIT = -32
TOKEN_CODES = frozenset({-216, -220})  # the access token is invalid, has expired or was withdrawn
ASSET_CODES = frozenset({-100, -238, -241})  # what was uploaded has expired or cannot be used

HOUR = 3600.0
DAY = 24 * HOUR
OPENS, CLOSES = 6, 22  # hours of the day between which messages of every kind may be sent


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an error means: `alarm` when somebody of the office must see to it; `pause` in seconds."""

    failure: Failure
    alarm: bool = False
    pause: float | None = None


_GONE = Verdict(Failure.RECIPIENT_GONE)
_CLOSED = Verdict(Failure.OUT_OF_WINDOW)
_SETUP = Verdict(Failure.MISCONFIGURED, alarm=True)
_REFUSED = Verdict(Failure.CONTENT_REFUSED, alarm=True)

VERDICTS: Mapping[int, Verdict] = {
    RATE_LIMIT: Verdict(Failure.SLOW_DOWN),  # of the app or of the OA; the pause grows with each one in a row
    -100: _REFUSED,  # uploaded asset expired; uploaded again once before this counts
    -200: Verdict(Failure.RETRY_LATER),  # sending failed
    -201: _REFUSED,  # invalid parameter
    -204: _SETUP,  # OA deleted
    -205: _SETUP,  # OA does not exist
    -209: _SETUP,  # app not activated
    -210: _REFUSED,  # parameter over its limit
    -211: Verdict(Failure.RETRY_LATER, alarm=True, pause=HOUR),  # out of quota
    -212: _SETUP,  # API not registered for the app
    -213: _GONE,  # the person does not follow the OA
    -214: Verdict(Failure.RETRY_LATER, pause=60.0),  # article still processing
    -216: _SETUP,  # access token invalid; renewed once before this counts
    -217: _GONE,  # the person blocked invitations from the OA
    -218: Verdict(Failure.RETRY_LATER, pause=DAY),  # the person's receive limit of the day
    -219: _SETUP,  # app removed or disabled
    -220: _SETUP,  # access token expired or withdrawn; renewed once before this counts
    -221: _SETUP,  # OA not verified
    -223: _SETUP,  # the OA has not granted the app
    -224: _SETUP,  # needs a higher package
    -227: _GONE,  # the person is banned or was inactive for over 45 days
    -230: _CLOSED,  # no interaction within 7 days
    -232: _CLOSED,  # no interaction, or an expired one
    -233: _REFUSED,  # message type unsupported
    -234: Verdict(Failure.RETRY_LATER),  # not at this hour: the pause lasts until the morning
    -235: _SETUP,  # not available to this type of OA
    -237: _GONE,  # group disabled
    -238: _REFUSED,  # asset problem; uploaded again once before this counts
    -240: _REFUSED,  # v2 message API shut down
    -241: _REFUSED,  # as -238
    -242: _SETUP,  # appsecret_proof wrong
    -244: Verdict(Failure.CONTENT_REFUSED),  # the person restricts this kind of message
    -248: _REFUSED,  # against the content policy
    -249: _REFUSED,  # template not sendable by user id
    # Only messages outside the free window cost money: replies still go, so the channel is not stopped.
    -320: Verdict(Failure.OUT_OF_WINDOW, alarm=True),  # no Zalo Cloud Account
    -321: Verdict(Failure.OUT_OF_WINDOW, alarm=True),  # no balance in it
    -403: _GONE,  # not in the group
    -1340: _REFUSED,  # form errors
    -1341: _REFUSED,
}
# Nobody knows what a code outside the table means; that nothing was delivered is certain.
OTHER = Verdict(Failure.RETRY_LATER, alarm=True)


def verdict_of(code: int) -> Verdict:
    """What the error `code` means."""
    return VERDICTS.get(code, OTHER)


def error_of(code: int, now: datetime, *, rate_pause: float) -> DeliveryError:
    """The error `code` as the desk's own; `rate_pause` is how many seconds to wait after a rate limit.

    `now` is the time in Vietnam: messages refused at night wait until 6:00.
    """
    verdict = verdict_of(code)
    pause = verdict.pause
    if code == RATE_LIMIT:
        pause = rate_pause
    elif code == -234:
        pause = seconds_to_morning(now)
    return DeliveryError(verdict.failure, str(code), pause)


def seconds_to_morning(now: datetime) -> float:
    """Seconds from `now`, in the office's time zone, to the next 6:00; an hour when it is daytime already.

    The platform says neither which time zone it means nor why it refuses by day: ask again later.
    """
    if OPENS <= now.hour < CLOSES:
        return HOUR
    morning = now.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    return ((morning if now.hour < OPENS else morning + timedelta(days=1)) - now).total_seconds()
