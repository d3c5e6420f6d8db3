"""What is set up, what is missing and how to mend it: each part looked at, nothing changed.

A look returns what it found, or raises the error that the part would meet; its sentence says how to mend it.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.config import PREFIX, Settings
from bot.words import sentence, word
from knowledge.dialogue.errors import HelpdeskError, PortTaken, StoreUnusable

SPACE_LOW, SPACE_NONE = 1024, 100
"""Megabytes left on the disk: below the first it is time to think of it, below the second nothing is safe."""

ANSWER_SECONDS = 2.0

State = Literal["good", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part; `bad` keeps the service from working, `note` does not."""

    name: str
    state: State
    message: str


Look = Callable[[Settings], Finding]


def examine(settings: Callable[[], Settings], guide: Callable[[], tuple[int, str]]) -> Iterator[Finding]:
    """Look at every part. `guide` tells the number of nodes and the edition; both may raise HouseError."""
    yield Finding("python", "good", _said("python", version=platform.python_version()))
    try:
        nodes, edition = guide()
        yield Finding("guide", "good", _said("guide", noeuds=nodes, edition=edition))
    except HelpdeskError as error:
        yield Finding("guide", "bad", sentence(error))
    try:
        known = settings()
    except HelpdeskError as error:
        yield Finding("settings", "bad", sentence(error))
        return
    for name, look in LOOKS.items():
        try:
            yield look(known)
        except HelpdeskError as error:
            yield Finding(name, "bad", sentence(error))


def _said(key: str, **values: object) -> str:
    return word(f"cli.doctor.{key}", **values)


def _folder(settings: Settings) -> Finding:
    """The folder can be written, or made where it is to be."""
    folder = settings.data_folder
    there = _nearest(folder)
    usable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    if usable and there == folder:
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"essai")
        except OSError:
            usable = False
    if not usable:
        raise StoreUnusable(url=str(folder), reason="refused")
    return Finding("data", "good", _said("dossier", dossier=folder))


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(_nearest(settings.data_folder)).free // (1024 * 1024)
    state: State = "good" if free >= SPACE_LOW else "note" if free >= SPACE_NONE else "bad"
    key = "place" if state == "good" else "place_manque"
    return Finding("disk", state, _said(key, libre=free, dossier=settings.data_folder))


def _key(settings: Settings) -> Finding:
    from storage.look import has_key  # noqa: PLC0415 - half a second for who needs no store

    key = "cle" if has_key(settings.key_file) else "cle_a_venir"
    return Finding("key", "good", _said(key, fichier=settings.key_file))


def _database(settings: Settings) -> Finding:
    from storage.look import look  # noqa: PLC0415

    return Finding("database", "good", _said(f"base.{look(settings.database_url, settings.key_file)}"))


def _export_key(settings: Settings) -> Finding:
    from bot.house import export_key  # noqa: PLC0415

    if settings.export_key is None:
        return Finding("export_key", "good", _said("export_sans"))
    export_key(settings)
    return Finding("export_key", "good", _said("export_avec", fichier=settings.export_key))


def _telegram(_: Settings) -> Finding:
    from bot.telegram import settings as telegram  # noqa: PLC0415

    known = telegram.read()
    if known is None:
        return Finding("telegram", "good", _said("telegram_sans"))
    from bot.telegram.probe import probe  # noqa: PLC0415 - the library, for who has a bot

    if problem := probe(known):
        return Finding("telegram", "bad", word(f"service.etats.{problem}", adresse=known.api))
    return Finding("telegram", "good", _said("telegram_avec", adresse=known.api))


def _port(settings: Settings) -> Finding:
    """Take the port for a moment, unless this very service has it."""
    from bot.web.serve import listen, url  # noqa: PLC0415

    try:
        with listen(settings.host, settings.port) as bound:
            return Finding("port", "good", _said("page", adresse=url(bound)))
    except PortTaken:
        if _is_ours(settings):
            return Finding("port", "good", _said("page_ouverte", port=settings.port))
        raise


def _public(settings: Settings) -> Finding:
    from bot.web.serve import names  # noqa: PLC0415

    if settings.public_url.startswith("https:"):
        return Finding("public_url", "good", _said("publique", adresse=settings.public_url))
    if names(settings.host, settings.public_url) is not None and not settings.public_url:
        return Finding("public_url", "good", _said("publique_sans"))
    return Finding("public_url", "note", _said("publique_en_clair", nom=f"{PREFIX}PUBLIC_URL"))


def _keeping(settings: Settings) -> Finding:
    return Finding("retention", "good", _said("duree", jours=settings.retention_days))


LOOKS: dict[str, Look] = {
    "data": _folder,
    "disk": _disk,
    "key": _key,
    "database": _database,
    "export_key": _export_key,
    "telegram": _telegram,
    "port": _port,
    "public_url": _public,
    "retention": _keeping,
}


def _nearest(folder: Path) -> Path:
    """The folder, or what is there of its path."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _is_ours(settings: Settings) -> bool:
    """Is it this service that answers at its port?"""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared
    place = f"[{host}]" if ":" in host else host
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{place}:{settings.port}/healthz", timeout=ANSWER_SECONDS) as answer:
            return bool(answer.read(1024).decode("utf-8") == word("service.vivant"))
    except (OSError, ValueError):
        return False
