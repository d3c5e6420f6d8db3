"""What the Bot API refuses or leaves unanswered, named for the outbox."""

from __future__ import annotations

import re

from telegram.error import TelegramError

from bot.telegram.answers import NO_SUCH_METHOD, Barred, Broken, CallRefused, NoAnswer, NotSent, Unsaid
from handlers.outcomes import Closed, Cut, MovedTo, NotNow, Outcome, Refused, Slower, Stopped, Unknown

DOUBT_SECONDS = 5.0
"""How long a chat waits that is told to wait without a number."""

BREAKS = 500
"""From here on the server, or what stands before it, failed at the call instead of refusing it."""

LACKING_TRIES = 3
"""How often a server may break at a message before it is taken for one that lacks the method."""

BROKEN_MAX = 1000
"""Calls at which a server broke that are remembered."""

_GONE = re.compile(
    r"blocked by the user|user is deactivated|bot was kicked|is not a member|group chat was deleted"
    r"|chat not found|can't initiate conversation|PEER_ID_INVALID|no rights to send|CHAT_WRITE_FORBIDDEN",
    re.IGNORECASE,
)


class Breaks:
    """How often a server broke at the calls of a parcel (by its number). To be told to wait is no break."""

    def __init__(self) -> None:
        self._times: dict[tuple[int, str], int] = {}

    def count(self, id: int, method: str) -> int:
        """How often it did at this."""
        return self._times.get((id, method), 0)

    def note(self, id: int, method: str) -> int:
        """It does at this; return how often it did before."""
        before = self.count(id, method)
        self._times[id, method] = before + 1
        if len(self._times) > BROKEN_MAX:
            del self._times[next(iter(self._times))]
        return before

    def forget(self, id: int, method: str) -> None:
        """It did not this time."""
        self._times.pop((id, method), None)

    def are_lack(self, error: CallRefused, id: int, method: str) -> bool:
        """Does the server lack the method? One that broke at it again and again does, too."""
        if error.code in NO_SUCH_METHOD:
            return True
        return error.code >= BREAKS and self.note(id, method) >= LACKING_TRIES


def outcome_of(error: TelegramError) -> Outcome:
    """Name a failure. What says that the chat is closed is listed in healthchecks' Telegram transport too."""
    outcome: Outcome
    match error:
        case NotSent():
            outcome = NotNow()
        case Broken() | Unsaid():
            outcome = Cut()
        case NoAnswer():
            outcome = Unknown()
        case CallRefused(moved_to=new) if new:
            outcome = MovedTo(f"telegram:{new}")
        case CallRefused(code=429, retry_after=seconds):
            outcome = Slower(seconds or DOUBT_SECONDS)
        case CallRefused(code=404, description=said) if _GONE.search(said):
            outcome = Closed(f"404 {said}")
        case CallRefused(code=401 | 404):
            outcome = Stopped()
        case Barred() | CallRefused(code=501):
            outcome = NotNow()
        case CallRefused(code=code) if code >= BREAKS:
            # Telegram says this, in JSON, while it is restarted ("Internal Server Error: restart") and where
            # its front gets no answer ("Bad Gateway"): after what it was just sending had left, too. Others
            # send it again as it is, and people see it twice; here it is in doubt.
            outcome = Cut()
        case CallRefused(code=code, description=said) if code == 403 or _GONE.search(said):
            outcome = Closed(f"{code} {said}")
        case CallRefused(code=code, description=said):
            outcome = Refused(f"{code} {said}")
        case _:
            outcome = Refused(type(error).__name__)
    return outcome
