"""Building again and again: a process that watches follows what an author does, and ends without a trace."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import pytest
from conftest import ROOT

from argmap.arguments import parser
from argmap.building import Watch, state_of
from argmap.making import text_key
from argmap.project import build, load
from argmap.study import begun

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process is sent Ctrl-C there")
PATIENCE = 120


class Watched:
    """A build that watches, and the lines it has written."""

    def __init__(self, process, log):
        self.process = process
        self.log = log

    def lines(self):
        return self.log.read_text(encoding="utf-8").splitlines()

    def wait(self, number):
        """The line of this number (from 0), when it has come."""
        end = monotonic() + PATIENCE
        while monotonic() < end:
            written = self.log.read_text(encoding="utf-8")
            if written.count("\n") > number:
                return written.splitlines()[number]
            assert self.process.poll() is None, written
            sleep(0.02)
        raise AssertionError(f"no line {number} in {self.lines()}")

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def watching(root, *flags):
    log = root.parent / "told"
    line = [sys.executable, "-m", "argmap", "build", "--watch", "--project", str(root), *flags]
    with log.open("wb") as stream:
        process = subprocess.Popen(line, stderr=stream, stdout=stream, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        yield Watched(process, log)
    finally:
        process.kill()
        process.wait()


def files_in(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def fresh(root):
    """What a build of a project into an empty folder writes."""
    with TemporaryDirectory() as folder:
        build(load(root), Path(folder))
        return files_in(Path(folder))


def test_a_watched_project_is_built_again_whenever_it_changes_and_ends_on_ctrl_c(charter):
    file = charter / "claims" / "charter.yaml"
    text = file.read_text(encoding="utf-8")
    with watching(charter) as run:
        assert "pictures changed in" in run.wait(0)
        assert run.wait(1) == "waiting for changes; Ctrl-C ends it"
        assert files_in(charter / "renders") == fresh(charter)
        for number, word in enumerate(("Seals", "Wax seals"), start=2):
            file.write_text(text.replace("Lost seals", word), encoding="utf-8")
            assert "map.svg" in run.wait(number)
            assert files_in(charter / "renders") == fresh(charter)
        assert run.end() == 0
        assert run.lines()[-1] == "ended"
    assert not list(charter.rglob("*.part"))
    assert build(load(charter), remember=True)[0] == []


def test_broken_text_is_reported_and_nothing_drawn_until_it_is_mended(charter):
    file = charter / "claims" / "charter.yaml"
    text = file.read_text(encoding="utf-8")
    with watching(charter) as run:
        run.wait(1)
        before = files_in(charter / "renders")
        file.write_text(text.replace("[seal-too-late]", "[no-such-thing]"), encoding="utf-8")
        assert run.wait(2).startswith("error[unknown-reference]")
        while not run.lines()[-1].startswith("argmap: 1 error: nothing was drawn"):
            sleep(0.02)
        assert files_in(charter / "renders") == before
        number = len(run.lines())
        file.write_text(text.replace("Lost seals", "Seals"), encoding="utf-8")
        assert "pictures changed" in run.wait(number)
        assert files_in(charter / "renders") == fresh(charter)


def test_a_file_that_is_saved_by_rename_or_comes_back_is_followed(charter):
    file = charter / "claims" / "charter.yaml"
    text = file.read_text(encoding="utf-8")
    with watching(charter, "--no-cache") as run:
        run.wait(1)
        aside = charter / "claims" / ".charter.swp"
        aside.write_text(text.replace("Lost seals", "Seals"), encoding="utf-8")
        aside.replace(file)
        assert "map.svg" in run.wait(2)
        file.unlink()
        run.wait(3)
        number = len(run.lines())
        file.write_text(text, encoding="utf-8")
        while "pictures changed" not in run.lines()[-1] or files_in(charter / "renders") != fresh(charter):
            assert run.process.poll() is None
            sleep(0.05)
        assert len(run.lines()) > number
        assert run.end() == 0
    assert not (charter / ".argmap").exists()


def test_a_project_that_vanishes_and_comes_back_is_waited_for(charter):
    with watching(charter) as run:
        run.wait(1)
        away = charter.parent / "away"
        charter.rename(away)
        assert "holds neither claims/ nor evidence/" in run.wait(2)
        away.rename(charter)
        while "pictures changed" not in run.lines()[-1]:
            assert run.process.poll() is None
            sleep(0.05)
        assert files_in(charter / "renders") == fresh(charter)
        assert run.end() == 0


def test_where_there_is_no_project_nothing_is_watched(tmp_path, argmap):
    ran = argmap("build", "--watch", "--project", tmp_path)
    assert ran.status == 2
    assert "holds neither claims/ nor evidence/" in ran.err


def test_watching_and_checking_exclude_each_other(charter, argmap):
    ran = argmap("build", "--watch", "--check", "--project", charter)
    assert ran.status == 2
    assert "not allowed with" in ran.err


def test_the_files_of_a_project_are_known_by_change_length_and_number(charter):
    before = state_of(charter)
    assert state_of(charter) == before
    file = charter / "claims" / "charter.yaml"
    text = file.read_bytes()
    file.write_bytes(text + b"\n")
    assert state_of(charter) != before
    (charter / "argmap.toml").write_text('title = "x"\n', encoding="utf-8")
    assert str(charter / "argmap.toml") in state_of(charter)
    (charter / "renders").mkdir()
    (charter / "renders" / "map.svg").write_bytes(b"")
    assert not any("renders" in name for name in state_of(charter))
    (charter / "claims" / "sub").mkdir()
    (charter / "claims" / "sub" / "more.yaml").write_bytes(b"")
    assert str(charter / "claims" / "sub" / "more.yaml") in state_of(charter)


def test_no_process_is_left_behind(charter):
    with watching(charter) as run:
        run.wait(1)
        children = Path(f"/proc/{run.process.pid}/task/{run.process.pid}/children")
        pids = children.read_text().split() if children.exists() else []
        assert run.end() == 0
    assert not [pid for pid in pids if Path("/proc", pid).exists()]


@pytest.mark.parametrize("answer", ["of this text", "of another text", None])
def test_the_findings_of_the_process_that_stays_are_taken_if_they_are_of_the_same_text(charter, answer):
    asked = []
    watch = Watch(parser().parse_args(["build", "--watch", "--quiet", "--project", str(charter)]))
    watch.ask = lambda: asked.append(True)
    project = load(charter)
    key = text_key(project) if answer == "of this text" else "another"
    found = [{"rule": "one", "severity": "note", "message": "from the other process", "about": "claims:charter-forged"}]
    watch.session.told = lambda: answer and (key, found)
    assert watch.build(0.0)
    assert asked == [True]
    page = begun(project.case)(found) if answer == "of this text" else fresh(charter)["study.html"]
    assert (charter / "renders" / "study.html").read_bytes() == page


def test_what_was_read_while_somebody_was_saving_is_read_again(charter, capsys):
    file = charter / "claims" / "charter.yaml"
    text = file.read_text(encoding="utf-8")
    watch = Watch(parser().parse_args(["build", "--watch", "--project", str(charter)]))
    file.write_text(text[: len(text) // 2] + '"', encoding="utf-8")
    saved = []

    def settled():
        file.write_text(text, encoding="utf-8")
        saved.append(True)
        return len(saved) > 1

    assert watch.build(0.0, settled)
    assert files_in(charter / "renders") == fresh(charter)
    assert "error" not in capsys.readouterr().err
