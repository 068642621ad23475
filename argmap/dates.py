"""Dates: what an EDTF expression leaves open, in days: its bounds, whether it lasts, and whether it is approximate or uncertain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from argmap.values import edtf_bounds

Kind = Literal["day", "within", "lasting", "between"]


@dataclass(frozen=True, slots=True)
class Extent:
    """A date as the days it may be.

    `first` and `last` are day numbers (1 is 1 January of the year 1), None where the date is open. `kind`: a day; some
    time within a month, a season or a year; lasting from the first day to the last; or one day between two, nobody
    knows which.
    """

    first: int | None
    last: int | None
    kind: Kind
    approximate: bool = False
    uncertain: bool = False


def extent(edtf: str) -> Extent:
    """An EDTF expression as days. Raises ValueError where it is not EDTF."""
    first, last = (day_number(day) if day else None for day in edtf_bounds(edtf))
    kind: Kind = "within"
    if "/" in edtf or edtf.startswith("{"):
        kind = "lasting"
    elif edtf.startswith("["):
        kind = "between"
    if first is not None and first == last:
        kind = "day"
    return Extent(first, last, kind, bool(re.search("[~%]", edtf)), bool(re.search("[?%]", edtf)))


@lru_cache(maxsize=1 << 12)
def day_number(iso: str) -> int:
    """The number of a day of the Gregorian calendar, carried on before its time and before the year 1.

    After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), days_from_civil, with 1 January of the
    year 1 as day 1, as in Python's calendar.
    """
    sign = -1 if iso.startswith("-") else 1
    year, month, day = (int(part) for part in iso.removeprefix("-").split("-"))
    year = sign * year - (month < 3)  # noqa: PLR2004 - a year begins in March here, so that leap days end it
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 305


def between(event: Extent, record: Extent) -> tuple[int, int] | None:
    """The least and the most days that a record may have been made after an event; None where a bound is open.

    What lasts is over on its last day.
    """
    if event.first is None or event.last is None or record.first is None or record.last is None:
        return None
    earliest = event.last if event.kind == "lasting" else event.first
    return record.first - event.last, record.last - earliest
