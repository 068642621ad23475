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


_RELATIONS = {
    "support": "supports",
    "attack": "weakens",
    "undercut": "undercuts a step, not a claim",
    "undermine": "undermines an item of evidence",
    "rival": "rival answer to a question",
    "premise": "premise of a step",
}
_BOXES = {
    "question": "question",
    "claim": "claim",
    "reported": "reported claim: nobody here asserts it as his own",
    "gap": "gap the author admits",
    "evidence": "evidence",
    "step": "step with its rule",
}
_GRADES = {
    "S0": "S0 nothing offered",
    "S1": "S1 inferred or indirect",
    "S2": "S2 one direct line",
    "S3": "S3 direct lines apart",
    "SX": "SX rebuttal unanswered",
}


def entries(drawing: Drawing) -> Iterator[Entry]:
    """The entries of a drawing's key, in a fixed order."""
    cards = list(_all_cards(drawing))
    kinds = {card.kind for card in cards}
    for kind, text in _BOXES.items():
        if kind in kinds:
            yield Entry(f"box {kind}", 34, text)
    if any(card.emphasis for card in cards):
        yield Entry("box thick", 34, "thick outline: core claim, or what the picture is about")
    relations = set(drawing.relations.values())
    relations |= {part.relation for card in cards for part in card.content if isinstance(part, Wire | Icon)}
    for relation, text in _RELATIONS.items():
        if relation in relations:
            yield Entry(f"line {relation}", 34, text)
    parts = [part for card in cards for part in card.content]
    premises = [link.upper for link in drawing.links if drawing.relations[link.id] == "premise"]
    if any(isinstance(part, Plus) for part in parts) or len(premises) > len(set(premises)):
        yield Entry("plus", 14, "needed together")
    grades = {part.code for part in parts if isinstance(part, Grade)}
    for code, text in _GRADES.items():
        if code in grades:
            yield Entry(f"grade {code}", 32, text)
    axes = [part for part in parts if isinstance(part, Axis)]
    if any(axis.point is not None for axis in axes):
        yield Entry("band", 40, "computed confidence in its band, 0 to 1")
    if any(axis.hedge for axis in axes):
        yield Entry("bracket", 38, "how sure the author’s words sound")


def _all_cards(drawing: Drawing) -> Iterator[Card]:
    waiting = list(drawing.cards.values())
    while waiting:
        card = waiting.pop()
        yield card
        waiting += [inner for _, _, inner in card.inner]
