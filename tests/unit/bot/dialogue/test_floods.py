"""Budgets of messages: one kind line, then silence until enough time has passed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channels.base import Incoming, IncomingKind
from bot.dialogue import floods as floods_module
from bot.dialogue.floods import Floods, Verdict
from bot.dialogue.talks import Talks
from bot.settings import FloodSettings
from bot.state.contacts import Person
from knowledge.clock import VIETNAM, FixedClock

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)
SMALL = FloodSettings(sender_per_minute=60, sender_burst=4, total_per_minute=6000, total_burst=1000)


class Writer:
    """Somebody who writes; every message has its own id."""

    def __init__(self, floods: Floods, sender: str = "dan-1") -> None:
        self.floods = floods
        self.sender = sender
        self.count = 0

    def writes(self, at: datetime, *, always: bool = False, again: bool = False) -> Verdict:
        self.count += 0 if again else 1
        message = Incoming("telegram", self.sender, f"m{self.count}", IncomingKind.TEXT, "x", at)
        return self.floods.judge(message, always=always)


def test_one_line_then_silence_then_answers_again() -> None:
    clock = FixedClock(NOW)
    floods = Floods(SMALL, clock)
    lan = Writer(floods)
    assert [lan.writes(NOW) for _ in range(7)] == [
        *[Verdict.ANSWER] * 4,
        Verdict.SLOW_DOWN,
        *[Verdict.SILENCE] * 2,
    ]
    assert floods.pause_seconds == 2
    clock.moment += timedelta(seconds=1)
    assert lan.writes(clock.moment) is Verdict.SILENCE
    clock.moment += timedelta(seconds=1)
    assert [lan.writes(clock.moment) for _ in range(2)] == [Verdict.ANSWER] * 2, "half of the burst is back"
    assert Writer(floods, "dan-2").writes(clock.moment) is Verdict.ANSWER, "others notice nothing"


def test_rights_have_a_budget_of_their_own() -> None:
    lan = Writer(Floods(SMALL, FixedClock(NOW)))
    for _ in range(6):
        lan.writes(NOW)
    verdicts = [lan.writes(NOW, always=True) for _ in range(6)]
    assert verdicts == [*[Verdict.ANSWER] * 4, Verdict.SLOW_DOWN, Verdict.SILENCE]


def test_the_message_that_was_told_is_told_again_after_a_crash() -> None:
    lan = Writer(Floods(SMALL, FixedClock(NOW)))
    for _ in range(5):
        told = lan.writes(NOW)
    assert told is lan.writes(NOW, again=True) is Verdict.SLOW_DOWN


def test_what_piled_up_while_the_desk_was_down_is_no_flood() -> None:
    clock = FixedClock(NOW)
    lan = Writer(Floods(SMALL, clock))
    slowly = [NOW - timedelta(minutes=30 - number) for number in range(30)]
    assert {lan.writes(at) for at in slowly} == {Verdict.ANSWER}


def test_a_time_in_the_future_silences_nobody_for_long() -> None:
    clock = FixedClock(NOW)
    lan = Writer(Floods(SMALL, clock))
    for _ in range(6):
        lan.writes(NOW + timedelta(days=3650))
    clock.moment += timedelta(seconds=2)
    assert lan.writes(clock.moment) is Verdict.ANSWER


def test_all_together_have_a_budget_too() -> None:
    settings = FloodSettings(sender_per_minute=60, sender_burst=4, total_per_minute=60, total_burst=10)
    floods = Floods(settings, FixedClock(NOW))
    verdicts = [Writer(floods, f"dan-{number}").writes(NOW) for number in range(12)]
    assert verdicts == [*[Verdict.ANSWER] * 10, *[Verdict.SLOW_DOWN] * 2]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods_module, "MAX_KEYS", 5)
    settings = FloodSettings(sender_per_minute=1, sender_burst=1, total_per_minute=1, total_burst=1)
    floods = Floods(settings, FixedClock(NOW))
    for number in range(50):
        Writer(floods, f"dan-{number}").writes(NOW)
    assert len(floods._told) == 5


def test_a_talk_is_forgotten_but_for_the_welcome() -> None:
    clock = FixedClock(NOW)
    talks = Talks(clock, minutes=30)
    lan = Person("telegram", "1", "1")
    talk = talks.of(lan)
    talk.language, talk.welcomed = "en", NOW
    clock.moment += timedelta(minutes=29)
    assert talks.of(lan).language == "en"
    clock.moment += timedelta(minutes=31)
    later = talks.of(lan)
    assert later.language == ""
    assert later.is_welcomed(clock.moment)
    assert not later.is_welcomed(NOW + timedelta(days=2))
    talks.forget(lan)
    assert not talks.of(lan).is_welcomed(clock.moment)


def test_nobody_is_silent_for_hours_where_the_clock_is_set_back() -> None:
    clock = FixedClock(NOW)
    floods = Floods(SMALL, clock)
    lan = Writer(floods)
    assert [lan.writes(NOW) for _ in range(6)][-2:] == [Verdict.SLOW_DOWN, Verdict.SILENCE]
    clock.moment -= timedelta(hours=7)
    verdicts = []
    for seconds in range(1, 6):  # the platform's clock goes on
        clock.moment += timedelta(seconds=1)
        verdicts.append(lan.writes(NOW + timedelta(seconds=seconds)))
    assert verdicts[-1] is Verdict.ANSWER
