"""The key is renewed under load and under kill -9, and there is no moment when something cannot be read."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, select, text

from knowledge.dialogue.errors import KeyWrong
from storage import rotation
from storage.errors import RowUnreadable
from storage.keys import KeyFile
from storage.proof import prove
from storage.retention import forget
from storage.rotation import rotate
from storage.sealing import Ring
from storage.sealing import place as seal_place
from storage.store import Store, in_memory
from storage.tables import conversations
from tests.storage.conftest import Place, said, say

PEOPLE = [f"web:{number}" for number in range(7)]


def fill(store: Store) -> None:
    for who in PEOPLE:
        say(store, who, f"bonjour de {who}")


def all_said(store: Store) -> list[list[str]]:
    return [said(store, who) for who in PEOPLE]


SAID = [[f"bonjour de {who}"] for who in PEOPLE]


def opened_by(store: Store, ring: Ring) -> int:
    """How many states this ring opens."""
    with store.database.reading() as connection:
        rows = connection.execute(select(conversations.c.who, conversations.c.state)).all()
    return sum(ring.opens(seal_place("conversations", "state", row.who), row.state) for row in rows)


def test_after_a_rotation_only_the_new_key_opens(place: Place, store: Store) -> None:
    fill(store)
    old = store.keys.ring()
    assert rotate(store) == len(PEOPLE)
    new = KeyFile(place.key).ring()
    assert len(new.keys) == 1
    assert (opened_by(store, old), opened_by(store, new)) == (0, len(PEOPLE))
    assert old.keys[0] not in place.key.read_bytes()
    assert all_said(store) == all_said(place.open()) == SAID


def test_it_goes_through_all_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    for batch in (1, 2, len(PEOPLE), len(PEOPLE) + 1):
        monkeypatch.setattr(rotation, "BATCH", batch)
        assert rotate(store) == len(PEOPLE)
        assert opened_by(store, store.keys.ring()) == len(PEOPLE)
    assert all_said(store) == SAID


def test_a_store_in_memory_can_do_it_too(place: Place) -> None:
    store = in_memory(now=place.clock)
    fill(store)
    assert rotate(store) == len(PEOPLE)
    assert all_said(store) == SAID
    store.close()


def test_a_copy_of_the_old_key_put_back_stops_the_start(place: Place, store: Store) -> None:
    fill(store)
    old = place.key.read_bytes()
    rotate(store)
    place.key.write_bytes(old)
    with pytest.raises(KeyWrong):
        place.open()


POINTS = {
    "before the new key is in the file": ("replace", 1, "before"),
    "after the new key is in the file": ("replace", 1, "after"),
    "in the first page": ("update", 2, "after"),
    "in a later page": ("update", 6, "after"),
    "between two pages": ("commit", 3, "after"),
    "before the old key is out of the file": ("replace", 2, "before"),
    "after the old key is out of the file": ("replace", 2, "after"),
}

ROTATE_AND_DIE = """
from sqlalchemy import Engine, event
from storage import rotation

kind, number, moment = sys.argv[3], int(sys.argv[4]), sys.argv[5]
counts = dict.fromkeys(("replace", "update", "commit"), 0)

def reach(what, when):
    if what == kind and when == moment and counts[what] == number:
        die()

it = store()
replace = Path.replace

def replace_or_die(path, target):
    counts["replace"] += 1
    reach("replace", "before")
    replace(path, target)
    reach("replace", "after")

@event.listens_for(Engine, "after_cursor_execute")
def on_execute(connection, cursor, statement, *_):
    if statement.startswith("UPDATE"):
        counts["update"] += 1
        reach("update", "after")

@event.listens_for(Engine, "begin")
def on_begin(connection):
    counts["commit"] += 1  # the transaction before this one is on the disk
    reach("commit", "after")

