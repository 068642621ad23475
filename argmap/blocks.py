"""Blocks: the paragraphs and notes of a source text, numbered as locators name them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
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

    def labels(self) -> tuple[str, ...]:
        """The labels in the order in which the blocks begin."""
        return tuple(dict.fromkeys(stretch.label for stretch in self.stretches))

    def block_at(self, start: int, end: int) -> str | None:
        """The label of the block that holds a whole range, or None."""
        index = bisect_right(self.stretches, (start, float("inf"), "")) - 1
        if index < 0 or end > self.stretches[index].end:
            return None
        return self.stretches[index].label


_CHUNK = re.compile(r"\S(?:.|\n(?![ \t]*\n))*")
_NOTE = re.compile(r"<sup>([0-9]+)</sup>")
_RULE = re.compile(r"-{3,}")
_TAIL = re.compile(r"(?:<sup>[^<]*</sup>|[\s*_”“\"'’»)\]])+$")
_NUMBER = re.compile(r"(?:[0-9]{1,3}\.|\([a-z0-9]{1,3}\))[ \t]*$", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]+([0-9]{1,3})\.[ \t]+", re.MULTILINE)
_GLUED = re.compile(r"(?<=[^\W\d_]{3})([0-9]{1,3})(?![\w.,]*[0-9])")
MOST_WORDS_OF_HEAD = 20


@lru_cache(maxsize=8)
def blocks(text: str) -> Blocks:
    """A text in Markdown, or pasted from a web page → its blocks.

    Chunks stand between blank lines. A chunk that starts with `<sup>N</sup>` is note NN, one that starts with an
    escaped asterisk is N*. Headings, rules of dashes, and the head of the document (what stands before the first
    heading, or before the first chunk that ends as a sentence does) are no blocks. Every other chunk is body: it
    continues the paragraph before it where that does not end in a full stop, question mark, exclamation mark,
    colon or ellipsis (a page foot has come between); otherwise it starts the next paragraph P1, P2, … What comes
    right after the last note of the text continues it, unless a paragraph is open: a page's body stands above its notes.

    In a chunk in which numbers or letters stand on lines of their own (a pasted telegram), every line is a
    paragraph, a number together with the line below it; a numbered list, indented at its end, holds its notes,
    which bear the numbers that are glued to words of the text (`Ambassador31`) where there are as many of these.
    """
    found: list[Stretch] = []
    number = 0
    open_paragraph = False
    chunks = [(match.start(), match[0].rstrip()) for match in _CHUNK.finditer(text)]
    head = _head(text, chunks)
    last_note = max((start for start, chunk in chunks if _NOTE.match(chunk)), default=len(text))
    for start, chunk in chunks:
        if _RULE.fullmatch(chunk) or chunk.startswith("#") or start < head:
            continue
        if _NUMBER.search(chunk) and "\n" in chunk:
            pasted = _pasted(start, chunk, number)
            number += sum(stretch.label[0] == "P" for stretch in pasted)
            found += pasted
            continue
        if note := _NOTE.match(chunk):
            label = f"N{note[1]}"
        elif chunk.startswith("\\*"):
            label = "N*"
        elif start > last_note and not open_paragraph and found[-1].label[0] == "N":
            label = found[-1].label
        else:
            if not open_paragraph:
                number += 1
            label = f"P{number}"
            open_paragraph = not _closed(chunk)
        found.append(Stretch(start, start + len(chunk), label))
    return Blocks(tuple(found))


def _closed(chunk: str) -> bool:
    return _TAIL.sub("", chunk).endswith((".", "!", "?", ":", "…"))


def _head(text: str, chunks: list[tuple[int, str]]) -> int:
    """Where the head of a document ends."""
    if text.startswith("#"):
        return 0
    if (heading := text.find("\n#")) >= 0:
        return heading
    for start, chunk in chunks:
        if _closed(chunk) or len(chunk.split()) > MOST_WORDS_OF_HEAD or "\n" in chunk:
            return start
    return 0


def _pasted(start: int, chunk: str, number: int) -> list[Stretch]:
    """The paragraphs and notes of a chunk that was pasted line by line; `number` paragraphs came before it."""
    found: list[Stretch] = []
    listed = list(_LISTED.finditer(chunk))
    marks = [mark[1] for mark in _GLUED.finditer(chunk)]
    names = iter(marks if len(marks) == len(listed) else [match[1] for match in listed])
    pending: int | None = None
    for line in re.finditer(r"[^\n]+", chunk):
        first = start + line.start() + len(line[0]) - len(line[0].lstrip())
        if _LISTED.match(line[0]):
            found.append(Stretch(first, start + line.end(), f"N{next(names)}"))
        elif _NUMBER.fullmatch(line[0]):
            pending = first
        else:
            number += 1
            found.append(
                Stretch(
                    first if pending is None else pending, start + len(line[0].rstrip()) + line.start(), f"P{number}"
                )
            )
            pending = None
    return found
