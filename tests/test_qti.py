"""The package for learning platforms: as the standard wants it, marked there as here, and the same bytes everywhere."""

import io
import re
import zipfile
from xml.etree.ElementTree import canonicalize, fromstring

import pytest
from conftest import CHARTER, ROOT, run, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from qti_engine import NS, name, outcomes
from qti_odd import WORDS, packs, worded
from qti_planted import planted
from qti_subset import faults, refused, unbound

from argmap.folder import COURSE
from argmap.project import load, load_text
from argmap.teach import pack, qti
from argmap.teach.course import made as lessons
from argmap.teach.course import read_course
from argmap.teach.exercise import Ordering, Pack
from argmap.teach.marking import ideal, mark
from argmap.teach.pack import as_data
from argmap.teach.qti_marking import NONE, clean, column_names, option_names


@pytest.fixture(scope="module")
def made(corpus):
    return pack(corpus.case)


@pytest.fixture(scope="module")
def items(made):
    """(task, its item) for every task that has one."""
    return item_of(made)


def item_of(made):
    documents = qti.documents(made)
    found = []
    for full, (exercise, task) in made.tasks().items():
        if qti.fits(task):
            place = f"items/{qti.item_name(made, exercise.type, full)}.xml"
            found.append((task, fromstring(documents[place])))
    return found


# ---------------------------------------------------------------- what the standard wants


def assert_sound(documents):
    """A package as the standard wants it: valid, every name leads somewhere, and the manifest names every file."""
    trees = {place: fromstring(text) for place, text in documents.items()}
    for place, tree in trees.items():
        assert refused(tree) == [], place
    found = {place: tree for place, tree in trees.items() if name(tree) == "assessmentItem"}
    manifest = trees[qti.MANIFEST]
    space = manifest.tag.partition("}")[0] + "}"
    resources = list(manifest.iter(f"{space}resource"))
    listed = [file.get("href") for one in resources for file in one if file.tag == f"{space}file"]
    assert sorted(listed) == sorted(set(documents) - {qti.MANIFEST})
    assert [one.get("href") for one in resources] == listed
    names = [one.get("identifier") for one in resources]
    assert [one.get("identifierref") for one in resources[0] if one.tag == f"{space}dependency"] == names[1:]
    refs = {one.get("identifier"): one.get("href") for one in trees[qti.TEST].iter(f"{NS}assessmentItemRef")}
    assert refs == {item.get("identifier"): place for place, item in found.items()}
    every = [
        *names,
        manifest.get("identifier"),
        *(one.get("identifier") for one in trees[qti.TEST].iter(f"{NS}assessmentSection")),
    ]
    assert len(set(every)) == len(every)


def test_the_package_of_the_shipped_map_is_as_the_standard_wants_it(made):
    documents = qti.documents(made)
    assert_sound(documents)
    assert len(documents) == 2 + sum(qti.fits(task) for _, task in made.tasks().values())


def test_so_is_the_package_of_every_lesson_of_the_shipped_course(corpus):
    course = read_course((ROOT / COURSE).read_text(encoding="utf-8"))
    for one in lessons(corpus.case, course):
        assert_sound(qti.documents(one))


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('matchMax="1"', "", "no matchMax"),
        ("<prompt>", "<p>x</p><prompt>", "matchInteraction holds"),
        ('cardinality="multiple"', 'cardinality="several"', "cardinality"),
        ("</mapping>", "free words</mapping>", "holds the words"),
        ("simpleMatchSet", "matchSet", "matchSet is not known"),
    ],
)
def test_what_is_not_as_the_standard_wants_it_is_found(made, was, now, why):
    text = next(text for text in qti.documents(made).values() if "<matchInteraction" in text)
    assert was in text
    assert faults(fromstring(text)) == []
    assert any(why in fault for fault in faults(fromstring(text.replace(was, now))))


