"""Why a claim stands where it stands, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argmap import model
from argmap.case import Case
from argmap.explain.data import disagreeing, open_on, ring_left_in, undercutters, unopposed
from argmap.graph import ATTACK, SUPPORT, Inference
from argmap.rings import told_of_ring
from argmap.semantics.weighing import Contribution, Member


def in_sentences(case: Case, claim: str, *, everything: bool = False) -> str:
    """The explanation of a claim as text for people; of long lists the most telling entries, or `everything`.

    Raises KeyError where there is no such claim.
    """
    return joined(sections(case, claim, everything=everything))


def joined(told: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Sections as text, each under its title."""
    return "\n".join("\n".join((title, *(f"  {line}" for line in lines), "")) for title, lines in told)


def sections(case: Case, claim: str, *, everything: bool = False) -> list[tuple[str, list[str]]]:
    """The explanation of a claim as titles with sentences; a title without any is left out."""
    graph = case.graph
    hanging = dict(_hanging(case, claim, everything=everything))
    found = [
        ("Claim", [f"{graph.claims[claim].text} [{claim}]"]),
        ("Who says it, and how surely", list(voices(case, claim))),
        ("How well it is supported", list(support(case, claim))),
        ("How far the evidence carries it", [*_confidence(case, claim), *_ring(case, claim), *hanging.get("", ())]),
        ("What the number is made of", list(_contributions(case, claim))),
        *((title, told) for title, told in hanging.items() if title),
        ("What nobody has answered", list(_unanswered(case, claim))),
        ("Rivals", list(_rivals(case, claim))),
        ("Where the dials disagree", list(disagreements(case, claim))),
    ]
    return [(title, lines) for title, lines in found if lines]


def _hanging(case: Case, claim: str, *, everything: bool) -> Iterator[tuple[str, list[str]]]:
    """Sections on what the number hangs on; the first, without a title, is more of the section before."""
    asked = case.valuation.because[claim].sensitivity
    if asked is None:
        return
    from argmap.explain import hanging  # noqa: PLC0415 - numpy and scipy, where they are needed

    yield "", list(hanging.on_doubts(asked))
    yield "What it owes to its sources", list(hanging.on_sources(case, asked, everything=everything))
    yield "What would take it elsewhere", list(hanging.on_marks(case, asked, everything=everything))
    yield "What could move it most", list(hanging.on_inquiries(case, asked, everything=everything))


def voices(case: Case, claim: str) -> Iterator[str]:
    """Who says a claim, and in which words, one sentence each."""
    said = case.graph.claims[claim].said
    if not said:
        yield "Nobody is on record as saying it; it is a claim of the map’s own."
    for assertion in said:
        where = ""
        if assertion.at is not None:
            block = f", {assertion.at.block}" if assertion.at.block else ""
            where = f" ({case.label(assertion.at.source)}{block})"
        yield f"{case.relay(assertion)}{where}."
        for hedge in assertion.hedge:
            yield _hedge(case, hedge, hedge.holder or assertion.by[0])


def _hedge(case: Case, hedge: model.Hedge, holder: str) -> str:
    reading = case.scales.hedge(hedge)
    if reading.band:
        low, high = reading.band
        words = _CONVENTIONS.get(reading.convention or "", f"by the convention of {reading.convention}")
        meaning = f"read {'there ' if hedge.scope else ''}as {100 * low:.0f} to {100 * high:.0f} % {words}"
    elif reading.kind:
        meaning = f"a mark of {_KINDS.get(reading.kind, reading.kind)}, into which no probability is read"
    else:
        meaning = "words that are not in the lexicon, so no probability is read into them"
    part = f"of a part: {hedge.scope}; " if hedge.scope else ""
    return f"In the words of {holder}: “{hedge.words}”, {part}{meaning}."


_CONVENTIONS = {
    "argmap": "by argmap’s own convention",
    "the record's own": "because the map says so at this place",
    "the project": "by the convention of this project",
}
_KINDS = {
    "gap": "a gap in knowledge",
    "scope": "the reach of the claim",
    "booster": "emphasis",
    "evidential": "what the claim rests on",
    "inference marker": "inference",
    "evaluative": "judgement of worth",
}


def support(case: Case, claim: str) -> Iterator[str]:
    """The grade of a claim with its rule, and how many lines it stands on."""
    grade = case.valuation.grade[claim]
    yield f"Grade {grade.code} ({_GRADES[grade.code]}): {grade.reason} (rule {grade.rule})."
    if grade.lines:
        yield (
            "One independent line supports it." if grade.lines == 1 else f"{grade.lines} independent lines support it."
        )


_GRADES = {
    "S0": "unsupported",
    "S1": "supported indirectly or with something open",
    "S2": "supported directly",
    "S3": "supported directly by several witnesses",
    "SX": "contested",
}


def _confidence(case: Case, claim: str) -> Iterator[str]:
    valuation, record = case.valuation, case.graph.claims[claim]
    band = valuation.confidence[claim]
    prior = record.prior if record.prior is not None else case.settings.prior
    if not case.graph.bearing_on(claim):
        if record.assumed:
            yield f"Confidence {band.point:.2f}, because it is assumed on purpose; nothing was computed."
        else:
            yield f"Confidence {band.point:.2f}, where it began, for nothing bears on it; it lends nothing to other claims."
        return
    edge = "" if band.exact else " at the most"
    yield (
        f"Confidence {band.point:.2f}, and between {band.low:.2f} and {band.high:.2f}{edge}"
        " if every appraisal and strength is taken at its lowest or highest."
    )
    low, high = valuation.dependence[claim]
    if f"{low:.2f}" != f"{high:.2f}":
        yield f"It would be {low:.2f} to {high:.2f} if its lines depended on one another more, or less, than the map says."
    yield (
        f"It began at {prior:g}, and the evidence weighs {_signed(valuation.decibans[claim])} decibans"
        " (ten make the odds ten times as great, three about double)."
    )


