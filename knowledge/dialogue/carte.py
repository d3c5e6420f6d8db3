"""The guide's map, drawn by machine: Mermaid text, and an SVG picture that needs no other program."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.noeuds import Node, Route

WIDTH, HEIGHT = 250, 44
GAP_X, GAP_Y = 40, 46
MARGIN = 20

Edge = tuple[str, str, str]
"""From, to, and what is said on the arrow."""


def edges(guide: Guide) -> Iterator[Edge]:
    """Every arrow between two nodes, crossroads seen through."""
    for node in guide.nodes.values():
        for choice in node.choices:
            yield from _arrows(guide, node.id, choice.routes, "" if node.is_step else choice.label)
        yield from _arrows(guide, node.id, node.routes, "")


def mermaid(guide: Guide) -> str:
    """The map as Mermaid text: a stadium is an entry, a double box an outcome."""
    lines = ["flowchart TD"]
    for node in guide.nodes.values():
        title = node.title.replace('"', "'")
        opened, closed = _shape(node)
        lines.append(f'  {node.id}{opened}"{title}"{closed}')
    for start, end, said in edges(guide):
        lines.append(f'  {start} -->|"{said}"| {end}' if said else f"  {start} --> {end}")
    return "\n".join(lines) + "\n"


def svg(guide: Guide) -> str:
    """The map as an SVG picture, a row a distance from the start."""
    places = _places(guide)
    width = MARGIN * 2 + max(x for x, _ in places.values()) + WIDTH
    height = MARGIN * 2 + max(y for _, y in places.values()) + HEIGHT
    arrows = "".join(_arrow(places[start], places[end], said) for start, end, said in edges(guide))
    boxes = "".join(_box(guide.nodes[id], *place) for id, place in places.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="12">'
        f"<title>{escape(guide.edition)}</title>"
        "<style>path{fill:none;stroke:#8892a0}rect{fill:#fff;stroke:#1f3a5f}"
        ".issue{fill:#e6f2e6}.saisie{fill:#fff6dd}text{fill:#1b1b1b;text-anchor:middle}</style>"
        f"{arrows}{boxes}</svg>\n"
    )


def _shape(node: Node) -> tuple[str, str]:
    if node.outcome:
        return "[[", "]]"
    return ("([", "])") if node.entry else ("[", "]")


def _arrows(guide: Guide, start: str, routes: tuple[Route, ...], said: str) -> Iterator[Edge]:
    for route in routes:
        words = " · ".join(part for part in (said, route.condition) if part)
        if route.to in guide.paths:
            yield from _arrows(guide, start, guide.paths[route.to], words)
        elif route.to in guide.nodes:
            yield start, route.to, words


def _places(guide: Guide) -> dict[str, tuple[int, int]]:
    """Each node under those that lead to it, in rows by its shortest way from the start."""
    ahead: dict[str, list[str]] = {}
    for start, end, _ in edges(guide):
        ahead.setdefault(start, []).append(end)
    row, rank, places = [START], 0, dict.fromkeys((START,), (MARGIN, MARGIN))
    while row:
        below = list(dict.fromkeys(end for id in row for end in ahead.get(id, ()) if end not in places))
        rank += 1
        for column, id in enumerate(below):
            places[id] = (MARGIN + column * (WIDTH + GAP_X), MARGIN + rank * (HEIGHT + GAP_Y))
        row = below
    return places


def _arrow(start: tuple[int, int], end: tuple[int, int], said: str) -> str:
    (x1, y1), (x2, y2) = start, end
    x1, y1, x2 = x1 + WIDTH // 2, y1 + HEIGHT, x2 + WIDTH // 2
    label = f"<title>{escape(said)}</title>" if said else ""
    return f'<path d="M{x1} {y1}C{x1} {y1 + GAP_Y} {x2} {y2 - GAP_Y} {x2} {y2}">{label}</path>'


def _box(node: Node, x: int, y: int) -> str:
    kind = "issue" if node.outcome else "saisie" if node.entry else "question"
    words = node.title if len(node.title) <= WIDTH // 7 else node.title[: WIDTH // 7 - 1] + "…"
    return (
        f"<g><title>{escape(node.id)} : {escape(node.title)}</title>"
        f'<rect class="{kind}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
        f'<text x="{x + WIDTH // 2}" y="{y + HEIGHT // 2 + 4}">{escape(words)}</text></g>'
    )
