"""`db`: the store's care."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click

from bot.commandes.access import Access, pass_access
from bot.house import now
from bot.words import word
from storage.retention import forget, purge
from storage.rotation import rotate
from storage.store import Store, open_store


@click.group()
def db() -> None:
    """Look after the store."""


@db.command("upgrade")
@pass_access
def upgrade_schema(access: Access) -> None:
    """Bring the schema up to date, which opening does."""
    with opened(access):
        click.echo(word("cli.db.upgrade.fait"))


@db.command("rotate")
@pass_access
def rotate_key(access: Access) -> None:
    """Renew the key and seal everything again with it."""
    with opened(access) as store:
        click.echo(word("cli.db.rotate.fait", nombre=rotate(store)))


@db.command("purge")
@pass_access
def purge_old(access: Access) -> None:
    """Erase what is older than the retention time."""
    days = access.settings.retention_days
    with opened(access) as store:
        gone = purge(store, older_than=now() - timedelta(days=days))
    click.echo(word("cli.db.purge.fait", nombre=gone, jours=days))


@db.command("forget")
@click.argument("who")
@pass_access
def forget_person(access: Access, who: str) -> None:
    """Erase all that is kept of one person."""
    with opened(access) as store:
        click.echo(word("cli.db.forget.fait", nombre=forget(store, who)))


@contextmanager
def opened(access: Access) -> Iterator[Store]:
    """Open the store of the settings for the length of a command. Raises HouseError."""
    store = open_store(access.settings.database_url, access.settings.key_file, now=now)
    try:
        yield store
    finally:
        store.close()
