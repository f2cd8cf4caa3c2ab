"""What is known: documents with structure, the passages retrieved from them, and procedures.

All models are frozen pydantic models: plain data that flows one way, from reader to answer.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Immutable, and strict about unknown fields, so that a typo in a data file is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """Half-open range of characters `[start, end)` in `Document.text`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Validity(Frozen):
    """From when to when something applies, and what it replaced or was replaced by."""

    effective_from: date | None = None
    effective_to: date | None = None
    replaces: tuple[str, ...] = ()
    replaced_by: str | None = None

    def covers(self, day: date) -> bool:
        """True when it applies on `day`; an open end covers everything on its side."""
        after_start = self.effective_from is None or self.effective_from <= day
        return after_start and (self.effective_to is None or day <= self.effective_to)


class DocumentKind(StrEnum):
    """What sort of document it is; decides how it is cut and cited."""

    ADMINISTRATIVE = "administrative"  # plan, decision, notice, letter: Decree 30/2020 layout
    LAW = "law"  # an article of a law, decree, circular
    PROCEDURE = "procedure"  # an administrative procedure with aspects
    GUIDE = "guide"  # guidance written for citizens
    OTHER = "other"


class Aspect(StrEnum):
    """What a citizen can ask about a procedure."""

    DOSSIER = "dossier"
    STEPS = "steps"
    TIME = "time"
    FEE = "fee"
    WHERE = "where"
    WHO = "who"
    ONLINE = "online"
    LEGAL = "legal"
    RESULT = "result"
    CONDITIONS = "conditions"
    DEADLINE = "deadline"  # by when the citizen must act
    NOTES = "notes"
    FORM = "form"  # the form to fill in
    VALIDITY = "validity"  # for how long the result may be used
    PENALTY = "penalty"  # for doing it late or not at all


class Confidence(StrEnum):
    """How well a fact is supported."""

    CONFIRMED = "confirmed"  # at least two independent sources
    ONE_SOURCE = "one_source"
    UNVERIFIED = "unverified"  # must never be stated as certain
    CONTRADICTORY = "contradictory"  # the sources differ: both are given


class TimeUnit(StrEnum):
    """What a duration is counted in."""

    SAME_DAY = "same_day"  # done the day it is handed in
    WORKING_DAY = "working_day"
    DAY = "day"
    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    MONTH = "month"


class Duration(Frozen):
    """How long something takes, or within what time it must be done.

    `up_to` is the limit in complicated cases. What is received after `cutoff_hour` counts as of the next
    working day.
    """

    value: int = Field(default=0, ge=0)  # 0 only for SAME_DAY
    unit: TimeUnit
    up_to: int | None = Field(default=None, ge=1)
    cutoff_hour: int | None = Field(default=None, ge=0, le=23)


class Channel(StrEnum):
    """How a file is handed in."""

    ANY = "any"
    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class Fee(Frozen):
    """What is paid: an amount in đồng, nothing (`free`), or what the province decides."""

    amount: int | None = Field(default=None, ge=1)
    per: str = ""  # "trang", "bản" …
    channel: Channel = Channel.ANY
    condition: str = ""  # "từ trang thứ 3" …
    free: bool = False
    set_by_province: bool = False


class Applies(Frozen):
    """The case that a fact or a procedure is for, in words; ages are inclusive years.

    What is None is not decided by it.
    """

    text: str = Field(min_length=1)  # "quá hạn", "từ 14 tuổi" …
    age_from: int | None = Field(default=None, ge=0)
    age_to: int | None = Field(default=None, ge=0)
    channel: Channel | None = None
    foreign: bool | None = None  # with a foreign element

    def fits(
        self, *, age: int | None = None, channel: Channel | None = None, foreign: bool | None = None
    ) -> bool | None:
        """Whether the case of somebody of `age` … is this one; None when what is known does not decide."""
        decided: list[bool] = []
        if age is not None and (self.age_from is not None or self.age_to is not None):
            old_enough = self.age_from is None or age >= self.age_from
            decided.append(old_enough and (self.age_to is None or age <= self.age_to))
        if channel is not None and self.channel is not None:
            decided.append(channel is self.channel)
        if foreign is not None and self.foreign is not None:
            decided.append(foreign is self.foreign)
        return all(decided) if decided else None


class Fact(Frozen):
    """One statement about one aspect of a procedure, with what supports it.

    `duration`, `fees` and `applies` repeat for programs what `text` says; `set_by` names the office whose
    own settings it comes from; `asked` are ways in which people ask for it.
    """

    aspect: Aspect
    text: str = Field(min_length=1)
    confidence: Confidence = Confidence.CONFIRMED
    sources: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    duration: Duration | None = None
    fees: tuple[Fee, ...] = ()
    applies: Applies | None = None
    set_by: str = ""
    asked: tuple[str, ...] = ()


