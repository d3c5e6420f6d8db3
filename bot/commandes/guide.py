"""`guide check` and `guide map`: the guide proved and drawn."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commandes.access import echo_json
from bot.house import read_sources, today
from bot.words import word
from knowledge.dialogue import carte
from knowledge.dialogue.controle import Report, check, sentence
from knowledge.dialogue.guide import Guide, load


@click.group()
def guide() -> None:
    """Look after the guide."""


@guide.command("check")
@click.option("--json", "as_json", is_flag=True)
def check_guide(as_json: bool) -> None:
    """Say every fault; exit code 1 when there is one, or a fact that nobody cites."""
    loaded = load(read_sources())
    report = check(loaded, today=today())
    if as_json:
        echo_json(_document(loaded, report))
    else:
        _show(loaded, report)
    if report.faults or report.missing:
        if not as_json:
            click.echo(word("cli.guide.check.fautes"), err=True)
        raise click.exceptions.Exit(1)


@guide.command("map")
@click.option("--svg", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def draw_map(svg: Path | None) -> None:
    """Write the map as Mermaid text, or as a picture."""
    loaded = load(read_sources())
    if svg is None:
        click.echo(carte.mermaid(loaded), nl=False)
    else:
        svg.write_text(carte.svg(loaded), "utf-8")


def _document(loaded: Guide, report: Report) -> dict[str, object]:
    return {
        "nodes": report.nodes,
        "outcomes": report.outcomes,
        "facts": {"cited": list(report.cited), "missing": list(report.missing)},
        "faults": [{"where": fault.where, "message": sentence(loaded, fault)} for fault in report.faults],
    }


def _show(loaded: Guide, report: Report) -> None:
    for fault in report.faults:
        click.echo(f"{fault.where}\u00a0: {sentence(loaded, fault)}")
    counts = {
        "noeuds": report.nodes,
        "issues": report.outcomes,
        "cites": len(report.cited),
        "oublies": len(report.missing),
    }
    click.echo(word("cli.guide.check.bilan", **counts))
    if not report.faults:
        click.echo(word("cli.guide.check.parfait"))
