"""SARIF: findings, questions and what was accepted of them as a log of the Static Analysis Results Interchange Format 2.1.0."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from argmap.diagnostics import Diagnostic, Fix
from argmap.ignores import Accepted
from argmap.pages import page, rule_names, summary
from argmap.text import SourceText, Span, normalise

if TYPE_CHECKING:
    from argmap.rules import Settled

Sources = Mapping[str, SourceText]
FINGERPRINT = "argmapPlace/v1"
_RECORD = re.compile(r"([^\s#:][^:\r\n]*):(?=\s|\Z)")


def as_sarif(
    diagnostics: Sequence[Diagnostic],
    sources: Sources,
    accepted: Sequence[Accepted] = (),
    settled: Sequence[Settled] = (),
    about: Mapping[str, Any] | None = None,
) -> str:
    """Findings and questions (`diagnostics`), and those accepted by a comment or settled by a judgement, as one run.

    Columns count UTF-16 code units, as that standard's default wants. A question is a result for review and has no level.
    What was accepted is in the log with its suppression. `about` are properties of the run.
    """
    suppressed = {
        **{id(entry.diagnostic): _by_comment(entry, sources) for entry in accepted},
        **{id(entry.diagnostic): _by_judgement(entry) for entry in settled},
    }
    found = [*diagnostics, *(entry.diagnostic for entry in accepted), *(entry.diagnostic for entry in settled)]
    found.sort(key=lambda d: (d.at, d.rule, d.message))
    named = sorted({d.rule for d in found})
    worst = {d.rule: d.severity.value for d in sorted(found, key=lambda d: _LEVELS.index(d.severity.value))}
    described = frozenset(rule_names())
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "argmap",
                "rules": [_rule(name, worst[name], described=name in described) for name in named],
            }
        },
        "language": "en-GB",
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            _result(d, sources, named.index(d.rule), mark, suppressed.get(id(d)))
            for d, mark in zip(found, _fingerprints(found, sources), strict=True)
        ],
    }
    if about:
        run["properties"] = dict(about)
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


_LEVELS = ("note", "warning", "error")


def _rule(name: str, level: str, *, described: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"id": name, "defaultConfiguration": {"level": level}}
    if described:
        text = page(name)
        found["shortDescription"] = {"text": summary(name)}
        found["help"] = {"text": text, "markdown": text}
    return found


def _result(
    diagnostic: Diagnostic, sources: Sources, number: int, mark: str, suppression: dict[str, Any] | None
) -> dict[str, Any]:
    hint = f". Hint: {diagnostic.hint}" if diagnostic.hint else ""
    found: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": number,
        "kind": "review" if diagnostic.asks else "fail",
        "level": "none" if diagnostic.asks else diagnostic.severity.value,
        "message": {"text": diagnostic.message + hint},
        "locations": [_location(diagnostic.at, sources)] if diagnostic.at.path else [],
        "relatedLocations": [
            {"id": index, **_location(label.at, sources), "message": {"text": label.message}}
            for index, label in enumerate(diagnostic.related, start=1)
        ],
        "partialFingerprints": {FINGERPRINT: mark},
        "suppressions": [suppression] if suppression else [],
    }
    if diagnostic.fix is not None:
        found["fixes"] = [_fix(diagnostic.fix, sources)]
    return found


def _location(span: Span, sources: Sources) -> dict[str, Any]:
    artifact: dict[str, Any] = {"artifactLocation": {"uri": quote(span.path, errors="surrogateescape")}}
    if span.path in sources:
        artifact["region"] = _region(span, sources[span.path])
    return {"physicalLocation": artifact}


def _region(span: Span, source: SourceText) -> dict[str, int]:
    end = max(span.start, span.end)
    return {
        "startLine": source.position(span.start).line,
        "startColumn": source.utf16(span.start) + 1,
        "endLine": source.position(end).line,
        "endColumn": source.utf16(end) + 1,
    }


def _fix(fix: Fix, sources: Sources) -> dict[str, Any]:
    path = fix.edits[0].at.path
    return {
        "description": {"text": fix.told},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": quote(path, errors="surrogateescape")},
                "replacements": [
                    {"deletedRegion": _region(edit.at, sources[path]), "insertedContent": {"text": edit.text}}
                    for edit in fix.edits
                    if path in sources
                ],
            }
        ],
    }


def _by_comment(entry: Accepted, sources: Sources) -> dict[str, Any]:
    signed = f" ({entry.by}, {entry.on})" if entry.by else ""
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": entry.reason + signed,
        "location": _location(entry.at, sources),
    }


def _by_judgement(entry: Settled) -> dict[str, Any]:
    judgement = entry.judgement
    justification = f"{judgement.why} ({judgement.by}, {judgement.on})"
    return {"kind": "inSource", "status": "accepted", "justification": justification}


def _fingerprints(found: Sequence[Diagnostic], sources: Sources) -> Iterator[str]:
    """For each finding digits that stay when lines, records or files move, and numbers in its message change.

    They are made of the rule, the id of the record and the text at the place; of several such findings the number counts
    in the order of the text.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    records: dict[str, list[tuple[int, str]]] = {}  # of each file, once: a file may hold thousands of findings
    for diagnostic in found:
        path = diagnostic.at.path
        source = sources.get(path)
        if source is not None and path not in records:
            records[path] = list(_records(source))
        record = _record_at(records[path], source, diagnostic.at.start) if source is not None else path
        text = normalise(source.slice(diagnostic.at)[:1000]) if source is not None else ""
        key = (diagnostic.rule, record, text)
        seen[key] += 1
        data = json.dumps([*key, seen[key]], ensure_ascii=True)
        yield hashlib.sha256(data.encode()).hexdigest()[:32]


def _records(source: SourceText) -> Iterator[tuple[int, str]]:
    """The lines on which records begin, with their ids."""
    for number in range(1, source.position(len(source.text)).line + 1):
        if match := _RECORD.match(source.line(number).removeprefix("\ufeff")):
            yield number, match[1].rstrip()


def _record_at(records: Sequence[tuple[int, str]], source: SourceText, offset: int) -> str:
    """The id of the record that a place lies in; the path of the file where there is none above it."""
    before = bisect_right(records, source.position(offset).line, key=itemgetter(0))
    return records[before - 1][1] if before else source.path
