"""Map-making practice: M1 to M4, blank or faulty maps made from a real one, to be rebuilt or mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from argmap.graph import SUPPORT, Id, Inference
from argmap.teach.exercise import Choice, Exercise, Link, Map, Material, Reason, Task
from argmap.teach.rebuilt import to_do
from argmap.teach.stock import Candidates, Stock, exercise

LEAST_LINKS, MOST_STATEMENTS = 2, 9
OTHER_WARRANTS = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the graph small enough to be rebuilt: a claim, its steps, and the steps of what these rest on."""

    root: Id
    steps: tuple[Inference, ...]
    statements: tuple[Id, ...]


def _roots(stock: Stock) -> Iterator[Id]:
    graph = stock.case.graph
    return (name for name in graph.claims if any(step.record.strength != "none" for step in graph.bearing_on(name)))


def _piece(stock: Stock, root: Id) -> Piece | None:
    """The piece under a claim, breadth first, as far as it holds no more statements than can be told apart on a page."""
    graph = stock.case.graph
    steps: list[Inference] = []
    names: dict[Id, None] = {root: None}
    waiting = [root]
    while waiting:
        for step in graph.bearing_on(waiting.pop(0)):
            if step.record.strength == "none":
                continue
            added = [n for n in (*step.premises, *(a.by for a in step.record.undercut_by)) if n not in names]
            if len(names) + len(added) > MOST_STATEMENTS:
                continue
            steps.append(step)
            names.update(dict.fromkeys(added))
            waiting += [name for name in added if name in graph.claims]
    return Piece(root, tuple(steps), tuple(names)) if len(steps) >= LEAST_LINKS else None


def _map(stock: Stock, piece: Piece, kind: str) -> Map | None:
    """The reference of a piece; None where two of its statements read alike."""
    options, letters = stock.lettered([(name, stock.text(name)) for name in piece.statements], kind, piece.root)
    if len(letters) < len(piece.statements):
        return None
    links = tuple(
        Link(
            letters[step.conclusion],
            cast("Any", step.polarity),
            tuple(letters[premise] for premise in step.premises),
            tuple(dict.fromkeys(letters[attacker.by] for attacker in step.record.undercut_by)),
        )
        for step in piece.steps
    )
    says = {
        str(number): f"Rule: {step.record.warrant}" for number, step in enumerate(piece.steps) if step.record.warrant
    }
    return Map(options, letters[piece.root], links, (), says)


def _task(stock: Stock, piece: Piece, key: Map, prompt: str, hints: Sequence[str]) -> Task | None:
    if not to_do(key):
        return None
    return Task(
        "map",
        prompt,
        key,
        Reason(
            "Held against the map on record, step by step. A step drawn otherwise is accepted where the same ground statements"
            " carry the conclusion; half the premises earn half, and so does an undercutter drawn as a rebuttal.",
            tuple(stock.ref(name) for name in piece.statements),
            "map on record",
        ),
        tuple(hints),
        worth=float(len(key.links)),
    )


def _with_sources(stock: Stock, piece: Piece) -> Material:
    graph = stock.case.graph
    lines = tuple(stock.item_lines(name) for name in piece.statements if name in graph.evidence)
    return Material("Where the items come from", lines or ("All of these are claims.",))


def rebuild(stock: Stock) -> Candidates:
    """M1: nothing but the statements is given; the whole map is to be built."""
    for root in _roots(stock):
        yield root, partial(_rebuild, stock, root)


def _rebuild(stock: Stock, root: Id) -> Exercise | None:
    piece = _piece(stock, root)
    key = _map(stock, piece, "M1") if piece is not None else None
    if piece is None or key is None:
        return None
    hints = (
        f"It all comes to this: {stock.text(piece.root)}",
        f"There are {len(key.links)} steps.",
        f"{sum(len(link.premises) > 1 for link in key.links)} of them need more than one premise together.",
    )
    prompt = "Build the map: what supports what, what tells against what, and what doubts a step?"
    task = _task(stock, piece, key, prompt, hints)
    return exercise(
        "M1", piece.root, "Build the map", len(piece.statements) + len(key.links), [_with_sources(stock, piece)], [task]
    )


def complete(stock: Stock) -> Candidates:
    """M2: some of the steps are hidden, and are to be put back."""
    for root in _roots(stock):
        yield root, partial(_complete, stock, root)


