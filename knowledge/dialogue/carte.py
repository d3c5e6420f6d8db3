"""The guide's map, drawn by machine: Mermaid text, and an SVG picture that needs no other program.

A box is a question or a step, a yellow box an entry or a file, a green one an outcome, a diamond a
crossroads.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.noeuds import Node, Route

WIDTH, HEIGHT = 230, 40
GAP_X, GAP_Y = 24, 44
MARGIN = 20
DIAMOND = 14
LETTER = 7
"""Width of a letter, roughly: a title that is longer than its box ends with an ellipsis."""

Edge = tuple[str, str, str]
"""From, to, and what is said on the arrow."""

Places = dict[str, tuple[int, int]]
"""The middle of each place."""


def edges(guide: Guide) -> Iterator[Edge]:
    """Every arrow: from nodes by their answers, from crossroads by their conditions."""
    for node in guide.nodes.values():
        for choice in node.choices:
            yield from _arrows(guide, node.id, choice.routes, "" if node.is_step else choice.label)
        yield from _arrows(guide, node.id, node.routes, "")
    for id, routes in guide.paths.items():
        yield from _arrows(guide, id, routes, "")


def mermaid(guide: Guide) -> str:
    """The map as Mermaid text."""
    lines = ["flowchart TD"]
    for node in guide.nodes.values():
        title = node.title.replace('"', "'")
        opened, closed = (
            ("[[", "]]") if node.outcome else ("([", "])") if node.entry or node.file else ("[", "]")
        )
        lines.append(f'  {node.id}{opened}"{title}"{closed}')
    lines += [f'  {id}{{"{id}"}}' for id in guide.paths]
    for start, end, said in edges(guide):
        lines.append(f'  {start} -->|"{said}"| {end}' if said else f"  {start} --> {end}")
    return "\n".join(lines) + "\n"


def svg(guide: Guide) -> str:
    """The map as an SVG picture: every arrow goes down but the few that come back."""
    arrows = list(edges(guide))
    places = _places(arrows)
    width = MARGIN + WIDTH // 2 + max(x for x, _ in places.values())
    height = MARGIN + HEIGHT + max(y for _, y in places.values())
    drawn = "".join(_arrow(places[start], places[end], said) for start, end, said in arrows)
    boxes = "".join(
        _box(guide.nodes[id], *place) if id in guide.nodes else _diamond(id, *place)
        for id, place in places.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="12">'
        f"<title>{escape(guide.edition)}</title>"
        "<style>path{fill:none;stroke:#8892a0}rect,polygon{fill:#fff;stroke:#1f3a5f}"
        ".issue{fill:#e2f0e2}.saisie{fill:#fff3d1}text{fill:#1b1b1b;text-anchor:middle}</style>"
        f'<rect width="{width}" height="{height}" style="stroke:none"/>{drawn}{boxes}</svg>\n'
    )


def _arrows(guide: Guide, start: str, routes: tuple[Route, ...], said: str) -> Iterator[Edge]:
    for route in routes:
        if route.to in guide.nodes or route.to in guide.paths:
            yield start, route.to, " · ".join(part for part in (said, route.condition) if part)


def _places(arrows: list[Edge]) -> Places:
    """Rows by the longest way from the start; in a row, each place under those that lead to it."""
    ahead: dict[str, list[str]] = {}
    for start, end, _ in arrows:
        ahead.setdefault(start, []).append(end)
    order, back = _order(ahead)
    rows = dict.fromkeys(order, 0)
    above: dict[str, list[str]] = {}
    for start in order:
        for end in ahead.get(start, ()):
            if (start, end) not in back:
                rows[end] = max(rows[end], rows[start] + 1)
                above.setdefault(end, []).append(start)
    places: Places = {}
    for row in range(max(rows.values()) + 1):
        wished = {
            id: sum(places[up][0] for up in above[id]) / len(above[id]) if id in above else 0.0
            for id in order
            if rows[id] == row
        }
        x = MARGIN + WIDTH // 2
        for id in sorted(wished, key=lambda each: (wished[each], order.index(each))):
            x = max(x, int(wished[id]))
            places[id] = (x, MARGIN + HEIGHT // 2 + row * (HEIGHT + GAP_Y))
            x += WIDTH + GAP_X
    return places


def _order(ahead: dict[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """Places so that arrows go on, and the arrows that go back (depth first from the start)."""
    order: list[str] = []
    back: set[tuple[str, str]] = set()
    open_: set[str] = set()
    stack: list[tuple[str, Iterator[str]]] = [(START, iter(ahead.get(START, ())))]
    seen = {START}
    while stack:
        id, rest = stack[-1]
        open_.add(id)
        following = next(rest, None)
        if following is None:
            stack.pop()
            open_.discard(id)
            order.append(id)
        elif following in open_:
            back.add((id, following))
        elif following not in seen:
            seen.add(following)
            stack.append((following, iter(ahead.get(following, ()))))
    return order[::-1], back


def _arrow(start: tuple[int, int], end: tuple[int, int], said: str) -> str:
    (x1, y1), (x2, y2) = start, end
    y1, y2 = y1 + HEIGHT // 2, y2 - HEIGHT // 2
    label = f"<title>{escape(said)}</title>" if said else ""
    return f'<path d="M{x1} {y1}C{x1} {y1 + GAP_Y} {x2} {y2 - GAP_Y} {x2} {y2}">{label}</path>'


def _diamond(id: str, x: int, y: int) -> str:
    points = f"{x},{y - HEIGHT // 2} {x + DIAMOND},{y} {x},{y + HEIGHT // 2} {x - DIAMOND},{y}"
    return f'<g><title>{escape(id)}</title><polygon points="{points}"/></g>'


def _box(node: Node, x: int, y: int) -> str:
    kind = "issue" if node.outcome else "saisie" if node.entry or node.file else "question"
    room = WIDTH // LETTER
    words = node.title if len(node.title) <= room else node.title[: room - 1] + "…"
    return (
        f"<g><title>{escape(node.id)} : {escape(node.title)}</title>"
        f'<rect class="{kind}" x="{x - WIDTH // 2}" y="{y - HEIGHT // 2}" '
        f'width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
        f'<text x="{x}" y="{y + 4}">{escape(words)}</text></g>'
    )
