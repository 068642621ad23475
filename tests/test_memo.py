"""Memo: a build that remembers gives the files of one that does not, whatever happened to what it remembers."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import CHARTER, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap import memo, render
from argmap.making import Session, remembered, warm
from argmap.project import CannotDo, build, load, write_whole
from argmap.render import drawing
from argmap.testing.whole import projects, written

KNOWN = Path(memo.FOLDER, "known")


def files_in(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def built(root, *, remember=True):
    """What stands in renders/ after a build that remembers, or what a build into an empty folder writes."""
    if remember:
        build(load(root), remember=True)
        return files_in(root / "renders")
    with TemporaryDirectory() as folder:
        build(load(root), Path(folder))
        return files_in(Path(folder))


@pytest.fixture
def placed(monkeypatch):
    """The number of boxes of each layout that is made from here on."""
    counted = []

    def counting(boxes, links, **more):
        counted.append(len(boxes))
        return place(boxes, links, **more)

    place = render.place
    monkeypatch.setattr(render, "place", counting)
    return counted


def changes(files):
    """Files → those files with one word after another changed, a record's end cut off, or a file left out."""
    name = st.sampled_from(sorted(files))

    def change(name, at, kind):
        text = files[name]
        words = text.split(" ")
        if kind == "word":
            words[at % len(words)] += "x"
            return {**files, name: " ".join(words)}
        if kind == "cut":
            lines = text.splitlines(keepends=True)
            return {**files, name: "".join(lines[: at % (len(lines) + 1)])}
        return {other: text for other, text in files.items() if other != name}

    return st.builds(change, name, st.integers(0, 999), st.sampled_from(["word", "cut", "out"]))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_after_any_edits_a_build_that_remembers_gives_the_files_of_one_that_does_not(data):
    begun = data.draw(st.just(CHARTER) | projects().map(written))
    with TemporaryDirectory() as folder:
        root = Path(folder)
        files = begun
        for _ in range(data.draw(st.integers(1, 3))):
            shutil.rmtree(root / "claims", ignore_errors=True)
            shutil.rmtree(root / "evidence", ignore_errors=True)
            (root / "claims").mkdir()
            write(root, files)
            if load(root).sound:  # nothing is drawn of a text with errors
                assert built(root) == built(root, remember=False)
            files = data.draw(st.just(begun) | changes(files)) or begun


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_after_any_edits_a_session_of_builds_gives_the_files_of_a_build_by_itself(data):
    begun = data.draw(st.just(CHARTER) | projects().map(written))
    with TemporaryDirectory() as folder:
        root, session = Path(folder), Session()
        files = begun
        for number in range(data.draw(st.integers(2, 5))):
            shutil.rmtree(root / "claims", ignore_errors=True)
            shutil.rmtree(root / "evidence", ignore_errors=True)
            (root / "claims").mkdir()
            write(root, files)
            project = load(root, known=session.known)
            assert repr(project.faults) == repr(load(root).faults)
            if project.sound:
                build(project, remember=True, session=session)
                assert files_in(root / "renders") == built(root, remember=False)
                if number % 2:
                    warm(project, session)
            files = data.draw(st.just(begun) | changes(files)) or begun
        remembered(session, root)
        if load(root).sound:
            assert built(root) == built(root, remember=False)


def test_a_session_lays_out_no_map_again_whose_boxes_keep_their_sizes_and_forgets_no_topic(
    corpus, tmp_path, monkeypatch
):
    write(tmp_path, {name: source.text for name, source in corpus.sources.items()})
    session, laid = Session(), []
    place = render.place

    def counting(boxes, links, **more):
        laid.append(len(boxes))
        return place(boxes, links, **more)

    monkeypatch.setattr(render, "place", counting)
    topics = []
    file = min((tmp_path / "claims").glob("*.yaml"))
    text = file.read_text(encoding="utf-8")
    for word in ("", "Stop ", "Spot "):
        laid.clear()
        file.write_text(text.replace("  text: >\n    ", f"  text: >\n    {word}", 1), encoding="utf-8")
        build(load(tmp_path, known=session.known), remember=True, session=session)
        topics.append(sum(name.startswith("topic ") for name in session.memo.used))
    assert not laid
    assert topics[0] == topics[2] > 10
    assert files_in(tmp_path / "renders") == built(tmp_path, remember=False)


