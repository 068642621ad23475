"""Time argmap against its peers as their users meet them: whole processes, from the files to the SVG.

`python tests/bench/bench.py` installs the peers into `.bench/` (once), generates the maps, runs the commands in turn
and writes `docs/benchmarks.md`. What is fair about it stands in `README.md` beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import auditing
import engine
import study
import weighing
from timing import MANY, SOME, Command, Drawn, measure, say

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
CACHE = CHECKOUT / ".bench"
SCRIPTS = Path(sys.executable).parent

ARGDOWN = "1.7.5"
"""2.0.0 is tagged as the latest, but asks for a version of its Markdown plugin that npm does not find."""
ARGUEBUF = "2.7.2"
GRAPHVIZ = ("graphviz==0.21", "graphviz-pure==0.2.2")

EVERYTHING = "argmap, every picture and page"
SIZES = (10, 100, 300, 1000, 3000)
READ_SIZE = 10_000
DENSE = (1000, 2000)
PARTS = ("build", "help", "read", "dense", "audit", "study", "engine")
LIMIT = 300.0
"""Seconds after which a command is stopped."""
HELP_TARGET = 0.1
CHECK_TARGET = 2.5
DENSE_TARGET = 30.0


def build_target(size: int) -> float:
    """The largest share of Argdown's time that argmap may take."""
    return 0.5 if size <= 300 else 0.35


# --------------------------------------------------------------------------- the peers


@dataclass(frozen=True)
class Peers:
    """Where the peers are; None where one could not be installed."""

    argdown: Path | None
    arguebuf: Path | None


def install() -> Peers:
    """Install what is not in the cache yet, in the pinned versions."""
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n", encoding="utf-8")
    return Peers(_install_argdown(CACHE / f"argdown-{ARGDOWN}"), _install_arguebuf(CACHE / f"arguebuf-{ARGUEBUF}"))


def _install_argdown(folder: Path) -> Path | None:
    executable = folder / "node_modules" / ".bin" / "argdown"
    if executable.exists():
        return executable
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        say("error: npm is missing, so Argdown cannot be installed; install Node 20 or later for the comparison")
        return None
    folder.mkdir(parents=True, exist_ok=True)
    line: list[str | Path] = [npm, "install", "--prefix", folder, "--no-audit", "--no-fund", f"@argdown/cli@{ARGDOWN}"]
    return executable if _installed("Argdown", [line]) and executable.exists() else None


def _install_arguebuf(folder: Path) -> Path | None:
    python = folder / "bin" / "python"
    if (folder / "bin" / "graphviz-pure").exists():
        return python
    lines: list[list[str | Path]] = [
        [sys.executable, "-m", "venv", "--clear", folder],
        [python, "-m", "pip", "install", "--quiet", f"arguebuf=={ARGUEBUF}", *GRAPHVIZ],
    ]
    return python if _installed("arguebuf", lines) else None


def _installed(tool: str, lines: Iterable[Sequence[str | Path]]) -> bool:
    say(f"installing {tool}")
    for line in lines:
        done = subprocess.run([str(part) for part in line], capture_output=True, text=True, check=False)
        if done.returncode:
            say(f"error: {tool} could not be installed; its rows are left out\n{done.stderr.strip()[-2000:]}")
            return False
    return True


# --------------------------------------------------------------------------- the measurements


@dataclass(frozen=True)
class Group:
    """Commands that were run in turn on the same input."""

    part: str
    title: str
    commands: tuple[Command, ...]
    size: int = 0

    def of(self, tool: str) -> Command | None:
        """The command of one tool, if it was run and gave a figure."""
        return next((one for one in self.commands if one.tool == tool and not one.failure), None)


@dataclass(frozen=True)
class Ratio:
    """A target, and how it was met: medians and ranges of pairwise runs, or why there is none."""

    what: str
    target: str
    measured: str
    met: bool | None


def generate(name: str, python: Path | str = sys.executable, **where: Path | list[Path]) -> dict[str, int]:
    """Run the generator in a process of its own, so that this one stays small (see README.md on memory)."""
    line = [str(python), str(HERE / "generate.py"), name]
    for option, paths in where.items():
        line += [f"--{option}", *(str(path) for path in (paths if isinstance(paths, list) else [paths]))]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode and "compare" not in where:
        message = f"generate.py {name} failed"
        raise RuntimeError(message)
    size: dict[str, int] = json.loads(done.stdout)
    return size


