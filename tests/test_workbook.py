"""The forms of a pack: the workbook in a real browser, worksheet and key on paper, and marking alike in both languages."""

import json
import random
import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import turn
from conftest import CHARTER
from playwright.sync_api import expect

from argmap.project import load_text
from argmap.teach import forms, pack
from argmap.teach.exercise import Link, Map, Option, Reason, Task
from argmap.teach.keys import answer_lines
from argmap.teach.marking import LOSSES, ideal, mark, told
from argmap.teach.pack import as_data
from argmap.teach.responses import Given, Refused, read
from argmap.teach.results import results, summary


@pytest.fixture(scope="module")
def made(corpus):
    return pack(corpus.case, each=1)


@pytest.fixture(scope="module")
def page_of(made, chromium, tmp_path_factory):
    """Opens the workbook at an exercise, in a profile of its own, and collects what the page complains of."""
    folder = tmp_path_factory.mktemp("workbook")
    (folder / "workbook.html").write_text(forms.workbook(made), encoding="utf-8")
    (folder / "test.html").write_text(forms.workbook(made, feedback=False), encoding="utf-8")
    contexts = []

    def opened(exercise="", *, name="workbook", wide=1200):
        context = chromium.new_context(viewport={"width": wide, "height": 800}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda failure: page.complaints.append(str(failure)))
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "blob:")) else page.complaints.append(request.url),
        )
        page.goto((folder / f"{name}.html").as_uri() + (f"#{exercise}" if exercise else ""))
        return page

    yield opened
    for context in contexts:
        context.close()


RIGHT = re.compile("^Right")


def shows(page, exercise):
    """Waits until the workbook has turned to an exercise: it hears of another address a moment later."""
    expect(page.locator("#contents a[aria-current=page]")).to_have_attribute("href", f"#{exercise.id}")


def to_place(page, section, option, place):
    """Moves an option up by the arrow key until it stands at its place, counted from 0."""
    rows = section.locator("li[data-id]")
    start = rows.evaluate_all("all => all.map(row => row.dataset.id)").index(option)
    for there in range(start - 1, place - 1, -1):
        section.locator(f"li[data-id={option}] button:not([disabled])").first.focus()
        page.keyboard.press("ArrowUp")
        expect(rows.nth(there)).to_have_attribute("data-id", option)


def first(made, kind, form):
    return next(
        (e, n, t) for e in made.exercises if e.type == kind for n, t in enumerate(e.tasks) if t.answer.kind == form
    )


# ---------------------------------------------------------------- one set of rules


def some_answers(task, luck):
    """Good, bad and broken answers to a task."""
    key = task.answer
    ids = [option.id for option in getattr(key, "options", getattr(key, "rows", ()))]
    yield from (
        None,
        "",
        [],
        {},
        0,
        3,
        2.5,
        True,
        "a",
        "zz",
        ["a", "a"],
        ["a", 1],
        {"a": 1},
        {"zz": "yes"},
        ideal(task),
        " \n",
        "\u00a0",
    )
    for _ in range(6):
        some = luck.sample(ids, luck.randint(0, len(ids)))
        yield some
        yield luck.sample(ids, len(ids))
        if ids:
            yield luck.choice(ids)
        yield luck.randint(-2, 9)
        if key.kind == "map":
            yield [some_link(ids, luck) for _ in range(luck.randint(1, 4))]
            yield [*luck.sample(ideal(task), luck.randint(0, len(ideal(task)))), some_link(ids, luck)]
        columns = [column.id for column in getattr(key, "columns", ())]
        yield {one: luck.choice(columns) for one in some} if columns else {}


def some_link(ids, luck):
    """A step between statements, now and then one that is none."""
    conclusion = luck.choice(ids)
    rest = ids if luck.random() < 0.05 else [one for one in ids if one != conclusion]
    link = {"conclusion": conclusion, "polarity": luck.choice(["support", "support", "attack"]),
            "premises": luck.sample(rest, luck.randint(0 if luck.random() < 0.05 else 1, min(2, len(rest))))}  # fmt: skip
    return link | {"undercut_by": luck.sample(ids, 1)} if luck.random() < 0.2 else link


