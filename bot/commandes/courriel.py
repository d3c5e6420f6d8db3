"""`letter`: the e-mail to itslearning (guide 2.4)."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commandes.access import Access, pass_access
from bot.commandes.adresses import hosted
from bot.house import today
from bot.words import word
from knowledge import uai
from knowledge.cas.adresse import normalise
from knowledge.dialogue.courriel import write
from knowledge.dialogue.parcours import connu_of
from knowledge.dialogue.saisies import VALIDATORS


@click.command()
@click.option("--uai", "code", required=True)
@click.option("--school")
@click.option("--client-url")
@click.option("--net-url")
@click.option("--eml", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@pass_access
def letter(  # noqa: PLR0913, PLR0917 - click hands each option over as an argument
    access: Access,
    code: str,
    school: str | None,
    client_url: str | None,
    net_url: str | None,
    eml: Path | None,
) -> None:
    """Write the e-mail for the addresses that are given; without any, for a hosted PRONOTE's."""
    guide = access.guide
    answers = {"uai": uai.read(code).code} | _addresses(code, net_url, client_url)
    if school:
        answers["nom"] = VALIDATORS["nom"](school, connu_of(guide, {}, today=today())).value
    written = write(guide, connu_of(guide, answers, today=today()).names())
    click.echo(f"{word('courriel.a')}\u00a0: {written.to}")
    click.echo(f"{word('courriel.objet')}\u00a0: {written.subject}\n")
    click.echo(written.body, nl=False)
    if eml is not None:
        eml.write_bytes(written.eml)
        click.echo(word("cli.letter.enregistre", fichier=eml), err=True)


def _addresses(code: str, net_url: str | None, client_url: str | None) -> dict[str, str]:
    """The answers that a person would have given for these addresses, by their nodes."""
    net = normalise(net_url)[0].public if net_url else ""
    client = normalise(client_url)[0].public if client_url else ""
    if not net and not client:
        net = client = hosted(code)[0].public
    answers = {
        "adresse": net or client,
        "perimetre": "les_deux" if net and client else "net" if net else "client",
    }
    return answers | ({"adresse_client": client} if net and client else {})
