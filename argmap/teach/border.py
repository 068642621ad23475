"""The border of what teachers and students hand in: what is wrong with a file, where, in words that fit no program."""

from __future__ import annotations

from pydantic import ValidationError

_SAID = {
    "missing": "is missing",
    "extra": "is no key that may stand here",
    "literal": "is not {expected}",
    "string_pattern": "has not the form that it takes",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "too_long": "is longer than {max_length}",
    "string": "is no text",
    "int": "is no whole number",
    "float": "is no number",
    "bool": "is neither true nor false",
    "greater": "is less than {ge}",
    "less": "is more than {le}",
    "dict": "is no table of names and values",
    "tuple": "is no list",
    "list": "is no list",
    "model": "is no record with keys",
    "dataclass": "is no record with keys",
    "union_tag": "is of no kind that is known",
    "json": "is no JSON",
}
"""By the beginning of pydantic's name for what is wrong; the longest that fits."""


def first_fault(failure: ValidationError) -> tuple[tuple[int | str, ...], str]:
    """The first thing that is wrong: the way to it, keys and places from 0, and what it is, as the end of a sentence."""
    first = failure.errors(include_url=False, include_input=False)[0]
    fitting = [kind for kind in _SAID if first["type"].startswith(kind)]
    said = _SAID[max(fitting, key=len)] if fitting else "is not as it should be"
    return first["loc"], said.format(**{"ge": "may be", "le": "may be", "max_length": "may be", **first.get("ctx", {})})
