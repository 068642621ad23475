"""Scan: a YAML text in which nothing is unusual → its words, lists and mappings with their places, packed so that one process
can hand them to another."""

from __future__ import annotations

import marshal
import re
from sys import intern
from typing import Any, NamedTuple

DEEPEST = 24
MOST_PARTS = 600_000
START = r"(?:\A|(?<=[\r\n\ufeff]))"
"""Where a line starts, the first one behind a byte-order mark."""
LINE = re.compile(r"( *)([^\r\n]*)(?:\r\n|\n|\r|\Z)")
"""A line: its indentation, and what stands on it."""
# libyaml refuses these, but for NEL and U+2028/9, which end a line for it and for no editor.
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]"
_ASCII_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PROSE_KEYS = frozenset(
    {"text", "warrant", "backing", "reason", "why", "basis", "note", "title", "words", "hedge", "locator", "scope"}
    | {"exhaustive", "as_printed", "sought", "where", "completeness", "expected", "short", "shelfmark", "leaves"}
)
"""Keys under which prose stands."""
_NUMBER = re.compile(r"#[0-9]")
_COMMENT = re.compile(r"(?:[ \t](?=#)|[ \t]+(?=#[^ \t\r\n]))(#[^\r\n]*)")
"""What cuts a text short. Two spaces, `#` and another space are a comment that somebody meant; ` #5` and the like are a slip in
prose."""
_ESCAPE = re.compile(r"\\(?:([abtnvfre0N_LP])|[^\r\n])")
_BRACKETS = frozenset("[{")
_QUOTES = frozenset("\"'")
CONFLICTS = ("<" * 7, "|" * 7, "=" * 7, ">" * 7)
"""What the lines begin with that a version-control merge leaves behind."""

Packed = tuple[Any, ...]
"""A part of a text, with where it starts and ends: of a scalar what was typed, the two, and whether it is neither quoted nor a
block; of a list the two and its parts; of a mapping the two, the scalar of each key, and the part under each key. Nothing but
tuples, lists, dictionaries, strings and numbers."""


class Handed(NamedTuple):
    """What a scan made of the text of a file in another process: all of it, its parts as bytes, for most of them nobody will ask;
    and what stands under each key as strings, lists and dictionaries, None where one of them is empty."""

    packed: Packed
    bare: dict[str, Any]


def handed_over(packed: Packed) -> Handed:
    """What was scanned, to be handed over by `marshal`."""
    *top, parts = packed
    return Handed((*top, marshal.dumps(parts)), {name: _bare_or_none(part) for name, part in parts.items()})


def _bare_or_none(part: Packed) -> Any:
    try:
        return bare(part)
    except Hollow:
        return None


def scan(text: str) -> Packed | None:
    """The text of a file → the mapping that it is; None where it is none, or where anything in it wants a closer look, be it no
    YAML or something that argmap refuses or remarks on (see `argmap.parse`).

    What is given is what that closer look would come to, in a fraction of the time. Never raises.
    """
    if not text or text[0] == "\ufeff" or control(text) or any(sign in text for sign in CONFLICTS):
        return None
    from yaml import YAMLError  # noqa: PLC0415 - who is handed what another process scanned needs no parser

    parser = parser_of(text)
    try:
        return _taken(parser, text)
    except (YAMLError, RecursionError):
        return None
    finally:
        parser.dispose()


def parser_of(text: str) -> Any:
    """What gives the events of a text, to be disposed of afterwards."""
    try:
        from yaml import CBaseLoader as Parser  # noqa: PLC0415 - who is handed what another process scanned needs none
    except ImportError:  # a PyYAML built without libyaml: slower, the same events
        from yaml import BaseLoader as Parser  # type: ignore[assignment] # noqa: PLC0415 - of like methods, not of one class
    return Parser(text)


