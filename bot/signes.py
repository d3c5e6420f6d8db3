"""The signs that a terminal would obey instead of showing."""

from __future__ import annotations

import re

# C0 but tab and line feed, DEL, C1, and the signs that turn the reading direction round.
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Text in which no sign can act on the terminal."""
    return _OBEYED.sub("\ufffd", text.replace("\r\n", "\n"))