@pytest.mark.parametrize(
    ("place", "was", "now", "why"),
    [
        (qti.MANIFEST, "<schemaversion>1.0.0<", "<schemaversion>2.2<", "holds the words 2.2"),
        (qti.MANIFEST, "imsqti_item_xmlv2p2", "imsqti_item_xmlv9", "resource has type"),
        (qti.MANIFEST, "<organizations />", "<organizations><organization /></organizations>", "organizations holds"),
        (qti.TEST, "<sum>", "<product>", "product"),
    ],
)
def test_so_is_what_is_not_so_in_the_manifest_or_the_test(made, place, was, now, why):
    text = qti.documents(made)[place]
    assert was in text
    changed = text.replace(was, now).replace("</sum>", "</product>" if was == "<sum>" else "</sum>")
    assert any(why in fault for fault in faults(fromstring(changed)))


@pytest.mark.parametrize(
    ("where", "was", "now", "why"),
    [
        ("<matchInteraction", ' adaptive="', ' xmlns:a="urn:a" a:adaptive="', "has {urn:a}adaptive"),
        ("<div ", "<div ", '<div xmlns="urn:a" ', "itemBody holds {urn:a}div"),
        ("<matchInteraction", 'mappedValue="1', 'mappedValue="١', "mappedValue"),
        ("<matchInteraction", 'xml:lang="en"', 'xml:lang="in English"', "xml:lang"),
        ("<resources>", "<organizations />", "<organizations> </organizations>", "holds the words  "),
        ("<resources>", "1.0.0<", "1.0.0 <", "holds the words 1.0.0 "),
        ("<resources>", 'identifierref="', 'identifierref="a', "leads nowhere"),
        ("<resources>", 'identifier="test-', 'identifier="manifest-', "twice"),
        ("<testPart", 'identifier="section-X1"', 'identifier="part"', "part twice"),
        ("<orderInteraction", 'minChoices="1" maxChoices="', 'minChoices="9" maxChoices="0', "wants more choices"),
    ],
)
def test_what_the_published_schemas_refuse_is_refused_by_the_subset_too(made, where, was, now, why):
    text = next(text for text in qti.documents(made).values() if where in text)
    assert was in text
    assert any(why in fault for fault in refused(fromstring(text.replace(was, now, 1))))


ALWAYS = (
    "attribute that does not exist",
    "attribute in a namespace",
    "nil or another type",
    "unknown name",
    "in another namespace",
    "less at most than at least",
    "variables of a test in an item",
    "another rule",
)
"""Kinds of planted faults of which the published schemas refuse every one (`tools/check_qti.py --plant` counts them)."""


def test_whatever_is_always_a_fault_is_found_in_every_document(made):
    documents = {place: text.encode() for place, text in qti.documents(made).items()}
    tried = [(kind, what, refused(fromstring(text))) for kind, _, what, text in planted(documents, 1) if kind in ALWAYS]
    assert {kind for kind, _, _ in tried} == set(ALWAYS)
    assert [what for _, what, found in tried if not found] == []


def test_faults_are_planted_one_in_a_copy_and_the_same_in_every_run(made):
    place, text = next((place, text) for place, text in qti.documents(made).items() if "<matchInteraction" in text)
    copies = list(planted({place: text.encode()}, 1))
    assert copies == list(planted({place: text.encode()}, 1))
    assert {kind for kind, *_ in copies} >= {*ALWAYS, "child left out", "words where none stand"}
    assert all(canonicalize(copy) != canonicalize(text) for *_, copy in copies)


def test_a_platform_is_asked_for_nothing_that_the_standard_forbids_in_an_item(items):
    _, item = next((t, i) for t, i in items if t.answer.kind == "chain")
    assert unbound(item) == []
    (asking,) = item.iter(f"{NS}orderInteraction")
    asking.set("minChoices", "99")
    asking.set("responseIdentifier", "ANOTHER")
    assert unbound(item) == ["orderInteraction wants more choices than it allows", "['ANOTHER'] ask for ['RESPONSE']"]


def test_a_type_that_a_platform_cannot_hold_is_left_out_with_the_reason(made):
    left = qti.left_out(made)
    assert [one.type for one in left] == ["M1", "M2", "M3"]
    assert all(qti.NO_MAPS in one.why for one in left)
    held = {one.get("identifier").partition("-")[0] for _, one in item_of(made)}
    assert held | {one.type for one in left} == {exercise.type for exercise in made.exercises}


