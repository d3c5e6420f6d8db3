"""`match`, `counts`, `sample`: files of accounts, PRONOTE's counts table, an invented school."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from knowledge.comptes.personnes import Cote

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option("--pronote", multiple=True, type=FILE)
@click.option("--ent", multiple=True, type=FILE)
@click.option("--key", type=FILE)
@click.option("--json", "as_json", is_flag=True)
@click.option("--pairs", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--work-list", type=click.Path(dir_okay=False, path_type=Path))
def match(  # noqa: PLR0913, PLR0917 - click hands every option over by name
    files: tuple[Path, ...],
    pronote: tuple[Path, ...],
    ent: tuple[Path, ...],
    key: Path | None,
    as_json: bool,
    pairs: Path | None,
    html: Path | None,
    work_list: Path | None,
) -> None:
    """Recognise each file by its content and report the match."""
    # A short process that keeps all it makes: looking for garbage would be a quarter of its time.
    gc.disable()
    from bot import bac, comptes  # noqa: PLC0415 - the other commands do without

    said = {path.resolve() for path in (*pronote, *ent)}
    given: list[tuple[Path, Cote | None]] = [
        *((path, "pronote") for path in pronote),
        *((path, "ent") for path in ent),
        *((path, None) for path in files if path.resolve() not in said),
    ]
    if not given:
        raise click.UsageError(_words("cli.match.rien"))
    bac.confine(bac.MATCHING)
    vocabulaire = comptes.vocabulary()
    keys = [comptes.read_key(key)] if key else []
    fichiers = comptes.read_files(given, vocabulaire, keys=keys)
    dossier = comptes.confront(fichiers, vocabulaire)
    if as_json:
        import json  # noqa: PLC0415

        from knowledge.comptes.resultat import document  # noqa: PLC0415

        click.echo(json.dumps(document(dossier, vocabulaire), ensure_ascii=False, indent=1))
    comptes.check_useful(dossier, vocabulaire)
    if not as_json:
        from knowledge.comptes.paroles import tell  # noqa: PLC0415

        click.echo(tell(dossier, vocabulaire))
    if pairs is not None:
        pairs.write_text(comptes.pairs_csv(dossier), "utf-8", newline="")
    if html is not None:
        html.write_text(comptes.page(dossier, vocabulaire), "utf-8", newline="")
    if work_list is not None:
        workbook = work_list.suffix.lower() == ".xlsx"
        work_list.write_bytes(comptes.work_list(dossier, vocabulaire, workbook=workbook))


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True)
def counts(text: str, as_json: bool) -> None:
    """Read PRONOTE's counts table and say what it means."""
    from bot import comptes  # noqa: PLC0415
    from knowledge.comptes import comptage, paroles, resultat  # noqa: PLC0415

    vocabulaire = comptes.vocabulary()
    if text == "-":
        text = sys.stdin.read()
    table = comptage.read(text, vocabulaire)
    remarques = comptage.remark(table)
    if not as_json:
        click.echo(paroles.tell_counts(table, remarques, vocabulaire))
        return
    import json  # noqa: PLC0415

    findings = [
        {
            "category": remarque.categorie,
            "code": remarque.code,
            "expected": remarque.expected,
            "owner": remarque.owner,
            "message": paroles.say_remark(remarque, vocabulaire),
        }
        for remarque in remarques
    ]
    answer = {"table": resultat.table(table), "findings": findings}
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--pupils", type=click.IntRange(1, 50_000))
@click.option("--seed", type=int, default=0)
def sample(folder: Path, pupils: int | None, seed: int) -> None:
    """Write an invented school to try the bot with."""
    from bot import exemple  # noqa: PLC0415

    for name in exemple.write(folder, pupils=pupils, seed=seed):
        click.echo(name)


def _words(path: str) -> str:
    from bot.words import word  # noqa: PLC0415

    return word(path)
