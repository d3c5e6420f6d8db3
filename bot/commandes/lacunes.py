"""`gaps`: the questions nobody could answer yet, to improve the guide by."""

from __future__ import annotations

import click

from bot.commandes.access import Access, echo_json, pass_access
from bot.commandes.base import opened
from bot.words import word


@click.command()
@click.option("--json", "as_json", is_flag=True)
@pass_access
def gaps(access: Access, as_json: bool) -> None:
    """List them, the most asked first, each with how often it was asked."""
    with opened(access) as store:
        found = store.gaps()
    if as_json:
        echo_json({"gaps": [{"question": gap.question, "asked": gap.asked} for gap in found]})
    elif not found:
        click.echo(word("cli.gaps.aucune"))
    else:
        click.echo(word("cli.gaps.titre"))
        for gap in found:
            click.echo(word("cli.gaps.ligne", nombre=gap.asked, question=gap.question))
