"""The axioms of gradual semantics, and a battery that says of a semantics which hold, with a counterexample for each that
does not.

Names and forms follow L. Amgoud and J. Ben-Naim ("Weighted bipolar argumentation graphs: axioms and semantics", 2018),
P. Baroni, A. Rago and F. Toni ("From fine-grained properties to broad principles for gradual argumentation", 2019) for
balance, and N. Potyka for duality ("Continuous dynamical systems", 2018) and open-mindedness ("Open-mindedness of gradual
argumentation semantics", 2019). Batch invariance is this project's own: evidence may be entered in instalments.

f(w; A, S) is the local update: base score w, strengths A of attackers and S of supporters. `python -m
argmap.semantics.axioms` prints the table of docs/semantics-gradual.md, and with `--write` stores the counterexamples.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

from argmap.semantics.scalar import Local, local

Status = Literal["holds", "open", "fails"]
"""Holds; holds where all numbers lie strictly between 0 and 1; fails there too."""
EQUAL = 1e-9
STRICT = 1e-12
MANY = 400
NEAR = 0.01


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


class Verdict(NamedTuple):
    """What became of an axiom: its status, and the counterexample where it does not simply hold."""

    status: Status
    counterexample: Draw | Graph | None


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
    return [float(found[order.index(place)]) for place in range(len(graph.base))]


def _anonymity(evaluate: Evaluator, graph: Graph) -> bool:
    places = range(len(graph.base))
    plain, turned = (_strengths(evaluate, graph, order) for order in (places, places[::-1]))
    return any(map(_differ, plain, turned))


def _independence(evaluate: Evaluator, graph: Graph) -> bool:
    """The graph beside one in which everything attacks the last argument."""
    size = len(graph.base)
    beside = tuple((size + i, size + 3) for i in range(3))
    both = Graph((*graph.base, 0.5, 0.5, 0.5, 0.5), (*graph.attacks, *beside), graph.supports, graph.extra)
    alone = _strengths(evaluate, graph, range(size))
    return any(map(_differ, alone, _strengths(evaluate, both, range(size + 4))))


def _directionality(evaluate: Evaluator, graph: Graph) -> bool:
    _, target = graph.extra
    reached = {target}
    for _ in graph.base:
        reached |= {k for i, k in (*graph.attacks, *graph.supports) if i in reached}
    places = range(len(graph.base))
    before, after = _strengths(evaluate, graph, places), _strengths(evaluate, graph, places, (graph.extra,))
    return any(_differ(before[place], after[place]) for place in places if place not in reached)


GRAPH_AXIOMS: Mapping[str, tuple[str, Callable[[Evaluator, Graph], bool]]] = {
    "anonymity": ("Names and order of arguments do not matter.", _anonymity),
    "independence": ("What has no relation to a part of a graph changes nothing in it.", _independence),
    "directionality": ("A new relation changes only what lies after it.", _directionality),
}


# ------------------------------------------------------------------------------ trying them


def draws(*, boundary: bool, trials: int, seed: int, support: bool = True, based: bool = True) -> Iterator[Draw]:
    """Random draws, small and round ones first. `boundary`: some numbers are 0 or 1; if not, all are in [0.02, 0.98]."""
    source = random.Random(seed)  # noqa: S311 - no secrets

    def number(trial: int) -> float:
        if boundary and source.random() < 0.5:  # noqa: PLR2004 - half of them
            return float(source.randrange(2))
        return source.randrange(1, 10) / 10 if trial < trials // 2 else source.uniform(0.02, 0.98)

    def some(trial: int) -> tuple[float, ...]:
        return tuple(number(trial) for _ in range(source.randrange(1 + min(3, 1 + trial // 50))))

    for trial in range(trials):
        # In this order, which is that of the arguments: the draws of a seed are always the same.
        found = Draw(number(trial), some(trial), some(trial), some(trial), some(trial), number(trial), number(trial))
        if not support:
            found = found._replace(supporters=(), more_supporters=())
        yield found if based else found._replace(base=1.0)


def graphs(trials: int, seed: int, *, support: bool) -> Iterator[Graph]:
    """Random graphs without rings, small ones first; the extra attack makes no ring."""
    source = random.Random(seed)  # noqa: S311 - no secrets
    for trial in range(trials):
        size = 3 + min(5, trial // 10)
        pairs = [(i, k) for k in range(size) for i in range(k)]
        source.shuffle(pairs)
        extra, *rest = pairs
        chosen = rest[: source.randrange(1, len(rest) + 1)]
        cut = source.randrange(len(chosen) + 1) if support else len(chosen)
        base = tuple(source.randrange(1, 10) / 10 for _ in range(size))
        yield Graph(base, tuple(chosen[:cut]), tuple(chosen[cut:]), extra)


def check_semantics(
    semantics: str | Local,
    *,
    evaluate: Evaluator | None = None,
    support: bool = True,
    based: bool = True,
    legal: Callable[[Draw], bool] = lambda _: True,
    trials: int = 1000,
    seed: int = 1,
) -> dict[str, Verdict]:
    """Try every axiom on a semantics: axiom → verdict, in the order of the table.

    A published semantics is given by its name: its stored counterexamples are tried first, so that what fails is proved
    to fail, whatever random draws meet. One of your own is given as its local update f(w, attackers, supporters), and,
    for the axioms on whole graphs, as a function that evaluates a graph; say whether it knows support and base scores
    (axioms that speak of what it does not know are left out), and which draws are legal for it. Raises KeyError for an
    unknown name.
    """
    stored: Mapping[str, Verdict] = {}
    f = semantics if callable(semantics) else None
    if isinstance(semantics, str):
        f, evaluate, support, based, legal = _known(semantics)
        stored = stored_verdicts().get(semantics, {})
    assert f is not None
    found: dict[str, Verdict] = {}
    if evaluate is not None:
        for name, (_, broken) in GRAPH_AXIOMS.items():
            tried = [stored[name].counterexample] if name in stored else []
            tried += graphs(max(1, trials // 10), seed, support=support)
            example = next((one for one in tried if isinstance(one, Graph) and broken(evaluate, one)), None)
            found[name] = Verdict("fails" if example else "holds", example)
    for axiom in AXIOMS:
        if (axiom.support and not support) or (axiom.base and not based):
            continue
        known = stored[axiom.name].counterexample if axiom.name in stored else None
        count = max(8, int(trials * axiom.trials))
        verdict = Verdict("holds", None)
        for status, boundary in (("fails", False), ("open", True)):
            tried_draws = [known] if isinstance(known, Draw) and _inside(known, based=based) != boundary else []
            tried_draws += draws(boundary=boundary, trials=count, seed=seed, support=support, based=based)
            example_draw = next((one for one in tried_draws if legal(one) and axiom.broken(f, one)), None)
            if example_draw is not None:
                verdict = Verdict(status, example_draw)  # type: ignore[arg-type] # one of the two written above
                break
        found[axiom.name] = verdict
    return found


def _inside(draw: Draw, *, based: bool) -> bool:
    """Whether all numbers of a draw lie strictly between 0 and 1, but for a base score that is not heeded."""
    numbers = [*draw.attackers, *draw.supporters, *draw.more_attackers, *draw.more_supporters, draw.x, draw.y]
    return all(0 < number < 1 for number in (*numbers, draw.base if based else draw.x))


def _known(name: str) -> tuple[Local, Evaluator | None, bool, bool, Callable[[Draw], bool]]:
    if name == "weight-of-evidence":
        return _log_odds, None, True, True, lambda draw: 0 < draw.base < 1 and 0 < draw.y < 1
    from argmap.semantics.abstract import gradual  # noqa: PLC0415 - brings numpy
    from argmap.semantics.modular import modular  # noqa: PLC0415 - numpy, where semantics are tried

    law = modular(name)

    def evaluated(
        arguments: Sequence[str],
        base: Mapping[str, float],
        attacks: Sequence[tuple[str, str]],
        supports: Sequence[tuple[str, str]],
    ) -> Any:
        return gradual(arguments, base, attacks, supports, name).strengths

    return local(name), evaluated, not law.attack_only, law.based, lambda _: True


RATIO = 10.0
"""The likelihood ratio of every line where weight of evidence is held against the axioms."""


def _log_odds(base: float, attackers: Sequence[float], supporters: Sequence[float]) -> float:
    """Weight of evidence as a local update: items of these reliabilities, each in a line and from a source of its own."""
    from argmap.semantics.weighing import Line, Problem, Three, probability, weigh_problem  # noqa: PLC0415 - numpy, where semantics are tried

    items = [*((-1, a) for a in attackers), *((1, s) for s in supporters)]
    names = [f"e{number}" for number in range(len(items))]
    ratio = Three(RATIO, RATIO, RATIO)
    lines = [Line(n, (n,), "c", sign, ratio) for n, (sign, _) in zip(names, items, strict=True)]
    reliabilities = {n: Three(r, r, r) for n, (_, r) in zip(names, items, strict=True)}
    problem = Problem({"c": base}, reliabilities, lines, {}, [*names, "c"])
    return probability(weigh_problem(problem).log_odds["c"].middle)


# ------------------------------------------------------------------------------ stored counterexamples

_STORE = "counterexamples.json"


@cache
def stored_verdicts() -> Mapping[str, Mapping[str, Verdict]]:
    """Semantics → axiom → verdict with a counterexample, for every axiom that does not simply hold."""
    text = files("argmap.semantics").joinpath(_STORE).read_text(encoding="utf-8")
    return {
        name: {axiom: Verdict(entry["status"], _read(entry)) for axiom, entry in entries.items()}
        for name, entries in json.loads(text).items()
    }


def _read(entry: Mapping[str, Any]) -> Draw | Graph:
    def tuples(value: Any) -> Any:
        return tuple(map(tuples, value)) if isinstance(value, list) else value

    values = {key: tuples(value) for key, value in entry.items() if key != "status"}
    return Graph(**values) if "extra" in values else Draw(**values)


def names() -> tuple[str, ...]:
    """The semantics of the table, in its order."""
    from argmap.semantics.published import NAMES  # noqa: PLC0415 - numpy, where semantics are tried

    return ("weight-of-evidence", *NAMES)


def sentences() -> str:
    """The axioms in words, as a Markdown list."""
    told = {**{name: sentence for name, (sentence, _) in GRAPH_AXIOMS.items()}, **{a.name: a.sentence for a in AXIOMS}}
    return "".join(f"- *{name}*: {sentence}\n" for name, sentence in told.items())


SHORT = {"holds": "✓", "open": "open", "fails": "✗"}


def table() -> str:
    """The table of axioms as Markdown: a row for each axiom, a column for each semantics."""
    found = {name: check_semantics(name) for name in names()}
    lines = [f"| | {' | '.join(f'`{name}`' for name in found)} |", "|---|" + "---|" * len(found)]
    for axiom in (*GRAPH_AXIOMS, *(one.name for one in AXIOMS)):
        cells = [SHORT[verdicts[axiom].status] if axiom in verdicts else "–" for verdicts in found.values()]
        lines.append(f"| {axiom} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def counterexamples(trials: int = 4000) -> str:
    """The stored counterexamples anew, as JSON: for each semantics and axiom the first that a long search meets."""
    found: dict[str, dict[str, Any]] = {}
    for name in names():
        f, evaluate, support, based, legal = _known(name)
        verdicts = check_semantics(
            f, evaluate=evaluate, support=support, based=based, legal=legal, trials=trials, seed=7
        )
        found[name] = {
            axiom: {"status": verdict.status, **verdict.counterexample._asdict()}
            for axiom, verdict in verdicts.items()
            if verdict.counterexample is not None
        }
    return json.dumps(found, indent=1) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        Path(__file__).with_name(_STORE).write_text(counterexamples(), encoding="utf-8")
    stored_verdicts.cache_clear()
    sys.stdout.write(f"{table()}\n{sentences()}")
