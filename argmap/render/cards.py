"""Cards: what stands in the box of a claim, an item of evidence, a step or a question, measured and in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from argmap import model
from argmap.case import Case, relay
from argmap.graph import SUPPORT, Inference
from argmap.render import style
from argmap.render.metrics import width, wrap
from argmap.render.style import Type
from argmap.schemes import schemes
from argmap.semantics.grades import open_questions

Id = str


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; x and y (the baseline) in points from the card's corner, `right` where x is its right end."""

    x: float
    y: float
    text: str
    type: Type
    right: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """The scale of confidence from 0 to 1 at a place in a card: point and band, and the author's own band."""

    x: float
    y: float
    width: float
    point: float | None
    low: float
    high: float
    hedge: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Grade:
    """The mark of a support grade: filled steps for S0 to S3, a cross for SX."""

    x: float
    y: float
    code: str


@dataclass(frozen=True, slots=True)
class Plus:
    """The sign between premises that are needed together."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Icon:
    """The head of a relation, small, beside its word."""

    x: float
    y: float
    relation: str


@dataclass(frozen=True, slots=True)
class Wire:
    """A link inside a card, as points of a broken line from what bears to what it bears on."""

    points: tuple[tuple[float, float], ...]
    relation: str
    head: bool = True


Content = Text | Axis | Grade | Plus | Icon | Wire


@dataclass(frozen=True)
class Card:
    """A box with all that stands in it.

    `kind` is claim, reported, gap, evidence, step or question, or stack (no box of its own: several cards hung under
    one another); `relation` is a step's; `inner` are cards in this one, each with its corner relative to this
    card's. `name` is its accessible name, `sentence` all it says.
    """

    id: str
    ref: Id
    kind: str
    width: float
    height: float
    name: str
    sentence: str
    content: tuple[Content, ...]
    relation: str | None = None
    inner: tuple[tuple[float, float, Card], ...] = ()
    emphasis: bool = False


class _Column:
    """Lays lines of text under one another within a width."""

    def __init__(self, room: float, top: float = style.PAD) -> None:
        self.room = room
        self.y = top
        self.content: list[Content] = []

    def write(self, text: str, type_: Type, *, indent: float = 0.0, after: float = 0.0) -> None:
        for line in wrap(text, type_.size, self.room - indent, type_.style):
            self.content.append(Text(style.PAD + indent, self.y + type_.size * 0.92, line, type_))
            self.y += type_.line
        self.y += after

    def header(self, left: str, right: str, *, after: float = 3.0) -> None:
        """Kind on the left and id on the right of one line, or under one another where they do not fit."""
        fits = width(left, style.KIND.size, style.KIND.style) + width(right, style.NAME.size) + 10 <= self.room
        if fits:
            self.content.append(Text(style.PAD, self.y + style.KIND.size * 0.92, left, style.KIND))
            x = style.PAD + self.room
            self.content.append(Text(x, self.y + style.NAME.size * 0.92, right, style.NAME, right=True))
            self.y += style.KIND.line + after
        else:
            self.write(left, style.KIND)
            self.write(right, style.NAME, after=after)

    def skip(self, distance: float) -> None:
        self.y += distance


def number(value: float) -> str:
    """A probability in digits; never 0.00 or 1.00, which would claim certainty."""
    if 0 < value < 0.005:  # noqa: PLR2004 - half of the last digit
        return "<0.01"
    if 0.995 <= value < 1:  # noqa: PLR2004
        return ">0.99"
    return f"{value:.2f}"


def decibans(value: float) -> str:
    """A weight with its sign."""
    return f"{round(value, 1) + 0.0:+.1f} dB".replace("-", "−")


def percent(band: tuple[float, float]) -> str:
    """A band of probability as it stands beside a hedge."""
    return f"[{band[0] * 100:.0f}–{band[1] * 100:.0f} %]"


# --------------------------------------------------------------------------- claims


def claim_card(case: Case, name: Id, *, focus: bool, cut: int = 0) -> Card:
    """The card of a claim: text, voices with their hedges, and the three dials."""
    claim = case.graph.claims[name]
    reported = case.reported_only(name)
    column = _Column(style.CLAIM_WIDTH - 2 * style.PAD)
    words = ["REPORTED CLAIM" if reported else "CLAIM", *([claim.type] if claim.type else [])]
    if claim.tier == "core":
        words.append("core")
    if claim.layer == "editors":
        words.append("ours")
    column.header(" · ".join(words), name)
    column.write(claim.text, style.CLAIM, after=4)
    for said in claim.said:
        _voice(case, column, said)
    if not claim.said and claim.layer != "editors":
        column.write("nobody is on record as saying it", style.SMALL)
    column.skip(5)
    _dials(case, column, name)
    if cut:
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


def _voice(case: Case, column: _Column, said: model.Assertion) -> None:
    if len(said.by) == 1:
        column.write(relay(said.by, said.stance).removesuffix(" it"), style.SMALL)
    else:
        column.write(relay(said.by, said.stance), style.SMALL)
    for hedge in said.hedge:
        reading = case.scales.hedge(hedge)
        meaning = percent(reading.band) if reading.band else f"[{reading.kind}]" if reading.kind else "[no band]"
        holder = f"{hedge.holder}: " if hedge.holder and hedge.holder != said.by[0] else ""
        column.write(f"{holder}“{hedge.words}” {meaning}", style.STRONG, indent=10)


def _dials(case: Case, column: _Column, name: Id) -> None:
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


def _axis(column: _Column, point: float | None, low: float, high: float, hedge: tuple[float, float] | None) -> None:
    rise = 10.0 if hedge else 0.0
    column.content.append(Axis(style.PAD, column.y + rise + 7, column.room, point, low, high, hedge))
    column.skip(rise + 28)


def _claim_sentence(case: Case, name: Id, *, reported: bool) -> str:
    valuation, claim = case.valuation, case.graph.claims[name]
    grade, band = valuation.grade[name], valuation.confidence[name]
    parts = [f"{'Reported claim' if reported else 'Claim'} {name}: {claim.text}"]
    for said in claim.said:
        hedges = ", ".join(f"“{hedge.words}”" for hedge in said.hedge)
        parts.append(relay(said.by, said.stance) + (f", in the words {hedges}" if hedges else "") + ".")
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


# --------------------------------------------------------------------------- evidence

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


def evidence_card(case: Case, name: Id) -> Card:
    """The card of an item of evidence: text, source and place, appraisal, and with what it is one witness."""
    item = case.graph.evidence[name]
    column = _Column(style.EVIDENCE_WIDTH - 2 * style.PAD - 4)
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


# --------------------------------------------------------------------------- steps


def step_card(case: Case, inference: Inference, docked: tuple[Card, ...], *, brief: bool = False) -> Card:
    """The card of an inference: its word and weight, scheme and warrant, open questions, and the premises that stand
    in it (`docked`), under one another; `brief`: premises and undercutters by name, a line each."""
    relation = inference.polarity
    inset = 8.0
    room = style.STEP_WIDTH - 2 * style.PAD
    column = _Column(room, top=8.0)
    record = inference.record
    word = style.WORDS[relation] + (f" · {record.strength}" if record.strength else "")
    column.content.append(Icon(style.PAD + 6, column.y + 5.5, relation))
    column.content.append(Text(style.PAD + 18, column.y + 10, word, style.WORD._replace(role=relation)))
    weight = _weight(case, inference)
    column.content.append(Text(style.PAD + room, column.y + 10, weight, style.SMALL, right=True))
    column.skip(17)
    titles = [schemes()[scheme].title for scheme in record.scheme]
    if record.warrant:
        by = {"stated": "stated", "supplied": "supplied by us", None: "warrant"}[record.warrant_by]
        column.write(f"{' + '.join(titles) + ' · ' if titles else ''}{by}:", style.NAME)
        column.write(record.warrant, style.WARRANT)
    elif titles:
        column.write(" + ".join(titles), style.NAME)
    waiting = open_questions(inference)
    if waiting:
        column.write(f"? unanswered: {', '.join(waiting)}", style.WARN)
    inner: list[tuple[float, float, Card]] = []
    if brief:
        for index, premise in enumerate(inference.premises):
            column.write(f"{'+ ' if index else 'from '}{premise} · {_standing(case, premise)}", style.SMALL)
        for attacker in record.undercut_by:
            column.content.append(Icon(style.PAD + 6, column.y + 6.5, "undercut"))
            column.write(f"{attacker.by} · {_standing(case, attacker.by)}", style.SMALL, indent=18)
    elif inference.linked and len(docked) < len(inference.premises):
        column.write("all premises needed together", style.NAME)
    column.skip(2)
    for index, card in enumerate(docked):
        if index:
            column.content.append(Plus(style.STEP_WIDTH / 2, column.y + 7))
            column.skip(14)
        wide = _widened(card, style.STEP_WIDTH - 2 * inset)
        inner.append((inset, column.y, wide))
        column.skip(wide.height)
    bottom = inset if docked else 5.0
    return Card(
        id=f"step-{inference.id}",
        ref=inference.id,
        kind="step",
        width=style.STEP_WIDTH,
        height=column.y + bottom,
        name=f"{style.WORDS[relation]} {inference.conclusion}",
        sentence=_step_sentence(inference, weight, waiting),
        content=tuple(column.content),
        relation=relation,
        inner=tuple(inner),
    )


def _step_sentence(inference: Inference, weight: str, waiting: tuple[str, ...]) -> str:
    verb = ("support" if inference.polarity == SUPPORT else "weaken") + ("" if inference.linked else "s")
    parts = [f"{' together with '.join(inference.premises)} {verb} {inference.conclusion}, {weight}."]
    if inference.record.warrant:
        parts.append(f"Rule: {inference.record.warrant}")
    if inference.record.undercut_by:
        parts.append(f"Undercut by {', '.join(attacker.by for attacker in inference.record.undercut_by)}.")
    if waiting:
        parts.append(f"Unanswered: {', '.join(waiting)}.")
    return " ".join(parts)


def _standing(case: Case, name: Id) -> str:
    if name in case.graph.evidence:
        return f"reliability {number(case.valuation.reliability[name].point)}"
    return f"{case.valuation.grade[name].code}, {number(case.valuation.confidence[name].point)}"


# --------------------------------------------------------------------------- cards hung under one another

_INDENT = 20.0
_STEM = 9.0
_BETWEEN_STEMS = 17.0
_DROP = 26.0


def hung(top: Card, below: Sequence[tuple[Card, str]]) -> Card:
    """A card with others hung under it, each with the relation in which it bears on the card above.

    Cards of one relation share a stem, which ends in that relation's head at the upper card.
    """
    stems = {relation: _STEM + _BETWEEN_STEMS * k for k, relation in enumerate(dict.fromkeys(r for _, r in below))}
    x = max(stems.values(), default=0.0) + _INDENT - _STEM
    y = top.height
    inner: list[tuple[float, float, Card]] = [(0.0, 0.0, top)]
    joints: dict[str, list[float]] = {}
    for index, (card, relation) in enumerate(below):
        y += _DROP if index == 0 else 14.0
        joints.setdefault(relation, []).append(y + min(card.height / 2, 15.0))
        inner.append((x, y, card))
        y += card.height
    wires = []
    for relation, heights in joints.items():
        stem = stems[relation]
        wires += [Wire(((x, height), (stem, height)), relation, head=False) for height in heights[:-1]]
        wires.append(Wire(((x, heights[-1]), (stem, heights[-1]), (stem, top.height)), relation))
    return Card(
        id=f"stack-{top.id}",
        ref=top.ref,
        kind="stack",
        width=max(left + card.width for left, _, card in inner),
        height=y,
        name=top.name,
        sentence=top.sentence,
        content=tuple(wires),
        inner=tuple(inner),
    )


def _widened(card: Card, room: float) -> Card:
    """A card with a little more room at its right; what stands at its right edge moves along."""
    more = room - card.width
    moved = tuple(
        replace(part, x=part.x + more) if isinstance(part, Text) and part.right else part for part in card.content
    )
    return replace(card, width=room, content=moved)


def _weight(case: Case, inference: Inference) -> str:
    """What a line adds in decibans, or what it would add alone where it is counted with others; under a semantics of
    strengths, the strength it carries."""
    if inference.id in case.valuation.carried:
        return f"carries {number(case.valuation.carried[inference.id])}"
    for contribution in case.valuation.because[inference.conclusion]:
        for member in contribution.members:
            if member.line == inference.id:
                sign = 1 if inference.polarity == SUPPORT else -1
                shown = decibans(sign * member.decibans)
                return shown if len(contribution.members) == 1 else f"{shown} alone"
    return ""


# --------------------------------------------------------------------------- questions


def question_card(case: Case, name: Id) -> Card:
    """The card of a question: its text, and the probability of each rival if exactly one is true."""
    question = case.graph.questions[name]
    column = _Column(style.QUESTION_WIDTH - 2 * style.PAD)
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
