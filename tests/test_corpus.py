"""The corpus: its form everywhere, and its words against the texts it is about wherever these are at hand."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, run

from argmap.diagnostics import Severity
from argmap.rules import findings
from argmap.rules.passages import MOST_SHARED_WORDS, located
from argmap.text import normalise

PLACES = [Path(os.environ.get("ARGMAP_SEEDS", ROOT / "seeds")), ROOT.parent / "shared" / "seeds"]
SEEDS = {
    name: place.read_text(encoding="utf-8")
    for name in ("ken", "henderson")
    for place in reversed([folder / f"{name}.txt" for folder in PLACES])
    if place.is_file()
}
RUN = MOST_SHARED_WORDS + 1
BINARY = (".svg", ".png", ".json.gz", ".woff2")
TITLES = {"title", "short", "container-title", "collection-title", "publisher", "shelfmark", "edition", "as_printed"}


def words_of(text):
    """Words as they are compared: no case, no marks of emphasis, no tags, no accents of composition."""
    return re.findall(r"[^\W_]+", re.sub(r"<[^>]*>", " ", normalise(text)).casefold())


def runs_of(text):
    words = words_of(text)
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def tracked():
    """Every text file of the repository, committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    names = listed.stdout.decode().splitlines()
    return sorted(n for n in names if not n.endswith(BINARY) and (ROOT / n).is_file())


