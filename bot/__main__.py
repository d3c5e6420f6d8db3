"""`python -m bot`: what is typed becomes a command; nothing but a French sentence tells of a failure.

Exit codes: 0 done; 1 what was asked could not be done; 2 the call itself is wrong.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from bot import config
from bot.commandes import program
from bot.commandes.french import fill, speak_french
from bot.words import sentence, word, words
from knowledge.dialogue.errors import HelpdeskError

NAME = "python -m bot"
INCIDENTS = "incidents.log"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; return the exit code."""
    _write_utf8()
    try:
        said = words()
        speak_french(said["click"])
        fill(program, said["cli"], values=said["cli"]["valeurs"])
        return _exit_code(program.main(arguments, prog_name=NAME, standalone_mode=False))
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except HelpdeskError as error:
        click.echo(sentence(error), err=True)
    except (click.Abort, KeyboardInterrupt):
        return 0
    except BrokenPipeError:
        # Whoever read us has left (`| head`): the rest is for nobody, and Python must not try again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.filename is None:
            click.echo(_incident(error), err=True)
        else:
            click.echo(word("cli.disque", fichier=error.filename, cause=_cause(error)), err=True)
    except Exception as error:  # noqa: BLE001 - the last door: a person never meets a traceback
        click.echo(_incident(error), err=True)
    return 1


def _exit_code(result: object) -> int:
    """click hands back the code of `Exit`, or whatever the command returned."""
    return result if isinstance(result, int) else 0


def _cause(error: OSError) -> str:
    """Why the system refused, in French: its own words follow the language of the machine."""
    name = errno.errorcode.get(error.errno or 0, str(error.errno))
    return word(f"cli.causes.{name if name in words()['cli']['causes'] else 'autre'}", nom=name)


def _write_utf8() -> None:
    """Write UTF-8 whatever the console or the locale says (Windows: cp1252)."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _incident(error: BaseException) -> str:
    """Note where an unforeseen error came from, and say it with a code.

    The note holds the frames and the kind of the error; its text stays out, for it may quote a person.
    """
    code = secrets.token_hex(3)
    where = "".join(traceback.format_tb(error.__traceback__))
    try:
        folder = config.read().data_folder
        folder.mkdir(parents=True, exist_ok=True)
        note = Path(folder) / INCIDENTS
        with note.open("a", encoding="utf-8") as file:
            file.write(f"{code} {type(error).__name__}\n{where}\n")
    except (OSError, HelpdeskError):
        return word("cli.incident", code=code)
    return word("cli.incident_note", code=code, fichier=note)


if __name__ == "__main__":
    sys.exit(main())
