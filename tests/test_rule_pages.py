"""The manual page of every rule: its name, its severity, and its examples, which are run."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT

from argmap.diagnostics import Diagnostic, Severity
from argmap.ignores import accept
from argmap.pages import page, rule_names, summary
from argmap.project import Project, load_text
from argmap.registry import RULES
from argmap.rules import examined
from argmap.settings import Settings

CODE = ROOT / "argmap"
NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")
FENCE = re.compile(r"^```(yaml|text|toml|markdown) (\S+)(?: line=([0-9]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"  #! ([a-z-]+)$", re.MULTILINE)
TESTED = re.compile(r"^Tested by: (tests/\w+\.py)::(\w+)$", re.MULTILINE)
PAGES = rule_names()
AUDIT = {entry.name for entry in RULES if entry.about["audit"]}
ON_ESSAYS = {entry.name for entry in RULES if entry.about["essays"]}
SHOWN = [name for name in PAGES if not TESTED.search(page(name))]
TOLD = [name for name in PAGES if TESTED.search(page(name))]

# --------------------------------------------------------------------------- what the code can say

POSITION = {"error": 0, "Diagnostic": 0, "rule": 0, "_report": 0, "_refuse": 1}
"""Function → which of its arguments names the rule."""


def emitted(file: Path) -> dict[str, str]:
    """Rule name → severity of all that a module can report."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            at = POSITION.get(called)
            if at is not None and len(node.args) > at:
                given = "error"
                if called == "Diagnostic" and isinstance(node.args[1], ast.Attribute):
                    given = node.args[1].attr.lower()
                elif called == "rule" and isinstance(node.args[1], ast.Constant):
                    given = str(node.args[1].value)
                found |= dict.fromkeys(constants(node.args[at]), given)
        elif file.name in {"faults.py", "read.py"}:
            # Faults of validation are put into words as tuples that begin with the rule's name.
            if isinstance(node, ast.Return):
                found |= dict.fromkeys(first(node.value), "error")
            elif isinstance(node, ast.Dict):
                found |= {name: "error" for value in node.values for name in first(value) if "-" in name}
    return found


def constants(node: ast.expr) -> list[str]:
    """The string that stands in the position of a rule's name, or both of a choice between two."""
    if isinstance(node, ast.IfExp):
        return [*constants(node.body), *constants(node.orelse)]
    return [str(node.value)] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def first(node: ast.expr | None) -> list[str]:
    """The name at the start of a tuple."""
    names = constants(node.elts[0]) if isinstance(node, ast.Tuple) and node.elts else []
    return [name for name in names if NAME.fullmatch(name)]


@cache
def all_emitted() -> dict[str, str]:
    """Every rule name in the code, with its severity, and the names that are passed on by way of a variable."""
    found: dict[str, str] = {}
    for file in sorted(CODE.rglob("*.py")):
        found |= emitted(file)
    # link.py chooses between two names before it reports.
    for node in ast.walk(ast.parse((CODE / "link.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "rule":
            found |= dict.fromkeys(constants(node.value), "error")
    return found


# --------------------------------------------------------------------------- what a page shows


class Example(NamedTuple):
    """The files, source texts, settings and essays under one heading, and the places (path, line) of what is announced."""

    files: dict[str, str]
    texts: dict[str, str]
    settings: Settings
    announced: list[tuple[str, int]]
    essays: dict[str, str]


def example(name: str, heading: str) -> Example:
    body = re.split(r"^## ", page(name), flags=re.MULTILINE)
    part = next(section for section in body if section.startswith(f"{heading}\n"))
    files: dict[str, str] = {}
    texts: dict[str, str] = {}
    settings = Settings()
    announced: list[tuple[str, int]] = []
    essays: dict[str, str] = {}
    for kind, label, line, text in FENCE.findall(part):
        if kind == "text":
            texts[label] = text
            continue
        if kind == "toml":
            settings = Settings(**tomllib.loads(text))
            continue
        (essays if kind == "markdown" else files)[label] = MARK.sub("", text)
        if line:
            announced.append((label, int(line)))
        for mark in MARK.finditer(text):
            assert mark[1] == name
            announced.append((label, text.count("\n", 0, mark.start()) + 1))
    assert files
    return Example(files, texts, settings, announced, essays)


def findings(shown: Example, name: str) -> tuple[Project, tuple[Diagnostic, ...]]:
    """What `argmap check` says of files and essays, and what the rule itself says where only `argmap audit` runs it."""
    project = load_text(shown.files, settings=shown.settings, texts=shown.texts, essays=shown.essays)
    said = (*project.diagnostics, *project.essay_findings[0])
    run = () if name in ON_ESSAYS else examined(project.case, frozenset({name}))[0]
    return project, (*said, *accept([found for found in run if found not in said], project.sources)[0])


def lines(project: Project, found: tuple[Diagnostic, ...], name: str) -> list[tuple[str, int]]:
    """Where the findings of a rule start; a line may draw several."""
    places = {
        (finding.at.path, project.sources[finding.at.path].position(finding.at.start).line)
        for finding in found
        if finding.rule == name
    }
    return sorted(places)


# --------------------------------------------------------------------------- tests


def test_every_rule_in_the_code_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(all_emitted()) == list(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_name_its_severity_and_one_sentence(name: str) -> None:
    heading, severity, empty, sentence, after = page(name).split("\n")[:5]
    assert heading == f"# {name}"
    assert severity == f"Severity: {all_emitted()[name]}"
    assert (empty, after) == ("", "")
    assert sentence == summary(name)
    assert sentence.endswith(".")
    assert len(sentence) <= 160


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_why_the_rule_matters_and_how_to_mend_what_it_finds(name: str) -> None:
    headings = re.findall(r"^## (.+)$", page(name), flags=re.MULTILINE)
    shown = ["Draws it", "Does not"] if name in SHOWN else []
    assert headings[: len(shown) + 2] == ["Why it matters", *shown, "How to mend it"]
    assert headings[len(shown) + 2 :] == (["References"] if name in AUDIT or headings[-1] == "References" else [])
    assert not re.search(r"^## .+\n\s*(?:## |\Z)", page(name), flags=re.MULTILINE)


@pytest.mark.parametrize("name", SHOWN)
def test_the_example_draws_the_finding_on_the_lines_that_are_marked_and_no_other_error(name: str) -> None:
    shown = example(name, "Draws it")
    project, found = findings(shown, name)
    assert shown.announced
    assert lines(project, found, name) == sorted(shown.announced)
    assert {finding.severity.value for finding in found if finding.rule == name} == {all_emitted()[name]}
    assert {finding.rule for finding in found if finding.severity is Severity.ERROR} <= {name}


@pytest.mark.parametrize("name", SHOWN)
def test_the_mended_example_draws_no_such_finding_and_no_error(name: str) -> None:
    shown = example(name, "Does not")
    _, found = findings(shown, name)
    assert not shown.announced
    assert name not in {finding.rule for finding in found}
    assert not [finding for finding in found if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("name", TOLD)
def test_the_test_that_a_page_names_in_place_of_examples_is_there(name: str) -> None:
    for file, function in TESTED.findall(page(name)):
        assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
