"""Audit page: an audit as one self-contained page, for a reader in a hurry first and then in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from argmap.audit import Audit, Point
from argmap.diagnostics import Severity
from argmap.graph import Id
from argmap.matrix import Matrix, matrix
from argmap.render.page import page
from argmap.report_page import (
    TAKEN_AWAY,
    Findings,
    Found,
    Pictures,
    Sources,
    by_rule,
    by_severity,
    matrix_values,
    rule_values,
    taken_away,
)
from argmap.rules.certainty import IN_WORDS
from argmap.rules.dials import Dial
from argmap.text import counted

SORTS = (
    ("verdict", "verdict"),
    ("claim", "claim"),
    ("sounds", "how sure it sounds"),
    ("grade", "grade"),
    ("confidence", "confidence"),
    ("gap", "gap"),
)
VERDICTS = {
    "overclaimed": "in words surer than the record",
    "unhedged": "flatly",
    "underclaimed": "in words less sure than the record",
    "fair": "in words that fit",
    "unread": "in words that nobody can place",
}
MOST_BRIEF = 3


def audit_page(made: Audit, sources: Sources, pictures: Pictures) -> str:
    """An audit as one HTML page; `pictures` are links to what was drawn, as `argmap.project.drawn` gives them."""
    case = made.case
    findings = Findings(case, sources, pictures)
    shown, asked = findings.shown(made.findings), findings.shown(made.questions, "q")
    passed = findings.accepted(made.accepted, made.settled)
    matrices = [matrix(case, name) for name in case.graph.questions]
    critical = _critical(made, findings)
    values: dict[str, Any] = {
        "head": list(_head(made)),
        "tiles": _tiles(shown, asked, passed),
        "brief": list(_brief(made, matrices)),
        "changes": _changes(made, findings),
        "severities": by_severity(shown),
        "claims": _claims(made, findings, [*shown, *asked]),
        "dials": _dials(made, findings),
        "sorts": SORTS,
        "verdicts": _verdicts(made),
        "corroboration": _corroboration(made, findings),
        "resting": made.resting,
        "points": [
            {
                "names": names,
                "claims": point.claims,
                "core": [(name, findings.picture(name)) for name in point.core],
            }
            for names, point in _points(made)
        ],
        "asked": by_rule(asked),
        "critical": critical,
        "matrices": [matrix_values(case, found, pictures) for found in matrices],
        "accepted": passed,
        "rules": rule_values((*shown, *asked, *passed)),
    }
    contents = [(name, label) for name, key, label in _CONTENTS if key is None or values[key]]
    footer = (
        f"Files {made.head.digest}. Semantics {made.head.semantics}, scales {made.head.scales}."
        " The same files give the same page."
    )
    return page("audit", title=f"Audit: {made.head.title}", contents=contents, footer=footer, **values)


_CONTENTS = (
    ("brief", None, "In brief"),
    ("changes", "changes", "What falls"),
    ("findings", None, "Findings"),
    ("by-claim", "claims", "By claim"),
    ("dials", "dials", "How sure, how well supported"),
    ("corroboration", None, "Corroboration"),
    ("sources", "resting", "Sources"),
    ("points", "points", "Single points of failure"),
    ("open", None, "Unanswered"),
    ("matrices", "matrices", "Questions"),
    ("accepted", "accepted", "Accepted"),
    ("rules", "rules", "The rules"),
)


def _head(made: Audit) -> Iterator[str]:
    head = made.head
    statements = f"{counted(head.claims, 'claim')}, {counted(head.evidence, 'item')} of evidence"
    yield f"{statements}, {counted(head.inferences, 'inference')}."
    if head.appraisers:
        yield f"Appraised by {', '.join(head.appraisers)}, last on {head.last_appraisal}."
    if head.without:
        yield f"Without {', '.join(taken_away(made.case, kind, name) for kind, name in head.without)}."
    if head.selected:
        yield f"These rules only: {', '.join(head.selected)}."
    if head.ignored:
        yield f"Without these rules: {', '.join(head.ignored)}."


def _tiles(shown: list[Found], asked: list[Found], passed: list[Found]) -> list[tuple[str, int, str]]:
    count = Counter(one.kind for one in shown)
    told = [(s.value, count[s.value], s.value + ("" if count[s.value] == 1 else "s")) for s in Severity]
    return [
        *told,
        ("", len(asked), "open question" + ("" if len(asked) == 1 else "s")),
        ("", len(passed), "accepted"),
    ]


def _brief(made: Audit, matrices: Sequence[Matrix]) -> Iterator[tuple[str, str, str]]:
    """What a reader in a hurry should know: sentences, each with where to read on and what stands there."""
    graph, standing = made.case.graph, made.case.standing
    core = [name for name, claim in graph.claims.items() if claim.tier == "core"]
    hanging = [name for name in core if not standing.stands(name)]
    if core:
        rest = f"{len(hanging)} of {counted(len(core), 'core claim')} {'has' if len(hanging) == 1 else 'have'} no"
        yield (
            f"{rest if hanging else f'No core claim of {len(core)} lacks a'} complete path to evidence.",
            *_at(made, "core-claim-path-incomplete"),
        )
    bare = sum(grade.code == "S0" for grade in made.case.valuation.grade.values())
    if bare:
        yield (
            f"For {bare} of {counted(len(graph.claims), 'claim')} nothing is offered at all (grade S0).",
            *_at(made, "claim-without-support"),
        )
    for names, point in _points(made)[:MOST_BRIEF]:
        falls = f"{counted(len(point.core), 'core claim')} {'falls' if len(point.core) == 1 else 'fall'}"
        alike = f" (the same as without {' or '.join(names[1:])})" if names[1:] else ""
        yield f"Without {names[0]}{alike}, {falls}, and {point.claims} of all claims.", "points", "All such points"
    louder = [dial for dial in made.dials if dial.verdict == "overclaimed"]
    if louder:
        most = louder[0]
        words = " + ".join(f"“{word}”" for word in most.words)
        reach = f"{most.confidence.low:.2f} to {most.confidence.high:.2f}"
        told = f"{counted(len(louder), 'assertion')} {'sounds' if len(louder) == 1 else 'sound'} surer than the record"
        example = f"{most.claim}: {words or most.sounds} for a claim at {reach}"
        yield f"{told}, most of all {example}.", "dials", "All dials"
    turning = [found.record.text for found in matrices if found.turning()]
    if turning:
        told = "; ".join(turning[:MOST_BRIEF])
        yield (
            f"What answers best turns on a single item for {counted(len(turning), 'question')}: {told}",
            *_MATRICES_AT,
        )
    required = sum(entry.required for entry in made.waiting)
    if made.waiting:
        told = f"{required} of {counted(len(made.waiting), 'unanswered critical question')}"
        yield f"{told} must be answered before a grade can rise.", "critical", "Which they are"


_MATRICES_AT = ("matrices", "Matrices")


def _at(made: Audit, rule: str) -> tuple[str, str]:
    """Where the findings of a rule stand in the page, or all findings, and what stands there."""
    found = next((finding for finding in made.findings if finding.rule == rule), None)
    return (f"{found.severity.value}-{rule}", "Which they are") if found is not None else ("findings", "Findings")


def _points(made: Audit) -> list[tuple[list[str], Point]]:
    """Single points of failure; those that fell the same claims are one, under all their names."""
    case = made.case
    alike: dict[tuple[tuple[Id, ...], int], list[Point]] = {}
    for point in made.points:
        alike.setdefault((point.core, point.claims), []).append(point)
    order = list(TAKEN_AWAY)
    found = []
    for points in alike.values():
        points.sort(key=lambda point: (order.index(point.kind), point.name))
        found.append(([taken_away(case, point.kind, point.name) for point in points], points[0]))
    return found


def _changes(made: Audit, findings: Findings) -> list[dict[str, Any]]:
    claims = made.case.graph.claims
    return [
        {
            "claim": change.claim,
            "text": claims[change.claim].text,
            "picture": findings.picture(change.claim),
            "tier": change.tier,
            "what": "falls" if change.falls else "changes",
            "grade": change.grade[0] if change.grade[0] == change.grade[1] else " to ".join(change.grade),
            "confidence": f"{change.confidence[0]:.2f} to {change.confidence[1]:.2f}",
        }
        for change in made.changes
    ]


_GRAVITY = {"error": 0, "warning": 1, "question": 2, "note": 3}


def _claims(made: Audit, findings: Findings, found: Sequence[Found]) -> list[dict[str, Any]]:
    """Records with their findings: each rule once, with how many there are and the first of them."""
    case = made.case
    held: dict[Id, list[Found]] = {}
    for one in found:
        if one.record is not None:
            held.setdefault(one.record, []).append(one)

    def gravest_first(entry: tuple[Id, list[Found]]) -> tuple[Any, ...]:
        return (min(_GRAVITY[one.kind] for one in entry[1]), -len(entry[1]), entry[0])

    rows = []
    for name, some in sorted(held.items(), key=gravest_first):
        record = case.graph.claims.get(name) or case.graph.evidence.get(name)
        some.sort(key=lambda one: (_GRAVITY[one.kind], one.rule))
        count = Counter(one.rule for one in some)
        first = {one.rule: one.id for one in reversed(some)}
        rows.append(
            {
                "name": name,
                "text": record.text if record is not None else "",
                "picture": findings.picture(name),
                "grade": case.valuation.grade[name].code if name in case.graph.claims else "–",
                "found": [(rule, count[rule], first[rule]) for rule in count],
            }
        )
    return rows


def _verdicts(made: Audit) -> str:
    count = Counter(dial.verdict for dial in made.dials)
    told = ", ".join(
        f"{count[verdict]} {meaning} ({verdict})" for verdict, meaning in VERDICTS.items() if count[verdict]
    )
    return f"Of {counted(len(made.dials), 'assertion')} that somebody makes as his own: {told}."


def _dials(made: Audit, findings: Findings) -> list[dict[str, Any]]:
    """The dials with their places in each order; the first order is that of the rows."""
    sure = {words: number for number, words in enumerate(IN_WORDS.values())}
    keys: dict[str, Any] = {
        "claim": lambda dial: dial.claim,
        "sounds": lambda dial: -sure.get(dial.sounds, -1),
        "grade": lambda dial: dial.grade,
        "confidence": lambda dial: -dial.confidence.point,
        "gap": lambda dial: (dial.gap is None, -(dial.gap or 0)),
    }
    places: list[list[tuple[str, int]]] = [[] for _ in made.dials]
    for name, key in keys.items():
        ranked = sorted(range(len(made.dials)), key=lambda i: (key(made.dials[i]), i))
        for place, index in enumerate(ranked):
            places[index].append((name, place))
    claims = made.case.graph.claims
    return [
        {
            "verdict": dial.verdict,
            "claim": dial.claim,
            "text": claims[dial.claim].text,
            "picture": findings.picture(dial.claim),
            "words": _words(dial),
            "voice": dial.voice,
            "grade": dial.grade,
            "confidence": dial.confidence,
            "band": dial.band,
            "gap": "" if dial.gap is None else f"{dial.gap:+.2f}".replace("-", "−") if dial.gap else "0",
            "order": order,
        }
        for dial, order in zip(made.dials, places, strict=True)
    ]


def _words(dial: Dial) -> str:
    if not dial.words:
        return dial.sounds
    band = f" ({100 * dial.band[0]:.0f} to {100 * dial.band[1]:.0f} %)" if dial.band else ""
    return " + ".join(f"“{words}”" for words in dial.words) + band


def _corroboration(made: Audit, findings: Findings) -> dict[str, Any]:
    claims = made.case.graph.claims
    shown = [
        entry
        for entry in made.corroboration
        if entry.tier == "core" or entry.lines > 1 or entry.lines != entry.lines_without_doubtful
    ]
    left = Counter(entry.lines for entry in made.corroboration if entry not in shown)
    told = ", ".join(f"{number} with {lines}" for lines, number in sorted(left.items()))
    return {
        "rest": f"of the others {told}" if told else "there are no others",
        "rows": [
            {
                "claim": entry.claim,
                "text": claims[entry.claim].text,
                "picture": findings.picture(entry.claim),
                "tier": entry.tier,
                "grade": entry.grade,
                "lines": entry.lines,
                "loose": entry.lines_without_doubtful,
            }
            for entry in shown
        ],
    }


def _critical(made: Audit, findings: Findings) -> list[dict[str, Any]]:
    """Open critical questions, each with the steps it is asked of; those that most grades wait for first."""
    asked: dict[tuple[str, str], list[Any]] = {}
    for entry in made.waiting:
        asked.setdefault((entry.question, entry.text), []).append(entry)
    ranked = sorted(asked.items(), key=lambda item: (-sum(e.required for e in item[1]), -len(item[1]), item[0]))
    return [
        {
            "name": name,
            "text": text,
            "required": sum(entry.required for entry in entries),
            "steps": [
                {
                    "claim": entry.conclusion,
                    "picture": findings.picture(entry.conclusion),
                    "premises": " and ".join(entry.premises),
                    "required": entry.required,
                }
                for entry in entries
            ],
        }
        for (name, text), entries in ranked
    ]