def build(name: str, folder: Path, peers: Peers, options: argparse.Namespace) -> Group:
    """From the files of one map to its SVG, by every tool."""
    say(f"{name}: generating")
    project, argdown_file, arguebuf_file = folder / "project", folder / "map.argdown", folder / "map.json"
    project.mkdir(parents=True)
    size = generate(name, argmap=project, argdown=argdown_file)
    is_tree = name.startswith("tree")
    drawings, everything = folder / "map", folder / "renders"
    commands = [
        Command(
            "argmap",
            "argmap build map --project FOLDER -o OUT",
            [SCRIPTS / "argmap", "build", "map", "--project", project, "-o", drawings],
            drawings,
            project,
        ),
        Command(
            EVERYTHING,
            "argmap build --project FOLDER -o OUT",
            [SCRIPTS / "argmap", "build", "--project", project, "-o", everything],
            everything,
            project,
        ),
    ]
    if peers.argdown:
        target = folder / "argdown"
        commands.append(
            Command(
                f"Argdown {ARGDOWN}",
                "argdown map -f svg MAP.argdown OUT",
                [peers.argdown, "map", "-f", "svg", argdown_file, target],
                target,
            )
        )
        _compare_argdown(name, peers.argdown, argdown_file, folder)
    if peers.arguebuf and is_tree:
        generate(name, peers.arguebuf, arguebuf=arguebuf_file)
        for style, label in (("", "its default, ortho"), ("line", "straight lines")):
            target = folder / f"arguebuf{style}.svg"
            commands.append(
                Command(
                    f"arguebuf {ARGUEBUF} ({label})",
                    f"python arguebuf_svg.py MAP.json OUT.svg{style and ' ' + style}",
                    [peers.arguebuf, HERE / "arguebuf_svg.py", arguebuf_file, target, *([style] if style else [])],
                    target,
                )
            )

    def look(command: Command) -> Drawn:
        found = generate(name, drawn=command.pictures())
        return Drawn(found["texts"], size["claims"] + size["evidence"], found["lines"])

    measure(commands, options.runs, options.limit, look)
    title = f"{size['claims']:,} claims, {size['evidence']:,} evidence, {size['links']:,} links"
    return Group("build" if is_tree else "dense", title, tuple(commands), size["claims"])


def _compare_argdown(name: str, argdown: Path, file: Path, folder: Path) -> None:
    """Ask Argdown what it read, so that nobody times a map that fell apart on the way."""
    subprocess.run([argdown, "json", file, folder / "json"], capture_output=True, check=False)
    answer = folder / "json" / "map.json"
    read = generate(name, compare=answer) if answer.exists() else {"losses": 1}
    if read["losses"]:
        message = f"Argdown did not read {name} as it was written: {read['losses']}"
        raise RuntimeError(message)


def first_words(peers: Peers, options: argparse.Namespace) -> Group:
    """How long a tool takes to say how it is used."""
    say("help")
    commands = [
        Command("argmap", "argmap --help", [SCRIPTS / "argmap", "--help"]),
        Command("Python alone", "python -c pass", [sys.executable, "-c", "pass"]),
    ]
    if peers.argdown:
        commands.append(Command(f"Argdown {ARGDOWN}", "argdown --help", [peers.argdown, "--help"]))
    measure(commands, max(options.runs, 10), options.limit)
    return Group("help", "help", tuple(commands))


_COMPOSE = """
import pathlib, sys, yaml
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    yaml.compose(path.read_bytes(), Loader=yaml.{loader})
"""


_LOAD = """
import gc, sys
gc.disable()  # as the command line does
import argmap
project = argmap.load(sys.argv[1])
assert project.sound and len(project.graph.claims) == int(sys.argv[2])
"""


def reading(folder: Path, options: argparse.Namespace) -> list[Group]:
    """Reading and checking against the bare parsing of the same bytes, in many files and in one."""
    say(f"read: generating {READ_SIZE} claims")
    many, one = folder / "many", folder / "one"
    for project in (many, one):
        project.mkdir(parents=True)
        size = generate(f"tree-{READ_SIZE}", argmap=project)
    for part in ("claims", "evidence"):
        _join(one / part)
    return [_reading(many, size, options), _reading(one, size, options)]


def _join(folder: Path) -> None:
    """Put the numbered files of a folder into one."""
    parts = sorted(folder.glob("part-*.yaml"))
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    for part in parts:
        part.unlink()
    (folder / "all.yaml").write_text(text, encoding="utf-8")


