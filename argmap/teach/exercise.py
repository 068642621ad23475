"""Exercise: what a student is asked, what counts as an answer, and why, as plain values.

Every form (workbook, worksheet, key, JSON, question bank) is made from these, and every mark is computed from them, so that
no form can know more or mark otherwise than another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

FORMAT = "argmap-exercises/1"
LEVELS = ("easy", "middle", "hard")
Level = Literal["easy", "middle", "hard"]
_EASY, _MIDDLE = 5, 9


def level(load: int) -> Level:
    """How hard an exercise is, from its load: the number of things to be held together to answer it (options, premises,
    steps, voices, as its family counts them). To 5 it is easy, to 9 middle, above that hard."""
    return "easy" if load <= _EASY else "middle" if load <= _MIDDLE else "hard"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, order or place. `id` is unique within its task; `about` names the record it stands for."""

    id: str
    text: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One option is chosen. `credit` in [0,1] is a row of a confusion table: what each option earns (0 if not named)."""

    options: tuple[Option, ...]
    credit: Mapping[str, float]
    says: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class Selection:
    """Any number of options is chosen: `key` belongs there, `free` may or may not. `says` tells why each is right or wrong."""

    options: tuple[Option, ...]
    key: tuple[str, ...]
    free: tuple[str, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["selection"] = "selection"


@dataclass(frozen=True, slots=True)
class Ordering:
    """All options are put in order, the highest rank first; options of one rank may stand either way round."""

    options: tuple[Option, ...]
    ranks: Mapping[str, int]
    ends: tuple[str, str]
    kind: Literal["ordering"] = "ordering"


@dataclass(frozen=True, slots=True)
class Chain:
    """Some options are strung together. `same` gives the one name behind an option (aliases have one name);
    `keys` are the chains of names that are accepted, the first being the one to show."""

    options: tuple[Option, ...]
    same: Mapping[str, str]
    keys: tuple[tuple[str, ...], ...]
    ends: tuple[str, str]
    kind: Literal["chain"] = "chain"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least` to `most`; those from `low` to `high` are accepted."""

    low: int
    high: int
    least: int
    most: int
    kind: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class Grid:
    """One column is chosen for every row; `credit` in [0,1] by row and column, `says` by row."""

    rows: tuple[Option, ...]
    columns: tuple[Option, ...]
    credit: Mapping[str, Mapping[str, float]]
    says: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Essay:
    """Something written, which a person marks by the criteria, a point for each; `model` is one good answer."""

    model: str
    criteria: tuple[str, ...]
    kind: Literal["essay"] = "essay"


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a map: premises that bear together on a conclusion, and what undercuts the step."""

    conclusion: str
    polarity: Literal["support", "attack"]
    premises: tuple[str, ...]
    undercut_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """A map is built out of statements; `links` are those of the reference, `start` those that stand there at first.

    `root` is the statement that it all comes to. `says` tells the warrant of each link of the reference, by its number.
    """

    options: tuple[Option, ...]
    root: str
    links: tuple[Link, ...]
    start: tuple[Link, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["map"] = "map"


Answer = Annotated[Choice | Selection | Ordering | Chain | Number | Grid | Essay | Map, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the key is the key: in words, with the records it follows from (`claims:some-claim`) and the rule that gives it."""

    text: str
    records: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to answer. `judgement` where reasonable people may differ, that is, where the key accepts a range.

    `hints` come one at a time. `worth` in points is what full credit earns.
    """

    id: str
    prompt: str
    answer: Answer
    reason: Reason
    hints: tuple[str, ...] = ()
    judgement: bool = False
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Material:
    """What a student has before him: a heading, lines of text, and where a reader of the source finds it.

    `passage` is the source's own wording, printed only where the reader handed in his own copy of the text.
    """

    heading: str
    lines: tuple[str, ...]
    place: str | None = None
    passage: str | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of one type (X1 to X16, M1 to M4) on one record, with its material and tasks."""

    id: str
    type: str
    title: str
    level: Level
    load: int
    about: str
    material: tuple[Material, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """An exercise type: what it is called, what a student learns by it, and in whose terms.

    `skill` is one of sourcing, contextualisation, corroboration, close reading (Stanford History Education Group) or
    argument; `concept` one of the six of Seixas and Morton (2013), where the type has a handle on one.
    """

    type: str
    name: str
    learns: str
    skill: str
    concept: str
    needs: str
    marking: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exercise type of which a project yields nothing, and why."""

    type: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Pack:
    """All exercises made from one project. `digest` tells packs apart: a response is marked by the pack it answers."""

    title: str
    seed: str
    digest: str
    aims: tuple[Aim, ...]
    exercises: tuple[Exercise, ...]
    left_out: tuple[LeftOut, ...]
    format: Literal["argmap-exercises/1"] = "argmap-exercises/1"

    def tasks(self) -> dict[str, tuple[Exercise, Task]]:
        """Every task by `exercise/task`, in the order of the pack."""
        return {f"{e.id}/{t.id}": (e, t) for e in self.exercises for t in e.tasks}
