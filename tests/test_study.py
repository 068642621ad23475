"""The study page computes what argmap computes: both on the corpus, on reference cases and on random maps and changes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import exp
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from conftest import CHARTER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from argmap import model
from argmap.graph import SUPPORT, ArgumentGraph, Inference
from argmap.layers import without_layers
from argmap.matrix import matrix
from argmap.project import Project, load_text
from argmap.semantics import evaluate
from argmap.semantics.grades import grades, granted
from argmap.semantics.independence import Ties
from argmap.semantics.plain import problem_of_plain, weigh
from argmap.semantics.scales import scales
from argmap.semantics.weighing import Three, logit, probability, weigh_problem
from argmap.semantics.weight_of_evidence import _exclusive, problem_of
from argmap.settings import Settings
from argmap.standing import Standing, without
from argmap.study import engine
from argmap.study.data import study_data
from argmap.testing import projects, written

CLOSE = 1e-9
DATA = Path(__file__).parent / "data"
STRENGTHS = ("none", "slight", "fair", "strong", "very strong", "near decisive")


@dataclass(frozen=True)
class Change:
    """What a reader supposes, as the page has it: things withdrawn, layers off, numbers and words moved, documents found."""

    off: tuple[tuple[str, str], ...] = ()
    layers: tuple[str, ...] = ()
    reliability: Mapping[str, float] = field(default_factory=dict)
    strength: Mapping[str, str] = field(default_factory=dict)
    attack: Mapping[tuple[str, str], str] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)

    def for_page(self) -> dict[str, Any]:
        return {
            "off": [":".join(one) for one in self.off],
            "layers": list(self.layers),
            "reliability": list(map(list, self.reliability.items())),
            "strength": list(map(list, self.strength.items())),
            "attack": [[" ".join(key), word] for key, word in self.attack.items()],
            "found": list(map(list, self.found.items())),
        }


# --------------------------------------------------------------------------- the same change, made by argmap itself


def taken(graph: ArgumentGraph, change: Change) -> tuple[tuple[str, str], ...]:
    """All that a change withdraws: of a group every item, also where a layer that is off leaves too little of the group."""
    handles = Standing(graph).handles
    return (
        *change.off,
        *(("evidence", name) for name in graph.evidence if not set(change.off).isdisjoint(handles(name))),
    )


def changed(graph: ArgumentGraph, change: Change) -> ArgumentGraph:
    """The graph after a change."""
    off = taken(graph, change)
    graph = without_layers(graph, change.layers)
    graph = without(graph, off) if off else graph

    def attackers(target: str, found: tuple[model.Attacker, ...]) -> tuple[model.Attacker, ...]:
        words = change.attack
        return tuple(
            a.model_copy(update={"strength": words[target, a.by]}) if (target, a.by) in words else a for a in found
        )

    inferences = {}
    for name, inference in graph.inferences.items():
        update: dict[str, Any] = {"undercut_by": attackers(name, inference.record.undercut_by)}
        if name in change.strength:
            update["strength"] = change.strength[name]
        inferences[name] = replace(inference, record=inference.record.model_copy(update=update))
    evidence = {
        name: item.model_copy(update={"undermined_by": attackers(name, item.undermined_by)})
        for name, item in graph.evidence.items()
    }
    order = list(graph.order)
    for claim, sign in change.found.items():
        name = f"found {sign} {claim}"
        if claim in graph.claims:
            evidence[name] = model.Evidence.model_construct(
                source=name, text="", kind="positive", directness="D0", undermined_by=(), date=None, event_date=None
            )
            record = model.Inference(premises=("x",), strength="strong").model_copy(update={"premises": (name,)})
            inferences[name] = Inference(name, claim, SUPPORT if sign == "+" else "attack", record, ())
            order.insert(0, name)
    return replace(
        graph,
        inferences=MappingProxyType(inferences),
        evidence=MappingProxyType(evidence),
        order=tuple(order),
    )


def valued(graph: ArgumentGraph, wished: Settings, change: Change) -> dict[str, Any]:
    """What argmap computes after a change, in the form in which the page is asked for it."""
    table = scales(wished.scales)
    before = graph
    graph = changed(graph, change)
    ties = Ties(graph)
    given_ = {name: item for name, item in graph.evidence.items() if not name.startswith("found ")}
    problem = problem_of(replace(graph, evidence=MappingProxyType(given_)), wished, table, ties)
    moved = {name: Three(value, value, value) for name, value in change.reliability.items() if name in given_}
    documents = {name: Three(1.0, 1.0, 1.0) for name in graph.evidence if name.startswith("found ")}
    problem = replace(problem, reliabilities={**problem.reliabilities, **moved, **documents})
    weighing = weigh_problem(problem)
    assumed = Three(*table.range("unstated", "assumed"))
    z = {
        name: Three(*map(logit, assumed)) if granted(graph, name) else Three(*weighing.log_odds[name][:3])
        for name in graph.claims
    }
    confidence = {}
    for name in graph.claims:
        if granted(graph, name):
            confidence[name] = [assumed.low, assumed.middle, assumed.high, assumed.middle, assumed.middle, True]
            continue
        low, middle, high, alone, overlapping = map(probability, weighing.log_odds[name])
        ends = min(middle, alone, overlapping), max(middle, alone, overlapping)
        confidence[name] = [low, middle, high, *ends, weighing.exact[name]]
    found = grades(graph, ties.witnesses)
    reliability = {name: list(weighing.reliability[name][:3]) for name in graph.evidence}
    stands = Standing(without_layers(before, change.layers)).standing(taken(before, change))
    return {
        "confidence": confidence,
        "grade": {name: [g.code, g.rule, g.reason, g.lines, list(g.open)] for name, g in found.items()},
        "reliability": reliability,
        "because": {
            name: [[c.decibans, c.mode, list(c.joined_by)] for c in weighing.contributions.get(name, ())]
            for name in graph.claims
        },
        "rivals": {
            name: {h: [b.low, b.point, b.high] for h, b in _exclusive(question.hypotheses, z).items()}
            for name, question in graph.questions.items()
            if question.relation == "exclusive"
        },
        "standing": sorted(stands) if not change.found and not change.strength else None,
    }


ASKED = """
([data, changes]) => {
  const book = modules.records.whole(JSON.parse(data));
  const { evaluate } = modules.evaluation;
  const maps = (c) => ({ off: new Set(c.off), layers: new Set(c.layers), reliability: new Map(c.reliability),
    strength: new Map(c.strength), attack: new Map(c.attack), found: new Map(c.found) });
  const plain = (one) => ({
    confidence: Object.fromEntries([...one.confidence].map(([n, v]) => [n, [v.low, v.point, v.high, ...one.dependence.get(n), v.exact]])),
    grade: Object.fromEntries([...one.grade].map(([n, g]) => [n, [g.code, g.rule, g.reason, g.lines, g.open]])),
    reliability: Object.fromEntries([...one.reliability].map(([n, v]) => [n, [v.low, v.point, v.high]])),
    because: Object.fromEntries([...one.world.claims.keys()].map((n) => [n, (one.because.get(n) ?? []).map((c) => [c.decibans, c.mode, c.joinedBy])])),
    rivals: Object.fromEntries([...one.rivals].map(([q, t]) => [q, Object.fromEntries([...t].map(([h, v]) => [h, [v.low, v.point, v.high]]))])),
    standing: [...one.standing].sort(),
    matrices: Object.fromEntries([...one.world.questions.keys()].map((q) => {
      const m = modules.matrix.matrix(book, one, q);
      const scores = (t) => Object.fromEntries([...t].map(([n, s]) => [n, [s.inconsistent, s.consistent, s.bearing]]));
      return [q, { items: m.columns.map((c) => [c.item, c.spread, c.cluster, c.credibility.point]), scores: scores(m.scores),
        group: scores(m.byGroup), dropped: Object.fromEntries([...m.dropped].map(([n, t]) => [n, scores(t)])) }];
    })),
  });
  let before;
  return JSON.stringify(changes.map((change) => {
    const afresh = plain(evaluate(book, maps(change)));
    before = evaluate(book, maps(change), before);
    const sorted = (one) => JSON.stringify(one, (_, v) => v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v);
    return [afresh, sorted(afresh) === sorted(plain(before))];
  }));
}
"""


@pytest.fixture(scope="session")
def calculator(chromium: Browser) -> Iterator[Page]:
    """A blank page that holds the page's own modules."""
    page = chromium.new_page()
    page.add_script_tag(content=engine())
    yield page
    page.close()


