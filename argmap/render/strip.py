"""Strip: the coverage of a source as a picture, a bar for each paragraph and note, a cell for each sentence."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argmap.coverage import STATES, Coverage, Line, State, pointing
from argmap.render import style
from argmap.render.look import Look
from argmap.render.metrics import width
from argmap.render.page import page
from argmap.render.shapes import escape, n, text_line
from argmap.render.svg import document
from argmap.render.words import Words

COLUMN = 500.0
LABEL = 34.0
BAR = 376.0
COUNT = 62.0
ROW = 19.0
CELL = 13.0
LEAST_CELL = 3.0
GAP = 1.5
TITLE = style.TITLE
LOOK: dict[State, str] = {
    "mapped": "f-support s-support",
    "cited": "f-band s-support",
    "left out": "f-sunk s-axis",
    "open": "f-paper s-attack",
}


class _Bar(NamedTuple):
    label: str
    lines: Sequence[Line]
    widths: tuple[float, ...]


def strip(found: Coverage, look: Look | None = None) -> str:
    """The coverage of a source → an SVG file: paragraphs on the left, notes on the right."""
    look = look or Look()
    say = look.words
    told = summary(found, say)
    letters = {label: sum(map(_length, lines)) for label, lines in found.blocks.items()}
    longest = max(letters.values(), default=1)
    bars = [_Bar(label, lines, _widths(lines, longest)) for label, lines in found.blocks.items()]
    sides = [[bar for bar in bars if not bar.label.startswith("N")], [bar for bar in bars if bar.label.startswith("N")]]
    total = 2 * style.MARGIN + COLUMN * 2 - (COLUMN - LABEL - BAR - COUNT)
    y = style.MARGIN
    out = ['<g class="heading">']
    title = say("strip.title", label=found.label)
    for text, type_ in ((title, style.TITLE), (told, style.SUBTITLE)):
        out.append(text_line(style.MARGIN, y + type_.size * 0.92, text, type_))
        y += type_.line
    out.append("</g>")
    y += 10
    for column, (side, heading) in enumerate(zip(sides, (say("strip.paragraphs"), say("strip.notes")), strict=True)):
        x = style.MARGIN + column * COLUMN
        out.append(text_line(x, y + 12, heading, style.KIND))
        for row, bar in enumerate(side):
            out.extend(_bar(say, found.source, bar, x, y + 20 + row * ROW))
    bottom = y + 20 + max(map(len, sides)) * ROW + 12
    out.extend(_legend(say, bottom))
    height = bottom + 30
    total = max(total, 2 * style.MARGIN + width(told, style.SUBTITLE.size, style.SUBTITLE.style))
    return document(look, title, f"{told}.", out, total, height)


def summary(found: Coverage, say: Words) -> str:
    """The counts in a sentence, as in `Coverage.summary`, in a language."""
    notes = sum(label.startswith("N") for label in found.blocks)
    counts = found.counts
    return say(
        "strip.summary",
        paragraphs=say.count("paragraph", len(found.blocks) - notes),
        notes=say.count("note", notes),
        sentences=say.count("sentence", len(found.lines)),
        mapped=counts["mapped"],
        cited=counts["cited"],
        left=counts["left out"],
        open=counts["open"],
    )


def _length(line: Line) -> int:
    return sum(end - start for start, end in line.sentence.ranges)


def _widths(lines: Sequence[Line], longest: int) -> tuple[float, ...]:
    """The widths of the cells of a bar, in proportion to the sentences' lengths, none too small to see."""
    room = BAR - GAP * max(len(lines) - 1, 0)
    wide = [max(LEAST_CELL, room * _length(line) / longest) for line in lines]
    over = sum(wide) / room
    return tuple(cell / max(over, 1.0) for cell in wide)


def _bar(say: Words, source: str, bar: _Bar, x: float, y: float) -> Iterator[str]:
    """One block: its label, a cell for each sentence, and how many are accounted for."""
    done = sum(line.state != "open" for line in bar.lines)
    told = say("strip.block", block=bar.label, done=done, all=len(bar.lines))
    yield f'<g id="{escape(f"{source}-{bar.label}".replace("*", "star"))}" role="graphics-symbol" aria-label="{escape(told)}">'
    yield text_line(x, y + 10.5, bar.label, style.STRONG)
    at = x + LABEL
    for line, wide in zip(bar.lines, bar.widths, strict=True):
        yield from _cell(say, line, at, y, wide)
        at += wide + GAP
    label = say("strip.done", done=done, all=len(bar.lines)) + ("" if done == len(bar.lines) else " ←")
    yield text_line(x + LABEL + BAR + 8, y + 10.5, label, style.SMALL if done == len(bar.lines) else style.WARN)
    yield "</g>"


def _cell(say: Words, line: Line, x: float, y: float, wide: float) -> Iterator[str]:
    state = say(f"strip.state.{line.state}")
    said = say("strip.cell", block=line.sentence.block, number=line.sentence.number, state=state)
    kinds = {
        "claims": line.claims,
        "evidence": line.evidence,
        "citations": line.citations,
        "omissions": line.omissions,
        "oddities": line.oddities,
    }
    more = "; ".join(say(f"strip.kind.{kind}", names=", ".join(names)) for kind, names in kinds.items() if names)
    yield f"<g><title>{escape(said + (f'. {more}' if more else ''))}</title>"
    yield from _sample(line.state, x, y, wide)
    if line.state == "mapped" and line.share < 1:
        # What no record points at within a mapped sentence, from the foot up.
        high = (1 - line.share) * (CELL - 4)
        yield f'<rect class="f-band" x="{n(x)}" y="{n(y + CELL - high)}" width="{n(wide)}" height="{n(high)}"/>'
    yield "</g>"


def _sample(state: State, x: float, y: float, wide: float) -> Iterator[str]:
    """A cell: solid, pale, struck through, or empty with a thick frame, so that it can be told in grey."""
    thick = 1.8 if state == "open" else 0.8
    inset = thick / 2
    yield (
        f'<rect class="{LOOK[state]}" stroke-width="{n(thick)}" x="{n(x + inset)}" y="{n(y + inset)}"'
        f' width="{n(max(wide - thick, 0.4))}" height="{n(CELL - thick)}"/>'
    )
    if state == "left out":
        middle = y + CELL / 2
        yield f'<path class="n s-axis" stroke-width="1.2" d="M{n(x)} {n(middle)}H{n(x + wide)}"/>'


def _legend(say: Words, y: float) -> Iterator[str]:
    x = style.MARGIN
    yield '<g class="legend">'
    for state in STATES:
        yield from _sample(state, x, y, 22)
        text = say(f"strip.state.{state}")
        yield text_line(x + 28, y + 10.5, text, style.SMALL)
        x += 28 + width(text, style.SMALL.size, style.SMALL.style) + 22
    yield text_line(x, y + 10.5, say("strip.pale"), style.SMALL)
    yield "</g>"


def coverage_page(title: str, found: Sequence[Coverage]) -> str:
    """The coverage of some sources as one page: for each its strip and its table."""
    sources = [
        {
            "id": one.source,
            "label": one.label,
            "summary": one.summary(),
            "strip": "data:image/svg+xml;base64," + base64.b64encode(strip(one).encode()).decode(),
            "rows": [
                {
                    "block": line.sentence.block,
                    "number": line.sentence.number,
                    "opening": line.opening,
                    "share": f"{line.share:.0%}",
                    "state": line.state,
                    "pointing": "; ".join(pointing(line)),
                }
                for line in one.lines
            ],
        }
        for one in found
    ]
    return page("coverage", title=f"Coverage: {title}", sources=sources)
