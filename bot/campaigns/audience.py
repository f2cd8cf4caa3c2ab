"""Who an announcement is for, as a condition on contacts that the database works out.

A contact without subscriptions is in no audience. Who only asked to hear about a procedure (a subscription
whose topic is `INTEREST` and the procedure's code) is in the audience of groups that name the procedure, and
in no other: that is all they agreed to hear of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true

from bot.campaigns.model import Audience, Group
from bot.state.contacts import contacts
from bot.state.subscriptions import INTEREST, subscriptions


def select_contacts(audience: Audience) -> Select[tuple[int, str, str, str]]:
    """The contacts of `audience`: id, channel, presence, person_key, each contact once, in no order.

    Those who have left their channel are among them: who asks says what becomes of them.
    """
    columns = contacts.c
    return select(columns.id, columns.channel, columns.presence, columns.person_key).where(belongs(audience))


def belongs(audience: Audience) -> ColumnElement[bool]:
    """The condition under which a row of `contacts` belongs to `audience`."""
    wanted = [_of_group(group) for group in audience.any_of] or [_of_group(Group())]
    unwanted = [_of_group(group, excluding=True) for group in audience.but_not]
    return and_(or_(*wanted), not_(or_(false(), *unwanted)))


def _of_group(group: Group, *, excluding: bool = False) -> ColumnElement[bool]:
    columns = contacts.c
    conditions = [
        *_among(columns.channel, group.channels),
        *_among(columns.language, group.languages),
        *_between(columns.created_at, group.joined_from, group.joined_before),
    ]
    if group.procedures:
        conditions.append(
            _subscribed(subscriptions.c.topic.in_([INTEREST + code for code in group.procedures]))
        )
    if group.places or group.topics or not (group.procedures or excluding):
        # Place and topic of one and the same subscription.
        conditions.append(
            _subscribed(
                subscriptions.c.topic.not_like(f"{INTEREST}%"),
                *_among(subscriptions.c.place, group.places),
                *_among(subscriptions.c.topic, group.topics),
            )
        )
    return and_(true(), *conditions)


def _subscribed(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    found = exists().where(subscriptions.c.contact_id == contacts.c.id, *conditions)
    return found.correlate(contacts)


def _among(column: ColumnElement[str], values: Sequence[str]) -> Iterable[ColumnElement[bool]]:
    return [column.in_(values)] if values else []


def _between(
    column: ColumnElement[datetime], first: datetime | None, before: datetime | None
) -> Iterable[ColumnElement[bool]]:
    if first is not None:
        yield column >= first
    if before is not None:
        yield column < before