def test_the_browser_and_python_mark_alike_to_the_last_digit(made, chromium):
    luck = random.Random(7)
    cases = [(task, answer) for _, task in made.tasks().values() for answer in some_answers(task, luck)]
    data = [t for e in as_data(made)["exercises"] for t in e["tasks"]]
    plain = {id(task): one for (_, task), one in zip(made.tasks().values(), data, strict=True)}
    page = chromium.new_page()
    page.add_script_tag(content=forms.scripts("marking"))
    given = [[plain[id(task)], answer] for task, answer in cases]
    theirs = page.evaluate(
        "([cases, words]) => cases.map(([task, answer]) => { const found = mark(task, answer);"
        " return [found.credit, found.losses, told(task, found, words, answer)]; })",
        [given, dict(LOSSES)],
    )
    page.close()
    ours = [
        [found.credit, [list(loss) for loss in found.losses], list(told(task, found, answer))]
        for task, answer in cases
        for found in [mark(task, answer)]
    ]
    assert len(ours) > 1500
    wrong = [(task.id, answer, a, b) for (task, answer), a, b in zip(cases, ours, theirs, strict=True) if a != b]
    assert wrong == []


# ---------------------------------------------------------------- a student at work


def test_a_student_answers_by_keyboard_and_is_told_why(page_of, made):
    exercise, number, task = first(made, "X14", "selection")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    for option in ideal(task):
        section.locator(f"input[value={option}]").focus()
        page.keyboard.press("Space")
    section.get_by_role("button", name="Check").focus()
    page.keyboard.press("Enter")
    expect(section.locator(".verdict")).to_have_text(RIGHT)
    expect(section.locator(".feedback")).to_contain_text(task.reason.text.split(".")[0])
    assert page.complaints == []


def test_a_loss_is_explained_option_by_option(page_of, made):
    exercise, number, task = first(made, "X14", "selection")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    section.get_by_role("button", name="Check").click()
    expect(section.locator(".feedback li").first).to_be_visible()
    lines = section.locator(".feedback li").all_inner_texts()
    assert lines == list(told(task, mark(task, []))) or lines[0].startswith("No answer")


def test_an_order_is_made_with_the_arrow_keys(page_of, made):
    exercise, number, task = first(made, "X3", "ordering")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    wanted = ideal(task)
    for place, option in enumerate(wanted):
        to_place(page, section, option, place)
    section.get_by_role("button", name="Check").click()
    expect(section.locator(".verdict")).to_have_text(RIGHT)
    assert page.complaints == []


def test_a_chain_is_strung_from_the_pool(page_of, made):
    exercise, number, task = first(made, "X1", "chain")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    for option in ideal(task):
        section.locator(f".pool li[data-id={option}] button").click()
    section.get_by_role("button", name="Check").click()
    expect(section.locator(".verdict")).to_have_text(RIGHT)


def test_a_map_is_built_by_menus_and_its_differences_are_told(page_of, made):
    exercise, number, task = first(made, "M1", "map")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    wanted = ideal(task)
    for drawn, link in enumerate(wanted, 1):
        section.get_by_label("Premise", exact=True).select_option(link["premises"][0])
        section.get_by_label("Supports or tells against", exact=True).select_option(link["polarity"])
        section.get_by_label("Conclusion", exact=True).select_option(link["conclusion"])
        section.get_by_role("button", name="Add", exact=True).click()
        expect(section.locator(".links > li")).to_have_count(drawn)
        step = section.locator(".links > li").last
        for premise in link["premises"][1:]:
            step.get_by_label("together with …").select_option(premise)
        for attacker in link["undercut_by"]:
            step.get_by_label("a statement that doubts this step …").select_option(attacker)
    section.locator(".links > li").last.get_by_role("button", name="Take step").click()
    expect(section.locator(".links > li")).to_have_count(len(wanted) - 1)
    section.get_by_role("button", name="Check").click()
    expect(section.locator(".verdict")).to_be_visible()
    kept = wanted[:-1]
    lines = section.locator(".feedback > ul").first.locator("li").all_inner_texts()
    assert lines == list(told(task, mark(task, kept), kept))
    assert any(line.startswith("Not drawn") for line in lines)
    on_record = section.locator(".feedback > ul").nth(1).locator("li").all_inner_texts()
    assert on_record == list(answer_lines(task))
    assert page.complaints == []


