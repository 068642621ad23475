"""The rule that holds a claim's verdict against what its author expects of it."""

from __future__ import annotations

from collections.abc import Iterator

from argmap.case import Case
from argmap.diagnostics import Diagnostic, error
from argmap.graph import Id
from argmap.registry import rule

ROUNDING = 1e-9
"""An end of a band that is met to this much is met."""


@rule("verdict-not-as-expected", "error")
def verdict_not_as_expected(case: Case) -> Iterator[Diagnostic]:
    """A claim has another grade, or another confidence, than its record expects."""
    for name, claim in case.graph.claims.items():
        expected = claim.expect
        if expected is None:
            continue
        grade, band = case.valuation.grade[name], case.valuation.confidence[name]
        if expected.grade is not None and grade.code not in expected.grade:
            yield error(
                "verdict-not-as-expected",
                f"{name} is graded {grade.code} and expected to be {' or '.join(expected.grade)}: {grade.reason}",
                case.graph.place("claims", name, "expect", "grade"),
                what_matters_most(case, name),
            )
        if expected.confidence is not None:
            low, high = expected.confidence
            if not low - ROUNDING <= band.point <= high + ROUNDING:
                yield error(
                    "verdict-not-as-expected",
                    f"the confidence of {name} is {told(band.point, low, high)} and expected to lie"
                    f" between {low:g} and {high:g}",
                    case.graph.place("claims", name, "expect", "confidence"),
                    what_matters_most(case, name),
                )


def told(point: float, low: float, high: float) -> str:
    """A confidence with as few figures as tell it from both ends of a band."""
    return next(
        (shown for figures in range(2, 9) if low > float(shown := f"{point:.{figures}f}") or float(shown) > high),
        repr(point),
    )


def what_matters_most(case: Case, claim: Id) -> str:
    """The item without which the claim would move furthest, or else the strongest step to it, as a hint.

    Items are taken away one at a time (leave-one-out, docs/semantics.md), which asks for weights of evidence.
    """
    graph, valuation = case.graph, case.valuation
    if not graph.bearing_on(claim):
        return "nothing bears on the claim; look for a premise that has gone, or change `expect`"
    explained = f"`argmap explain {claim}` tells the rest"
    if valuation.semantics == "weight-of-evidence" and (found := _furthest(case, claim)):
        item, left = found
        item = item.replace("assumed ", "the assumption ")
        return f"{item} matters most for it: without it the claim would stand at {left:.2f}; {explained}"
    inferences = graph.bearing_on(claim)
    strongest = max(inferences, key=lambda line: (valuation.carried.get(line.id, 0.0), line.id))
    return f"the {strongest.polarity} from {' and '.join(strongest.premises)} matters most for it; {explained}"


def _furthest(case: Case, claim: Id) -> tuple[str, float] | None:
    """The item that moves a claim furthest when it alone is gone, and the confidence then; None where none moves it."""
    # numpy is imported here alone: a check whose expectations are met does without.
    from argmap.semantics.arrays import tables  # noqa: PLC0415 - as above
    from argmap.semantics.attribution import leave_one_out, topic  # noqa: PLC0415 - as above
    from argmap.semantics.independence import Ties  # noqa: PLC0415 - as above
    from argmap.semantics.weighing import logit, probability  # noqa: PLC0415 - as above
    from argmap.semantics.weight_of_evidence import problem_of  # noqa: PLC0415 - as above

    problem = problem_of(case.graph, case.settings, case.scales, Ties(case.graph))
    asked = topic(tables(problem), claim, {name: [name] for name in problem.reliabilities})
    gone = dict(zip(asked.players, leave_one_out(asked).tolist(), strict=True))
    item = max(gone, key=lambda name: (abs(gone[name]), name), default=None)
    if item is None or not gone[item]:
        return None
    return item, probability(logit(problem.priors[claim]) + asked.evidence - gone[item])
