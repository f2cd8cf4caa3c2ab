"""Webhooks under fire: of what must not get in nothing gets in, and nothing makes the desk fail."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from random import Random

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.benches import WEBHOOKS, Bench, webhook_of
from tests.contract.forging import Call, Forger, Webhook, shoot

CASES = 300


async def test_genuine_calls_get_in_and_replays_say_that_they_are(called: Bench) -> None:
    async with aiohttp.ClientSession() as session:
        real = called.hook.genuine("77")
        assert [await shoot(session, called.hook.url, real) for _ in range(3)] == [200] * 3
    assert len({message.message_id for message in called.store.said}) == 1
    assert called.store.said[0].text


async def test_nothing_wrong_gets_in(called: Bench) -> None:
    forger = Forger(called.hook, Random(20261121))
    statuses: Counter[tuple[str, int]] = Counter()
    async with aiohttp.ClientSession() as session:
        for _ in range(CASES):
            call = forger.call()
            statuses[call.label, await shoot(session, called.hook.url, call)] += 1
            assert called.store.messages == [], call.label
        assert not [found for found in statuses if found[1] >= 500], statuses
        assert {label for label, _ in statuses} >= {
            "forged",
            "truncated",
            "oversized",
            "no JSON",
            "wrong type",
        }
        refused = {status for label, status in statuses if label == "forged"}
        assert refused <= {400, 401, 403}
        assert await shoot(session, called.hook.url, called.hook.genuine("78")) == 200
    assert len(called.store.said) == 1, "after all of it the next citizen gets in"


class Hooks:
    """All webhooks, opened once in a loop of their own for tests that are not asynchronous."""

    def __init__(self, benches: dict[str, Bench], runner: asyncio.Runner) -> None:
        self._benches = benches
        self._runner = runner
        self.names = tuple(benches)

    def hook(self, name: str) -> Webhook:
        return self._benches[name].hook

    def shoot(self, name: str, call: Call) -> tuple[int, int]:
        """The status of a call, and how many messages got in."""
        bench = self._benches[name]
        bench.store.messages.clear()

        async def once() -> int:
            async with aiohttp.ClientSession() as session:
                return await shoot(session, bench.hook.url, call)

        return self._runner.run(once()), len(bench.store.messages)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hooks]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def open_all() -> dict[str, Bench]:
            return {
                name: await stack.enter_async_context(webhook_of(name, tmp_path_factory.mktemp(name)))
                for name in WEBHOOKS
            }

        yield Hooks(runner.run(open_all()), runner)
        runner.run(stack.aclose())


@settings(max_examples=60)
@given(
    body=st.binary(max_size=400),
    header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=90),
)
def test_no_bytes_get_in_without_the_secret(hooks: Hooks, body: bytes, header: str) -> None:
    for name in hooks.names:
        headers = dict.fromkeys(hooks.hook(name).proof(b"{}"), header.strip())
        status, messages = hooks.shoot(name, Call("any", body, headers))
        assert 400 <= status < 500
        assert messages == 0
