"""The command line: one module a group of commands, their sentences in `[cli]` of interface.toml.

A command's module is imported when the command is called: a question of addresses loads no database, and
no web server.
"""

from __future__ import annotations

from importlib import import_module

import click

from bot.commandes.french import fill
from bot.words import words

COMMANDS = {
    "addresses": "adresses",
    "ask": "ask",
    "chat": "conversation",
    "counts": "comptes",
    "db": "base",
    "doctor": "diagnostic",
    "dossier": "dossier",
    "gaps": "lacunes",
    "guide": "guide",
    "letter": "courriel",
    "link": "adresses",
    "match": "comptes",
    "sample": "comptes",
    "serve": "service",
}
"""The module of each command."""


class Program(click.Group):
    """All commands, each imported when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's shape
        """Name the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command, with its sentences."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"bot.commandes.{COMMANDS[cmd_name]}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        said = words()["cli"]
        fill(command, said[cmd_name], values=said["valeurs"])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with what they are for, which stands in the data: nothing is imported."""
        said = words()
        with formatter.section(said["click"]["Commands"]):
            formatter.write_dl([(name, said["cli"][name]["aide"]) for name in self.list_commands(ctx)])


@click.group(cls=Program, name="bot", invoke_without_command=True)
@click.pass_context
def program(context: click.Context) -> None:
    """Serve the web chat when no command is given."""
    if context.invoked_subcommand is None:
        serve = program.get_command(context, "serve")
        assert serve is not None  # noqa: S101 - it is in the table
        context.invoke(serve)
