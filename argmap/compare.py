"""What several semantics make of the same claims, side by side, and where the verdict depends on which is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argmap.case import Case
from argmap.registry import SEMANTICS
from argmap.rings import ringed, told_of_ring
from argmap.semantics.carneades import STANDARDS
from argmap.semantics.dung import LABELLINGS
from argmap.semantics.scales import hedged

HALF = 0.5
_SLACK = 1e-9


def comparison(case: Case, claim: str | None = None) -> dict[str, Any]:
    """Every registered semantics on one claim, or on every claim that something bears on, as plain values.

    `semantics` names them, the project's own first and those without degrees last; `claims` gives by claim the
    `confidence` by semantics (None where the semantics gives none), the `label` in, out or undec by those without
    degrees, what the verdicts are held against (`marks`: the ends of the band that is read into
    the author's hedge, and a half), the `verdict` of each (how many marks it lies above; None at a half exactly, where
    there is none, and of a label), and whether it `depends` on the choice. A label is no verdict: a claim is out by the
    grounded labelling as soon as one objection to all that supports it stands. `ringed` are those of the claims at or below which a ring was left
    out. `failed` says of a semantics that gave nothing why.
    Raises KeyError where there is no such claim.
    """
    order = {name: place for place, name in enumerate((*LABELLINGS, *STANDARDS), 1)}
    names = sorted(SEMANTICS.names(), key=lambda name: (name != case.settings.semantics, order.get(name, 0), name))
    found: dict[str, Any] = {}
    failed = {}
    for name in names:
        try:
            found[name] = SEMANTICS.get(name).function(case.graph, case.settings)
        except (ValueError, ArithmeticError) as failure:
            failed[name] = str(failure).rpartition(": ")[2]
    claims = [claim] if claim is not None else [name for name in case.graph.claims if case.graph.bearing_on(name)]
    told = {}
    for name in claims:
        marks = _marks(case, name)
        confidence = {
            semantics: round(valuation.confidence[name].point, 9) if name in valuation.confidence else None
            for semantics, valuation in found.items()
        }
        verdict = {semantics: _verdict(value, marks) for semantics, value in confidence.items()}
        label = {
            semantics: valuation.label[name]
            for semantics, valuation in found.items()
            if name not in valuation.confidence and name in valuation.label
        }
        given = {value for value in verdict.values() if value is not None}
        told[name] = {
            "text": case.graph.claims[name].text,
            "confidence": confidence,
            "label": label,
            "marks": marks,
            "verdict": verdict,
            "depends": len(given) > 1,
        }
    converged = {name: valuation.converged for name, valuation in found.items()}
    cut = ringed(case.graph)
    return {
        "semantics": list(found),
        "failed": failed,
        "converged": converged,
        "ringed": [name for name in claims if name in cut],
        "claims": told,
    }


def _marks(case: Case, claim: str) -> list[float]:
    if found := hedged(case.graph.claims[claim], case.scales):
        return sorted({*found[1], HALF})
    return [HALF]


def _verdict(confidence: float | None, marks: list[float]) -> int | None:
    if confidence is None or abs(confidence - HALF) < _SLACK:
        return None
    return sum(confidence > mark for mark in marks)


def in_table(found: dict[str, Any]) -> str:
    """A comparison as text for people: a row for each claim, a column for each semantics, and an account of the flags."""
    names = [name for name in found["semantics"] if name not in STANDARDS]
    standards = [name for name in found["semantics"] if name in STANDARDS]
    lines = []
    wide = max((len(name) for name in found["claims"]), default=0)
    lines.append("  ".join(["  " + " " * wide, *names, *([_STANDARDS] if standards else [])]).rstrip())
    for claim, row in found["claims"].items():
        cells = [_cell(row["label"].get(name, row["confidence"][name]), len(name)) for name in names]
        met = "".join(_MET[row["label"][name]](name[0]) for name in standards).rjust(len(_STANDARDS))
        lines.append("  ".join([f"{'!' if row['depends'] else ' '} {claim:<{wide}}", *cells, met]).rstrip())
    depending = [claim for claim, row in found["claims"].items() if row["depends"]]
    lines.append("")
    if standards:
        told = ", ".join(f"{name[0].upper()} {name.replace('_', ' ')}" for name in standards)
        lines += [f"standards: {told}; a capital where the claim meets it, a small letter where its contrary does.", ""]
    if len(names) == 1:
        lines.append("Only one semantics is known, so there is nothing to compare it with.")
    elif depending:
        lines.append(f"! The verdict depends on the semantics for {_counted(len(depending))}:")
        lines += [f"  {claim}: {_told(found['claims'][claim])}" for claim in depending]
    else:
        lines.append("No verdict depends on the semantics.")
    if found["ringed"]:
        this = "this claim" if len(found["claims"]) == 1 else ", ".join(found["ringed"])
        lines.append(told_of_ring(this))
    lines += [f"{name} gives no values here: {why}" for name, why in found["failed"].items()]
    lines += [
        f"{name} did not settle, and its values are where it stopped."
        for name, yes in found["converged"].items()
        if not yes
    ]
    return "\n".join(lines) + "\n"


_STANDARDS = "standards"
_MET: dict[str, Callable[[str], str]] = {"in": str.upper, "out": str.lower, "undec": lambda _: "·"}
"""How the first letter of a proof standard is written, by the label that a claim has by it."""


def _cell(value: float | str | None, width: int) -> str:
    return f"{'–' if value is None else value if isinstance(value, str) else f'{value:.2f}':>{width}}"


def _counted(number: int) -> str:
    return "one claim" if number == 1 else f"{number} claims"


def _told(row: dict[str, Any]) -> str:
    """Which semantics put a claim on which side of which mark."""
    found = []
    for place, mark in enumerate(row["marks"]):
        above = [name for name, verdict in row["verdict"].items() if verdict is not None and verdict > place]
        below = [name for name, verdict in row["verdict"].items() if verdict is not None and verdict <= place]
        if above and below:
            found.append(f"above {mark:.2f} by {', '.join(above)}, below by {', '.join(below)}")
    return "; ".join(found)
