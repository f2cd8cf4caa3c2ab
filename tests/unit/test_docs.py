"""The documentation says what is there: every command and option, links that lead somewhere, pictures."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from typer.main import get_command

from bot.cli import build_cli
from bot.messages import Catalogue
from bot.settings import Settings
from indexer.cli import app
from tests.fakes.knowledge import MemoryKnowledge

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r'<img[^>]* src="([^"]+)"')
WITHOUT_WORDS = re.compile(r'!\[\s*\]\(|<img(?![^>]* alt="[^"]{10,}")[^>]*>')
DRAWINGS = sorted(ROOT.glob("docs/images/*.svg"))
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def commands(prefix: str, group: object) -> Iterator[tuple[str, list[str]]]:
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from commands(f"{prefix} {name}", command)
            continue
        options = [option for parameter in command.params for option in parameter.opts]
        yield f"{prefix} {name}", [option for option in options if option.startswith("-")]


def all_commands() -> list[tuple[str, list[str]]]:
    def open_nothing(_settings: Settings, _on_first_build: object) -> MemoryKnowledge:
        return MemoryKnowledge()

    bot, indexer = get_command(build_cli(open_nothing)), get_command(app)
    return [*commands("python -m bot", bot), *commands("python -m indexer", indexer)]


def test_every_command_and_option_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    everything = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    found = all_commands()
    assert len(found) >= 10
    missing = [command for command, _ in found if not re.search(rf"{command}\b", readme)]
    missing += [
        f"{command} {option}"
        for command, options in found
        for option in options
        if not re.search(rf"{re.escape(command)}\b[^\n]*(?<![\w-]){re.escape(option)}(?![\w-])", everything)
        and option not in {"--help", "--config", "--index"}  # said once for all commands
    ]
    assert not missing


def test_no_command_is_documented_that_does_not_exist() -> None:
    known = dict(all_commands())
    groups = {command.rpartition(" ")[0] for command in known} - {"python -m bot", "python -m indexer"}
    for page in [*PAGES, *DRAWINGS]:
        for line in page.read_text(encoding="utf-8").splitlines():
            for start, name, more in re.findall(
                r"(python -m (?:bot|indexer)) ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", line
            ):
                command = f"{start} {name}"
                assert command in known or f"{command} {more}".strip() in known.keys() | groups, (
                    page.name,
                    line,
                )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = LINK.findall(CODE.sub("", text)) + PICTURE.findall(text)
    here = [unquote(target.partition("#")[0]) for target in targets if "://" not in target]
    assert not [target for target in here if target and not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pictures_are_told_in_words_too(page: Path) -> None:
    assert not WITHOUT_WORDS.findall(CODE.sub("", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)
def test_drawings_are_small_and_whole_and_shown_somewhere(drawing: Path) -> None:
    root = ElementTree.parse(drawing).getroot()
    assert root.findtext("{http://www.w3.org/2000/svg}title")
    assert drawing.stat().st_size < 20_000
    assert not [node for node in root.iter() if node.tag.endswith(("script", "image", "foreignObject"))]
    assert any(f"images/{drawing.name}" in page.read_text(encoding="utf-8") for page in PAGES)


def test_what_is_drawn_of_the_doctor_is_what_it_says() -> None:
    """A picture of texts that have changed since tells what is not there."""
    drawn = "".join(ElementTree.parse(ROOT / "docs" / "images" / "doctor.svg").getroot().itertext()).replace(
        "\n", ""
    )
    words = Catalogue.load().of("vi")
    told: dict[str, dict[str, str | int]] = {
        "doctor-office": {"name": "UBND phường Mẫu"},
        "doctor-alarms-nobody": {},
        "doctor-alarms-nobody-mend": {},
        "doctor-zalo-oa-app-secret": {},
        "doctor-zalo-oa-secret-key": {},
        "doctor-webhook-plain-mend": {},
        "doctor-summary": {"wrong": 1, "warnings": 1},
    }
    for key, arguments in told.items():
        assert words.text(key, **arguments).replace(" ", "") in drawn.replace(" ", ""), key


def test_the_readme_shows_the_page() -> None:
    picture = PICTURE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert picture is not None
    assert (ROOT / picture[1]).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "adr").glob("0*.md")), ids=lambda page: page.stem)
def test_decisions_are_listed_and_whole(page: Path) -> None:
    assert f"({page.name})" in (page.parent / "README.md").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:4]} — ")
    for part in ("Context", "Decision", "Rejected", "Consequences"):
        assert f"**{part}.**" in text


def test_make_targets_of_the_documentation_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        code = "\n".join(CODE.findall(page.read_text(encoding="utf-8")))
        named = set(re.findall(r"(?:^|[`\s])make ([a-z]+)", code))
        assert named <= targets, page.name
