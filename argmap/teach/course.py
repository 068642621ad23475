"""Course: lessons that a teacher planned in a small file, and the pack of exercises of each, made from the map."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from argmap.case import Case
from argmap.render.page import page
from argmap.teach import forms
from argmap.teach.border import first_fault
from argmap.teach.exercise import Exercise, Pack
from argmap.teach.pack import SEED, NoExercise, packs

LESSON = "lesson-"
"""What the name of a lesson's folder begins with; its number follows."""
USUAL = ("json", "workbook", "worksheet", "key")
"""The forms of each lesson, unless others are asked for."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_PICK = re.compile(r"(\S+) (\S+)")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Part):
    """A question for discussion, and what a teacher may listen for in the answers."""

    ask: Words
    listen: Words


class Step(_Part):
    """What a class does for so many minutes; exercises are named by type and record, as `X1 some-claim`."""

    minutes: Annotated[int, Field(ge=1, le=180)]
    title: Words
    text: Words
    exercises: tuple[Annotated[str, StringConstraints(pattern=r"^\S+ \S+$")], ...] = ()

    def picks(self) -> tuple[tuple[str, str], ...]:
        """The exercises as (type, record)."""
        return tuple((found[1], found[2]) for one in self.exercises if (found := _PICK.fullmatch(one)))


class Lesson(_Part):
    """One lesson: what it is for, what it needs, what is done in it and what is talked over.

    The exercises are named; the seed settles what is drawn within them, such as wrong options.
    """

    title: Words
    aim: Words
    can: Annotated[tuple[Words, ...], Field(min_length=1)]
    before: Words
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    discussion: tuple[Question, ...] = ()
    after: Words | None = None
    seed: Words = SEED

    def heading(self, number: int) -> str:
        """What the lesson is called at its place in the course."""
        return f"Lesson {number}: {self.title}"

    def minutes(self) -> int:
        """How long the lesson is."""
        return sum(step.minutes for step in self.steps)


class Course(_Part):
    """A course: what it is about, what must be at hand, and its lessons in order."""

    title: Words
    about: Words
    hand_out: Annotated[tuple[Words, ...], Field(min_length=1)]
    lessons: Annotated[tuple[Lesson, ...], Field(min_length=1, max_length=99)]


class BadCourse(ValueError):
    """A file holds no course, or asks for what the map does not give; the message says where and what."""


def read_course(text: str) -> Course:
    """The course in a text. Raises BadCourse."""
    try:
        return Course(**tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as failure:
        raise BadCourse(f"it is not TOML: {failure}") from None
    except ValidationError as failure:
        place, said = first_fault(failure)
        raise BadCourse(f"{_where(place)} {said}") from None


def _where(steps: Sequence[int | str]) -> str:
    """A place in the file as people count: lessons.0.steps → lesson 1, steps."""
    found: list[str] = []
    for step in steps:
        if isinstance(step, int) and found:
            found[-1] = f"{found[-1].removesuffix('s')} {step + 1}"
        else:
            found.append(str(step))
    return ", ".join(found) or "the file"


def made(case: Case, course: Course) -> tuple[Pack, ...]:
    """The pack of every lesson. Raises BadCourse where an exercise that a step names cannot be made of the map."""
    wanted = []
    for number, lesson in enumerate(course.lessons, start=1):
        picks = tuple(pick for step in lesson.steps for pick in step.picks())
        twice = next((pick for place, pick in enumerate(picks) if pick in picks[:place]), None)
        if twice:
            raise BadCourse(f"{lesson.heading(number)}: the exercise {' '.join(twice)} stands there twice")
        wanted.append((lesson.heading(number), lesson.seed, picks))
    try:
        return packs(case, wanted)
    except NoExercise as failure:
        raise BadCourse(str(failure)) from None


# --------------------------------------------------------------------------- as files


def as_files(case: Case, course: Course, packs: Sequence[Pack], wanted: Sequence[str] = ()) -> dict[str, bytes]:
    """A course as files: `index.html` for the teacher, and in `lesson-N/` the plan with the forms that were asked for.

    `packs` are those of its lessons, as `made` makes them. File name → bytes. Raises NoTypst for PDF without the optional
    package.
    """
    found = {}
    lessons = []
    for number, pack in enumerate(packs, start=1):
        folder = f"{LESSON}{number}"
        files = forms.as_files(case, pack, wanted or USUAL)
        told = _lesson(course, number, pack, tuple(files))
        lessons.append(told)
        found[f"{folder}/plan.html"] = page("lesson", course=course.title, last=len(course.lessons), **told).encode()
        found |= {f"{folder}/{name}": data for name, data in files.items()}
    index = page(
        "course", title=course.title, about=course.about, hand_out=course.hand_out, map=case.title(), lessons=lessons
    )
    return {"index.html": index.encode(), **found}


@dataclass(frozen=True, slots=True)
class _Row:
    """A step of a lesson as it is printed: from which minute to which, and its exercises with their numbers."""

    start: int
    end: int
    title: str
    text: str
    exercises: tuple[tuple[int, Exercise], ...]


def _rows(lesson: Lesson, pack: Pack) -> Iterator[_Row]:
    at, number = 0, 0
    for step in lesson.steps:
        several = tuple(enumerate(pack.exercises[number : number + len(step.exercises)], start=number + 1))
        yield _Row(at, at + step.minutes, step.title, step.text, several)
        at, number = at + step.minutes, number + len(several)


_FORMS: Mapping[str, str] = {
    "workbook.html": "workbook, for the browser",
    "worksheet.html": "worksheet, to print",
    "key.html": "key",
    "test.html": "test, without key",
    "worksheet.pdf": "worksheet (PDF)",
    "key.pdf": "key (PDF)",
    "reading-sheets.html": "reading sheets",
    "reading-sheets-key.html": "reading sheets, key",
    "exercises-qti.zip": "package for a learning platform (QTI 2.2)",
    "exercises.json": "data, for marking",
}


def _lesson(course: Course, number: int, pack: Pack, files: Sequence[str]) -> dict[str, Any]:
    """A lesson as plain values for its page and for the list of lessons."""
    lesson = course.lessons[number - 1]
    return {
        "number": number,
        "folder": f"{LESSON}{number}",
        "title": lesson.title,
        "aim": lesson.aim,
        "can": lesson.can,
        "before": lesson.before,
        "minutes": lesson.minutes(),
        "rows": tuple(_rows(lesson, pack)),
        "discussion": lesson.discussion,
        "after": lesson.after,
        "aims": pack.aims,
        "digest": pack.digest,
        "points": f"{sum(task.worth for _, task in pack.tasks().values()):g}",
        "exercises": len(pack.exercises),
        "files": tuple((name, _FORMS[name]) for name in _FORMS if name in files),
        "workbook": "workbook.html" in files,
    }
