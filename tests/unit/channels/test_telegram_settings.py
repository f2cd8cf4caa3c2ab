import pytest
from pydantic import ValidationError

from bot.channels.telegram.settings import TelegramSettings


def test_the_channel_is_on_when_there_is_a_token() -> None:
    assert not TelegramSettings().enabled
    assert TelegramSettings.model_validate({"token": "1:a"}).enabled


def test_the_secret_is_the_same_after_a_restart_and_another_for_another_token() -> None:
    one, same, other = (TelegramSettings.model_validate({"token": token}) for token in ("1:a", "1:a", "1:b"))
    assert one.secret == same.secret != other.secret
    assert 16 <= len(one.secret) <= 256
    assert "1:a" not in one.secret
    assert (
        TelegramSettings.model_validate(
            {"token": "1:a", "webhook_secret": "my-secret-of-16-characters"}
        ).secret
        == "my-secret-of-16-characters"
    )


@pytest.mark.parametrize("secret", ["short", "x" * 257, "has blanks in it, and more"])
def test_a_secret_the_platform_would_refuse_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError):
        TelegramSettings.model_validate({"webhook_secret": secret})


def test_secrets_are_not_shown() -> None:
    settings = TelegramSettings.model_validate({"token": "1:abc", "webhook_secret": "long-enough-secret"})
    assert "abc" not in repr(settings)
    assert "long-enough-secret" not in repr(settings)


@pytest.mark.parametrize("token", ["abc", "123", "123:", ":abc", "123:a b", "123:abc/../x"])
def test_what_is_no_token_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ValidationError):
        TelegramSettings.model_validate({"token": token})


def test_the_bot_knows_its_id_from_its_token() -> None:
    assert TelegramSettings.model_validate({"token": "123:abc"}).bot_id == 123
    assert TelegramSettings().bot_id == 0
