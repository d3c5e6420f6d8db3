"""What can be found about an address or a link: codes and values; the sentences stand in adresses.toml."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]

CODES = (
    "asterisks",
    "cas-base-other",
    "cas-base-unknown",
    "encoding-3f",
    "encoding-double",
    "encoding-none",
    "host-com",
    "http",
    "login-true",
    "look-alike",
    "no-trailing-slash",
    "other-school",
    "other-service",
    "page-suffix",
    "private-host",
    "secret",
    "spaces",
    "uai-letter",
    "userinfo",
    "wrong-parameter",
    "wrong-place",
)
"""Every code there is. `error`: it does not work so; `warning`: to be checked; `info`: good to know."""

FOUND_MAX = 120
"""Signs of a piece that are quoted back."""


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding: `found` is the piece that is wrong (secrets masked), `values` fill its sentence."""

    code: str
    severity: Severity
    found: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Releve:
    """The findings of one reading, gathered in order."""

    noted: list[Constat] = field(default_factory=list)

    def note(self, code: str, severity: Severity, found: str, **values: str) -> None:
        """Add a finding; what is quoted is cut to a readable length."""
        self.noted.append(Constat(code, severity, found[:FOUND_MAX], tuple(sorted(values.items()))))

    @property
    def constats(self) -> tuple[Constat, ...]:
        """All findings, each once."""
        return tuple(dict.fromkeys(self.noted))
