"""The command line: what it prints, where, and with which exit status."""

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile

import pytest
from conftest import CHARTER, ROOT, run, write
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.cli import main
from argmap.text import fingerprint

VERBS = ["init", "check", "build", "explain", "compare", "show", "verify", "export", "rule", "schema"]
BROKEN = {**CHARTER, "claims/more.yaml": "more: {txet: A.}\n"}
WARNED = {
    **CHARTER,
    "claims/more.yaml": "ž-more: {text: More., support: [{premises: [copied-early], scheme: sign}]}\n",
}


def process(*arguments, cwd=ROOT, python=(), **environment):
    return subprocess.run(
        [sys.executable, *python, "-m", "argmap", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
    )


def project(folder, files):
    return write(folder / "project", files)


# ---------------------------------------------------------------------------- as a whole


def test_it_runs_as_a_module_and_says_its_version():
    ran = process("--version")
    assert (ran.returncode, ran.stdout) == (0, b"argmap 0.1.0\n")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_what_it_does_and_what_it_takes(verb):
    ran = run(verb, "--help")
    assert ran.status == 0
    assert ran.out.startswith(f"usage: argmap {verb}")
    assert "--quiet" in ran.out


def test_help_lists_every_verb_and_the_exit_statuses():
    ran = run("--help")
    assert ran.status == 0
    assert all(f"\n    {verb} " in ran.out for verb in VERBS)
    assert "exit status: 0 nothing of severity error, 1 findings, 2 could not do what was asked" in " ".join(
        ran.out.split()
    )


def test_no_verb_at_all_is_answered_with_help():
    assert run().status == 2


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from argmap.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'pydantic', 'yaml', 'graphviz', 'jinja2', 'edtf', 'tomllib'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ran.stderr == b"[]\n"


def test_a_check_loads_neither_the_drawing_nor_the_scaffold(charter):
    code = (
        "import sys; from argmap.cli import main\n"
        f"main(['check', '-q', '--project', {str(charter)!r}])\n"
        "print(sorted({'graphviz', 'jinja2', 'argmap.render'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ran.stdout == b"[]\n"


@pytest.mark.parametrize(
    "arguments", [("check", "-q"), ("export",), ("explain", "--scales"), ("build", "-q", "--check")]
)
def test_what_weighs_one_map_once_loads_no_arrays(charter, arguments):
    code = (
        "import sys; from argmap.cli import main\n"
        f"main([*{arguments!r}, '--project', {str(charter)!r}])\n"
        "print(sorted({'numpy', 'scipy'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ran.stderr.splitlines()[-1] == b"[]"


def test_output_is_utf_8_whatever_the_locale(tmp_path):
    folder = project(tmp_path, WARNED)
    for locale in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        ran = process("explain", "charter-forged", "--project", folder, **locale)
        assert ran.returncode == 0
        assert "“beyond all doubt”" in ran.stdout.decode("utf-8")


def test_a_reader_that_stops_early_is_no_failure(charter):
    with subprocess.Popen(
        [sys.executable, "-m", "argmap", "explain", "--scales"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        running.stdout.close()
        errors = running.stderr.read()
    assert (running.returncode, errors) == (0, b"")


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
flags = st.sampled_from(
    [
        "--project",
        "--format",
        "json",
        "--to",
        "native",
        "--select",
        "--ignore",
        "--text",
        "--semantics",
        "-q",
        "=",
        "a=b",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([v for v in VERBS if v != "init"]), st.lists(st.one_of(words, flags), max_size=4))
def test_no_argument_brings_a_traceback(verb, arguments):
    with tempfile.TemporaryDirectory() as nowhere, contextlib.chdir(nowhere):
        assert run(verb, *arguments).status in (0, 1, 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--project", "x" * 5000),
        ("export", "--project", ROOT, "-o", "/proc/no/such/place"),
        ("export", "--project", ROOT, "-o", "x" * 5000),
        ("schema", "-o", "/proc/no/such/place"),
        ("build", "--project", ROOT, "-o", "/proc/no/such/place"),
        ("init", "/proc/no/such/place"),
        ("init", "x" * 5000),
    ],
)
def test_a_place_that_cannot_be_used_is_said_in_one_line(arguments):
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.err.startswith("argmap: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("output", [".", "/", "renders", "renders/new/"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "--format", "html"),
        ("audit",),
        ("audit", "--format", "html"),
        ("show", "charter-forged"),
        ("show", "charter-forged", "--format", "html"),
        ("verify", "--text", "charter=claims/charter.yaml"),
        ("question", "what-is-the-charter"),
        ("question", "what-is-the-charter", "--format", "html"),
    ],
)
def test_a_folder_where_a_file_is_wanted_is_said_and_nothing_is_written(charter, arguments, output, monkeypatch):
    (charter / "renders").mkdir()
    monkeypatch.chdir(charter)
    before = sorted(charter.rglob("*"))
    ran = run(*arguments, "-o", output)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"argmap: {output} is a folder, and -o takes a file\n"
    assert sorted(charter.rglob("*")) == before


@pytest.mark.parametrize("arguments", [("diff", "."), ("export",), ("question", "what-is-the-charter")])
def test_several_files_or_one_of_a_name_of_its_own_go_into_a_folder(charter, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(charter)
    more = ("--format", "svg") if arguments[0] == "question" else ()
    assert run(*arguments, *more, "-o", tmp_path).status == 0
    assert len(list(tmp_path.glob("*.*"))) == 1


def test_a_file_is_not_taken_for_the_folder_of_several(charter, tmp_path):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    ran = run("export", "--to", "native", "--project", charter, "-o", tmp_path / "taken")
    assert ran.status == 2
    assert ran.err == f"argmap: {tmp_path / 'taken'} is a file, and -o takes a folder for 4 files\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "-o", ""),
        ("check", "--project", ""),
        ("check", ""),
        ("audit", "-o", " "),
        ("show", "charter-forged", "-o", ""),
        ("diff", ""),
        ("diff", ".", ""),
        ("build", "-o", ""),
        ("draw", "--all", "-o", ""),
        ("draw", "--all", "--fonts", ""),
        ("export", "-o", ""),
        ("teach", "-o", ""),
        ("teach", "--outline", ""),
        ("mark", ""),
        ("mark", "answers", "--pack", ""),
        ("schema", "-o", ""),
        ("init", ""),
    ],
)
def test_an_empty_name_of_a_file_or_folder_is_refused_in_a_sentence(charter, arguments, monkeypatch):
    monkeypatch.chdir(charter)
    before = sorted(charter.rglob("*"))
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.endswith(": the name of a file or folder is wanted, and this one is empty\n")
    assert sorted(charter.rglob("*")) == before


# ---------------------------------------------------------------------------- check


def test_check_gives_0_where_there_is_no_error(tmp_path):
    ran = run("check", "--project", project(tmp_path, WARNED))
    assert ran.status == 0
    assert "warning[required-question-open]" in ran.out
    assert ran.out.splitlines()[-1].startswith("5 claims, 3 items of evidence, 4 inferences: ")


def test_check_gives_1_where_there_is_an_error_and_shows_its_place(tmp_path):
    ran = run("check", "--project", project(tmp_path, BROKEN))
    assert ran.status == 1
    assert "error[unknown-key]" in ran.out
    assert "--> claims/more.yaml:1:8" in ran.out
    assert "did you mean text?" in ran.out


def test_check_gives_2_where_there_is_no_project(tmp_path):
    ran = run("check", "--project", tmp_path)
    assert ran.status == 2
    assert "holds neither claims/ nor evidence/; `argmap init` makes a new project" in ran.err
    assert ran.out == ""


def test_strict_counts_warnings(tmp_path):
    assert run("check", "--strict", "--project", project(tmp_path, WARNED)).status == 1


@pytest.mark.parametrize("style", ["text", "concise", "json", "github", "sarif"])
def test_quiet_prints_errors_only(tmp_path, style):
    ran = run("check", "-q", "--format", style, "--project", project(tmp_path, {**WARNED, **BROKEN}))
    assert ran.status == 1
    assert "unknown-key" in ran.out
    assert "required-question-open" not in ran.out
    assert "items of evidence" not in ran.out


def test_select_and_ignore_choose_among_the_rules(tmp_path):
    folder = project(tmp_path, WARNED)
    assert "required-question-open" not in run("check", "--ignore", "required-question-open", "--project", folder).out
    ran = run("check", "--select", "required-question-open, evidence-unused", "--format", "json", "--project", folder)
    assert {d["rule"] for d in json.loads(ran.out)} == {"required-question-open"}


@pytest.mark.parametrize("flag", ["--select", "--ignore"])
def test_a_rule_that_is_not_known_is_not_taken_for_one_that_finds_nothing(charter, flag):
    ran = run("check", flag, "evidence-unusd", "--project", charter)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"argmap: {flag}: there is no rule evidence-unusd; did you mean evidence-unused?\n"


def test_a_semantics_that_is_not_known_is_refused(charter):
    ran = run("check", "--semantics", "weight-of-evidense", "--project", charter)
    assert ran.status == 2
    assert "there is no semantics weight-of-evidense; did you mean weight-of-evidence?" in ran.err


def test_colour_is_for_those_who_ask(tmp_path, monkeypatch):
    folder = project(tmp_path, WARNED)
    assert "\x1b[" not in run("check", "--project", folder).out
    assert "\x1b[33m" in run("check", "--color", "always", "--project", folder).out
    assert "\x1b[" not in run("check", "--color", "never", "--project", folder).out


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_on_a_terminal_colour_yields_to_no_color(tmp_path, monkeypatch, no_color, coloured):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("NO_COLOR", no_color)
    screen = Terminal()
    with contextlib.redirect_stdout(screen):
        main(["check", "--project", str(project(tmp_path, WARNED))])
    assert ("\x1b[" in screen.getvalue()) is coloured


def test_sarif_has_the_shape_that_the_standard_asks_for(tmp_path):
    ran = run("check", "--format", "sarif", "--project", project(tmp_path, {**WARNED, **BROKEN}))
    log = json.loads(ran.out)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert driver["name"] == "argmap"
    named = {rule["id"] for rule in driver["rules"]}
    assert only["results"]
    for result in only["results"]:
        assert result["ruleId"] in named
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        for location in (*result["locations"], *result["relatedLocations"]):
            physical = location["physicalLocation"]
            assert not physical["artifactLocation"]["uri"].startswith("/")
            region = physical["region"]
            assert region["startLine"] >= 1
            assert region["startColumn"] >= 1
            assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])


def test_github_annotations_are_one_line_each(tmp_path):
    ran = run("check", "--format", "github", "--project", project(tmp_path, BROKEN))
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in ran.out.splitlines())


