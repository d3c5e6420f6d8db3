"""The seal (`sceau`): one row of known content that only the right ring opens."""

from __future__ import annotations

from sqlalchemy import Connection, exists, insert, select, update

from knowledge.dialogue.errors import KeyWrong
from storage.keys import Keys
from storage.sealing import NotOpened, Ring, place
from storage.tables import conversations, sceau

SEAL_ROW = 1
_SEAL_PLACE = place("sceau", "seal", str(SEAL_ROW))


def prove(connection: Connection, keys: Keys) -> bool:
    """Does the ring open what was sealed? False if nothing was sealed yet.

    Raises KeyMissing and KeyWrong; a database with conversations and no seal has lost its own proof,
    and no key is right for it.
    """
    seal = connection.execute(select(sceau.c.seal)).scalar_one_or_none()
    if seal is None and not connection.execute(select(exists(select(conversations.c.who)))).scalar():
        return False
    ring = keys.ring()
    try:
        if seal is not None and ring.open(_SEAL_PLACE, seal) == ring.derive("sceau"):
            return True
    except NotOpened:
        pass
    raise KeyWrong(path=keys.shown)


def put_seal(connection: Connection, ring: Ring) -> None:
    """Seal the proof of this ring, its naming secret included, with its newest key."""
    seal = ring.seal(_SEAL_PLACE, ring.derive("sceau"))
    if not connection.execute(update(sceau).values(seal=seal)).rowcount:
        connection.execute(insert(sceau).values(id=SEAL_ROW, seal=seal))
