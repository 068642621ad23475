"""Style: the colours, type sizes and distances of every picture, in one place."""

from __future__ import annotations

from typing import Literal, NamedTuple

from argmap.render.metrics import Style

FONT = "'Liberation Sans', Arial, Arimo, Helvetica, sans-serif"


class Type(NamedTuple):
    """A kind of text: size and line height in points, style, and the CSS class that colours it."""

    size: float
    line: float
    style: Style
    role: str


TITLE = Type(19, 24, "bold", "ink")
SUBTITLE = Type(11, 15, "regular", "quiet")
KIND = Type(9.5, 13, "bold", "quiet")
NAME = Type(9.5, 12, "regular", "quiet")
CLAIM = Type(13, 17, "bold", "ink")
TEXT = Type(12, 15.5, "regular", "ink")
WARRANT = Type(11.5, 15, "italic", "ink")
SMALL = Type(10.5, 14, "regular", "quiet")
STRONG = Type(11.5, 15, "bold", "ink")
WORD = Type(11.5, 15, "bold", "ink")
TICK = Type(9, 11, "regular", "quiet")
WARN = Type(10.5, 14, "bold", "warn")

CLAIM_WIDTH = 282.0
EVIDENCE_WIDTH = 224.0
STEP_WIDTH = 250.0
QUESTION_WIDTH = 420.0
PAD = 11.0
GAP_X = 14.0
GAP_Y = 30.0
MARGIN = 18.0
AXIS_HEIGHT = 42.0

Relation = Literal["support", "attack", "undercut", "undermine", "rival", "premise"]

# Colours differ by at least 40 (CIE76) for every kind of colour vision and reach WCAG AA on their ground; line,
# head and word say the same again, for print in grey. tests/test_palette.py holds all of this.
LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "quiet": "#57606a",
    "warn": "#8a3a00",
    "card": "#ffffff",
    "sunk": "#f3f5f7",
    "line": "#57606a",
    "axis": "#8c959f",
    "support": "#0b4fd0",
    "attack": "#c43d00",
    "undercut": "#6b1f4b",
    "band": "#b9cdf3",
    "hedge": "#57606a",
}
DARK = {
    "paper": "#15181d",
    "ink": "#e6e9ed",
    "quiet": "#aab3bd",
    "warn": "#ffb37a",
    "card": "#1d2127",
    "sunk": "#262b33",
    "line": "#aab3bd",
    "axis": "#7d8893",
    "support": "#5aa9ff",
    "attack": "#ff8a4c",
    "undercut": "#ecc1d3",
    "band": "#2b4f86",
    "hedge": "#aab3bd",
}

DASHES = {"attack": "8 4", "undercut": "2 4", "undermine": "2 4"}
WORDS = {
    "support": "supports",
    "attack": "weakens",
    "undercut": "undercuts",
    "undermine": "undermines",
    "rival": "rivals",
}


def _rules(colours: dict[str, str]) -> str:
    """The colour rules of one mode, by class: f- fills, s- strokes."""
    fills = "".join(f".f-{name}{{fill:{value}}}" for name, value in colours.items())
    return fills + "".join(f".s-{name}{{stroke:{value}}}" for name, value in colours.items())


def stylesheet() -> str:
    """The style sheet that every picture carries: light, and dark on a screen that asks for it."""
    base = (
        f"text{{font-family:{FONT};white-space:pre}}.n{{fill:none}}.b{{font-weight:700}}.i{{font-style:italic}}"
        "g[tabindex]:focus-visible>.frame{stroke-width:4}"
    )
    return f"{base}{_rules(LIGHT)}@media screen and (prefers-color-scheme:dark){{{_rules(DARK)}}}"
