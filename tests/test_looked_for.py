"""What rules look for: texts that are not searched hold nothing of it, and what is worked out in one pass is what it is by its
definition."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.graph import SUPPORT
from argmap.project import load_text
from argmap.rules import findings
from argmap.rules.citation import _COUNT, _COUNTS
from argmap.rules.date import _titles
from argmap.rules.scheme import _DOUBT, _GREAT, _OF_ALL, _STATURE, _UNDOUBTED, _UNIVERSAL
from argmap.rules.structure import _resting_wholly
from argmap.testing import projects, written
from argmap.testing.parts import texts
from argmap.text import folded, words

law = settings(max_examples=100, deadline=None)
SEARCHED = {"a count": (_COUNT, _COUNTS), "standing": (_STATURE, _GREAT), "a universal": (_UNIVERSAL, _OF_ALL)}


@pytest.mark.parametrize("name", SEARCHED)
@law
@given(st.data())
def test_whatever_a_rule_searches_for_holds_a_word_by_which_it_is_looked_for(name, data):
    pattern, wanted = SEARCHED[name]
    text = data.draw(st.text(max_size=3)) + data.draw(st.from_regex(pattern)) + data.draw(st.text(max_size=3))
    if pattern.search(text):
        assert not words(text).isdisjoint(wanted)


@law
@given(st.from_regex(_UNDOUBTED))
def test_whatever_says_that_nobody_doubts_holds_letters_by_which_it_is_looked_for(text):
    assert any(stem in folded(text) for stem in _DOUBT)


@law
@given(st.text(st.sampled_from("aikſsKßİıé ’-1_\u0345"), max_size=12), st.sampled_from(["ask", "is", "kiss", "1", "a"]))
def test_a_word_that_a_pattern_without_case_matches_is_among_the_words_of_the_text(text, word):
    if re.search(rf"\b{word}\b", text, re.IGNORECASE):
        assert word in words(text)


def test_a_count_in_turkish_letters_is_read_as_a_number():
    files = {
        "claims/c.yaml": "told: {text: Sıx letters say so., said: [{by: Petr}], support: [roll]}\n",
        "evidence/e.yaml": "roll: {source: book, text: It says so.}\n",
        "evidence/sources.yaml": "book: {title: A book}\n",
    }
    found = findings(load_text(files).case, frozenset({"announced-count-differs"}))
    assert [finding.message.partition(" are")[0] for finding in found] == ["“Sıx letters”"]


# ------------------------------------------------------------------------------ titles

LED = """\
abbot: {type: office, name: "%s"}
petr:
  type: person
  name: "%s"
  offices: [{office: abbot, dates: 1137}]
"""


@law
@given(texts(3), texts(3) | st.sampled_from(["?", "†"]), st.data())
def test_whatever_is_a_title_with_a_name_holds_a_mark_of_it(office, person, data):
    quoted = [name.replace("\\", "").replace('"', "") or "x" for name in (office, person)]
    titles = list(_titles(load_text({"evidence/authorities.yaml": LED % tuple(quoted)}).graph))
    for title in titles:
        inner = title.pattern.removeprefix(r"\b").removesuffix(r"\b")
        text = data.draw(st.from_regex(inner, fullmatch=True)) + data.draw(st.sampled_from(["", " a", "a"]))
        if re.search(title.pattern, text):
            assert title.marks & {*words(text), ""}


def test_a_title_of_another_time_is_found_whatever_its_letters():
    files = {
        "claims/c.yaml": "told: {text: The Abbot Ďaleký† said so., event_date: 1140, support: [roll]}\n",
        "evidence/e.yaml": "roll: {source: book, text: It says so.}\n",
        "evidence/sources.yaml": "book: {title: A book}\n",
        "evidence/authorities.yaml": LED % ("Abbot", "Ďaleký"),
    }
    found = findings(load_text(files).case, frozenset({"office-not-held-on-date"}))
    assert [finding.message for finding in found] == ["“Abbot Ďaleký” is said of 1140, and Ďaleký was Abbot in 1137"]


# ------------------------------------------------------------------------------ in one pass


@law
@given(projects())
def test_what_rests_wholly_on_a_statement_is_found_for_all_in_one_pass(records):
    graph = load_text(written(records)).graph
    found = _resting_wholly(graph, {*graph.claims, *graph.evidence})
    for effect in graph.order:
        wholly = {effect}
        for name in graph.order:
            lines = [line for line in graph.bearing_on(name) if line.polarity == SUPPORT]
            if lines and all(wholly.intersection(line.premises) for line in lines):
                wholly.add(name)
        assert {name for name, effects in found.items() if effect in effects} == wholly


@pytest.mark.parametrize("length", [3000])
def test_a_long_chain_rests_wholly_on_its_beginning(length):
    chain = "c0: {text: It rests on the roll., support: [roll]}\n" + "".join(
        f"c{two}: {{text: It rests on the last., support: [c{one}]}}\n" for one, two in pairwise(range(length))
    )
    files = {
        "claims/c.yaml": chain,
        "evidence/e.yaml": "roll: {source: book, text: It says so.}\n",
        "evidence/sources.yaml": "book: {title: A book}\n",
    }
    graph = load_text(files).graph
    assert _resting_wholly(graph, {"roll"})[f"c{length - 1}"] == {"roll"}
