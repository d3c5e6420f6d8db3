"""`addresses` and `link`: a school's exact addresses, and the autopsy of a link that was pasted."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from bot.commandes.access import Access, echo_json, pass_access
from bot.signes import visible
from bot.words import sentence, word
from knowledge import uai
from knowledge.cas import infomobile, liens, tableau
from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.autopsie import Autopsie, examine_all, examine_base
from knowledge.cas.constats import Constat
from knowledge.cas.hote import HOSTED_DOMAIN
from knowledge.dialogue import echos
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.pieces import InfoMobile
from knowledge.dialogue.texte import plain

STATES = {"juste": "right", "a_verifier": "check", "faux": "wrong", "manque": "missing", "pas_colle": None}
"""A cell of the table, as JSON; null for what was not pasted and is not missing."""


@click.command()
@click.option("--uai", "code")
@click.option("--url")
@click.option("--cas", "base", default="asp")
@click.option("--json", "as_json", is_flag=True)
@pass_access
def addresses(access: Access, code: str | None, url: str | None, base: str, as_json: bool) -> None:
    """Give the addresses of a hosted PRONOTE by its UAI, or of any by its public address."""
    if (code is None) == (url is None):
        raise click.UsageError(word("cli.addresses.un_seul"))
    guide = access.guide
    cas = cas_base(guide, base)
    adresse, constats = normalise(url) if url is not None else hosted(code or "")
    made = liens.links(adresse, cas)
    bases = liens.read_bases(guide.data["adresses.toml"])
    noted = dict.fromkeys((*constats, *_of_base(cas, bases), *examine_base(url or "", bases=bases)))
    warnings = [{"code": constat.code, "message": message} for constat, message in said(guide, noted)]
    shown = {
        "public": made.public,
        "login": made.login,
        "validate": made.validate,
        "direct": made.direct,
        "cas": made.cas,
    }
    if as_json:
        echo_json(shown | {"hosted": made.hosted, "warnings": warnings})
        return
    for name, value in shown.items():
        click.echo(f"{word(f'cli.addresses.noms.{name}')}\u00a0:")
        click.echo(f"{value}\n")
    for warning in warnings:
        click.echo(f"- {warning['message']}")


@click.command()
@click.argument("texte")
@click.option("--json", "as_json", is_flag=True)
@pass_access
def link(access: Access, texte: str, as_json: bool) -> None:
    """Examine every link of the text; as JSON the first one, and of several all `links` and their `table`."""
    if texte == "-":
        texte = sys.stdin.read()
    guide = access.guide
    bases = liens.read_bases(guide.data["adresses.toml"])
    judged = examine_all(texte, bases=bases)
    table = tableau.judge(texte, bases=bases)
    if as_json:
        document = _document(guide, judged[0])
        if len(judged) > 1:
            document["links"] = [{"found": each.found} | _document(guide, each) for each in judged]
        if table is not None:
            document["table"] = [_line(guide, line) for line in table.lignes]
            document["duplicates"] = [each.found for each in table.doubles]
            document["pages"] = [each.found for each in table.pages]
        echo_json(document)
        return
    if (info := infomobile.read(texte)) is not None or table is not None:
        _show_together(guide, info, table)
        return
    if (refused := judged[0].refused) is not None and len(judged) == 1 and not judged[0].findings:
        # « unknown » is a verdict like another, as in JSON.
        click.echo(sentence(refused))
        return
    for each in judged:
        _show(guide, each)


def _of_base(cas: str, bases: liens.Bases) -> tuple[Constat, ...]:
    """What is to be said of the CAS base that was asked for."""
    return examine_base(f"{cas}login", bases=bases) or examine_base(cas, bases=bases)


def hosted(code: str) -> tuple[Adresse, tuple[Constat, ...]]:
    """The address that Index-Education gives to the school of this UAI. Raises UaiRefused."""
    return normalise(f"https://{uai.read(code).code}.{HOSTED_DOMAIN}/pronote/")


def cas_base(guide: Guide, asked: str) -> str:
    """The CAS base of this name or address; a wrong one is an error of the call."""
    try:
        return liens.base(asked, liens.read_bases(guide.data["adresses.toml"]))
    except liens.BaseRefused as refused:
        raise click.BadParameter(sentence(refused), param_hint="--cas") from refused


def said(guide: Guide, constats: Iterable[Constat]) -> list[tuple[Constat, str]]:
    """Each finding with its sentence, as plain text."""
    return [(constat, plain(echos.sentence(guide, constat))) for constat in constats]


def _document(guide: Guide, judged: Autopsie) -> dict[str, object]:
    return {
        "kind": judged.kind,
        "corrected": judged.corrected,
        "findings": [
            {
                "code": constat.code,
                "severity": constat.severity,
                "found": constat.found,
                "message": message,
                "consequence": _consequence(guide, constat),
            }
            for constat, message in said(guide, judged.findings)
        ],
    }


def _line(guide: Guide, line: tableau.Ligne) -> dict[str, object]:
    """The links of one service; a cell: `right`, `check`, `wrong` (`why` has codes), `missing` or null."""
    cells: dict[str, object] = {}
    for cell in line.cellules:
        findings = cell.autopsie.findings if cell.autopsie else ()
        cells[cell.part] = {
            "state": STATES[cell.state],
            "found": cell.autopsie.found if cell.autopsie else None,
            "corrected": cell.expected,
            "why": [{"code": each.code, "message": message} for each, message in said(guide, findings)],
        }
    address = line.adresse.public if line.adresse else None
    return {"service": line.service or None, "address": address} | cells


def _show_together(guide: Guide, info: InfoMobile | None, table: tableau.Tableau | None) -> None:
    """What a paste holds: `infoMobileApp.json`, or else the table of several links."""
    from bot.drawing import draw, plain_console  # noqa: PLC0415 - half of the time to examine one link
    from knowledge.dialogue import collages, liens_colles  # noqa: PLC0415

    if info is not None:
        draw(collages.say_info(guide, info), plain_console(sys.stdout), guide)
    elif table is not None:
        draw(liens_colles.say_table(guide, table), plain_console(sys.stdout), guide)


def _show(guide: Guide, judged: Autopsie) -> None:
    """What it is, what is wrong, and the corrected link alone on its line."""
    kind = "cas" if judged.kind == "unknown" and judged.corrected else judged.kind
    click.echo(f"{word(f'cli.link.genres.{kind}')}\u00a0:")
    click.echo(f"{visible(judged.found)}\n")
    for constat, message in said(guide, judged.findings):
        consequence = _consequence(guide, constat)
        click.echo(f"- [{word(f'cli.link.gravites.{constat.severity}')}] {message} {consequence}")
    clean = not any(each.severity == "warning" for each in judged.findings)
    if judged.right and clean and judged.corrected == judged.found:
        click.echo(word("cli.link.juste"))
    elif judged.corrected and judged.corrected != judged.found:
        click.echo(f"\n{word('cli.link.corrige')}\u00a0:\n{judged.corrected}")
    click.echo()


def _consequence(guide: Guide, constat: Constat) -> str:
    said = guide.data["adresses.toml"]["constats"][constat.code]["consequence"]
    return plain(guide.phrase(said, {"found": constat.found} | dict(constat.values)))
