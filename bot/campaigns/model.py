"""What a campaign is: content, audience, schedule and how far it is. Plain data, kept as JSON."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

_Line = Annotated[str, Field(min_length=1, max_length=200)]
_Code = Annotated[str, Field(min_length=1, max_length=64)]


class Status(StrEnum):
    """How far a campaign is: draft → in review → approved → scheduled → sending ⇄ paused → finished."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"  # waits for its moment; a recurring one comes back here after each run
    SENDING = "sending"
    PAUSED = "paused"  # by an official, or by the engine after a burst of failures
    FINISHED = "finished"
    CANCELLED = "cancelled"


class RunState(StrEnum):
    """How far one run of a campaign is: a recurring campaign has many, every other one."""

    PLANNING = "planning"  # its audience is being written down; goes on where it stopped after a crash
    SENDING = "sending"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    MISSED = "missed"  # the machine was down and the catch-up policy says to skip it


class DeliveryState(StrEnum):
    """How far the announcement is on its way to one contact."""

    PLANNED = "planned"
    ATTEMPTING = "attempting"  # on its way; after a crash nobody knows: `UNKNOWN`
    SENT = "sent"
    FAILED = "failed"  # will not be tried again; `reason` is a `Failure`
    SKIPPED = "skipped"  # was not tried; `reason` is a `Skip`
    UNKNOWN = "unknown"  # left, and no answer came; sent again only if the campaign says so


class Skip(StrEnum):
    """Why a contact of the audience was not written to."""

    BLOCKED = "blocked"  # has blocked or left the channel
    OUT_OF_WINDOW = "out_of_window"  # Zalo takes nothing but a template or an article, and none is set
    CAPPED = "capped"  # had as many announcements lately as the office allows for one person
    OPTED_OUT = "opted_out"  # unsubscribed between planning and sending, or erased
    MOVED_AWAY = "moved_away"  # is not in the audience any more
    CHANNEL_OFF = "channel_off"  # the channel is not switched on
    CANCELLED = "cancelled"  # the campaign was cancelled before
    TOO_LATE = "too_late"  # the time until which it may be sent is over


class Route(StrEnum):
    """How a contact is written to."""

    MESSAGE = "message"
    TEMPLATE = "template"  # Zalo's approved template, beyond the window
    ARTICLE = "article"  # Zalo's article broadcast, once for all, beyond the window


class ButtonKind(StrEnum):
    """What a button of an announcement does."""

    LINK = "link"  # `target`: an https address
    QUESTION = "question"  # `target`: a prepared question for the desk
    PROCEDURE = "procedure"  # `target`: a procedure's code, whose card opens
    SUBSCRIBE = "subscribe"  # `target`: the id of a topic


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CampaignButton(_Model):
    """A button under an announcement."""

    label: str = Field(min_length=1, max_length=40)
    kind: ButtonKind
    target: str = Field(min_length=1, max_length=500)


class Content(_Model):
    """What people read. `body` has the small markup of `markup`: **bold**, "- " lists, [text](url)."""

    title: str = Field(min_length=1, max_length=150)
    body: str = Field(min_length=1, max_length=10_000)
    language: str = "vi"
    picture: str = Field(default="", max_length=500, description="a file of the office, or an https address")
    file: str = Field(default="", max_length=500, description="a file of the office")
    buttons: tuple[CampaignButton, ...] = Field(default=(), max_length=3)
    source: str = Field(default="", max_length=200, description="id of a document of the index")
    source_line: str = Field(default="", max_length=600, description="the source, as people read it")
    topic: str = Field(default="", max_length=32)
    template: str = Field(default="", max_length=64, description="id of Zalo's approved template")
    template_data: dict[str, str] = Field(default_factory=dict)
    article: str = Field(default="", max_length=64, description="id of Zalo's article")


class Group(_Model):
    """People to whom all of this applies; an empty field applies to everybody."""

    places: tuple[_Line, ...] = ()
    topics: tuple[_Code, ...] = ()
    channels: tuple[_Code, ...] = ()
    languages: tuple[_Code, ...] = ()
    joined_from: AwareDatetime | None = None
    joined_before: AwareDatetime | None = None
    procedures: tuple[_Code, ...] = Field(
        default=(), description="codes of procedures they asked to hear about"
    )


class Audience(_Model):
    """Everybody in one of `any_of` and in none of `but_not`. Without `any_of`: all who subscribed."""

    any_of: tuple[Group, ...] = ()
    but_not: tuple[Group, ...] = ()


class Missed(StrEnum):
    """What becomes of a moment at which the machine was down."""

    SEND_LATE = "send_late"  # within `late_hours`
    SKIP = "skip"  # and tell the author


class Schedule(_Model):
    """When it goes out: once at `at`, or again and again by `recurrence`; neither: at once when it is run."""

    at: AwareDatetime | None = None
    recurrence: str = Field(default="", max_length=120, description="cron, or words: see `recurrence`")
    first: AwareDatetime | None = None
    last: AwareDatetime | None = None
    missed: Missed = Missed.SEND_LATE
    late_hours: int = Field(default=24, ge=1, le=24 * 31)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.at is not None and self.recurrence:
            raise ValueError("at and recurrence exclude each other")
        return self


class Unknown(StrEnum):
    """What becomes of a delivery of which nobody knows whether it arrived."""

    LEAVE = "leave"  # it stays unknown, and the report says so
    RESEND = "resend"  # once more, marked as a possible duplicate


class Policy(_Model):
    """How it is delivered."""

    urgent: bool = False  # storm, flood, fire: quiet hours, holidays and caps do not hold; two approvals
    unknown: Unknown = Unknown.LEAVE
    on_holidays: bool = True


class Definition(_Model):
    """Everything that an approval freezes."""

    content: Content
    audience: Audience = Audience()
    schedule: Schedule = Schedule()
    policy: Policy = Policy()

    def digest(self) -> str:
        """Names this very definition: 16 hex digits of its SHA-256."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


class Campaign(_Model):
    """A campaign as it is kept."""

    id: int
    definition: Definition
    status: Status
    version: int  # grows with every change: who changes an older one is refused
    author: int  # id of an official
    approved: str = ""  # the digest that was approved
    next_fire: datetime | None = None
    created_at: datetime
    changed_at: datetime
    note: str = ""  # why it was returned, paused or cancelled
