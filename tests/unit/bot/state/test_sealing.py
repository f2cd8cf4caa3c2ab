from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Catalogue
from bot.state.sealing import Sealer, secret_of
from knowledge.errors import StateError

WORDS = Catalogue.load().of("vi")
SEALER = Sealer("s" * 32)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(TEXT))
def test_what_is_sealed_can_be_read_with_the_key_only(values: list[str]) -> None:
    sealed = SEALER.seal(values)
    assert SEALER.open(sealed) == values
    assert SEALER.seal(values) != sealed
    with pytest.raises(ValueError, match="another key"):
        Sealer("t" * 32).open(sealed)


def test_a_changed_seal_is_noticed() -> None:
    sealed = SEALER.seal(["123456789"])
    assert "123456789" not in sealed
    changed = ("A" if sealed[20] != "A" else "B").join((sealed[:20], sealed[21:]))
    with pytest.raises(ValueError, match="changed"):
        SEALER.open(changed)


def test_keys_are_stable_and_tell_nothing() -> None:
    assert SEALER.key_of("telegram", "1") == SEALER.key_of("telegram", "1")
    others = {SEALER.key_of("telegram", "2"), SEALER.key_of("telegram1", "")}
    others.add(Sealer("t" * 32).key_of("telegram", "1"))
    assert SEALER.key_of("telegram", "1") not in others
    assert len(SEALER.key_of("web", "\ud800")) == 32


def test_the_key_of_the_settings_comes_first_then_the_file_then_a_new_one(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "motcua.key"
    assert secret_of("g" * 32, file, WORDS).value == "g" * 32
    assert not file.exists()
    made = secret_of("", file, WORDS)
    assert made.fresh
    assert file.stat().st_mode & 0o777 == 0o600
    again = secret_of("", file, WORDS)
    assert (again.value, again.fresh) == (made.value, False)
    assert len(made.value) >= 32


def test_an_unusable_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="khóa"):
        secret_of("", tmp_path, WORDS)
