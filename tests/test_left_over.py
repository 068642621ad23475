"""What is left of a broken project is a sound one: whatever is asked of it, there is an answer and no traceback."""

from collections import Counter
from pathlib import Path

import pytest

from argmap import compare, explain
from argmap.audit import audit
from argmap.dossier import as_text, dossier
from argmap.explain.data import explanation
from argmap.matrix import matrix
from argmap.project import CannotDo, Project, load, load_text
from argmap.teach.pack import pack

BAD = Path(__file__).parent / "bad"
CASES = sorted(folder.name for folder in BAD.iterdir() if folder.is_dir() and folder.name != "made")
FIRST = 3  # so many claims of each are asked about in full


def asked(project: Project) -> None:
    """Put to a project every question that there is."""
    case = project.case
    audit(case, project.faults, project.sources)
    compare.in_table(compare.comparison(case))
    pack(case)
    for question in case.graph.questions:
        matrix(case, question)
    for claim in sorted(case.graph.claims)[:FIRST]:
        explanation(case, claim)
        explain.in_sentences(case, claim, everything=True)
        as_text(dossier(case, claim, project.faults, project.sources), project.sources)


@pytest.mark.parametrize("name", CASES)
def test_whatever_is_left_of_a_broken_project_answers(name):
    try:
        project = load(BAD / name)
    except CannotDo:
        return
    asked(project)


CLAIMS = """\
bridge-burnt:
  text: The bridge burnt in 1540.
  section: nowhere
  agents: [nobody-known]
  said: {by: the annalist}
  support:
    - premises: [annal]
      scheme: sign
      answers:
        - {question: sign.9, answer: open}
        - {question: sign.1, answer: open}
bridge-fell:
  text: The bridge fell in 1540.
  support: [annal]
"""
EVIDENCE = "annal: {source: annals, text: The annal has the bridge in flames., directness: D1}\n"
SOURCES = "annals: {title: Annals, known_through: lost-book}\n"
QUESTION = """\
what-of-the-bridge:
  text: What became of the bridge?
  hypotheses: [bridge-burnt, bridge-fell]
  catch_all: flood-took-it
  ratings:
    - {evidence: lost-charter, ratings: {bridge-burnt: C, bridge-fell: I}, why: It says so.}
    - {evidence: annal, ratings: {bridge-burnt: C, bridge-fell: C, flood-took-it: I}, why: It fits both.}
"""
ROUTES = """\
to-us:
  of: [annals, lost-book]
  steps: [{mode: copied, giver: a monk, documented_by: [lost-letter, annals]}]
if-it-stood:
  of: [annals]
  holds_if: bridge-stood
  steps: [{mode: handed, giver: a monk}]
"""
FILES = {
    "claims/bridge.yaml": CLAIMS,
    "claims/questions.yaml": QUESTION,
    "evidence/annal.yaml": EVIDENCE,
    "evidence/sources.yaml": SOURCES,
    "evidence/transmission.yaml": ROUTES,
}


@pytest.fixture(scope="module")
def bridge():
    return load_text(FILES)


def test_a_reference_that_leads_nowhere_is_left_out_and_the_record_stays(bridge):
    graph = bridge.graph
    claim, question = graph.claims["bridge-burnt"], graph.questions["what-of-the-bridge"]
    assert (claim.section, claim.agents, graph.sources["annals"].known_through) == (None, (), None)
    assert [answer.question for answer in claim.support[0].answers] == ["sign.9", "sign.1"]
    (line,) = graph.bearing_on("bridge-burnt")
    assert [answer.question for answer in line.record.answers] == ["sign.1"]
    assert question.catch_all is None
    assert [(row.evidence, dict(row.ratings)) for row in question.ratings] == [
        ("annal", {"bridge-burnt": "C", "bridge-fell": "C"})
    ]
    route = graph.transmissions["to-us"]
    assert (route.of, route.steps[0].documented_by) == (("annals",), ("annals",))


def test_a_route_whose_condition_is_unknown_is_left_out_for_without_it_it_would_say_more(bridge):
    assert "if-it-stood" not in bridge.graph.transmissions


def test_each_of_them_is_reported_once(bridge):
    wrong = {"nowhere": 1, "nobody-known": 1, "sign.9": 1, "flood-took-it": 2, "lost-charter": 1, "lost-book": 2}
    wrong |= {"lost-letter": 1, "bridge-stood": 1}
    assert Counter(fault.message.split()[0] for fault in bridge.faults) == wrong


def test_a_finding_on_a_row_of_ratings_stands_at_that_row_though_one_above_it_is_left_out(bridge):
    at = bridge.graph.place_of_row("what-of-the-bridge", "annal")
    assert QUESTION[at.start : at.end].startswith("{evidence: annal")


def test_what_is_left_of_it_answers(bridge):
    asked(bridge)