def test_a_map_is_built_by_dragging(page_of, made):
    exercise, number, task = first(made, "M1", "map")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    one, other = task.answer.options[0].id, task.answer.options[1].id
    section.locator(".cards li").nth(0).drag_to(section.locator(".cards li").nth(1))
    name = f"{exercise.id}/{task.id}"
    expect(section.locator(".links > li")).to_have_count(1)
    kept = page.evaluate("name => JSON.parse(localStorage.getItem(storeName)).answers[name].answer", name)
    assert kept == [{"conclusion": other, "polarity": "support", "premises": [one], "undercut_by": []}]


def test_hints_come_one_at_a_time_and_are_counted(page_of, made):
    exercise, number, task = first(made, "X1", "chain")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    section.get_by_role("button", name="Hint").click()
    expect(section.locator(".hints li")).to_have_text([task.hints[0]])
    section.get_by_role("button", name="Hint").click()
    expect(section.locator(".hints li")).to_have_text(list(task.hints[:2]))


def test_the_first_checked_answer_counts_and_progress_outlives_the_page(page_of, made, tmp_path):
    exercise, number, task = first(made, "X13", "choice")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    wrong = next(option.id for option in task.answer.options if option.id != ideal(task))
    for option in (wrong, ideal(task)):
        section.locator(f"input[value={option}]").check()
        section.get_by_role("button", name="Check").click()
        expect(section.locator(".verdict")).to_have_text(RIGHT if option == ideal(task) else re.compile("^(?!Right)."))
    page.fill("#student", "Žofie 3b")
    page.reload()
    expect(page.locator("#student")).to_have_value("Žofie 3b")
    expect(page.locator("section.task").nth(number).locator(f"input[value={ideal(task)}]")).to_be_checked()
    with page.expect_download() as waiting:
        page.click("#save")
    waiting.value.save_as(tmp_path / "saved.json")
    assert waiting.value.suggested_filename == "responses-Žofie-3b.json"
    saved = json.loads((tmp_path / "saved.json").read_text(encoding="utf-8"))
    assert saved["pack"] == made.digest
    assert saved["answers"][f"{exercise.id}/{task.id}"] == {"answer": wrong, "later": ideal(task), "checks": 2}


def test_saved_results_come_back_and_those_of_another_pack_do_not(page_of, made, tmp_path):
    exercise, number, task = first(made, "X13", "choice")
    name = f"{exercise.id}/{task.id}"
    page = page_of(exercise.id)
    good = {
        "format": "argmap-responses/1",
        "pack": made.digest,
        "student": "A",
        "answers": {name: {"answer": ideal(task)}, "x/y": {}},
    }
    for text, told_ in (
        (json.dumps(good), "are back"),
        (json.dumps(good | {"pack": "0"}), "another workbook"),
        ("{", "no file of results"),
        (json.dumps(good), "are back"),
        ("null", "no file of results"),
        (json.dumps(good | {"answers": []}), "broken"),
        (json.dumps(good | {"answers": {name: {"answer": ideal(task), "hints": "x", "checks": -1}}}), "are back"),
    ):
        (tmp_path / "in.json").write_text(text, encoding="utf-8")
        page.set_input_files("#load", tmp_path / "in.json")
        page.get_by_text(told_).wait_for()
        page.set_input_files("#load", [])
    section = page.locator("section.task").nth(number)
    expect(section.locator(f"input[value={ideal(task)}]")).to_be_checked()
    assert section.get_by_role("button", name=f"Hint 1 of {len(task.hints)}").is_enabled()
    assert page.complaints == []


@pytest.mark.parametrize(
    ("name", "file"), [("Žofie 3b", "Žofie-3b"), ("Лев Толстой", "Лев-Толстой"), ("../..", "student")]
)
def test_a_saved_file_bears_the_name_in_letters_of_any_script(page_of, made, name, file):
    page = page_of(made.exercises[-1].id)
    page.click("#save")
    page.get_by_text("Write your name or code first").wait_for()
    page.keyboard.type(name)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="This was the last").click()
    assert waiting.value.suggested_filename == f"responses-{file}.json"
    assert page.get_by_text(f"saved as responses-{file}.json").is_visible()


