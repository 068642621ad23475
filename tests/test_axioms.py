"""The axioms of gradual semantics: which hold of which, proved to fail where they fail, and the table of the documents."""

import pytest
from conftest import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from argmap.semantics import axioms
from argmap.semantics.axioms import AXIOMS, GRAPH_AXIOMS, Draw, Graph
from argmap.semantics.scalar import local
from argmap.testing import check_semantics

STORED = axioms.stored_verdicts()
FAILING = [(name, axiom) for name, found in STORED.items() for axiom in found]
BY_NAME = {axiom.name: axiom for axiom in AXIOMS}
PAGE = ROOT / "docs" / "semantics-gradual.md"


def asked(name):
    """The axioms that a semantics is asked."""
    _, evaluate, support, based, _ = axioms._known(name)
    found = list(GRAPH_AXIOMS) if evaluate else []
    return found + [a.name for a in AXIOMS if (support or not a.support) and (based or not a.base)]


HOLDING = [(name, axiom) for name in axioms.names() for axiom in asked(name) if axiom not in STORED[name]]


@pytest.mark.parametrize(("name", "axiom"), FAILING)
def test_every_stored_counterexample_breaks_its_axiom(name, axiom):
    status, example = STORED[name][axiom]
    f, evaluate, _, based, legal = axioms._known(name)
    if isinstance(example, Graph):
        assert GRAPH_AXIOMS[axiom][1](evaluate, example)
        assert status == "fails"
    else:
        assert legal(example)
        assert BY_NAME[axiom].broken(f, example)
        assert axioms._inside(example, based=based) == (status == "fails")


OPEN = st.floats(0.02, 0.98)
ANY = OPEN | st.sampled_from([0.0, 1.0])


@st.composite
def numbers(draw, values):
    some = st.lists(values, max_size=4).map(tuple)
    return Draw(draw(values), draw(some), draw(some), draw(some), draw(some), draw(values), draw(values))


def fitting(name, draw):
    _, _, support, based, legal = axioms._known(name)
    draw = draw if support else draw._replace(supporters=(), more_supporters=())
    draw = draw if based else draw._replace(base=1.0)
    return draw if legal(draw) else None


@pytest.mark.parametrize(("name", "axiom"), [entry for entry in HOLDING if entry[1] in BY_NAME])
@settings(deadline=None, max_examples=25)
@given(drawn=numbers(ANY))
def test_an_axiom_that_holds_holds_everywhere(name, axiom, drawn):
    draw = fitting(name, drawn)
    assert draw is None or not BY_NAME[axiom].broken(axioms._known(name)[0], draw)


@pytest.mark.parametrize(("name", "axiom"), [entry for entry in FAILING if STORED[entry[0]][entry[1]].status == "open"])
@settings(deadline=None, max_examples=25)
@given(drawn=numbers(OPEN))
def test_an_axiom_that_is_open_holds_strictly_between_0_and_1(name, axiom, drawn):
    assume(drawn.x == drawn.y or abs(drawn.x - drawn.y) > 1e-9)  # closer ones have the same square in floating point
    draw = fitting(name, drawn)
    assert draw is None or not BY_NAME[axiom].broken(axioms._known(name)[0], draw)


@pytest.mark.parametrize(("name", "axiom"), [entry for entry in HOLDING if entry[1] in GRAPH_AXIOMS])
def test_an_axiom_on_graphs_that_holds_holds_of_random_graphs(name, axiom):
    _, evaluate, support, _, _ = axioms._known(name)
    broken = GRAPH_AXIOMS[axiom][1]
    assert not any(broken(evaluate, graph) for graph in axioms.graphs(40, seed=3, support=support))


def test_closed_forms_stand_behind_what_fails():
    # DF-QuAD with one supporter s and ever more attackers tends to w s, not to 0; Euler never falls below w squared.
    assert local("df-quad")(0.6, [0.5] * 500, [0.4]) == pytest.approx(0.6 * 0.4)
    assert local("euler")(0.6, [1.0] * 500, []) == pytest.approx(0.6**2)
    f = local("df-quad")
    assert f(0.0298, (0.2794, 0.1393), (0.2,)) == pytest.approx(0.0244, abs=5e-5)
    assert f(0.0298, (0.2794, 0.1393, 0.5), (0.2, 0.5)) == pytest.approx(0.0271, abs=5e-5)


def test_the_table_in_the_documents_is_what_the_battery_finds():
    rows = [
        line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    heads = next(row for row in rows if row[0].strip("| ").startswith("`weight-of-evidence`"))
    names = [head.strip("| `") for head in heads]
    assert names == list(axioms.names())
    written = {row[0]: [cell.strip() for cell in row[1:]] for row in rows if row[0] in {*GRAPH_AXIOMS, *BY_NAME}}
    assert list(written) == [*GRAPH_AXIOMS, *BY_NAME]
    for number, name in enumerate(names):
        found = check_semantics(name, trials=60)
        for axiom, cells in written.items():
            expected = axioms.SHORT[found[axiom].status] if axiom in found else "–"
            assert (name, axiom, cells[number]) == (name, axiom, expected)


def test_the_documents_say_every_axiom_in_words():
    assert axioms.sentences() in PAGE.read_text(encoding="utf-8")


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


def test_the_battery_is_the_same_every_time():
    assert check_semantics("df-quad", trials=40) == check_semantics("df-quad", trials=40)