def _ring(case: Case, claim: str) -> Iterator[str]:
    found = ring_left_in(case, claim)
    if found is None:
        return
    yield told_of_ring()
    if not found.settled:
        yield "With the ring left in there would be no number at all: it goes round for ever."
    elif f"{found.low:.2f}" != f"{found.high:.2f}":
        yield (
            f"With the ring left in there would be no one number: {found.low:.2f} or {found.high:.2f} hold themselves up"
            " equally well, according to where one begins."
        )
    else:
        yield f"With the ring left in it would be {found.low:.2f}, for in a ring claims lend themselves what they have."


def _signed(decibans: float) -> str:
    """A weight with its sign, to a tenth; one that rounds to nothing has none."""
    shown = f"{decibans:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown


def _contributions(case: Case, claim: str) -> Iterator[str]:
    contributions = case.valuation.because[claim].contributions
    for contribution in contributions:
        yield from _contribution(case, contribution)
    inferences = [case.graph.inferences[member.line] for c in contributions for member in c.members]
    if any(premise in case.graph.claims for inference in inferences for premise in inference.premises):
        yield "A claim among the premises lends only what its own evidence adds to where it began."


def _contribution(case: Case, contribution: Contribution) -> Iterator[str]:
    weight = f"{_signed(contribution.decibans):>5} dB"
    if len(contribution.members) == 1:
        yield f"{weight}  {_line(case, contribution.members[0])}"
    else:
        yield f"{weight}  {len(contribution.members)} lines that count together, not one by one, because:"
        for name in contribution.joined_by:
            yield f"{_INDENT}- {_joiner(case, name)}"
        if contribution.mode == "derivative":
            yield f"{_INDENT}So the strongest counts, and the others only for what they do not share with it."
        else:
            yield f"{_INDENT}So one doubt about the witness is shared by all of them, and none confirms another."
        for member in contribution.members:
            yield f"{_INDENT}{member.decibans:.1f} dB if it stood alone: {_line(case, member)}"
    for member in contribution.members:
        yield from _undercutting(case, case.graph.inferences[member.line], member)


_INDENT = " " * 10


def _joiner(case: Case, name: str) -> str:
    if name.startswith("source "):
        return f"they come from one source, {case.label(name.removeprefix('source '))}"
    group = case.graph.groups[name]
    return f"{group.kind.replace('_', ' ')} ({group.certainty}, {name}): {group.basis}"


def _line(case: Case, member: Member) -> str:
    inference = case.graph.inferences[member.line]
    verb = "for it" if inference.polarity == SUPPORT else "against it"
    premises = " together with ".join(premise_named(case, p) for p in inference.premises)
    strength = f"a {inference.record.strength} step" if inference.record.strength else "a step of no stated strength"
    if inference.record.strength == "none":
        strength = "a step said to carry nothing"
    return f"{verb}: {premises}; {strength}, {member.strength:.1f} dB if all of it held, which is {member.credence:.2f} credible"


def premise_named(case: Case, name: str) -> str:
    """A premise with what it is and how far it is believed."""
    if name in case.graph.evidence:
        item = case.graph.evidence[name]
        return f"{name} ({case.label(item.source)}; reliability {case.valuation.reliability[name].point:.2f})"
    return f"{name} (a claim; confidence {case.valuation.confidence[name].point:.2f})"


def _undercutting(case: Case, inference: Inference, member: Member) -> Iterator[str]:
    found = list(undercutters(case, inference))
    for attacker, _, taken in found:
        if taken:
            yield f"{_INDENT}{attacker.by} objects to this step and takes {100 * taken:.0f} % of it away."
        elif case.scales.attack(attacker).middle:
            yield f"{_INDENT}{attacker.by} objects to this step and takes nothing away, for nothing supports the objection."
        else:
            yield f"{_INDENT}{attacker.by} objects to this step and is said to take nothing away."
    if any(taken for _, _, taken in found):
        yield f"{_INDENT}Unopposed, the step alone would weigh {unopposed(member):.1f} dB, not {member.decibans:.1f}."


def _unanswered(case: Case, claim: str) -> Iterator[str]:
    for inference in case.graph.bearing_on(claim):
        waiting = list(open_on(inference))
        objections = [
            attacker.by
            for attacker, _, taken in undercutters(case, inference)
            if taken and not any(bearing.polarity == ATTACK for bearing in case.graph.bearing_on(attacker.by))
        ]
        if waiting or objections:
            yield f"On the step from {' and '.join(inference.premises)}:"
        for question, required, text in waiting:
            yield f"  {text} ({question}{', must be answered' if required else ''})"
        for name in objections:
            record = case.graph.claims.get(name) or case.graph.evidence[name]
            yield f"  The objection {name}: {record.text}"


def _rivals(case: Case, claim: str) -> Iterator[str]:
    for name in case.graph.questions_of(claim):
        shares = case.valuation.rivals.get(name)
        if shares is None:
            continue
        yield f"As answers to “{case.graph.questions[name].text}”, if exactly one is true:"
        for hypothesis, band in sorted(shares.items(), key=lambda entry: (-entry[1].point, entry[0])):
            mark = "→" if hypothesis == claim else " "
            yield f"  {mark} {band.point:.2f}  {hypothesis}"


def disagreements(case: Case, claim: str) -> Iterator[str]:
    """What the audit says of the dials of a claim."""
    for finding in disagreeing(case, claim):
        yield f"{finding.message} (rule {finding.rule})."
