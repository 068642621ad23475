"""Broken input: every kind of fault beside the exact output that `argmap check` gives for it.

`bad/NAME/` is a project with one kind of fault. Its `expected.txt` is what is printed, then the ids of all records
that survive (`kept:`), then the exit status. What cannot live in a repository (huge files, links, pipes) is made
here, with its output in `bad/made/NAME.txt`, and is run in a process of its own with bounds on time and memory.

`ARGMAP_REWRITE=1 pytest tests/test_bad.py` writes the expected files anew; read the difference before you commit it.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran, run

from argmap.project import CannotDo, load, load_text
from argmap.report import FORMATS
from argmap.scan import MOST_PARTS
from argmap.show import records
from argmap.text import Span

BAD = Path(__file__).parent / "bad"
MADE = BAD / "made"
CASES = sorted(folder.name for folder in BAD.iterdir() if folder.is_dir() and folder != MADE)
MOST_SECONDS = 20
MOST_BYTES = 1 << 30


def told(folder: Path, ran: Ran) -> str:
    """What a check printed, which records survive it, and its exit status."""
    try:
        graph = load(folder).graph
    except CannotDo:
        kept = "nothing"
    else:
        tables = records(graph)
        kept = " ".join(sorted({name for table in tables for name in table}))
    return f"{ran.out}{ran.err}kept: {kept}\nexit {ran.status}\n"


def compare(found: str, file: Path) -> None:
    if os.environ.get("ARGMAP_REWRITE"):
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_at_least_seventy_kinds_of_fault_are_shown() -> None:
    assert len(CASES) >= 70


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_reported_exactly(name: str) -> None:
    folder = BAD / name
    before = contents(folder)
    ran = run("check", "--project", folder, "--color", "never")
    compare(told(folder, ran), folder / "expected.txt")
    after = contents(folder)
    assert {file: data for file, data in after.items() if not file.endswith("expected.txt")} == {
        file: data for file, data in before.items() if not file.endswith("expected.txt")
    }


@pytest.mark.parametrize("name", CASES)
def test_a_text_with_errors_gives_no_picture_and_no_export(name: str, tmp_path: Path) -> None:
    folder = BAD / name
    if load(folder).sound:
        return
    output = tmp_path / "renders"
    assert run("build", "--project", folder, "-o", output).status == 1
    assert run("export", "--project", folder, "--to", "native", "-o", output).status == 1
    assert not output.exists()


JARGON = re.compile(r"pydantic|validation|node|scalar|parser|token|schema|traceback|expected <|NoneType|mapping values")


@pytest.mark.parametrize("name", CASES)
def test_every_finding_has_a_place_and_our_own_words(name: str) -> None:
    project = load(BAD / name)
    for finding in project.diagnostics:
        words = f"{finding.message} {finding.hint or ''}"
        quoted = re.sub(r"`[^`]*`", "", words)
        assert finding.message
        assert not finding.message.endswith("."), "a message is one sentence without a full stop"
        assert not JARGON.search(quoted), words
        assert finding.at.path
        source = project.sources.get(finding.at.path)
        if source is not None and finding.at != Span(finding.at.path, 0, 0):
            assert 0 <= finding.at.start < finding.at.end
            assert finding.at.start <= len(source.text)


# --------------------------------------------------------------------------- made here

GOOD = {
    "claims/charter.yaml": """\
charter-forged:
  text: >
    The charter was written a century after its date.
  support: [seal-too-late]
""",
    "evidence/charter.yaml": """\
seal-too-late:
  source: aldric-charter
  text: >
    The seal shows a crown that no ruler wore before 1170.
""",
    "evidence/sources.yaml": """\
aldric-charter:
  title: Charter of Saint Aldric
