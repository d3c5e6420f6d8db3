"""Formatted texts and keyboards, checked as the server checks them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from tests.botapi.refusal import bad

TEXT_MAX = 4096
TEXT_BYTES_MAX = 32768
CAPTION_MAX = 1024
ENTITIES_MAX = 100
BUTTONS_MAX = 100
CALLBACK_BYTES_MAX = 64
COPY_TEXT_MAX = 256

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
_URL = re.compile(r"(https?|tg)://\S+|[\w-]+(\.[\w-]+)+(/\S*)?")


def utf16(text: str) -> int:
    """Length in UTF-16 code units, in which offsets are counted."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def formatted(
    params: dict[str, Any], *, text: str = "text", most: int = TEXT_MAX
) -> tuple[str, list[dict[str, Any]]]:
    """The text and entities of a message. Raises Refused."""
    raw = str(params.get(text, ""))
    if len(raw.encode("utf-8", "surrogatepass")) > TEXT_BYTES_MAX:
        raise bad("text is too long")
    given = params.get("entities" if text == "text" else "caption_entities")
    mode = str(params.get("parse_mode", "")).lower()
    if mode == "html":
        said, entities = _html(raw)
    elif mode in ("", "none"):
        said, entities = raw, _given(given)
    else:
        raise bad("unsupported parse_mode")
    if len(said) > most:
        raise bad("message is too long" if text == "text" else "message caption is too long")
    return said.strip(), entities[:ENTITIES_MAX]


def _given(given: object) -> list[dict[str, Any]]:
    found = json.loads(given) if isinstance(given, str) and given else given or []
    if not isinstance(found, list):
        raise bad("can't parse entities: expected an Array")
    for entity in found:
        if not isinstance(entity, dict) or not {"type", "offset", "length"} <= set(entity):
            raise bad("can't parse MessageEntity: expected an Object")
    return found


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self.open: list[tuple[str, int, str | None]] = []
        self.source = source

    def at(self) -> int:
        """The byte offset at which the parser is."""
        line, column = self.getpos()
        before = "\n".join(self.source.split("\n")[: line - 1])
        return len(before.encode()) + (line > 1) + len(self.source.split("\n")[line - 1][:column].encode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self.at()}')
        self.open.append((tag, utf16(self.text), dict(attrs).get("href")))

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {self.at()}")
        opened, start, href = self.open.pop()
        if opened != tag:
            raise bad(
                f"can't parse entities: Unmatched end tag at byte offset {self.at()}, "
                f'expected "</{opened}>", found "</{tag}>"'
            )
        entity: dict[str, Any] = {"type": _TAGS[tag], "offset": start, "length": utf16(self.text) - start}
        if entity["type"] == "text_link":
            if not href:
                return
            entity["url"] = href
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad(f'can\'t parse entities: Unsupported start tag "" at byte offset {self.at()}')
        self.text += data

    def handle_entityref(self, name: str) -> None:
        self.text += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}.get(name, f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text += chr(int(name[1:], 16) if name[:1] in "xX" else int(name))

    def handle_comment(self, _data: str) -> None:
        raise bad(f'can\'t parse entities: Unsupported start tag "!--" at byte offset {self.at()}')

    def handle_decl(self, _decl: str) -> None:
        raise bad(f'can\'t parse entities: Unsupported start tag "!" at byte offset {self.at()}')


def _html(raw: str) -> tuple[str, list[dict[str, Any]]]:
    reader = _Reader(raw)
    reader.feed(raw)
    reader.close()
    if reader.open:
        raise bad(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{reader.open[-1][0]}\""
        )
    return reader.text, sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def keyboard(given: object) -> dict[str, Any] | None:
    """An inline keyboard, or another reply markup taken as it is. Raises Refused."""
    if given in (None, ""):
        return None
    try:
        markup = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        raise bad("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be of type Array of Arrays')
    buttons = [_button(button) for row in rows for button in row]
    if len(buttons) > BUTTONS_MAX:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if buttons else None


def _button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_BYTES_MAX:
            raise bad("BUTTON_DATA_INVALID")
    elif "copy_text" in button:
        copied = button["copy_text"]
        if not isinstance(copied, dict) or not isinstance(copied.get("text"), str):
            raise bad('can\'t parse inline keyboard button: Field "copy_text" must be of type Object')
        if not 1 <= len(copied["text"]) <= COPY_TEXT_MAX:
            raise bad("BUTTON_COPY_TEXT_INVALID")
    elif "url" in button:
        if not _URL.fullmatch(str(button["url"])):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")
    else:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return button
