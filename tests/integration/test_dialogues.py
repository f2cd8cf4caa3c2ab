"""The citizens' dialogues as `dialogues.txt` tells them, with the real desk over the built-in knowledge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.knowing import IndexKnowledge, open_knowledge
from bot.settings import NewsSettings, OfficeSettings, Settings
from indexer.settings import IndexSettings
from knowledge.clock import VIETNAM, FixedClock
from tests.integration.answering import TODAY, build_index
from tests.support.dialogues import Office, Script, opened_office, play, read_scripts

SCRIPTS = read_scripts(Path(__file__).with_name("dialogues.txt"))

# Whoever was erased is not known any more: to type the label again asks back again.
ONCE = {"Gõ chữ trên nút xóa"}


@pytest.fixture(scope="module")
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    index = tmp_path_factory.mktemp("dialogues") / "index"
    assert build_index(index, [], builtin=True).problems == ()
    return Settings(
        index=IndexSettings(directory=index),
        office=OfficeSettings(
            name="UBND phường La Khê",
            commune="phường La Khê",
            province="Hà Nội",
            hotline="024 3333 4444",
            hours="7:30–17:00",
            address="số 1 phố Mẫu",
        ),
        news=NewsSettings(places=("thôn Đoài",)),
    )


@pytest.fixture(scope="module")
def knowledge(settings: Settings, clock: FixedClock) -> Iterator[IndexKnowledge]:
    opened = open_knowledge(settings, lambda: None, clock)
    yield opened
    opened.close()


@pytest.fixture
async def office(
    tmp_path: Path, knowledge: IndexKnowledge, settings: Settings, clock: FixedClock
) -> AsyncIterator[Office]:
    clock.moment = TODAY.replace(day=21, tzinfo=VIETNAM)
    async with opened_office(tmp_path / "desk.sqlite", knowledge, clock, settings) as opened:
        yield opened


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.title)
async def test_the_dialogue_goes_as_told(script: Script, office: Office) -> None:
    wrong = await play(script, office)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "script", [script for script in SCRIPTS if script.title not in ONCE], ids=lambda script: script.title
)
async def test_a_message_that_is_worked_on_twice_changes_nothing(script: Script, office: Office) -> None:
    """The reply of a dialogue is recorded after its work is done: a failure in between repeats the work."""
    wrong = await play(script, office, twice=True)
    assert not wrong, "\n".join(wrong)


def test_there_are_many_dialogues_and_each_demands_something() -> None:
    assert len(SCRIPTS) >= 45
    assert all(any(line.who == "Một cửa" for line in script.lines) for script in SCRIPTS)