""",
}
Maker = Callable[[Path], object]
MAKERS: dict[str, Maker] = {}
HOSTILE: set[str] = set()


def made(function: Maker) -> Maker:
    """Register what adds a fault to a sound project."""
    MAKERS[function.__name__.replace("_", "-")] = function
    return function


def hostile(function: Maker) -> Maker:
    """Register what could take all time or memory: it runs in a process of its own."""
    HOSTILE.add(function.__name__.replace("_", "-"))
    return made(function)


def lay_out(folder: Path) -> None:
    for name, text in GOOD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def put(folder: Path, text: str, name: str = "claims/more.yaml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


@hostile
def line_of_ten_megabytes(folder: Path) -> None:
    put(folder, "toll-doubled:\n  text: " + "The toll was doubled. " * 500_000 + "The roll says: doubled.\n")


@hostile
def word_of_ten_megabytes(folder: Path) -> None:
    put(folder, "toll-doubled:\n  text: The toll was doubled.\n  type: " + "infer" * 2_000_000 + "\n")


@hostile
def id_of_five_megabytes(folder: Path) -> None:
    put(folder, "toll-doubled:\n  text: The toll was doubled.\n  support: [" + "seal" * 1_250_000 + "]\n")


@hostile
def spaces_of_ten_megabytes(folder: Path) -> None:
    put(folder, "toll-doubled" + " " * 10_000_000 + "\n  text: The toll was doubled.\n")


@hostile
def dashes_of_four_megabytes(folder: Path) -> None:
    put(folder, "toll-doubled:\n  text: The toll was doubled.\n  - " + "- " * 2_000_000 + "seal-too-late\n")


@hostile
def quotation_marks_of_four_megabytes(folder: Path) -> None:
    put(folder, "toll-doubled:\n  text: '" + "''" * 2_000_000 + "\n")


@hostile
def brackets_hundred_thousand_deep(folder: Path) -> None:
    put(folder, "toll-doubled:\n  text: The toll was doubled.\n  support: " + "[" * 100_000 + "\n")


@hostile
def keys_three_thousand_deep(folder: Path) -> None:
    lines = "".join(" " * depth + "note:\n" for depth in range(2, 3_000))
    put(folder, "toll-doubled:\n  text: The toll was doubled.\n" + lines)


@hostile
def alias_bomb(folder: Path) -> None:
    bomb = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
    put(folder, "a0: &a0 [boom]\n" + bomb)


@hostile
def parts_past_counting(folder: Path) -> None:
    premises = "seal-too-late, " * (MOST_PARTS + 10)
    put(folder, f"toll-doubled:\n  text: The toll was doubled.\n  support: [{premises}]\n")


@hostile
def faults_past_counting(folder: Path) -> None:
    put(folder, "".join(f"a{number}\n" for number in range(200_000)))


@hostile
def file_of_seventeen_megabytes(folder: Path) -> None:
    put(folder, "# " + "x" * (17 * 1024 * 1024) + "\n")


@hostile
def ring_of_ten_thousand(folder: Path) -> None:
    count = 10_000
    put(folder, "".join(f"a{n}:\n  text: See below.\n  support: [a{(n + 1) % count}]\n" for n in range(count)))


@made
def number_of_ten_thousand_figures(folder: Path) -> None:
    figures = "9" * 10_000
    put(folder, f"toll-doubled:\n  text: The toll was doubled.\n  prior: {figures}\n  said:\n    - by: Ada Roe\n"
        f"      at: {{source: aldric-charter, sentence: {figures}}}\n")  # fmt: skip


@made
def merge_conflict_without_end(folder: Path) -> None:
    put(folder, "<<<<<<< HEAD\n" + "".join(f"a{number}:\n  text: The toll was doubled.\n" for number in range(20)))


@hostile
def pipe(folder: Path) -> None:
    os.mkfifo(folder / "claims" / "more.yaml")


@hostile
def endless_device(folder: Path) -> None:
    (folder / "claims" / "more.yaml").symlink_to("/dev/zero")


@made
def link_to_itself(folder: Path) -> None:
    (folder / "claims" / "more.yaml").symlink_to("more.yaml")


@made
def link_to_nowhere(folder: Path) -> None:
    (folder / "claims" / "more.yaml").symlink_to("lost.yaml")


@made
def link_to_folder_above(folder: Path) -> None:
    (folder / "claims" / "more").symlink_to(folder, target_is_directory=True)


@made
def folder_missing(folder: Path) -> None:
    (folder / "claims" / "charter.yaml").unlink()
    (folder / "claims").rmdir()


@made
def folders_missing(folder: Path) -> None:
    for name in GOOD:
        (folder / name).unlink()
    (folder / "claims").rmdir()
    (folder / "evidence").rmdir()


@made
def folder_is_a_file(folder: Path) -> None:
    (folder / "claims" / "charter.yaml").unlink()
    (folder / "claims").rmdir()
    (folder / "claims").write_text("charter-forged:\n", encoding="utf-8")


@made
def file_is_a_folder(folder: Path) -> None:
    (folder / "claims" / "more.yaml").mkdir()
    put(folder, "toll-doubled:\n  tekst: The toll was doubled.\n", "claims/more.yaml/inner.yaml")


@made
def name_with_line_break(folder: Path) -> None:
    put(folder, "toll-doubled:\n  tekst: The toll was doubled.\n", "claims/more\x1b[2J\n.yaml")


@made
def name_that_is_no_text(folder: Path) -> None:
    with open(os.path.join(os.fsencode(folder), b"claims", b"m\xf8re.yaml"), "wb") as stream:  # noqa: PTH118, PTH123 - the name is no text, as pathlib wants it
        stream.write(b"toll-doubled:\n  tekst: The toll was doubled.\n")


@made
def settings_ten_thousand_deep(folder: Path) -> None:
    put(folder, "title = " + "[" * 10_000 + "\n", "argmap.toml")


@made
def settings_with_huge_number(folder: Path) -> None:
    put(folder, "prior = " + "9" * 10_000 + "\n", "argmap.toml")


@made
def settings_of_another_tool(folder: Path) -> None:
    put(folder, "tool = 5\n", "pyproject.toml")


LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MOST_BYTES}, {MOST_BYTES}))
from argmap.cli import main
sys.exit(main(sys.argv[1:]))
"""


