"""SVG: a drawing and its placement → one self-contained, accessible picture with text as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import hypot

from argmap.render import style
from argmap.render.cards import Axis, Card, Grade, Icon, Plus, Text, Wire
from argmap.render.drawing import Drawing
from argmap.render.legend import Entry, entries
from argmap.render.look import Look
from argmap.render.metrics import width, wrap
from argmap.render.placement import Placement, Point
from argmap.render.style import Type
from argmap.render.views import Lead
from argmap.render.words import Words

MARK = "data-argmap="
LEGEND_ROW = 22
LEAST_WIDTH = 720.0
POSTER = 1800.0  # a picture wider than this has a larger heading
MOST_STUBS = 3
BRACKET = 7.0  # how far the bracket around premises goes beyond them
GAP = 10.0  # between links of a line
PLUS = 8.0  # the room for a plus in it, to either side
_NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_ASCII_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f&<>\"]")


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


def escape(text: str) -> str:
    """Text as it may stand in XML, in elements and in double-quoted attributes; what XML has no character for becomes
    U+FFFD."""
    # Most texts need nothing, and to compile the whole pattern takes some milliseconds.
    if _ASCII_TO_ESCAPE.search(text) is None and (text.isascii() or _is_xml(text)):
        return text
    text = re.sub(_NOT_XML, "\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _is_xml(text: str) -> bool:
    """Whether XML has all the characters of a text without those of ASCII's controls."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair
        return False
    return "\ufffe" not in text and "\uffff" not in text


