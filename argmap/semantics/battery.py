"""A battery that says of a semantics which axioms hold, with a counterexample for each that does not.

`python -m argmap.semantics.battery` prints the tables of docs/semantics-gradual.md, and with `--write` stores the
counterexamples.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

from argmap.semantics.axioms import AXIOMS, GRAPH_AXIOMS, Draw, Evaluator, Graph
from argmap.semantics.dung import STRENGTH
from argmap.semantics.scalar import Local, local

Status = Literal["holds", "open", "fails"]
"""Holds; holds where all numbers lie strictly between 0 and 1; fails there too."""


class Verdict(NamedTuple):
    """What became of an axiom: its status, and the counterexample where it does not simply hold."""

    status: Status
    counterexample: Draw | Graph | None


def draws(
    *,
    boundary: bool,
    trials: int,
    seed: int,
    support: bool = True,
    based: bool = True,
    values: Sequence[float] = (),
) -> Iterator[Draw]:
    """Random draws, small and round ones first. `boundary`: some numbers are 0 or 1; if not, all are in [0.02, 0.98].

    values: the only numbers there are, if they are few.
    """
    source = random.Random(seed)  # noqa: S311 - no secrets

    def number(trial: int) -> float:
        if values:
            return source.choice(values)
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


TENTHS = tuple(number / 10 for number in range(1, 10))


def graphs(
    trials: int, seed: int, *, support: bool, rings: bool = False, scores: Sequence[float] = TENTHS
) -> Iterator[Graph]:
    """Random graphs, small ones first, with base scores out of `scores`; without rings, also where the extra attack is
    added, unless `rings` allows them."""
    source = random.Random(seed)  # noqa: S311 - no secrets
    for trial in range(trials):
        size = 3 + min(5, trial // 10)
        pairs = [(i, k) for k in range(size) for i in range(size if rings else k)]
        source.shuffle(pairs)
        extra, *rest = pairs
        chosen = rest[: source.randrange(1, len(rest) + 1)]
        cut = source.randrange(len(chosen) + 1) if support else len(chosen)
        base = tuple(source.choice(scores) for _ in range(size))
        yield Graph(base, tuple(chosen[:cut]), tuple(chosen[cut:]), extra)


def check_semantics(
    semantics: str | Local,
    *,
    evaluate: Evaluator | None = None,
    support: bool = True,
    based: bool = True,
    legal: Callable[[Draw], bool] = lambda _: True,
    values: Sequence[float] = (),
    scores: Sequence[float] = TENTHS,
    rings: bool = False,
    trials: int = 1000,
    seed: int = 1,
) -> dict[str, Verdict]:
    """Try every axiom on a semantics: axiom → verdict, in the order of the table.

    A registered semantics is given by its name: its stored counterexamples are tried first, so that what fails is proved
    to fail, whatever random draws meet. One of your own is given as its local update f(w, attackers, supporters), and,
    for the axioms on whole graphs, as a function that evaluates a graph; say whether it knows support and base scores
    (axioms that speak of what it does not know are left out), which draws are legal for it, which numbers are the only
    strengths if they are few (an axiom then holds or fails, for there is no inside and no edge), out of which base scores
    graphs are made, and whether these may have rings. Raises KeyError for an unknown name.
    """
    tried = (
        known(semantics)
        if isinstance(semantics, str)
        else Tried(semantics, evaluate, support, based, legal, tuple(values), tuple(scores), rings)
    )
    stored = stored_verdicts().get(semantics, {}) if isinstance(semantics, str) else {}
    return _verdicts(tried, stored, trials, seed)


def _verdicts(tried: Tried, stored: Mapping[str, Verdict], trials: int, seed: int) -> dict[str, Verdict]:
    found: dict[str, Verdict] = {}
    if tried.evaluate is not None:
        for name, (_, broken) in GRAPH_AXIOMS.items():
            kept = [stored[name].counterexample] if name in stored else []
            kept += tried.graphs(max(1, trials // 10), seed)
            graph = next((one for one in kept if isinstance(one, Graph) and broken(tried.evaluate, one)), None)
            found[name] = Verdict("fails" if graph else "holds", graph)
    for axiom in AXIOMS:
        if (axiom.support and not tried.support) or (axiom.base and not tried.based):
            continue
        example = stored[axiom.name].counterexample if axiom.name in stored else None
        verdict = Verdict("holds", None)
        for status, boundary in (("fails", False), ("open", True)):
            if boundary and tried.values:
                break
            kept_draws = [example] if isinstance(example, Draw) and tried.inside(example) != boundary else []
            kept_draws += tried.draws(boundary=boundary, trials=max(8, int(trials * axiom.trials)), seed=seed)
            met = next((one for one in kept_draws if tried.legal(one) and axiom.broken(tried.update, one)), None)
            if met is not None:
                verdict = Verdict(status, met)  # type: ignore[arg-type] # one of the two written above
                break
        found[axiom.name] = verdict
    return found


class Tried(NamedTuple):
    """A semantics as the battery tries it; the fields are the arguments of `check_semantics`."""

    update: Local
    evaluate: Evaluator | None = None
    support: bool = True
    based: bool = True
    legal: Callable[[Draw], bool] = lambda _: True
    values: tuple[float, ...] = ()
    scores: tuple[float, ...] = TENTHS
    rings: bool = False

    def draws(self, *, boundary: bool, trials: int, seed: int) -> Iterator[Draw]:
        """Draws that fit."""
        return draws(
            boundary=boundary,
            trials=trials,
            seed=seed,
            support=self.support,
            based=self.based,
            values=self.values,
        )

    def graphs(self, trials: int, seed: int) -> Iterator[Graph]:
        """Graphs that fit."""
        return graphs(trials, seed, support=self.support, rings=self.rings, scores=self.scores)

    def inside(self, draw: Draw) -> bool:
        """Whether all numbers of a draw lie strictly between 0 and 1, but for a base score that is not heeded; always
        where there are only a few numbers."""
        numbers = [*draw.attackers, *draw.supporters, *draw.more_attackers, *draw.more_supporters, draw.x, draw.y]
        inside = all(0 < number < 1 for number in (*numbers, draw.base if self.based else draw.x))
        return bool(self.values) or inside


def known(name: str) -> Tried:
    """A registered semantics as the battery tries it. Raises KeyError for an unknown name."""
    if name == "weight-of-evidence":
        return Tried(_log_odds, _weighed, legal=lambda draw: 0 < draw.base < 1 and 0 < draw.y < 1)
    from argmap.semantics.abstract import gradual, law_of  # noqa: PLC0415 - brings numpy
    from argmap.semantics.labelled import Labels  # noqa: PLC0415 - brings numpy

    law = law_of(name)

    def evaluated(
        arguments: Sequence[str],
        base: Mapping[str, float],
        attacks: Sequence[tuple[str, str]],
        supports: Sequence[tuple[str, str]],
    ) -> Any:
        return gradual(arguments, base, attacks, supports, name).strengths

    few: tuple[float, ...] = ()
    scores = TENTHS
    if isinstance(law, Labels):
        few, scores = (THREE, (1.0,)) if law.attack_only else ((), THREE)
    rings = bool(few)
    return Tried(local(name), evaluated, not law.attack_only, law.based, values=few, scores=scores, rings=rings)


THREE = tuple(sorted(STRENGTH.values()))
"""Out, undecided, in; and as base scores: excluded, open, assumed."""


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


def _weighed(
    arguments: Sequence[str],
    base: Mapping[str, float],
    attacks: Sequence[tuple[str, str]],
    supports: Sequence[tuple[str, str]],
) -> list[float]:
    """Weight of evidence on a graph: what nothing bears on is an item of that reliability, from a source of its own; all
    else is a claim of that prior."""
    from argmap.semantics.weighing import Line, Problem, Three, probability, weigh_problem  # noqa: PLC0415 - numpy, where semantics are tried

    ratio = Three(RATIO, RATIO, RATIO)
    relations = [(pair, sign) for sign, side in ((-1, attacks), (1, supports)) for pair in side]
    lines = [Line(f"{sign} {i} {k}", (i,), k, sign, ratio) for (i, k), sign in relations]
    below: dict[str, set[str]] = {name: set() for name in arguments}
    for line in lines:
        below[line.conclusion].update(line.premises)
    order = list(TopologicalSorter(below).static_order())
    items = {name: Three(base[name], base[name], base[name]) for name in arguments if not below[name]}
    claims = {name: base[name] for name in arguments if below[name]}
    odds = weigh_problem(Problem(claims, items, lines, {}, order)).log_odds
    return [base[name] if name in items else probability(odds[name].middle) for name in arguments]


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
    from argmap.semantics.labelled import LABELS  # noqa: PLC0415 - numpy, where semantics are tried
    from argmap.semantics.published import NAMES  # noqa: PLC0415 - numpy, where semantics are tried

    return ("weight-of-evidence", *NAMES, *LABELS)


def sentences() -> str:
    """The axioms in words, as a Markdown list."""
    told = {**{name: sentence for name, (sentence, _) in GRAPH_AXIOMS.items()}, **{a.name: a.sentence for a in AXIOMS}}
    return "".join(f"- *{name}*: {sentence}\n" for name, sentence in told.items())


SHORT = {"holds": "✓", "open": "open", "fails": "✗"}


def tables() -> str:
    """The tables of axioms as Markdown: a row for each axiom, a column for each semantics; those of labels apart."""
    from argmap.semantics.labelled import LABELS  # noqa: PLC0415 - numpy, where semantics are tried

    return f"{_table([name for name in names() if name not in LABELS])}\n{_table(list(LABELS))}"


def _table(semantics: Sequence[str]) -> str:
    found = {name: check_semantics(name) for name in semantics}
    lines = [f"| | {' | '.join(f'`{name}`' for name in found)} |", "|---|" + "---|" * len(found)]
    for axiom in (*GRAPH_AXIOMS, *(one.name for one in AXIOMS)):
        cells = [SHORT[verdicts[axiom].status] if axiom in verdicts else "–" for verdicts in found.values()]
        lines.append(f"| {axiom} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def counterexamples(trials: int = 4000) -> str:
    """The stored counterexamples anew, as JSON: for each semantics and axiom the first that a long search meets."""
    found: dict[str, dict[str, Any]] = {}
    for name in names():
        verdicts = _verdicts(known(name), {}, trials, seed=7)
        found[name] = {
            axiom: {"status": verdict.status, **_small(name, axiom, verdict.counterexample)._asdict()}
            for axiom, verdict in verdicts.items()
            if verdict.counterexample is not None
        }
    return json.dumps(found, indent=1) + "\n"


def _small(name: str, axiom: str, example: Draw | Graph) -> Draw | Graph:
    """A counterexample on a graph without the relations that it can do without."""
    if isinstance(example, Draw):
        return example
    evaluate = known(name).evaluate
    assert evaluate is not None
    for pair in (*example.attacks, *example.supports):
        fewer = example._replace(
            attacks=tuple(one for one in example.attacks if one != pair),
            supports=tuple(one for one in example.supports if one != pair),
        )
        if GRAPH_AXIOMS[axiom][1](evaluate, fewer):
            example = fewer
    return example


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        Path(__file__).with_name(_STORE).write_text(counterexamples(), encoding="utf-8")
    stored_verdicts.cache_clear()
    sys.stdout.write(f"{tables()}\n{sentences()}")
