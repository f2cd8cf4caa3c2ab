"""Campaigns as files: read, refused with file, line and field, and written back."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.drafting import Drafter, example, line_of, written
from bot.campaigns.model import Audience, CampaignButton, Content, Definition, Group, Policy, Schedule
from bot.dialogue.places import Places
from bot.dialogue.topics import Topics
from bot.messages import Catalogue
from knowledge.clock import VIETNAM
from knowledge.errors import CampaignError, MotcuaError

WORDS = Catalogue.load().of("vi")
DRAFTER = Drafter(
    Topics.load(None, WORDS), Places(["phường Mẫu", "thôn Đoài"], "Hà Nội"), library=None, words=WORDS
)
GOOD = """
[content]
title = "Lịch tiêm"
body = "Tiêm **miễn phí**."
topic = "Y tế"

[[content.buttons]]
label = "Mở"
kind = "link"
target = "https://a.vn"

[[content.buttons]]
label = "Nhận tin đất đai"
kind = "subscribe"
target = "đất đai"

[[audience.any_of]]
places = ["mau", "thon doai"]
topics = ["y-te", "Y tế"]

[[audience.but_not]]
channels = ["zalo-bot"]

[schedule]
at = 2026-12-01T08:00:00
"""


def test_what_people_name_is_put_in_full() -> None:
    definition = DRAFTER.read(GOOD, "a.toml")
    assert definition.content.topic == "y-te"
    assert definition.content.buttons[1].target == "dat-dai"
    assert definition.audience.any_of == (Group(places=("phường Mẫu", "thôn Đoài"), topics=("y-te",)),)
    assert definition.schedule.at == datetime(2026, 12, 1, 8, tzinfo=VIETNAM), "the office's own time"


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ('title = "Lịch tiêm"', "title = Lịch", "a.toml", "TOML"),
        ('title = "Lịch tiêm"\n', "", "a.toml:2", "content.title"),
        ('topic = "Y tế"', 'topik = "Y tế"', "a.toml:5", "content.topik"),
        ('kind = "subscribe"', 'kind = "x"', "a.toml:14", "content.buttons.2.kind"),
        ('topics = ["y-te", "Y tế"]', 'topics = ["bóng đá"]', "a.toml:17", "bóng đá"),
        ('places = ["mau", "thon doai"]', 'places = ["sao Hỏa"]', "a.toml:17", "sao Hỏa"),
        ('topic = "Y tế"', 'topic = "bóng đá"', "a.toml:2", "bóng đá"),
        ("at = 2026", 'recurrence = "0 8 * * *"\nat = 2026', "a.toml:24", "schedule"),
    ],
)
def test_errors_name_file_line_and_field(old: str, new: str, where: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(CampaignError) as error:
        DRAFTER.read(GOOD.replace(old, new), "a.toml")
    assert error.value.where == where
    assert told in error.value.problem
    assert error.value.mend


def test_a_recurrence_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(MotcuaError):
        DRAFTER.read(GOOD.replace("at = 2026-12-01T08:00:00", 'recurrence = "lúc nào đó"'), "a.toml")


def test_the_example_is_a_draft_and_every_line_of_it_is_right() -> None:
    assert DRAFTER.read(example(), "mau").content.topic == "thu-tuc"
    everything = re.sub(r"^# (?=\[|[a-z_]+ = )", "", example(), flags=re.MULTILINE)
    once = everything.replace("at = 2026-12-01T08:00:00\n", "", 1).replace("thôn Đông", "thôn Đoài")
    definition = DRAFTER.read(once, "mau")
    assert definition.policy.urgent
    assert definition.audience.but_not
    assert definition.content.buttons


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cs", "Cc"])
    | st.sampled_from(['"', "\\", "\n", "'", "#", "[", "]", "="]),
    min_size=1,
    max_size=60,
)
_DEFINITIONS = st.builds(
    Definition,
    content=st.builds(
        Content,
        title=_TEXT,
        body=_TEXT,
        template_data=st.dictionaries(st.sampled_from(["a", "b_c"]), _TEXT, max_size=2),
        buttons=st.lists(
            st.builds(
                CampaignButton,
                label=_TEXT.map(lambda text: text[:40]),
                kind=st.just("question"),
                target=_TEXT,
            ),
            max_size=3,
        ).map(tuple),
    ),
    audience=st.builds(
        Audience,
        any_of=st.lists(st.builds(Group, places=st.lists(_TEXT, max_size=2).map(tuple)), max_size=2).map(
            tuple
        ),
    ),
    schedule=st.builds(Schedule, at=st.none() | st.just(datetime(2026, 12, 1, 8, tzinfo=VIETNAM))),
    policy=st.builds(Policy, urgent=st.booleans()),
)


@given(_DEFINITIONS)
def test_what_is_written_reads_back_as_the_same(definition: Definition) -> None:

    read = tomllib.loads(written(definition, "Một dòng\nHai dòng"))
    found = Definition.model_validate(read)
    assert found.digest() == definition.digest()


def test_a_field_is_found_by_its_table() -> None:
    assert line_of(GOOD, ("content", "buttons", 0, "kind")) == 9
    assert line_of(GOOD, ("content", "buttons", 1, "kind")) == 14
    assert line_of(GOOD, ("policy", "urgent")) == 0
    assert line_of("", ()) == 0
