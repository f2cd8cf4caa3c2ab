"""`campaign run`: an announcement is sent now, by the desk that runs or by this process, and followed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, desk_runs, signed_in, tell, with_bureau
from bot.commands.errors import plain_errors
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.app import Knowledge
    from bot.campaigns.opening import Bureau
    from bot.campaigns.progress import Progress
    from bot.campaigns.reports import CampaignReport
    from bot.settings import Settings

    OpenKnowledge = Callable[[Settings, Callable[[], None]], Knowledge]

LOOK_SECONDS = 0.5


def add_running(
    group: typer.Typer,
    catalogue: Catalogue,
    words: Messages,
    options: Options,
    open_knowledge: OpenKnowledge,
) -> None:
    """Add the command to `group`; `open_knowledge` is for a desk in this process."""
    config_option, json_option, as_option = options.config, options.json, options.official
    id_argument, version_option = options.campaign, options.version
    wait_option = typer.Option(True, "--wait/--no-wait", help=words.text("cli-option-wait"))

    @group.command(help=words.text("cli-campaign-run"))
    def run(  # noqa: PLR0917 - typer calls it by name
        campaign: int = id_argument,
        version: int = version_option,
        wait: bool = wait_option,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        started = with_bureau(
            config, catalogue, words, lambda bureau: _start(bureau, official, campaign, version, words)
        )
        before, values = started.before, started.values
        if not wait:
            key = "cli-campaign-handed-over" if started.desk_runs else "cli-campaign-no-desk"
            typer.echo(words.text(key), err=True)
            tell(values, showing.lines_of(values, words), as_json=json)
            return
        with plain_errors(words):
            asyncio.run(_follow(config, open_knowledge, catalogue, words, (campaign, before)))
        report = with_bureau(config, catalogue, words, lambda bureau: _report(bureau, campaign))
        tell(asdict(report), "\n".join(showing.report_lines(report, words)), as_json=json)
        if not (report.runs and report.runs[0].run > before and report.runs[0].state == "finished"):
            status = words.text(f"campaign-status-{report.status}")
            typer.echo(words.text("cli-campaign-not-finished", status=status), err=True)
            raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Started:
    """A campaign that is due now."""

    before: int  # its last run so far; 0: there was none
    values: dict[str, Any]
    desk_runs: bool


async def _start(bureau: Bureau, official: str, number: int, version: int, words: Messages) -> _Started:
    """Make the campaign due now."""
    from bot.campaigns.reports import find_run  # noqa: PLC0415

    actor = await signed_in(bureau, official, words)
    before = await find_run(bureau.database, number) or 0
    campaign = await bureau.campaign(number)
    due = await bureau.life.run(actor, number, version or campaign.version)
    opens = bureau.estimator.opens(campaign.definition)
    if opens > bureau.clock.now():
        typer.echo(words.text("cli-campaign-waits", at=showing.moment(opens)), err=True)
    return _Started(before, await showing.values_of(bureau, due), desk_runs(bureau.settings, words))


async def _report(bureau: Bureau, number: int) -> CampaignReport:
    from bot.campaigns.reports import Reports  # noqa: PLC0415

    return await Reports(bureau.database).of_campaign(number)


async def _follow(
    config: Path | None,
    open_knowledge: OpenKnowledge,
    catalogue: Catalogue,
    words: Messages,
    which: tuple[int, int],
) -> None:
    """Follow the run after `which[1]` to its end; send here where no desk is running."""
    from bot.settings import load  # noqa: PLC0415

    settings = load(config)
    if desk_runs(settings, words):
        await _watch(settings, catalogue, words, which)
        return
    typer.echo(words.text("cli-campaign-foreground"), err=True)
    async with _desk(settings, open_knowledge):
        await _watch(settings, catalogue, words, which)


@asynccontextmanager
async def _desk(settings: Settings, open_knowledge: OpenKnowledge) -> AsyncIterator[None]:
    """A desk in this process, as `python -m bot run` starts it."""
    from bot.app import build  # noqa: PLC0415

    knowledge = await asyncio.to_thread(open_knowledge, settings, lambda: None)
    application = build(settings, knowledge)
    await application.start()
    try:
        yield
    finally:
        await application.stop()


async def _watch(settings: Settings, catalogue: Catalogue, words: Messages, which: tuple[int, int]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    from bot.campaigns.opening import opened_bureau  # noqa: PLC0415
    from bot.state.opening import open_state  # noqa: PLC0415
    from knowledge.clock import SystemClock  # noqa: PLC0415

    clock = SystemClock()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True)
    )
    async with open_state(settings.state, settings.privacy, clock, words, sole=False) as state:
        with opened_bureau(settings, state, clock, catalogue, words) as bureau, bar:
            task = bar.add_task(words.text("cli-campaign-progress-waits"), total=None)
            async for progress in _looks(bureau, *which):
                bar.update(
                    task,
                    completed=progress.done,
                    total=progress.total,
                    description=showing.progress_line(progress, words),
                )


async def _looks(bureau: Bureau, number: int, before: int) -> AsyncIterator[Progress]:
    """How far the run is, again and again until it is over or somebody stopped it."""
    from bot.campaigns.model import Status  # noqa: PLC0415
    from bot.campaigns.progress import Follower  # noqa: PLC0415
    from bot.campaigns.reports import find_run  # noqa: PLC0415

    follower: Follower | None = None
    while True:
        campaign = await bureau.campaign(number)
        stopped = campaign.status not in {Status.SCHEDULED, Status.SENDING}
        run = await find_run(bureau.database, number) or 0
        if follower is None and run > before:
            follower = Follower(bureau.database, bureau.clock, run)
        if follower is not None:
            progress = await follower.look()
            yield progress
            stopped = stopped or progress.over
        if stopped:
            return
        await asyncio.sleep(LOOK_SECONDS)
