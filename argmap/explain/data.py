"""What an explanation says, as plain values: the data behind the sentences."""

from __future__ import annotations

from collections.abc import Iterator
from math import expm1, log1p
from typing import Any

from argmap import model, schemes
from argmap.case import Case
from argmap.diagnostics import Diagnostic
from argmap.formats.document import claim_data
from argmap.graph import Inference
from argmap.semantics.grades import granted, open_questions, waiting
from argmap.semantics.rings import Uncut, uncut
from argmap.semantics.weighing import DECIBANS_PER_NAT, LARGEST_EXPONENT, Member, credence_of_claim


def explanation(case: Case, claim: str) -> dict[str, Any]:
    """All that the sentences can say, as plain values; the shape is in docs/manual.md.

    Raises KeyError where there is no such claim.
    """
    graph = case.graph
    found = {"id": claim, "text": graph.claims[claim].text, **claim_data(case, claim)}
    found["lines"] = [
        {
            "inference": member.line,
            "polarity": graph.inferences[member.line].polarity,
            "premises": list(graph.inferences[member.line].premises),
            "decibans_alone": member.decibans,
            "decibans_unopposed": unopposed(member),
            "undercutters": [
                {"by": attacker.by, "share_if_true": share, "taken": taken}
                for attacker, share, taken in undercutters(case, graph.inferences[member.line])
            ],
            "open": [
                {"question": question, "required": required, "text": text}
                for question, required, text in open_on(graph.inferences[member.line])
            ],
        }
        for contribution in case.valuation.because[claim].contributions
        for member in contribution.members
    ]
    found["questions"] = {
        name: {h: band.point for h, band in case.valuation.rivals[name].items()}
        for name in graph.questions_of(claim)
        if name in case.valuation.rivals
    }
    found["disagreements"] = [
        {"rule": finding.rule, "message": finding.message} for finding in disagreeing(case, claim)
    ]
    ring = ring_left_in(case, claim)
    found["ring_left_in"] = ring._asdict() if ring else None
    found["sensitivity"] = sensitivity(case, claim)
    return found


def sensitivity(case: Case, claim: str) -> dict[str, Any] | None:
    """What the confidence of a claim hangs on, as plain values; None where there is nothing to ask.

    Probabilities in [0,1], weights in decibans.
    """
    asked = case.valuation.because[claim].sensitivity
    if asked is None:
        return None
    return {
        "items": [debt._asdict() for debt in asked.items],
        "sources": [debt._asdict() for debt in asked.sources],
        "marks": [mark._asdict() for mark in asked.marks],
        "fewest_sources": [
            {**found._asdict(), "mark": found.mark.at, "sources": list(found.sources)} for found in asked.fewest
        ],
        "levers": [{**lever._asdict(), "mark": lever.mark.at} for lever in asked.levers],
        "inquiries": [inquiry._asdict() for inquiry in asked.inquiries],
        "drawn": asked.drawn._asdict(),
        "priors": [{"prior": prior, "confidence": round(found, 9)} for prior, found in asked.priors.items()],
    }


def ring_left_in(case: Case, claim: str) -> Uncut | None:
    """The confidence of a claim if the ring that bears on it, and was left out, were left in; None without a ring."""
    if case.graph.uncut is None or case.valuation.semantics != "weight-of-evidence":
        return None
    return uncut(case.graph, case.settings).get(claim)


def undercutters(case: Case, inference: Inference) -> Iterator[tuple[model.Attacker, float, float]]:
    """Who objects to a step, the share each would take away if it were certain, and the share it does take."""
    valuation, claims = case.valuation, case.graph.claims
    for attacker in inference.record.undercut_by:
        share = case.scales.attack(attacker).middle
        if attacker.by in valuation.reliability:
            credence = valuation.reliability[attacker.by].point
        elif granted(case.graph, attacker.by):
            credence = valuation.confidence[attacker.by].point
        else:
            written = claims[attacker.by].prior
            gain = expm1(min(valuation.decibans[attacker.by] / DECIBANS_PER_NAT, LARGEST_EXPONENT))
            credence = credence_of_claim(gain, case.settings.prior if written is None else written, None, 1)
        yield attacker, share, share * credence


def unopposed(member: Member) -> float:
    """What a line would weigh alone, in decibans, if nobody objected to its step."""
    return log1p(member.credence_unopposed * expm1(member.strength / DECIBANS_PER_NAT)) * DECIBANS_PER_NAT


def open_on(inference: Inference) -> Iterator[tuple[str, bool, str]]:
    """The critical questions of an inference that wait for an answer: id, whether it must be answered, text."""
    required = set(open_questions(inference))
    for question in waiting(inference):
        yield question, question in required, schemes.asked()[question]


def disagreeing(case: Case, claim: str) -> Iterator[Diagnostic]:
    """Where the hedge of a claim, its grade and its confidence do not fit together."""
    from argmap.rules import findings  # noqa: PLC0415 - the rules, where a claim is explained

    home = case.graph.homes.get(("claims", claim))
    if home is None:
        return
    path, part = home.source.path, home.tree.part(claim)
    for finding in findings(case, frozenset({"booster-on-weak-claim", "hedge-outside-band"})):
        if finding.at.path == path and part.start <= finding.at.start <= part.end:
            yield finding
