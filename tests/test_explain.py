"""Explanations of claims, as sentences and as data."""

import json
import math
import os
import re
import subprocess
import sys

import pytest
from conftest import CHARTER, ROOT

from argmap import explain
from argmap.project import load_text
from argmap.semantics import evaluate
from argmap.semantics.attribution import reliabilities_needed
from argmap.semantics.weighing import DECIBANS_PER_NAT, Three, logit, weigh_problem

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


SAID, KNOWN = {}, {}


def sentences(project, claim):
    if claim not in SAID:
        SAID[claim] = explain.in_sentences(project.case, claim)
    return SAID[claim]


def data_of(project, claim):
    if claim not in KNOWN:
        KNOWN[claim] = explain.explanation(project.case, claim)
    return KNOWN[claim]


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


def some(corpus):
    """Every sixth claim: an explanation asks a thousand questions, and the corpus has four hundred claims."""
    return sorted(corpus.graph.claims)[::6]


def test_it_gives_the_grade_and_the_rule_that_gave_it(corpus):
    for claim in some(corpus):
        grade = corpus.case.valuation.grade[claim]
        text = sentences(corpus, claim)
        assert f"Grade {grade.code} (" in text
        assert f"(rule {grade.rule})." in text


def test_it_gives_the_confidence_with_its_band(corpus):
    for claim in some(corpus):
        band, text = corpus.case.valuation.confidence[claim], sentences(corpus, claim)
        assert f"Confidence {band.point:.2f}" in text
        if corpus.graph.bearing_on(claim):
            assert f"between {band.low:.2f} and {band.high:.2f}" in text


def test_it_gives_every_line_with_its_decibans(corpus):
    for claim in some(corpus):
        text = sentences(corpus, claim)
        for contribution in corpus.case.valuation.because[claim].contributions:
            assert f"{contribution.decibans:+.1f} dB".replace("+0.0", "0.0").replace("-0.0", "0.0") in text
            for member in contribution.members:
                assert all(premise in text for premise in corpus.graph.inferences[member.line].premises)


def test_a_weight_that_rounds_to_nothing_bears_no_sign(corpus):
    for claim in some(corpus):
        assert not re.search(r"[+-]0\.0\b", sentences(corpus, claim))


def test_the_contributions_add_up_to_the_weight_of_the_evidence(corpus):
    for claim in some(corpus):
        data = data_of(corpus, claim)
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
        data = data_of(corpus, claim)
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
        data = data_of(corpus, claim)
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        text = sentences(corpus, claim)
        assert data["text"] in text
        assert all(entry["text"] in text for line in data["lines"] for entry in line["open"])
        assert all(finding["message"] in text for finding in data["disagreements"])


def test_sentences_end_in_full_stops_and_hold_no_empty_places(corpus):
    for claim in corpus.graph.claims:
        text = sentences(corpus, claim)
        assert "None" not in text
        assert "  ." not in text
        assert ".." not in text
        assert "'s words" not in text


def test_the_table_of_scales_names_what_a_project_changed():
    files = {"claims/a.yaml": "a: {text: A.}\n"}
    settings = load_text(files).settings.model_copy(update={"scales": {"strength": {"fair": [1, 2, 3]}}})
    assert "#   strength.fair = [1, 2, 3]" in explain.describe_scales(settings)
    assert "Changed by" not in explain.describe_scales(load_text(files).settings)


# ------------------------------------------------------------------------------ what the number hangs on

