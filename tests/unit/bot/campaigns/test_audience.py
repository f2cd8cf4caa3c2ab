"""Audiences over a real database: places, topics, channels, languages, procedures; unions and exclusions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert

from bot.campaigns.audience import select_contacts
from bot.campaigns.model import Audience, Group
from bot.state.contacts import Contacts, Person, contacts
from bot.state.database import Database
from bot.state.schema import metadata
from bot.state.sealing import Sealer
from bot.state.subscriptions import INTEREST, Subscription, subscriptions
from knowledge.clock import VIETNAM, FixedClock
from tests.support.state import migrated

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)
WARD, HAMLET = "phường La Khê", "thôn Đoài"
CODE = "1.001193"
PEOPLE = {
    "lan": ("telegram", "vi", [(WARD, "dat-dai"), (WARD, "y-te")]),
    "minh": ("zalo-oa", "vi", [(WARD, "y-te")]),
    "anna": ("telegram", "en", [(HAMLET, "dat-dai")]),
    "hoa": ("zalo-oa", "vi", [("", INTEREST + CODE)]),
    "tu": ("telegram", "vi", [(WARD, "dat-dai"), ("", INTEREST + CODE)]),
    "khong": ("telegram", "vi", []),
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Six contacts, each of whom joined an hour after the one before."""
    clock = FixedClock(NOW)
    async with migrated(tmp_path / "desk.sqlite") as opened:
        people = Contacts(opened, Sealer("s" * 32), clock)
        for name, (channel, language, chosen) in PEOPLE.items():
            person = Person(channel, name, name)
            await people.agree(person, "1", language)
            await people.subscribe(person, [Subscription(*pair) for pair in chosen])
            clock.moment += timedelta(hours=1)
        yield opened


async def names(database: Database, audience: Audience) -> list[str]:
    rows = await database.read(lambda c: c.execute(select_contacts(audience)).all())
    return [list(PEOPLE)[row.id - 1] for row in sorted(rows)]


def any_of(*groups: Group) -> Audience:
    return Audience(any_of=groups)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        pytest.param(Audience(), "lan minh anna tu", id="everybody-who-takes-news"),
        pytest.param(any_of(Group(places=(HAMLET,))), "anna", id="place"),
        pytest.param(any_of(Group(topics=("dat-dai",))), "lan anna tu", id="topic"),
        pytest.param(any_of(Group(places=(WARD,), topics=("dat-dai",))), "lan tu", id="place-and-topic"),
        pytest.param(any_of(Group(channels=("zalo-oa",))), "minh", id="channel"),
        pytest.param(any_of(Group(languages=("en",))), "anna", id="language"),
        pytest.param(any_of(Group(joined_from=NOW + timedelta(hours=1))), "minh anna tu", id="joined-from"),
        pytest.param(any_of(Group(joined_before=NOW + timedelta(hours=2))), "lan minh", id="joined-before"),
        pytest.param(any_of(Group(procedures=(CODE,))), "hoa tu", id="procedure"),
        pytest.param(any_of(Group(procedures=(CODE,), topics=("dat-dai",))), "tu", id="procedure-and-topic"),
        pytest.param(any_of(Group(places=(HAMLET,)), Group(procedures=(CODE,))), "anna hoa tu", id="union"),
        pytest.param(Audience(but_not=(Group(topics=("dat-dai",)),)), "minh", id="exclusion"),
        pytest.param(Audience(but_not=(Group(channels=("telegram",)),)), "minh", id="channel-excluded"),
        pytest.param(Audience(but_not=(Group(),)), "", id="everybody-excluded"),
        pytest.param(any_of(Group(topics=("tthc:%",))), "", id="interest-is-no-topic"),
    ],
)
async def test_who_belongs(database: Database, audience: Audience, expected: str) -> None:
    assert await names(database, audience) == expected.split()


_GROUPS = st.builds(
    Group,
    places=st.lists(st.sampled_from(["A", "B"]), max_size=2, unique=True).map(tuple),
    topics=st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True).map(tuple),
    channels=st.lists(st.sampled_from(["t", "z"]), max_size=1).map(tuple),
    procedures=st.lists(st.sampled_from(["1", "2"]), max_size=1).map(tuple),
)
_PAIRS = st.sampled_from([("A", "x"), ("A", "y"), ("B", "x"), ("", INTEREST + "1"), ("", INTEREST + "2")])
_CONTACTS = st.lists(st.tuples(st.sampled_from("tz"), st.sets(_PAIRS, max_size=3)), max_size=6)


@given(_CONTACTS, st.lists(_GROUPS, max_size=2), st.lists(_GROUPS, max_size=2))
def test_the_database_agrees_with_the_words(
    people: list[tuple[str, set[tuple[str, str]]]], wanted: list[Group], unwanted: list[Group]
) -> None:
    """Any contacts, any groups: the statement finds whom a plain reading of the definition finds."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine, tables=[contacts, subscriptions])
    with engine.begin() as connection:
        for number, (channel, chosen) in enumerate(people, 1):
            connection.execute(
                insert(contacts).values(
                    id=number, channel=channel, person_key=str(number), who="", language="vi",
                    presence="here", created_at=NOW, changed_at=NOW,
                )
            )  # fmt: skip
            for place, topic in chosen:
                connection.execute(
                    insert(subscriptions).values(contact_id=number, place=place, topic=topic, since=NOW)
                )
        audience = Audience(any_of=tuple(wanted), but_not=tuple(unwanted))
        found = sorted(row.id for row in connection.execute(select_contacts(audience)))
    engine.dispose()
    expected = [
        number
        for number, (channel, chosen) in enumerate(people, 1)
        if any(_in(group, channel, chosen) for group in wanted or [Group()])
        and not any(_in(group, channel, chosen, excluding=True) for group in unwanted)
    ]
    assert found == expected


def _in(group: Group, channel: str, chosen: set[tuple[str, str]], *, excluding: bool = False) -> bool:
    news = [pair for pair in chosen if not pair[1].startswith(INTEREST)]
    interests = {topic.removeprefix(INTEREST) for _, topic in chosen if topic.startswith(INTEREST)}
    if group.channels and channel not in group.channels:
        return False
    if group.procedures and not interests & set(group.procedures):
        return False
    fitting = [
        pair
        for pair in news
        if (not group.places or pair[0] in group.places) and (not group.topics or pair[1] in group.topics)
    ]
    if group.places or group.topics:
        return bool(fitting)
    return bool(news or group.procedures or excluding)
