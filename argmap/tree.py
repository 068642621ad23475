"""YAML text → a tree of strings, lists and mappings in which every part knows its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from argmap.diagnostics import Diagnostic, Label, error
from argmap.text import SourceText, Span

try:
    from yaml import CBaseLoader as Parser
except ImportError:  # a PyYAML built without libyaml: slower, the same events
    from yaml import BaseLoader as Parser  # type: ignore[assignment]

DEEPEST = 24
MOST_PARTS = 1_000_000
BLOCK_HINT = "put the text in a block: end this line with `{key}: >` and write the text below it, indented"


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
    """Keys in the order written; `keys` holds the scalar of each key, `values` what stands under it."""

    __slots__ = ("end", "keys", "start", "values")

    def __init__(self, start: int) -> None:
        self.keys: dict[str, Scalar] = {}
        self.values: dict[str, Part] = {}
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
    indentation to the next, so that a slip costs the record it is in and no other.
    """
    tree = Tree(Mapping(0))
    if source.text.startswith("\ufeff"):
        at = Span(source.path, 0, 1)
        hint = "save the file as UTF-8 without a byte-order mark"
        tree.diagnostics.append(error("byte-order-mark", "the file starts with a byte-order mark", at, hint))
    base = len(source.text) - len(source.text.lstrip("\ufeff"))
    conflicts = list(_conflicts(source))
    whole: Diagnostic | None = None
    if not conflicts:
        try:
            _adopt(tree, _parse(source, base, len(source.text)), source)
        except _Fault as fault:
            whole = fault.diagnostic
        else:
            return tree
    for region in conflicts:
        tree.diagnostics.append(
            error(
                "merge-conflict",
                "two versions of this text were never merged",
                Span(source.path, region.start, source.text.find("\n", region.start) % (len(source.text) + 1)),
                "keep one version, or both by hand, and delete the lines of <, = and > signs",
            )
        )
    before = len(tree.diagnostics)
    for start, end in _chunks(source, base):
        key = _KEY.match(source.text, start)
        if any(start < region.stop and end > region.start for region in conflicts):
            if key:
                tree.unreadable.add(key[1])
            continue
        try:
            _adopt(tree, _parse(source, start, end), source)
        except _Fault as fault:
            tree.diagnostics.append(fault.diagnostic)
            if key:
                tree.unreadable.add(key[1])
    if whole is not None and len(tree.diagnostics) == before:
        # Every record reads well alone: the fault lies between them (a second document, say).
        tree.diagnostics.append(whole)
    return tree


# --------------------------------------------------------------------------- records as stretches of text

_KEY = re.compile(r"([^\s:#][^:\n]*?)[ \t]*:(?=\s|$)")
_MARKER = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
_RECORD = re.compile(r"^(?!---|\.\.\.)[^\s#]", re.MULTILINE)


def _conflicts(source: SourceText) -> Iterator[range]:
    """Stretches of text between the marks that a version-control merge leaves behind."""
    start: int | None = None
    for match in _MARKER.finditer(source.text):
        if match[1][0] == "<":
            start = match.start()
        elif match[1][0] == ">" and start is not None:
            yield range(start, match.end())
            start = None
    if start is not None:
        yield range(start, len(source.text))


def _chunks(source: SourceText, base: int) -> Iterator[tuple[int, int]]:
    starts = [match.start() for match in _RECORD.finditer(source.text, base)]
    starts = [start for start in starts if not _MARKER.match(source.text, start)]
    breaks = [match.start() for match in re.finditer(r"^(---|\.\.\.)", source.text, re.MULTILINE)]
    for start, following in zip(starts, [*starts[1:], len(source.text)], strict=True):
        yield start, min([following, *(b for b in breaks if start < b < following)])


