"""The settings are read once, and a bad one names itself."""

from pathlib import Path

import pytest

from bot import config
from bot.house import build
from knowledge.dialogue.errors import BadSetting


def test_without_a_variable_the_house_stays_on_this_computer(tmp_path: Path) -> None:
    settings = config.read({"PRONOTE_HELPDESK_DATA": str(tmp_path)})
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert settings.retention_days == 90
    assert settings.data_folder == tmp_path
    assert settings.key_file.parent == tmp_path
    assert settings.database_url.startswith("sqlite:///")
    assert str(tmp_path) in settings.database_url


def test_the_data_folder_has_a_place_of_the_platform() -> None:
    assert config.APP in config.read({}).data_folder.parts[-1]


def test_a_relative_folder_is_made_absolute_and_the_home_is_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/demo")
    monkeypatch.setenv("USERPROFILE", "/home/demo")
    assert config.read({"PRONOTE_HELPDESK_DATA": "ici"}).data_folder == Path.cwd() / "ici"
    assert config.read({"PRONOTE_HELPDESK_DATA": "~/ici"}).data_folder == Path("/home/demo/ici").absolute()


@pytest.mark.parametrize("value", ["-1", "65536", "80a", "８０", "1e3", "8000.0"])
def test_a_bad_port_names_the_variable_and_what_it_holds(value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        config.read({"PRONOTE_HELPDESK_PORT": value})
    assert refused.value.values == {"name": "PRONOTE_HELPDESK_PORT", "value": value}


def test_an_empty_variable_counts_as_absent() -> None:
    assert config.read({"PRONOTE_HELPDESK_PORT": " "}).port == 8000


def test_a_retention_of_no_day_is_refused() -> None:
    with pytest.raises(BadSetting):
        config.read({"PRONOTE_HELPDESK_RETENTION_DAYS": "0"})


def test_a_secret_can_stand_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://bot:tres-secret@db/helpdesk\n", "utf-8")
    settings = config.read({"DATABASE_URL_FILE": str(secret)})
    assert settings.database_url == "postgresql+psycopg://bot:tres-secret@db/helpdesk"
    assert "tres-secret" not in repr(settings)


@pytest.mark.parametrize("content", [None, "", "tres-secret\nautre", b"\xff\xfe\x00tres-secret"])
def test_a_secret_file_without_one_line_is_refused_without_its_content(
    tmp_path: Path, content: str | bytes | None
) -> None:
    secret = tmp_path / "url"
    if content is not None:
        secret.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadSetting) as refused:
        config.read({"DATABASE_URL_FILE": str(secret)})
    assert "tres-secret" not in str(refused.value)
    assert refused.value.values["name"] == "DATABASE_URL_FILE"


def test_the_key_of_sealed_exports_is_looked_at_before_the_house_opens(tmp_path: Path) -> None:
    wrong = tmp_path / "cle.pem"
    for content in (None, "ce n’est pas une clé"):
        if content:
            wrong.write_text(content, "utf-8")
        settings = config.read(
            {"PRONOTE_HELPDESK_EXPORT_KEY": str(wrong), "PRONOTE_HELPDESK_DATA": str(tmp_path)}
        )
        with pytest.raises(BadSetting) as refused:
            build(settings, lasting=False)
        assert refused.value.values == {"name": "PRONOTE_HELPDESK_EXPORT_KEY", "value": str(wrong)}


def test_the_public_address_is_that_of_a_site() -> None:
    for value in ("https://aide.exemple.fr", "https://aide.exemple.fr/"):
        assert config.read({"PRONOTE_HELPDESK_PUBLIC_URL": value}).public_url == "https://aide.exemple.fr/"
    for wrong in (
        "aide.exemple.fr",
        "ftp://aide.exemple.fr",
        "https://aide.exemple.fr/pronote",
        "https://a@b/",
    ):
        with pytest.raises(BadSetting):
            config.read({"PRONOTE_HELPDESK_PUBLIC_URL": wrong})


def test_networks_are_written_as_people_write_them() -> None:
    assert config.read({}).monitors == config.LOOPBACK
    found = config.read({"PRONOTE_HELPDESK_MONITORS": "10.1.2.3/8, 192.0.2.7 fd00::/8"}).monitors
    assert found == ("10.0.0.0/8", "192.0.2.7/32", "fd00::/8")
    with pytest.raises(BadSetting):
        config.read({"PRONOTE_HELPDESK_PROXIES": "caddy"})


def test_the_level_of_the_log_is_one_of_four() -> None:
    assert config.read({}).log_level == "warning"
    assert config.read({"PRONOTE_HELPDESK_LOG_LEVEL": "INFO"}).log_level == "info"
    with pytest.raises(BadSetting):
        config.read({"PRONOTE_HELPDESK_LOG_LEVEL": "bavard"})
