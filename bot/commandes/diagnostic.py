"""`doctor`: what is set up, what is missing and how to mend it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable

import click

from bot.commandes.access import Access, pass_access
from bot.house import now
from bot.words import sentence, word
from knowledge.dialogue.errors import HelpdeskError, StoreUnusable
from storage.store import open_store


@click.command()
@pass_access
def doctor(access: Access) -> None:
    """Look at each part and say one line of it; exit code 1 when one has to be mended."""
    looks: tuple[Callable[[Access], str], ...] = (_python, _guide, _folder, _store, _keeping, _page)
    failed = False
    for look in looks:
        try:
            click.echo(f"[{word('cli.doctor.bien')}] {look(access)}")
        except HelpdeskError as error:
            failed = True
            click.echo(f"[{word('cli.doctor.faute')}] {sentence(error)}")
    if failed:
        click.echo(word("cli.doctor.fautes"), err=True)
        raise click.exceptions.Exit(1)


def _python(_: Access) -> str:
    return word("cli.doctor.python", version=platform.python_version())


def _guide(access: Access) -> str:
    guide = access.guide
    return word("cli.doctor.guide", noeuds=len(guide.nodes), edition=guide.edition)


def _folder(access: Access) -> str:
    """The folder can be written, or made where it is to be."""
    folder = access.settings.data_folder
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        raise StoreUnusable(url=str(folder), reason="refused")
    return word("cli.doctor.dossier", dossier=folder)


def _store(access: Access) -> str:
    """Open the store where there is one; to look makes none, nor files of another owner (sudo)."""
    settings = access.settings
    if settings.is_beside and not settings.data_folder.exists():
        return word("cli.doctor.base_a_venir")
    open_store(settings.database_url, settings.key_file, now=now).close()
    return word("cli.doctor.base")


def _keeping(access: Access) -> str:
    return word("cli.doctor.duree", jours=access.settings.retention_days)


def _page(access: Access) -> str:
    """Take the port for a moment."""
    from bot.web.serve import listen, url  # noqa: PLC0415 - the other commands do without a web server

    with listen(access.settings.host, access.settings.port) as bound:
        return word("cli.doctor.page", adresse=url(bound))
