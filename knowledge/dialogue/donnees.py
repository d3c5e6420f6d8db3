"""The guide's TOML files, each read when it is first looked into."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.dialogue.errors import BrokenGuide

Words = Mapping[str, Any]


class Donnees(Mapping[str, Words]):
    """The files by their path: the questions alone are more than half of all, and few commands ask any.

    A look at one that is no TOML raises BrokenGuide, with all that are none.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = {path: text for path, text in sources.items() if path.endswith(".toml")}
        self._read: dict[str, Words] = {}

    def __getitem__(self, path: str) -> Words:
        """One file."""
        if path not in self._read:
            try:
                self._read[path] = tomllib.loads(self._sources[path])
            except tomllib.TOMLDecodeError:
                raise BrokenGuide(faults="\n".join(self._refused())) from None
        return self._read[path]

    def __iter__(self) -> Iterator[str]:
        """Their paths."""
        return iter(self._sources)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._sources)

    def read_all(self) -> None:
        """Read every file."""
        for path in self:
            self[path]

    def _refused(self) -> Iterator[str]:
        for path, text in self._sources.items():
            try:
                tomllib.loads(text)
            except tomllib.TOMLDecodeError as error:
                yield f"{path} : {error}"
