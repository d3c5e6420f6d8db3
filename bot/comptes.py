"""Files of accounts for the commands and the chat: read from the disk here, understood in knowledge/comptes.

This module loads little, on purpose: a school is matched in less time than a database library loads.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.comptes import resultat
from knowledge.comptes.dossier import Dossier, assemble
from knowledge.comptes.erreurs import CleIllisible, RienALire
from knowledge.comptes.lecture import Fichier, read
from knowledge.comptes.limites import MAX_BYTES
from knowledge.comptes.personnes import Cote
from knowledge.comptes.vocabulaire import Vocabulaire, load

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

GUIDE = Path(__file__).resolve().parent.parent / "knowledge" / "guide"
_LARGEST_KEY = 64 * 1024


def vocabulary() -> Vocabulaire:
    """The words of the accounts' side."""
    return load((GUIDE / "comptes.toml").read_text("utf-8"))


def today() -> datetime.date:
    """The day where the program runs."""
    return datetime.date.today()  # noqa: DTZ011 - the school's own day is meant, not UTC's


def take(path: Path) -> bytes:
    """The bytes of a file, one more than may be at most. Raises OSError."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def read_key(path: Path) -> RSAPrivateKey:
    """The private key in a file. Raises OSError, CleIllisible."""
    return key_in(take_key(path), path.name)


def take_key(path: Path) -> bytes:
    """The bytes of a key file. Raises OSError."""
    with path.open("rb") as file:
        return file.read(_LARGEST_KEY)


def key_in(data: bytes, name: str) -> RSAPrivateKey:
    """The private key in these bytes, of the file `name`. Raises CleIllisible."""
    from knowledge.comptes.cles import CleRefusee, read_private  # noqa: PLC0415 - most calls have no key

    try:
        return read_private(data)
    except CleRefusee as refused:
        raise CleIllisible(nom=name, raison=refused.code) from None


def read_files(
    files: Iterable[tuple[Path, Cote | None]], words: Vocabulaire, *, keys: Sequence[RSAPrivateKey] = ()
) -> list[Fichier]:
    """Read files, each with whose list it is if that was said. Raises OSError."""
    day = today()
    return [
        read(path.name, take(path), words, today=day, keys=keys, cote=cote, source=number)
        for number, (path, cote) in enumerate(files)
    ]


def confront(fichiers: Sequence[Fichier], words: Vocabulaire) -> Dossier:
    """Match what files hold. Raises CoteInconnu."""
    return assemble(fichiers, words)


def check_useful(dossier: Dossier, words: Vocabulaire) -> None:
    """Raise RienALire where no file could be read, with what the first one is."""
    fichiers = dossier.fichiers
    if all(fichier.refus is not None for fichier in fichiers):
        first = fichiers[0]
        raise RienALire(nom=first.nom, raison=resultat.say(first.refus, words) if first.refus else "")


def pairs_csv(dossier: Dossier) -> str:
    """The pairs as `match --pairs` writes them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(resultat.PAIR_TITLES)
    writer.writerows(resultat.pairs(dossier))
    return text.getvalue()


def page(dossier: Dossier, words: Vocabulaire) -> str:
    """The report to print, one HTML file with nothing outside it."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - it loads slower than a school matches

    from bot.render import inline  # noqa: PLC0415
    from knowledge.comptes import rapport, travail  # noqa: PLC0415

    env = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    env.filters["inline"] = inline
    template = env.from_string((GUIDE / "rapports" / "comptes.html.j2").read_text("utf-8"))
    return template.render(rapport.values(dossier, travail.plan(dossier), words, day=f"{today():%d/%m/%Y}"))


def work_list(dossier: Dossier, words: Vocabulaire, *, workbook: bool) -> bytes:
    """What to mend and where, as a CSV or an XLSX file."""
    from knowledge.comptes import feuilles, travail  # noqa: PLC0415

    mots = words.phrases["mots"]
    school = next((fichier.uai for fichier in dossier.fichiers if fichier.uai), "")
    made = words.phrase("mots", "fait_le", jour=f"{today():%d/%m/%Y}")
    heading = [mots["entete"], school, made, mots["edition"]]
    write = feuilles.write_xlsx if workbook else feuilles.write_csv
    return write(travail.plan(dossier), words, heading)
