"""Wish: the order in which an author wants boxes to stand, told to an engine by the names it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argmap.case import Case
from argmap.render.cards import Card
from argmap.render.placement import Box, Link, Placement

BETWEEN = "\x1f"
"""Stands between the rank of a box and its own name: it sorts before all that a name holds."""


def ranks(case: Case, cards: Mapping[str, Card]) -> dict[str, int]:
    """Card → its place in the order that the settings wish, from 0; those not named come last, in the order of ids.

    A step stands where the first of its premises does.
    """
    wished = {name: rank for rank, name in enumerate(case.settings.order)}
    last = len(wished)
    found = {}
    for name, card in cards.items():
        inference = case.graph.inferences.get(card.ref) if card.kind in ("step", "stack") else None
        named = inference.premises if inference is not None else (card.ref,)
        found[name] = min((wished.get(one, last) for one in named), default=last)
    return found


def told(boxes: Sequence[Box], links: Sequence[Link], ranked: Mapping[str, int]) -> tuple[list[Box], list[Link]]:
    """Boxes and links under names that sort as the author wishes: engines read boxes in the order of their names."""

    def name(box: str) -> str:
        return f"{ranked[box]:06d}{BETWEEN}{box}"

    return (
        [box._replace(id=name(box.id)) for box in boxes],
        [link._replace(lower=name(link.lower), upper=name(link.upper)) for link in links],
    )


def heard(placement: Placement) -> Placement:
    """A placement under the boxes' own names again."""
    corners = {name.partition(BETWEEN)[2]: corner for name, corner in placement.corners.items()}
    return Placement(corners, placement.curves, placement.width, placement.height)
