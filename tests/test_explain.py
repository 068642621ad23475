"""Explanations of claims, as sentences and as data."""

import json
import math
import re

import pytest
from conftest import CHARTER

from argmap import explain
from argmap.project import load_text
from argmap.semantics.weighing import DECIBANS_PER_NAT

WITNESSES = {
    "claims/fire.yaml": """\
fire-was-set:
  text: The fire was set on purpose.
  said:
    - {by: [the chronicle, the mayor], stance: reports, hedge: {words: beyond belief, kind: litotes}}
    - {by: a pamphlet, hedge: [most likely, as it were]}
  support:
    - {premises: [saw-torch], strength: fair}
    - {premises: [heard-oath], strength: slight}
    - {premises: [smelled-pitch], strength: none}
  attack:
    - {premises: [dry-summer], strength: slight, undercut_by: [never-shown]}
never-shown:
  text: Summers do not set fires.
by-custom:
  text: Such fires are set.
  assumed: yes
""",
    "evidence/fire.yaml": """\
saw-torch: {source: roll, text: He saw a torch., directness: D1}
heard-oath: {source: roll, text: He heard an oath., directness: D1}
smelled-pitch: {source: letter, text: There was a smell of pitch.}
dry-summer: {source: letter, text: No rain fell.}
""",
    "evidence/sources.yaml": "roll: {title: Court roll}\nletter: {title: A letter}\n",
}
COPIES = {
    **WITNESSES,
    "evidence/independence.yaml": """\
one-rumour:
  kind: rumour_pool
  members: [roll, letter]
  basis: Both repeat the talk of the market.
  certainty: certain
""",
}


def told(files, claim, **settings):
    case = load_text(files, **settings).case
    return explain.in_sentences(case, claim), explain.explanation(case, claim)


def test_it_gives_the_authors_words_with_the_band_that_a_convention_reads_into_them():
    text, _ = told(WITNESSES, "fire-was-set")
    assert re.search(r"In the words of a pamphlet: “most likely”, read as \d+ to \d+ % by ", text)


def test_words_whose_kind_has_no_band_are_given_none():
    text, _ = told(WITNESSES, "fire-was-set")
    assert "“beyond belief”, a mark of litotes, into which no probability is read." in text


def test_words_outside_the_lexicon_are_said_to_be_so():
    text, _ = told(WITNESSES, "fire-was-set")
    assert "“as it were”, words that are not in the lexicon" in text


def test_a_chain_of_voices_is_told_in_its_order():
    text, _ = told(WITNESSES, "fire-was-set")
    assert "the chronicle reports it that" not in text
    assert "the chronicle reports that the mayor asserts it." in text


def test_a_claim_that_nobody_makes_is_said_to_be_the_maps_own():
    text, _ = told(CHARTER, "charter-genuine")
    assert "Nobody is on record as saying it" in text


def test_it_gives_the_grade_and_the_rule_that_gave_it(corpus):
    for claim in corpus.graph.claims:
        grade = corpus.case.valuation.grade[claim]
        text = explain.in_sentences(corpus.case, claim)
        assert f"Grade {grade.code} (" in text
        assert f"(rule {grade.rule})." in text


def test_it_gives_the_confidence_with_its_band(corpus):
    for claim, band in corpus.case.valuation.confidence.items():
        text = explain.in_sentences(corpus.case, claim)
        assert f"Confidence {band.point:.2f}" in text
        if corpus.graph.bearing_on(claim):
            assert f"between {band.low:.2f} and {band.high:.2f}" in text


def test_it_gives_every_line_with_its_decibans(corpus):
    for claim, contributions in corpus.case.valuation.because.items():
        text = explain.in_sentences(corpus.case, claim)
        for contribution in contributions:
            assert f"{contribution.decibans:+.1f} dB".replace("+0.0", "0.0").replace("-0.0", "0.0") in text
            for member in contribution.members:
                assert all(premise in text for premise in corpus.graph.inferences[member.line].premises)


def test_a_weight_that_rounds_to_nothing_bears_no_sign(corpus):
    for claim in corpus.graph.claims:
        assert not re.search(r"[+-]0\.0\b", explain.in_sentences(corpus.case, claim))


def test_the_contributions_add_up_to_the_weight_of_the_evidence(corpus):
    for claim in corpus.graph.claims:
        data = explain.explanation(corpus.case, claim)
        assert math.fsum(c["decibans"] for c in data["because"]) == pytest.approx(data["decibans"], abs=1e-9)


def test_lines_of_one_source_are_said_to_be_one_witness_and_why():
    text, _ = told(WITNESSES, "fire-was-set")
    assert "2 lines that count together, not one by one, because:" in text
    assert "- they come from one source, Court roll" in text
    assert "one doubt about the witness is shared by all of them" in text


