"""French for click: its own sentences, and the help of each command, from the guide's data.

click looks its sentences up with gettext in the domain of the whole process, by the language of the
environment and from compiled catalogues. Here the language never varies: the names `_` and `ngettext` in
its modules are bound to a table instead. A test reads click's source and finds every sentence in the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)
"""The modules of click whose sentences a person can meet in this program."""


def speak_french(table: Mapping[str, str]) -> None:
    """Make click say what stands in `table`, by its English sentences."""

    def one(message: str) -> str:
        return table.get(message, message)

    def several(singular: str, plural: str, number: int) -> str:
        return one(singular if number == 1 else plural)

    for module in MODULES:
        for name, function in (("_", one), ("gettext", one), ("ngettext", several)):
            if hasattr(module, name):
                setattr(module, name, function)


def fill(command: click.Command, words: Mapping[str, Any], *, values: Mapping[str, str]) -> None:
    """Give a command, its parameters and its subcommands their sentences.

    `words` is its table in `[cli]`; `values` is what stands for a value in a usage line, by the name of the
    parameter or by the kind of value. Raises KeyError when one is missing.
    """
    command.help = command.short_help = words["aide"]
    for param in command.params:
        if isinstance(param, click.Option | click.Argument):
            name = param.name or ""
            param.help = words[name]
            if param.metavar is None and not getattr(param, "is_flag", False):
                param.metavar = values.get(name) or values[param.type.name]
    if isinstance(command, click.Group):
        command.subcommand_metavar = values["command"]
        for name, each in command.commands.items():
            fill(each, words[name], values=values)
