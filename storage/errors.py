"""The one error that only storage can meet; it hangs on the tree of `knowledge.dialogue.errors`."""

from __future__ import annotations

from knowledge.dialogue.errors import HouseError


class RowUnreadable(HouseError):
    """A row of the database (`url`) is there and cannot be read; nothing else is concerned.

    `row` names it as `db forget` takes it: a conversation by the HMAC of its person, a case (`tickets`) or a
    question that nobody could answer (`lacunes`) by its digest. `reason` is `altered` when the row was
    changed or moved by something else than this house, `edition` when another edition wrote it.
    """