def test_a_changed_claim_of_a_session_measures_anew_only_the_cards_that_show_it(corpus, tmp_path, monkeypatch):
    write(tmp_path, {name: source.text for name, source in corpus.sources.items()})
    session, measured = Session(), []
    build(load(tmp_path, known=session.known), remember=True, session=session)

    def counting(case, name):
        measured.append(name)
        return claim_card(case, name)

    claim_card = drawing.claim_card
    monkeypatch.setattr(drawing, "claim_card", counting)
    file = next(iter(sorted((tmp_path / "claims").glob("*.yaml"))))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  text: >\n    ", "  text: >\n    Truly, ", 1), encoding="utf-8")
    build(load(tmp_path, known=session.known), remember=True, session=session)
    assert 0 < len(measured) < 10
    assert len(set(measured)) == 1
    assert files_in(tmp_path / "renders") == built(tmp_path, remember=False)


def test_a_changed_strength_chooses_no_view_anew_and_measures_no_sheet(corpus, tmp_path, monkeypatch):
    write(tmp_path, {name: source.text for name, source in corpus.sources.items()})
    session, asked = Session(), []
    build(load(tmp_path, known=session.known), remember=True, session=session)
    warm(load(tmp_path, known=session.known), session)
    prints = render.Table.prints
    monkeypatch.setattr(render.Table, "prints", lambda self, view: asked.append(view.name) or prints(self, view))
    file = next(
        one for one in sorted((tmp_path / "claims").glob("*.yaml")) if "strength: fair" in one.read_text("utf-8")
    )
    text = file.read_text(encoding="utf-8")
    pictures = files_in(tmp_path / "renders")
    file.write_text(text.replace("strength: fair", "strength: strong", 1), encoding="utf-8")
    build(load(tmp_path, known=session.known), remember=True, session=session)
    assert not asked
    after = files_in(tmp_path / "renders")
    assert len([name for name in after if after[name] != pictures[name]]) > 5
    assert after == built(tmp_path, remember=False)


@pytest.mark.parametrize(
    "told", [None, lambda: None]
)  # the maps are put in place at the end, or while charts are drawn
def test_a_session_that_cannot_write_where_pictures_belong_says_so_and_writes_nothing(charter, told):
    project = load(charter)
    (charter / "renders").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(CannotDo, match="renders cannot be written"):
        build(project, remember=True, session=Session(told=told))
    assert (charter / "renders").read_text(encoding="utf-8") == "a file in the way"


def test_a_second_build_lays_nothing_out(charter, placed):
    before = built(charter)
    assert placed
    placed.clear()
    assert built(charter) == before
    assert not placed


def test_a_changed_claim_lays_out_anew_only_what_shows_it(corpus, tmp_path, placed):
    write(tmp_path, {name: source.text for name, source in corpus.sources.items()})
    built(tmp_path)
    cold = len(placed)
    placed.clear()
    file = next(iter(sorted((tmp_path / "claims").glob("*.yaml"))))
    text = file.read_text(encoding="utf-8")
    assert "  text: >\n    " in text
    file.write_text(text.replace("  text: >\n    ", "  text: >\n    Truly, ", 1), encoding="utf-8")
    after = built(tmp_path)
    assert 0 < len(placed) < cold / 5
    assert after == built(tmp_path, remember=False)


def test_a_picture_that_somebody_changed_is_drawn_anew(charter):
    before = built(charter)
    (charter / "renders" / "map.svg").write_text("<svg><script>alert(1)</script></svg>", encoding="utf-8")
    (charter / "renders" / "study.html").unlink()
    assert built(charter) == before


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"\n",
        b"no signature",
        b"\xff" * 2000,
        b"0" * 64 + b"\n{}",
        b"0" * 64 + b"\n" + b"[" * 100_000,
        b"0" * 64 + b"\nnull",
    ],
)
def test_a_memo_that_is_not_its_own_counts_for_nothing(charter, spoilt):
    before = built(charter)
    (charter / KNOWN).write_bytes(spoilt)
    assert memo.opened(charter, charter / "renders").known == {}
    assert built(charter) == before


@given(at=st.integers(0, 100_000), bit=st.integers(0, 7))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_memo_of_which_one_bit_was_changed_counts_for_nothing(charter, at, bit):
    if not (charter / KNOWN).exists():
        built(charter)
    data = bytearray((charter / KNOWN).read_bytes())
    data[at % len(data)] ^= 1 << bit
    (charter / KNOWN).write_bytes(bytes(data))
    assert memo.opened(charter, charter / "renders").known == {}
    data[at % len(data)] ^= 1 << bit
    (charter / KNOWN).write_bytes(bytes(data))
    assert memo.opened(charter, charter / "renders").known