# ---------------------------------------------------------------------------- build


def test_build_draws_and_then_has_nothing_to_do(charter):
    assert run("build", "--project", charter).status == 0
    before = {file.name: file.read_bytes() for file in (charter / "renders").iterdir()}
    assert "map.svg" in before
    assert run("build", "--check", "--project", charter).status == 0
    again = run("build", "--project", charter)
    drawn = before.keys() - {"index.html", "index.svg", "study.html"}
    assert again.err.startswith(f"0 of {len(drawn)} pictures changed")
    assert {file.name: file.read_bytes() for file in (charter / "renders").iterdir()} == before


def test_build_check_finds_stale_pictures_and_touches_nothing(charter):
    ran = run("build", "--check", "--project", charter)
    assert ran.status == 1
    assert "map.svg is stale" in ran.err
    assert not (charter / "renders").exists()


def test_a_picture_of_no_view_is_stale_and_is_removed_but_foreign_files_stay(charter):
    run("build", "--project", charter)
    pictures = charter / "renders"
    (pictures / "old.svg").write_bytes((pictures / "map.svg").read_bytes())
    (pictures / "mine.svg").write_text("<svg/>")
    assert "old.svg belongs to no view" in run("build", "--check", "--project", charter).err
    assert "1 removed" in run("build", "--project", charter).err
    assert not (pictures / "old.svg").exists()
    assert (pictures / "mine.svg").exists()


