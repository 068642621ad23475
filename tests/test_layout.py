"""Layout: which engine places the boxes, and what happens when it cannot."""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import CHARTER

from argmap.project import load_text
from argmap.render import layout, picture, pictures
from argmap.render.layout import NoLayout, arrange_with_dot, engine, is_forest
from argmap.render.ordering import badness
from argmap.render.placement import Link
from argmap.render.rows import arranged
from argmap.render.views import whole_view
from argmap.settings import Settings

PURE = Path(sys.executable).with_name("graphviz-pure")
FOREST = {"claims/a.yaml": "x:\n  text: So.\n  support: y\ny:\n  text: Why.\n"}
CROSSED = {"claims/a.yaml": "x:\n  text: So.\n  support: z\ny:\n  text: Not so.\n  support: z\nz:\n  text: Because.\n"}


def script(path, body):
    """An executable that does what a shell script says."""
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def drawn(files, **settings):
    """The whole of a small project as a picture."""
    case = load_text(files, settings=Settings(**settings)).case
    return picture(case, whole_view(case))


@pytest.fixture
def asked(monkeypatch):
    """How often dot is asked to arrange rows."""
    calls = []

    def spy(*arguments, _real=arrange_with_dot, **options):
        calls.append(arguments)
        return _real(*arguments, **options)

    monkeypatch.setattr(layout, "arrange_with_dot", spy)
    return calls


def test_the_engine_is_the_one_named_then_the_one_beside_python_then_one_on_the_path(tmp_path, monkeypatch):
    beside, path = tmp_path / "beside", tmp_path / "path"
    beside.mkdir()
    path.mkdir()
    dot = script(path / "dot", "exit 0")
    pure = script(beside / "graphviz-pure", "exit 0")
    monkeypatch.setattr(sys, "executable", str(beside / "python"))
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.setenv("ARGMAP_DOT", "/somewhere/dot")
    assert engine() == "/somewhere/dot"
    monkeypatch.delenv("ARGMAP_DOT")
    assert engine() == str(pure)
    pure.unlink()
    assert engine() == str(dot)
    other = script(path / "graphviz-pure", "exit 0")
    assert engine() == str(other)
    other.unlink()
    dot.unlink()
    assert engine() is None


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("exec sleep 600", "the layout engine took more than 0.3 s"),
        ("sleep 20 >/dev/null 2>&1 & wait", "the layout engine took more than 0.3 s"),
        ("exit 0", "the layout engine gave no layout"),
        ("echo broken >&2; exit 1", "the layout engine gave no layout"),
        ("kill -SEGV $$", "the layout engine gave no layout"),
        ("echo '<svg/>'", "the layout engine gave no layout"),
        ("echo '{}'", "the layout engine gave no layout"),
        ("echo '[]'", "the layout engine gave no layout"),
        ("""echo '{"objects": []}'""", "the layout engine gave no layout"),
        ("""echo '{"objects": null}'""", "the layout engine gave no layout"),
        ("""echo '{"objects": [{"name": "n0", "pos": "here"}]}'""", "the layout engine gave no layout"),
        ("printf '\\377\\376'", "the layout engine gave no layout"),
    ],
)
def test_an_engine_that_hangs_fails_or_babbles_is_replaced_by_argmaps_own_with_a_note(
    tmp_path, monkeypatch, body, note
):
    monkeypatch.setenv("ARGMAP_DOT", str(script(tmp_path / "dot", body)))
    limit = 0.3 if "more than" in note else 20
    fallen_back = drawn(CROSSED, layout="dot", layout_seconds=limit)
    assert fallen_back.notes == (f"{note}; argmap's own layout was used",)
    assert fallen_back.svg == drawn(CROSSED, layout="own").svg


def test_an_engine_that_is_missing_is_replaced_by_argmaps_own_with_a_note(tmp_path, monkeypatch):
    missing = tmp_path / "no-such-dot"
    monkeypatch.setenv("ARGMAP_DOT", str(missing))
    fallen_back = drawn(CROSSED, layout="dot")
    assert fallen_back.notes == (f"{missing} cannot be started; argmap's own layout was used",)
    assert str(tmp_path) not in fallen_back.svg
    monkeypatch.setattr(layout, "engine", lambda: None)
    assert drawn(CROSSED, layout="dot").notes[0].startswith("no layout engine: `pip install graphviz-pure` brings one")
    assert drawn(CROSSED, layout="dot").svg == fallen_back.svg


def test_a_good_engine_leaves_no_note():
    assert drawn(CROSSED, layout="dot").notes == drawn(FOREST, layout="dot").notes == ()


def test_dot_is_asked_to_arrange_rows_where_it_is_wished_and_nowhere_else(asked):
    drawn(CROSSED)
    drawn(CROSSED, layout="own")
    assert not asked
    drawn(FOREST, layout="dot")  # has no rows
    assert not asked
    drawn(CROSSED, layout="dot")
    assert len(asked) == 1


