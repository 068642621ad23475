"""What a claim owes to whom: removal, shares, the fewest whose loss tells, and levers, against doing it the long way."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_weighing import CASES, REFERENCE, about, law, line, middles, problems

from argmap.semantics import attribution
from argmap.semantics.arrays import tables
from argmap.semantics.attribution import (
    credence_needed,
    leave_one_out,
    ratio_needed,
    reliabilities_needed,
    shapley,
    smallest_loss,
    topic,
)
from argmap.semantics.plain import problem_of_plain
from argmap.semantics.weighing import DECIBANS_PER_NAT, Problem, Three, logit, probability, weigh_problem

OWNERS = "ABCD"


@st.composite
def asked(draw, size=8):
    """A random map, one of its claims, and its items as players: each for itself, or shared out among four sources."""
    problem = draw(problems(size=size))
    claim = draw(st.sampled_from(sorted(problem.priors)))
    names = sorted(problem.reliabilities)
    owner = {name: draw(st.sampled_from(OWNERS)) for name in names}
    by_item = draw(st.booleans())
    players = {n: [n] for n in names} if by_item else {o: [n for n in names if owner[n] == o] for o in OWNERS}
    return problem, claim, {name: items for name, items in players.items() if items}


def evidence(problem, claim):
    return middles(problem)[claim] - logit(problem.priors[claim])


def gone(problem, items):
    zero = Three(0, 0, 0)
    return replace(problem, reliabilities={n: zero if n in items else r for n, r in problem.reliabilities.items()})


def values(problem, claim, players, names):
    """The evidence with every set of players there, by weighing each map anew."""
    found = {}
    for size in range(len(names) + 1):
        for there in combinations(names, size):
            lost = [item for name in names if name not in there for item in players[name]]
            found[frozenset(there)] = evidence(gone(problem, lost), claim)
    return found


def drawn_from(plain, players=None, claim="H"):
    return topic(tables(problem_of_plain(plain)), claim, players)


# ------------------------------------------------------------------------------ what if it were gone


@law
@given(asked())
def test_what_would_go_with_a_player_is_what_weighing_without_it_gives(question):
    problem, claim, players = question
    of = topic(tables(problem), claim, players)
    whole = evidence(problem, claim)
    assert of.evidence == pytest.approx(whole, abs=1e-11)
    for name, found in zip(of.players, leave_one_out(of), strict=True):
        assert found == pytest.approx(whole - evidence(gone(problem, players[name]), claim), abs=1e-11)


@law
@given(asked())
def test_who_is_not_below_a_claim_is_no_player_in_it(question):
    problem, claim, players = question
    of = topic(tables(problem), claim, players)
    for name in players.keys() - set(of.players):
        assert evidence(gone(problem, players[name]), claim) == evidence(problem, claim)


def test_each_of_two_copies_can_go_without_loss_and_both_have_their_share():
    copies = [line("H", name, ratio=9, group="lost") for name in ("a", "b")]
    of = drawn_from(about(0.5, {"a": 0.8, "b": 0.8}, *copies))
    assert leave_one_out(of).tolist() == [0, 0]
    assert shapley(of).share == pytest.approx([of.evidence / 2] * 2)


# ------------------------------------------------------------------------------ its share of the change


@law
@given(asked(size=7))
def test_shares_are_those_of_shapley_worked_out_over_all_sets(question):
    problem, claim, players = question
    of = topic(tables(problem), claim, players)
    worth = values(problem, claim, players, of.players)
    count = len(of.players)
    for name, found in zip(of.players, shapley(of).share, strict=True):
        expected = math.fsum(
            math.factorial(len(there))
            * math.factorial(count - len(there) - 1)
            / math.factorial(count)
            * (worth[there | {name}] - without)
            for there, without in worth.items()
            if name not in there
        )
        assert found == pytest.approx(expected, abs=1e-10)


@law
@given(asked())
def test_efficiency_the_shares_add_up_to_the_evidence(question):
    problem, claim, players = question
    of = topic(tables(problem), claim, players)
    assert shapley(of).share.sum() == pytest.approx(evidence(problem, claim), abs=1e-10)


@law
@given(asked(), st.data())
def test_symmetry_players_that_are_alike_have_like_shares(question, data):
    problem, claim, _ = question
    twin = data.draw(st.sampled_from(sorted(problem.reliabilities)))
    ratio = Three(5, 5, 5)
    lines = [entry for entry in problem.lines if entry.conclusion == claim][:2]
    both = [replace_premise(entry, name, ratio) for entry in lines for name in (twin, "twin")]
    alike = Problem(
        problem.priors,
        {**problem.reliabilities, "twin": problem.reliabilities[twin]},
        both,
        {name: found for name, found in problem.underminers.items() if name != twin},
        ["twin", *problem.order],
        problem.rho,
    )
    of = topic(tables(alike), claim)
    share = dict(zip(of.players, shapley(of).share.tolist(), strict=True))
    if twin in share:
        assert share[twin] == pytest.approx(share["twin"], abs=1e-10)
    else:
        assert "twin" not in share


def replace_premise(entry, name, ratio):
    return entry._replace(id=f"{entry.id} {name}", premises=(name,), ratio=ratio, undercutters=())


@law
@given(asked())
def test_dummy_what_never_adds_anything_has_no_share(question):
    problem, claim, players = question
    of = topic(
        tables(gone(problem, ["e0"])), claim, {"e0": ["e0"], **{n: i for n, i in players.items() if "e0" not in i}}
    )
    share = dict(zip(of.players, shapley(of).share.tolist(), strict=True))
    assert share.get("e0", 0) == pytest.approx(0, abs=1e-12)


def wide(count, *, shared=True):
    """Many items on one claim; an item that undercuts all steps makes one branch of them."""
    lines = [line("H", f"e{n:02}", ratio=2 + n / 3, sign=1 if n % 4 else -1) for n in range(count)]
    undercuts = [("u", f"i{n}", 0.5) for n in range(count)] if shared else []
    return about(0.5, {"u": 0.6, **{f"e{n:02}": 0.3 + n / 100 for n in range(count)}}, *lines, undercuts=undercuts)


def test_what_shares_nothing_is_worked_out_apart_however_many_there_are():
    of = drawn_from(wide(60, shared=False))
    assert len(of.branches) == 60
    assert shapley(of).error.tolist() == [0] * 60
    assert shapley(of).share == pytest.approx(leave_one_out(of))


def test_a_branch_of_many_players_is_sampled_and_says_how_surely():
    of = drawn_from(wide(18))
    found = shapley(of, pairs=200)
    assert found.share.sum() == pytest.approx(of.evidence, abs=1e-9)
    assert 0 < found.error.max() < 0.02
    # Given one undercutter the rest adds up, so the exact shares are half way between with and without him.
    for n in range(18):
        r, force = 0.3 + n / 100, 1 + n / 3
        exact = (1 if n % 4 else -1) * (math.log1p(r * force) + math.log1p(r * force * 0.7)) / 2
        row = of.players.index(f"e{n:02}")
        assert found.share[row] == pytest.approx(exact, abs=5 * found.error[row] + 1e-9)


def test_sampling_gives_the_same_every_time_and_agrees_with_the_exact_shares(monkeypatch):
    of = drawn_from(wide(8))
    exact = shapley(of)
    monkeypatch.setattr(attribution, "MOST_EXACT", 4)
    of = drawn_from(wide(8))
    sampled = shapley(of)
    assert exact.error.tolist() == [0] * 9
    assert np.all(np.abs(sampled.share - exact.share) <= 5 * sampled.error + 1e-9)
    assert shapley(of).share.tolist() == sampled.share.tolist()


# ------------------------------------------------------------------------------ the fewest whose loss would tell


@law
@given(asked(), st.sampled_from([-1.0, -0.3, 0.1, 0.4, 1.0]))
def test_no_smaller_loss_brings_a_claim_across_a_mark(question, mark):
    problem, claim, players = question
    of = topic(tables(problem), claim, players)
    worth = values(problem, claim, players, of.players)
    falling = of.evidence >= mark
    across = [there for there, value in worth.items() if (value < mark if falling else value > mark)]
    found = smallest_loss(of, mark)
    if not across:
        assert found is None
        return
    assert len(found.players) == len(of.players) - max(map(len, across))
    assert found.evidence == pytest.approx(worth[frozenset(of.players) - set(found.players)], abs=1e-10)
    assert found.searched is None


def test_where_a_branch_is_too_large_to_try_all_it_is_said_how_far_the_search_went(monkeypatch):
    of = drawn_from(wide(12))
    exact = smallest_loss(of, 1.0)
    monkeypatch.setattr(attribution, "MOST_EXACT", 4)
    monkeypatch.setattr(attribution, "MOST_LOSSES", 400)
    of = drawn_from(wide(12))
    bounded = smallest_loss(of, 1.0)
    assert exact.searched is None
    assert bounded is None or (bounded.searched == 3 and len(bounded.players) >= len(exact.players))
    assert smallest_loss(of, of.evidence - 0.01).searched == 3


def test_a_claim_that_stands_at_a_mark_exactly_is_not_brought_across_it_by_losing_all():
    of = drawn_from(about(0.5, {"a": 0.8, "b": 0.3}, line("H", "a"), line("H", "b")))
    assert smallest_loss(of, 0.0) is None


# ------------------------------------------------------------------------------ what it would take


@pytest.mark.parametrize("solution", REFERENCE["contest_example"]["solutions"], ids=lambda s: str(s["target"]))
def test_the_reliability_needed_is_that_of_the_reference(solution):
    plain = CASES[REFERENCE["contest_example"]["map"]]["map"]
    (claim,) = plain["claims"]
    problem = problem_of_plain(plain)
    (rebutting,) = (i for i in plain["inferences"].values() if i["premises"] == ["b"])
    z = weigh_problem(problem).log_odds[claim].middle
    weight = math.log1p(plain["evidence"]["b"] * (rebutting["L"] - 1)) + rebutting["sign"] * (
        logit(solution["target"]) - z
    )
    expected = solution["required_reliability_of_b"]
    assert credence_needed(weight, rebutting["L"]) == pytest.approx(expected, abs=1e-12)
    of = topic(tables(problem), claim)
    mark = logit(solution["target"]) - logit(plain["claims"][claim])
    assert reliabilities_needed(of, mark)["b"] == pytest.approx(expected, abs=1e-12)


@law
@given(asked(), st.sampled_from([-1.0, -0.2, 0.3, 0.7]))
def test_an_item_as_reliable_as_is_needed_brings_the_claim_to_the_mark(question, mark):
    problem, claim, _ = question
    for name, needed in reliabilities_needed(topic(tables(problem), claim), mark).items():
        changed = replace(problem, reliabilities={**problem.reliabilities, name: Three(needed, needed, needed)})
        assert evidence(changed, claim) == pytest.approx(mark, abs=1e-9)


@law
@given(st.floats(0, 6), st.floats(0.01, 1))
def test_the_ratio_needed_gives_the_weight(weight, credence):
    assert math.log1p(credence * (ratio_needed(weight, credence) - 1)) == pytest.approx(weight, abs=1e-9)


def test_what_nothing_could_do_is_not_needed():
    assert credence_needed(5.0, 10) is None
    assert credence_needed(-0.1, 10) is None
    assert credence_needed(0.5, 1) is None
    assert ratio_needed(0.5, 0.0) is None
    assert ratio_needed(-0.5, 0.5) is None


def test_numbers_are_of_the_evidence_and_not_of_the_prior():
    for prior in (0.1, 0.9):
        of = drawn_from(about(prior, {"a": 0.9}, line("H", "a", ratio=10)))
        assert of.evidence * DECIBANS_PER_NAT == pytest.approx(10 * math.log10(9.1))
        assert probability(logit(prior) + of.evidence) == pytest.approx(prior * 9.1 / (prior * 9.1 + 1 - prior))
