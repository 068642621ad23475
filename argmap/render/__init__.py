"""Render: case → pictures. A view is chosen, its cards are measured, an engine places them, and SVG is written."""

from __future__ import annotations

from collections.abc import Sequence

from argmap.case import Case
from argmap.faults import did_you_mean
from argmap.render import style
from argmap.render.drawing import draw
from argmap.render.layout import TOO_LONG, place
from argmap.render.placement import Box, Link
from argmap.render.svg import MARK, Picture, to_svg
from argmap.render.views import View, views
from argmap.render.wish import heard, ranks, told

__all__ = ["MARK", "Picture", "UnknownView", "picture", "pictures"]


class UnknownView(KeyError):
    """A view that was asked for does not exist; the message names those that do."""


def pictures(case: Case, names: Sequence[str] = ()) -> tuple[Picture, ...]:
    """All views of a case as pictures, and its further pictures unless the settings choose the views; or those named.

    Raises UnknownView.
    """
    from argmap.render import further  # noqa: PLC0415 - one map by name needs none of them

    drawn: dict[View, Picture] = {}
    given_up: tuple[str, ...] = ()

    def draw_once(view: View) -> Picture:
        nonlocal given_up
        if view not in drawn:
            drawn[view] = made = picture(case, view, given_up)
            given_up = given_up or tuple(note for note in made.notes if note.startswith(TOO_LONG))
        return drawn[view]

    def maps() -> dict[str, View]:
        return {view.name: view for view in views(case, lambda view: prints_on_a4(draw_once(view)))}

    if not names:
        beside = () if case.settings.views else further.names(case)
        charts = [chart for name in beside for chart in further.further(case, name) or ()]
        return (*(draw_once(view) for view in maps().values()), *charts)
    known: dict[str, View] | None = None
    found: list[Picture] = []
    for name in names:
        if name not in case.settings.views and (made := further.further(case, name)) is not None:
            found += made
            continue
        known = maps() if known is None else known
        if name not in known:
            near = did_you_mean(name, tuple(known)) or f"there are: {', '.join((*known, *further.names(case)))}"
            raise UnknownView(f"there is no view {name}; {near}")
        found.append(draw_once(known[name]))
    return tuple(found)


def picture(case: Case, view: View, given_up: tuple[str, ...] = ()) -> Picture:
    """One view as a picture; `given_up` are the notes of an earlier one for which dot took too long."""
    drawing = draw(case, view)
    boxes = [Box(card.id, card.width, card.height, card.top) for card in drawing.cards.values()]
    settings = case.settings
    links: Sequence[Link] = drawing.links
    if settings.order:
        boxes, links = told(boxes, links, ranks(case, drawing.cards))
    placement, notes = place(
        boxes,
        links,
        gap_x=style.GAP_X,
        gap_y=style.GAP_Y,
        seconds=settings.layout_seconds,
        most=settings.most_boxes,
        wish=settings.layout,
        given_up=given_up,
    )
    svg, width, height = to_svg(drawing, heard(placement) if settings.order else placement)
    return Picture(f"{view.name}.svg", svg, width, height, notes)


def prints_on_a4(picture: Picture) -> bool:
    """Whether the text of cards is at least 6 points high when the picture fills a sheet of A4 with 1 cm margins."""
    long, short = 785.2, 538.6  # 277 mm and 190 mm in points
    wide, high = max(picture.width, picture.height), min(picture.width, picture.height)
    return style.TEXT.size * min(long / wide, short / high) >= SMALLEST_IN_PRINT


SMALLEST_IN_PRINT = 6.0
