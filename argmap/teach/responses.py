"""Responses: the files that students hand in, and the marks that people give, read with care and never trusted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from argmap.teach.border import first_fault
from argmap.teach.exercise import FORMAT as EXERCISES
from argmap.teach.exercise import Essay, Pack

FORMAT = "argmap-responses/1"
LARGEST_FILE = 5 * 1024 * 1024
MOST_COUNTED = 1_000_000


def _plain(value: Any) -> Any:
    """White space folded, and nothing that a terminal or a table would take for more than a letter."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


Name = Annotated[str, BeforeValidator(_plain), StringConstraints(min_length=1, max_length=100)]
Count = Annotated[int, Field(ge=0, le=MOST_COUNTED)]


class _Border(BaseModel):
    """Strict: a number is no text and a text no number."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Entry(_Border):
    """What a student did with one task: the answer that counts, what came after the key was seen, hints, checks.

    An answer is an id of an option, a list of ids, a whole number, the ids of columns by those of rows, the steps of a map
    with `conclusion`, `polarity`, `premises` and `undercut_by`, or a text; anything else earns nothing.
    """

    answer: Any = None
    later: Any = None
    hints: Count = 0
    checks: Count = 0


class Response(_Border):
    """One student's file."""

    format: Literal["argmap-responses/1"]
    pack: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    student: Name
    answers: dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A response with the file it came from, and the tasks it names that the pack has not."""

    file: str
    student: str
    answers: Mapping[str, Entry]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a line of one, that could not be used, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Given:
    """The points that one marker gave to one answer."""

    student: str
    task: str
    marker: str
    points: int


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def read(file: str, data: bytes, made: Pack) -> Sheet | Refused:
    """One response file. Whatever it holds, it gives a sheet or a reason and raises nothing."""
    if len(data) > LARGEST_FILE:
        return Refused(file, f"larger than {LARGEST_FILE // 1024 // 1024} MiB; no workbook writes such a file")
    try:
        plain = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        return Refused(file, "no UTF-8 text; it is not a file that the workbook saved")
    except RecursionError:
        return Refused(file, "nested too deeply")
    except json.JSONDecodeError as failure:
        what = "it is empty" if not data.strip() else f"no JSON from line {failure.lineno}, column {failure.colno}, on"
        return Refused(file, f"{what}; was it opened and saved in another program, or cut short?")
    except ValueError:
        return Refused(file, "it holds a number that no workbook writes; was it written by hand?")
    if isinstance(plain, dict) and plain.get("format") == EXERCISES:
        return Refused(file, "it is a pack of exercises and nobody's answers; give it with --pack")
    try:
        found = Response.model_validate(plain)
    except ValidationError as failure:
        return Refused(file, _first(failure))
    if found.pack != made.digest:
        return Refused(
            file,
            f"it answers the pack {found.pack}, and this is {made.digest}; give the exercises.json of its workbook with --pack",
        )
    known = made.tasks()
    answers = {name: entry for name, entry in found.answers.items() if name in known}
    unknown = tuple(sorted(_plain(name)[:100] for name in found.answers if name not in known))
    return Sheet(file, found.student, answers, unknown)


def _first(failure: ValidationError) -> str:
    place, said = first_fault(failure)
    where = _plain(".".join(str(step) for step in place))[:100] or "the file"
    return f"{where} {said}: it is not a file that the workbook saved, or was changed since"


def _rows(text: str) -> csv.DictReader[str]:
    """The rows of a table by its columns. Programs of many countries save a table with semicolons, some with tabs."""
    text = text.removeprefix("\ufeff")
    between = max(",;\t", key=text.partition("\n")[0].count)
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=between, strict=True)


def holds_marks(text: str) -> bool:
    """Whether somebody has written into a table of answers to be marked. So it is taken to be where it is no such table."""
    try:
        rows = _rows(text)
        if not {"marker", "points"} <= set(rows.fieldnames or ()):
            return True
        return any(row["marker"] or row["points"] for row in rows)
    except csv.Error:
        return True


def read_marks(file: str, text: str, made: Pack) -> tuple[list[Given], list[Refused]]:
    """Marks that people gave: a table with the columns student, task, marker and points, as `to-mark.csv` has them.

    Lines without points are passed over; a line that cannot be used is refused by its number and costs no other line.
    """
    given: list[Given] = []
    refused: list[Refused] = []
    rows = _rows(text)
    try:
        missing = {"student", "task", "marker", "points"} - set(rows.fieldnames or ())
        if missing:
            return [], [Refused(file, f"it has no column {' and no column '.join(sorted(missing))}")]
        for number, row in enumerate(rows, start=2):
            found = _given(row, made)
            if isinstance(found, str):
                refused.append(Refused(f"{file}, line {number}", found))
            elif found is not None:
                given.append(found)
    except csv.Error as failure:
        refused.append(Refused(file, f"no table: {failure}"))
    return given, refused


def _given(row: Mapping[str, str | None], made: Pack) -> Given | str | None:
    student, task, marker, points = (
        unguarded(_plain(row.get(key) or "")) for key in ("student", "task", "marker", "points")
    )
    if not points:
        return None
    known = made.tasks().get(task)
    answer = known[1].answer if known is not None else None
    if not isinstance(answer, Essay):
        return f"{task[:100] or 'nothing'} is no written task of this pack"
    most = len(answer.criteria)
    if not (points.isascii() and points.isdigit() and int(points[:9]) <= most):
        return f"{points[:20]} is no whole number of points from 0 to {most}"
    if not student or not marker:
        return "it takes a student and a marker"
    return Given(student, task, marker, int(points))


# --------------------------------------------------------------------------- tables

_FORMULA = ("=", "+", "-", "@")


def guarded(value: object) -> str:
    """A value for a table: a text that a spreadsheet would run as a formula is led in by an apostrophe."""
    text = f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` set before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A CSV table (RFC 4180) with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(guarded(value) for value in row)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes for names: what stands in the teacher's own list, and a new code for everybody else."""

    known: Mapping[str, str]

    def with_new(self, names: Iterable[str]) -> Codes:
        """The same codes, and s001, s002 … for names that have none yet, in the order given."""
        found = dict(self.known)
        free = (code for code in self._all() if code not in set(found.values()))
        for name in names:
            if name not in found:
                found[name] = next(free)
        return Codes(found)

    @staticmethod
    def _all() -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield f"s{number:03}"

    def as_csv(self) -> str:
        """The list, for the teacher alone."""
        return table(("name", "code"), self.known.items())


def read_codes(text: str) -> Codes:
    """A list of names and codes. Raises ValueError where it is none, or where two names have one code."""
    try:
        rows = list(_rows(text))
    except csv.Error as failure:
        raise ValueError(f"no table: {failure}") from None
    if any(not row.get("name") or not row.get("code") for row in rows):
        raise ValueError("every line takes a name and a code")
    found = {unguarded(_plain(row["name"])): unguarded(_plain(row["code"])) for row in rows}
    if len(set(found.values())) < len(found):
        raise ValueError("two names have one code")
    return Codes(found)
