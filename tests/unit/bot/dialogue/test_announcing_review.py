"""Whoever takes a step of a review, in a chat or by a command: those whom it concerns get the message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.campaigns.layouts import LAYOUTS
from bot.campaigns.model import Definition, Policy, Schedule, Status
from bot.campaigns.refusing import RefusedError
from bot.campaigns.rendering import shown
from bot.channels.base import Outgoing, Part
from bot.delivery.posting import Post
from bot.delivery.tables import cards, outbox
from bot.dialogue.announcing_review import Review, Reviewed
from bot.dialogue.announcing_views import Views
from bot.dialogue.topics import Topics
from bot.messages import Catalogue
from bot.state.contacts import Person
from tests.support.campaigns import SEALER, Bureau, bureau_at, definition_of

URGENT = definition_of(policy=Policy(urgent=True))
TIMED = definition_of(schedule=Schedule(recurrence="ngày 1 hằng tháng, 8:00"))


@dataclass(frozen=True)
class Letter:
    """A message in the outbox: to whom, what it says, and what its buttons ask."""

    to: str
    text: str
    asks: tuple[str, ...]


@dataclass
class Office:
    """The officials of a bureau, with the names of their chat accounts; telegram is on, zalo-oa is not."""

    bureau: Bureau
    review: Review

    async def links(self, *names: str, channel: str = "telegram") -> None:
        """These officials link an account that is called like them."""
        for name in names:
            code = await self.bureau.accounts.link_code(self.bureau.sep, name)
            await self.bureau.accounts.link(Person(channel, name, name), code)

    async def submitted(self, definition: Definition | None = None) -> Reviewed:
        campaign = await self.bureau.draft(definition)
        return await self.review.submit(self.bureau.lan, campaign.id, campaign.version)

    async def letters(self) -> list[Letter]:
        rows, made = await self.bureau.database.read(
            lambda connection: (
                connection.execute(select(outbox.c.who, outbox.c.part).order_by(outbox.c.id)).all(),
                connection.execute(select(cards.c.key, cards.c.questions)).all(),
            )
        )
        asks = {row.key: tuple(row.questions) for row in made}
        return [
            Letter(SEALER.open(row.who)[0], shown(row.part).text, asks.get(_card(row.part), ()))
            for row in rows
        ]


def _card(part: Part) -> str:
    keyboard = part.get("reply_markup", {}).get("inline_keyboard", ())
    return str(keyboard[0][0]["callback_data"]).partition(":")[0] if keyboard else ""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with bureau_at(tmp_path) as bureau:
        yield Office(
            bureau,
            review_of(
                bureau,
                Post(
                    bureau.database,
                    SEALER,
                    bureau.clock,
                    card_hours=48,
                    layouts={"telegram": LAYOUTS["telegram"]},
                ),
            ),
        )


def review_of(bureau: Bureau, post: Post) -> Review:
    words = Catalogue.load().of("vi")
    views = Views(bureau.database, bureau.clock, words, Topics.load(None, words))
    return Review(bureau.life, bureau.officials, bureau.accounts, post, views)


async def test_approvers_are_asked_with_the_buttons_and_the_author_hears(office: Office) -> None:
    await office.links("lan", "minh", "hoa")
    asked = await office.submitted(TIMED)
    assert [official.name for official in asked.told] == ["hoa", "minh"], "who wrote it cannot approve it"
    assert asked.lines == ["Đã gửi số 1 “Lịch tiêm chủng tháng 12” để xin duyệt. Người duyệt: Hoa, Minh."]
    letters = await office.letters()
    assert [letter.to for letter in letters] == ["hoa", "minh"]
    for letter in letters:
        assert letter.text.startswith("Lan xin duyệt thông báo số 1 “Lịch tiêm chủng tháng 12”:")
        assert "Trạm y tế tiêm miễn phí" in letter.text
        assert "Số người trong danh sách gửi: 0." in letter.text
        assert letter.asks == ("/thongbao duyet 1 2", "/thongbao tralai 1 2")
    done = await office.review.approve(office.bureau.minh, 1, 2)
    assert (done.campaign.status, [official.name for official in done.told]) == (Status.APPROVED, ["lan"])
    assert done.lines[-1] == "Người soạn đã được báo trong trò chuyện."
    told = (await office.letters())[-1]
    assert (told.to, told.asks) == ("lan", ("/thongbao hen 1 3", "/thongbao phat 1 3"))
    assert "Minh đã duyệt" in told.text


async def test_who_approves_sees_all_that_goes_out_and_to_whom(office: Office) -> None:
    await office.links("minh")
    definition = Definition.model_validate(
        {
            "content": {
                **definition_of().content.model_dump(),
                "picture": "tiem.png",
                "file": "lich.pdf",
                "article": "a1",
                "buttons": [
                    {"label": "Xem lịch", "kind": "link", "target": "https://mau.gov.vn/lich"},
                    {"label": "Hỏi", "kind": "question", "target": "tiêm ở đâu"},
                ],
            },
            "audience": {
                "any_of": [
                    {"topics": ["y-te"], "places": ["phường Mẫu"]},
                    {"procedures": ["1.001193"], "channels": ["telegram"]},
                ],
                "but_not": [{"joined_before": "2026-01-01T00:00:00+07:00", "languages": ["en"]}],
            },
            "policy": {"urgent": True},
        }
    )
    await office.submitted(definition)
    [letter] = await office.letters()
    for told in (
        "TIN KHẨN",
        "Nút: Xem lịch → https://mau.gov.vn/lich; Hỏi → tiêm ở đâu.",
        "Kèm ảnh: tiem.png.",
        "Kèm tệp: lich.pdf.",
        "Bài viết a1 trên Zalo tới mọi người quan tâm",
        "Gửi cho: người theo dõi chủ đề Y tế, tiêm chủng và nhận tin của phường Mẫu hoặc người",
        "hoặc người theo dõi thủ tục 1.001193 và dùng telegram; trừ: ",
        "; trừ: người dùng ngôn ngữ en và đăng ký trước ngày 01/01/2026.",
    ):
        assert told in letter.text, told
    assert letter.asks == ("/thongbao duyet 1 2", "/thongbao tralai 1 2"), "not those of the announcement"


async def test_a_return_brings_the_reason_to_the_author(office: Office) -> None:
    await office.links("lan")
    await office.submitted()
    done = await office.review.send_back(office.bureau.minh, 1, 2, " Thiếu ngày giờ ")
    [told] = await office.letters()
    assert "Lý do: Thiếu ngày giờ" in told.text
    assert told.asks == ("/thongbao sua 1 3", "/thongbao xem 1 3")
    assert [official.name for official in done.told] == ["lan"]


async def test_the_second_approver_of_an_urgent_one_gets_buttons_that_work(office: Office) -> None:
    """The first yes makes another version: the buttons of the second would be refused."""
    await office.links("lan", "minh", "hoa")
    await office.submitted(URGENT)
    first = await office.review.approve(office.bureau.minh, 1, 2)
    assert first.campaign.status is Status.IN_REVIEW
    assert [official.name for official in first.told] == ["hoa"], "not who said yes"
    letter = (await office.letters())[-1]
    assert letter.text.startswith("Minh đã duyệt tin khẩn số 1")
    _, _, number, version = letter.asks[0].split()
    second = await office.review.approve(office.bureau.hoa, int(number), int(version))
    assert second.campaign.status is Status.APPROVED


@pytest.mark.parametrize("definition", [definition_of(), URGENT], ids=["usual", "urgent"])
async def test_whoever_takes_a_step_learns_that_nobody_could_be_told(
    office: Office, definition: Definition
) -> None:
    await office.links("lan", "minh", channel="zalo-oa")  # which is switched off
    submitted = await office.submitted(definition)
    assert "Chưa nhắn được người duyệt nào" in submitted.lines[0]
    approved = await office.review.approve(office.bureau.minh, 1, 2)
    assert ("chưa nhắn được ai" in approved.lines[0]) is definition.policy.urgent
    assert ("xin báo giúp" in approved.lines[-1]) is not definition.policy.urgent
    assert (submitted.told, approved.told, await office.letters()) == ([], [], [])


async def test_who_approves_their_own_is_told_so(tmp_path: Path) -> None:
    async with bureau_at(tmp_path, self_approval=True) as bureau:
        post = Post(bureau.database, SEALER, bureau.clock, card_hours=48, layouts=LAYOUTS)
        office = Office(bureau, review_of(bureau, post))
        await office.links("lan")
        assert [official.name for official in (await office.submitted()).told] == ["lan"]
        assert "TỰ DUYỆT" in (await office.review.approve(bureau.lan, 1, 2)).lines[-1]


async def test_what_is_refused_tells_nobody(office: Office) -> None:
    await office.links("lan", "minh", "hoa")
    campaign = await office.bureau.draft()
    steps = (
        office.review.submit(office.bureau.minh, campaign.id, 1),
        office.review.approve(office.bureau.minh, campaign.id, 1),
        office.review.send_back(office.bureau.minh, campaign.id, 1, "Sửa"),
    )
    for step in steps:
        with pytest.raises(RefusedError):
            await step
    assert await office.letters() == []


async def test_an_account_that_cannot_be_written_to_undoes_no_step(office: Office) -> None:
    def broken(outgoing: Outgoing, card: str) -> list[Part]:
        raise OSError(outgoing.text, card)

    layouts = {"telegram": broken, "zalo-bot": LAYOUTS["zalo-bot"]}
    bureau = office.bureau
    post = Post(bureau.database, SEALER, bureau.clock, card_hours=48, layouts=layouts)
    await office.links("minh")
    await office.links("hoa", channel="zalo-bot")
    campaign = await bureau.draft()
    done = await review_of(bureau, post).submit(bureau.lan, campaign.id, 1)
    assert done.campaign.status is Status.IN_REVIEW
    assert [official.name for official in done.told] == ["hoa"]
