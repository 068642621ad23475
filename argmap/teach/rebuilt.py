"""A map as a student rebuilt it, held against the map on record, with defensible ways of drawing it accepted.

The units are the steps of the reference and its undercutters. A step counts in full where it is drawn as it is on record,
and also where the conclusion is carried by the very same sets of ground statements (those that rest on nothing in the
reference): then another linkage, or another way to the conclusion, has the same force. It counts half where conclusion and
polarity are right and half of the premises are. An undercutter counts half where it is drawn as a rebuttal of the conclusion.
What is drawn beyond that, and not equal in force, is a unit that earns nothing. The credit is the part of what was to be
done that was done: (credit of the answer - credit of the start) / (1 - credit of the start), no less than 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any, cast

from argmap.graph import SUPPORT
from argmap.teach.exercise import Link, Map

MOST_LINKS = 40
HALF = 0.5
Loss = tuple[str, str]


def read_links(key: Map, answer: Any) -> tuple[Link, ...] | None:
    """The links of an answer as a response file holds it; None where it is no map of these statements."""
    ids = {option.id for option in key.options}
    if not isinstance(answer, list) or len(answer) > MOST_LINKS:
        return None
    found = []
    for one in answer:
        if not isinstance(one, Mapping):
            return None
        conclusion, polarity = one.get("conclusion"), one.get("polarity")
        premises, undercut_by = one.get("premises"), one.get("undercut_by", [])
        if not isinstance(conclusion, str) or conclusion not in ids or polarity not in ("support", "attack"):
            return None
        if not _different(premises, ids - {conclusion}) or not premises or not _different(undercut_by, ids):
            return None
        found.append(Link(conclusion, cast("Any", polarity), tuple(premises), tuple(undercut_by)))
    return tuple(found)


def _different(names: Any, ids: set[str]) -> bool:
    if not isinstance(names, list) or not all(isinstance(name, str) and name in ids for name in names):
        return False
    return len(set(names)) == len(names)


def compare(key: Map, links: Sequence[Link]) -> tuple[float, tuple[Loss, ...]]:
    """Credit in [0,1] for a rebuilt map, and what cost credit: links of the reference by number, or links that are too many."""
    credit, losses = _held_against(key, links)
    start, _ = _held_against(key, key.start)
    if start >= 1:
        return credit, losses
    return max(0.0, (credit - start) / (1 - start)), losses


def to_do(key: Map) -> bool:
    """Whether the start leaves anything to be done: it may be equal in force to the reference as it stands."""
    return _held_against(key, key.start)[0] < 1


def _held_against(key: Map, links: Sequence[Link]) -> tuple[float, tuple[Loss, ...]]:
    ground = {option.id for option in key.options} - {
        link.conclusion for link in key.links if link.polarity == "support"
    }
    earned, units = 0.0, 0
    losses: list[Loss] = []
    taken: set[int] = set()
    equal = {
        (link.conclusion, link.polarity): force(key.links, link.conclusion, link.polarity, ground)
        == force(links, link.conclusion, link.polarity, ground)
        for link in (*key.links, *links)
    }
    for number, wanted in enumerate(key.links):
        credit, used = _credit(wanted, links, equal=equal[wanted.conclusion, wanted.polarity])
        taken |= used
        units += 1
        earned += credit
        if credit < 1:
            losses.append(("near" if credit else "missed", f"link:{number}"))
        for attacker in wanted.undercut_by:
            credit, used = _undercut(attacker, wanted, links)
            taken |= used
            units += 1
            earned += credit
            if credit < 1:
                losses.append(("near" if credit else "missed", f"undercut:{number}:{attacker}"))
    for number, link in enumerate(links):
        if number not in taken and not equal[link.conclusion, link.polarity]:
            units += 1
            losses.append(("wrong", f"drawn:{number}"))
        for attacker in link.undercut_by:
            if not any(
                attacker in wanted.undercut_by
                and (wanted.conclusion, wanted.polarity) == (link.conclusion, link.polarity)
                for wanted in key.links
            ):
                units += 1
                losses.append(("wrong", f"drawn:{number}:{attacker}"))
    return (earned / units if units else 1.0), tuple(losses)


def _credit(wanted: Link, links: Sequence[Link], *, equal: bool) -> tuple[float, set[int]]:
    """What a link of the reference earns, and the drawn links that earned it."""
    alike = [
        n for n, link in enumerate(links) if (link.conclusion, link.polarity) == (wanted.conclusion, wanted.polarity)
    ]
    exact = [n for n in alike if set(links[n].premises) == set(wanted.premises)]
    if exact:
        return 1.0, set(exact[:1])
    if equal:
        return 1.0, set()
    near = [n for n in alike if _overlap(links[n].premises, wanted.premises) >= HALF]
    return (HALF, set(near[:1])) if near else (0.0, set())


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    a, b = set(one), set(other)
    return len(a & b) / len(a | b)


def _undercut(attacker: str, wanted: Link, links: Sequence[Link]) -> tuple[float, set[int]]:
    for link in links:
        if (link.conclusion, link.polarity) == (wanted.conclusion, wanted.polarity) and attacker in link.undercut_by:
            return 1.0, set()
    rebuttal = [
        number
        for number, link in enumerate(links)
        if link.conclusion == wanted.conclusion and link.polarity != wanted.polarity and link.premises == (attacker,)
    ]
    return (HALF, set(rebuttal[:1])) if rebuttal else (0.0, set())


def force(links: Sequence[Link], conclusion: str, polarity: str, ground: Collection[str]) -> int:
    """Which sets of ground statements carry a conclusion by links of one polarity. Rings carry nothing.

    The truth table as one number: bit s is set where the set s carries it, and s has bit i for the i-th ground statement
    in the order of names. Two maps with one number have equal force. Tables are joined whole, so that what anybody may
    draw is worked out in a few rounds; following every path through a map of 40 steps has no end.
    """
    names = sorted(ground)
    every = (1 << (1 << len(names))) - 1
    carried = {name: every ^ every // ((1 << (1 << i)) + 1) for i, name in enumerate(names)}
    carried[conclusion] = 0  # what rests on the conclusion does not carry it

    def by_links(name: str, way: str) -> int:
        found = 0
        for link in links:
            if (link.conclusion, link.polarity) == (name, way):
                found |= reduce(and_, (carried.get(premise, 0) for premise in link.premises), every)
        return found

    between = {link.conclusion for link in links} - {conclusion}
    grew = True
    while grew:
        grew = False
        for name in between:
            table = carried.get(name, 0) | by_links(name, SUPPORT)
            grew |= table != carried.get(name, 0)
            carried[name] = table
    return by_links(conclusion, polarity)


def sentence(link: Link, texts: Mapping[str, str]) -> str:
    """A link in words."""
    premises = " together with ".join(quoted(texts[premise]) for premise in link.premises)
    verb = {"support": "supports", "attack": "tells against"}[link.polarity]
    return f"{premises} {verb} {quoted(texts[link.conclusion])}"


def quoted(text: str) -> str:
    """A statement inside a sentence."""
    return f"“{text.rstrip('.')}”"


def told(key: Map, links: Sequence[Link], losses: Iterable[Loss]) -> list[str]:
    """The differences as sentences, with the rule behind each step that was missed."""
    texts = {option.id: option.text for option in key.options}
    found = []
    for what, about in losses:
        kind, number, *rest = about.split(":")
        if kind == "link":
            lead = "Not drawn" if what == "missed" else "Near; on record it is"
            why = key.says.get(number, "")
            found.append(f"{lead}: {sentence(key.links[int(number)], texts)}.{' ' + why if why else ''}")
        elif kind == "undercut":
            lead = "Not drawn" if what == "missed" else "Near; it does not deny the conclusion, it doubts the step"
            found.append(
                f"{lead}: {quoted(texts[rest[0]])} undercuts the step: {sentence(key.links[int(number)], texts)}."
            )
        elif rest:
            found.append(
                f"Not on record: {quoted(texts[rest[0]])} undercuts the step: {sentence(links[int(number)], texts)}."
            )
        else:
            found.append(f"Not on record, and not equal in force: {sentence(links[int(number)], texts)}.")
    return found
