"""The axioms of gradual semantics: what each asks of a local update or of whole graphs, and when an example breaks it.

Names and forms follow L. Amgoud and J. Ben-Naim ("Weighted bipolar argumentation graphs: axioms and semantics", 2018),
P. Baroni, A. Rago and F. Toni ("From fine-grained properties to broad principles for gradual argumentation", 2019) for
balance, and N. Potyka for duality ("Continuous dynamical systems", 2018) and open-mindedness ("Open-mindedness of gradual
argumentation semantics", 2019). Batch invariance is this project's own: evidence may be entered in instalments.

f(w; A, S) is the local update: base score w, strengths A of attackers and S of supporters. `argmap.semantics.battery` tries
the axioms on a semantics.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, NamedTuple

from argmap.semantics.scalar import Local

EQUAL = 1e-9
STRICT = 1e-12
MANY = 400
NEAR = 0.01
NO_STRENGTH = -1.0
"""Stands for the strength of an argument that has none, so that it differs from every other."""


class Draw(NamedTuple):
    """Numbers in [0,1] to try an axiom on: a base score, attackers, supporters, more of each, and two numbers more."""

    base: float
    attackers: tuple[float, ...] = ()
    supporters: tuple[float, ...] = ()
    more_attackers: tuple[float, ...] = ()
    more_supporters: tuple[float, ...] = ()
    x: float = 0.5
    y: float = 0.5


class Graph(NamedTuple):
    """A graph to try an axiom on: base scores, attacks and supports by place, and an attack to add."""

    base: tuple[float, ...]
    attacks: tuple[tuple[int, int], ...]
    supports: tuple[tuple[int, int], ...]
    extra: tuple[int, int]


Evaluator = Callable[[Sequence[str], Mapping[str, float], Sequence[tuple[str, str]], Sequence[tuple[str, str]]], Any]
"""(arguments, base scores, attacks, supports) → strengths in the order of the arguments."""


@dataclass(frozen=True, slots=True)
class Axiom:
    """`broken(f, draw)` says whether a draw is a counterexample. `support`: it speaks of support; `base`: of base scores
    other than 1. A semantics that has none of these is not asked."""

    name: str
    sentence: str
    broken: Callable[[Local, Draw], bool]
    support: bool = False
    base: bool = False
    trials: float = 1.0


# ------------------------------------------------------------------------------ the local axioms


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > EQUAL


def _equivalence(f: Local, d: Draw) -> bool:
    return _differ(f(d.base, d.attackers, d.supporters), f(d.base, d.attackers[::-1], d.supporters[::-1]))


def _stability(f: Local, d: Draw) -> bool:
    return _differ(f(d.base, (), ()), d.base)


def _neutrality(f: Local, d: Draw) -> bool:
    before = f(d.base, d.attackers, d.supporters)
    return _differ(f(d.base, (*d.attackers, 0.0), d.supporters), before) or _differ(
        f(d.base, d.attackers, (*d.supporters, 0.0)), before
    )


def _with_one_more(f: Local, d: Draw, value: float) -> tuple[float, float, float]:
    """The update with one attacker more, as it is, and with one supporter more."""
    return (
        f(d.base, (*d.attackers, value), d.supporters),
        f(d.base, d.attackers, d.supporters),
        f(d.base, d.attackers, (*d.supporters, value)),
    )


def _monotony(f: Local, d: Draw) -> bool:
    lower, before, higher = _with_one_more(f, d, d.x)
    return not lower - EQUAL <= before <= higher + EQUAL


def _strict_monotony(f: Local, d: Draw) -> bool:
    if not (d.x > 0 and d.base > 0):
        return False
    lower, before, higher = _with_one_more(f, d, d.x)
    return (before > 0 and not lower < before - STRICT) or (
        bool(d.supporters or d.more_supporters) and before < 1 and not higher > before + STRICT
    )


def _reinforcement(f: Local, d: Draw) -> bool:
    small, large = sorted((d.x, d.y))
    less, _, more = _with_one_more(f, d, small)
    least, _, most = _with_one_more(f, d, large)
    return least > less + EQUAL or most < more - EQUAL


def _strict_reinforcement(f: Local, d: Draw) -> bool:
    small, large = sorted((d.x, d.y))
    if not (small < large and d.base > 0):
        return False
    less, _, more = _with_one_more(f, d, small)
    least, _, most = _with_one_more(f, d, large)
    return (less > 0 and not least < less - STRICT) or (
        bool(d.supporters or d.more_supporters) and more < 1 and not most > more + STRICT
    )


def _resilience(f: Local, d: Draw) -> bool:
    return 0 < d.base < 1 and not 0 < f(d.base, d.attackers, d.supporters) < 1


def _franklin(f: Local, d: Draw) -> bool:
    return _differ(f(d.base, (*d.attackers, d.x), (*d.supporters, d.x)), f(d.base, d.attackers, d.supporters))


def _outdone(weaker: Sequence[float], stronger: Sequence[float]) -> tuple[tuple[float, ...], bool]:
    """`stronger` raised where needed so that each of `weaker` has a counterpart at least as strong; and whether any is
    stronger, or left over and not 0."""
    raised = [max(pair) for pair in zip(weaker, stronger, strict=False)]
    raised += weaker[len(raised) :]
    rest = tuple(stronger[len(weaker) :])
    strict = any(b > a for a, b in zip(weaker, raised, strict=True)) or any(value > 0 for value in rest)
    return (*raised, *rest), strict


def _weakening(f: Local, d: Draw) -> bool:
    attackers, strict = _outdone(d.supporters, d.attackers)
    return strict and d.base > 0 and not f(d.base, attackers, d.supporters) < d.base - STRICT


def _strengthening(f: Local, d: Draw) -> bool:
    supporters, strict = _outdone(d.attackers, d.supporters)
    return strict and d.base < 1 and not f(d.base, d.attackers, supporters) > d.base + STRICT


def _balance(f: Local, d: Draw) -> bool:
    return _differ(f(d.base, d.attackers, d.attackers[::-1]), d.base)


def _duality(f: Local, d: Draw) -> bool:
    return _differ(f(d.base, d.attackers, d.supporters), 1 - f(1 - d.base, d.supporters, d.attackers))


def _open_mindedness(f: Local, d: Draw) -> bool:
    if d.x == 0:
        return False
    crowd = (max(d.x, 0.5),) * MANY
    against = f(d.base, (*d.attackers, *crowd), d.supporters) > NEAR
    return against or bool(d.supporters and f(d.base, d.attackers, (*d.supporters, *crowd)) < 1 - NEAR)


def _base_monotony(f: Local, d: Draw) -> bool:
    small, large = sorted((d.base, d.y))
    return f(small, d.attackers, d.supporters) > f(large, d.attackers, d.supporters) + EQUAL


def _batch_invariance(f: Local, d: Draw) -> bool:
    first = f(d.base, d.attackers, d.supporters)
    at_once = f(d.base, (*d.attackers, *d.more_attackers), (*d.supporters, *d.more_supporters))
    return _differ(f(first, d.more_attackers, d.more_supporters), at_once)


AXIOMS = (
    Axiom("equivalence", "Only the strengths of attackers and supporters count, not their order.", _equivalence),
    Axiom("stability", "Without attackers and supporters, f = w.", _stability),
    Axiom("neutrality", "One more attacker or supporter of strength 0 changes nothing.", _neutrality),
    Axiom("monotony", "One more attacker never raises, one more supporter never lowers.", _monotony),
    Axiom(
        "strict monotony",
        "One more attacker that is not 0 lowers what can fall, one more supporter raises what can rise (w > 0).",
        _strict_monotony,
    ),
    Axiom("reinforcement", "A stronger attacker never raises, a stronger supporter never lowers.", _reinforcement),
    Axiom(
        "strict reinforcement",
        "A stronger attacker lowers what can fall, a stronger supporter raises what can rise (w > 0).",
        _strict_reinforcement,
    ),
    Axiom("resilience", "If 0 < w < 1, then 0 < f < 1.", _resilience, base=True),
    Axiom("Franklin", "An attacker and a supporter of one strength cancel.", _franklin, support=True),
    Axiom(
        "weakening", "If each supporter has an attacker at least as strong, and one more than that, f < w.", _weakening
    ),
    Axiom("strengthening", "The same for supporters: f > w.", _strengthening, support=True),
    Axiom("balance", "If attackers and supporters have the same strengths, f = w.", _balance, support=True),
    Axiom("duality", "f(w; A, S) = 1 - f(1 - w; S, A).", _duality, support=True, base=True),
    Axiom(
        "open-mindedness",
        "Enough attackers (supporters) of a strength that is not 0 bring f as near to 0 (1) as one likes.",
        _open_mindedness,
        trials=0.02,
    ),
    Axiom("base monotony", "A higher w never lowers f.", _base_monotony, base=True),
    Axiom(
        "batch invariance",
        "Relations may be entered in instalments, f so far being the next w.",
        _batch_invariance,
        base=True,
    ),
)


# ------------------------------------------------------------------------------ axioms on whole graphs


def _strengths(
    evaluate: Evaluator, graph: Graph, order: Sequence[int], extra: tuple[tuple[int, int], ...] = ()
) -> list[float]:
    """Strengths by place, the arguments being named and given in another order."""
    names = [f"a{place}" for place in order]
    name = {place: f"a{number}" for number, place in enumerate(order)}
    base = {name[place]: graph.base[place] for place in order}
    sides = [[(name[i], name[k]) for i, k in side] for side in ((*graph.attacks, *extra), graph.supports)]
    names = sorted(name.values(), key=lambda one: int(one[1:]))
    found = list(evaluate(names, base, sides[0], sides[1]))
    values = [float(found[order.index(place)]) for place in range(len(graph.base))]
    return [NO_STRENGTH if isnan(value) else value for value in values]


def _anonymity(evaluate: Evaluator, graph: Graph) -> bool:
    places = range(len(graph.base))
    plain, turned = (_strengths(evaluate, graph, order) for order in (places, places[::-1]))
    return any(map(_differ, plain, turned))


def _independence(evaluate: Evaluator, graph: Graph) -> bool:
    """The graph beside its own double, to which the extra attack is added."""
    size = len(graph.base)

    def doubled(*pairs: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        return tuple((size + i, size + k) for i, k in pairs)

    attacks = (*graph.attacks, *doubled(*graph.attacks, graph.extra))
    both = Graph((*graph.base, *graph.base), attacks, (*graph.supports, *doubled(*graph.supports)), graph.extra)
    alone = _strengths(evaluate, graph, range(size))
    return any(map(_differ, alone, _strengths(evaluate, both, range(2 * size))))


def _directionality(evaluate: Evaluator, graph: Graph) -> bool:
    _, target = graph.extra
    reached = {target}
    for _ in graph.base:
        reached |= {k for i, k in (*graph.attacks, *graph.supports) if i in reached}
    places = range(len(graph.base))
    before, after = _strengths(evaluate, graph, places), _strengths(evaluate, graph, places, (graph.extra,))
    return any(_differ(before[place], after[place]) for place in places if place not in reached)


def _locality(evaluate: Evaluator, graph: Graph) -> bool:
    """The base scores are made to be two, so that arguments often have equals."""
    graph = graph._replace(base=tuple(0.2 if score < 0.5 else 0.8 if score < 1 else 1.0 for score in graph.base))  # noqa: PLR2004 - halves
    places = range(len(graph.base))
    found = _strengths(evaluate, graph, places)
    seen: dict[Any, float] = {}
    for place in places:
        bearing = tuple(
            tuple(sorted(round(found[i], 9) for i, k in side if k == place)) for side in (graph.attacks, graph.supports)
        )
        if _differ(seen.setdefault((graph.base[place], bearing), found[place]), found[place]):
            return True
    return False


GRAPH_AXIOMS: Mapping[str, tuple[str, Callable[[Evaluator, Graph], bool]]] = {
    "anonymity": ("Names and order of arguments do not matter.", _anonymity),
    "independence": ("What has no relation to a part of a graph changes nothing in it.", _independence),
    "directionality": ("A new relation changes only what lies after it.", _directionality),
    "locality": ("Equal base scores, and equally strong attackers and supporters, make equal strengths.", _locality),
}
