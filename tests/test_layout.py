"""Layout: which engine places the boxes, and what happens when it cannot."""

import sys
from pathlib import Path

import pytest
from conftest import CHARTER

from argmap.project import load_text
from argmap.render import layout, picture
from argmap.render.layout import NoLayout, engine, is_forest, place_with_dot
from argmap.render.placement import Box, Link
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
def used(monkeypatch):
    """The names of the engines that place something, in order."""
    calls = []
    for module, name in ((layout, "place_with_dot"), (layout.layered, "place")):
        real = getattr(module, name)

        def spy(*arguments, _real=real, _name=name, **options):
            calls.append({"place_with_dot": "dot", "place": "own"}[_name])
            return _real(*arguments, **options)

        monkeypatch.setattr(module, name, spy)
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
        ("""echo '{"bb": "0,0,9,9", "objects": [], "edges": []}'""", "the layout engine gave no layout"),
        ("""echo '{"bb": null, "objects": null}'""", "the layout engine gave no layout"),
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
    fallen_back = drawn(CROSSED)
    assert fallen_back.notes == (f"{missing} cannot be started; argmap's own layout was used",)
    assert str(tmp_path) not in fallen_back.svg
    monkeypatch.setattr(layout, "engine", lambda: None)
    assert drawn(CROSSED).notes[0].startswith("no layout engine: `pip install graphviz-pure` brings one")
    assert drawn(CROSSED).svg == fallen_back.svg


def test_a_good_engine_leaves_no_note():
    assert drawn(CROSSED).notes == drawn(FOREST).notes == ()


def test_a_forest_is_placed_by_argmaps_own_engine_and_crossing_lines_by_dot(used):
    drawn(FOREST)
    assert used == ["own"]
    drawn(CROSSED)
    assert used == ["own", "dot"]


def test_a_map_of_more_boxes_than_the_settings_allow_is_never_given_to_dot(used):
    drawn(CROSSED, most_boxes=4)
    assert used == ["own"]


@pytest.mark.parametrize("wish", ["own", "dot"])
def test_the_engine_that_is_wished_for_is_used(used, wish):
    drawn(FOREST, layout=wish)
    drawn(CROSSED, layout=wish, most_boxes=1)
    assert used == [wish, wish]


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


def test_dot_places_upper_boxes_above_lower_ones_with_a_gap_and_a_curve_from_edge_to_edge():
    boxes = [Box("x", 100, 40), Box("ž", 60, 30), Box("<&>", 80, 20)]
    links = [Link("1", "ž", "x"), Link("2", "<&>", "x")]
    placed = place_with_dot(boxes, links, gap_x=20, gap_y=30, seconds=20)
    corner = placed.corners
    assert corner["ž"].y >= corner["x"].y + 40 + 30 - 0.1
    left, right = sorted((corner[b.id].x, b.width) for b in boxes[1:])
    assert right[0] - (left[0] + left[1]) >= 20 - 0.1
    assert placed.curves["1"][0].y == pytest.approx(corner["ž"].y, abs=1)
    assert placed.curves["1"][-1].y == pytest.approx(corner["x"].y + 40, abs=1)


def test_two_links_between_the_same_boxes_each_have_their_curve():
    links = [Link("1", "y", "x"), Link("2", "y", "x")]
    placed = place_with_dot([Box("x", 90, 40), Box("y", 90, 40)], links, gap_x=20, gap_y=30, seconds=20)
    assert placed.curves["1"] != placed.curves["2"]


def test_what_went_wrong_with_an_engine_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("ARGMAP_DOT", str(tmp_path))
    with pytest.raises(NoLayout, match="cannot be started"):
        place_with_dot([Box("x", 9, 9)], [], gap_x=1, gap_y=1, seconds=1)


def test_an_engine_that_hangs_is_asked_once_however_many_pictures_there_are(tmp_path, monkeypatch):
    from argmap.render import pictures  # noqa: PLC0415

    log = tmp_path / "log"
    monkeypatch.setenv("ARGMAP_DOT", str(script(tmp_path / "dot", f"echo asked >> '{log}'; exec sleep 600")))
    case = load_text(CHARTER, settings=Settings(layout="dot", layout_seconds=0.3)).case
    drawn_ = pictures(case)
    assert len(drawn_) > 2
    assert log.read_text(encoding="utf-8").count("asked") == 1
    assert all(p.notes == ("the layout engine took more than 0.3 s; argmap's own layout was used",) for p in drawn_)
