"""Statements: the cards of claims, of items of evidence and of questions."""

from __future__ import annotations

from collections.abc import Iterable

from argmap import model
from argmap.case import Case
from argmap.graph import SUPPORT
from argmap.render import style
from argmap.render.cards import Axis, Card, Column, Grade, Text, decibans, number, percent
from argmap.render.metrics import width

Id = str

_KINDS = {
    "positive": "EVIDENCE",
    "negative-search": "EVIDENCE · search that found nothing",
    "silence": "EVIDENCE · silence of a record",
    "absence-of-citation": "EVIDENCE · no citation",
}
_DISTANCES = {
    "D0": "made by the act itself",
    "D1": "eyewitness, at once",
    "D2": "told by a party",
    "D3": "hearsay",
    "D4": "recollected late",
    "D5": "inferred by the reporter",
}


def claim_card(case: Case, name: Id, *, focus: bool, cut: int = 0) -> Card:
    """The card of a claim: text, voices with their hedges, and the three dials."""
    claim = case.graph.claims[name]
    reported = case.reported_only(name)
    column = Column(style.CLAIM_WIDTH - 2 * style.PAD)
    words = ["REPORTED CLAIM" if reported else "CLAIM", *([claim.type] if claim.type else [])]
    if claim.tier == "core":
        words.append("core")
    if claim.layer == "editors":
        words.append("ours")
    column.header(" · ".join(words), name)
    column.write(claim.text, style.CLAIM, after=4)
    for said, places in _voices(claim):
        _voice(case, column, said, places)
    if not claim.said and claim.layer != "editors":
        column.write("nobody is on record as saying it", style.SMALL)
    column.skip(5)
    _dials(case, column, name)
    if cut:
        column.skip(3)
        what = "1 line bears" if cut == 1 else f"{cut} lines bear"
        column.write(f"{what} on it: see the view claim-{name}", style.SMALL)
    kind = "reported" if reported else "gap" if claim.type == "gap" else "claim"
    return Card(
        id=f"claim-{name}",
        ref=name,
        kind=kind,
        width=style.CLAIM_WIDTH,
        height=column.y + style.PAD - 4,
        name=claim.text,
        sentence=_claim_sentence(case, name, reported=reported),
        content=tuple(column.content),
        emphasis=focus or claim.tier == "core",
    )


def _voices(claim: model.Claim) -> list[tuple[model.Assertion, int]]:
    """Who says a claim and how, with at how many places the same is said in the same words."""
    voices: list[tuple[model.Assertion, int]] = []
    for said in claim.said:
        for k, (other, places) in enumerate(voices):
            if (said.by, said.stance, said.hedge) == (other.by, other.stance, other.hedge):
                voices[k] = (other, places + 1)
                break
        else:
            voices.append((said, 1))
    return voices


def _voice(case: Case, column: Column, said: model.Assertion, places: int) -> None:
    who = case.relay(said)
    if len(said.by) == 1:
        who = who.removesuffix(" it")
    column.write(who if places == 1 else f"{who}, at {places} places", style.SMALL)
    for hedge in said.hedge:
        reading = case.reading(hedge)
        meaning = percent(reading.band) if reading.band else f"[{reading.kind}]" if reading.kind else "[no band]"
        holder = f"{hedge.holder}: " if hedge.holder and hedge.holder != said.by[0] else ""
        column.write(f"{holder}“{hedge.words}” {meaning}", style.STRONG, indent=10)


def _dials(case: Case, column: Column, name: Id) -> None:
    valuation = case.valuation
    grade = valuation.grade[name]
    column.content.append(Grade(style.PAD, column.y + 1.5, grade.code))
    column.content.append(Text(style.PAD + 40, column.y + 10.5, grade.code, style.STRONG))
    before = column.y
    column.write(grade.reason, style.SMALL, indent=62)
    column.y = max(column.y, before + style.STRONG.line) + 3
    hedge = _own_band(case, name)
    band = valuation.confidence[name]
    if not case.graph.bearing_on(name) and not case.graph.claims[name].assumed:
        column.write("no evidence bears on it: no confidence computed", style.SMALL)
        if hedge:
            _axis(column, None, 0.0, 0.0, hedge)
        return
    point, low, high = band.point, band.low, band.high
    column.content.append(Text(style.PAD, column.y + 11, number(point), style.STRONG))
    offset = width(number(point), style.STRONG.size, "bold") + 7
    shown = f"{'' if band.exact else 'outer '}band {number(low)}–{number(high)}"
    weight = "assumed"
    if case.graph.bearing_on(name):
        # A semantics without decibans is named instead.
        weight = decibans(valuation.decibans[name]) if name in valuation.decibans else valuation.semantics
    column.content.append(Text(style.PAD + offset, column.y + 11, shown, style.SMALL))
    column.content.append(Text(style.PAD + column.room, column.y + 11, weight, style.SMALL, right=True))
    column.skip(17)
    _axis(column, point, low, high, hedge)


def _own_band(case: Case, name: Id) -> tuple[float, float] | None:
    """The band of the first hedge that is the speaker's own."""
    for said, hedge, reading in case.hedges(name):
        if reading.band and hedge.holder in (None, said.by[0]):
            return reading.band
    return None


def _axis(column: Column, point: float | None, low: float, high: float, hedge: tuple[float, float] | None) -> None:
    rise = 10.0 if hedge else 0.0
    column.content.append(Axis(style.PAD, column.y + rise + 7, column.room, point, low, high, hedge))
    column.skip(rise + 28)


