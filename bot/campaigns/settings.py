"""[campaigns] — how fast, when and how often announcements may be sent."""

from __future__ import annotations

from datetime import time

from pydantic import Field

from knowledge.settings import Section

USUAL_RATE = 20.0  # messages a second on a channel that is not among the rates


class CampaignSettings(Section):
    """[campaigns] — limits that hold for all announcements; urgent ones override quiet hours and the cap."""

    quiet_from: time = time(21)
    quiet_to: time = time(7)
    per_person: int = Field(default=4, ge=0, le=1000)  # announcements; 0: no cap
    per_person_days: int = Field(default=7, ge=1, le=366)
    rates: dict[str, float] = Field(default={"telegram": 28.0, "zalo-oa": 50.0, "zalo-bot": 5.0})
    in_flight: int = Field(default=32, ge=1, le=500)
    chat_seconds: float = Field(default=1.0, ge=0, le=60)  # between two messages to one chat
    give_up_hours: int = Field(default=24, ge=1, le=168)
    stop_after: int = Field(default=25, ge=5, le=10_000)  # failures among the last `2 * stop_after`
    self_approval: bool = False  # authors may approve their own: for an office of one official
    # VND a message, by channel; beyond the window "-paid", "-template"; "-article": for one broadcast.
    prices: dict[str, int] = Field(
        default={
            "telegram": 0,
            "zalo-bot": 0,
            "zalo-oa": 0,
            "zalo-oa-paid": 55,
            "zalo-oa-template": 120,
            "zalo-oa-article": 0,
        }
    )
    prices_as_of: str = Field(default="10/2026", max_length=20)

    def rate_of(self, channel: str) -> float:
        """Messages a second at which `channel` begins, and above which it never goes."""
        return self.rates.get(channel, USUAL_RATE)
