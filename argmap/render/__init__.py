"""Render: case → pictures. A view is chosen, its cards are measured, an engine places them, and SVG is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from argmap.case import Case
from argmap.faults import did_you_mean
from argmap.render import style
from argmap.render.drawing import Deck, Drawing, draw
from argmap.render.layout import TOO_LONG, place
from argmap.render.placement import Box, Link, Placement
from argmap.render.svg import MARK, size, to_svg
from argmap.render.views import View, claim_views, views

__all__ = ["MARK", "Picture", "UnknownView", "neighbourhood", "picture", "pictures", "printed", "prints_on_a4"]


@dataclass(frozen=True)
class Picture:
    """A finished picture: its file name, its text, its size in points, and notes for the user on how it was made."""

    name: str
    svg: str
    width: float
    height: float
    notes: tuple[str, ...] = ()


class UnknownView(KeyError):
    """A view that was asked for does not exist; the message names those that do."""


def pictures(case: Case, names: Sequence[str] = ()) -> tuple[Picture, ...]:
    """All views of a case as pictures, or those named. Raises UnknownView."""
    table = _Table(case)
    known = {view.name: view for view in views(case, table.prints)}
    for name in names:
        if name not in known:
            near = did_you_mean(name, tuple(known)) or f"there are: {', '.join(known)}"
            raise UnknownView(f"there is no view {name}; {near}")
    return tuple(table.picture(known[name]) for name in (names or known))


def printed(case: Case) -> tuple[View, ...]:
    """The views of a case, each as deep as a sheet of A4 allows."""
    return views(case, _Table(case).prints)


def picture(case: Case, view: View) -> Picture:
    """One view as a picture."""
    return _Table(case).picture(view)


def neighbourhood(case: Case, claim: str) -> Picture:
    """A claim with what it rests on, as deep as prints on a sheet of A4; the first picture where there are several."""
    table = _Table(case)
    return table.picture(claim_views(case, claim, table.prints)[0])


class _Table:
    """Where the cards of a case are laid out, once for all views that show the same."""

    def __init__(self, case: Case) -> None:
        self.deck = Deck(case)
        self.laid: dict[tuple[tuple[Box, ...], tuple[Link, ...]], tuple[Placement, tuple[str, ...]]] = {}
        self.given_up: tuple[str, ...] = ()  # the notes of the first picture for which dot took too long

    def lay(self, view: View) -> tuple[Drawing, Placement, tuple[str, ...]]:
        """A view as cards and links, their places, and notes on how they were found."""
        drawing = draw(self.deck, view)
        boxes = tuple(Box(card.id, card.width, card.height, card.top) for card in drawing.cards.values())
        key = (boxes, drawing.links)
        if key not in self.laid:
            settings = self.deck.case.settings
            self.laid[key] = _, notes = place(
                boxes,
                drawing.links,
                gap_x=style.GAP_X,
                gap_y=style.GAP_Y,
                seconds=settings.layout_seconds,
                most=settings.most_boxes,
                wish=settings.layout,
                given_up=self.given_up,
            )
            self.given_up = self.given_up or tuple(note for note in notes if note.startswith(TOO_LONG))
        return drawing, *self.laid[key]

    def picture(self, view: View) -> Picture:
        """A view as a picture."""
        drawing, placement, notes = self.lay(view)
        svg, width, height = to_svg(drawing, placement)
        return Picture(f"{view.name}.svg", svg, width, height, notes)

    def prints(self, view: View) -> bool:
        """Whether a view is readable on a sheet of A4."""
        # Cards do not overlap: many would need no layout to see that they are too much for a sheet.
        if sum(card.width * card.height for card in draw(self.deck, view).cards.values()) > LARGEST_IN_PRINT:
            return False
        drawing, placement, _ = self.lay(view)
        return prints_on_a4(*size(drawing, placement))


SMALLEST_IN_PRINT = 6.0
_LONG, _SHORT = 785.2, 538.6  # 277 mm and 190 mm in points
LARGEST_IN_PRINT = _LONG * _SHORT * (style.TEXT.size / SMALLEST_IN_PRINT) ** 2
"""The area in square points of the largest picture that prints on a sheet of A4."""


def prints_on_a4(width: float, height: float) -> bool:
    """Whether the text of cards is at least 6 points high when a picture fills a sheet of A4 with 1 cm margins."""
    wide, high = max(width, height), min(width, height)
    return style.TEXT.size * min(_LONG / wide, _SHORT / high) >= SMALLEST_IN_PRINT
