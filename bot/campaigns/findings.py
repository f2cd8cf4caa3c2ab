"""What is found wrong or worth a look in an announcement, worded where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.messages import Messages


class Level(StrEnum):
    """How much a finding matters."""

    WRONG = "wrong"  # it should not go out like this
    NOTICE = "notice"  # worth a look


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found; the words stand under `campaign-finding-…`. `channel` is "" for all channels."""

    key: str
    level: Level = Level.NOTICE
    channel: str = ""
    arguments: Mapping[str, str | int] = field(default_factory=dict)


def worded(finding: Finding, words: Messages) -> str:
    """`finding` as an official reads it; a `kind` of personal data is given as its code."""
    arguments = dict(finding.arguments)
    if "kind" in arguments:
        arguments["kind"] = words.text(f"personal-data-{arguments['kind']}")
    return words.text(f"campaign-finding-{finding.key}", **arguments)


def wrong(key: str, **arguments: str | int) -> Finding:
    """A finding that should be mended before it goes out."""
    return Finding(key, Level.WRONG, arguments=arguments)


def notice(key: str, **arguments: str | int) -> Finding:
    """A finding that is worth a look."""
    return Finding(key, arguments=arguments)
