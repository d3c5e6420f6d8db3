"""Light markup: read once for every transport, and nothing typed can become a sign of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.dialogue.texte import Bullets, Paragraph, Span, literal, parse, plain, unescape

ONE_LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
    lambda text: text == " ".join(text.split())
)


def test_bold_code_and_lists_are_read() -> None:
    assert parse("Un **gras** et `du code`.\n\n- un\n- deux\n  suite") == (
        Paragraph((Span("Un "), Span("gras", "strong"), Span(" et "), Span("du code", "code"), Span("."))),
        Bullets(((Span("un"),), (Span("deux suite"),))),
    )


def test_a_sign_without_its_pair_is_plain() -> None:
    assert parse("2 * 3 ` 4 **") == (Paragraph((Span("2 * 3 ` 4 **"),)),)


@given(ONE_LINE)
def test_what_is_typed_is_read_back_as_it_is(text: str) -> None:
    assert parse(literal(text)) == (Paragraph((Span(text),)),)
    assert unescape(literal(text)) == text


@given(ONE_LINE)
def test_what_is_typed_stays_within_bold_and_code(text: str) -> None:
    kinds = [span.kind for block in parse(f"**{literal(text)}** `{literal(text)}`") for span in block.spans]  # type: ignore[union-attr]
    assert kinds == ["strong", "plain", "code"]


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(plain(text), str)


@given(st.text())
def test_a_short_way_to_plain_text_gives_the_same_as_the_long_one(body: str) -> None:
    alone = plain(body)
    assert plain(f"{body}\n\n- fin") == "\n".join(filter(None, (alone, "- fin")))
