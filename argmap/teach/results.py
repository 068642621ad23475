"""Results: the responses of a class marked, with the difficulty of every task and the agreement of those who marked.

Formulas. Difficulty of a task is the mean credit it earned (the p-value of test theory: high is easy). Discrimination is
Pearson's correlation of a task's credit with the points for all other tasks (item-rest correlation; Henrysson,
Psychometrika 28, 1963). Agreement of two markers is Cohen's weighted kappa with quadratic weights (Cohen, Psychological
Bulletin 70, 1968), over the share of points each gave; its 95 % interval is by the jackknife over answers (Efron and
Stein, Annals of Statistics 9, 1981).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import fsum, sqrt
from typing import Any, Literal

from argmap.render.page import page
from argmap.teach.exercise import Essay, Exercise, Map, Pack, Task
from argmap.teach.marking import LOSSES, mark
from argmap.teach.rebuilt import quoted, sentence
from argmap.teach.responses import Given, Refused, Sheet, table

TO_MARK = "to-mark.csv"
"""The table of written answers, which is filled in and handed back."""
LEAST_FOR_CORRELATION = 3
LEAST_FOR_AGREEMENT = 3
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Result:
    """One answer of one student: credit in [0,1], None where a person has still to mark; hints seen."""

    task: str
    credit: float | None
    hints: int
    losses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Student:
    """One response marked. `points` of `of`, over what is marked; `share` in [0,1]; `waiting` tasks for a person."""

    name: str
    file: str
    points: float
    of: float
    share: float | None
    answered: int
    waiting: int
    hints: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One task over the class: how many were marked, their mean credit in [0,1], the discrimination in [-1,1] (None where
    too few answered or all alike), and what cost credit most often."""

    task: str
    type: str
    level: str
    worth: float
    marked: int
    mean_credit: float | None
    discrimination: float | None
    commonest_loss: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two markers: the answers that both marked, weighted kappa in [-1,1] with the ends of its 95 % interval."""

    markers: tuple[str, str]
    answers: int
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Results:
    """Everything of one batch."""

    title: str
    pack: str
    students: tuple[Student, ...]
    items: tuple[Item, ...]
    agreement: tuple[Agreement, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]
    format: Literal["argmap-results/1"] = "argmap-results/1"


def results(made: Pack, sheets: Sequence[Sheet], given: Sequence[Given], refused: Sequence[Refused] = ()) -> Results:
    """Mark a batch. Every sheet stays a row of its own, also where one student handed in two.

    The first answer counts. A task that was not answered earns nothing; one that waits for a person is left out of the
    points and of what they are out of. A written answer earns the mean of what its markers gave.
    """
    by_answer: dict[tuple[str, str], dict[str, int]] = {}
    notes = []
    for one in given:
        if one.marker in by_answer.setdefault((one.student, one.task), {}):
            notes.append(f"{one.marker} marked {one.task} of {one.student} twice; the later line counts")
        by_answer[one.student, one.task][one.marker] = one.points
    tasks = made.tasks()
    students = tuple(_student(sheet, tasks, by_answer) for sheet in sheets)
    names = Counter(student.name for student in students)
    notes += [f"{name} stands in {count} files; each is a row of its own" for name, count in names.items() if count > 1]
    notes += [f"{s.file} names tasks that the pack has not: {', '.join(s.unknown[:5])}" for s in sheets if s.unknown]
    strangers = sorted({student for student, _ in by_answer} - set(names))
    notes += [f"there are marks for {name}, and no file" for name in strangers]
    return Results(
        made.title,
        made.digest,
        students,
        tuple(_item(name, *found, students) for name, found in tasks.items()),
        tuple(_agreements(tasks, by_answer)),
        tuple(refused),
        tuple(notes),
    )


def _student(
    sheet: Sheet, tasks: Mapping[str, tuple[Exercise, Task]], given: Mapping[tuple[str, str], Mapping[str, int]]
) -> Student:
    found = []
    for name, (_, task) in tasks.items():
        entry = sheet.answers.get(name)
        marked = mark(task, entry.answer if entry else None)
        credit = marked.credit
        points = given.get((sheet.student, name))
        if isinstance(task.answer, Essay) and points:
            credit = fsum(points.values()) / len(points) / len(task.answer.criteria)
        found.append(Result(name, credit, entry.hints if entry else 0, marked.losses if credit != 1 else ()))
    worth = {name: task.worth for name, (_, task) in tasks.items()}
    of = fsum(worth[one.task] for one in found if one.credit is not None)
    points_ = fsum(worth[one.task] * one.credit for one in found if one.credit is not None)
    return Student(
        name=sheet.student,
        file=sheet.file,
        points=points_,
        of=of,
        share=points_ / of if of else None,
        answered=sum(("unanswered", "") not in one.losses for one in found),
        waiting=sum(one.credit is None for one in found),
        hints=sum(one.hints for one in found),
        results=tuple(found),
    )


def _item(name: str, exercise: Exercise, task: Task, students: Sequence[Student]) -> Item:
    pairs = []
    losses: Counter[tuple[str, str]] = Counter()
    for student in students:
        result = next(one for one in student.results if one.task == name)
        losses.update(result.losses)
        if result.credit is not None:
            pairs.append((result.credit, student.points - task.worth * result.credit))
    common = min(losses.items(), key=lambda entry: (-entry[1], entry[0]), default=None)
    return Item(
        name,
        exercise.type,
        exercise.level,
        task.worth,
        len(pairs),
        fsum(credit for credit, _ in pairs) / len(pairs) if pairs else None,
        correlation(pairs) if len(pairs) >= LEAST_FOR_CORRELATION else None,
        f"{_about(task, common[0][1])} {LOSSES[common[0][0]]} ({common[1]})".strip() if common else "",
    )


def _about(task: Task, about: str) -> str:
    """What a loss was about, in the words that the student read; of a map, the step on record."""
    key = task.answer
    texts = {option.id: option.text for option in (*getattr(key, "options", ()), *getattr(key, "rows", ()))}
    kind, _, number = about.partition(":")
    if isinstance(key, Map) and kind == "link":
        return sentence(key.links[int(number)], texts)
    if isinstance(key, Map) and about:
        return "a doubt or step" if kind == "drawn" else "a doubt"
    return " and ".join(quoted(texts.get(one, one)) for one in about.split("|") if one)


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation in [-1,1]; None where one side does not vary."""
    n = len(pairs)
    a, b = (fsum(pair[side] for pair in pairs) / n for side in (0, 1))
    over = fsum((x - a) * (y - b) for x, y in pairs)
    under = sqrt(fsum((x - a) ** 2 for x, _ in pairs) * fsum((y - b) ** 2 for _, y in pairs))
    return max(-1.0, min(1.0, over / under)) if under > 1e-12 else None  # noqa: PLR2004 - rounding of sums


