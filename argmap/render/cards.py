"""Cards: a box with all that stands in it, measured and in place, and boxes hung under one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from argmap.memo import digested
from argmap.render import style
from argmap.render.metrics import width, wrap
from argmap.render.style import Type

Id = str
HALF_DIGIT = 0.005  # of a number with two decimals


class Text(NamedTuple):
    """A line of text; x and y (the baseline) in points from the card's corner, `right` where x is its right end."""

    x: float
    y: float
    text: str
    type: Type
    right: bool = False


class Axis(NamedTuple):
    """The scale of confidence from 0 to 1 at a place in a card: point and band, the author's own band, and
    the words below 0, the middle and 1."""

    x: float
    y: float
    width: float
    point: float | None
    low: float
    high: float
    hedge: tuple[float, float] | None
    ends: tuple[str, str, str]


class Grade(NamedTuple):
    """The mark of a support grade: filled steps for S0 to S3, a cross for SX."""

    x: float
    y: float
    code: str


class Plus(NamedTuple):
    """The sign between premises that are needed together."""

    x: float
    y: float


class Icon(NamedTuple):
    """The head of a relation, small, beside its word."""

    x: float
    y: float
    relation: str


class Wire(NamedTuple):
    """A link inside a card, as points of a broken line from what bears to what it bears on."""

    points: tuple[tuple[float, float], ...]
    relation: str
    head: bool = True


class Onward(NamedTuple):
    """A link on a card to another picture: its file, what it says, and the lines in which that is written."""

    file: str
    told: str
    lines: tuple[Text, ...]


Content = Text | Axis | Grade | Plus | Icon | Wire


@dataclass(frozen=True, eq=False)
class Card:
    """A box with all that stands in it; two are the same only where they are one.

    `kind` is claim, reported, gap, evidence, step or question, or stack (no box of its own: several cards hung under
    one another); `relation` is a step's; `inner` are cards in this one, each with its corner relative to this
    card's. `name` is its accessible name, `sentence` all it says, and `lead` goes to the picture that shows more of it.
    """

    id: str
    ref: Id
    kind: str
    width: float
    height: float
    name: str
    sentence: str
    content: tuple[Content, ...]
    relation: str | None = None
    inner: tuple[tuple[float, float, Card], ...] = ()
    emphasis: bool = False
    lead: Onward | None = None

    @cached_property
    def signs(self) -> frozenset[str]:
        """What in this card and those in it a key can explain, such as `box claim` or `grade S1`."""
        found = {f"box {self.kind}", *(["box thick"] if self.emphasis else [])}
        for part in self.content:
            if isinstance(part, Text):  # most are
                continue
            if isinstance(part, (Wire, Icon)):
                found.add(f"line {part.relation}")
            elif isinstance(part, Grade):
                found.add(f"grade {part.code}")
            elif isinstance(part, Plus):
                found.add("plus")
            elif isinstance(part, Axis):
                found |= {"band"} if part.point is not None else set()
                found |= {"bracket"} if part.hedge else set()
        return frozenset(found.union(*(card.signs for _, _, card in self.inner)))

    @cached_property
    def digest(self) -> str:
        """Of all that is drawn of the card and of those in it."""
        own = (self.id, self.ref, self.kind, self.width, self.height, self.name, self.sentence, self.content)
        places = [(x, y) for x, y, _ in self.inner]
        told = repr((own, self.relation, self.emphasis, self.lead, places))
        return digested([told, *(card.digest for _, _, card in self.inner)])

    @property
    def top(self) -> float:
        """How far the top edge goes from the left."""
        return self.inner[0][2].width if self.kind == "stack" else self.width


class Column:
    """Lays lines of text under one another within a width."""

    def __init__(self, room: float, top: float = style.PAD) -> None:
        self.room = room
        self.y = top
        self.content: list[Content] = []

    def write(self, text: str, type_: Type, *, indent: float = 0.0, after: float = 0.0) -> None:
        """Text in as many lines as it takes, and a distance after it."""
        for line in wrap(text, type_.size, self.room - indent, type_.style):
            self.content.append(Text(style.PAD + indent, self.y + type_.size * 0.92, line, type_))
            self.y += type_.line
        self.y += after

    def header(self, left: str, right: str, *, after: float = 3.0) -> None:
        """Kind on the left and id on the right of one line, or under one another where they do not fit."""
        fits = width(left, style.KIND.size, style.KIND.style) + width(right, style.NAME.size) + 10 <= self.room
        if fits:
            self.content.append(Text(style.PAD, self.y + style.KIND.size * 0.92, left, style.KIND))
            x = style.PAD + self.room
            self.content.append(Text(x, self.y + style.NAME.size * 0.92, right, style.NAME, right=True))
            self.y += style.KIND.line + after
        else:
            self.write(left, style.KIND)
            self.write(right, style.NAME, after=after)

    def skip(self, distance: float) -> None:
        """Leave room."""
        self.y += distance


def number(value: float) -> str:
    """A probability in digits; never 0.00 or 1.00, which would claim certainty."""
    if 0 < value < HALF_DIGIT:
        return "<0.01"
    if 1 - HALF_DIGIT <= value < 1:
        return ">0.99"
    return f"{value:.2f}"


def decibans(value: float) -> str:
    """A weight with its sign."""
    return f"{round(value, 1) + 0.0:+.1f} dB".replace("-", "−")


def percent(band: tuple[float, float]) -> str:
    """A band of probability as it stands beside a hedge."""
    return f"[{band[0] * 100:.0f}–{band[1] * 100:.0f} %]"


_INDENT = 20.0
_STEM = 9.0
_BETWEEN_STEMS = 17.0
_DROP = 26.0


def hung(top: Card, below: Sequence[tuple[Card, str]]) -> Card:
    """A card with others hung under it, each with the relation in which it bears on the card above.

    Cards of one relation share a stem, which ends in that relation's head at the upper card.
    """
    stems = {relation: _STEM + _BETWEEN_STEMS * k for k, relation in enumerate(dict.fromkeys(r for _, r in below))}
    x = max(stems.values(), default=0.0) + _INDENT - _STEM
    y = top.height
    inner: list[tuple[float, float, Card]] = [(0.0, 0.0, top)]
    joints: dict[str, list[float]] = {}
    for index, (card, relation) in enumerate(below):
        y += _DROP if index == 0 else 14.0
        joints.setdefault(relation, []).append(y + min(card.height / 2, 15.0))
        inner.append((x, y, card))
        y += card.height
    wires = []
    for relation, heights in joints.items():
        stem = stems[relation]
        wires += [Wire(((x, height), (stem, height)), relation, head=False) for height in heights[:-1]]
        wires.append(Wire(((x, heights[-1]), (stem, heights[-1]), (stem, top.height)), relation))
    return Card(
        id=f"stack-{top.id}",
        ref=top.ref,
        kind="stack",
        width=max(left + card.width for left, _, card in inner),
        height=y,
        name=top.name,
        sentence=top.sentence,
        content=tuple(wires),
        inner=tuple(inner),
    )


def widened(card: Card, room: float) -> Card:
    """A card with a little more room at its right; what stands at its right edge moves along."""
    more = room - card.width
    moved = tuple(
        part._replace(x=part.x + more) if isinstance(part, Text) and part.right else part for part in card.content
    )
    return replace(card, width=room, content=moved)
