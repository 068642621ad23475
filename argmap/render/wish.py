"""Wish: how an author wants boxes to stand, told to an engine by the names it is given and by groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argmap.case import Case
from argmap.render.cards import Card
from argmap.render.placement import Box, Link, Placement

BETWEEN = "\x1f"
"""Stands between the parts of a name that tells the place of a box: it sorts before all that a name holds."""


def told(
    case: Case, cards: Mapping[str, Card], boxes: Sequence[Box], links: Sequence[Link]
) -> tuple[list[Box], list[Link]]:
    """Boxes and links under names that sort as the author wishes, since engines read boxes in the order of their names, and
    boxes with the groups in which they are to stand together.

    Those that the settings name in `order` come first. Those of one group stand where the first of them would, and a step
    stands, and belongs together, as the first of its premises does.
    """
    wished = {name: rank for rank, name in enumerate(case.settings.order)}
    group_of = {name: str(k) for k, some in enumerate(case.settings.together) for name in some}
    rank, group = {}, {}
    for name, card in cards.items():
        inference = case.graph.inferences.get(card.ref) if card.kind in ("step", "stack") else None
        named = inference.premises if inference is not None else (card.ref,)
        rank[name] = min((wished.get(one, len(wished)) for one in named), default=len(wished))
        group[name] = next((group_of[one] for one in named if one in group_of), "")
    names = _names(rank, group)
    return (
        [box._replace(id=names[box.id], group=group[box.id]) for box in boxes],
        [link._replace(lower=names[link.lower], upper=names[link.upper]) for link in links],
    )


def _names(rank: Mapping[str, int], group: Mapping[str, str]) -> dict[str, str]:
    """Box → the name under which it is told: rank and name of the first of its group that is of its kind, then its own."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for box in rank:
        if group[box]:
            key = (group[box], box.partition("-")[0])
            first[key] = min(first.get(key, (rank[box], box)), (rank[box], box))
    found = {}
    for box, own in rank.items():
        leads = first.get((group[box], box.partition("-")[0]), (own, box))
        found[box] = BETWEEN.join((f"{leads[0]:06d}", leads[1], f"{own:06d}", box))
    return found


def heard(placement: Placement) -> Placement:
    """A placement under the boxes' own names again."""
    corners = {name.rpartition(BETWEEN)[2]: corner for name, corner in placement.corners.items()}
    return Placement(corners, placement.curves, placement.width, placement.height)
