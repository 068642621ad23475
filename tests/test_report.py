"""Reports: the same findings for people, for machines, and for GitHub."""

import json
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.diagnostics import Diagnostic, Edit, Fix, Label, Severity, error
from argmap.report import (
    FORMATS,
    LONGEST,
    WIDEST,
    as_concise,
    as_github,
    as_json,
    as_markdown,
    as_text,
    excerpt,
    summary,
)
from argmap.sarif import as_sarif
from argmap.text import SourceText, Span

PATH = "claims/log.yaml"
TEXT = "storm-invented:\n  text: >\n    There was no storm.\n  tpye: inference\n"
SOURCES = {PATH: SourceText(PATH, TEXT)}


def at(word: str, text: str = TEXT) -> Span:
    start = text.index(word)
    return Span(PATH, start, start + len(word))


FOUND = error(
    "unknown-key",
    "a claim has no key `tpye`",
    at("tpye"),
    "did you mean type?",
    (Label(at("text"), "the key above"),),
)
WEAK = Diagnostic("weak-claim", Severity.WARNING, "the claim is weak", at("storm-invented"))


def test_text_shows_the_line_with_the_spot_marked_and_the_cure() -> None:
    assert as_text([FOUND], SOURCES) == (
        "error[unknown-key]: a claim has no key `tpye`\n"
        "  --> claims/log.yaml:4:3\n"
        "  |\n"
        "4 |   tpye: inference\n"
        "  |   ^^^^\n"
        "  = the key above: claims/log.yaml:2:3\n"
        "  = hint: did you mean type?\n"
    )


def test_two_findings_are_parted_by_an_empty_line() -> None:
    assert "\n\nerror[" in as_text([WEAK, FOUND], SOURCES)


def test_colour_is_put_on_only_when_it_is_wanted() -> None:
    assert "\x1b[31m" in as_text([FOUND], SOURCES, color=True)
    assert "\x1b" not in as_text([FOUND], SOURCES)


@pytest.mark.parametrize(
    ("line", "carets"),
    [
        ("東京: storm", "      ^^^^^"),
        ("r\u030ceka: storm", "      ^^^^^"),
        ("\tmate: storm", "       ^^^^^"),
        ("⛵: storm", "    ^^^^^"),
    ],
)
def test_carets_stand_under_the_spot_in_any_script(line: str, carets: str) -> None:
    source = SourceText(PATH, line)
    assert as_text([error("x", "y", at("storm", line))], {PATH: source}).splitlines()[-1] == f"  | {carets}"


def test_a_finding_over_several_lines_marks_the_first() -> None:
    found = error("x", "y", Span(PATH, TEXT.index("text"), len(TEXT)))
    assert as_text([found], SOURCES).splitlines()[-1] == "  |   ^^^^^^^"


def test_a_long_line_is_shown_around_the_spot() -> None:
    line = "text: " + "storm " * 1000 + "mate " + "storm " * 1000
    shown = as_text([error("x", "y", at("mate", line))], {PATH: SourceText(PATH, line)}).splitlines()
    assert len(shown[3]) < WIDEST + 10
    assert "…" in shown[3]
    assert shown[3][shown[4].index("^") :].startswith("mate")


def test_a_finding_without_a_file_at_hand_names_its_path_only() -> None:
    assert "  --> claims/lost.yaml\n" in as_text([error("x", "y", Span("claims/lost.yaml", 0, 0))], {})
    assert "  --> (no file)\n" in as_text([error("x", "y", Span("", 0, 0))], {})


def test_what_an_author_typed_never_steers_the_terminal() -> None:
    evil = "mate\x1b[2J\x07\n::error::"
    found = error("bad-id", f"`{evil}` is no id", Span(f"claims/{evil}.yaml", 0, 1), evil)
    for report in (as_text([found], {}), as_concise([found], {})):
        assert "\x1b" not in report
        assert "\x07" not in report
    assert as_concise([found], {}).count("\n") == 1


def test_a_message_without_end_is_cut() -> None:
    assert len(as_text([error("x", "m" * 10_000_000, Span(PATH, 0, 1))], SOURCES)) < LONGEST + 200


