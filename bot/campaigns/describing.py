"""An audience in words: who approves an announcement must know whom it is for."""

from __future__ import annotations

from collections.abc import Mapping

from bot.campaigns.model import Audience, Group
from bot.messages import Messages
from knowledge.clock import VIETNAM


def audience_text(audience: Audience, topics: Mapping[str, str], words: Messages) -> str:
    """Whom `audience` takes in and whom it leaves out; `topics` are the names of topics by their ids."""
    groups = [_group(group, topics, words) for group in audience.any_of]
    told = f" {words.text('audience-or')} ".join(groups) or words.text("audience-all")
    if audience.but_not:
        left_out = "; ".join(_group(group, topics, words) for group in audience.but_not)
        return words.text("audience-but", groups=told, left_out=left_out)
    return words.text("audience-line", groups=told)


def _group(group: Group, topics: Mapping[str, str], words: Messages) -> str:
    joined = {"joined_from": group.joined_from, "joined_before": group.joined_before}
    named = {
        "topics": [topics.get(topic, topic) for topic in group.topics],
        "places": group.places,
        "procedures": group.procedures,
        "channels": group.channels,
        "languages": group.languages,
        **{what: [f"{at.astimezone(VIETNAM):%d/%m/%Y}"] for what, at in joined.items() if at is not None},
    }
    parts = [words.text(f"audience-{what}", names=", ".join(names)) for what, names in named.items() if names]
    if not parts:
        return words.text("audience-all")
    return words.text("audience-who", parts=f" {words.text('audience-and')} ".join(parts))