def test_a_memo_that_came_from_another_user_or_another_folder_counts_for_nothing(charter, tmp_path, monkeypatch):
    built(charter)
    assert memo.opened(charter, charter / "renders").known
    shutil.copytree(charter, tmp_path / "moved")
    assert memo.opened(tmp_path / "moved", charter / "renders").known == {}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    assert memo.opened(charter, charter / "renders").known == {}


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, [[]], [[["map.svg", 3]], {}], [[], {"../x": "y"}], [[], {"a": 1}]]
)
def test_what_is_kept_in_another_form_is_worked_out_anew(charter, value):
    before = built(charter)
    kept = memo.opened(charter, charter / "renders")
    memo.save(memo.Memo({}), charter)
    spoilt = memo.Memo()
    spoilt.used = dict.fromkeys(kept.known, value)
    memo.save(spoilt, charter)
    assert built(charter) == before


def test_what_is_kept_does_not_grow_with_the_number_of_builds(charter):
    built(charter)
    size = len((charter / KNOWN).read_bytes())
    claims = charter / "claims" / "charter.yaml"
    text = claims.read_text(encoding="utf-8")
    for number in range(5):
        claims.write_text(text.replace("Lost seals", f"Lost seals {number}"), encoding="utf-8")
        built(charter)
    claims.write_text(text, encoding="utf-8")
    built(charter)
    assert len((charter / KNOWN).read_bytes()) == size
    assert sorted(file.name for file in (charter / KNOWN).parent.iterdir()) == [".gitignore", "known"]


def test_where_nothing_can_be_kept_the_build_is_made_all_the_same(charter, monkeypatch, tmp_path):
    before = built(charter, remember=False)
    (charter / ".argmap").write_text("in the way", encoding="utf-8")
    assert built(charter) == before
    (charter / ".argmap").unlink()
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert built(charter) == before
    assert not (charter / KNOWN).exists()


def started(root):
    """A build of a project in a process of its own, with the key and the memo that all builds here have."""
    return subprocess.Popen(
        [sys.executable, "-m", "argmap", "build", "--project", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(memo.__file__).parent.parent)},
    )


def test_two_builds_of_one_project_at_once_both_succeed_and_leave_the_files_of_one(charter, tmp_path):
    write(tmp_path / "alone", CHARTER)
    shorter = {**CHARTER, "claims/charter.yaml": CHARTER["claims/charter.yaml"].replace("Lost seals", "Seals")}
    wanted = built(tmp_path / "alone", remember=False)
    for before in ({}, shorter, CHARTER):  # nothing there, all of it stale, all of it there
        shutil.rmtree(charter / "renders", ignore_errors=True)
        shutil.rmtree(charter / ".argmap", ignore_errors=True)
        if before:
            write(charter, before)
            built(charter)
            (charter / "renders" / "left-over.svg").write_bytes((charter / "renders" / "map.svg").read_bytes())
        write(charter, CHARTER)
        both = [started(charter), started(charter)]
        told = [run.communicate()[1].decode() for run in both]
        assert [run.returncode for run in both] == [0, 0], told
        assert files_in(charter / "renders") == wanted
        assert built(charter) == wanted


def test_a_file_that_another_build_writes_at_the_same_moment_is_whole(tmp_path, monkeypatch):
    file, replace = tmp_path / "map.svg", Path.replace

    def meanwhile(passing, target):
        monkeypatch.setattr(Path, "replace", replace)
        write_whole(file, b"of the other")
        assert file.read_bytes() == b"of the other"
        return replace(passing, target)

    monkeypatch.setattr(Path, "replace", meanwhile)
    write_whole(file, b"of this one")
    assert files_in(tmp_path) == {"map.svg": b"of this one"}


def test_a_stale_picture_that_another_build_removed_first_is_gone(charter, monkeypatch):
    built(charter)
    stale = charter / "renders" / "left-over.svg"
    stale.write_bytes((charter / "renders" / "map.svg").read_bytes())
    unlink = Path.unlink

    def too_late(file, **more):
        if file == stale and file.exists():
            unlink(file)
        unlink(file, **more)

    monkeypatch.setattr(Path, "unlink", too_late)
    written, removed, _ = build(load(charter))
    assert (written, removed) == ([], ["left-over.svg"])
    assert not stale.exists()


def test_a_build_without_cache_and_one_that_only_checks_keep_nothing(charter, argmap):
    assert argmap("build", "--project", charter, "--no-cache").status == 0
    assert argmap("build", "--project", charter, "--check").status == 0
    assert not (charter / ".argmap").exists()
    assert argmap("build", "--project", charter).status == 0
    held = (charter / KNOWN).read_bytes()
    assert held.partition(b"\n")[2] == json.dumps(json.loads(held.partition(b"\n")[2]), sort_keys=True).encode()
