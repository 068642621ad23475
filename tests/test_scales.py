"""The scales: the table as shipped, what a project may change in it, and how appraisals and hedges are read."""

import math
import tomllib
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap import model
from argmap.semantics.scales import (
    BadScale,
    Range,
    Reading,
    Scales,
    _bare,
    effective_directness,
    lag,
    scales,
    shipped_text,
)

TABLE = tomllib.loads(shipped_text())
LADDERS = ("reliability", "credibility", "directness", "unstated", "strength", "attack_strength")
law = settings(max_examples=50, deadline=None)


def appraisal(by: str = "the editor", on: str = "2020-01-01", **marks: str) -> dict[str, str]:
    return {"by": by, "on": on, "reason": "because", **marks}


def item(**parts: Any) -> model.Evidence:
    return model.Evidence.model_validate({"source": "archive", "text": "What it shows.", **parts})


def source(**parts: Any) -> model.Source:
    return model.Source.model_validate({"title": "An archive", **parts})


def reliability(evidence: model.Evidence, of: model.Source | None = None) -> Range:
    return scales().reliability(evidence, of)


def three(scale: str, word: str) -> Range:
    return Range(*TABLE[scale][word])


# ------------------------------------------------------------------------------ the table


@pytest.mark.parametrize("scale", LADDERS)
def test_every_entry_ascends_within_its_scale(scale):
    top = 30 if scale == "strength" else 1
    for low, middle, high in TABLE[scale].values():
        assert 0 <= low <= middle <= high <= top


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ("reliability", "A B C D E"),
        ("credibility", "1 2 3 4 5"),
        ("directness", "D0 D1 D2 D4 D3 D5"),
    ],
)
def test_a_worse_mark_is_never_worth_more(scale, words):
    ranges = [three(scale, word) for word in words.split()]
    for better, worse in pairwise(ranges):
        assert all(low <= high for low, high in zip(worse, better, strict=True))


def test_stronger_words_are_worth_more():
    words = get_args(model.StrengthWord)
    for scale in ("strength", "attack_strength"):
        ranges = [three(scale, word) for word in words]
        assert ranges == sorted(ranges)
        assert [r.middle for r in ranges] == sorted({r.middle for r in ranges})
        assert ranges[0] == (0, 0, 0)


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ("reliability", "ABCDEF"),
        ("credibility", "123456"),
        ("directness", get_args(model.Directness)),
        ("strength", (*get_args(model.StrengthWord), "unstated")),
        ("attack_strength", (*get_args(model.StrengthWord), "unstated")),
        ("group", get_args(model.GroupKind)),
    ],
)
def test_every_word_an_author_may_write_has_an_entry_and_there_is_no_other(scale, words):
    assert set(TABLE[scale]) == set(words)


def test_what_cannot_be_judged_is_no_low_mark():
    for scale, mark, others in (("reliability", "F", "ABCDE"), ("credibility", "6", "12345")):
        unjudged, ranges = three(scale, mark), [three(scale, word) for word in others]
        assert unjudged.middle == 0.5
        assert unjudged.low <= min(r.low for r in ranges)
        assert unjudged.high >= max(r.high for r in ranges)


def test_a_ladder_of_five_decibans():
    assert {word: three("strength", word).middle for word in ("fair", "strong", "very strong", "near decisive")} == {
        "fair": 5,
        "strong": 10,
        "very strong": 15,
        "near decisive": 20,
    }


def test_groups_say_how_their_members_count():
    for entry in TABLE["group"].values():
        assert set(entry) == {"mode", "rho"}
        assert entry["mode"] in ("derivative", "witness")
        assert 0 <= entry["rho"] <= 1


def test_hedges_have_a_band_where_their_kind_allows_one_and_nowhere_else():
    for words, entry in TABLE["hedge"].items():
        assert words == words.casefold()
        assert entry["kind"] in get_args(model.HedgeKind)
        assert ("band" in entry) == ("convention" in entry)
        assert "band" in entry or entry["kind"] != "probability"
        assert "band" not in entry or entry["kind"] in ("probability", "booster")
        if "band" in entry:
            low, high = TABLE["hedge_band"][entry["band"]]
            assert 0 <= low < high <= 1


def test_the_lexicon_names_its_conventions_and_uses_every_band_and_every_kind():
    entries = TABLE["hedge"].values()
    assert {entry["convention"] for entry in entries if "convention" in entry} == set(TABLE["convention"])
    assert all(convention["title"] for convention in TABLE["convention"].values())
    assert {entry["band"] for entry in entries if "band" in entry} == set(TABLE["hedge_band"])
    assert {entry["kind"] for entry in entries} == set(get_args(model.HedgeKind))


