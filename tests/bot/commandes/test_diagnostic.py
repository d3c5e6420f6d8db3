"""`doctor` over real parts, each broken for real: it says what is wrong, and changes nothing."""

from __future__ import annotations

import json
import os
import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from bot.__main__ import main
from bot.house import now
from bot.words import word
from storage.store import open_store
from tests.bot.service.conftest import program
from tests.botapi.server import running
from tests.postgres import Cluster

posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")

NAMES = [
    "python",
    "guide",
    "data",
    "disk",
    "key",
    "database",
    "export_key",
    "telegram",
    "port",
    "public_url",
    "retention",
]


@dataclass
class Doctor:
    """Calls the command as a script does."""

    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    folder: Path

    @property
    def base(self) -> Path:
        return self.folder / "helpdesk.sqlite3"

    def make(self) -> None:
        """The files of a house that was started once."""
        open_store(f"sqlite:///{self.base}", self.folder / "cle.txt", now=now).close()

    def finds(self, **environ: str) -> dict[str, tuple[str, str]]:
        """State and message of each part; `environ` is set from now on."""
        for name, value in environ.items():
            self.patch.setenv(name, value)
        status = main(["doctor", "--json"])
        out, err = self.capsys.readouterr()
        told = json.loads(out)
        assert told["ok"] == (status == 0) == (err == "")
        assert told["ok"] == all(check["state"] != "bad" for check in told["checks"])
        return {check["name"]: (check["state"], check["message"]) for check in told["checks"]}

    def bad(self, **environ: str) -> dict[str, str]:
        """The parts to be mended."""
        return {name: said for name, (state, said) in self.finds(**environ).items() if state == "bad"}


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Doctor:
    monkeypatch.setenv("PRONOTE_HELPDESK_DATA", str(tmp_path / "donnees"))
    monkeypatch.setenv("PRONOTE_HELPDESK_PORT", "0")
    return Doctor(capsys, monkeypatch, tmp_path / "donnees")


def test_it_looks_at_every_part_and_leaves_nothing_behind(doctor: Doctor) -> None:
    found = doctor.finds()
    assert list(found) == NAMES
    assert {state for state, _ in found.values()} == {"good"}
    assert found["database"][1] == word("cli.doctor.base.absent")
    assert not doctor.folder.exists()


def test_a_person_reads_one_line_a_part(doctor: Doctor) -> None:
    assert main(["doctor"]) == 0
    out, err = doctor.capsys.readouterr()
    assert out.count("\n") == out.count(word("cli.doctor.etats.good")) == len(NAMES)
    assert err == ""
    doctor.patch.setenv("TELEGRAM_TOKEN", "ceci-est-un-secret")
    assert main(["doctor"]) == 1
    out, err = doctor.capsys.readouterr()
    assert out.count(word("cli.doctor.etats.bad")) == 1
    assert "ceci-est-un-secret" not in out + err
    assert err.count("\n") == 1


def test_a_house_that_was_started_opens(doctor: Doctor) -> None:
    doctor.make()
    assert doctor.finds()["database"] == ("good", word("cli.doctor.base.current"))


def test_a_bad_setting_is_named_and_the_rest_cannot_be_looked_at(doctor: Doctor) -> None:
    bad = doctor.bad(PRONOTE_HELPDESK_PORT="beaucoup")
    assert list(bad) == ["settings"]
    assert "PRONOTE_HELPDESK_PORT" in bad["settings"]


def test_a_data_folder_that_is_none_is_told(doctor: Doctor) -> None:
    doctor.folder.write_text("un fichier", "utf-8")
    assert str(doctor.folder) in doctor.bad()["data"]


def test_a_lost_key_is_told(doctor: Doctor) -> None:
    doctor.make()
    (doctor.folder / "cle.txt").unlink()
    assert str(doctor.folder / "cle.txt") in doctor.bad()["database"]


def test_a_file_that_is_no_key_and_a_key_of_another_house_are_told(doctor: Doctor, tmp_path: Path) -> None:
    doctor.make()
    key = doctor.folder / "cle.txt"
    key.write_text("bonjour", "ascii")
    assert str(key) in doctor.bad()["key"]
    open_store(f"sqlite:///{tmp_path / 'autre.sqlite3'}", tmp_path / "autre.txt", now=now).close()
    key.write_bytes((tmp_path / "autre.txt").read_bytes())
    assert list(doctor.bad()) == ["database"]


