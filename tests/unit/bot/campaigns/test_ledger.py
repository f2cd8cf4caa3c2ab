"""What is left of a run is found by the index of what is unfinished, however much of it is done."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.campaigns import ledger
from bot.campaigns.model import Skip
from tests.support.campaigns import NOW, Bureau

INDEX = "ix_deliveries_unfinished"


@pytest.mark.parametrize(
    "look",
    [
        lambda connection: ledger.is_done(connection, 1),
        lambda connection: ledger.next_due(connection, 1, "post"),
        lambda connection: ledger.skip_rest(connection, 1, Skip.CANCELLED, NOW, most=5),
        lambda connection: ledger.skip_rest(connection, 1, Skip.CANCELLED, NOW, most=5, but=["post"]),
        lambda connection: ledger.recover(connection, 1, NOW, resend=True),
        lambda connection: ledger.claim_article(connection, 1, "post", 5),
    ],
    ids=["done", "next", "rest", "rest-but", "recover", "article"],
)
async def test_the_index_is_used(bureau: Bureau, look: Callable[[Connection], Any]) -> None:
    def plans(connection: Connection) -> list[str]:
        statements: list[tuple[str, Any]] = []

        def note(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:
            statements.append((statement, given))

        event.listen(connection, "before_cursor_execute", note)
        look(connection)
        event.remove(connection, "before_cursor_execute", note)
        return [
            str(row[3])
            for statement, given in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            if "deliveries" in str(row[3])
        ]

    found = await bureau.database.transact(plans)
    assert found
    assert all(INDEX in plan or "PRIMARY KEY" in plan for plan in found), found
