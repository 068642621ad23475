"""Files that a second process scans while this one imports: what is read is the same, whoever scanned it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from argmap import ahead as module
from argmap import beside
from argmap.ahead import Ahead
from argmap.cli import main
from argmap.project import load
from argmap.scan import scan

LINUX = sys.platform.startswith("linux")
CHECK = (sys.executable, "-m", "argmap", "check", "--format", "json", "--project")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the corpus with one file that is no YAML; what is handed over is made by this process."""
    for name in ("claims", "evidence"):
        shutil.copytree(ROOT / name, tmp_path / name)
    tmp_path.joinpath("claims", "broken.yaml").write_text("storm:\n  text: [a\n", encoding="utf-8")
    monkeypatch.setattr(module, "handed", lambda work: iter(list(work())))
    return tmp_path


def test_a_project_that_was_scanned_ahead_is_the_one_that_is_read_alone(folder: Path) -> None:
    ahead, alone = load(folder, ahead=Ahead(str(folder))), load(folder)
    assert ahead.faults == alone.faults
    assert ahead.sources == alone.sources
    for one, other in zip(ahead.documents, alone.documents, strict=True):
        assert one.records == other.records
        assert one.tree.packed == other.tree.packed
        assert all(one.place(name) == other.place(name) for name in one.records)


def test_what_was_scanned_ahead_is_not_scanned_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned = []
    ahead = Ahead(str(folder))
    monkeypatch.setattr("argmap.read.scan", lambda text: scanned.append(text) or scan(text))
    project = load(folder, ahead=ahead)
    assert scanned == [project.sources["claims/broken.yaml"].text]  # for it is not to be scanned


def test_a_file_that_was_saved_again_meanwhile_is_read_as_it_is_now(folder: Path) -> None:
    ahead = Ahead(str(folder))
    file = folder / "claims" / "broken.yaml"
    file.write_text("storm-invented: {text: The storm was invented., tier: core}\n", encoding="utf-8")
    folder.joinpath("claims", "new.yaml").write_text("log-kept: {text: The log was kept.}\n", encoding="utf-8")
    assert load(folder, ahead=ahead).graph.claims.keys() >= {"storm-invented", "log-kept"}


def test_a_process_that_ends_too_soon_costs_nothing_but_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "handed", lambda work: iter(list(work())[:2]))
    assert load(folder, ahead=Ahead(str(folder))).faults == load(folder).faults


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_a_command_says_the_same_with_one_processor_and_with_two() -> None:
    body = (
        "import os, sys\nos.sched_getaffinity = lambda _: set(range({}))\nfrom argmap.cli import main\nsys.exit(main())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", body.format(count), *CHECK[3:], str(ROOT)], capture_output=True, check=False
        ).stdout
        for count in (1, 2)
    }
    assert len(told) == 1
    assert len(told.pop()) > 1000


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
@pytest.mark.parametrize("folder_name", ["nowhere", "claims"])
def test_a_folder_without_a_project_is_refused_as_ever(folder_name: str) -> None:
    done = subprocess.run([*CHECK, str(ROOT / folder_name)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "holds neither claims/ nor evidence/" in done.stderr


def test_a_process_that_has_read_a_project_before_looks_at_nothing_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_possible", lambda: pytest.fail("a process was about to be split"))
    assert main(["check", "--quiet", "--project", str(ROOT / "tests" / "nowhere")]) == 2
