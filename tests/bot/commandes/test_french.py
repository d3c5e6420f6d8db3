"""Everything click can say has its French sentence, and every command its help."""

import ast
import gettext
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from bot.commandes import program
from bot.commandes.french import MODULES, fill, speak_french
from bot.words import words

ROOT = Path(__file__).resolve().parents[3]

# For whoever writes the commands, never for whoever types them.
FOR_DEVELOPERS = {
    "Value must be an iterable.",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Invalid start character for option ({option})",
}

# Of parts of click that this program has not: dates, UUIDs, several values, --version, confirmations.
UNUSED = {
    # Kinds of paths: no sentence of the table says them, and `fill` knows the kinds by these names.
    "file",
    "directory",
    "path",
    "Do you want to continue?",
    "Confirm the action without prompting.",
    "%(prog)s, version %(version)s",
    "Show the version and exit.",
    "{value!r} does not match the format {format}.",
    "{value!r} does not match the formats {formats}.",
    "{len_type} values are required, but {len_value} was given.",
    "{len_type} values are required, but {len_value} were given.",
    "{value!r} is not a valid UUID.",
    "Choice({choices})",
}


def english_of(source: str) -> Iterator[str]:
    """Find the sentences that a module looks up."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def test_every_sentence_of_click_is_in_the_table() -> None:
    english = {
        found for module in MODULES for found in english_of(Path(str(module.__file__)).read_text("utf-8"))
    }
    assert len(english) > 50
    assert english - FOR_DEVELOPERS - UNUSED <= set(words()["click"])


def test_a_sentence_keeps_the_values_of_the_english_one() -> None:
    def names(sentence: str) -> set[str]:
        return {part.split("}")[0].split("!")[0] for part in sentence.split("{")[1:]}

    wrong = {key: said for key, said in words()["click"].items() if not names(said) <= names(key)}
    assert wrong == {}


@pytest.fixture
def french() -> None:
    """Speak as the program does."""
    said = words()
    speak_french(said["click"])
    fill(program, said["cli"], values=said["cli"]["valeurs"])


def subcommands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield name, command


def walk(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for _, each in subcommands(command):
            yield from walk(each)


@pytest.mark.usefixtures("french")
def test_every_command_says_what_it_is_for_and_every_option_too() -> None:
    for command in walk(program):
        assert command.help, command.name
        for param in command.params:
            assert isinstance(param, click.Option | click.Argument)
            assert param.help, (command.name, param.name)


@pytest.mark.usefixtures("french")
def test_no_command_is_described_that_does_not_exist() -> None:
    def strangers(group: click.Group, table: dict[str, Any]) -> Iterator[str]:
        known = dict(subcommands(group))
        yield from (name for name, value in table.items() if isinstance(value, dict) and name not in known)
        for name, each in known.items():
            if isinstance(each, click.Group):
                yield from strangers(each, table[name])

    assert set(strangers(program, words()["cli"])) == {"valeurs", "causes"}


def test_the_help_imports_no_command() -> None:
    probe = (
        "import sys; from bot.__main__ import main; main(['--help']);"
        "heavy = {'sqlalchemy', 'starlette', 'prompt_toolkit', 'lxml'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr


def test_gettext_itself_is_left_alone() -> None:
    assert gettext.gettext("Usage:") == "Usage:"