def test_concise_is_one_line_for_each_finding() -> None:
    assert as_concise([WEAK, FOUND], SOURCES).splitlines() == [
        "claims/log.yaml:1:1: warning[weak-claim] the claim is weak",
        "claims/log.yaml:4:3: error[unknown-key] a claim has no key `tpye`",
    ]


def test_github_annotations_carry_line_column_and_hint() -> None:
    assert as_github([FOUND], SOURCES) == (
        "::error file=claims/log.yaml,line=4,endLine=4,col=3,endColumn=7,title=unknown-key"
        "::a claim has no key `tpye` (did you mean type?)\n"
    )


def test_github_commands_cannot_be_smuggled_in() -> None:
    path = "claims/a,b:c\n.yaml"
    found = error("x", "100%\n::set-output::", Span(path, 0, 1))
    annotation = as_github([found], {path: SourceText(path, "x")})
    assert annotation.count("\n") == 1
    assert "file=claims/a%2Cb%3Ac%0A.yaml," in annotation
    assert "100%25%0A" in annotation


def test_json_gives_places_in_lines_and_in_code_points() -> None:
    (found,) = json.loads(as_json([FOUND], SOURCES))
    assert found["rule"] == "unknown-key"
    assert found["severity"] == "error"
    assert found["at"] == {
        "path": PATH,
        "start": TEXT.index("tpye"),
        "end": TEXT.index("tpye") + 4,
        "line": 4,
        "column": 3,
    }
    assert found["related"][0]["at"]["line"] == 2
    assert found["hint"] == "did you mean type?"


def test_sarif_names_the_rules_and_counts_columns_in_utf16() -> None:
    text = "\U0001f5fa: tpye"
    path = "claims/a map.yaml"
    source = SourceText(path, text)
    log = json.loads(as_sarif([error("unknown-key", "no", Span(path, 3, 7))], {path: source}))
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "utf16CodeUnits"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["unknown-key"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 9}
    assert " " not in place["artifactLocation"]["uri"]
    assert unquote(place["artifactLocation"]["uri"]) == path


def test_the_summary_counts_by_severity() -> None:
    assert summary([]) == "no findings"
    assert summary([FOUND]) == "1 error"
    assert summary([WEAK, FOUND, FOUND]) == "2 errors, 1 warning"


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(0, 70), st.integers(0, 70), st.text(max_size=20))
def test_no_report_fails_at_any_place_in_any_text(text: str, start: int, length: int, message: str) -> None:
    found = error("x", message, Span(PATH, start, start + length), message)
    for report in FORMATS.values():
        assert report([found], {PATH: SourceText(PATH, text)})
    assert json.loads(as_json([found], SOURCES))


def test_a_finding_over_several_lines_has_no_columns_for_github() -> None:
    found = error("x", "y", Span(PATH, TEXT.index("text"), len(TEXT)))
    assert as_github([found], SOURCES) == "::error file=claims/log.yaml,line=2,endLine=5,title=x::y\n"


def test_a_question_is_a_notice_at_github() -> None:
    assert as_github([replace(FOUND, asks=True)], SOURCES).startswith("::notice ")


def test_markdown_lists_findings_under_their_rules_and_takes_them_literally() -> None:
    odd = Diagnostic("weak-claim", Severity.WARNING, "so *weak*|<b>\n# that", at("storm-invented"))
    assert as_markdown([odd, FOUND], SOURCES) == (
        "# Findings\n\n1 error, 1 warning.\n\n## unknown-key (error)\n\n- a claim has no key \\`tpye\\` (claims/log.yaml:4)\n"
        "\n## weak-claim (warning)\n\n- so \\*weak\\*\\|\\<b\\> \\# that (claims/log.yaml:1)\n"
    )


def test_json_gives_the_edits_of_a_fix() -> None:
    fix = Fix((Edit(at("tpye"), "type"),), "write it as type")
    (found,) = json.loads(as_json([replace(FOUND, fix=fix)], SOURCES))
    assert found["fix"]["told"] == "write it as type"
    assert found["fix"]["edits"][0]["text"] == "type"
    assert found["fix"]["edits"][0]["at"]["line"] == 4


def test_an_excerpt_is_the_line_in_three_parts() -> None:
    assert excerpt(at("tpye"), SOURCES[PATH]) == (4, "  ", "tpye", ": inference")
