"""Noted: a case that notes what is read of it.

Nobody lists what a picture depends on: it is drawn from a case that writes down each thing asked of it (a key of a record,
whether there is one of a name, the inferences that bear on a claim, a confidence). What no class here knows of goes through
the tables that it is made from, and is noted there; places in files are refused.

What is `derived` of a case is noted as one thing, by what came of it. Who asked for that need not ask again when something
read for it has changed, as long as the same comes of it (after the early cutoff of A. Mokhov, N. Mitchell, S. Peyton Jones,
Build Systems à la Carte, 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property, wraps
from typing import Any, Concatenate, NoReturn, ParamSpec, Protocol, TypeVar, cast

from pydantic import BaseModel

from argmap.case import Case
from argmap.graph import ArgumentGraph, Id, Inference
from argmap.semantics.valuation import Because, Valuation

V = TypeVar("V")
P = ParamSpec("P")
Facet = tuple[str, str]
"""A thing that can be asked of a case: its kind, and an id or nothing."""
Reads = set[Facet]

TABLES = (
    "claims",
    "evidence",
    "sources",
    "inferences",
    "groups",
    "questions",
    "transmissions",
    "sections",
    "omissions",
    "oddities",
    "authorities",
)
"""The tables of a graph. A kind is the name of one, for a record as a whole, or that with a dot and a key of its records."""
VALUES = (
    "confidence",
    "dependence",
    "decibans",
    "reliability",
    "grade",
    "because",
    "rivals",
    "carried",
    "label",
)
"""The tables of a valuation, each a kind."""
WAYS = ("bearing_on", "resting_on", "undercut_with", "undermined_with", "questions_of", "grounds", "authority")
"""Functions of a graph that take a name, each a kind. Of an inference they tell what it joins, as does the kind `LINE`."""
WHOLES = ("order", "theses", "at_hand", "reading")
"""What else is asked of a whole graph, each a kind."""
HAS, NAMES = "has ", "names of "
"""Before the name of a table: whether it holds a name, and which names it holds."""
LINE, CARRIES = "line", "carries"
"""Of an inference by its id: what it joins, and whether it can hold its conclusion up at all."""


class Keeping(Protocol):
    """Who keeps what was worked out of a case."""

    def hold(self, key: tuple[object, ...], work: Callable[[Case], V], reads: Reads) -> V:
        """What some work gives of the case; `reads` grows by what is read for it."""

    def derive(self, kind: str, name: str) -> Any:
        """What one of `DERIVED` gives of the case, for a name unless that is empty."""


DERIVED: dict[str, Callable[..., object]] = {}
"""What can be derived of a case, by kind."""


def derived(work: Callable[Concatenate[Case, P], V]) -> Callable[Concatenate[Case, P], V]:
    """Some work on a case, or on it and a name in it, whose result is noted as one thing where a case notes what is read.

    The result must hold nothing that notes (no record, no inference), and say in its `repr` all that it holds, the same in
    every process. It is given to all who ask, and nobody may change it.
    """
    kind = f"derived {work.__name__}"
    assert kind not in DERIVED, "two would be taken for each other"
    DERIVED[kind] = work

    @wraps(work)
    def asked(case: Case, /, *args: P.args, **named: P.kwargs) -> V:
        notes, reads = keeping(case)
        name = "".join(map(str, args))  # which is one, or none
        if notes is None:
            # What is read for it must be noted each time, where anything is.
            if isinstance(case.graph, _Graph):
                return work(case, *args, **named)
            if (kind, name) not in case.derived:
                case.derived[kind, name] = work(case, *args, **named)
            known: V = case.derived[kind, name]
            return known
        reads.add((kind, name))
        found: V = notes.derive(kind, name)
        return found

    return asked


_KEEPING = "keeping"


def keeping(case: Case) -> tuple[Keeping | None, Reads]:
    """Who keeps what is worked out of a case that notes what is read of it, and where that is noted."""
    found: tuple[Keeping | None, Reads] = case.__dict__.get(_KEEPING, (None, set()))
    return found


def once(case: Case, key: tuple[object, ...], work: Callable[[], V]) -> V:
    """What some work gives that depends on nothing but its key, done once as long as what is worked out of a case is kept."""
    notes, _ = keeping(case)
    return work() if notes is None else notes.hold(key, lambda _: work(), set())


def noting(case: Case, reads: Reads, notes: Keeping | None = None) -> Case:
    """The same case, which notes in `reads` whatever is read of it; its settings, which `Notes` hold apart, go unnoted.

    What `notes` know is not derived again. Without them, what is read for it counts as read of the case.
    """
    noted = Case(_Graph.of(case.graph, reads), _Valuation.of(case.valuation, reads), case.settings)
    noted.__dict__["scales"] = case.scales  # made of the settings
    if notes is not None:
        noted.__dict__[_KEEPING] = notes, reads
    return noted


@cache
def _keys(model: type[BaseModel], kind: str) -> Mapping[str, str]:
    """The keys of a model's records → the kinds as which they are noted."""
    return {key: f"{kind}.{key}" for key in model.model_fields}


