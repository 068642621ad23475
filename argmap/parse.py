"""Parse: YAML text → its parts, with what is wrong with it: the close look, at which nothing unusual is passed over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

from yaml import MarkedYAMLError, YAMLError, events

from argmap.diagnostics import Diagnostic, Label, error
from argmap.scan import DEEPEST, MOST_PARTS, control, cut_short, escape, overruns, parser_of
from argmap.slips import BLOCK_HINT, COMPARE, UNKNOWN, no_text, syntax
from argmap.text import SourceText, Span
from argmap.tree import Mapping, Part, Scalar, Sequence

LONGEST_NAME = 200
WORD = re.compile(r"[\w-]+")
_BLANK = frozenset(" \t")
_BRACKETS = frozenset("[{")
_QUOTES = frozenset("\"'")


class Fault(Exception):
    """A part of the text that is no YAML, or YAML that argmap refuses."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


Event = Any  # the types of PyYAML's stubs leave open what stands in an event


def parse(source: SourceText, start: int, text: str, *, inner: bool, parts: int) -> tuple[Part, list[Diagnostic], int]:
    """A stretch of text that stands at `start` of a source → the part it is, what is wrong with it, the count of parts.

    The top of a file, and a record, is a mapping; the parts of records (`inner`) may be anything. `parts` were read
    before. Raises Fault where the text is no YAML, or uses what argmap's files do not: libyaml's events are taken one
    by one, so that nesting and number are bounded while they pass.
    """
    if sign := control(text):
        at = start + sign.start()
        raise Fault(no_text(sign[0], Span(source.path, at, at + 1)))
    parser = parser_of(text)
    builder = _Builder(source, start, inner=inner, parts=parts)
    try:
        builder.take_all(parser, text)
    except MarkedYAMLError as failure:
        raise Fault(syntax(source, start, start + len(text), failure)) from None
    except (YAMLError, RecursionError):
        raise Fault(error("syntax", UNKNOWN, Span(source.path, start, start + 1), COMPARE)) from None
    finally:
        parser.dispose()
    return builder.top, builder.diagnostics, builder.parts


def duplicate(source: SourceText, second: Scalar, first: Scalar) -> Diagnostic:
    """Two keys of one name."""
    return error(
        "duplicate-key",
        f"`{second.value[:60]}` is written twice here; the second is left out",
        Span(source.path, second.start, second.end),
        "give one of them another name, or join them",
        (Label(Span(source.path, first.start, first.end), "first written here"),),
    )


