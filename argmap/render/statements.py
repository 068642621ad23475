"""Statements: the cards of claims, of items of evidence and of questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from argmap import model
from argmap.case import Case
from argmap.graph import SUPPORT
from argmap.render import style
from argmap.render.cards import Axis, Card, Column, Grade, Onward, Text, decibans, number, percent
from argmap.render.metrics import width
from argmap.render.words import Words, words

Id = str


class Rest(NamedTuple):
    """What is not shown of a claim: how many lines bear on it that are left out (0: they stand in brief), the view
    that shows them, None where there is none, and whether that is a picture to go to."""

    lines: int
    view: str | None
    there: bool


_FOOT = style.PAD - 4
"""The room below the last line on the card of a claim."""


def claim_card(case: Case, name: Id) -> Card:
    """The card of a claim: text, voices with their hedges, and the three dials."""
    claim = case.graph.claims[name]
    reported = case.reported_only(name)
    column = Column(style.CLAIM_WIDTH - 2 * style.PAD)
    say = words(case.settings.language)
    head = [say("card.reported" if reported else "card.claim"), *([say(f"type.{claim.type}")] if claim.type else [])]
    if claim.tier == "core":
        head.append(say("card.core"))
    if claim.layer == "editors":
        head.append(say("card.ours"))
    column.header(" · ".join(head), name)
    column.write(claim.text, style.CLAIM, after=4)
    for said, places in _voices(claim):
        _voice(case, column, said, places)
    if not claim.said and claim.layer != "editors":
        column.write(say("card.nobody-says"), style.SMALL)
    column.skip(5)
    _dials(case, column, name)
    kind = "reported" if reported else "gap" if claim.type == "gap" else "claim"
    return Card(
        id=f"claim-{name}",
        ref=name,
        kind=kind,
        width=style.CLAIM_WIDTH,
        height=column.y + _FOOT,
        name=claim.text,
        sentence=_claim_sentence(case, name, reported=reported),
        content=tuple(column.content),
        emphasis=claim.tier == "core",
    )


def in_view(card: Card, say: Words, *, focus: bool, rest: Rest | None) -> Card:
    """The card of a claim in a view that may be about it, with where the rest of it is shown."""
    if rest is None and focus <= card.emphasis:
        return card
    column = Column(card.width - 2 * style.PAD, card.height - _FOOT)
    lead = _rest(column, say, rest) if rest is not None else None
    return replace(
        card,
        height=column.y + _FOOT,
        content=(*card.content, *column.content),
        emphasis=focus or card.emphasis,
        lead=lead,
    )


def _rest(column: Column, say: Words, rest: Rest) -> Onward | None:
    """Write where the rest of a claim is shown; a link where there is a picture to go to."""
    if rest.lines:
        told = say.count("lines-bear" if rest.view else "lines-left", rest.lines, view=rest.view)
    elif rest.view:
        told = say("card.in-full", view=rest.view)
    else:
        return None
    column.skip(3)
    begun = len(column.content)
    column.write(told, style.LINK if rest.there else style.SMALL)
    if not rest.there:
        return None
    lines = [part for part in column.content[begun:] if isinstance(part, Text)]
    del column.content[begun:]
    return Onward(f"{rest.view}.svg", told, tuple(lines))


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
    say = words(case.settings.language)
    who = say.relay(said.by, said.stance, case.plural, brief=True)
    column.write(who if places == 1 else say("card.places", who=who, n=places), style.SMALL)
    for hedge in said.hedge:
        reading = case.reading(hedge)
        kind = say(f"hedge.{reading.kind}") if reading.kind else ""
        if hedge.scope:  # the band is of a part, and beside the whole it would be read as the band of that
            meaning = f"[{', '.join(filter(None, (kind, say('card.of-part'))))}]"
        elif reading.band:
            meaning = percent(reading.band)
        else:
            meaning = f"[{kind}]" if kind else say("card.no-band")
        holder = f"{hedge.holder}: " if hedge.holder and hedge.holder != said.by[0] else ""
        column.write(f"{holder}“{hedge.words}” {meaning}", style.STRONG, indent=10)


def _dials(case: Case, column: Column, name: Id) -> None:
    valuation = case.valuation
    say = words(case.settings.language)
    grade = valuation.grade[name]
    column.content.append(Grade(style.PAD, column.y + 1.5, grade.code))
    column.content.append(Text(style.PAD + 40, column.y + 10.5, grade.code, style.STRONG))
    before = column.y
    column.write(say.grade(grade), style.SMALL, indent=62)
    column.y = max(column.y, before + style.STRONG.line) + 3
    hedge = _own_band(case, name)
    band = valuation.confidence[name]
    if not case.graph.bearing_on(name) and not case.graph.claims[name].assumed:
        column.write(say("card.nothing-bears"), style.SMALL)
        if hedge:
            _axis(column, say, None, 0.0, 0.0, hedge)
        return
    point, low, high = band.point, band.low, band.high
    column.content.append(Text(style.PAD, column.y + 11, number(point), style.STRONG))
    offset = width(number(point), style.STRONG.size, "bold") + 7
    shown = say("card.band" if band.exact else "card.outer-band", low=number(low), high=number(high))
    weight = say("card.assumed")
    if case.graph.bearing_on(name):
        # A semantics without decibans is named instead.
        weight = decibans(valuation.decibans[name]) if name in valuation.decibans else valuation.semantics
    column.content.append(Text(style.PAD + offset, column.y + 11, shown, style.SMALL))
    column.content.append(Text(style.PAD + column.room, column.y + 11, weight, style.SMALL, right=True))
    column.skip(17)
    _axis(column, say, point, low, high, hedge)


def _own_band(case: Case, name: Id) -> tuple[float, float] | None:
    """The band of the first hedge by which somebody puts the claim into one himself."""
    return next((reading.band for _, _, reading in case.degrees(name)), None)


def _axis(
    column: Column, say: Words, point: float | None, low: float, high: float, hedge: tuple[float, float] | None
) -> None:
    rise = 10.0 if hedge else 0.0
    ends = (say("card.no"), say("card.even"), say("card.sure"))
    column.content.append(Axis(style.PAD, column.y + rise + 7, column.room, point, low, high, hedge, ends))
    column.skip(rise + 28)


def _claim_sentence(case: Case, name: Id, *, reported: bool) -> str:
    valuation, claim = case.valuation, case.graph.claims[name]
    grade, band = valuation.grade[name], valuation.confidence[name]
    say = words(case.settings.language)
    parts = [say("sentence.reported" if reported else "sentence.claim", id=name, text=claim.text)]
    for said, places in _voices(claim):
        hedges = ", ".join(_quoted(say, hedge, said.by[0]) for hedge in said.hedge)
        form = f"sentence.said{'-so' if hedges else ''}{'-often' if places > 1 else ''}"
        parts.append(say(form, who=say.relay(said.by, said.stance, case.plural), n=places, hedges=hedges))
    parts.append(say("sentence.grade", code=grade.code, reason=say.grade(grade)))
    if case.graph.bearing_on(name) or claim.assumed:
        shown = {"point": number(band.point), "low": number(band.low), "high": number(band.high)}
        parts.append(say("sentence.confidence", **shown))
    else:
        parts.append(say("sentence.nothing-bears"))
    for inference in case.graph.bearing_on(name):
        premises = say("sentence.and").join(inference.premises)
        parts.append(say(f"sentence.{inference.polarity}", premises=premises))
    for question in case.graph.questions_of(name):
        others = [h for h in case.graph.questions[question].hypotheses if h != name]
        parts.append(say("sentence.rival", others=", ".join(others)))
    return " ".join(parts)


def _quoted(say: Words, hedge: model.Hedge, speaker: str) -> str:
    """The words of a hedge, with whose they are and that they are of a part, where a reader would take it otherwise."""
    holder = hedge.holder if hedge.holder != speaker else None
    limits = ", ".join(filter(None, (holder, say("card.of-part") if hedge.scope else None)))
    return f"“{hedge.words}” ({limits})" if limits else f"“{hedge.words}”"


def evidence_card(case: Case, name: Id) -> Card:
    """The card of an item of evidence: text, source and place, appraisal, and with what it is one witness."""
    item = case.graph.evidence[name]
    column = Column(style.EVIDENCE_WIDTH - 2 * style.PAD - 4)
    say = words(case.settings.language)
    head = [say(f"evidence.{item.kind}"), *([say("card.ours")] if item.layer == "editors" else [])]
    column.header(" · ".join(head), name)
    column.write(item.text, style.TEXT, after=3)
    source = case.label(item.source)
    if item.locator:
        source = say("card.source-at", source=source, place=item.locator)
    column.write(source, style.SMALL)
    for line in _appraised(case, item, name):
        column.write(line, style.SMALL)
    for group in _groups_of(case, name):
        column.write(group, style.WARN)
    sentence = [say("sentence.evidence", id=name, text=item.text), say("sentence.source", source=source)]
    sentence.append(say("sentence.reliability", point=number(case.valuation.reliability[name].point)))
    for inference in case.graph.resting_on(name):
        verb = "supports" if inference.polarity == SUPPORT else "weakens"
        others = ", ".join(p for p in inference.premises if p != name)
        form = f"sentence.{verb}{'-with' if others else ''}"
        sentence.append(say(form, claim=inference.conclusion, others=others))
    for inference in case.graph.undercut_with(name):
        sentence.append(say("sentence.undercuts", claim=inference.conclusion))
    sentence += [say("sentence.undermines", item=other) for other in case.graph.undermined_with(name)]
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
    say = words(case.settings.language)
    code = f"{letter or '–'}{figure or '–'}" if letter or figure else say("card.not-appraised")
    band = case.valuation.reliability[name]
    distance = f" · {item.directness} {say(f'distance.{item.directness}')}" if item.directness else ""
    shown = {"point": number(band.point), "low": number(band.low), "high": number(band.high)}
    return f"{code}{distance}", say("card.reliability", **shown)


def _groups_of(case: Case, name: Id) -> Iterable[str]:
    """With what an item counts as one witness, where that changes the count for a claim it bears on."""
    say = words(case.settings.language)
    joined: dict[str, str] = {}
    for inference in case.graph.resting_on(name):
        for contribution in case.valuation.because[inference.conclusion].contributions:
            if any(member.line == inference.id for member in contribution.members):
                joined.update((group, contribution.mode or "") for group in contribution.joined_by)
    for group, mode in sorted(joined.items()):
        said = say("card.same-source") if group.startswith("source ") else group
        yield say("card.counted-once" if mode == "derivative" else "card.one-witness", group=said)


def question_card(case: Case, name: Id) -> Card:
    """The card of a question: its text, and the probability of each rival if exactly one is true."""
    question = case.graph.questions[name]
    column = Column(style.QUESTION_WIDTH - 2 * style.PAD)
    say = words(case.settings.language)
    column.header(say("card.question"), name)
    column.write(question.text, style.CLAIM, after=4)
    rivals = case.valuation.rivals.get(name)
    if rivals:
        column.write(say("card.if-exactly-one"), style.SMALL, after=2)
        for hypothesis in sorted(rivals, key=lambda h: (-rivals[h].point, h)):
            band = rivals[hypothesis]
            y = column.y
            column.content.append(Text(style.PAD + 4, y + 10.5, number(band.point), style.STRONG))
            shown = f"{number(band.low)}–{number(band.high)}"
            column.content.append(Text(style.PAD + 40, y + 10.5, shown, style.SMALL))
            column.write(hypothesis, style.SMALL, indent=116)
            column.y = max(column.y, y + 15)
    if question.relation != "exclusive":
        column.write(say(f"card.{question.relation}"), style.SMALL)
    sentence = say("sentence.question", id=name, text=question.text)
    if rivals:
        told = [say("sentence.likelihood", id=h, point=number(rivals[h].point)) for h in question.hypotheses]
        sentence = " ".join([sentence, *told])
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
