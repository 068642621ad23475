"""A course of lessons: read from its file, made from the map, written and checked; and the shipped one, used from start to end."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import resize
from conftest import CHARTER, ROOT, run, write
from jsonschema import Draft202012Validator as Validator
from playwright.sync_api import expect
from test_corpus import SEEDS, allowed, copied
from test_workbook import RIGHT, shows, to_place

from argmap.classroom import course
from argmap.folder import COURSE
from argmap.project import load, load_text
from argmap.schema import schema
from argmap.teach.course import BadCourse, as_files, made, read_course
from argmap.teach.marking import ideal, mark
from argmap.teach.pack import from_json

LESSON = """\
title = "The charter"
about = "One charter and what is said of it."
hand_out = ["the charter"]

[[lessons]]
title = "Forged?"
aim = "To see what carries a claim."
can = ["say what falls with a source"]
before = "Nothing."
[[lessons.steps]]
minutes = 10
title = "Read"
text = "Read the charter."
[[lessons.steps]]
minutes = 25
title = "Build"
text = "In pairs."
exercises = ["M1 charter-forged"]
[[lessons.discussion]]
ask = "Who had a seal cut?"
listen = "Nobody says."
"""


@pytest.fixture(scope="module")
def shipped(corpus):
    return read_course((ROOT / COURSE).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def packs(corpus, shipped):
    return made(corpus.case, shipped)


# ---------------------------------------------------------------- any course


def filed(case, text, wanted=()):
    course = read_course(text)
    return as_files(case, course, made(case, course), wanted)


def test_a_lesson_has_its_plan_its_forms_and_a_place_in_the_list_of_lessons():
    case = load_text(CHARTER).case
    files = filed(case, LESSON)
    assert sorted(files) == [
        "index.html",
        *(
            f"lesson-1/{name}"
            for name in ("exercises.json", "key.html", "plan.html", "workbook.html", "worksheet.html")
        ),
    ]
    plan = files["lesson-1/plan.html"].decode()
    assert "0 to 10" in plan and "10 to 35" in plan and "35 minutes" in plan
    assert 'href="workbook.html#m1-charter-forged"' in plan
    assert 'href="lesson-1/plan.html"' in files["index.html"].decode()


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('title = "Forged?"', "title = Forged?", "not TOML"),
        ("minutes = 25", "minutes = 0", "lesson 1, step 2, minutes is less than 1"),
        ('before = "Nothing."', "", "lesson 1, before is missing"),
        (
            'before = "Nothing."',
            'before = "Nothing."\nhomework = "All."',
            "lesson 1, homework is no key that may stand here",
        ),
        ('"M1 charter-forged"', '"M1"', "lesson 1, step 2, exercise 1 has not the form that it takes"),
    ],
)
def test_what_is_wrong_in_the_file_of_a_course_is_named_with_its_place(was, now, why):
    assert was in LESSON
    with pytest.raises(BadCourse, match=re.escape(why)):
        read_course(LESSON.replace(was, now))


@pytest.mark.parametrize(
    ("pick", "why"),
    [
        ('"X99 charter-forged"', "Lesson 1: Forged?: there is no type of exercise X99"),
        ('"M1 charter-forgd"', "did you mean charter-forged?"),
        ('"M1 seal-renewed"', "too little is on record beside it"),
        ('"M1 charter-forged", "M1 charter-forged"', "stands there twice"),
        ('"X6 zebra"', "it is about no such thing in this map (it takes a claim with two to six uncontested lines)"),
    ],
)
def test_an_exercise_that_the_map_does_not_give_is_refused_with_the_lesson(pick, why):
    with pytest.raises(BadCourse, match=re.escape(why)):
        made(load_text(CHARTER).case, read_course(LESSON.replace('"M1 charter-forged"', pick)))


def test_the_example_in_the_guide_is_a_course():
    (shown,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/teaching.md").read_text(encoding="utf-8"), re.DOTALL)
    assert [step.picks() for step in read_course(shown).lessons[0].steps] == [(("X6", "granary-was-burnt"),)]


def test_the_list_of_lessons_speaks_only_of_forms_that_are_there():
    index = filed(load_text(CHARTER).case, LESSON, ("test",))["index.html"].decode()
    assert "lesson-1/test.html" in index
    assert not re.search(r"worksheet\.html|workbook\.html|Print the worksheet|exercises\.json", index)


def test_words_of_a_course_cannot_become_markup():
    case = load_text(CHARTER).case
    nasty = LESSON.replace("Nobody says.", "<script>alert(1)</script>").replace("One charter", "<b>One")
    for name, data in filed(case, nasty).items():
        if name.endswith(("index.html", "plan.html")):
            assert b"<script>alert" not in data and b"<b>One" not in data


# ---------------------------------------------------------------- on the command line


@pytest.fixture
def charter_course(tmp_path):
    write(tmp_path, CHARTER | {COURSE: LESSON})
    return tmp_path


def test_a_course_is_built_and_checked_and_only_what_changed_is_written(charter_course):
    assert run("teach", "--project", charter_course, "--course", "--check").status == 1
    assert not (charter_course / "renders").exists()
    assert run("teach", "--project", charter_course, "--course").status == 0
    assert run("teach", "--project", charter_course, "--course", "--check").status == 0
    assert "0 of 6 files changed" in run("teach", "--project", charter_course, "--course").err
    plan = charter_course / "renders/teaching/lesson-1/plan.html"
    plan.write_text("otherwise", encoding="utf-8")
    (plan.parent / "notes.html").write_text("mine", encoding="utf-8")
    found = run("teach", "--project", charter_course, "--course", "--check")
    assert found.status == 1
    assert "lesson-1/plan.html is stale" in found.err and "lesson-1/notes.html belongs to no lesson" in found.err
    run("teach", "--project", charter_course, "--course")
    assert (plan.parent / "notes.html").read_text(encoding="utf-8") == "mine"


def test_the_file_of_a_course_is_no_record_and_no_finding(charter_course):
    assert run("check", "--project", charter_course).out == run("check", "--project", write_plain(charter_course)).out


def write_plain(folder):
    other = folder / "plain"
    write(other, CHARTER)
    return other


def test_another_file_may_be_named_and_a_missing_one_is_an_error(charter_course, tmp_path):
    (charter_course / "own.toml").write_text(LESSON.replace("Forged?", "Genuine?"), encoding="utf-8")
    where = ("--project", charter_course, "-o", tmp_path / "there")
    assert run("teach", "--course", charter_course / "own.toml", *where).status == 0
    assert "Genuine?" in (tmp_path / "there/lesson-1/plan.html").read_text(encoding="utf-8")
    assert run("teach", "--course", charter_course / "none.toml", *where).status == 2


@pytest.mark.parametrize("more", [("--types", "X1"), ("--text", "charter=copy.txt")])
def test_what_does_not_go_with_a_course_is_refused(charter_course, more, monkeypatch):
    monkeypatch.chdir(charter_course)
    (charter_course / "copy.txt").write_text("A text.", encoding="utf-8")
    assert run("teach", "--project", charter_course, "--course", *more).status == 2
    assert not (charter_course / "renders").exists()


def test_check_goes_with_a_course_only(charter_course):
    assert run("teach", "--project", charter_course, "--check").status == 2


# ---------------------------------------------------------------- the shipped course


def test_the_committed_course_is_what_the_map_gives(corpus):
    _, files = course(corpus, None, ())
    folder = ROOT / "renders/teaching"
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert there == set(files)
    assert [name for name, data in files.items() if (folder / name).read_bytes() != data] == []
    assert sum(map(len, files.values())) < 2_500_000


def test_the_example_project_has_the_course_too(tmp_path, shipped):
    assert run("init", tmp_path / "lesson", "--example").status == 0
    assert read_course((tmp_path / "lesson" / COURSE).read_text(encoding="utf-8")) == shipped
    assert load(tmp_path / "lesson").sound


def test_the_shipped_course_has_six_lessons_of_forty_five_minutes_and_every_type(shipped, packs):
    assert [lesson.minutes() for lesson in shipped.lessons] == [45] * 6
    types = {exercise.type for pack in packs for exercise in pack.exercises}
    assert types == {f"X{n}" for n in range(1, 17)} | {f"M{n}" for n in range(1, 5)}


def test_every_perfect_answer_of_the_shipped_course_earns_full_credit(packs):
    for pack in packs:
        for _, task in pack.tasks().values():
            if task.answer.kind != "essay":
                assert mark(task, ideal(task)).credit == 1


def items(answer):
    """How much of a key there is to be held against the texts: options, places, rows, voices, steps, criteria."""
    match answer.kind:
        case "choice" | "selection" | "ordering":
            return len(answer.options)
        case "chain":
            return sum(len(key) for key in answer.keys)
        case "grid":
            return len(answer.rows)
        case "map":
            return sum(1 + len(link.undercut_by) for link in answer.links)
        case "essay":
            return 1 + len(answer.criteria)
    return 1


def test_the_guide_tells_how_many_items_were_checked_by_hand(packs):
    """Whoever changes the course checks anew, and says so."""
    tasks = [task for pack in packs for _, task in pack.tasks().values()]
    exercises = sum(len(pack.exercises) for pack in packs)
    told = f"{exercises} exercises, {len(tasks)} tasks, {sum(items(task.answer) for task in tasks)} items"
    assert told in (ROOT / "docs/teaching.md").read_text(encoding="utf-8")


if SEEDS:
    from test_corpus import SEED_RUNS

    def test_the_shipped_course_shares_no_eight_words_with_the_texts(corpus):
        found = {}
        for name, data in course(corpus, None, ())[1].items():
            text = re.sub(r"<[^>]*>", " ", data.decode()) if name.endswith(".html") else data.decode()
            if shared := copied(text, SEED_RUNS, allowed()):
                found[name] = shared
        assert found == {}


# ---------------------------------------------------------------- in a browser, from start to end


@pytest.fixture
def opened(chromium):
    """Pages that complain of nothing and fetch nothing."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda failure: page.complaints.append(str(failure)))
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith(("file:", "blob:")) else page.complaints.append(r.url))
    yield page
    context.close()


