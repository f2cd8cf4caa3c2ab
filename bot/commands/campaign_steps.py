"""Commands that take a campaign from one status to the next: submit, approve, return, schedule, pause …"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, desk_runs, signed_in, tell, with_bureau
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.auditing import Actor
    from bot.campaigns.model import Campaign
    from bot.campaigns.opening import Bureau
    from bot.dialogue.announcing_review import Review, Reviewed

    Shown = tuple[dict[str, Any], list[str]]
    Done = Campaign | Reviewed
    Step = Callable[[Bureau, Actor], Awaitable[Done]]
    AtVersion = Callable[[Bureau, Actor, int, int], Awaitable[Done]]  # of the campaign, its version
    WithReason = Callable[[Bureau, Actor, int, str], Awaitable[Done]]


def add_steps(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    """Add the commands to `group`.

    What changes or approves a text is for one version of it; to pause and to cancel must wait for nobody.
    """
    add = _Adding(group, catalogue, words, options)
    add.at_version("submit", lambda to, actor, number, at: _review(to, words).submit(actor, number, at))
    add.at_version("approve", lambda to, actor, number, at: _review(to, words).approve(actor, number, at))
    add.returning()
    add.at_version("schedule", lambda to, actor, number, at: to.life.schedule(actor, number, at))
    add.with_reason("pause", lambda to, actor, number, why: to.life.pause(actor, number, why))
    add.resuming()
    add.with_reason("cancel", lambda to, actor, number, why: to.life.cancel(actor, number, why))


class _Adding:
    """Adds commands, each with the options that its step heeds."""

    def __init__(self, group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
        self._group = group
        self._catalogue = catalogue
        self._words = words
        self._options = options

    def at_version(self, name: str, step: AtVersion) -> None:
        """A step with one version of a campaign."""
        options = self._options
        id_argument, version_option, as_option = options.campaign, options.version, options.official
        config_option, json_option = options.config, options.json

        @self._command(name)
        def command(
            campaign: int = id_argument,
            version: int = version_option,
            config: Path | None = config_option,
            official: str = as_option,
            json: bool = json_option,
        ) -> None:
            async def done(bureau: Bureau, actor: Actor) -> Done:
                return await step(bureau, actor, campaign, await _version(bureau, campaign, version))

            self._take(done, config, official, json=json)

    def with_reason(self, name: str, step: WithReason) -> None:
        """A step whose reason is noted."""
        options = self._options
        id_argument, reason_option, as_option = options.campaign, options.reason, options.official
        config_option, json_option = options.config, options.json

        @self._command(name)
        def command(
            campaign: int = id_argument,
            reason: str = reason_option,
            config: Path | None = config_option,
            official: str = as_option,
            json: bool = json_option,
        ) -> None:
            self._take(lambda to, actor: step(to, actor, campaign, reason), config, official, json=json)

    def returning(self) -> None:
        """`return`: one version, with what is to be mended."""
        options = self._options
        id_argument, reason_option, version_option = options.campaign, options.reason, options.version
        config_option, as_option, json_option = options.config, options.official, options.json

        @self._command("return")
        def command(  # noqa: PLR0917 - typer calls it by name
            campaign: int = id_argument,
            reason: str = reason_option,
            version: int = version_option,
            config: Path | None = config_option,
            official: str = as_option,
            json: bool = json_option,
        ) -> None:
            async def done(bureau: Bureau, actor: Actor) -> Done:
                at = await _version(bureau, campaign, version)
                return await _review(bureau, self._words).send_back(actor, campaign, at, reason)

            self._take(done, config, official, json=json)

    def resuming(self) -> None:
        """`resume`."""
        options = self._options
        id_argument, as_option = options.campaign, options.official
        config_option, json_option = options.config, options.json

        @self._command("resume")
        def command(
            campaign: int = id_argument,
            config: Path | None = config_option,
            official: str = as_option,
            json: bool = json_option,
        ) -> None:
            self._take(lambda to, actor: to.life.resume(actor, campaign), config, official, json=json)

    def _command(self, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
        return self._group.command(name, help=self._words.text(f"cli-campaign-{name}"))

    def _take(self, step: Step, config: Path | None, official: str, *, json: bool) -> None:
        words = self._words

        async def work(bureau: Bureau) -> Shown:
            return await _shown(bureau, await step(bureau, await signed_in(bureau, official, words)), words)

        values, lines = with_bureau(config, self._catalogue, words, work)
        tell(values, "\n".join(lines), as_json=json)


async def _version(bureau: Bureau, campaign: int, given: int) -> int:
    """The version that is meant: the newest, where none was given."""
    return given or (await bureau.campaign(campaign)).version


def _review(bureau: Bureau, words: Messages) -> Review:
    """The steps that others hear of in their chats, as soon as the desk runs."""
    from bot.dialogue.announcing_review import Review  # noqa: PLC0415
    from bot.dialogue.announcing_views import Views  # noqa: PLC0415

    views = Views(bureau.database, bureau.clock, words, bureau.drafter.topics)
    return Review(bureau.life, bureau.officials, bureau.accounts, bureau.post, views)


async def _shown(bureau: Bureau, done: Done, words: Messages) -> Shown:
    """The campaign as it is now; for whoever reviews it also what the lint says, and who was told."""
    from bot.campaigns.model import Campaign  # noqa: PLC0415

    campaign = done if isinstance(done, Campaign) else done.campaign
    values = await showing.values_of(bureau, campaign)
    lines = [showing.lines_of(values, words)]
    if campaign.status == "in_review":
        findings = bureau.findings(campaign.definition)
        lines += showing.finding_lines(findings, words)
        values["findings"] = showing.finding_values(findings, words)
    if not isinstance(done, Campaign):
        values["told"] = [official.name for official in done.told]
        lines += done.lines
        if done.told and not desk_runs(bureau.settings, words):
            lines.append(words.text("cli-campaign-post-waits"))
    return values, lines
