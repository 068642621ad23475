"""Ignores: what an author has accepted by a comment with a reason, and the comments that accept nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from argmap.diagnostics import Diagnostic, Severity
from argmap.text import SourceText, Span

NAMES = ("bad-ignore", "ignore-without-reason", "unused-ignore")
"""The rules about ignore comments themselves."""

# In a record's file a comment follows #, in an essay it stands between <!-- and -->. The sign is matched before what must
# precede it: a pattern that begins with a sign skips to the next one, and files are long.
_BEGUN = {sign: rf"{sign}(?:(?<=[\s\ufeff]{sign})|(?<=\A{sign}))" for sign in ("#", "<!--")}
_COMMENT = re.compile(
    rf"(?:{_BEGUN['#']}|{_BEGUN['<!--']})[ \t]*argmap:[ \t]*ignore\[([a-z0-9, \t-]+)\][ \t]*((?!-->)\S(?:(?!-->)[^\r\n])*)?(?:-->)?"
)
# What begins as if it spoke to argmap, in either way.
_ADDRESSED = {
    "#": re.compile(rf"{_BEGUN['#']}[ \t]*(?i:argmap[ \t]*(?::|(?=[ \t]ignored?\b)))([^\r\n]*)"),
    "<!--": re.compile(r"<!--[ \t]*(?i:argmap[ \t]*(?::|(?=[ \t]ignored?\b)))((?:(?!-->)[^\r\n])*)(?:-->)?"),
}
_NAME = re.compile(r"[a-z0-9-]+")
_WRITTEN = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_SIGNED = re.compile(r"(.*\S)[ \t]*\(([^(),]+),[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})\)\.?")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning or note that a comment accepts: the reason, and by whom and on which day where the comment is signed.

    `at` is the comment.
    """

    diagnostic: Diagnostic
    reason: str
    by: str | None
    on: str | None
    at: Span


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One comment: the rules it names, each with its place, the lines it counts on, its reason and signature."""

    at: Span
    names: Mapping[str, Span]
    lines: tuple[int, ...]
    reason: str
    by: str | None
    on: str | None


def accept(
    found: Iterable[Diagnostic], sources: Mapping[str, SourceText]
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """Findings → those that stand, and those that a comment with a reason accepts, both in the order given.

    A comment `# argmap: ignore[rule-name] reason` (in an essay `<!-- argmap: ignore[rule-name] reason -->`) counts on the line of the finding or, standing alone, on the next line
    that is no comment. It is signed by a name and a day at its end: `reason (Anna Dobrá, 2026-11-22)`. An error is never
    ignored: its text cannot be taken as meant. A comment without a reason does not count either; the finding then says so
    in its hint.
    """
    kept: list[Diagnostic] = []
    accepted: list[Accepted] = []
    comments = _Comments(sources)
    for diagnostic in found:
        comment = comments.on(diagnostic) if diagnostic.severity is not Severity.ERROR else None
        if comment is None:
            kept.append(diagnostic)
        elif comment.reason:
            accepted.append(Accepted(diagnostic, comment.reason, comment.by, comment.on, comment.at))
        else:
            kept.append(replace(diagnostic, hint="the ignore comment here needs a reason after the bracket"))
    return tuple(kept), tuple(accepted)


def faults(
    found: Iterable[Diagnostic], sources: Mapping[str, SourceText], ran: AbstractSet[str], known: AbstractSet[str]
) -> Iterator[Diagnostic]:
    """What is wrong with the ignore comments of a project, given all that was found (accepted or not).

    Only rules that `ran` are held against their comments: what was not asked for could not be found. `known` are the
    names of all rules that there are.
    """
    comments = _Comments(sources)
    used: set[tuple[Span, str]] = set()
    errors: set[tuple[Span, str]] = set()
    for diagnostic in found:
        comment = comments.on(diagnostic)
        if comment is not None:
            (errors if diagnostic.severity is Severity.ERROR else used).add((comment.at, diagnostic.rule))
    for comment in comments.all():
        for name, at in comment.names.items():
            if (comment.at, name) in errors:
                message, hint = f"{name} is an error here, and no comment accepts an error", "mend what it points at"
                if (comment.at, name) not in used:
                    yield Diagnostic("unused-ignore", Severity.WARNING, message, at, hint=hint)
            elif name not in known:
                message, hint = f"there is no rule {name} to ignore", "`argmap rule` lists the rules"
                yield Diagnostic("unused-ignore", Severity.WARNING, message, at, hint=hint)
            elif (comment.at, name) not in used and name in ran:
                message, hint = f"{name} finds nothing here to ignore", "take the rule out of the comment"
                yield Diagnostic("unused-ignore", Severity.WARNING, message, at, hint=hint)
        if not comment.reason:
            message, hint = "an ignore without a reason accepts nothing", "say after the bracket why, and sign it"
            yield Diagnostic("ignore-without-reason", Severity.WARNING, message, comment.at, hint=hint)
    for path in sorted(sources):
        yield from _unreadable(sources[path], known)


def _unreadable(source: SourceText, known: AbstractSet[str]) -> Iterator[Diagnostic]:
    """The comments of a file that begin with argmap's name and are no ignore."""
    sign, end = _signs(source)
    for match in source.kept(_misaddressed):
        written = (name[0].lower().replace("_", "-") for name in _WRITTEN.finditer(match[1]))
        names = ", ".join(dict.fromkeys(name for name in written if name in known))
        hint = f"write `{sign} argmap: ignore[{names or 'rule-name'}] the reason{end}`"
        yield Diagnostic(
            "bad-ignore",
            Severity.WARNING,
            "this comment is no ignore that can be read, and accepts nothing",
            Span(source.path, match.start(), match.start() + len(match[0].rstrip())),
            hint=hint if names else f"{hint}; `argmap rule` lists the rules",
        )