def test_the_keyboard_keeps_its_place_while_a_list_is_ordered(page_of, made):
    exercise, number, task = first(made, "X3", "ordering")
    page = page_of(exercise.id)
    buttons = page.locator("section.task").nth(number)
    name = task.answer.options[0].text
    buttons.get_by_role("button", name=f"Down: {name}").focus()
    for _ in task.answer.options[1:]:
        page.keyboard.press("Enter")
    last = page.evaluate("[document.activeElement.dataset.way, document.activeElement.closest('li').dataset.id]")
    assert last == ["up", task.answer.options[0].id]
    order = buttons.locator(".moving li").evaluate_all("items => items.map(item => item.dataset.id)")
    assert order == [option.id for option in (*task.answer.options[1:], task.answer.options[0])]


def test_names_are_strung_one_after_the_other_without_leaving_the_keyboard(page_of, made):
    exercise, number, task = first(made, "X1", "chain")
    page = page_of(exercise.id)
    section = page.locator("section.task").nth(number)
    section.locator(".pool button").first.focus()
    for _ in task.answer.options:
        page.keyboard.press("Enter")
    assert section.locator(".moving li").count() == len(task.answer.options)
    last = task.answer.options[-1]
    assert page.evaluate("document.activeElement.closest('li').dataset.id") == last.id
    section.get_by_role("button", name=f"Take out: {last.text}").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == f"+ {last.text}"


def test_the_first_stop_of_the_keyboard_leads_past_the_list_of_exercises(page_of, made):
    page = page_of(made.exercises[3].id)
    page.keyboard.press("Tab")
    assert page.get_by_text("To the exercise").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "exercise"
    assert page.locator("h2").inner_text().endswith(made.exercises[3].title)


def test_a_test_holds_no_key_no_reason_and_no_hint(page_of, made):
    page = page_of(made.exercises[0].id, name="test")
    assert page.get_by_role("button", name="Check").count() == 0
    data = json.loads(page.locator("#pack").inner_text())
    text = json.dumps(data)
    assert not any(re.search(f'"{key}":', text) for key in ("credit", "ranks", "keys", "says", "model", "low", "links"))
    assert all(
        option["about"] is None
        for e in data["exercises"]
        for task in e["tasks"]
        for option in task["answer"].get("options", task["answer"].get("rows", []))
    )
    assert all(task["reason"] is None and task["hints"] == [] for e in data["exercises"] for task in e["tasks"])
    assert page.complaints == []


def test_in_a_test_an_answer_that_changes_nothing_on_the_page_can_be_given(page_of, made):
    for kind, form, label in (("X6", "selection", "None of these"), ("X3", "ordering", "This order is my answer")):
        exercise, number, task = first(made, kind, form)
        page = page_of(exercise.id, name="test")
        section = page.locator("section.task").nth(number)
        if form == "selection":
            section.locator("input").first.check()
        assert not section.get_by_text("noted").is_visible()
        section.get_by_role("button", name=label).click()
        assert section.get_by_text("noted").is_visible()
        name = f"{exercise.id}/{task.id}"
        kept = page.evaluate("name => JSON.parse(localStorage.getItem(storeName)).answers[name].answer", name)
        assert kept == ([] if form == "selection" else [option.id for option in task.answer.options])
        assert page.locator("#progress").inner_text().startswith("1 of ")
        assert page.complaints == []
    assert page_of(exercise.id).get_by_role("button", name="This order is my answer").count() == 0


@pytest.mark.parametrize("kind", ["X1", "X6", "X10", "M1"])
def test_every_form_of_answer_passes_the_checks_of_axe(page_of, made, kind):
    exercise = next(e for e in made.exercises if e.type == kind)
    page = page_of(exercise.id)
    for button in page.get_by_role("button", name="Hint").all():
        button.click()
    found = Axe().run(page)
    assert [v["id"] for v in found.response["violations"]] == [], found.generate_report()


def test_no_exercise_is_wider_than_a_phone(page_of, made):
    page = page_of(wide=360)
    for exercise in made.exercises:
        turn(page, exercise.id)
        shows(page, exercise)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, exercise.id


# ---------------------------------------------------------------- hostile texts, and paper


HOSTILE = {
    "claims/bad.yaml": """\
a-claim:
  text: >
    </script><script>window.broken = 1</script> <!-- <b>bold</b> & “quotes” ' #let x = 1 $x$
  type: observation
  section: bad
  said:
    - {by: ["<img src=x onerror=window.broken=1>", "B & C"], stance: [reports, asserts], hedge: probably}
b-claim:
  text: >
    {{ 7 * 7 }} {% raw %} \\" \\\\ *bold* _x_ @ref `code`
  type: evaluation
  section: bad
  said: {by: D, hedge: clearly}
c-claim:
  text: third
  type: motive
  section: bad
  said: {by: D, hedge: may}
""",
    "claims/sections.yaml": 'bad: {title: "<i>t</i>"}\n',
}


