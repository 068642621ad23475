"""Noted: a case that notes what is read of it, and what was worked out of one before, as long as nothing read has changed.

Nobody lists what a picture depends on: it is drawn from a case that writes down each thing asked of it (a record, whether
there is one of a name, the inferences that bear on a claim, a confidence). In a later build what came of it counts as long as
every one of these things is told by the same digest. What no class here knows of goes through the tables that it is made from, and is
noted there; places in files are refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, NoReturn, TypeVar, cast

from pydantic import BaseModel

from argmap.case import Case
from argmap.graph import ArgumentGraph, Id, Inference
from argmap.memo import Memo, digested
from argmap.semantics.valuation import Because, Valuation

V = TypeVar("V")
Facet = tuple[str, str]
"""A thing that can be asked of a case: its kind, and an id or nothing."""
Reads = set[Facet]

_TABLES = (
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
_VALUES = (
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
_HAS, _NAMES = "has ", "names of "


def noting(case: Case, reads: Reads) -> Case:
    """The same case, which notes in `reads` whatever is read of it; its settings, which `Notes` hold apart, go unnoted."""
    noted = Case(_Graph.of(case.graph, reads), _Valuation.of(case.valuation, reads), case.settings)
    noted.__dict__["scales"] = case.scales  # made of the settings
    return noted


class _Record:
    """A record that notes which of its keys are read; whatever else is asked of it counts as the whole of it."""

    __slots__ = ("_kind", "_name", "_reads", "_record")

    def __init__(self, record: BaseModel, kind: str, name: str, reads: Reads) -> None:
        self._record = record
        self._kind = kind
        self._name = name
        self._reads = reads

    def __getattr__(self, key: str) -> Any:
        known = key in type(self._record).model_fields
        self._reads.add((f"{self._kind}.{key}" if known else self._kind, self._name))
        return getattr(self._record, key)

    def _whole(self) -> BaseModel:
        self._reads.add((self._kind, self._name))
        return self._record

    def __eq__(self, other: object) -> bool:
        return self._whole() == (other._whole() if isinstance(other, _Record) else other)

    def __hash__(self) -> int:
        return hash(self._whole())

    def __repr__(self) -> str:
        return repr(self._whole())


class _Table(Mapping[str, V]):
    """A table that notes what is looked up in it."""

    def __init__(self, kind: str, held: Mapping[str, V], reads: Reads) -> None:
        self._kind = kind
        self._held = held
        self._reads = reads

    def __getitem__(self, name: str) -> V:
        found = self._held.get(name)
        if found is None:
            self._reads.add((_HAS + self._kind, name))
            return self._held[name]
        return self._noted(name, found)

    def _noted(self, name: str, found: V) -> V:
        if isinstance(found, BaseModel):
            self._reads.add((_HAS + self._kind, name))
            noted: Any = _Record(found, self._kind, name, self._reads)
            return cast("V", noted)
        self._reads.add((self._kind, name))
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """What stands under a name, or something else."""
        found = self._held.get(name)
        if found is None:
            self._reads.add((_HAS + self._kind, name))
            return default
        return self._noted(name, found)

    def __contains__(self, name: object) -> bool:
        self._reads.add((_HAS + self._kind, str(name)))
        return name in self._held

    def __iter__(self) -> Iterator[str]:
        self._reads.add((_NAMES + self._kind, ""))
        return iter(self._held)

    def __len__(self) -> int:
        self._reads.add((_NAMES + self._kind, ""))
        return len(self._held)


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

    @classmethod
    def of(cls, graph: ArgumentGraph, reads: Reads) -> _Graph:
        """A graph whose reads are noted."""
        found = object.__new__(cls)
        found.__dict__.update(inner=graph, reads=reads, left_out=graph.left_out, uncut=graph.uncut)
        return found

    def __getattr__(self, name: str) -> Any:
        if name in _TABLES:
            self.__dict__[name] = made = _Table(name, getattr(self.inner, name), self.reads)
            return made
        if name == "order":
            self.reads.add(("order", ""))
            return self.inner.order
        raise AttributeError(name)  # places in files among them

    def _way(self, kind: str, name: Id) -> Any:
        self.reads.add((kind, name))
        return getattr(self.inner, kind)(name)

    def bearing_on(self, identifier: Id) -> tuple[Inference, ...]:
        found: tuple[Inference, ...] = self._way("bearing_on", identifier)
        return found

    def resting_on(self, identifier: Id) -> tuple[Inference, ...]:
        found: tuple[Inference, ...] = self._way("resting_on", identifier)
        return found

    def undercut_with(self, identifier: Id) -> tuple[Inference, ...]:
        found: tuple[Inference, ...] = self._way("undercut_with", identifier)
        return found

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


_WAYS = ("bearing_on", "resting_on", "undercut_with", "undermined_with", "questions_of", "grounds", "authority")
_WHOLES = ("order", "theses", "at_hand", "reading")


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
        if name in _VALUES:
            made = (_Becauses if name == "because" else _Table)(name, getattr(self.inner, name), self.reads)
            self.__dict__[name] = made
            return made
        raise AttributeError(name)


class Notes:
    """What was worked out of a case, by kind and key, each with all that was read for it.

    `kept` is what can be written as JSON, `held` what cannot, and lives as long as this object and those that go on from it.
    """

    def __init__(self, case: Case, memo: Memo, before: Notes | None = None, *, lasting: bool = False) -> None:
        self.case = case
        self.memo = memo
        self.lasting = lasting  # what is held will be wanted by a later build of this process
        self.frame = _frame(case)
        self.kept: dict[str, tuple[frozenset[Facet], tuple[str, ...], Any]] = {}
        self.held: dict[tuple[object, ...], tuple[frozenset[Facet], Any]] = {}
        self._digests: dict[str, dict[str, str]] = {}  # by kind and name
        self._texts: dict[str, Mapping[str, str]] = {}
        self._records: dict[int, tuple[BaseModel, str]] = {}
        self._records_before: Mapping[int, tuple[BaseModel, str]] = {}
        self._before: Mapping[str, tuple[Iterable[Facet], Iterable[str], Any]] = {}
        self._held_before: Mapping[tuple[object, ...], tuple[frozenset[Facet], Any]] = {}
        self._stale: set[Facet] = set()
        self._rested = (-1, -1)
        self._earlier: Any = memo.told("notes", self.frame)  # until it is held against the case
        if before is not None:
            self._earlier = (before._earlier or before) if before.frame == self.frame else None

    def begin(self) -> None:
        """Hold what an earlier build noted against the case."""
        earlier, self._earlier = self._earlier, None
        if isinstance(earlier, Notes):
            self._go_on(earlier)
        elif earlier is not None:
            self._read(earlier)

    def _go_on(self, before: Notes) -> None:
        """Take over what was noted of an earlier version of the case."""
        before.rest()
        self._records_before = before._records
        unasked = {name: found for name, found in before._before.items() if before._stale.isdisjoint(found[0])}
        self._before, self._held_before = {**unasked, **before.kept}, before.held
        for kind, digests in before._digests.items():
            changed = self._changed(kind, digests, before)
            self._digests[kind] = {name: digest for name, digest in digests.items() if name not in changed}
            self._stale.update((kind, name) for name in changed if self.digest((kind, name)) != digests[name])

    def _changed(self, kind: str, names: Mapping[str, object], before: Notes) -> frozenset[str]:
        """Those of some names under which a thing of a kind may be another than it was; most are the very same, since they
        stand in a file that nobody touched, or came out as they did."""
        table = kind.partition(".")[0]
        old: Mapping[str, object]
        if kind in _WAYS and kind != "authority":
            new_way, old_way = getattr(self.case.graph, kind), getattr(before.case.graph, kind)
            return frozenset(name for name in names if not _alike(new_way(name), old_way(name)))
        if table in _TABLES:
            new, old = getattr(self.case.graph, table), getattr(before.case.graph, table)
            return frozenset(
                name for name in names if (one := new.get(name)) is not (two := old.get(name)) and not _equal(one, two)
            )
        if kind in _VALUES:
            new, old = self._as_text(kind), before._as_text(kind)
            return frozenset(name for name in names if new.get(name) != old.get(name))
        asked, _, table = kind.rpartition(" ")
        if f"{asked} " == _HAS:
            return frozenset(names).intersection(_held(self.case, table).keys() ^ _held(before.case, table).keys())
        return frozenset(names)

    def _as_text(self, kind: str) -> Mapping[str, str]:
        """The values of a kind by name, each as text that no other has."""
        if kind not in self._texts:
            values = getattr(self.case.valuation, kind)
            self._texts[kind] = {
                name: repr(value.contributions if isinstance(value, Because) else value)
                for name, value in values.items()
            }
        return self._texts[kind]

    def _read(self, told: Any) -> None:
        """Take over what the memo tells, if it has the form in which it was kept."""
        try:
            told = json.loads(told)
            facets = [(str(kind), str(name)) for kind, name, _ in told["facets"]]
            self._before = {
                str(name): (tuple(map(facets.__getitem__, reads)), tuple(map(str, along)), value)
                for name, (reads, along, value) in told["kept"].items()
            }
            self._stale = {
                facet
                for facet, (_, _, digest) in zip(facets, told["facets"], strict=True)
                if self.digest(facet) != digest
            }
        except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
            self._before = {}

    # ---- what is known

    @property
    def begun(self) -> bool:
        """Whether there is anything that an earlier build noted."""
        return self._earlier is not None or bool(self._before)

    def known(self, kind: str, key: str) -> Any:
        """What was kept under a key, if nothing that was read for it has changed; otherwise None."""
        self.begin()
        name = f"{kind} {key}"
        if name not in self.kept:
            if name not in self._before or not self._stale.isdisjoint(self._before[name][0]):
                return None
            reads, along, value = self._before[name]
            self.kept[name] = frozenset(reads), tuple(along), value
            self.memo.take(along)
        return self.kept[name][2]

    def keep(self, kind: str, key: str, reads: Iterable[Facet], value: Any, along: Iterable[str] = ()) -> None:
        """Keep a value of JSON with what was read for it, and the names of what the memo is to keep along with it."""
        self.kept[f"{kind} {key}"] = frozenset(reads), tuple(dict.fromkeys(along)), value

    def hold(self, key: tuple[object, ...], work: Callable[[Case], V], reads: Reads) -> V:
        """What some work gives of the case, done once as long as nothing that it reads changes; `reads` grows by that."""
        if key not in self.held:
            self.begin()
            found = self._held_before.get(key)
            if found is None or not self._stale.isdisjoint(found[0]):
                own: Reads = set()
                value = work(noting(self.case, own))
                found = frozenset(own), value
            self.held[key] = found
        own_reads, held = self.held[key]
        reads |= own_reads
        given: V = held
        return given

    def close(self) -> None:
        """Put all that this build asked for into the memo."""
        facets = sorted(frozenset[Facet]().union(*(reads for reads, _, _ in self.kept.values())))
        number = {facet: index for index, facet in enumerate(facets)}
        kept = {
            name: [sorted(map(number.__getitem__, reads)), list(along), value]
            for name, (reads, along, value) in sorted(self.kept.items())
        }
        told = [[kind, name, self.digest((kind, name))] for kind, name in facets]
        # As a text of its own, which is not read where nothing has changed at all.
        self.memo.keep("notes", self.frame, json.dumps({"facets": told, "kept": kept}, separators=(",", ":")))

    def rest(self) -> None:
        """Work out the digests of all that was read, for a later build to compare with."""
        if self._rested != (len(self.kept), len(self.held)):
            kept = (found[0] for found in (*self._before.values(), *self.kept.values()))
            for facet in frozenset[Facet]().union(*kept, *(reads for reads, _ in self.held.values())):
                self.digest(facet)
        self._rested = len(self.kept), len(self.held)

    # ---- digests

    def digest(self, facet: Facet) -> str:
        """The digest of a thing that can be asked of the case."""
        kind, name = facet
        digests = self._digests.setdefault(kind, {})
        found = digests.get(name)
        if found is None:
            digests[name] = found = _short(self._told(kind, name))
        return found

    def _told(self, kind: str, name: str) -> str:
        graph = self.case.graph
        if kind in _TABLES:
            return self._of(getattr(graph, kind).get(name))
        table, dot, key = kind.partition(".")
        if dot and table in _TABLES:
            record = getattr(graph, table).get(name)
            return "gone" if record is None else self._part(getattr(record, key))
        if kind in _VALUES:
            return self._as_text(kind).get(name, repr(None))
        if kind in _WAYS:
            found = getattr(graph, kind)(name)
            if isinstance(found, tuple):
                return repr([self._of(one) if isinstance(one, Inference) else one for one in found])
            return repr(found)
        if kind in _WHOLES:
            found = getattr(graph, kind)
            return repr(sorted(found) if isinstance(found, frozenset) else found)
        asked, _, table = kind.rpartition(" ")
        held = _held(self.case, table)
        return repr(name in held) if f"{asked} " == _HAS else repr(list(held))

    def _part(self, value: Any) -> str:
        """The value of a key of a record."""
        return repr([self._of(one) for one in value] if isinstance(value, tuple) else self._of(value))

    def _of(self, record: Any) -> str:
        """A record, or an inference, as text that no other has."""
        if isinstance(record, Inference):
            return repr((record.id, record.conclusion, record.polarity, record.at, self._of(record.record)))
        if not isinstance(record, BaseModel):
            return repr(record)
        number = id(record)  # which no other has as long as it is held here
        found = self._records.get(number) or self._records_before.get(number)
        self._records[number] = found = found or (record, _short(repr(record.model_dump())))
        return found[1]


def _alike(new: Sequence[object], old: Sequence[object]) -> bool:
    """Whether two ways through a graph lead to the same."""
    return len(new) == len(old) and all(map(_equal, new, old))


def _equal(new: object, old: object) -> bool:
    """Whether two inferences hold the very same record, in the same place, or two names are the same."""
    if isinstance(new, Inference) and isinstance(old, Inference):
        placed = (new.id, new.conclusion, new.polarity, new.at) == (old.id, old.conclusion, old.polarity, old.at)
        return new.record is old.record and placed
    return isinstance(new, str) and new == old


def _held(case: Case, table: str) -> Mapping[str, object]:
    """A table of a case by its name; an empty one where there is none."""
    if table not in (*_TABLES, *_VALUES):
        return {}
    found: Mapping[str, object] = getattr(case.graph if table in _TABLES else case.valuation, table)
    return found


def _frame(case: Case) -> str:
    """What everything is read under: the settings, and what of the graph is the same in any text without errors."""
    graph, valuation = case.graph, case.valuation
    uncut = None if graph.uncut is None else [list(getattr(graph.uncut, table).items()) for table in _TABLES]
    told = (sorted(graph.left_out), uncut, valuation.semantics, valuation.converged)
    return digested([repr(case.settings.model_dump()), repr(told)])


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