@lru_cache(maxsize=1 << 16)
def n(value: float) -> str:
    """A length as short as it can be written to a hundredth of a point."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def to_svg(drawing: Drawing, placement: Placement) -> tuple[str, float, float]:
    """The picture as text of an SVG file, with its width and height in points."""
    total = _total(placement.width)
    out: list[str] = []
    top = _heading(out, drawing, total, leads=bool(drawing.back))
    left = (total - placement.width) / 2
    pen = _Pen(out, drawing, placement, left, top)
    pen.links()
    pen.cards()
    bottom = _legend(out, drawing, top + placement.height + style.GAP_Y, total)
    svg = document(drawing.look, drawing.title, _description(drawing), out, total, bottom)
    return svg, total, bottom


def size(drawing: Drawing, placement: Placement) -> tuple[float, float]:
    """The width and height in points that the picture will have at most: there is room for what leads back."""
    total = _total(placement.width)
    top = _heading([], drawing, total, leads=True)
    return total, _legend([], drawing, top + placement.height + style.GAP_Y, total)


def least_size(width: float, height: float) -> tuple[float, float]:
    """A width and a height in points that no picture goes below whose map is so wide and so high."""
    return _total(width), style.MARGIN + height + style.GAP_Y + LEGEND_ROW + style.MARGIN / 2


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


def text_line(x: float, y: float, text: str, type_: Type, *, right: bool = False, under: bool = False) -> str:
    """One line of text. Its measured length is written too, so that another font cannot make it leave its box."""
    start, size = _type(type_)
    anchor = (' text-anchor="end"' if right else "") + (' text-decoration="underline"' if under else "")
    length = n(width(text, type_.size, type_.style))
    return (
        f'{start} x="{n(x)}" y="{n(y)}"{size}{anchor} textLength="{length}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(text)}</text>"
    )


@lru_cache(maxsize=64)
def _type(type_: Type) -> tuple[str, str]:
    """How a line of text of a type begins, and its size."""
    style = {"regular": "", "bold": " b", "italic": " i"}[type_.style]
    return f'<text class="f-{type_.role}{style}"', f' font-size="{n(type_.size)}"'


def _heading(out: list[str], drawing: Drawing, total: float, *, leads: bool) -> float:
    """Title and subtitle, larger above a poster, and a line of links to other pictures; gives the y at which the map begins."""
    y = style.MARGIN
    room = total - 2 * style.MARGIN
    larger = min(max(total / POSTER, 1.0), 3.0)
    out.append('<g class="heading">')
    for text, type_ in ((drawing.title, style.TITLE), (drawing.subtitle, style.SUBTITLE)):
        type_ = type_._replace(size=round(type_.size * larger, 1), line=type_.line * larger)
        for line in wrap(text, type_.size, room, type_.style):
            out.append(text_line(style.MARGIN, y + type_.size * 0.92, line, type_))
            y += type_.line
    out.append("</g>")
    if leads:
        type_ = style.LINK._replace(size=round(style.LINK.size * larger, 1), line=style.LINK.line * larger)
        out.extend(line_of_leads(drawing.look.words, drawing.back, y + type_.size, room, type_))
        y += type_.line
    return y + 11 * larger


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


def link(file: str, told: str, inner: Iterable[str]) -> str:
    """A link to another picture, with its accessible name."""
    return f'<a href="{escape(file)}" aria-label="{escape(told)}">{"".join(inner)}</a>'


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
        for link in self.drawing.links:
            relation = self.drawing.relations[link.id]
            curve = self.placement.curves.get(link.id)
            if curve is None:
                leaving.setdefault(link.lower, []).append((link.upper, relation))
            else:
                points = [Point(p.x + self.left, p.y + self.top) for p in curve]
                self.out.extend(line(points, relation))
                if relation == "premise":
                    ends.setdefault(link.upper, []).append(points[-1])
        for step, points in ends.items():
            self.out.extend(self._bracket(step, points))
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

    def cards(self) -> None:
        """All cards in reading order: from the top down, and from left to right."""
        corners = self.placement.corners
        for name in sorted(corners, key=lambda card: (corners[card].y, corners[card].x, card)):
            corner = corners[name]
            place = f' transform="translate({n(corner.x + self.left)} {n(corner.y + self.top)})"'
            self.out.extend(place.join(piece) for piece in _card(self.drawing.cards[name]))


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
            parts.extend(_content(part))
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


def _content(part: Axis | Grade | Plus | Icon | Wire) -> Iterator[str]:
    if isinstance(part, Axis):
        yield from _axis(part)
    elif isinstance(part, Grade):
        yield grade_mark(part.x, part.y, part.code)
    elif isinstance(part, Plus):
        yield plus(part.x, part.y)
    elif isinstance(part, Wire):
        points = [Point(*point) for point in part.points]
        yield from line(points, part.relation, straight=True, head=part.head)
    else:
        yield icon(part.x, part.y, part.relation)


def frame(card: Card) -> str:
    """The outline of a card, by its kind: shapes tell kinds apart without colour."""
    w, h = card.width, card.height
    if card.kind == "evidence":
        fold = 11.0
        return (
            f'<path class="frame f-sunk s-line" d="M0 0H{n(w - fold)}L{n(w)} {n(fold)}V{n(h)}H0Z"/>'
            f'<path class="f-paper s-line" d="M{n(w - fold)} 0V{n(fold)}H{n(w)}Z"/>'
        )
    if card.kind == "step":
        dash = f' stroke-dasharray="{style.DASHES[card.relation]}"' if card.relation in style.DASHES else ""
        return f'<rect class="frame f-card s-{card.relation}" width="{n(w)}" height="{n(h)}" rx="11" stroke-width="1.6"{dash}/>'
    if card.kind == "question":
        return (
            f'<rect class="frame f-card s-ink" width="{n(w)}" height="{n(h)}" stroke-width="1.4"/>'
            f'<rect class="n s-ink" x="3" y="3" width="{n(w - 6)}" height="{n(h - 6)}" stroke-width="0.8"/>'
        )
    stroke = "2.6" if card.emphasis else "1.5"
    dash = {"reported": ' stroke-dasharray="9 4"', "gap": ' stroke-dasharray="2 3"'}.get(card.kind, "")
    return f'<rect class="frame f-card s-ink" width="{n(w)}" height="{n(h)}" rx="7" stroke-width="{stroke}"{dash}/>'


def _axis(axis: Axis) -> Iterator[str]:
    """The scale from 0 to 1; a band with its point, and above it a bracket for the author's own words."""

    def at(value: float) -> float:
        return axis.x + value * axis.width

    y = axis.y
    ruler, words = _scale(axis.x, y, axis.width, axis.ends)
    yield ruler
    if axis.hedge:
        low, high = (at(value) for value in axis.hedge)
        rise = y - 13
        yield f'<path class="n s-hedge" stroke-width="1.6" d="M{n(low)} {n(rise + 5)}V{n(rise)}H{n(high)}V{n(rise + 5)}"/>'
    if axis.point is not None:
        low, high = at(axis.low), at(axis.high)
        yield (
            f'<rect class="f-band s-support" x="{n(low)}" y="{n(y - 5)}" width="{n(max(high - low, 1))}" height="10"'
            ' rx="2" stroke-width="1.1"/>'
        )
        yield f'<circle class="f-ink s-card" cx="{n(at(axis.point))}" cy="{n(y)}" r="4.6" stroke-width="1.4"/>'
    yield words


