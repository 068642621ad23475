"""Essays: prose about a case, in Markdown or plain, cut into sentences with the ids that each cites.

Citations are written as pandoc writes them: `[@some-claim]`, `[see @one, p. 4; @two]`, `[-@one]`, `@one`, `@{one}`. Code,
quotations, headings, tables and raw HTML are nobody's assertion here: what they cite is looked up, and their words are
left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from argmap.sentences import cut


class Cited(NamedTuple):
    """An id that an essay cites, and its own place in the text, without the @."""

    id: str
    start: int
    end: int


class Part(NamedTuple):
    """A stretch of a sentence and the ids it is cited for: what stands before a citation, and behind the last one too."""

    start: int
    end: int
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with its parts in order; `cited` are all ids of it, those of short notes included."""

    start: int
    end: int
    parts: tuple[Part, ...]
    cited: tuple[Cited, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item or note of an essay; `english` tells whether its words can be read by an English lexicon."""

    sentences: tuple[Sentence, ...]
    english: bool
    note: bool

    @property
    def cited(self) -> frozenset[str]:
        """All ids that it cites."""
        return frozenset(entry.id for sentence in self.sentences for entry in sentence.cited)


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay read. `words` is its text with all that is no word of its author's blanked (code, quotations, citations,
    markup), so that places are those of the text; `cited` are all ids, wherever they stand. With `bibliography` an id
    may also be that of a work of its own list."""

    text: str
    words: str
    paragraphs: tuple[Paragraph, ...]
    cited: tuple[Cited, ...]
    bibliography: bool


@lru_cache(maxsize=32)
def essay(text: str) -> Essay:
    """The text of an essay → what it says and cites; never raises."""
    front = _FRONT.match(text)
    head = front[0] if front else ""
    bare = _blank(text, [(0, len(head))])
    code: list[tuple[int, int]] = []
    apart: list[tuple[int, int]] = []
    blocks = list(_blocks(bare, code, apart))
    bare = _blank(bare, code)
    bare = _blanked(bare, _COMMENT)
    bare = _blanked(bare, _SPAN)
    cited = tuple(_citations(bare))
    shaped = _blanked(bare, _GROUP)
    shaped = _BARE.sub(lambda m: "X" * len(m[0]), shaped)  # a word that can begin a sentence
    for pattern in (_FOOTMARK, _TARGET, _TAG, _ADDRESS, _EMPHASIS):
        shaped = _blanked(shaped, pattern)
    words = _blanked(_blank(shaped, apart), _QUOTED)
    language = _LANGUAGE.search(head)
    foreign = language is not None and not language[1].lower().startswith("en")
    groups = [(m.start(), m.end()) for m in _GROUP.finditer(bare)]
    notes: dict[str, list[Cited]] = {}
    kept: list[tuple[int, int, bool]] = []
    for start, end, label in blocks:
        there = _between(cited, start, end)
        if label is not None and len(_WORD.findall(words[start:end])) < LEAST_WORDS:
            notes.setdefault(label, []).extend(
                there
            )  # a note that only cites belongs to the sentence that has its mark
        else:
            kept.append((start, end, label is not None))
    paragraphs = []
    for start, end, note in kept:
        sentences = tuple(_sentences(bare, shaped, start, end, cited, groups, notes, note=note))
        if sentences:
            english = not foreign and _english(words[start:end])
            paragraphs.append(Paragraph(sentences, english, note))
    return Essay(text, words, tuple(paragraphs), cited, "bibliography" in head or "\nreferences:" in head)


LEAST_WORDS = 4
"""A note with fewer words than this beside its citations says nothing of its own."""


# --------------------------------------------------------------------------- blocks


def _blocks(
    text: str, code: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> Iterator[tuple[int, int, str | None]]:
    """Paragraphs, list items and notes as (start, end, label of the note); what is code goes into `code`, what is no
    prose of the author's (headings, quotations, tables) into `apart`."""
    begun: int | None = None
    last = 0
    label: str | None = None
    fence = ""
    blank, listed = True, False
    for line in _LINE.finditer(text):
        start, end, content = line.start(), line.start() + len(line[0].rstrip("\r\n")), line[0].strip()
        whole: tuple[int, int, str | None] | None = None
        mark = _FENCE.match(line[0])
        if fence:
            code.append((start, end))
            fence = "" if mark and mark[1].startswith(fence) and content.strip("`~") == "" else fence
            continue
        if mark:
            fence = mark[1][:3]
            code.append((start, end))
            whole, begun = _closed(begun, last, label), None
        elif not content:
            whole, begun = _closed(begun, last, label), None
            blank = True
            if whole:
                yield whole
            continue
        elif _UNDERLINE.fullmatch(content) and begun is not None:
            apart.append((begun, end))
            begun = None
        elif _APART.match(line[0]):
            whole, begun = _closed(begun, last, label), None
            apart.append((start, end))
            listed = False
        elif blank and not listed and label is None and _INDENTED.match(line[0]):
            code.append((start, end))
            continue  # still after a blank line: the next indented one is code too
        elif note := _NOTE.match(line[0]):
            whole, begun = _closed(begun, last, label), start + note.end()
            label, listed = note[1], False
        elif item := _ITEM.match(line[0]):
            whole, begun = _closed(begun, last, label), start + item.end()
            label, listed = None, True
        elif begun is None:
            begun = start
            if not line[0][:1].isspace():
                label, listed = None, False
        last, blank = end, False
        if whole:
            yield whole
    if begun is not None:
        yield begun, last, label


def _closed(begun: int | None, last: int, label: str | None) -> tuple[int, int, str | None] | None:
    return (begun, last, label) if begun is not None else None


# --------------------------------------------------------------------------- citations and sentences


def _citations(text: str) -> Iterator[Cited]:
    for match in _KEY.finditer(text):
        number = 1 if match[1] is not None else 2
        yield Cited(match[number], match.start(number), match.end(number))


def _sentences(
    text: str,
    shaped: str,
    start: int,
    end: int,
    cited: Sequence[Cited],
    groups: Sequence[tuple[int, int]],
    notes: dict[str, list[Cited]],
    *,
    note: bool,
) -> Iterator[Sentence]:
    """The sentences of a paragraph; a citation behind a full stop belongs to the sentence before it."""
    found = [
        (start + a, start + b)
        for a, b in cut(shaped[start:end], note=False)
        if _WORD.search(shaped[start + a : start + b])
    ]
    for number, (first, last) in enumerate(found):
        low = first if number else start
        high = found[number + 1][0] if number + 1 < len(found) else end
        there = _between(cited, low, high)
        borrowed = [] if note else [
            entry for mark in _FOOTMARK.finditer(text, low, high) for entry in notes.get(mark[1] or "", ())
        ]  # fmt: skip
        asks = "?" in shaped[max(first, last - 3) : last]
        parts = tuple(_parts(shaped, low, high, last, there, groups))
        if borrowed:
            # What a note cites, it cites for the whole sentence.
            parts = (Part(low, last, (*there, *borrowed)),)
        yield Sentence(first, last, parts, (*there, *borrowed), asks)


def _between(cited: Sequence[Cited], start: int, end: int) -> Sequence[Cited]:
    """The citations within a range."""
    first = bisect_left(cited, start, key=lambda entry: entry.start)
    return cited[first : bisect_left(cited, end, lo=first, key=lambda entry: entry.start)]


def _parts(
    shaped: str, low: int, high: int, last: int, there: Sequence[Cited], groups: Sequence[tuple[int, int]]
) -> Iterator[Part]:
    ends: dict[int, list[Cited]] = {}
    for entry in there:
        number = bisect_right(groups, (entry.start, len(shaped))) - 1
        end = groups[number][1] if number >= 0 and entry.start < groups[number][1] else entry.end
        ends.setdefault(end, []).append(entry)
    begin = low
    for number, (end, entries) in enumerate(ends.items()):
        stop = end
        if number == len(ends) - 1:
            # Behind the last citation the sentence goes on as far as the next clause, where it had begun before it.
            clause = _CLAUSE.search(shaped, end, last) if len(_WORD.findall(shaped[begin:end])) >= LEAST_WORDS else None
            stop = clause.start() if clause else max(last, end)
        yield Part(begin, min(stop, high), tuple(entries))
        begin = end


def _english(words: str) -> bool:
    """Whether some words are English, as far as its commonest words tell; a few words are taken for it."""
    found = [word.casefold() for word in _WORD.findall(words)]
    if any(not word.isascii() and not _LATIN.fullmatch(word) for word in found[:200:5]):
        return False
    common = sum(word in _COMMON for word in found)
    return len(found) < FEW or common >= COMMON_SHARE * len(found)


FEW = 10
COMMON_SHARE = 0.28
"""Of English prose two words in five are among the commonest; of Czech or German, fewer than one in four look so."""


def _blank(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """A text with some ranges blanked, its line endings kept."""
    pieces, at = [], 0
    for start, end in sorted(ranges):
        if end > at:
            pieces += [text[at : max(at, start)], _NO_BREAK.sub(" ", text[max(at, start) : end])]
            at = end
    return "".join((*pieces, text[at:]))


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: _NO_BREAK.sub(" ", match[0]), text)


_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_LANGUAGE = re.compile(r"^lang(?:uage)?:\s*[\"']?([A-Za-z-]+)", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_NO_BREAK = re.compile(r"[^\r\n]")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_UNDERLINE = re.compile(r"=+|-{2,}")
_APART = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|>|\||:::|(?:[-*_] ?){3,}\s*$|\[[^\]^@][^\]]*\]:\s|</?[a-z][^>]*>\s*$)")
_INDENTED = re.compile(r"(?: {4}|\t)")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\(?[0-9]{1,3}[.)]|\(?[a-z]\))[ \t]+")
_KEY = re.compile(r"(?<![\w@.+/-])-?@(?:\{([^}\s]+)\}|((?:[^\W_]|_)\w*(?:[-:.#$%&+?<>~/]\w+)*))|(?!)")
_GROUP = re.compile(r"\[[^\[\]]*?(?<![\w@.+/])-?@[\w{][^\[\]]*\]")
_BARE = re.compile(r"(?<![\w@.+/-])@(?:\{[^}\s]+\}|\w+(?:[-:.#$%&+?<>~/]\w+)*)")
_FOOTMARK = re.compile(r"\[\^([^\]\s]+)\]")
_TARGET = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|(?<=\])\[[^\]]*\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(r"<?https?://\S+")
_EMPHASIS = re.compile(r"(?<!\w)_{1,3}|_{1,3}(?!\w)|\*+|~~|[\[\]]")
_QUOTED = re.compile(
    r"“[^“”]{1,600}”|„[^„“”]{1,600}[“”]|«[^«»]{1,600}»|(?<!\w)‘[^‘’\n]{1,300}’(?!\w)|(?<!\w)\"[^\"\n]{1,400}\"(?!\w)"
)
_CLAUSE = re.compile(r"[,;:—–]\s")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏʼ]+")
_COMMONEST = (
    "the of and to in a is that was he for it with as his on be at by had not are but from or have an they which were "
    "her all she there would their we him been has when who will no more if out so what up its about into than them "
    "this only other could those some then these may after did before most such also any each how between both under "
    "against since while whom whose though until because however over through"
)
_COMMON = frozenset(_COMMONEST.split())
