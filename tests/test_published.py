"""Whole maps by the published semantics: the mapping, bands, explanations, pictures and what is refused."""

import json
import math
import re
import subprocess
import sys

import pytest
from conftest import CHARTER, ROOT, run, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap.explain import explanation, in_sentences
from argmap.project import load, load_text
from argmap.rules import findings
from argmap.semantics import Unsuited, evaluate, gradual
from argmap.semantics.mapping import relation_weight
from argmap.semantics.modular import MODULAR
from argmap.semantics.published import NAMES, WITHOUT_BASE
from argmap.semantics.scalar import local
from argmap.semantics.scales import scales
from argmap.settings import Settings
from argmap.testing import projects, written

BIPOLAR = [name for name, law in MODULAR.items() if not law.attack_only]
ATTACKS = {
    "claims/c.yaml": """\
a: {text: A., prior: 0.8}
b:
  text: B.
  prior: 0.6
  attack: [{premises: a}]
c:
  text: C.
  prior: 0.7
  attack: [{premises: a}, {premises: b}]
"""
}


def values(name, files, **changes):
    return evaluate(load_text(files).graph, Settings(semantics=name, **changes))


def test_the_light_list_of_names_is_that_of_the_semantics():
    assert list(MODULAR) == list(NAMES)
    assert {name for name, law in MODULAR.items() if not law.based} == WITHOUT_BASE


@pytest.mark.parametrize("name", BIPOLAR)
def test_a_map_of_claims_alone_is_the_framework_it_looks_like(name):
    files = {
        "claims/c.yaml": """\
a: {text: A., prior: 0.7}
b: {text: B., prior: 0.2}
c:
  text: C.
  prior: 0.5
  support: [{premises: a}]
  attack: [{premises: b}]
"""
    }
    f = local(name)
    assert values(name, files).confidence["c"].point == pytest.approx(f(0.5, [0.2], [0.7]), abs=1e-12)


@pytest.mark.parametrize("name", BIPOLAR)
def test_charter_is_worked_out_as_documented(name):
    f, table = local(name), scales()
    project = load_text(CHARTER)
    graph = project.graph
    r = {i: table.reliability(e, graph.sources[e.source]).middle for i, e in graph.evidence.items()}
    fair, slight, strong = (relation_weight(table, word).middle for word in ("fair", "slight", "strong"))
    assert (fair, slight, strong) == pytest.approx((0.5195, 0.3323, 0.8182), abs=5e-5)
    renewed = f(0.5, [], [fair * r["renewal-entry"]])
    step = 1 - table.range("attack_strength", "fair").middle * renewed
    forged = f(0.5, [slight * r["copied-early"]], [strong * r["seal-too-late"] * step])
    found = values(name, CHARTER)
    assert found.confidence["seal-renewed"].point == pytest.approx(renewed, abs=1e-12)
    assert found.confidence["charter-forged"].point == pytest.approx(forged, abs=1e-12)
    assert found.carried["charter-forged.support.seal-too-late"] == pytest.approx(strong * r["seal-too-late"] * step)
    assert found.carried["charter-forged.attack.copied-early"] == pytest.approx(slight * r["copied-early"])


def test_a_step_that_is_wholly_undercut_is_as_good_as_gone():
    files = {
        "claims/c.yaml": """\
a: {text: A., prior: 0.7}
sure: {text: S., prior: 0.999}
c:
  text: C.
  support: [{premises: a, undercut_by: sure}]
"""
    }
    for name in BIPOLAR:
        assert values(name, files).confidence["c"].point == pytest.approx(0.5, abs=1e-3)


def test_an_underminer_attacks_an_item_by_the_semantics_own_law():
    files = {
        "claims/c.yaml": "a: {text: A., prior: 0.7}\n",
        "evidence/e.yaml": "e: {source: s, text: E., undermined_by: {by: a, strength: fair}}\n",
        "evidence/sources.yaml": "s: {title: S}\n",
    }
    for name in BIPOLAR:
        reliability = values(name, files).reliability["e"]
        assert reliability.point == pytest.approx(local(name)(0.5, [0.5 * 0.7], []), abs=1e-12)
        assert reliability.low < reliability.point < reliability.high


def test_valuations_pretend_to_no_decibans_and_no_rivals():
    found = values("mlp", CHARTER)
    assert found.decibans == {}
    assert found.rivals == {}
    assert all(because.contributions == () and because.sensitivity is None for because in found.because.values())
    assert found.dependence["charter-forged"] == (found.confidence["charter-forged"].point,) * 2
    assert found.grade == values("weight-of-evidence", CHARTER).grade


relaxed = settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))


