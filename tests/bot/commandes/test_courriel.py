"""`letter`: which addresses the e-mail carries, and what is told beside it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from bot.commandes import program

HOSTED = "https://0310047H.index-education.net/pronote/"
OWN = "https://notes.exemple.fr/pronote/"


def letter(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["letter", "--uai", "0310047H", *arguments])


def test_a_hosted_school_sends_its_address_for_both() -> None:
    assert letter().stdout.count(HOSTED) == 2


def test_an_own_server_sends_what_it_gives_and_is_told_what_lacks() -> None:
    result = letter("--client-url", OWN)
    assert OWN in result.stdout
    assert HOSTED not in result.stdout
    assert "--net-url" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--net-url", "http://10.0.0.1/pronote/", "--client-url", OWN), "10.0.0.1"),
        (("--net-url", "https://7200583W.index-education.net/pronote/"), "7200583W"),
    ],
)
def test_what_looks_wrong_is_told_beside_the_letter(arguments: tuple[str, ...], told: str) -> None:
    result = letter(*arguments)
    assert result.exit_code == 0
    assert told in result.stderr


def test_a_password_in_the_name_is_masked() -> None:
    result = letter("--school", "Collège, mot de passe : Soleil2026")
    assert "Soleil2026" not in result.output
