"""Source text: what an author wrote, and every place in it."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class Span(NamedTuple):
    """A half-open range of code points in one file; `path` is relative and uses `/`."""

    path: str
    start: int
    end: int


class Position(NamedTuple):
    """A place as people count it: line and column, both from 1, columns in code points."""

    line: int
    column: int


class DecodeFailure(ValueError):
    """Bytes that are not UTF-8 text; `offset` is the first offending byte, `encoding` a guess or None."""

    def __init__(self, offset: int, encoding: str | None) -> None:
        super().__init__(f"byte {offset} is not UTF-8")
        self.offset = offset
        self.encoding = encoding


@dataclass(frozen=True)
class SourceText:
    """The text of one file under its display path. Offsets everywhere are code points of `text`."""

    path: str
    text: str

    @cached_property
    def _line_starts(self) -> list[int]:
        # Only LF and CRLF and CR end a line: the same breaks an editor counts.
        return [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", self.text))]

    def position(self, offset: int) -> Position:
        """Line and column of a code-point offset; an offset past the end is the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    @cached_property
    def _astral(self) -> list[int]:
        return [m.start() for m in re.finditer(r"[\U00010000-\U0010ffff]", self.text)]

    def line_start(self, number: int) -> int:
        """The offset at which a line (counted from 1) begins."""
        return self._line_starts[number - 1]

    def line_end(self, offset: int) -> int:
        """The offset at which the line of an offset ends, before its line ending."""
        starts = self._line_starts
        number = bisect_right(starts, offset)
        if number == len(starts):
            return len(self.text)
        end = starts[number] - 1
        return end - (self.text[end] == "\n" and end > starts[number - 1] and self.text[end - 1] == "\r")

    def line(self, number: int) -> str:
        """The text of a line (counted from 1) without its line ending."""
        start = self.line_start(number)
        return self.text[start : self.line_end(start)]

    def utf16(self, offset: int) -> int:
        """The column of an offset in its line, from 0, in UTF-16 units, as SARIF and editors want it."""
        offset = max(0, min(offset, len(self.text)))
        start = self.line_start(self.position(offset).line)
        return offset - start + bisect_left(self._astral, offset) - bisect_left(self._astral, start)

    def slice(self, span: Span) -> str:
        """The text that a span of this file covers."""
        return self.text[span.start : span.end]

    @cached_property
    def _kept(self) -> dict[object, Any]:
        return {}

    def kept(self, work: Callable[[SourceText], T]) -> T:
        """What some work makes of the text alone, done once for as long as the text is held."""
        if work not in self._kept:
            self._kept[work] = work(self)
        found: T = self._kept[work]
        return found


def decode(data: bytes) -> str:
    """Bytes of a file → its text. A UTF-8 byte-order mark is kept as U+FEFF so that offsets stay true.

    Raises DecodeFailure where the bytes are not UTF-8.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            raise DecodeFailure(0, name)
    if data.count(b"\0") > len(data) // 8:
        raise DecodeFailure(data.index(b"\0"), "UTF-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as failure:
        raise DecodeFailure(failure.start, _guess(data)) from None


def _guess(data: bytes) -> str | None:
    """Name the likeliest legacy encoding of some bytes, for the hint only."""
    high = [b for b in data if b >= 0x80]  # noqa: PLR2004 - all that is not ASCII
    lost = data.decode("utf-8", "replace").count("\ufffd")
    if len(high) > 2 * lost:
        return None  # UTF-8 but for a few damaged characters
    # Czech in Windows-1250 lives on these bytes; Russian in Windows-1251 is almost all 0xC0-0xFF.
    if sum(b >= 0xC0 for b in high) > 0.9 * len(high) and len(high) > 0.3 * len(data):  # noqa: PLR2004 - shares of the bytes of Russian prose
        return "Windows-1251"
    return "Windows-1250 or Windows-1252"


def digest(sources: Mapping[str, SourceText]) -> str:
    """Sixteen hex digits that identify some files: SHA-256 of their paths and texts, each with its length, cut short."""
    found = hashlib.sha256()
    for path in sorted(sources):
        for part in (path, sources[path].text):
            data = part.encode("utf-8", "surrogateescape")
            found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()[:16]


def normalise(passage: str) -> str:
    """A passage as it is compared and digested: NFC, every run of white space one space, ends trimmed."""
    return " ".join(unicodedata.normalize("NFC", passage).split())


_WORDS = re.compile(r"\w+")


def words(text: str) -> frozenset[str]:
    """The words of a text without case. Where a pattern without case matches a word from end to end, that word is among
    them: what cannot match need not be searched."""
    return frozenset(map(str.casefold, _WORDS.findall(_dotted(text))))


def folded(text: str) -> str:
    """A text without case, as patterns without case read it."""
    return _dotted(text).casefold()


def _dotted(text: str) -> str:
    """A text in which the two letters i of Turkish are the common one, as they are to patterns without case."""
    return text if text.isascii() else text.replace("İ", "i").replace("ı", "i")


def fingerprint(passage: str) -> str:
    """Sixteen hex digits that identify a passage: SHA-256 of its normalised UTF-8, cut short.

    White space does not count, so a re-wrapped copy of a text keeps its fingerprints.
    """
    return hashlib.sha256(normalise(passage).encode()).hexdigest()[:16]


def counted(number: int, noun: str) -> str:
    """A number with its noun, as reports say it."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
