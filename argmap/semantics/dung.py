"""Labellings: which arguments can be accepted together, given who attacks whom; in, out or undecided.

P. M. Dung, "On the acceptability of arguments and its fundamental role in nonmonotonic reasoning, logic programming
and n-person games" (1995); labels after M. Caminada, "On the issue of reinstatement in argumentation" (2006): an
argument is in where all its attackers are out, out where one of them is in, and undecided otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

Label = Literal["in", "out", "undec"]
Labelling = dict[Hashable, Label]
Attack = tuple[Hashable, Hashable]

LABELLINGS = ("grounded", "preferred", "stable")
"""The labellings that are in the registry of semantics."""
STRENGTH: Mapping[Label, float] = {"in": 1.0, "undec": 0.5, "out": 0.0}
"""A label as a strength: so read, complete labellings are solutions of s = 1 - (the largest strength of an attacker), after
D. Gabbay, "Equational approach to argumentation networks" (2012)."""
MOST_ARGUMENTS = 200
MOST_SEARCHED = 20_000


class TooLarge(ValueError):
    """A graph has too many arguments, or too many possibilities, for all its labellings to be searched."""


def labelling(arguments: Sequence[Hashable], attacks: Iterable[Attack]) -> Labelling:
    """The grounded labelling: what every reasonable view accepts. Time grows with the number of attacks.

    Raises KeyError for an attack that names no argument, ValueError for an argument or attack that stands twice.
    """
    return _grounded(*_neighbours(arguments, attacks), {})


def complete(arguments: Sequence[Hashable], attacks: Iterable[Attack]) -> list[frozenset[Hashable]]:
    """All complete extensions: sets that attack whatever attacks them, and hold all that they defend.

    In the order of their arguments. Raises TooLarge above MOST_ARGUMENTS arguments, or where MOST_SEARCHED choices do
    not exhaust the possibilities; and as `labelling` does.
    """
    attackers, attacked = _neighbours(arguments, attacks)
    if len(attackers) > MOST_ARGUMENTS:
        raise TooLarge(
            f"{len(attackers)} arguments; all labellings are searched up to {MOST_ARGUMENTS}, grounded beyond"
        )
    place = {name: number for number, name in enumerate(attackers)}
    found = {
        frozenset(name for name, label in labels.items() if label == "in")
        for labels in _searched(attackers, attacked, {}, [MOST_SEARCHED])
    }
    return sorted(found, key=lambda extension: sorted(place[name] for name in extension))


def preferred(arguments: Sequence[Hashable], attacks: Iterable[Attack]) -> list[frozenset[Hashable]]:
    """The largest complete extensions: no other holds more. Order and errors as for `complete`."""
    found = complete(arguments, attacks)
    return [one for one in found if not any(one < other for other in found)]


def stable(arguments: Sequence[Hashable], attacks: Iterable[Attack]) -> list[frozenset[Hashable]]:
    """The complete extensions that attack every argument outside; there may be none. Errors as for `complete`."""
    attacks = list(attacks)
    found = complete(arguments, attacks)
    hit = [{target for origin, target in attacks if origin in one} for one in found]
    return [one for one, out in zip(found, hit, strict=True) if len(one) + len(out - one) == len(arguments)]


def labellings(arguments: Sequence[Hashable], attacks: Iterable[Attack], name: str) -> list[Labelling]:
    """The labellings of a name: one grounded, one or more preferred, any number of stable ones.

    Raises KeyError for another name, and otherwise as `labelling` and `complete` do.
    """
    attacks = list(attacks)
    if name == "grounded":
        return [labelling(arguments, attacks)]
    found = {"preferred": preferred, "stable": stable}[name](arguments, attacks)
    return [_labels(arguments, attacks, extension) for extension in found]


def _labels(arguments: Sequence[Hashable], attacks: Sequence[Attack], extension: frozenset[Hashable]) -> Labelling:
    hit = {target for origin, target in attacks if origin in extension}
    return {name: "in" if name in extension else "out" if name in hit else "undec" for name in arguments}


def sceptical(arguments: Sequence[Hashable], attacks: Iterable[Attack], name: str) -> Labelling:
    """The label that all labellings of a name give an argument, undec where they differ.

    Raises ValueError where there is none, and otherwise as `labellings` does.
    """
    found = labellings(arguments, attacks, name)
    if not found:
        raise ValueError(f"there is no {name} labelling")
    first, *rest = found
    return {
        argument: label if all(other[argument] == label for other in rest) else "undec"
        for argument, label in first.items()
    }


def _neighbours(
    arguments: Sequence[Hashable], attacks: Iterable[Attack]
) -> tuple[dict[Hashable, list[Hashable]], dict[Hashable, list[Hashable]]]:
    attackers: dict[Hashable, list[Hashable]] = {name: [] for name in arguments}
    attacked: dict[Hashable, list[Hashable]] = {name: [] for name in arguments}
    if len(attackers) != len(arguments):
        twice = next(name for number, name in enumerate(arguments) if name in arguments[:number])
        raise ValueError(f"the argument {twice!r} is named twice")
    seen = set()
    for origin, target in attacks:
        for name in (origin, target):
            if name not in attackers:
                raise KeyError(f"the attack {origin} → {target} names {name!r}, which is no argument")
        if (origin, target) in seen:
            raise ValueError(f"the attack {origin} → {target} is given twice")
        seen.add((origin, target))
        attackers[target].append(origin)
        attacked[origin].append(target)
    return attackers, attacked


def _grounded(
    attackers: Mapping[Hashable, Sequence[Hashable]],
    attacked: Mapping[Hashable, Sequence[Hashable]],
    undecided: Mapping[Hashable, Label],
) -> Labelling:
    """Label what follows from nothing; arguments in `undecided` are never in."""
    labels: Labelling = {}
    left = {name: len(against) for name, against in attackers.items()}
    waiting = [name for name, count in left.items() if not count and name not in undecided]
    for name in waiting:
        labels[name] = "in"
    while waiting:
        for victim in attacked[waiting.pop()]:
            if victim in labels:
                continue
            labels[victim] = "out"
            for freed in attacked[victim]:
                left[freed] -= 1
                if not left[freed] and freed not in labels and freed not in undecided:
                    labels[freed] = "in"
                    waiting.append(freed)
    return {name: labels.get(name, "undec") for name in attackers}


def _searched(
    attackers: Mapping[Hashable, Sequence[Hashable]],
    attacked: Mapping[Hashable, Sequence[Hashable]],
    chosen: dict[Hashable, Label],
    budget: list[int],
) -> Iterator[Labelling]:
    """All complete labellings in which the chosen arguments have the labels chosen for them."""
    budget[0] -= 1
    if budget[0] < 0:
        raise TooLarge(f"more than {MOST_SEARCHED} possibilities to search; the grounded labelling is always found")
    labels = _spread(attackers, attacked, chosen)
    if labels is None:
        return
    open_ = next((name for name in attackers if name not in labels), None)
    if open_ is None:
        if all(_justified(name, labels, attackers) for name in attackers):
            yield labels
        return
    for label in ("in", "out", "undec"):
        yield from _searched(attackers, attacked, {**labels, open_: label}, budget)


def _spread(
    attackers: Mapping[Hashable, Sequence[Hashable]],
    attacked: Mapping[Hashable, Sequence[Hashable]],
    chosen: Mapping[Hashable, Label],
) -> Labelling | None:
    """The chosen labels with all that they force; None where they contradict one another."""
    labels: Labelling = dict(chosen)
    waiting = list(attackers)
    while waiting:
        name = waiting.pop()
        label = labels.get(name)
        forced: list[tuple[Hashable, Label]] = []
        if label == "in":
            forced = [(other, "out") for other in (*attackers[name], *attacked[name])]
        against = [labels.get(other) for other in attackers[name]]
        if label is None:
            if "in" in against:
                forced = [(name, "out")]
            elif all(other == "out" for other in against):
                forced = [(name, "in")]
            elif None not in against:
                forced = [(name, "undec")]
        elif label == "out" and "in" not in against:
            rest = [other for other in attackers[name] if other not in labels]
            if not rest:
                return None
            if len(rest) == 1:
                forced.append((rest[0], "in"))
        elif label == "undec" and ("in" in against or all(other == "out" for other in against)):
            return None
        for other, needed in forced:
            present = labels.get(other)
            if present is None:
                labels[other] = needed
                waiting += [other, *attacked[other], *attackers[other]]
            elif present != needed:
                return None
    return labels


def _justified(name: Hashable, labels: Labelling, attackers: Mapping[Hashable, Sequence[Hashable]]) -> bool:
    against = [labels[other] for other in attackers[name]]
    if labels[name] == "in":
        return all(label == "out" for label in against)
    if labels[name] == "out":
        return "in" in against
    return "in" not in against and "undec" in against


# ------------------------------------------------------------------------------ support


def derived_attacks(
    arguments: Sequence[Hashable], attacks: Iterable[Attack], supports: Iterable[Attack]
) -> list[Attack]:
    """The attacks that follow where some arguments support others, in the order of arguments, those given left out.

    Supported: a supports, over any number of steps, what attacks c. Secondary: a attacks what supports c, over any
    number of steps (C. Cayrol and M.-C. Lagasquie-Schiex, "On the acceptability of arguments in bipolar argumentation
    frameworks", 2005). Given and derived attacks together make a graph for `labelling`, `preferred` and `stable`.
    Raises KeyError for a relation that names no argument.
    """
    given = list(attacks)
    _neighbours(arguments, given)
    _, supported = _neighbours(arguments, supports)
    place = {name: number for number, name in enumerate(arguments)}
    above = {name: _reached(name, supported) for name in arguments}
    found = {(origin, last) for origin, target in given for last in above[target]}
    found |= {(first, target) for first in arguments for origin, target in given if origin in above[first]}
    return sorted(found - set(given), key=lambda pair: (place[pair[0]], place[pair[1]]))


def _reached(name: Hashable, onward: Mapping[Hashable, Sequence[Hashable]]) -> set[Hashable]:
    seen: set[Hashable] = set()
    waiting = list(onward[name])
    while waiting:
        other = waiting.pop()
        if other not in seen:
            seen.add(other)
            waiting.extend(onward[other])
    return seen


MOST_BIPOLAR = 16

Admissible = Literal["d", "s", "c"]


def bipolar_preferred(
    arguments: Sequence[Hashable], attacks: Iterable[Attack], supports: Iterable[Attack], kind: Admissible
) -> list[frozenset[Hashable]]:
    """The largest admissible sets of a graph with supports, by the three readings of Cayrol and Lagasquie-Schiex (2005).

    d: nobody in the set attacks another in it, given or derived, and it attacks all its attackers. s: moreover the set
    attacks nothing that it supports. c: as d, and it holds everything that its members support. Every subset
    is tried: raises TooLarge above MOST_BIPOLAR arguments, and otherwise as `derived_attacks` does.
    """
    if len(arguments) > MOST_BIPOLAR:
        raise TooLarge(f"{len(arguments)} arguments; sets that admit support are searched up to {MOST_BIPOLAR}")
    attacks, supports = list(attacks), list(supports)
    bit = {name: 1 << number for number, name in enumerate(arguments)}
    all_attacks = [*attacks, *derived_attacks(arguments, attacks, supports)]
    victims, attackers = dict.fromkeys(arguments, 0), dict.fromkeys(arguments, 0)
    for origin, target in all_attacks:
        victims[origin] |= bit[target]
        attackers[target] |= bit[origin]
    _, supported = _neighbours(arguments, supports)
    above = {name: sum(bit[other] for other in _reached(name, supported)) for name in arguments}
    direct = {name: sum(bit[other] for other in supported[name]) for name in arguments}

    def admissible(chosen: int) -> bool:
        members = [name for name in arguments if bit[name] & chosen]
        hit = helped = threat = needed = 0
        for name in members:
            hit, helped = hit | victims[name], helped | above[name]
            threat, needed = threat | attackers[name], needed | direct[name]
        if hit & chosen or threat & ~hit:
            return False
        return not (hit & helped) if kind == "s" else not (needed & ~chosen) if kind == "c" else True

    found = [chosen for chosen in range(1 << len(arguments)) if admissible(chosen)]
    largest = [one for one in found if not any(one & other == one != other for other in found)]
    return [frozenset(name for name in arguments if bit[name] & one) for one in largest]
