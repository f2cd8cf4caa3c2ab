"""Claiming: deliveries of a run are marked as on their way, in small batches, by people who still want them.

A row is claimed in the transaction that reads the person's address and looks whether they still belong to
the audience: what happened between planning and sending is seen there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select, update

from bot.campaigns.due import Claim, Claimed, Due, due
from bot.campaigns.ledger import end
from bot.campaigns.model import DeliveryState, Route, Skip
from bot.campaigns.tables import deliveries
from bot.state.contacts import contacts
from bot.state.dialects import among
from bot.state.schema import Moment

_LEAVE = (
    update(deliveries)
    .where(among(deliveries.c.id, "ids"))
    .values(
        state=str(DeliveryState.ATTEMPTING),
        attempts=deliveries.c.attempts + 1,
        first_at=func.coalesce(deliveries.c.first_at, bindparam("now", type_=Moment)),
    )
)


def claim(connection: Connection, order: Claim) -> tuple[int, list[Claimed]]:
    """Mark what is due as on its way; who cannot be written to any more is skipped with the reason.

    Returns how many rows were due, and those that are on their way.
    """
    rows = due(connection, order)
    claimed: list[Claimed] = []
    ended: defaultdict[tuple[DeliveryState, str], list[int]] = defaultdict(list)
    routes: defaultdict[Route, list[int]] = defaultdict(list)
    lost = _lost(connection, rows)
    for row in rows:
        if (why := lost.get(row.contact) or row.obstacle(order)) is not None:
            ended[DeliveryState.SKIPPED, why].append(row.id)
            continue
        route = row.way(order)
        if route != row.route:
            routes[route].append(row.id)
        if route is Route.ARTICLE:
            continue  # goes out once for all
        try:
            claimed.append(row.claimed(order, route))
        except ValueError:  # sealed with another key
            ended[DeliveryState.FAILED, "unreadable"].append(row.id)
    for (state, reason), ids in ended.items():
        end(connection, ids, state, reason, order.now)
    for route, ids in routes.items():
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(route=str(route)))
    if claimed:
        connection.execute(_LEAVE, {"ids": [item.id for item in claimed], "now": order.now})
    return len(rows), claimed


def _lost(connection: Connection, rows: Sequence[Due]) -> dict[int, Skip]:
    """The people who are not of the audience any more, and why."""
    gone = [row.contact for row in rows if row.presence is None]
    if not gone:
        return {}
    still = set(connection.scalars(select(contacts.c.id).where(contacts.c.id.in_(gone))))
    return {contact: Skip.MOVED_AWAY if contact in still else Skip.OPTED_OUT for contact in gone}
