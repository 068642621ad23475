"""Exercises: every type from the data, keys by the engine, the same pack everywhere, and no project too odd."""

import json
import re
from dataclasses import replace
from types import MappingProxyType

import pytest
from conftest import CHARTER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap import model
from argmap.matrix import best, matrix
from argmap.project import load, load_text
from argmap.rules import findings
from argmap.rules.dials import dials
from argmap.semantics.grades import most_apart
from argmap.semantics.independence import Ties
from argmap.standing import Standing
from argmap.teach import pack
from argmap.teach.dating import spelt, spelt_within
from argmap.teach.exercise import LEVELS, level
from argmap.teach.marking import LOSSES, ideal, mark, told
from argmap.teach.pack import AIMS, BadPack, as_data, from_json
from argmap.teach.sheets import as_page, reading_sheets
from argmap.teach.stock import letter, rank
from argmap.testing.whole import projects, written


@pytest.fixture(scope="module")
def corpus(corpus):
    return corpus.case


@pytest.fixture(scope="module")
def made(corpus):
    return pack(corpus)


@pytest.fixture(scope="module")
def whole(corpus):
    """Far more exercises than a class wants: the laws hold for all of them."""
    return pack(corpus, each=40)


def of_type(found, kind):
    return [exercise for exercise in found.exercises if exercise.type == kind]


def options(task):
    return {option.id: option.about for option in task.answer.options}


# ---------------------------------------------------------------- the corpus


def test_the_corpus_yields_every_type_of_exercise(made):
    types = {f"X{n}" for n in range(1, 17)} | {f"M{n}" for n in range(1, 5)}
    assert {exercise.type for exercise in made.exercises} == {aim.type for aim in AIMS} == types
    assert made.left_out == ()


def test_every_exercise_has_a_name_of_its_own_and_every_task_a_reason_that_leads_somewhere(whole, corpus):
    graph = corpus.graph
    known = {
        "claims": graph.claims, "evidence": graph.evidence, "sources": graph.sources, "questions": graph.questions,
        "transmission": graph.transmissions, "oddities": graph.oddities, "authorities": graph.authorities,
        "independence": graph.groups,
    }  # fmt: skip
    assert len({exercise.id for exercise in whole.exercises}) == len(whole.exercises)
    for exercise, task in whole.tasks().values():
        assert task.reason.text, exercise.id
        assert task.reason.records, exercise.id
        assert task.reason.rule, exercise.id
        for record in task.reason.records:
            kind, _, name = record.partition(":")
            assert name in known[kind], record


def test_the_best_answer_earns_everything_and_no_answer_nothing(whole):
    for name, (_, task) in whole.tasks().items():
        if task.answer.kind == "essay":
            assert mark(task, ideal(task)).credit is None
        else:
            assert mark(task, ideal(task)) == mark(task, ideal(task)).__class__(1.0), name
        assert mark(task, None).credit == 0, name


def test_every_task_can_be_got_wrong(whole):
    for name, (_, task) in whole.tasks().items():
        key = task.answer
        if key.kind == "choice":
            assert any(key.credit.get(option.id, 0) < 1 for option in key.options), name
        elif key.kind == "grid":
            assert all(min(key.credit[row.id].get(c.id, 0) for c in key.columns) < 1 for row in key.rows), name
        elif key.kind == "map":
            start = [
                {
                    "conclusion": s.conclusion,
                    "polarity": s.polarity,
                    "premises": [*s.premises],
                    "undercut_by": [*s.undercut_by],
                }
                for s in key.start
            ]
            assert mark(task, start).credit == 0, name
        elif key.kind == "ordering":
            assert mark(task, ideal(task)[::-1]).credit < 0.5, name


def test_no_two_options_of_a_task_read_alike(whole):
    for name, (_, task) in whole.tasks().items():
        texts = [option.text for option in getattr(task.answer, "options", getattr(task.answer, "rows", ()))]
        assert len(set(texts)) == len(texts), name


@pytest.mark.parametrize("kind", ["X4", "X7", "X13", "M4"])
def test_the_place_of_the_right_answer_tells_nothing(corpus, kind):
    found = pack(corpus, each=40, types=[kind])
    places = [
        (len(task.answer.options), [option.id for option in task.answer.options].index(ideal(task)))
        for _, task in found.tasks().values()
        if task.answer.kind == "choice" and all(option.about not in (None, option.id) for option in task.answer.options)
    ]
    expected = sum(1 / size for size, _ in places)
    for place in (0, *{size - 1 for size, _ in places}):
        there = sum(at == place for _, at in places)
        assert there <= expected + 3 * expected**0.5 + 1, (place, there, expected)
    assert len({at for _, at in places}) > 1


