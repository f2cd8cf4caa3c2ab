"""`python -m bot dev-server`: a stand-in of a messaging platform, with a page to chat through it."""

from __future__ import annotations

import asyncio
import errno
import signal
import sys
from enum import StrEnum

import typer

from bot.commands.errors import plain_errors
from bot.messages import DEFAULT_LANGUAGE, Catalogue, Messages
from knowledge.errors import SettingsError

PORT = 8090
DESK = "http://127.0.0.1:8080"  # of a desk with the default settings


class PlatformName(StrEnum):
    """A platform with a stand-in."""

    TELEGRAM = "telegram"
    ZALO_OA = "zalo-oa"
    ZALO_BOT = "zalo-bot"


def add_dev_server(cli: typer.Typer, catalogue: Catalogue) -> None:
    """Add the command to `cli`."""
    words = catalogue.of(DEFAULT_LANGUAGE)
    platform_argument = typer.Argument(help=words.text("cli-argument-platform"), metavar="PLATFORM")
    port_option = typer.Option(
        PORT, "--port", help=words.text("cli-option-dev-port"), min=0, max=65535, metavar="PORT"
    )
    desk_option = typer.Option(DESK, "--desk", help=words.text("cli-option-dev-desk"), metavar="URL")

    @cli.command("dev-server", help=words.text("cli-dev-server"))
    def dev_server(
        platform: PlatformName = platform_argument, port: int = port_option, desk: str = desk_option
    ) -> None:
        with plain_errors(words):
            asyncio.run(_serve(platform, port, desk, catalogue, words))


async def _serve(name: PlatformName, port: int, desk: str, catalogue: Catalogue, words: Messages) -> None:
    from bot.dev.page import environment_lines, toml_lines  # noqa: PLC0415 - only this command needs them
    from bot.dev.platforms import make_platform  # noqa: PLC0415
    from bot.dev.server import DevServer  # noqa: PLC0415

    # The platform's own port is next to the page's, so that a desk once connected stays so after a restart.
    platform = make_platform(name, port + 1 if port else 0, desk)
    try:
        await platform.start()
        server = DevServer(platform, name, catalogue, port)
        stopping = _stopping()  # before anybody is told how to stop
        try:
            url = await server.start()
            typer.echo(words.text("dev-ready", url=url, platform=words.text(f"dev-platform-{name}")))
            typer.echo(f"\n{words.text('dev-copy')}\n\n{environment_lines(platform.settings)}")
            typer.echo(f"\n{words.text('dev-toml')}\n\n{toml_lines(platform.settings)}\n")
            if name is PlatformName.ZALO_OA:
                typer.echo(words.text("dev-consent") + "\n")
            typer.echo(words.text("cli-stop-hint"))
            sys.stdout.flush()
            await stopping.wait()
        finally:
            await server.stop()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingsError(
            words.text("dev-port-taken", port=port), mend=words.text("dev-port-taken-mend")
        ) from error
    finally:
        await platform.stop()


def _stopping() -> asyncio.Event:
    """Set by SIGTERM and Ctrl+C."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping
