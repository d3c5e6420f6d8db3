"""Does what the core asked of the outside, apart from what belongs to the transaction of the conversation.

Reading a file takes seconds: it is never done while a conversation is claimed.
"""

from __future__ import annotations

from datetime import date

from handlers.dossiers import Dossiers
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.types import Effect, Opened, OpenFile, SettleFiles


def perform(effect: OpenFile | SettleFiles, dossiers: Dossiers, who: str, *, today: date) -> Opened:
    """Read a file or settle what there is; what the person can mend comes back as its error."""
    try:
        match effect:
            case OpenFile(sent, uai, deleted):
                day = date.fromisoformat(deleted) if deleted else None
                return Opened(dossiers.take(who, sent, uai=uai, deleted=day, today=today))
            case SettleFiles(geste):
                return Opened(dossiers.settle(who, geste, today=today))
    except PersonError as error:
        return Opened(error)


def slow(effects: tuple[Effect, ...]) -> tuple[OpenFile | SettleFiles, ...]:
    """The effects that are performed outside of a transaction."""
    return tuple(effect for effect in effects if isinstance(effect, OpenFile | SettleFiles))
