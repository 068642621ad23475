"""What a layout engine is given and what it gives back: boxes of fixed size, links between them, and where they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Point(NamedTuple):
    """A point in points from the top left corner; y grows downwards."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle to place, in points. `top` is how far its top edge goes from its left, where that is not all the way:
    lines leave from there. Boxes of one `group` stand side by side where they share a row."""

    id: str
    width: float
    height: float
    top: float | None = None
    group: str = ""


class Link(NamedTuple):
    """A line to draw from the top edge of `lower` to the bottom edge of `upper`; `upper` is placed above `lower`.

    A link that does not `rank` is drawn, but has no say in where its ends go. The `joint` links of an upper box arrive
    side by side, and no other between them.
    """

    id: str
    lower: str
    upper: str
    ranks: bool = True
    joint: bool = False


Curve = tuple[Point, ...]


class Curves(Mapping[str, Curve]):
    """Curves by the ids of their links, led when one of them is first asked for: most placements are made for their size."""

    def __init__(self, led: Callable[[], Mapping[str, Curve]]) -> None:
        self._led = led

    @cached_property
    def _found(self) -> Mapping[str, Curve]:
        return self._led()

    def __getitem__(self, name: str) -> Curve:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass(frozen=True)
class Placement:
    """Top left corners of boxes by id, and links by id as the control points of cubic Bézier curves (1 + 3n
    points, from the lower box to the upper), with the extent of it all from (0, 0)."""

    corners: Mapping[str, Point]
    curves: Mapping[str, Curve]
    width: float
    height: float
