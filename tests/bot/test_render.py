from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.render import exact, html, inline
from knowledge.dialogue.texte import Bullets, literal, parse

OURS = {"p", "ul", "li", "strong", "code"}

# What stays as it is in a page: no control characters (shown as pictures), no lone surrogates.
showable = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"))
SIGNS = [
    "<b>",
    "</p>",
    "<script>",
    "<!--",
    "<?x",
    "&lt;",
    "&#60;",
    '"',
    "'",
    "`",
    "**",
    "\\",
    "- ",
    "\n",
    "\n\n",
]
hostile = st.lists(st.sampled_from(SIGNS) | showable).map("".join)


class Reader(HTMLParser):
    """What a browser makes of a fragment: its tags with their attributes, and its text."""

    def __init__(self, fragment: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.others = 0
        self.feed(str(fragment))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - HTMLParser's shape
        self.others += 1

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002
        self.others += 1

    def handle_pi(self, data: str) -> None:  # noqa: ARG002
        self.others += 1


@given(hostile)
def test_no_text_whatever_it_holds_adds_a_tag_or_an_attribute(body: str) -> None:
    for drawn in (html(body), inline(body), exact(body)):
        read = Reader(drawn)
        assert {tag for tag, _ in read.tags} <= OURS
        assert all(not attributes for _, attributes in read.tags)
        assert not read.others


@given(hostile)
def test_a_page_says_what_the_markup_says(body: str) -> None:
    runs = [
        run
        for block in parse(body)
        for run in (block.items if isinstance(block, Bullets) else (block.spans,))
    ]
    said = "".join(span.text for run in runs for span in run)
    assert "".join(Reader(html(body)).text.split()) == "".join(said.split())
    assert "".join(Reader(inline(body)).text.split()) == "".join(said.split())


@given(hostile)
def test_what_a_person_typed_is_read_back_as_it_is(typed: str) -> None:
    assert "".join(Reader(html(literal(typed))).text.split()) == "".join(typed.split())


@given(hostile | st.text(st.sampled_from("a \t\r\n\"'<>&")))
def test_an_exact_value_is_the_text_of_the_page_to_the_last_sign(value: str) -> None:
    assert Reader(f"<pre><code>{exact(value)}</code></pre>").text == value


def test_the_three_signs_become_their_three_tags() -> None:
    assert html("Un **mot** et `du code`\nsuite\n\n- un\n- **deux**") == (
        "<p>Un <strong>mot</strong> et <code>du code</code> suite</p>\n"
        "<ul><li>un</li><li><strong>deux</strong></li></ul>"
    )


def test_a_label_has_no_block_around_it() -> None:
    assert inline("Oui, **le même** PC") == "Oui, <strong>le même</strong> PC"


def test_control_characters_are_seen_and_cannot_act() -> None:
    assert exact("a\x00b\x1b[31m\x7f\x85\ud800") == "a\u2400b\u241b[31m\u2421\ufffd\ufffd"


@pytest.mark.parametrize("draw", [html, inline, exact])
@given(value=st.text())
def test_whatever_is_drawn_can_be_sent(draw: object, value: str) -> None:
    assert callable(draw)
    drawn = draw(value)
    assert isinstance(drawn, Markup)
    drawn.encode("utf-8")


def test_nothing_is_escaped_twice() -> None:
    assert inline("A & B < C") == "A &amp; B &lt; C"
