"""Colours: contrast in light and dark, and relations that every kind of eye, and a grey printer, can tell apart."""

import re
from itertools import combinations
from math import dist

import pytest

from argmap.render import style
from argmap.render.placement import Point
from argmap.render.shapes import line

MODES = {"light": style.LIGHT, "dark": style.DARK, "high-contrast": style.HIGH_CONTRAST, "grey": style.GREY}
COLOURED = [mode for mode in MODES if mode != "grey"]
RELATIONS = ("support", "attack", "undercut")

# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE TVCG 15
# (2009), 1291-1298, table of severity 1.0; they apply to linear RGB.
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour):
    """A colour as linear RGB."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour):
    """Relative luminance after WCAG 2.2."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio after WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    """Linear RGB (sRGB primaries, D65) as CIE L*a*b*."""
    red, green, blue = (min(max(part, 0), 1) for part in rgb)
    xyz = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour, vision):
    """A colour as an eye sees it, in L*a*b*."""
    return lab([sum(factor * part for factor, part in zip(row, linear(colour), strict=True)) for row in VISION[vision]])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", ["paper", "card", "sunk"])
@pytest.mark.parametrize("text", ["ink", "quiet", "warn"])
def test_text_has_a_contrast_of_four_and_a_half_on_every_ground(mode, ground, text):
    assert contrast(MODES[mode][text], MODES[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_has_the_contrast_of_text_on_cards_and_between_them(mode, relation):
    """The word of a step is text on a card; its line and head stand on the paper and over cards' edges."""
    for ground in ("paper", "card", "sunk"):
        assert contrast(MODES[mode][relation], MODES[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("stroke", ["line", "axis", "hedge"])
def test_a_stroke_that_is_no_text_has_a_contrast_of_three(mode, stroke):
    """Frames and premise lines (line), the scale of confidence (axis) and the bracket of the author's words (hedge)."""
    for ground in ("paper", "card"):
        assert contrast(MODES[mode][stroke], MODES[mode][ground]) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_point_and_outline_of_a_band_stand_out_from_its_filling(mode):
    """The filling itself is decoration: point, outline and numbers say it all."""
    assert contrast(MODES[mode]["ink"], MODES[mode]["band"]) >= 4.5
    assert contrast(MODES[mode]["support"], MODES[mode]["band"]) >= 3


@pytest.mark.parametrize("mode", COLOURED)
@pytest.mark.parametrize("vision", VISION)
def test_relations_differ_in_colour_for_every_kind_of_vision(mode, vision):
    for one, other in combinations(RELATIONS, 2):
        assert dist(seen(MODES[mode][one], vision), seen(MODES[mode][other], vision)) >= 40, (one, other)


def test_relations_differ_in_dash_and_head_where_there_is_no_colour():
    assert style.DASHES.keys() == {"attack", "undercut", "undermine"}
    assert len({style.DASHES.get(relation) for relation in RELATIONS}) == 3
    heads = set()
    for relation in RELATIONS:
        _, _, head = "".join(line([Point(0, 40), Point(0, 27), Point(0, 13), Point(0, 0)], relation)).partition("/>")
        heads.add(re.sub(r'class="[^"]*"', "", head))
    assert len(heads) == 3


def test_high_contrast_has_a_contrast_of_seven_for_all_text():
    for text in ("ink", "quiet", "warn", *RELATIONS):
        for ground in ("paper", "card", "sunk"):
            assert contrast(style.HIGH_CONTRAST[text], style.HIGH_CONTRAST[ground]) >= 7


def test_greyscale_has_no_colour():
    for colour in style.GREY.values():
        assert colour[1:3] == colour[3:5] == colour[5:7]


def test_a_theme_is_its_colours_and_only_the_screen_changes_with_the_reader():
    for theme, (colours, dark) in style.THEMES.items():
        sheet = style.stylesheet(theme)
        assert f".f-ink{{fill:{colours['ink']}}}" in sheet
        assert ("prefers-color-scheme" in sheet) == (theme == "screen") == (dark is not None)


def test_all_modes_colour_the_same_things():
    assert all(mode.keys() == style.LIGHT.keys() for mode in MODES.values())
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for mode in MODES.values() for colour in mode.values())


def test_simulated_vision_leaves_white_white():
    for vision in VISION:
        assert dist(seen("#ffffff", vision), (100, 0, 0)) < 0.1
