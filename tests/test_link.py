"""Documents to a graph: references, rings, and what lies between records."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap.graph import ArgumentGraph
from argmap.model import Record
from argmap.project import Project, load_text
from argmap.rings import MOST_STEPS
from argmap.rules import findings
from argmap.testing import projects, written

LOG = {
    "evidence/log.yaml": """\
wind-north-east:
  source: log
  text: The wind stood in the north-east.
no-damage:
  source: log
  text: No damage is listed.
""",
    "evidence/sources.yaml": "log:\n  title: Log of the brig Maria\n",
}


def linked(claims: str, **more: str) -> Project:
    """A project with these claims, and other files by the last part of their name."""
    files = {"claims/log.yaml": claims, **LOG}
    for name, text in more.items():
        folder = "claims" if name == "questions" else "evidence"
        files[f"{folder}/{name}.yaml"] = text
    return load_text(files)


def told(project: Project) -> list[tuple[str, str]]:
    """Rule of each fault, and the text it points at."""
    return [(fault.rule, project.sources[fault.at.path].slice(fault.at)) for fault in project.faults]


def steps(graph: ArgumentGraph) -> set[tuple[str, tuple[str, ...]]]:
    return {(inference.conclusion, inference.premises) for inference in graph.inferences.values()}


STORM = "storm-invented:\n  text: No storm was met.\n"
MATE = "mate-kept-log:\n  text: The mate kept the log.\n  assumed: yes\n"


def test_a_sound_project_has_no_faults_and_every_step() -> None:
    project = linked(f"{STORM}  support: [wind-north-east, {{premises: [no-damage, mate-kept-log]}}]\n{MATE}")
    assert project.faults == ()
    assert steps(project.graph) == {
        ("storm-invented", ("wind-north-east",)),
        ("storm-invented", ("no-damage", "mate-kept-log")),
    }


def test_a_premise_that_is_nowhere_costs_its_inference_and_no_other() -> None:
    project = linked(f"{STORM}  support: [{{premises: [no-damage, calm-sea]}}, wind-north-east]\n")
    assert told(project) == [("unknown-reference", "calm-sea")]
    assert steps(project.graph) == {("storm-invented", ("wind-north-east",))}


def test_a_premise_that_is_named_twice_counts_once_and_costs_nothing() -> None:
    project = linked(f"{STORM}  support: [{{premises: [no-damage, wind-north-east, no-damage]}}]\n")
    assert told(project) == [("duplicate-reference", "no-damage")]
    assert steps(project.graph) == {("storm-invented", ("no-damage", "wind-north-east"))}


SURE = "  tier: core\n  type: causal\n  said: [{by: Ada Roe, hedge: undoubtedly}, {by: Ben Low}]\n"
HANGS = "sailed-late:\n  text: The brig sailed late.\n  support: [storm-invented]\n" + SURE


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ("  support: [calm-sea]\n", "unknown-reference"),
        ("  support: [storm-invented]\n", "self-reference"),
        ("  support: [mate-kept-log]\nmate-kept-log:\n  text: a\n  support: [storm-invented]\n", "circular-support"),
        ("  support: [mate-kept-log]\nmate-kept-log:\n  text: a: b\n", "syntax"),
        ("  suport: [no-damage]\n", "unknown-key"),
        ("  support: [{premises: [no-damage], strength: strng}, no damage]\n", "unknown-word"),
    ],
)
def test_a_claim_whose_inference_was_lost_to_an_error_is_not_told_that_nothing_is_offered_for_it(
    lines: str, error: str
) -> None:
    project = linked(STORM + SURE + lines, sailed=HANGS)
    assert error in [fault.rule for fault in project.faults]
    assert missing_support(project) == []


def test_a_claim_for_which_nothing_is_written_is_still_told_so_beside_an_error() -> None:
    project = linked(STORM + SURE + "  attack: [calm-sea]\n")
    assert "claim-without-support" in missing_support(project)
    assert missing_support(linked(STORM + SURE)) == [
        "booster-on-weak-claim",
        "bare-contestable-claim",
        "claim-without-support",
        "core-claim-path-incomplete",
    ]


def missing_support(project: Project) -> list[str]:
    """The rules that say of storm-invented, or of what rests on it, that hardly anything is offered for it."""
    names = ("booster-on-weak-claim", "bare-contestable-claim", "claim-without-support", "core-claim-path-incomplete")
    return [name for name in names for _ in findings(project.case, frozenset({name}))]


def test_an_attacker_that_is_nowhere_costs_only_itself() -> None:
    project = linked(f"{STORM}  support: [{{premises: [no-damage], undercut_by: [calm-sea, mate-kept-log]}}]\n{MATE}")
    assert told(project) == [("unknown-reference", "calm-sea")]
    (inference,) = project.graph.inferences.values()
    assert [attacker.by for attacker in inference.record.undercut_by] == ["mate-kept-log"]


def test_a_misspelt_reference_is_told_the_nearest_id() -> None:
    (fault,) = linked(f"{STORM}  support: [wind-north-eest]\n").faults
    assert fault.hint == "did you mean wind-north-east?"


def test_a_reference_to_a_record_lost_to_an_error_is_not_reported_again() -> None:
    project = linked(f"{STORM}  support: [mate-kept-log]\nmate-kept-log:\n  text: a: b\n")
    assert [rule for rule, _ in told(project)] == ["syntax"]
    assert steps(project.graph) == set()


def test_a_reference_to_a_swallowed_record_is_not_reported_again() -> None:
    inner = "".join(f"  {line}\n" for line in MATE.splitlines())
    project = linked(f"{STORM}  support: [wind-north-east]\n{inner}calm:\n  text: a\n  support: [mate-kept-log]\n")
    assert told(project) == [("unknown-key", "mate-kept-log")]


@pytest.mark.parametrize(
    ("lines", "rule", "at"),
    [
        ("  support: [log]\n", "wrong-reference", "log"),
        ("  support: [storm-invented]\n", "self-reference", "storm-invented"),
        ("  support: [{premises: [no-damage, no-damage]}]\n", "duplicate-reference", "no-damage"),
        ("  support: [no-damage, {premises: no-damage}]\n", "duplicate-inference", "{premises: no-damage}"),
        ("  support: [{premises: no-damage, undercut_by: no-damage}]\n", "self-reference", "no-damage"),
        ("  support: [{premises: no-damage, undercut_by: storm-invented}]\n", "self-reference", "storm-invented"),
        ("  said: {by: Ada Roe, at: {source: lag}}\n", "unknown-reference", "lag"),
        ("  said: {by: [Ada Roe, the mate], stance: [asserts, asserts, asks]}\n", "stance-count", "[asserts, asserts, asks]"),
        ("  support: [{premises: no-damage, answers: [{question: sign.1, answer: yes}]}]\n", "unknown-question", "sign.1"),
        ("  support: [{premises: no-damage, scheme: sign, answers: [{question: sign.77, answer: yes}]}]\n", "unknown-question", "sign.77"),
    ],
)  # fmt: skip
def test_what_a_claim_may_not_say_is_told_at_its_place(lines: str, rule: str, at: str) -> None:
    assert told(linked(STORM + lines)) == [(rule, at)]


def test_the_same_premises_may_support_and_attack() -> None:
    assert told(linked(f"{STORM}  support: [no-damage]\n  attack: [no-damage]\n")) == []


def test_claims_evidence_and_questions_share_their_ids_and_sources_have_their_own() -> None:
    question = "storm-invented:\n  text: a\n  hypotheses: [storm-invented, mate-kept-log]\n  exhaustive: b\n"
    assert [rule for rule, _ in told(linked(STORM + MATE, questions=question))] == ["duplicate-id"]
    assert told(linked(f"{STORM}log:\n  text: The log is lost.\n")) == []


def test_the_second_of_two_records_with_one_id_is_left_out() -> None:
    project = load_text({"claims/a.yaml": STORM, "claims/b.yaml": STORM.replace("No storm", "A storm"), **LOG})
    assert [(fault.rule, fault.at.path) for fault in project.faults] == [("duplicate-id", "claims/b.yaml")]
    assert project.graph.claims["storm-invented"].text == "No storm was met."


QUESTION = (
    "was-there-a-storm:\n  text: Was there a storm?\n  hypotheses: [storm-invented, mate-kept-log]\n  exhaustive: a\n"
)


@pytest.mark.parametrize(
    ("text", "rule", "at"),
    [
        (QUESTION.replace("mate-kept-log", "calm-sea"), "unknown-reference", "calm-sea"),
        (QUESTION.replace("mate-kept-log", "no-damage"), "evidence-as-conclusion", "no-damage"),
        (QUESTION + "  catch_all: storm-met\n", "unknown-reference", "storm-met"),
        (QUESTION + "  ratings: [{evidence: calm-sea, ratings: {}}]\n", "unknown-reference", "calm-sea"),
        (QUESTION + "  ratings: [{evidence: no-damage, ratings: {storm-met: C}}]\n", "unknown-reference", "storm-met"),
    ],
)
def test_what_a_question_may_not_say_is_told_at_its_place(text: str, rule: str, at: str) -> None:
    assert told(linked(STORM + MATE, questions=text)) == [(rule, at)]


def test_a_claim_that_is_no_hypothesis_is_told_to_be_added() -> None:
    project = linked(f"{STORM}{MATE}storm-met:\n  text: a\n", questions=QUESTION + "  catch_all: storm-met\n")
    assert project.faults[0].hint == "add it to the hypotheses"


def test_a_group_keeps_its_known_members_if_two_are_left() -> None:
    group = "one-hand:\n  kind: same_record\n  members: [wind-north-east, no-damage, calm-sea]\n  basis: a\n"
    assert set(linked(STORM, independence=group).graph.groups) == {"one-hand"}
    assert set(linked(STORM, independence=group.replace("no-damage, ", "")).graph.groups) == set()


def test_a_route_says_what_it_belongs_to() -> None:
    route = "by-sea:\n  of: lag\n  holds_if: calm\n  steps:\n    - {mode: wrote, documented_by: ink}\n"
    assert told(linked(STORM, transmission=route)) == [
        ("unknown-reference", "lag"),
        ("unknown-reference", "calm"),
        ("unknown-reference", "ink"),
    ]


# --------------------------------------------------------------------------- rings


def test_a_ring_of_support_is_named_and_cut_and_no_step_beside_it() -> None:
    project = linked(f"{STORM}  support: [mate-kept-log, no-damage]\n{MATE}  support: [storm-invented]\n")
    (fault,) = project.faults
    assert fault.rule == "circular-support"
    assert fault.message.endswith("mate-kept-log supports storm-invented, which supports mate-kept-log")
    assert steps(project.graph) == {("storm-invented", ("no-damage",))}


def test_a_ring_through_an_attack_has_a_name_of_its_own() -> None:
    project = linked(f"{STORM}  attack: [mate-kept-log]\n{MATE}  support: [storm-invented]\n")
    assert [fault.rule for fault in project.faults] == ["circular-attack"]


def test_a_ring_through_evidence_that_is_undermined_is_found() -> None:
    files = {
        "claims/log.yaml": f"{STORM}  support: [wind-north-east]\n",
        "evidence/log.yaml": LOG["evidence/log.yaml"].replace("east.\n", "east.\n  undermined_by: storm-invented\n", 1),
        "evidence/sources.yaml": LOG["evidence/sources.yaml"],
    }
    project = load_text(files)
    assert [fault.rule for fault in project.faults] == ["circular-attack"]
    assert project.graph.evidence["wind-north-east"].undermined_by == ()


def test_a_long_ring_is_told_in_short() -> None:
    count = 10 * MOST_STEPS
    project = linked("".join(f"a{n}:\n  text: b\n  support: [a{(n + 1) % count}]\n" for n in range(count)))
    (fault,) = project.faults
    assert f"which leads by {count - MOST_STEPS + 1} more steps to a1, which supports a0" in fault.message
    assert len(fault.related) == MOST_STEPS


NAMES = tuple(f"a{number}" for number in range(6))
ARROWS = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1]))


def reaches(arrows: set[tuple[str, str]], start: str) -> set[str]:
    """What a claim rests on, however far down."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        for upper, lower in arrows:
            if upper == name and lower not in found:
                found.add(lower)
                waiting.append(lower)
    return found