def _complete(stock: Stock, root: Id) -> Exercise | None:
    piece = _piece(stock, root)
    key = _map(stock, piece, "M2") if piece is not None else None
    if piece is None or key is None:
        return None
    hidden = set(
        stock.draw(range(len(key.links)), len(key.links) // 2, "M2", piece.root, name=lambda n: piece.steps[n].id)
    )
    start = tuple(link for number, link in enumerate(key.links) if number not in hidden)
    task = _task(
        stock,
        piece,
        replace(key, start=start),
        "Some steps of this map are gone. Put them back.",
        (
            f"{len(hidden)} steps are missing.",
            *(f"One of them concludes on: {stock.text(piece.steps[n].conclusion)}" for n in sorted(hidden)),
        ),
    )
    return exercise(
        "M2", piece.root, "Complete the map", len(piece.statements) + len(hidden), [_with_sources(stock, piece)], [task]
    )


def mend(stock: Stock) -> Candidates:
    """M3: one relation was turned round, or one undercutter was drawn as a rebuttal; find it and mend it."""
    for root in _roots(stock):
        yield root, partial(_mend, stock, root)


def _mend(stock: Stock, root: Id) -> Exercise | None:
    piece = _piece(stock, root)
    key = _map(stock, piece, "M3") if piece is not None else None
    if piece is None or key is None:
        return None
    undercut = [n for n, link in enumerate(key.links) if link.undercut_by]
    faulty = list(key.links)
    if undercut:
        (at,) = stock.draw(undercut, 1, "M3", piece.root, name=lambda n: piece.steps[n].id)
        link = key.links[at]
        attacker = link.undercut_by[0]
        faulty[at] = replace(link, undercut_by=link.undercut_by[1:])
        faulty.append(Link(link.conclusion, "attack" if link.polarity == SUPPORT else "support", (attacker,)))
        hint = "One statement denies a conclusion here that it has no quarrel with: it doubts a step."
    else:
        (at,) = stock.draw(range(len(key.links)), 1, "M3", piece.root, name=lambda n: piece.steps[n].id)
        link = key.links[at]
        faulty[at] = replace(link, polarity="attack" if link.polarity == SUPPORT else "support")
        hint = "One step points the wrong way: what it is said to support it tells against, or the other way round."
    if (
        any(a.premises == faulty[-1].premises and a.conclusion == faulty[-1].conclusion for a in faulty[:-1])
        and undercut
    ):
        return None  # the statement bears on the conclusion besides: two steps would read alike
    task = _task(
        stock,
        piece,
        replace(key, start=tuple(faulty)),
        "One thing in this map is drawn wrongly. Find it and mend it.",
        (hint, f"Look at what bears on: {stock.text(piece.steps[at].conclusion)}"),
    )
    return exercise("M3", piece.root, "Mend the map", len(piece.statements) + 2, [_with_sources(stock, piece)], [task])


def lost_warrant(stock: Stock) -> Candidates:
    """M4: the rule of one step was taken out; which of the rules at hand belongs there?"""
    for root in _roots(stock):
        yield root, partial(_lost_warrant, stock, root)


def _lost_warrant(stock: Stock, root: Id) -> Exercise | None:
    piece = _piece(stock, root)
    if piece is None or not any(step.record.warrant for step in piece.steps):
        return None
    ruled = [step for step in piece.steps if step.record.warrant]
    (lost,) = stock.draw(ruled, 1, "M4", piece.root, name=lambda step: step.id)
    # Rules of other steps of this map: each has a step of its own to stand at.
    others = [
        step for step in ruled if step.conclusion != lost.conclusion and not set(step.premises) & set(lost.premises)
    ]
    drawn = stock.draw(others, OTHER_WARRANTS, "M4", piece.root, name=lambda step: step.id)
    things = [(step.id, step.record.warrant or "") for step in (lost, *drawn)]
    options, letters = stock.lettered(things, "M4", piece.root)
    if len(options) < 2:  # noqa: PLR2004 - one rule is no choice
        return None
    says = {
        letters[step.id]: f"It carries another step: to “{stock.text(step.conclusion)}”"
        for step in drawn
        if step.id in letters
    }
    task = Task(
        "warrant",
        f"The rule behind one step is lost: the step to “{stock.text(lost.conclusion)}” Which rule belongs there?",
        Choice(options, {letters[lost.id]: 1.0}, says),
        Reason(
            f"On record: {lost.record.warrant}",
            (f"claims:{lost.conclusion}", *(stock.ref(premise) for premise in lost.premises)),
            "warrant",
        ),
        (f"The step rests on: {stock.line_text(lost)}",),
    )
    lines = tuple(
        f"{'For' if step.polarity == SUPPORT else 'Against'} “{stock.text(step.conclusion)}”: {stock.line_text(step)}"
        for step in piece.steps
    )
    return exercise(
        "M4", piece.root, "The lost rule", len(piece.steps) + len(options), [Material("The map", lines)], [task]
    )
