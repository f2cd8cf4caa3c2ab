"""`python -m bot`: run the desk, ask one question, or talk in the terminal.

Heavy parts are imported inside the commands, so that `ask` and `--help` start fast.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from bot.commands.campaign import add_campaign
from bot.commands.db import add_db
from bot.commands.dev_server import add_dev_server
from bot.commands.doctor import add_doctor
from bot.commands.errors import plain_errors
from bot.commands.inbox import add_inbox
from bot.commands.official import add_official
from bot.commands.zalo import add_zalo
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages

if TYPE_CHECKING:
    from bot.app import Application, Knowledge
    from bot.dialogue.ask import Desk
    from bot.settings import Settings

OpenKnowledge = Callable[["Settings", Callable[[], None]], "Knowledge"]
"""Opens the index of the settings; calls back before it builds the first one."""


def build_cli(open_knowledge: OpenKnowledge) -> typer.Typer:
    """The command line; `open_knowledge` gives the commands what they answer from."""
    catalogue = Catalogue.load()
    words = catalogue.of(DEFAULT_LANGUAGE)
    cli = typer.Typer(
        help=words.text("cli-help"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    # Annotations are evaluated outside this function, so the words of the options come as defaults.
    config_option = typer.Option(None, "--config", help=words.text("cli-option-config"), metavar="FILE")
    index_option = typer.Option(None, "--index", help=words.text("cli-option-index"), metavar="DIR")
    json_option = typer.Option(False, "--json", help=words.text("cli-option-json"))
    conversation_option = typer.Option(False, "--conversation", help=words.text("cli-option-conversation"))
    trace_option = typer.Option(False, "--trace", help=words.text("cli-option-trace"))
    question_argument = typer.Argument(help=words.text("cli-argument-question"), metavar="QUESTION")

    @cli.command(help=words.text("cli-run"))
    def run(config: Path | None = config_option, index: Path | None = index_option) -> None:
        with plain_errors(words):
            settings = _settings(config, index)
            from bot.app import build  # noqa: PLC0415

            application = build(settings, open_knowledge(settings, _first_index(words)))
            asyncio.run(application.serve(lambda started: _announce(started, words)))
            typer.echo(words.text("cli-stopped"))

    @cli.command(help=words.text("cli-ask"))
    def ask(  # noqa: PLR0917 - typer calls it by name
        question: str = question_argument,
        config: Path | None = config_option,
        index: Path | None = index_option,
        json: bool = json_option,
        conversation: bool = conversation_option,
        trace: bool = trace_option,
    ) -> None:
        with plain_errors(words), _desk(_settings(config, index), open_knowledge, catalogue) as desk:
            questions = _lines() if question == "-" else iter([question])
            for number, asked in enumerate(questions):
                key = "ask" if conversation else f"ask:{number}"
                _print_reply(desk, asked, key, words, as_json=json, trace=trace)

    @cli.command(help=words.text("cli-chat"))
    def chat(config: Path | None = config_option, index: Path | None = index_option) -> None:
        with plain_errors(words), _desk(_settings(config, index), open_knowledge, catalogue) as desk:
            asyncio.run(_converse(desk, words))

    add_db(cli, catalogue)
    add_inbox(cli, catalogue)
    add_dev_server(cli, catalogue)
    add_doctor(cli, catalogue)
    add_official(cli, catalogue)
    add_campaign(cli, catalogue, open_knowledge)
    add_zalo(cli, catalogue)
    return cli


def main() -> NoReturn:
    """Run the command line of this process."""

    def open_lazily(settings: Settings, on_first_build: Callable[[], None]) -> Knowledge:
        from bot.knowing import open_knowledge  # noqa: PLC0415

        return open_knowledge(settings, on_first_build)

    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Whatever the terminal's locale says: Vietnamese must come and go as it is.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    build_cli(open_lazily)()
    raise SystemExit(0)


def _settings(config: Path | None, index: Path | None) -> Settings:
    from bot import logs  # noqa: PLC0415
    from bot.settings import load  # noqa: PLC0415

    settings = load(config)
    if index is not None:
        # A given index is answered from as it stands; the configured sources are not its own.
        section = settings.index.model_copy(update={"directory": index, "sources": (), "builtin": False})
        settings = settings.model_copy(update={"index": section})
    logs.configure(settings.logging)
    return settings


@contextmanager
def _desk(settings: Settings, open_knowledge: OpenKnowledge, catalogue: Catalogue) -> Iterator[Desk]:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from bot.dialogue.ask import Desk  # noqa: PLC0415
    from bot.dialogue.render import Renderer  # noqa: PLC0415

    knowledge = open_knowledge(settings, _first_index(catalogue.of(DEFAULT_LANGUAGE)))
    try:
        with ThreadPoolExecutor(max_workers=1) as executor:
            yield Desk(knowledge, Renderer(catalogue, settings.office), executor)
    finally:
        knowledge.close()


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line


def _print_reply(desk: Desk, question: str, key: str, words: Messages, *, as_json: bool, trace: bool) -> None:
    from bot.channels.console import show  # noqa: PLC0415
    from bot.dialogue.ask import outgoing_of  # noqa: PLC0415

    def print_step(name: str, found: Mapping[str, object]) -> None:
        # Beside JSON lines the steps go to standard error, so that a script reads only JSON.
        typer.echo(f"[{name}]", err=as_json)
        for what, value in found.items():
            typer.echo(f"    {what}: {value}", err=as_json)

    rendered = desk.reply(question, key, trace=print_step if trace else None)
    typer.echo(rendered.answer.model_dump_json() if as_json else show(outgoing_of(rendered), words))


async def _converse(desk: Desk, words: Messages) -> None:
    from bot.channels.console import ConsoleChannel  # noqa: PLC0415
    from knowledge.clock import SystemClock  # noqa: PLC0415

    console = ConsoleChannel(sys.stdin.readline, sys.stdout, words, SystemClock())
    await console.start(desk.handle)
    try:
        await console.finished()
    finally:
        await console.stop()


def _first_index(words: Messages) -> Callable[[], None]:
    return lambda: typer.echo(words.text("cli-first-index"), err=True)


def _announce(application: Application, words: Messages) -> None:
    if application.state is not None:
        if application.state.saved is not None:
            typer.echo(words.text("cli-state-saved", file=str(application.state.saved)))
        if application.state.new_key is not None:
            typer.echo(words.text("cli-key-made", file=str(application.state.new_key)))
    if application.url is not None:
        typer.echo(words.text("cli-open", url=application.url))
        typer.echo(words.text("cli-stop-hint"))
    sys.stdout.flush()
