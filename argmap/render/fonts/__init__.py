"""Fonts: the one font that PNG and PDF are set in, shipped so that they look the same everywhere, and what it lacks."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = tuple(FOLDER / f"LiberationSans-{style}.ttf" for style in ("Regular", "Bold", "Italic"))


@cache
def characters() -> frozenset[int]:
    """The code points that the font has a letter for, from its table of format 4 (OpenType, `cmap`)."""
    data = FILES[0].read_bytes()
    tables = {data[at : at + 4]: struct.unpack(">I", data[at + 8 : at + 12])[0] for at in _records(data, 12, 4, 16)}
    start = tables[b"cmap"]
    for at in _records(data, start + 4, start + 2, 8):
        platform, encoding, offset = struct.unpack(">HHI", data[at : at + 8])
        if (platform, encoding) == (3, 1):
            return frozenset(_segments(data, start + offset))
    raise AssertionError("the shipped font has no Unicode table")


def _records(data: bytes, first: int, count: int, size: int) -> range:
    """The places of records that are counted by the number of 16 bits at `count`."""
    (number,) = struct.unpack(">H", data[count : count + 2])
    return range(first, first + number * size, size)


def _segments(data: bytes, at: int) -> list[int]:
    """The code points of a subtable of format 4 that lead to a glyph."""
    doubled = struct.unpack(">H", data[at + 6 : at + 8])[0]
    number = doubled // 2

    def column(offset: int, form: str) -> tuple[int, ...]:
        return struct.unpack(f">{number}{form}", data[at + offset : at + offset + doubled])

    ends, starts = column(14, "H"), column(16 + doubled, "H")
    deltas, offsets = column(16 + 2 * doubled, "h"), column(16 + 3 * doubled, "H")
    found = []
    for k in range(number):
        for code in range(starts[k], ends[k] + 1):
            glyph = code
            if offsets[k]:
                place = at + 16 + 3 * doubled + 2 * k + offsets[k] + 2 * (code - starts[k])
                (glyph,) = struct.unpack(">H", data[place : place + 2])
                if glyph == 0:
                    continue
            if (glyph + deltas[k]) % 65536:
                found.append(code)
    return found


def lacking(text: str) -> str:
    """The characters of a text that the font has no letter for, each once and in order; white space and marks that show
    nothing by themselves aside."""
    return "".join(sorted({c for c in text if ord(c) not in characters() and not c.isspace() and c.isprintable()}))
