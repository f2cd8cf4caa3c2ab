"""Campaigns as lines for officials and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.messages import Messages

if TYPE_CHECKING:
    from datetime import datetime

    from bot.campaigns.estimating import Estimate
    from bot.campaigns.findings import Finding
    from bot.campaigns.model import Campaign
    from bot.campaigns.opening import Bureau
    from bot.campaigns.progress import Progress
    from bot.campaigns.reports import CampaignReport


async def values_of(bureau: Bureau, campaign: Campaign) -> dict[str, Any]:
    """A campaign for scripts, with who approved it."""
    from bot.campaigns.records import approvals_of, needed  # noqa: PLC0415

    approvals = await bureau.database.read(lambda connection: approvals_of(connection, campaign))
    names = {official.id: official.name for official in await bureau.officials.all()}
    return {
        **campaign.model_dump(mode="json"),
        "author": names.get(campaign.author, ""),
        "digest": campaign.definition.digest(),
        "approvals": [{"official": names.get(item.official, ""), "own": item.own} for item in approvals],
        "approvals_needed": needed(campaign.definition),
    }


def lines_of(values: dict[str, Any], words: Messages) -> str:
    """What `values_of` gave, for people."""
    content, schedule = values["definition"]["content"], values["definition"]["schedule"]
    lines = [
        words.text(
            "cli-campaign-line",
            id=values["id"],
            title=content["title"],
            status=words.text(f"campaign-status-{values['status']}"),
            version=values["version"],
        ),
        words.text("cli-campaign-author", name=values["author"]),
    ]
    for approval in values["approvals"]:
        key = "cli-campaign-approved-own" if approval["own"] else "cli-campaign-approved-by"
        lines.append(words.text(key, name=approval["official"]))
    missing = values["approvals_needed"] - len(values["approvals"])
    if values["status"] == "in_review" and missing > 0:
        lines.append(words.text("cli-campaign-approvals-missing", count=missing))
    if schedule["recurrence"]:
        lines.append(words.text("cli-campaign-recurrence", when=schedule["recurrence"]))
    if values["next_fire"]:
        lines.append(words.text("cli-campaign-next", at=moment(_parsed(values["next_fire"]))))
    if values["definition"]["policy"]["urgent"]:
        lines.append(words.text("cli-campaign-urgent"))
    if values["note"]:
        lines.append(words.text("cli-campaign-note", note=values["note"]))
    return "\n  ".join(lines)


def finding_lines(findings: Sequence[Finding], words: Messages) -> list[str]:
    """Findings as lines, each with how much it matters and where."""
    from bot.campaigns.findings import worded  # noqa: PLC0415

    return [
        f"  [{words.text(f'campaign-level-{finding.level}')}] "
        + (f"{finding.channel}: " if finding.channel else "")
        + worded(finding, words)
        for finding in findings
    ]


def finding_values(findings: Sequence[Finding], words: Messages) -> list[dict[str, str]]:
    """Findings for scripts."""
    from bot.campaigns.findings import worded  # noqa: PLC0415

    return [
        {
            "key": finding.key,
            "level": str(finding.level),
            "channel": finding.channel,
            "text": worded(finding, words),
        }
        for finding in findings
    ]


def estimate_values(estimate: Estimate) -> dict[str, Any]:
    """A plan for scripts."""
    return {
        "audience": estimate.audience,
        "reached": estimate.reached,
        "shares": [
            {"channel": share.channel, "way": str(share.way), "people": share.people, "cost": share.cost}
            for share in estimate.shares
        ],
        "begins": estimate.begins.isoformat(),
        "duration_seconds": estimate.duration.total_seconds(),
        "cost": estimate.cost,
        "unpriced": estimate.unpriced,
        "prices_as_of": estimate.prices_as_of,
        "opted_out": dict(estimate.opted_out),
        "topic_left_out": estimate.topic_left_out,
    }


def estimate_lines(estimate: Estimate, words: Messages) -> list[str]:
    """A plan for people: whom it reaches and whom not, when, for how much."""
    lines = [words.text("plan-audience", count=number(estimate.audience), reached=number(estimate.reached))]
    for share in estimate.shares:
        way = words.text(f"campaign-way-{share.way}")
        lines.append(f"  {share.channel:<9} {number(share.people):>9}  {way}")
    begins = moment(estimate.begins)
    lines.append(
        words.text("plan-time", at=begins, minutes=number(-(-round(estimate.duration.total_seconds()) // 60)))
    )
    lines.append(words.text("plan-cost", cost=number(estimate.cost), as_of=estimate.prices_as_of))
    if estimate.unpriced:
        lines.append(words.text("plan-unpriced", count=number(estimate.unpriced)))
    if any(share.way == "article" for share in estimate.shares):
        lines.append(words.text("plan-article"))
    if estimate.opted_out:
        from bot.campaigns.estimating import OPTED_OUT_DAYS  # noqa: PLC0415

        total = sum(estimate.opted_out.values())
        lines.append(words.text("plan-opted-out", count=number(total), days=OPTED_OUT_DAYS))
    if estimate.topic_left_out:
        lines.append(words.text("plan-left-out", count=number(estimate.topic_left_out)))
    return lines


def report_lines(report: CampaignReport, words: Messages) -> list[str]:
    """A report for people: a table in words."""
    from bot.campaigns.exporting import rows_of  # noqa: PLC0415

    status = words.text(f"campaign-status-{report.status}")
    lines = [words.text("cli-report-line", id=report.campaign, title=report.title, status=status)]
    rows = [f"{row.run:<17} {row.what:<28} {row.which:<40} {row.people}" for row in rows_of(report, words)]
    return [*lines, *(rows or [words.text("cli-report-none")])]


def progress_line(progress: Progress, words: Messages) -> str:
    """How fast a run goes, and how long it still takes where that is known."""
    if progress.state == "planning":
        return words.text("cli-campaign-progress-planning")
    if progress.over:
        return words.text("cli-campaign-progress-over")
    if progress.left_for is None:
        return words.text("cli-campaign-progress-waits")
    minutes, seconds = divmod(-(-progress.left_for.total_seconds() // 1), 60)
    left = f"{minutes:.0f}:{seconds:02.0f}"
    return words.text("cli-campaign-progress", rate=f"{progress.rate:.0f}", left=left)


def number(value: int) -> str:
    """A number as it is written in Vietnam: 1.234.567."""
    return f"{value:,}".replace(",", ".")


def moment(at: datetime) -> str:
    """A moment in the office's time."""
    from knowledge.clock import VIETNAM  # noqa: PLC0415

    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def _parsed(text: str) -> datetime:
    from datetime import datetime  # noqa: PLC0415

    return datetime.fromisoformat(text)