HARN = {
    "claims/fire.yaml": """\
fire-was-set:
  text: The fire was set on purpose.
  said: [{by: the mayor, hedge: {words: most likely, band: [0.7, 0.9]}}]
  support:
    - {premises: [saw-torch], strength: strong, scheme: witness-testimony}
    - {premises: [chronicle-says], strength: fair}
    - {premises: [history-says], strength: fair}
    - {premises: [strangers-came], strength: slight}
  attack: [{premises: [storm-that-night], strength: fair}]
strangers-came:
  text: Strangers came to town.
  support: [{premises: [inn-register], strength: strong}]
""",
    "evidence/fire.yaml": """\
saw-torch: {source: roll, text: He saw a torch., directness: D1, appraisal: {by: me, on: 2026-01-01, reliability: B, credibility: 2, reason: On the spot.}}
chronicle-says: {source: chronicle, text: It was set., appraisal: {by: me, on: 2026-01-01, reliability: C, credibility: 3, reason: Later.}}
history-says: {source: history, text: It was set., appraisal: {by: me, on: 2026-01-01, reliability: C, credibility: 3, reason: A copy.}}
inn-register: {source: inn, text: Five names., appraisal: {by: me, on: 2026-01-01, reliability: A, credibility: 1, reason: Kept daily.}}
storm-that-night: {source: diary, text: A storm.}
""",
    "evidence/sources.yaml": """\
roll: {title: Court roll}
chronicle: {title: The chronicle}
history: {title: The history}
inn: {title: Register of the inn}
diary: {title: A diary}
""",
    "evidence/independence.yaml": """\
one-record:
  kind: same_record
  members: [chronicle-says, history-says]
  basis: The history repeats the chronicle.
""",
    "evidence/transmission.yaml": """\
way-of-the-roll:
  of: roll
  steps:
    - {from: the court, to: the archive, mode: filed}
    - {from: the archive, to: us, mode: copied, documented_by: inn-register}
way-of-the-strangers:
  of: inn
  holds_if: strangers-came
  steps: [{from: the inn, to: the mayor, mode: handed}]
""",
}


@pytest.fixture(scope="module")
def harn():
    return load_text(HARN).case


@pytest.fixture(scope="module")
def fire(harn):
    return harn.valuation.because["fire-was-set"].sensitivity


def test_each_source_has_its_part_and_what_would_be_without_it(harn, fire):
    told = explain.in_sentences(harn, "fire-was-set")
    assert math.fsum(debt.share for debt in fire.sources) == pytest.approx(
        harn.valuation.decibans["fire-was-set"], abs=1e-6
    )
    for debt in fire.sources[:3]:
        name = harn.label(debt.name)
        assert f"{name}: its part is {debt.share:+.1f} dB; " in told


def test_what_would_be_without_a_source_is_what_the_map_says_without_it(harn, fire):
    files = {
        **HARN,
        "claims/fire.yaml": HARN["claims/fire.yaml"].replace(
            "    - {premises: [saw-torch], strength: strong, scheme: witness-testimony}\n", ""
        ),
    }
    (roll,) = (debt for debt in fire.sources if debt.name == "roll")
    less = load_text(files).case.valuation
    assert roll.left == pytest.approx(less.confidence["fire-was-set"].point, abs=1e-8)
    assert roll.gone == pytest.approx(less.decibans["fire-was-set"] - harn.valuation.decibans["fire-was-set"], abs=1e-8)


def test_a_copy_that_could_go_without_loss_is_told_as_such(harn):
    told = explain.in_sentences(harn, "fire-was-set", everything=True)
    assert re.search(
        r"The history: its part is \+\d\.\d dB; if it alone were gone, nothing would change, for others carry as much\.",
        told,
    )


def test_the_fewest_sources_whose_loss_leaves_the_band_of_the_hedge_are_named(harn, fire):
    told = explain.in_sentences(harn, "fire-was-set")
    low = next(found for found in fire.fewest if found.mark.what == "low")
    assert low.left < 0.7 <= harn.valuation.confidence["fire-was-set"].point
    assert low.certain
    assert f"would stand at {low.left:.2f}, below 0.70, where “most likely” begins" in told


def test_a_lever_moved_as_far_as_it_says_brings_the_claim_to_the_mark(fire):
    problem = fire._problem
    assert {lever.closed for lever in fire.levers if lever.kind == "reliability"} == {True, False}
    for lever in fire.levers:
        value = Three(lever.needed, lever.needed, lever.needed)
        if lever.kind == "reliability":
            changed = {"reliabilities": {**problem.reliabilities, lever.name: value}}
        else:
            ratio = Three(*(10 ** (decibans / 10) for decibans in value))
            changed = {"lines": [x._replace(ratio=ratio) if x.id == lever.name else x for x in problem.lines]}
        z = weigh_problem(type(problem)(**{**vars(problem), **changed})).log_odds["fire-was-set"].middle
        assert 1 / (1 + math.exp(-z)) == pytest.approx(lever.mark.at, abs=1e-7)


