"""Stability: a map that grows keeps its face, and an author's order is kept where lines allow it."""

import re
from itertools import pairwise

import pytest
from conftest import CHARTER
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from test_render import Drawn, check

from argmap.project import load, load_text
from argmap.render import picture, pictures
from argmap.render.views import claim_view, whole_view
from argmap.settings import Settings

FAR = 100.0


def kept(before, after):
    """Of the pairs of cards that stood well apart, the share that still stands in the same order: across, and downwards."""
    common = sorted(before.keys() & after.keys())
    counts = {"x": [0, 0], "y": [0, 0]}
    for k, one in enumerate(common):
        for other in common[k + 1 :]:
            for axis, count in counts.items():
                was = getattr(before[one], axis) - getattr(before[other], axis)
                now = getattr(after[one], axis) - getattr(after[other], axis)
                if abs(was) > FAR:
                    count[0] += was * now > 0
                    count[1] += 1
    return {axis: same / max(of, 1) for axis, (same, of) in counts.items()}


def places(case, claim):
    drawn = Drawn(picture(case, claim_view(case, claim)).svg)
    return {name: box.rect for name, box in drawn.boxes.items()}


def grown(files, target):
    """The files of a project with one more claim, resting on one more item, that supports a claim."""
    added = dict(files)
    added["claims/zz-added.yaml"] = (
        "added-later:\n  text: A claim added later to see what moves.\n  support: item-added\n"
    )
    added["evidence/zz-added.yaml"] = "item-added: {source: ken, text: An item that was added later.}\n"
    for name, text in files.items():
        if name.startswith("claims/") and (found := re.search(rf"(?m)^{target}:\n", text)):
            end = re.compile(r"(?m)^\S").search(text, found.end())
            stop = end.start() if end else len(text)
            record = text[found.end() : stop]
            assert "  support: " not in record, "a list is needed to add to"
            if "  support:\n" in record:
                record = record.replace("  support:\n", "  support:\n    - premises: added-later\n", 1)
            else:
                record = record.rstrip("\n") + "\n  support:\n    - premises: added-later\n\n"
            added[name] = text[: found.end()] + record + text[stop:]
    return added


@pytest.mark.parametrize(
    ("claim", "target"),
    [
        ("signals-were-contradictory", "soviets-proposed-talks-1936"),
        ("welcomed-end-of-german-party", "embassy-had-no-evidence"),
        ("benes-left-revolutionary-frame", "benes-printed-unsigned-articles"),
        ("transfer-fed-stories", "transfer-behind-later-claim"),
        ("benes-hesitated-over-ideology", "benes-penned-two-paragraphs"),
    ],
)
def test_a_claim_more_does_not_turn_a_map_over(corpus, claim, target):
    files = {name: source.text for name, source in corpus.sources.items() if name.endswith(".yaml")}
    after = load_text(grown(files, target), settings=corpus.settings).case
    assert "added-later" in after.graph.below([claim])
    same = kept(places(corpus.case, claim), places(after, claim))
    assert same["y"] >= 0.98
    assert same["x"] >= 0.9


def test_the_place_of_a_relation_in_the_file_does_not_matter():
    forged = CHARTER["claims/charter.yaml"]
    lines = forged.splitlines(keepends=True)
    start, end = next(k for k, line in enumerate(lines) if line == "  attack:\n"), 0
    end = start + 2
    attack = lines[start:end]
    support = next(k for k, line in enumerate(lines) if line == "  support:\n")
    moved = "".join([*lines[:support], *attack, *lines[support:start], *lines[end:]])
    assert moved != forged
    first = {p.name: p.svg for p in pictures(load_text(CHARTER).case)}
    assert {p.name: p.svg for p in pictures(load_text({**CHARTER, "claims/charter.yaml": moved}).case)} == first


FAN = {
    "claims/a.yaml": "top:\n  text: The top.\n  support: [a, b, c, d]\n"
    + "".join(f"{x}: {{text: Claim {x}.}}\n" for x in "abcd")
}


def across(case):
    """The claims below the top from left to right."""
    drawn = Drawn(picture(case, claim_view(case, "top")).svg)
    below = [(box.rect.x, name) for name, box in drawn.boxes.items() if re.fullmatch("claim-[a-d]", name)]
    return [name[-1] for _, name in sorted(below)]


@pytest.mark.parametrize("order", [("d", "c", "b", "a"), ("c",), ("b", "d"), ()])
def test_an_order_that_the_author_wishes_is_kept_where_lines_allow_it(order):
    files = {
        "claims/a.yaml": FAN["claims/a.yaml"].replace(
            "[a, b, c, d]", "\n    - premises: a\n    - premises: b\n    - premises: c\n    - premises: d"
        )
    }
    case = load_text(files, settings=Settings(order=order)).case
    rest = [name for name in "abcd" if name not in order]
    assert across(case) == [*order, *rest]


def test_an_order_changes_places_and_nothing_else():
    plain = Drawn(pictures(load_text(CHARTER).case, ["map"])[0].svg)
    case = load_text(CHARTER, settings=Settings(order=("renewal-entry", "copied-early"))).case
    wished = Drawn(pictures(case, ["map"])[0].svg)
    assert plain.boxes.keys() == wished.boxes.keys()
    assert sorted(text.text for text, _, _ in plain.texts) == sorted(text.text for text, _, _ in wished.texts)


