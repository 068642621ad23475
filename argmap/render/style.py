"""Style: the colours, type sizes and distances of every picture, in one place."""

from __future__ import annotations

from functools import cache
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
LINK = SMALL._replace(role="support")
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

# For readers who need all the contrast there is (7 and more for text, WCAG AAA), and for paper without colours.
HIGH_CONTRAST = {
    "paper": "#ffffff",
    "ink": "#000000",
    "quiet": "#1f2328",
    "warn": "#6a2300",
    "card": "#ffffff",
    "sunk": "#ffffff",
    "line": "#000000",
    "axis": "#000000",
    "support": "#0036b8",
    "attack": "#a33000",
    "undercut": "#4a0f33",
    "band": "#c9d8f6",
    "hedge": "#000000",
}
GREY = {
    "paper": "#ffffff",
    "ink": "#141414",
    "quiet": "#4a4a4a",
    "warn": "#141414",
    "card": "#ffffff",
    "sunk": "#f2f2f2",
    "line": "#4a4a4a",
    "axis": "#7a7a7a",
    "support": "#141414",
    "attack": "#565656",
    "undercut": "#333333",
    "band": "#d2d2d2",
    "hedge": "#4a4a4a",
}
THEMES: dict[str, tuple[dict[str, str], dict[str, str] | None]] = {
    "screen": (LIGHT, DARK),
    "print": (LIGHT, None),
    "dark": (DARK, None),
    "high-contrast": (HIGH_CONTRAST, None),
    "greyscale": (GREY, None),
}
"""Theme → its colours, and those on a screen that asks for dark ones."""

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


@cache
def stylesheet(theme: str = "screen") -> str:
    """The style sheet that every picture carries, by theme; `screen` is light, and dark on a screen that asks for it."""
    base = (
        f"text{{font-family:{FONT};white-space:pre}}.n{{fill:none}}.b{{font-weight:700}}.i{{font-style:italic}}"
        "g[tabindex]:focus-visible>.frame{stroke-width:4}a:focus-visible{outline:2px solid}"
    )
    colours, in_the_dark = THEMES[theme]
    if in_the_dark is None:
        return f"{base}{_rules(colours)}"
    return f"{base}{_rules(colours)}@media screen and (prefers-color-scheme:dark){{{_rules(in_the_dark)}}}"
