"""Senders take the next message themselves, or are given one together with others."""

import asyncio
from collections import deque

from bot.campaigns.attempts import OVERDUE
from bot.campaigns.crew import Crew


class Bench:
    """A crew over a list of messages; each waits until `go` is set."""

    def __init__(self, size: int) -> None:
        self.ready: deque[int] = deque()
        self.begun: list[int] = []
        self.done: list[int] = []
        self.given_up: list[int] = []
        self.go = asyncio.Event()
        self.crew: Crew[int] = Crew(size, self.take, self.work)

    def take(self) -> int | None:
        return self.ready.popleft() if self.ready else None

    async def work(self, job: int) -> None:
        self.begun.append(job)
        try:
            await self.go.wait()
        except asyncio.CancelledError as error:
            if error.args != (OVERDUE,):
                raise
            self.given_up.append(job)
        else:
            self.done.append(job)


async def turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_those_who_wait_are_given_something_in_one_round_of_the_loop() -> None:
    bench = Bench(3)
    bench.crew.start()
    await bench.crew.somebody_waits()
    await turns(1)
    bench.ready.extend([2, 3, 4])
    assert bench.crew.hand_out(1), "all three have something"
    await turns(1)
    assert bench.begun == [1, 2, 3]
    bench.go.set()
    await turns(2)
    assert bench.begun == [1, 2, 3, 4], "whoever is done takes the next one"
    await bench.crew.stop(1)


async def test_what_is_too_little_for_all_leaves_the_others_waiting() -> None:
    bench = Bench(3)
    bench.crew.start()
    await turns(1)
    bench.ready.append(2)
    assert not bench.crew.hand_out(1)
    await turns(1)
    assert bench.begun == [1, 2]
    assert bench.crew.hand_out(3)
    bench.go.set()
    await bench.crew.stop(1)
    assert sorted(bench.done) == [1, 2, 3]


async def test_what_was_just_handed_out_is_sent_before_the_crew_stops() -> None:
    bench = Bench(2)
    bench.crew.start()
    await turns(1)
    bench.crew.hand_out(1)
    stopping = asyncio.create_task(bench.crew.stop(5))  # before the sender had its turn
    await turns(3)
    assert bench.begun == [1]
    bench.ready.append(2)
    bench.go.set()
    await stopping
    assert (bench.done, list(bench.ready)) == ([1], [2]), "nothing new is begun"


async def test_what_takes_too_long_is_given_up_and_the_sender_goes_on() -> None:
    bench = Bench(1)
    bench.crew.start()
    await turns(1)
    bench.crew.hand_out(1)
    await turns(1)
    bench.crew.cancel_since(0.0)
    await turns(1)
    assert not bench.given_up, "it began after that moment"
    bench.crew.cancel_since(float("inf"))
    await bench.crew.somebody_waits()
    assert bench.given_up == [1]
    bench.go.set()
    bench.crew.hand_out(2)
    await bench.crew.stop(1)
    assert bench.done == [2]
