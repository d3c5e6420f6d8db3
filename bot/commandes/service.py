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
    from bot.telegram import settings as telegram  # noqa: PLC0415 - the other commands do without a server
    from bot.web.serve import serve as serve_web  # noqa: PLC0415

    def ready(url: str) -> None:
        click.echo(word("cli.adresse_ouverte"))
        click.echo(url)

    settings, token = access.settings, telegram.read()
    address = (host or settings.host, settings.port if port is None else port)
    if token is None:
        serve_web(access.house, *address, ready=ready)
        return
    from bot.telegram.serving import serve as serve_both  # noqa: PLC0415 - half a second of imports

    serve_both(access.house, token, address, today=today, ready=ready)