def test_a_teacher_finds_every_file_from_the_list_of_lessons(opened):
    folder = ROOT / "renders/teaching"
    opened.goto((folder / "index.html").as_uri())
    wanted, seen = ["index.html"], set()
    while wanted:
        name = wanted.pop()
        if name in seen or not name.endswith(".html"):
            seen.add(name)
            continue
        seen.add(name)
        opened.goto((folder / name).as_uri())
        links = opened.evaluate("[...document.links].map(link => link.href.split('#')[0])")
        for link in links:
            where = link.removeprefix(folder.as_uri() + "/")
            assert (folder / where).is_file(), f"{name} leads to {where}"
            wanted.append(where)
    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} == seen
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["index.html", "lesson-1/plan.html", "lesson-6/plan.html"])
@pytest.mark.parametrize("wide", [360, 1200])
def test_pages_of_the_course_are_accessible_and_fit(opened, name, wide):
    resize(opened, wide, 800)
    opened.goto((ROOT / "renders/teaching" / name).as_uri())
    assert Axe().run(opened).response["violations"] == []
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def done(page, section, task):
    """Answer a task as the key has it, with the keyboard where something is put in order; a map is left to its own tests."""
    answer, kind = ideal(task), task.answer.kind
    if kind in ("choice", "selection"):
        for option in [answer] if kind == "choice" else answer:
            section.locator(f"input[value={json.dumps(option)}]").check()
    elif kind == "number":
        section.locator("input[type=number]").fill(str(answer))
    elif kind == "chain":
        for option in answer:
            section.locator(f".pool li[data-id={option}] button").click()
    elif kind == "grid":
        for place, row in enumerate(task.answer.rows):
            section.locator(".grid fieldset").nth(place).locator(f"input[value={json.dumps(answer[row.id])}]").check()
    elif kind == "ordering":
        for place, option in enumerate(answer):
            to_place(page, section, option, place)
    elif kind == "essay":
        section.locator("textarea").fill("A rule of my own.")
    return kind


