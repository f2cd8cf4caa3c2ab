"""The files of `deploy/` fit the program: commands, settings, limits, paths."""

import configparser
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from bot.settings import DeliverySettings, Settings, StateSettings
from bot.web.server import MAX_BODY_BYTES
from indexer.settings import IndexSettings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PORT = Settings.model_fields["web"].default.port


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def unit() -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(read("motcua.service"))
    return parsed


def compose() -> Any:
    return yaml.safe_load(read("compose.yaml"))


def known(variable: str) -> bool:
    section, _, key = variable.removeprefix("MOTCUA_").lower().partition("__")
    field = Settings.model_fields.get(section)
    return field is not None and key in type(field.default).model_fields


def test_variables_are_settings() -> None:
    own = {"MOTCUA_DOMAIN", "MOTCUA_UPSTREAM"}  # of the Caddyfile
    for path in DEPLOY.iterdir():
        found = set(re.findall(r"\bMOTCUA_[A-Z_]+", path.read_text(encoding="utf-8"))) - own
        assert {name for name in found if not known(name)} == set(), path.name
    assert known("MOTCUA_TELEGRAM__TOKEN")
    assert not known("MOTCUA_TELEGRAM__TOKENS")


def test_the_service_lets_the_desk_finish_and_write_its_state() -> None:
    service = unit()["Service"]
    delivery, state, index = DeliverySettings(), StateSettings(), IndexSettings()
    assert service["ExecStart"].endswith("python -m bot run")
    assert float(service["TimeoutStopSec"]) > delivery.drain_seconds + 10
    home, writable = Path(service["WorkingDirectory"]), Path(service["ReadWritePaths"])
    for path in (state.database, index.directory):
        assert (home / path).is_relative_to(writable)


def test_compose_lets_the_desk_finish_and_trusts_its_proxy_only() -> None:
    parsed = compose()
    desk, proxy = parsed["services"]["motcua"], parsed["services"]["proxy"]
    assert float(desk["stop_grace_period"].removesuffix("s")) > DeliverySettings().drain_seconds + 10
    subnet = parsed["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert desk["environment"]["MOTCUA_WEB__TRUSTED_PROXIES"] == f'["{subnet}"]'
    assert "ports" not in desk, "citizens come through the proxy"
    assert proxy["environment"]["MOTCUA_UPSTREAM"] == f"motcua:{PORT}"
    for source in (
        desk["build"]["context"],
        *[item.split(":")[0] for item in proxy["volumes"] if "/" in item[:2]],
    ):
        assert (DEPLOY / source).exists()
    assert set(parsed["volumes"]) == {"state", "certificates"}


def test_the_image_has_what_the_desk_needs() -> None:
    text = read("Dockerfile")
    root = DEPLOY.parent
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert all((root / name).exists() for name in copied)
    assert {"bot", "indexer", "knowledge", "pyproject.toml"} <= set(copied)
    ignored = (root / ".dockerignore").read_text(encoding="utf-8").split()
    assert {"config.toml", "var", "deploy/motcua.env"} <= set(ignored), "secrets stay out of the image"
    assert f":{PORT}/healthz" in text


def test_proxies_pass_on_what_the_desk_takes() -> None:
    nginx, caddy = read("nginx.conf"), read("Caddyfile")
    assert f"client_max_body_size {MAX_BODY_BYTES // 1024}k;" in nginx
    assert f"max_size {MAX_BODY_BYTES // 1024}KiB" in caddy
    assert set(re.findall(r"proxy_pass http://127\.0\.0\.1:(\d+);", nginx)) == {str(PORT)}
    assert f"{{$MOTCUA_UPSTREAM:127.0.0.1:{PORT}}}" in caddy
    assert "proxy_set_header Host $http_host;" in nginx


def test_the_command_runs_as_the_service_does(tmp_path: Path) -> None:
    """With a `systemd-run` that tells what it was given."""
    command = DEPLOY / "motcua"
    assert command.stat().st_mode & 0o111
    fake = tmp_path / "systemd-run"
    fake.write_text('#!/bin/sh\nfor given in "$@"; do echo "$given"; done\n', encoding="utf-8")
    fake.chmod(0o755)
    done = subprocess.run(
        [str(command), "official", "add", "sep", "--display", "Ông Sếp"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    given = done.stdout.splitlines()
    service = unit()["Service"]
    user, folder, secrets = service["User"], service["WorkingDirectory"], service["EnvironmentFile"]
    options = {f"--uid={user}", f"--working-directory={folder}", f"--property=EnvironmentFile={secrets}"}
    assert options | {"--pipe", "--wait", "--property=UMask=0077"} <= set(given)
    run = [*service["ExecStart"].split()[:-1], "official", "add", "sep", "--display", "Ông Sếp"]
    assert given[given.index("--") + 1 :] == run
