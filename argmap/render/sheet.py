"""Sheet: a picture composed by hand from measured text and plain shapes, with heading, key and names for every part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from argmap.render import style
from argmap.render.look import Look
from argmap.render.metrics import width, wrap
from argmap.render.shapes import escape, n, text_line
from argmap.render.style import Type
from argmap.render.svg import Picture, document, line_of_leads
from argmap.render.views import Lead

PAGE = (864.0, 1260.0)
"""The largest picture, upright, whose smallest letters (10 points) are at least 6.2 points high on a sheet of A4 with margins
of 1 cm."""

HEAD = Type(12.5, 16, "bold", "ink")
BODY = Type(11.5, 15, "regular", "ink")
LEAD = Type(11.5, 15, "bold", "ink")
SMALL = Type(10.5, 13.5, "regular", "quiet")
TINY = Type(10, 12.5, "regular", "quiet")
FIGURE = Type(11, 14, "bold", "ink")
WARN = Type(10.5, 13.5, "bold", "warn")
LINK = Type(10.5, 13.5, "regular", "support")


class Entry(NamedTuple):
    """An entry of a key: the width of its sample in points, how to draw that at (left end, middle), and what it means."""

    width: float
    sample: Callable[[float, float], None]
    text: str


def long(text: str, type_: Type) -> float:
    """The length of a line in points."""
    return width(text, type_.size, type_.style)


class Sheet:
    """Pieces of a picture in reading order. `y` is where the next thing may stand; every shape is in points."""

    def __init__(self, look: Look, title: str, subtitle: str, wide: float) -> None:
        self.look = look
        self.title = title
        self.subtitle = subtitle
        self.wide = wide
        self.out: list[str] = []
        self.y = style.MARGIN
        self.out.append('<g class="heading">')
        for text, type_ in ((title, style.TITLE), (subtitle, style.SUBTITLE)):
            self.y = self.write(style.MARGIN, self.y, text, type_, wide - 2 * style.MARGIN)
        self.out.append("</g>")
        self.y += 8

    def leads(self, back: Sequence[Lead]) -> None:
        """A line of links to other pictures, below the heading."""
        if back:
            self.y += LINK.line - 8
            room = self.wide - 2 * style.MARGIN
            self.out.extend(line_of_leads(self.look.words, back, self.y, room, LINK))
            self.y += 8

    # ---- text

    def line(self, x: float, base: float, text: str, type_: Type, *, right: bool = False, under: bool = False) -> None:
        """One line of text with its baseline; x is its left end, or its right one; what leads somewhere is underlined."""
        if text:
            self.out.append(text_line(x, base, text, type_, right=right, under=under))

    def middle(self, x: float, base: float, text: str, type_: Type) -> None:
        """One line of text around x."""
        self.line(x - long(text, type_) / 2, base, text, type_)

    def write(
        self, x: float, y: float, text: str, type_: Type, room: float, most: int | None = None, *, under: bool = False
    ) -> float:
        """Text from its top edge on, in as many lines as it takes (or the most allowed); gives the y below it."""
        for part in wrap(text, type_.size, room, type_.style, most_lines=most):
            self.line(x, y + type_.size * 0.92, part, type_, under=under)
            y += type_.line
        return y

    # ---- shapes

    def path(self, shape: str, classes: str, stroke: float = 1.0, dash: str = "") -> None:
        """A path with the classes of its colours."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.out.append(f'<path class="{classes}" stroke-width="{n(stroke)}"{dashed} d="{shape}"/>')

    def rule(
        self, x: float, y: float, to_x: float, to_y: float, role: str = "line", stroke: float = 1.0, dash: str = ""
    ) -> None:
        """A straight line."""
        self.path(f"M{n(x)} {n(y)}L{n(to_x)} {n(to_y)}", f"n s-{role}", stroke, dash)

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        classes: str,
        stroke: float = 1.0,
        dash: str = "",
        round_: float = 0,
    ) -> None:
        """A rectangle."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        corner = f' rx="{n(round_)}"' if round_ else ""
        self.out.append(
            f'<rect class="{classes}" x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}"{corner}'
            f' stroke-width="{n(stroke)}"{dashed}/>'
        )

    def disc(self, x: float, y: float, radius: float, classes: str, stroke: float = 1.2, dash: str = "") -> None:
        """A circle."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.out.append(
            f'<circle class="{classes}" cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" stroke-width="{n(stroke)}"{dashed}/>'
        )

    def confidence(self, x: float, y: float, w: float, low: float, point: float, high: float) -> None:
        """A point in its band on an axis from 0 to 1, without words."""
        self.rule(x, y, x + w, y, "axis")
        self.path("".join(f"M{n(x + w * k / 2)} {n(y - 5)}v10" for k in range(3)), "n s-axis")
        self.box(x + w * low, y - 4, max(w * (high - low), 1), 8, "f-band s-support", 1, round_=2)
        self.disc(x + w * point, y, 3.8, "f-ink s-card", 1.2)

    # ---- parts with names

    @contextmanager
    def symbol(self, identifier: str, name: str, sentence: str) -> Iterator[None]:
        """A part that readers can stop at: what is drawn inside belongs to it."""
        self.out.append(
            f'<g id="{escape(identifier)}" role="graphics-symbol img" tabindex="0">'
            f"<title>{escape(name)}</title><desc>{escape(sentence)}</desc>"
        )
        yield
        self.out.append("</g>")

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Lines and shapes that say nothing which the parts with names do not say."""
        self.out.append('<g aria-hidden="true">')
        yield
        self.out.append("</g>")

    @contextmanager
    def link(self, file: str, name: str) -> Iterator[None]:
        """What leads to another picture."""
        self.out.append(f'<a href="{escape(file)}" aria-label="{escape(name)}">')
        yield
        self.out.append("</a>")

    # ---- the end

    def key(self, entries: Sequence[Entry]) -> None:
        """The key to the signs of the picture: samples with what they mean, in lines that fit."""
        if not entries:
            return
        say = self.look.words
        head = style.KIND._replace(size=10)
        self.y += 8
        self.out.append(f'<g class="legend" role="group" aria-label="{escape(say("picture.key-name"))}">')
        self.line(style.MARGIN, self.y + 10, say("picture.key"), head)
        begin = style.MARGIN + max(36.0, long(say("picture.key"), head) + 10)
        x = begin
        for entry in entries:
            needed = entry.width + 8 + long(entry.text, SMALL)
            if x + needed > self.wide - style.MARGIN and x > begin:
                x, self.y = begin, self.y + 20
            entry.sample(x, self.y + 6)
            room = self.wide - style.MARGIN - x - entry.width - 8
            below = self.write(x + entry.width + 8, self.y, entry.text, SMALL, room)
            x += needed + 20
            self.y = max(self.y, below - 13.5)
        self.out.append("</g>")
        self.y += 16

    def finished(self, name: str, notes: Sequence[str] = ()) -> Picture:
        """The sheet as a picture of this name, as high as what stands on it."""
        high = self.y + style.MARGIN
        svg = document(self.look, self.title, f"{self.subtitle}.", self.out, self.wide, high)
        return Picture(f"{name}.svg", svg, self.wide, high, tuple(notes))


def prints(width_: float, height: float) -> bool:
    """Whether a picture of this size has letters of 6 points and more on a sheet of A4, upright or lying."""
    short, far = sorted((width_, height))
    return short <= PAGE[0] + 0.01 and far <= PAGE[1] + 0.01