Path.replace = replace_or_die
rotation.BATCH = 3
rotation.rotate(it)
print("survived")
"""


@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_everything_stays_readable_and_the_next_call_finishes(
    place: Place, store: Store, point: str
) -> None:
    fill(store)
    old = store.keys.ring()
    kind, number, moment = POINTS[point]
    place.kill(ROTATE_AND_DIE, kind, str(number), moment)
    assert all_said(store) == all_said(place.open()) == SAID
    say(store, "web:late", "pendant")
    rotate(store)
    ring = KeyFile(place.key).ring()
    assert len(ring.keys) == 1
    assert ring.keys != old.keys
    assert opened_by(store, ring) == len(PEOPLE) + 1
    assert all_said(place.open()) == SAID
    assert {path.name for path in place.folder.iterdir()} <= {
        "cle.txt",
        *(f"helpdesk.sqlite3{end}" for end in ("", "-wal", "-shm")),
    }


def test_others_go_on_talking_and_looking_while_the_key_is_renewed(place: Place, store: Store) -> None:
    code = """
it = store()
print("ready", flush=True)
for number in range(50):
    with it.talk("web:" + sys.argv[3]) as talk:
        talk.state = State((*talk.state.answers, Answer("noeud", str(number))))
    assert len(it.look("web:" + sys.argv[3])[0].answers) == number + 1
    it.look("web:0")
"""
    fill(store)
    children = [place.start(code, name) for name in ("un", "deux")]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    seen, rounds = {store.keys.ring().keys}, 0
    while any(child.poll() is None for child in children):
        rotate(store)
        seen.add(store.keys.ring().keys)
        rounds += 1
    assert [(child.communicate()[1], child.returncode) for child in children] == [("", 0)] * 2
    assert len(seen) == rounds + 1
    fresh = place.open()
    for name in ("un", "deux"):
        assert said(fresh, f"web:{name}") == [str(number) for number in range(50)]
    assert all_said(fresh) == SAID


def test_a_look_that_a_whole_rotation_overtakes_looks_again(place: Place, store: Store) -> None:
    fill(store)
    other, keys = place.open(), store.keys

    class Overtaken:
        """Gives the ring as it was just before another process renewed it, once."""

        shown = keys.shown
        late = True

        def ring(self) -> Ring:
            ring = keys.ring()
            if self.late:
                self.late = False
                rotate(other)
            return ring

        def save(self, ring: Ring) -> None:
            keys.save(ring)

    store.keys = Overtaken()
    assert said(store, PEOPLE[0]) == SAID[0]


def test_two_rotations_at_once_end_with_one_key(place: Place, store: Store) -> None:
    code = "from storage.rotation import rotate; it = store(); [rotate(it) for _ in range(10)]"
    fill(store)
    children = [place.start(code) for _ in range(3)]
    assert [(child.communicate()[1], child.returncode) for child in children] == [("", 0)] * 3
    assert all_said(store) == all_said(place.open()) == SAID
    assert len(KeyFile(place.key).ring().keys) == 1


def test_a_rotation_overtaken_by_another_begins_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    reseal, others = rotation._reseal_table, [1]

    def overtaken(store: Store, table: Table) -> int:
        sealed = reseal(store, table)
        if others:
            others.pop()
            store.keys.save(store.keys.ring().with_new_key())
        return sealed

    monkeypatch.setattr(rotation, "_reseal_table", overtaken)
    assert rotate(store) > len(PEOPLE)
    assert all_said(store) == SAID
    assert opened_by(store, store.keys.ring()) == len(PEOPLE)


def test_a_row_that_no_key_opens_keeps_the_old_keys_until_it_is_forgotten(place: Place, store: Store) -> None:
    fill(store)
    row = store.keys.ring().name(PEOPLE[3])
    with store.database.writing() as connection:
        connection.execute(text("UPDATE conversations SET replies = state WHERE who = :row"), {"row": row})
    with pytest.raises(RowUnreadable) as refused:
        rotate(store)
    assert refused.value.values["row"] == row
    assert len(KeyFile(place.key).ring().keys) == 2
    forget(store, row)
    rotate(store)
    assert len(KeyFile(place.key).ring().keys) == 1
    assert [words for words in all_said(store) if words] == [
        words for words in SAID if PEOPLE[3] not in words[0]
    ]


def test_every_sealed_column_of_every_table_is_renewed(store: Store) -> None:
    rotate(store)
    with store.database.reading() as connection:
        assert prove(connection, store.keys)
