"""What people do with an announcement is counted once, for the announcement that reached them."""

from datetime import UTC, datetime, timedelta

from bot.campaigns.model import ButtonKind, CampaignButton, Content, Definition, DeliveryState
from bot.campaigns.reactions import card_key, run_of
from tests.integration.delivery.conftest import START, World, a_world, until
from tests.support.runs import Went, add_run

BUTTONS = (
    CampaignButton(label="Xem trên mạng", kind=ButtonKind.LINK, target="https://example.vn"),
    CampaignButton(label="Cần giấy tờ gì?", kind=ButtonKind.QUESTION, target="khai sinh cần giấy tờ gì"),
    CampaignButton(label="Nhận tin đất đai", kind=ButtonKind.SUBSCRIBE, target="dat-dai"),
)
LONG_AGO = timedelta(hours=49)


async def subscribe(world: World, chat: str) -> None:
    """`chat` agrees to the news."""
    before = len(world.courier.answered)
    for number, text in enumerate(("đăng ký nhận tin", "Đồng ý nhận tin bản 1: phường La Khê: Đất đai"), 1):
        await world.say(chat, text)
        await world.answers(before + number)


async def announced(world: World, *chats: int, ago: timedelta = timedelta(0), state: str = "sent") -> int:
    """A run that reached the contacts of these numbers some time ago; its id."""
    assert world.desk is not None
    assert world.desk.state is not None
    content = Content(title="Tin", body="Lời", buttons=BUTTONS)
    return await add_run(
        world.desk.state.database,
        datetime.now(UTC) - ago,
        [Went(chats, DeliveryState(state))],
        Definition(content=content),
    )


async def says(world: World, chat: str, text: str, *, kind: str = "text") -> str:
    """What the desk replies."""
    before = len(world.courier.answered)
    await world.say(chat, text, kind=kind)
    return str((await world.answers(before + 1))[before]["text"])


def noted(world: World) -> list[tuple[object, ...]]:
    return world.rows("SELECT run_id, contact_id, kind, button FROM reactions ORDER BY id")


async def test_a_tap_asks_and_counts_for_its_run_only(world: World) -> None:
    await subscribe(world, "an")
    first, second = await announced(world, 1), await announced(world, 1)
    assert "giấy chứng sinh" in await says(world, "an", f"{card_key(first)}:2", kind="button")
    assert "nhận tin phường" in await says(world, "an", f"{card_key(first)}:3", kind="button")
    assert noted(world) == [(first, 1, "tap", 2), (first, 1, "tap", 3)]
    assert second != first


async def test_the_tap_of_somebody_it_was_not_sent_to_asks_and_does_not_count(world: World) -> None:
    run = await announced(world, 7)
    assert "giấy chứng sinh" in await says(world, "ba", f"{card_key(run)}:2", kind="button")
    for wrong in (f"{card_key(run)}:1", f"{card_key(run)}:4", f"{card_key(run + 1)}:2", "00:1"):
        assert "giấy chứng sinh" not in await says(world, "ba", wrong, kind="button")
    assert noted(world) == []


async def test_a_typed_number_means_the_buttons_seen_last(world: World) -> None:
    await subscribe(world, "an")
    run = await announced(world, 1)
    assert "giấy chứng sinh" in await says(world, "an", "2")
    assert noted(world) == [(run, 1, "tap", 2)]
    await says(world, "an", "1")  # of the reply, which came later
    assert "bao lâu" in world.knowledge.asked[-1][0]
    assert noted(world)[1:] == []


async def test_a_question_counts_for_48_hours_and_a_greeting_does_not() -> None:
    async with a_world() as world:
        await subscribe(world, "an")
        await subscribe(world, "ba")
        await announced(world, 1, ago=LONG_AGO)
        await says(world, "an", "khai sinh")
        assert noted(world) == []
        run = await announced(world, 1)
        await says(world, "an", "trợ giúp")
        await says(world, "ba", "khai sinh")
        assert noted(world) == []
        await says(world, "an", "khai sinh")
        assert noted(world) == [(run, 1, "question", 0)]


async def test_who_stops_or_blocks_after_it_is_counted_as_nobody(world: World) -> None:
    await subscribe(world, "an")
    await subscribe(world, "ba")
    await subscribe(world, "chi")
    run = await announced(world, 1, 2)
    await says(world, "an", "khai sinh")
    assert noted(world) == [(run, 1, "question", 0)]
    await says(world, "an", "hủy")
    assert noted(world) == [(run, None, "question", 0), (run, None, "opt_out", 0)]
    await world.say("ba", "", kind="left")
    await until(lambda: len(noted(world)) == 3)
    assert noted(world)[2] == (run, 2, "opt_out", 0)
    await says(world, "chi", "hủy")
    assert len(noted(world)) == 3


async def test_what_did_not_arrive_moves_nobody(world: World) -> None:
    await subscribe(world, "an")
    run = await announced(world, 1, state="skipped")
    await says(world, "an", "khai sinh")
    await says(world, "an", f"{card_key(run)}:2", kind="button")
    assert noted(world) == []


def test_keys_of_runs_are_no_keys_of_replies() -> None:
    assert run_of(card_key(12)) == 12
    assert [run_of(key) for key in ("12", "0", "012x", "abcdefghij", "")] == [None] * 5
    assert START.tzinfo is UTC


async def test_what_is_kept_of_announcements_is_told_to_whom_it_is_about(world: World) -> None:
    await subscribe(world, "an")
    await subscribe(world, "ba")
    assert "số bản tin" not in await says(world, "an", "/dulieu")
    first, _ = await announced(world, 1), await announced(world, 1)
    await announced(world, 1, state="skipped")
    await says(world, "an", f"{card_key(first)}:2", kind="button")
    told = await says(world, "an", "dữ liệu của tôi")
    assert "số bản tin đã gửi cho anh/chị: 2, số lần anh/chị bấm nút hay hỏi sau khi nhận: 1" in told
    assert "số bản tin" not in await says(world, "ba", "/dulieu")
    await says(world, "an", "hủy")
    assert "số bản tin" not in await says(world, "an", "/dulieu")
    assert world.rows("SELECT count(*) FROM reactions WHERE contact_id IS NOT NULL") == [(0,)]
