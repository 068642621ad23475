"""The corpus: its form everywhere, and its words against the texts it is about wherever these are at hand."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, run

from argmap.coverage import coverage
from argmap.diagnostics import Severity
from argmap.layers import without_layers
from argmap.project import load
from argmap.render import printed
from argmap.render.views import WHOLE
from argmap.rules import findings
from argmap.rules.passages import MOST_SHARED_WORDS, located, pointed
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

    @pytest.mark.parametrize("source", sorted(SEEDS))
    def test_every_locator_and_hedge_stands_as_written(source, tmp_path, corpus):
        copy = tmp_path / "copy.txt"
        copy.write_bytes(SEEDS[source].encode())
        ran = run("verify", "--project", ROOT, "--text", f"{source}={copy}")
        assert (ran.status, [line for line in ran.out.splitlines() if "error[" in line]) == (0, [])
        places = [*located(corpus.case), *pointed(corpus.case)]
        number = len([locator for locator, _, _ in places if locator.source == source])
        assert ran.err.startswith(f"{number} locators checked, ")

    @pytest.mark.parametrize("source", sorted(SEEDS))
    def test_every_sentence_of_both_texts_is_accounted_for(source):
        found = coverage(load(ROOT, texts={source: SEEDS[source]}).case, source)
        assert [(line.sentence.block, line.sentence.number) for line in found.open] == []
        assert len(found.blocks) == {"ken": 27 + 33, "henderson": 10 + 2}[source]

    def test_no_word_of_probability_in_the_essay_goes_unrecorded(corpus):
        """Each stands in the passage of an assertion with a hedge of its words, but for one that concedes: note 3's
        *whatever might be*."""
        phrases = [
            words for words, entry in corpus.case.scales.table["hedge"].items() if entry["kind"] == "probability"
        ]
        text = SEEDS["ken"]
        recorded = [
            (start, end, " ".join(words_of(hedge.words)))
            for claim in corpus.graph.claims.values()
            for said in claim.said
            if said.at is not None and said.at.source == "ken"
            for hedge in said.hedge
            for start, end in said.at.chars
        ]
        single = {phrase for phrase in phrases if " " not in phrase}

        def shares(phrase, words):
            parts = set(phrase.casefold().split()) & single or {phrase.casefold()}
            return any(part in words for part in parts)

        longest = "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
        missing = [
            (m.start(), text[m.start() - 9 : m.end()])
            for m in re.finditer(rf"(?<!\w)(?:{longest})(?!\w)", text)
            if not any(a <= m.start() and m.end() <= b and shares(m[0], words) for a, b, words in recorded)
        ]
        assert [words for _, words in missing if words != "whatever might be"] == []

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
        assert re.fullmatch(r"[PN][0-9]+|N\*", locator.block or "")
        assert locator.sentence
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
        assert record.layer in ("author", "editors", "henderson"), name
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


def test_every_hedge_has_a_kind(corpus):
    assert findings(corpus.case, frozenset({"hedge-not-in-lexicon"})) == ()


def test_the_layer_of_the_telegram_can_be_switched_off(corpus):
    essay = without_layers(corpus.graph, {"henderson"})
    assert len(essay.claims) < len(corpus.graph.claims)
    for statement in (*essay.claims.values(), *essay.evidence.values()):
        assert statement.layer != "henderson"
    shared = essay.claims.keys() & corpus.graph.claims.keys()
    assert shared == essay.claims.keys()
    assert load(ROOT, without_layers=("henderson",)).case.valuation.confidence.keys() == essay.claims.keys()


def test_the_telegram_and_the_essay_are_set_against_each_other_with_reasons(corpus):
    relations = [
        relation
        for statement in (*corpus.graph.claims.values(), *corpus.graph.evidence.values())
        for relation in statement.relates
        if relation.layer == "henderson"
    ]
    assert {relation.how for relation in relations} >= {"corroborates", "independent"}
    assert {relation.how for relation in relations} & {"weakens", "contradicts", "negates"}
    assert all(len(relation.why.split()) >= 4 for relation in relations)


def test_every_claim_names_a_section_or_is_a_rival_answer(corpus):
    hypotheses = {h for question in corpus.graph.questions.values() for h in question.hypotheses}
    assert [n for n, claim in corpus.graph.claims.items() if claim.section is None and n not in hypotheses] == []


def test_every_note_named_is_qualified_by_a_text_at_hand(corpus):
    notes = {note for claim in corpus.graph.claims.values() for said in claim.said for note in said.notes}
    assert notes
    assert {note.partition(".")[0] for note in notes} <= {"ken", "henderson"}


def test_every_oddity_says_what_is_expected_or_why_nobody_can_tell_and_on_what_ground(corpus):
    assert len(corpus.graph.oddities) >= 20
    for name, oddity in corpus.graph.oddities.items():
        assert oddity.expected or oddity.kind == "other" or oddity.certainty != "certain", name


def test_every_voice_has_an_authority_record(corpus):
    voices = {voice for claim in corpus.graph.claims.values() for said in claim.said for voice in said.by}
    assert sorted(voice for voice in voices if corpus.graph.authority(voice) is None) == []


def test_every_claim_stands_in_a_view_that_prints(corpus):
    drawn = printed(corpus.case)
    shown = {claim for view in drawn if view.name != WHOLE for claim in view.claims}
    assert sorted(set(corpus.graph.claims) - shown) == []


STANDINGS = ROOT / "tests" / "data" / "corpus.txt"


def standings(corpus):
    """Core claims and rival answers with their standing, a line each: what a reviewer reads."""
    valuation = corpus.case.valuation
    hypotheses = {h for question in corpus.graph.questions.values() for h in question.hypotheses}
    lines = [f"{'claim':44} grade  confidence  band         lines"]
    for name, claim in corpus.graph.claims.items():
        if claim.tier == "core" or name in hypotheses:
            band, grade = valuation.confidence[name], valuation.grade[name]
            held = f"{band.point:.2f}        {band.low:.2f} to {band.high:.2f}"
            lines.append(f"{name:44} {grade.code}     {held} {grade.lines:>5}")
    return "\n".join(lines) + "\n"


def test_the_standing_of_core_claims_and_rival_answers_is_the_one_that_was_reviewed(corpus):
    """`ARGMAP_REWRITE=1 pytest tests/test_corpus.py` writes the table anew: read the difference as a reviewer."""
    if os.environ.get("ARGMAP_REWRITE"):
        STANDINGS.write_text(standings(corpus), encoding="utf-8")
    assert standings(corpus) == STANDINGS.read_text(encoding="utf-8")