def _claim_sentence(case: Case, name: Id, *, reported: bool) -> str:
    valuation, claim = case.valuation, case.graph.claims[name]
    grade, band = valuation.grade[name], valuation.confidence[name]
    parts = [f"{'Reported claim' if reported else 'Claim'} {name}: {claim.text}"]
    for said, places in _voices(claim):
        hedges = ", ".join(f"“{hedge.words}”" for hedge in said.hedge)
        often = f", at {places} places" if places > 1 else ""
        parts.append(case.relay(said) + often + (f", in the words {hedges}" if hedges else "") + ".")
    parts.append(f"Grade {grade.code}: {grade.reason}.")
    if case.graph.bearing_on(name) or claim.assumed:
        parts.append(f"Confidence {number(band.point)}, band {number(band.low)} to {number(band.high)}.")
    else:
        parts.append("No evidence bears on it.")
    for inference in case.graph.bearing_on(name):
        verb = "Supported" if inference.polarity == SUPPORT else "Weakened"
        parts.append(f"{verb} by {' together with '.join(inference.premises)}.")
    for question in case.graph.questions_of(name):
        others = [h for h in case.graph.questions[question].hypotheses if h != name]
        parts.append(f"Rival of {', '.join(others)}.")
    return " ".join(parts)


def evidence_card(case: Case, name: Id) -> Card:
    """The card of an item of evidence: text, source and place, appraisal, and with what it is one witness."""
    item = case.graph.evidence[name]
    column = Column(style.EVIDENCE_WIDTH - 2 * style.PAD - 4)
    words = [_KINDS[item.kind], *(["ours"] if item.layer == "editors" else [])]
    column.header(" · ".join(words), name)
    column.write(item.text, style.TEXT, after=3)
    source = case.label(item.source)
    column.write(f"{source}, {item.locator}" if item.locator else source, style.SMALL)
    for line in _appraised(case, item, name):
        column.write(line, style.SMALL)
    for group in _groups_of(case, name):
        column.write(group, style.WARN)
    sentence = [f"Evidence {name}: {item.text}", f"Source: {source}{', ' + item.locator if item.locator else ''}."]
    sentence.append(f"Reliability {number(case.valuation.reliability[name].point)}.")
    for inference in case.graph.resting_on(name):
        verb = "Supports" if inference.polarity == SUPPORT else "Weakens"
        others = [p for p in inference.premises if p != name]
        sentence.append(f"{verb} {inference.conclusion}{' together with ' + ', '.join(others) if others else ''}.")
    sentence += [f"Undercuts a step to {inference.conclusion}." for inference in case.graph.undercut_with(name)]
    sentence += [f"Undermines {other}." for other in case.graph.undermined_with(name)]
    return Card(
        id=f"evidence-{name}",
        ref=name,
        kind="evidence",
        width=style.EVIDENCE_WIDTH,
        height=column.y + style.PAD - 5,
        name=item.text,
        sentence=" ".join(sentence),
        content=tuple(column.content),
    )


def _appraised(case: Case, item: model.Evidence, name: Id) -> tuple[str, str]:
    source = case.graph.sources.get(item.source)
    appraisals = (*item.appraisal, *(source.appraisal if source else ()))
    letter = next((a.reliability for a in appraisals if a.reliability), None)
    figure = next((a.credibility for a in item.appraisal if a.credibility), None)
    code = f"{letter or '–'}{figure or '–'}" if letter or figure else "not appraised"
    band = case.valuation.reliability[name]
    distance = f" · {item.directness} {_DISTANCES[item.directness]}" if item.directness else ""
    return f"{code}{distance}", f"reliability {number(band.point)} ({number(band.low)}–{number(band.high)})"


def _groups_of(case: Case, name: Id) -> Iterable[str]:
    """With what an item counts as one witness, where that changes the count for a claim it bears on."""
    joined: dict[str, str] = {}
    for inference in case.graph.resting_on(name):
        for contribution in case.valuation.because[inference.conclusion]:
            if any(member.line == inference.id for member in contribution.members):
                joined.update((group, contribution.mode or "") for group in contribution.joined_by)
    for group, mode in sorted(joined.items()):
        said = "same source" if group.startswith("source ") else group
        yield f"{'counted once' if mode == 'derivative' else 'one witness'}: {said}"


def question_card(case: Case, name: Id) -> Card:
    """The card of a question: its text, and the probability of each rival if exactly one is true."""
    question = case.graph.questions[name]
    column = Column(style.QUESTION_WIDTH - 2 * style.PAD)
    column.header("QUESTION", name)
    column.write(question.text, style.CLAIM, after=4)
    rivals = case.valuation.rivals.get(name)
    if rivals:
        column.write("If exactly one answer is true, the evidence gives them:", style.SMALL, after=2)
        for hypothesis in sorted(rivals, key=lambda h: (-rivals[h].point, h)):
            band = rivals[hypothesis]
            y = column.y
            column.content.append(Text(style.PAD + 4, y + 10.5, number(band.point), style.STRONG))
            shown = f"{number(band.low)}–{number(band.high)}"
            column.content.append(Text(style.PAD + 40, y + 10.5, shown, style.SMALL))
            column.write(hypothesis, style.SMALL, indent=116)
            column.y = max(column.y, y + 15)
    if question.relation != "exclusive":
        column.write(f"its hypotheses are {question.relation}: they may be true together", style.SMALL)
    sentence = f"Question {name}: {question.text}"
    if rivals:
        sentence += " " + " ".join(f"{h}: {number(rivals[h].point)}." for h in question.hypotheses)
    return Card(
        id=f"question-{name}",
        ref=name,
        kind="question",
        width=style.QUESTION_WIDTH,
        height=column.y + style.PAD - 3,
        name=question.text,
        sentence=sentence,
        content=tuple(column.content),
    )