class _Record:
    """A record that notes which of its keys are read; whatever else is asked of it counts as the whole of it."""

    def __init__(self, record: BaseModel, kind: str, name: str, reads: Reads) -> None:
        self._record = record
        self._kind = kind
        self._name = name
        self._reads = reads

    def __getattr__(self, key: str) -> Any:
        self._reads.add((_keys(type(self._record), self._kind).get(key, self._kind), self._name))
        self.__dict__[key] = found = getattr(self._record, key)  # once noted, it is at hand
        return found

    def _whole(self) -> BaseModel:
        self._reads.add((self._kind, self._name))
        return self._record

    def __eq__(self, other: object) -> bool:
        return self._whole() == (other._whole() if isinstance(other, _Record) else other)

    def __hash__(self) -> int:
        return hash(self._whole())

    def __repr__(self) -> str:
        return repr(self._whole())


class _Line:
    """An inference that notes which keys of its record are read. What it joins was noted where it was found; where it is
    written is refused."""

    __slots__ = ("_reads", "_written", "conclusion", "id", "polarity", "premises", "record")

    def __init__(self, line: Inference, reads: Reads) -> None:
        self.id = line.id
        self.conclusion = line.conclusion
        self.polarity = line.polarity
        self.premises = line.premises
        self.record = _Record(line.record, "inferences", line.id, reads)
        self._written = line
        self._reads = reads

    @property
    def linked(self) -> bool:
        return self._written.linked

    @property
    def carries(self) -> bool:
        self._reads.add((CARRIES, self.id))
        return self._written.carries

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (_Line, Inference)) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        self._reads.add(("inferences", self.id))
        return repr(self._written)


class _Table(Mapping[str, V]):
    """A table that notes what is looked up in it."""

    def __init__(self, kind: str, held: Mapping[str, V], reads: Reads) -> None:
        self._kind = kind
        self._held = held
        self._reads = reads
        self._found: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        found = self._found.get(name)
        if found is None:
            if (held := self._held.get(name)) is None:
                self._reads.add((HAS + self._kind, name))
                return self._held[name]
            self._found[name] = found = self._noted(name, held)
        return found

    def _noted(self, name: str, found: V) -> V:
        noted: Any = found
        if isinstance(found, BaseModel):
            self._reads.add((HAS + self._kind, name))
            noted = _Record(found, self._kind, name, self._reads)
        else:
            self._reads.add((self._kind, name))
        return cast("V", noted)

    def get(self, name: str, default: Any = None) -> Any:
        """What stands under a name, or something else."""
        if self._held.get(name) is None:
            self._reads.add((HAS + self._kind, name))
            return default
        return self[name]

    def __contains__(self, name: object) -> bool:
        self._reads.add((HAS + self._kind, str(name)))
        return name in self._held

    def __iter__(self) -> Iterator[str]:
        self._reads.add((NAMES + self._kind, ""))
        return iter(self._held)

    def __len__(self) -> int:
        self._reads.add((NAMES + self._kind, ""))
        return len(self._held)


