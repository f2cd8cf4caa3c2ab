import pytest
from pydantic import ValidationError

from bot.channels.zalo_bot.settings import ZaloBotSettings


def test_the_channel_is_on_when_there_is_a_token() -> None:
    assert not ZaloBotSettings().enabled
    assert ZaloBotSettings.model_validate({"token": "1:a"}).enabled


def test_the_secret_is_the_same_after_a_restart_and_another_for_another_token() -> None:
    one, same, other = (ZaloBotSettings.model_validate({"token": token}) for token in ("1:a", "1:a", "1:b"))
    assert one.secret == same.secret != other.secret
    assert 8 <= len(one.secret) <= 256
    assert "1:a" not in one.secret
    assert (
        ZaloBotSettings.model_validate({"token": "1:a", "webhook_secret": "my-secret"}).secret == "my-secret"
    )


@pytest.mark.parametrize("secret", ["short", "x" * 257])
def test_a_secret_the_platform_would_refuse_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError):
        ZaloBotSettings.model_validate({"webhook_secret": secret})


def test_secrets_are_not_shown() -> None:
    settings = ZaloBotSettings.model_validate({"token": "1:abc", "webhook_secret": "long-enough"})
    assert "abc" not in repr(settings)
    assert "long-enough" not in repr(settings)