def test_texts_stay_texts_whatever_they_hold(chromium, tmp_path):
    made = pack(load_text(HOSTILE).case)
    assert {"X1", "X2", "X4"} <= {e.type for e in made.exercises}
    for form, text in (
        ("w", forms.workbook(made)),
        ("s", forms.worksheet(made)),
        ("k", forms.worksheet(made, key=True)),
    ):
        (tmp_path / f"{form}.html").write_text(text, encoding="utf-8")
        page, seen = chromium.new_page(), ""
        for exercise in made.exercises:
            page.goto((tmp_path / f"{form}.html").as_uri() + f"#{exercise.id}")
            if form == "w":
                shows(page, exercise)
            assert page.evaluate("window.broken") is None
            seen += page.locator("body").inner_text()
        assert form == "k" or "<script>window.broken" in seen
        page.close()
    assert forms.pdf(made).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["worksheet.html", "key.html", "reading-sheets.html", "reading-sheets-key.html"])
def test_what_is_printed_passes_the_checks_of_axe(chromium, tmp_path, name):
    case = load_text(CHARTER).case
    (tmp_path / name).write_bytes(forms.as_files(case, pack(case))[name])
    page = chromium.new_page()
    page.goto((tmp_path / name).as_uri())
    found = Axe().run(page)
    page.close()
    assert [v["id"] for v in found.response["violations"]] == [], found.generate_report()


def test_the_summary_of_a_class_passes_the_checks_of_axe(made, chromium, tmp_path):
    names = list(made.tasks())
    sheets = []
    for student, share in (("A", 1), ("B", 2)):
        answers = {name: {"answer": ideal(made.tasks()[name][1])} for name in names[::share]}
        data = {"format": "argmap-responses/1", "pack": made.digest, "student": student, "answers": answers}
        sheets.append(read(student, json.dumps(data).encode(), made))
    essay = next(name for name, (_, task) in made.tasks().items() if task.answer.kind == "essay")
    given = [Given("A", essay, "K", 1), Given("A", essay, "L", 2)]
    found = results(made, sheets, given, [Refused("a file", "no JSON")])
    (tmp_path / "results.html").write_text(summary(found, made.tasks()), encoding="utf-8")
    page = chromium.new_page()
    page.goto((tmp_path / "results.html").as_uri())
    told_ = Axe().run(page)
    page.close()
    assert [v["id"] for v in told_.response["violations"]] == [], told_.generate_report()


def test_a_map_on_paper_stands_with_the_doubts_that_it_begins_with(made):
    answer = Map(
        tuple(Option(x, f"Statement {x}.") for x in "abcd"),
        "a",
        (Link("a", "support", ("b", "c", "d"), ()), Link("b", "attack", ("c",), ("d",))),
        (Link("b", "attack", ("c",), ("d",)),),
    )
    task = Task("map", "Complete it.", answer, Reason("So.", ("claims:a",), "map on record"))
    one = replace(next(e for e in made.exercises if e.type == "M2"), tasks=(task,))
    paper = replace(made, exercises=(one,))
    assert "c tells against b; d doubts this step" in forms.worksheet(paper)
    assert "b, c and d together support a." in forms.worksheet(paper, key=True)


def test_worksheet_and_key_number_alike_and_only_the_key_tells(made):
    sheet, key = forms.worksheet(made), forms.worksheet(made, key=True)
    numbers = re.compile(r"<h3>([0-9]+\.[0-9]+) ")
    assert numbers.findall(sheet) == numbers.findall(key)
    assert len(numbers.findall(key)) == len(made.tasks())
    assert not any(task.reason.text in sheet for _, task in made.tasks().values())


def test_the_same_project_gives_the_same_bytes_in_every_form():
    cases = [load_text(CHARTER).case for _ in range(2)]
    one, other = (forms.as_files(case, pack(case), forms.FORMS) for case in cases)
    assert one == other
    assert {"worksheet.pdf", "key.pdf"} <= set(one)
