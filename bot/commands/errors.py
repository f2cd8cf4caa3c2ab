"""How commands end when something is wrong: one plain line, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.messages import Messages
from knowledge.errors import MotcuaError


@contextmanager
def plain_errors(words: Messages) -> Iterator[None]:
    """Tell what a person can mend on one line and end with status 1; end with 130 on Ctrl+C."""
    try:
        yield
    except MotcuaError as error:
        typer.echo(words.text("cli-error", problem=str(error)), err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