def _agreements(
    tasks: Mapping[str, tuple[Exercise, Task]], given: Mapping[tuple[str, str], Mapping[str, int]]
) -> Iterable[Agreement]:
    markers = sorted({marker for points in given.values() for marker in points})
    for one, other in combinations(markers, 2):
        pairs = []
        for (_, name), points in sorted(given.items()):
            answer = tasks[name][1].answer
            if one in points and other in points and isinstance(answer, Essay):
                most = len(answer.criteria)
                pairs.append((points[one] / most, points[other] / most))
        yield Agreement((one, other), len(pairs), *kappa_with_interval(pairs))


def kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Cohen's kappa with quadratic weights: 1 - observed over expected mean square of the difference, where expected is over
    all pairings of one side's marks with the other's. None where both give one and the same mark throughout.

    With fixed marginals the expected mean square is var(a) + var(b) + (mean a - mean b)² (Fleiss and Cohen, Educational and
    Psychological Measurement 33, 1973).
    """
    n = len(pairs)
    if not n:
        return None
    a, b = (fsum(pair[side] for pair in pairs) / n for side in (0, 1))
    expected = fsum((x - a) ** 2 + (y - b) ** 2 for x, y in pairs) / n + (a - b) ** 2
    observed = fsum((x - y) ** 2 for x, y in pairs) / n
    return 1 - observed / expected if expected > 1e-12 else None  # noqa: PLR2004 - rounding of sums


def kappa_with_interval(pairs: Sequence[tuple[float, float]]) -> tuple[float | None, float | None, float | None]:
    """Weighted kappa and the ends of its 95 % interval by the jackknife; None where they cannot be had."""
    whole, n = kappa(pairs), len(pairs)
    if whole is None or n < LEAST_FOR_AGREEMENT:
        return whole, None, None
    left = [kappa([*pairs[:k], *pairs[k + 1 :]]) for k in range(n)]
    if any(one is None for one in left):
        return whole, None, None
    without = [one for one in left if one is not None]
    mean = fsum(without) / n
    error = sqrt((n - 1) / n * fsum((one - mean) ** 2 for one in without))
    return whole, max(-1.0, whole - NORMAL_95 * error), min(1.0, whole + NORMAL_95 * error)


# --------------------------------------------------------------------------- as files


def as_files(found: Results, made: Pack, sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """The tables (CSV), everything (JSON), a summary with charts (HTML), and the written answers that wait to be marked."""
    tasks = made.tasks()
    students = table(
        ("student", "file", "points", "of", "share", "answered", "waiting", "hints"),
        ((s.name, s.file, s.points, s.of, s.share, s.answered, s.waiting, s.hints) for s in found.students),
    )
    items = table(
        ("task", "type", "level", "worth", "marked", "mean credit", "discrimination", "commonest loss"),
        (
            (i.task, i.type, i.level, i.worth, i.marked, i.mean_credit, i.discrimination, i.commonest_loss)
            for i in found.items
        ),
    )
    by_task = table(("student", *tasks), ((s.name, *(result.credit for result in s.results)) for s in found.students))
    agreement = table(
        ("marker", "other marker", "answers", "weighted kappa", "low", "high"),
        ((*a.markers, a.answers, a.kappa, a.low, a.high) for a in found.agreement),
    )
    waiting = table(
        ("student", "task", "marker", "points", "most", "prompt", "criteria", "model", "answer"),
        (
            (sheet.student, name, "", "", len(task.answer.criteria), task.prompt, "; ".join(task.answer.criteria),
             task.answer.model, sheet.answers[name].answer)
            for sheet in sheets
            for name, (_, task) in tasks.items()
            if isinstance(task.answer, Essay) and name in sheet.answers and mark(task, sheet.answers[name].answer).credit is None
        ),
    )  # fmt: skip
    return {
        "students.csv": students.encode(),
        "items.csv": items.encode(),
        "credits.csv": by_task.encode(),
        "agreement.csv": agreement.encode(),
        TO_MARK: waiting.encode(),
        "results.json": (json.dumps(as_data(found), ensure_ascii=False, indent=1) + "\n").encode(),
        "results.html": summary(found, tasks).encode(),
    }


def as_data(found: Results) -> dict[str, Any]:
    """Everything as plain values."""
    return asdict(found)


STEPS = 10


def summary(found: Results, tasks: Mapping[str, tuple[Exercise, Task]]) -> str:
    """A page with a table of students, a chart of their shares, and every task with its difficulty as a bar."""
    shares = [student.share for student in found.students if student.share is not None]
    counts = Counter(min(int(share * STEPS), STEPS - 1) for share in shares)
    highest = max(counts.values(), default=1)
    bars = [
        {"x": 40 + 40 * k, "height": 120 * counts[k] / highest, "count": counts[k], "from": 10 * k, "to": 10 * k + 10}
        for k in range(STEPS)
    ]
    items = [
        {
            "item": item,
            "title": tasks[item.task][0].title,
            "prompt": tasks[item.task][1].prompt,
            "mean": "" if item.mean_credit is None else f"{item.mean_credit:.2f}",
            "bar": 0 if item.mean_credit is None else round(100 * item.mean_credit, 1),
            "discrimination": "" if item.discrimination is None else f"{item.discrimination:.2f}",
        }
        for item in found.items
    ]
    return page(
        "results",
        title=f"Results: {found.title}",
        found=found,
        bars=bars,
        items=items,
        students=[
            {
                "s": s,
                "points": f"{s.points:.2f}",
                "of": f"{s.of:g}",
                "share": "" if s.share is None else f"{s.share:.0%}",
            }
            for s in found.students
        ],
        agreement=[
            {
                "a": a,
                "kappa": "" if a.kappa is None else f"{a.kappa:.2f}",
                "band": "" if a.low is None or a.high is None else f"{a.low:.2f} to {a.high:.2f}",
            }
            for a in found.agreement
        ],
    )
