"""The page to chat through a stand-in as a citizen would, and the settings that it shows."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined

from bot.messages import LANGUAGES, Catalogue

ASSETS = {"dev.css": "text/css", "dev.js": "text/javascript"}


def environment_lines(settings: Mapping[str, Mapping[str, str]]) -> str:
    """`settings` by section as lines for a shell, in the names that the desk reads."""
    lines: list[str] = []
    for section, values in settings.items():
        for key, value in values.items():
            lines.append(f"export MOTCUA_{section.upper()}__{key.upper()}={shlex.quote(value)}")
    return "\n".join(lines)


def toml_lines(settings: Mapping[str, Mapping[str, str]]) -> str:
    """`settings` by section as they are written in config.toml."""
    lines: list[str] = []
    for section, values in settings.items():
        lines += [f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    return "\n".join(lines)


def render_pages(
    catalogue: Catalogue, platform: str, settings: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """The page by language; `platform` is "telegram", "zalo-oa" or "zalo-bot"."""
    folder = files("bot.dev") / "assets"
    templates = {"page.html": (folder / "page.html").read_text(encoding="utf-8")}
    environment = Environment(
        loader=DictLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return {
        language: environment.get_template("page.html").render(
            language=language,
            other_language=next(code for code in LANGUAGES if code != language),
            t=catalogue.of(language).text,
            platform=catalogue.of(language).text(f"dev-platform-{platform}"),
            platform_key=platform,
            environment=environment_lines(settings),
        )
        for language in LANGUAGES
    }


def read_assets() -> dict[str, bytes]:
    """Style and script by name."""
    folder = files("bot.dev") / "assets"
    return {name: (folder / name).read_bytes() for name in ASSETS}