def titles_in(value):
    """The titles and shelf-marks of a file of sources: the only strings that may be longer quotations."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in TITLES and isinstance(inner, str):
                yield inner
            else:
                yield from titles_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from titles_in(inner)


@cache
def allowed():
    """Runs of words that stand in a title or a shelf-mark."""
    found = set()
    for file in (ROOT / "evidence").glob("*.yaml"):
        for title in titles_in(yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)):
            found |= runs_of(title)
    return found


def copied(text, seed_runs, permitted):
    """The runs of words that a text shares with the seeds, across its own line breaks and marks of YAML."""
    bare = re.sub(r"^\s*#", " ", text, flags=re.MULTILINE)
    return sorted(" ".join(run) for run in (runs_of(text) | runs_of(bare)) & seed_runs - permitted)


if SEEDS:
    # The texts are not ours to publish; where they lie beside the checkout, everything is held against them.

    SEED_RUNS = set().union(*(runs_of(text) for text in SEEDS.values()))

    def test_no_eight_words_running_are_shared_with_the_texts():
        files = {name: (ROOT / name).read_bytes().decode("utf-8", "replace") for name in tracked()}
        assert {"README.md", "claims/questions.yaml", "argmap/explain/sentences.py"} <= files.keys()
        assert {n: found for n, text in files.items() if (found := copied(text, SEED_RUNS, allowed()))} == {}

    def test_pictures_share_no_eight_words_either():
        permitted = allowed()
        for picture in sorted((ROOT / "renders").glob("*.svg")):
            assert copied(picture.read_text(encoding="utf-8"), SEED_RUNS, permitted) == [], picture.name

    @pytest.mark.parametrize("name", SEEDS)
    def test_a_copied_sentence_would_be_found(name):
        words = SEEDS[name].split()
        middle = len(words) // 2
        assert copied("text: >\n  " + "\n  ".join(words[middle : middle + 3 * RUN]), SEED_RUNS, set())

    @pytest.mark.parametrize("source", sorted(SEEDS.keys() & {"ken"}))
    def test_every_locator_and_hedge_stands_as_written(source, tmp_path, corpus):
        copy = tmp_path / "copy.txt"
        copy.write_bytes(SEEDS[source].encode())
        ran = run("verify", "--project", ROOT, "--text", f"{source}={copy}")
        assert (ran.status, [line for line in ran.out.splitlines() if "error[" in line]) == (0, [])
        number = len([locator for locator, _, _ in located(corpus.case) if locator.source == source])
        assert ran.err.startswith(f"{number} locators checked, ")

else:

    def test_every_locator_can_be_held_against_a_text_by_whoever_has_one(corpus):
        for locator, _, _ in located(corpus.case):
            assert re.fullmatch(r"[0-9a-f]{16}", locator.fingerprint or "")
            assert locator.chars


def test_locators_are_complete_and_their_ranges_ascend(corpus):
    seen = list(located(corpus.case))
    assert seen
    for locator, _, _ in seen:
        assert locator.source in corpus.graph.sources
        assert re.fullmatch(r"[pn][0-9]+|n\*", locator.block or "")
        assert re.fullmatch(r"[0-9a-f]{16}", locator.fingerprint or "")
        ends = [end for pair in locator.chars for end in pair]
        assert ends
        assert ends == sorted(set(ends))


def test_one_passage_has_one_fingerprint(corpus):
    prints = {}
    for locator, _, _ in located(corpus.case):
        assert prints.setdefault((locator.source, locator.chars), locator.fingerprint) == locator.fingerprint


def test_the_corpus_has_no_errors(corpus):
    errors = [d.message for d in corpus.diagnostics if d.severity is Severity.ERROR]
    assert errors == []


def test_no_finding_is_switched_off(corpus):
    assert corpus.settings.ignore == corpus.settings.select == ()
    assert not any("argmap: ignore" in source.text for source in corpus.sources.values() if "claims/" in source.path)


def test_every_question_has_a_catch_all_or_says_why_its_answers_exhaust_it(corpus):
    questions = corpus.graph.questions
    assert len(questions) >= 3
    for question in questions.values():
        assert question.relation == "exclusive"
        assert question.catch_all in question.hypotheses or question.exhaustive
        assert len(question.hypotheses) >= 3


def test_every_question_rates_evidence_against_every_hypothesis_with_a_reason(corpus):
    for question in corpus.graph.questions.values():
        assert question.ratings
        for row in question.ratings:
            assert set(row.ratings) == set(question.hypotheses)
            assert row.why
            assert row.by


def test_every_claim_of_the_author_is_said_at_a_place(corpus):
    for name, claim in corpus.graph.claims.items():
        if claim.layer == "author":
            assert claim.said, name
            assert all(said.at is not None for said in claim.said), name


def test_every_claim_and_item_belongs_to_a_layer_and_the_author_is_put_nothing_into_the_mouth(corpus):
    for name, record in {**corpus.graph.claims, **corpus.graph.evidence}.items():
        assert record.layer in ("author", "editors"), name
    for name, claim in corpus.graph.claims.items():
        if claim.layer == "editors":
            assert not any(said.stance[0] in ("asserts", "endorses") for said in claim.said), name


def test_every_appraisal_has_a_judge_a_day_and_a_reason(corpus):
    records = {**corpus.graph.evidence, **{f"source {n}": s for n, s in corpus.graph.sources.items()}}
    for name, record in records.items():
        for appraisal in record.appraisal:
            assert appraisal.by, name
            assert appraisal.on, name
            assert len(appraisal.reason.split()) >= 4, name
            assert appraisal.reliability or appraisal.credibility, name


def test_every_item_of_evidence_is_appraised_or_its_source_is(corpus):
    for name, item in corpus.graph.evidence.items():
        assert item.appraisal or corpus.graph.sources[item.source].appraisal, name
        assert item.directness, name


def test_every_inference_says_how_strong_it_is_and_whose_its_rule_is(corpus):
    for name, inference in corpus.graph.inferences.items():
        assert inference.record.strength, name
        assert bool(inference.record.warrant) == bool(inference.record.warrant_by), name


def test_every_group_and_every_route_is_reasoned(corpus):
    assert all(group.basis for group in corpus.graph.groups.values())
    for name, route in corpus.graph.transmissions.items():
        for step in route.steps:
            assert step.documented_by or step.on_word_of or step.note or step.certainty, name


def test_nothing_of_the_evidence_lies_idle(corpus):
    assert findings(corpus.case, frozenset({"evidence-unused"})) == ()