@relaxed
@given(projects(), st.sampled_from(BIPOLAR))
def test_any_project_can_be_evaluated_checked_and_explained(drawn, name):
    project = load_text(written(drawn), settings=Settings(semantics=name))
    findings(project.case)
    for claim in project.graph.claims:
        band = project.case.valuation.confidence[claim]
        assert 0 <= band.low <= band.point <= band.high <= 1
        assert in_sentences(project.case, claim)
        json.dumps(explanation(project.case, claim), allow_nan=False)


@relaxed
@given(projects(), st.sampled_from(BIPOLAR), st.randoms())
def test_bands_hold_every_choice_of_inputs(drawn, name, source):
    graph = load_text(written(drawn)).graph
    table = scales()
    found = evaluate(graph, Settings(semantics=name))

    def narrowed(pick):
        changes = {}
        for scale in ("reliability", "credibility", "directness", "strength", "attack_strength", "unstated"):
            changes[scale] = {word: [pick(entry)] * 3 for word, entry in table.table[scale].items()}
        return evaluate(graph, Settings(semantics=name, scales=changes)).confidence

    chosen = narrowed(source.choice)
    for claim, band in found.confidence.items():
        assert band.low - 1e-12 <= chosen[claim].point <= band.high + 1e-12


@pytest.mark.parametrize("name", BIPOLAR)
def test_an_exact_band_is_attained_and_one_that_an_input_pulls_both_ways_is_not_called_exact(name):
    files = {
        "claims/c.yaml": """\
a: {text: A., support: [{premises: e, strength: fair}]}
b: {text: B., support: [{premises: e, strength: fair, undercut_by: {by: e2, strength: slight}}]}
c: {text: C., support: [{premises: a}], attack: [{premises: b}]}
""",
        "evidence/e.yaml": "e: {source: s, text: E., directness: D2}\ne2: {source: s, text: E., directness: D0}\n",
        "evidence/sources.yaml": "s: {title: S}\n",
    }
    found = values(name, files).confidence
    assert [found[claim].exact for claim in "abc"] == [True, True, False]
    table = scales().table
    for end, column in (("low", 0), ("high", 2)):
        inputs = (("unstated", "appraisal"), ("directness", "D2"), ("strength", "fair"))
        changes = {scale: {word: [table[scale][word][column]] * 3} for scale, word in inputs}
        assert getattr(found["a"], end) == pytest.approx(values(name, files, scales=changes).confidence["a"].point)


@relaxed
@given(projects(), st.sampled_from(BIPOLAR))
def test_what_a_claim_would_be_without_a_line_is_what_it_is_without_it(drawn, name):
    project = load_text(written(drawn), settings=Settings(semantics=name))
    for line in list(project.graph.inferences.values())[:3]:
        told = {one["inference"]: one["without"] for one in explanation(project.case, line.conclusion)["lines"]}
        lighter = {kind: dict(records) for kind, records in drawn.items()}
        claim = lighter["claims"][line.conclusion]
        kept = [
            record for number, record in enumerate(getattr(claim, line.polarity)) if (line.polarity, number) != line.at
        ]
        # A claim that nothing bears on any more may count as assumed, which is another matter.
        lighter["claims"][line.conclusion] = claim.model_copy(update={line.polarity: tuple(kept), "assumed": False})
        without = evaluate(load_text(written(lighter)).graph, Settings(semantics=name))
        assert told[line.id] == pytest.approx(without.confidence[line.conclusion].point, abs=1e-9)


@pytest.mark.parametrize("name", [name for name in NAMES if MODULAR[name].attack_only])
def test_a_map_of_attacks_alone_is_evaluated_by_semantics_of_attacks(name):
    found = values(name, ATTACKS).confidence
    base = {"a": 1, "b": 1, "c": 1} if name in WITHOUT_BASE else {"a": 0.8, "b": 0.6, "c": 0.7}
    f = local(name, 2)
    b = f(base["b"], [base["a"]], [])
    assert found["b"].point == pytest.approx(b)
    assert found["c"].point == pytest.approx(f(base["c"], [base["a"], b], []))
    assert "Without this line alone" in in_sentences(load_text(ATTACKS, settings=Settings(semantics=name)).case, "c")


def test_a_map_with_support_is_refused_by_semantics_of_attacks(charter):
    with pytest.raises(Unsuited, match="cannot be evaluated by max-based: max-based knows attacks only"):
        values("max-based", CHARTER)
    ran = run("check", "--project", charter, "--semantics", "max-based")
    assert ran.status == 2
    assert ran.err == (
        "argmap: this map cannot be evaluated by max-based: max-based knows attacks only, and there are supports\n"
    )


def test_undercutters_and_words_of_strength_are_refused_where_they_mean_nothing():
    for more, message in (("undercut_by: b", "undercutters"), ("strength: fair", "weights of relations")):
        text = f"a: {{text: A.}}\nb: {{text: B.}}\nc:\n  text: C.\n  attack: [{{premises: a, {more}}}]\n"
        with pytest.raises(Unsuited, match=message):
            values("counting", {"claims/c.yaml": text})


