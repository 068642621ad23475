"""YAML text → a tree of strings, lists and mappings in which every part knows its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from argmap import model
from argmap.diagnostics import Diagnostic, Label, error
from argmap.text import SourceText, Span

try:
    from yaml import CBaseLoader as Parser
except ImportError:  # a PyYAML built without libyaml: slower, the same events
    from yaml import BaseLoader as Parser  # type: ignore[assignment]

DEEPEST = 24
MOST_PARTS = 600_000
MOST_FAULTS = 200
BLOCK_HINT = "put the text in a block: end this line with `{key}: >` and write the text below it, indented"
WHOLE = frozenset({"premises", "by", "stance", "chars", "band", "steps", "hypotheses", "members", "about", "of"})
"""Lists whose entries mean something only together: a fault in one entry costs what the list belongs to.

Dropping one of two linked premises, or one voice of a chain, would change what the author said."""


class Scalar:
    """A scalar as it was typed; `empty` where nothing stands, `plain` where it is neither quoted nor a block."""

    __slots__ = ("empty", "end", "plain", "start", "value")

    def __init__(self, value: str, start: int, end: int, *, plain: bool, empty: bool) -> None:
        self.value, self.start, self.end, self.plain, self.empty = value, start, end, plain, empty


class Sequence:
    """A list of parts."""

    __slots__ = ("end", "items", "start")

    def __init__(self, start: int) -> None:
        self.items: list[Part] = []
        self.start = self.end = start


class Mapping:
    """Keys in the order written; `keys` holds the scalar of each key, `values` what stands under it.

    `unreadable` are the keys that stand in the text but whose value was lost to an error.
    """

    __slots__ = ("end", "keys", "start", "unreadable", "values")

    def __init__(self, start: int) -> None:
        self.keys: dict[str, Scalar] = {}
        self.values: dict[str, Part] = {}
        self.unreadable: set[str] = set()
        self.start = self.end = start


Part = Scalar | Sequence | Mapping


@dataclass
class Tree:
    """The top mapping of a file, the faults met on the way, and the ids whose text could not be read."""

    top: Mapping
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)


class _Fault(Exception):
    """A part of the text that is no YAML, or YAML that argmap refuses."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def grow(source: SourceText) -> Tree:
    """Text of one file → its tree. Never raises on any text.

    Where the whole is no YAML it is read record by record, a record being what stands from one line without
    indentation to the next, and a record that is no YAML is read key by key and entry by entry: a slip costs the
    smallest part that it is in.
    """
    tree = Tree(Mapping(0))
    if source.text.startswith("\ufeff"):
        at = Span(source.path, 0, 1)
        hint = "save the file as UTF-8 without a byte-order mark"
        tree.diagnostics.append(error("byte-order-mark", "the file starts with a byte-order mark", at, hint))
    base = len(source.text) - len(source.text.lstrip("\ufeff"))
    conflicts = list(_conflicts(source))
    pieces = _Pieces(source)
    whole: Diagnostic | None = None
    if not conflicts:
        try:
            part = pieces.parse(base, source.text[base:])
        except _Fault as fault:
            whole = fault.diagnostic
        else:
            assert isinstance(part, Mapping)
            tree.top = part
            tree.diagnostics += pieces.diagnostics
            return tree
    for region in conflicts:
        tree.diagnostics.append(
            error(
                "merge-conflict",
                "two versions of this text were never merged",
                Span(source.path, region.start, source.line_end(region.start)),
                "keep one version, or both by hand, and delete the lines of <, |, = and > signs",
            )
        )
    pieces.records(tree, conflicts, base)
    if whole is not None and not pieces.diagnostics:
        # Every record reads well alone: the fault lies between them (a second document, say).
        tree.diagnostics.append(whole)
    tree.diagnostics += pieces.diagnostics
    return tree


# --------------------------------------------------------------------------- text in pieces

