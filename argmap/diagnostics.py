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
    `hint` says the cure.
    """

    rule: str
    severity: Severity
    message: str
    at: Span
    related: tuple[Label, ...] = ()
    hint: str | None = None
    fix: Fix | None = None


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


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, then rule and message, and without exact repeats: the order of every report."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: (d.at, d.rule, d.message)))


_IGNORE = re.compile(r"#[ \t]*argmap:[ \t]*ignore\[([a-z0-9, \t-]+)\][ \t]*(\S.*)?")


def apply_ignores(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceText]) -> tuple[Diagnostic, ...]:
    """Leave out warnings and notes that the author has accepted with a reason.

    A comment `# argmap: ignore[rule-name] reason` counts on the line of the finding or, standing alone,
    on the line above it. An error is never ignored: its text cannot be taken as meant. A comment
    without a reason does not count either; the finding then says so in its hint.
    """
    kept: list[Diagnostic] = []
    for diagnostic in diagnostics:
        source = sources.get(diagnostic.at.path)
        comment = None
        if source is not None and diagnostic.severity is not Severity.ERROR and "argmap:" in source.text:
            comment = _ignore_for(diagnostic.rule, source, source.position(diagnostic.at.start).line)
        if comment is None:
            kept.append(diagnostic)
        elif not comment:
            kept.append(replace(diagnostic, hint="the ignore comment here needs a reason after the bracket"))
    return tuple(kept)


def _ignore_for(rule: str, source: SourceText, line: int) -> str | None:
    """The reason of the ignore comment for a rule at a line: None where there is no comment, "" where no reason."""
    candidates = [source.line(line)]
    if line > 1 and source.line(line - 1).lstrip().startswith("#"):
        candidates.append(source.line(line - 1))
    for text in candidates:
        match = _IGNORE.search(text)
        if match and rule in {name.strip() for name in match[1].split(",")}:
            return (match[2] or "").strip()
    return None