def test_build_refuses_a_text_with_errors_and_leaves_the_old_pictures(charter):
    run("build", "--project", charter)
    before = {file.name: file.read_bytes() for file in (charter / "renders").iterdir()}
    write(charter, {"claims/more.yaml": "more: {txet: A.}\n", "claims/charter.yaml": "charter-forged: {text: New.}\n"})
    ran = run("build", "--project", charter)
    assert ran.status == 1
    assert "error[unknown-key]" in ran.err
    assert "nothing was drawn" in ran.err
    assert {file.name: file.read_bytes() for file in (charter / "renders").iterdir()} == before


def test_build_of_a_text_with_errors_makes_no_folder(tmp_path):
    folder = project(tmp_path, BROKEN)
    assert run("build", "--project", folder).status == 1
    assert not (folder / "renders").exists()


def test_build_draws_the_views_named_into_the_folder_named(charter, tmp_path):
    assert run("build", "map", "--project", charter, "-o", tmp_path / "out").status == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["map.svg"]


def test_a_view_that_is_not_known_is_answered_with_the_nearest(charter):
    ran = run("build", "mapp", "--project", charter)
    assert ran.status == 2
    assert ran.err == "argmap: there is no view mapp; did you mean map?\n"
    assert not (charter / "renders").exists()