def near(left: Any, right: Any, where: str = "") -> None:
    """Fails where two values are not the same, numbers to 1e-9."""
    if isinstance(left, float) or isinstance(right, float):
        assert abs(left - right) <= CLOSE, (where, left, right)
    elif isinstance(left, dict):
        assert left.keys() == right.keys(), where
        for key in left:
            near(left[key], right[key], f"{where} {key}")
    elif isinstance(left, list | tuple):
        assert len(left) == len(right), (where, left, right)
        for one, other in zip(left, right, strict=True):
            near(one, other, where)
    else:
        assert left == right, where


def agree(calculator: Page, project: Project, changes: list[Change]) -> list[Any]:
    """Holds the page's results against argmap's for every change, worked out afresh and from the result before."""
    data = json.dumps(study_data(project.case))
    results = json.loads(calculator.evaluate(ASKED, [data, [change.for_page() for change in changes]]))
    found = []
    for change, (got, followed) in zip(changes, results, strict=True):
        assert followed, f"what is worked out anew after {change} differs from what is worked out afresh"
        expected = valued(project.graph, project.settings, change)
        for side in (expected, got):
            side["because"] = {name: sorted(made, key=_plain) for name, made in side["because"].items()}
            side["standing"] = sorted(side["standing"]) if expected["standing"] is not None else None
        near(expected, {key: got[key] for key in expected}, repr(change))
        found.append(got)
    return found


