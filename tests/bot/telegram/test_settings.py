"""The settings of the bot, and that the token is told to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram.settings import OFFICIAL, read
from knowledge.dialogue.errors import BadSetting

TOKEN = "4242:AAtest-of-our-own_server"


def test_without_a_token_there_is_no_bot() -> None:
    assert read({}) is None


def test_a_token_alone_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", "utf-8")
    for environ in ({"TELEGRAM_TOKEN": TOKEN}, {"TELEGRAM_TOKEN_FILE": str(file)}):
        settings = read(environ)
        assert settings
        assert (settings.token, settings.bot, settings.api) == (TOKEN, 4242, OFFICIAL)
        assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "secret-sans-numéro"),
        ("TELEGRAM_TOKEN_FILE", "/nulle/part"),
        ("TELEGRAM_API", "ftp://exemple.fr"),
        ("TELEGRAM_API", "http://[mauvais"),
        ("TELEGRAM_WEBHOOK", "exemple.fr"),
        ("TELEGRAM_RATE", "-1"),
        ("TELEGRAM_RATE", "99999"),
    ],
)
def test_a_setting_of_no_use_is_named_and_a_token_is_not_said_again(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read({"TELEGRAM_TOKEN": TOKEN, name: value})
    assert refused.value.values["name"] == name
    assert "secret" not in refused.value.values["value"]


def test_the_webhook_gets_its_path() -> None:
    settings = read({"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK": "https://exemple.fr/"})
    assert settings
    assert settings.webhook == "https://exemple.fr/telegram"
