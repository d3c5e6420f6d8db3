"""A file is saved under a name of its own, and nothing is overwritten."""

from pathlib import Path

import pytest

from bot.downloads import Refused, save


def test_a_file_that_is_there_already_is_kept_and_the_new_one_gets_a_number(tmp_path: Path) -> None:
    first = save("courriel.eml", b"un", folder=tmp_path)
    second = save("courriel.eml", b"deux", folder=tmp_path)
    third = save("courriel.eml", b"trois", folder=tmp_path)
    assert [path.name for path in (first, second, third)] == [
        "courriel.eml",
        "courriel-2.eml",
        "courriel-3.eml",
    ]
    assert [path.read_bytes() for path in (first, second, third)] == [b"un", b"deux", b"trois"]


def test_the_same_file_is_saved_once(tmp_path: Path) -> None:
    assert save("memo.html", b"x", folder=tmp_path) == save("memo.html", b"x", folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["../memo.html", "/etc/memo.html", "..\\memo.html", "C:\\memo.html"])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "ici"
    folder.mkdir()
    assert save(name, b"x", folder=folder) == folder / "memo.html"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        save("memo.html", b"x", folder=tmp_path / "absent")
    assert refused.value.folder == tmp_path / "absent"
