"""SVG: a drawing and its placement → one self-contained, accessible picture with text as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from argmap.render import style
from argmap.render.cards import Card, Text
from argmap.render.drawing import Drawing
from argmap.render.legend import Entry, entries, signs
from argmap.render.look import Look
from argmap.render.metrics import width, wrap
from argmap.render.placement import Placement, Point
from argmap.render.rows import ROUNDING
from argmap.render.shapes import content, curve, escape, frame, grade_mark, line, link, n, plus, text_line
from argmap.render.style import Type
from argmap.render.views import Lead
from argmap.render.words import Words

MARK = "data-argmap="
LEGEND_ROW = 22
LEAST_WIDTH = 720.0
POSTER = 1800.0  # a picture wider than this has a larger heading
_ABOVE_MAP = 11.0
MOST_STUBS = 3
BRACKET = 7.0  # how far the bracket around premises goes beyond them
GAP = 10.0  # between links of a line
PLUS = 8.0  # the room for a plus in it, to either side


@dataclass(frozen=True)
class Picture:
    """A finished picture: its file name, its text, its size in points, and notes for the user on how it was made."""

    name: str
    svg: str
    width: float
    height: float
    notes: tuple[str, ...] = ()

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return self.svg


Written = Mapping[str, tuple[tuple[str, str], ...]]
"""Cards by their ids as pieces of SVG: each before and after its place."""


def written(drawing: Drawing) -> Written:
    """The cards of a drawing, which can be written before it is known where they will stand."""
    return {name: _card(card) for name, card in drawing.cards.items()}


def to_svg(drawing: Drawing, placement: Placement, cards: Written | None = None) -> tuple[str, float, float]:
    """The picture as text of an SVG file, with its width and height in points; `cards` where they are written already."""
    total = _total(placement.width)
    out: list[str] = []
    top = _heading(out, drawing, total)
    left = (total - placement.width) / 2
    pen = _Pen(out, drawing, placement, left, top)
    pen.links()
    pen.cards(cards or written(drawing))
    bottom = _legend(out, drawing, top + placement.height + style.GAP_Y, total)
    svg = document(drawing.look, drawing.title, _description(drawing), out, total, bottom)
    return svg, total, bottom


def size(drawing: Drawing, placement: Placement) -> tuple[float, float]:
    """The width and height in points that the picture will have at most: there is room for what leads back."""
    total = _total(placement.width)
    _, y, larger = _titles(drawing, total)
    map_ = y + style.LINK.line * larger + _ABOVE_MAP * larger
    return total, _below_key(map_ + placement.height + style.GAP_Y, _key(drawing, total))


def least_size(drawing: Drawing, width: float, height: float) -> tuple[float, float]:
    """A width and a height in points that no picture of a drawing goes below whose map is at least so wide and so high."""
    lines = [type_.line for text, type_ in _lines_above(drawing) if text and not text.isspace()]
    heading = style.MARGIN + sum(lines) + style.LINK.line + _ABOVE_MAP
    return _total(width), heading + height + style.GAP_Y + LEGEND_ROW + style.MARGIN / 2 - ROUNDING


def _lines_above(drawing: Drawing) -> tuple[tuple[str, Type], ...]:
    return (drawing.title, style.TITLE), (drawing.subtitle, style.SUBTITLE)


def _total(width: float) -> float:
    return max(LEAST_WIDTH, width + 2 * style.MARGIN)


def document(look: Look, title: str, description: str, body: Sequence[str], width: float, height: float) -> str:
    """A whole SVG file around the pieces of a picture, with its name and description; width and height in points."""
    inner = "\n".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {MARK}"1" viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}"'
        f' height="{n(height)}" role="graphics-document document" aria-labelledby="map-title" aria-describedby="map-desc">\n'
        f'<title id="map-title">{escape(title)}</title>\n<desc id="map-desc">{escape(description)}</desc>\n'
        f"<style>{style.stylesheet(look.theme)}</style>\n"
        f'<rect class="f-paper" width="{n(width)}" height="{n(height)}"/>\n{inner}\n</svg>\n'
    )


def _description(drawing: Drawing) -> str:
    roots = [drawing.cards[root] for root in drawing.roots if root in drawing.cards]
    named = " ".join(root.sentence for root in roots[:1])
    return f"{drawing.look.words('picture.map')} {drawing.subtitle}. {named}".strip()


def _titles(drawing: Drawing, total: float) -> tuple[list[tuple[float, str, Type]], float, float]:
    """Title and subtitle as lines with their baselines, larger above a poster; the y below them, and how much larger."""
    y = style.MARGIN
    room = total - 2 * style.MARGIN
    larger = min(max(total / POSTER, 1.0), 3.0)
    lines = []
    for text, type_ in _lines_above(drawing):
        type_ = type_._replace(size=round(type_.size * larger, 1), line=type_.line * larger)
        for shown in wrap(text, type_.size, room, type_.style):
            lines.append((y + type_.size * 0.92, shown, type_))
            y += type_.line
    return lines, y, larger


def _heading(out: list[str], drawing: Drawing, total: float) -> float:
    """Title and subtitle, and a line of links to other pictures where there are any; gives the y at which the map begins."""
    lines, y, larger = _titles(drawing, total)
    out.append('<g class="heading">')
    out.extend(text_line(style.MARGIN, line, shown, type_) for line, shown, type_ in lines)
    out.append("</g>")
    if drawing.back:
        type_ = style.LINK._replace(size=round(style.LINK.size * larger, 1), line=style.LINK.line * larger)
        room = total - 2 * style.MARGIN
        out.extend(line_of_leads(drawing.look.words, drawing.back, y + type_.size, room, type_))
        y += type_.line
    return y + _ABOVE_MAP * larger


def line_of_leads(say: Words, back: Sequence[Lead], y: float, room: float, type_: Type) -> Iterator[str]:
    """Links to the pictures from which one comes to this, and to further pages, on one line with its baseline at y and
    so much room; how many more where they do not fit."""
    plain = type_._replace(role="quiet")
    end = style.MARGIN + room
    yield '<g class="leads">'
    label = say("picture.leads")
    yield text_line(style.MARGIN, y, label, plain)
    x = style.MARGIN + width(label, type_.size) + GAP
    for number, lead in enumerate(back):
        shown = say("index.page", n=lead.page) if lead.page is not None else lead.name
        left = len(back) - number
        more = say("step.and-more", n=left)
        after = GAP + width(say("step.and-more", n=left - 1), type_.size) if left > 1 else 0.0
        if x + width(shown, type_.size) + after > end:
            yield text_line(x, y, more, plain)
            break
        yield link(f"{lead.name}.svg", f"{shown}: {lead.title}", [text_line(x, y, shown, type_, under=True)])
        x += width(shown, type_.size) + GAP
    yield "</g>"


class _Pen:
    """Draws links and cards at their places."""

    def __init__(self, out: list[str], drawing: Drawing, placement: Placement, left: float, top: float) -> None:
        self.out = out
        self.drawing = drawing
        self.placement = placement
        self.left = left
        self.top = top

    # ---- links

    def links(self) -> None:
        """All links, beneath the cards; hidden from readers, for whom the cards' sentences say the same."""
        ends: dict[str, list[Point]] = {}
        leaving: dict[str, list[tuple[str, str]]] = {}
        self.out.append('<g class="links" aria-hidden="true">')
        for one in self.drawing.links:
            relation = self.drawing.relations[one.id]
            points = self.placement.curves.get(one.id)
            if points is None:
                leaving.setdefault(one.lower, []).append((one.upper, relation))
            else:
                pieces, end = curve(points, relation, self.left, self.top)
                self.out.extend(pieces)
                if relation == "premise":
                    ends.setdefault(one.upper, []).append(end)
        for step, reached in ends.items():
            self.out.extend(self._bracket(step, reached))
        self.out.append("</g>")
        for lower, targets in leaving.items():
            self._stubs(lower, targets)

    def _bracket(self, step: str, ends: Sequence[Point]) -> Iterator[str]:
        """Several premises that come to a step are needed together: a bracket joins their lines, with a plus in it."""
        across = sorted(point.x for point in ends)
        if len(across) > 1:
            y = self.placement.corners[step].y + self.top + self.drawing.cards[step].height + 9
            # The plus stands clear of the lines, as near to the middle as it can.
            middle = (across[0] + across[-1]) / 2
            spaces = [(min(b - a, 2 * PLUS), -abs((a + b) / 2 - middle), (a + b) / 2) for a, b in pairwise(across)]
            at = max(spaces)[2]
            left, right = across[0] - BRACKET, across[-1] + BRACKET
            yield (
                f'<path class="n s-line" stroke-width="1.6" d="M{n(left)} {n(y - 5)}V{n(y)}H{n(max(at - PLUS, left))}'
                f'M{n(min(at + PLUS, right))} {n(y)}H{n(right)}V{n(y - 5)}"/>'
            )
            yield plus(at, y)

    def _stubs(self, lower: str, targets: Sequence[tuple[str, str]]) -> None:
        """Links that leave their topic: short lines up from the lower card, side by side, with the names of where they
        go; of many the last names only how many more there are."""
        corner, card = self.placement.corners[lower], self.drawing.cards[lower]
        room = card.width / min(len(targets), MOST_STUBS)
        for index, (upper, relation) in enumerate(targets[:MOST_STUBS]):
            x, y = corner.x + self.left + (index + 0.5) * room, corner.y + self.top
            self.out.append('<g aria-hidden="true">')
            self.out.extend(line([Point(x, y), Point(x, y - 6), Point(x, y - 8), Point(x, y - 14)], relation))
            self.out.append("</g>")
            target = self.drawing.cards[upper]
            more = len(targets) - index if index == MOST_STUBS - 1 else 1
            say = self.drawing.look.words
            word = say(f"relation.{relation if relation in style.WORDS else 'premise'}")
            label = say("step.to", word=word, target=target.ref) if more == 1 else say("step.and-more", n=more)
            text = wrap(label, style.NAME.size, room - 6, most_lines=1)[0]
            shown = text_line(x - width(text, style.NAME.size) / 2, y - 18, text, style.NAME)
            self.out.append(f'<a href="#{escape(target.id)}">{shown}</a>' if more == 1 else shown)

    # ---- cards

    def cards(self, cards: Written) -> None:
        """All cards in reading order: from the top down, and from left to right."""
        corners = self.placement.corners
        for name in sorted(corners, key=lambda card: (corners[card].y, corners[card].x, card)):
            corner = corners[name]
            place = f' transform="translate({n(corner.x + self.left)} {n(corner.y + self.top)})"'
            self.out.extend(place.join(piece) for piece in cards[name])


