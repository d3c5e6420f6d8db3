"""The guide's map is drawn from the guide, and the one that stands in the documents is today's."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from knowledge.dialogue.carte import edges, mermaid, svg
from knowledge.dialogue.guide import Guide

FOLDER = Path(__file__).parents[3] / "knowledge" / "guide"


def test_the_map_in_the_documents_is_current(guide: Guide, request: pytest.FixtureRequest) -> None:
    page, picture = FOLDER / "CARTE.md", FOLDER / "carte.svg"
    if request.config.getoption("--update"):
        head, fence, _ = page.read_text(encoding="utf-8").partition("```mermaid\n")
        page.write_text(f"{head}{fence}{mermaid(guide)}```\n", encoding="utf-8", newline="\n")
        picture.write_text(svg(guide), encoding="utf-8", newline="\n")
    assert f"```mermaid\n{mermaid(guide)}```" in page.read_text(encoding="utf-8")
    assert picture.read_text(encoding="utf-8") == svg(guide)


def test_every_node_and_crossroads_stands_on_the_picture(guide: Guide) -> None:
    picture = ET.fromstring(svg(guide))  # noqa: S314 - our own drawing
    space = {"svg": "http://www.w3.org/2000/svg"}
    boxes = {
        title.text.partition(" : ")[0] for title in picture.findall(".//svg:g/svg:title", space) if title.text
    }
    assert boxes == {*guide.nodes, *guide.paths}


def test_every_answer_is_an_arrow(guide: Guide) -> None:
    drawn = {(start, end) for start, end, _ in edges(guide)}
    assert {(node.id, route.to) for node in guide.nodes.values() for route in node.all_routes()} <= drawn
