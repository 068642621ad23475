"""Dates as a class reads them: what an EDTF expression says, in words and with months by name."""

from __future__ import annotations

import re

from argmap import model
from argmap.render.words import words

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Not those of the calendar module, which speaks the language of the machine."""
_MONTH_OR_DAY = re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?(?![\d-])")
_SAME_YEAR = re.compile(r"((?:\d+ )?[A-Z][a-z]+) (\d{4})( and | to )(?=(?:\d+ )?[A-Z][a-z]+ \2)")
_SAME_MONTH = re.compile(r"(\d+) ([A-Z][a-z]+)( and | to )(?=\d+ \2)")
_EXPRESSION = re.compile(
    r"\[[\d.~?%-]+\]|(?<![\d/-])\d{4}(?:-\d\d){0,2}[~?%]?/(?:\d{4}(?:-\d\d){0,2}[~?%]?|\.\.)(?![\d/-])"
    r"|(?<![\d/-])\d{4}(?:-\d\d){1,2}[~?%]?(?![\d/-])"
)


def when(date: model.Date | None) -> str:
    """A date in words. What the source prints is left to references: a class compares dates, and each source prints its own way."""
    return "an unknown day" if date is None else spelt(date.edtf)


def spelt(edtf: str) -> str:
    """An EDTF expression in words: `[1937-04-22..1937-04-30]` as between 22 and 30 April 1937."""
    text = _MONTH_OR_DAY.sub(_named, words("en").edtf(edtf))
    return _SAME_MONTH.sub(r"\1\3", _SAME_YEAR.sub(r"\1\3", text))


def spelt_within(message: str) -> str:
    """A sentence of a rule with every EDTF expression in it in words."""
    return _EXPRESSION.sub(lambda found: spelt(found[0]), message)


def _named(found: re.Match[str]) -> str:
    day = f"{int(found[3])} " if found[3] else ""
    return f"{day}{_MONTHS[int(found[2]) - 1]} {found[1]}"