@lru_cache(maxsize=1 << 10)
def _scale(x: float, y: float, wide: float, ends: tuple[str, str, str]) -> tuple[str, str]:
    """The line of a scale from 0 to 1 with its ticks, and its words."""
    ticks = "".join(
        f"M{n(x + k / 4 * wide)} {n(y - (6 if k % 2 == 0 else 4))}v{12 if k % 2 == 0 else 8}" for k in range(5)
    )
    words = [
        text_line(x + value * wide - width(word, style.TICK.size) * value, y + 17, word, style.TICK)
        for value, word in zip((0.0, 0.5, 1.0), ends, strict=True)
    ]
    return f'<path class="n s-axis" d="M{n(x)} {n(y)}H{n(x + wide)}{ticks}"/>', "\n".join(words)


@lru_cache(maxsize=1 << 10)
def grade_mark(x: float, y: float, code: str) -> str:
    """Three rising steps, filled as far as the grade goes; a cross for SX."""
    if code == "SX":
        return f'<path class="n s-attack" stroke-width="2.4" d="M{n(x + 10)} {n(y + 1)}l10 10m0 -10l-10 10"/>'
    level = int(code[1])
    bars = []
    for k in range(3):
        height = 4 + 3.5 * k
        fill = "f-ink" if k < level else "n"
        bars.append(
            f'<rect class="{fill} s-ink" x="{n(x + 11 * k)}" y="{n(y + 11 - height)}" width="8" height="{n(height)}"/>'
        )
    return "".join(bars)


def plus(x: float, y: float) -> str:
    """The sign between linked premises."""
    return f'<path class="n s-ink" stroke-width="1.8" d="M{n(x - 5)} {n(y)}h10m-5 -5v10"/>'


def icon(x: float, y: float, relation: str) -> str:
    """A relation's head, upright, about 11 points high."""
    if relation == "support":
        return f'<path class="f-support" d="M{n(x)} {n(y - 5)}l6 11h-12z"/>'
    if relation == "attack":
        return f'<path class="n s-attack" stroke-width="2.6" d="M{n(x - 6)} {n(y - 4)}h12m-6 0v10"/>'
    return f'<path class="f-card s-undercut" stroke-width="1.7" d="M{n(x)} {n(y - 6)}l6 6l-6 6l-6 -6z"/>'


