"""Make argmap/render/widths.json: how wide each character is in an Arial-metric font.

Usage (fontTools is needed here and nowhere else):

    python tools/make_widths.py --font REGULAR.ttf BOLD.ttf ITALIC.ttf --out argmap/render/widths.json

The committed table names both versions of Liberation Sans that are about, and the font that Debian takes for a
character that neither has (packages fonts-liberation, fonts-liberation2 and fonts-dejavu-core):

    python tools/make_widths.py --out argmap/render/widths.json \
        --font LiberationSans-Regular.ttf LiberationSans-Bold.ttf LiberationSans-Italic.ttf \
        --font liberation2/LiberationSans-Regular.ttf liberation2/LiberationSans-Bold.ttf \
               liberation2/LiberationSans-Italic.ttf \
        --fallback DejaVuSans.ttf DejaVuSans-Bold.ttf DejaVuSans-Oblique.ttf

A reader sees a text in one of the `--font` fonts, and in a `--fallback` font what that one lacks. The table holds the
widest of these cases, so that a text never turns out wider than was measured. Some pairs of letters are kerned apart
(r’, ка); the second letter of such a pair carries the widest of these gaps everywhere, which keeps widths additive.

Advance widths are facts about a font. No outline, hint or name is copied, so the table carries no font licence.

The table maps a width in font units to all characters of that width; bold and italic list only those that differ
from regular. The same fonts give the same bytes. Combining marks, invisible characters and wide East Asian ones are
not in it: argmap.render.metrics knows their widths by rule.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

UNITS_PER_EM = 2048
STYLES = ("regular", "bold", "italic")

BLOCKS = (
    (0x0020, 0x024F),  # Basic Latin to Latin Extended-B
    (0x02B0, 0x02FF),  # spacing modifiers: transliteration writes ʿ ʼ ʹ
    (0x0370, 0x052F),  # Greek, Cyrillic with its supplement
    (0x0531, 0x058F),  # Armenian
    (0x05BE, 0x05F4),  # Hebrew
    (0x10A0, 0x10FF),  # Georgian
    (0x1E00, 0x1FFF),  # Latin Extended Additional (Vietnamese, transliteration), Greek Extended
    (0x2000, 0x215F),  # punctuation, super- and subscripts, currency, letterlike, fractions
    (0x2160, 0x22FF),  # Roman numerals, arrows, mathematical operators
    (0x2500, 0x266F),  # box drawing, geometric shapes, symbols
    (0x2701, 0x27BF),  # dingbats: ✓ ✗
    (0xA640, 0xA69F),  # Cyrillic Extended-B: old letters
    (0xFB00, 0xFB06),  # Latin ligatures
)


@dataclass(frozen=True)
class Face:
    """What is measured of one font file, scaled to UNITS_PER_EM.

    `advances` has the width of each character and `gaps` the widest kern in front of one. `heights` are measured
    from the baseline, all positive; a font that does not state one has 0 there.
    """

    advances: Mapping[str, int]
    gaps: Mapping[str, int]
    heights: Mapping[str, int]


def read_face(path: Path) -> Face:
    """A TrueType file → what is measured of it. Widths round up, so that scaling makes none too small."""
    font = TTFont(path, lazy=True)
    per_em: int = font["head"].unitsPerEm

    def scaled(units: int) -> int:
        return -(-units * UNITS_PER_EM // per_em)

    glyphs = font.getBestCmap()
    metrics = font["hmtx"].metrics
    advances = {chr(code): scaled(metrics[glyph][0]) for code, glyph in glyphs.items()}
    gaps: dict[str, int] = defaultdict(int)
    characters = defaultdict(list)
    for code, glyph in glyphs.items():
        characters[glyph].append(chr(code))
    for _, second, kern in _kerns(font):
        for character in characters[second]:
            gaps[character] = max(gaps[character], scaled(kern))
    heights = {
        "ascent": scaled(font["hhea"].ascent),
        "descent": scaled(-font["hhea"].descent),
        "xHeight": scaled(getattr(font["OS/2"], "sxHeight", 0)),
        "capHeight": scaled(getattr(font["OS/2"], "sCapHeight", 0)),
    }
    return Face(advances, gaps, heights)


def _kerns(font: TTFont) -> Iterator[tuple[str, str, int]]:
    """The glyph pairs that a font sets further apart, with the gap in font units.

    Only single pairs of the `kern` table and of GPOS are read: Liberation Sans has no class pairs.
    """
    if "kern" in font:
        for table in font["kern"].kernTables:
            yield from ((first, second, kern) for (first, second), kern in table.kernTable.items() if kern > 0)
    if "GPOS" not in font:
        return
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for raw in lookup.SubTable:
            pairs = getattr(raw, "ExtSubTable", raw)
            if type(pairs).__name__ != "PairPos" or pairs.Format != 1:
                continue
            for first, records in zip(pairs.Coverage.glyphs, pairs.PairSet, strict=True):
                for record in records.PairValueRecord:
                    kern = getattr(record.Value1, "XAdvance", 0)
                    if kern > 0:
                        yield first, record.SecondGlyph, kern


def in_table(character: str) -> bool:
    """Whether the table holds a character: measured, not known by rule."""
    known_by_rule = unicodedata.category(character)[0] in "MC" or unicodedata.east_asian_width(character) in "WF"
    return not known_by_rule and character not in "\u2028\u2029"


def widest(character: str, fonts: list[Face], fallbacks: list[Face]) -> int | None:
    """The width of a character in the font a reader may have that sets it widest; None where no font has it."""
    beside = [face.advances[character] for face in fallbacks if character in face.advances]
    widths = []
    for face in fonts:
        if character in face.advances:
            widths.append(face.advances[character] + face.gaps.get(character, 0))
        else:
            widths += beside
    return max(widths, default=None)


def measure(fonts: list[Face], fallbacks: list[Face]) -> dict[str, int]:
    """The faces of one style → the width of each character of BLOCKS that any of them has."""
    widths = {}
    for first, last in BLOCKS:
        for character in map(chr, range(first, last + 1)):
            width = widest(character, fonts, fallbacks) if in_table(character) else None
            if width is not None:
                widths[character] = width
    return widths


def _quoted(characters: str) -> str:
    """A JSON string in which spaces and right-to-left letters are escaped, so that an editor shows it as it is."""

    def quoted(character: str) -> str:
        plain = character.isprintable() and unicodedata.bidirectional(character) not in ("R", "AL")
        return json.dumps(character, ensure_ascii=not plain)[1:-1]

    return f'"{"".join(map(quoted, characters))}"'


def table(fonts: list[list[Face]], fallbacks: list[list[Face]]) -> str:
    """Faces by font and style → the text of widths.json. The heights are those of the first font's regular style."""
    numbers = {"unitsPerEm": UNITS_PER_EM, **fonts[0][0].heights}
    parts = [f'"{name}":{value}' for name, value in numbers.items()]
    regular: dict[str, int] = {}
    for index, style in enumerate(STYLES):
        # An italic font often has fewer characters than its regular; a browser then slants the regular one.
        beside = [face for family in fallbacks for face in (family[index], family[0])]
        widths = measure([family[index] for family in fonts], beside)
        groups = defaultdict(list)
        for character, width in widths.items():
            if regular.get(character) != width:
                groups[width].append(character)
        lines = ",\n".join(f'"{width}":{_quoted("".join(groups[width]))}' for width in sorted(groups))
        parts.append(f'"{style}":{{\n{lines}}}')
        regular = regular or widths
    return "{" + ",\n".join(parts) + "}\n"


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description="Make the table of character widths.")
    for option, needed in (("--font", True), ("--fallback", False)):
        parser.add_argument(
            option,
            action="append",
            nargs=3,
            type=Path,
            default=[],
            required=needed,
            metavar=("REGULAR", "BOLD", "ITALIC"),
        )
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    fonts = [[read_face(path) for path in paths] for paths in arguments.font]
    fallbacks = [[read_face(path) for path in paths] for paths in arguments.fallback]
    arguments.out.write_text(table(fonts, fallbacks), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