def _misaddressed(source: SourceText) -> tuple[re.Match[str], ...]:
    """What begins in a file as if it spoke to argmap, and is no ignore."""
    found = []
    for match in _ADDRESSED[_signs(source)[0]].finditer(source.text):
        read = _COMMENT.match(source.text, match.start())
        if read is None or not _NAME.search(read[1]):
            found.append(match)
    return tuple(found)


def _signs(source: SourceText) -> tuple[str, str]:
    """What a comment in a file begins and ends with."""
    return ("#", "") if source.path.endswith((".yaml", ".yml", ".toml")) else ("<!--", " -->")


class _Comments:
    """Finds the ignore comments of files; each file is looked through once."""

    def __init__(self, sources: Mapping[str, SourceText]) -> None:
        self.sources = sources
        self.files: dict[str, dict[int, list[_Ignore]]] = {}

    def on(self, diagnostic: Diagnostic) -> _Ignore | None:
        """The comment that names the rule of a finding and counts on its line; one with a reason goes first."""
        path = diagnostic.at.path
        source = self.sources.get(path)
        if source is None:
            return None
        if path not in self.files:
            self.files[path] = {}
            for comment in source.kept(_read):
                for line in comment.lines:
                    self.files[path].setdefault(line, []).append(comment)
        if not self.files[path]:
            return None
        here = self.files[path].get(source.position(diagnostic.at.start).line, ())
        naming = [comment for comment in here if diagnostic.rule in comment.names]
        return next((comment for comment in naming if comment.reason), naming[0] if naming else None)

    def all(self) -> Iterator[_Ignore]:
        """Every comment of every file."""
        for path in sorted(self.sources):
            yield from self.sources[path].kept(_read)


def _read(source: SourceText) -> tuple[_Ignore, ...]:
    """The comments of a file; most have none."""
    return tuple(_comments(source)) if "ignore[" in source.text else ()


def _comments(source: SourceText) -> Iterator[_Ignore]:
    for match in _COMMENT.finditer(source.text):
        line = source.position(match.start()).line
        lines = [line]
        if not source.text[source.line_start(line) : match.start()].strip(" \t\ufeff"):
            last = source.position(len(source.text)).line
            following = line + 1
            comments = "#" if match[0].startswith("#") else "<!--"
            while following <= last and source.line(following).lstrip().startswith(comments):
                following += 1
            lines.append(following)
        reason = (match[2] or "").strip()
        signed = _SIGNED.fullmatch(reason)
        names = {
            name[0]: Span(source.path, match.start(1) + name.start(), match.start(1) + name.end())
            for name in _NAME.finditer(match[1])
        }
        yield _Ignore(
            Span(source.path, match.start(), match.end()),
            names,
            tuple(lines),
            signed[1] if signed else reason,
            signed[2].strip() if signed else None,
            signed[3] if signed else None,
        )