def _plain(contribution: list[Any]) -> tuple[float, str]:
    return round(contribution[0], 6), str(contribution[1:])


# --------------------------------------------------------------------------- the tests


def test_the_page_gives_every_value_of_the_corpus(calculator: Page, corpus: Project) -> None:
    [afresh] = agree(calculator, corpus, [Change()])
    valuation = evaluate(corpus.graph, corpus.settings)
    for name, value in valuation.confidence.items():
        near([value.low, value.point, value.high], afresh["confidence"][name][:3], name)
    for name in corpus.graph.questions:
        found, got = matrix(corpus.case, name), afresh["matrices"][name]
        near([[c.item, c.spread, c.cluster, c.credibility.point] for c in found.columns], got["items"], name)
        near({h: list(score) for h, score in found.scores.items()}, got["scores"], name)
        near({h: list(score) for h, score in found.by_group.items()}, got["group"], name)
        near({i: {h: list(s) for h, s in t.items()} for i, t in found.dropped.items()}, got["dropped"], name)


def test_the_page_follows_every_kind_of_change_of_the_corpus(calculator: Page, corpus: Project) -> None:
    graph = corpus.graph
    items, steps, claims = list(graph.evidence), list(graph.inferences), list(graph.claims)
    undercut = [(name, a.by) for name, i in graph.inferences.items() for a in i.record.undercut_by]
    changes = [
        *(Change(off=(("evidence", name),)) for name in items[::25]),
        *(Change(off=(("sources", name),)) for name in list(graph.sources)[::40]),
        *(Change(off=(("groups", name),)) for name in list(graph.groups)[::9]),
        Change(off=(("sources", "ken"),)),
        *(Change(off=(("claims", name),)) for name in claims[::200]),
        *(Change(reliability={name: k / 9}) for k, name in enumerate(items[::42])),
        *(Change(strength={name: STRENGTHS[k % 6]}) for k, name in enumerate(steps[::150])),
        *(Change(attack={pair: STRENGTHS[k % 6]}) for k, pair in enumerate(undercut[::20])),
        *(Change(found={name: "+-"[k % 2]}) for k, name in enumerate(claims[::130])),
        *(Change(layers=(layer,)) for layer in graph.layers),
        Change(
            off=(("evidence", items[3]), ("sources", "ken-1997")), reliability={items[5]: 0.1}, found={claims[8]: "-"}
        ),
    ]
    agree(calculator, corpus, changes)


def test_the_page_agrees_on_the_reference_cases(calculator: Page) -> None:
    cases = json.loads((DATA / "weight-of-evidence.json").read_text(encoding="utf-8"))["cases"]
    weighed = """
    (cases) => cases.map(({ priors, reliabilities, lines, underminers, order, rho }) => {
      const made = modules.weighing.weigh({ priors: new Map(priors), reliabilities: new Map(reliabilities), lines,
        underminers: new Map(underminers), order, rho: new Map(rho) });
      return Object.fromEntries(made.logOdds);
    })
    """

    def as_problem(plain: Mapping[str, Any]) -> dict[str, Any]:
        problem = problem_of_plain(plain)
        return {
            "priors": list(problem.priors.items()),
            "reliabilities": list(problem.reliabilities.items()),
            "lines": [
                {**line._asdict(), "undercutters": [a._asdict() for a in line.undercutters]} for line in problem.lines
            ],
            "underminers": [[name, [a._asdict() for a in found]] for name, found in problem.underminers.items()],
            "order": list(problem.order),
            "rho": list(problem.rho.items()),
        }

    results = calculator.evaluate(weighed, [as_problem(case["map"]) for case in cases])
    assert len(results) == len(cases) > 10
    for case, result in zip(cases, results, strict=True):
        near({name: list(z) for name, z in weigh(case["map"]).log_odds.items()}, result, case["id"])
        for name, value in case["confidence"].items():
            assert 1 / (1 + exp(-result[name][1])) == pytest.approx(value, abs=CLOSE), case["id"]


