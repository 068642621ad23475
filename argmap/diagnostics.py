"""Diagnostics: what is wrong, where it stands, and how to mend it, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from argmap.text import Span


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
class Edit:
    """A change of text: what the span covers is replaced by `text`."""

    at: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of one file that together mend a fault, and cannot mean anything but what its author meant.

    `told` says what they do, after "to": "write it as tier".
    """

    edits: tuple[Edit, ...]
    told: str


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

    def __hash__(self) -> int:
        return hash((self.at, self.rule, self.message))  # what tells findings apart; each is looked up several times


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
