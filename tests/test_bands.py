"""Bands: of random draws, and of other priors."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv
from test_weighing import about, confidence, law, line, problems

from argmap.project import load_text
from argmap.semantics.arrays import Inputs, cone, tables
from argmap.semantics.bands import CERTAINTY, SPREAD, Doubts, draw, drawn_bands, prior_band
from argmap.semantics.columns import weigh_columns
from argmap.semantics.plain import problem_of_plain
from argmap.semantics.sensitivity import doubts
from argmap.semantics.weighing import logit, probability, weigh_problem

TWO = about(0.5, {"a": 0.7, "b": 0.4}, line("H", "a", ratio=10), line("H", "b", ratio=3, sign=-1))


def drawn(plain, known=None, **more):
    """All numbers that are drawn for a map, with the map."""
    made = tables(problem_of_plain(plain))
    sample = draw(made, cone(made.map, range(made.map.claims)), known or Doubts(), **more)
    return sample.take(slice(0, sample.columns)), made


@law
@given(problems(), st.integers(0, 2**32))
def test_the_band_of_ranges_encloses_every_sample_drawn_inside_them(problem, seed):
    made, found = tables(problem), weigh_problem(problem)
    random = np.random.Generator(np.random.PCG64(seed))
    low, high = made.inputs.take(slice(0, 1)).parts(), made.inputs.take(slice(2, 3)).parts()
    samples = Inputs(*(a + (b - a) * random.random((len(a), 50)) for a, b in zip(low, high, strict=True)))
    log_odds = weigh_columns(made.map, samples)
    for name, row in zip(made.claims, log_odds, strict=True):
        z = found.log_odds[name]
        assert np.all((row >= z.low - 1e-9) & (row <= z.high + 1e-9))


def test_the_same_seed_gives_the_same_band_and_another_a_little_different_one():
    made = tables(problem_of_plain(TWO))
    first, again = drawn_bands(made, ["H"]), drawn_bands(made, ["H"])
    other = drawn_bands(made, ["H"], seed=7)
    assert first == again
    assert first["H"] != other["H"]
    assert first["H"] == pytest.approx(other["H"], abs=0.02)


def test_the_band_holds_the_middle_and_narrows_with_certainty():
    made = tables(problem_of_plain(TWO))
    wide, narrow = (
        drawn_bands(made, ["H"], Doubts(dict.fromkeys("ab", CERTAINTY[word])))["H"] for word in ("low", "high")
    )
    assert wide.low < narrow.low < confidence(TWO) < narrow.high < wide.high
    assert narrow.middle == pytest.approx(confidence(TWO), abs=0.02)


def test_each_input_takes_the_middle_of_each_slice_of_its_distribution_once():
    sample, made = drawn(TWO, columns=200)
    slices = (np.arange(200) + 0.5) / 200
    for row, mean in zip(sample.reliability, made.middle.reliability[:, 0], strict=True):
        assert np.sort(row) == pytest.approx(betaincinv(20 * mean, 20 * (1 - mean), slices), abs=1e-4)
    steps = np.sort(np.log(sample.ratio[0]))
    assert steps.mean() == pytest.approx(np.log(10), abs=1e-9)
    assert steps.std() == pytest.approx(SPREAD, rel=0.01)


@pytest.mark.parametrize("kappa", CERTAINTY.values())
def test_interpolated_quantiles_are_right_to_the_fourth_place(kappa):
    means = np.linspace(0.01, 0.99, 25)
    plain = about(0.5, {f"e{n:02}": r for n, r in enumerate(means)}, *[line("H", f"e{n:02}") for n in range(25)])
    sample, made = drawn(plain, Doubts(dict.fromkeys(plain["evidence"], kappa)))
    slices = (np.arange(1000) + 0.5) / 1000
    exact = betaincinv(means[:, None] * kappa, (1 - means[:, None]) * kappa, slices)
    assert made.items == tuple(plain["evidence"])
    assert np.abs(np.sort(sample.reliability, axis=1) - exact).max() < 1e-4


def test_items_of_one_witness_share_one_draw_and_others_do_not():
    plain = about(0.5, dict.fromkeys("abc", 0.6), *[line("H", name) for name in "abc"])
    sample, _ = drawn(plain, Doubts(witness={"a": "him", "b": "him"}))
    a, b, c = sample.reliability
    assert a.tolist() == b.tolist()
    assert abs(np.corrcoef(a, c)[0, 1]) < 0.15


def test_items_whose_lines_share_a_tie_are_of_one_witness_unless_it_is_said_who_is():
    tied = [line("H", name, group="him", mode="witness") for name in "ab"]
    plain = about(0.5, dict.fromkeys("abc", 0.6), *tied, line("H", "c"), line("H", "c", "a", group="him"))
    a, b, c = drawn(plain)[0].reliability
    assert a.tolist() == b.tolist() != c.tolist()
    a, b, _ = drawn(plain, Doubts(witness={}))[0].reliability
    assert a.tolist() != b.tolist()


def test_one_witness_makes_a_wider_band_than_three():
    plain = about(0.5, dict.fromkeys("abc", 0.6), *[line("H", name, ratio=5) for name in "abc"])
    made = tables(problem_of_plain(plain))
    one = drawn_bands(made, ["H"], Doubts(witness=dict.fromkeys("abc", "him")))["H"]
    three = drawn_bands(made, ["H"])["H"]
    assert one.low < three.low
    assert one.high > three.high


def test_what_is_certain_or_worthless_or_carries_nothing_is_not_drawn():
    plain = about(
        0.5, {"a": 1, "b": 0, "u": 0.5}, line("H", "a", ratio=1), line("H", "b", ratio=1000), undercuts=[("u", "i0", 1)]
    )
    sample, _ = drawn(plain)
    assert sample.reliability[:2].tolist() == [[1.0] * 1000, [0.0] * 1000]
    assert sample.ratio[0].tolist() == [1.0] * 1000
    assert sample.ratio[1].max() == 1000
    assert sample.undercut.tolist() == [[1.0] * 1000]


def test_a_band_has_one_line_for_each_claim_that_was_asked_for():
    made = tables(problem_of_plain(about(0.5, {"a": 0.7}, line("H", "G"), line("G", "a"), claims={"G": 0.3})))
    assert list(drawn_bands(made, ["G", "H"])) == ["G", "H"]
    with pytest.raises(KeyError):
        drawn_bands(made, ["nowhere"])


def test_few_draws_are_taken_as_they_are():
    sample, _ = drawn(TWO, columns=3)
    assert sample.reliability.shape == (2, 3)


@law
@given(problems(), st.data())
def test_other_priors_are_what_weighing_with_another_prior_gives(problem, data):
    claim = data.draw(st.sampled_from(sorted(problem.priors)))
    z = weigh_problem(problem).log_odds[claim].middle
    for prior, found in prior_band(z - logit(problem.priors[claim]), (0.2, 0.5, 0.8)).items():
        other = weigh_problem(replace(problem, priors={**problem.priors, claim: prior}))
        assert found == pytest.approx(probability(other.log_odds[claim].middle), abs=1e-9)


DOUBTED = {
    "claims/a.yaml": "a-claim: {text: A., support: [one, two, three, four]}\n",
    "evidence/items.yaml": """\
one:
  source: first
  text: One.
  appraisal:
    - {by: me, on: 2026-01-01, reliability: B, credibility: 2, reason: Seen.}
    - {by: you, on: 2026-01-02, reliability: C, credibility: 3, reason: Seen too.}
two: {source: first, text: Two., appraisal: {by: me, on: 2026-01-01, reliability: B, credibility: 2, reason: Seen.}}
three: {source: second, text: Three.}
four: {source: third, text: Four., appraisal: {by: me, on: 2026-01-01, reliability: F, credibility: 2, reason: Unknown.}}
""",
    "evidence/sources.yaml": "first: {title: F}\nsecond: {title: S}\nthird: {title: T}\n",
    "evidence/independence.yaml": "pool: {kind: rumour_pool, members: [three, third], basis: Both heard it.}\n",
}


def test_certainty_comes_from_who_appraised_and_witnesses_from_sources_and_groups():
    known = doubts(load_text(DOUBTED).case.graph)
    low, medium, high = (CERTAINTY[word] for word in ("low", "medium", "high"))
    assert known.kappa == {"one": high, "two": medium, "three": low, "four": low}
    assert known.witness["one"] == known.witness["two"]
    assert known.witness["three"] == known.witness["four"] != known.witness["one"]
