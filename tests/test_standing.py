"""Standing: complete paths with linked and convergent premises, and what falls when something is taken away."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.project import load_text
from argmap.semantics import evaluate
from argmap.standing import Standing, without
from argmap.testing import projects, written

FIRE = {
    "claims/fire.yaml": """\
fire-was-set:
  text: The granary was set on fire.
  tier: core
  support:
    - premises: [torch-seen, nobody-else-there]
    - oil-in-ashes
  attack: [lightning-seen]
nobody-else-there:
  text: Nobody else was at the granary.
  support: [gate-shut, canon-says-so]
abbot-paid:
  text: The abbot paid for the fire.
  tier: core
  support:
    - premises: [fire-was-set, servant-paid]
  layer: editors
tithe-hated:
  text: The tithe was hated.
  assumed: yes
servant-angry:
  text: The servant was angry at the tithe.
  support: [tithe-hated]
nothing-for-it:
  text: The abbot was in Rome.
said-to-carry-nothing:
  text: The bishop wept.
  support: [{premises: [gate-shut], strength: none}]
""",
    "evidence/items.yaml": """\
torch-seen: {source: court-roll, text: A man with a torch was seen.}
gate-shut: {source: court-roll, text: The gate was shut.}
canon-says-so: {source: canon-diary, text: The canon was told that nobody was there.}
oil-in-ashes: {source: town-book, text: Oil was found in the ashes.}
servant-paid: {source: accounts, text: The accounts enter a payment to the servant.}
lightning-seen: {source: canon-diary, text: The canon saw lightning.}
""",
    "evidence/sources.yaml": """\
court-roll: {title: Roll of the town court, known_through: study}
canon-diary: {title: Diary, author: Canon Petr}
town-book: {title: Town book, known_through: study}
accounts: {title: Accounts of the abbey}
study: {title: Fires of the old town, author: Anna Dobrá}
""",
    "evidence/independence.yaml": """\
one-clerk:
  kind: shared_authorship
  members: [town-book, torch-seen]
  basis: One hand.
""",
}
CASE = load_text(FIRE).case
GRAPH = CASE.graph
STANDING = Standing(GRAPH)


def fallen(*names):
    gone = [handle for name in names for handle in STANDING.named(name)]
    assert gone
    return sorted((STANDING.standing() - STANDING.standing(gone)) & GRAPH.claims.keys())


def test_a_claim_stands_on_evidence_on_an_assumption_or_on_what_stands():
    claims = STANDING.standing() & GRAPH.claims.keys()
    assert claims == {"fire-was-set", "nobody-else-there", "abbot-paid", "tithe-hated", "servant-angry"}


def test_of_convergent_lines_one_is_enough():
    assert fallen("oil-in-ashes") == []
    assert fallen("torch-seen") == []
    assert fallen("gate-shut") == []


def test_of_linked_premises_all_are_needed():
    assert fallen("servant-paid") == ["abbot-paid"]
    assert fallen("oil-in-ashes", "torch-seen") == ["abbot-paid", "fire-was-set"]
    assert fallen("oil-in-ashes", "gate-shut", "canon-says-so") == ["abbot-paid", "fire-was-set", "nobody-else-there"]


def test_a_source_takes_with_it_all_that_is_known_through_it():
    assert fallen("court-roll") == []
    assert fallen("study") == ["abbot-paid", "fire-was-set"]


def test_a_person_s_word_is_all_that_he_wrote_and_all_that_is_known_through_it():
    assert fallen("Anna Dobrá") == fallen("study")
    assert fallen("Canon Petr") == []


def test_a_group_is_taken_away_as_one_witness():
    assert fallen("one-clerk") == ["abbot-paid", "fire-was-set"]


def test_a_layer_and_a_claim_can_be_taken_away_too():
    assert fallen("editors") == ["abbot-paid"]
    assert fallen("tithe-hated") == ["servant-angry", "tithe-hated"]


def test_a_kind_before_the_name_tells_two_things_of_one_name_apart():
    assert STANDING.named("sources:study") == (("sources", "study"),)
    assert STANDING.named("evidence:study") == ()
    assert STANDING.named("no-such-thing") == ()


def test_an_attack_leaves_a_path_as_it_is():
    assert "fire-was-set" in STANDING.standing()
    assert "fire-was-set" in STANDING.standing([("evidence", "lightning-seen")])


def test_what_is_taken_away_takes_part_in_no_step_and_no_objection():
    graph = without(GRAPH, [("sources", "canon-diary")])
    assert {line.premises for line in graph.inferences.values()} == {
        ("torch-seen", "nobody-else-there"),
        ("oil-in-ashes",),
        ("gate-shut",),
        ("fire-was-set", "servant-paid"),
        ("tithe-hated",),
    }
    after = evaluate(graph, CASE.settings)
    assert after.confidence["fire-was-set"].point > CASE.valuation.confidence["fire-was-set"].point


def test_a_claim_that_is_taken_away_stays_on_the_page_with_nothing_for_it():
    graph = without(GRAPH, [("claims", "tithe-hated")])
    assert evaluate(graph, CASE.settings).grade["tithe-hated"].rule == "nothing-offered"
    assert graph.claims.keys() == GRAPH.claims.keys()


def test_an_assumed_claim_that_was_argued_for_falls_with_its_support():
    files = {
        "claims/a.yaml": "tithe-hated: {text: The tithe was hated., assumed: yes, support: [petition]}\n",
        "evidence/a.yaml": "petition: {source: roll, text: The townsmen complain.}\n",
        "evidence/sources.yaml": "roll: {title: Roll}\n",
    }
    graph = load_text(files).graph
    gone = [("evidence", "petition")]
    assert "tithe-hated" not in Standing(graph).standing(gone)
    assert "tithe-hated" not in Standing(without(graph, gone)).standing()


@settings(max_examples=60, deadline=None)
@given(projects())
def test_what_falls_singly_is_found_in_one_pass_as_by_taking_each_thing_away(records):
    graph = load_text(written(records)).graph
    standing = Standing(graph)
    before = standing.standing()
    assert before & graph.claims.keys() == {name for name in graph.claims if standing.stands(name)}
    found = standing.falling(graph.claims)
    for kind, names in standing.removable.items():
        for name in names:
            if kind == "layers":
                continue
            after = standing.standing([(kind, name)])
            assert after <= before
            assert set(found.get((kind, name), ())) == (before - after) & graph.claims.keys()


@settings(max_examples=40, deadline=None)
@given(projects(), st.data())
def test_what_is_left_stands_as_if_the_rest_had_never_been_written(records, data):
    graph = load_text(written(records)).graph
    standing = Standing(graph)
    every = [(kind, name) for kind, names in sorted(standing.removable.items()) for name in sorted(names)]
    if not every:
        return
    gone = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=3))
    left = Standing(without(graph, gone)).standing() & graph.claims.keys()
    taken = {name for kind, name in gone if kind == "claims"}
    assert left - taken == standing.standing(gone) & graph.claims.keys() - taken


@pytest.mark.parametrize("length", [3000])
def test_a_long_chain_is_walked_without_recursion(length):
    claims = "".join(f"c{i}: {{text: Claim {i}., support: [c{i + 1}]}}\n" for i in range(length))
    files = {"claims/chain.yaml": claims + f"c{length}: {{text: The base., assumed: yes}}\n"}
    graph = load_text(files).graph
    assert "c0" not in Standing(graph).standing([("claims", f"c{length}")])