@lru_cache(maxsize=1 << 13)
def _card(card: Card) -> tuple[tuple[str, str], ...]:
    """A card and those in it, and the link that it bears, each before and after its place: the same card stands in many
    pictures.

    Every card is a symbol with a title and a sentence that says it all. Nothing in a symbol can be stopped at, so a link
    stands behind it.
    """
    parts: list[str] = []
    for part in card.content:
        if isinstance(part, Text):
            parts.append(text_line(part.x, part.y, part.text, part.type, right=part.right))
        else:
            parts.extend(content(part))
    if card.kind == "stack":
        start, out = "<g", ['><g aria-hidden="true">', *parts, "</g>"]
    else:
        start = f'<g id="{escape(card.id)}" role="graphics-symbol img" tabindex="0"'
        out = [f"><title>{escape(card.name)}</title><desc>{escape(card.sentence)}</desc>", frame(card), *parts]
    for x, y, inner in card.inner:
        out.extend(f' transform="translate({n(x)} {n(y)})"'.join(piece) for piece in _card(inner))
    out.append("</g>")
    if card.lead is None:
        return ((start, "\n".join(out)),)
    lines = [text_line(part.x, part.y, part.text, part.type, under=True) for part in card.lead.lines]
    shown = f'<a class="lead" href="{escape(card.lead.file)}" aria-label="{escape(card.lead.told)}"'
    return (start, "\n".join(out)), (shown, "\n".join([">", *lines, "</a>"]))


