"""The audit of the corpus, the page that reads it, and the figures on how often the rules are right."""

import importlib.util
import os
import re
from functools import cache

from conftest import ROOT
from test_corpus import SEEDS

from argmap.audit import audit
from argmap.project import load
from argmap.registry import RULES
from argmap.rules import findings

GOLDEN = ROOT / "tests" / "data" / "audit.txt"
PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
READ = "  (with copies of the texts)"

_SPEC = importlib.util.spec_from_file_location("precision", ROOT / "tools" / "precision.py")
precision = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(precision)


@cache
def at_hand(texts):
    return load(ROOT, texts=SEEDS if texts else {})


@cache
def open_findings(texts):
    """Each open finding of the audit as severity, rule and record."""
    project = at_hand(texts)
    made = audit(project.case, project.faults, project.sources)
    assert made.questions == ()
    return sorted(f"{d.severity.value:<8} {d.rule:<34} {precision.record_of(project.case, d)}" for d in made.findings)


def golden():
    return GOLDEN.read_text(encoding="utf-8").splitlines()


def grave():
    """Rule and record of every error and warning of the golden file."""
    lines = [line.removesuffix(READ).split() for line in golden()]
    return {(rule, record) for severity, rule, record in lines if severity != "note"}


def sections():
    """Each section of the page: the rules it is about, the records it names as found, and those it merely mentions."""
    for part in PAGE.split("\n## ")[1:]:
        head, text = re.fullmatch(r"[^\n]+\n\nRules: ([^\n]+)\n(.*)", part, re.DOTALL).groups()
        found = re.findall(r"`([^`]+)`", text)
        mentioned = [name for name in re.findall(r"(?<!\*)\*([a-z0-9-]+)\*(?!\*)", text) if "-" in name]
        yield re.findall(r"`([^`]+)`", head), found, mentioned


def test_the_audit_of_the_corpus_is_the_one_that_was_reviewed():
    """`ARGMAP_REWRITE=1 pytest tests/test_findings.py` writes it anew: read the difference as a referee."""
    bare = open_findings(texts=False)
    whole = open_findings(texts=True)
    if SEEDS and os.environ.get("ARGMAP_REWRITE"):
        left = list(bare)
        lines = []
        for line in whole:
            lines.append(line if line in left else line + READ)
            if line in left:
                left.remove(line)
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert bare == [line for line in golden() if not line.endswith(READ)]
    if SEEDS:
        assert whole == [line.removesuffix(READ) for line in golden()]


def test_every_error_and_warning_is_told_in_a_section_about_its_rule():
    told = {(rule, name) for rules, found, _ in sections() for rule in rules for name in found}
    assert sorted(grave() - told) == []


def test_every_record_that_the_page_names_as_found_has_a_finding_of_the_section():
    for rules, found, _ in sections():
        assert set(rules) <= set(RULES.names())
        assert [name for name in found if not any((rule, name) in grave() for rule in rules)] == []
        assert [rule for rule in rules if not any((rule, name) in grave() for name in found)] == []


def test_every_record_that_the_page_mentions_exists():
    graph = at_hand(texts=False).graph
    known = {*graph.claims, *graph.evidence, *graph.sources, *graph.questions, *graph.transmissions}
    named = {name for _, _, mentioned in sections() for name in mentioned}
    assert named
    assert sorted(named - known) == []


def test_the_page_says_how_many_core_claims_hang_on_each_paper():
    numbers = {"article-first-paragraph": 4, "article-second-paragraph": 3, "alexandrovsky-on-benes-july": 3}
    numbers["missions-think-innocent"] = 3
    found = findings(at_hand(texts=False).case, frozenset({"single-point-of-failure"}))
    told = [re.match(r"without (\S+) (\d+) core claims", d.message).groups() for d in found]
    assert {name: int(number) for name, number in told} == numbers


def test_whatever_the_audit_asks_has_a_signed_answer():
    for texts in {False, bool(SEEDS)}:
        case = at_hand(texts).case
        _, asked = precision.raw(case)
        assert [k for keys in asked.values() for k, d in keys.items() if precision.answer(case, d) is None] == []


if SEEDS:

    def test_every_finding_to_be_judged_has_a_verdict_and_every_verdict_a_finding():
        assert precision.judged(at_hand(texts=True).case)[1] == []

    def test_the_table_of_the_page_follows_from_the_verdicts():
        assert precision.page(at_hand(texts=True).case) == precision.PAGE.read_text(encoding="utf-8")


def test_no_rule_is_wrong_more_than_one_time_in_five():
    for name, told in precision.verdicts()["now"].items():
        agreed, disputed = len(told["agreed"]), len(told.get("disputed", {}))
        assert agreed >= precision.LEAST * (agreed + disputed), name
        assert not {*told["agreed"]} & {*told.get("disputed", {})}, name
