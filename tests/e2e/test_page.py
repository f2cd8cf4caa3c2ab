"""The chat page in a real headless Chromium, on a phone and on a desk."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.app import build
from bot.settings import Settings
from tests.fakes.knowledge import PASSAGE, MemoryKnowledge

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)


class Server:
    """The desk in a thread of its own, so that the browser can be driven from this one."""

    def __init__(self) -> None:
        self.port = 0
        self.url = ""
        self.knowledge = MemoryKnowledge()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        ready = threading.Event()
        self.knowledge = MemoryKnowledge()
        loop = self._loop = asyncio.new_event_loop()
        office = {"name": "UBND phường Mẫu", "hotline": "024 3382 0000", "address": "Số 1 đường Mẫu"}
        settings = Settings.model_validate(
            {
                "web": {"port": self.port, "session_burst": 100},
                "office": office,
                "logging": {"level": "error"},
            }
        )
        self._application = build(settings, self.knowledge)

        def run() -> None:
            loop.run_until_complete(self._application.start())
            ready.set()
            loop.run_forever()

        self._thread = threading.Thread(target=run)
        self._thread.start()
        assert ready.wait(10)
        self.url = self._application.url or ""
        self.port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        if self._loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._application.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    running.start()
    yield running
    running.stop()


@contextmanager
def visit(browser: Browser, server: Server, width: int = 360, **options: Any) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen: script errors and policy violations fail the test."""
    wrong: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 740}, reduced_motion="reduce", **options
    )
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