@posix
def test_a_key_that_others_read_is_told_with_the_command_that_mends_it(doctor: Doctor) -> None:
    doctor.make()
    (doctor.folder / "cle.txt").chmod(0o644)
    assert "chmod 600" in doctor.bad()["key"]


def test_an_old_schema_is_told_and_left_as_it_is(doctor: Doctor) -> None:
    doctor.make()
    engine = create_engine(f"sqlite:///{doctor.base}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert doctor.finds()["database"] == ("good", word("cli.doctor.base.old"))
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert list(doctor.bad()) == ["database"]


def test_a_server_of_databases_is_asked(doctor: Doctor, postgres: Cluster) -> None:
    with postgres.database(empty=True) as url:
        assert doctor.finds(DATABASE_URL=url)["database"] == ("good", word("cli.doctor.base.empty"))
        open_store(url, doctor.folder / "cle.txt", now=now).close()
        assert doctor.finds()["database"] == ("good", word("cli.doctor.base.current"))
        wrong = url.replace("postgres@", "personne:tres-secret@")
        said = doctor.bad(DATABASE_URL=wrong)["database"]
        assert "mot de passe" in said
        assert "tres-secret" not in said
    assert "DATABASE_URL" in doctor.bad(DATABASE_URL="postgresql://a:tres-secret@127.0.0.1:1/b")["database"]


def test_an_export_key_that_is_none_is_told(doctor: Doctor, tmp_path: Path) -> None:
    wrong = tmp_path / "cle.pem"
    wrong.write_text("bonjour", "ascii")
    assert str(wrong) in doctor.bad(PRONOTE_HELPDESK_EXPORT_KEY=str(wrong))["export_key"]


def test_the_token_is_asked_of_the_server(doctor: Doctor) -> None:
    with running() as api:
        good = doctor.finds(TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url)["telegram"]
        assert good[0] == "good"
        assert api.token not in good[1]
        bad = doctor.bad(TELEGRAM_TOKEN="123456:un-autre-jeton-que-le-bon")
        assert bad == {"telegram": word("service.etats.jeton_refuse")}
    assert list(doctor.bad()) == ["telegram"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Wrong response from the webhook: 403 Forbidden", "livraison_refusee"),
        ("Connection refused", "livraison_echouee"),
    ],
)
def test_updates_that_cannot_be_posted_are_told_with_what_to_look_at(
    doctor: Doctor, said: str, name: str
) -> None:
    with running() as api:
        settings = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API": api.url}
        api.world.updates.append({"update_id": 1})
        api.world.webhook["last_error_message"] = said
        assert doctor.finds(**settings)["telegram"][0] == "good"
        found = doctor.bad(TELEGRAM_WEBHOOK="https://aide.exemple.fr")
        assert found == {"telegram": word(f"service.etats.{name}")}
        api.world.updates.clear()
        assert doctor.finds()["telegram"][0] == "good"


def test_a_web_server_that_is_no_bot_api_is_told(doctor: Doctor, tmp_path: Path) -> None:
    with program(tmp_path / "autre") as other:
        address = other.page.rstrip("/")
        said = doctor.bad(TELEGRAM_TOKEN="123456:un-jeton-bien-forme", TELEGRAM_API=address)["telegram"]
    assert said == word("service.etats.telegram_autre", adresse=address)


def test_a_port_in_use_is_told_unless_it_is_this_service_s(doctor: Doctor) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert port in doctor.bad(PRONOTE_HELPDESK_PORT=port)["port"]
    with program(doctor.folder) as own:
        port = str(httpx.URL(own.page).port)
        found = doctor.finds(PRONOTE_HELPDESK_PORT=port)["port"]
    assert found == ("good", word("cli.doctor.page_ouverte", port=port))


def test_a_page_on_the_network_without_https_is_worth_a_word(doctor: Doctor) -> None:
    assert doctor.finds(PRONOTE_HELPDESK_HOST="0.0.0.0")["public_url"][0] == "note"  # noqa: S104 - looked at
    assert doctor.finds(PRONOTE_HELPDESK_PUBLIC_URL="https://aide.exemple.fr")["public_url"][0] == "good"