def test_a_band_of_the_table_may_be_changed_for_all_words_that_are_read_by_it():
    changed = scales({"hedge_band": {"likely": [0.6, 0.9]}})
    assert changed.hedge(model.Hedge(words="probably")).band == (0.6, 0.9)
    assert changed.hedge(model.Hedge(words="very likely")).band == (0.80, 0.95)


def test_of_several_phrases_those_of_the_kind_that_is_written_count():
    assert read("in any case it may be") == Reading("concession", None, None)
    assert read("in any case it may be", kind="probability").band == (0.30, 0.70)


# ------------------------------------------------------------------------------ a project's changes


def test_a_change_replaces_one_entry_and_is_listed():
    changed = scales({"strength": {"fair": [1, 2, 3]}, "reliability": {"A": [1, 1, 1]}})
    assert changed.range("strength", "fair") == (1, 2, 3)
    assert changed.range("strength", "strong") == three("strength", "strong")
    assert changed.changed == ("reliability.A", "strength.fair")
    assert scales().range("strength", "fair") == three("strength", "fair")


def test_no_change_gives_the_shipped_table():
    assert scales() == scales({}) == Scales(TABLE)


def test_a_group_may_change_its_mode_or_its_degree_alone():
    changed = scales({"group": {"same_record": {"rho": 0.5}, "rumour_pool": {"mode": "witness"}}}).table["group"]
    assert changed["same_record"] == {"mode": "derivative", "rho": 0.5}
    assert changed["rumour_pool"] == {"mode": "witness", "rho": 1.0}


def test_a_project_may_add_hedges_and_set_bands_which_are_then_its_own_convention():
    changed = scales({"hedge": {"I dare say": {"kind": "probability", "band": [0.5, 0.7]}, "likely": {"band": [0, 1]}}})
    assert changed.hedge(model.Hedge(words="I dare say")) == Reading("probability", (0.5, 0.7), "the project")
    assert changed.hedge(model.Hedge(words="likely")) == Reading("probability", (0, 1), "the project")
    named = scales({"hedge": {"likely": {"band": [0.6, 0.8], "convention": "the series editors"}}})
    assert named.hedge(model.Hedge(words="likely")).convention == "the series editors"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strenght": {}}, "there is no scale strenght; the scales are reliability, "),
        ({"version": "2"}, "there is no scale version"),
        ({"strength": [1, 2, 3]}, "scale strength is a table of words and what they mean"),
        ({"strength": {"fiar": [1, 2, 3]}}, "scale strength has no entry fiar; it has none, slight, "),
        ({"strength": {"fair": [3, 2, 1]}}, "scale strength, entry fair: write .low, middle, high., ascending, "),
        ({"strength": {"fair": [0, 2, 31]}}, "ascending, from 0 to 30"),
        ({"strength": {"fair": 5}}, "scale strength, entry fair"),
        ({"strength": {"fair": [1, 2]}}, "scale strength, entry fair"),
        ({"strength": {"fair": ["1", "2", "3"]}}, "scale strength, entry fair"),
        ({"strength": {"fair": [math.nan] * 3}}, "scale strength, entry fair"),
        ({"reliability": {"A": [0.5, 0.9, 1.1]}}, "scale reliability, entry A: .* from 0 to 1"),
        ({"reliability": {"A": [-0.1, 0.5, 0.9]}}, "scale reliability, entry A"),
        ({"reliability": {"A": [False, True, True]}}, "scale reliability, entry A"),
        ({"unstated": {"assumed": [0.5, 0.9, 2]}}, "scale unstated, entry assumed"),
        ({"group": {"same_hand": {"rho": 1}}}, "scale group has no entry same_hand"),
        ({"group": {"same_record": {"mode": "copy"}}}, "group, entry same_record: mode is derivative or witness"),
        ({"group": {"same_record": {"rho": 2}}}, "scale group, entry same_record: .* rho is from 0 to 1"),
        ({"group": {"same_record": {"rho": "1"}}}, "scale group, entry same_record"),
        ({"group": {"same_record": {"degree": 1}}}, "scale group, entry same_record: write mode, rho or both"),
        ({"group": {"same_record": "witness"}}, "scale group, entry same_record: write mode, rho or both"),
        ({"hedge": {"likely": [0.5, 0.8]}}, "scale hedge, entry likely: write kind, band and convention"),
        ({"hedge": {"likely": {"band": [0.8, 0.5]}}}, "scale hedge, entry likely: write a band as .low, high."),
        ({"hedge": {"likely": {"band": [50, 80]}}}, "scale hedge, entry likely: .* from 0 to 1"),
        ({"hedge_band": {"likely": [0.8, 0.5]}}, "scale hedge_band, entry likely: write a band as .low, high."),
        ({"hedge_band": {"lately": [0.5, 0.8]}}, "scale hedge_band has no entry lately"),
        ({"convention": {"ours": {}}}, "scale convention, entry ours: write title"),
        ({"convention": {"ours": {"title": 1}}}, "scale convention, entry ours: title and note are texts"),
        ({"hedge": {"likely": {"kind": "guess"}}}, "scale hedge, entry likely: a kind of hedge is one of probability"),
        ({"hedge": {"likely": {"convention": 203}}}, "scale hedge, entry likely: a convention is a name"),
    ],
)
def test_a_change_without_sense_is_refused_with_a_sentence(changes, message):
    with pytest.raises(BadScale, match=message):
        scales(changes)