_START = r"(?:\A|(?<=[\r\n\ufeff]))"
_KEY = re.compile(r"([^\s:#][^:\r\n]*):(?=\s|$)")
_MARKER = re.compile(_START + r"(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|\Z)")
_BORDER = re.compile(_START + r"(?:(---|\.\.\.)|[^\s#])")
_LINE = re.compile(r"( *)([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_NOTHING = re.compile(r"[ \t]*(?:#.*)?")
_DASH = re.compile(r"-(?=\s|\Z)")
_WORD = re.compile(r"[\w-]+")
DEEPEST_PIECES = 6
LONGEST_NAME = 200


def _conflicts(source: SourceText) -> Iterator[range]:
    """Stretches of text between the marks that a version-control merge leaves behind; a stray mark alone."""
    opened: list[re.Match[str]] = []
    for match in _MARKER.finditer(source.text):
        if match[0][0] == "<":
            yield from (range(stray.start(), stray.end()) for stray in opened)
            opened = []
        opened.append(match)
        if match[0][0] == ">":
            yield range(opened[0].start(), match.end())
            opened = []
    yield from (range(stray.start(), stray.end()) for stray in opened)


def _chunks(source: SourceText, base: int) -> Iterator[tuple[int, int]]:
    """Where each record starts and ends: from a line without indentation to the next, or to the end of a document."""
    start: int | None = None
    for match in _BORDER.finditer(source.text, base):
        if _MARKER.match(source.text, match.start()):
            continue
        if start is not None:
            yield start, match.start()
        start = None if match[1] else match.start()
    if start is not None:
        yield start, len(source.text)


class _Pieces:
    """Reads a text part by part; `diagnostics` are the faults met, each of which costs only the part it is in."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.parts = 0

    def parse(self, start: int, text: str, *, inner: bool = False) -> Part:
        """A stretch of text that stands at `start` → the part it is. Raises _Fault.

        The top of a file, and a record, is a mapping; the parts of records (`inner`) may be anything.
        """
        path = self.source.path
        if control := _CONTROL.search(text):
            at = start + control.start()
            raise _Fault(_no_text(control[0], Span(path, at, at + 1)))
        builder = _Builder(self.source, start, 0 if inner else self.parts, inner=inner)
        try:
            for event in _events(text):
                builder.take(event)
        except yaml.MarkedYAMLError as failure:
            raise _Fault(_syntax(self.source, start, start + len(text), failure)) from None
        except (yaml.YAMLError, RecursionError):
            raise _Fault(error("syntax", _UNKNOWN, Span(path, start, start + 1), _COMPARE)) from None
        if not inner:
            self.parts = builder.parts
        self.diagnostics += builder.diagnostics
        return builder.top

    # ---- records

    def records(self, tree: Tree, conflicts: list[range], base: int) -> None:
        """Every record of the text alone, but for those in which a merge is unfinished."""
        self.parts = 0
        ahead = iter(conflicts)
        region = next(ahead, None)
        stopped = False
        for start, end in _chunks(self.source, base):
            while region is not None and region.stop <= start:
                region = next(ahead, None)
            if region is not None and region.start < end:
                if start >= region.start or not self._holds_records(region):
                    tree.unreadable.add(self._name(start))
                    continue
                end = region.start
            if not stopped and len(self.diagnostics) >= MOST_FAULTS:
                message = f"more than {MOST_FAULTS:,} faults stand above this line; what follows is not read"
                at = Span(self.source.path, start, start + 1)
                self.diagnostics.append(error("too-many-faults", message, at, "mend those first"))
                stopped = True
            if stopped:
                tree.unreadable.add(self._name(start))
                continue
            stopped = not self._record(tree, start, end)

    def _holds_records(self, region: range) -> bool:
        """Whether what two versions differ in begins with a record of its own."""
        following = self.source.line(self.source.position(region.start).line + 1)
        return bool(following) and not following[0].isspace()

    def _name(self, start: int) -> str:
        """The id of the record that starts here, however it is written."""
        key = _KEY.match(self.source.text, start)
        word = _WORD.match(self.source.text, start)
        return (key[1].rstrip() if key else word[0] if word else "")[:LONGEST_NAME]

    def _record(self, tree: Tree, start: int, end: int) -> bool:
        """Read one record; False where no more can be read after it."""
        text = self.source.text[start:end]
        try:
            part = self.parse(start, text)
        except _Fault as fault:
            key = _KEY.match(text)
            line = _line(text)
            large = fault.diagnostic.rule == "file-too-large"
            if key is None or large or _DASH.match(text) or not _NOTHING.fullmatch(line[2], key.end()):
                self.diagnostics.append(fault.diagnostic)
                tree.unreadable.add(self._name(start))
                return not large
            part = self._keys(start + line.end(), text[line.end() :], fault.diagnostic, 1)
            self._keep(tree.top, key[1].rstrip(), start, part)
        else:
            assert isinstance(part, Mapping)
            self._join(tree.top, part)
        return True

    # ---- parts of records

    def _keys(self, start: int, text: str, fault: Diagnostic, depth: int) -> Mapping:
        """Keys one by one, where together they are no YAML; `fault` is reported where each reads well alone."""
        before = len(self.diagnostics)
        found = Mapping(start)
        for offset, chunk in _split(text, entries=False):
            if found.start == start:
                found.start += offset + len(_line(chunk)[1])
            self._key(found, start + offset, chunk, depth)
            if len(self.diagnostics) - before > MOST_FAULTS:
                break
        found.end = start + len(text.rstrip())
        if len(self.diagnostics) == before:
            self.diagnostics.append(fault)
        return found

    def _key(self, holder: Mapping, start: int, text: str, depth: int) -> None:
        line = _line(text)
        key = _KEY.match(line[2])
        try:
            part = self.parse(start, text, inner=True) if key else None
        except _Fault as fault:
            assert key is not None
            name = key[1].rstrip()
            lower = self._below(start, text, line, key, fault.diagnostic, depth)
            if lower is None:
                self.diagnostics.append(fault.diagnostic)
                holder.unreadable.add(name)
            else:
                self._keep(holder, name, start + len(line[1]), lower)
        else:
            if isinstance(part, Mapping):
                self._join(holder, part)
            else:
                self._no_key(holder, start, line)

    def _below(
        self, start: int, text: str, line: re.Match[str], key: re.Match[str], fault: Diagnostic, depth: int
    ) -> Part | None:
        """What stands on the lines below a key, key by key or entry by entry; None where it cannot be taken apart."""
        body = text[line.end() :]
        first = next((entry for entry in _LINE.finditer(body) if entry[2] and entry[2][0] != "#"), None)
        if first is None or depth == DEEPEST_PIECES or not _NOTHING.fullmatch(line[2], key.end()):
            return None
        if _DASH.match(first[2]):
            return None if key[1].rstrip() in WHOLE else self._entries(start + line.end(), body, fault, depth + 1)
        if len(first[1]) > len(line[1]) and _KEY.match(first[2]):
            return self._keys(start + line.end(), body, fault, depth + 1)
        return None

    def _entries(self, start: int, text: str, fault: Diagnostic, depth: int) -> Sequence:
        """Entries of a list one by one, where together they are no YAML."""
        before = len(self.diagnostics)
        found = Sequence(start)
        for offset, chunk in _split(text, entries=True):
            line = _line(chunk)
            if found.start == start:
                found.start += offset + len(line[1])
            try:
                part = self.parse(start + offset, chunk, inner=True)
            except _Fault as inner:
                if _DASH.match(line[2]) and _KEY.match(line[2][1:].lstrip(" ")):
                    # The keys of the entry stand as those of a mapping once the dash is out of the way.
                    bare = f"{line[1]} {line[2][1:]}{chunk[len(line[1]) + len(line[2]) :]}"
                    found.items.append(self._keys(start + offset, bare, inner.diagnostic, depth + 1))
                else:
                    self.diagnostics.append(inner.diagnostic)
            else:
                if isinstance(part, Sequence):
                    found.items += part.items
                else:
                    self._no_key(Mapping(0), start + offset, line)
            if len(self.diagnostics) - before > MOST_FAULTS:
                break
        found.end = start + len(text.rstrip())
        if len(self.diagnostics) == before:
            self.diagnostics.append(fault)
        return found

    def _no_key(self, holder: Mapping, start: int, line: re.Match[str]) -> None:
        """A line among keys that is none. It may belong to the text above it, which is then lost as well."""
        message, hint, first, last, stray = _keyless(line[1] + line[2])
        name, above = next(reversed(holder.values.items()), ("", None))
        if stray and isinstance(above, Scalar) and not above.value and not above.plain:
            message, hint = "the text of a block stands further in than its key", f"indent it more than `{name}`"
        self.diagnostics.append(error("syntax", message, Span(self.source.path, start + first, start + last), hint))
        if stray and isinstance(above, Scalar):
            del holder.keys[name], holder.values[name]
            holder.unreadable.add(name)

    def _keep(self, holder: Mapping, name: str, start: int, part: Part) -> None:
        self._join_one(holder, Scalar(name, start, start + len(name), plain=True, empty=False), part)

    def _join(self, holder: Mapping, more: Mapping) -> None:
        for name, key in more.keys.items():
            self._join_one(holder, key, more.values[name])

    def _join_one(self, holder: Mapping, key: Scalar, part: Part) -> None:
        if key.value in holder.keys:
            self.diagnostics.append(_duplicate(self.source, key, holder.keys[key.value]))
        else:
            holder.keys[key.value] = key
            holder.values[key.value] = part


def _line(text: str) -> re.Match[str]:
    """The first line of a text: its indentation, and what stands on it."""
    line = _LINE.match(text)
    assert line is not None
    return line


def _split(text: str, *, entries: bool) -> Iterator[tuple[int, str]]:
    """Where each key (or entry of a list) starts, with its text: from a line indented like the first to the next.

    A known key that stands further in, but not as far as the block of text above it, counts as well.
    """
    width: int | None = None
    start: int | None = None
    block = False
    inner = 0
    for line in _LINE.finditer(text):
        if not line[2].strip() or line[2].lstrip()[0] == "#":
            continue
        indent = len(line[1])
        if width is None:
            width = indent
        if indent > width:
            inner = inner or indent
            key = _KEY.match(line[2]) if block and indent < inner else None
            if key is None or key[1] not in KEYS:
                continue
        elif not entries and (line[2][0] in "]}" or (_DASH.match(line[2]) and start is not None)):
            continue
        if start is not None:
            yield start, text[start : line.start()]
        start = line.start()
        block = bool(_BLOCK.match(line[2][:_LONGEST_LINE]))
        inner = 0
    if start is not None:
        yield start, text[start:]


def _duplicate(source: SourceText, second: Scalar, first: Scalar) -> Diagnostic:
    return error(
        "duplicate-key",
        f"`{second.value[:60]}` is written twice here; the second is left out",
        Span(source.path, second.start, second.end),
        "give one of them another name, or join them",
        (Label(Span(source.path, first.start, first.end), "first written here"),),
    )


# --------------------------------------------------------------------------- events → parts


# libyaml refuses these, but for NEL and U+2028/9, which end a line for it and for no editor.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def _no_text(character: str, at: Span) -> Diagnostic:
    if character in "\x85\u2028\u2029":
        hint = "put a space or an ordinary line break in its place; it often comes with a copy from a PDF"
        return error("control-character", f"the character U+{ord(character):04X} ends a line unseen", at, hint)
    hint = "delete it; it often comes with a copy from a PDF"
    return error("control-character", f"the character U+{ord(character):04X} is no text", at, hint)


Event = Any  # the types of PyYAML's stubs leave open what stands in an event


def _events(text: str) -> Iterator[Event]:
    parser = Parser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


class _Builder:
    """Puts the events of a parse together, refusing what argmap's files do not use.

    `parts` were read before; the top is a mapping, unless only an `inner` part of a record is read.
    """

    def __init__(self, source: SourceText, offset: int, parts: int, *, inner: bool) -> None:
        self.source = source
        self.offset = offset
        self.parts = parts
        self.inner = inner
        self.top: Part = Mapping(offset)
        self.diagnostics: list[Diagnostic] = []
        self._open: list[Sequence | Mapping] = []
        self._key: list[Scalar | None] = []
        self._documents = 0

    def take(self, event: Event) -> None:
        """Take one event. Raises _Fault for what is refused."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._refuse_properties(event)
            self._scalar(event)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._refuse_properties(event)
            self._start(event, is_mapping=kind == "MappingStartEvent")
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            part = self._open.pop()
            part.end = self.offset + event.end_mark.index
            self._key.pop()
            if self.source.text.startswith(("[", "{"), part.start):
                self._overrun(part)
        elif kind == "AliasEvent":
            self._refuse(
                event, "alias", "`*` at the start of a value repeats another part for YAML; argmap has no such sign"
            )
        elif kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._refuse(
                    event, "second-document", "three dashes start a second document for YAML; a file holds one"
                )

    def _scalar(self, event: Event) -> None:
        start, end = self.offset + event.start_mark.index, self.offset + event.end_mark.index
        plain = event.style is None or event.style == ""
        scalar = Scalar(event.value, start, end, plain=plain, empty=plain and not event.value)
        if plain:
            key = self._key[-1] if self._key else None
            self._cut_short(scalar, key.value if key else "")
        elif event.style in {'"', "'"}:
            self._overrun(scalar)
            if event.style == '"':
                self._escapes(scalar)
        self._place(scalar, is_scalar=True)

    def _overrun(self, part: Part) -> None:
        """A quotation mark or bracket left open may find its like in another record, and swallow all between."""
        first_end = self.source.line_end(part.start)
        if part.end <= first_end:
            return
        text = self.source.text
        prefix = text[self.source.line_start(self.source.position(part.start).line) : part.start]
        floor = len(prefix) - len(prefix.lstrip(" ")) - (not prefix.strip())
        for line in _LINE.finditer(text, first_end, part.end):
            if len(line[1]) <= floor and line[2].strip() and line[2][0] not in "]}":
                sign = text[part.start]
                message = "a quotation mark is opened and never closed"
                hint = "close it, or put the text in a block after `>`"
                if not isinstance(part, Scalar):
                    message = f"`{sign}` is opened here and not closed"
                    hint = f"close it with `{'}' if sign == '{' else ']'}`, or indent the lines that belong to it"
                raise _Fault(error("syntax", message, Span(self.source.path, part.start, part.start + 1), hint))

    def _start(self, event: Event, *, is_mapping: bool) -> None:
        start = self.offset + event.start_mark.index
        part = Mapping(start) if is_mapping else Sequence(start)
        if not self._open:
            if not is_mapping and not self.inner:
                self._refuse(event, "wrong-shape", "a file holds records under their ids, not a list")
            self.top = part
        else:
            self._place(part, is_scalar=False)
        if len(self._open) == DEEPEST:
            self._refuse(event, "nested-too-deep", f"more than {DEEPEST} levels stand inside one another here")
        self._open.append(part)
        self._key.append(None)

    def _place(self, part: Part, *, is_scalar: bool) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            at = Span(self.source.path, part.start, part.start + 1)
            message = f"more than {MOST_PARTS:,} keys, values and entries stand in one file"
            raise _Fault(error("file-too-large", message, at, "split it into several files"))
        if not self._open:
            if self.inner:
                self.top = part
            elif isinstance(part, Scalar) and not part.empty:
                raise _Fault(self._no_record(part))
            return
        holder = self._open[-1]
        if isinstance(holder, Sequence):
            holder.items.append(part)
            return
        key = self._key[-1]
        if key is None:
            if not is_scalar:
                at = Span(self.source.path, part.start, part.start + 1)
                hint = "a key is one word with a colon after it; text that starts with a bracket goes in a block"
                raise _Fault(error("wrong-shape", "a bracket stands where a key should", at, hint))
            assert isinstance(part, Scalar)
            if part.value == "<<" and part.plain:
                at = Span(self.source.path, part.start, part.end)
                hint = "write out what belongs here"
                raise _Fault(
                    error("merge-key", "`<<` copies another record for YAML; argmap has no such sign", at, hint)
                )
            self._key[-1] = part
            return
        self._key[-1] = None
        if key.value in holder.keys:
            self.diagnostics.append(_duplicate(self.source, key, holder.keys[key.value]))
        else:
            holder.keys[key.value] = key
            holder.values[key.value] = part

    def _refuse_properties(self, event: Event) -> None:
        if event.anchor is not None:
            self._refuse(event, "anchor", "`&` at the start of a value names it for YAML; argmap has no such sign")
        if event.tag is not None:
            self._refuse(event, "tag", "`!` at the start of a value gives it a type for YAML; argmap has no such sign")

    def _refuse(self, event: Event, rule: str, message: str) -> None:
        start = self.offset + event.start_mark.index
        end = max(start + 1, min(self.offset + event.end_mark.index, start + 60))
        key = self._key[-1] if self._key else None
        block = "if it belongs to the text, " + BLOCK_HINT.format(key=key.value[:60] if key else "text")
        if len(self._open) == 1 and not self.inner:
            block = "delete it, and write out every record"
        hint = {
            "alias": block,
            "anchor": block,
            "tag": block,
            "second-document": "delete the line of three dashes",
            "nested-too-deep": "close the brackets, or put the text in a block after `>`",
            "wrong-shape": "take the dashes away, and start each id at the margin",
        }.get(rule)
        raise _Fault(error(rule, message, Span(self.source.path, start, end), hint))

    def _no_record(self, scalar: Scalar) -> Diagnostic:
        end = min(scalar.end, self.source.line_end(scalar.start))
        line = self.source.text[scalar.start : end]
        word = line if _WORD.fullmatch(line) and len(line) < LONGEST_NAME else "some-id"
        hint = f"write `{word}:`, and indent what belongs to it on the lines below"
        if word != line:
            hint += "; a line that goes on with the text above must be indented like it"
        return error(
            "wrong-shape", "a record starts with its id and a colon", Span(self.source.path, scalar.start, end), hint
        )

    def _cut_short(self, scalar: Scalar, key: str) -> None:
        """A `#` after a plain text starts a YAML comment: in prose it silently loses what the author wrote."""
        match = _COMMENT.match(self.source.text, scalar.end)
        if match and (key in PROSE_KEYS or _NUMBER.match(match[1])):
            self.diagnostics.append(
                error(
                    "text-cut-by-comment",
                    "what follows ` #` is lost: YAML takes it for a comment",
                    Span(self.source.path, match.start(1), match.end(1)),
                    BLOCK_HINT.format(key=key) if key else "put the entry in quotation marks",
                )
            )

    def _escapes(self, scalar: Scalar) -> None:
        r"""A backslash and a letter in double quotes are one sign: `\v` in `leaf 12\verso` silently loses a letter."""
        match = _ESCAPE.search(self.source.text, scalar.start, scalar.end)
        while match is not None and match[1] is None:
            match = _ESCAPE.search(self.source.text, match.end(), scalar.end)
        control = _CONTROL.search(scalar.value)
        if match is not None:
            message = f"`{match[0]}` in double quotes stands for another sign, and the letter is lost"
            at = Span(self.source.path, match.start(), match.end())
            self.diagnostics.append(error("text-changed-by-escape", message, at, "write `\\\\`, or use single quotes"))
        elif control is not None:
            self.diagnostics.append(_no_text(control[0], Span(self.source.path, scalar.start, scalar.end)))


PROSE_KEYS = frozenset(
    {"text", "warrant", "backing", "reason", "why", "basis", "note", "title", "words", "hedge", "locator", "scope"}
    | {"exhaustive", "as_printed", "sought", "where", "completeness", "expected", "short", "shelfmark", "leaves"}
)
_NUMBER = re.compile(r"#[0-9]")
_ESCAPE = re.compile(r"\\(?:([abtnvfre0N_LP])|[^\r\n])")
# Two spaces, `#` and another space are a comment that somebody meant; ` #5` and the like are a slip in prose.
_COMMENT = re.compile(r"(?:[ \t](?=#)|[ \t]+(?=#[^ \t\r\n]))(#[^\r\n]*)")

# --------------------------------------------------------------------------- syntax slips in our own words

_VALUE = re.compile(r"[ \t]*(?:- +)?([^\s:#-][^:]*):[ \t]+(\S.*)$")
_BLOCK = re.compile(r".*:[ \t]+[>|][-+0-9]*[ \t]*(?:#.*)?$")
_UNKNOWN = "this is not YAML that argmap can read"
_COMPARE = "compare it with the example in the manual"
_COLON = "a colon and a space inside a text start a new key for YAML"
_LONGEST_LINE = 4_000

Slip = tuple[str, str, int, int]
"""What is wrong with a line, how to mend it, and the columns (from 0) that it covers."""


def _syntax(source: SourceText, start: int, end: int, failure: yaml.MarkedYAMLError) -> Diagnostic:
    """A failed parse → what the author most likely slipped on, at the place to mend."""
    mark = failure.problem_mark or failure.context_mark
    offset = min(start + (mark.index if mark else 0), max(start, end - 1))
    problem = failure.problem or ""
    stops = list(_STOPS.finditer(source.text, start, offset)) if "document start" in problem else []
    if stops:
        message = "three full stops end the text for YAML, and more follows"
        at = Span(source.path, stops[-1].start(), stops[-1].end())
        return error("second-document", message, at, "delete the line of full stops")
    lines = _suspects(source, start, offset, failure)
    for number in lines:
        begin = source.line_start(number)
        line = source.text[begin : min(source.line_end(begin), begin + _LONGEST_LINE)]
        if slip := _slip(line) or (_outdented(source, number) if number == lines[0] else None):
            message, hint, first, last = slip
            return error("syntax", message, Span(source.path, begin + first, begin + last), hint)
    if source.text.startswith(":", offset):
        keys = [match[1] for number in lines[1:] if (match := _VALUE.match(source.line(number)[:_LONGEST_LINE]))]
        hint = BLOCK_HINT.format(key=keys[0] if keys else "text")
        return error("syntax", _COLON, Span(source.path, offset, offset + 1), hint)
    message, hint = _plain_words(problem)
    return error("syntax", message, Span(source.path, offset, offset + 1), hint)


def _suspects(source: SourceText, start: int, offset: int, failure: yaml.MarkedYAMLError) -> list[int]:
    """Line numbers to look at, likeliest first: where the parse stopped, where its context began, the lines above."""
    stopped = source.position(offset).line
    seen = [stopped]
    if failure.context_mark is not None:
        seen.append(source.position(start + failure.context_mark.index).line)
    first = source.position(start).line
    seen += [number for number in range(stopped - 1, max(first, stopped - 4) - 1, -1) if source.line(number).strip()]
    return list(dict.fromkeys(seen))


def _slip(line: str) -> Slip | None:
    """Recognise an ordinary slip in a line."""
    indent = len(line) - len(line.lstrip())
    strange = next((at for at, character in enumerate(line[:indent]) if character != " "), None)
    if strange is not None:
        name = "a tab" if line[strange] == "\t" else "a space that is no ordinary one"
        return f"{name} stands in the indentation", "indent with ordinary spaces", strange, strange + 1
    match = _VALUE.match(line)
    if match is None:
        if re.match(r" *-[^\s-]", line):
            return "a dash that starts an entry needs a space after it", "write `- ` and the entry", indent, indent + 1
        if line[indent : indent + 1] in tuple("@`%&*!"):
            hint = "delete the line" if line.startswith("%") else "put text in a block after `>`"
            return f"a line may not start with {_named(line[indent])} here", hint, indent, indent + 1
        entry = re.match(r" *-[ \t]+([^\s-].*)$", line)
        slip = _slip_of_value("", entry[1].rstrip(), entry.start(1)) if entry else None
        if slip is not None:
            hint = "take the sign away, or put the whole entry in quotation marks"
            return slip[0].replace("a text", "an entry"), hint, slip[2], slip[3]
        return None
    return _slip_of_value(match[1].rstrip(), match[2].rstrip(), match.start(2))


def _slip_of_value(key: str, value: str, begin: int) -> Slip | None:
    """Recognise an ordinary slip in what stands after a key and its colon."""
    hint = BLOCK_HINT.format(key=key)
    end = begin + len(value)
    if value[0] in "\"'" and (len(value) == 1 or value.count(value[0]) == 1):
        return "a quotation mark is opened and never closed", hint, begin, begin + 1
    if value[0] in "\"'" and not _QUOTED.fullmatch(value):
        return "a text that starts with a quotation mark ends at the next one for YAML", hint, begin, end
    if value[0] in "[{" and (sign := re.search(r"[ \t]#", value)):
        message = "what follows ` #` is a comment for YAML, with it the end of the bracket"
        return message, "put the entry in quotation marks", begin + sign.start() + 1, end
    if value[0] in "[{" and value[-1] not in "]}":
        if key in PROSE_KEYS:
            return f"a text that starts with `{value[0]}` is a list or mapping for YAML", hint, begin, end
        closing = "]" if value[0] == "[" else "}"
        return f"`{value[0]}` is opened here and not closed", f"close it with `{closing}`", begin, begin + 1
    if value[0] in "@`%&*!,]}":
        return f"a text may not start with {_named(value[0])} here", hint, begin, begin + 1
    if value[0] in "-?" and value[1:2] in ("", " "):
        return f"a text may not start with {_named(value[0])} and a space", hint, begin, begin + 1
    if value[0] in ">|" and not re.fullmatch(r"[>|][-+0-9]*(?:[ \t]+#.*)?", value):
        return f"text must not follow `{value[0]}` on the same line", "write it on the next line, indented", begin, end
    colon = re.search(r":(?=\s|$)", value)
    if value[0] not in "\"'[{" and colon:
        return _COLON, hint, begin + colon.start(), begin + colon.start() + 1
    return None


def _named(character: str) -> str:
    return "a backtick" if character == "`" else f"`{character}`"


def _outdented(source: SourceText, number: int) -> Slip | None:
    """A line of a block of text that is indented less than those above it, but more than its key."""
    line = source.line(number)[:_LONGEST_LINE]
    indent = len(line) - len(line.lstrip(" "))
    for above in range(number - 1, max(0, number - 1_000), -1):
        higher = source.line(above)[:_LONGEST_LINE]
        if higher.strip() and len(higher) - len(higher.lstrip(" ")) < indent:
            if not _BLOCK.match(higher):
                return None
            hint = "indent all lines of one text alike; a key goes below the key above it"
            return "this line is indented less than the first line of its text", hint, indent, len(line)
    return None


def _keyless(line: str) -> tuple[str, str, int, int, bool]:
    """A line among keys that is none: what is wrong with it, and whether it may belong to the text above."""
    indent = len(line) - len(line.lstrip(" "))
    shown = line[:_LONGEST_LINE].rstrip()
    word = re.match(r"\s*(?:[-?:]\s*)?([a-zA-Z_-]*)", shown)
    known = bool(word and word[1] in KEYS)
    if slip := _slip(shown):
        return (*slip, not known and shown.lstrip()[:1] != "-")
    if match := re.match(r" *([\w-]+)[ \t]*([\uff1a\ufe55])", shown):
        message = "the colon after this key is the wide one of Chinese and Japanese type"
        return message, f"write `{match[1]}: `", match.start(2), match.end(2), False
    if match := re.match(r" *([\w-]+):(\S.*)", shown):
        hint = f"write `{match[1]}: {match[2][:40]}`"
        return "the colon after a key needs a space after it", hint, match.start(1), match.start(2), False
    if shown[indent] in "?:":
        return f"a line may not start with `{shown[indent]}` here", "write the key first", indent, indent + 1, False
    if word and known:
        return "a key has no colon after it", f"write `{word[1]}:` and a space", word.start(1), word.end(1), False
    hint = "write a key, a colon and a space before it, or indent it like the text above if it belongs there"
    return "this line has no key", hint, indent, len(shown), True


KEYS = frozenset(f.alias or name for record in model.Record.__subclasses__() for name, f in record.model_fields.items())
"""The keys of all records and their parts."""
_STOPS = re.compile(_START + r"\.\.\.(?=[\r\n])")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"(?:[ \t]+#.*)?|'(?:[^']|'')*'(?:[ \t]+#.*)?")


def _plain_words(problem: str) -> tuple[str, str]:
    """The parser's problem in words of ours, where no line shows a slip that we know."""
    if "expected key" in problem or "block end" in problem or "block mapping" in problem:
        return "the indentation does not fit what stands above", "indent keys of one record alike, with spaces"
    if "':'" in problem:
        return "a key has no colon after it", "write a colon and a space after the key"
    if "','" in problem or "flow" in problem:
        return "the brackets do not match here", "every `[` needs its `]`, every `{` its `}`"
    if "end of stream" in problem:
        return (
            "a quotation mark or bracket is opened and never closed",
            "close it, or put the text in a block after `>`",
        )
    if "start any token" in problem:
        return "no value may start with this character", "put the text in a block after `>`"
    if "escape" in problem:
        return "a backslash in double quotes starts an escape that YAML does not know", "use single quotes or a block"
    return _UNKNOWN, _COMPARE
