"""Outlines: somebody else's argument as an indented list or in Argdown, read well enough to make exercises of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.project import load_text
from argmap.teach import pack
from argmap.teach.outline import read_outline

LIST = """\
The granary was burnt on purpose. #inference
  + A man with a torch was seen at the gate. {source: the court roll}
  + The fire began in three places. {source: the court roll}
    _ Sparks fly far in a dry summer.
  - The miller says that lightning struck. {source: the miller}
"""

ARGDOWN = """\
===
title: The granary
===

// a comment
[Burnt]: The granary was burnt on purpose. #inference
  <- [Lightning]: Lightning struck that night.

# The case

(1) Whoever runs from a fire has set it. #evaluation
(2) A man ran from the gate. #observation
--
From flight to guilt {uses: [1, 2]}
--
(3) [Burnt]

<Wet wood>: The wood was wet.
  -> [Lightning]
"""


def case_of(text):
    files, problems = read_outline(text)
    assert problems == ()
    project = load_text(files)
    assert project.sound, project.faults
    return project.case


def test_a_plain_list_becomes_claims_items_steps_and_doubts():
    graph = case_of(LIST).graph
    (root,) = graph.claims
    assert graph.claims[root].type == "inference"
    assert len(graph.evidence) == 4
    assert [line.polarity for line in graph.bearing_on(root)] == ["attack", "support", "support"]
    doubted = [line for line in graph.bearing_on(root) if line.record.undercut_by]
    assert [line.premises for line in doubted] == [("the-fire-began-in-three-places",)]
    titles = {graph.sources[item.source].title for item in graph.evidence.values()}
    assert {"the court roll", "the miller"} <= titles


def test_argdown_keeps_titles_linked_premises_and_the_rule():
    graph = case_of(ARGDOWN).graph
    assert graph.claims["burnt"].text == "The granary was burnt on purpose."
    (linked,) = [line for line in graph.bearing_on("burnt") if line.linked]
    assert linked.record.warrant == "From flight to guilt"
    assert [line.polarity for line in graph.bearing_on("burnt") if not line.linked] == ["attack"]
    assert [line.conclusion for line in graph.resting_on("wet-wood")] == ["lightning"]


def test_an_outline_is_enough_for_exercises_and_for_map_making():
    made = pack(
        case_of(
            ARGDOWN + "\n" + LIST + "\nThe miller is honest. #evaluation\n  + He paid his debts.\n  + He swore to it.\n"
        )
    )
    assert {"X2", "X6", "X7", "X14", "M1", "M2", "M3"} <= {exercise.type for exercise in made.exercises}


def test_two_items_of_one_source_are_one_witness():
    made = pack(case_of(LIST), types=["X6"])
    (exercise,) = made.exercises
    assert exercise.tasks[-1].answer.low == 1


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("A claim.\n  a reason without a mark\n", 2, "no mark"),
        ("A claim.\n  _ a doubt\n", 2, "doubts"),
        ("[A]: one.\n  + [A]\n", 2, "bear on itself"),
        ("A claim.\n  + ...\n", 2, "says nothing"),
        ("A claim.\n  + B\n  - B\n", 3, "for and against"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text, line, why):
    _, problems = read_outline(text)
    assert any(problem.line == line and why in problem.why for problem in problems), problems


@given(st.text(alphabet=st.sampled_from("ab [](){}<>+-_#:*\n1.=/\\\"'&é"), max_size=120) | st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_outline_breaks_the_reading_and_what_is_read_is_a_project(text):
    files, _ = read_outline(text)
    if files:
        project = load_text(files)
        assert {fault.rule for fault in project.faults} <= {"circular-support", "circular-attack"}, project.faults


def test_teach_reads_an_outline_without_a_project(argmap, tmp_path):
    (tmp_path / "granary.txt").write_text(LIST, encoding="utf-8")
    ran = argmap("teach", "--outline", tmp_path / "granary.txt", "-o", tmp_path / "out", "--form", "json")
    assert ran.status == 0, ran.err
    assert (tmp_path / "out" / "exercises.json").is_file()
    (tmp_path / "bad.txt").write_text("A claim.\n  no mark\n", encoding="utf-8")
    ran = argmap("teach", "--outline", tmp_path / "bad.txt", "-o", tmp_path / "out")
    assert ran.status == 1
    assert "bad.txt:2:1" in ran.err
    assert "it is indented and has no mark" in ran.err
