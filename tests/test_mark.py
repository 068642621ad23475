"""Marking a class: tables, difficulty, agreement, codes for names, and files that cannot be used."""

import csv
import io
import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.teach import pack
from argmap.teach.exercise import Essay
from argmap.teach.marking import ideal
from argmap.teach.pack import as_data
from argmap.teach.responses import Codes, Refused, Sheet, guarded, holds_marks, read, read_codes, read_marks, unguarded
from argmap.teach.results import correlation, kappa, kappa_with_interval, results


@pytest.fixture(scope="module")
def made(corpus):
    return pack(corpus.case, each=1)


def response(made, student, *, right=1.0, **changes):
    """A response with a share of its tasks right and the rest not answered."""
    names = list(made.tasks())
    kept = names[: round(right * len(names))]
    answers = {name: {"answer": ideal(made.tasks()[name][1]), "checks": 1, "hints": 0} for name in kept}
    return {"format": "argmap-responses/1", "pack": made.digest, "student": student, "answers": answers} | changes


@pytest.fixture
def handed_in(made, tmp_path):
    """A folder with the pack and the responses of three students."""
    (tmp_path / "exercises.json").write_text(json.dumps(as_data(made)), encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    for student, right in (("Anna", 1.0), ("Božena", 0.5), ("Cyril", 0.1)):
        text = json.dumps(response(made, student, right=right))
        (folder / f"responses-{student}.json").write_text(text, encoding="utf-8")
    return folder


def rows(file):
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


# ---------------------------------------------------------------- a class


def test_a_batch_gives_a_table_for_students_and_one_for_tasks(argmap, handed_in, made):
    out = handed_in.parent / "out"
    ran = argmap("mark", handed_in, "--pack", handed_in.parent / "exercises.json", "-o", out)
    assert ran.status == 0, ran.err
    students = rows(out / "students.csv")
    assert [row["student"] for row in students] == ["Anna", "Božena", "Cyril"]
    assert students[0]["share"] == "1"
    assert float(students[1]["share"]) > float(students[2]["share"]) > 0
    items = rows(out / "items.csv")
    assert [row["task"] for row in items] == list(made.tasks())
    assert "<h1>Results:" in (out / "results.html").read_text(encoding="utf-8")
    assert json.loads((out / "results.json").read_text(encoding="utf-8"))["format"] == "argmap-results/1"


def test_written_answers_wait_and_count_when_they_are_marked(argmap, handed_in):
    out, usual = handed_in.parent / "out", ("--pack", handed_in.parent / "exercises.json")
    argmap("mark", handed_in, *usual, "-o", out)
    waiting = rows(out / "to-mark.csv")
    assert {row["student"] for row in waiting} >= {"Anna", "Božena"}
    assert int(rows(out / "students.csv")[0]["waiting"]) == sum(row["student"] == "Anna" for row in waiting)
    text = "student,task,marker,points\r\n"
    for row, marker in product(waiting, ("K", "L")):
        text += f"{row['student']},{row['task']},{marker},{row['most'] if marker == 'K' else int(row['most']) - 1}\r\n"
    (handed_in.parent / "marks.csv").write_text(text, encoding="utf-8")
    ran = argmap("mark", handed_in, *usual, "--marks", handed_in.parent / "marks.csv", "-o", out)
    assert ran.status == 0, ran.err
    students = rows(out / "students.csv")
    assert [row["waiting"] for row in students] == ["0", "0", "0"]
    assert 0.5 < float(students[0]["share"]) < 1
    (agreement,) = rows(out / "agreement.csv")
    assert (agreement["marker"], agreement["other marker"], int(agreement["answers"])) == ("K", "L", len(waiting))


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_that_was_filled_in_on_the_spot_counts_and_is_never_written_over(argmap, handed_in, between):
    out, usual = handed_in.parent / "out", ("--pack", handed_in.parent / "exercises.json")
    argmap("mark", handed_in, *usual, "-o", out)
    table = out / "to-mark.csv"
    empty = table.read_bytes()
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=between)  # as a spreadsheet saves it, here or abroad
        found = list(csv.reader(io.StringIO(empty.decode(), newline="")))
        places = found[0].index("marker"), found[0].index("points")
        for line in found[1:]:
            for place, value in zip(places, ("K", "1"), strict=True):
                line[place] = value
        writer.writerows(found)
    filled = table.read_bytes()
    ran = argmap("mark", handed_in, *usual, "--marks", table, "-o", out)
    assert ran.status == 0
    assert [row["waiting"] for row in rows(out / "students.csv")] == ["0", "0", "0"]
    assert "to-mark.csv holds marks and was left as it is; the table without marks is to-mark-2.csv" in ran.err
    assert table.read_bytes() == filled
    assert (out / "to-mark-2.csv").read_bytes() == empty
    argmap("mark", handed_in, *usual, "-o", out)
    assert table.read_bytes() == filled
    assert not (out / "to-mark-3.csv").exists()


