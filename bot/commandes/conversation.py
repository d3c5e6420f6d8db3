"""`chat`: the conversation in the terminal, with a person or with a script."""

from __future__ import annotations

import sys

import click

from bot import terminal
from bot.commandes.access import Access, pass_access
from bot.house import today


@click.command()
@click.option("--script", type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True))
@pass_access
def chat(access: Access, script: str | None) -> None:
    """Talk, or play a script; where nobody sits at a terminal, what arrives is the script."""
    if script is None and sys.stdin.isatty() and sys.stdout.isatty():
        terminal.chat(access.house, today=today)
        return
    with click.open_file(script or "-", encoding="utf-8-sig", errors="replace") as lines:
        terminal.play(access.passing_house(), lines, sys.stdout, today=today())
