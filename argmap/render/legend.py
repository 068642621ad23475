"""Legend: what the key of a picture explains, which is what occurs in it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from argmap.render.drawing import Drawing
from argmap.render.words import Words


class Entry(NamedTuple):
    """A sample (kind and what), its width in points, and what it means."""

    sample: str
    width: float
    text: str


_RELATIONS = ("support", "attack", "undercut", "undermine", "rival", "premise")
_BOXES = ("question", "claim", "reported", "gap", "evidence", "step")
_GRADES = ("S0", "S1", "S2", "S3", "SX")
_WIDTHS = {
    **{f"box {kind}": 34.0 for kind in (*_BOXES, "thick")},
    **{f"line {relation}": 34.0 for relation in _RELATIONS},
    "plus": 14.0,
    **{f"grade {code}": 32.0 for code in _GRADES},
    "band": 40.0,
    "bracket": 38.0,
}
"""The samples of a key in their order, and how wide they are."""


def signs(drawing: Drawing) -> frozenset[str]:
    """What occurs in a drawing, such as `box claim` or `line support`."""
    found = {f"line {relation}" for relation in drawing.relations.values()}
    premises = [link.upper for link in drawing.links if drawing.relations[link.id] == "premise"]
    if len(premises) > len(set(premises)):
        found.add("plus")
    return frozenset(found.union(*(card.signs for card in drawing.cards.values())))


def entries(found: AbstractSet[str], say: Words) -> Iterator[Entry]:
    """The entries of a key to some signs, in a fixed order."""
    for sign, width in _WIDTHS.items():
        if sign in found:
            yield Entry(sign, width, say(f"key.{sign.rpartition(' ')[2]}"))
