"""The one place that joins all: the guide read from its files, the store opened, the settings kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.config import PREFIX, Settings
from handlers import dossiers as port
from handlers import references
from handlers.ports import Store
from knowledge.dialogue.errors import BadSetting, BrokenGuide, HelpdeskError
from knowledge.dialogue.guide import Guide, load

GUIDE_FILES = (".toml", ".j2", ".typ")


def _dossiers(settings: Settings | None = None) -> port.Dossiers:
    """Files read by this process. Raises BadSetting."""
    from bot.dossiers import Dossiers  # noqa: PLC0415 - a fifth of the time of a command that has no files

    return Dossiers(key=export_key(settings) if settings else b"")


@dataclass(frozen=True, slots=True)
class House:
    """All that a transport needs."""

    guide: Guide
    store: Store
    settings: Settings
    dossiers: port.Dossiers = field(default_factory=_dossiers)
    draw: Callable[[], str] = references.draw

    def sentence(self, error: HelpdeskError) -> str:
        """The French sentence of an error."""
        return self.guide.sentence(error)


def build(
    settings: Settings,
    *,
    lasting: bool = True,
    dossiers: port.Dossiers | None = None,
    draw: Callable[[], str] = references.draw,
) -> House:
    """Build the house; `lasting=False` remembers nothing beyond this process (scripts, tests).

    `dossiers` is where files are read, where that is not this process; `draw` gives references of cases.

    Raises HouseError: a broken guide, a store or a key that cannot be used.
    """
    from storage.store import in_memory, open_store  # noqa: PLC0415 - half a second for who needs no store

    guide = read_guide()
    store = open_store(settings.database_url, settings.key_file, now=now) if lasting else in_memory(now=now)
    return House(guide, store, settings, dossiers or _dossiers(settings), draw)


def export_key(settings: Settings) -> bytes:
    """The private key that opens sealed exports, where there is one. Raises BadSetting."""
    from bot.comptes import key_in, take_key  # noqa: PLC0415 - with the files
    from knowledge.comptes.erreurs import CleIllisible  # noqa: PLC0415

    path = settings.export_key
    if path is None:
        return b""
    try:
        data = take_key(path)
        key_in(data, path.name)
    except (OSError, CleIllisible):
        raise BadSetting(name=f"{PREFIX}EXPORT_KEY", value=str(path)) from None
    return data


@cache
def read_guide() -> Guide:
    """Load the guide, once, and refuse a broken one. Raises BrokenGuide with every fault."""
    from knowledge.dialogue.controle import check_start, sentence  # noqa: PLC0415 - not for a mere sentence

    guide = load(read_sources())
    if faults := check_start(guide):
        listed = "\n".join(f"{fault.where} : {sentence(guide, fault)}" for fault in faults)
        raise BrokenGuide(faults=listed)
    return guide


def read_sources() -> dict[str, str]:
    """The guide's data files as text, by their path below knowledge/guide."""
    return dict(_walk(files("knowledge.guide"), ""))


def today() -> date:
    """The day where the program runs: only bot/ asks the clock."""
    return date.today()  # noqa: DTZ011 - the school's own day is meant, not UTC's


def now() -> datetime:
    """The instant, for the store's dates."""
    return datetime.now(UTC)


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            found += _walk(entry, f"{path}/")
        elif path.endswith(GUIDE_FILES):
            found.append((path, entry.read_text(encoding="utf-8")))
    return found