def line(points: Sequence[Point], relation: str, *, straight: bool = False, head: bool = True) -> Iterator[str]:
    """A link as a curve (or a broken line) with the head of its relation at its upper end."""
    path = "M" + "L".join(f"{n(p.x)} {n(p.y)}" for p in points) if straight else _path(points)
    end = points[-1]
    before = next((point for point in reversed(points) if point != end), Point(end.x, end.y + 1))
    length = hypot(end.x - before.x, end.y - before.y)
    ux, uy = (end.x - before.x) / length, (end.y - before.y) / length
    dash = f' stroke-dasharray="{style.DASHES[relation]}"' if relation in style.DASHES else ""
    if relation == "rival":
        yield f'<path class="n s-line" stroke-width="5" d="{path}"/><path class="n s-paper" stroke-width="2.2" d="{path}"/>'
        return
    if relation == "premise":
        yield f'<path class="n s-line" stroke-width="1.6" d="{path}"/>'
        return
    role = "undercut" if relation == "undermine" else relation
    yield f'<path class="n s-{role}" stroke-width="2.2"{dash} d="{path}"/>'
    if not head:
        return
    px, py = -uy, ux
    if relation == "support":
        base = Point(end.x - 11 * ux, end.y - 11 * uy)
        tip = (end, Point(base.x + 5.5 * px, base.y + 5.5 * py), Point(base.x - 5.5 * px, base.y - 5.5 * py))
        yield f'<path class="f-support" d="{_polygon(tip)}"/>'
    elif relation == "attack":
        back = Point(end.x - 4 * ux, end.y - 4 * uy)
        yield (
            f'<path class="n s-attack" stroke-width="4" d="M{n(back.x + 8 * px)} {n(back.y + 8 * py)}'
            f'L{n(back.x - 8 * px)} {n(back.y - 8 * py)}"/>'
        )
    else:
        middle = Point(end.x - 7 * ux, end.y - 7 * uy)
        corners = (
            end,
            Point(middle.x + 5.5 * px, middle.y + 5.5 * py),
            Point(end.x - 14 * ux, end.y - 14 * uy),
            Point(middle.x - 5.5 * px, middle.y - 5.5 * py),
        )
        yield f'<path class="f-card s-undercut" stroke-width="1.7" d="{_polygon(corners)}"/>'


def _path(points: Sequence[Point]) -> str:
    """The path of cubic curves (1 + 3n points), those that are upright or level as straight lines."""
    path, start = [f"M{n(points[0].x)} {n(points[0].y)}"], points[0]
    for k in range(1, len(points), 3):
        a, b, end = points[k : k + 3]
        if start.x == a.x == b.x == end.x or start.y == a.y == b.y == end.y:
            path.append(f"L{n(end.x)} {n(end.y)}")
        else:
            path.append(f"C{n(a.x)} {n(a.y)} {n(b.x)} {n(b.y)} {n(end.x)} {n(end.y)}")
        start = end
    return "".join(path)


def _polygon(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{n(p.x)} {n(p.y)}" for p in points) + "Z"


# --------------------------------------------------------------------------- legend


def _legend(out: list[str], drawing: Drawing, y: float, total: float) -> float:
    """The key to what occurs in this picture, in lines that fit; gives the y at which the picture ends."""
    x = style.MARGIN
    say = drawing.look.words
    name = escape(say("picture.key-name"))
    out.append(f'<g class="legend" role="group" aria-label="{name}" transform="translate(0 {n(y)})">')
    out.append(text_line(x, 9, say("picture.key"), style.KIND))
    begin = x + max(34.0, width(say("picture.key"), style.KIND.size, style.KIND.style) + 10)
    x, row = begin, 0.0
    for entry in entries(drawing):
        needed, sample = _explained(entry)
        if x + needed > total - style.MARGIN and x > begin:
            x, row = begin, row + LEGEND_ROW
        out.append(f'<g transform="translate({n(x)} {n(row)})">\n{sample}\n</g>')
        x += needed + 20
    out.append("</g>")
    return y + row + LEGEND_ROW + style.MARGIN / 2


@lru_cache(maxsize=64)
def _explained(entry: Entry) -> tuple[float, str]:
    """An entry of the key with the room that it takes."""
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
