"""The conversation in a terminal: a script's transcript, a person who comes and goes."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent, Completer
from prompt_toolkit.document import Document

from bot import terminal
from bot.config import Settings
from bot.house import House, read_sources
from knowledge.dialogue.guide import load
from knowledge.dialogue.texte import plain
from storage.store import Store, in_memory, open_store

GUIDE = load(read_sources())
TODAY = date(2026, 8, 24)


def now() -> datetime:
    return datetime(2026, 8, 24, 9, tzinfo=UTC)


def house_with(store: Store, folder: Path) -> House:
    settings = Settings(data_folder=folder, database_url="sqlite://", key_file=folder / "cle.txt")
    return House(GUIDE, store, settings)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house that forgets at the end of the test."""
    store = in_memory(now=now)
    yield house_with(store, tmp_path)
    store.close()


def play(house: House, *lines: str) -> str:
    out = io.StringIO()
    terminal.play(house, [f"{line}\n" for line in lines], out, today=TODAY)
    return out.getvalue()


def saying(*texts: str) -> Callable[[Completer], str]:
    """A person who says these things and then closes the window."""
    left = iter(texts)

    def listen(_: Completer) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return listen


def test_a_transcript_shows_what_was_said_and_skips_comments_and_empty_lines(house: House) -> None:
    drawn = play(house, "# une histoire", "", "   ", "1")
    assert [line for line in drawn.split("\n") if line.startswith("> ")] == ["> 1"]


def test_the_same_script_makes_the_same_transcript(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        store = in_memory(now=now)
        made.append(play(house_with(store, tmp_path), "1", "1", "/recap", "/retour"))
        store.close()
    assert made[0] == made[1]


def test_numbers_and_words_choose_alike(tmp_path: Path) -> None:
    made = []
    first = next(iter(GUIDE.nodes["but"].choices))
    for said in ("1", first.label, first.label.upper()):
        store = in_memory(now=now)
        made.append(play(house_with(store, tmp_path), said).split("> ", 1)[1].split("\n", 1)[1])
        store.close()
    assert made[0] == made[1] == made[2]


def test_a_script_writes_no_file(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    play(house, "2", "0310047H", "/recap", "/fichier")
    assert list(tmp_path.iterdir()) == []


def test_who_comes_back_finds_the_pending_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = f"sqlite:///{tmp_path / 'helpdesk.sqlite3'}"
    store = open_store(database, tmp_path / "cle.txt", now=now)
    terminal.chat(house_with(store, tmp_path), today=lambda: TODAY, listen=saying("1", "/quitter", "2"))
    store.close()
    asked = capsys.readouterr().out
    store = open_store(database, tmp_path / "cle.txt", now=now)
    house = house_with(store, tmp_path)
    terminal.chat(house, today=lambda: TODAY, listen=saying())
    store.close()
    again = capsys.readouterr().out
    assert house.guide.word("terminal.reprise") in again
    assert house.guide.word("terminal.reprise") not in asked
    question = [line for line in again.split("\n") if line.strip()][3]
    assert question in asked


@pytest.mark.parametrize("leaving", [EOFError, KeyboardInterrupt])
def test_closing_the_window_is_a_way_to_leave(
    house: House, leaving: type[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    def listen(_: Completer) -> str:
        raise leaving

    terminal.chat(house, today=lambda: TODAY, listen=listen)
    assert house.guide.word("terminal.au_revoir_vide") in capsys.readouterr().out


def test_a_file_is_saved_when_it_is_asked_for(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    downloads = tmp_path / "telechargements"
    downloads.mkdir()
    monkeypatch.setattr("bot.downloads.user_downloads_path", lambda: downloads)
    terminal.chat(
        house, today=lambda: TODAY, listen=saying("/fichier", "1", "/recap", "/fichier", "/fichier")
    )
    drawn = capsys.readouterr().out
    assert house.guide.word("terminal.fichier_aucun")[:40] in drawn
    assert [path.name for path in downloads.iterdir()] == [house.guide.word("memo.fichier")]
    assert drawn.split("\n").count(str(downloads / house.guide.word("memo.fichier"))) == 2


def test_what_can_be_said_is_completed(house: House) -> None:
    seen: list[Completer] = []

    def listen(words: Completer) -> str:
        seen.append(words)
        raise EOFError

    terminal.chat(house, today=lambda: TODAY, listen=listen)

    def completions(typed: str) -> list[str]:
        return [each.text for each in seen[0].get_completions(Document(typed), CompleteEvent())]

    label = house.guide.nodes["but"].choices[0].label
    assert label in completions(label[:4].lower())
    assert {"/retour", "/recap", "/quitter", "/fichier"} <= set(completions("/"))
    assert completions("") == []
    assert completions("zzz") == []


def test_a_pasted_address_of_several_lines_is_one_message(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    pasted = "URL publique :\nhttps://0310047H.index-education.net/pronote/\n"
    terminal.chat(house, today=lambda: TODAY, listen=saying("2", "1", "3", pasted, "1"))
    lines = capsys.readouterr().out.split("\n")
    assert any(
        line.endswith("?TARGET=https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F") for line in lines
    )


def test_a_file_is_sent_by_its_path_and_its_report_is_saved(
    house: House,
    ecole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    downloads = tmp_path / "telechargements"
    downloads.mkdir()
    monkeypatch.setattr("bot.downloads.user_downloads_path", lambda: downloads)
    said = saying(
        f"/fichier {ecole / 'export-clair.xml'}",
        GUIDE.nodes["but"].choice("fichiers").label,  # type: ignore[union-attr]
        f'"{ecole / "pronote-personnels.csv"}"',
        "/fichier",
    )
    terminal.chat(house, today=lambda: TODAY, listen=said)
    assert sorted(path.name for path in downloads.iterdir()) == sorted(
        GUIDE.words["fichiers"]["documents"].values()
    )
    assert all(path.stat().st_size for path in downloads.iterdir())
    assert str(downloads) in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_and_nothing_changes(house: House, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        drawn = play(house, f"/fichier {path}")
        expected = plain(GUIDE.word("terminal.fichier_illisible", fichier=str(path)))
        assert expected.split() == drawn.partition(f"> /fichier {path}")[2].split()[: len(expected.split())]
        assert not house.store.look(terminal.WHO)[0].answers


def test_a_path_is_only_words_where_no_file_is_awaited(house: House, ecole: Path) -> None:
    assert "1157" not in play(house, str(ecole / "export-clair.xml"))
