"""Diagnostics as values: their order, and the comments by which an author accepts one."""

import ast

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from argmap.diagnostics import Diagnostic, Severity, error, in_order
from argmap.ignores import NAMES, accept
from argmap.project import load_text
from argmap.registry import RULES
from argmap.rules import READ_TEXTS
from argmap.settings import Settings
from argmap.text import SourceText, Span


def warning(rule: str, start: int, path: str = "claims/log.yaml") -> Diagnostic:
    return Diagnostic(rule, Severity.WARNING, "look here", Span(path, start, start + 1))


def accepted(text: str, rule: str = "weak-claim", word: str = "storm") -> tuple[Diagnostic, ...]:
    """What is left of one finding at the first mention of a word."""
    source = SourceText("claims/log.yaml", text)
    return accept([warning(rule, text.index(word))], {source.path: source})[0]


def test_findings_stand_in_order_of_place_and_once() -> None:
    first, second, other = warning("b", 1), warning("a", 9), warning("c", 0, "evidence/log.yaml")
    assert in_order([other, second, first, second]) == (first, second, other)


@given(st.lists(st.builds(warning, st.sampled_from("abc"), st.integers(0, 3), st.sampled_from("xy"))))
def test_the_order_does_not_hang_on_the_order_of_discovery(found: list[Diagnostic]) -> None:
    assert in_order(found) == in_order(reversed(found))


def test_a_comment_with_a_reason_accepts_a_finding_on_its_line() -> None:
    assert accepted("storm: x  # argmap: ignore[weak-claim] the mate is all we have\n") == ()


def test_a_comment_line_accepts_a_finding_on_the_line_below() -> None:
    assert accepted("# argmap: ignore[weak-claim] the mate is all we have\nstorm: x\n") == ()


def test_comment_lines_in_a_row_all_accept_findings_on_the_line_below_them() -> None:
    above = "# argmap: ignore[weak-claim] the mate is all we have\n# argmap: ignore[other] known\n# and so on\n"
    assert accepted(above + "storm: x\n") == ()
    assert len(accepted(above + "mate: y\nstorm: x\n")) == 1


def test_what_is_accepted_is_kept_with_reason_and_signature() -> None:
    source = SourceText(
        "claims/log.yaml", "storm: x  # argmap: ignore[weak-claim] one mate (of two) (Anna B., 2026-11-22)\n"
    )
    found = warning("weak-claim", 0)
    _, (passed,) = accept([found], {source.path: source})
    assert passed.diagnostic == found
    assert (passed.reason, passed.by, passed.on) == ("one mate (of two)", "Anna B.", "2026-11-22")
    assert source.slice(passed.at).startswith("# argmap")


@pytest.mark.parametrize("reason", ["see note 4 (the second)", "(Anna, 2026)", "known (Anna, yesterday)"])
def test_what_is_no_name_with_a_day_in_brackets_is_part_of_the_reason(reason: str) -> None:
    source = SourceText("claims/log.yaml", f"storm: x  # argmap: ignore[weak-claim] {reason}\n")
    _, (passed,) = accept([warning("weak-claim", 0)], {source.path: source})
    assert (passed.reason, passed.by) == (reason, None)


def test_a_hash_within_a_word_starts_no_comment() -> None:
    assert len(accepted("storm: x#argmap: ignore[weak-claim] known\n")) == 1


def test_a_comment_after_a_value_says_nothing_of_the_line_below() -> None:
    assert len(accepted("mate: y  # argmap: ignore[weak-claim] known\nstorm: x\n")) == 1


def test_one_comment_may_name_several_rules() -> None:
    assert accepted("storm: x  # argmap: ignore[other, weak-claim] both are known\n") == ()


def test_a_comment_for_another_rule_accepts_nothing() -> None:
    assert len(accepted("storm: x  # argmap: ignore[other] known\n")) == 1


@pytest.mark.parametrize("end", ["", "  ", "\n", "\r\nmate: y"])
def test_a_comment_without_a_reason_is_asked_for_one(end: str) -> None:
    (left,) = accepted(f"storm: x  # argmap: ignore[weak-claim]{end}")
    assert left.hint == "the ignore comment here needs a reason after the bracket"


def test_the_comment_on_the_line_itself_counts_before_the_one_above() -> None:
    text = "# argmap: ignore[weak-claim]\nstorm: x  # argmap: ignore[weak-claim] known\n"
    assert accepted(text) == ()


def test_an_error_is_never_ignored() -> None:
    source = SourceText("claims/log.yaml", "storm: x  # argmap: ignore[unknown-key] we like it\n")
    found = error("unknown-key", "a claim has no key", Span(source.path, 0, 5))
    assert accept([found], {source.path: source}) == ((found,), ())


def test_a_finding_in_no_file_at_hand_is_kept() -> None:
    found = warning("weak-claim", 0, "claims/lost.yaml")
    assert accept([found], {}) == ((found,), ())


def test_a_project_leaves_out_what_its_author_accepts() -> None:
    item = "wind-north-east:  # argmap: ignore[evidence-unused] kept for the second voyage\n"
    files = {
        "evidence/log.yaml": item + "  source: log\n  text: The wind stood in the north-east.\n",
        "evidence/sources.yaml": "log:\n  title: Log of the brig Maria\n",
    }
    assert load_text(files).diagnostics == ()


FIRE = "fire:\n  text: The granary was set on fire.\n  said: {{by: A, hedge: {}}}  # argmap: ignore[{}] {}\n"


def unused(hedge: str, rule: str, reason: str = "Known.", **more: object) -> list[str]:
    """What is said of an ignore comment on a hedge."""
    project = load_text({"claims/a.yaml": FIRE.format(hedge, rule, reason)}, settings=Settings(**more))
    return [d.message for d in project.diagnostics if d.rule in NAMES]


