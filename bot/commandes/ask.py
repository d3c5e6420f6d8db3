"""`ask`: a free question, answered from the guide; `-` answers one question a line."""

from __future__ import annotations

import gc
import json
import sys

import click

from bot.words import GUIDE, word
from knowledge.dialogue.secrets import mask
from knowledge.dialogue.texte import plain
from knowledge.questions import FILES, Questions, load
from knowledge.recherche.moteur import Result
from knowledge.triage.ecoute import hear
from knowledge.triage.enquete import Savoir
from knowledge.triage.regles import read_regles


@click.command()
@click.argument("texte")
@click.option("--json", "as_json", is_flag=True)
def ask(texte: str, as_json: bool) -> None:
    """Answer a free question; as JSON, one document, or one a line where the questions are read."""
    # All that is read is kept: looking through it for garbage would be a sixth of the time.
    gc.disable()
    questions = read()
    gc.freeze()
    gc.enable()
    if texte == "-":
        warned = False
        for line in sys.stdin:
            if question := line.strip():
                said, result = _answer(questions, question)
                warned = warned or _warn(question, said)
                click.echo(json.dumps(document(said, result), ensure_ascii=False))
                sys.stdout.flush()
        return
    said, result = _answer(questions, texte)
    _warn(texte, said)
    if as_json:
        click.echo(json.dumps(document(said, result), ensure_ascii=False, indent=2))
    else:
        _say(result, breakdown=_tells_of_a_breakdown(questions, said))


def read() -> Questions:
    """Read what can be answered from the guide's files, without the rest of the guide."""
    return load({name: (GUIDE / name).read_text("utf-8") for name in FILES})


def document(question: str, result: Result) -> dict[str, object]:
    """The answer as the contract shapes it; the question comes with its secrets masked."""
    return {
        "question": question,
        "kind": result.kind,
        "answers": [
            {
                "id": found.entry.id,
                "title": found.entry.titre,
                "cites": list(found.entry.cites),
                "score": round(min(found.score, 1.0), 3),
            }
            for found in result.found
        ],
    }


def _answer(questions: Questions, text: str) -> tuple[str, Result]:
    """Secrets in what was typed or pasted are masked before anything else happens."""
    said, _ = mask(text)
    return said, questions.ask(said)


def _warn(text: str, said: str) -> bool:
    """Tell whoever typed a secret, beside the answer: a document on stdout stays a document."""
    if said == text:
        return False
    click.echo(word("dialogue.secret"), err=True)
    return True


def _tells_of_a_breakdown(questions: Questions, said: str) -> bool:
    """The conversation can look for the cause then, which a single answer cannot."""
    regles = read_regles((GUIDE / "triage.toml").read_text("utf-8"))
    return hear(said, Savoir(regles, questions.messages)) is not None


def _say(result: Result, *, breakdown: bool) -> None:
    match result.kind:
        case "answer":
            best = result.found[0].entry
            click.echo(f"{best.titre}\n\n{plain(best.texte)}\n\n{word(f'cli.ask.sources.{best.source}')}")
        case "choose":
            click.echo(word("cli.ask.choix"))
            for found in result.found:
                click.echo(f"- {found.entry.titre}")
        case "declined" if not breakdown:
            click.echo(word(f"politesses.{result.tact}" if result.tact else "cli.ask.refus"))
        case "declined":
            pass
    if breakdown:
        click.echo(word("cli.ask.cause"))