# --------------------------------------------------------------------------- legend


def _legend(out: list[str], drawing: Drawing, y: float, total: float) -> float:
    """The key to what occurs in this picture; gives the y at which the picture ends."""
    say = drawing.look.words
    name = escape(say("picture.key-name"))
    out.append(f'<g class="legend" role="group" aria-label="{name}" transform="translate(0 {n(y)})">')
    out.append(text_line(style.MARGIN, 9, say("picture.key"), style.KIND))
    places = _key(drawing, total)
    out.extend(f'<g transform="translate({n(x)} {n(row)})">\n{sample}\n</g>' for x, row, sample in places)
    out.append("</g>")
    return _below_key(y, places)


_Key = list[tuple[float, float, str]]
"""The samples of a key, with their corners."""


def _key(drawing: Drawing, total: float) -> _Key:
    """The entries of the key in lines that fit."""
    say = drawing.look.words
    x = begin = style.MARGIN + max(34.0, width(say("picture.key"), style.KIND.size, style.KIND.style) + 10)
    row = 0.0
    places = []
    for needed, sample in _explained(signs(drawing), say):
        if x + needed > total - style.MARGIN and x > begin:
            x, row = begin, row + LEGEND_ROW
        places.append((x, row, sample))
        x += needed + 20
    return places


