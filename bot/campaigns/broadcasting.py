"""An article goes out once for everybody who can be reached in no other way."""

from __future__ import annotations

from functools import partial

from bot.campaigns import ledger
from bot.campaigns.ledger import Outcome
from bot.campaigns.model import DeliveryState
from bot.campaigns.orders import BroadcastChannel, Order, Tools
from bot.campaigns.recovering import PAGE
from bot.channels.errors import DeliveryError, Failure
from bot.delivery.condition import Condition
from bot.delivery.retrying import channel_pause

_AGAIN = frozenset({Failure.RETRY_LATER, Failure.SLOW_DOWN, Failure.MISCONFIGURED})


async def broadcast(tools: Tools, order: Order, channel: BroadcastChannel, condition: Condition) -> bool:
    """Broadcast the article of a run on `channel` and note it for each of its people.

    Returns False when the platform is not there: the rows are planned as before. An article of which nobody
    knows whether it went out is never broadcast again: it would reach all followers twice.
    """
    rows: list[int] = []
    claim = partial(ledger.claim_article, run_id=order.run.id, channel=channel.name, most=PAGE)
    while page := await tools.database.transact(claim):
        rows += page
    state, reason, counted = DeliveryState.SENT, "", True
    try:
        await channel.broadcast(order.run.definition.content.article)
    except DeliveryError as error:
        order.note(error.failure)
        condition.unwell(error, channel_pause(error))
        reason = str(error.failure)
        if error.failure in _AGAIN:
            state, counted = DeliveryState.PLANNED, False
        else:
            state = DeliveryState.UNKNOWN if error.failure is Failure.UNKNOWN else DeliveryState.FAILED
    for start in range(0, len(rows), PAGE):
        outcomes = [
            Outcome(row, order.run.id, state, reason, counted=counted) for row in rows[start : start + PAGE]
        ]
        await tools.database.write(ledger.settle, (outcomes, tools.clock.now()))
    return state is not DeliveryState.PLANNED