def _adopt(tree: Tree, parsed: tuple[Mapping, list[Diagnostic]], source: SourceText) -> None:
    part, diagnostics = parsed
    tree.diagnostics.extend(diagnostics)
    for key, scalar in part.keys.items():
        if key in tree.top.keys:
            tree.diagnostics.append(_duplicate(source, scalar, tree.top.keys[key]))
        else:
            tree.top.keys[key] = scalar
            tree.top.values[key] = part.values[key]


def _duplicate(source: SourceText, second: Scalar, first: Scalar) -> Diagnostic:
    return error(
        "duplicate-key",
        f"`{second.value}` is written twice here; the second is left out",
        Span(source.path, second.start, second.end),
        "give one of them another name, or join them",
        (Label(Span(source.path, first.start, first.end), "first written here"),),
    )


# --------------------------------------------------------------------------- events → parts


def _parse(source: SourceText, start: int, end: int) -> tuple[Mapping, list[Diagnostic]]:
    """One stretch of text → its top mapping, and the faults that cost only a key. Raises _Fault."""
    text = source.text[start:end]
    if control := _CONTROL.search(text):
        at = start + control.start()
        raise _Fault(
            error(
                "control-character",
                f"the character U+{ord(control[0]):04X} is no text",
                Span(source.path, at, at + 1),
                "delete it; it often comes with a copy from a PDF",
            )
        )
    builder = _Builder(source, start)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as failure:
        raise _Fault(_syntax(source, start, end, failure)) from None
    except (yaml.YAMLError, RecursionError) as failure:
        raise _Fault(
            error("syntax", "this is not YAML that argmap can read", Span(source.path, start, start + 1), str(failure))
        ) from None
    return builder.top, builder.diagnostics


# libyaml refuses these; of the line separators it accepts, NEL and U+2028/9 are no line ends in an editor.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def _events(text: str) -> Iterator[yaml.Event]:
    parser = Parser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


