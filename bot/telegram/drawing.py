"""Replies drawn: messages with entities, buttons, and what must be exact in a block to copy.

Formatting goes by offsets (`MessageEntity`), never by signs in the text: nothing that a person wrote can
become markup, and a text whose entities are refused is the same text without them.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.grille import aligned, stacked
from bot.telegram import lignes
from bot.telegram.cutting import TEXT_MAX, Run, Style, split, units, whole
from bot.telegram.offer import Link as MakeLink
from bot.telegram.offer import Offer, Picture, offering
from bot.telegram.reading import Origin
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import Bullets, Span, parse, plain
from knowledge.dialogue.types import Ask, Copy, File, Grid, Heading, Lines, Link, Option, Reply, Text

COPY_MAX = 256
"""Signs that a button copies (Bot API, `CopyTextButton`)."""

DATA_BYTES_MAX = 64
ENTITIES_MAX = 100
SHORT = 18
"""Signs of a label up to which two buttons stand side by side."""

Json = dict[str, Any]

_STYLES: dict[str, Style] = {"plain": "", "strong": "bold", "code": "code"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message for the outbox (`handlers.post.Draft`)."""

    payload: str
    buttons: bool = False
    once: bool = False
    instead: str = ""


@dataclass(slots=True)
class _Page:
    """What goes into one message, as long as there is room."""

    runs: list[Run] = field(default_factory=list)
    rows: list[list[Json]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(text) for text, _ in self.runs)


def draw(
    guide: Guide, replies: Sequence[Reply], origin: Origin, link: MakeLink, *, reads: bool = False
) -> list[Draft]:
    """Draw the answer to one update, in as few messages as it takes.

    Where it brings buttons, the older ones go first: the pressed one stays to mark the answer. Lines that a
    button changed are changed in its own message (`edit`). `link` makes the way to the deposit page, where it
    is offered; `reads`: files may come through the chat too.
    """
    shown = tuple(offering(guide, replies, origin, link, reads=reads))
    in_place = lignes.is_change(replies, origin.pressed, origin.data)
    drawn = list(_messages(guide, shown, origin, brief=not in_place))
    if in_place and len(drawn) > 1:  # too long for the message that was pressed
        in_place, drawn = False, list(_messages(guide, shown, origin))
    if any(draft.buttons for draft in drawn) or origin.pressed is not None:
        mark = {"pressed": origin.pressed, "label": origin.label, "data": origin.data}
        # With the message that follows: one row of the outbox the less, and one commit.
        first: Json = json.loads(drawn[0].payload) if drawn else {}
        if first.get("method") == "sendMessage":
            edited = {"edit": origin.pressed} if in_place else {}
            drawn[0] = replace(drawn[0], payload=_dump({**first, "unbutton": mark, **edited}))
        else:
            drawn.insert(0, Draft(_dump({"method": "unbutton", "unbutton": mark})))
    return drawn


def _messages(
    guide: Guide, replies: Iterable[Reply | Offer | Picture], origin: Origin, *, brief: bool = True
) -> Iterator[Draft]:
    page = _Page()
    of_lines: list[list[Json]] = []
    for place, reply in enumerate(replies):
        if isinstance(reply, File):
            yield from _finish(page, origin)
            page = _Page()
            yield _file(guide, reply, origin)
            continue
        if isinstance(reply, Picture):
            yield _picture(guide, reply, origin)
            continue
        if isinstance(reply, Lines):
            # Said first, they were only changed: their values stand in a message above.
            of_lines, short = lignes.keyboard_of(reply), brief and not place
            page.runs += [("\n\n" if page.runs else "", ""), *lignes.runs_of(reply, brief=short)]
            continue
        runs, rows = _drawn(guide, lignes.without_lines(reply) if of_lines else reply)
        if isinstance(reply, Ask):
            rows, of_lines = rows + of_lines, []
        copies = bool(page.rows)
        if page.size + _size(runs) + 2 > TEXT_MAX or (isinstance(reply, Ask) and copies):
            yield from _finish(page, origin)
            page = _Page()
        page.runs += [("\n\n", ""), *runs] if page.runs else runs
        page.rows += rows
    yield from _finish(page, origin)


def _finish(page: _Page, origin: Origin) -> Iterator[Draft]:
    parts = [part for part in split(page.runs) if "".join(text for text, _ in part).strip()]
    for rank, part in enumerate(parts, start=1):
        message = _message(part, origin)
        rows = page.rows if rank == len(parts) else []
        if rows:
            message["reply_markup"] = {"inline_keyboard": rows}
        answers = any("callback_data" in button for row in rows for button in row)
        yield Draft(_dump(message), buttons=answers)