def test_a_comment_that_accepts_nothing_is_reported() -> None:
    assert unused("undoubtedly", "booster-on-weak-claim") == []
    assert unused("perhaps", "booster-on-weak-claim") == ["booster-on-weak-claim finds nothing here to ignore"]
    assert unused("perhaps", "bosster-on-weak-claim") == ["there is no rule bosster-on-weak-claim to ignore"]
    assert unused("undoubtedly", "booster-on-weak-claim", "") == ["an ignore without a reason accepts nothing"]


def test_a_comment_on_an_error_is_told_that_it_accepts_nothing() -> None:
    text = "fire:\n  text: So.\n  tpye: motive  # argmap: ignore[unknown-key] We like it.\n"
    project = load_text({"claims/a.yaml": text})
    assert "unknown-key is an error here, and no comment accepts an error" in [d.message for d in project.diagnostics]


MALFORMED = {
    "ignore[*] Known.": "write `# argmap: ignore[rule-name] the reason`; `argmap rule` lists the rules",
    "ignore[] Known.": "write `# argmap: ignore[rule-name] the reason`; `argmap rule` lists the rules",
    "ignore[ , ] Known.": "write `# argmap: ignore[rule-name] the reason`; `argmap rule` lists the rules",
    "ignore Known.": "write `# argmap: ignore[rule-name] the reason`; `argmap rule` lists the rules",
    "ignore hedge-outside-band": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "ignore hedge-outside-band Known.": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "ignore [hedge-outside-band] Known.": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "ignored[hedge-outside-band] Known.": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "ignore: hedge-outside-band": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "ignore(hedge-outside-band) Known.": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "ignore[Hedge-Outside-Band] Known.": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "ignore[hedge_outside_band, weak-claim]": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "Ignore[hedge-outside-band, unused-ignore]": "write `# argmap: ignore[hedge-outside-band, unused-ignore] the reason`",
    "disable hedge-outside-band": "write `# argmap: ignore[hedge-outside-band] the reason`",
    "": "write `# argmap: ignore[rule-name] the reason`; `argmap rule` lists the rules",
}


def bad_ignores(text: str) -> list[tuple[str, str | None]]:
    """The comments of a file that cannot be read, each with the hint it draws."""
    project = load_text({"claims/a.yaml": text})
    return [(project.sources[d.at.path].slice(d.at), d.hint) for d in project.diagnostics if d.rule == "bad-ignore"]


@pytest.mark.parametrize(("comment", "hint"), MALFORMED.items())
def test_a_comment_to_argmap_that_is_no_ignore_is_told_the_right_form(comment: str, hint: str) -> None:
    written = f"# argmap: {comment}".rstrip()
    assert bad_ignores(f"fire:\n  text: The granary was set on fire.  {written}\n") == [(written, hint)]
    assert bad_ignores(f"{written}\nfire:\n  text: The granary was set on fire.\n") == [(written, hint)]


@pytest.mark.parametrize("start", ["# Argmap: ", "#ARGMAP:", "# argmap : ", "# argmap "])
def test_the_name_at_the_start_of_an_ignore_is_written_one_way(start: str) -> None:
    written = f"{start}ignore[hedge-outside-band] Known."
    assert bad_ignores(f"fire:\n  text: So.  {written}\n") == [
        (written, "write `# argmap: ignore[hedge-outside-band] the reason`")
    ]


@pytest.mark.parametrize(
    "text", ["# Argmap is what we use.", "# see argmap: ignore", "# argmap: ignore[hedge-outside-band]"]
)
def test_a_comment_that_speaks_of_argmap_or_is_an_ignore_is_left_alone(text: str) -> None:
    assert bad_ignores(f"fire:\n  text: So.  {text}\n") == []


def test_in_an_essay_a_comment_that_is_no_ignore_is_told_the_form_of_essays_and_a_heading_is_none() -> None:
    essay = "# Argmap: what it is\n\n<!-- argmap: ignore[*] Known. -->\nIt was so.\n"
    project = load_text({"claims/a.yaml": "fire:\n  text: So.\n"}, essays={"e.md": essay})
    ((found,), _) = project.essay_findings
    assert (found.rule, essay[found.at.start : found.at.end]) == ("bad-ignore", "<!-- argmap: ignore[*] Known. -->")
    assert found.hint == "write `<!-- argmap: ignore[rule-name] the reason -->`; `argmap rule` lists the rules"


def test_no_comment_is_called_unused_by_rules_that_did_not_run() -> None:
    assert unused("perhaps", "claim-without-support") == []
    assert unused("perhaps", "printed-date-missing") == []
    assert unused("perhaps", "booster-on-weak-claim", ignore=("booster-on-weak-claim",)) == []
    assert unused("perhaps", "booster-on-weak-claim", select=("unused-ignore",)) == []
    assert unused("perhaps", "booster-on-weak-claim", without_layers=("editors",)) == []


def test_a_comment_about_an_unused_comment_can_accept_it() -> None:
    text = FIRE.format("perhaps", "booster-on-weak-claim, unused-ignore", "Kept for the next edition.")
    assert load_text({"claims/a.yaml": text}).diagnostics == ()


def test_rules_that_read_source_texts_are_all_named() -> None:
    readers = set()
    for file in (ROOT / "argmap/rules").glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        reading = {name for name, node in functions.items() if ".texts" in ast.unparse(node)}
        for _ in functions:
            reading |= {n for n, node in functions.items() if any(f"{r}(" in ast.unparse(node) for r in reading)}
        readers |= {name.replace("_", "-") for name in reading} & set(RULES.names())
    assert readers == READ_TEXTS
