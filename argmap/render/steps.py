"""Steps: the cards of inferences, in full or in brief."""

from __future__ import annotations

from argmap.case import Case
from argmap.graph import SUPPORT, Inference
from argmap.render import style
from argmap.render.cards import Card, Column, Icon, Plus, Text, decibans, number, widened
from argmap.render.words import Words, words
from argmap.semantics.grades import open_questions

Id = str


def step_card(case: Case, inference: Inference, docked: tuple[Card, ...], *, brief: bool = False) -> Card:
    """The card of an inference: its word and weight, scheme and warrant, open questions, and the premises that stand
    in it (`docked`), under one another; `brief`: premises and undercutters by name, a line each."""
    relation = inference.polarity
    inset = 8.0
    room = style.STEP_WIDTH - 2 * style.PAD
    column = Column(room, top=8.0)
    record = inference.record
    say = words(case.settings.language)
    word = say(f"relation.{relation}") + (f" · {say(f'strength.{record.strength}')}" if record.strength else "")
    column.content.append(Icon(style.PAD + 6, column.y + 5.5, relation))
    column.content.append(Text(style.PAD + 18, column.y + 10, word, style.WORD._replace(role=relation)))
    weight = _weight(case, inference)
    column.content.append(Text(style.PAD + room, column.y + 10, weight, style.SMALL, right=True))
    column.skip(17)
    titles = [say(f"scheme.{scheme}") for scheme in record.scheme]
    if record.warrant:
        by = say(f"step.{record.warrant_by or 'warrant'}")
        column.write(f"{' + '.join(titles) + ' · ' if titles else ''}{by}", style.NAME)
        column.write(record.warrant, style.WARRANT)
    elif titles:
        column.write(" + ".join(titles), style.NAME)
    waiting = open_questions(inference)
    if waiting:
        column.write(say("step.unanswered", questions=", ".join(waiting)), style.WARN)
    inner: list[tuple[float, float, Card]] = []
    if brief:
        for index, premise in enumerate(inference.premises):
            lead = f"+ {premise}" if index else say("step.from", premise=premise)
            column.write(f"{lead} · {_standing(case, premise)}", style.SMALL)
        for attacker in record.undercut_by:
            column.content.append(Icon(style.PAD + 6, column.y + 6.5, "undercut"))
            column.write(f"{attacker.by} · {_standing(case, attacker.by)}", style.SMALL, indent=18)
    elif inference.linked and len(docked) < len(inference.premises):
        column.write(say("step.together"), style.NAME)
    column.skip(2)
    for index, card in enumerate(docked):
        if index:
            column.content.append(Plus(style.STEP_WIDTH / 2, column.y + 7))
            column.skip(14)
        wide = widened(card, style.STEP_WIDTH - 2 * inset)
        inner.append((inset, column.y, wide))
        column.skip(wide.height)
    if docked and len(docked) < len(inference.premises):
        # The others come from below: the plus says that they belong to what stands above it.
        column.content.append(Plus(style.STEP_WIDTH / 2, column.y + 8))
        column.skip(8)
    bottom = inset if docked else 5.0
    return Card(
        id=f"step-{inference.id}",
        ref=inference.id,
        kind="step",
        width=style.STEP_WIDTH,
        height=column.y + bottom,
        name=say("step.to", word=say(f"relation.{relation}"), target=inference.conclusion),
        sentence=_step_sentence(say, inference, weight, waiting),
        content=tuple(column.content),
        relation=relation,
        inner=tuple(inner),
    )


def _step_sentence(say: Words, inference: Inference, weight: str, waiting: tuple[str, ...]) -> str:
    form = f"sentence.step-{inference.polarity}{'' if inference.linked else 's'}"
    premises = say("sentence.and").join(inference.premises)
    parts = [say(form, premises=premises, claim=inference.conclusion, weight=weight)]
    if inference.record.warrant:
        parts.append(say("sentence.rule", text=inference.record.warrant))
    if inference.record.undercut_by:
        attackers = ", ".join(attacker.by for attacker in inference.record.undercut_by)
        parts.append(say("sentence.undercut-by", attackers=attackers))
    if waiting:
        parts.append(say("sentence.unanswered", questions=", ".join(waiting)))
    return " ".join(parts)


def _standing(case: Case, name: Id) -> str:
    """What a statement is worth, in a few words that stay on one line."""
    if name in case.graph.evidence:
        say = words(case.settings.language)
        shown = say("step.reliability", point=number(case.valuation.reliability[name].point))
    else:
        shown = f"{case.valuation.grade[name].code}, {number(case.valuation.confidence[name].point)}"
    return shown.replace(" ", "\u00a0")


def _weight(case: Case, inference: Inference) -> str:
    """What a line adds in decibans, or what it would add alone where it is counted with others; under a semantics of
    strengths, the strength it carries."""
    say = words(case.settings.language)
    if inference.id in case.valuation.carried:
        return say("step.carries", point=number(case.valuation.carried[inference.id]))
    for contribution in case.valuation.because[inference.conclusion].contributions:
        for member in contribution.members:
            if member.line == inference.id:
                sign = 1 if inference.polarity == SUPPORT else -1
                shown = decibans(sign * member.decibans)
                return shown if len(contribution.members) == 1 else say("step.alone", weight=shown)
    return ""
