"""How wide a text is and where its lines break, from a shipped table of an Arial-metric font."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import accumulate
from operator import add, itemgetter
from pathlib import Path
from typing import Any, Literal, NamedTuple

Style = Literal["regular", "bold", "italic"]

# tools/make_widths.py makes the table and says what it holds. Widths are whole font units, so sums are exact.
_FONT: dict[str, Any] = json.loads(Path(__file__).with_name("widths.json").read_bytes())
_EM: int = _FONT["unitsPerEm"]

# Heights from the baseline as fractions of the em, all positive.
ASCENT: float = _FONT["ascent"] / _EM
DESCENT: float = _FONT["descent"] / _EM
X_HEIGHT: float = _FONT["xHeight"] / _EM
CAP_HEIGHT: float = _FONT["capHeight"] / _EM

# The part of an em that a character outside the table may take, by the first letter of its Unicode category. Some
# other font draws it then. In DejaVu Sans Bold, among the widest of those, 97 of 100 such characters stay below these
# values; Ogham, Canadian syllabics and a few Arabic letters do not. Emoji fonts set a symbol up to 1.4 em wide.
_ESTIMATES = {"L": 1.25, "N": 1.0, "P": 1.2, "S": 1.5, "Z": 1.0, "C": 1.25}

# Version 1 of Liberation Sans has no combining marks. A letter whose mark does not melt into one character with it is
# drawn, mark and all, by a wider font: DejaVu Sans Bold adds 0.16 em to m, and less to vowels.
_STRAY_MARK = int(0.16 * _EM)
_FIRST_MARK = "\u0300"

# NBSP and the other typographic spaces are meant to hold, so only these part words. A tab or line end draws a space.
_SPACES = " \t\n\v\f\r\x85\u2028\u2029"
_HOLDING = re.compile("[\x1c-\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_WORD = re.compile(f"[^{_SPACES}]+")
_MARKED = re.compile(f"[^\u0300-\u036f{_SPACES}]?[\u0300-\u036f]+")

# Where a word that is too long had better break: after these. Both dashes, and the invisible U+200B and U+00AD that
# authors put in for it, count too; so do the spaces that otherwise hold.
_BREAKS = r"\-/_.–—\u00a0\u00ad\u2000-\u200b\u202f\u205f\u3000"
_SEGMENT = re.compile(f"[^{_BREAKS}]*[{_BREAKS}]+|[^{_BREAKS}]+")

_ELLIPSIS = "…"
_JOINER = "\u200d"
_CACHED_WORDS = 1 << 15
_CACHED_LINES = 1 << 12


class _Widths(dict[str, int]):
    """The width of each character of a style in font units.

    One that the style does not list is as wide as in `regular`, and one that no style lists is estimated; both are
    remembered.
    """

    def __init__(self, groups: Mapping[str, str], regular: _Widths | None = None) -> None:
        super().__init__()
        self.regular = regular
        for units, characters in groups.items():
            self.update(dict.fromkeys(characters, int(units)))

    def __missing__(self, character: str) -> int:
        self[character] = units = _estimate(character) if self.regular is None else self.regular[character]
        return units


def _estimate(character: str) -> int:
    """The width in font units of a character outside the table: right for marks and ideographs, else not too small."""
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if character in _SPACES:
        return _REGULAR[" "]
    if unicodedata.east_asian_width(character) in "WF" and category[0] != "S":
        return _EM
    # A spacing vowel sign (Mc) is as wide as a letter.
    return int(_ESTIMATES["L" if category == "Mc" else category[0]] * _EM)


_REGULAR = _Widths(_FONT["regular"])
_CHARACTERS: dict[Style, _Widths] = {
    "regular": _REGULAR,
    "bold": _Widths(_FONT["bold"], _REGULAR),
    "italic": _Widths(_FONT["italic"], _REGULAR),
}


class _Words(dict[str, int]):
    """The widths of texts in one style in font units, measured when first asked for."""

    def __init__(self, characters: _Widths) -> None:
        super().__init__()
        self.characters = characters

    def __missing__(self, text: str) -> int:
        units = sum(map(self.characters.__getitem__, text))
        if not text.isascii() and max(text) >= _FIRST_MARK:
            units += sum(_growth(match[0], self.characters) for match in _MARKED.finditer(text))
        # A server runs for long: forgetting all now and then is cheaper than remembering what is oldest.
        if len(self) >= _CACHED_WORDS:
            self.clear()
        self[text] = units
        return units


_WORDS = {style: _Words(characters) for style, characters in _CHARACTERS.items()}


def _growth(cluster: str, table: _Widths) -> int:
    """What marks add to their letter, in font units: ď written as two characters is as wide as ď."""
    base = cluster[0]
    composed = unicodedata.normalize("NFC", cluster)
    if len(composed) > 1:
        return _STRAY_MARK + max(0, table[composed[0]] - table[base])
    return max(0, table[composed] - table[base])


def width(text: str, size: float, style: Style = "regular") -> float:
    """The advance width of one line of text at a font size, both in points; not smaller than what is drawn.

    Kerning that narrows is left out, kerning that widens is in the table. The width of two texts one after the other
    is the sum of theirs, unless the second begins with a combining mark. A mark adds nothing to a letter that it
    makes one character with; other marks add at most 0.16 em to their letter, however many they are.
    """
    return _WORDS[style][text] * size / _EM


class _Pieces(NamedTuple):
    """A text in the parts that stay whole, as if it were one line with a space at its end.

    A line of the parts from i to before j is `ends[j] - starts[i]` font units wide, with that space. `glued` has the
    parts that no space comes before, because they belong to a broken word.
    """

    parts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    glued: AbstractSet[int]

    def line(self, first: int, after: int) -> str:
        """The text of the parts from `first` to before `after`."""
        if not self.glued:
            return " ".join(self.parts[first:after])
        rest = range(first + 1, after)
        return self.parts[first] + "".join(self.parts[i] if i in self.glued else f" {self.parts[i]}" for i in rest)


@lru_cache(maxsize=_CACHED_LINES)
def wrap(
    text: str, size: float, limit: float, style: Style = "regular", *, most_lines: int | None = None
) -> tuple[str, ...]:
    """Break a text into lines not wider than `limit`; `size` and `limit` are in points.

    There are as few lines as possible, and then the squared slack of all but the last is least. Runs of white space
    count as one space, and no line begins or ends with one: joining the lines with a space, or with nothing where a
    word had to be broken, gives the text back. Only a word wider than the limit is broken: after - / _ . or a dash,
    and where that is not enough between two letters, never between a letter and its marks. A single letter wider
    than the limit still gets its line. White space alone has no lines.

    With `most_lines` (at least 1), a text of more lines is cut and ends in “…”.
    """
    words = _WORD.findall(text) if _HOLDING.search(text) else text.split()
    if not words:
        return ()
    room = _room(size, limit)
    if len(text) * _EM < 2 * room:  # it may well fit on one line: few letters are wider than half an em
        line = " ".join(words)
        if _WORDS[style][line] <= room:
            return (line,)
    pieces = _pieces(words, room, style)
    breaks = _breaks(pieces.starts, pieces.ends, room + _CHARACTERS[style][" "])
    if most_lines is None or len(breaks) <= most_lines:
        return tuple(map(pieces.line, breaks, [*breaks[1:], len(pieces.parts)]))
    kept = breaks[:most_lines]
    return (*map(pieces.line, kept, kept[1:]), _cut(pieces, kept[-1], room, style))


def _room(size: float, limit: float) -> int:
    """The most font units that `width` does not call wider than the limit, whatever the rounding of floats."""
    units = round(limit * _EM / size)
    # A limit of nothing is a limit all the same: it puts each letter on its own line.
    return max(1, units if units * size / _EM <= limit else units - 1)


def _pieces(words: Sequence[str], room: int, style: Style) -> _Pieces:
    """Words → the parts that lines are made of; a word wider than the room comes in several."""
    measured = _WORDS[style]
    space = measured[" "]
    units = list(map(measured.__getitem__, words))
    if max(units) <= room:
        spaces = range(0, space * len(words) + 1, space)
        places = list(map(add, accumulate(units, initial=0), spaces))
        return _Pieces(words, places, places, frozenset())
    parts: list[str] = []
    glued: set[int] = set()
    for word, wide in zip(words, units, strict=True):
        broken = _broken(word, room, style) if wide > room else [word]
        glued.update(range(len(parts) + 1, len(parts) + len(broken)))
        parts += broken
    starts, ends = [0], [0]
    for after, part in enumerate(parts, start=1):
        # A single letter wider than the room counts as just filling its line.
        end = starts[-1] + min(measured[part], room) + space
        ends.append(end)
        starts.append(end - space if after in glued else end)
    return _Pieces(parts, starts, ends, glued)


def _broken(word: str, room: int, style: Style) -> list[str]:
    """A word wider than the room → parts that fit; a part is broken between letters only where it does not."""
    measured = _WORDS[style]
    segments: list[str] = []
    for segment in _SEGMENT.findall(word):
        if segments and _extends(segment[0]):
            segments[-1] += segment
        else:
            segments.append(segment)
    parts = []
    for segment in segments:
        filled = room + 1
        for grapheme in _graphemes(segment) if measured[segment] > room else [segment]:
            wide = measured[grapheme]
            if filled + wide > room:
                parts.append("")
                filled = 0
            parts[-1] += grapheme
            filled += wide
    return parts


def _graphemes(text: str) -> list[str]:
    """What a reader takes for the letters of a text: a base with its marks, an emoji made of several, a flag."""
    graphemes: list[str] = []
    for character in text:
        before = graphemes[-1] if graphemes else ""
        flag = len(before) == 1 and _is_flag_half(before) and _is_flag_half(character)
        if before and (_extends(character) or before.endswith(_JOINER) or flag):
            graphemes[-1] += character
        else:
            graphemes.append(character)
    return graphemes


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _extends(character: str) -> bool:
    """Whether a character belongs to the one before: marks, joiners, skin tones, vowels and finals of Hangul."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
        or "\u1160" <= character <= "\u11ff"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _windows(starts: Sequence[int], ends: Sequence[int], room: int) -> list[tuple[int, int]]:
    """For each line but the first the earliest and the latest part it can start with, if there are fewest lines.

    The latest is where it starts when every line before it is filled, the earliest when every line from it on is.
    The windows of two lines never overlap: a text that could start both with one part could do with a line less.
    """
    count = len(starts) - 1
    latest = []
    first = 0
    while (first := bisect_right(ends, starts[first] + room) - 1) < count:
        latest.append(first)
    earliest = []
    after = count
    while (after := bisect_left(starts, ends[after] - room)) > 0:
        earliest.append(after)
    return list(zip(reversed(earliest), latest, strict=True))


