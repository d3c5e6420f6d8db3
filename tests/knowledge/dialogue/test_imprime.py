"""What a printed page can show: every sign that is left has a picture in the fonts, the others are marked."""

from __future__ import annotations

import sys

import pytest

from knowledge.dialogue import imprime

MARK = "[?]"
TEMPLATE = """#let data = json(bytes(sys.inputs.data))
#set document(title: "Essai", date: none)
#set text(font: "Libertinus Serif", lang: "fr")
#for line in data.lines [#line #parbreak()]"""


def test_every_sign_that_is_left_can_be_printed() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    left = [sign for sign in signs if MARK not in imprime.printable(sign, mark=MARK)]
    lines = [" ".join(left[at : at + 60]) for at in range(0, len(left), 60)]
    made = imprime.set_page(TEMPLATE, {"lines": [imprime.printable(line, mark=MARK) for line in lines]})
    assert made.startswith(b"%PDF-")  # PDF/UA-1 refuses a page with a sign that the fonts do not have
    assert len(left) > 2_000


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L’élève « entre » à 8 h : œuf, Ÿ, €", "L’élève « entre » à 8 h : œuf, Ÿ, €"),
        ("e\u0301cole", "école"),
        ("rien 😀😀 ne va", "rien [?] ne va"),
        ("学校", "[?]"),
        ("\u202eabc\u200b\ufeff", "abc"),
        ("un\r\n\n\ndeux\n", "un\ndeux"),
        ("\ud800", "[?]"),
        ("", ""),
    ],
)
def test_what_cannot_be_printed_is_marked(typed: str, printed: str) -> None:
    assert imprime.printable(typed, mark=MARK) == printed