def _below_key(y: float, places: _Key) -> float:
    """The y at which a picture ends with its key at y."""
    row = places[-1][1] if places else 0.0
    return y + row + LEGEND_ROW + style.MARGIN / 2


@lru_cache(maxsize=1 << 10)
def _explained(found: frozenset[str], say: Words) -> tuple[tuple[float, str], ...]:
    """The entries of a key to some signs, each with the room that it takes."""
    return tuple(_entry(entry) for entry in entries(found, say))


@lru_cache(maxsize=64)
def _entry(entry: Entry) -> tuple[float, str]:
    sample = [*_sample(entry.sample), text_line(entry.width + 8, 9, entry.text, style.SMALL)]
    return entry.width + 8 + width(entry.text, style.SMALL.size), "\n".join(sample)


def _sample(sample: str) -> Iterator[str]:
    kind, _, what = sample.partition(" ")
    if kind == "line":
        yield from line([Point(0, 5), Point(8, 5), Point(24, 5), Point(34, 5)], what)
    elif kind == "box":
        yield f'<g transform="translate(1 -2)">{frame(_small(what))}</g>'
    elif kind == "grade":
        yield grade_mark(0, -1, what)
    elif kind == "plus":
        yield plus(7, 5)
    elif kind == "band":
        yield '<path class="n s-axis" d="M0 5H40M0 0v10M40 0v10"/>'
        yield '<rect class="f-band s-support" x="16" y="0" width="18" height="10" rx="2" stroke-width="1.1"/>'
        yield '<circle class="f-ink s-card" cx="26" cy="5" r="4.2" stroke-width="1.4"/>'
    else:
        yield '<path class="n s-hedge" stroke-width="1.6" d="M4 8V3H34V8"/>'


def _small(kind: str) -> Card:
    thick = kind == "thick"
    return Card("", "", kind, 32, 15, "", "", (), relation="support" if kind == "step" else None, emphasis=thick)
