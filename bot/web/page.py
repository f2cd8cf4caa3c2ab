"""The chat page and its assets, made ready once at start: no template is filled while people wait."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined

from bot.messages import LANGUAGES, Catalogue, Messages
from bot.settings import OfficeSettings

EXAMPLES = 5
_ASSETS = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
_TEMPLATES = ("page.html", "missing.html")


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file as it is sent."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the web channel serves as it stands: pages by language, assets by hashed name."""

    pages: dict[str, bytes]
    missing: bytes
    assets: dict[str, Asset]
    icon: Asset


def make_site(catalogue: Catalogue, office: OfficeSettings, *, question_max_chars: int) -> Site:
    """Read the assets and render the page in every language."""
    folder = files("bot.web")
    assets: dict[str, Asset] = {}
    urls: dict[str, str] = {}
    for name, content_type in _ASSETS.items():
        body = (folder / "assets" / name).read_bytes()
        stem, suffix = name.split(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{suffix}"
        assets[hashed] = Asset(body, content_type)
        urls[stem + "_" + suffix] = f"/assets/{hashed}"
    environment = Environment(
        loader=DictLoader(
            {name: (folder / "templates" / name).read_text(encoding="utf-8") for name in _TEMPLATES}
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def render(template: str, language: str) -> bytes:
        messages = catalogue.of(language)
        html = environment.get_template(template).render(
            language=language,
            other_language=next(code for code in LANGUAGES if code != language),
            t=messages.text,
            office=office,
            telephone=re.sub(r"[^\d+]", "", office.hotline),
            title=_title(messages, office),
            limit=question_max_chars,
            examples=[_example(messages, number) for number in range(1, EXAMPLES + 1)],
            assets=urls,
        )
        return html.encode("utf-8")

    return Site(
        pages={code: render("page.html", code) for code in LANGUAGES},
        missing=render("missing.html", LANGUAGES[0]),
        assets=assets,
        icon=next(asset for name, asset in assets.items() if name.startswith("icon.")),
    )


def _title(messages: Messages, office: OfficeSettings) -> str:
    if office.name:
        return messages.text("page-title-office", office=office.name)
    return messages.text("page-title")


def _example(messages: Messages, number: int) -> dict[str, str]:
    return {
        "label": messages.text(f"example-{number}"),
        "question": messages.text(f"example-{number}-question"),
    }
