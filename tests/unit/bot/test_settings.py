import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.settings import Settings, load
from knowledge.errors import SettingsError

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "cau-hinh.md").read_text(encoding="utf-8")


def every_setting() -> Iterator[tuple[str, str, FieldInfo]]:
    for section, field in Settings.model_fields.items():
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        for key, setting in model.model_fields.items():
            yield section, key, setting


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("MOTCUA_CONFIG", "MOTCUA_WEB__PORT"):
        monkeypatch.delenv(name, raising=False)


def section_of(text: str, name: str) -> str:
    parts = re.split(r"^(?:## )?\[(\w+)\]", text, flags=re.MULTILINE)
    return parts[parts.index(name) + 1]


@pytest.mark.parametrize(
    ("section", "key", "setting"), [pytest.param(*found, id=".".join(found[:2])) for found in every_setting()]
)
def test_every_setting_stands_in_the_example_and_on_the_page(
    section: str, key: str, setting: FieldInfo
) -> None:
    lines = section_of(EXAMPLE, section).splitlines()
    optional = setting.get_default(call_default_factory=True) is None
    start = f"# {key} = " if optional else f"{key} = "
    places = [number for number, line in enumerate(lines) if line.startswith(start)]
    assert len(places) == 1
    assert re.match(r"# \S.{9}", lines[places[0] - 1]), "a comment must say what it does"
    assert re.search(rf"^\| `{key}` \| .+ \| \S.{{9}}", section_of(PAGE, section), flags=re.MULTILINE)


def test_the_page_names_the_defaults() -> None:
    defaults = tomllib.loads(EXAMPLE)
    for section, key, _ in every_setting():
        row = re.search(rf"^\| `{key}` \| (.+?) \|", section_of(PAGE, section), flags=re.MULTILINE)
        assert row is not None
        if key in defaults[section]:
            assert tomllib.loads(f"x = {row[1].strip('`')}")["x"] == defaults[section][key], (section, key)
        else:
            assert row[1] == "(trống)"


def test_the_example_holds_the_defaults_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert load(path) == Settings()
    assert load() == Settings(), "config.toml in the current folder is read"


def test_the_commented_examples_are_valid(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(re.sub(r"^# (\w+ = )", r"\1", EXAMPLE, flags=re.MULTILINE), encoding="utf-8")
    assert load(path).office.map_url is not None


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[web]\nport = 9000\nhost = "127.0.0.2"\n', encoding="utf-8")
    monkeypatch.setenv("MOTCUA_WEB__PORT", "9001")
    monkeypatch.setenv("MOTCUA_WEB__TRUSTED_PROXIES", '["10.0.0.0/8", "127.0.0.1"]')
    monkeypatch.setenv("MOTCUA_CONFIG", str(path))
    settings = load()
    assert (settings.web.port, settings.web.host) == (9001, "127.0.0.2")
    assert [str(network) for network in settings.web.trusted_proxies] == ["10.0.0.0/8", "127.0.0.1/32"]


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("[web]\nprot = 1\n", "[web] prot", "“port”"),
        ("[wed]\nport = 1\n", "[wed]", "“web”"),
        ("[zzz]\nport = 1\n", "[zzz]", "config.example.toml"),
        ('[web]\nport = "x"\n', "[web] port", "số nguyên"),
        ("[web]\nport = 70000\n", "[web] port", "65535"),
        ("[web]\nquestion_max_chars = 1\n", "[web] question_max_chars", "20"),
        ('[web]\nsecure_cookies = "sometimes"\n', "[web] secure_cookies", "true hoặc false"),
        ('[web]\ntrusted_proxies = ["my-proxy"]\n', "[web] trusted_proxies", "10.0.0.0/8"),
        ("[web]\ntrusted_proxies = 3\n", "[web] trusted_proxies", "danh sách"),
        ('[office]\nmap_url = "no"\n', "[office] map_url", "https://"),
        ("[office]\nname = 3\n", "[office] name", "ngoặc kép"),
        ('[logging]\nlevel = "loud"\n', "[logging] level", "'warning'"),
        ("web = 3\n", "[web]", "[web]"),
        ("[web\n", "config.toml", "TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_mend(tmp_path: Path, text: str, where: str, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert str(path) in caught.value.where
    assert where in caught.value.where
    assert says in f"{caught.value.problem} {caught.value.mend}"
    assert caught.value.mend


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MOTCUA_WEBB__PORT", "1", "“web”"),
        ("MOTCUA_WEB__PORT", "many", "số nguyên"),
        ("MOTCUA_WEB__PROT", "1", "“port”"),
        ("MOTCUA_WEB__TRUSTED_PROXIES", "10.0.0.0/8", "JSON"),
    ],
)
def test_a_wrong_variable_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert name in caught.value.where
    assert says in caught.value.mend


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"config\.example\.toml"):
        load(tmp_path / "none.toml")
    utf16 = tmp_path / "utf16.toml"
    utf16.write_text("[web]\n", encoding="utf-16")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(utf16)
