"""Drawing: a view of a case as measured cards and the links between them, not yet placed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from argmap.case import Case
from argmap.graph import SUPPORT, Inference
from argmap.noted import Keeping, Reads, derived, keeping
from argmap.render.cards import Card, hung
from argmap.render.look import Look, look_of
from argmap.render.placement import Link
from argmap.render.statements import Rest, claim_card, evidence_card, in_view, question_card
from argmap.render.steps import step_card
from argmap.render.views import Lead, View
from argmap.render.words import title_of, words

Id = str


@dataclass(frozen=True)
class Drawing:
    """Cards by id and links with the relation each shows; `roots` are the cards the picture is about, `back` from where
    one comes to it."""

    title: str
    subtitle: str
    cards: Mapping[str, Card]
    links: tuple[Link, ...]
    relations: Mapping[str, str]
    roots: tuple[str, ...]
    look: Look = field(default_factory=Look)
    back: tuple[Lead, ...] = ()


class Deck:
    """The cards of a case, each measured once, however many pictures it stands in.

    With `notes` they are those of all decks of the case, and what was read for them is noted in `reads`; their shapes alone,
    if that is all that will be looked at.
    """

    def __init__(
        self, case: Case, notes: Keeping | None = None, reads: Reads | None = None, *, shapes: bool = False
    ) -> None:
        self.case = case
        self.notes = notes
        self.reads: Reads = set() if reads is None else reads
        self.shapes = shapes
        self._cards: dict[tuple[object, ...], Card] = {}

    def claim(self, name: Id, *, focus: bool = False, rest: Rest | None = None) -> Card:
        """The card of a claim, which may be what the picture is about, with what the picture leaves out of it."""
        card = self._card(("claim", name), lambda case: claim_card(case, name), name)
        if not focus and rest is None:
            return card
        say = words(self.case.settings.language)
        return self._card((card, focus, rest), lambda _: in_view(card, say, focus=focus, rest=rest))

    def evidence(self, name: Id) -> Card:
        """The card of an item of evidence."""
        return self._card(("evidence", name), lambda case: evidence_card(case, name), name)

    def question(self, name: Id) -> Card:
        """The card of a question."""
        return self._card(("question", name), lambda case: question_card(case, name), name)

    def step(self, name: Id, docked: tuple[Card, ...], *, brief: bool = False) -> Card:
        """The card of an inference with the cards of evidence that stand in it."""
        return self._card(
            ("brief" if brief else "step", name, *docked),
            lambda case: step_card(case, case.graph.inferences[name], docked, brief=brief),
            " ".join((name, *(card.ref for card in docked))),
        )

    def _card(self, key: tuple[object, ...], made: Callable[[Case], Card], name: str | None = None) -> Card:
        """A card, made unless it is known; its `name` tells it from all of its kind, None where another tells its shape."""
        found = self._cards.get(key)
        if found is None:
            if self.notes is None:
                found = made(self.case)
            elif self.shapes:
                if name is not None:
                    shape(self.case, f"{key[0]} {name}")
                found = self.notes.hold(key, made, set())
            else:
                found = self.notes.hold(key, made, self.reads)
            self._cards[key] = found
        return found

    def called(self, name: str) -> Card:
        """A card by its kind and by what tells it from others of the kind."""
        kind, first, *more = name.split(" ")
        if kind in ("step", "brief"):
            return self.step(first, tuple(map(self.evidence, more)), brief=kind == "brief")
        made: Mapping[str, Callable[[Id], Card]] = {
            "claim": self.claim,
            "evidence": self.evidence,
            "question": self.question,
        }
        return made[kind](first)


@derived
def shape(case: Case, name: str) -> tuple[float, float, float, tuple[str, ...]]:
    """What the places of cards depend on, of one that `called` finds: its width and height in points, how far its top edge goes,
    and the signs in it that a key explains."""
    card = Deck(case, *keeping(case)).called(name)
    return card.width, card.height, card.top, tuple(sorted(card.signs))


def draw(deck: Deck, view: View) -> Drawing:
    """A view → its cards and links.

    An item of evidence that serves one inference only is docked into that step's card; what serves several, is
    argued for, or attacks a step stands on its own with a link.
    """
    case = deck.case
    inferences = [case.graph.inferences[name] for name in view.inferences]
    found: dict[str, Card] = {}
    links: list[Link] = []
    relations: dict[str, str] = {}

    def connect(lower: str, upper: str, relation: str) -> None:
        name = f"{lower}→{upper}"
        links.append(Link(name, lower, upper, joint=relation == "premise"))
        relations[name] = relation

    def claim(name: Id) -> Card:
        return deck.claim(name, focus=name in view.focus, rest=_rest(case, view, name))

    if view.question is not None:
        question = deck.question(view.question)
        found[question.id] = question
    if view.brief:
        stacks = []
        for name in view.focus:
            lines = sorted((i for i in inferences if i.conclusion == name), key=lambda i: i.polarity != SUPPORT)
            steps = [(deck.step(line.id, (), brief=True), line.polarity) for line in lines]
            stacks.append(hung(claim(name), steps))
        tallest = max(stack.height for stack in stacks)
        for stack in stacks:
            # Equal heights keep the hypotheses level with one another.
            found[stack.id] = replace(stack, height=tallest)
            connect(stack.id, question.id, "rival")
    else:
        _in_full(deck, view, inferences, found, claim, connect)
        if view.question is not None:
            for hypothesis in case.graph.questions[view.question].hypotheses:
                connect(f"claim-{hypothesis}", question.id, "rival")
    roots = (
        (f"question-{view.question}",) if view.question is not None else tuple(f"claim-{name}" for name in view.focus)
    )
    look = look_of(case)
    say = look.words
    counted = [say.count("claim", len(view.claims))] if view.claims else []
    counted += [say.count("item", len(view.evidence))] if view.evidence else []
    counted += [say("picture.brief")] if view.brief else []
    subtitle = f"{title_of(case)} · " if view.title != title_of(case) else ""
    subtitle += f"{', '.join(counted)} · {evaluated(case)}"
    return Drawing(view.title, subtitle, found, tuple(links), relations, roots, look, view.back)


def _rest(case: Case, view: View, name: Id) -> Rest | None:
    """What a view does not show of a claim. Where it stands alone, the view is named that the claim would have."""
    short = view.brief and bool(case.graph.bearing_on(name))
    if name not in view.cut and not short:
        return None
    goal = f"claim-{name}" if view.onward is None else view.onward.get(name)
    return Rest(view.cut.get(name, 0), goal, view.onward is not None and goal is not None)


def evaluated(case: Case) -> str:
    """By what the numbers of a picture were computed: semantics, and the version of the scales."""
    say = words(case.settings.language)
    form = "picture.scales-changed" if case.scales.changed else "picture.scales"
    return say(form, semantics=case.valuation.semantics, version=case.scales.table["version"])


def _in_full(
    deck: Deck,
    view: View,
    inferences: Sequence[Inference],
    found: dict[str, Card],
    claim: Callable[[Id], Card],
    connect: Callable[[str, str, str], None],
) -> None:
    """Every claim, step and item of evidence with a card of its own, or in the card of the one it serves."""
    case = deck.case
    uses = _uses(case, view, inferences)
    docked = _docked(case, view, uses)
    hanging = _hanging(case, view, inferences, uses, docked)
    for name in view.claims:
        if name not in hanging:
            found[f"claim-{name}"] = claim(name)
    for name in view.evidence:
        if name not in docked and name not in hanging:
            card = deck.evidence(name)
            found[card.id] = card
    for inference in inferences:
        inner = tuple(deck.evidence(p) for p in inference.premises if docked.get(p) == inference.id)
        step = deck.step(inference.id, inner)
        attackers = [attacker.by for attacker in inference.record.undercut_by]
        below = [a for a in attackers if hanging.get(a) == inference.id]
        if below:
            made = [claim(a) if a in case.graph.claims else deck.evidence(a) for a in below]
            step = hung(step, [(card, "undercut") for card in made])
        found[step.id] = step
        connect(step.id, f"claim-{inference.conclusion}", inference.polarity)
        for premise in inference.premises:
            if docked.get(premise) != inference.id:
                connect(_card_id(case, premise), step.id, "premise")
        for attacker in attackers:
            if attacker not in below:
                connect(_card_id(case, attacker), step.id, "undercut")
    for name in view.evidence:
        for attacker in (a.by for a in case.graph.evidence[name].undermined_by):
            connect(_card_id(case, attacker), f"evidence-{name}", "undermine")


def _card_id(case: Case, name: Id) -> str:
    return f"claim-{name}" if name in case.graph.claims else f"evidence-{name}"


_Uses = Mapping[Id, Sequence[tuple[str, str]]]


def _uses(case: Case, view: View, inferences: Sequence[Inference]) -> _Uses:
    """What each statement of the view does in it: (role, inference or item)."""
    uses: dict[Id, list[tuple[str, str]]] = {}
    for inference in inferences:
        for premise in inference.premises:
            uses.setdefault(premise, []).append(("premise", inference.id))
        for attacker in inference.record.undercut_by:
            uses.setdefault(attacker.by, []).append(("undercut", inference.id))
    for name in view.evidence:
        for attacker in case.graph.evidence[name].undermined_by:
            uses.setdefault(attacker.by, []).append(("undermine", name))
    return uses


def _docked(case: Case, view: View, uses: _Uses) -> dict[Id, str]:
    """Evidence that one inference of the view alone makes use of, as a premise → that inference."""
    return {
        name: uses[name][0][1]
        for name in view.evidence
        if len(uses.get(name, ())) == 1
        and uses[name][0][0] == "premise"
        and not case.graph.evidence[name].undermined_by
    }


def _hanging(
    case: Case, view: View, inferences: Sequence[Inference], uses: _Uses, docked: Mapping[Id, str]
) -> dict[Id, str]:
    """Undercutters that serve one inference of the view alone and rest on nothing in it → that inference.

    They hang under its step, unless something else comes to the step from below: its line would seem to end on them.
    """
    argued = {line.conclusion for line in inferences} | set(view.focus)
    argued |= {name for name in view.evidence if case.graph.evidence[name].undermined_by}
    hanging: dict[Id, str] = {}
    for line in inferences:
        attackers = [attacker.by for attacker in line.record.undercut_by]
        if (
            attackers
            and all(docked.get(p) == line.id for p in line.premises)
            and all(len(uses[a]) == 1 and a not in argued for a in attackers)
        ):
            hanging.update(dict.fromkeys(attackers, line.id))
    return hanging
