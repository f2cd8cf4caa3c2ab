"""Commands that prove what became of announcements: status, report, reconcile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, tell, with_bureau
from bot.commands.errors import plain_errors
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.opening import Bureau
    from bot.campaigns.reconciling import Balance, Fate
    from bot.campaigns.reports import CampaignReport


def add_proving(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    """Add the commands to `group`."""
    config_option, json_option, id_argument = options.config, options.json, options.campaign
    to_option = typer.Option(None, "--to", help=words.text("cli-option-report-to"), metavar="FILE")
    run_option = typer.Option(0, "--run", help=words.text("cli-option-run"), min=0)

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
        lines = showing.report_lines(found, words)
        if to is not None:
            with plain_errors(words):
                _write(found, to, words)
            lines.append(words.text("cli-campaign-written", file=str(to)))
        tell(asdict(found), "\n".join(lines), as_json=json)

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


async def _status(bureau: Bureau, number: int, words: Messages) -> tuple[dict[str, Any], list[str]]:
    from bot.campaigns.auditing import history  # noqa: PLC0415
    from bot.campaigns.progress import Follower  # noqa: PLC0415
    from bot.campaigns.reports import find_run  # noqa: PLC0415

    values = await showing.values_of(bureau, await bureau.campaign(number))
    lines = [showing.lines_of(values, words)]
    run = await find_run(bureau.database, number)
    if run is not None:
        progress = await Follower(bureau.database, bureau.clock, run).look()
        values["run"] = {
            "id": run, "state": str(progress.state), "total": progress.total, "done": progress.done
        }  # fmt: skip
        done, total = showing.number(progress.done), showing.number(progress.total)
        lines.append("  " + words.text("cli-campaign-run-line", run=run, done=done, total=total))
    names = {official.id: official.name for official in await bureau.officials.all()}
    values["history"] = [asdict(line) for line in await history(bureau.database, number)]
    lines += [f"  {_history_line(line, names, words)}" for line in values["history"]]
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
    from bot.campaigns.reports import find_run  # noqa: PLC0415

    number, run = which
    await bureau.campaign(number)
    found = await find_run(bureau.database, number, run)
    if found is None:
        raise RefusedError(Refusal.NO_RUN)
    told = await balance(bureau.database, found)
    values: dict[str, Any] = {**asdict(told), "closed": told.closed, "fates": []}
    async for page in fates(bureau.database, found):
        for fate in page:
            if as_json:
                values["fates"].append(asdict(fate))
            else:
                typer.echo(_fate_line(fate, words))
    return values, _balance_lines(told, words)


def _history_line(line: Mapping[str, Any], names: Mapping[int, str], words: Messages) -> str:
    """A line of the audit log: when, who, what, from where, why."""
    from bot.campaigns.reasons import reason_text  # noqa: PLC0415

    who = names.get(line["official"], words.text("cli-campaign-engine"))
    what = words.text(f"campaign-action-{line['action']}")
    detail = line["detail"]
    own = [words.text("cli-campaign-own")] if detail.get("own") else []
    reason = [reason_text(detail["reason"], words)] if detail.get("reason") else []
    return "  ".join([showing.moment(line["at"]), who, what, f"({line['source']})", *own, *reason])


def _fate_line(fate: Fate, words: Messages) -> str:
    """What became of one person, by the number of the row."""
    from bot.campaigns.reasons import reason_text, state_text  # noqa: PLC0415

    parts = [str(fate.number), fate.channel, words.text(f"report-route-{fate.route}")]
    parts += [state_text(fate.state, words), reason_text(fate.reason, words) if fate.reason else ""]
    parts += [words.text("report-duplicates")] if fate.possible_duplicate else []
    return "  ".join(part for part in parts if part)


def _balance_lines(told: Balance, words: Messages) -> list[str]:
    from bot.campaigns.reasons import state_text  # noqa: PLC0415

    sums = ", ".join(
        f"{state_text(state, words)} {showing.number(count)}" for state, count in told.states.items()
    )
    lines = [words.text("cli-campaign-sum", rows=showing.number(told.rows), sums=sums or "0")]
    if told.audience is None:
        lines.append(words.text("cli-campaign-audience-unknown"))
    else:
        lines.append(words.text("cli-campaign-audience", audience=showing.number(told.audience)))
    odd = "; ".join(words.text(f"reconcile-odd-{what}") for what in told.odd)
    key = "cli-campaign-closed" if told.closed else "cli-campaign-open"
    return [*lines, words.text(key, odd=odd or "-")]


def _write(report: CampaignReport, path: Path, words: Messages) -> None:
    from bot.campaigns.exporting import write_csv, write_xlsx  # noqa: PLC0415
    from knowledge.errors import CampaignError  # noqa: PLC0415

    write = {".csv": write_csv, ".xlsx": write_xlsx}.get(path.suffix.lower())
    if write is None:
        raise CampaignError(
            words.text("cli-campaign-format"), where=str(path), mend=words.text("cli-campaign-format-mend")
        )
    try:
        write(report, words, path)
    except OSError as error:
        raise CampaignError(
            words.text("cli-campaign-unwritable", reason=error.strerror or ""),
            where=str(path),
            mend=words.text("cli-campaign-unwritable-mend"),
        ) from error