def _reading(project: Path, size: dict[str, int], options: argparse.Namespace) -> Group:
    commands = [
        Command(
            "argmap",
            "argmap.load: read, schema, references, rings",
            [sys.executable, "-c", _LOAD, project, str(size["claims"])],
            untouched=project,
        ),
        Command(
            "argmap check",
            "argmap check: the same, evaluated, all rules, printed",
            [SCRIPTS / "argmap", "check", "--project", project],
            untouched=project,
        ),
    ]
    commands += (
        Command(
            f"PyYAML, {loader}",
            f"yaml.compose(…, {loader}) of each file",
            [sys.executable, "-c", _COMPOSE.format(loader=loader), project],
        )
        for loader in ("CSafeLoader", "CBaseLoader")
    )
    measure(commands, options.runs, options.limit)
    files = list(project.rglob("*.yaml"))
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    title = f"{size['claims']:,} claims, {size['evidence']:,} evidence, {len(files)} files, {megabytes:.1f} MB"
    return Group("read", title, tuple(commands), size["claims"])


# --------------------------------------------------------------------------- targets


def ratios(groups: Iterable[Group]) -> list[Ratio]:
    """Every target that these measurements can speak about."""
    found = []
    for group in groups:
        if group.part == "build":
            what = f"build, {group.size:,} claims: argmap / Argdown"
            found.append(_pairwise(group, f"Argdown {ARGDOWN}", what, build_target(group.size)))
            what = f"the same, but {EVERYTHING} / Argdown"
            found.append(_pairwise(group, f"Argdown {ARGDOWN}", what, None, EVERYTHING))
        elif group.part == "read":
            where = group.title.split(", ")[2]
            for tool, done in (("argmap", "read and check"), ("argmap check", "read, check, evaluate, audit")):
                for loader, most in (("CSafeLoader", CHECK_TARGET), ("CBaseLoader", None)):
                    what = f"{done}, {group.size:,} claims in {where}: {tool} / yaml.compose with {loader}"
                    found.append(_pairwise(group, f"PyYAML, {loader}", what, most if tool == "argmap" else None, tool))
        else:
            name, limit = ("--help", HELP_TARGET) if group.part == "help" else ("dense map", DENSE_TARGET)
            ours = group.of("argmap")
            target = f"≤ {limit * 1000:.0f} ms" if limit < 1 else f"< {limit:.0f} s"
            if ours is None:
                found.append(Ratio(f"argmap, {name}", target, group.commands[0].failure, met=False))
            else:
                measured = f"{ours.seconds * 1000:.0f} ms" if limit < 1 else f"{ours.seconds:.1f} s"
                found.append(Ratio(f"argmap, {name}", target, measured, ours.seconds <= limit))
    return found


def _pairwise(group: Group, other: str, what: str, limit: float | None, tool: str = "argmap") -> Ratio:
    """The median of the ratios of runs that followed each other."""
    target = f"≤ {limit:.2f}" if limit else "none"
    ours, theirs = group.of(tool), group.of(other)
    if ours is None:
        return Ratio(what, target, group.commands[0].failure, met=False)
    if theirs is None:
        failure = next((one.failure for one in group.commands if one.tool == other), "not measured")
        return Ratio(what, target, f"{other.partition(' ')[0]}: {failure}", met=None)
    pairs = [one.seconds / two.seconds for one, two in zip(ours.runs, theirs.runs, strict=False)]
    middle = statistics.median(pairs)
    measured = f"{middle:.2f} ({min(pairs):.2f} to {max(pairs):.2f})"
    if ours.drawn and ours.drawn.texts < ours.drawn.wanted:
        measured += f", but only {ours.drawn.texts:,} of {ours.drawn.wanted:,} texts are drawn"
        return Ratio(what, target, measured, met=False)
    return Ratio(what, target, measured, None if limit is None else middle <= limit)


# --------------------------------------------------------------------------- the page

_ABOUT = """# Benchmarks

Whole processes, from the files on disk to the SVG on disk, start-up included. Each command is warmed up once; then
the commands of a block run in turn (A B C A B C …). Figures are medians; the range is from the fastest run to the
slowest. A command that took over {many:.0f} s ran three times at most, one that took over {some:.0f} s once, and one
that took {limit:.0f} s was stopped.

Peak memory is the largest resident set of any one process of the command. *Drawn* counts the statements whose text
stands word for word in the SVG, and the lines between boxes (arguebuf draws two for a link, through a scheme node;
nothing is said where the SVG does not mark its lines as Graphviz does). A command that ends with an error or writes no
complete SVG is reported as failed.

Argdown and arguebuf write one SVG of the map, and so does `argmap build map`, which the targets are about. Without a name
argmap writes every picture that it has of the project, a list of them and the study page; that is timed beside it.

Every tool gets the same statements and links; argmap's files also hold hedges, places, sources and appraisals, and
argmap also checks and evaluates the map. Before it is timed, Argdown is asked for its JSON of each map, which must hold
every statement and link. Argdown {argdown} is the newest release that npm could install: 2.0.0 asks for a version of
its Markdown plugin that npm did not find. arguebuf draws nothing above 1,000 nodes unless its limit is raised, as here;
its default edges are orthogonal (`splines=ortho`), and it drew with graphviz-pure as `dot`. How the maps are made, and
what is fair about the comparison: [tests/bench/README.md]({readme}).
"""


