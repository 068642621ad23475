"""Maps rebuilt: what is drawn as on record, what has equal force, what is near, and what is too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.teach.exercise import Link, Map, Option, Reason, Task
from argmap.teach.marking import mark, told
from argmap.teach.rebuilt import compare, force, read_links

OPTIONS = tuple(Option(letter, f"Statement {letter}.") for letter in "abcdef")


def link(conclusion, *premises, polarity="support", undercut=()):
    return Link(conclusion, polarity, premises, tuple(undercut))


# a rests on b and c together; b rests on d; e tells against a; f doubts the step from b and c.
REFERENCE = Map(
    OPTIONS,
    "a",
    (link("a", "b", "c", undercut="f"), link("b", "d"), link("a", "e", polarity="attack")),
    (),
    {"1": "Rule: so it goes."},
)


def credit(*links, key=REFERENCE):
    return compare(key, links)[0]


def test_the_map_on_record_earns_everything():
    assert compare(REFERENCE, REFERENCE.links) == (1.0, ())


def test_nothing_drawn_earns_nothing():
    assert credit() == 0


def test_another_way_of_equal_force_is_accepted():
    # d carries a directly where on record it carries b, which carries a: the same grounds, by a shorter way.
    shorter = (link("a", "d", "c", undercut="f"), link("b", "d"), link("a", "e", polarity="attack"))
    assert compare(REFERENCE, shorter) == (1.0, ())


def test_linked_premises_drawn_apart_are_near_and_not_equal():
    apart = (link("a", "b"), link("a", "c"), link("b", "d"), link("a", "e", polarity="attack"))
    earned, losses = compare(REFERENCE, apart)
    assert 0 < earned < 1
    assert ("near", "link:0") in losses


def test_an_undercutter_drawn_as_a_rebuttal_earns_half():
    key = Map(OPTIONS, "a", (link("a", "b", undercut="f"),))
    assert compare(key, (link("a", "b"), link("a", "f", polarity="attack"))) == (0.75, (("near", "undercut:0:f"),))


def test_a_relation_turned_round_earns_nothing_and_is_one_too_many():
    key = Map(OPTIONS, "a", (link("a", "b"), link("a", "e", polarity="attack")))
    earned, losses = compare(key, (link("a", "b"), link("a", "e")))
    assert earned == pytest.approx(1 / 3)
    assert losses == (("missed", "link:1"), ("wrong", "drawn:1"))


def test_what_stood_there_at_first_earns_nothing_of_its_own():
    key = Map(OPTIONS, "a", REFERENCE.links, REFERENCE.links[:2])
    assert credit(*key.start, key=key) == 0
    assert credit(*key.links, key=key) == 1
    assert credit(key=key) == 0


def test_a_ring_carries_nothing():
    ring = (link("a", "b"), link("b", "a"))
    assert force(ring, "a", "support", {"d"}) == 0


def carried(links, conclusion, polarity, given):
    """Whether some ground statements carry a conclusion, by adding what follows until nothing does."""
    held = set(given) - {conclusion}
    while True:
        new = {
            one.conclusion
            for one in links
            if one.polarity == "support" and one.conclusion != conclusion and held.issuperset(one.premises)
        }
        if new <= held:
            break
        held |= new
    return any(
        (one.conclusion, one.polarity) == (conclusion, polarity) and held.issuperset(one.premises) for one in links
    )


def test_a_map_with_every_step_that_can_be_drawn_is_held_against_the_reference_too():
    letters = "abcdefghi"
    key = Map(tuple(Option(x, f"Statement {x}.") for x in letters), "a", (link("a", *"bcdefghi"),))
    drawn = [
        {"conclusion": x, "polarity": "support", "premises": [y for y in letters if y not in {x, left_out}]}
        for x in letters
        for left_out in letters[:5]
        if x != left_out
    ]
    links = read_links(key, drawn)
    assert len(links) == 40
    earned, losses = compare(key, links)
    assert 0 <= earned < 1
    assert losses


def test_the_differences_are_told_with_the_rule():
    task = Task("map", "Build it.", REFERENCE, Reason("So.", ("claims:a",), "map on record"))
    answer = [{"conclusion": "a", "polarity": "support", "premises": ["b", "c"], "undercut_by": ["f"]}]
    lines = told(task, mark(task, answer), answer)
    assert "Not drawn: “Statement d” supports “Statement b”. Rule: so it goes." in lines


LINKS = st.lists(
    st.fixed_dictionaries(
        {
            "conclusion": st.sampled_from("abcdef"),
            "polarity": st.sampled_from(["support", "attack"]),
            "premises": st.lists(st.sampled_from("abcdef"), max_size=3),
        },
        optional={"undercut_by": st.lists(st.sampled_from("abcdef"), max_size=2)},
    ),
    max_size=6,
)


@given(LINKS)
def test_no_drawing_breaks_the_comparison_and_full_credit_means_equal_force(drawn):
    links = read_links(REFERENCE, drawn)
    if links is None:
        return
    earned, losses = compare(REFERENCE, links)
    assert 0 <= earned <= 1
    ground = {"c", "d", "e", "f"}
    if earned == 1:
        assert losses == ()
        for polarity in ("support", "attack"):
            assert force(links, "a", polarity, ground) == force(REFERENCE.links, "a", polarity, ground)


@given(LINKS, st.sampled_from("abcdef"), st.sampled_from(["support", "attack"]), st.sets(st.sampled_from("abcdef")))
def test_the_force_of_a_map_is_what_its_ground_statements_carry_set_by_set(drawn, conclusion, polarity, ground):
    links = read_links(REFERENCE, drawn) or ()
    names = sorted(ground)
    table = force(links, conclusion, polarity, ground)
    for number in range(1 << len(names)):
        given_ = [name for i, name in enumerate(names) if number >> i & 1]
        assert bool(table >> number & 1) == carried(links, conclusion, polarity, given_)


@given(LINKS)
def test_the_order_in_which_steps_are_drawn_does_not_matter_for_full_credit(drawn):
    links = read_links(REFERENCE, drawn)
    if links is not None:
        both = [compare(REFERENCE, some)[0] == 1 for some in (links, links[::-1])]
        assert both[0] == both[1]
