"""Topics, places, and reading which news a person wants."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.places import Places
from bot.dialogue.topics import Topic, Topics
from bot.dialogue.wanted import WantedReader
from bot.messages import LANGUAGES, Catalogue
from knowledge.errors import SettingsError
from knowledge.vietnamese.text import fold

CATALOGUE = Catalogue.load()
WORDS = CATALOGUE.of("vi")
TOPICS = Topics.load(None, WORDS)
PLACES = Places(["phường La Khê", " ", "thôn Đoài", "phường La Khê"], "Hà Nội")
READER = WantedReader(TOPICS, PLACES)

OWN = """
only = true
[[topic]]
id = "cho-phien"
name = { vi = "Chợ phiên" }
about = { vi = "Ngày họp chợ, chỗ bán hàng." }
words = ["chợ"]
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("phường La Khê", ["phường La Khê"]),
        ("la khe", ["phường La Khê"]),
        ("Thôn Đoài", ["thôn Đoài"]),
        ("phường Hà Đông", ["phường Hà Đông, Hà Nội"]),
        ("p. ha dong", ["phường Hà Đông, Hà Nội"]),
        ("Hà Đông", ["phường Hà Đông, Hà Nội"]),
        ("phường Hà Đông, thành phố Hà Nội", ["phường Hà Đông, Hà Nội"]),
        ("phường Vạn Phúc", ["phường Hà Đông, Hà Nội"]),  # till July 2025
        ("phường Kim Mã", ["phường Ba Đình, Hà Nội", "phường Giảng Võ, Hà Nội", "phường Ngọc Hà, Hà Nội"]),
        ("xã Tân Lập", ["xã Tân Lập, Lâm Đồng", "xã Tân Lập, Quảng Trị", "xã Tân Lập, Tây Ninh"]),
        ("xã Tân Lập, Tây Ninh", ["xã Tân Lập, Tây Ninh"]),
        ("đặc khu Phú Quốc", ["đặc khu Phú Quốc, An Giang"]),
        ("làm khai sinh ở phường Hà Đông", []),
        ("khai sinh", []),
        ("phường Hạ Đông", []),  # other accents are another name
        ("quận Hà Đông", []),
        ("", []),
        ("?!", []),
    ],
)
def test_places_are_found_by_what_people_type(text: str, found: list[str]) -> None:
    assert sorted(PLACES.find(text)) == found


def test_the_office_has_its_places_once_and_in_order() -> None:
    assert PLACES.own == ("phường La Khê", "thôn Đoài")


@pytest.mark.parametrize(
    ("text", "places", "topics"),
    [
        ("phường La Khê về đất đai", ["phường La Khê"], ["dat-dai"]),
        ("về chủ đề đất đai của phường la khe", ["phường La Khê"], ["dat-dai"]),
        ("đất đai và y tế", [], ["dat-dai", "y-te"]),
        ("cư trú, căn cước", [], ["cu-tru"]),
        (
            "phường Hà Đông, Hà Nội: Cư trú, căn cước; Đất đai",
            ["phường Hà Đông, Hà Nội"],
            ["dat-dai", "cu-tru"],
        ),
        ("land in phường La Khê", ["phường La Khê"], ["dat-dai"]),
        ("tất cả chủ đề", [], [topic.id for topic in TOPICS]),
        ("tin phường La Khê", ["phường La Khê"], []),
    ],
)
def test_what_is_wanted_is_read(text: str, places: list[str], topics: list[str]) -> None:
    wanted = READER.read(text)
    assert wanted is not None
    assert [list(wanted.places), [topic.id for topic in wanted.topics]] == [places, topics]


@pytest.mark.parametrize(
    "text", ["", "về", "bóng đá", "thuế đất ở đâu", "phường La Khê về bóng đá", "thôn Đoài, phường La Khê"]
)
def test_what_is_not_wholly_understood_is_not_guessed(text: str) -> None:
    assert READER.read(text) is None


@given(
    st.sampled_from(["", "phường La Khê", "phường Hà Đông, Hà Nội"]),
    st.lists(st.sampled_from([topic.id for topic in TOPICS]), unique=True),
    st.sampled_from(LANGUAGES),
    st.booleans(),
)
def test_every_button_is_read_back_as_what_it_says(
    place: str, ids: list[str], language: str, bare: bool
) -> None:
    topics = TOPICS.of(ids)
    written = READER.written(place, topics, CATALOGUE.of(language))
    wanted = READER.read(fold(written) if bare else written)
    if not place and not ids:
        assert wanted is None
    else:
        assert wanted is not None
        assert (wanted.places, wanted.topics) == ((place,) if place else (), topics)


@given(st.text(max_size=60))
def test_anything_may_be_read(text: str) -> None:
    READER.read(text)


def test_shipped_topics_speak_all_languages_and_can_stand_in_a_link() -> None:
    assert 5 <= len(TOPICS) <= 9, "with the two other buttons no more than a screen"
    for topic in TOPICS:
        assert topic.name.keys() == topic.about.keys() == set(LANGUAGES)
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", topic.id)
        for name in [*topic.name.values(), *topic.words, topic.id]:
            assert TOPICS.named(name) == topic


def test_an_office_adds_changes_and_replaces_topics(tmp_path: Path) -> None:
    file = tmp_path / "chu-de.toml"
    file.write_text(OWN, encoding="utf-8")
    [only] = Topics.load(file, WORDS)
    assert (only.called("en"), only.told("vi")) == ("Chợ phiên", "Ngày họp chợ, chỗ bán hàng.")
    file.write_text(OWN.replace("only = true", "").replace("cho-phien", "y-te"), encoding="utf-8")
    mixed = Topics.load(file, WORDS)
    assert len(mixed) == len(TOPICS)
    found = mixed.named("chợ")
    assert isinstance(found, Topic)
    assert found.id == "y-te"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[topic]\n", "line 1"),
        ('[[topic]]\nid = "Chợ"\n', "topic.0.id"),
        ('[[topic]]\nid = "a"\nname = { vi = "A" }\n', "topic.0.about"),
        ('[[topic]]\nid = "a"\nname = { en = "A" }\nabout = { vi = "b" }\n', "a"),
        ("only = true\n", "topic"),
        ('colour = "red"\n', "colour"),
    ],
)
def test_a_wrong_file_is_named_with_its_mend(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "chu-de.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        Topics.load(file, WORDS)
    assert caught.value.where == str(file)
    assert says in caught.value.problem
    assert "quan-tri.md" in caught.value.mend
    with pytest.raises(SettingsError, match="không đọc được"):
        Topics.load(tmp_path / "none.toml", WORDS)


def test_a_changed_consent_has_a_new_version() -> None:
    """Who changes what people agree to, changes `consent-version` and this line: everybody is asked anew."""
    folder = Path(__file__).parents[4] / "bot" / "messages"
    asked = ("intro", "address", "choice", "proof", "use", "rights", "yes", "no")
    lines = [
        line
        for code in LANGUAGES
        for line in (folder / f"{code}.ftl").read_text(encoding="utf-8").splitlines()
        if line.startswith(tuple(f"consent-{name} = " for name in asked))
    ]
    assert len(lines) == len(asked) * len(LANGUAGES)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
    versions = {CATALOGUE.of(code).text("consent-version") for code in LANGUAGES}
    assert (versions, digest) == ({"1"}, "7f94fb22ffb5")
