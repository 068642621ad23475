"""Join: what is known of an earlier version of a project changes nothing in what is made of the next."""

import re
from dataclasses import fields

from conftest import CHARTER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap.case import Case
from argmap.graph import ArgumentGraph
from argmap.join import join
from argmap.link import link
from argmap.read import kind_of, read
from argmap.rules import findings
from argmap.semantics import evaluate
from argmap.settings import Settings
from argmap.study.data import as_json, study_data, study_json
from argmap.testing.whole import projects, written
from argmap.text import SourceText

WORDS = {
    "strength": ("none", "slight", "fair", "strong", "near decisive"),
    "reliability": tuple("ABCDEF"),
    "credibility": tuple("123456"),
    "directness": ("D0", "D1", "D2", "D3", "D4"),
    "prior": ("0.2", "0.7"),
    "assumed": ("yes", "no"),
    "mode": ("witness", "derivative"),
    "number": ("plural", "singular"),
}
OTHER = {"strength": {"fair": [1, 2, 3]}, "hedge": {"perhaps": {"kind": "probability", "band": [0.1, 0.6]}}}
CODED = re.compile(rf"\b({'|'.join(WORDS)}): *['\"]?([\w. ]+\w)['\"]?")
NAME = re.compile(r"(?<![\w-])[a-z][\w]*(?:-[\w]+)+(?![\w-])")


def documents(files, before=()):
    known = {document.source.path: document for document in before}
    return [
        document
        if (document := known.get(path)) is not None and document.source.text == text
        else read(SourceText(path, text), kind_of(path), document)
        for path, text in files.items()
    ]


def everything(found):
    """What a graph or a valuation holds, in its order, with what is not compared, but for what is worked out from it."""
    left = {"homes", "graph", "settings", "ties", "weighing", "values"}
    return {
        part.name: list(value.items()) if hasattr(value := getattr(found, part.name), "items") else value
        for part in fields(found)
        if part.name not in left
    }


@st.composite
def changes(draw, files):
    """Files with one thing changed: a word of a scale, a name written for another, a line left out, or a whole file."""
    path = draw(st.sampled_from(sorted(files)))
    text = files[path]
    places = list(CODED.finditer(text))
    kind = draw(st.sampled_from(["word", "word", "word", "name", "line", "file", "text"]))
    if kind == "word" and places:
        at = draw(st.sampled_from(places))
        return {**files, path: text[: at.start(2)] + draw(st.sampled_from(WORDS[at[1]])) + text[at.end(2) :]}
    if kind == "name" and (names := list(NAME.finditer(text))):
        one, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        return {**files, path: text[: one.start()] + other[0] + text[one.end() :]}
    if kind == "line":
        lines = text.splitlines(keepends=True)
        number = draw(st.integers(0, len(lines)))
        return {**files, path: "".join(lines[:number] + lines[number + 1 :])}
    if kind == "file":
        return {name: text for name, text in files.items() if name != path}
    return {**files, path: text.replace("The ", "Now the ", 1)}


def assert_known_before_is_as_good_as_new(versions, afresh=None):
    held, graph, valuation = (), None, None
    for files, options in versions:
        held = documents(files, held)
        new, faults = link(held if afresh is None else afresh(files))
        graph, found = join(held, graph)
        assert found == faults
        assert everything(graph) == everything(new)
        expected = evaluate(new, options)
        valuation = evaluate(graph, options, valuation)
        assert everything(valuation) == everything(expected)
        for name, because in expected.because.items():
            assert (because.ask is None) == (valuation.because[name].ask is None)
        case, other = Case(graph, valuation, options), Case(new, expected, options)
        assert findings(case, audit=True) == findings(other, audit=True)
        assert study_json(case) == as_json(study_data(other))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_project_of_which_earlier_versions_are_known_is_linked_and_weighed_as_one_of_which_none_is(data):
    versions = [data.draw(st.just(CHARTER) | projects().map(written))]
    for _ in range(data.draw(st.integers(1, 4))):
        versions.append(data.draw(changes(versions[-1]) | st.sampled_from(versions)) or versions[0])
    options = st.just(Settings()) | st.sampled_from([Settings(prior=0.3), Settings(scales=OTHER)])
    assert_known_before_is_as_good_as_new([(files, data.draw(options)) for files in versions], documents)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_corpus_after_any_changes_is_linked_and_weighed_as_if_it_had_never_been_another(corpus, data):
    versions = [{document.source.path: document.source.text for document in corpus.documents}]
    for _ in range(3):
        versions.append(data.draw(changes(versions[-1])))
    assert_known_before_is_as_good_as_new([(files, Settings()) for files in versions])


def test_where_a_source_is_judged_otherwise_what_rests_on_its_items_is_weighed_anew():
    files = {
        "claims/c.yaml": "told: {text: It was told., support: [roll]}\nheld: {text: It was held., support: [told]}\n",
        "evidence/e.yaml": "roll: {source: book, text: It says so., directness: D1}\n",
        "evidence/sources.yaml": "book: {title: A book, appraisal: {by: Anna, on: 2026-11-22, reliability: A, reason: She saw it.}}\n",
    }
    begun = documents(files)
    assert not any(document.diagnostics for document in begun)
    graph, _ = join(begun)
    before = evaluate(graph)
    files["evidence/sources.yaml"] = files["evidence/sources.yaml"].replace("reliability: A", "reliability: D")
    held = documents(files, begun)
    changed, _ = join(held, graph)
    assert changed.touched(graph) == {"roll", "told", "held"}
    after = evaluate(changed, before=before)
    assert after.confidence["held"].point < before.confidence["held"].point
    assert everything(after) == everything(evaluate(link(held)[0]))


def test_where_one_strength_changes_only_what_rests_on_its_step_is_weighed_anew(corpus):
    files = {document.source.path: document.source.text for document in corpus.documents}
    path, text = next((path, text) for path, text in sorted(files.items()) if "strength: fair" in text)
    begun = documents(files)
    graph, _ = join(begun)
    before = evaluate(graph)
    changed, _ = join(documents({**files, path: text.replace("strength: fair", "strength: strong", 1)}, begun), graph)
    after = evaluate(changed, before=before)
    touched = changed.touched(graph)
    assert 0 < len(touched) < len(graph.claims) / 4
    assert changed.order is graph.order
    for name, interval in after.confidence.items():
        assert (interval is before.confidence[name]) == (name not in touched)
        assert (after.grade[name] is before.grade[name]) == (name not in touched)


def test_where_a_group_changes_everything_is_weighed_anew(corpus):
    graph = corpus.graph
    assert graph.touched(graph) == frozenset()
    parts = {part.name: getattr(graph, part.name) for part in fields(graph)}
    name, group = next(iter(graph.groups.items()))
    other = ArgumentGraph(**{**parts, "groups": {**graph.groups, name: group.model_copy(update={"rho": 0.5})}})
    assert other.touched(graph) is None
