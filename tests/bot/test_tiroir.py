"""Files that one process keeps for the others: the same answers, and nobody without the secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from bot.dossiers import Dossiers
from bot.tiroir import Adresse, Ailleurs, Tiroir
from knowledge.comptes.erreurs import LectureInterrompue
from knowledge.dialogue.errors import FilesForgotten
from knowledge.dialogue.types import Sent


@pytest.fixture
def tiroir() -> Iterator[Tiroir]:
    with closing(Tiroir(Dossiers())) as made:
        yield made


def test_what_one_process_was_sent_another_one_shows(tiroir: Tiroir, ecole: Path, today: date) -> None:
    one, two = Ailleurs(tiroir.address), Ailleurs(tiroir.address)
    for name in ("export-clair.xml", "pronote-eleves.csv"):
        sent = Sent(name, (ecole / name).read_bytes())
        bilan = one.take("web:1", [sent], uai="", deleted=None, today=today)
    assert two.stage("web:1") is None
    assert len(bilan.releves) == 2
    assert two.documents("web:1") == one.documents("web:1")
    assert two.lists("web:1") == one.lists("web:1")
    assert two.lists("web:2") == ()
    assert len(two.settle("web:1", "retirer", today=today).releves) == 1
    one.forget("web:1")
    with pytest.raises(FilesForgotten):
        two.settle("web:1", "retirer", today=today)


def test_nobody_is_answered_without_the_secret(tiroir: Tiroir) -> None:
    with pytest.raises(AuthenticationError):
        Client(tiroir.address.place, authkey=b"autre")
    with pytest.raises(LectureInterrompue):
        Ailleurs(Adresse(tiroir.address.place, b"autre")).documents("web:1")
    assert Ailleurs(tiroir.address).documents("web:1") == ()


def test_only_what_a_dossier_does_can_be_asked_for(tiroir: Tiroir) -> None:
    assert Ailleurs(tiroir.address)._ask("_of", "web:1") is None


def test_once_it_is_closed_files_cannot_be_read(tiroir: Tiroir, today: date) -> None:
    tiroir.close()
    with pytest.raises(LectureInterrompue):
        Ailleurs(tiroir.address).take("web:1", [Sent("a.csv", b"")], uai="", deleted=None, today=today)


def test_the_secret_is_not_shown(tiroir: Tiroir) -> None:
    assert repr(tiroir.address.secret) not in repr(tiroir.address)
