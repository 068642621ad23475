"""Matrices of questions: counts side by side, nothing ranked, what is alike set apart."""

import json
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import pytest
from conftest import CHARTER, ROOT, run, write
from hypothesis import given, settings

from argmap.matrix import Score, as_data, as_text, best, matrix
from argmap.project import load_text
from argmap.testing import projects, written

FILES = {
    "claims/claims.yaml": """\
forged: {text: The charter was forged., support: [seal]}
copied: {text: The charter is a late copy.}
other: {text: The charter is something else.}
""",
    "claims/questions.yaml": """\
what-is-charter:
  text: What is the charter?
  hypotheses: [forged, copied, other]
  catch_all: other
  ratings:
    - {evidence: seal, ratings: {forged: CC, copied: C, other: I}}
    - {evidence: ink, ratings: {forged: C, copied: I, other: II}}
    - {evidence: hand, ratings: {forged: I, copied: C, other: N}}
    - {evidence: parchment, ratings: {forged: C, copied: C, other: C}}
    - {evidence: place, ratings: {forged: N, copied: NA, other: N}}
""",
    "evidence/items.yaml": """\
seal: {source: charter, text: The seal is later., directness: D0, layer: author}
ink: {source: charter, text: The ink is later., layer: author}
hand: {source: study, text: The hand is of the time., layer: editors}
parchment: {source: charter, text: It is on parchment.}
place: {source: list, text: It lies in the archive.}
""",
    "evidence/sources.yaml": """\
charter: {title: The charter}
study: {title: A study}
list: {title: A list}
""",
}
CASE = load_text(FILES).case
FOUND = matrix(CASE, "what-is-charter")


def test_inconsistent_and_consistent_items_are_counted_apart_a_strong_rating_twice():
    assert FOUND.scores == {"forged": Score(1, 3, 3), "copied": Score(1, 2, 3), "other": Score(3, 0, 2)}


def test_items_alike_for_every_hypothesis_are_set_apart_and_not_counted():
    assert [c.item for c in FOUND.columns if not c.diagnostic] == ["parchment", "place"]


def test_diagnosticity_is_the_spread_of_ratings():
    assert {c.item: c.spread for c in FOUND.columns} == {"seal": 3, "ink": 3, "hand": 2, "parchment": 0, "place": 0}


def test_each_cluster_of_witnesses_counts_once():
    assert {c.item: c.cluster for c in FOUND.columns} == {"seal": 1, "ink": 1, "hand": 2, "parchment": 1, "place": 3}
    assert FOUND.by_group == {"forged": Score(1, 2, 2), "copied": Score(1, 2, 2), "other": Score(2, 0, 1)}


def test_a_group_about_the_question_joins_items_of_different_sources():
    group = "one-eye: {kind: same_informant, about: %s, members: [hand, seal], basis: One reader.}\n"
    joined = matrix(
        load_text({**FILES, "evidence/independence.yaml": group % "what-is-charter"}).case, "what-is-charter"
    )
    apart = load_text(
        {**FILES, "evidence/independence.yaml": group % "unrelated", "claims/u.yaml": "unrelated: {text: Else.}"}
    )
    assert {c.cluster for c in joined.columns if c.item in ("seal", "ink", "hand")} == {1}
    assert matrix(apart.case, "what-is-charter").by_group == FOUND.by_group


def test_the_scores_are_given_again_without_each_item_and_each_layer():
    assert FOUND.dropped["hand"]["forged"] == Score(0, 3, 2)
    assert set(FOUND.without_layer) == {"author", "editors"}
    assert FOUND.without_layer["author"]["copied"] == Score(0, 1, 1)


def test_the_items_on_which_the_best_balance_turns_are_named():
    assert best(FOUND.scores) == ("forged",)
    assert FOUND.turning() == {"seal": ("forged", "copied"), "ink": ("copied",)}


def test_rows_keep_the_order_of_the_question():
    text = as_text(FOUND)
    rows = [text.index(f"\n{name} ") for name in FOUND.hypotheses]
    assert rows == sorted(rows)
    assert "0.00 " not in text.split("credibility")[0]