class Procedure(Frozen):
    """An administrative procedure (thủ tục hành chính)."""

    code: str
    name: str
    former_codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # what people call it
    field: str = ""
    agency: str = ""  # who decides
    level: str = ""  # "Cấp xã", "Cấp tỉnh" …
    facts: tuple[Fact, ...] = ()
    related: tuple[str, ...] = ()  # codes
    applies: Applies | None = None  # whom it is for, where a sister procedure is for the others
    validity: Validity = Validity()
    url: str | None = None
    asked: tuple[str, ...] = ()  # ways in which people ask for it as a whole


class SectionRole(StrEnum):
    """What part of a document a section is."""

    BODY = "body"
    LEGAL_BASES = "legal_bases"
    RECIPIENTS = "recipients"
    CLOSING = "closing"  # "Trên đây là kế hoạch …, yêu cầu các đơn vị thực hiện"
    SIGNATURE = "signature"
    TABLE = "table"
    ASPECT = "aspect"  # of a procedure


class PlanPart(StrEnum):
    """What a part of a plan is about; plans of all offices and subjects are built alike."""

    BASIS = "basis"  # what it carries out
    PURPOSE = "purpose"
    REQUIREMENT = "requirement"
    CONTENT = "content"
    FORM = "form"  # by which channels and means
    ORGANISATION = "organisation"  # who does what
    BUDGET = "budget"
    REPORT = "report"


class Section(Frozen):
    """A part of a document under one heading, without its sub-sections.

    `label` is what numbers it ("IV", "4.1", "a)", "Điều 12", ""); `level` is its depth, 1 outermost;
    `heading_path` are the headings from the outermost down to its own, labels included.
    `span` covers heading and own text in `Document.text`.
    """

    label: str = ""
    heading: str = ""
    level: int = Field(default=1, ge=1)
    heading_path: tuple[str, ...] = ()
    span: Span
    page: int | None = None
    role: SectionRole = SectionRole.BODY
    aspect: Aspect | None = None


class Metadata(Frozen):
    """What identifies a document and is cited. Everything but `id`, `title` and `source` may be unknown."""

    id: str
    kind: DocumentKind = DocumentKind.OTHER
    title: str
    type_name: str | None = None  # "Kế hoạch", "Quyết định" …
    subject: str | None = None
    aliases: tuple[str, ...] = ()  # what people call it
    number: str | None = None  # "33/KH-UBND"; None when the number was left blank
    former_numbers: tuple[str, ...] = ()  # codes that a procedure had before
    symbol: str | None = None  # "KH-UBND", also when the number was left blank
    issuer: str | None = None
    parent_issuer: str | None = None
    locality: str | None = None  # "Phường La Khê"
    issued_on: date | None = None
    issued_text: str | None = None  # as printed when day or month is blank: "tháng 01 năm 2025"
    years: tuple[int, ...] = ()  # the year(s) or period it is about
    signer: str | None = None
    signer_office: str | None = None
    recipients: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    field: str | None = None
    level: str | None = None  # of a procedure: "Cấp xã", "Cấp tỉnh, Cấp xã"
    validity: Validity = Validity()
    source: str  # the file it came from, as the admin named it
    url: str | None = None


class Asked(Frozen):
    """Ways in which people ask for what one line says, in their own words."""

    line: str  # of the document's text: a fact, or the heading of what is asked for as a whole
    questions: tuple[str, ...]


class Dated(Frozen):
    """A part of a guide that holds for a time only."""

    heading: str
    validity: Validity


class Document(Frozen):
    """A document with its outline. `text` is NFC, one paragraph a line; every span points into it.

    `page_starts` are (offset in `text`, page) wherever a new page begins; empty for formats without pages.
    """

    meta: Metadata
    text: str
    sections: tuple[Section, ...] = ()
    procedure: Procedure | None = None
    page_starts: tuple[tuple[int, int], ...] = ()
    asked: tuple[Asked, ...] = ()
    dated: tuple[Dated, ...] = ()


class Passage(Frozen):
    """What is retrieved: a run of one document's text that stands on its own.

    `text` equals `document.text[span.start:span.end]`; `heading_path` says where it stands.
    `context` is what is indexed beside it (title, locality, year, headings), never shown as text.
    """

    id: str  # "<document id>#<ordinal>"
    document_id: str
    ordinal: int = Field(ge=0)
    text: str
    span: Span
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    role: SectionRole = SectionRole.BODY
    aspect: Aspect | None = None
    context: str = ""
    asked: tuple[Asked, ...] = ()  # for its lines


class Citation(Frozen):
    """Where an answer stands: the fields a citizen needs to find the passage again."""

    document_id: str
    title: str
    number: str | None = None
    issuer: str | None = None
    issued_on: str | None = None  # ISO date, or the printed words where the day was left blank
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    passage_id: str
    text: str