def test_nothing_that_gives_the_answer_away_stands_before_who_has_not_answered(items):
    for task, item in items:
        before = " ".join(item.find(f"{NS}itemBody").itertext())
        assert not [hint for hint in task.hints if hint in before]
        assert task.reason.text not in before
        if task.answer.kind == "essay":
            assert task.answer.model not in before
            assert not [criterion for criterion in task.answer.criteria if criterion in before]


def test_every_item_tells_its_reason_and_its_records_after_the_answer(items):
    for task, item in items:
        (key,) = (one for one in item.iter(f"{NS}modalFeedback") if one.get("identifier") == "KEY")
        told = " ".join(key.itertext())
        assert task.reason.text in told
        assert all(record in told for record in task.reason.records)
        assert "KEY" in outcomes(item, None)["FEEDBACK"]


def test_what_the_key_says_of_the_chosen_option_is_told_as_well(items):
    task, item = next((t, i) for t, i in items if t.answer.kind == "choice" and len(t.answer.says) > 1)
    chosen = next(iter(task.answer.says))
    shown = outcomes(item, option_names(task.answer)[chosen])["FEEDBACK"]
    told = [" ".join(one.itertext()) for one in item.iter(f"{NS}modalFeedback") if one.get("identifier") in shown]
    assert any(task.answer.says[chosen] in text for text in told)


def test_a_written_answer_waits_for_a_person_and_is_told_what_he_marks_by(items):
    task, item = next((t, i) for t, i in items if t.answer.kind == "essay")
    score = next(one for one in item.iter(f"{NS}outcomeDeclaration") if one.get("identifier") == "SCORE")
    assert score.get("externalScored") == "human"
    assert outcomes(item, "Some words.")["SCORE"] == 0
    (key,) = item.iter(f"{NS}modalFeedback")
    told = " ".join(key.itertext())
    assert all(words in told for words in (task.answer.model, *task.answer.criteria))


# ---------------------------------------------------------------- marked there as here


def answers(task):
    """Answers that a platform lets a student give, as a response file would hold them."""
    key = task.answer
    ids = [option.id for option in getattr(key, "options", ())]
    return {
        "choice": lambda: st.sampled_from(ids),
        "selection": lambda: st.permutations(ids).flatmap(
            lambda found: st.integers(0, len(ids)).map(lambda n: found[:n])
        ),
        "ordering": lambda: st.permutations(ids),
        "chain": lambda: st.permutations(ids).flatmap(lambda found: st.integers(1, len(ids)).map(lambda n: found[:n])),
        "number": lambda: st.integers(key.low - 3, key.high + 3),
        "grid": lambda: st.dictionaries(
            st.sampled_from([row.id for row in key.rows]), st.sampled_from([column.id for column in key.columns])
        ),
    }[key.kind]()


def there(task, answer):
    """An answer in the names of the package; None where nothing was answered."""
    key, names = task.answer, option_names(task.answer)
    if isinstance(answer, dict):
        columns = column_names(key)
        return [f"{names[row]} {columns[column]}" for row, column in answer.items()] or None
    if isinstance(answer, list):
        return [names[one] for one in answer] or [NONE]
    return names[answer] if isinstance(answer, str) else answer


def same_points(task, item, answer):
    return outcomes(item, there(task, answer))["SCORE"] == pytest.approx(
        task.worth * mark(task, answer).credit, abs=1e-9
    )