@pytest.mark.parametrize("text", ["", "notes\r\nmine", "marker,points\r\nK,\r\n", "marker;points\n;1\n", '"'])
def test_a_table_that_is_not_as_it_was_written_is_taken_to_be_filled_in(text):
    assert holds_marks(text)
    assert not holds_marks("student,marker,points\r\nAnna,,\r\n")


def test_the_exercises_handed_in_for_answers_are_told_apart(argmap, handed_in):
    pack_ = handed_in.parent / "exercises.json"
    ran = argmap("mark", pack_, handed_in, "--pack", pack_, "-o", handed_in.parent / "out")
    assert ran.status == 1
    assert "exercises.json: it is a pack of exercises and nobody's answers; give it with --pack" in ran.err
    assert f"3 responses marked: {handed_in.parent / 'out' / 'results.html'}" in ran.err


def test_names_can_be_replaced_by_codes_throughout(argmap, handed_in):
    out, codes = handed_in.parent / "out", handed_in.parent / "codes.csv"
    (handed_in / "broken-Anna.json").write_text("{", encoding="utf-8")
    ran = argmap("mark", handed_in, "--pack", handed_in.parent / "exercises.json", "-o", out, "--codes", codes)
    assert ran.status == 1
    assert "broken-Anna.json: no JSON" in ran.err
    for file in out.iterdir():
        assert not any(name in file.read_text(encoding="utf-8") for name in ("Anna", "Božena", "Cyril")), file.name
    assert {row["name"]: row["code"] for row in rows(codes)} == {"Anna": "s001", "Božena": "s002", "Cyril": "s003"}
    (handed_in / "responses-Anna.json").unlink()
    argmap("mark", handed_in, "--pack", handed_in.parent / "exercises.json", "-o", out, "--codes", codes)
    assert [row["student"] for row in rows(out / "students.csv")] == ["s002", "s003"]


def test_a_broken_file_is_named_and_costs_no_other(argmap, handed_in, made):
    bad = {
        "a.json": b"{",
        "b.json": b"\xff\xfe\x00",
        "c.json": b"[" * 100_000,
        "d.json": json.dumps({"format": "argmap-responses/1"}).encode(),
        "e.json": json.dumps(response(made, "Eva", pack="0" * 16)).encode(),
        "f.json": json.dumps(response(made, " \u202e\x00 ")).encode(),
        "g.json": json.dumps(response(made, "G", answers={"x": {"hints": -1}})).encode(),
        "h.json": b'{"answers": NaN}',
        "i.json": b"null",
        "j.json": json.dumps(response(made, "J", pack="zzz")).encode(),
        "k.json": json.dumps(response(made, "K", answers=[])).encode(),
        "l.json": json.dumps(response(made, "L", answers={"x": 3})).encode(),
        "m.json": json.dumps(response(made, "M" * 101)).encode(),
        "n.json": b"",
        "o.json": json.dumps(response(made, "O", answers={"x": {"answer": 1}}))
        .replace("1}", "9" * 5000 + "}")
        .encode(),
    }
    for name, data in bad.items():
        (handed_in / name).write_bytes(data)
    ran = argmap("mark", handed_in, "--pack", handed_in.parent / "exercises.json", "-o", handed_in.parent / "out")
    assert ran.status == 1
    for name in bad:
        assert f"{name}: " in ran.err, name
    assert "answers the pack 0000000000000000" in ran.err
    for word in ("pydantic", "valid", "input", "should", "dictionary", "pattern", "sys.", "Entry"):
        assert word not in ran.err, word
    for told in (
        "a.json: no JSON from line 1, column 2, on",
        "g.json: answers.x.hints is less than 0",
        "h.json: it holds a number that no workbook writes",
        "i.json: the file is no record with keys",
        "j.json: pack has not the form that it takes",
        "k.json: answers is no table of names and values",
        "m.json: student is longer than 100",
        "n.json: it is empty",
    ):
        assert told in ran.err, told
    assert len(rows(handed_in.parent / "out" / "students.csv")) == 3
    assert {file.name for file in handed_in.iterdir()} >= set(bad)