@law
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=0, max_size=4))
def test_whatever_numbers_a_change_holds_the_table_stays_ascending_or_is_refused(numbers):
    try:
        found = scales({"reliability": {"A": numbers}}).range("reliability", "A")
    except BadScale:
        assert len(numbers) != 3 or not 0 <= numbers[0] <= numbers[1] <= numbers[2] <= 1
    else:
        assert 0 <= found.low <= found.middle <= found.high <= 1


# ------------------------------------------------------------------------------ reliability of an item


def test_an_item_nobody_appraised_is_one_unjudged_mark():
    assert reliability(item(directness="D0")) == three("unstated", "appraisal")
    assert reliability(item()) == three("unstated", "appraisal").times(three("unstated", "directness"))


def test_letter_figure_and_distance_multiply():
    found = reliability(item(directness="D2", appraisal=appraisal(reliability="B", credibility="3")))
    assert found == three("reliability", "B").times(three("credibility", "3")).times(three("directness", "D2"))


def test_a_letter_without_a_figure_and_a_figure_without_a_letter():
    letter = reliability(item(directness="D0", appraisal=appraisal(reliability="A")))
    assert letter == three("reliability", "A").times(three("unstated", "credibility"))
    figure = reliability(item(directness="D0", appraisal=appraisal(credibility="2")))
    assert figure == three("unstated", "reliability").times(three("credibility", "2"))


def test_an_item_takes_the_letter_of_its_source_unless_it_has_its_own():
    archive = source(appraisal=appraisal(reliability="E"))
    assert reliability(item(directness="D0"), archive).middle == three("reliability", "E").middle
    own = item(directness="D0", appraisal=appraisal(reliability="A"))
    assert reliability(own, archive).middle == three("reliability", "A").middle
    figure = item(directness="D0", appraisal=appraisal(credibility="1"))
    assert reliability(figure, archive) == three("reliability", "E").times(three("credibility", "1"))


def test_a_figure_of_the_source_says_nothing_of_its_items():
    archive = source(appraisal=appraisal(reliability="A", credibility="5"))
    assert reliability(item(directness="D0"), archive).middle == three("reliability", "A").middle


def test_several_appraisers_give_the_mean_and_the_band_of_all():
    found = reliability(
        item(directness="D0", appraisal=[appraisal("Ada", reliability="A"), appraisal("Ben", reliability="D")])
    )
    a, d = three("reliability", "A"), three("reliability", "D")
    unsaid = three("unstated", "credibility")
    assert found == Range(d.low, (a.middle + d.middle) / 2, a.high).times(unsaid)


def test_of_one_appraiser_the_latest_judgement_of_each_part_counts():
    found = reliability(
        item(
            directness="D0",
            appraisal=[
                appraisal(on="2021-05-02", reliability="B"),
                appraisal(on="2020-01-01", reliability="E", credibility="2"),
            ],
        )
    )
    assert found == three("reliability", "B").times(three("credibility", "2"))


def test_of_two_judgements_on_one_day_the_one_written_last_counts():
    same_day = [appraisal(reliability="A"), appraisal(reliability="E")]
    assert reliability(item(directness="D0", appraisal=same_day)).middle == three("reliability", "E").middle


marks = st.lists(
    st.builds(
        appraisal,
        by=st.sampled_from(["Ada", "Ben"]),
        on=st.sampled_from(["2020-01-01", "2021-01-01"]),
        reliability=st.sampled_from("ABCDEF"),
        credibility=st.sampled_from("123456"),
    ),
    max_size=3,
)


@law
@given(marks, marks, st.sampled_from([None, *get_args(model.Directness)]))
def test_reliability_is_a_range_of_probabilities(own, of_source, directness):
    parts = {} if directness is None else {"directness": directness}
    found = reliability(item(appraisal=own, **parts), source(appraisal=of_source))
    assert 0 <= found.low <= found.middle <= found.high <= 1


@pytest.mark.parametrize("strength", [None, *get_args(model.StrengthWord)])
def test_strength_of_steps_and_of_objections(strength):
    step = model.Inference.model_validate({"premises": ["a"], **({"strength": strength} if strength else {})})
    objection = model.Attacker(by="a", strength=strength)
    assert scales().strength(step) == three("strength", strength or "unstated")
    assert scales().attack(objection) == three("attack_strength", strength or "unstated")


