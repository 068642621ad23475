"""Blocks: the paragraphs and notes of a source text, numbered as locators name them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Stretch(NamedTuple):
    """Part of a block: half-open code-point range, and the block's label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Blocks:
    """The stretches of a text in order; a block that a page foot interrupts has several."""

    stretches: tuple[Stretch, ...]

    def block_at(self, start: int, end: int) -> str | None:
        """The label of the block that holds a whole range, or None."""
        index = bisect_right(self.stretches, (start, float("inf"), "")) - 1
        if index < 0 or end > self.stretches[index].end:
            return None
        return self.stretches[index].label


_CHUNK = re.compile(r"\S(?:.|\n(?![ \t]*\n))*")
_NOTE = re.compile(r"<sup>([0-9]+)</sup>")
_TAIL = re.compile(r"(?:<sup>[^<]*</sup>|[\s*_”“\"'’»)\]])+$")


def blocks(text: str) -> Blocks:
    """A text in Markdown → its blocks.

    Chunks stand between blank lines. A chunk that starts with `<sup>N</sup>` is note nN, one that starts with an
    escaped asterisk is n*. Headings, rules of dashes, and what stands before the first heading are no blocks. Every other chunk is body: it
    continues the paragraph before it where that does not end in a full stop, question mark, exclamation mark,
    colon or ellipsis (a page foot has come between); otherwise it starts the next paragraph p1, p2, …
    """
    found = []
    number = 0
    open_paragraph = False
    heading = text.find("\n#") if not text.startswith("#") else 0
    for match in _CHUNK.finditer(text):
        chunk = match[0].rstrip()
        if re.fullmatch(r"-{3,}", chunk) or chunk.startswith("#") or match.start() < heading:
            continue
        if note := _NOTE.match(chunk):
            label = f"n{note[1]}"
        elif chunk.startswith("\\*"):
            label = "n*"
        else:
            if not open_paragraph:
                number += 1
            label = f"p{number}"
            open_paragraph = not _TAIL.sub("", chunk).endswith((".", "!", "?", ":", "…"))
        found.append(Stretch(match.start(), match.start() + len(chunk), label))
    return Blocks(tuple(found))