def _message(runs: Sequence[Run], origin: Origin) -> Json:
    text, entities = "", []
    for words, style in ((whole(words), style) for words, style in runs):
        if style and words.strip():
            entities.append({"type": style, "offset": units(text), "length": units(words)})
        text += words
    message: Json = {"method": "sendMessage", "text": text, "entities": entities[:ENTITIES_MAX]}
    if origin.thread is not None:
        message["message_thread_id"] = origin.thread
    return message


def _file(guide: Guide, file: File, origin: Origin) -> Draft:
    content: Json = {"method": "sendDocument", "name": file.name, "type": file.type}
    content["data"] = b64encode(file.data).decode("ascii")
    if origin.thread is not None:
        content["message_thread_id"] = origin.thread
    doubt = guide.word("telegram.fichier_incertain", nom=file.name)
    return Draft(_dump(content), once=True, instead=_dump(_message(list(_styled(doubt)), origin)))


def _picture(guide: Guide, shown: Picture, origin: Origin) -> Draft:
    content: Json = {"method": "sendPhoto", "url": shown.url, "caption": guide.word("telegram.depot.image")}
    if origin.thread is not None:
        content["message_thread_id"] = origin.thread
    # The link in words follows: a picture that is lost is not missed.
    return Draft(_dump(content), once=True)


def _drawn(guide: Guide, reply: Reply | Offer) -> tuple[list[Run], list[list[Json]]]:
    runs: list[Run] = []
    rows: list[list[Json]] = []
    match reply:
        case Heading(title, part, rank, total):
            runs = list(_styled(title, "bold"))
            if total:
                where = guide.word("telegram.etape", partie=plain(part), rang=rank, total=total)
                runs += [("\n", ""), *_styled(where, "italic")]
        case Text(body, source):
            runs = list(_blocks(body))
            if source:
                runs += [("\n\n", ""), *_styled(source, "italic")]
        case Copy(label, value):
            shown = value.strip("\n")
            runs = [*_styled(label, "bold"), ("\u00a0:\n", ""), (shown, "pre")]
            if 1 <= len(value) <= COPY_MAX:
                name = guide.word("telegram.copier", nom=plain(label))
                rows = [[{"text": name, "copy_text": {"text": value}}]]
        case Link(label, href):
            # A mailto link holds the whole e-mail again, and no button may carry it: its address is shown.
            shown = href.removeprefix("mailto:").partition("?")[0] if href.startswith("mailto:") else href
            runs = [*_styled(label, "bold"), (f"\u00a0:\n{shown}", "")]
        case Offer(url, before, after):
            words = (guide.word(f"telegram.depot.{name}") for name in (before, after))
            first, last = (list(_blocks(said)) for said in words)
            runs = [*first, ("\n", ""), (url, ""), ("\n", ""), *last]
        case Grid(words=True):
            runs = list(_blocks(stacked(reply)))
        case Grid():
            runs = [("\n".join(aligned(reply)), "pre")]
        case Ask(prompt=prompt, options=options, hint=hint):
            runs = list(_styled(prompt, "bold"))
            if hint:
                runs += [("\n", ""), *_styled(guide.word("telegram.exemple", exemple=hint), "italic")]
            rows = _keyboard(options)
    return runs, rows


def _keyboard(options: Sequence[Option]) -> list[list[Json]]:
    """Short labels two by two, long ones alone. An option that no button can carry is typed instead."""
    rows: list[list[Json]] = []
    for option in options:
        data = f"{option.node}:{option.id}"
        if len(data.encode(errors="surrogatepass")) > DATA_BYTES_MAX:
            continue
        button = {"text": plain(option.label), "callback_data": data}
        last = rows[-1] if rows else []
        if len(last) == 1 and max(len(button["text"]), len(last[0]["text"])) <= SHORT:
            last.append(button)
        else:
            rows.append([button])
    return rows


def _blocks(body: str) -> Iterator[Run]:
    for rank, block in enumerate(parse(body)):
        if isinstance(block, Bullets):
            for place, item in enumerate(block.items):
                yield ("\n" if rank or place else "") + "• ", ""
                yield from _spans(item)
        else:
            if rank:
                yield "\n\n", ""
            yield from _spans(block.spans)


def _styled(words: str, style: Style = "") -> Iterator[Run]:
    """A label or a sentence of light markup, all of it in one style, its code apart."""
    for rank, block in enumerate(parse(words)):
        if rank:
            yield " ", ""
        for run in block.items if isinstance(block, Bullets) else (block.spans,):
            for text, own in _spans(run):
                yield text, own or style


def _spans(spans: Sequence[Span]) -> Iterator[Run]:
    for span in spans:
        yield span.text, _STYLES[span.kind]


def _size(runs: Sequence[Run]) -> int:
    return sum(len(text) for text, _ in runs)


def _dump(message: Json) -> str:
    return json.dumps(message, separators=(",", ":"))
