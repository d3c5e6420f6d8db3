"""What a Bot API server refuses: the code, the text and the parameters of the answer."""

from __future__ import annotations


class Refused(Exception):
    """An answer `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str, **parameters: int) -> Refused:
    """400, with the prefix that the server gives to it."""
    return Refused(400, f"Bad Request: {description}", **parameters)
