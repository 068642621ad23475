"""Misspelt: the one name that a misspelt one is certain to mean, so that a machine may write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST_WORD = 4
SHORTEST_ID = 6


def meant_word(typed: str, known: Iterable[str]) -> str | None:
    """The only one of some words (keys, or values of a key) that another can be a slip of the finger for.

    A slip is one letter wrong, missing or too many, or two neighbours exchanged, in a word of at least four letters; or
    capitals, and hyphens for underscores. Figures are never slips.
    """
    near = [word for word in known if _folded(word) == _folded(typed)]
    if not near and len(typed) >= SHORTEST_WORD:
        near = [word for word in known if _one_slip(_folded(typed), _folded(word))]
    return near[0] if len(near) == 1 else None


def meant_id(typed: str, known: Iterable[str]) -> str | None:
    """The only one of some ids that another can be a slip of the finger for.

    An id is a name that somebody chose, and its like may be a record that is yet to be written. So the slip must lie inside a
    word of at least four letters, and be neither its first letter nor a last *s*: *typical* and *atypical*, *letter*
    and *letters* are two names.
    """
    if len(typed) < SHORTEST_ID:
        return None
    near = [name for name in known if _one_slip(typed, name)]
    if len(near) != 1:
        return None
    wrong, right = typed.split("-"), near[0].split("-")
    if len(wrong) != len(right):
        return None
    ours, theirs = next((ours, theirs) for ours, theirs in zip(wrong, right, strict=True) if ours != theirs)
    apart = ours[:1] != theirs[:1] or ours.rstrip("s") == theirs.rstrip("s")
    return None if apart or min(len(ours), len(theirs)) < SHORTEST_WORD else near[0]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold().replace("_", "-")


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one step of Damerau's (1964) four, not at a figure, leads from one word to another."""
    shorter, longer = sorted((typed, meant), key=len)
    if typed == meant or len(longer) - len(shorter) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    rest, other = shorter[same:], longer[same:]
    if len(shorter) < len(longer):
        found = rest == other[1:]
        changed = other[:1]
    elif rest[1:] == other[1:]:
        found, changed = True, rest[:1] + other[:1]
    else:
        found = rest[2:] == other[2:] and rest[:2] == other[1::-1]
        changed = rest[:2]
    return found and not re.search(r"[\d-]", changed)