def test_two_files_of_one_student_are_both_kept(argmap, handed_in, made):
    (handed_in / "again.json").write_text(json.dumps(response(made, "Anna", right=0)), encoding="utf-8")
    ran = argmap("mark", handed_in, "--pack", handed_in.parent / "exercises.json", "-o", handed_in.parent / "out")
    assert "Anna stands in 2 files" in ran.err
    assert [row["student"] for row in rows(handed_in.parent / "out" / "students.csv")].count("Anna") == 2


def test_without_a_pack_or_without_responses_nothing_can_be_done(argmap, tmp_path, handed_in, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert argmap("mark", handed_in).status == 2
    (tmp_path / "empty").mkdir()
    ran = argmap("mark", tmp_path / "empty", "--pack", handed_in.parent / "exercises.json")
    assert (ran.status, "no response files" in ran.err) == (2, True)


def test_the_first_answer_counts_and_the_later_one_does_not(made):
    name, (_, task) = next((n, found) for n, found in made.tasks().items() if found[1].answer.kind == "choice")
    wrong = min(task.answer.options, key=lambda option: task.answer.credit.get(option.id, 0)).id
    data = response(made, "A", answers={name: {"answer": wrong, "later": ideal(task), "checks": 2}})
    sheet = read("a", json.dumps(data).encode(), made)
    (student,) = results(made, [sheet], []).students
    assert next(one.credit for one in student.results if one.task == name) == task.answer.credit.get(wrong, 0)


def test_what_cost_most_is_told_in_the_words_that_students_read(made):
    name, (_, task) = next((n, found) for n, found in made.tasks().items() if found[1].answer.kind == "chain")
    sheet = read("a", json.dumps(response(made, "A", answers={name: {"answer": ideal(task)[:1]}})).encode(), made)
    (item,) = [item for item in results(made, [sheet], []).items if item.task == name]
    missing = next(option.text for option in task.answer.options if option.id == ideal(task)[1])
    assert item.commonest_loss == f"“{missing}” was left out (1)"


def test_tasks_that_the_pack_has_not_are_named_and_not_counted(made):
    sheet = read("a", json.dumps(response(made, "A", answers={"x1-no-such/task": {"answer": 1}})).encode(), made)
    found = results(made, [sheet], [])
    assert any("x1-no-such/task" in note for note in found.notes)
    assert found.students[0].points == 0


# ---------------------------------------------------------------- figures


def test_difficulty_and_discrimination_are_those_of_a_hand_worked_class(made):
    names = [name for name, (_, task) in made.tasks().items() if task.answer.kind == "choice" and task.worth == 1][:3]
    right = {"A": (1, 1, 1), "B": (1, 1, 0), "C": (1, 0, 0), "D": (0, 0, 0)}
    sheets = []
    for student, marks in right.items():
        answers = {n: {"answer": ideal(made.tasks()[n][1])} for n, good in zip(names, marks, strict=True) if good}
        sheets.append(read(student, json.dumps(response(made, student, answers=answers)).encode(), made))
    items = {item.task: item for item in results(made, sheets, []).items}
    assert [items[name].mean_credit for name in names] == [0.75, 0.5, 0.25]
    # The second task against the points for the other two: (1,2) (1,1) (0,1) (0,0).
    assert items[names[1]].discrimination == pytest.approx(0.7071067811865475)
    assert items[names[0]].commonest_loss == "no answer was given (1)"
    others = [item for item in items.values() if item.task not in names]
    assert all(item.mean_credit in (0, None) and item.discrimination is None for item in others)


def test_kappa_agrees_with_a_published_example():
    # Quadratic weights over the table [[13, 0, 0], [3, 6, 0], [0, 1, 3]]: worked from observed and expected squares.
    cells = {(0, 0): 13, (1, 0): 3, (1, 1): 6, (2, 1): 1, (2, 2): 3}
    pairs = [(a / 2, b / 2) for (a, b), count in cells.items() for _ in range(count)]
    n = len(pairs)
    observed = sum((a - b) ** 2 for a, b in pairs) / n
    expected = sum((a - b) ** 2 for (a, _), (_, b) in product(pairs, pairs)) / n**2
    assert kappa(pairs) == pytest.approx(1 - observed / expected)
    whole, low, high = kappa_with_interval(pairs)
    assert low < whole < high <= 1


_SHARES = st.sampled_from([0.0, 1 / 3, 0.5, 2 / 3, 1.0])


@given(st.lists(st.tuples(_SHARES, _SHARES), max_size=12))
def test_kappa_is_the_ratio_of_squares_and_never_above_one(pairs):
    found = kappa(pairs)
    if found is not None:
        assert found <= 1 + 1e-12
        assert found == pytest.approx(kappa([(b, a) for a, b in pairs]))
        if all(a == b for a, b in pairs):
            assert found == 1
        expected = sum((a - b) ** 2 for (a, _), (_, b) in product(pairs, pairs)) / len(pairs) ** 2
        assert found == pytest.approx(1 - sum((a - b) ** 2 for a, b in pairs) / len(pairs) / expected)
    _, low, high = kappa_with_interval(pairs)
    assert low is None or -1 <= low <= high <= 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 9)), min_size=3, max_size=8))