@given(projects(), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_page_agrees_on_random_maps_and_changes(calculator: Page, project: Any, data: st.DataObject) -> None:
    loaded = load_text(written(project))
    if not loaded.sound:
        return
    graph = loaded.graph
    things = [
        *(("evidence", name) for name in graph.evidence),
        *(("sources", name) for name in graph.sources),
        *(("groups", name) for name in graph.groups),
        *(("claims", name) for name in graph.claims),
    ]
    attacks = [(name, a.by) for name, i in graph.inferences.items() for a in i.record.undercut_by]
    attacks += [(name, a.by) for name, item in graph.evidence.items() for a in item.undermined_by]

    def some(names: list[Any], values: st.SearchStrategy[Any]) -> dict[Any, Any]:
        return data.draw(st.dictionaries(st.sampled_from(names), values, max_size=2)) if names else {}

    changes = [
        Change(
            off=tuple(data.draw(st.lists(st.sampled_from(things), max_size=2, unique=True))),
            layers=tuple(data.draw(st.lists(st.sampled_from(graph.layers), max_size=1))) if graph.layers else (),
            reliability=some(list(graph.evidence), st.floats(0, 1)),
            strength=some(list(graph.inferences), st.sampled_from(STRENGTHS)),
            attack=some(attacks, st.sampled_from(STRENGTHS)),
            found=some(list(graph.claims), st.sampled_from("+-")),
        )
        for _ in range(3)
    ]
    agree(calculator, loaded, [Change(), *changes])


def test_the_page_agrees_where_items_are_undermined_and_claims_are_granted(calculator: Page) -> None:
    more = """\
cast-later:
  source: charter
  text: The seal is a later cast of a genuine one.
  undermined_by: [{by: renewal-entry, strength: fair}, {by: wax-was-rare}]
"""
    claims = """\
wax-was-rare: {text: Wax was rare in those years., assumed: yes}
seal-false:
  text: The seal is false.
  support: [{premises: [cast-later, wax-was-rare], strength: strong}, {premises: [seal-too-late, charter-forged]}]
"""
    loaded = load_text({**CHARTER, "evidence/more.yaml": more, "claims/more.yaml": claims})
    assert loaded.sound
    step = next(name for name in loaded.graph.inferences if "wax-was-rare" in name)
    changes = [
        Change(),
        Change(off=(("evidence", "renewal-entry"),)),
        Change(off=(("claims", "wax-was-rare"),)),
        Change(attack={("cast-later", "wax-was-rare"): "slight"}, strength={step: "none"}),
        Change(found={"wax-was-rare": "+"}, reliability={"cast-later": 0.3}),
    ]
    agree(calculator, loaded, changes)


def test_another_semantics_is_shown_as_it_was_computed() -> None:
    project = load_text(CHARTER, settings=Settings(semantics="df-quad"))
    data = study_data(project.case)
    shown = {name: value["point"] for name, value in data["valuation"]["confidence"].items()}
    assert shown == {name: value.point for name, value in project.case.valuation.confidence.items()}


def test_what_would_change_a_claim_most_is_what_weighing_anew_gives(calculator: Page, corpus: Project) -> None:
    claim = str(corpus.settings.thesis)
    asked = """
    ([data, claim]) => {
      const book = modules.records.whole(JSON.parse(data));
      return modules.evaluation.whatWouldChange(book, modules.evaluation.noChange(), claim);
    }
    """
    found = calculator.evaluate(asked, [json.dumps(study_data(corpus.case)), claim])
    assert [one["swing"] for one in found] == sorted((one["swing"] for one in found), reverse=True)
    for one in found[:6]:
        after = valued(corpus.graph, corpus.settings, Change(found={one["name"]: one["sign"]}))
        near(after["confidence"][claim][1], one["to"], one["name"])