def test_probabilities_stand_beside_the_counts_for_an_exclusive_set_only():
    assert sum(band["point"] for band in as_data(FOUND)["rivals"].values()) == pytest.approx(1)
    loose = FILES["claims/questions.yaml"].replace("  catch_all", "  relation: overlapping\n  catch_all")
    assert (
        as_data(matrix(load_text({**FILES, "claims/questions.yaml": loose}).case, "what-is-charter"))["rivals"] is None
    )


SAME = "charter-forged: C, charter-genuine: C, charter-otherwise: C"
ALIKE = "No item tells one hypothesis from another."
UNRATED = "No item has been rated yet; that is done under `ratings` of the question."


@pytest.mark.parametrize(
    ("ratings", "said", "not_said"),
    [
        ("", UNRATED, ALIKE),
        (f"  ratings: [{{evidence: seal-too-late, ratings: {{{SAME}}}}}]\n", ALIKE, UNRATED),
    ],
)
def test_a_question_of_which_no_item_was_rated_says_so_and_nothing_of_telling_apart(tmp_path, ratings, said, not_said):
    questions = {"claims/questions.yaml": CHARTER["claims/questions.yaml"] + ratings}
    folder = write(tmp_path, {**CHARTER, **questions})
    text = run("question", "what-is-the-charter", "--project", folder).out
    page = run("question", "what-is-the-charter", "--project", folder, "--format", "html").out
    assert said in text
    assert said.replace("`ratings`", "<code>ratings</code>") in page
    assert not_said.split(";")[0] not in text + page
    picture = run("question", "what-is-the-charter", "--project", folder, "--format", "svg").out
    assert ("No item has been rated yet." in picture) is (not ratings)
    assert "No item tells" not in picture
    assert ("Items, with appraisal" in text) is False
    assert ("Set apart and not counted" in text) is bool(ratings)
    assert not any(before.endswith(":") and not after.startswith("  ") for before, after in pairwise(text.splitlines()))


def test_the_command_prints_text_and_json(charter):
    assert run("question", "what-is-the-charter", "--project", charter).out.startswith("What is the founding charter?")
    ran = run("question", "what-is-the-charter", "--project", charter, "--format", "json")
    assert json.loads(ran.out)["hypotheses"] == ["charter-forged", "charter-genuine", "charter-otherwise"]
    assert run("question", "what-is-the-chartre", "--project", charter).err == (
        "argmap: there is no question what-is-the-chartre; did you mean what-is-the-charter?\n"
    )


@settings(max_examples=50, deadline=None)
@given(projects())
def test_the_matrix_of_any_question_can_be_made_and_printed(records):
    case = load_text(written(records)).case
    for name in case.graph.questions:
        found = matrix(case, name)
        json.dumps(as_data(found))
        assert as_text(found).endswith("\n")
        for score in (*found.scores.values(), *found.by_group.values()):
            assert score.bearing <= len(found.columns)
        for name, score in found.by_group.items():
            assert score.inconsistent <= found.scores[name].inconsistent
            assert score.consistent <= found.scores[name].consistent


@settings(max_examples=60, deadline=None)
@given(projects())
def test_without_an_item_a_matrix_counts_as_if_it_had_never_been_rated(records):
    case = load_text(written(records)).case
    for name, question in case.graph.questions.items():
        found = matrix(case, name)
        for item, scores in found.dropped.items():
            rest = question.model_copy(update={"ratings": tuple(r for r in question.ratings if r.evidence != item)})
            graph = replace(case.graph, questions=MappingProxyType({name: rest}))
            assert scores == matrix(replace(case, graph=graph), name).scores


def test_the_matrix_is_given_as_a_picture_too(tmp_path):
    ran = run(
        "question", "why-benes-welcomed-news", "--project", ROOT, "--format", "svg", "-o", tmp_path / "matrix.svg"
    )
    assert ran.status == 0
    assert [file.name for file in tmp_path.iterdir()] == ["matrix.svg"]
    assert (tmp_path / "matrix.svg").read_bytes() == (
        ROOT / "renders" / "matrix-why-benes-welcomed-news.svg"
    ).read_bytes()