def _taken(parser: Any, text: str) -> Packed | None:
    """What the events of a parser make; None where one of them is unusual. One loop, for it runs for every word of a file."""
    from yaml import events  # noqa: PLC0415 - as above

    take = parser.get_event
    scalar, mapping, sequence = events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent
    ends = (events.MappingEndEvent, events.SequenceEndEvent)
    hashes = " #" in text or "\t#" in text
    outer: list[tuple[Any, ...]] = []
    # Of the innermost list or mapping that is open: where it starts, its keys, and what stands under them or in it.
    start = 0
    keys: dict[str, Packed] | None = None
    held: Any = None
    key: str | None = None  # the key in it that waits for its value
    top: Packed | None = None
    parts = documents = 0
    while (event := take()) is not None:
        kind = event.__class__
        if kind is scalar:
            value, style, begin, end = event.value, event.style, event.start_mark.index, event.end_mark.index
            if event.anchor is not None or event.tag is not None:
                return None
            if style:
                if style in _QUOTES and overruns(text, begin, end) is not None:
                    return None
                if style == '"' and "\\" in text[begin:end] and (escape(text, begin, end) or control(value)):
                    return None
            elif hashes and cut_short(text, end, key or "") is not None:
                return None
            part: Packed = (value, begin, end, not style)
            parts += 1
            if parts > MOST_PARTS:
                return None
            if keys is not None and key is None:
                if value in keys or value == "<<":
                    return None
                key = intern(value)
                keys[key] = part
                continue
        elif kind in ends:
            end = event.end_mark.index
            if text[start : start + 1] in _BRACKETS and overruns(text, start, end) is not None:
                return None
            part = (start, end, held) if keys is None else (start, end, keys, held)
            start, keys, held, key = outer.pop()
        elif kind is mapping or kind is sequence:
            parts += 1
            if event.anchor is not None or event.tag is not None or len(outer) == DEEPEST or parts > MOST_PARTS:
                return None
            if keys is not None and key is None:
                return None
            outer.append((start, keys, held, key))
            start, key = event.start_mark.index, None
            keys, held = ({}, {}) if kind is mapping else (None, [])
            continue
        elif kind is events.AliasEvent:
            return None
        else:
            documents += kind is events.DocumentStartEvent
            continue
        if keys is not None:
            held[key], key = part, None
        elif held is not None:
            held.append(part)
        else:
            top = part
    return top if documents == 1 and top is not None and isinstance(top[-1], dict) else None


def control(text: str) -> re.Match[str] | None:
    """The first character that stands for no text."""
    # To compile all of them takes some milliseconds, and many a text is ASCII.
    return _ASCII_CONTROL.search(text) if text.isascii() else re.search(_CONTROL, text)


def cut_short(text: str, end: int, key: str) -> re.Match[str] | None:
    """The comment right behind a plain text that ends there, under a key if there is one, in which an author most likely loses
    what he wrote."""
    match = _COMMENT.match(text, end)
    return match if match is not None and (key in PROSE_KEYS or _NUMBER.match(match[1])) else None


def escape(text: str, start: int, end: int) -> re.Match[str] | None:
    r"""The first backslash of some double quotes that makes another sign of the letter behind it: `\v` in `leaf 12\verso`."""
    match = _ESCAPE.search(text, start, end)
    while match is not None and match[1] is None:
        match = _ESCAPE.search(text, match.end(), end)
    return match


def overruns(text: str, start: int, end: int) -> str | None:
    """The sign at `start`, if what it opens goes on over a line that belongs elsewhere: a quotation mark or bracket left open may
    find its like in another record, and swallow all between."""
    part = text[start:end]
    if "\n" not in part and "\r" not in part:
        return None
    first = LINE.match(text, start)
    assert first is not None
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    prefix = text[line:start]
    floor = len(prefix) - len(prefix.lstrip(" ")) - (not prefix.strip())
    for following in LINE.finditer(text, first.end(), end):
        if len(following[1]) <= floor and following[2].strip() and following[2][0] not in "]}":
            return text[start]
    return None


def bare(part: Packed) -> Any:
    """A part as strings, lists and dictionaries. Raises Hollow where a scalar is the empty string."""
    if isinstance(part[0], str):
        return part[0] or _hollow()
    inner = part[-1]
    if isinstance(inner, list):
        return [item[0] or _hollow() if isinstance(item[0], str) else bare(item) for item in inner]
    return {name: item[0] or _hollow() if isinstance(item[0], str) else bare(item) for name, item in inner.items()}


class Hollow(Exception):
    """Nothing stands where a value should."""


def _hollow() -> str:
    raise Hollow