@settings(deadline=None, max_examples=60)
@given(ARROWS)
def test_rings_are_found_where_they_are_and_nowhere_else(arrows: set[tuple[str, str]]) -> None:
    text = ""
    for name in NAMES:
        grounds = sorted(lower for upper, lower in arrows if upper == name)
        text += f"{name}:\n  text: b\n" + (f"  support: [{', '.join(grounds)}]\n" if grounds else "")
    project = linked(text)
    ringed = {name for name in NAMES if name in reaches(arrows, name)}
    rings = {
        frozenset(other for other in ringed if other in reaches(arrows, name) and name in reaches(arrows, other))
        for name in ringed
    }
    assert len(project.faults) == len(rings)
    graph = project.graph
    kept = {(upper, lower) for upper, lower in arrows if not any({upper, lower} <= ring for ring in rings)}
    assert steps(graph) == {(upper, (lower,)) for upper, lower in kept}
    place = {name: number for number, name in enumerate(graph.order)}
    assert set(place) == {*graph.claims, *graph.evidence}
    assert all(place[lower] < place[upper] for upper, lower in kept), "grounds come before what rests on them"


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(projects())
def test_a_project_whose_references_all_lead_somewhere_is_linked_whole(found: dict[str, dict[str, Record]]) -> None:
    project = load_text(written(found))
    assert project.faults == ()
    graph = project.graph
    assert dict(graph.claims) == found["claims"]
    assert dict(graph.evidence) == found["evidence"]
    assert dict(graph.sources) == found["sources"]
    assert dict(graph.questions) == found.get("questions", {})
    assert dict(graph.groups) == found.get("independence", {})
    assert dict(graph.transmissions) == found.get("transmission", {})
    assert len(graph.inferences) == sum(len(c.support) + len(c.attack) for c in found["claims"].values())
