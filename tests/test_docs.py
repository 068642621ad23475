"""The documents: nothing that a user can type is left out, and nothing is promised that is not there."""

import argparse
import re
from pathlib import Path

import pytest
from conftest import ROOT, run

from argmap.arguments import parser
from argmap.faults import key_names
from argmap.misspelt import SHORTEST_ID, SHORTEST_WORD
from argmap.model import KINDS, Row, Search
from argmap.pages import page, rule_names
from argmap.read import kind_of, read
from argmap.registry import DUMPERS, RULES, SEMANTICS
from argmap.report import FORMATS
from argmap.schema import schema, schema_names
from argmap.semantics.scales import scales
from argmap.settings import Settings
from argmap.text import SourceText

README = ROOT / "README.md"
FILES = [README, *sorted((ROOT / "docs").glob("*.md"))]
TEXT = {file: file.read_text(encoding="utf-8") for file in FILES}
ALL = "\n".join(TEXT.values())
USED = [file for file in (README, ROOT / "CONTRIBUTING.md", *FILES[1:]) if file.is_file()]


def verbs():
    (found,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return found.choices


def flags():
    longest = [max(a.option_strings, key=len) for verb in verbs().values() for a in verb._actions if a.option_strings]
    return sorted(set(longest) - {"--help"})


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_documented(verb):
    assert f"argmap {verb}" in ALL


@pytest.mark.parametrize("flag", flags())
def test_every_flag_is_documented(flag):
    short = {
        option for v in verbs().values() for a in v._actions if flag in a.option_strings for option in a.option_strings
    }
    assert any(re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", ALL) for option in short)


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_documented(setting):
    assert f"`{setting}`" in ALL


@pytest.mark.parametrize("name", [*SEMANTICS.names(), *DUMPERS.names()])
def test_every_semantics_and_every_export_format_is_documented(name):
    assert re.search(rf"(?:`|--to ){re.escape(name)}\b", ALL)


@pytest.mark.parametrize("name", FORMATS)
def test_every_style_of_report_is_documented(name):
    assert f"`{name}`" in ALL or f"--format {name}" in ALL


@pytest.mark.parametrize("name", [name for name, entry in scales().table.items() if isinstance(entry, dict)])
def test_every_scale_is_documented(name):
    assert re.search(rf"\b{name.replace('_', '[_ ]')}\b", ALL)


@pytest.mark.parametrize("name", RULES.names())
def test_every_rule_has_a_page(name):
    assert name in rule_names()
    assert len(page(name).split()) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_record_is_documented(kind):
    missing = [key for key in key_names(KINDS[kind]) if not re.search(rf"(?<![\w-]){key}(?![\w-])", ALL)]
    csl = {"collection-title", "publisher", "publisher-place", "event-place", "issue", "genre", "language", "URL"}
    assert set(missing) <= csl | {"recipient", "editor", "archive-place"}


def test_every_kind_of_file_is_named():
    assert all(re.search(rf"\b{name}\b", ALL) for name in schema_names())


def makefile():
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("file", USED, ids=lambda file: file.name)
def test_every_target_of_make_that_is_named_exists(file):
    text = file.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE))
    assert named <= makefile()


@pytest.mark.parametrize("file", USED, ids=lambda file: file.name)
def test_every_verb_and_flag_that_is_named_exists(file):
    text = file.read_text(encoding="utf-8")
    fences = "".join(re.findall(r"^```\w*\n.*?^```", text, re.MULTILINE | re.DOTALL))
    prose = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    commands = re.findall(r"^argmap ([a-z]+)([^\n#]*)", fences, re.MULTILINE)
    commands += re.findall(r"`argmap ([a-z]+)([^`\n]*)", prose)
    for verb, rest in commands:
        assert verb in verbs(), verb
        known = {option for action in verbs()[verb]._actions for option in action.option_strings}
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)) <= known, (verb, rest)


@pytest.mark.parametrize("file", USED, ids=lambda file: file.name)
def test_every_link_to_a_file_leads_somewhere(file):
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    missing = [t for t in targets if not re.match(r"[a-z]+:", t) and not Path(file.parent, t).exists()]
    assert missing == []


def test_the_readme_gives_no_timing_of_its_own():
    for line in TEXT[README].splitlines():
        if re.search(r"\b[0-9][0-9.,]*\s?(?:ms|s|seconds|milliseconds)\b", line):
            assert "docs/benchmarks.md" in line, line


def test_words_that_the_glossary_shuns_are_not_keys_or_names_in_the_document_of_export():
    shunned = {
        "node",
        "nodes",
        "edge",
        "edges",
        "argument",
        "arguments",
        "fact",
        "proof",
        "weight",
        "score",
        "pro",
        "con",
    }
    found = set()
    for part in [schema("export"), *schema("export")["$defs"].values()]:
        found |= set(part.get("properties", {}))
    assert not found & shunned


@pytest.mark.parametrize(
    "word",
    ["claim", "assertion", "stance", "hedge", "evidence", "source", "locator", "inference", "premise", "conclusion",
     "support", "attack", "rebuttal", "undercutter", "warrant", "backing", "scheme", "critical question", "strength",
     "appraisal", "transmission", "independence group", "question", "hypothesis", "grade", "confidence", "valuation",
     "semantics", "case", "assumed", "layer", "view", "rule", "diagnostic", "citation", "coverage", "omission", "oddity",
     "authority record", "section", "relation", "lexicon"],
)  # fmt: skip
def test_every_word_of_ours_is_in_the_glossary(word):
    assert f"**{word}**" in TEXT[ROOT / "docs" / "glossary.md"]


def test_the_examples_in_python_run_as_they_are_printed(tmp_path, monkeypatch):
    blocks = re.findall(r"^```python\n(.*?)^```$", TEXT[ROOT / "docs" / "manual.md"], re.DOTALL | re.MULTILINE)
    assert run("init", str(tmp_path / "my-map")).status == 0
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    assert 0.5 < names["found"].confidence["fire-was-set"] < 1


MANUAL = TEXT[ROOT / "docs" / "manual.md"]
EXAMPLES = re.findall(r"^```yaml (\S+)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("path", "text"), EXAMPLES)
def test_an_example_of_the_manual_is_read_without_a_fault(path, text):
    found = read(SourceText(path, text), kind_of(path))
    assert found.diagnostics == ()
    assert found.records


@pytest.mark.parametrize(("kind", "part"), [(Search, "search"), (Row, "ratings")])
def test_the_manual_shows_every_key_of_a_search_and_of_a_row_of_ratings(kind, part):
    (text,) = (text for _, text in EXAMPLES if f"  {part}:\n" in text)
    written = set(re.findall(r"^ +(?:- )?(\w+):", text.split(f"  {part}:\n")[1], re.MULTILINE))
    assert written == set(key_names(kind))


def test_the_manual_says_from_which_length_on_slips_are_mended():
    assert (SHORTEST_WORD, SHORTEST_ID) == (4, 6)
    assert "in words of four letters and more, and in ids of six" in " ".join(MANUAL.split())
    assert "words of four letters and more" in page("unknown-word")
