import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import bot.web
from bot.messages import LANGUAGES, Catalogue
from bot.settings import OfficeSettings
from bot.web.page import Site, make_site

ASSETS = Path(bot.web.__file__).parent / "assets"
OFFICE = OfficeSettings(name='<b>UBND "Mẫu"</b>', hotline="(024) 33.82", map_url="https://example.org/?a=1")
PAIRS = [
    ("ink", "ground"),
    ("ink", "paper"),
    ("ink", "asked"),
    ("ink", "quote"),
    ("soft", "ground"),
    ("soft", "paper"),
    ("soft", "quote"),
    ("link", "ground"),
    ("link", "paper"),
    ("link", "quote"),
    ("brand-ink", "brand"),
    ("gold", "brand"),
    ("alert-ink", "alert"),
    ("alert-ink", "ground"),
]


@pytest.fixture(scope="module")
def site() -> Site:
    return make_site(Catalogue.load(), OFFICE, question_max_chars=300)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_on_its_own(site: Site, language: str) -> None:
    html = site.pages[language].decode()
    tags = Tags(html).found
    assert ("html", {"lang": language}) in tags
    assert (
        sum(attributes.get("class") == "ask" and "data-question" in attributes for _, attributes in tags) == 5
    )
    for tag, attributes in tags:
        assert "style" not in attributes, "the content security policy forbids inline style"
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href"):
            target = attributes.get(name) or "/"
            outside = tag == "a" and target.startswith(("tel:", "mailto:", "https://example.org/", "#"))
            assert outside or target.startswith("/"), target
    assert "<b>UBND" not in html
    assert "tel:0243382" in html
    assert "{{" not in html


def test_assets_are_served_under_the_hash_of_their_content(site: Site) -> None:
    html = site.pages["vi"].decode()
    assert len(site.assets) == 3
    assert all(re.fullmatch(r"(chat|icon)\.[0-9a-f]{12}\.(css|js|svg)", name) for name in site.assets)
    assert all(f"/assets/{name}" in html for name in site.assets)


def test_an_office_without_particulars_has_no_empty_places() -> None:
    html = make_site(Catalogue.load(), OfficeSettings(), question_max_chars=300).pages["vi"].decode()
    assert "tel:" not in html
    assert "<address" not in html


def themes() -> list[dict[str, str]]:
    css = (ASSETS / "chat.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    )
    return [light, {**light, **dark}]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", themes(), ids=["light", "dark"])
def test_colours_can_be_read(theme: dict[str, str]) -> None:
    for front, back in PAIRS:
        assert contrast(theme[front], theme[back]) >= 4.5, (front, back)
    for back in ("ground", "paper"):  # borders of controls and the focus ring
        assert contrast(theme["edge"], theme[back]) >= 3, back
        assert contrast(theme["focus"], theme[back]) >= 3, back


def test_the_script_never_makes_markup_of_data() -> None:
    script = (ASSETS / "chat.js").read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script
    )
    assert not re.search(r"https?://|\?\.|\?\?|=>|`", script), "old phones, and nothing from outside"
