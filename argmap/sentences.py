"""Sentences of a source text: scholarly prose cut where its sentences end, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from argmap.blocks import blocks
from argmap.model import Locator

Pair = tuple[int, int]


class Sentence(NamedTuple):
    """A sentence: the label of its block, its number in it from 1, and its half-open ranges of code points.

    One that a page foot cuts has a range for each piece.
    """

    block: str
    number: int
    ranges: tuple[Pair, ...]

    def holds(self, start: int, end: int, text: str) -> bool:
        """Whether a letter or digit of the sentence stands in a range of the text."""
        pieces = ((max(start, a), min(end, b)) for a, b in self.ranges)
        return any(_WORD.search(text, a, b) for a, b in pieces if a < b)


def place(locator: Locator, text: str) -> tuple[Pair, ...] | None:
    """The ranges of a text that a locator leads to: its characters, or else its sentences, or else its block.

    None where these are not in the text, or nothing of the kind is given.
    """
    if locator.chars:
        return locator.chars if all(end <= len(text) for _, end in locator.chars) else None
    if locator.block is None:
        return None
    there = [sentence for sentence in sentences(text) if sentence.block == locator.block]
    wanted = [sentence for sentence in there if not locator.sentence or sentence.number in locator.sentence]
    if not wanted or (locator.sentence and len(wanted) != len(set(locator.sentence))):
        return None
    return tuple(pair for sentence in wanted for pair in sentence.ranges)


@lru_cache(maxsize=8)
def sentences(text: str) -> tuple[Sentence, ...]:
    """A source text → its sentences, block by block in the order in which the blocks begin; never raises.

    A sentence ends at a full stop, question mark, exclamation mark or ellipsis, together with the quotation marks,
    brackets, emphasis and note marks behind it, where white space and the beginning of another follow: a capital, or
    a quotation mark, bracket or emphasis before one. It does not end inside round brackets, after an initial or an
    abbreviation, before a mark of volume or page with its number, or at the stops that part author, title, place and
    year of a book. Note marks and numbers at the head of a block belong to no sentence.
    """
    pieces: dict[str, list[Pair]] = {}
    for stretch in blocks(text).stretches:
        pieces.setdefault(stretch.label, []).append((stretch.start, stretch.end))
    return tuple(
        Sentence(label, number, ranges)
        for label, parts in pieces.items()
        for number, ranges in enumerate(_ranges(text, parts, note=label.startswith("N")), start=1)
    )


def _ranges(text: str, parts: list[Pair], *, note: bool) -> Iterator[tuple[Pair, ...]]:
    """The sentences of a block, each as the ranges of its pieces in the file."""
    joined = "\n".join(text[start:end] for start, end in parts)
    for first, last in cut(joined, note=note):
        ranges, at = [], 0
        for start, end in parts:
            low, high = max(first, at), min(last, at + end - start)
            if low < high:
                ranges.append((start + low - at, start + high - at))
            at += end - start + 1
        yield tuple(ranges)


def cut(block: str, *, note: bool) -> list[Pair]:
    """Where the sentences of a block, or of any one paragraph, stand in it; `note` where it is a note of scholarly prose."""
    head = _HEAD.match(block)
    begin = head.end() if head else 0
    inside = _bracketed(block)
    found: list[Pair] = []
    for match in _END.finditer(block, begin):
        stop, after = match.end(1), match.end()
        if inside[match.start()] or _goes_on(block, begin, match, note=note):
            continue
        found.append((begin, stop))
        begin = after
    last = len(block.rstrip())
    if begin < last:
        found.append((begin, last))
    return _joined(block, found, note=note)


def _joined(block: str, found: list[Pair], *, note: bool) -> list[Pair]:
    """Pieces that are no sentences joined to one: a lone bracket to the one before, an author to his title."""
    whole: list[Pair] = []
    for begin, end in found:
        piece = block[begin:end]
        if (whole and (_ASIDE.fullmatch(piece) or not _WORD.search(piece))) or (
            whole and note and len(block[slice(*whole[-1])].split()) < LEAST_WORDS_IN_NOTE
        ):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((begin, end))
    return whole


def _bracketed(block: str) -> list[bool]:
    """For each place of a block, whether it lies between round brackets; one that is never closed opens nothing."""
    inside = [False] * (len(block) + 1)
    opened: list[int] = []
    for place, character in enumerate(block):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            start = opened.pop()
            if not opened:
                inside[start:place] = [True] * (place - start)
    for start in opened[:1]:  # what was closed within one that was not: the first such holds the others
        depth = 0
        for place in range(start + 1, len(block)):
            depth += (block[place] == "(") - (block[place] == ")")
            inside[place] = inside[place] or depth > 0
    return inside


def _goes_on(block: str, begin: int, match: re.Match[str], *, note: bool) -> bool:
    """Whether the sentence goes on after what looks like its end."""
    if match[2] != ".":
        return False
    before, after = block[begin : match.start()], block[match.end() :]
    closed = match[3]
    word = _LAST_WORD.search(before)
    last = word[0] if word else ""
    if not closed and (last.casefold() in ABBREVIATIONS or _INITIALS.fullmatch(last)):
        return True
    if not before.strip(" 0123456789"):
        return True
    if _PLACE.match(after) or (_IMPRINT.match(after) and "*" in before):
        return True
    # In a note, a title stands in emphasis, or in quotation marks after its author's name.
    within = "*" not in closed and block[: match.start()].replace("\\*", "").count("*") % 2 == 1
    if note and (after.startswith("*") or within):
        return True
    return note and after.startswith(("“", "„", "«")) and bool(_AUTHOR.search(before))


LEAST_WORDS_IN_NOTE = 3
ABBREVIATIONS = frozenset(
    [
        "p",
        "pp",
        "s",
        "ss",
        "t",
        "vol",
        "vols",
        "ser",
        "sér",
        "no",
        "nos",
        "nr",
        "art",
        "ch",
        "chap",
        "cap",
        "fol",
        "ff",
        "f",
        "l",
        "d",
        "op",
        "cit",
        "ed",
        "eds",
        "cf",
        "ca",
        "cont",
        "esp",
        "e.g",
        "i.e",
        "viz",
        "vs",
        "resp",
        "gen",
        "col",
        "lt",
        "capt",
        "maj",
        "adm",
        "dr",
        "prof",
        "mr",
        "mrs",
        "ms",
        "st",
        "ste",
        "rev",
        "hon",
        "jr",
        "sr",
        "jan",
        "feb",
        "febr",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "janv",
        "févr",
        "avr",
        "juil",
        "sv",
        "č",
        "str",
        "roč",
        "fasc",
        "bd",
        "hrsg",
        "abt",
        "anm",
        "vgl",
        "u.s",
        "u.k",
        "n.y",
        "г",
        "гг",
        "с",
        "сс",
        "т",
        "тт",
        "л",
        "лл",
        "д",
        "оп",
        "ф",
        "стр",
        "см",
        "ср",
        "изд",
        "ibid",
        "approx",
        "par",
        "para",
        "sec",
        "fig",
        "tab",
        "app",
        "suppl",
        "n.s",
        "n.d",
        "s.d",
        "mme",
        "mlle",
    ]
)
"""Words after whose full stop a sentence goes on, without case."""
_INITIALS = re.compile(r"(?:[A-ZÀ-ÖØ-ÞŠČŘŽĎŤŇА-ЯЁ]|I[au]|Y[ua]|[ZKCS]h|T[sh])(?:\.[A-ZÀ-ÖØ-ÞŠČŘŽĎŤŇА-ЯЁ])*")
_AUTHOR = re.compile(r"\b[^\W\d_]{1,2}\. ?(?:[^\W\d_]{1,2}\. ?)*[^\W\d_]+$")
_WORD = re.compile(r"[^\W_]")
_LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")
_HEAD = re.compile(r"(?:<sup>[^<]*</sup>|\\\*|(?:[0-9]{1,3}\.|\([a-z0-9]{1,3}\))[ \t]*(?=\n))\s*")
_CLOSING = r"(?:[”“\"'’»*_)\]]|<sup>[^<]*</sup>)*"
_END = re.compile(rf"(([.!?…]+)({_CLOSING}))\s+(?=[\[(“„«\"'‘*_–-]*\s?[^\W\d_a-zà-öø-ÿа-я])")
_ASIDE = re.compile(r"\[[^\]]*\]")
_PLACE = re.compile(r"(?:P|S|T|C|No|Nr|Vol|Bd|Č|Sv)\. ?[0-9IVXLC]|(?:Část|Part|Teil|Díl) [0-9IVXLC]")
_IMPRINT = re.compile(r"(?:[^\W\d_]+[.,]{0,2} ?){1,4}(?:: ?[^.;\n]{2,40})?, ?[0-9]{4}")