def test_a_group_is_given_with_its_kind_its_certainty_and_its_reason():
    text, _ = told(COPIES, "fire-was-set")
    assert "- rumour pool (certain, one-rumour): Both repeat the talk of the market." in text


def test_each_line_counted_once_is_given_with_what_it_would_weigh_alone():
    text, data = told(WITNESSES, "fire-was-set")
    for line in data["lines"]:
        if set(line["premises"]) <= {"saw-torch", "heard-oath"}:
            assert f"{line['decibans_alone']:.1f} dB if it stood alone: for it: {line['premises'][0]} (" in text


def test_an_undercutter_is_given_with_how_much_it_took_away():
    text, data = told(CHARTER, "charter-forged")
    (line,) = (line for line in data["lines"] if line["polarity"] == "support")
    (undercutter,) = line["undercutters"]
    assert undercutter["by"] == "seal-renewed"
    assert 0 < undercutter["taken"] < undercutter["share_if_true"]
    assert f"seal-renewed objects to this step and takes {100 * undercutter['taken']:.0f} % of it away." in text
    assert f"would weigh {line['decibans_unopposed']:.1f} dB, not {line['decibans_alone']:.1f}." in text


def test_what_undercutters_take_is_what_the_weighing_took(corpus):
    for claim in corpus.graph.claims:
        data = explain.explanation(corpus.case, claim)
        members = {m["inference"]: m for c in data["because"] for m in c["members"]}
        for line in data["lines"]:
            member = members[line["inference"]]
            left = math.prod(1 - undercutter["taken"] for undercutter in line["undercutters"])
            assert member["credence"] == pytest.approx(member["credence_unopposed"] * left)
            ratio = math.exp(member["strength_decibans"] / DECIBANS_PER_NAT)
            alone = math.log1p(member["credence_unopposed"] * (ratio - 1)) * DECIBANS_PER_NAT
            assert line["decibans_unopposed"] == pytest.approx(alone)


def test_an_objection_that_nothing_supports_takes_nothing_and_is_said_to():
    text, data = told(WITNESSES, "fire-was-set")
    assert "never-shown objects to this step and takes nothing away, for nothing supports the objection." in text
    assert [u["taken"] for line in data["lines"] for u in line["undercutters"]] == [0]


def test_open_questions_are_given_with_their_text_and_whether_they_must_be_answered():
    text, data = told(CHARTER, "charter-forged")
    assert "On the step from seal-too-late:" in text
    assert "Could something else explain the sign better? (sign.2, must be answered)" in text
    assert {"question": "sign.2", "required": True} in [
        {key: entry[key] for key in ("question", "required")} for line in data["lines"] for entry in line["open"]
    ]


def test_an_objection_that_nobody_disputes_counts_as_unanswered():
    text, _ = told(CHARTER, "charter-forged")
    assert "The objection seal-renewed: Lost seals were renewed as a matter of course." in text


def test_rivals_are_given_as_shares_of_one():
    text, data = told(CHARTER, "charter-forged")
    assert "As answers to “What is the founding charter?”, if exactly one is true:" in text
    assert math.fsum(data["questions"]["what-is-the-charter"].values()) == pytest.approx(1)


def test_a_booster_on_a_weak_claim_is_told_as_a_disagreement():
    text, data = told(CHARTER, "charter-forged")
    assert "“beyond all doubt” stands on a claim of grade S" in text
    assert "booster-on-weak-claim" in [finding["rule"] for finding in data["disagreements"]]


def test_a_claim_that_nothing_bears_on_is_said_to_lend_nothing():
    text, _ = told(CHARTER, "charter-genuine")
    assert "Confidence 0.50, where it began, for nothing bears on it" in text


def test_an_assumption_is_said_to_be_one():
    text, _ = told(WITNESSES, "by-custom")
    assert "because it is assumed on purpose; nothing was computed." in text


def test_the_data_are_plain_json_and_hold_what_the_sentences_say(corpus):
    for claim in corpus.graph.claims:
        data = explain.explanation(corpus.case, claim)
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        text = explain.in_sentences(corpus.case, claim)
        assert data["text"] in text
        assert all(entry["text"] in text for line in data["lines"] for entry in line["open"])
        assert all(finding["message"] in text for finding in data["disagreements"])


def test_sentences_end_in_full_stops_and_hold_no_empty_places(corpus):
    for claim in corpus.graph.claims:
        text = explain.in_sentences(corpus.case, claim)
        assert "None" not in text
        assert "  ." not in text
        assert ".." not in text
        assert "'s words" not in text


def test_the_table_of_scales_names_what_a_project_changed():
    files = {"claims/a.yaml": "a: {text: A.}\n"}
    settings = load_text(files).settings.model_copy(update={"scales": {"strength": {"fair": [1, 2, 3]}}})
    assert "#   strength.fair = [1, 2, 3]" in explain.describe_scales(settings)
    assert "Changed by" not in explain.describe_scales(load_text(files).settings)
