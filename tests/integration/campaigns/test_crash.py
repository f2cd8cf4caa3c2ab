"""An announcement survives kill -9: nobody is left out, and who may have got it twice is marked."""

from pathlib import Path

import pytest

from tests.fakes import crashing_campaign


@pytest.mark.parametrize("resend", [True, False])
async def test_nobody_is_left_out_when_the_desk_is_killed_again_and_again(
    tmp_path: Path, *, resend: bool
) -> None:
    load = crashing_campaign.Load(people=1500, kills=4, resend=resend, patience=60)
    outcome = await crashing_campaign.run(load, tmp_path)
    assert outcome.kills == 4
    assert outcome.rows == outcome.audience == 1500
    assert outcome.unaccounted == 0
    assert outcome.told_sent_but_not == 0
    assert outcome.not_told == 0
    assert outcome.thrice == 0
    assert outcome.twice_but_not_marked == 0
    assert outcome.twice - outcome.twice_by_lost_answer <= outcome.in_flight_at_kills
    assert outcome.states["failed recipient_gone"] > 0
    if not resend:
        assert outcome.twice == 0
        assert outcome.states["unknown crashed"] == outcome.in_flight_at_kills
