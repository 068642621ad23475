"""Legend: what the key of a picture explains, which is what occurs in it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argmap.render.cards import Axis, Card, Grade, Icon, Plus, Wire
from argmap.render.drawing import Drawing


class Entry(NamedTuple):
    """A sample (kind and what), its width in points, and what it means."""

    sample: str
    width: float
    text: str


_RELATIONS = ("support", "attack", "undercut", "undermine", "rival", "premise")
_BOXES = ("question", "claim", "reported", "gap", "evidence", "step")
_GRADES = ("S0", "S1", "S2", "S3", "SX")


def entries(drawing: Drawing) -> Iterator[Entry]:
    """The entries of a drawing's key, in a fixed order."""
    say = drawing.look.words
    cards = list(_all_cards(drawing))
    kinds = {card.kind for card in cards}
    for kind in _BOXES:
        if kind in kinds:
            yield Entry(f"box {kind}", 34, say(f"key.{kind}"))
    if any(card.emphasis for card in cards):
        yield Entry("box thick", 34, say("key.thick"))
    relations = set(drawing.relations.values())
    relations |= {part.relation for card in cards for part in card.content if isinstance(part, Wire | Icon)}
    for relation in _RELATIONS:
        if relation in relations:
            yield Entry(f"line {relation}", 34, say(f"key.{relation}"))
    parts = [part for card in cards for part in card.content]
    premises = [link.upper for link in drawing.links if drawing.relations[link.id] == "premise"]
    if any(isinstance(part, Plus) for part in parts) or len(premises) > len(set(premises)):
        yield Entry("plus", 14, say("key.plus"))
    grades = {part.code for part in parts if isinstance(part, Grade)}
    for code in _GRADES:
        if code in grades:
            yield Entry(f"grade {code}", 32, say(f"key.{code}"))
    axes = [part for part in parts if isinstance(part, Axis)]
    if any(axis.point is not None for axis in axes):
        yield Entry("band", 40, say("key.band"))
    if any(axis.hedge for axis in axes):
        yield Entry("bracket", 38, say("key.bracket"))


def _all_cards(drawing: Drawing) -> Iterator[Card]:
    waiting = list(drawing.cards.values())
    while waiting:
        card = waiting.pop()
        yield card
        waiting += [inner for _, _, inner in card.inner]
