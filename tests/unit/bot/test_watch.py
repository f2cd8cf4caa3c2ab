"""What is told of channels in trouble, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.campaigns.desk_alarms import DeskAlarms
from bot.delivery.watch import AGAIN_SECONDS, GRACE_SECONDS, Concern, Watch
from bot.messages import LANGUAGES, Catalogue

TOKEN = Concern("token", "401 token")


@dataclass
class Office:
    """Somebody who is told, with a clock to turn."""

    found: dict[str, Concern] = field(default_factory=dict)
    told: list[tuple[str, Concern | None]] = field(default_factory=list)
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.watch = Watch(lambda: self.found, self.tell, lambda: self.now)

    async def tell(self, subject: str, concern: Concern | None) -> None:
        self.told.append((subject, concern))

    async def after(self, seconds: float) -> None:
        self.now += seconds
        await self.watch.look()


@pytest.fixture
def office() -> Office:
    return Office()


async def test_what_mends_itself_is_not_told(office: Office) -> None:
    office.found = {"telegram": TOKEN}
    await office.after(0)
    await office.after(GRACE_SECONDS - 1)
    office.found = {}
    await office.after(1)
    await office.after(10 * GRACE_SECONDS)
    assert office.told == []


async def test_what_lasts_is_told_once_a_day_and_its_end_once(office: Office) -> None:
    office.found = {"telegram": TOKEN}
    await office.after(0)
    for _ in range(20):
        await office.after(GRACE_SECONDS)
    assert office.told == [("telegram", TOKEN)]
    await office.after(AGAIN_SECONDS)
    assert office.told == [("telegram", TOKEN)] * 2
    office.found = {}
    for _ in range(3):
        await office.after(GRACE_SECONDS)
    assert office.told[2:] == [("telegram", None)]


async def test_what_comes_and_goes_counts_as_lasting(office: Office) -> None:
    for _ in range(20):
        office.found = {"telegram": Concern("conflict")}
        await office.after(5)
        office.found = {}
        await office.after(5)
    assert office.told == [("telegram", Concern("conflict"))]


async def test_each_subject_is_told_by_itself(office: Office) -> None:
    office.found = {"telegram": TOKEN}
    await office.after(0)
    await office.after(GRACE_SECONDS / 2)
    office.found = {"telegram": TOKEN, "clock": Concern("clock", "180")}
    await office.after(0)
    await office.after(GRACE_SECONDS / 2)
    assert [subject for subject, _ in office.told] == ["telegram"]
    await office.after(GRACE_SECONDS / 2)
    assert [subject for subject, _ in office.told] == ["telegram", "clock"]


REASONS = (
    *("token", "consent", "lost", "refused", "settings", "key"),
    *("webhook", "elsewhere", "conflict", "silent", "signature", "stopped"),
)


@pytest.mark.parametrize("why", [*REASONS, "-224"])
def test_every_reason_has_words_and_a_mend(why: str) -> None:
    alarms = DeskAlarms(None, None, Catalogue.load(), None, list)  # type: ignore[arg-type]
    lines = alarms.worded("zalo-oa", Concern(why, "" if why in REASONS else why))
    assert len(lines) == 3
    assert "Zalo Official Account" in lines[0]
    assert ("-224" in lines[0]) is (why == "-224")
    assert all(line and "{" not in line and "alarm-" not in line for line in lines)
    for language in LANGUAGES:
        words = Catalogue.load().of(language)
        assert why not in REASONS or {f"alarm-why-{why}", f"alarm-why-{why}-mend"} <= words.keys