def limited(folder: Path) -> Ran:
    """A check in a process that may take so much memory and time and no more."""
    command = [sys.executable, "-W", "error", "-c", LIMITED, "check", "--project", str(folder), "--color", "never"]
    begun = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=3 * MOST_SECONDS, check=False)
    assert time.monotonic() - begun < MOST_SECONDS
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_fault_made_here_is_reported_within_bounds(name: str, tmp_path: Path) -> None:
    lay_out(tmp_path)
    MAKERS[name](tmp_path)
    ran = limited(tmp_path) if name in HOSTILE else run("check", "--project", tmp_path, "--color", "never")
    found = f"{ran.out}{ran.err}exit {ran.status}\n".replace(str(tmp_path), "PROJECT")
    compare(found, MADE / f"{name}.txt")


MANY = {
    "unknown-ids": "toll-doubled:\n  text: x\n  support: [" + ", ".join(f"id-{n}" for n in range(10_000)) + "]\n",
    "bad-ids": "toll-doubled:\n  text: x\n  support: [" + ", ".join(f"id_{n}" for n in range(10_000)) + "]\n",
    "premises": "toll-doubled:\n  text: x\n  support: {premises: [" + ", ".join(f"a{n}" for n in range(20_000)) + "]}\n"
    + "".join(f"a{n}:\n  text: x\n" for n in range(20_000)),
    "misspelt-ids": "".join(f"claim-number-{n}:\n  text: x\n  support: [claim-nunber-{n}]\n" for n in range(1_000)),
    "conflicts": "".join(f"<<<<<<< a\na{n}:\n  text: x\n=======\n>>>>>>> b\nb{n}:\n  text: x\n" for n in range(2_000)),
    "documents": "toll-doubled:\n  text: x\n---\n" * 20_000,
    "quotes": 'toll-doubled:\n  text: "\n' * 5_000,
    "broken-keys": "toll-doubled:\n" + "".join(f"  key{n} 'x: y\n" for n in range(5_000)),
    "broken-entries": "toll-doubled:\n  support:\n" + "    - `x\n" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MANY))
def test_thousands_of_faults_are_reported_within_bounds(name: str) -> None:
    begun = time.process_time()
    project = load_text({**GOOD, "claims/more.yaml": MANY[name]})
    for report in FORMATS.values():
        assert isinstance(report(project.diagnostics, project.sources), str)
    assert project.sound == (name == "premises")
    assert time.process_time() - begun < MOST_SECONDS


def test_a_file_that_may_not_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path)
    opened = Path.open

    def refuse(file: Path, *arguments: object, **options: object) -> object:
        if file.name == "sources.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(file, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    project = load(tmp_path)
    assert [fault.message for fault in project.faults] == ["evidence/sources.yaml cannot be read: permission denied"], (
        "and nobody says that the sources in it are nowhere"
    )


def test_a_folder_that_may_not_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path)
    scan = os.scandir

    def refuse(folder: str) -> object:
        if str(folder).endswith("evidence"):
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [fault.message for fault in load(tmp_path).faults] == ["evidence cannot be read: permission denied"]


def test_no_expected_output_is_left_over() -> None:
    assert {file.stem for file in MADE.iterdir()} == set(MAKERS)