@given(st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_platform_gives_the_points_that_the_workbook_gives(items, data):
    marked = [one for one in items if one[0].answer.kind != "essay"]
    task, item = marked[data.draw(st.integers(0, len(marked) - 1))]
    assert same_points(task, item, data.draw(answers(task)))


def test_the_right_answer_in_the_package_earns_everything_and_no_answer_nothing(items):
    for task, item in items:
        if task.answer.kind != "essay":
            assert same_points(task, item, ideal(task))
            assert outcomes(item, there(task, ideal(task)))["SCORE"] == pytest.approx(task.worth)
            assert outcomes(item, None)["SCORE"] == 0
            right = [one.text for one in item.findall(f"{NS}responseDeclaration/{NS}correctResponse/{NS}value")]
            best = there(task, ideal(task))
            assert right == (best if isinstance(best, list) else [str(best)])


def test_whether_none_belongs_there_is_not_told_by_the_choices(items):
    asked = [(task, item) for task, item in items if task.answer.kind == "selection"]
    assert {bool(task.answer.key) for task, _ in asked} == {True, False}
    for task, item in asked:
        assert [one.get("identifier") for one in item.iter(f"{NS}simpleChoice")][-1] == NONE
        wrong = [option.id for option in task.answer.options if option.id not in (*task.answer.key, *task.answer.free)]
        for one in wrong:
            assert outcomes(item, [NONE, *there(task, [one])])["SCORE"] == 0
        assert outcomes(item, [NONE])["SCORE"] == (0 if task.answer.key else task.worth)


def test_an_order_that_is_not_finished_earns_nothing(items):
    for task, item in items:
        if isinstance(task.answer, Ordering):
            assert outcomes(item, there(task, ideal(task))[:-1])["SCORE"] == 0


def test_the_points_of_a_test_are_those_of_its_items(made):
    test = fromstring(qti.documents(made)[qti.TEST])
    (rule,) = test.find(f"{NS}outcomeProcessing")
    assert [name(one) for one in rule.iter()] == ["setOutcomeValue", "sum", "testVariables"]


# ---------------------------------------------------------------- odd projects, odd words


@given(packs())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_project_however_odd_gives_a_sound_package(found):
    documents = qti.documents(found)
    if documents:
        assert_sound(documents)
    for task, item in item_of(found):
        if task.answer.kind != "essay":
            assert same_points(task, item, ideal(task))


@given(WORDS)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_odd_words_stand_in_the_package_as_words(odd):
    documents = qti.documents(worded(pack(load_text(CHARTER).case, each=1), odd))
    assert_sound(documents)
    shown = re.sub(r"\r\n?", "\n", clean(odd))
    for place, text in documents.items():
        for one in fromstring(text).iter(f"{NS}modalFeedback"):
            if one.get("identifier") == "KEY":
                assert "".join(one[0].itertext()) == shown, place


# ---------------------------------------------------------------- the same bytes everywhere


def test_the_same_pack_gives_the_same_bytes_without_dates(made):
    (data,) = qti.as_files(made).values()
    assert qti.as_files(made) == {qti.FILE: data}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries][:2] == [qti.MANIFEST, qti.TEST]
        assert {entry.filename: archive.read(entry).decode() for entry in entries} == qti.documents(made)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.compress_type, entry.create_system) for entry in entries} == {(zipfile.ZIP_STORED, 3)}


def test_another_pack_has_other_names_for_its_items(corpus, made):
    other = pack(corpus.case, seed="autumn")
    assert not {*qti.documents(made)} & {*qti.documents(other)} - {qti.MANIFEST, qti.TEST}


def test_a_pack_read_back_from_its_data_gives_the_same_package(made):
    again = TypeAdapter(Pack).validate_python(as_data(made))
    assert qti.as_files(again) == qti.as_files(made)


# ---------------------------------------------------------------- on the command line


@pytest.fixture
def charter_(tmp_path):
    write(tmp_path, CHARTER)
    return tmp_path


def test_teach_writes_the_package_and_says_what_it_could_not_take(charter_):
    ran = run("teach", "--project", charter_, "--form", "qti", "-o", charter_ / "out")
    assert ran.status == 0
    assert "left out of exercises-qti.zip: M1 Build the map: QTI 2.2 has no interaction" in ran.err
    assert [file.name for file in (charter_ / "out").iterdir()] == [qti.FILE]
    assert (charter_ / "out" / qti.FILE).read_bytes() == qti.as_files(pack(load(charter_).case))[qti.FILE]


def test_no_package_is_written_where_it_would_be_empty(charter_):
    ran = run("teach", "--project", charter_, "--types", "M1", "--form", "qti", "-o", charter_ / "out")
    assert ran.status == 0
    assert "no exercises-qti.zip was written: no task is left for it" in ran.err
    assert not (charter_ / "out").exists() or not list((charter_ / "out").iterdir())