def test_a_name_in_the_order_that_is_no_statement_is_an_error(charter):
    (charter / "argmap.toml").write_text('order = ["charter-forgd"]\nwigmore = ["nothing"]\n', encoding="utf-8")
    told = {fault.message for fault in load(charter).faults}
    assert told == {"nothing, named by wigmore, is not a claim", "charter-forgd, named by order, is no statement"}


# --------------------------------------------------------------------------- what is to stand together

APART = {
    "claims/a.yaml": """\
left: {text: Left., support: [{premises: a}, {premises: c}]}
right: {text: Right., support: [{premises: b}, {premises: d}]}
a: {text: A., support: x}
b: {text: B., support: x}
c: {text: C., support: [{premises: y}]}
d: {text: D., support: [{premises: y}]}
x: {text: X.}
y: {text: Y.}
"""
}


def rows(case, kind="claim"):
    """The cards of a kind on the whole map, row by row from left to right."""
    drawn = Drawn(pictures(case, ["map"])[0].svg)
    found = {}
    for name, box in sorted(drawn.boxes.items(), key=lambda entry: entry[1].rect.x):
        if drawn.docked[name] is None:
            found.setdefault(round(box.rect.y, 1), []).append(name)
    return [[name for name in row if name.startswith(kind)] for row in found.values()]


def side_by_side(row, some):
    at = [row.index(name) for name in some if name in row]
    return not at or max(at) - min(at) == len(at) - 1


@pytest.mark.parametrize("group", [("a", "b"), ("c", "b"), ("a", "d"), ("d", "c"), ("a", "b", "d")])
def test_what_is_to_stand_together_stands_side_by_side_where_it_shares_a_row(group):
    case = load_text(APART, settings=Settings(together=(group,))).case
    (row,) = [row for row in rows(case) if "claim-a" in row]
    assert side_by_side(row, [f"claim-{name}" for name in group])


def test_left_to_itself_a_map_has_some_of_them_apart():
    (row,) = [row for row in rows(load_text(APART).case) if "claim-a" in row]
    assert not all(side_by_side(row, [f"claim-{x}" for x in pair]) for pair in ("ab", "cb", "ad", "dc"))


@st.composite
def webs(draw):
    """A cross-linked project of claims in three levels, and some of each level that are to stand together."""
    levels = [[f"{level}{k}" for k in range(draw(st.integers(2, 6)))] for level in "abc"]
    lines = []
    for upper, lower in pairwise(levels):
        for name in upper:
            some = draw(st.lists(st.sampled_from(lower), min_size=1, max_size=3, unique=True))
            lines.append(f"{name}: {{text: {name}., support: [{', '.join(f'{{premises: {one}}}' for one in some)}]}}\n")
    lines += [f"{name}: {{text: {name}.}}\n" for name in levels[-1]]
    wish = []
    for level in levels:
        names = draw(st.permutations(level))
        first = draw(st.integers(2, len(level)))
        wish += [tuple(names[:first]), *([tuple(names[first:])] if len(level) - first > 1 else [])]
    return {"claims/a.yaml": "".join(lines)}, tuple(draw(st.lists(st.sampled_from(wish), unique=True)))


@given(webs())
@examples(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
def test_whatever_is_to_stand_together_does_in_any_map(web):
    files, together = web
    project = load_text(files, settings=Settings(together=together))
    assert project.sound, project.faults
    drawn = Drawn(pictures(project.case, ["map"])[0].svg)
    check(project.case, whole_view(project.case), drawn)
    for kind in ("claim", "step"):
        for row in rows(project.case, kind):
            for group in together:
                some = [f"claim-{name}" for name in group]
                if kind == "step":
                    some = [one for one in row if one.rpartition(".")[2] in group]
                assert side_by_side(row, some), (row, group)


def test_without_a_wish_no_byte_differs_and_a_wish_of_one_is_none():
    plain = [picture.svg for picture in pictures(load_text(APART).case)]
    for together in ((), (("a",),)):
        assert [p.svg for p in pictures(load_text(APART, settings=Settings(together=together)).case)] == plain


def test_items_and_order_can_be_wished_together_and_nothing_else_changes():
    plain = Drawn(pictures(load_text(CHARTER).case, ["map"])[0].svg)
    wishes = Settings(order=("copied-early",), together=(("renewal-entry", "copied-early"),))
    wished = Drawn(pictures(load_text(CHARTER, settings=wishes).case, ["map"])[0].svg)
    assert plain.boxes.keys() == wished.boxes.keys()
    assert sorted(text.text for text, _, _ in plain.texts) == sorted(text.text for text, _, _ in wished.texts)


def test_what_is_named_together_must_be_a_statement_and_stand_in_one_list(charter):
    (charter / "argmap.toml").write_text(
        'together = [["charter-forgd", "seal-renewed"], ["seal-renewed"]]\n', encoding="utf-8"
    )
    told = {fault.message for fault in load(charter).faults}
    assert "charter-forgd, named by together, is no statement" in told
    assert "seal-renewed is named by together more than once" in told
