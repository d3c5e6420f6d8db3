"""`doctor`: what is set up, what is missing and how to mend it."""

from __future__ import annotations

from dataclasses import asdict

import click

from bot.commandes.access import Access, echo_json, pass_access
from bot.house import read_guide
from bot.service.diagnosis import examine
from bot.words import word


@click.command()
@click.option("--json", "as_json", is_flag=True)
@pass_access
def doctor(access: Access, *, as_json: bool) -> None:
    """Look at each part and say one line of it; exit code 1 when one has to be mended."""

    def guide() -> tuple[int, str]:
        found = read_guide()
        return len(found.nodes), found.edition

    findings = []
    for finding in examine(lambda: access.settings, guide):
        findings.append(finding)
        if not as_json:
            click.echo(f"{word(f'cli.doctor.etats.{finding.state}')} {finding.message}")
    failed = any(finding.state == "bad" for finding in findings)
    if as_json:
        echo_json({"ok": not failed, "checks": [asdict(finding) for finding in findings]})
    if failed:
        click.echo(word("cli.doctor.fautes"), err=True)
        raise click.exceptions.Exit(1)
