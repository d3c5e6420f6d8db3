"""One printed page (PDF), set by typst of text alone: it is handed no path and no package.

What a person typed goes in as data (`sys.inputs`), never as markup, and the same data make the same bytes.
The page keeps to PDF/UA-1, so that it can be read aloud. Only the fonts inside typst are used: those of the
machine differ. A sign that they have no picture of would be an empty box: it becomes a mark first.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

TYPE = "application/pdf"

VALUE_MAX = 4_000
"""Signs of one value that are handed to the page: about what a page holds. The template cuts further."""

_UNPRINTED = re.compile(
    "[^\n\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c"
    "\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u0660-\u0669"
    "\u1e00-\u1f15\u2010-\u2027\u2030-\u2040\u2044-\u2052\u2054-\u205e\u20a0-\u20bf\u2190-\u22ff\u2500-\u25ff\u2713\u2714]+"
)
"""What the fonts cannot show: emoji, Chinese… They have Latin, Greek, Cyrillic, Hebrew and Arabic."""

_UNSEEN = frozenset({"Cc", "Cf"})


def printable(text: str, *, mark: str) -> str:
    """The beginning of a text (`VALUE_MAX`), with `mark` for each run of signs that cannot be printed.

    What nobody sees (controls, marks of direction) is left out, and so are empty lines.
    """
    lines = unicodedata.normalize("NFC", text[:VALUE_MAX]).splitlines()
    shown = ("".join(sign for sign in line if unicodedata.category(sign) not in _UNSEEN) for line in lines)
    return _UNPRINTED.sub(mark, "\n".join(line.strip() for line in shown if line.strip()))


def set_page(template: str, shown: Mapping[str, object]) -> bytes:
    """Set a template with these values, which are JSON and printable."""
    return _set(template, json.dumps(shown, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=32)
def _set(template: str, data: str) -> bytes:
    import typst  # noqa: PLC0415 - thirty megabytes that most conversations never need

    made = typst.compile(
        template.encode(),
        format="pdf",
        sys_inputs={"data": data},
        font_paths=[],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    assert isinstance(made, bytes)  # noqa: S101 - one document, no output path
    return made