# A way to set the text up to a part: the part that starts the next line, its place, the squared slack of the lines
# so far, and the way to where the last of them starts.
_Way = tuple[int, int, int, "_Way | None"]


def _breaks(starts: Sequence[int], ends: Sequence[int], room: int) -> list[int]:
    """The part that each line starts with: fewest lines, and then least squared slack without the last line's."""
    ways: list[_Way] = [(0, 0, 0, None)]
    for low, high in _windows(starts, ends, room):
        longer: list[_Way] = []
        for after in range(high, low - 1, -1):
            edge = room - ends[after]
            least = -1
            best = None
            for way in ways:
                # From the shortest last line to the longest: after one that is too long come only longer ones.
                slack = edge + way[1]
                if slack < 0:
                    break
                cost = way[2] + slack * slack
                if cost < least or least < 0:
                    least = cost
                    best = way
            longer.append((after, starts[after], least, best))
        ways = longer
    end: _Way | None = min(ways, key=itemgetter(2))
    breaks = []
    while end:
        breaks.append(end[0])
        end = end[3]
    return breaks[::-1]


def _cut(pieces: _Pieces, first: int, room: int, style: Style) -> str:
    """The line that ends a cut text: as many parts from `first` on as fit with “…”, or the letters that do."""
    measured = _WORDS[style]
    room -= measured[_ELLIPSIS]
    fitting = [after for after in range(first + 1, len(pieces.parts)) if measured[pieces.line(first, after)] <= room]
    if fitting:
        return pieces.line(first, fitting[-1]).rstrip(".,;:") + _ELLIPSIS
    text = ""
    for grapheme in _graphemes(pieces.parts[first]):
        if measured[text + grapheme] > room:
            break
        text += grapheme
    return text + _ELLIPSIS