@pytest.mark.parametrize("wish", ["own", "dot"])
def test_a_cross_linked_map_of_more_boxes_than_the_settings_allow_is_cut_into_topics(wish):
    boxes = "".join(
        f"c{k}:\n  text: Claim {k}.\n  support: [{{premises: [a{k}, b{k}]}}, c{k + 1}]\n" for k in range(30)
    )
    ends = "".join(f"a{k}:\n  text: A {k}.\nb{k}:\n  text: B {k}.\n  support: a{k}\n" for k in range(30))
    files = {"claims/a.yaml": f"{boxes}{ends}c30:\n  text: Last.\n"}
    assert "<a href=" not in drawn(files, layout=wish, most_boxes=1000).svg
    assert "<a href=" in drawn(files, layout=wish, most_boxes=60).svg


def test_no_box_bears_on_two_others_in_a_forest():
    assert is_forest([])
    assert is_forest([Link("a", "x", "z"), Link("b", "y", "z")])
    assert not is_forest([Link("a", "x", "y"), Link("b", "x", "z")])


def test_the_same_engine_gives_the_same_picture_however_it_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("ARGMAP_DOT", raising=False)
    plain = drawn(CHARTER, layout="dot")
    link = tmp_path / "my dot"
    link.symlink_to(PURE)
    for name in (PURE, link):
        monkeypatch.setenv("ARGMAP_DOT", str(name))
        assert drawn(CHARTER, layout="dot") == plain
    monkeypatch.delenv("ARGMAP_DOT")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(PURE.parent))
    assert drawn(CHARTER, layout="dot") == plain
    assert plain.notes == ()


def test_dot_gives_each_row_an_order_and_middles_with_a_gap_between_boxes():
    above = {0: [], 1: [], 2: [1], 3: [0], 4: [0, 1]}
    below = {0: [3, 4], 1: [2, 4], 2: [], 3: [], 4: []}
    wide = [100.0, 60.0, 80.0, 80.0, 0.0]
    rows, x = arrange_with_dot([[0, 1], [2, 3, 4]], wide, above, below, set(), 20.0, seconds=20)
    assert sorted(rows[0]) == [0, 1]
    assert rows[1] in ([3, 4, 2], [2, 4, 3])
    for row in rows:
        for a, b in pairwise(row):
            assert x[b] - x[a] >= (wide[a] + wide[b]) / 2 + 20 - 0.1
    assert min(a - w / 2 for a, w in zip(x, wide, strict=True)) == 0


def test_on_the_map_of_the_corpus_argmaps_own_order_is_no_worse_than_dots_and_no_wider(corpus, monkeypatch):
    found = {}

    def compare(rows, wide, above, below, joint, gap, **_):
        given = {"own": arranged(rows, wide, above, below, joint, gap)}
        given["dot"] = arrange_with_dot(rows, wide, above, below, joint, gap, seconds=20)
        for name, (lines, x) in given.items():
            right = max(a + w / 2 for a, w in zip(x, wide, strict=True))
            found[name] = badness(lines, above, below, joint), right
        return given["own"]

    monkeypatch.setattr(layout, "arrange_with_dot", compare)
    picture(replace(corpus.case, settings=Settings(layout="dot")), whole_view(corpus.case))
    assert found["own"][0] <= found["dot"][0]
    assert found["own"][1] <= found["dot"][1]


def test_what_went_wrong_with_an_engine_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("ARGMAP_DOT", str(tmp_path))
    with pytest.raises(NoLayout, match="cannot be started"):
        arrange_with_dot([[0]], [9.0], {0: []}, {0: []}, set(), 1.0, seconds=1)


def test_an_engine_that_hangs_is_asked_once_however_many_pictures_there_are(tmp_path, monkeypatch):
    log = tmp_path / "log"
    monkeypatch.setenv("ARGMAP_DOT", str(script(tmp_path / "dot", f"echo asked >> '{log}'; exec sleep 600")))
    several = {
        "claims/a.yaml": "".join(
            f"{x}:\n  text: {x}.\n  tier: core\n  support:\n  - {{premises: [{x}1, {x}2]}}\n  - {{premises: {x}1}}\n"
            f"{x}1:\n  text: {x} one.\n{x}2:\n  text: {x} two.\n"
            for x in ("p", "q")
        ),
        "claims/questions.yaml": "which:\n  text: Which?\n  hypotheses: [p, q]\n",
    }
    case = load_text(several, settings=Settings(layout="dot", layout_seconds=0.3)).case
    notes = {drawn_.name: drawn_.notes for drawn_ in pictures(case)}
    assert log.read_text(encoding="utf-8").count("asked") == 1
    gave_up = ("the layout engine took more than 0.3 s; argmap's own layout was used",)
    assert notes == {"map.svg": gave_up, "question-which.svg": (), "claim-p.svg": gave_up, "claim-q.svg": gave_up}
