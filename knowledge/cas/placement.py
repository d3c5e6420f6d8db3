"""Where each link of a paste goes: which part it is, once or again, a mere page, and in which row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from knowledge.cas.autopsie import Autopsie
from knowledge.cas.etiquettes import Part

PAGE_CODES = frozenset({"page-suffix", "login-true"})
"""What is found of a page: PRONOTE sends its users to these, so that none is another PRONOTE."""

Row = dict[Part, Autopsie]


@dataclass(frozen=True, slots=True)
class Placed:
    """One link and the part it stands for; `labelled` where a label of the console says so."""

    part: Part
    link: Autopsie
    labelled: bool = False


def part_of(judged: Autopsie) -> Part | None:
    """The part that a link is by itself; None for one that has no place among the three."""
    match judged.kind:
        case "login" | "validate" as part:
            return part
        case "public" | "page":
            return "public"
    return None


def same(one: Placed, other: Placed) -> bool:
    """Is it the same link again, be it written another way that is as right?"""
    link, before = one.link, other.link
    alike = (link.corrected, link.findings) == (before.corrected, before.findings)
    return one.part == other.part and (link.found == before.found or (alike and link.right))


def part_pages(placed: Sequence[Placed], known: Collection[str] = ()) -> tuple[list[Placed], list[Autopsie]]:
    """Part the links from those that only lead to pages of a PRONOTE which stands there anyway.

    `known` are public addresses that the conversation has. A link that a label gives for the address to use
    is no such page: there it is a mistake.
    """
    kept: list[Placed] = []
    pages: list[Placed] = []
    others = {*known, *(public(one.link) for one in placed if not _is_page(one))}
    for one in sorted(placed, key=lambda each: not PAGE_CODES.isdisjoint(_codes(each.link))):
        there = not others or public(one.link) in others
        if (_is_page(one) and there) or any(_is_page_of(one, other) for other in kept):
            pages.append(one)
        else:
            kept.append(one)
    return [one for one in placed if one in kept], [one.link for one in placed if one in pages]


def rows(placed: Sequence[Placed]) -> Iterator[Row]:
    """One row where there is one link of a kind, whatever they carry; else a row an address.

    A link whose address cannot be read goes where there is room.
    """
    if max(Counter(one.part for one in placed).values(), default=0) < 2:
        if placed:
            yield {one.part: one.link for one in placed}
        return
    found: list[tuple[str, Row]] = []
    for one in sorted(placed, key=lambda each: each.link.adresse is None):  # stable: their order is kept
        address = public(one.link)
        room = (row for carried, row in found if address in {"", carried} and one.part not in row)
        row = next(room, None)
        if row is None:
            row = {}
            found.append((address, row))
        row[one.part] = one.link
    yield from (row for _, row in found)


def public(link: Autopsie) -> str:
    """The public address that a link carries, for comparison; empty where it cannot be read."""
    return link.adresse.public.casefold() if link.adresse else ""


def _is_page(one: Placed) -> bool:
    """Is it nothing but the address of a page, as a browser shows it?"""
    return not one.labelled and one.link.kind == "page" and _codes(one.link) <= PAGE_CODES


def _is_page_of(one: Placed, other: Placed) -> bool:
    """Do the two links differ by the page alone?"""
    return (
        one.part == other.part
        and not one.labelled
        and one.link.corrected == other.link.corrected != ""
        and not PAGE_CODES.isdisjoint(_codes(one.link))
        and _codes(one.link) - PAGE_CODES <= _codes(other.link)
    )


def _codes(link: Autopsie) -> frozenset[str]:
    return frozenset(one.code for one in link.findings)
