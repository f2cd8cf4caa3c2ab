"""`campaign propose`: from a plan of the index to drafts with dates; nothing is sent by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import campaign_showing as showing
from bot.commands.bureau import Options, signed_in, tell, with_bureau
from bot.messages import Catalogue, Messages

if TYPE_CHECKING:
    from bot.campaigns.opening import Bureau
    from bot.campaigns.proposing import Proposal


def add_proposing(group: typer.Typer, catalogue: Catalogue, words: Messages, options: Options) -> None:
    """Add the command to `group`."""
    config_option, json_option, as_option = options.config, options.json, options.official
    document_option = typer.Option(..., "--document", help=words.text("cli-option-document"), metavar="DOC")
    save_option = typer.Option(False, "--save", help=words.text("cli-option-save"))

    @group.command(help=words.text("cli-campaign-propose"))
    def propose(
        document: str = document_option,
        save: bool = save_option,
        config: Path | None = config_option,
        official: str = as_option,
        json: bool = json_option,
    ) -> None:
        values, lines = with_bureau(
            config,
            catalogue,
            words,
            lambda bureau: _propose(bureau, document, words, official if save else None),
        )
        tell(values, "\n".join(lines), as_json=json)


async def _propose(
    bureau: Bureau, named: str, words: Messages, official: str | None
) -> tuple[dict[str, Any], list[str]]:
    """The proposals of a plan; with `official` they are saved as drafts, those that are past left out."""
    from bot.campaigns.proposing import Proposer  # noqa: PLC0415
    from knowledge.errors import CampaignError  # noqa: PLC0415

    library = bureau.library
    meta = library.find(named) if library is not None else None
    document = library.document(meta.id) if library is not None and meta is not None else None
    if document is None or library is None:
        raise CampaignError(
            words.text("cli-campaign-no-document", named=named),
            mend=words.text("cli-campaign-no-document-mend"),
        )
    found = Proposer.load().proposals(document, bureau.clock.now(), words)
    saved: dict[int, int] = {}
    if official is not None:
        actor = await signed_in(bureau, official, words)
        line = library.cited(document.meta, words)
        for number, proposal in enumerate(found):
            if not proposal.past:
                content = proposal.definition.content.model_copy(update={"source_line": line})
                definition = proposal.definition.model_copy(update={"content": content})
                saved[number] = (await bureau.life.create(actor, definition)).id
    values = {
        "document": document.meta.id,
        "proposals": [_values(item, saved.get(number)) for number, item in enumerate(found)],
    }
    lines = [text for number, item in enumerate(found) for text in _lines(item, saved.get(number), words)]
    return values, [*lines, words.text("cli-campaign-proposed", count=len(found), saved=len(saved))]


def _values(proposal: Proposal, campaign: int | None) -> dict[str, Any]:
    duty = proposal.duty
    return {
        "said": duty.said,
        "text": duty.text,
        "heading_path": list(duty.heading_path),
        "page": duty.page,
        "internal": duty.internal,
        "past": proposal.past,
        "schedule": proposal.schedule.model_dump(mode="json"),
        "title": proposal.definition.content.title,
        "campaign": campaign,
    }


def _lines(proposal: Proposal, campaign: int | None, words: Messages) -> list[str]:
    duty, schedule = proposal.duty, proposal.schedule
    when = showing.moment(schedule.at) if schedule.at else schedule.recurrence
    when = words.text("cli-propose-past") if proposal.past else when or words.text("cli-propose-no-time")
    place = " › ".join(duty.heading_path)
    page = words.text("source-page", page=duty.page) if duty.page else ""
    saved = [f"#{campaign}"] if campaign else []
    internal = [words.text("cli-propose-internal")] if duty.internal else []
    return [
        "  ".join([f"“{duty.said}”", "→", when, *internal, *saved]),
        f"    {proposal.definition.content.title}",
        "    " + ", ".join(part for part in (place, page) if part),
    ]
