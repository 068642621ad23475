"""Notes: what was worked out of a case before, which counts as long as nothing that was read for it has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from argmap.case import Case
from argmap.graph import Inference
from argmap.memo import Memo, digested
from argmap.noted import CARRIES, DERIVED, HAS, LINE, TABLES, VALUES, WAYS, WHOLES, Facet, Reads, noting
from argmap.semantics.valuation import Because

K = TypeVar("K")
V = TypeVar("V")
_Read = frozenset[Facet]
F = TypeVar("F", "_Kept", "_Held", "_Derived")
IDLE = 16
"""For how many builds in which nobody asks for it something is held."""


class _Kept(NamedTuple):
    """A value of JSON, what was read for it, and the names of what the memo is to keep along with it."""

    reads: _Read
    along: tuple[str, ...]
    value: Any


class _Held(NamedTuple):
    """Any value, what was read for it, the names of what was kept along with it, and in which build it was asked for last."""

    reads: _Read
    value: Any
    along: tuple[str, ...]
    build: int


class _Derived(NamedTuple):
    """What was read for something derived, and the digest of what came of it; that itself, in brackets, if it is at hand."""

    reads: _Read
    digest: str
    value: tuple[Any] | None


class Gained(NamedTuple):
    """What notes and their memo hold that they did not hold before, as another process can be told of it."""

    kept: Mapping[str, _Kept]
    derived: Mapping[Facet, _Derived]
    used: Mapping[str, Any]


class Notes:
    """What was worked out of a case, by kind and key, each with all that was read for it.

    `kept` is what can be written as JSON; what is held, and what came of what is derived, lives as long as this object and
    those that go on from it.
    """

    def __init__(self, case: Case, memo: Memo, before: Notes | None = None, *, lasting: bool = False) -> None:
        self.case = case
        self.memo = memo
        self.lasting = lasting  # what is held will be wanted by a later build of this process
        self.frame = _frame(case)
        self.kept: dict[str, _Kept] = {}
        self._held: dict[tuple[object, ...], _Held] = {}
        self.derived: dict[Facet, _Derived] = {}
        self._build = 0
        self._asked: list[str] = []  # the names of all that was kept or found kept, in turn
        self._digests: dict[str, dict[str, str]] = {}  # by kind and name
        self._records: dict[int, tuple[BaseModel, str]] = {}
        self._records_before: Mapping[int, tuple[BaseModel, str]] = {}
        self._before: Mapping[str, _Kept] = {}
        self._held_before: Mapping[tuple[object, ...], _Held] = {}
        self._derived_before: Mapping[Facet, _Derived] = {}
        self._stale: set[Facet] = set()
        self._suspects: set[Facet] = set()  # what is derived, and may come out otherwise than before
        self._other: dict[Facet, bool] = {}  # whether what is derived came out otherwise than before
        self._rested = (-1, -1, -1)
        self._onward: tuple[dict[str, _Kept], dict[Facet, _Derived], dict[tuple[object, ...], _Held]] = ({}, {}, {})
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
        self._build = before._build + 1
        self._records_before = before._records
        self._before, self._derived_before, self._held_before = before._onward
        changes = _changes(before.case, self.case)
        for kind, digests in before._digests.items():
            changed = self._changed(kind, digests, before, changes)
            self._digests[kind] = kept = dict(digests)
            for name in changed:
                del kept[name]
                if self.digest((kind, name)) != digests[name]:
                    self._stale.add((kind, name))
        self._suspect()

    def _suspect(self) -> None:
        """Find what is derived of anything that has changed, or of what may come out otherwise for that."""
        waiting = self._stale
        while waiting:
            found = {facet for facet, one in self._derived_before.items() if not waiting.isdisjoint(one.reads)}
            waiting = found - self._suspects
            self._suspects |= waiting

    def _left(self, known: Mapping[K, F]) -> dict[K, F]:
        """What is known of an earlier build, nobody asked for in this one, and counts still, as far as that was worked out."""
        doubtful = self._suspects - {facet for facet, other in self._other.items() if not other}
        changed = self._stale | doubtful
        return {key: found for key, found in known.items() if changed.isdisjoint(found.reads)}

    def _changed(
        self, kind: str, names: Mapping[str, object], before: Notes, changes: Mapping[str, AbstractSet[str]]
    ) -> AbstractSet[str]:
        """Those of some names under which a thing of a kind may be another than it was; most are the very same, since they
        stand in a file that nobody touched, or came out as they did."""
        table = kind.partition(".")[0]
        if (changed := changes.get("inferences" if table in (LINE, CARRIES) else table)) is not None:
            return changed & names.keys()
        if kind in VALUES:
            return {name for name in names if self._value(kind, name) is not before._value(kind, name)}
        asked, _, table = kind.rpartition(" ")
        if f"{asked} " == HAS:
            return names.keys() & (_held(self.case, table).keys() ^ _held(before.case, table).keys())
        return names.keys()

    def _value(self, kind: str, name: str) -> object:
        """What the valuation says of a kind under a name."""
        value = getattr(self.case.valuation, kind).get(name)
        # What a number hangs on is read of the whole graph.
        return value.contributions if isinstance(value, Because) else value

    def _read(self, told: Any) -> None:
        """Take over what the memo tells, if it has the form in which it was kept."""
        try:
            told = json.loads(told)
            facets = [(str(kind), str(name)) for kind, name, _ in told["facets"]]
            before = {
                str(name): _Kept(frozenset(map(facets.__getitem__, reads)), tuple(map(str, along)), value)
                for name, (reads, along, value) in told["kept"].items()
            }
            derived = {
                facets[number]: _Derived(
                    frozenset(map(facets.__getitem__, reads)), str(told["facets"][number][2]), None
                )
                for number, reads in told["derived"]
            }
            self._stale = {
                facet
                for facet, (_, _, digest) in zip(facets, told["facets"], strict=True)
                if facet not in derived and self.digest(facet) != digest
            }
        except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
            return
        self._before, self._derived_before = before, derived
        self._suspect()

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
            found = self._before.get(name)
            if found is None or not self._counts(found.reads):
                return None
            self._keep_on(name, found)
        self._asked.append(name)
        return self.kept[name].value

    def _keep_on(self, name: str, found: _Kept) -> None:
        """Go on keeping what an earlier build kept."""
        self.kept[name] = found
        self.memo.take(found.along)

    def read_for(self, kind: str, key: str) -> AbstractSet[Facet]:
        """What was read for what is kept under a key. Raises KeyError."""
        return self.kept[f"{kind} {key}"].reads

    def keep(self, kind: str, key: str, reads: Iterable[Facet], value: Any, along: Iterable[str] = ()) -> None:
        """Keep a value of JSON with what was read for it, and the names of what the memo is to keep along with it."""
        name = f"{kind} {key}"
        self.kept[name] = _Kept(frozenset(reads), tuple(dict.fromkeys(along)), value)
        self._asked.append(name)

    def hold(self, key: tuple[object, ...], work: Callable[[Case], V], reads: Reads) -> V:
        """What some work gives of the case, done once as long as nothing that it reads changes; `reads` grows by that. What is
        kept in the course of it must be among what it reads."""
        held = self._held.get(key)
        if held is None:
            self.begin()
            found = self._held_before.get(key)
            if found is None or not self._counts(found.reads):
                own: Reads = set()
                begin = len(self._asked)
                value = work(noting(self.case, own, self))
                found = _Held(frozenset(own), value, tuple(dict.fromkeys(self._asked[begin:])), self._build)
            for name in found.along:
                if name not in self.kept and name in self._before:  # where it counts too: what it reads, this reads
                    self._keep_on(name, self._before[name])
            self._held[key] = held = found._replace(build=self._build)
        self._asked += held.along
        reads |= held.reads
        given: V = held.value
        return given

    def derive(self, kind: str, name: str) -> Any:
        """What one of `DERIVED` gives of the case, for a name unless that is empty; worked out once as long as nothing that it
        reads changes."""
        facet = kind, name
        found = self.derived.get(facet)
        if found is None or found.value is None:
            self.begin()
            found = self._derived_before.get(facet)
            if found is None or found.value is None or not self._counts(found.reads):
                own: Reads = set()
                value = DERIVED[kind](noting(self.case, own, self), *filter(None, [name]))
                found = _Derived(frozenset(own), _short(repr(value)), (value,))
            self.derived[facet] = found
        assert found.value is not None
        return found.value[0]

    def gaining(self, work: Callable[[], V]) -> tuple[V, Gained]:
        """What some work gives, and what was gained by it here."""
        kept, derived, used = set(self.kept), set(self.derived), set(self.memo.used)
        made = work()
        return made, Gained(
            {name: found for name, found in self.kept.items() if name not in kept},
            {facet: found._replace(value=None) for facet, found in self.derived.items() if facet not in derived},
            {name: value for name, value in self.memo.used.items() if name not in used},
        )

    def take(self, *gained: Gained) -> None:
        """Hold what was gained by another process that began with the same."""
        for one in gained:
            self.kept.update(one.kept)
            self.derived.update({facet: found for facet, found in one.derived.items() if facet not in self.derived})
            self.memo.used.update(one.used)

    def _counts(self, reads: _Read) -> bool:
        """Whether nothing that was read has changed."""
        return self._stale.isdisjoint(reads) and not any(map(self._otherwise, self._suspects & reads))

    def _otherwise(self, facet: Facet) -> bool:
        """Whether something derived that may come out otherwise than it did does so."""
        if facet not in self._other:
            before = self._derived_before[facet]
            self._other[facet] = not self._counts(before.reads) and self._worked_out(facet) != before.digest
        return self._other[facet]

    def _worked_out(self, facet: Facet) -> str | None:
        """The digest of something derived; None where the case has nothing of that name any more."""
        try:
            self.derive(*facet)
        except KeyError:
            return None
        return self.derived[facet].digest

    def close(self) -> None:
        """Put all that this build asked for into the memo."""
        derived: dict[Facet, _Derived] = {}
        found = set(frozenset[Facet]().union(*(kept.reads for kept in self.kept.values())))
        waiting = list(found)
        for facet in waiting:  # grows while it is walked
            one = self.derived.get(facet) or self._derived_before.get(facet)
            if one is not None:
                derived[facet] = one
                waiting += one.reads - found
                found |= one.reads
        facets = sorted(found)
        number = {facet: index for index, facet in enumerate(facets)}
        kept = {
            name: [sorted(map(number.__getitem__, reads)), list(along), value]
            for name, (reads, along, value) in sorted(self.kept.items())
        }
        below = [[number[facet], sorted(map(number.__getitem__, one.reads))] for facet, one in sorted(derived.items())]
        told = [[*facet, derived[facet].digest if facet in derived else self.digest(facet)] for facet in facets]
        # As a text of its own, which is not read where nothing has changed at all.
        noted = {"facets": told, "derived": below, "kept": kept}
        self.memo.keep("notes", self.frame, json.dumps(noted, separators=(",", ":")))

    def rest(self) -> None:
        """Work out what a later build will begin with: the digests of all that was read, and what it may still count on."""
        held = len(self.kept), len(self._held), len(self.derived)
        if self._rested != held:
            tables: list[Mapping[Any, Any]] = [self._before, self._held_before, self._derived_before]
            tables += [self.kept, self._held, self.derived]
            for facet in frozenset[Facet]().union(*(found.reads for table in tables for found in table.values())):
                if facet[0] not in DERIVED:
                    self.digest(facet)
            idle = self._left(self._held_before)
            self._onward = (
                self._left(self._before) | self.kept,
                self._left(self._derived_before) | self.derived,
                {key: one for key, one in idle.items() if self._build - one.build < IDLE} | self._held,
            )
        self._rested = held

    # ---- digests

    def digest(self, facet: Facet) -> str:
        """The digest of a thing that can be asked of the case, but for what is derived of it."""
        kind, name = facet
        digests = self._digests.setdefault(kind, {})
        found = digests.get(name)
        if found is None:
            digests[name] = found = _short(self._told(kind, name))
        return found

    def _told(self, kind: str, name: str) -> str:
        graph = self.case.graph
        if kind in TABLES:
            return self._of(getattr(graph, kind).get(name))
        table, dot, key = kind.partition(".")
        if dot and table in TABLES:
            record = getattr(graph, table).get(name)
            record = record.record if isinstance(record, Inference) else record
            return "gone" if record is None else self._part(getattr(record, key))
        if kind in VALUES:
            return repr(self._value(kind, name))
        if kind in WAYS:
            found = getattr(graph, kind)(name)
            return repr(tuple(map(_joined, found)) if isinstance(found, tuple) else found)
        if kind in (LINE, CARRIES):
            line = graph.inferences.get(name)
            return repr(_joined(line) if kind == LINE else line is not None and line.carries)
        if kind in WHOLES:
            found = getattr(graph, kind)
            return repr(sorted(found) if isinstance(found, frozenset) else found)
        asked, _, table = kind.rpartition(" ")
        held = _held(self.case, table)
        return repr(name in held) if f"{asked} " == HAS else repr(list(held))

    def _part(self, value: Any) -> str:
        """The value of a key of a record."""
        return repr([self._of(one) for one in value] if isinstance(value, tuple) else self._of(value))

    def _of(self, record: Any) -> str:
        """A record, or an inference, as text that no other has."""
        if isinstance(record, Inference):
            return repr((*_joined(record), record.at, self._of(record.record)))
        if not isinstance(record, BaseModel):
            return repr(record)
        number = id(record)  # which no other has as long as it is held here
        found = self._records.get(number) or self._records_before.get(number)
        self._records[number] = found = found or (record, _short(repr(record.model_dump())))
        return found[1]


def _joined(found: Any) -> Any:
    """What an inference joins; anything else as it is."""
    return (found.id, found.conclusion, found.polarity, found.premises) if isinstance(found, Inference) else found


def _changes(before: Case, after: Case) -> dict[str, set[str]]:
    """The names in a table under which a record may be another than it was, and those from which a way leads elsewhere."""
    found = {}
    for table in TABLES:
        old, new = getattr(before.graph, table), getattr(after.graph, table)
        found[table] = {name for name in old.keys() | new.keys() if not _same(old.get(name), new.get(name))}
    ways: dict[str, set[str]] = {way: set() for way in WAYS if way != "authority"}  # which is by the form of a name
    for graph in (before.graph, after.graph):
        for line in filter(None, map(graph.inferences.get, found["inferences"])):
            ways["bearing_on"].add(line.conclusion)
            ways["resting_on"].update(line.premises)
            ways["undercut_with"].update(attacker.by for attacker in line.record.undercut_by)
        for name in found["evidence"]:
            if name in graph.evidence:
                ways["undermined_with"].update(attacker.by for attacker in graph.evidence[name].undermined_by)
        for question in filter(None, map(graph.questions.get, found["questions"])):
            ways["questions_of"].update(question.hypotheses)
    ways["grounds"] = ways["bearing_on"] | found["evidence"]
    return found | ways


def _same(old: object, new: object) -> bool:
    """Whether a record is the very same, or an inference holds it in the same place."""
    if isinstance(old, Inference) and isinstance(new, Inference):
        return new.record is old.record and (_joined(new), new.at) == (_joined(old), old.at)
    return new is old


def _held(case: Case, table: str) -> Mapping[str, object]:
    """A table of a case by its name; an empty one where there is none."""
    if table not in (*TABLES, *VALUES):
        return {}
    found: Mapping[str, object] = getattr(case.graph if table in TABLES else case.valuation, table)
    return found


def _frame(case: Case) -> str:
    """What everything is read under: the settings, and what of the graph is the same in any text without errors."""
    graph, valuation = case.graph, case.valuation
    uncut = None if graph.uncut is None else [list(getattr(graph.uncut, table).items()) for table in TABLES]
    told = (sorted(graph.left_out), uncut, valuation.semantics, valuation.converged)
    return digested([repr(case.settings.model_dump()), repr(told)])


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