# ------------------------------------------------------------------------------ lag


@pytest.mark.parametrize(
    ("event", "record", "days"),
    [
        ("1935-09-01", "1935-09-01", 0),
        ("1935-09-01", "1936-09-01", 366),
        ("1935-09-01", "1936-09-02", 367),
        ("1935", "1936", 1),
        ("1935-09", "1935-10", 1),
        ("1935-09-01/1935-09-30", "1935-12-01", 62),
        ("1935-09-01/..", "1960", None),
        ("1940", "1935", -2191),
        (None, "1935", None),
        ("1935", None, None),
    ],
)
def test_lag_is_the_least_number_of_days_that_the_dates_allow(event, record, days):
    dates = {key: value for key, value in (("event_date", event), ("date", record)) if value}
    assert lag(item(**dates)) == days


@pytest.mark.parametrize(
    ("directness", "a_year_later", "later"),
    [
        (None, None, "D4"),
        ("D0", "D0", "D0"),
        ("D1", "D1", "D4"),
        ("D2", "D2", "D4"),
        ("D3", "D3", "D4"),
        ("D4", "D4", "D4"),
        ("D5", "D5", "D5"),
    ],
)
def test_what_is_told_after_more_than_366_days_is_a_recollection(directness, a_year_later, later):
    parts = {"event_date": "1935-09-01", **({"directness": directness} if directness else {})}
    assert effective_directness(item(date="1936-09-01", **parts)) == a_year_later
    assert effective_directness(item(date="1936-09-02", **parts)) == later


def test_a_recollection_counts_as_one():
    late = item(directness="D1", event_date="1935", date="1960", appraisal=appraisal(reliability="A"))
    soon = item(directness="D1", event_date="1935", date="1935", appraisal=appraisal(reliability="A"))
    assert reliability(late).middle == pytest.approx(0.75 * reliability(soon).middle)


# ------------------------------------------------------------------------------ hedges


def read(words: str, **parts: Any) -> Reading:
    return scales().hedge(model.Hedge.model_validate({"words": words, **parts}))


@pytest.mark.parametrize("words", TABLE["hedge"])
def test_every_phrase_of_the_lexicon_is_read_as_it_stands(words):
    entry = TABLE["hedge"][words]
    band = tuple(TABLE["hedge_band"][entry["band"]]) if "band" in entry else None
    assert read(words) == read(words.upper()) == Reading(entry["kind"], band, entry.get("convention"))


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("most probably, indeed", "most probably"),
        ("very likely", "very likely"),
        ("it is very unlikely that", "very unlikely"),
        ("Probably!", "probably"),
        ("there can be little doubt", "little doubt"),
        ("one might well ask", "might well"),
    ],
)
def test_the_longest_phrase_that_the_words_hold_is_taken(words, phrase):
    assert read(words) == read(phrase)


@pytest.mark.parametrize("words", ["probabilistic", "dismay", "likelihood", "beyond belief", "might-have-been"])
def test_words_that_only_contain_the_letters_of_a_phrase_are_not_it(words):
    assert read(words) == Reading(None, None, None)


PHRASES = list(TABLE["hedge"])


@law
@given(st.lists(st.sampled_from(PHRASES) | st.sampled_from(["", "not", "?", "it is"]), max_size=3).map(" ".join))
def test_of_all_phrases_that_the_words_hold_the_longest_and_of_these_the_first_of_the_lexicon_is_taken(words):
    bare = {phrase: _bare(phrase) for phrase in PHRASES}
    held = [phrase for phrase in PHRASES if f" {bare[phrase]} " in f" {_bare(words)} "]
    found = scales().hedge(model.Hedge.model_construct(words=words, kind=None, band=None))
    taken = max(held, key=lambda phrase: len(bare[phrase]), default=None)
    assert found.kind == (TABLE["hedge"][taken].get("kind") if taken is not None else None)


def test_a_band_of_the_records_own_comes_first():
    assert read("probably", band=[0.6, 0.7]) == Reading("probability", (0.6, 0.7), "the record's own")
    assert read("by and large", band=[0.6, 0.7]) == Reading(None, (0.6, 0.7), "the record's own")
    assert read("suggests", band=[0.6, 0.7]).band == (0.6, 0.7)


@pytest.mark.parametrize("kind", sorted(set(get_args(model.HedgeKind)) - {"probability", "booster"}))
def test_kinds_other_than_probability_and_booster_have_no_band(kind):
    assert read("probably", kind=kind) == Reading(kind, None, None)


def test_the_kind_that_the_record_names_goes_before_the_lexicon():
    assert read("probably", kind="booster").kind == "booster"
    assert read("suggests", kind="probability") == Reading("probability", None, None)