def ask(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")


def no_sideways_scrolling(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", WIDTHS)
def test_ask_open_a_citation_tap_a_suggestion(browser: Browser, server: Server, width: int) -> None:
    with visit(browser, server, width) as page:
        expect(page.locator(".examples button")).to_have_count(5)
        ask(page, "Khai sinh cho con khai sinh cần gì?")
        reply = page.locator(".reply")
        expect(reply.locator(".words")).to_have_text("Người đi khai sinh nộp tờ khai và giấy chứng sinh.")
        expect(reply.locator(".source")).to_contain_text("ngày 01/07/2025")
        expect(page.locator("#question")).to_have_value("")
        expect(page.locator("blockquote")).to_be_hidden()
        page.locator("summary").click()
        expect(page.locator("blockquote")).to_have_text(PASSAGE)
        expect(page.locator(".path")).to_contain_text("II. THỦ TỤC HỘ TỊCH › 1. Thành phần hồ sơ")
        expect(page.locator(".from")).to_contain_text("12/KH-UBND, 01/07/2025")
        assert no_sideways_scrolling(page)
        page.get_by_role("button", name="Mất bao lâu?", exact=True).click()
        expect(page.locator(".asked").nth(1)).to_have_text("Anh/chị hỏi:Đăng ký khai sinh mất bao lâu?")
        expect(page.locator(".reply")).to_have_count(2)
        assert no_sideways_scrolling(page)
    keys = {key for _, key in server.knowledge.asked}
    assert len(keys) == 1, "the session cookie ties the turns together"


@pytest.mark.parametrize("width", WIDTHS)
def test_it_recovers_from_a_restarted_server(browser: Browser, server: Server, width: int) -> None:
    with visit(browser, server, width) as page:
        server.stop()
        ask(page, "khai sinh")
        expect(page.locator(".failed")).to_contain_text("Chưa gửi được câu hỏi")
        server.start()
        page.get_by_role("button", name="Gửi lại").click()
        expect(page.locator(".reply")).to_have_count(1)
        expect(page.locator(".failed")).to_have_count(0)
        expect(page.locator(".asked")).to_have_count(1)


def test_an_answer_that_got_lost_is_fetched_and_not_made_again(browser: Browser, server: Server) -> None:
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    with visit(browser, server) as page:
        page.route("**/api/ask", lose_the_first)
        ask(page, "khai sinh")
        page.get_by_role("button", name="Gửi lại").click()
        expect(page.locator(".reply")).to_have_count(1)
    assert lost == [200]
    assert len(server.knowledge.asked) == 1


def test_a_failing_desk_says_so_and_can_be_asked_again(browser: Browser, server: Server) -> None:
    server.knowledge.fail_with = RuntimeError("down")
    with visit(browser, server) as page:
        ask(page, "khai sinh")
        expect(page.locator(".failed")).to_contain_text("024 3382 0000")
        server.knowledge.fail_with = None
        page.get_by_role("button", name="Gửi lại").click()
        expect(page.locator(".reply")).to_have_count(1)


def test_being_offline_is_shown(browser: Browser, server: Server) -> None:
    with visit(browser, server) as page:
        page.context.set_offline(True)
        expect(page.locator("#offline")).to_contain_text("mất mạng")
        page.context.set_offline(False)
        expect(page.locator("#offline")).to_contain_text("Đã có mạng")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_is_enough(browser: Browser, server: Server, width: int) -> None:
    with visit(browser, server, width) as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox")).to_be_focused()
        page.keyboard.type("khai sinh")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("cần gì")
        page.keyboard.press("Enter")
        expect(page.locator(".reply")).to_have_count(1)
        expect(page.get_by_role("textbox")).to_be_focused()
        for _ in range(page.locator(".reply button").count() + 1):
            page.keyboard.press("Shift+Tab")
        expect(page.locator("summary")).to_be_focused()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        expect(page.locator("blockquote")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.locator(".reply")).to_have_count(2)


def test_markup_in_a_question_or_a_document_is_shown_as_text(browser: Browser, server: Server) -> None:
    attack = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> khai sinh'
    with visit(browser, server) as page:
        ask(page, attack)
        expect(page.locator(".asked p")).to_have_text(attack)
        expect(page.locator(".reply")).to_have_count(1)
        assert page.evaluate("window.hit === undefined && !document.querySelector('.log img, .log script')")


def test_a_long_question_is_stopped_kindly(browser: Browser, server: Server) -> None:
    with visit(browser, server) as page:
        ask(page, "khai sinh " * 40)
        expect(page.locator("#problem")).to_contain_text("300 ký tự")
        expect(page.locator("#question")).to_have_attribute("aria-invalid", "true")
        assert server.knowledge.asked == []
        ask(page, "k" * 290)
        expect(page.locator("#problem")).to_be_empty()
        expect(page.locator(".reply")).to_have_count(1)
        assert no_sideways_scrolling(page), "one long word must not widen the page"


def test_everything_to_tap_is_large_enough(browser: Browser, server: Server) -> None:
    with visit(browser, server) as page:
        ask(page, "khai sinh")
        expect(page.locator(".reply")).to_have_count(1)
        small = page.evaluate(
            """[...document.querySelectorAll("button, textarea, summary, header a, address a")]
               .map(e => [e.textContent, e.getBoundingClientRect().height]).filter(e => e[1] < 44)"""
        )
        assert small == []
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 17


def test_names_and_roles_for_screen_readers(browser: Browser, server: Server) -> None:
    with visit(browser, server) as page:
        ask(page, "khai sinh")
        log = page.get_by_role("log", name="Cuộc trò chuyện")
        expect(log).to_have_attribute("aria-live", "polite")
        expect(log.get_by_role("heading", name="Một cửa trả lời:")).to_have_count(1)
        expect(page.get_by_role("textbox", name="Câu hỏi của anh/chị")).to_have_count(1)
        expect(page.get_by_role("link", name="Gọi 024 3382 0000").first).to_be_visible()
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.locator("h1")).to_have_count(1)


def test_dark_and_english(browser: Browser, server: Server) -> None:
    with visit(browser, server, color_scheme="dark") as page:
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 18, 15)"
        page.get_by_role("link", name="EN").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        ask(page, "khai sinh")
        expect(page.locator(".source")).to_contain_text("Source:")
        expect(page.get_by_role("button", name="How long?")).to_be_visible()
        page.get_by_role("link", name="VI").click()
        expect(page.locator("html")).to_have_attribute("lang", "vi")


def test_without_javascript_people_are_told(browser: Browser, server: Server) -> None:
    with visit(browser, server, java_script_enabled=False) as page:
        expect(page.locator(".notice")).to_contain_text("JavaScript")
        expect(page.locator("address")).to_contain_text("024 3382 0000")