@pytest.mark.parametrize("name", BIPOLAR)
def test_the_corpus_is_checked_explained_drawn_and_exported(name, tmp_path, corpus):
    root = corpus.root
    assert run("check", "--project", root, "--semantics", name).status == 0
    ran = run("explain", "czech-service-supplied", "--project", root, "--semantics", name)
    assert ran.status == 0
    assert f"by {name}" in ran.out
    assert "deciban" not in ran.out.lower()
    assert " dB" not in ran.out
    told = json.loads(
        run("explain", "czech-service-supplied", "--project", root, "--semantics", name, "--format", "json").out
    )
    assert told["decibans"] is None
    assert all(0 <= line["carried"] <= 1 for line in told["lines"])
    assert json.loads(run("export", "--project", root, "--semantics", name).out)["semantics"] == name


def test_a_picture_says_what_steps_carry_and_has_no_decibans(tmp_path):
    project = write(tmp_path / "p", CHARTER)
    assert run("build", "--project", project, "--semantics", "euler").status == 0
    drawn = "".join(file.read_text(encoding="utf-8") for file in (project / "renders").glob("*.svg"))
    assert "carries 0." in drawn
    assert " dB" not in drawn
    assert "euler" in drawn


def test_checking_by_the_default_semantics_needs_no_numpy(charter):
    code = (
        "import sys; from argmap.cli import main; status = main(['check', '--project', sys.argv[1]]); "
        "print(status, sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(charter)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_a_strength_is_weighed_by_how_far_it_confirms():
    table = scales()
    assert tuple(relation_weight(table, None)) == (1, 1, 1)
    assert relation_weight(table, "none").high == 0
    assert relation_weight(table, "strong").middle == pytest.approx(9 / 11)
    for word in ("slight", "fair", "strong", "very strong", "near decisive"):
        low, middle, high = relation_weight(table, word)
        assert 0 < low < middle < high < 1
        assert math.isclose(middle, math.tanh(table.range("strength", word).middle * math.log(10) / 20))


def test_loading_with_another_semantics_changes_no_grade(corpus):
    other = load(corpus.root, semantics="df-quad")
    assert other.case.valuation.grade == corpus.case.valuation.grade


# ------------------------------------------------------------------------------ the page

PAGE = (ROOT / "docs" / "semantics-gradual.md").read_text(encoding="utf-8")
BLOCKS = [block.splitlines() for block in re.findall(r"^```calculation\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


def worked_out(expression):
    assert re.fullmatch(r"(?:exp|[-0-9.+*/()×−\s])*", expression)
    return float(eval(expression.replace("×", "*").replace("−", "-"), {"exp": math.exp}))


@pytest.mark.parametrize("line", [line for block in BLOCKS for line in block])
def test_every_calculation_of_the_page_comes_out(line):
    expression, result = line.rsplit(" = ", 1)
    unit = 10.0 ** -len(result.partition(".")[2])
    assert worked_out(expression) == pytest.approx(worked_out(result), abs=unit)


@pytest.mark.parametrize("name", BIPOLAR)
def test_the_corner_of_the_corpus_comes_to_what_the_page_says(name, corpus):
    block = PAGE.split(f"### `{name}`\n", 1)[1].split("```calculation\n", 1)[1].split("```", 1)[0]
    result = block.splitlines()[-1].rsplit(" = ", 1)[1]
    found = evaluate(corpus.graph, Settings(semantics=name))
    assert f"{found.confidence['benes-passed-plot-papers'].point:.4f}" == result


@pytest.mark.parametrize(
    ("name", "place"), [(name, k) for k, name in enumerate(n for n in NAMES if MODULAR[n].attack_only)]
)
def test_the_example_of_attacks_alone_comes_to_what_the_page_says(name, place):
    fair = relation_weight(scales(), "fair").middle
    base = {"filing": 0.9025, "pouch": 0.9, "T": fair, "S": 0.5}
    found = gradual(list(base), base, [("filing", "T"), ("pouch", "T"), ("T", "S")], [], name)
    block = next(block for block in BLOCKS if len(block) == 2 * sum(law.attack_only for law in MODULAR.values()))
    results = [line.rsplit(" = ", 1)[1] for line in block[2 * place : 2 * place + 2]]
    assert [found.of("T"), found.of("S")] == pytest.approx([float(result) for result in results], abs=1e-4)


def test_the_page_has_the_weights_of_all_words():
    told = re.search(r"\): ([0-9., ]+) from \*slight\*", PAGE).group(1)
    words = ("slight", "fair", "strong", "very strong", "near decisive")
    assert told == ", ".join(f"{relation_weight(scales(), word).middle:.2f}" for word in words)
