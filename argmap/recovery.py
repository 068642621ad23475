"""Recovery: the text of a file that wants a close look → its tree; where it is no YAML, record by record, so that a slip costs
the smallest part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argmap.diagnostics import Diagnostic, error
from argmap.parse import LONGEST_NAME, WORD, Fault, duplicate, parse
from argmap.scan import CONFLICTS, LINE, START
from argmap.slips import BLOCK, KEYS, LONGEST_LINE, WHOLE, keyless
from argmap.text import SourceText, Span
from argmap.tree import Mapping, Part, Scalar, Sequence, Tree

MOST_FAULTS = 200


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
        except Fault as fault:
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

_KEY = re.compile(r"([^\s:#][^:\r\n]*):(?=\s|$)")
_MARKER = re.compile(START + r"(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|\Z)")
_BORDER = re.compile(START + r"(?:(---|\.\.\.)|[^\s#])")
_NOTHING = re.compile(r"[ \t]*(?:#.*)?")
_DASH = re.compile(r"-(?=\s|\Z)")
DEEPEST_PIECES = 6


def _conflicts(source: SourceText) -> Iterator[range]:
    """Stretches of text between the marks that a version-control merge leaves behind; a stray mark alone."""
    if not any(sign in source.text for sign in CONFLICTS):
        return
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
        """A stretch of text that stands at `start` → the part it is. Raises Fault.

        The top of a file, and a record, is a mapping; the parts of records (`inner`) may be anything.
        """
        before = 0 if inner else self.parts
        part, diagnostics, parts = parse(self.source, start, text, inner=inner, parts=before)
        if not inner:
            self.parts = parts
        self.diagnostics += diagnostics
        return part

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
        word = WORD.match(self.source.text, start)
        return (key[1].rstrip() if key else word[0] if word else "")[:LONGEST_NAME]

    def _record(self, tree: Tree, start: int, end: int) -> bool:
        """Read one record; False where no more can be read after it."""
        text = self.source.text[start:end]
        try:
            part = self.parse(start, text)
        except Fault as fault:
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
        except Fault as fault:
            assert key is not None
            name = key[1].rstrip()
            lower = self._below(start, text, line, key, fault.diagnostic, depth)
            if lower is None:
                self.diagnostics.append(fault.diagnostic)
                holder.unreadable = holder.unreadable | {name}
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
        first = next((entry for entry in LINE.finditer(body) if entry[2] and entry[2][0] != "#"), None)
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
            except Fault as inner:
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
        message, hint, first, last, stray = keyless(line[1] + line[2])
        name, above = next(reversed(holder.values.items()), ("", None))
        if stray and isinstance(above, Scalar) and not above.value and not above.plain:
            message, hint = "the text of a block stands further in than its key", f"indent it more than `{name}`"
        self.diagnostics.append(error("syntax", message, Span(self.source.path, start + first, start + last), hint))
        if stray and isinstance(above, Scalar):
            del holder.keys[name], holder.values[name]
            holder.unreadable = holder.unreadable | {name}

    def _keep(self, holder: Mapping, name: str, start: int, part: Part) -> None:
        self._join_one(holder, Scalar(name, start, start + len(name)), part)

    def _join(self, holder: Mapping, more: Mapping) -> None:
        for name, key in more.keys.items():
            self._join_one(holder, key, more.values[name])

    def _join_one(self, holder: Mapping, key: Scalar, part: Part) -> None:
        if key.value in holder.keys:
            self.diagnostics.append(duplicate(self.source, key, holder.keys[key.value]))
        else:
            holder.keys[key.value] = key
            holder.values[key.value] = part


def _line(text: str) -> re.Match[str]:
    """The first line of a text: its indentation, and what stands on it."""
    line = LINE.match(text)
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
    for line in LINE.finditer(text):
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
        block = bool(BLOCK.match(line[2][:LONGEST_LINE]))
        inner = 0
    if start is not None:
        yield start, text[start:]