@pytest.mark.parametrize("number", range(1, 7))
def test_a_student_does_a_whole_lesson_and_the_teacher_marks_what_was_saved(opened, number, tmp_path):
    folder = ROOT / f"renders/teaching/lesson-{number}"
    pack = from_json((folder / "exercises.json").read_bytes())
    opened.goto((folder / "workbook.html").as_uri())
    opened.fill("#student", "Anna")
    right, written = [], []
    for exercise in pack.exercises:
        shows(opened, exercise)
        assert opened.locator("main h2").inner_text().endswith(exercise.title)
        for place, task in enumerate(exercise.tasks):
            section = opened.locator("section.task").nth(place)
            kind = done(opened, section, task)
            if kind == "map":
                continue
            section.get_by_role("button", name="Compare" if kind == "essay" else "Check").click()
            if kind == "essay":
                expect(section.locator(".feedback")).to_be_visible()
                written.append(f"{exercise.id}/{task.id}")
            else:
                expect(section.locator(".verdict"), f"{exercise.id}/{task.id}").to_have_text(RIGHT)
                right.append(f"{exercise.id}/{task.id}")
        if exercise is not pack.exercises[-1]:
            opened.get_by_role("link", name="next →").click()
    with opened.expect_download() as download:
        opened.click("#save")
    download.value.save_as(tmp_path / "in" / download.value.suggested_filename)
    found = run("mark", tmp_path / "in", "--pack", folder / "exercises.json", "-o", tmp_path / "marked")
    assert found.status == 0
    results = tmp_path / "marked/results.json"
    saved = tmp_path / "in" / download.value.suggested_filename
    for kind, file in (("responses", saved), ("results", results), ("exercises", folder / "exercises.json")):
        Validator(schema(kind)).validate(json.loads(file.read_text(encoding="utf-8")))
    (student,) = json.loads(results.read_text(encoding="utf-8"))["students"]
    assert (student["name"], student["waiting"]) == ("Anna", len(written))
    assert {one["task"] for one in student["results"] if one["credit"] == 1} == set(right)
    assert opened.complaints == []
