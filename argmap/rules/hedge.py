"""Rules on hedges: how sure an author sounds, of what, and whether it stays so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, error, note, warning
from argmap.graph import SUPPORT, Id
from argmap.registry import rule
from argmap.rules.certainty import IN_WORDS, OWN, SILENT_KINDS, Level, level, own_hedges, position, surest, voices

CONTESTABLE = frozenset({"inference", "interpretation", "causal", "motive", "evaluation"})
_WEAK_MODAL = re.compile(r"\b(?:could|may|might|can|perhaps|possibly|maybe)\b", re.IGNORECASE)
_LOUD_WORD = re.compile(
    r"\b(?:sole|only|certain(?:ly)?|undoubted(?:ly)?|clear(?:ly)?|obvious(?:ly)?|must|without doubt|no doubt|beyond (?:all )?doubt|"
    r"definite(?:ly)?|surely|inevitabl[ey])\b",
    re.IGNORECASE,
)
_BOTH_SCALES = re.compile(r"\b(?:high|low|moderate|medium|great|little|much|some)\s+confidence\b", re.IGNORECASE)
_LIKELIHOOD = re.compile(
    r"\b(?:un)?likely\b|\b(?:im)?probabl[ey]\b|\blikelihood\b|\bchances?\b|\balmost certain(?:ly)?\b|\bpossibl[ey]\b",
    re.IGNORECASE,
)
_WEAK_TOP = 0.7


@rule("bare-contestable-claim", "warning", audit=True)
def bare_contestable_claim(case: Case) -> Iterator[Diagnostic]:
    """A contestable claim for which nothing is offered is asserted flatly."""
    for name, claim in case.graph.claims.items():
        if claim.type not in CONTESTABLE or case.valuation.grade[name].code != "S0" or name in case.graph.shortened:
            continue
        for index, said in enumerate(claim.said):
            if said.stance[0] in OWN and not said.hedge:
                yield warning(
                    "bare-contestable-claim",
                    f"{said.by[0]} {case.verb(said.by[0], 'puts', 'put')} this {claim.type} forward as plain, with neither hedge nor evidence",
                    case.graph.place("claims", name, "said", index),
                    "look for the ground; a reader takes the claim as settled",
                )


@rule("modal-clash", "warning", audit=True)
def modal_clash(case: Case) -> Iterator[Diagnostic]:
    """One assertion joins words of clashing force."""
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            loud: list[tuple[int, str]] = []
            weak: list[tuple[int, str]] = []
            for number, hedge, reading in own_hedges(case, said):
                if reading.kind in ("booster", "exclusion"):
                    loud.append((number, hedge.words))
                elif reading.kind == "speculation" or (
                    reading.kind == "probability" and reading.band is not None and reading.band[1] <= _WEAK_TOP
                ):
                    weak.append((number, hedge.words))
                one = _LOUD_WORD.search(hedge.words)
                two = _WEAK_MODAL.search(hedge.words) if one else None
                if one and two and not re.search(r"\b(?:not|hardly|un\w+)\b", hedge.words, re.IGNORECASE):
                    loud.append((number, one[0]))
                    weak.append((number, two[0]))
            if loud and weak:
                yield warning(
                    "modal-clash",
                    f"“{loud[0][1]}” and “{weak[0][1]}” do not go together: how sure {case.verb(said.by[0], 'is', 'are')} {said.by[0]}?",
                    case.graph.place("claims", name, "said", index, "hedge", loud[0][0]),
                    "keep both words on record; which of them is meant cannot be read off",
                )


@rule("stacked-hedges", "warning", audit=True)
def stacked_hedges(case: Case) -> Iterator[Diagnostic]:
    """Hedges are stacked, or denied twice, so that their force cannot be placed."""
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            if said.stance[0] not in OWN:
                continue
            soft = [
                (number, hedge, reading)
                for number, hedge, reading in own_hedges(case, said)
                if reading.kind in ("probability", "speculation", "litotes", "evidential")
            ]
            litotes = [entry for entry in soft if entry[2].kind == "litotes" and entry[2].band is None]
            if not litotes and len(soft) < 2:  # noqa: PLR2004 - one hedge is no stack
                continue
            number, hedge, _ = litotes[0] if litotes else soft[0]
            if litotes:
                message = f"“{hedge.words}” denies the contrary and does not say how far the thing itself holds"
            else:
                message = f"{' and '.join(f'“{h.words}”' for _, h, _ in soft)} are stacked, and no band can be given to them together"
            yield warning(
                "stacked-hedges",
                message,
                case.graph.place("claims", name, "said", index, "hedge", number),
                "say in a note what the author can be held to; write a `band` only where one can be defended",
            )


@rule("hedge-drift", "error", audit=True)
def hedge_drift(case: Case) -> Iterator[Diagnostic]:
    """A voice states the same thing again with more certainty, and no evidence has come between."""
    graph = case.graph
    for name, claim in graph.claims.items():
        restated = [
            relation.to for relation in claim.relates if relation.how == "restates" and relation.to in graph.claims
        ]
        before = [
            (other, number, said) for other in (name, *restated) for number, said in enumerate(graph.claims[other].said)
        ]
        drifted = next(_drifts(case, name, before), None) if before[1:] else None
        if drifted is not None:
            index, other, number, told = drifted
            yield error(
                "hedge-drift",
                told,
                graph.place("claims", name, "said", index),
                "name the evidence that came between, or hold the later statement to the earlier hedge",
                (Label(graph.place("claims", other, "said", number), "the earlier statement"),),
            )


def _drifts(case: Case, name: Id, before: list[tuple[Id, int, model.Assertion]]) -> Iterator[tuple[int, Id, int, str]]:
    """Each pair of statements of one thing of which the later is surer: where both stand, and what to say of it."""
    for index, later in enumerate(case.graph.claims[name].said):
        at = position(later)
        for other, number, earlier in before:
            place = position(earlier)
            if at is None or place is None or earlier.by[0] != later.by[0] or place[0] != at[0] or place[1] >= at[1]:
                continue
            sure, unsure = level(case, later), level(case, earlier)
            if sure is None or unsure is None or unsure >= min(sure, Level.FLAT):
                continue
            if not _new_evidence(case, name, place, at):
                what = "it" if other == name else other
                told = f"{later.by[0]} first called {what} {IN_WORDS[unsure]} and now {IN_WORDS[sure]}, with nothing new between"
                yield index, other, number, told


def _new_evidence(case: Case, claim: Id, before: tuple[str, int], after: tuple[str, int]) -> bool:
    """Whether some evidence for a claim is cited between two places of one text."""
    graph = case.graph
    below = graph.below(p for line in graph.bearing_on(claim) if line.polarity == SUPPORT for p in line.premises)
    places = [
        (locator.source, start)
        for name in below
        if name in graph.evidence
        for locator in graph.evidence[name].cited_at
        for start, _ in locator.chars[:1]
    ]
    return any(source == before[0] and before[1] < start <= after[1] for source, start in places)


@rule("conclusion-outruns-premise", "warning", audit=True)
def conclusion_outruns_premise(case: Case) -> Iterator[Diagnostic]:
    """A conclusion is surer than the weakest premise it needs, by the author's own words for both."""
    graph = case.graph

    @cache
    def sure_of(claim: Id, voice: str) -> tuple[Level, int] | None:
        return surest(case, claim, voice)

    for name, claim in graph.claims.items():
        lines = [
            line
            for line in graph.bearing_on(name)
            if line.polarity == SUPPORT and line.record.strength != "none" and line.record.layer == claim.layer
        ]
        if not lines or any(graph.claims.keys().isdisjoint(line.premises) for line in lines):
            continue  # nothing, or a line of evidence alone
        for voice in voices(claim):
            found = sure_of(name, voice)
            if found is None:
                continue
            sure, index = found
            best: tuple[Level, Id] | None = None
            for line in lines:
                weakest: tuple[Level, Id] | None = None
                for premise in line.premises:
                    said = sure_of(premise, voice) if premise in graph.claims else None
                    if said is not None and (weakest is None or said[0] < weakest[0]):
                        weakest = (said[0], premise)
                if weakest is None:
                    best = None  # a line of claims whose certainty cannot be read
                    break
                if best is None or weakest[0] > best[0]:
                    best = weakest
            if best is not None and sure > best[0] and best[0] < Level.FLAT:
                yield warning(
                    "conclusion-outruns-premise",
                    f"{voice} {case.verb(voice, 'calls', 'call')} {name} {IN_WORDS[sure]}, and {best[1]}, which it needs, {IN_WORDS[best[0]]}",
                    graph.place("claims", name, "said", index),
                    "a chain is as sure as its weakest link: look for a line that does not need this premise",
                    (Label(graph.place("claims", best[1]), "the weakest premise"),),
                )


