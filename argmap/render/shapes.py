"""Shapes: the pieces that pictures are put together from, as SVG: text, links, outlines, scales and marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import hypot

from argmap.render import style
from argmap.render.cards import Axis, Card, Grade, Icon, Plus, Wire
from argmap.render.metrics import width
from argmap.render.placement import Point
from argmap.render.style import Type

_NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_CONTROLS = frozenset(map(chr, range(0x20))) - set("\t\n\r")


def escape(text: str) -> str:
    """Text as it may stand in XML, in elements and in double-quoted attributes; what XML has no character for becomes
    U+FFFD."""
    # Most texts need nothing, and to compile the pattern takes some milliseconds. What can be printed XML has a character for.
    if not (text.isprintable() or _is_xml(text)):
        text = re.sub(_NOT_XML, "\ufffd", text)
    if "&" in text or "<" in text or ">" in text or '"' in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text


def _is_xml(text: str) -> bool:
    """Whether XML has all the characters of a text."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair
        return False
    return not _CONTROLS.intersection(text) and "\ufffe" not in text and "\uffff" not in text


@lru_cache(maxsize=1 << 16)
def n(value: float) -> str:
    """A length as short as it can be written to a hundredth of a point."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def text_line(x: float, y: float, text: str, type_: Type, *, right: bool = False, under: bool = False) -> str:
    """One line of text. Its measured length is written too, so that another font cannot make it leave its box."""
    start, size = _type(type_)
    anchor = (' text-anchor="end"' if right else "") + (' text-decoration="underline"' if under else "")
    return f'{start} x="{n(x)}" y="{n(y)}"{size}{anchor} {_measured(text, type_)}'


@lru_cache(maxsize=1 << 14)
def _measured(text: str, type_: Type) -> str:
    """How a line of text ends: what it says, and how long that is; the same lines stand in many pictures."""
    length = n(width(text, type_.size, type_.style))
    return f'textLength="{length}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'


@lru_cache(maxsize=64)
def _type(type_: Type) -> tuple[str, str]:
    """How a line of text of a type begins, and its size."""
    style = {"regular": "", "bold": " b", "italic": " i"}[type_.style]
    return f'<text class="f-{type_.role}{style}"', f' font-size="{n(type_.size)}"'


def link(file: str, told: str, inner: Iterable[str]) -> str:
    """A link to another picture, with its accessible name."""
    return f'<a href="{escape(file)}" aria-label="{escape(told)}">{"".join(inner)}</a>'


def content(part: Axis | Grade | Plus | Icon | Wire) -> Iterator[str]:
    """What stands in a card beside its text."""
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


@lru_cache(maxsize=1 << 13)
def curve(points: tuple[Point, ...], relation: str, left: float, top: float) -> tuple[tuple[str, ...], Point]:
    """A link as a curve so much further right and down, and where it ends; of a picture that is drawn again most are where
    they were."""
    points = tuple([Point(x + left, y + top) for x, y in points])
    return tuple(line(points, relation)), points[-1]


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
