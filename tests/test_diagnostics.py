"""Diagnostics as values: their order, and the comments by which an author accepts one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.diagnostics import Diagnostic, Severity, apply_ignores, error, in_order
from argmap.project import load_text
from argmap.text import SourceText, Span


def warning(rule: str, start: int, path: str = "claims/log.yaml") -> Diagnostic:
    return Diagnostic(rule, Severity.WARNING, "look here", Span(path, start, start + 1))


def accepted(text: str, rule: str = "weak-claim", word: str = "storm") -> tuple[Diagnostic, ...]:
    """What is left of one finding at the first mention of a word."""
    source = SourceText("claims/log.yaml", text)
    return apply_ignores([warning(rule, text.index(word))], {source.path: source})


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
    assert apply_ignores([found], {source.path: source}) == (found,)


def test_a_finding_in_no_file_at_hand_is_kept() -> None:
    found = warning("weak-claim", 0, "claims/lost.yaml")
    assert apply_ignores([found], {}) == (found,)


def test_a_project_leaves_out_what_its_author_accepts() -> None:
    item = "wind-north-east:  # argmap: ignore[evidence-unused] kept for the second voyage\n"
    files = {
        "evidence/log.yaml": item + "  source: log\n  text: The wind stood in the north-east.\n",
        "evidence/sources.yaml": "log:\n  title: Log of the brig Maria\n",
    }
    assert load_text(files).diagnostics == ()
