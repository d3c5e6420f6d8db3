"""The key file: made for its owner alone, refused when it is not, replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_IMODE

import pytest

from knowledge.dialogue.errors import KeyMissing, KeyUnsafe, KeyWrong, StoreUnusable
from storage.keys import MAX_BYTES, KeyFile
from storage.sealing import new_ring
from tests.storage.conftest import Place, posix


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cle.txt"


def test_a_ring_comes_back_from_its_file(path: Path) -> None:
    ring = new_ring().with_new_key()
    KeyFile(path).save(ring)
    assert KeyFile(path).ring() == ring


def test_its_folder_is_made_too(tmp_path: Path) -> None:
    KeyFile(tmp_path / "a" / "b" / "cle.txt").save(new_ring())
    assert KeyFile(tmp_path / "a" / "b" / "cle.txt").ring()


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_the_file_is_its_owners_alone_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        KeyFile(path).save(new_ring())
    finally:
        os.umask(before)
    assert S_IMODE(path.stat().st_mode) & 0o177 == 0


@posix
@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_a_file_that_only_its_reader_reads_is_taken(path: Path, mode: int) -> None:
    KeyFile(path).save(new_ring())
    path.chmod(mode)
    assert KeyFile(path).ring()


@posix
@pytest.mark.parametrize("mode", [0o640, 0o444, 0o460, 0o604, 0o620, 0o602, 0o666, 0o610])
def test_a_file_that_others_have_rights_on_is_refused(path: Path, mode: int) -> None:
    KeyFile(path).save(new_ring())
    path.chmod(mode)
    with pytest.raises(KeyUnsafe) as refused:
        KeyFile(path).ring()
    assert refused.value.values == {"path": str(path)}


@posix
def test_a_file_that_becomes_unsafe_is_refused_while_it_is_in_use(path: Path) -> None:
    keys = KeyFile(path)
    keys.save(new_ring())
    keys.ring()
    path.chmod(0o644)
    with pytest.raises(KeyUnsafe):
        keys.ring()


def test_a_file_that_is_gone_is_missing_even_if_it_was_read_before(path: Path) -> None:
    keys = KeyFile(path)
    keys.save(new_ring())
    keys.ring()
    path.unlink()
    with pytest.raises(KeyMissing) as missing:
        keys.ring()
    assert missing.value.values == {"path": str(path)}


def test_empty_lines_and_remarks_count_for_nothing(path: Path) -> None:
    ring = new_ring()
    KeyFile(path).save(ring)
    path.write_text("# kept in the safe\r\n\r\n" + path.read_text())
    assert KeyFile(path).ring() == ring


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda text: b"\xff" + text,
        lambda text: text + b"hello\n",
        lambda text: text + b"mot de passe\n",
        lambda text: text[:-3],
        lambda text: text.splitlines()[0],
        lambda text: text.splitlines()[1],
        lambda text: text.splitlines()[0] + b"\n" + text,
        lambda text: text.replace(b"who ", b"who AAAA"),
        lambda text: text + b"#" * MAX_BYTES,
    ],
)
def test_a_file_that_holds_no_ring_is_wrong(path: Path, change: object) -> None:
    KeyFile(path).save(new_ring())
    assert callable(change)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(KeyWrong):
        KeyFile(path).ring()


def test_a_folder_in_its_place_is_unusable(path: Path) -> None:
    path.mkdir(mode=0o700)
    with pytest.raises(StoreUnusable):
        KeyFile(path).ring()
    with pytest.raises(StoreUnusable):
        KeyFile(path).save(new_ring())


def test_a_change_by_another_is_seen(path: Path) -> None:
    mine, theirs = KeyFile(path), KeyFile(path)
    mine.save(new_ring())
    first = mine.ring()
    theirs.save(first.with_new_key())
    assert mine.ring() == theirs.ring() != first


@posix
def test_a_mounted_link_stays_a_link(tmp_path: Path, path: Path) -> None:
    real = tmp_path / "secret"
    KeyFile(real).save(new_ring())
    path.symlink_to(real)
    keys = KeyFile(path)
    keys.save(keys.ring().with_new_key())
    assert path.is_symlink()
    assert KeyFile(real).ring() == keys.ring()


@posix
@pytest.mark.parametrize("call", ["os.fsync", "Path.replace"])
def test_a_crash_while_it_is_written_leaves_the_old_one(place: Place, call: str) -> None:
    keys = KeyFile(place.key)
    keys.save(new_ring())
    ring = keys.ring()
    code = f"""
from storage.keys import KeyFile
keys = KeyFile(Path(sys.argv[2]))
ring = keys.ring()
{call} = lambda *_: die()
keys.save(ring.with_new_key())
"""
    place.kill(code)
    assert KeyFile(place.key).ring() == ring
    keys.save(ring.with_new_key())
    assert list(place.folder.iterdir()) == [place.key]
