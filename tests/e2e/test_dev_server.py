"""The page over a stand-in, in a real Chromium: what a citizen does there reaches the platform, and back."""

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.settings import Settings
from tests.e2e.desks import ROOT, environment_of, start_desk
from tests.support.ports import unused_port

pytestmark = pytest.mark.browser


@dataclass
class Running:
    """`python -m bot dev-server` as a process: its page, and the API that the desk would call."""

    process: subprocess.Popen[str]
    printed: str

    @property
    def url(self) -> str:
        return str(re.findall(r"http://127\.0\.0\.1:\d+", self.printed)[0])

    @property
    def environment(self) -> dict[str, str]:
        return dict(re.findall(r"^export (MOTCUA_\w+)=(\S+)$", self.printed, re.MULTILINE))

    def call(self, method: str, **parameters: Any) -> Any:
        address = self.environment["MOTCUA_ZALO_BOT__BASE_URL"]
        token = self.environment["MOTCUA_ZALO_BOT__TOKEN"]
        request = urllib.request.Request(
            f"{address}/bot{token}/{method}",
            data=json.dumps(parameters).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read())


def start(platform: str, port: int = 0, *options: str) -> Running:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "dev-server", platform, "--port", str(port), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
    )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if "Ctrl+C" in line:
            return Running(process, printed)
    raise AssertionError(printed)


@contextmanager
def serving(platform: str, *options: str) -> Iterator[Running]:
    """A dev server that is stopped at the end."""
    running = start(platform, 0, *options)
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        assert running.process.stdout is not None
        with running.process.stdout as output:
            status, rest = running.process.wait(10), output.read()
        assert (status, rest) == (0, "")


@pytest.fixture
def server() -> Iterator[Running]:
    with serving("zalo-bot") as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: Running) -> Iterator[Page]:
    with visit(browser, server) as opened:
        yield opened


