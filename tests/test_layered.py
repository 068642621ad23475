"""argmap's own layout: nothing overlaps, uppers stand above lowers, and only what is asked for decides."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.render.layered import FAN, MOST, place, topics
from argmap.render.placement import Box, Link, Placement

GAP_X, GAP_Y = 24.0, 46.0
NEAR = 1e-6

sides = st.sampled_from([20.0, 64.0, 120.5, 200.0, 333.0])


@st.composite
def maps(draw, *, most=70, cyclic=False):
    """Boxes and links of any shape; the number of a lower box is greater than that of its upper unless `cyclic`."""
    count = draw(st.integers(0, most))
    boxes = [Box(f"b{v}", draw(sides), draw(sides)) for v in range(count)]
    ends = st.integers(0, count - 1) if count else st.nothing()
    pairs = draw(st.lists(st.tuples(ends, ends, st.booleans() if cyclic else st.just(True)), max_size=2 * count))
    if draw(st.booleans()):  # a tree below it all
        pairs += [(v, draw(st.integers(max(0, v // 3 - 2), v - 1)), True) for v in range(1, count)]
    links = []
    for number, (a, b, ranks) in enumerate(pairs):
        lower, upper = (a, b) if cyclic else (max(a, b), min(a, b))
        if cyclic or lower != upper:
            links.append(Link(f"l{number}", f"b{lower}", f"b{upper}", ranks, joint=number % 3 == 0))
    if cyclic:
        links.append(Link("stray", "b0", "nowhere"))
    return boxes, links


def tree(count, seed=1, spread=3):
    """A random tree whose boxes have about `spread` children."""
    chance = random.Random(seed)
    boxes = [Box(f"b{v:05}", chance.choice([180, 220, 240]), chance.choice([50, 78, 120])) for v in range(count)]
    uppers = [chance.randrange(max(0, v // spread - 3), v // spread + 1) if v > spread else 0 for v in range(count)]
    return boxes, [Link(f"l{v:05}", boxes[v].id, boxes[uppers[v]].id) for v in range(1, count)]


def star(leaves):
    boxes = [Box(f"b{v:05}", 200, 64) for v in range(leaves + 1)]
    return boxes, [Link(f"l{v:05}", boxes[v].id, boxes[0].id) for v in range(1, leaves + 1)]


def assert_clear(boxes, placed, gap_x=GAP_X, gap_y=GAP_Y):
    """No two boxes are nearer than the gap side by side and the gap one above the other (by a sweep over tops)."""
    assert placed.corners.keys() == {box.id for box in boxes}
    size = {box.id: box for box in boxes}
    active = []
    for name in sorted(placed.corners, key=lambda name: placed.corners[name].y):
        x, y = placed.corners[name]
        active = [other for other in active if placed.corners[other].y + size[other].height + gap_y > y + NEAR]
        for other in active:
            across = placed.corners[other].x
            assert x + size[name].width + gap_x <= across + NEAR or across + size[other].width + gap_x <= x + NEAR, (
                name,
                other,
            )
        active.append(name)


def assert_enclosed(boxes, placed):
    for box in boxes:
        x, y = placed.corners[box.id]
        assert -NEAR <= x <= placed.width - box.width + NEAR
        assert -NEAR <= y <= placed.height - box.height + NEAR
    for curve in placed.curves.values():
        for x, y in curve:
            assert -NEAR <= x <= placed.width + NEAR
            assert -NEAR <= y <= placed.height + NEAR


def assert_drawn(boxes, links, placed, cut):
    """Links within topics, and no others, run from the lower box's top edge to the upper's bottom edge."""
    size = {box.id: box for box in boxes}
    home = {name: index for index, topic in enumerate(cut) for name in topic}
    inside = {
        link.id for link in links if link.lower != link.upper and home.get(link.lower, -1) == home.get(link.upper)
    }
    assert placed.curves.keys() == inside
    for link in links:
        if link.id not in inside:
            continue
        curve = placed.curves[link.id]
        lower, upper = placed.corners[link.lower], placed.corners[link.upper]
        assert len(curve) >= 4
        assert len(curve) % 3 == 1
        assert lower.x - NEAR <= curve[0].x <= lower.x + size[link.lower].width + NEAR
        assert math.isclose(curve[0].y, lower.y, abs_tol=NEAR)
        assert upper.x - NEAR <= curve[-1].x <= upper.x + size[link.upper].width + NEAR
        assert math.isclose(curve[-1].y, upper.y + size[link.upper].height)
        assert math.isclose(curve[1].x, curve[0].x)
        assert math.isclose(curve[-2].x, curve[-1].x)


def assert_upwards(boxes, links, placed):
    """Every drawn link goes up."""
    height = {box.id: box.height for box in boxes}
    for link in links:
        if link.id in placed.curves:
            upper = placed.corners[link.upper].y + height[link.upper]
            assert upper + GAP_Y <= placed.corners[link.lower].y + NEAR


def samples(curve, steps=12):
    """Points along a curve."""
    for start in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[start : start + 4]
        for step in range(steps + 1):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))


def assert_free(boxes, placed):
    """No curve runs through a box."""
    for name, curve in placed.curves.items():
        for x, y in samples(curve):
            for box in boxes:
                left, top = placed.corners[box.id]
                within = left + NEAR < x < left + box.width - NEAR and top + NEAR < y < top + box.height - NEAR
                assert not within, (name, box.id)


@given(maps())
@settings(max_examples=150, deadline=None)
def test_any_map_without_cycles(drawn):
    boxes, links = drawn
    placed = place(boxes, links)
    assert_clear(boxes, placed)
    assert_enclosed(boxes, placed)
    assert_upwards(boxes, links, placed)
    assert_drawn(boxes, links, placed, topics(boxes, links))


@given(maps(most=30))
@settings(max_examples=100, deadline=None)
def test_no_line_meets_a_box(drawn):
    boxes, links = drawn
    assert_free(boxes, place(boxes, links))


@given(maps(most=30))
@settings(max_examples=100, deadline=None)
def test_joint_links_arrive_side_by_side_and_no_two_links_at_one_place(drawn):
    boxes, links = drawn
    curves = place(boxes, links).curves
    joint = {link.id: link.joint for link in links}
    for box in boxes:
        arriving = sorted(
            (curves[link.id][-1].x, link.id) for link in links if link.upper == box.id and link.id in curves
        )
        assert all(b[0] - a[0] > NEAR for a, b in pairwise(arriving))
        flags = [joint[name] for _, name in arriving]
        assert sum(a != b for a, b in pairwise([False, *flags, False])) <= 2


@given(maps(most=30))
@settings(max_examples=100, deadline=None)
def test_boxes_that_bear_on_nothing_stand_in_the_top_row_of_all_that_hangs_together_with_them(drawn):
    boxes, links = drawn
    placed = place(boxes, links)
    lowers = {link.lower for link in links}
    uppers = {link.upper for link in links}
    part = {box.id: {box.id} for box in boxes}
    for link in links:
        part[link.lower] |= part[link.upper]
        for name in part[link.lower]:
            part[name] = part[link.lower]
    for topic in topics(boxes, links):
        for name in topic:
            if name not in lowers and name in uppers:
                # Parts that hang together with nothing else of their topic may stand one row below another.
                assert placed.corners[name].y == min(placed.corners[one].y for one in part[name] & {*topic})


@given(maps(most=40, cyclic=True))
@settings(max_examples=100, deadline=None)
def test_cycles_self_links_and_strays_do_no_harm(drawn):
    boxes, links = drawn
    placed = place(boxes, links)
    assert_clear(boxes, placed)
    assert_enclosed(boxes, placed)
    assert_drawn(boxes, links, placed, topics(boxes, links))


@given(maps(cyclic=True), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_input_does_not_matter(drawn, chance):
    boxes, links = drawn
    first, cut = place(boxes, links), topics(boxes, links)
    boxes, links = boxes[:], links[:]
    chance.shuffle(boxes)
    chance.shuffle(links)
    again = place(boxes, links)
    assert again == first
    assert list(again.corners) == list(first.corners)
    assert list(again.curves) == list(first.curves)
    assert topics(boxes, links) == cut


@given(maps(most=30), st.sampled_from([0.0, 5.0, 60.0]), st.sampled_from([0.0, 7.0, 80.0]))
@settings(max_examples=60, deadline=None)
def test_any_gaps(drawn, gap_x, gap_y):
    boxes, links = drawn
    assert_clear(boxes, place(boxes, links, gap_x=gap_x, gap_y=gap_y), gap_x, gap_y)


def test_nothing():
    assert place([], []) == Placement({}, {}, 0.0, 0.0)
    assert topics([], []) == ()


def test_one_box_and_a_link_to_nowhere():
    placed = place([Box("a", 100, 40)], [Link("k", "a", "b"), Link("l", "a", "a")])
    assert placed == Placement({"a": (0, 0)}, {}, 100, 40)


def test_a_parent_stands_over_the_middle_of_its_children():
    boxes, links = star(3)
    placed = place(boxes, links)
    assert placed.corners["b00000"].x == placed.corners["b00002"].x == 224
    assert placed.width == 3 * 200 + 2 * GAP_X
    assert placed.height == 2 * 64 + GAP_Y


def test_the_slack_is_shared_between_small_trees():
    names = ("top", "a", "b", "c", "a1", "a2", "a3", "c1", "c2", "c3")
    boxes = [Box(name, 100, 40) for name in names]
    links = [Link(name, name, name[0] if name[1:] else "top") for name in names[1:]]
    placed = place(boxes, links)
    a, b, c = (placed.corners[name].x for name in "abc")
    assert math.isclose(c - b, b - a)


def test_links_that_arrive_together_are_spread_in_their_order():
    boxes, links = star(5)
    placed = place(boxes, links)
    ends = [placed.curves[link.id][-1].x for link in links]
    assert all(b - a > 2 for a, b in pairwise(ends))


def test_in_a_tree_no_link_meets_a_box():
    for seed in range(8):
        boxes, links = tree(58, seed)
        assert_free(boxes, place(boxes, links))


def test_a_wide_fan_stands_in_rows_and_its_links_pass_between_columns():
    boxes, links = star(30)
    placed = place(boxes, links)
    assert len({placed.corners[box.id].y for box in boxes[1:]}) > 2
    assert_clear(boxes, placed)
    assert_free(boxes, placed)
    beside = [*boxes, Box("c", 200, 64), Box("d", 200, 64), Box("e", 200, 64)]
    also = [*links, Link("m", "c", "b00000"), Link("n", "d", "c"), Link("o", "e", "c")]
    assert_free(beside, place(beside, also))


def test_a_small_fan_stands_in_one_row():
    boxes, links = star(FAN)
    placed = place(boxes, links)
    assert len({placed.corners[box.id].y for box in boxes[1:]}) == 1


def test_a_star_of_two_thousand():
    boxes, links = star(2000)
    placed = place(boxes, links)
    assert_clear(boxes, placed)
    assert_drawn(boxes, links, placed, topics(boxes, links))
    assert 0.5 < placed.width / placed.height < 3


def test_two_uppers_of_two_thousand():
    boxes, links = star(2000)
    boxes.append(Box("other", 200, 64))
    links += [Link(f"o{link.id}", link.lower, "other") for link in links]
    placed = place(boxes, links)
    assert_clear(boxes, placed)
    assert max(len(topic) for topic in topics(boxes, links)) <= MOST


def test_a_chain_of_twenty_thousand():
    boxes = [Box(f"b{v:05}", 200, 64) for v in range(20_000)]
    links = [Link(f"l{v:05}", lower.id, upper.id) for v, (upper, lower) in enumerate(pairwise(boxes))]
    placed = place(boxes, links)
    cut = topics(boxes, links)
    assert_clear(boxes, placed)
    assert max(len(topic) for topic in cut) <= MOST
    assert [name for topic in cut for name in topic] == [box.id for box in boxes]


def test_a_dense_map():
    chance = random.Random(5)
    boxes = [Box(f"b{v:04}", 200, chance.choice([40, 80, 120])) for v in range(1000)]
    ends = [sorted(chance.sample(range(1000), 2)) for _ in range(5000)]
    links = [Link(f"l{number}", boxes[b].id, boxes[a].id) for number, (a, b) in enumerate(ends)]
    placed = place(boxes, links)
    assert_clear(boxes, placed)
    assert_upwards(boxes, links, placed)
    assert_drawn(boxes, links, placed, topics(boxes, links))


def test_every_box_below_every_other():
    boxes = [Box(f"b{v:02}", 200, 64) for v in range(60)]
    links = [Link(f"l{a}-{b}", boxes[b].id, boxes[a].id) for b in range(60) for a in range(b)]
    placed = place(boxes, links)
    assert_clear(boxes, placed)
    assert_upwards(boxes, links, placed)
    assert len(placed.curves) == len(links)


def test_a_long_link_passes_beside_the_boxes_between():
    boxes = [Box(f"b{v}", 200, 64) for v in range(5)]
    links = [Link(f"l{v}", f"b{v + 1}", f"b{v}") for v in range(4)] + [Link("long", "b4", "b0")]
    assert_free(boxes, place(boxes, links))


def test_a_large_tree_is_cut_into_topics_of_a_good_shape():
    boxes, links = tree(1000)
    placed, cut = place(boxes, links), topics(boxes, links)
    assert 0.5 < placed.width / placed.height < 3
    assert_clear(boxes, placed)
    assert sorted(name for topic in cut for name in topic) == [box.id for box in boxes]
    assert cut[0][0] == "b00000"
    assert placed.corners["b00000"].y == 0
    assert max(len(topic) for topic in cut) <= MOST
    assert len(cut) < 100
    assert len(placed.curves) > 0.9 * len(links)


def test_the_wished_aspect_ratio_has_its_way():
    boxes, links = tree(600)
    wide, high = place(boxes, links, aspect=3.0), place(boxes, links, aspect=0.7)
    assert wide.width > 2 * wide.height
    assert high.width < high.height


def test_a_small_map_stays_whole_unless_it_is_too_wide():
    boxes, links = tree(12)
    assert len(topics(boxes, links)) == 1
    boxes = [box._replace(width=900.0) for box in boxes]
    assert len(topics(boxes, links)) > 1


def test_topics_begin_with_statements_and_not_with_the_marks_of_links():
    boxes, links = tree(300)
    marks = [Box(f"mark-{link.id}", 70, 20) for link in links]
    halves = [Link(f"{link.id}-lower", link.lower, f"mark-{link.id}") for link in links]
    halves += [Link(f"{link.id}-upper", f"mark-{link.id}", link.upper) for link in links]
    assert not any(topic[0].startswith("mark") for topic in topics([*boxes, *marks], halves))


def test_boxes_without_links_stand_together():
    boxes = [Box(f"b{v:03}", 200, 64) for v in range(100)]
    placed = place(boxes, [])
    assert_clear(boxes, placed)
    assert len(topics(boxes, [])) <= 4
    assert 0.5 < placed.width / placed.height < 3
