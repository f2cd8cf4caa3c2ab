"""kill -9 at any instant: every message has one recorded reply, and only what was in flight came twice."""

import os
from pathlib import Path

import pytest

from tests.fakes import crashing


@pytest.mark.slow
async def test_nothing_is_lost_and_only_what_was_in_flight_comes_twice(tmp_path: Path) -> None:
    load = crashing.Load(messages=400, users=50, kills=4)
    outcome = await crashing.run(load, tmp_path, dict(os.environ))
    assert outcome.kills == 4
    assert outcome.stored == outcome.sent == 400
    assert outcome.unanswered == ()
    assert outcome.open_rows == 0
    assert outcome.replies_per_message == {1: 400}
    assert outcome.states.get("unknown", 0) <= outcome.kills, "hit by two crashes in a row"
    assert outcome.states["sent"] + outcome.states.get("unknown", 0) == 400
    assert outcome.answered_more == ()
    assert outcome.twice_but_not_listed == ()
