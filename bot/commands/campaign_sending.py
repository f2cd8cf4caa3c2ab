"""Commands that send announcements and prove what became of them: run, status, report, reconcile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, signed_in, tell, with_bureau
from bot.commands.errors import plain_errors
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.app import Knowledge
    from bot.campaigns.model import Campaign
    from bot.campaigns.opening import Bureau
    from bot.campaigns.reports import CampaignReport
    from bot.settings import Settings

    OpenKnowledge = Callable[[Settings, Callable[[], None]], Knowledge]

LOOK_SECONDS = 0.5


def add_sending(
    group: typer.Typer,
    catalogue: Catalogue,
    words: Messages,
    options: Options,
    open_knowledge: OpenKnowledge,
) -> None:
    """Add the commands to `group`."""
    config_option, json_option, as_option = options.config, options.json, options.official
    id_argument, version_option = options.campaign, options.version
    wait_option = typer.Option(True, "--wait/--no-wait", help=words.text("cli-option-wait"))
    to_option = typer.Option(None, "--to", help=words.text("cli-option-report-to"), metavar="FILE")
    _add_proofs(group, catalogue, words, options)

    @group.command(help=words.text("cli-campaign-run"))
    def run(  # noqa: PLR0917 - typer calls it by name
        campaign: int = id_argument,
        version: int = version_option,
        wait: bool = wait_option,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        before = with_bureau(
            config, catalogue, words, lambda bureau: _start(bureau, official, campaign, version, words)
        )
        if not wait:
            typer.echo(words.text("cli-campaign-handed-over"), err=True)
        else:
            with plain_errors(words):
                asyncio.run(_follow(config, open_knowledge, catalogue, words, (campaign, before)))
        report = with_bureau(config, catalogue, words, lambda bureau: _report(bureau, campaign))
        tell(_values(report), "\n".join(_table(report, words)), as_json=json)

    @group.command(help=words.text("cli-campaign-status"))
    def status(
        campaign: int = id_argument, config: Path | None = config_option, json: bool = json_option
    ) -> None:
        values, lines = with_bureau(config, catalogue, words, lambda bureau: _status(bureau, campaign, words))
        tell(values, "\n".join(lines), as_json=json)

    @group.command(help=words.text("cli-campaign-report"))
    def report(
        campaign: int = id_argument,
        to: Path | None = to_option,
        config: Path | None = config_option,
        json: bool = json_option,
    ) -> None:
        found = with_bureau(config, catalogue, words, lambda bureau: _report(bureau, campaign))
        if to is not None:
            with plain_errors(words):
                _write(found, to, words)
        lines = [*_table(found, words), *([words.text("cli-campaign-written", file=str(to))] if to else [])]
        tell(_values(found), "\n".join(lines), as_json=json)


def _add_proofs(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    config_option, json_option, id_argument = options.config, options.json, options.campaign
    run_option = typer.Option(0, "--run", help=words.text("cli-option-run"), min=0)

    @group.command(help=words.text("cli-campaign-reconcile"))
    def reconcile(
        campaign: int = id_argument,
        run: int = run_option,
        config: Path | None = config_option,
        json: bool = json_option,
    ) -> None:
        values, lines = with_bureau(
            config, catalogue, words, lambda bureau: _reconcile(bureau, (campaign, run), words, as_json=json)
        )
        tell(values, "\n".join(lines), as_json=json)
        if not values["closed"]:
            raise typer.Exit(1)


async def _start(bureau: Bureau, official: str, number: int, version: int, words: Messages) -> int:
    """Make the campaign due now; returns its last run so far, 0 when there was none."""
    from bot.campaigns.reports import newest_run  # noqa: PLC0415

    actor = await signed_in(bureau, official, words)
    before = await newest_run(bureau.database, number) or 0
    campaign = await bureau.campaign(number)
    await bureau.life.run(actor, number, version or campaign.version)
    opens = bureau.estimator.opens(campaign.definition)
    if opens > bureau.clock.now():
        typer.echo(words.text("cli-campaign-waits", at=showing.moment(opens)), err=True)
    return before


async def _follow(
    config: Path | None,
    open_knowledge: OpenKnowledge,
    catalogue: Catalogue,
    words: Messages,
    which: tuple[int, int],
) -> None:
    """Follow the run after `which[1]` to its end; send here where no desk is running."""
    from bot.settings import load  # noqa: PLC0415
    from bot.state.lock import sole_use  # noqa: PLC0415
    from knowledge.errors import StateError  # noqa: PLC0415

    settings = load(config)
    try:
        with sole_use(settings.state.database, words):
            alone = True
    except StateError:
        alone = False
    if not alone:
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
            task = bar.add_task("", total=None)
            async for done, total, told in _looks(bureau, *which, words):
                bar.update(task, completed=done, total=total, description=told)


async def _looks(
    bureau: Bureau, number: int, before: int, words: Messages
) -> AsyncIterator[tuple[int, int | None, str]]:
    """How far the run is, again and again until it is over or somebody stopped it."""
    from bot.campaigns.model import Status  # noqa: PLC0415
    from bot.campaigns.progress import Follower  # noqa: PLC0415
    from bot.campaigns.reports import newest_run  # noqa: PLC0415

    follower: Follower | None = None
    while True:
        campaign = await bureau.campaign(number)
        stopped = campaign.status not in {Status.SCHEDULED, Status.SENDING}
        run = await newest_run(bureau.database, number) or 0
        if follower is None and run > before:
            follower = Follower(bureau.database, bureau.clock, run)
        if follower is not None:
            progress = await follower.look()
            left = round(progress.left_for.total_seconds()) if progress.left_for is not None else None
            yield (
                progress.done,
                progress.total,
                words.text("cli-campaign-progress", rate=f"{progress.rate:.0f}", left=left or 0),
            )
            stopped = stopped or progress.over
        if stopped:
            return
        await asyncio.sleep(LOOK_SECONDS)


async def _status(bureau: Bureau, number: int, words: Messages) -> tuple[dict[str, Any], list[str]]:
    from bot.campaigns.auditing import history  # noqa: PLC0415
    from bot.campaigns.progress import Follower  # noqa: PLC0415
    from bot.campaigns.reports import newest_run  # noqa: PLC0415

    campaign: Campaign = await bureau.campaign(number)
    values = await showing.values_of(bureau, campaign)
    lines = [showing.lines_of(values, words)]
    run = await newest_run(bureau.database, number)
    if run is not None:
        progress = await Follower(bureau.database, bureau.clock, run).look()
        values["run"] = {
            "id": run, "state": str(progress.state), "total": progress.total, "done": progress.done
        }  # fmt: skip
        done, total = showing.number(progress.done), showing.number(progress.total)
        lines.append("  " + words.text("cli-campaign-run-line", run=run, done=done, total=total))
    names = {official.id: official.name for official in await bureau.officials.all()}
    values["history"] = [asdict(line) for line in await history(bureau.database, number)]
    for line in values["history"]:
        who = names.get(line["official"], words.text("cli-campaign-engine"))
        lines.append(f"  {showing.moment(line['at'])}  {who}  {line['action']}  ({line['source']})")
    return values, lines


async def _report(bureau: Bureau, number: int) -> CampaignReport:
    from bot.campaigns.reports import Reports  # noqa: PLC0415

    return await Reports(bureau.database).of_campaign(number)


async def _reconcile(
    bureau: Bureau, which: tuple[int, int], words: Messages, *, as_json: bool
) -> tuple[dict[str, Any], list[str]]:
    """Every fate of a run, and the sum; for people the fates go to the terminal as they come."""
    from bot.campaigns.reconciling import balance, fates  # noqa: PLC0415
    from bot.campaigns.refusing import Refusal, RefusedError  # noqa: PLC0415
    from bot.campaigns.reports import newest_run  # noqa: PLC0415

    number, run = which
    await bureau.campaign(number)
    found = run or await newest_run(bureau.database, number)
    if found is None:
        raise RefusedError(Refusal.NOT_FOUND)
    told = await balance(bureau.database, found)
    values: dict[str, Any] = {**asdict(told), "closed": told.closed, "fates": []}
    async for page in fates(bureau.database, found):
        for fate in page:
            if as_json:
                values["fates"].append(asdict(fate))
                continue
            twice = words.text("cli-campaign-maybe-twice") if fate.possible_duplicate else ""
            parts = [str(fate.number), fate.channel, fate.route, str(fate.state), fate.reason, twice]
            typer.echo("  ".join(part for part in parts if part))
    sums = ", ".join(f"{state} {showing.number(count)}" for state, count in told.states.items() if count)
    lines = [words.text("cli-campaign-sum", audience=showing.number(told.audience), sums=sums or "0")]
    key = "cli-campaign-closed" if told.closed else "cli-campaign-open"
    odd = "; ".join(words.text(f"reconcile-odd-{what}") for what in told.odd)
    return values, [*lines, words.text(key, odd=odd or "-")]


def _table(report: CampaignReport, words: Messages) -> list[str]:
    from bot.campaigns.exporting import rows_of  # noqa: PLC0415

    return [f"{row.run:<22} {row.what:<34} {row.which:<40} {row.people}" for row in rows_of(report, words)]


def _values(report: CampaignReport) -> dict[str, Any]:
    return asdict(report)


def _write(report: CampaignReport, path: Path, words: Messages) -> None:
    from bot.campaigns.exporting import write_csv, write_xlsx  # noqa: PLC0415
    from knowledge.errors import CampaignError  # noqa: PLC0415

    try:
        with suppress(KeyError):
            {".csv": write_csv, ".xlsx": write_xlsx}[path.suffix.lower()](report, words, path)
            return
    except OSError as error:
        raise CampaignError(
            words.text("cli-campaign-unwritable", reason=error.strerror or ""),
            where=str(path),
            mend=words.text("cli-campaign-unwritable-mend"),
        ) from error
    raise CampaignError(
        words.text("cli-campaign-format"), where=str(path), mend=words.text("cli-campaign-format-mend")
    )