def test_closed_forms_agree_with_bisection(fire):
    for lever in fire.levers:
        if lever.kind == "reliability" and lever.closed:
            found = reliabilities_needed(fire._by_item, logit(lever.mark.at) - fire._start)
            assert found[lever.name] == pytest.approx(lever.needed, abs=1e-8)


def test_what_nobody_has_looked_into_is_ranked_by_how_far_it_could_move_the_claim(harn, fire):
    now = harn.valuation.confidence["fire-was-set"].point
    assert {inquiry.kind for inquiry in fire.inquiries} == {"questions", "appraisal", "document"}
    swings = [inquiry.swing(now) for inquiry in fire.inquiries]
    assert swings == sorted(swings, reverse=True)
    assert all(inquiry.low <= now + 1e-9 and now - 1e-9 <= inquiry.high for inquiry in fire.inquiries)
    told = explain.in_sentences(harn, "fire-was-set", everything=True)
    assert "How far storm-that-night can be relied on, which nobody has said: between" in told
    assert "way-of-the-strangers that none shows, as a strong step for or against strangers-came: between" in told
    assert "way-of-the-roll that none shows, if it showed that roll did not come that way: between" in told
    assert re.search(
        r"on the step from saw-torch to fire-was-set \(witness-testimony\.3, witness-testimony\.4\): between", told
    )


def test_an_appraisal_at_either_end_gives_the_ends_that_were_told(harn, fire):
    (found,) = (inquiry for inquiry in fire.inquiries if inquiry.kind == "appraisal")
    low, _, high = harn.scales.range("unstated", "appraisal")
    ends = []
    for value in (low, high):
        scales = {"unstated": {"appraisal": [value, value, value]}}
        settings = harn.settings.model_copy(update={"scales": scales})
        ends.append(evaluate(harn.graph, settings).confidence["fire-was-set"].point)
    assert sorted(ends) == pytest.approx([found.low, found.high], abs=1e-8)


def test_long_lists_are_cut_short_unless_all_is_asked_for(corpus):
    short = explain.in_sentences(corpus.case, "czech-service-supplied")
    long = explain.in_sentences(corpus.case, "czech-service-supplied", everything=True)
    assert "more, which `--all` lists." in short
    assert "--all" not in long
    assert "Item by item:" in long
    assert len(long) > len(short)


def test_random_draws_and_other_beginnings_are_told(harn, fire):
    told = explain.in_sentences(harn, "fire-was-set")
    assert f"nine in ten fall between {fire.drawn.low:.2f} and {fire.drawn.high:.2f}." in told
    ends = ", ".join(f"{value:.2f}" for value in list(fire.priors.values())[:2])
    assert f"A reader who began at 0.2, 0.5 or 0.8 would end at {ends} or " in told


def test_the_data_of_what_a_claim_hangs_on_are_plain_and_bounded(corpus):
    for claim in corpus.graph.claims:
        data = data_of(corpus, claim)["sensitivity"]
        if data is None:
            assert not corpus.graph.bearing_on(claim)
            continue
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert math.fsum(debt["share"] for debt in data["sources"]) == pytest.approx(
            corpus.case.valuation.decibans[claim], abs=1e-6
        )
        assert all(0 <= debt["left"] <= 1 for debt in (*data["sources"], *data["items"]))
        assert data["drawn"]["low"] <= data["drawn"]["middle"] <= data["drawn"]["high"]


RING = {
    "claims/ring.yaml": """\
a-first:
  text: First.
  prior: 0.2
  support:
    - {premises: [a-letter], strength: strong}
    - {premises: [b-second], strength: fair}
b-second:
  text: Second.
  prior: 0.2
  support: [{premises: [a-first], strength: fair}]
c-third:
  text: Third.
  support: [{premises: [a-first], strength: fair}]
d-fourth:
  text: Fourth.
""",
    "evidence/letter.yaml": "a-letter: {source: post, text: A letter.}\n",
    "evidence/sources.yaml": "post: {title: The post}\n",
}


def test_a_ring_is_told_with_what_it_would_come_to():
    text, data = told(RING, "a-first")
    assert "The map runs in a ring at or below this claim; its steps are left out of what is computed." in text
    found = data["ring_left_in"]
    assert found["settled"]
    assert found["low"] == pytest.approx(found["high"], abs=1e-9)
    assert found["low"] > data["confidence"]["point"]
    assert f"With the ring left in it would be {found['low']:.2f}, for in a ring claims lend" in text
    assert "runs in a ring" in told(RING, "c-third")[0]
    assert "ring" not in told(RING, "d-fourth")[0]
    assert told(RING, "d-fourth")[1]["ring_left_in"] is None