# ---------------------------------------------------------------------------- explain, show, verify


def test_explain_prints_sentences_or_data(charter):
    text = run("explain", "charter-forged", "--project", charter)
    assert (text.status, text.err) == (0, "")
    assert text.out.startswith("Claim\n  The founding charter of the abbey was forged. [charter-forged]\n")
    data = json.loads(run("explain", "charter-forged", "--format", "json", "--project", charter).out)
    assert data["id"] == "charter-forged"


def test_an_unknown_claim_is_answered_with_the_nearest(charter):
    ran = run("explain", "charter-forget", "--project", charter)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "argmap: there is no claim charter-forget; did you mean charter-forged?\n"


def test_evidence_is_explained_by_show(charter):
    ran = run("explain", "seal-too-late", "--project", charter)
    assert ran.status == 2
    assert "seal-too-late is an item of evidence; `argmap show seal-too-late` prints it" in ran.err


def test_explain_without_a_claim_asks_for_one(charter):
    assert run("explain", "--project", charter).status == 2


def test_the_scales_are_printed_with_what_the_project_changed(charter):
    write(charter, {"argmap.toml": "[scales.strength]\nfair = [1, 2, 3]\n"})
    ran = run("explain", "--scales", "--project", charter)
    assert ran.status == 0
    assert "[reliability]" in ran.out
    assert "# Changed by this project's settings:\n#   strength.fair = [1, 2, 3]\n" in ran.out


def test_the_scales_are_printed_where_there_is_no_project_but_not_of_one_that_is_missing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("explain", "--scales").status == 0
    assert run("explain", "--scales", "--project", "nowhere").status == 2


def test_show_prints_a_record_with_what_refers_to_it(charter):
    ran = run("show", "seal-too-late", "--project", charter)
    assert ran.status == 0
    assert ran.out.startswith("seal-too-late:\n  source: charter\n")
    assert "charter-forged, as a premise of its support" in ran.out


def test_show_prints_both_a_claim_and_a_source_of_one_name(tmp_path):
    files = {
        "claims/a.yaml": "charter: {text: There is a charter.}\n",
        "evidence/sources.yaml": "charter: {title: T}\n",
    }
    ran = run("show", "charter", "--project", project(tmp_path, files))
    assert "There is a charter." in ran.out
    assert "title" in ran.out


def test_show_of_a_name_that_is_not_known_is_answered_with_the_nearest(charter):
    ran = run("show", "cartulari", "--project", charter)
    assert (ran.status, ran.err) == (2, "argmap: there is no record cartulari; did you mean cartulary?\n")


TEXT = "# Head\n\nThe abbot perhaps forged it.\n"
LOCATED = {
    "claims/a.yaml": """\
forged:
  text: The abbot made a false charter.
  said: {by: A, hedge: perhaps, at: {source: book, block: p1, chars: [[8, 36]], fingerprint: %s}}
""",
    "evidence/sources.yaml": "book: {title: A book}\n",
}


@pytest.fixture
def located(tmp_path):
    files = {name: text.replace("%s", fingerprint(TEXT[8:36])) for name, text in LOCATED.items()}
    (tmp_path / "book.txt").write_text(TEXT)
    return project(tmp_path, files), tmp_path / "book.txt"


def test_show_prints_the_passage_from_the_readers_own_copy(located):
    folder, book = located
    assert "The abbot perhaps forged it." in run("show", "forged", "--project", folder, "--text", f"book={book}").out
    assert "perhaps forged it" not in run("show", "forged", "--project", folder).out


def test_verify_counts_what_stands(located):
    folder, book = located
    ran = run("verify", "--project", folder, "--text", f"book={book}")
    assert ran.status == 0
    assert ran.err == "1 locator checked, 1 quoted hedge: all as written\n"


def test_verify_finds_a_copy_that_differs(located):
    folder, book = located
    book.write_text(TEXT.replace("abbot", "prior"))
    ran = run("verify", "--project", folder, "--text", f"book={book}")
    assert ran.status == 1
    assert "locator-missing-or-stale" in ran.out


@pytest.mark.parametrize("verb", [("verify",), ("show", "forged")])
def test_a_text_of_no_source_is_not_checked_for_nothing(located, verb):
    folder, book = located
    ran = run(*verb, "--project", folder, "--text", f"boook={book}")
    assert (ran.status, ran.err) == (2, "argmap: there is no source boook; did you mean book?\n")


