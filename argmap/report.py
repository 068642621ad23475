"""Diagnostics → text for a terminal, one line each, JSON, Markdown, or GitHub annotations."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argmap.diagnostics import Diagnostic, Severity
from argmap.sarif import as_sarif
from argmap.text import SourceText, Span

Sources = Mapping[str, SourceText]
WIDEST = 160
LONGEST = 1000
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def counts(diagnostics: Sequence[Diagnostic]) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    return {severity: sum(d.severity is severity for d in diagnostics) for severity in Severity}


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """One line: how many errors, warnings and notes."""
    if not diagnostics:
        return "no findings"
    parts = [
        f"{number} {severity.value}{'s' if number != 1 else ''}"
        for severity, number in counts(diagnostics).items()
        if number
    ]
    return ", ".join(parts)


def as_text(diagnostics: Sequence[Diagnostic], sources: Sources, *, color: bool = False) -> str:
    """For people: rule, sentence, place, the line with the spot marked, and the cure."""
    return "\n".join(_block(diagnostic, sources, color=color) for diagnostic in diagnostics)


def _shown(text: str) -> str:
    """Text as it can be printed: what an author typed never steers a terminal, and is cut where it is endless."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[:LONGEST])
    return shown + ("…" if len(text) > LONGEST else "")


def _block(diagnostic: Diagnostic, sources: Sources, *, color: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if color else text

    shade = _COLOURS[diagnostic.severity]
    head = f"{paint(f'{diagnostic.severity.value}[{diagnostic.rule}]', shade)}: {_shown(diagnostic.message)}"
    lines = [head, *_excerpt(diagnostic.at, sources, lambda text: paint(text, shade))]
    for label in diagnostic.related:
        lines.append(f"  = {label.message}: {_where(label.at, sources)}")
    if diagnostic.hint:
        lines.append(f"  = hint: {_shown(diagnostic.hint)}")
    return "\n".join(lines) + "\n"


def _where(span: Span, sources: Sources) -> str:
    path = _shown(span.path)
    if span.path not in sources:
        return path or "(no file)"
    line, column = sources[span.path].position(span.start)
    return f"{path}:{line}:{column}"


class Excerpt(NamedTuple):
    """The line in which a finding starts, by its number, cut in three: before the place, the place, and after it.

    An ellipsis stands where a long line goes on; what cannot be printed is a space.
    """

    number: int
    before: str
    marked: str
    after: str


def excerpt(span: Span, source: SourceText) -> Excerpt:
    """The line of a place; a long one is cut to a window around it."""
    number, column = source.position(span.start)
    begin = source.line_start(number)
    length = source.line_end(begin) - begin
    start = column - 1
    end = min(length, max(start + 1, start + span.end - span.start))
    first = max(0, min(start - WIDEST // 3, length - WIDEST)) if length > WIDEST else 0
    last = min(length, first + WIDEST)
    text = ("…" if first else "") + source.text[begin + first : begin + last] + ("…" if last < length else "")
    shift = first - (1 if first else 0)
    start, end = start - shift, min(end - shift, len(text))
    shown = "".join(character if character.isprintable() else " " for character in text)
    return Excerpt(number, shown[:start], shown[start:end], shown[end:])


def _excerpt(span: Span, sources: Sources, paint: Callable[[str], str]) -> list[str]:
    """The line of a span with carets under what it covers."""
    lines = [f"  --> {_where(span, sources)}"]
    source = sources.get(span.path)
    if source is None or not source.text:
        return lines
    number, before, marked, after = excerpt(span, source)
    gutter = " " * len(str(number))
    carets = " " * _cells(before) + paint("^" * max(1, _cells(marked)))
    line = f"{number} | {before}{marked}{after}".rstrip()
    return [*lines, f"{gutter} |", line, f"{gutter} | {carets}"]


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def as_concise(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """One line each: path:line:column: severity[rule] message."""
    return "".join(f"{_where(d.at, sources)}: {d.severity.value}[{d.rule}] {_shown(d.message)}\n" for d in diagnostics)


def as_github(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """Workflow commands that GitHub shows beside the line; a question is a notice.

    Columns are given where a finding stands in one line, for only there do they count.
    """
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    out = []
    for d in diagnostics:
        place = {}
        if d.at.path in sources:
            start = sources[d.at.path].position(d.at.start)
            end = sources[d.at.path].position(max(d.at.start, d.at.end))
            place = {"file": d.at.path, "line": start.line, "endLine": end.line}
            if start.line == end.line:
                place |= {"col": start.column, "endColumn": end.column}
        place["title"] = d.rule
        properties = ",".join(f"{name}={_escaped(str(value), _IN_PROPERTY)}" for name, value in place.items())
        message = d.message + (f" ({d.hint})" if d.hint else "")
        word = "notice" if d.asks else words[d.severity]
        out.append(f"::{word} {properties}::{_escaped(message, _IN_MESSAGE)}\n")
    return "".join(out)


# The percent sign is first: it begins what stands for the others.
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def _escaped(text: str, table: Mapping[str, str]) -> str:
    for character, written in table.items():
        text = text.replace(character, written)
    return text


def as_data(diagnostics: Sequence[Diagnostic], sources: Sources) -> list[dict[str, Any]]:
    """Plain values, with places as line and column from 1 and as code-point offsets."""

    def place(span: Span) -> dict[str, Any]:
        found: dict[str, Any] = {"path": span.path, "start": span.start, "end": span.end}
        if span.path in sources:
            found["line"], found["column"] = sources[span.path].position(span.start)
        return found

    return [
        {
            "rule": d.rule,
            "severity": d.severity.value,
            "message": d.message,
            "at": place(d.at),
            "related": [{"at": place(label.at), "message": label.message} for label in d.related],
            "hint": d.hint,
            "fix": {
                "told": d.fix.told,
                "edits": [{"at": place(edit.at), "text": edit.text} for edit in d.fix.edits],
            }
            if d.fix is not None
            else None,
        }
        for d in diagnostics
    ]


def as_json(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """The findings as a JSON array."""
    return json.dumps(as_data(diagnostics, sources), ensure_ascii=False, indent=2) + "\n"


def as_markdown(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """The findings as a document: under each rule, the gravest first, its findings with their places."""
    lines = ["# Findings", "", f"{summary(diagnostics).capitalize()}.", *in_markdown(diagnostics, sources, "##")]
    return "\n".join(lines) + "\n"


def in_markdown(diagnostics: Sequence[Diagnostic], sources: Sources, heading: str) -> Iterator[str]:
    """The lines of a document that list findings, each rule under a heading of this level."""
    ranked = sorted(diagnostics, key=lambda d: (list(Severity).index(d.severity), d.rule))
    for rule in dict.fromkeys(d.rule for d in ranked):
        named = [d for d in ranked if d.rule == rule]
        yield from ("", f"{heading} {rule} ({named[0].severity.value})", "")
        for d in named:
            line = f":{sources[d.at.path].position(d.at.start).line}" if d.at.path in sources else ""
            yield f"- {literal(d.message)} ({literal(d.at.path + line)})"


def literal(text: str) -> str:
    """Text that Markdown takes literally, and that keeps to its line and its cell."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#&~" else c for c in " ".join(text.split()))


FORMATS: dict[str, Callable[[Sequence[Diagnostic], Sources], str]] = {
    "text": as_text,
    "concise": as_concise,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
    "markdown": as_markdown,
}
"""Format name → what writes it."""