def test_a_judgement_is_never_a_single_answer(whole):
    for name, (_, task) in whole.tasks().items():
        key = task.answer
        if key.kind in ("choice", "grid"):
            rows = [key.credit] if key.kind == "choice" else list(key.credit.values())
            assert task.judgement == any(len(row) > 1 for row in rows), name
        elif key.kind == "number":
            assert task.judgement == (key.low < key.high), name
        assert task.judgement or key.kind != "essay", name


def test_the_levels_follow_the_load_by_one_rule(whole):
    assert all(exercise.level == level(exercise.load) for exercise in whole.exercises)
    assert [level(load) for load in (1, 5, 6, 9, 10, 99)] == ["easy", "easy", "middle", "middle", "hard", "hard"]


# ---------------------------------------------------------------- keys are the engine's, distractors wrong by it


def test_only_the_wanted_claim_is_overclaimed(whole, corpus):
    found = {d.at for d in findings(corpus, frozenset({"booster-on-weak-claim"}))}
    place = corpus.graph.place
    for exercise in of_type(whole, "X4"):
        task = exercise.tasks[0]
        for option, claim in options(task).items():
            record = corpus.graph.claims[claim]
            flagged = any(
                place("claims", claim, "said", i, "hedge", k) in found
                for i, said in enumerate(record.said)
                for k in range(len(said.hedge))
            )
            assert flagged == (task.answer.credit.get(option) == 1), (exercise.id, claim)


def test_what_falls_falls_when_it_is_taken_away_and_the_rest_stands(whole, corpus):
    standing = Standing(corpus.graph)
    before = standing.standing()
    for exercise in of_type(whole, "X14"):
        kind, _, name = exercise.about.partition(":")
        after = standing.standing([(kind, name)])
        for option, claim in options(exercise.tasks[0]).items():
            assert claim in before
            assert (claim not in after) == (option in exercise.tasks[0].answer.key), (exercise.id, claim)


def test_the_number_of_witnesses_is_that_of_the_grade(whole, corpus):
    ties = Ties(corpus.graph)
    for exercise in of_type(whole, "X6"):
        pairs, count = exercise.tasks
        assert count.answer.low == corpus.valuation.grade[exercise.about].lines
        lines = {
            line.id: ties.witnesses(line)
            for line in corpus.graph.bearing_on(exercise.about)
            if line.polarity == "support"
        }
        assert most_apart(lines.values()) == count.answer.low
        for option, pair in options(pairs).items():
            one, _, other = pair.partition("|")
            together = bool(lines[one] & lines[other])
            assert together == (option in (*pairs.answer.key, *pairs.answer.free)), (exercise.id, pair)


def test_a_fair_hedge_is_fair_when_the_author_is_made_to_say_it(whole, corpus):
    for exercise in of_type(whole, "X15")[:20]:
        claim = corpus.graph.claims[exercise.about]
        for option in exercise.tasks[0].answer.options:
            said = tuple(one.model_copy(update={"hedge": (model.Hedge(words=option.id),)}) for one in claim.said)
            claims = MappingProxyType({**corpus.graph.claims, exercise.about: claim.model_copy(update={"said": said})})
            changed = replace(corpus, graph=replace(corpus.graph, claims=claims))
            verdicts = {dial.verdict for dial in dials(changed) if dial.claim == exercise.about}
            accepted = exercise.tasks[0].answer.credit.get(option.id, 0) == 1
            assert (verdicts == {"fair"}) or not accepted, (exercise.id, option.id, verdicts)


def test_the_questions_to_ask_are_the_required_ones_that_are_open(whole, corpus):
    for exercise in of_type(whole, "X8"):
        answer = exercise.tasks[0].answer
        record = corpus.graph.inferences[exercise.about].record
        answered = {a.question for a in record.answers if a.answer != "open"}
        for option, question in options(exercise.tasks[0]).items():
            own = question.partition(".")[0] in record.scheme
            if option in answer.key:
                assert own
                assert question not in answered
            elif option not in answer.free:
                assert not own or question in answered


