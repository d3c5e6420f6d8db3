"""Light markup → HTML, escaping first: the blocks of `knowledge.dialogue.texte`, drawn for a page.

Everything that leaves here is `Markup`: Jinja2 puts it into a page as it is, and nothing that a
person or the guide wrote can have become a tag.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from knowledge.dialogue.texte import Bullets, Span, parse

_TAGS = {"plain": "", "strong": "strong", "code": "code"}

# What an HTML parser would drop, change or choke on: C0 without tab and line feed, DEL, C1, surrogates.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def html(body: str) -> Markup:
    """Draw a text as paragraphs and lists."""
    parts = []
    for block in parse(body):
        if isinstance(block, Bullets):
            items = Markup("").join(Markup("<li>{}</li>").format(_run(item)) for item in block.items)
            parts.append(Markup("<ul>{}</ul>").format(items))
        else:
            parts.append(Markup("<p>{}</p>").format(_run(block.spans)))
    return Markup("\n").join(parts)


def inline(label: str) -> Markup:
    """Draw a label or a one-line question: its runs only, with no block around them."""
    runs = []
    for block in parse(label):
        runs += [_run(run) for run in (block.items if isinstance(block, Bullets) else (block.spans,))]
    return Markup(" ").join(runs)


def exact(value: str) -> Markup:
    """Draw a value so that the page's text is the value, carriage returns included.

    A parser turns a plain CR into LF (HTML Standard § 13.2.3.5); written as a reference it stays.
    """
    shown = _UNSHOWABLE.sub(lambda sign: "\r" if sign[0] == "\r" else _visible(sign), value)
    return Markup(str(escape(shown)).replace("\r", "&#13;"))  # noqa: S704 - escaped just before


def _run(spans: tuple[Span, ...]) -> Markup:
    return Markup("").join(_span(span) for span in spans)


def _span(span: Span) -> Markup:
    text = escape(_UNSHOWABLE.sub(_visible, span.text))
    tag = _TAGS[span.kind]
    return Markup(f"<{tag}>{{}}</{tag}>").format(text) if tag else text  # noqa: S704 - tag is ours


def _visible(sign: re.Match[str]) -> str:
    """A control character as its picture (U+2400 block), so that it is seen and cannot act."""
    code = ord(sign[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