def test_correlation_lies_between_minus_one_and_one(pairs):
    found = correlation(pairs)
    assert found is None or -1 <= found <= 1


# ---------------------------------------------------------------- files from outside


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["format", "pack", "student", "answers", "hints", "x"]), inner)
    ),
    max_leaves=10,
)


@given(st.binary(max_size=60) | _JSON.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=150)
def test_whatever_a_file_holds_it_is_read_or_refused_with_a_reason(made, data):
    found = read("a file", data, made)
    assert isinstance(found, Sheet) or (isinstance(found, Refused) and found.why)


@given(st.dictionaries(st.sampled_from(range(40)), _JSON, max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_answers_break_a_batch(made, answers):
    names = list(made.tasks())
    data = response(made, "A", answers={names[k % len(names)]: {"answer": value} for k, value in answers.items()})
    found = read("a", json.dumps(data, allow_nan=True).encode(), made)
    if isinstance(found, Sheet):
        (student,) = results(made, [found], []).students
        assert 0 <= student.points <= student.of


@given(st.text(max_size=80))
@settings(max_examples=80)
def test_no_table_of_marks_breaks_the_reading(made, text):
    given_, refused = read_marks("marks", text, made)
    assert given_ == []
    assert all(isinstance(one, Refused) for one in refused)


def test_a_line_of_marks_that_cannot_be_used_costs_no_other_line(made):
    name, most = next((n, len(t.answer.criteria)) for n, (_, t) in made.tasks().items() if isinstance(t.answer, Essay))
    text = f"student,task,marker,points\nA,{name},K,{most}\nA,{name},K,{most + 1}\nA,nothing,K,1\nA,{name},,1\nA,{name},K,\n"
    found, refused = read_marks("marks", text, made)
    assert [(one.marker, one.points) for one in found] == [("K", most)]
    assert [one.file for one in refused] == ["marks, line 3", "marks, line 4", "marks, line 5"]


@given(st.text(min_size=1, max_size=8))
def test_a_table_runs_no_formula_and_gives_the_name_back(text):
    assert not guarded(text).startswith(("=", "+", "-", "@"))
    assert unguarded(guarded(text)) == text or text.startswith("'")


def test_codes_go_on_where_the_list_ends_and_two_names_never_share_one():
    codes = read_codes("name,code\nAnna,red\nBoris,s001\n").with_new(["Cyril", "Anna", "Dana"])
    assert codes.known == {"Anna": "red", "Boris": "s001", "Cyril": "s002", "Dana": "s003"}
    assert read_codes(codes.as_csv()) == codes
    with pytest.raises(ValueError, match="two names"):
        read_codes("name,code\nA,x\nB,x\n")
    with pytest.raises(ValueError, match="every line"):
        read_codes("name\nA\n")
    assert Codes({}).with_new([]).known == {}