@pytest.mark.parametrize(
    ("pair", "answer"),
    [("book", "takes SOURCE=FILE, not book"), ("book=nowhere.txt", "cannot be read"), ("book=l.txt", "is not UTF-8")],
)
def test_a_text_that_cannot_be_had_is_said(located, pair, answer, monkeypatch, tmp_path):
    folder, _ = located
    (tmp_path / "l.txt").write_bytes(b"Bene\x9a")
    monkeypatch.chdir(tmp_path)
    ran = run("verify", "--project", folder, "--text", pair)
    assert ran.status == 2
    assert answer in ran.err


def test_verify_wants_a_text(charter):
    assert run("verify", "--project", charter).status == 2


# ---------------------------------------------------------------------------- export, rule, schema, init


def test_export_writes_to_the_screen_or_to_a_file(charter, tmp_path):
    shown = run("export", "--project", charter)
    assert shown.status == 0
    assert run("export", "--project", charter, "-o", tmp_path / "deep" / "map.json").status == 0
    assert (tmp_path / "deep" / "map.json").read_text(encoding="utf-8") == shown.out


def test_export_writes_several_files_into_a_folder(charter, tmp_path):
    assert run("export", "--to", "native", "--project", charter, "-o", tmp_path / "out").status == 0
    assert (tmp_path / "out" / "claims" / "claims.yaml").is_file()
    assert run("check", "--project", tmp_path / "out").status == 0


def test_export_refuses_a_text_with_errors(tmp_path):
    ran = run("export", "--project", project(tmp_path, BROKEN), "-o", tmp_path / "map.json")
    assert ran.status == 1
    assert not (tmp_path / "map.json").exists()


def test_a_format_that_is_not_known_is_answered_with_those_there_are(charter):
    ran = run("export", "--to", "jason", "--project", charter)
    assert ran.status == 2
    assert ran.err == "argmap: jason is not a known export format; there are: dot, json, mermaid, native\n"


def test_a_rule_that_is_not_known_is_refused():
    ran = run("rule", "no-such-rule")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("argmap: there is no rule no-such-rule")


def test_every_rule_page_can_be_printed():
    listed = run("rule")
    assert listed.status == 0
    for line in listed.out.splitlines():
        assert run("rule", line.split()[0]).out.startswith("#")


def test_schemas_are_listed_printed_and_written(tmp_path):
    names = run("schema").out.split()
    assert {"claims", "evidence", "sources", "export", "settings"} <= set(names)
    assert run("schema", "-o", tmp_path).status == 0
    for name in names:
        assert (tmp_path / f"{name}.schema.json").read_text(encoding="utf-8") == run("schema", name).out


def test_a_kind_of_file_that_is_not_known_is_answered_with_the_nearest():
    ran = run("schema", "claim")
    assert (ran.status, ran.err) == (2, "argmap: there is no kind of file claim; did you mean claims?\n")


def test_init_makes_a_project_that_checks_and_builds(tmp_path):
    folder = tmp_path / "deep" / "new"
    assert run("init", folder).status == 0
    checked = run("check", "--project", folder)
    assert checked.status == 0
    assert run("build", "--project", folder).status == 0
    assert run("explain", "fire-was-set", "--project", folder).status == 0


def test_the_first_audit_of_a_new_project_finds_no_error(tmp_path):
    run("init", tmp_path / "map")
    ran = run("audit", "-q", "--project", tmp_path / "map")
    assert (ran.status, ran.out) == (0, "")
    assert "warnings" in run("audit", "--project", tmp_path / "map").out  # there is something to look at all the same


def test_init_twice_refuses_and_changes_nothing(tmp_path):
    run("init", tmp_path)
    write(tmp_path, {"claims/claims.yaml": "mine: {text: Mine.}\n"})
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    ran = run("init", tmp_path)
    assert ran.status == 2
    assert "already holds" in ran.err
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_init_example_copies_the_corpus_byte_for_byte(tmp_path):
    assert run("init", "--example", tmp_path).status == 0
    for folder in ("claims", "evidence"):
        shipped = {p.name: p.read_bytes() for p in (ROOT / folder).iterdir() if p.suffix in (".yaml", ".toml")}
        assert {p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()} == shipped


def test_init_is_silent_when_asked(tmp_path):
    assert run("init", "-q", tmp_path) == (0, "", "")
