"""A file between two transactions: nobody is held up, a retry counts once, a messenger reads none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from bot.house import now
from handlers import turn
from handlers.ports import Store
from handlers.readings import Update
from handlers.references import draw
from knowledge.comptes.erreurs import LectureInterrompue
from knowledge.dialogue.bilan import Bilan, Etape, Releve
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import DOSSIER_NODE, Ask, Picked, Reply, Sent, Text, Told
from storage.store import in_memory

TODAY = date(2026, 8, 27)
WHO = "web:quelqu’un"
FOUND = Bilan((Releve("liste-pronote", 3),), sides=("pronote",), report=True)


@dataclass
class Memory:
    """Files that are never read; with a `store` it is used meanwhile, as others would."""

    store: Store | None = None
    fails: bool = False
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def take(self, who: str, sent: Sequence[Sent], *, uai: str, deleted: date | None, today: date) -> Bilan:
        assert (uai, deleted, today) == ("", None, TODAY)
        if self.store is not None:
            with self.store.talk("web:un autre") as talk:
                assert not talk.seen("1")
            self.store.look(who)
        if self.fails:
            raise LectureInterrompue
        self.taken += [(who, each.name, each.data) for each in sent]
        return FOUND

    def settle(self, who: str, geste: str, *, today: date) -> Bilan:
        assert today == TODAY
        self.dropped.append(f"{who} {geste}")
        return Bilan()

    def stage(self, who: str) -> Etape | None:
        raise NotImplementedError

    def jobs(self) -> tuple[int, int]:
        raise NotImplementedError

    def documents(self, who: str) -> Sequence[bytes]:
        return (b"html", b"csv", b"xlsx") if self.taken and who == WHO else ()

    def lists(self, who: str) -> Sequence[Mapping[str, Any]]:
        raise NotImplementedError

    def forget(self, who: str) -> None:
        self.dropped.append(who)


@dataclass
class House:
    guide: Guide
    store: Store
    dossiers: Memory
    draw: Callable[[], str] = draw


@pytest.fixture
def house(guide: Guide) -> Iterator[House]:
    with closing(in_memory(now=now)) as store:
        yield House(guide, store, Memory())


def send(house: House, data: bytes = b"data", *, key: str = "1") -> tuple[Reply, ...]:
    return turn.handle(house, Update(WHO, key, Sent("liste.csv", data)), today=TODAY)


def said(replies: Sequence[Reply]) -> str:
    return "\n".join(plain(reply.body) for reply in replies if isinstance(reply, Text))


def test_the_outcome_is_answered_and_remembered(house: House) -> None:
    replies = send(house)
    assert house.dossiers.taken == [(WHO, "liste.csv", b"data")]
    assert house.store.look(WHO)[1] == replies
    assert house.guide.word("fichiers.suite.liste_ent") in said(replies)


def test_a_retried_file_is_read_once_and_answered_alike(house: House) -> None:
    first = send(house)
    assert send(house) == first
    assert len(house.dossiers.taken) == 1


def test_no_conversation_is_claimed_while_a_file_is_read(house: House) -> None:
    house.dossiers.store = house.store
    assert house.guide.word("fichiers.suite.liste_ent") in said(send(house))


def test_what_is_shown_meanwhile_asks_to_send_again(house: House) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> Bilan:
        raise Killed

    house.dossiers.take = die  # type: ignore[method-assign]
    with pytest.raises(Killed):
        send(house)
    assert said(house.store.look(WHO)[1]) == house.guide.word("fichiers.lecture")


def test_a_file_that_cannot_be_read_is_said_in_one_sentence(house: House) -> None:
    house.dossiers.fails = True
    replies = send(house)
    assert said(replies) == house.guide.sentence(LectureInterrompue())
    assert isinstance(replies[-1], Ask)


def test_the_documents_come_from_memory_and_only_from_there(house: House) -> None:
    assert turn.files(house, WHO, DOSSIER_NODE, today=TODAY) == ()
    send(house)
    files = turn.files(house, WHO, DOSSIER_NODE, today=TODAY)
    assert [file.data for file in files] == [b"html", b"csv", b"xlsx"]
    assert turn.files(house, "web:un autre", DOSSIER_NODE, today=TODAY) == ()


def test_forgetting_drops_the_files_too(house: House) -> None:
    send(house)
    turn.handle(house, Update(WHO, "2", Told("/oublier")), today=TODAY)
    assert house.dossiers.dropped == [WHO]


def test_a_button_about_files_reaches_them(house: House) -> None:
    send(house)
    turn.handle(house, Update(WHO, "2", Picked(DOSSIER_NODE, "vider")), today=TODAY)
    assert house.dossiers.dropped == [f"{WHO} vider"]


def test_a_list_pasted_in_a_messenger_is_not_read_and_not_said_back(guide: Guide) -> None:
    with closing(in_memory(now=now)) as store:
        with store.talk("telegram:1") as talk:
            pasted = Told("Nom;Prénom\nCANARI;Zoé")
            replies = turn.play(guide, talk, pasted, today=TODAY, reads=False, draw=draw).replies
        assert "CANARI" not in repr((replies, store.look("telegram:1")))
        assert "messagerie" in said(replies)
