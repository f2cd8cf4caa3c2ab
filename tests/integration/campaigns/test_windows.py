"""A channel that takes messages only for some days: templates and articles beyond, or nothing."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.campaigns.model import Content, Definition, Policy, Unknown
from bot.channels.base import Part, Sent
from bot.channels.errors import DeliveryError, Failure
from bot.state.zalo_windows import Window
from tests.support.broadcasts import Post, Station
from tests.support.campaigns import SEALER

STATES = "SELECT contact_id, route, state, reason FROM deliveries ORDER BY 1"


class Account(Post):
    """Like an Official Account: a window, templates, articles."""

    def __init__(self) -> None:
        super().__init__()
        self.articles: list[str] = []
        self.article_error: DeliveryError | None = None

    async def window_of(self, sender: str) -> Window:
        raise AssertionError("the books know")

    def template_part(self, template: str, data: Mapping[str, str]) -> Part:
        return {"template": template, **data}

    async def broadcast(self, article: str) -> Sent:
        self.articles.append(article)
        if self.article_error is not None:
            raise self.article_error
        return Sent()


@pytest.fixture
async def account(station: Station) -> Account:
    """Four people: the first two wrote lately, the third long ago, the fourth never."""
    account = Account()
    station.channels = [account]
    await station.people(4)
    now = station.bureau.clock.now()
    for number, days in ((1, 1), (2, 6), (3, 8)):
        key = SEALER.key_of("post", f"post-{number}")
        at = f"{(now - timedelta(days=days)).replace(tzinfo=None)}"
        await station.change(f"INSERT INTO zalo_interactions (sender_key, last_at) VALUES ('{key}', '{at}')")
    return account


def definition_with(unknown: Unknown = Unknown.LEAVE, **content: object) -> Definition:
    made = Content.model_validate({"title": "Lịch tiêm", "body": "Tiêm miễn phí.", **content})
    return Definition(content=made, policy=Policy(unknown=unknown))


async def sent(station: Station, definition: Definition) -> None:
    await station.begin(definition)
    if station.engine is None:
        await station.start()
    await station.row("SELECT status FROM campaigns ORDER BY id DESC", ("finished",))


async def test_who_is_out_of_the_window_is_listed(station: Station, account: Account) -> None:
    await sent(station, definition_with())
    assert sorted(account.taken) == ["post-1", "post-2"]
    assert station.rows(STATES)[2:] == [
        (3, "message", "skipped", "out_of_window"),
        (4, "message", "skipped", "out_of_window"),
    ]


async def test_a_template_reaches_them(station: Station, account: Account) -> None:
    await sent(station, definition_with(template="T1", template_data={"ngay": "1/12"}))
    assert sorted(account.taken) == ["post-1", "post-2", "post-3", "post-4"]
    templates = [to for to, part in zip(account.taken, account.parts, strict=True) if "template" in part]
    assert sorted(templates) == ["post-3", "post-4"]
    assert {part["ngay"] for part in account.parts if "template" in part} == {"1/12"}


async def test_a_window_that_closes_meanwhile_is_seen_at_the_claim(
    station: Station, account: Account
) -> None:
    start = station.bureau.clock.moment
    station.bureau.clock.moment = start.replace(hour=22)
    await station.begin(definition_with(template="T1"))
    await station.start()
    await station.row("SELECT state FROM runs", ("sending",))
    await station.change("UPDATE zalo_interactions SET closed_at = last_at")
    station.bureau.clock.moment = start.replace(hour=7) + timedelta(days=1)
    await station.row("SELECT status FROM campaigns", ("finished",))
    assert {route for _, route, _, _ in station.rows(STATES)} == {"template"}
    assert len(account.taken) == 4


async def test_an_article_goes_out_once_for_all(station: Station, account: Account) -> None:
    await sent(station, definition_with(article="A1"))
    assert account.articles == ["A1"]
    assert sorted(account.taken) == ["post-1", "post-2"]
    assert {state for _, _, state, _ in station.rows(STATES)} == {"sent"}


@pytest.mark.parametrize(
    ("failure", "state"),
    [(Failure.UNKNOWN, "unknown"), (Failure.CONTENT_REFUSED, "failed")],
)
async def test_an_article_that_may_have_gone_out_is_never_repeated(
    station: Station, account: Account, failure: Failure, state: str
) -> None:
    account.article_error = DeliveryError(failure, "x")
    await sent(station, definition_with(Unknown.RESEND, article="A1"))
    assert account.articles == ["A1"]
    assert station.rows(STATES)[2:] == [
        (3, "article", state, str(failure)),
        (4, "article", state, str(failure)),
    ]
