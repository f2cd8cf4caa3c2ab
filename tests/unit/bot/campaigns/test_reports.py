import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import insert, update

from bot.campaigns.exporting import rows_of, write_csv, write_xlsx
from bot.campaigns.grouping import LEAST, grouped
from bot.campaigns.model import ButtonKind, CampaignButton, Content, Definition, DeliveryState, RunState
from bot.campaigns.progress import Follower
from bot.campaigns.reactions import Kind, Reaction, insert_reactions
from bot.campaigns.reconciling import Odd, balance, fates
from bot.campaigns.reports import Reports, find_run
from bot.campaigns.tables import deliveries
from bot.messages import Catalogue
from bot.state.contacts import contacts
from bot.state.database import Database
from knowledge.clock import FixedClock
from tests.support.runs import Went, add_run
from tests.support.state import migrated

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
WORDS = Catalogue.load().of("vi")
DEFINITION = Definition(
    content=Content(
        title="=HYPERLINK(1)",
        body="Lời",
        buttons=(
            CampaignButton(label="+Trang web", kind=ButtonKind.LINK, target="https://example.vn"),
            CampaignButton(label="Hỏi", kind=ButtonKind.QUESTION, target="khai sinh cần gì"),
        ),
    )
)


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 40)))
def test_a_breakdown_adds_up_and_names_no_small_group(counts: dict[int, int]) -> None:
    groups = grouped(counts)
    assert sum(count for _, count in groups.shown) + groups.rest == sum(counts.values())
    assert {key for key, _ in groups.shown} | set(groups.joined) == {key for key in counts if counts[key]}
    assert all(count >= LEAST for _, count in groups.shown)
    assert groups.rest == 0 or groups.rest >= LEAST or not groups.shown
    assert len(groups.joined) != 1 or not groups.shown, "the rest of one group would be its number"


async def people(database: Database, count: int) -> None:
    rows = [
        {
            "id": number,
            "channel": "telegram",
            "person_key": f"k{number}",
            "who": "x",
            "language": "vi",
            "presence": "here",
            "created_at": AT,
            "changed_at": AT,
        }
        for number in range(1, count + 1)
    ]
    await database.transact(lambda connection: bool(connection.execute(insert(contacts), rows)))


WENT = (
    Went(tuple(range(1, 61)), channel="telegram"),
    Went(tuple(range(61, 69)), DeliveryState.SKIPPED, "out_of_window", channel="zalo-oa"),
    Went((69, 70), DeliveryState.SKIPPED, "capped", channel="telegram"),
    Went((71,), DeliveryState.FAILED, "recipient_gone", channel="telegram"),
    Went((72, 73), DeliveryState.UNKNOWN, "crashed", channel="zalo-bot", possible_duplicate=True),
)


async def test_a_report_counts_everybody_and_gives_nobody_away(tmp_path: Path) -> None:
    async with migrated(tmp_path / "m.sqlite") as database:
        await people(database, 73)
        run = await add_run(database, AT, WENT, DEFINITION)
        taps = [Reaction(run, number, Kind.TAP, AT, 2) for number in (1, 2, 3, 4, 5, 5, 5)]
        asked = [Reaction(run, number, Kind.QUESTION, AT) for number in (1, 2, 3, 3)]
        gone = [Reaction(run, None, Kind.OPT_OUT, AT) for _ in range(6)]
        await database.transact(lambda c: insert_reactions(c, [*taps, *asked, *gone]))
        report = await Reports(database).of_campaign(1)
        [found] = report.runs
        assert found.planned == 73
        assert found.states == {
            "planned": 0,
            "attempting": 0,
            "sent": 60,
            "failed": 1,
            "skipped": 10,
            "unknown": 2,
        }
        assert found.possible_duplicates == 2
        assert found.skipped.shown == ()
        assert set(found.skipped.joined) == {"out_of_window", "capped"}
        assert found.failed.shown == ()
        assert [tap.people for tap in found.taps] == [None, 5]
        assert (found.questions, found.opt_outs) == (None, 6)
        assert [(line.channels, line.planned, line.states) for line in found.channels] == [
            (("telegram",), 63, None),
            (("zalo-bot", "zalo-oa"), 10, None),
        ]
        lines = list(rows_of(report, WORDS))
        assert ("Hỏi trong 48 giờ", "dưới 5") in [(line.what, line.people) for line in lines]
        small = [line for line in lines if isinstance(line.people, int) and 0 < line.people < LEAST]
        assert {line.which for line in small} == {""}, "small numbers stand in the totals only"

        write_csv(report, WORDS, tmp_path / "r.csv")
        write_xlsx(report, WORDS, tmp_path / "r.xlsx")
        with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
            written = list(csv.reader(file))
        sheet = load_workbook(tmp_path / "r.xlsx").active
        assert sheet is not None
        in_excel = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert [[str(cell) for cell in row] for row in written] == in_excel
        assert len(written) == len(lines) + 1
        assert not any(cell.startswith(("=", "+")) for row in written for cell in row)
        assert not any("k7" in cell for row in written for cell in row)


