"""`letter`: the e-mail to itslearning (guide 2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from bot.commandes.access import Access, pass_access
from bot.commandes.adresses import hosted, said
from bot.house import today
from bot.words import word
from knowledge import uai
from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.constats import Constat
from knowledge.dialogue.courriel import write
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import connu_of
from knowledge.dialogue.saisies import VALIDATORS
from knowledge.dialogue.secrets import mask

Given = tuple[Adresse, tuple[Constat, ...]]
"""An address as it was read, and what was wrong with it."""


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
    """Write the e-mail. An address that is not given is the hosted one, unless the other is no hosted one."""
    guide = access.guide
    school_code = uai.read(code)
    net = normalise(net_url) if net_url else None
    client = normalise(client_url) if client_url else None
    if all(given is None or given[0].hosted for given in (net, client)):
        net, client = net or hosted(code), client or hosted(code)
    answers = {"uai": school_code.code} | _answers(net, client)
    if school:
        answers["nom"] = VALIDATORS["nom"](mask(school)[0], connu_of(guide, {}, today=today())).value
    written = write(guide, connu_of(guide, answers, today=today()).names())
    click.echo(f"{word('courriel.a')}\u00a0: {written.to}")
    click.echo(f"{word('courriel.objet')}\u00a0: {written.subject}\n")
    click.echo(written.body, nl=False)
    for warning in _warnings(guide, school_code, (net, client)):
        click.echo(warning, err=True)
    if eml is not None:
        eml.write_bytes(written.eml)
        click.echo(word("cli.letter.enregistre", fichier=eml), err=True)


def _answers(net: Given | None, client: Given | None) -> dict[str, str]:
    """The answers that a person would have given for these addresses, by their nodes."""
    first = net or client
    answers = {
        "adresse": first[0].public if first else "",
        "perimetre": "les_deux" if net and client else "net" if net else "client",
    }
    return answers | ({"adresse_client": client[0].public} if net and client else {})


def _warnings(guide: Guide, code: uai.Uai, given: tuple[Given | None, ...]) -> Iterator[str]:
    """What looks wrong in what was given, once each, and which address the e-mail does not carry."""
    found = [*hosted(code.code)[1], *(constat for one in given if one for constat in one[1])]
    for _, message in said(guide, tuple(dict.fromkeys(found))):
        yield message
    others = {one[0].uai for one in given if one} - {None, code.code}
    for other in sorted(each for each in others if each):
        yield word("cli.letter.autre_uai", uai=code.code, autre=other)
    if None in given:
        yield word("cli.letter.une_seule")
