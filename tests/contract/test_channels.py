"""What holds at every door: one suite over all adapters, the page among them, each with its stand-in."""

import asyncio
import re
from collections import deque
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Button, Incoming, IncomingKind, Outgoing, Paragraph
from bot.channels.errors import DeliveryError, Failure
from bot.dev.base import CallFault, UpdateFault
from tests.contract.benches import AN, BINH, CARD, Bench, until


def reply(*sentences: str, buttons: tuple[Button, ...] = (), source: str = "") -> Outgoing:
    return Outgoing(tuple(Paragraph(text) for text in sentences), source_line=source, buttons=buttons)


async def failure(messenger: Bench, to: Incoming) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await messenger.send(to, reply("Dạ."))
    return caught.value


# ---- in ----


async def test_what_a_person_writes_comes_in_as_it_is(bench: Bench) -> None:
    text = "Làm giấy khai sinh cần gì?\nCon em mới sinh 😀 <b>&amp;</b>"
    await bench.platform.user_says(AN, text)
    await until(lambda: bench.store.said)
    incoming = bench.store.said[-1]
    assert incoming.text == text
    assert incoming.channel == bench.channel.name == bench.name
    assert incoming.sender
    assert incoming.message_id
    assert abs(incoming.at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_person_is_known_by_one_key_and_every_message_by_its_own(bench: Bench) -> None:
    for chat in (AN, BINH, AN):
        await bench.meet(chat)
    first, other, again = bench.store.said
    assert first.sender == again.sender != other.sender
    assert len({message.message_id for message in bench.store.said}) == 3


async def test_messages_come_in_the_order_they_were_written(bench: Bench) -> None:
    for number in range(12):
        await bench.platform.user_says(AN, f"câu {number}")
    await until(lambda: len(bench.store.said) == 12)
    assert [message.text for message in bench.store.said] == [f"câu {number}" for number in range(12)]


async def test_a_message_delivered_twice_has_one_id(bench: Bench) -> None:
    bench.platform.faults.updates.script.append(UpdateFault.DUPLICATE)
    await bench.platform.user_says(AN, "một lần thôi")
    await until(lambda: len(bench.store.said) == 2)
    assert len({message.message_id for message in bench.store.said}) == 1


async def test_messages_out_of_order_are_all_there_and_say_when_they_were_written(messenger: Bench) -> None:
    messenger.platform.faults.updates.script.append(UpdateFault.HELD_BACK)
    await messenger.platform.user_says(AN, "trước")
    await asyncio.sleep(1.1)  # the times of some platforms are whole seconds
    await messenger.platform.user_says(AN, "sau")
    await until(lambda: len(messenger.store.said) == 2)
    ordered = sorted(messenger.store.said, key=lambda message: message.at)
    assert [message.text for message in ordered] == ["trước", "sau"]


async def test_what_could_not_be_stored_comes_again(bench: Bench) -> None:
    if hasattr(bench.platform, "webhook_attempts"):
        bench.platform.webhook_attempts = 3
    bench.store.broken = 1
    await bench.platform.user_says(AN, "đừng mất")
    await until(lambda: bench.store.said)
    assert [message.text for message in bench.store.said] == ["đừng mất"]


# ---- out ----


async def test_a_reply_reaches_the_person_who_wrote_and_nobody_else(bench: Bench) -> None:
    an, _ = await bench.meet(AN), await bench.meet(BINH)
    ids = await bench.send(an, reply("Dạ, miễn lệ phí.", "Nộp tại <một cửa> & trên mạng.", source="Nguồn: x"))
    assert len(ids) == 1
    assert ids[0] or bench.fetched
    text = bench.answers(AN)[0]
    assert text.startswith("Dạ, miễn lệ phí.\nNộp tại <một cửa> & trên mạng.")
    assert text.endswith("Nguồn: x")
    assert bench.answers(BINH) == []


async def test_a_long_reply_comes_whole_and_in_order(bench: Bench) -> None:
    an = await bench.meet(AN)
    sentences = [f"Câu thứ {number} nói về hồ sơ, lệ phí và thời hạn giải quyết." for number in range(160)]
    ids = await bench.send(an, reply(*sentences, source="Nguồn: Quyết định số 1"))
    assert len(ids) == len(set(ids)) == len(bench.answers(AN))
    assert len(ids) > 1 or bench.fetched
    whole = "\n".join(bench.answers(AN))
    assert re.findall(r"Câu thứ (\d+) ", whole) == [str(number) for number in range(160)]
    assert whole.endswith("Nguồn: Quyết định số 1")


QUESTIONS = tuple(Button(f"Việc {number}", f"việc số {number} thì sao") for number in range(1, 8))
LINK = Button("Nộp trực tuyến", url="https://dichvucong.gov.vn")


@pytest.mark.parametrize("count", [1, 3, 7])
async def test_every_button_is_seen_and_can_be_chosen(bench: Bench, count: int) -> None:
    an = await bench.meet(AN)
    ids = await bench.send(an, reply("Anh/chị chọn:", buttons=(*QUESTIONS[:count], LINK)))
    lines = [line for line in bench.platform.transcript(AN) if line.who == "bot"]
    shown = "\n".join([line.text + "\n" + "\n".join(line.buttons) for line in lines])
    for number in range(1, count + 1):
        assert f"Việc {number}" in shown
    assert "Nộp trực tuyến" in shown
    for number in (1, count):
        chosen = await bench.tap(AN, ids[-1], number)
        assert (chosen.kind, chosen.text) in {
            (IncomingKind.BUTTON, f"{CARD}:{number}"),
            (IncomingKind.TEXT, str(number)),
            (IncomingKind.TEXT, QUESTIONS[number - 1].question),
        }
        assert chosen.sender == an.sender


async def test_a_tap_may_be_answered_in_place(messenger: Bench) -> None:
    """With `replaces` the platform edits where it can and sends anew where it cannot: never nothing."""
    an = await messenger.meet(AN)
    ids = await messenger.send(an, reply("Anh/chị chọn:", buttons=QUESTIONS[:2]))
    for part in messenger.channel.lay_out(reply("Dạ, đây ạ."), CARD):
        await messenger.channel.send(an.reply_to, part, replaces=ids[-1])
        await messenger.channel.send(an.reply_to, part, replaces="987654321")
    assert messenger.answers(AN).count("Dạ, đây ạ.") == 2


# ---- what goes wrong ----


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (CallFault.TOO_MANY, {Failure.SLOW_DOWN}),
        (CallFault.SERVER_ERROR, {Failure.RETRY_LATER}),
        (CallFault.DROPPED_BEFORE, {Failure.UNKNOWN}),
        (CallFault.DROPPED_AFTER, {Failure.UNKNOWN}),
        (CallFault.SLOW, {Failure.UNKNOWN}),
    ],
)
async def test_a_failure_is_told_and_the_next_send_works(
    messenger: Bench, fault: CallFault, expected: set[Failure]
) -> None:
    an = await messenger.meet(AN)
    messenger.platform.faults.slow_seconds = 1.5
    messenger.platform.faults.calls.script = deque([fault])
    assert (await failure(messenger, an)).failure in expected
    assert messenger.platform.faults.calls.struck == [fault], "a send that failed is not repeated unseen"
    await messenger.send(an, reply("Xong."))
    assert messenger.answers(AN)[-1] == "Xong."