class _Builder:
    """Puts the events of a parse together, refusing what argmap's files do not use."""

    def __init__(self, source: SourceText, offset: int) -> None:
        self.source = source
        self.offset = offset
        self.top = Mapping(offset)
        self.diagnostics: list[Diagnostic] = []
        self._open: list[Sequence | Mapping] = []
        self._key: list[Scalar | None] = []
        self._documents = 0
        self._parts = 0

    def take(self, event: yaml.Event) -> None:
        """Take one event. Raises _Fault for what is refused."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._refuse_properties(event)
            self._scalar(event)
        elif kind == "MappingStartEvent" or kind == "SequenceStartEvent":
            self._refuse_properties(event)
            self._start(event, is_mapping=kind == "MappingStartEvent")
        elif kind == "MappingEndEvent" or kind == "SequenceEndEvent":
            self._open.pop().end = self.offset + event.end_mark.index
            self._key.pop()
        elif kind == "AliasEvent":
            self._refuse(event, "alias", "`*` at the start of a value points back to an anchor; argmap has none")
        elif kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "second-document", "a second document starts here; a file of argmap holds one")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = self.offset + event.start_mark.index, self.offset + event.end_mark.index
        plain = event.style is None or event.style == ""
        scalar = Scalar(event.value, start, end, plain=plain, empty=plain and not event.value)
        if plain and self._key and self._key[-1] is not None:
            self._cut_short(scalar, self._key[-1].value)
        self._place(scalar, is_scalar=True)

    def _start(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        start = self.offset + event.start_mark.index
        part = Mapping(start) if is_mapping else Sequence(start)
        if not self._open:
            if not is_mapping:
                self._refuse(event, "wrong-shape", "a file holds records under their ids, not a list")
            self.top = part  # type: ignore[assignment]
        else:
            self._place(part, is_scalar=False)
        if len(self._open) == DEEPEST:
            self._refuse(event, "nested-too-deep", f"more than {DEEPEST} levels stand inside one another here")
        self._open.append(part)
        self._key.append(None)

    def _place(self, part: Part, *, is_scalar: bool) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            at = Span(self.source.path, part.start, part.start + 1)
            raise _Fault(error("file-too-large", f"more than {MOST_PARTS:,} parts stand in one file", at, "split it"))
        if not self._open:
            if isinstance(part, Scalar) and not part.empty:
                at = Span(self.source.path, part.start, part.end)
                raise _Fault(
                    error(
                        "wrong-shape",
                        "a record starts with its id and a colon",
                        at,
                        "write `some-id:` and what belongs to it on the lines below, indented",
                    )
                )
            return
        holder = self._open[-1]
        if isinstance(holder, Sequence):
            holder.items.append(part)
            return
        key = self._key[-1]
        if key is None:
            if not is_scalar:
                at = Span(self.source.path, part.start, part.start + 1)
                raise _Fault(error("wrong-shape", "a list or mapping stands where a key should", at))
            assert isinstance(part, Scalar)
            if part.value == "<<" and part.plain:
                at = Span(self.source.path, part.start, part.end)
                raise _Fault(error("merge-key", "`<<` merges mappings; argmap's files do without", at, "write it out"))
            self._key[-1] = part
            return
        self._key[-1] = None
        if key.value in holder.keys:
            self.diagnostics.append(_duplicate(self.source, key, holder.keys[key.value]))
        else:
            holder.keys[key.value] = key
            holder.values[key.value] = part

    def _refuse_properties(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, "anchor", "`&` at the start of a value names an anchor; argmap has none")
        if event.tag is not None:
            self._refuse(event, "tag", "`!` at the start of a value is a YAML tag; argmap's types come from its schema")

    def _refuse(self, event: yaml.Event, rule: str, message: str) -> None:
        start = self.offset + event.start_mark.index
        end = max(start + 1, min(self.offset + event.end_mark.index, start + 60))
        hint = {
            "alias": "if it belongs to the text, " + BLOCK_HINT.format(key="text"),
            "anchor": "if it belongs to the text, " + BLOCK_HINT.format(key="text"),
            "tag": "if it belongs to the text, " + BLOCK_HINT.format(key="text"),
            "second-document": "delete the line of three dashes",
        }.get(rule)
        raise _Fault(error(rule, message, Span(self.source.path, start, end), hint))

    def _cut_short(self, scalar: Scalar, key: str) -> None:
        """A `#` after a plain text starts a YAML comment: in prose it silently loses what the author wrote."""
        if key not in PROSE_KEYS:
            return
        match = _COMMENT.match(self.source.text, scalar.end)
        if match:
            self.diagnostics.append(
                error(
                    "text-cut-by-comment",
                    "what follows ` #` is lost: YAML takes it for a comment",
                    Span(self.source.path, match.start(1), match.end(1)),
                    BLOCK_HINT.format(key=key),
                )
            )


PROSE_KEYS = frozenset(
    {"text", "warrant", "backing", "reason", "why", "basis", "note", "title", "words", "hedge", "locator", "scope"}
)
# Two spaces, `#` and another space are a comment that somebody meant; ` #5` and the like are a slip in prose.
_COMMENT = re.compile(r"(?:[ \t](?=#)|[ \t]+(?=#[^ \t\r\n]))(#[^\r\n]*)")

# --------------------------------------------------------------------------- syntax slips in our own words

_VALUE = re.compile(r"^[ \t]*(?:- +)*([^\s:#][^:\n]*?):[ \t]+(\S.*)$")


def _syntax(source: SourceText, start: int, end: int, failure: yaml.MarkedYAMLError) -> Diagnostic:
    """A failed parse → what the author most likely slipped on, at the place to mend."""
    mark = failure.problem_mark or failure.context_mark
    offset = min(start + (mark.index if mark else 0), max(start, end - 1))
    problem = failure.problem or ""
    for number in _suspects(source, start, offset, failure):
        line = source.line(number)
        if slip := _slip(line, problem):
            message, hint, first, last = slip
            begin = source._line_starts[number - 1]
            return error("syntax", message, Span(source.path, begin + first, begin + last), hint)
    message, hint = _plain_words(problem)
    return error("syntax", message, Span(source.path, offset, offset + 1), hint)


def _suspects(source: SourceText, start: int, offset: int, failure: yaml.MarkedYAMLError) -> Iterator[int]:
    """Line numbers to look at, likeliest first: where the parse stopped, where its context began, the line above."""
    stopped = source.position(offset).line
    seen = [stopped]
    if failure.context_mark is not None:
        seen.append(source.position(start + failure.context_mark.index).line)
    first = source.position(start).line
    seen += [number for number in range(stopped - 1, max(first, stopped - 4) - 1, -1) if source.line(number).strip()]
    yield from dict.fromkeys(seen)


def _slip(line: str, problem: str) -> tuple[str, str, int, int] | None:
    """Recognise an ordinary slip in a line: message, hint, and the columns (from 0) it covers."""
    indent = len(line) - len(line.lstrip(" \t"))
    if "\t" in line[:indent]:
        at = line.index("\t")
        return "a tab stands in the indentation", "indent with spaces; YAML takes no tabs there", at, at + 1
    match = _VALUE.match(line)
    if match is None:
        if re.match(r"^[ \t]*[A-Za-z_]+[ \t]*$", line) and "':'" in problem:
            return "a key has no colon after it", "write a colon after the key", indent, len(line.rstrip())
        if re.match(r"^[ \t]*-\S", line) and not line.lstrip().startswith("---"):
            return "a dash that starts an entry needs a space after it", "write `- ` and the entry", indent, indent + 1
        return None
    key, value = match[1], match[2].rstrip()
    hint = BLOCK_HINT.format(key=key)
    begin = match.start(2)
    end = begin + len(value)
    if value[0] in "\"'" and (len(value) == 1 or value.count(value[0]) == 1):
        return "a quotation mark is opened and never closed", hint, begin, begin + 1
    if value[0] in "\"'" and not _QUOTED.fullmatch(value):
        return "a text that starts with a quotation mark ends at the next one for YAML", hint, begin, end
    if value[0] in "[{" and value[-1] not in "]}":
        return f"a text that starts with `{value[0]}` is a list or mapping for YAML", hint, begin, end
    if value[0] in "@`%&*!":
        return f"a text may not start with `{value[0]}` here", hint, begin, begin + 1
    if value[0] in ">|" and not re.fullmatch(r"[>|][-+0-9]*(?:[ \t]+#.*)?", value):
        return f"text must not follow `{value[0]}` on the same line", "write it on the next line, indented", begin, end
    colon = re.search(r":(?=\s|$)", value)
    if value[0] not in "\"'[{" and colon:
        at = begin + colon.start()
        return "a colon and a space inside a text start a new key for YAML", hint, at, at + 1
    return None


_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"(?:[ \t]+#.*)?|'(?:[^']|'')*'(?:[ \t]+#.*)?")


def _plain_words(problem: str) -> tuple[str, str | None]:
    """The parser's problem in words of ours, where no line shows a slip that we know."""
    if "expected key" in problem or "block end" in problem or "block mapping" in problem:
        return "the indentation does not fit what stands above", "indent keys of one record alike, with spaces"
    if "':'" in problem:
        return "a key has no colon after it", "write a colon and a space after the key"
    if "','" in problem or "flow" in problem:
        return "a bracket is opened and not closed", "close it, or put the text in a block after `>`"
    if "end of stream" in problem:
        return "a quotation mark or bracket is opened and never closed", "close it, or put the text in a block after `>`"
    if "start any token" in problem:
        return "no value may start with this character", "put the text in a block after `>`"
    if "escape" in problem:
        return "a backslash in double quotes starts an escape that YAML does not know", "use single quotes or a block"
    return "this is not YAML that argmap can read", "compare it with the example in the manual"
