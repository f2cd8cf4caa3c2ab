import ast
import re
from pathlib import Path

import pytest

import bot
from bot.messages import LANGUAGES, Catalogue, source_of
from knowledge.answering.model import Outcome
from knowledge.model import Aspect
from knowledge.vietnamese.text import has_accents

BOT = Path(bot.__file__).parent
REASONS = {
    *("out_of_scope", "weather", "prices", "finance", "medicine", "entertainment", "homework", "translation"),
    *("travel", "shopping", "chitchat", "politics", "foreign", "programming", "injection", "outage"),
    *("private_person", "secrets", "no_evidence", "no_figure", "unknown_place", "unknown_year", "unsure"),
    *("too_long", "empty", "slow_down", "unavailable", "unsupported", "malformed", "other_site"),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def variables(language: str) -> dict[str, set[str]]:
    found = re.findall(r"^([a-z][\w-]*) = (.*)$", source_of(language), flags=re.MULTILINE)
    assert len(found) == len(dict(found)), "no key twice, in whatever file"
    return {key: set(re.findall(r"\$(\w+)", value)) for key, value in found}


def test_all_languages_have_the_same_keys_and_arguments(catalogue: Catalogue) -> None:
    assert variables("vi") == variables("en")
    assert all(catalogue.of(code).keys == variables(code).keys() for code in LANGUAGES)


def test_every_outcome_reason_and_aspect_has_words(catalogue: Catalogue) -> None:
    keys = catalogue.of("vi").keys
    assert {f"outcome-{outcome}" for outcome in Outcome} <= keys
    assert {f"refusal-{reason}" for reason in REASONS} <= keys
    assert {f"suggest-{aspect}-question" for aspect in Aspect} <= keys
    assert {f"example-{number}-question" for number in range(1, 6)} <= keys


def test_every_reason_of_the_answering_steps_has_words(catalogue: Catalogue) -> None:
    steps = BOT.parent / "knowledge" / "answering"
    topics = (steps / "data" / "topics.toml").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in steps.rglob("*.py"))
    reasons = set(re.findall(r'^reason = "(\w+)"', topics, flags=re.MULTILINE))
    reasons |= set(re.findall(r'\.refuse\(\s*Outcome\.\w+,\s*"(\w+)"', code))
    assert {f"refusal-{reason}" for reason in reasons} <= catalogue.of("vi").keys
    remarks = set(re.findall(r'Remark\(\s*(?:key=)?"([\w-]+)"', code))
    assert remarks <= catalogue.of("vi").keys


def test_every_key_used_exists(catalogue: Catalogue) -> None:
    used: set[str] = set()
    for path in [*BOT.rglob("*.py"), *BOT.rglob("*.html")]:
        found = re.findall(r'(?:\.text|\bt)\(\s*"([\w-]+)"', path.read_text(encoding="utf-8"))
        used |= set(found)
    assert len(used) > 60
    assert used <= catalogue.of("vi").keys


def test_a_missing_key_or_argument_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.of("vi").text("no-such-key")
    with pytest.raises(KeyError, match="source-title"):
        catalogue.of("vi").text("source-title")


def test_numbers_are_shown_as_they_are(catalogue: Catalogue) -> None:
    text = catalogue.of("vi").text("cli-port-taken", port=8080, host="h")
    assert "8080" in text
    assert "\u2068" not in text, "no invisible marks in what people copy"


def test_an_unknown_language_is_answered_in_vietnamese(catalogue: Catalogue) -> None:
    assert catalogue.of("xx").language == "vi"


def test_vietnamese_words_stand_only_in_the_message_files() -> None:
    """Docstrings and comments may quote examples; strings and scripts must not speak to people."""
    for path in BOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not has_accents(node.value), (path.name, node.value)
    for path in [*BOT.rglob("*.js"), *BOT.rglob("*.html")]:
        text = re.sub(
            r"/\*.*?\*/|//.*",
            "",
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL if path.suffix == ".html" else 0,
        )
        assert not has_accents(text), path.name
