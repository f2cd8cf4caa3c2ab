"""Plays dialogues as a script tells them: a citizen, the reception, the real desk, a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.channels.base import Incoming, IncomingKind, Outgoing
from bot.dialogue.ask import Desk, Resolver
from bot.dialogue.opening import open_reception
from bot.dialogue.reception import Reception
from bot.dialogue.render import Renderer
from bot.messages import LANGUAGES, Catalogue, Messages, source_of
from bot.settings import Settings
from bot.state.database import Database
from bot.state.sealing import Sealer
from knowledge.clock import FixedClock
from tests.support.state import migrated

ANNOUNCING = ("telegram", "zalo-oa", "zalo-bot")
_QUOTED = re.compile(r"^(nói|không nói|nút|không nút) “(.+)”$")
_TIME = {"ngày": "days", "giờ": "hours", "phút": "minutes", "giây": "seconds"}


@dataclass(frozen=True)
class Line:
    """A line of a script: who does what."""

    number: int
    who: str
    what: str


@dataclass
class Script:
    """One dialogue."""

    title: str
    lines: list[Line] = field(default_factory=list)


def read_scripts(path: Path) -> list[Script]:
    """The dialogues of a file: each begins with "## " and its title."""
    scripts: list[Script] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            scripts.append(Script(line[3:]))
        elif line and not line.startswith("#"):
            who, _, what = line.partition(":")
            scripts[-1].lines.append(Line(number, who.strip(), what.strip()))
    return scripts


def catalogue_of(version: str = "") -> Catalogue:
    """The messages, with another version of the consent when one is given."""
    texts = {code: source_of(code) for code in LANGUAGES}
    if version:
        texts = {
            code: re.sub(r"(?m)^consent-version = .*$", f"consent-version = {version}", text)
            for code, text in texts.items()
        }
    return Catalogue({code: Messages(code, text) for code, text in texts.items()})


class Office:
    """A desk that can be switched off and on again, over one database."""

    def __init__(self, database: Database, resolver: Resolver, clock: FixedClock, settings: Settings) -> None:
        self.database = database
        self.clock = clock
        self.settings = settings
        self.consent_version = ""
        self._resolver = resolver
        self._executor = ThreadPoolExecutor(1)
        self.reception = self._open()

    def _open(self) -> Reception:
        catalogue = catalogue_of(self.consent_version)
        renderer = Renderer(catalogue, self.settings.office)
        return open_reception(
            self.settings,
            Desk(self._resolver, renderer, self._executor, question_max_chars=300),
            renderer,
            catalogue,
            database=self.database,
            sealer=Sealer("s" * 32),
            clock=self.clock,
            announcing=ANNOUNCING,
        )

    def restart(self) -> None:
        """Forget everything that is only in memory."""
        self.reception = self._open()

    def close(self) -> None:
        """Let go of the thread."""
        self._executor.shutdown()


@asynccontextmanager
async def opened_office(
    path: Path, resolver: Resolver, clock: FixedClock, settings: Settings
) -> AsyncIterator[Office]:
    """An office over a new database at `path`."""
    async with AsyncExitStack() as stack:
        office = Office(await stack.enter_async_context(migrated(path)), resolver, clock, settings)
        stack.callback(office.close)
        yield office


class Citizen:
    """Somebody who writes to the office."""

    def __init__(self, office: Office, channel: str = "telegram", sender: str = "dan-1") -> None:
        self.office = office
        self.channel = channel
        self.sender = sender
        self.address = ""
        self.language = "vi"
        self.twice = False  # every message is worked on twice, as when its reply could not be recorded
        self.reply: Outgoing | None = None
        self._count = 0

    async def says(self, text: str) -> Outgoing | None:
        """Type `text`; what begins with a slash is a command on Telegram."""
        if self.channel == "telegram" and (command := re.match(r"/([A-Za-z_]+)(?:\s+(.*))?$", text)):
            return await self.does(IncomingKind.COMMAND, command[1], argument=command[2] or "")
        return await self.does(IncomingKind.TEXT, text)

    async def taps(self, label: str) -> Outgoing | None:
        """Tap the button called `label` of the last reply."""
        assert self.reply is not None
        [found] = [item for item in self.reply.buttons if item.label == label]
        return await self.does(IncomingKind.TEXT, found.question, tapped="m1")

    async def does(
        self, kind: IncomingKind, text: str = "", *, argument: str = "", tapped: str = ""
    ) -> Outgoing | None:
        """Anything else."""
        self._count += 1
        message = Incoming(
            channel=self.channel,
            sender=self.sender,
            message_id=f"{self.sender}-{self._count}",
            kind=kind,
            text=text,
            at=self.office.clock.now(),
            language=self.language,
            address=self.address,
            argument=argument,
            tapped=tapped,
        )
        reply = await self.office.reception.handle(message)
        if self.twice and not _goes_on(reply):
            reply = await self.office.reception.handle(message)
        if reply is not None:
            self.reply = reply
        return reply


def _goes_on(reply: Outgoing | None) -> bool:
    """True for an answer of the desk: asked again, it is the next turn of a conversation."""
    return reply is not None and reply.answer is not None and bool(reply.answer.question)


async def play(script: Script, office: Office, *, twice: bool = False) -> list[str]:
    """Play `script`, where asked with every message worked on twice; returns what went wrong, by line."""
    citizen = Citizen(office)
    said: Outgoing | None = None
    wrong: list[str] = []
    for line in script.lines:
        if line.who == "Một cửa":
            if missed := [must for must in line.what.split(" · ") if not fulfils(must, said)]:
                wrong.append(f"dòng {line.number}: thiếu {missed}\n{shown(said)}")
        elif line.who == "Kênh":
            citizen = Citizen(office, line.what, f"dan-{line.number}")
        elif line.who.startswith("Dân"):
            citizen.twice = twice
            said = await _act(citizen, line)
        else:
            _happens(citizen, office, line)
    return wrong


async def _act(citizen: Citizen, line: Line) -> Outgoing | None:
    match line.who:
        case "Dân":
            return await citizen.says(line.what)
        case "Dân bấm":
            return await citizen.taps(line.what)
        case "Dân gửi":
            return await citizen.does(IncomingKind.UNSUPPORTED, line.what)
        case "Dân vào kênh":
            return await citizen.does(IncomingKind.JOINED)
        case "Dân rời kênh":
            return await citizen.does(IncomingKind.LEFT)
    raise ValueError(f"line {line.number}: nobody does {line.who!r}")


def _happens(citizen: Citizen, office: Office, line: Line) -> None:
    match line.who:
        case "Nhóm":
            citizen.address = line.what
        case "Máy tiếng Anh":
            citizen.language = "en"
        case "Trôi qua":
            number, unit = line.what.split()
            office.clock.moment += timedelta(**{_TIME[unit]: int(number)})
        case "Khởi động lại":
            office.restart()
        case "Lời đồng ý mới":
            office.consent_version = line.what
            office.restart()
        case _:
            raise ValueError(f"line {line.number}: nothing is called {line.who!r}")


def fulfils(must: str, reply: Outgoing | None) -> bool:
    """True when `reply` is as one part of a "Một cửa" line asks."""
    if must == "im lặng":
        return reply is None
    if reply is None:
        return False
    if must.startswith("trả lời "):
        code, _, aspect = must.removeprefix("trả lời ").partition("/")
        procedure = reply.answer.procedure if reply.answer else None
        return procedure is not None and procedure.code == code and aspect in {"", str(procedure.aspect)}
    quoted = _QUOTED.match(must)
    if quoted is None:
        raise ValueError(f"unknown demand: {must}")
    verb, text = quoted.groups()
    if verb.endswith("nút"):
        return (text in [item.label for item in reply.buttons]) is (verb == "nút")
    return (text in reply.text) is (verb == "nói")


def shown(reply: Outgoing | None) -> str:
    """A reply as a person sees it."""
    if reply is None:
        return "  (im lặng)"
    return f"  {reply.text}\n  {' | '.join(item.label for item in reply.buttons)}"
