"""Rules that hold the three dials against each other: hedge, grade and confidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity
from argmap.graph import Id
from argmap.registry import rule
from argmap.rules.certainty import IN_WORDS, OWN, SILENT_KINDS, Level, level, own_hedges
from argmap.semantics.scales import is_degree
from argmap.semantics.valuation import Interval

LOUD = frozenset({"booster", "exclusion"})
WEAK = frozenset({"S0", "S1", "SX"})


@rule("booster-on-weak-claim", "warning")
def booster_on_weak_claim(case: Case) -> Iterator[Diagnostic]:
    """A booster or excluding word stands on a claim graded S0, S1 or SX."""
    for name, claim in case.graph.claims.items():
        grade = case.valuation.grade[name]
        if grade.code not in WEAK or name in case.graph.shortened:
            continue
        for i, said in enumerate(claim.said):
            if said.stance[0] not in ("asserts", "endorses"):
                continue
            loud = [
                (k, hedge.words)
                for k, hedge in enumerate(said.hedge)
                if case.reading(hedge).kind in LOUD and hedge.holder in (None, said.by[0])
            ]
            if loud:
                words = " and ".join(f"“{words}”" for _, words in loud)
                yield Diagnostic(
                    "booster-on-weak-claim",
                    Severity.WARNING,
                    f"{words} {'stands' if len(loud) == 1 else 'stand'} on a claim of grade {grade.code}: {grade.reason}",
                    case.graph.place("claims", name, "said", i, "hedge", loud[0][0]),
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
    for name, claim in case.graph.claims.items() if case.in_probabilities else ():
        if not case.graph.bearing_on(name) or name in case.graph.shortened:
            continue
        band = case.valuation.confidence[name]
        for i, said in enumerate(claim.said):
            if said.stance[0] not in ("asserts", "endorses"):
                continue
            for k, hedge in enumerate(said.hedge):
                reading = case.reading(hedge)
                if reading.band is None or not is_degree(said, hedge, reading):
                    continue
                gap = _gap(reading.band, band)
                if not gap:
                    continue
                low, high = reading.band
                verdict = "surer than" if gap > 0 else "less sure than"
                yield Diagnostic(
                    "hedge-outside-band",
                    Severity.WARNING,
                    f"“{hedge.words}” [{low:.0%} to {high:.0%}] is {verdict} the evidence on record"
                    f" [{band.low:.2f} to {band.high:.2f}]",
                    case.graph.place("claims", name, "said", i, "hedge", k),
                    hint="`argmap explain " + name + "` shows what the number is made of",
                )


# --------------------------------------------------------------------------- all claims side by side

VERDICTS = ("overclaimed", "unhedged", "underclaimed", "fair", "unread")


@dataclass(frozen=True, slots=True)
class Dial:
    """The three dials of one claim in one voice.

    `sounds` is how sure the voice sounds, `band` the probabilities of its own degree where it has one. `gap` is how far
    the band lies above the computed one (below it, if negative; 0 where the two meet): None where nothing is computed, no
    band is read, or what is computed is no probability.
    """

    claim: Id
    voice: str
    assertion: int
    words: tuple[str, ...]
    sounds: str
    band: tuple[float, float] | None
    grade: str
    confidence: Interval
    gap: float | None
    verdict: str


def dials(case: Case) -> tuple[Dial, ...]:
    """Every claim that somebody puts forward as his own, once for each assertion: the widest gaps first."""
    found = []
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            if said.stance[0] not in (*OWN, "supposes"):
                continue
            hedges = [(h, r) for _, h, r in own_hedges(case, said) if r.kind not in SILENT_KINDS]
            bands = [r.band for hedge, r in hedges if r.band is not None and is_degree(said, hedge, r)]
            band = min(bands) if bands else None
            confidence, grade = case.valuation.confidence[name], case.valuation.grade[name].code
            held = band is not None and case.in_probabilities and case.graph.bearing_on(name)
            gap = _gap(band, confidence) if band is not None and held else None
            sure = level(case, said)
            found.append(
                Dial(
                    claim=name,
                    voice=said.by[0],
                    assertion=index,
                    words=tuple(hedge.words for hedge, _ in hedges),
                    sounds=IN_WORDS[sure] if sure is not None else "not read",
                    band=band,
                    grade=grade,
                    confidence=confidence,
                    gap=gap,
                    verdict=_verdict(sure, grade, gap, hedged=bool(hedges) or said.stance[0] == "supposes"),
                )
            )
    return tuple(
        sorted(found, key=lambda d: (VERDICTS.index(d.verdict), -abs(d.gap or 0), d.grade, d.claim, d.assertion))
    )


NEAR_CERTAIN, NEAR_IMPOSSIBLE = 0.95, 0.05


def _gap(band: tuple[float, float], confidence: Interval) -> float:
    """How far a band of words lies above a computed one; negative below it, 0 where the two meet.

    The outermost words reach to the end of the scale: nobody who writes *undoubtedly* is less sure than 0.999.
    """
    low, high = band
    low, high = (0.0 if low <= NEAR_IMPOSSIBLE else low), (1.0 if high >= NEAR_CERTAIN else high)
    if low > confidence.high:
        return low - confidence.high
    return min(0.0, high - confidence.low)


def _verdict(sure: Level | None, grade: str, gap: float | None, *, hedged: bool) -> str:
    """Overclaimed: surer than the record; underclaimed: less sure; unhedged: flat; unread: in words nobody can place."""
    if not hedged:
        return "unhedged"
    if sure is None:
        return "unread"
    if (gap or 0) > 0 or (sure is Level.EMPHATIC and grade in WEAK) or (sure >= Level.PROBABLE and grade == "S0"):
        return "overclaimed"
    if (gap or 0) < 0 or (gap is None and sure <= Level.GUESS and grade in ("S2", "S3")):
        return "underclaimed"
    return "fair"
