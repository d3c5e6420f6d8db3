"""Files that come through Telegram, where the operator lets them: a notice first, numbers alone (31, 32)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram.drawing import Draft
from handlers.outcomes import Outcome
from handlers.post import Parcel
from knowledge.comptes.limites import MAX_BYTES
from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_receiving import FIRST, settle
from tests.botapi.people import Person
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN, Json

NOTICE = "le responsable du traitement est le chef de votre établissement"


@pytest.fixture
def taking(api: BotApi, tmp_path: Path) -> Iterator[Bot]:
    """A bot that reads files."""
    with living(api, tmp_path, uploads=True) as bot:
        yield bot


@pytest.fixture
def kept_taking(api: BotApi, tmp_path: Path, database: str) -> Iterator[Bot]:
    """The same, on each store."""
    with living(api, tmp_path, uploads=True, database=database) as bot:
        yield bot


@pytest.fixture
def begun(taking: Bot, camille: Person) -> Person:
    camille.says("/start")
    camille.awaits(FIRST)
    settle(taking)
    return camille


def test_whoever_waits_for_what_fails_here_is_told(
    taking: Bot, begun: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """An errand as no edition writes it."""
    with taking.store.post() as post:
        post.send(bot=int(TOKEN.partition(":")[0]), who="telegram:42", draft=Draft('{"method":"fetch"}'))
    begun.says("/aide")
    said = begun.awaits("Une erreur de notre fait")["text"]
    settle(taking)
    (logged,) = [record.getMessage() for record in caplog.records if "incident" in record.msg]
    assert logged.split()[2].rstrip(",") in said
    assert begun.reads().count("Une erreur de notre fait") == 1


def test_a_file_is_fetched_after_a_notice_and_answered_in_numbers(
    taking: Bot, begun: Person, ecole: Path
) -> None:
    begun.sends_file((ecole / "pronote-eleves.csv").read_bytes(), "liste.csv")
    begun.awaits("425 personnes")
    begun.sends_file((ecole / "ExportPronote.xml").read_bytes(), "export.xml")
    begun.awaits("Fichier scellé")
    settle(taking)
    said = begun.reads()
    assert said.count(NOTICE) == 1
    assert said.index("J’ai reçu votre fichier") < said.index(NOTICE) < said.index("425 personnes")
    name = (ecole / "pronote-eleves.csv").read_text("utf-8-sig").splitlines()[1].split(";")[0]
    assert name not in said
    assert not taking.api.world.calls_of("sendDocument")


@pytest.mark.parametrize("uploads", [True, False])
def test_an_album_is_answered_once(
    api: BotApi, tmp_path: Path, camille: Person, ecole: Path, uploads: bool
) -> None:
    with living(api, tmp_path, uploads=uploads, hooked=True) as bot:
        camille.says("/start")
        camille.awaits(FIRST)
        for file in sorted(ecole.glob("pronote-*.csv"))[:3]:
            camille.sends_file(file.read_bytes(), file.name, media_group_id="7")
        camille.awaits("3. " if uploads else "/depot/", seconds=60)
        settle(bot)
    assert len(api.world.calls_of("download")) == (3 if uploads else 0)
    assert camille.reads().count("J’ai reçu vos fichiers") == (1 if uploads else 0)
    assert camille.reads().count("Je ne lis pas les fichiers") == (0 if uploads else 1)
    assert camille.reads().count(NOTICE) == (1 if uploads else 0)
    answers = [message for message in camille.sees() if "Liste de PRONOTE" in message.get("text", "")]
    assert len(answers) == (1 if uploads else 0)
    assert all(f"{rank}. " in message["text"] for message in answers for rank in (1, 2, 3))


@pytest.mark.parametrize(("count", "known"), [(1, True), (1, False), (3, True), (3, False)])
def test_what_is_done_again_after_a_kill_reads_no_file_twice(
    kept_taking: Bot, camille: Person, ecole: Path, count: int, known: bool
) -> None:
    """The process is killed when a step is committed, and before it is noted that the step is done."""
    sender = kept_taking.service._sender
    errand = sender._errand

    async def twice(parcel: Parcel, content: Json) -> Outcome:
        await errand(parcel, content)
        if not known:
            errand.__self__._albums.clear()  # type: ignore[attr-defined]
        return await errand(parcel, content)

    sender._errand = twice
    camille.says("/start")
    camille.awaits(FIRST)
    files = sorted(ecole.glob("pronote-*.csv"))[:count]
    with kept_taking.api.world.lock:
        for file in files:
            album = "7" if count > 1 else None
            camille.sends_file(file.read_bytes(), file.name, media_group_id=album)
    kept_taking.api.wait(lambda: kept_taking.api.world.calls_of("download"), seconds=60)
    settle(kept_taking)
    answers = [message for message in camille.sees() if "Liste de PRONOTE" in message.get("text", "")]
    assert len(answers) == (1 if known else count)
    assert camille.reads().count(NOTICE) == 1


def test_a_file_of_an_album_that_does_not_come_does_not_keep_the_others(
    taking: Bot, begun: Person, ecole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.outbox.BACKOFF_FIRST", 0.05)
    monkeypatch.setattr("handlers.outbox.IDLE_SECONDS", 0.05)
    begun.sends_file((ecole / "pronote-eleves.csv").read_bytes(), "a.csv", media_group_id="7")
    id = begun.sends_file(b"Nom;Canari", "b.csv", media_group_id="7")
    del taking.api.world.files[id]
    begun.awaits("425 personnes", seconds=30)
    settle(taking)
    assert begun.reads().count("Telegram ne me donne pas votre fichier") == 1
    assert begun.reads().count("425 personnes") == 1


@pytest.mark.parametrize("size", [None, 0, 3, 2**40])
def test_the_size_that_is_told_is_not_believed(
    taking: Bot, begun: Person, ecole: Path, size: int | None
) -> None:
    data = (ecole / "pronote-eleves.csv").read_bytes()
    id = taking.api.world.file(data, name="x", size=len(data))
    shown = {"file_id": id, "file_unique_id": "u", "file_name": "../../x.exe", "mime_type": "image/png"}
    begun.sends(document=shown if size is None else {**shown, "file_size": size})
    begun.awaits("425 personnes")


@pytest.mark.parametrize("told", [None, 10])
def test_a_file_that_is_too_large_is_not_read(begun: Person, told: int | None) -> None:
    begun.sends_file(b"x" * (MAX_BYTES + 1), "gros.csv", size=told)
    begun.awaits("dépasse 20 Mo")


def test_a_file_that_does_not_come_is_asked_for_again_and_given_up(
    taking: Bot, begun: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.outbox.BACKOFF_FIRST", 0.05)
    monkeypatch.setattr("handlers.outbox.IDLE_SECONDS", 0.05)
    id = begun.sends_file(b"Nom;Canari", "liste.csv")
    del taking.api.world.files[id]
    begun.awaits("Telegram ne me donne pas votre fichier", seconds=30)
    begun.says("/recap")
    begun.awaits("aucune question")


@pytest.mark.parametrize(
    "data", [b"PK\3\4" + b"x" * 99, b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"\x1f\x8b\x08x"]
)
def test_what_is_disguised_is_named_and_not_opened(taking: Bot, begun: Person, data: bytes) -> None:
    begun.sends_file(data, "ExportPronote.xml")
    taking.api.wait(lambda: taking.api.world.calls_of("download"), seconds=30)
    settle(taking)
    assert "Une erreur de notre fait" not in begun.reads()
    assert len(begun.sees()) >= 4


def test_a_pasted_list_is_read_too(taking: Bot, begun: Person) -> None:
    begun.says("Nom;Prénom;Date de naissance\nCANARI;Zoé;01/02/2012\nCANARI;Luc;03/04/2012")
    begun.awaits("2 personnes")
    settle(taking)
    assert "CANARI" not in begun.reads()
