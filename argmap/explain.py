"""Explanations: why a claim stands where it stands, as data and in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from math import expm1, log1p
from typing import Any

from argmap import model, schemes
from argmap.case import Case, relay
from argmap.diagnostics import Diagnostic
from argmap.formats.document import claim_data
from argmap.graph import ATTACK, SUPPORT, Inference
from argmap.semantics.grades import granted, open_questions
from argmap.semantics.weighing import DECIBANS_PER_NAT, Contribution, Member, credence_of_claim
from argmap.settings import Settings


def explanation(case: Case, claim: str) -> dict[str, Any]:
    """All that the sentences say, as plain values. Raises KeyError where there is no such claim."""
    graph = case.graph
    found = {"id": claim, "text": graph.claims[claim].text, **claim_data(case, claim)}
    found["lines"] = [
        {
            "inference": member.line,
            "polarity": graph.inferences[member.line].polarity,
            "premises": list(graph.inferences[member.line].premises),
            "decibans_alone": member.decibans,
            "decibans_unopposed": _unopposed(member),
            "undercutters": [
                {"by": attacker.by, "share_if_true": share, "taken": taken}
                for attacker, share, taken in _undercutters(case, graph.inferences[member.line])
            ],
            "open": [
                {"question": question, "required": required, "text": text}
                for question, required, text in _open(graph.inferences[member.line])
            ],
        }
        for contribution in case.valuation.because[claim]
        for member in contribution.members
    ]
    found["questions"] = {
        name: {h: band.point for h, band in case.valuation.rivals[name].items()}
        for name in graph.questions_of(claim)
        if name in case.valuation.rivals
    }
    found["disagreements"] = [{"rule": finding.rule, "message": finding.message} for finding in _findings(case, claim)]
    return found


def in_sentences(case: Case, claim: str) -> str:
    """The explanation of a claim as text for people. Raises KeyError where there is no such claim."""
    graph = case.graph
    sections = [
        ("Claim", [f"{graph.claims[claim].text} [{claim}]"]),
        ("Who says it, and how surely", list(_voices(case, claim))),
        ("How well it is supported", list(_support(case, claim))),
        ("How far the evidence carries it", list(_confidence(case, claim))),
        ("What the number is made of", list(_contributions(case, claim))),
        ("What nobody has answered", list(_unanswered(case, claim))),
        ("Rivals", list(_rivals(case, claim))),
        ("Where the dials disagree", list(_disagreements(case, claim))),
    ]
    return "\n".join("\n".join((title, *(f"  {line}" for line in lines), "")) for title, lines in sections if lines)


def _voices(case: Case, claim: str) -> Iterator[str]:
    said = case.graph.claims[claim].said
    if not said:
        yield "Nobody is on record as saying it; it is a claim of the map’s own."
    for assertion in said:
        where = ""
        if assertion.at is not None:
            block = f", {assertion.at.block}" if assertion.at.block else ""
            where = f" ({case.label(assertion.at.source)}{block})"
        yield f"{relay(assertion.by, assertion.stance)}{where}."
        for hedge in assertion.hedge:
            yield _hedge(case, hedge, hedge.holder or assertion.by[0])


def _hedge(case: Case, hedge: model.Hedge, holder: str) -> str:
    reading = case.scales.hedge(hedge)
    if reading.band:
        low, high = reading.band
        words = _CONVENTIONS.get(reading.convention or "", f"by the convention of {reading.convention}")
        meaning = f"read as {100 * low:.0f} to {100 * high:.0f} % {words}"
    elif reading.kind:
        meaning = f"a mark of {_KINDS.get(reading.kind, reading.kind)}, into which no probability is read"
    else:
        meaning = "words that are not in the lexicon, so no probability is read into them"
    return f"In the words of {holder}: “{hedge.words}”, {meaning}."


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


def _support(case: Case, claim: str) -> Iterator[str]:
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


def _signed(decibans: float) -> str:
    """A weight with its sign, to a tenth; one that rounds to nothing has none."""
    shown = f"{decibans:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown


def _contributions(case: Case, claim: str) -> Iterator[str]:
    contributions = case.valuation.because[claim]
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
    premises = " together with ".join(_premise(case, p) for p in inference.premises)
    strength = f"a {inference.record.strength} step" if inference.record.strength else "a step of no stated strength"
    if inference.record.strength == "none":
        strength = "a step said to carry nothing"
    return f"{verb}: {premises}; {strength}, {member.strength:.1f} dB if all of it held, which is {member.credence:.2f} credible"


def _premise(case: Case, name: str) -> str:
    if name in case.graph.evidence:
        item = case.graph.evidence[name]
        return f"{name} ({case.label(item.source)}; reliability {case.valuation.reliability[name].point:.2f})"
    return f"{name} (a claim; confidence {case.valuation.confidence[name].point:.2f})"


def _undercutters(case: Case, inference: Inference) -> Iterator[tuple[model.Attacker, float, float]]:
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
            gain = expm1(min(valuation.decibans[attacker.by] / DECIBANS_PER_NAT, _LARGEST_EXPONENT))
            credence = credence_of_claim(gain, case.settings.prior if written is None else written, None, 1)
        yield attacker, share, share * credence


_LARGEST_EXPONENT = 700.0


def _unopposed(member: Member) -> float:
    """What a line would weigh alone, in decibans, if nobody objected to its step."""
    return log1p(member.credence_unopposed * expm1(member.strength / DECIBANS_PER_NAT)) * DECIBANS_PER_NAT


def _undercutting(case: Case, inference: Inference, member: Member) -> Iterator[str]:
    found = list(_undercutters(case, inference))
    for attacker, _, taken in found:
        if taken:
            yield f"{_INDENT}{attacker.by} objects to this step and takes {100 * taken:.0f} % of it away."
        elif case.scales.attack(attacker).middle:
            yield f"{_INDENT}{attacker.by} objects to this step and takes nothing away, for nothing supports the objection."
        else:
            yield f"{_INDENT}{attacker.by} objects to this step and is said to take nothing away."
    if any(taken for _, _, taken in found):
        yield f"{_INDENT}Unopposed, the step alone would weigh {_unopposed(member):.1f} dB, not {member.decibans:.1f}."


def _open(inference: Inference) -> Iterator[tuple[str, bool, str]]:
    """The critical questions of an inference that wait for an answer: id, whether it must be answered, text."""
    asked = {question.id: question.text for scheme in schemes.schemes().values() for question in scheme.questions}
    required = set(open_questions(inference))
    recorded = {answer.question for answer in inference.record.answers if answer.answer == "open"}
    for question in sorted(required | recorded):
        yield question, question in required, asked[question]


def _unanswered(case: Case, claim: str) -> Iterator[str]:
    for inference in case.graph.bearing_on(claim):
        waiting = list(_open(inference))
        objections = [
            attacker.by
            for attacker, _, taken in _undercutters(case, inference)
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


def _disagreements(case: Case, claim: str) -> Iterator[str]:
    for finding in _findings(case, claim):
        yield f"{finding.message} (rule {finding.rule})."


def _findings(case: Case, claim: str) -> Iterator[Diagnostic]:
    """Where the hedge of a claim, its grade and its confidence do not fit together."""
    from argmap.rules import findings  # noqa: PLC0415

    home = case.graph.homes.get(("claims", claim))
    if home is None:
        return
    path, part = home.source.path, home.tree.top.values[claim]
    for finding in findings(case, frozenset({"booster-on-weak-claim", "hedge-outside-band"})):
        if finding.at.path == path and part.start <= finding.at.start <= part.end:
            yield finding


def describe_scales(settings: Settings) -> str:
    """The table of scales in force, with its reasons, and the lines a project has changed."""
    from argmap.semantics.scales import scales, shipped_text  # noqa: PLC0415

    table = scales(settings.scales)
    text = shipped_text()
    if table.changed:
        text += "\n# Changed by this project's settings:\n"
        for name in table.changed:
            scale, _, word = name.partition(".")
            text += f"#   {scale}.{word} = {table.table[scale][word]}\n"
    return text