def test_a_ring_that_holds_itself_up_either_way_is_told_with_both_values():
    names = [f"voice-{n}" for n in range(8)]
    claims = "".join(
        f"{name}:\n  text: {name}.\n  prior: 0.1\n  support:\n"
        + "".join(f"    - {{premises: [{other}], strength: strong}}\n" for other in names if other != name)
        for name in names
    )
    text, data = told({"claims/crowd.yaml": claims}, "voice-0")
    assert data["ring_left_in"]["low"] == pytest.approx(0.1)
    assert "there would be no one number: 0.10 or 1.00 hold themselves up equally well" in text


def test_where_no_loss_of_sources_would_tell_it_is_said():
    files = {**HARN, "claims/fire.yaml": "a-claim: {text: A., support: [inn-register]}\n"}
    del files["evidence/transmission.yaml"]
    assert "No loss of sources, however many, takes it across 0.50." in told(files, "a-claim")[0]


def test_an_explanation_is_the_same_bytes_under_another_seed_of_hashes():
    command = [sys.executable, "-m", "argmap", "explain", "czech-service-supplied", "--format", "json"]
    both = [
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert both[0].stdout == both[1].stdout
    assert json.loads(both[0].stdout)["sensitivity"]["sources"]


@pytest.mark.parametrize(("band", "marks"), [("[0, 0.27]", [0.27]), ("[0.8, 1]", [0.8]), ("[0, 1]", [0.5])])
def test_a_band_that_ends_in_certainty_is_crossed_at_its_other_end_alone(band, marks):
    case = load_text(
        {
            "claims/toll.yaml": "toll-doubled:\n  text: The toll was doubled.\n"
            f"  said: {{by: the roll, hedge: {{words: hardly, kind: probability, band: {band}}}}}\n"
            "  support: {premises: toll-entry, strength: strong}\n",
            "evidence/toll.yaml": "toll-entry: {source: toll-roll, text: The toll of 1211 is twice that of 1210.}\n",
            "evidence/sources.yaml": "toll-roll: {title: Toll roll}\n",
        }
    ).case
    assert [mark.at for mark in case.valuation.because["toll-doubled"].sensitivity.marks] == marks
    assert explain.sections(case, "toll-doubled")


def test_a_hedge_of_a_part_of_what_is_said_puts_the_whole_into_no_band():
    hedge = "{words: perhaps, kind: probability, scope: the year}"
    case = load_text(
        {**CHARTER, "claims/toll.yaml": f"x:\n  text: So.\n  said: {{by: the roll, hedge: {hedge}}}\n"}
    ).case
    assert case.hedges("x")[0][2].band is not None
    assert case.degrees("x") == ()


def test_a_hedge_of_a_part_is_told_as_one_of_that_part():
    told = []
    for hedge in ("{words: undoubtedly, scope: the year}", "{words: by and by, scope: the place}"):
        text = f"x:\n  text: So.\n  said: {{by: the roll, hedge: {hedge}}}\n"
        told.append(explain.in_sentences(load_text({**CHARTER, "claims/toll.yaml": text}).case, "x"))
    assert "In the words of the roll: “undoubtedly”, of a part: the year; read there as 95 to 99 %" in told[0]
    assert "“by and by”, of a part: the place; words that are not in the lexicon" in told[1]


@pytest.mark.parametrize("claim", ["fire-was-set"])
def test_a_valuation_carries_what_each_number_hangs_on(harn, claim):
    because = harn.valuation.because[claim]
    asked = because.sensitivity
    whole = harn.valuation.decibans[claim]
    assert math.fsum(c.decibans for c in because.contributions) == pytest.approx(whole, abs=1e-9)
    for debts in (asked.items, asked.sources):
        assert math.fsum(debt.share for debt in debts) == pytest.approx(whole, abs=1e-6)
    assert {fewest.mark.what for fewest in asked.fewest} and asked.levers and asked.inquiries
    assert asked is because.sensitivity
