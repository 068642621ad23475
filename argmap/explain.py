"""Explanations: why a claim stands where it stands, as data and in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from argmap import schemes
from argmap.case import Case, relay
from argmap.formats.document import claim_data
from argmap.graph import SUPPORT, Inference
from argmap.semantics.grades import open_questions
from argmap.semantics.weighing import Contribution, Member
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
            "taken_by_undercutters": [
                {"by": attacker.by, "share": case.scales.attack(attacker).middle}
                for attacker in graph.inferences[member.line].record.undercut_by
            ],
            "open": list(open_questions(graph.inferences[member.line])),
        }
        for contribution in case.valuation.because[claim]
        for member in contribution.members
    ]
    found["questions"] = {
        name: {h: band.point for h, band in case.valuation.rivals[name].items()}
        for name in graph.questions_of(claim)
        if name in case.valuation.rivals
    }
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
        yield "Nobody is on record as saying it; it stands as a claim of the map's own."
    for assertion in said:
        where = ""
        if assertion.at is not None:
            block = f", {assertion.at.block}" if assertion.at.block else ""
            where = f" ({case.label(assertion.at.source)}{block})"
        yield f"{relay(assertion.by, assertion.stance)}{where}."
        for hedge in assertion.hedge:
            reading = case.scales.hedge(hedge)
            holder = hedge.holder or assertion.by[0]
            if reading.band:
                low, high = reading.band
                meaning = f"read as [{low:.0%} to {high:.0%}] by the convention of {reading.convention}"
            elif reading.kind:
                meaning = f"a word of kind {reading.kind}, which has no band of probability"
            else:
                meaning = "not in the lexicon, so no band is read into it"
            yield f"{holder}’s words are “{hedge.words}”: {meaning}."


def _support(case: Case, claim: str) -> Iterator[str]:
    grade = case.valuation.grade[claim]
    yield f"Grade {grade.code}: {grade.reason} (rule {grade.rule})."
    if grade.lines:
        yield f"Independent lines for it: {grade.lines}."


def _confidence(case: Case, claim: str) -> Iterator[str]:
    valuation, record = case.valuation, case.graph.claims[claim]
    band = valuation.confidence[claim]
    if not case.graph.bearing_on(claim):
        if record.assumed:
            yield f"{band.point:.2f}, because it is assumed on purpose; nothing was computed."
        else:
            yield f"Nothing bears on it, so it stands at its prior, {band.point:.2f}; nothing else may rest on it."
        return
    edge = "exact" if band.exact else "an outer bound, for some input pulls both ways"
    yield f"Confidence {band.point:.2f}, band {band.low:.2f} to {band.high:.2f} ({edge}; appraisals and strengths at their ends)."
    low, high = valuation.dependence[claim]
    yield f"From {low:.2f} to {high:.2f} by how far its lines depend on one another (some overlap to none at all)."
    prior = record.prior if record.prior is not None else case.settings.prior
    yield f"The evidence alone weighs {valuation.decibans[claim]:+.1f} decibans; the prior is {prior:g}."


def _contributions(case: Case, claim: str) -> Iterator[str]:
    for contribution in case.valuation.because[claim]:
        yield from _contribution(case, contribution)


def _contribution(case: Case, contribution: Contribution) -> Iterator[str]:
    if len(contribution.members) == 1:
        yield f"{contribution.decibans:+5.1f} dB  {_line(case, contribution.members[0])}"
    else:
        names = ", ".join(_joiner(case, name) for name in contribution.joined_by)
        how = (
            "copies of one account, so the strongest counts and the rest do not"
            if contribution.mode == "derivative"
            else "one witness attesting different facts, so one doubt about him is shared"
        )
        yield f"{contribution.decibans:+5.1f} dB  {len(contribution.members)} lines count together ({names}): {how}"
        for member in contribution.members:
            yield f"            {_line(case, member)} [alone {member.decibans:.1f} dB]"
    for member in contribution.members:
        inference = case.graph.inferences[member.line]
        yield from _undercutting(case, inference, member)


def _joiner(case: Case, name: str) -> str:
    return case.label(name.removeprefix("source ")) if name.startswith("source ") else f"group {name}"


def _line(case: Case, member: Member) -> str:
    inference = case.graph.inferences[member.line]
    verb = "for it" if inference.polarity == SUPPORT else "against it"
    premises = " together with ".join(_premise(case, p) for p in inference.premises)
    strength = inference.record.strength or "fair, for none is written"
    return f"{verb}: {premises}; a {strength} step ({member.strength:.1f} dB at full credence), credence {member.credence:.2f}"


def _premise(case: Case, name: str) -> str:
    if name in case.graph.evidence:
        item = case.graph.evidence[name]
        return f"{name} ({case.label(item.source)}, reliability {case.valuation.reliability[name].point:.2f})"
    return f"{name} (a claim at {case.valuation.confidence[name].point:.2f})"


def _undercutting(case: Case, inference: Inference, member: Member) -> Iterator[str]:
    attackers = inference.record.undercut_by
    if not attackers:
        return
    names = ", ".join(attacker.by for attacker in attackers)
    if member.credence_unopposed - member.credence < 1e-9:  # noqa: PLR2004 - nothing, but for rounding
        yield f"            {names} objects to the step and takes nothing away: nothing supports the objection."
        return
    before = case.valuation.confidence[inference.conclusion].point
    lost = 1 - member.credence / member.credence_unopposed
    yield (
        f"            {names} objects to the step and takes {lost:.0%} of it away"
        f" (credence {member.credence_unopposed:.2f} → {member.credence:.2f}; the claim stands at {before:.2f})."
    )


def _unanswered(case: Case, claim: str) -> Iterator[str]:
    asked = {question.id: question.text for scheme in schemes.schemes().values() for question in scheme.questions}
    for inference in case.graph.bearing_on(claim):
        required = set(open_questions(inference))
        recorded = {answer.question for answer in inference.record.answers if answer.answer == "open"}
        for question in sorted(required | recorded):
            need = "required" if question in required else "open"
            yield f"{question} ({need}; {' + '.join(inference.premises)}): {asked[question]}"


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
    from argmap.rules import findings  # noqa: PLC0415

    place = case.graph.place("claims", claim)
    home = case.graph.homes.get(("claims", claim))
    if home is None:
        return
    part = home.tree.top.values[claim]
    for finding in findings(case, frozenset({"booster-on-weak-claim", "hedge-outside-band"})):
        if finding.at.path == place.path and part.start <= finding.at.start <= part.end:
            yield f"{finding.message} (rule {finding.rule})."


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
