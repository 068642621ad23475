"""Rules that hold the three dials against each other: hedge, grade and confidence."""

from __future__ import annotations

from collections.abc import Iterator

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity
from argmap.registry import rule

LOUD = frozenset({"booster", "exclusion"})
WEAK = frozenset({"S0", "S1", "SX"})


@rule("booster-on-weak-claim", "warning")
def booster_on_weak_claim(case: Case) -> Iterator[Diagnostic]:
    """A booster or excluding word stands on a claim graded S0, S1 or SX."""
    for name, claim in case.graph.claims.items():
        grade = case.valuation.grade[name]
        if grade.code not in WEAK:
            continue
        for i, said in enumerate(claim.said):
            if said.stance[0] not in ("asserts", "endorses"):
                continue
            for k, hedge in enumerate(said.hedge):
                reading = case.scales.hedge(hedge)
                if reading.kind in LOUD and hedge.holder in (None, said.by[0]):
                    yield Diagnostic(
                        "booster-on-weak-claim",
                        Severity.WARNING,
                        f"“{hedge.words}” stands on a claim of grade {grade.code}: {grade.reason}",
                        case.graph.place("claims", name, "said", i, "hedge", k),
                        hint="look for what earns the word, or accept the finding with a reason",
                    )


@rule("hedge-not-in-lexicon", "warning")
def hedge_not_in_lexicon(case: Case) -> Iterator[Diagnostic]:
    """The words of a hedge are not in the lexicon, and nobody says what kind of hedge they are."""
    for name, claim in case.graph.claims.items():
        for i, said in enumerate(claim.said):
            for k, hedge in enumerate(said.hedge):
                if case.scales.hedge(hedge).kind is None:
                    yield Diagnostic(
                        "hedge-not-in-lexicon",
                        Severity.WARNING,
                        f"“{hedge.words}” is in no lexicon, so nobody can tell what it does to the claim",
                        case.graph.place("claims", name, "said", i, "hedge", k),
                        hint="write its `kind`, or add the words under [tool.argmap.scales.hedge]",
                    )


@rule("hedge-outside-band", "warning")
def hedge_outside_band(case: Case) -> Iterator[Diagnostic]:
    """The author's own degree and the computed band do not meet."""
    for name, claim in case.graph.claims.items():
        if not case.graph.bearing_on(name):
            continue
        band = case.valuation.confidence[name]
        for i, said in enumerate(claim.said):
            if said.stance[0] not in ("asserts", "endorses"):
                continue
            for k, hedge in enumerate(said.hedge):
                reading = case.scales.hedge(hedge)
                if reading.band is None or hedge.holder not in (None, said.by[0]):
                    continue
                low, high = reading.band
                if low <= band.high and high >= band.low:
                    continue
                verdict = "surer than" if low > band.high else "less sure than"
                yield Diagnostic(
                    "hedge-outside-band",
                    Severity.WARNING,
                    f"“{hedge.words}” [{low:.0%} to {high:.0%}] is {verdict} the evidence on record"
                    f" [{band.low:.2f} to {band.high:.2f}]",
                    case.graph.place("claims", name, "said", i, "hedge", k),
                    hint="`argmap explain " + name + "` shows what the number is made of",
                )