class _Builder:
    """Puts the events of a parse together; `top` is what they make."""

    def __init__(self, source: SourceText, offset: int, *, inner: bool, parts: int) -> None:
        self.source = source
        self.offset = offset
        self.inner = inner
        self.parts = parts
        self.top: Part = Mapping(offset)
        self.diagnostics: list[Diagnostic] = []
        self.documents = 0

    def take_all(self, parser: Any, text: str) -> None:
        """Take every event of a parser over `text`. Raises Fault for what is refused."""
        take: Callable[[], Event] = parser.get_event
        offset, hashes = self.offset, " #" in text or "\t#" in text
        outer: list[Any] = []
        holder: Any = None  # the innermost list or mapping that is open
        key: Scalar | None = None  # the key in it that waits for its value
        parts = self.parts
        part: Part
        while (event := take()) is not None:
            kind = event.__class__
            if kind is events.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self._refuse_properties(event, key, len(outer))
                value, style, end = event.value, event.style, event.end_mark.index
                part = Scalar(value, offset + event.start_mark.index, offset + end, not style)
                if style:
                    self._quoted(part, style)
                elif hashes and text[end : end + 1] in _BLANK:
                    self._cut_short(part, key.value if key else "")
            elif kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    self._refuse_properties(event, key, len(outer))
                start = offset + event.start_mark.index
                part = Mapping(start) if kind is events.MappingStartEvent else Sequence(start)
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                holder.end = offset + event.end_mark.index
                if text[holder.start - offset : holder.start - offset + 1] in _BRACKETS:
                    self._overrun(holder)
                holder, key = outer.pop(), None
                continue
            else:
                self._frame(event, key, len(outer))
                continue
            parts += 1
            if parts > MOST_PARTS:
                at = Span(self.source.path, part.start, part.start + 1)
                message = f"more than {MOST_PARTS:,} keys, values and entries stand in one file"
                raise Fault(error("file-too-large", message, at, "split it into several files"))
            if holder.__class__ is Mapping:
                if key is None:
                    if kind is not events.ScalarEvent or value == "<<":
                        self._check_key(part)
                    key = part  # type: ignore[assignment] # a scalar, as was just checked
                    continue
                name = key.value
                if name in holder.keys:
                    self.diagnostics.append(duplicate(self.source, key, holder.keys[name]))
                else:
                    holder.keys[name] = key
                    holder.values[name] = part
                key = None
            elif holder is not None:
                holder.items.append(part)
            else:
                self.top = self._top(part, event)
            if kind is not events.ScalarEvent:
                if len(outer) == DEEPEST:
                    message = f"more than {DEEPEST} levels stand inside one another here"
                    self._refuse(event, "nested-too-deep", message, None, len(outer))
                outer.append(holder)
                holder = part
        self.parts = parts

    # ---- what is refused

    def _frame(self, event: Event, key: Scalar | None, depth: int) -> None:
        """An alias is refused, and a second document; streams and documents begin and end without more ado."""
        if isinstance(event, events.AliasEvent):
            message = "`*` at the start of a value repeats another part for YAML; argmap has no such sign"
            self._refuse(event, "alias", message, key, depth)
        elif isinstance(event, events.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                message = "three dashes start a second document for YAML; a file holds one"
                self._refuse(event, "second-document", message, key, depth)

    def _check_key(self, part: Part) -> None:
        if not isinstance(part, Scalar):
            at = Span(self.source.path, part.start, part.start + 1)
            hint = "a key is one word with a colon after it; text that starts with a bracket goes in a block"
            raise Fault(error("wrong-shape", "a bracket stands where a key should", at, hint))
        if part.plain:
            at = Span(self.source.path, part.start, part.end)
            message = "`<<` copies another record for YAML; argmap has no such sign"
            raise Fault(error("merge-key", message, at, "write out what belongs here"))

    def _top(self, part: Part, event: Event) -> Part:
        """What a parse makes is a mapping, be it an empty one, unless it is part of a record."""
        if self.inner or isinstance(part, Mapping):
            return part
        if isinstance(part, Sequence):
            self._refuse(event, "wrong-shape", "a file holds records under their ids, not a list", None, 0)
        if not part.empty:
            raise Fault(self._no_record(part))
        return Mapping(self.offset)

    def _refuse_properties(self, event: Event, key: Scalar | None, depth: int) -> None:
        if event.anchor is not None:
            message = "`&` at the start of a value names it for YAML; argmap has no such sign"
            self._refuse(event, "anchor", message, key, depth)
        message = "`!` at the start of a value gives it a type for YAML; argmap has no such sign"
        self._refuse(event, "tag", message, key, depth)

    def _refuse(self, event: Event, rule: str, message: str, key: Scalar | None, depth: int) -> NoReturn:
        """Raise Fault for an event that stands `depth` levels deep, under a key if there is one."""
        start = self.offset + event.start_mark.index
        end = max(start + 1, min(self.offset + event.end_mark.index, start + 60))
        block = "if it belongs to the text, " + BLOCK_HINT.format(key=key.value[:60] if key else "text")
        if depth == 1 and not self.inner:
            block = "delete it, and write out every record"
        hint = {
            "alias": block,
            "anchor": block,
            "tag": block,
            "second-document": "delete the line of three dashes",
            "nested-too-deep": "close the brackets, or put the text in a block after `>`",
            "wrong-shape": "take the dashes away, and start each id at the margin",
        }.get(rule)
        raise Fault(error(rule, message, Span(self.source.path, start, end), hint))

    def _no_record(self, scalar: Scalar) -> Diagnostic:
        end = min(scalar.end, self.source.line_end(scalar.start))
        line = self.source.text[scalar.start : end]
        word = line if WORD.fullmatch(line) and len(line) < LONGEST_NAME else "some-id"
        hint = f"write `{word}:`, and indent what belongs to it on the lines below"
        if word != line:
            hint += "; a line that goes on with the text above must be indented like it"
        return error(
            "wrong-shape", "a record starts with its id and a colon", Span(self.source.path, scalar.start, end), hint
        )

    # ---- what YAML reads otherwise than its author meant

    def _quoted(self, scalar: Scalar, style: str) -> None:
        if style in _QUOTES:
            self._overrun(scalar)
        if style == '"':
            self._escapes(scalar)

    def _overrun(self, part: Part) -> None:
        """A quotation mark or bracket left open may find its like in another record, and swallow all between."""
        sign = overruns(self.source.text, part.start, part.end)
        if sign is None:
            return
        message = "a quotation mark is opened and never closed"
        hint = "close it, or put the text in a block after `>`"
        if not isinstance(part, Scalar):
            message = f"`{sign}` is opened here and not closed"
            hint = f"close it with `{'}' if sign == '{' else ']'}`, or indent the lines that belong to it"
        raise Fault(error("syntax", message, Span(self.source.path, part.start, part.start + 1), hint))

    def _cut_short(self, scalar: Scalar, key: str) -> None:
        """A `#` after a plain text starts a YAML comment: in prose it silently loses what the author wrote."""
        match = cut_short(self.source.text, scalar.end, key)
        if match is not None:
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
        match = escape(self.source.text, scalar.start, scalar.end)
        sign = control(scalar.value)
        if match is not None:
            message = f"`{match[0]}` in double quotes stands for another sign, and the letter is lost"
            at = Span(self.source.path, match.start(), match.end())
            self.diagnostics.append(error("text-changed-by-escape", message, at, "write `\\\\`, or use single quotes"))
        elif sign is not None:
            self.diagnostics.append(no_text(sign[0], Span(self.source.path, scalar.start, scalar.end)))
