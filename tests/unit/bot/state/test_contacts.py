"""Contacts over a real database file: consents, subscriptions, leaving and coming back, lapsing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.state.consents import Withdrawal, consents
from bot.state.contacts import Contact, Contacts, Person, Presence, contacts
from bot.state.database import Database
from bot.state.housekeeping import Housekeeping
from bot.state.sealing import Sealer
from bot.state.subscriptions import Subscription
from knowledge.clock import VIETNAM, FixedClock
from tests.support.state import migrated

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)
LAN = Person("telegram", "4011", "4011")
MINH = Person("zalo-oa", "4011", "4011")
LAND = Subscription("phường La Khê", "dat-dai")
HEALTH = Subscription("phường La Khê", "y-te")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with migrated(tmp_path / "desk.sqlite") as opened:
        yield opened


@pytest.fixture
def people(database: Database, clock: FixedClock) -> Contacts:
    return Contacts(database, Sealer("s" * 32), clock)


async def found(people: Contacts, person: Person = LAN) -> Contact:
    contact = await people.find(person)
    assert contact is not None
    return contact


async def test_nothing_is_kept_without_a_consent(people: Contacts) -> None:
    await people.subscribe(LAN, [LAND])
    await people.await_place(LAN, "-")
    await people.left(LAN)
    assert not await people.speak(LAN, "en")
    assert await people.find(LAN) is None


async def test_the_number_of_somebody_who_is_gone_never_comes_again(
    people: Contacts, database: Database
) -> None:
    """The books of announcements go by numbers, also after people are erased."""
    numbers: list[int] = []
    for person in (LAN, MINH, LAN):
        await people.agree(person, "1", "vi")
        numbers += await database.read(lambda connection: connection.scalars(select(contacts.c.id)).all())
        assert await people.stop(person)
    assert numbers == [1, 2, 3]


async def test_who_agrees_is_kept_with_the_time_and_the_version_of_the_text(people: Contacts) -> None:
    await people.agree(LAN, "1", "vi")
    contact = await found(people)
    assert contact.consent is not None
    assert (contact.consent.text_version, contact.consent.given_at) == ("1", NOW)
    assert contact.subscriptions == ()
    assert await people.find(MINH) is None, "the same id on another channel is somebody else"


async def test_everything_may_be_done_twice(people: Contacts, database: Database) -> None:
    """A message whose reply was not recorded before a crash is worked on again."""
    for _ in range(2):
        await people.agree(LAN, "1", "vi")
        await people.subscribe(LAN, [LAND, HEALTH])
        await people.unsubscribe(LAN, topic="y-te")
    assert (await found(people)).subscriptions == (LAND,)
    assert len(await database.read(lambda c: c.execute(select(consents)).all())) == 1


async def test_a_new_text_replaces_the_consent_and_keeps_the_old_as_proof(
    people: Contacts, database: Database, clock: FixedClock
) -> None:
    await people.agree(LAN, "1", "vi")
    await people.subscribe(LAN, [LAND])
    clock.moment += timedelta(days=1)
    await people.agree(LAN, "2", "en")
    contact = await found(people)
    assert contact.consent is not None
    assert contact.consent.text_version == "2"
    assert contact.subscriptions == (LAND,)
    rows = await database.read(lambda c: c.execute(select(consents).order_by(consents.c.id)).all())
    assert [(row.text_version, row.language, row.withdrawal) for row in rows] == [
        ("1", "vi", Withdrawal.REPLACED),
        ("2", "en", None),
    ]


async def test_to_stop_leaves_only_a_proof_of_nobody(people: Contacts, database: Database) -> None:
    await people.agree(LAN, "1", "vi")
    await people.subscribe(LAN, [LAND])
    assert await people.stop(LAN)
    assert not await people.stop(LAN)
    assert await people.find(LAN) is None
    [proof] = await database.read(lambda c: c.execute(select(consents)).all())
    assert (proof.contact_id, proof.withdrawal, proof.withdrawn_at) == (None, Withdrawal.STOPPED, NOW)


async def test_parts_of_the_subscriptions_can_end(people: Contacts) -> None:
    elsewhere = Subscription("phường Hà Đông, Hà Nội", "dat-dai")
    await people.agree(LAN, "1", "vi")
    await people.subscribe(LAN, [LAND, HEALTH, elsewhere])
    assert await people.unsubscribe(LAN, place="phường La Khê", topic="dat-dai")
    assert (await found(people)).subscriptions == (elsewhere, HEALTH)
    assert await people.unsubscribe(LAN, place="phường La Khê")
    assert (await found(people)).subscriptions == (elsewhere,)
    assert not await people.unsubscribe(LAN, topic="y-te")


async def test_who_leaves_is_paused_and_who_returns_goes_on(people: Contacts) -> None:
    await people.agree(LAN, "1", "vi")
    await people.subscribe(LAN, [LAND])
    await people.left(LAN)
    assert (await found(people)).presence is Presence.LEFT
    await people.returned(LAN)
    assert (await found(people)).presence is Presence.HERE


async def test_a_chat_that_moved_is_written_to_at_its_new_address(
    people: Contacts, database: Database
) -> None:
    await people.agree(LAN, "1", "vi")
    await people.moved(LAN, "-100777")
    [row] = await database.read(lambda c: c.execute(select(contacts)).all())
    assert Sealer("s" * 32).open(row.who) == ["4011", "-100777"]


async def test_what_happens_in_another_chat_is_not_noted_here(people: Contacts, database: Database) -> None:
    await people.agree(LAN, "1", "vi")
    in_group = Person(LAN.channel, LAN.sender, "-200")
    await people.moved(in_group, "-100200")
    await people.left(in_group)
    [row] = await database.read(lambda c: c.execute(select(contacts)).all())
    assert (row.presence, Sealer("s" * 32).open(row.who)) == (Presence.HERE, [LAN.sender, LAN.address])


async def test_ids_are_sealed(people: Contacts, database: Database) -> None:
    await people.agree(Person("telegram", "88889999", "88889999"), "1", "vi")
    [row] = await database.read(lambda c: c.execute(select(contacts)).all())
    assert "88889999" not in str(row)
    assert Sealer("s" * 32).open(row.who) == ["88889999", "88889999"]


async def test_who_left_or_subscribed_to_nothing_lapses(people: Contacts, clock: FixedClock) -> None:
    gone, empty, faithful = LAN, MINH, Person("telegram", "7", "7")
    for person in (gone, empty, faithful):
        await people.agree(person, "1", "vi")
    await people.subscribe(gone, [LAND])
    await people.subscribe(faithful, [LAND])
    await people.left(gone)
    clock.moment += timedelta(days=400)
    assert await people.lapse(NOW - timedelta(seconds=1)) == 0
    assert await people.lapse(NOW + timedelta(seconds=1)) == 2
    assert await people.find(gone) is None
    assert await people.find(empty) is None
    assert (await found(people, faithful)).subscriptions == (LAND,)


async def test_housekeeping_lets_contacts_lapse_now_and_then(
    people: Contacts, database: Database, clock: FixedClock
) -> None:
    keeper = Housekeeping(database, Sealer("s" * 32), clock, lapse_days=30)
    await people.agree(LAN, "1", "vi")
    await keeper.round()
    assert await people.find(LAN) is not None
    clock.moment += timedelta(days=31)
    await keeper.round()
    assert await people.find(LAN) is None
    [proof] = await database.read(lambda c: c.execute(select(consents)).all())
    assert (proof.contact_id, proof.withdrawal) == (None, Withdrawal.LAPSED)
