"""`dossier`: the escalation file of a conversation, played from a script or kept in the store."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import click

from bot import terminal
from bot.commandes.access import Access, echo_json, pass_access
from bot.house import House, today
from bot.words import word
from knowledge.dialogue.envoi import calls, page, write
from knowledge.dialogue.errors import ConversationUnknown
from knowledge.dialogue.escalade import Dossier, gather
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import Parcours, walk
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import GLOBAL_NODE, Text

RECIPIENTS = ("etablissement", "itslearning", "index-education")


@click.command()
@click.argument("conversation", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--script", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--who")
@click.option("--to", "pour", type=click.Choice(RECIPIENTS))
@click.option("--json", "as_json", is_flag=True)
@click.option("--eml", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--pdf", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@pass_access
def dossier(  # noqa: PLR0913, PLR0917 - click hands each option over as an argument
    access: Access,
    conversation: str | None,
    script: str | None,
    who: str | None,
    pour: str | None,
    as_json: bool,
    eml: Path | None,
    pdf: Path | None,
) -> None:
    """Gather the file where the conversation stands, and say it, or write it."""
    script = script or conversation
    if who or (script is None and sys.stdin.isatty()):
        house = access.house
    else:
        house = access.passing_house()
        with click.open_file(script or "-", encoding="utf-8-sig", errors="replace") as lines:
            terminal.play(house, lines, io.StringIO(), today=today())
    state, said = house.store.look(who or terminal.WHO)
    if who and not (state.answers or said):
        raise ConversationUnknown(who=who)
    place = walk(house.guide, state.answers, today=today())
    found = gather(house.guide, place, pour=pour or "")
    if eml:
        eml.write_bytes(write(house.guide, found).eml)
    if pdf:
        pdf.write_bytes(page(house.guide, found))
    if as_json:
        echo_json(_shape(house.guide, place, found))
    else:
        _say(house, found)


def _say(house: House, found: Dossier) -> None:
    written = write(house.guide, found)
    if written.to:
        click.echo(f"{word('courriel.a')}\u00a0: {written.to}")
    click.echo(f"{word('courriel.objet')}\u00a0: {written.subject}\n")
    click.echo(written.body, nl=False)
    missing = ", ".join(label for _, label in found.manquantes)
    click.echo(word("cli.dossier.jauge", su=found.known, total=found.total, manque=missing), err=True)


def _shape(guide: Guide, place: Parcours, found: Dossier) -> dict[str, Any]:
    written = write(guide, found)
    said = [plain(reply.body) for reply in calls(guide, place, (), GLOBAL_NODE) if isinstance(reply, Text)]
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
        "call": "\n".join(said),
    }
