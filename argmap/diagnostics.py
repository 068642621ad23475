"""Diagnostics: what is wrong, where it stands, and how to mend it, as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from argmap.text import SourceText, Span


class Severity(Enum):
    """How bad a finding is: an error cannot be taken as meant; a warning wants a look; a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that a diagnostic speaks of, with what is there."""

    at: Span
    message: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of text that mends the fault: the span is replaced by `text`."""

    at: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding of one rule at one place.

    `rule` is the rule's name and only identity; `message` is one plain sentence without a full stop;
    `hint` says the cure. With `asks` the message is a question that only a person can answer; it is open until a
    signed judgement answers it.
    """

    rule: str
    severity: Severity
    message: str
    at: Span
    related: tuple[Label, ...] = ()
    hint: str | None = None
    fix: Fix | None = None
    asks: bool = False


def error(
    rule: str,
    message: str,
    at: Span,
    hint: str | None = None,
    related: tuple[Label, ...] = (),
    fix: Fix | None = None,
) -> Diagnostic:
    """A diagnostic of severity error."""
    return Diagnostic(rule, Severity.ERROR, message, at, related, hint, fix)


def warning(rule: str, message: str, at: Span, hint: str | None = None, related: tuple[Label, ...] = ()) -> Diagnostic:
    """A diagnostic of severity warning."""
    return Diagnostic(rule, Severity.WARNING, message, at, related, hint)


def note(rule: str, message: str, at: Span, hint: str | None = None, related: tuple[Label, ...] = ()) -> Diagnostic:
    """A diagnostic of severity note."""
    return Diagnostic(rule, Severity.NOTE, message, at, related, hint)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, then rule and message, and without exact repeats: the order of every report."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: (d.at, d.rule, d.message)))


_IGNORE = re.compile(
    r"(#|<!--)[ \t]*argmap:[ \t]*ignore\[([a-z0-9, \t-]+)\][ \t]*((?!-->)\S(?:(?!-->)[^\r\n])*)?(?:-->)?"
)


def apply_ignores(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceText]) -> tuple[Diagnostic, ...]:
    """Leave out warnings and notes that the author has accepted with a reason.

    A comment `# argmap: ignore[rule-name] reason` (in an essay `<!-- argmap: ignore[rule-name] reason -->`) counts on the
    line of the finding or, standing alone, on the line above it. An error is never ignored: its text cannot be taken as meant. A comment
    without a reason does not count either; the finding then says so in its hint.
    """
    kept: list[Diagnostic] = []
    accepted: dict[str, dict[int, dict[str, str]]] = {}
    for diagnostic in diagnostics:
        source = sources.get(diagnostic.at.path)
        comment = None
        if source is not None and diagnostic.severity is not Severity.ERROR:
            if source.path not in accepted:
                accepted[source.path] = _ignore_comments(source)
            line = source.position(diagnostic.at.start).line
            comment = accepted[source.path].get(line, {}).get(diagnostic.rule)
        if comment is None:
            kept.append(diagnostic)
        elif not comment:
            kept.append(replace(diagnostic, hint="the ignore comment here needs a reason after the bracket"))
    return tuple(kept)


def _ignore_comments(source: SourceText) -> dict[int, dict[str, str]]:
    """Line → rule → reason ("" where none is given) of every ignore comment, at each line that it counts on."""
    found: dict[int, dict[str, str]] = {}
    for match in _IGNORE.finditer(source.text):
        line = source.position(match.start()).line
        reasons = {name.strip(): (match[3] or "").strip() for name in match[2].split(",")}
        found[line] = {**found.get(line, {}), **reasons}
        if source.text[source.line_start(line) : match.end()].lstrip().startswith(("#", "<!--")):
            found[line + 1] = reasons
    return found