def page(groups: Sequence[Group], found: Sequence[Ratio], options: argparse.Namespace, load: float, link: str) -> str:
    """The whole of `docs/benchmarks.md`."""
    about = _ABOUT.format(many=MANY, some=SOME, limit=options.limit, argdown=ARGDOWN, readme=link)
    lines = [about, "## Machine", "", _machine(load), "", "Made with `" + _typed(options) + "`.", "", "## Targets", ""]
    lines += ["| what | target | measured | met |", "|---|---|---|---|"]
    verdict = {True: "yes", False: "**no**", None: ""}
    lines += (f"| {one.what} | {one.target} | {one.measured} | {verdict[one.met]} |" for one in found)
    lines += ["", "Ratios are medians of the ratios of successive runs (range in brackets).", "", "## Figures", ""]
    lines += ["| input | tool | command | seconds | range | peak MB | drawn | runs |"]
    lines += ["|---|---|---|--:|--:|--:|--:|--:|"]
    for group in groups:
        for index, command in enumerate(group.commands):
            title = "" if index else f"{group.part}: {group.title}" if group.title != group.part else group.part
            lines.append(f"| {title} | {command.tool} | `{command.shown}` | {_figures(command)} |")
    return "\n".join(lines) + "\n"


def _figures(command: Command) -> str:
    if command.failure:
        return f"{command.failure} | | | {command.drawn or ''} | "
    times = [run.seconds for run in command.runs]
    span = f"{min(times):.2f} to {max(times):.2f}" if len(times) > 1 else ""
    return f"{command.seconds:.2f} | {span} | {command.megabytes:.0f} | {command.drawn or ''} | {len(times)}"


def _machine(load: float) -> str:
    node = shutil.which("node")
    version = "none"
    if node:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = platform.python_version()
    return (
        f"{platform.system()}, {platform.machine()}, {cores} cores; Python {python};"
        f" Node {version.strip().lstrip('v')}; load average at the start {load:.1f}."
    )


def _typed(options: argparse.Namespace) -> str:
    words = ["python tests/bench/bench.py"]
    if options.only:
        words.append("--only " + " ".join(options.only))
    if options.sizes != list(SIZES):
        words.append("--sizes " + " ".join(str(size) for size in options.sizes))
    if options.runs != _RUNS:
        words.append(f"--runs {options.runs}")
    if options.limit != LIMIT:
        words.append(f"--limit {options.limit:g}")
    return " ".join(words)


# --------------------------------------------------------------------------- command line

_RUNS = 5


def main(arguments: list[str] | None = None) -> int:
    """Measure and write the page; 1 if argmap failed or missed a target."""
    parser = argparse.ArgumentParser(description="Time argmap against Argdown and arguebuf.")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="measure these parts (default: all)")
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), metavar="CLAIMS", help="maps to build")
    parser.add_argument("--runs", type=int, default=_RUNS, help="timed runs of each command")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="stop a command after this long")
    parser.add_argument("--output", type=Path, help="default: docs/benchmarks.md, or the terminal for a part of it")
    options = parser.parse_args(arguments)
    parts = options.only or PARTS
    load = os.getloadavg()[0]
    peers = install()
    groups = []
    with tempfile.TemporaryDirectory(prefix="argmap-bench-") as name:
        folder = Path(name)
        if "build" in parts:
            groups += [build(f"tree-{size}", folder / f"tree-{size}", peers, options) for size in options.sizes]
        if "help" in parts:
            groups.append(first_words(peers, options))
        if "read" in parts:
            groups += reading(folder / "read", options)
        if "dense" in parts:
            groups.append(build("dense-{}-{}".format(*DENSE), folder / "dense", peers, options))
    found = ratios(groups)
    partial = bool(options.only) or options.sizes != list(SIZES)
    output = options.output or (None if partial else CHECKOUT / "docs" / "benchmarks.md")
    text = page(groups, found, options, load, "../tests/bench/README.md")
    for part, section in (("audit", auditing.section), ("study", study.section)):
        if part in parts:
            say(part)
            text = text.rstrip() + "\n\n" + section()
    if "engine" in parts:
        say("engine")
        text = "\n\n".join([text.rstrip(), engine.section().rstrip(), weighing.section().rstrip()]) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 1 if any(one.met is False for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
