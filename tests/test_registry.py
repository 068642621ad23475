"""Registries of named functions, and the plug-ins that add to them."""

import importlib.metadata
import types

import pytest
from conftest import CHARTER, run

from argmap import formats, registry, rules
from argmap.diagnostics import Diagnostic, Severity
from argmap.project import load_text
from argmap.registry import DUMPERS, RULES, SEMANTICS, BadPlugin, Registry
from argmap.semantics import evaluate
from argmap.settings import Settings


class Point:
    """An entry point as a distribution would declare it."""

    def __init__(self, load):
        self.name = "abbey"
        self.value = "abbey_rules"
        self.load = load


@pytest.fixture
def install(monkeypatch):
    """Installs a plug-in, given what its import does; uninstalls it afterwards."""
    for table in (RULES, DUMPERS, SEMANTICS):
        table.names()
        monkeypatch.setattr(table, "_entries", dict(table._entries))

    def installed(load):
        monkeypatch.setattr(
            importlib.metadata, "entry_points", lambda group: [Point(load)] if group == registry.ENTRY_POINTS else []
        )
        registry.load_plugins.cache_clear()

    yield installed
    registry.load_plugins.cache_clear()


def no_latin(case):
    """A source bears no Latin title."""
    for name in case.graph.sources:
        yield Diagnostic("no-latin", Severity.NOTE, f"{name} has no Latin title", case.graph.place("sources", name))


def test_a_plug_in_adds_a_rule(install):
    install(lambda: registry.rule("no-latin", "note")(no_latin))
    found = rules.findings(load_text(CHARTER).case)
    assert [d.message for d in found if d.rule == "no-latin"] == [
        "charter has no Latin title",
        "cartulary has no Latin title",
    ]


def test_a_rule_of_a_plug_in_can_be_selected_on_the_command_line(install, charter):
    install(lambda: registry.rule("no-latin", "note")(no_latin))
    ran = run("check", "--project", charter, "--select", "no-latin", "--format", "concise")
    assert ran.status == 0
    assert [line.partition("] ")[2] for line in ran.out.splitlines()] == [
        "charter has no Latin title",
        "cartulary has no Latin title",
    ]


def test_a_plug_in_adds_an_export_format_of_one_file(install):
    install(lambda: registry.dumper("titles", ".txt")(lambda case: " ".join(case.graph.claims).encode()))
    assert formats.dump(load_text({"claims/a.yaml": "a: {text: A.}\n"}).case, "titles") == {"argmap.txt": b"a"}


def test_a_plug_in_adds_an_export_format_of_several_files(install):
    install(lambda: registry.dumper("split", ".txt")(lambda case: dict.fromkeys(case.graph.claims, b"")))
    assert formats.dump(load_text({"claims/a.yaml": "a: {text: A.}\n"}).case, "split") == {"a": b""}


def test_a_plug_in_adds_a_semantics(install):
    marker = object()
    install(lambda: registry.semantics("coin")(lambda graph, settings: marker))
    assert evaluate(load_text(CHARTER).graph, Settings(semantics="coin")) is marker


def test_a_plug_in_is_loaded_once(install):
    loaded = []
    install(lambda: loaded.append(1))
    RULES.names()
    DUMPERS.names()
    assert loaded == [1]


def test_a_plug_in_that_fails_is_named_and_no_traceback_shown(install, charter):
    def load():
        raise ImportError("no module named parchment")

    install(load)
    ran = run("check", "--project", charter)
    assert ran.status == 2
    assert ran.err == ("argmap: the plug-in abbey (abbey_rules) cannot be loaded: no module named parchment\n")


def test_a_plug_in_that_takes_a_name_that_is_taken_is_refused(install):
    install(lambda: registry.rule("evidence-unused", "note")(no_latin))
    with pytest.raises(BadPlugin, match="two rule functions are named evidence-unused"):
        RULES.names()


def test_two_functions_of_one_name_in_two_modules_are_not_confused():
    table = Registry("rule", ())
    here, there = (types.FunctionType((lambda: None).__code__, {"__name__": name}, "check") for name in ("a", "b"))
    table.add("check")(here)
    with pytest.raises(ValueError, match="two rule functions are named check"):
        table.add("check")(there)


def test_a_module_that_is_imported_again_may_register_its_functions_again():
    table = Registry("rule", ())
    table.add("no-latin")(no_latin)
    table.add("no-latin")(no_latin)
    assert [entry.name for entry in table._entries.values()] == ["no-latin"]


def test_an_unknown_name_is_told_with_those_there_are():
    with pytest.raises(KeyError, match="aif is not a known export format; there are: dot, json, mermaid, native"):
        DUMPERS.get("aif")