async def test_where_every_number_is_large_channels_say_how_it_went(tmp_path: Path) -> None:
    async with migrated(tmp_path / "m.sqlite") as database:
        went = [
            Went(tuple(range(1, 61)), channel="telegram"),
            Went(tuple(range(61, 81)), channel="zalo-oa"),
            Went(tuple(range(81, 86)), DeliveryState.SKIPPED, "blocked", channel="zalo-oa"),
        ]
        run = await add_run(database, AT, went)
        report = await Reports(database).of_run(run)
        assert [(line.channels, line.states) for line in report.channels] == [
            (("telegram",), {"sent": 60}),
            (("zalo-oa",), {"sent": 20, "skipped": 5}),
        ]


async def test_every_fate_is_listed_and_they_sum_to_the_audience(tmp_path: Path) -> None:
    async with migrated(tmp_path / "m.sqlite") as database:
        run = await add_run(database, AT, WENT)
        await add_run(database, AT + timedelta(days=1), [Went((1, 2))])
        summed = await balance(database, run)
        assert (summed.audience, summed.rows, summed.closed) == (73, 73, True)
        assert sum(summed.states.values()) == 73
        listed = [fate async for page in fates(database, run) for fate in page]
        assert len(listed) == 73
        assert [fate.number for fate in listed] == sorted({fate.number for fate in listed})
        assert {(fate.state, fate.reason) for fate in listed} == {(w.state, w.reason) for w in WENT}


@pytest.mark.parametrize(
    ("went", "state", "odd"),
    [
        (Went((1,), DeliveryState.PLANNED), RunState.SENDING, Odd.WAITING),
        (Went((1,), DeliveryState.ATTEMPTING), RunState.FINISHED, Odd.LEFT_OVER),
        (Went((1,), DeliveryState.SKIPPED), RunState.FINISHED, Odd.RESULT),
        (Went((1,)), RunState.PLANNING, Odd.PLANNING),
    ],
)
async def test_what_does_not_add_up_is_said(tmp_path: Path, went: Went, state: RunState, odd: Odd) -> None:
    async with migrated(tmp_path / "m.sqlite") as database:
        run = await add_run(database, AT, [went, Went((2, 3))], state=state)
        summed = await balance(database, run)
        assert summed.odd == (odd,)
        assert not summed.closed


async def test_rows_that_went_missing_are_found_by_the_number_of_the_audience(tmp_path: Path) -> None:
    """Only the number that was counted at planning tells: what is left adds up to itself."""
    async with migrated(tmp_path / "m.sqlite") as database:
        short = await balance(database, await add_run(database, AT, WENT, lost=1))
        assert (short.audience, short.rows, short.odd) == (74, 73, (Odd.AUDIENCE,))
        old = await balance(database, await add_run(database, AT, WENT, lost=None))
        assert (old.audience, old.rows, old.closed) == (None, 73, True)


async def test_a_run_is_found_where_it_is_one_of_the_campaign(tmp_path: Path) -> None:
    async with migrated(tmp_path / "m.sqlite") as database:
        first, second = [await add_run(database, AT, []) for _ in range(2)]
        assert await find_run(database, 1) == await find_run(database, 1, first) == first
        assert await find_run(database, 1, second) is None
        assert await find_run(database, 9) is None


async def test_progress_tells_rate_and_time_left(tmp_path: Path) -> None:
    async with migrated(tmp_path / "m.sqlite") as database:
        waits = Went(tuple(range(1, 101)), DeliveryState.PLANNED)
        run = await add_run(database, AT, [waits], state=RunState.SENDING)
        clock = FixedClock(AT)
        follower = Follower(database, clock, run)
        first = await follower.look()
        assert (first.total, first.done, first.rate, first.left_for) == (100, 0, 0.0, None)
        clock.moment += timedelta(seconds=2)
        sent = update(deliveries).where(deliveries.c.contact_id <= 40).values(state="sent")
        await database.transact(lambda connection: bool(connection.execute(sent)))
        second = await follower.look()
        assert (second.done, second.left, second.rate) == (40, 60, 20.0)
        assert second.left_for == timedelta(seconds=3)
        assert not second.over
