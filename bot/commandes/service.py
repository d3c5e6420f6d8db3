"""`serve`: the conversation as a web page, and in Telegram where there is a token."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from bot.commandes.access import Access, pass_access
from bot.house import today
from bot.service.sharing import gone, shared_numbers
from bot.words import word

WORKER = "bot.service.worker"
"""What one of several processes is, and all that it needs; the process that starts them does without."""


@click.command()
@click.option("--host")
@click.option("--port", type=click.IntRange(0, 65535))
@click.option("--workers", type=click.IntRange(1, 64), default=1)
@pass_access
def serve(access: Access, host: str | None = None, port: int | None = None, workers: int = 1) -> None:
    """Serve until Ctrl-C."""
    from bot.service import logs  # noqa: PLC0415 - the other commands do without a server
    from bot.telegram import settings as telegram  # noqa: PLC0415

    def ready(url: str) -> None:
        click.echo(word("cli.adresse_ouverte"))
        click.echo(url)

    settings, token = access.settings, telegram.read()
    logs.configure(settings.log_level)
    address = (host or settings.host, settings.port if port is None else port)
    if workers > 1:
        with shared_numbers():
            from bot import ouvriers  # noqa: PLC0415

            # Once the numbers are shared, and while this process looks at the store.
            ouvriers.make_ready(WORKER)
            ouvriers.serve(access.house, address, workers, _work, ready=ready, ended=gone)
        return
    with _loading():
        from bot.service.process import Process  # noqa: PLC0415

        if token is not None:
            import_module("bot.telegram.service")
        process = Process(access.house, token, address[0], today)
    process.serve(address[1], ready=ready)


@contextmanager
def _loading() -> Iterator[None]:
    """What is loaded inside stays as long as the process: it is not looked through for garbage, now or later.

    That would be a tenth of the start, and each time hold everybody up for a tenth of a second.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _work(*given: object) -> None:
    """Be one of several processes."""
    import_module(WORKER).work(*given)
