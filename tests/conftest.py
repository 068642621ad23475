"""What tests of several modules share: the corpus, small projects in the author's syntax, and the command line."""

import contextlib
import gc
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from chromium import chromium  # noqa: F401 - a fixture of all tests, and one browser for them
from hypothesis import settings

from argmap.cli import main
from argmap.project import Project, load

settings.register_profile("untimed", deadline=None)  # no law fails because a machine has other work
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent

CHARTER = {
    "claims/charter.yaml": """\
charter-forged:
  text: The founding charter of the abbey was forged.
  tier: core
  said:
    - {by: Anna Dobrá, stance: asserts, hedge: {words: beyond all doubt, kind: booster}}
  support:
    - premises: [seal-too-late]
      scheme: sign
      strength: strong
      undercut_by: [{by: seal-renewed, strength: fair}]
  attack:
    - {premises: [copied-early], strength: slight}
seal-renewed:
  text: Lost seals were renewed as a matter of course.
  support: [{premises: [renewal-entry], strength: fair}]
charter-genuine:
  text: The founding charter of the abbey is what it says it is.
charter-otherwise:
  text: The charter is neither forged nor what it says it is.
""",
    "claims/questions.yaml": """\
what-is-the-charter:
  text: What is the founding charter?
  hypotheses: [charter-forged, charter-genuine, charter-otherwise]
  catch_all: charter-otherwise
""",
    "evidence/items.yaml": """\
seal-too-late:
  source: charter
  text: The seal shows arms that were granted a century later.
  directness: D1
  appraisal: {by: the editor, on: 2026-11-22, reliability: A, credibility: 2, reason: Anybody can look at the seal.}
copied-early:
  source: cartulary
  text: The cartulary copies the charter under an earlier abbot.
renewal-entry:
  source: cartulary
  text: The cartulary enters a fee for a new seal.
""",
    "evidence/sources.yaml": """\
charter: {title: Founding charter, short: the charter}
cartulary: {title: Cartulary of the abbey}
""",
}


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


def run(*arguments: object) -> Ran:
    """One command, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        finally:
            gc.enable()
    return Ran(status, out.getvalue(), err.getvalue())


def write(folder: Path, files: dict[str, str]) -> Path:
    """Files by name, written into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    """A small project on disk that checks without errors."""
    return write(tmp_path / "charter", CHARTER)


@pytest.fixture
def argmap(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """The command line without the colours and settings of whoever runs the tests."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    return run


@pytest.fixture(scope="session", autouse=True)
def _own_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Builds sign what they keep with a key of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def corpus() -> Project:
    """The corpus of the repository."""
    return load(ROOT)