def test_a_rule_that_is_no_key_belongs_to_a_step_of_another_pattern(whole, corpus):
    steps = corpus.graph.inferences
    for exercise in of_type(whole, "X7"):
        (task,) = exercise.tasks
        if task.answer.kind == "choice":
            for option, step in options(task).items():
                if step != "warrant":
                    assert not set(steps[step].record.scheme) & set(steps[exercise.about].record.scheme)
                    assert task.answer.credit.get(option, 0) == 0


def test_the_item_most_wanted_is_one_on_which_the_result_turns(whole, corpus):
    for exercise in of_type(whole, "X10"):
        for task in exercise.tasks[1:]:
            found = matrix(corpus, exercise.about.partition(":")[0])
            turning = found.turning()
            for option, item in options(task).items():
                if turning:
                    assert (task.answer.credit.get(option, 0) == 1) == (item in turning)
                    assert (best(found.dropped[item]) != best(found.scores)) == (item in turning)


def test_a_late_record_stands_among_prompt_ones(whole, corpus):
    late = {d.at for d in findings(corpus, frozenset({"record-made-late"}))}
    for exercise in of_type(whole, "X13"):
        for option, item in options(exercise.tasks[0]).items():
            flagged = corpus.graph.place("evidence", item, "date") in late
            assert flagged == (exercise.tasks[0].answer.credit.get(option) == 1)


def test_the_silence_of_a_record_never_settles_anything(whole):
    assert of_type(whole, "X9")
    assert all(exercise.tasks[-1].answer.credit.get("proves", 0) == 0 for exercise in of_type(whole, "X9"))


# ---------------------------------------------------------------- reproducible, and steady


def test_the_same_seed_gives_the_same_pack_and_another_seed_another(corpus, made):
    assert pack(corpus) == made
    other = pack(corpus, seed="autumn")
    assert other.digest != made.digest
    assert {e.id for e in other.exercises} != {e.id for e in made.exercises}


def test_a_record_more_changes_at_most_one_exercise_of_a_type_and_level():
    one = load_text(CHARTER).case
    more = dict(CHARTER)
    more["claims/charter.yaml"] += (
        "toll-was-raised:\n  text: The toll was raised.\n  said: {by: Anna Dobrá, hedge: clearly}\n"
    )
    other = load_text(more).case
    before, after = ({(e.type, e.id) for e in pack(case, each=1).exercises} for case in (one, other))
    for kind in {kind for kind, _ in before}:
        assert len({e for e in before - after if e[0] == kind}) <= len(LEVELS)
        assert sum(e[0] == kind for e in before - after) <= 1


def test_ranks_are_written_down_for_good():
    assert rank("argmap", "X1", "charter-forged").startswith("cd65e90941b2")
    assert rank("a", "b") != rank("ab")
    assert [letter(n) for n in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]


def test_a_pack_survives_being_written_and_read(made):
    text = json.dumps(as_data(made))
    assert from_json(text) == made


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "\x00", '{"format": "argmap-exercises/2"}'])
def test_what_is_no_pack_is_refused_with_a_reason(text):
    with pytest.raises(BadPack, match="no pack"):
        from_json(text)


def test_a_pack_that_was_changed_is_refused(made):
    data = as_data(made)
    data["exercises"][0]["title"] = "Another"
    with pytest.raises(BadPack, match="changed"):
        from_json(json.dumps(data))


# ---------------------------------------------------------------- other projects


def test_a_small_project_yields_what_it_can_and_says_why_the_rest_is_left_out():
    made = pack(load_text(CHARTER).case)
    types = {exercise.type for exercise in made.exercises}
    left = {one.type: one.why for one in made.left_out}
    assert types | set(left) == {aim.type for aim in AIMS}
    assert not types & set(left)
    assert left["X5"] == "it takes a route of at least three steps that read differently; the map has none"
    assert "X8" in types


def test_only_the_types_that_were_asked_for_are_made(corpus):
    made = pack(corpus, types=["X2", "X14"])
    assert {exercise.type for exercise in made.exercises} == {"X2", "X14"}
    assert [aim.type for aim in made.aims] == ["X2", "X14"]


