"""What is given to whoever runs the bot holds together, and the page tells the settings that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest

from bot import config
from bot.commandes import program
from bot.service.health import PATHS
from bot.service.metrics import Metrics
from bot.telegram import settings as telegram
from bot.telegram.settings import OFFICIAL
from handlers.pace import OVERALL
from knowledge.dialogue.typographie import slips

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "bot" / "deploiement"
PAGE = (ROOT / "METTRE-EN-SERVICE.md").read_text("utf-8")
UNIT = FOLDER / "pronote-helpdesk.service"

NUMBERS = (
    Metrics().text({"inbox_oldest_seconds": 0.0, "outbox_oldest_seconds": 0.0, "files_waiting": 0.0}).decode()
)


class Asked(Mapping[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self, **known: str) -> None:
        self._known = known
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def asked() -> set[str]:
    """Every variable that the settings are read from."""
    nothing, bot = Asked(), Asked(TELEGRAM_TOKEN="123456:un-jeton-bien-forme")
    config.read(nothing)
    telegram.read(bot)
    return nothing.names | bot.names


def rows() -> dict[str, str]:
    """The table of settings: what stands behind each name."""
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", PAGE, re.MULTILINE))


def prose() -> str:
    """The page without what is typed."""
    return re.sub(r"^```.*?^```", "", PAGE, flags=re.DOTALL | re.MULTILINE)


def test_the_page_lists_every_setting_and_no_other() -> None:
    assert set(rows()) == asked()


def test_the_page_tells_the_defaults_that_there_are() -> None:
    found = config.read({})
    for name, value in {
        "PRONOTE_HELPDESK_HOST": found.host,
        "PRONOTE_HELPDESK_PORT": found.port,
        "PRONOTE_HELPDESK_RETENTION_DAYS": found.retention_days,
        "PRONOTE_HELPDESK_LOG_LEVEL": found.log_level,
        "TELEGRAM_API": OFFICIAL,
        "TELEGRAM_RATE": OVERALL,
    }.items():
        assert rows()[name].startswith(f"`{value}` |"), name
    assert all(f"`{level}`" in rows()["PRONOTE_HELPDESK_LOG_LEVEL"] for level in config.LOG_LEVELS)
    assert str(config.MAX_RETENTION_DAYS) in rows()["PRONOTE_HELPDESK_RETENTION_DAYS"]


def test_the_french_of_the_page_is_well_set() -> None:
    assert list(slips(prose())) == []


def test_the_page_names_files_places_and_commands_that_there_are() -> None:
    for path in re.findall(r"bot/deploiement/[\w.-]+", PAGE):
        assert (ROOT / path).is_file(), path
    for path in re.findall(r"`(/[a-z]+z|/metrics)`", PAGE):
        assert path in PATHS
    context = click.Context(program)
    for name, more in re.findall(r"-m bot (\w+)(?: (\w+))?", PAGE):
        command = program.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            assert command.get_command(context, more) is not None, more
    for anchor in re.findall(r"\]\(#([\w-]+)\)", PAGE):
        titles = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)}
        assert anchor in titles


def test_the_numbers_that_the_page_tells_to_look_at_are_told() -> None:
    for name, event in re.findall(r"`(helpdesk_\w+)(?:\{event=\"(\w+)\"\})?`", PAGE):
        assert name in NUMBERS, name
        assert f'event="{event}"' in NUMBERS or not event, event


def test_readme_leads_to_the_page() -> None:
    assert "(METTRE-EN-SERVICE.md)" in (ROOT / "README.md").read_text("utf-8")


def test_what_is_deployed_sets_only_settings_that_there_are() -> None:
    known = asked()
    for path in FOLDER.iterdir():
        found = set(re.findall(r"\b(?:PRONOTE_HELPDESK|TELEGRAM|DATABASE)_[A-Z_]+", path.read_text("utf-8")))
        assert found <= known, path.name


def test_no_secret_stands_in_what_is_deployed() -> None:
    for path in FOLDER.iterdir():
        content = path.read_text("utf-8")
        assert not re.search(r"[0-9]{6,}:[\w-]{20,}|://[^\s/$]+:[^\s/$]+@|PASSWORD\s*[:=]\s*\w", content), (
            path.name
        )
    compose = (FOLDER / "compose.yaml").read_text("utf-8")
    assert compose.count("    healthcheck:\n") == compose.count("    restart: unless-stopped\n") == 3
    assert compose.count("file: ./secrets/") == 2
    assert {"bot/deploiement/secrets", "bot/deploiement/.env"} <= set(
        (ROOT / ".gitignore").read_text("utf-8").splitlines()
    )


def test_the_image_takes_the_whole_program_from_the_hashed_lock() -> None:
    image = (FOLDER / "Containerfile").read_text("utf-8")
    for room in ("bot", "handlers", "knowledge", "storage"):
        assert f"COPY {room} /app/{room}" in image
        assert f"!{room}\n" in (FOLDER / "Containerfile.dockerignore").read_text("utf-8")
    assert "--require-hashes" in image
    assert re.search(r"^USER robot$", image, re.MULTILINE)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    installed = UNIT.read_text("utf-8").replace("/opt/pronote-helpdesk/.venv/bin/python", sys.executable)
    unit.write_text(installed, "utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")
