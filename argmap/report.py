"""Diagnostics → text for a terminal, one line each, JSON, SARIF 2.1.0, or GitHub annotations."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from argmap.diagnostics import Diagnostic, Severity
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


def _excerpt(span: Span, sources: Sources, paint: Callable[[str], str]) -> list[str]:
    """The line of a span with carets under what it covers; a long line is cut to a window around them."""
    lines = [f"  --> {_where(span, sources)}"]
    source = sources.get(span.path)
    if source is None or not source.text:
        return lines
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
    gutter = " " * len(str(number))
    carets = " " * _cells(shown[:start]) + paint("^" * max(1, _cells(shown[start:end])))
    return [*lines, f"{gutter} |", f"{number} | {shown}".rstrip(), f"{gutter} | {carets}"]


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def as_concise(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """One line each: path:line:column: severity[rule] message."""
    return "".join(f"{_where(d.at, sources)}: {d.severity.value}[{d.rule}] {_shown(d.message)}\n" for d in diagnostics)


def as_github(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """Workflow commands that GitHub shows beside the line."""
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    out = []
    for d in diagnostics:
        place = ""
        if d.at.path in sources:
            start = sources[d.at.path].position(d.at.start)
            end = sources[d.at.path].position(d.at.end)
            path = d.at.path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
            path = path.replace(":", "%3A").replace(",", "%2C")
            place = f"file={path},line={start.line},col={start.column},endLine={end.line},endColumn={end.column},"
        message = d.message + (f" ({d.hint})" if d.hint else "")
        message = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        out.append(f"::{words[d.severity]} {place}title={d.rule}::{message}\n")
    return "".join(out)


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
        }
        for d in diagnostics
    ]


def as_json(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """The findings as a JSON array."""
    return json.dumps(as_data(diagnostics, sources), ensure_ascii=False, indent=2) + "\n"


def literal(text: str) -> str:
    """Text that Markdown takes literally, and that keeps to its line and its cell."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#~" else c for c in " ".join(text.split()))


def as_sarif(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """SARIF 2.1.0; columns in UTF-16 code units, as that standard's default wants."""

    def location(span: Span) -> dict[str, Any]:
        artifact: dict[str, Any] = {"artifactLocation": {"uri": quote(span.path, errors="surrogateescape")}}
        if span.path in sources:
            source = sources[span.path]
            artifact["region"] = {
                "startLine": source.position(span.start).line,
                "startColumn": source.utf16(span.start) + 1,
                "endLine": source.position(span.end).line,
                "endColumn": source.utf16(span.end) + 1,
            }
        return {"physicalLocation": artifact}

    rules = sorted({d.rule for d in diagnostics})
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "argmap", "rules": [{"id": name} for name in rules]}},
                "columnKind": "utf16CodeUnits",
                "results": [
                    {
                        "ruleId": d.rule,
                        "level": d.severity.value,
                        "message": {"text": d.message + (f". Hint: {d.hint}" if d.hint else "")},
                        "locations": [location(d.at)],
                        "relatedLocations": [
                            {**location(label.at), "message": {"text": label.message}} for label in d.related
                        ],
                    }
                    for d in diagnostics
                ],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Sequence[Diagnostic], Sources], str]] = {
    "text": as_text,
    "concise": as_concise,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}
"""Format name → what writes it."""
