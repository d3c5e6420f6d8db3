"""Why PostgreSQL refused, in the words of `StoreUnusable`."""

from __future__ import annotations

import re

import psycopg

_REASONS = {
    "28": "password",
    "3D": "absent",
    "40": "conflict",
    "42501": "refused",
    "25006": "refused",
    "53100": "full",
    "53300": "crowded",
    "55P03": "locked",
    "57P": "cut",
    "08": "cut",
    "25P03": "cut",
    "XX001": "damaged",
    "XX002": "damaged",
}
"""By the beginning of the code (postgresql.org/docs, appendix A)."""

_STARTING = re.compile("starting up|shutting down|recovery mode|not yet accepting")
_CROWDED = re.compile("too many|remaining connection slots")


def reason_of(error: BaseException | None) -> str:
    """The reason (`storage.database.Database.reason`): by the code, or by what was said where there is none.

    None is told where a connection was not made.
    """
    code = getattr(error, "sqlstate", None)
    if code is not None:
        return next((reason for start, reason in _REASONS.items() if code.startswith(start)), "other")
    if not isinstance(error, psycopg.OperationalError):
        return "other"
    said, made = str(error), error.pgconn
    if "connection failed" not in said and "connection is bad" not in said and made is None:
        # Neither made nor refused: its name is of nowhere, or it was lost while it was in use.
        return "unreachable" if "resolve" in said or "timeout" in said else "cut"
    return _refusal(said, with_password=made is not None and (made.used_password or made.needs_password))


def _refusal(said: str, *, with_password: bool) -> str:
    """Why no connection was made. Codes are not told then, and servers speak many languages."""
    if _STARTING.search(said):
        return "unreachable"
    if _CROWDED.search(said):
        return "crowded"
    if "FATAL" in said and "database" in said and "exist" in said:
        return "absent"
    return "password" if with_password or "pg_hba" in said else "unreachable"
