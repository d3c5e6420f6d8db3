"""`serve`: the conversation as a web page."""

from __future__ import annotations

import click

from bot.commandes.access import Access, pass_access
from bot.words import word


@click.command()
@click.option("--host")
@click.option("--port", type=click.IntRange(0, 65535))
@pass_access
def serve(access: Access, host: str | None = None, port: int | None = None) -> None:
    """Serve until Ctrl-C."""
    from bot.web.serve import serve as serve_web  # noqa: PLC0415 - the other commands do without a web server

    def ready(url: str) -> None:
        click.echo(word("cli.adresse_ouverte"))
        click.echo(url)

    house, settings = access.house, access.settings
    serve_web(house, host or settings.host, settings.port if port is None else port, ready=ready)