async def test_a_refused_token_stops_the_channel(messenger: Bench) -> None:
    an = await messenger.meet(AN)
    messenger.platform.faults.calls.script = deque([CallFault.UNAUTHORISED] * 2)
    assert (await failure(messenger, an)).failure is Failure.MISCONFIGURED


async def test_a_person_who_left(messenger: Bench) -> None:
    an = await messenger.meet(AN)
    await messenger.platform.user_blocks(AN)
    assert (await failure(messenger, an)).failure is messenger.gone
    if messenger.tells_of_leaving:
        await until(lambda: messenger.store.of(IncomingKind.LEFT))
        assert messenger.store.of(IncomingKind.LEFT)[-1].sender == an.sender
    await messenger.platform.user_returns(AN)
    if messenger.tells_of_leaving:
        await until(lambda: messenger.store.of(IncomingKind.JOINED))
    await messenger.send(an, reply("Mừng anh/chị trở lại."))


async def test_one_who_is_unknown_is_not_the_end_of_the_channel(messenger: Bench) -> None:
    an = await messenger.meet(AN)
    nobody = Incoming(messenger.name, "404404", "m", IncomingKind.TEXT, "", an.at)
    assert (await failure(messenger, nobody)).failure in {Failure.RECIPIENT_GONE, Failure.CONTENT_REFUSED}
    await messenger.send(an, reply("Dạ."))


async def test_a_platform_that_is_down_is_tried_later(messenger: Bench) -> None:
    an = await messenger.meet(AN)
    await messenger.platform.stop()
    error = await failure(messenger, an)
    assert error.failure in {Failure.RETRY_LATER, Failure.UNKNOWN}
    await messenger.channel.noticed(an)


async def test_showing_that_somebody_is_at_work_never_fails(bench: Bench) -> None:
    an = await bench.meet(AN)
    await bench.channel.noticed(an)
    bench.platform.faults.polls.script = deque([CallFault.SERVER_ERROR] * 3)
    await bench.channel.noticed(an)


# ---- stopping ----


async def test_what_comes_while_the_desk_is_stopped_is_there_afterwards(bench: Bench) -> None:
    await bench.meet(AN)
    if hasattr(bench.platform, "webhook_attempts"):
        bench.platform.webhook_attempts = 100
    await bench.close()
    await asyncio.sleep(0.1)  # until the platform has seen it
    await bench.platform.user_says(AN, "lúc đang tắt")
    await asyncio.sleep(0.1)
    await bench.open()
    await until(lambda: any(message.text == "lúc đang tắt" for message in bench.store.said))
    assert [message.text for message in bench.store.said].count("lúc đang tắt") == 1
    await bench.platform.user_says(AN, "và sau đó")
    await until(lambda: "và sau đó" in [message.text for message in bench.store.said])


async def test_stopping_twice_or_with_the_platform_gone_is_quick(bench: Bench) -> None:
    await bench.platform.stop()
    async with asyncio.timeout(5):
        await bench.close()
        await bench.channel.stop()


# ---- secrets ----


async def test_the_token_is_in_no_error(messenger: Bench) -> None:
    an = await messenger.meet(AN)
    secrets = [
        value
        for section in messenger.platform.settings.values()
        for key, value in section.items()
        if any(word in key for word in ("token", "secret"))
    ]
    assert secrets
    errors = []
    for fault in (CallFault.TOO_MANY, CallFault.SERVER_ERROR, CallFault.DROPPED_BEFORE):
        messenger.platform.faults.calls.script = deque([fault])
        errors.append(await failure(messenger, an))
    await messenger.platform.stop()
    errors.append(await failure(messenger, an))
    shown = "".join(f"{error!r} {error.__cause__!r}" for error in errors)
    assert not [secret for secret in secrets if secret in shown]
