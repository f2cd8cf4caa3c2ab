"""The plan before sending, counted by the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import insert

from bot.campaigns.estimating import Estimate, Estimator, Way
from bot.campaigns.hours import Hours
from bot.campaigns.model import Audience, Content, Definition, Group, Policy, RunState
from bot.campaigns.planning import Ways
from bot.campaigns.settings import CampaignSettings
from bot.campaigns.tables import deliveries, runs
from bot.state.contacts import Contacts, Person
from bot.state.subscriptions import Subscription
from bot.state.zalo_windows import ZaloWindows
from tests.support.campaigns import NOW, SEALER, Bureau, definition_of

OA = frozenset({"zalo-oa"})
WAYS = Ways(frozenset({"telegram", "zalo-oa"}), windowed=OA, templates=OA, articles=OA)
WARD = "phường Mẫu"


def estimator(bureau: Bureau, **settings: object) -> Estimator:
    hours = Hours(time(21), time(7), lambda _day: True)
    return Estimator(bureau.database, bureau.clock, CampaignSettings.model_validate(settings), WAYS, hours)


async def people(bureau: Bureau) -> dict[str, Person]:
    """Five on Zalo OA (free, paid, closed, refused, never heard of), three on Telegram, one on Zalo Bot."""
    contacts = Contacts(bureau.database, SEALER, bureau.clock)
    windows = ZaloWindows(bureau.database, SEALER, "zalo-oa", bureau.clock)
    found = {}
    for name in ("free", "paid", "closed", "refused", "new"):
        found[name] = Person("zalo-oa", name, name)
    for name in ("an", "binh", "gone"):
        found[name] = Person("telegram", name, name)
    found["bot"] = Person("zalo-bot", "bot", "bot")
    for person in found.values():
        await contacts.agree(person, "1", "vi")
        await contacts.subscribe(person, [Subscription(WARD, "y-te")])
    await contacts.left(found["gone"])
    for name, hours in (("free", 47), ("paid", 49), ("closed", 170), ("refused", 1)):
        await windows.interacted(name, NOW - timedelta(hours=hours))
    await windows.closed("refused")
    return found


def counts(estimate: Estimate) -> Mapping[tuple[str, str], int]:
    return {(share.channel, str(share.way)): share.people for share in estimate.shares}


async def test_everybody_is_counted_once_by_channel_and_way(bureau: Bureau) -> None:
    await people(bureau)
    estimate = await estimator(bureau).estimate(definition_of())
    assert counts(estimate) == {
        ("telegram", "message"): 2,
        ("telegram", "blocked"): 1,
        ("zalo-bot", "off"): 1,
        ("zalo-oa", "message"): 1,
        ("zalo-oa", "paid"): 1,
        ("zalo-oa", "closed"): 3,
    }
    assert (estimate.audience, estimate.reached) == (9, 4)
    assert (estimate.cost, estimate.unpriced, estimate.prices_as_of) == (55, 0, "10/2026")
    assert estimate.begins == NOW


@pytest.mark.parametrize(("way", "cost"), [("template", 55 + 3 * 120), ("article", 55 + 9)])
async def test_beyond_the_window_by_template_or_article(bureau: Bureau, way: str, cost: int) -> None:
    await people(bureau)
    content = Content.model_validate({"title": "Tin", "body": "Tin", way: "1"})
    prices = {"zalo-oa": 0, "zalo-oa-paid": 55, "zalo-oa-template": 120, "zalo-oa-article": 9}
    estimate = await estimator(bureau, prices=prices).estimate(Definition(content=content))
    assert counts(estimate)["zalo-oa", way] == 3
    assert (estimate.cost, estimate.unpriced) == (cost, 2), "Telegram has no price here"


async def test_who_had_enough_is_capped_but_not_for_what_is_urgent(bureau: Bureau) -> None:
    await people(bureau)
    campaign = await bureau.draft()
    run = {"campaign_id": campaign.id, "state": RunState.FINISHED, "definition": {}, "created_at": NOW}

    for number, (contact, days) in enumerate([(6, 1), (6, 2), (7, 1), (7, 9)], 1):
        at = NOW - timedelta(days=days)
        await bureau.database.transact(
            lambda c, n=number, t=at, p=contact: (  # type: ignore[misc]
                c.execute(insert(runs).values(id=n, occurrence=t + timedelta(minutes=n), **run)),
                c.execute(
                    insert(deliveries).values(
                        run_id=n, contact_id=p, channel="telegram", route="message", state="sent",
                        due_at=t, finished_at=t,
                    )
                ),
            )
        )  # fmt: skip
    told = counts(await estimator(bureau, per_person=2).estimate(definition_of()))
    assert (told["telegram", "capped"], told["telegram", "message"]) == (1, 1)
    urgent = definition_of(policy=Policy(urgent=True))
    assert ("telegram", Way.CAPPED) not in counts(await estimator(bureau, per_person=2).estimate(urgent))
    assert ("telegram", Way.CAPPED) not in counts(
        await estimator(bureau, per_person=0).estimate(definition_of())
    )


async def test_time_follows_the_slowest_channel_and_the_quiet_hours(bureau: Bureau) -> None:
    await people(bureau)
    rates = {"telegram": 0.5, "zalo-oa": 10.0}
    night = NOW.replace(hour=22)
    definition = definition_of()
    estimate = await estimator(bureau, rates=rates).estimate(definition, {"telegram": 3}, night)
    assert estimate.duration == timedelta(seconds=2 * 3 / 0.5)
    assert estimate.begins == datetime(2026, 11, 22, 7, tzinfo=NOW.tzinfo)
    urgent = definition_of(policy=Policy(urgent=True))
    assert (await estimator(bureau).estimate(urgent, at=night)).begins == night


async def test_who_stopped_and_who_is_left_out(bureau: Bureau) -> None:
    found = await people(bureau)
    contacts = Contacts(bureau.database, SEALER, bureau.clock)
    await contacts.stop(found["an"])
    elsewhere = definition_of(audience=Audience(any_of=(Group(places=("thôn Đoài",)),)))
    estimate = await estimator(bureau).estimate(elsewhere)
    assert (estimate.audience, estimate.opted_out, estimate.topic_left_out) == (0, {"telegram": 1}, 8)
