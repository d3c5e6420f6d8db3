"""Birth dates as lists write them: `dd/mm/yyyy`, `yyyy-mm-dd`, `dd/mm/yy`, `yyyymmdd`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

_FRENCH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T]00:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]00:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_OLDEST = 1850


class DateUnreadable(ValueError):
    """What stands in the birth date's column does not look like a date at all."""


def read_date(text: str, *, this_year: int) -> int:
    """Read a birth date as `yyyymmdd`, 0 where there is none; a two-digit year lies in the last 100 years.

    A date that no calendar has is read all the same (`possible` tells): its digits still say whose it is.
    Raises `DateUnreadable`.

    >>> read_date("3/1/2010", this_year=2026), read_date("03/01/10", this_year=2026)
    (20100103, 20100103)
    """
    text = text.strip()
    if not text:
        return 0
    if found := _FRENCH.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        if len(found[3]) == 2:
            year += this_year - this_year % 100
            year -= 100 if year > this_year else 0
    elif found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        raise DateUnreadable(text)
    return year * 10000 + month * 100 + day


def possible(date: int, *, this_year: int) -> bool:
    """Is `yyyymmdd` a day of the calendar on which somebody alive may have been born?

    >>> possible(20100229, this_year=2026), possible(20120229, this_year=2026)
    (False, True)
    """
    year, month, day = date // 10000, date // 100 % 100, date % 100
    if not _OLDEST <= year <= this_year:
        return False
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def date_reader(*, this_year: int) -> Callable[[str], tuple[int, bool]]:
    """A reader that remembers the dates of one file: the date (0 where unreadable), and is it sound?"""
    known: dict[str, tuple[int, bool]] = {"": (0, True)}

    def remember(text: str) -> tuple[int, bool]:
        if (read := known.get(text)) is None:
            try:
                date = read_date(text, this_year=this_year)
                read = date, date == 0 or possible(date, this_year=this_year)
            except DateUnreadable:
                read = 0, False
            known[text] = read
        return read

    return remember


def write_date(date: int) -> str:
    """Write `yyyymmdd` as PRONOTE's screens do, nothing for 0.

    >>> write_date(20100103)
    '03/01/2010'
    """
    return f"{date % 100:02}/{date // 100 % 100:02}/{date // 10000:04}" if date else ""
