"""`dossier`: the escalation file of a conversation, or of facts alone; and the cases that are kept."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import click

from bot import terminal
from bot.commandes.access import Access, echo_json, pass_access
from bot.commandes.base import opened
from bot.commandes.faits import HOSTINGS, Faits, told
from bot.house import today
from bot.words import word
from handlers import turn
from knowledge.dialogue.dossier import Dossier, Ticket
from knowledge.dialogue.envoi import page, say_call, write
from knowledge.dialogue.errors import ConversationUnknown, TicketNewer, TicketUnknown
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import walk
from knowledge.dialogue.reference import read
from knowledge.dialogue.texte import plain

RECIPIENTS = ("etablissement", "itslearning", "index-education")


@click.command()
@click.argument("conversation", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--script", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--who")
@click.option("--uai")
@click.option("--url")
@click.option("--hosting", type=click.Choice(HOSTINGS))
@click.option("--message")
@click.option("--to", "pour", type=click.Choice(RECIPIENTS))
@click.option("--reference")
@click.option("--open", "en_cours", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--eml", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--pdf", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@pass_access
def dossier(  # noqa: PLR0913 - click hands each option over as an argument
    access: Access,
    /,
    *,
    conversation: str | None,
    script: str | None,
    who: str | None,
    pour: str | None,
    reference: str | None,
    en_cours: bool,
    as_json: bool,
    eml: Path | None,
    pdf: Path | None,
    **facts: str | None,
) -> None:
    """Gather the file where the conversation stands, or find the one that is kept; say it, or write it."""
    faits, guide = Faits(**{name: fact or "" for name, fact in facts.items()}), access.guide
    script = script or conversation
    ticket = None
    if en_cours or reference is not None:
        if script or who or pour or faits != Faits() or (en_cours and reference is not None):
            raise click.UsageError(word("cli.dossier.seul"))
        if en_cours:
            _list(access, as_json=as_json)
            return
        ticket = _kept(access, reference or "")
        found, kept = ticket.dossier, True
    else:
        found, kept = _gathered(access, script, who, faits, pour=pour or "")
    if eml:
        eml.write_bytes(write(guide, found).eml)
    if pdf:
        pdf.write_bytes(page(guide, found))
    if as_json:
        echo_json(_shape(guide, found) | {"kept": kept} | (_followed(ticket) if ticket else {}))
        return
    if ticket:
        _say_followed(guide, ticket)
    _say(guide, found)
    if not kept:
        click.echo(word("cli.dossier.non_garde", reference=found.reference), err=True)


def _gathered(
    access: Access, script: str | None, who: str | None, faits: Faits, *, pour: str
) -> tuple[Dossier, bool]:
    """The file of a script, of a kept conversation or of facts alone, and whether its reference is kept.

    A script makes the same file each time, reference included. Raises PersonError.
    """
    facts_alone = faits != Faits() and not (script or who)
    lasting = bool(who) or (script is None and not facts_alone and sys.stdin.isatty())
    if lasting:
        house = access.house
    else:
        lines = [] if facts_alone else _lines(script or "-")
        house = access.passing_house(f"{faits}{lines}")
        terminal.play(house, lines, io.StringIO(), today=today())
    state, said = house.store.look(who or terminal.WHO)
    if who and not (state.answers or said):
        raise ConversationUnknown(who=who)
    state = turn.open_case(house, who or terminal.WHO, today=today())
    place = walk(house.guide, state.answers, today=today(), pieces=state.pieces, reference=state.reference)
    return gather(house.guide, told(house.guide, place, faits), pour=pour), lasting


def _lines(script: str) -> list[str]:
    with click.open_file(script, encoding="utf-8-sig", errors="replace") as lines:
        return list(lines)


def _kept(access: Access, reference: str) -> Ticket:
    """The case of a reference, however it is written. Raises ReferenceRefused, TicketUnknown, TicketNewer."""
    sought = read(reference)
    with opened(access) as store:
        found = store.ticket(sought)
    if found is None:
        raise TicketUnknown(reference=sought)
    if found.dossier.pour not in access.guide.data["dossier.toml"]["pour"]:
        raise TicketNewer(reference=sought)
    return found


def _list(access: Access, *, as_json: bool) -> None:
    """The cases that are not solved, the one that stood still for the longest first."""
    with opened(access) as store:
        found = [ticket for ticket in store.tickets() if ticket.statut != "clos"]
    if as_json:
        echo_json({"cases": [{"reference": each.dossier.reference} | _followed(each) for each in found]})
    elif not found:
        click.echo(word("cli.dossier.aucun"))
    else:
        click.echo(word("cli.dossier.titre"))
        for ticket in found:
            click.echo(word("cli.dossier.ligne", **_last(access.guide, ticket)))


def _last(guide: Guide, ticket: Ticket, rank: int = -1) -> dict[str, str]:
    """How far a case is, or was at a rank of what became of it, in words.

    A recipient that only a later edition of the guide has words for goes by its own name.
    """
    data, passage = guide.data["dossier.toml"], ticket.suivi[rank]
    pour = data["pour"].get(passage.pour, {"libelle": passage.pour})
    return {
        "reference": ticket.dossier.reference,
        "statut": data["statuts"][passage.statut],
        "pour": pour["libelle"],
        "le": f"{passage.le.astimezone():%d/%m/%Y %H:%M}",
    }


def _say_followed(guide: Guide, ticket: Ticket) -> None:
    click.echo(word("cli.dossier.suivi", reference=ticket.dossier.reference))
    for rank in range(len(ticket.suivi)):
        click.echo(word("cli.dossier.passage", **_last(guide, ticket, rank)))
    click.echo()


def _say(guide: Guide, found: Dossier) -> None:
    written = write(guide, found)
    if written.to:
        click.echo(f"{word('courriel.a')}\u00a0: {written.to}")
    click.echo(f"{word('courriel.objet')}\u00a0: {written.subject}\n")
    click.echo(written.body, nl=False)
    missing = ", ".join(label for _, label in found.manquantes)
    click.echo(word("cli.dossier.jauge", su=found.known, total=found.total, manque=missing), err=True)


def _followed(ticket: Ticket) -> dict[str, Any]:
    return {
        "status": ticket.statut,
        "history": [
            {"status": each.statut, "recipient": each.pour, "at": each.le.isoformat()}
            for each in ticket.suivi
        ],
    }


def _shape(guide: Guide, found: Dossier) -> dict[str, Any]:
    written = write(guide, found)
    return {
        "reference": found.reference,
        "recipient": found.pour,
        "gauge": {"known": found.known, "total": found.total},
        "lines": [
            {
                "id": line.id,
                "number": line.numero,
                "label": line.label,
                "value": line.value,
                "source": line.source,
            }
            for line in found.lignes
        ],
        "missing": [{"id": id, "label": label} for id, label in found.manquantes],
        "to": written.to,
        "subject": written.subject,
        "body": written.body,
        "mailto": written.mailto,
        "phone": guide.data["dossier.toml"]["pour"][found.pour].get("telephone", ""),
        "call": plain(say_call(guide, found)),
    }
