"""What is drawn can be copied, is never obeyed by the terminal, and never breaks where it must not."""

import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.drawing import WIDTH, draw, plain_console
from bot.grille import aligned, stacked
from bot.house import read_sources
from knowledge.dialogue.guide import Guide, load
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Ask, Copy, File, Grid, Heading, Line, Lines, Link, Option, Reply, Text

LONG = (
    "https://cas.itslearning.com/cas-asp/login?service=" + "https%3A%2F%2F0310047H.index-education.net%2F" * 4
)


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The real guide: its words are drawn too."""
    return load(read_sources())


def transcript(guide: Guide, *replies: Reply) -> str:
    out = io.StringIO()
    draw(replies, plain_console(out), guide)
    return out.getvalue()


def at_a_terminal(guide: Guide, *replies: Reply, width: int = 40) -> str:
    out = io.StringIO()
    draw(replies, Console(file=out, force_terminal=True, width=width, highlight=False, _environ={}), guide)
    return out.getvalue()


@pytest.mark.parametrize("show", [transcript, at_a_terminal])
def test_an_exact_value_stands_alone_on_its_line_and_is_never_cut(guide: Guide, show: object) -> None:
    assert callable(show)
    assert LONG in show(guide, Copy("Lien", LONG)).split("\n")


def test_a_value_of_several_lines_keeps_them(guide: Guide) -> None:
    drawn = transcript(guide, Copy("Texte", "Bonjour,\n\n  Voici [bold]l’adresse[/bold] :smile:\n"))
    assert "\nBonjour,\n\n  Voici [bold]l’adresse[/bold] :smile:\n" in drawn


def test_prose_is_wrapped_between_words_only(guide: Guide) -> None:
    drawn = transcript(guide, Text("mot " * 60 + f"`{LONG}` fin"))
    lines = drawn.split("\n")
    assert LONG in lines
    assert all(len(line) <= WIDTH for line in lines if line != LONG)


@given(st.lists(st.sampled_from(["mot", "«\u00a0Mon\u00a0ENT\u00a0»", "quoi\u00a0?", "a" * 90]), max_size=80))
def test_wrapping_loses_nothing_and_keeps_non_breaking_spaces(guide: Guide, words: list[str]) -> None:
    lines = transcript(guide, Text(" ".join(words))).split("\n")
    assert " ".join(line for line in lines if line).split(" ") == (words or [""])
    assert all(len(line) <= WIDTH or " " not in line for line in lines)


@given(st.text(max_size=60))
def test_nothing_that_was_typed_acts_on_the_terminal(guide: Guide, typed: str) -> None:
    replies = (
        Heading(literal(typed), literal(typed), 1, 2),
        Text(literal(typed)),
        Copy("x", typed),
        Link("x", f"https://{typed}"),
        File("n", typed, "text/plain", typed.encode("utf-8", "replace")),
        Ask("n", literal(typed), (Option("n", "o", literal(typed)),), hint=literal(typed)),
    )
    obeyed = {chr(code) for code in (*range(32), 127, *range(128, 160), 0x202E, 0x2066)} - {"\n", "\t"}
    assert not obeyed & set(transcript(guide, *replies))


def test_brackets_and_colons_are_no_markup(guide: Guide) -> None:
    assert "[red]ici[/red] :warning:" in transcript(guide, Text("[red]ici[/red] :warning:"))


def test_options_are_numbered_in_their_order(guide: Guide) -> None:
    options = tuple(Option("n", str(rank), f"choix {rank}") for rank in range(1, 12))
    lines = transcript(guide, Ask("n", "Lequel ?", options)).split("\n")
    assert lines[1] == "  1. choix 1"
    assert lines[11] == " 11. choix 11"


def test_a_script_shows_what_a_text_file_holds_and_only_names_the_others(guide: Guide) -> None:
    drawn = transcript(
        guide,
        File("n", "liste.csv", "text/csv; charset=utf-8", "Nom;Prénom\n".encode()),
        File("n", "courriel.eml", "message/rfc822", b"To: x"),
    )
    assert "liste.csv\n    Nom;Prénom\n" in drawn
    assert "courriel.eml\n\n" in drawn


def test_colours_are_for_terminals_only(guide: Guide) -> None:
    replies = (Heading("Titre"), Text("**fort** et `exact`", "Source"), Link("Ouvrir", "https://exemple.fr/"))
    assert "\x1b" not in transcript(guide, *replies)
    assert "\x1b" in at_a_terminal(guide, *replies)


GRID = Grid(
    ("Élèves", "Maîtres de stage", "Professeurs"),
    (("Utilisateurs PRONOTE", "425", "101", "36"), ("Utilisateurs CAS à rapprocher", "0", "–", "0")),
)


@pytest.mark.parametrize("show", [transcript, at_a_terminal])
def test_a_table_keeps_its_words_and_numbers_whole(guide: Guide, show: Callable[..., str]) -> None:
    drawn = show(guide, GRID)
    words = {word for line in drawn.splitlines() for word in line.split()}
    titles = [*GRID.columns, *(cell for row in GRID.rows for cell in row)]
    assert {word for title in titles for word in title.split()} <= words
    assert all(line == line.rstrip() for line in drawn.splitlines())


def test_on_a_phone_the_table_is_turned() -> None:
    *names, empty, head, pupils, trainers, teachers = aligned(GRID)
    assert names == ["1 = Utilisateurs PRONOTE", "2 = Utilisateurs CAS à rapprocher"]
    assert (empty, head.split()) == ("", ["1", "2"])
    assert [line.split()[-2:] for line in (pupils, trainers, teachers)] == [
        ["425", "0"],
        ["101", "–"],
        ["36", "0"],
    ]
    assert len({len(line) for line in (head, pupils, trainers, teachers)}) == 1


WORDED = Grid(
    ("Adresse", "Lien"), (("Un", "juste", "**faux** (`%3F`)"), ("Deux", "manque", "juste")), words=True
)


@pytest.mark.parametrize("show", [transcript, at_a_terminal])
def test_a_table_of_words_is_told_below_each_other_what_is_wrong_first(
    guide: Guide, show: Callable[..., str]
) -> None:
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", show(guide, WORDED))
    assert [line.strip() for line in drawn.splitlines() if line] == [
        "Un",
        "- Lien\u00a0: faux (%3F)",
        "- Adresse\u00a0: juste",
        "Deux",
        "- Adresse\u00a0: manque",
        "- Lien\u00a0: juste",
    ]
    assert stacked(WORDED).count("**Un**") == 1


def test_a_line_stands_under_the_number_that_is_typed_for_it_and_its_question_goes_on_counting(
    guide: Guide,
) -> None:
    one, other, go = (
        Option("ligne", "retirer.a", "A"),
        Option("ligne", "remettre.b", "B"),
        Option("n", "oui", "Oui"),
    )
    lines = Lines((Line("Nom", "Exemple", False, one, "Retirer"), Line("Code", "X", True, other, "Remettre")))
    told = transcript(guide, lines, Ask("n", "Ainsi ?", (one, other, go)))
    assert [line.strip() for line in told.splitlines() if line.strip()] == [
        "1. Nom\u00a0: Exemple",
        f"2. ({guide.word('dossier.retiree')}) Code\u00a0: X",
        "Ainsi ?",
        "3. Oui",
    ]
    assert "1. " not in transcript(guide, lines, Ask("n", "Ainsi ?", (go,))).partition("Ainsi")[0]
