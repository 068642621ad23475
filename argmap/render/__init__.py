"""Render: case → pictures. A view is chosen, its cards are measured, an engine places them, and SVG is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

from argmap.case import Case
from argmap.faults import did_you_mean
from argmap.memo import Memo, digested
from argmap.noted import Reads, keeping, noting
from argmap.notes import Notes
from argmap.render import style
from argmap.render.drawing import Deck, Drawing, draw
from argmap.render.layered import ONE_TOPIC
from argmap.render.layout import TOO_LONG, place
from argmap.render.leads import among, heads, led
from argmap.render.placement import Box, Link, Placement
from argmap.render.rows import Fits, TooLarge
from argmap.render.svg import MARK, Picture, Written, least_size, size, to_svg, written
from argmap.render.views import WHOLE, Pages, Sheet, View, claim_views, overview, views, views_of, whole_view
from argmap.render.wish import heard, told

__all__ = ["MARK", "Picture", "UnknownView", "neighbourhood", "picture", "pictures", "printed", "prints_on_a4"]


MANY_CARDS = 2000
"""Fewer cards than this are written sooner than a second process is begun."""
MANY = 20
"""Fewer pictures than this are drawn sooner than a second process is begun."""
_Boxes = tuple[tuple[Box, ...], tuple[Link, ...]]
_Laid = dict[_Boxes, tuple[Placement, tuple[str, ...]]]
_Made = tuple[Picture, Reads, list[str]]


class UnknownView(KeyError):
    """A view that was asked for does not exist; the message names those that do."""


def pictures(
    case: Case, names: Sequence[str] = (), notes: Notes | None = None, *, alone: bool = False
) -> tuple[Picture, ...]:
    """All views of a case as pictures, and its further pictures unless the settings choose the views; or those named.

    Maps lead to one another as they stand in the whole set, or, if those named stand `alone`, among themselves. What
    `notes` know of them is not worked out again. Raises UnknownView.
    """
    if not names:
        return (*maps(case, notes), *charts(case, notes))
    table = Table(case, notes)
    if set(names) == {WHOLE} and WHOLE not in case.settings.views and case.graph.claims:
        return (table.picture(whole_view(case)),)
    from argmap.render import further  # noqa: PLC0415 - the map alone needs none of them

    known: dict[str, View] | None = None
    found: list[Picture] = []
    for name in names:
        if (
            name not in case.settings.views
            and (made := further.further(case, name, names if alone else None)) is not None
        ):
            found += made
            continue
        if known is None:
            known = {view.name: among(view, names) if alone else view for view in table.views()}
        if name not in known:
            near = did_you_mean(name, tuple(known)) or f"there are: {', '.join((*known, *further.names(case)))}"
            raise UnknownView(f"there is no view {name}; {near}")
        found.append(table.picture(known[name]))
    return tuple(found)


def dealt(case: Case, notes: Notes | None = None) -> Deck:
    """A deck with all cards of the whole map, for whoever draws a part of it: most cards stand in several pictures, and are
    written once for all of them."""
    deck = Deck(case, notes if case.settings.layout != "dot" else None)
    if case.graph.claims and not case.settings.views:
        written(draw(deck, whole_view(case)))
    return deck


def maps(
    case: Case,
    notes: Notes | None = None,
    deck: Deck | None = None,
    *,
    but_whole: bool = False,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Picture, ...]:
    """The views of a case as pictures, or all `but` what `whole` gives; what `notes` know of them is not worked out again,
    nor are the cards of a `deck`. What is to be done `meanwhile` is done while another process draws, if one does."""
    table = Table(case, notes, deck=deck)
    table.meanwhile = meanwhile
    left_out = WHOLE if but_whole and not case.settings.views else None
    return table.pictures([view for view in table.views() if view.name != left_out])


def whole(case: Case, notes: Notes | None = None, deck: Deck | None = None) -> tuple[Picture, ...]:
    """Everything in one picture, the first of the maps of a case, of the cards of a `deck` where there is one; none where
    there are no claims, or the settings choose the views."""
    if not case.graph.claims or case.settings.views:
        return ()
    # It depends on nearly everything, so nothing is noted for it; but most of its topics are as they were.
    table = Table(case, deck=deck)
    table.topics = notes.memo if notes is not None and case.settings.layout != "dot" else None
    # It cuts nothing off, and goes on nowhere.
    return table.pictures((replace(whole_view(case), onward={}),))


def charts(case: Case, notes: Notes | None = None) -> tuple[Picture, ...]:
    """The further pictures of a case; none where the settings choose the views."""
    from argmap.render import further  # noqa: PLC0415 - as above

    if case.settings.views:
        return ()
    if notes is None:
        return tuple(chart for name in further.names(case) for chart in further.further(case, name) or ())
    names = notes.known("names", "further")
    if not isinstance(names, list):
        reads: Reads = set()
        names = list(further.names(noting(case, reads, notes)))
        notes.keep("names", "further", reads, names)
    return tuple(chart for name in names for chart in _chart(case, notes, str(name)))


def _chart(case: Case, notes: Notes, name: str) -> tuple[Picture, ...]:
    """The further pictures of one name."""
    from argmap.render import further  # noqa: PLC0415 - as above

    known = known_pictures(notes.memo, notes.known("chart", name))
    if known is not None:
        return known
    reads: Reads = set()
    made = tuple(further.further(noting(case, reads, notes), name) or ())
    notes.keep("chart", name, reads, [[picture.name, what_is_kept(picture, notes.memo)] for picture in made])
    return made


def printed(case: Case) -> tuple[View, ...]:
    """The views of a case, each as deep as a sheet of A4 allows."""
    return Table(case).views()


def _led(case: Case, sheet: Sheet, through: Callable[[Pages, str], list[View]] | None) -> tuple[View, ...]:
    """The views of a case, with what leads from one to another; `through` as in `views`."""
    return led(case, views(case, sheet, heads(case), through))


def picture(case: Case, view: View) -> Picture:
    """One view as a picture."""
    return Table(case).picture(view)


def thesis_view(case: Case, thesis: str) -> View:
    """The view of the thesis as deep as a sheet of A4 allows; the first where there are several."""
    return overview(case, thesis, Table(case).sheet)[0]


def neighbourhood(case: Case, claim: str) -> Picture:
    """A claim with what it rests on, as deep as prints on a sheet of A4; the first picture where there are several."""
    table = Table(case)
    return table.picture(claim_views(case, claim, table.sheet)[0])


class Table:
    """Where the cards of a case are laid out, once for all views that show the same."""

    def __init__(
        self, case: Case, notes: Notes | None = None, laid: _Laid | None = None, deck: Deck | None = None
    ) -> None:
        # What dot makes of a picture hangs on which dot is found, and how long it takes.
        self.notes = notes if case.settings.layout != "dot" else None
        self.deck = Deck(case) if deck is None else deck
        self.wishes = bool(case.settings.order or case.settings.together)
        self.drawings: dict[tuple[object, ...], Drawing] = {}
        self.laid: _Laid = {} if laid is None else laid
        self.topics = self.notes.memo if self.notes is not None else None  # what remembers those of large maps
        self.meanwhile: Callable[[], None] = lambda: None  # what can be done while another process draws
        self.given_up: tuple[str, ...] = ()  # the notes of the first picture for which dot took too long

    def noting(self, reads: Reads, *, shapes: bool = False) -> Table:
        """A table of the same case that notes what is read of it; of cards their `shapes` alone, where no picture is drawn."""
        if self.notes is None:
            return self
        case = noting(self.deck.case, reads, self.notes)
        return Table(case, self.notes, self.laid, Deck(case, self.notes, reads, shapes=shapes))

    def views(self) -> tuple[View, ...]:
        """The views of the case, each as deep as a sheet of A4 allows, and with what leads from one to another."""
        if self.notes is None:
            return _led(self.deck.case, self.sheet, None)
        return self.notes.hold(("views",), lambda noted: _led(noted, self.sheet, partial(self.through, noted)), set())

    def through(self, noted: Case, made: Pages, name: str) -> list[View]:
        """The views that `made` gives for a name, unless they are known; what was read for them is `noted` as read."""
        assert self.notes is not None
        key = f"{made.__name__} {name}"
        known = self.notes.known("views", key)
        found = None if known is None else views_of(known)
        if found is None:
            own: Reads = set()
            table = self.noting(own, shapes=True)
            begin = len(self.notes.memo.asked)
            found = made(table.deck.case, name, table.sheet)
            self.notes.keep("views", key, own, [view.plain for view in found], self.notes.memo.asked[begin:])
        _, reads = keeping(noted)
        reads |= self.notes.read_for("views", key)
        return found

    def draw(self, view: View) -> Drawing:
        """A view as cards and links."""
        cut = tuple(view.cut.items())
        leads = (None if view.onward is None else tuple(view.onward.items()), view.back)
        key = (
            view.title,
            view.claims,
            view.evidence,
            view.inferences,
            view.question,
            view.focus,
            cut,
            view.brief,
            leads,
        )
        if key not in self.drawings:
            self.drawings[key] = draw(self.deck, view)
        return self.drawings[key]

    def pieces(self, drawing: Drawing) -> _Boxes:
        """The boxes and links of a drawing as an engine is told of them."""
        boxes: Sequence[Box] = [Box(card.id, card.width, card.height, card.top) for card in drawing.cards.values()]
        links: Sequence[Link] = drawing.links
        if self.wishes:
            boxes, links = told(self.deck.case, drawing.cards, boxes, links)
        return tuple(boxes), tuple(links)

    def key(self, drawing: Drawing) -> str:
        """A digest of all that the size of a picture depends on."""
        look = (drawing.look.theme, drawing.look.words.language, self.deck.case.settings.most_boxes)
        shown = (drawing.title, drawing.subtitle, look, self.pieces(drawing), sorted(drawing.relations.items()))
        signs = sorted(frozenset[str]().union(*(card.signs for card in drawing.cards.values())))
        return digested([repr((shown, signs))])

    def lay(self, drawing: Drawing, fits: Fits | None = None) -> tuple[Placement, tuple[str, ...]]:
        """The places of cards, and notes on how they were found. Raises TooLarge where `fits` says so of a map as wide and
        high as it will be at least."""
        key = boxes, links = self.pieces(drawing)
        if self.notes is not None and (len(boxes) <= ONE_TOPIC or self.notes.lasting):
            laid, asked = self.notes.hold(("laid", *key), lambda _: self.asking(boxes, links, fits), set())
            self.notes.memo.take(asked)
            return laid
        if key not in self.laid:
            self.laid[key] = self.placed(boxes, links, fits)
        return self.laid[key]

    def asking(
        self, boxes: tuple[Box, ...], links: tuple[Link, ...], fits: Fits | None
    ) -> tuple[tuple[Placement, tuple[str, ...]], tuple[str, ...]]:
        """The places of boxes, worked out now, and the names of what the memo was asked for."""
        asked = self.notes.memo.asked if self.notes is not None else []
        begin = len(asked)
        laid = self.placed(boxes, links, fits)
        return laid, tuple(asked[begin:])

    def placed(
        self, boxes: tuple[Box, ...], links: tuple[Link, ...], fits: Fits | None
    ) -> tuple[Placement, tuple[str, ...]]:
        """The places of boxes, worked out now. Raises TooLarge as `lay` does."""
        settings = self.deck.case.settings
        placement, notes = place(
            boxes,
            links,
            gap_x=style.GAP_X,
            gap_y=style.GAP_Y,
            seconds=settings.layout_seconds,
            most=settings.most_boxes,
            wish=settings.layout,
            given_up=self.given_up,
            fits=fits,
            kept=self.topics,
        )
        self.given_up = self.given_up or tuple(note for note in notes if note.startswith(TOO_LONG))
        return heard(placement) if self.wishes else placement, notes

    def picture(self, view: View) -> Picture:
        """A view as a picture."""
        return self.pictures((view,))[0]

    def pictures(self, asked: Sequence[View]) -> tuple[Picture, ...]:
        """Views as pictures."""
        if self.notes is None:
            return tuple(picture for picture, _, _ in self.drawn(asked))
        found: dict[str, Picture] = {}
        for view in asked:
            kept = self.notes.known("picture", view.digest)
            known = known_picture(self.notes.memo, kept, f"{view.name}.svg")
            if known is not None:
                found[view.name] = known
        missing = [view for view in asked if view.name not in found]
        for view, (made, reads, along) in zip(missing, self.drawn(missing), strict=True):
            found[view.name] = made
            self.notes.keep("picture", view.digest, reads, what_is_kept(made, self.notes.memo), along)
        return tuple(found[view.name] for view in asked)

    def drawn(self, asked: Sequence[View]) -> list[_Made]:
        """Views as pictures of which nothing is known; of many, another process draws as many as it can, while this one has other
        things to do as well."""
        # Once dot took too long for a picture, the next ones are told so; and cards made elsewhere are not held here.
        alone = self.deck.case.settings.layout == "dot" or (self.notes is not None and self.notes.lasting)
        if len(asked) < MANY or alone:
            return [self.made(view) for view in asked]
        from argmap.beside import MOST_DEALT, beside, dealing  # noqa: PLC0415 - few pictures need none of this

        stretches = min(len(asked), MOST_DEALT)
        with dealing(stretches) as dealt_out:
            # Of very many, several are dealt at once.
            numbers = (number for first in dealt_out for number in range(first, len(asked), stretches))
            with beside(lambda: self.made_beside(asked, numbers)) as rest:
                self.meanwhile()
                made = {number: self.made(asked[number]) for number in numbers}
                others, kept = rest()
        made |= others
        if self.notes is not None:
            self.notes.memo.used.update(kept)
        # What a process took that came to nothing is left.
        return [made[number] if number in made else self.made(view) for number, view in enumerate(asked)]

    def made_beside(self, asked: Sequence[View], numbers: Iterator[int]) -> tuple[dict[int, _Made], dict[str, Any]]:
        """Views by their numbers as pictures drawn now, and what the memo is to keep of that."""
        made = {number: self.made(asked[number]) for number in numbers}
        memo = self.notes.memo if self.notes is not None else None
        names = [name for _, _, along in made.values() for name in along if memo is not None and name in memo.used]
        return made, {name: memo.used[name] for name in names} if memo is not None else {}

    def made(self, view: View) -> _Made:
        """A view as a picture, drawn now, with what was read for it, and asked of the memo."""
        reads: Reads = set()
        table = self.noting(reads)
        begin = len(self.notes.memo.asked) if self.notes is not None else 0
        drawing = table.draw(view)
        with _written_beside(drawing) as cards:
            placement, notes = table.lay(drawing)
            svg, width, height = to_svg(drawing, placement, cards())
        self.given_up = self.given_up or table.given_up
        along = self.notes.memo.asked[begin:] if self.notes is not None else []
        return Picture(f"{view.name}.svg", svg, width, height, notes), reads, along

    @property
    def sheet(self) -> Sheet:
        """A sheet of A4, on which views are to be readable."""
        return Sheet(self.prints, self.little)

    def little(self, view: View) -> bool:
        """Whether the cards of a view take up so little of a sheet of A4 that it is most likely readable there."""
        return _area(self.draw(view)) < LITTLE_IN_PRINT

    def prints(self, view: View) -> bool:
        """Whether a view is readable on a sheet of A4."""
        drawing = self.draw(view)
        # Cards do not overlap: many would need no layout to see that they are too much for a sheet.
        if _area(drawing) > LARGEST_IN_PRINT:
            return False
        if self.notes is None:
            return self.measured(drawing)
        key = self.key(drawing)
        known = self.notes.memo.told("prints", key)
        if not isinstance(known, bool):
            known = self.measured(drawing)
            self.notes.memo.keep("prints", key, known)
        return known

    def measured(self, drawing: Drawing) -> bool:
        """Whether a drawing is readable on a sheet of A4, by laying it out as far as it takes to see that."""

        def may_print(width: float, height: float) -> bool:
            """Whether a map that is at least so wide and high may come to be readable there."""
            return prints_on_a4(*least_size(drawing, width, height))

        try:
            placement, _ = self.lay(drawing, may_print)
        except TooLarge:
            return False
        return prints_on_a4(*size(drawing, placement))


def _area(drawing: Drawing) -> float:
    """What the cards of a drawing cover, in square points."""
    return sum(card.width * card.height for card in drawing.cards.values())


def _written_beside(drawing: Drawing) -> AbstractContextManager[Callable[[], Written | None]]:
    """The cards of a drawing, if they are many: they are written while the places for them are found."""
    if len(drawing.cards) < MANY_CARDS:
        return nullcontext(lambda: None)
    from argmap.beside import beside  # noqa: PLC0415 - few cards need none of this

    return beside(lambda: written(drawing))


def what_is_kept(picture: Picture, memo: Memo) -> list[Any]:
    """What a memo keeps of a picture: its digest, its size in points, and its notes."""
    return [digested([memo.data(picture.name, picture.svg)]), picture.width, picture.height, list(picture.notes)]


def known_picture(memo: Memo, kept: Any, name: str) -> Picture | None:
    """The picture of which a memo keeps this, from the file of that name, if it stands there unchanged."""
    match kept:
        case [str(digest), int() | float() as width, int() | float() as height, list(notes)] if all(
            isinstance(note, str) for note in notes
        ):
            svg = memo.text(name, digest)
            return None if svg is None else Picture(name, svg, width, height, tuple(notes))
    return None


def known_pictures(memo: Memo, kept: Any) -> tuple[Picture, ...] | None:
    """Pictures of which a memo keeps names and the rest, if all of them stand unchanged."""
    found = []
    for entry in kept if isinstance(kept, list) else [None]:
        match entry:
            case [str(name), one] if (picture := known_picture(memo, one, name)) is not None:
                found.append(picture)
            case _:
                return None
    return tuple(found)


SMALLEST_IN_PRINT = 6.0
_LONG, _SHORT = 785.2, 538.6  # 277 mm and 190 mm in points
LARGEST_IN_PRINT = _LONG * _SHORT * (style.TEXT.size / SMALLEST_IN_PRINT) ** 2
"""The area in square points of the largest picture that prints on a sheet of A4."""
LITTLE_IN_PRINT = LARGEST_IN_PRINT / 4
"""Of views whose cards cover less nearly all print."""


def prints_on_a4(width: float, height: float) -> bool:
    """Whether the text of cards is at least 6 points high when a picture fills a sheet of A4 with 1 cm margins."""
    wide, high = max(width, height), min(width, height)
    return style.TEXT.size * min(_LONG / wide, _SHORT / high) >= SMALLEST_IN_PRINT