@contextmanager
def visit(browser: Browser, server: Running) -> Iterator[Page]:
    """The page on a phone; script errors and policy violations fail the test."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda message: wrong.append(message.text) if "Security Policy" in message.text else None
    )
    page.goto(server.url)
    yield page
    context.close()
    assert wrong == []


def test_a_chat_through_the_page(page: Page, server: Running) -> None:
    page.get_by_role("textbox", name="Tin nhắn của anh/chị").fill("làm giấy khai sinh cần gì")
    page.keyboard.press("Enter")
    expect(page.locator("#log li.person .words")).to_have_text("làm giấy khai sinh cần gì")
    expect(page.get_by_role("textbox")).to_have_value("")
    update = server.call("getUpdates", timeout="5")["result"]["message"]
    assert update["text"] == "làm giấy khai sinh cần gì"
    server.call("sendMessage", chat_id=update["chat"]["id"], text="Dạ, <b>hai</b> giấy tờ.\n1. Lệ phí")
    expect(page.locator("#log li.bot .words")).to_have_text("Dạ, <b>hai</b> giấy tờ.\n1. Lệ phí")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_each_citizen_has_a_chat_of_their_own_and_may_block(page: Page, server: Running) -> None:
    page.get_by_role("textbox").fill("chào")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator("#log li")).to_have_count(1)
    first = server.call("getUpdates", timeout="5")["result"]["message"]["chat"]["id"]
    page.get_by_label("Đang đóng vai").select_option("Người dân 2")
    expect(page.locator("#log li")).to_have_count(0)
    page.get_by_label("Đang đóng vai").select_option("Người dân 1")
    expect(page.locator("#log li")).to_have_count(1)
    page.get_by_role("button", name="Chặn", exact=True).click()
    expect(page.get_by_role("alert")).to_be_empty()
    assert server.call("sendMessage", chat_id=first, text="Dạ")["error_code"] == 404
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_role("alert")).to_be_empty()


def test_the_page_shows_how_to_connect_and_speaks_english(page: Page, server: Running) -> None:
    page.get_by_text("Nối bàn một cửa vào đây").click()
    for name, value in server.environment.items():
        expect(page.locator("pre")).to_contain_text(f"export {name}={value}")
    page.get_by_role("link", name=re.compile("English")).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zalo Bot")
    page.wait_for_load_state("load")  # sizes are right when the style sheet is there
    small = page.evaluate(
        """[...document.querySelectorAll("button, textarea, summary, select")]
           .map(e => [e.textContent, e.getBoundingClientRect().height]).filter(e => e[1] < 44)"""
    )
    assert small == []


def test_a_page_of_another_site_cannot_write_here(server: Running) -> None:
    request = urllib.request.Request(
        f"{server.url}/api/say",
        data=b'{"chat": "1001", "text": "x"}',
        headers={"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=10)
    for body in (b"", b"[]", b"{}", b'{"chat": 1}', b"\xff"):
        request = urllib.request.Request(f"{server.url}/api/say", data=body)
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(request, timeout=10)


def test_a_taken_port_is_named_with_its_mend(server: Running) -> None:
    port = int(server.url.rpartition(":")[2])
    done = subprocess.run(
        [sys.executable, "-m", "bot", "dev-server", "zalo-bot", "--port", str(port)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert f"cổng {port}" in done.stderr
    assert "--port 0" in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def desk_at(server: Running, folder: Path, index: Path, port: int = 0) -> Iterator[dict[str, str]]:
    """`python -m bot run` with what the dev server printed, once its `environment` is complete."""
    environment = {**environment_of(folder, index, port), **server.environment}
    if "MOTCUA_ZALO_OA__APP_ID" in environment:
        log_in(environment)
    desk = start_desk(environment)
    try:
        yield environment
    finally:
        desk.terminate()
        assert desk.wait(20) == 0


def log_in(environment: dict[str, str]) -> None:
    """An admin follows `python -m bot zalo login`: opens the link, agrees, pastes the address."""
    walk = subprocess.Popen(
        [sys.executable, "-m", "bot", "zalo", "login"],
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert walk.stdout is not None
    link = next(line.strip() for line in walk.stdout if line.startswith("http"))
    with urllib.request.urlopen(link, timeout=10) as response:
        address = response.url
    said, _ = walk.communicate(f"{address}\n", timeout=30)
    assert walk.returncode == 0, said


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


def asks(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")


@pytest.mark.slow
def test_the_desk_talks_through_the_page(browser: Browser, tmp_path: Path, index: Path) -> None:
    """What an engineer does to try it out: two terminals and a browser, nothing else."""
    with serving("telegram") as server, visit(browser, server) as page, desk_at(server, tmp_path, index):
        asks(page, "làm giấy khai sinh lệ phí bao nhiêu")
        answer = page.locator("#log li.bot")
        expect(answer).to_have_count(1, timeout=300_000)  # the first start builds the index
        expect(answer.locator(".words")).to_contain_text("miễn lệ phí")
        answer.get_by_role("button", name="Mất bao lâu?").click()
        expect(answer.locator(".words")).to_contain_text("ngay trong ngày")
        expect(answer).to_have_count(1)  # the card was edited in place
        page.get_by_role("button", name="Bắt đầu").click()
        expect(answer.last.locator(".words")).to_contain_text("Em chào anh/chị")


@pytest.mark.slow
def test_an_official_account_talks_through_the_page(browser: Browser, tmp_path: Path, index: Path) -> None:
    port = unused_port()
    with (
        serving("zalo-oa", "--desk", f"http://127.0.0.1:{port}") as server,
        visit(browser, server) as page,
        desk_at(server, tmp_path, index, port),
    ):
        asks(page, "làm giấy khai sinh lệ phí bao nhiêu")
        answer = page.locator("#log li.bot")
        expect(answer).to_have_count(1, timeout=300_000)
        expect(answer.locator(".words")).to_contain_text("miễn lệ phí")
        assert 1 <= answer.get_by_role("button").count() <= 5
        answer.get_by_role("button", name="Mất bao lâu?").click()
        expect(answer).to_have_count(2)  # nothing can be edited there
        expect(answer.last.locator(".words")).to_contain_text("ngay trong ngày")
        asks(page, "số １ ạ")
        expect(answer).to_have_count(3)
        expect(answer.last.locator(".words")).not_to_contain_text("chưa rõ")
        page.get_by_role("button", name="Chặn", exact=True).click()
        page.get_by_role("button", name="Bắt đầu").click()
        expect(answer.last.locator(".words")).to_contain_text("Em chào anh/chị")


@pytest.mark.slow
def test_a_zalo_bot_talks_through_the_page(browser: Browser, tmp_path: Path, index: Path) -> None:
    with serving("zalo-bot") as server, visit(browser, server) as page, desk_at(server, tmp_path, index):
        asks(page, "làm giấy khai sinh lệ phí bao nhiêu")
        answer = page.locator("#log li.bot")
        expect(answer).to_have_count(1, timeout=300_000)
        expect(answer.locator(".words")).to_contain_text("Anh/chị nhắn số để chọn")
        menu = re.search(r"(\d+)\. Mất bao lâu\?", answer.locator(".words").inner_text())
        assert menu
        assert answer.get_by_role("button").count() == 0
        asks(page, f"chọn số {menu[1]} ạ")
        expect(answer).to_have_count(2)
        expect(answer.last.locator(".words")).to_contain_text("ngay trong ngày")
        asks(page, "88")
        expect(answer).to_have_count(3)
        expect(answer.last.locator(".words")).to_contain_text("không thấy lựa chọn số 88")


@pytest.mark.parametrize(
    ("platform", "section"), [("telegram", "telegram"), ("zalo-oa", "zalo_oa"), ("zalo-bot", "zalo_bot")]
)
def test_the_printed_settings_are_settings(platform: str, section: str) -> None:
    with serving(platform) as server:
        values = {
            name.removeprefix(f"MOTCUA_{section.upper()}__").lower(): value
            for name, value in server.environment.items()
        }
        settings = Settings.model_validate({section: values})
        assert getattr(settings, section).enabled
        toml = tomllib.loads(server.printed[server.printed.index(f"[{section}]") :].split("\n\n")[0])
        assert toml == {section: values}
        assert ("zalo login" in server.printed) is (platform == "zalo-oa")
