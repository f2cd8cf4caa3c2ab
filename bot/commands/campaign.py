"""`python -m bot campaign`: announcements, from the first draft to the proof that they arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.commands.bureau import Options
from bot.commands.campaign_looking import add_looking
from bot.commands.campaign_proposing import add_proposing
from bot.commands.campaign_proving import add_proving
from bot.commands.campaign_running import add_running
from bot.commands.campaign_steps import add_steps
from bot.commands.campaign_writing import add_writing
from bot.messages import DEFAULT_LANGUAGE, Catalogue

if TYPE_CHECKING:
    from bot.commands.campaign_running import OpenKnowledge


def add_campaign(cli: typer.Typer, catalogue: Catalogue, open_knowledge: OpenKnowledge) -> None:
    """Add the commands to `cli`; `open_knowledge` is for a desk that sends in the foreground."""
    words = catalogue.of(DEFAULT_LANGUAGE)
    options = Options(words)
    group = typer.Typer(help=words.text("cli-campaign"), no_args_is_help=True)
    cli.add_typer(group, name="campaign")
    add_writing(group, catalogue, words, options)
    add_looking(group, catalogue, words, options)
    add_steps(group, catalogue, words, options)
    add_proposing(group, catalogue, words, options)
    add_running(group, catalogue, words, options, open_knowledge)
    add_proving(group, catalogue, words, options)
