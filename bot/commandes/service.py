"""`serve`: the conversation as a web page, and in Telegram where there is a token."""

from __future__ import annotations

import click

from bot.commandes.access import Access, pass_access
from bot.house import today
from bot.words import word


@click.command()
@click.option("--host")
@click.option("--port", type=click.IntRange(0, 65535))
@pass_access
def serve(access: Access, host: str | None = None, port: int | None = None) -> None:
    """Serve until Ctrl-C."""
    from bot.service import logs  # noqa: PLC0415 - the other commands do without a server
    from bot.service.process import Process  # noqa: PLC0415
    from bot.telegram import settings as telegram  # noqa: PLC0415

    def ready(url: str) -> None:
        click.echo(word("cli.adresse_ouverte"))
        click.echo(url)

    settings, token = access.settings, telegram.read()
    logs.configure(settings.log_level)
    process = Process(access.house, token, host or settings.host, today)
    process.serve(settings.port if port is None else port, ready=ready)