@given(projects(), st.sampled_from(["argmap", "", "λ\x00"]), st.integers(0, 3))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_project_however_odd_yields_a_pack(project, seed, each):
    case = load_text(written(project)).case
    made = pack(case, seed=seed, each=each)
    assert {e.type for e in made.exercises} | {one.type for one in made.left_out} == {aim.type for aim in AIMS}
    assert pack(case, seed=seed, each=each) == made
    for name, (_, task) in made.tasks().items():
        found = mark(task, ideal(task))
        assert found.credit in (1.0, None), name


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=4)
    | st.sampled_from("abcd"),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("abcd") | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_no_answer_breaks_the_marking(made, data):
    _, task = data.draw(st.sampled_from(list(made.tasks().values())))
    answer = data.draw(_JSON)
    marked = mark(task, answer)
    assert marked.credit is None or 0 <= marked.credit <= 1
    assert all(what in LOSSES for what, _ in marked.losses)
    assert all(isinstance(line, str) and line for line in told(task, marked, answer))
    assert marked.credit != 1 or marked.losses == ()


# ---------------------------------------------------------------- the command line


def test_teach_writes_its_forms_and_says_what_is_left_out(argmap, charter):
    ran = argmap("teach", "--project", charter)
    assert ran.status == 0
    written_ = {file.name for file in (charter / "renders" / "teaching").iterdir()}
    assert {"exercises.json", "workbook.html", "worksheet.html", "key.html"} <= written_
    assert "left out: X5 Draw the route: it takes a route of at least three steps" in ran.err
    made = from_json((charter / "renders" / "teaching" / "exercises.json").read_bytes())
    assert made == pack(load(charter).case)


def test_teach_says_where_its_files_are_and_whether_answers_to_them_can_be_marked(argmap, charter):
    ran = argmap("teach", "--project", charter, "--form", "test", "-o", charter / "exam")
    assert f"1 file in {charter / 'exam'}" in ran.err
    assert "no exercises.json was written, by which `argmap mark` marks what is saved: add json to --form" in ran.err
    for forms in (["test", "json"], ["worksheet"], []):
        chosen = ["--form", *forms] if forms else []
        assert "no exercises.json" not in argmap("teach", "--project", charter, *chosen, "-o", charter / "exam").err


def test_less_than_one_exercise_of_a_kind_is_refused(argmap, charter):
    ran = argmap("teach", "--project", charter, "--each", 0)
    assert ran.status == 2
    assert "--each takes a number from 1" in ran.err


# ---------------------------------------------------------------- dates as a class reads them


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1937-06-13", "13 June 1937"),
        ("1937-06", "June 1937"),
        ("1937", "1937"),
        ("1935-23", "autumn 1935"),
        ("[1937-04-22..1937-04-30]", "between 22 and 30 April 1937"),
        ("[1937-06-11..1937-12-31]", "between 11 June and 31 December 1937"),
        ("[1936-11-01..1937-02-28]", "between 1 November 1936 and 28 February 1937"),
        ("1936-04/1936-07", "April to July 1936"),
        ("1936/1937", "1936 to 1937"),
        ("1930-12-17~", "about 17 December 1930"),
        ("[..1937-06-01]", "1 June 1937 or earlier"),
        ("-0043-03-15", "-0043-03-15"),
    ],
)
def test_a_date_is_written_out_for_a_class(edtf, words):
    assert spelt(edtf) == words


def test_dates_within_the_sentence_of_a_rule_are_written_out_and_shelf_marks_are_not():
    said = (
        "a document of [1937-04-22..1937-04-30] cannot stand in a volume that covers 1937-06/1937-09; see 33987/3/740"
    )
    assert spelt_within(said) == (
        "a document of between 22 and 30 April 1937 cannot stand in a volume that covers June to September 1937;"
        " see 33987/3/740"
    )


_CODE_OF_A_DATE = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2]|2[1-4])\b|\[\d{4}")


def test_no_exercise_and_no_reading_sheet_of_the_corpus_shows_a_date_as_a_code(corpus):
    made = pack(corpus, each=99)
    shown = [text for exercise in made.exercises for text in _shown(exercise)]
    shown += [as_page(corpus, reading_sheets(corpus), key=True)]
    assert [text for text in shown if _CODE_OF_A_DATE.search(text)] == []


def _shown(exercise):
    for material in exercise.material:
        yield from material.lines
    for task in exercise.tasks:
        key = task.answer
        yield from (task.prompt, task.reason.text, *task.hints, *getattr(key, "says", {}).values())
        yield from (option.text for option in getattr(key, "options", getattr(key, "rows", ())))
        yield getattr(key, "model", "")
