"""The axioms of gradual semantics: which hold of which, proved to fail where they fail, and the table of the documents."""

import pytest
from conftest import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from argmap.registry import SEMANTICS
from argmap.semantics import battery
from argmap.semantics.axioms import AXIOMS, GRAPH_AXIOMS, Draw, Graph
from argmap.semantics.scalar import local
from argmap.testing import check_semantics

STORED = battery.stored_verdicts()
FAILING = [(name, axiom) for name, found in STORED.items() for axiom in found]
BY_NAME = {axiom.name: axiom for axiom in AXIOMS}
PAGE = ROOT / "docs" / "semantics-gradual.md"


def asked(name):
    """The axioms that a semantics is asked."""
    tried = battery.known(name)
    found = list(GRAPH_AXIOMS) if tried.evaluate else []
    return found + [a.name for a in AXIOMS if (tried.support or not a.support) and (tried.based or not a.base)]


HOLDING = [(name, axiom) for name in battery.names() for axiom in asked(name) if axiom not in STORED[name]]


@pytest.mark.parametrize(("name", "axiom"), FAILING)
def test_every_stored_counterexample_breaks_its_axiom(name, axiom):
    status, example = STORED[name][axiom]
    tried = battery.known(name)
    if isinstance(example, Graph):
        assert GRAPH_AXIOMS[axiom][1](tried.evaluate, example)
        assert status == "fails"
    else:
        assert tried.legal(example)
        assert BY_NAME[axiom].broken(tried.update, example)
        assert tried.inside(example) == (status == "fails")


OPEN = st.floats(0.02, 0.98)
ANY = OPEN | st.sampled_from([0.0, 1.0])


@st.composite
def numbers(draw, values):
    some = st.lists(values, max_size=4).map(tuple)
    return Draw(draw(values), draw(some), draw(some), draw(some), draw(some), draw(values), draw(values))


def fitting(name, draw):
    tried = battery.known(name)
    draw = draw if tried.support else draw._replace(supporters=(), more_supporters=())
    draw = draw if tried.based else draw._replace(base=1.0)
    return draw if tried.legal(draw) else None


@pytest.mark.parametrize(("name", "axiom"), [entry for entry in HOLDING if entry[1] in BY_NAME])
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_an_axiom_that_holds_holds_everywhere(name, axiom, data):
    tried = battery.known(name)
    draw = fitting(name, data.draw(numbers(st.sampled_from(tried.values) if tried.values else ANY)))
    assert draw is None or not BY_NAME[axiom].broken(tried.update, draw)


@pytest.mark.parametrize(("name", "axiom"), [entry for entry in FAILING if STORED[entry[0]][entry[1]].status == "open"])
@settings(deadline=None, max_examples=25)
@given(drawn=numbers(OPEN))
def test_an_axiom_that_is_open_holds_strictly_between_0_and_1(name, axiom, drawn):
    assume(drawn.x == drawn.y or abs(drawn.x - drawn.y) > 1e-9)  # closer ones have the same square in floating point
    draw = fitting(name, drawn)
    assert draw is None or not BY_NAME[axiom].broken(battery.known(name).update, draw)


@pytest.mark.parametrize(("name", "axiom"), [entry for entry in HOLDING if entry[1] in GRAPH_AXIOMS])
def test_an_axiom_on_graphs_that_holds_holds_of_random_graphs(name, axiom):
    tried = battery.known(name)
    broken = GRAPH_AXIOMS[axiom][1]
    assert not any(broken(tried.evaluate, graph) for graph in tried.graphs(40, seed=3))


def test_closed_forms_stand_behind_what_fails():
    # DF-QuAD with one supporter s and ever more attackers tends to w s, not to 0; Euler never falls below w squared.
    assert local("df-quad")(0.6, [0.5] * 500, [0.4]) == pytest.approx(0.6 * 0.4)
    assert local("euler")(0.6, [1.0] * 500, []) == pytest.approx(0.6**2)
    f = local("df-quad")
    assert f(0.0298, (0.2794, 0.1393), (0.2,)) == pytest.approx(0.0244, abs=5e-5)
    assert f(0.0298, (0.2794, 0.1393, 0.5), (0.2, 0.5)) == pytest.approx(0.0271, abs=5e-5)


def written_tables():
    """The tables of axioms in the documents: semantics → axiom → cell."""
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    found, heads = {}, []
    for head, *cells in rows:
        if not head and {*cells} <= {*battery.names()}:
            heads = cells
            found |= {name: {} for name in heads}
        elif head in {*GRAPH_AXIOMS, *BY_NAME}:
            for name, cell in zip(heads, cells, strict=True):
                found[name][head] = cell
    return found


WRITTEN = written_tables()


def test_the_documents_have_every_semantics_and_every_axiom():
    assert list(WRITTEN) == list(battery.names())
    assert {*battery.names()} == {*SEMANTICS.names()}
    assert all(list(found) == [*GRAPH_AXIOMS, *BY_NAME] for found in WRITTEN.values())


@pytest.mark.parametrize("name", battery.names())
def test_the_table_in_the_documents_is_what_the_battery_finds(name):
    found = check_semantics(name, trials=60)
    expected = {axiom: battery.SHORT[found[axiom].status] if axiom in found else "–" for axiom in WRITTEN[name]}
    assert expected == WRITTEN[name]


def test_the_documents_say_every_axiom_in_words():
    assert battery.sentences() in PAGE.read_text(encoding="utf-8")


def test_the_battery_finds_what_is_wrong_with_a_semantics_of_ones_own():
    def stubborn(base, attackers, supporters):
        return min(1.0, base + sum(supporters))

    found = check_semantics(stubborn, trials=200)
    assert "anonymity" not in found
    assert found["stability"].status == "holds"
    assert found["monotony"].status == "holds"
    assert found["duality"].status == "fails"
    example = found["weakening"].counterexample
    assert stubborn(example.base, example.attackers, example.supporters) >= example.base


def test_the_battery_tries_graphs_where_it_is_told_how_to_evaluate_them():
    def by_place(arguments, base, attacks, supports):
        return [base[name] * number / len(arguments) for number, name in enumerate(arguments, 1)]

    found = check_semantics(local("df-quad"), evaluate=by_place, trials=50)
    assert found["anonymity"].status == found["independence"].status == "fails"
    assert found["directionality"].status == "holds"


def test_a_semantics_that_is_not_known_is_refused():
    with pytest.raises(KeyError, match="coin is no gradual semantics"):
        check_semantics("coin")


def test_where_strengths_are_few_an_axiom_holds_or_fails_and_is_tried_with_these_alone():
    seen = set()

    def contrary(base, attackers, supporters):
        seen.update(attackers)
        return 1 - max(attackers, default=0.0)

    found = check_semantics(contrary, support=False, based=False, values=(0.0, 0.5, 1.0), trials=60)
    assert {one.status for one in found.values()} == {"holds", "fails"}
    assert seen == {0.0, 0.5, 1.0}


def test_where_rings_are_allowed_graphs_have_some():
    def ringed(graph):
        return any((k, i) in graph.attacks for i, k in graph.attacks)

    assert any(map(ringed, battery.graphs(30, seed=1, support=False, rings=True)))
    assert not any(map(ringed, battery.graphs(30, seed=1, support=False)))


def test_the_battery_is_the_same_every_time():
    assert check_semantics("df-quad", trials=40) == check_semantics("df-quad", trials=40)
