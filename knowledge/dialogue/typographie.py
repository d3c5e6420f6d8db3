"""French typography of the guide's texts: what an eye would stumble on, found by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

AROUND = 12
"""Signs shown on each side of a slip."""

_EXACT = re.compile(
    r"\*\*.+?\*\*|`[^`]*`|\{%.*?%\}|\{\{.*?\}\}|^=> .*$|(?<=«\u00a0)[^«»]*(?=\u00a0»)",
    re.DOTALL | re.MULTILINE,
)
_SLIP = re.compile(r"'| [:;!?](?=\s|$)|« |(?<=\S) »|«(?=[^\u00a0\s])|(?<=[^\u00a0\s])»|\.\.\.")


def slips(text: str) -> Iterator[str]:
    """Find straight apostrophes, plain spaces where they must not break, three dots for an ellipsis.

    Labels in bold or quotes, code, Jinja and lines to copy are exact: they are left alone.
    """
    prose = _EXACT.sub(lambda exact: "\ue000" * len(exact[0]), text)
    for slip in _SLIP.finditer(prose):
        start, end = max(0, slip.start() - AROUND), slip.end() + AROUND
        yield text[start:end].replace("\n", " ").strip()