class _Lines(_Table[Inference]):
    """The inferences by their ids."""

    def _noted(self, name: str, found: Inference) -> Inference:
        self._reads.add((LINE, name))
        return cast("Inference", _Line(found, self._reads))


def _unasked() -> NoReturn:
    raise AssertionError("what a number hangs on is read of the whole graph, and is not noted")


class _Becauses(_Table[Because]):
    """The reasons of numbers, without what they hang on."""

    def _noted(self, name: str, found: Because) -> Because:
        return replace(super()._noted(name, found), ask=_unasked)


class _Graph(ArgumentGraph):
    """A graph that notes what is read of it. What is not defined here works on its tables, and is noted by them."""

    inner: ArgumentGraph
    reads: Reads
    lines: dict[Id, Inference]

    @classmethod
    def of(cls, graph: ArgumentGraph, reads: Reads) -> _Graph:
        """A graph whose reads are noted."""
        found = object.__new__(cls)
        found.__dict__.update(inner=graph, reads=reads, lines={}, left_out=graph.left_out, uncut=graph.uncut)
        return found

    def __getattr__(self, name: str) -> Any:
        if name in TABLES:
            made = (_Lines if name == "inferences" else _Table)(name, getattr(self.inner, name), self.reads)
            self.__dict__[name] = made
            return made
        if name == "order":
            self.reads.add(("order", ""))
            return self.inner.order
        raise AttributeError(name)  # places in files among them

    def _way(self, kind: str, name: Id) -> Any:
        self.reads.add((kind, name))
        return getattr(self.inner, kind)(name)

    def _lines(self, kind: str, name: Id) -> tuple[Inference, ...]:
        """Inferences to which a way leads, each the same however it is come by."""
        known = self.lines
        found: list[Inference] = []
        for line in self._way(kind, name):
            if (noted := known.get(line.id)) is None:
                known[line.id] = noted = cast("Inference", _Line(line, self.reads))
            found.append(noted)
        return tuple(found)

    def bearing_on(self, identifier: Id) -> tuple[Inference, ...]:
        return self._lines("bearing_on", identifier)

    def resting_on(self, identifier: Id) -> tuple[Inference, ...]:
        return self._lines("resting_on", identifier)

    def undercut_with(self, identifier: Id) -> tuple[Inference, ...]:
        return self._lines("undercut_with", identifier)

    def undermined_with(self, identifier: Id) -> tuple[Id, ...]:
        found: tuple[Id, ...] = self._way("undermined_with", identifier)
        return found

    def questions_of(self, claim: Id) -> tuple[Id, ...]:
        found: tuple[Id, ...] = self._way("questions_of", claim)
        return found

    def grounds(self, identifier: Id) -> tuple[Id, ...]:
        found: tuple[Id, ...] = self._way("grounds", identifier)
        return found

    def authority(self, name: str) -> Id | None:
        found: Id | None = self._way("authority", name)
        return found

    @cached_property
    def theses(self) -> tuple[Id, ...]:
        self.reads.add(("theses", ""))
        return self.inner.theses

    @cached_property
    def at_hand(self) -> frozenset[Id]:
        self.reads.add(("at_hand", ""))
        return self.inner.at_hand

    @cached_property
    def reading(self) -> Mapping[Id, int]:
        self.reads.add(("reading", ""))
        return self.inner.reading


class _Valuation(Valuation):
    """A valuation that notes what is read of it."""

    inner: Valuation
    reads: Reads

    @classmethod
    def of(cls, valuation: Valuation, reads: Reads) -> _Valuation:
        """A valuation whose reads are noted."""
        found = object.__new__(cls)
        found.__dict__.update(
            inner=valuation, reads=reads, semantics=valuation.semantics, converged=valuation.converged
        )
        return found

    def __getattr__(self, name: str) -> Any:
        if name in VALUES:
            made = (_Becauses if name == "because" else _Table)(name, getattr(self.inner, name), self.reads)
            self.__dict__[name] = made
            return made
        raise AttributeError(name)
