"""An audit → text for a terminal, one line each, JSON, SARIF 2.1.0, GitHub annotations or Markdown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from argmap import report, sarif
from argmap.audit import Audit, Point, as_data
from argmap.diagnostics import Severity
from argmap.ignores import Accepted
from argmap.rules.dials import VERDICTS, Dial
from argmap.text import SourceText, counted

Sources = Mapping[str, SourceText]
Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]
"""A header and rows."""

MOST_ROWS = 40
_ORDER = {severity: number for number, severity in enumerate(Severity)}


def as_json(made: Audit, sources: Sources) -> str:
    """The whole audit as one JSON document."""
    data = as_data(made, report.as_data(made.findings, sources), report.as_data(made.questions, sources))
    return _json(data) + "\n"


def _json(value: object, indent: int = 0) -> str:
    """JSON with one line for each entry of a list: quick to write, and quick to compare by eye."""
    pad = " " * indent
    if isinstance(value, dict) and indent < 4 and value:  # noqa: PLR2004 - the document and its sections
        inner = [
            f"{pad}  {json.dumps(key, ensure_ascii=False)}: {_json(part, indent + 2)}" for key, part in value.items()
        ]
        return "{\n" + ",\n".join(inner) + f"\n{pad}}}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        lines = [f"{pad}  {json.dumps(part, ensure_ascii=False)}" for part in value]
        return "[\n" + ",\n".join(lines) + f"\n{pad}]"
    return json.dumps(value, ensure_ascii=False)


def as_concise(made: Audit, sources: Sources) -> str:
    """The counts, then one line for each finding and each open question."""
    lines = [_summary(made)]
    lines += report.as_concise(made.findings, sources).splitlines()
    lines += [line.replace(": ", ": question ", 1) for line in report.as_concise(made.questions, sources).splitlines()]
    return "\n".join(lines) + "\n"


def as_text(made: Audit, sources: Sources, *, color: bool = False) -> str:
    """For people: the head, the counts, the dials, what hangs on what, then every finding and question in its place."""
    parts = ["\n".join(_head(made))]
    parts += [f"{title}\n{_aligned(table)}" for title, table in _tables(made)]
    if made.findings:
        parts.append("Findings\n\n" + report.as_text(made.findings, sources, color=color))
    if made.questions:
        parts.append(
            "Questions that only a person can answer\n\n" + report.as_text(made.questions, sources, color=color)
        )
    parts += ["\n".join((title, *(f"  {line}" for line in lines), "")) for title, lines in _accepted(made)]
    return "\n".join(parts)


def as_markdown(made: Audit, sources: Sources) -> str:
    """The audit as a document."""
    head, *rest = _head(made)
    parts = [f"# {report.literal(head)}\n", "\n".join(f"- {report.literal(line)}" for line in rest if line) + "\n"]
    for title, (header, rows) in _tables(made):
        lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
        lines += [f"| {' | '.join(report.literal(cell) for cell in row)} |" for row in rows]
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    for title, found in (("Findings", made.findings), ("Questions that only a person can answer", made.questions)):
        if found:
            parts.append("\n".join((f"## {title}", *report.in_markdown(found, sources, "###"), "")))
    for title, entries in _accepted(made):
        parts.append(f"## {title}\n\n" + "\n".join(f"- {report.literal(entry)}" for entry in entries) + "\n")
    return "\n".join(parts)


def as_sarif(made: Audit, sources: Sources) -> str:
    """Findings and questions as SARIF 2.1.0, what was accepted of them as suppressed, the head as properties."""
    about = as_data(made, (), ())["head"]
    return sarif.as_sarif((*made.findings, *made.questions), sources, made.accepted, made.settled, about)


def as_github(made: Audit, sources: Sources) -> str:
    """Findings and questions as workflow commands."""
    return report.as_github((*made.findings, *made.questions), sources)


FORMATS: Mapping[str, Callable[[Audit, Sources], str]] = {
    "text": as_text,
    "concise": as_concise,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
    "markdown": as_markdown,
}
"""Format name → what writes it."""


def written(made: Audit, sources: Sources, style: str, *, color: bool = False, quiet: bool = False) -> str:
    """An audit in one of the `FORMATS`; `color` is for text.

    Where it is `quiet`, what lists findings (text, concise, github, sarif) lists the errors among them and nothing besides.
    A document (json, markdown) is whole or it is misleading, and stays as it is.
    """
    if not quiet or style in ("json", "markdown"):
        return as_text(made, sources, color=color) if style == "text" else FORMATS[style](made, sources)
    errors = tuple(found for found in made.findings if found.severity is Severity.ERROR)
    if style == "text":
        return report.as_text(errors, sources, color=color) + "\n" if errors else ""
    if style == "concise":
        return report.as_concise(errors, sources)
    return FORMATS[style](replace(made, findings=errors, questions=()), sources)


def profile(made: Audit) -> str:
    """What each rule cost, the dearest first."""
    lines = [
        f"{1000 * seconds:9.1f} ms  {name}"
        for name, seconds in sorted(made.seconds.items(), key=lambda e: (-e[1], e[0]))
    ]
    return "\n".join((*lines, f"{1000 * sum(made.seconds.values()):9.1f} ms  all rules")) + "\n"


# --------------------------------------------------------------------------- parts of the report


def _head(made: Audit) -> Iterator[str]:
    head = made.head
    yield f"Audit: {head.title}"
    yield f"Files {head.digest}; semantics {head.semantics}, scales {head.scales}."
    if head.appraisers:
        yield f"Appraised by {', '.join(head.appraisers)}, last on {head.last_appraisal}."
    statements = f"{counted(head.claims, 'claim')}, {counted(head.evidence, 'item')} of evidence"
    yield f"{statements}, {counted(head.inferences, 'inference')}."
    if head.without:
        yield f"Without {', '.join(f'{name} ({kind})' for kind, name in head.without)}."
    else:
        yield "With everything on record."
    if head.selected:
        yield f"These rules only: {', '.join(head.selected)}."
    if head.ignored:
        yield f"Without these rules: {', '.join(head.ignored)}."
    yield _summary(made)
    yield ""


def _summary(made: Audit) -> str:
    asked = f"{len(made.questions)} open question{'' if len(made.questions) == 1 else 's'}"
    cleared = len(made.accepted) + len(made.settled)
    return f"{report.summary(made.findings)}; {asked}; {cleared} accepted"


def _tables(made: Audit) -> Iterator[tuple[str, Table]]:
    yield "Counts by rule", _counts(made)
    if made.head.without:
        yield "What falls, and what changes", _changes(made)
    yield "How sure the authors sound, and how far the record carries them", _dials(made)
    yield "Effective corroboration", _corroboration(made)
    if made.points:
        yield "Single points of failure", _points(made.points)
    if made.resting:
        yield "Sources by what falls without them", _resting(made)


def _counts(made: Audit) -> Table:
    found = Counter((d.severity, d.rule) for d in made.findings)
    asked = Counter((d.severity, d.rule) for d in made.questions)
    passed = [*(entry.diagnostic for entry in made.accepted), *(entry.diagnostic for entry in made.settled)]
    cleared = Counter((d.severity, d.rule) for d in passed)
    rows = [
        (severity.value, rule, *(str(table[severity, rule] or "") for table in (found, asked, cleared)))
        for severity, rule in sorted({*found, *asked, *cleared}, key=lambda key: (_ORDER[key[0]], key[1]))
    ]
    return ("severity", "rule", "found", "open", "accepted"), rows


def _changes(made: Audit) -> Table:
    rows = [
        (
            "falls" if change.falls else "changes",
            change.claim,
            change.tier,
            change.grade[0] if change.grade[0] == change.grade[1] else f"{change.grade[0]} to {change.grade[1]}",
            f"{change.confidence[0]:.2f} to {change.confidence[1]:.2f}",
        )
        for change in made.changes
    ]
    return ("", "claim", "tier", "grade", "confidence"), rows or [("nothing", "", "", "", "")]


def _dials(made: Audit) -> Table:
    shown = [dial for dial in made.dials if dial.verdict != "fair"] + [d for d in made.dials if d.verdict == "fair"]
    rows = [_dial(dial) for dial in shown[:MOST_ROWS]]
    if len(shown) > MOST_ROWS:
        left = Counter(dial.verdict for dial in shown[MOST_ROWS:])
        told = ", ".join(f"{left[verdict]} {verdict}" for verdict in VERDICTS if left[verdict])
        rows.append(("…", f"and {told}", "", "", "", ""))
    return ("verdict", "claim", "hedge", "grade", "confidence", "gap"), rows


def _dial(dial: Dial) -> tuple[str, ...]:
    band = f" [{100 * dial.band[0]:.0f}-{100 * dial.band[1]:.0f} %]" if dial.band else ""
    words = " + ".join(f"“{words}”" for words in dial.words)
    reach = f"{dial.confidence.low:.2f}-{dial.confidence.high:.2f}"
    gap = "" if dial.gap is None else f"{dial.gap:+.2f}" if dial.gap else "0"
    return dial.verdict, dial.claim, f"{words}{band}" if words else dial.sounds, dial.grade, reach, gap


def _corroboration(made: Audit) -> Table:
    """Core claims, and whatever has more than one line or a doubtful count; the rest is said in one row."""
    shown = [
        entry
        for entry in made.corroboration
        if entry.tier == "core" or entry.lines > 1 or entry.lines != entry.lines_without_doubtful
    ]
    rows = [
        (entry.claim, entry.tier, entry.grade, str(entry.lines), str(entry.lines_without_doubtful))
        for entry in shown[:MOST_ROWS]
    ]
    left = (
        Counter(entry.lines for entry in made.corroboration if entry not in shown[:MOST_ROWS])
        if len(shown) < len(made.corroboration)
        else Counter()
    )
    if left:
        told = ", ".join(f"{number} with {lines}" for lines, number in sorted(left.items()))
        rows.append((f"… and {told}", "", "", "", ""))
    return ("claim", "tier", "grade", "independent lines", "without doubtful groups"), rows


_KINDS = {"evidence": "item", "sources": "source", "people": "word of", "groups": "group", "claims": "claim"}


def _points(points: Sequence[Point]) -> Table:
    rows = [(str(len(p.core)), str(p.claims), _KINDS[p.kind], p.name, ", ".join(p.core)) for p in points]
    return ("core claims", "all claims", "", "without it", "fall"), rows


def _resting(made: Audit) -> Table:
    rows = [
        (str(len(r.core)), str(r.falling), str(r.claims), str(r.items), f"{r.label} [{r.source}]")
        for r in made.resting[:MOST_ROWS]
    ]
    if len(made.resting) > MOST_ROWS:
        rows.append(("…", "", "", "", f"and {len(made.resting) - MOST_ROWS} more"))
    return ("core fall", "all fall", "rest on it", "items", "source"), rows


def _accepted(made: Audit) -> Iterator[tuple[str, list[str]]]:
    if made.accepted:
        yield "Accepted by a comment with a reason", [_accepted_line(entry) for entry in made.accepted]
    if made.settled:
        yield (
            "Cleared by a signed judgement",
            [
                f"{s.diagnostic.rule}: {s.diagnostic.message} Cleared by {s.judgement.by}, {s.judgement.on}: {s.judgement.why}"
                for s in made.settled
            ],
        )


def _accepted_line(entry: Accepted) -> str:
    signed = f"{entry.by}, {entry.on}" if entry.by else "a comment without a signature"
    return f"{entry.diagnostic.rule}: {entry.diagnostic.message}. Accepted by {signed}: {entry.reason}"


def _aligned(table: Table) -> str:
    header, rows = table
    wide = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in (header, *rows)
    ]
    return "".join(f"  {line}\n" for line in lines)