@rule("borrowed-hedge-shown-as-authors", "warning", audit=True)
def borrowed_hedge_shown_as_authors(case: Case) -> Iterator[Diagnostic]:
    """A hedge in a report names no holder, so that a reported person's certainty passes for the author's."""
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            if len(said.by) == 1 or said.stance[0] in OWN:
                continue
            for number, hedge in enumerate(said.hedge):
                if hedge.holder is None and case.reading(hedge).kind not in SILENT_KINDS:
                    yield warning(
                        "borrowed-hedge-shown-as-authors",
                        f"is “{hedge.words}” the word of {said.by[0]} or of {said.by[-1]}? it counts as {said.by[0]}'s",
                        case.graph.place("claims", name, "said", index, "hedge", number),
                        "name the one whose certainty it is as `holder`",
                    )


def _hedges(case: Case) -> Iterator[tuple[Id, model.Claim, tuple[str | int, ...], model.Hedge]]:
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            for number, hedge in enumerate(said.hedge):
                yield name, claim, ("said", index, "hedge", number), hedge


@rule("evidential-word-as-probability", "note", audit=True)
def evidential_word_as_probability(case: Case) -> Iterator[Diagnostic]:
    """A word of evidential strength is given a band of probability without a stated prior."""
    for name, claim, path, hedge in _hedges(case):
        if hedge.band is not None and claim.prior is None and case.reading(hedge).kind == "evidential":
            yield note(
                "evidential-word-as-probability",
                f"“{hedge.words}” says how far the evidence moves us, not where we end; a band needs a prior",
                case.graph.place("claims", name, *path),
                "state the claim's `prior`, or take the band out",
            )


def _mixed(text: str) -> bool:
    """Whether a text speaks both of likelihood and of confidence."""
    return bool(_BOTH_SCALES.search(text) and _LIKELIHOOD.search(text))


@rule("likelihood-mixed-with-confidence", "note", audit=True)
def likelihood_mixed_with_confidence(case: Case) -> Iterator[Diagnostic]:
    """How likely a thing is and how much confidence the judgement deserves are put into one field."""
    for name, claim, path, hedge in _hedges(case):
        if _mixed(hedge.words):
            yield note(
                "likelihood-mixed-with-confidence",
                f"“{hedge.words}” speaks of likelihood and of confidence at once",
                case.graph.place("claims", name, *path),
                "write two hedges: one for how likely, one for how well grounded",
            )
        elif path[1] == 0 == path[3] and "confidence" in case.graph.words(name) and _mixed(claim.text):
            yield note(
                "likelihood-mixed-with-confidence",
                f"the text of {name} speaks of likelihood and of confidence at once",
                case.graph.place("claims", name, "text"),
                "say the thing itself; how sure one is of it stands in the hedge",
            )
