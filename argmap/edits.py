"""Edits: what differs between the records of two versions of a project, key by key, and any of it undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from argmap import model
from argmap.faults import key_names, noun
from argmap.graph import ATTACK, SUPPORT, ArgumentGraph, Id
from argmap.layers import without_layers
from argmap.link import link
from argmap.project import Project
from argmap.read import Document
from argmap.settings import Settings
from argmap.text import SourceText, Span
from argmap.tree import Mapping as Branch
from argmap.tree import Tree

Slot = tuple[str, ...]
"""A part of a record that is compared and undone as one: a key, or support or attack with the premises of one inference."""
Records = Mapping[str, Mapping[Id, model.Record]]
"""Kind of record (a key of `argmap.model.KINDS`) → id → record."""

SETTINGS = "settings"
STATEMENTS = ("claims", "evidence")
_ONE_SET = (*STATEMENTS, "questions")

READ: dict[str, frozenset[str]] = {
    "claims": frozenset({SUPPORT, ATTACK, "assumed", "prior", "layer"}),
    "evidence": frozenset(
        {"source", "kind", "date", "event_date", "directness", "appraisal", "undermined_by", "layer"}
    ),
    "sources": frozenset({"appraisal"}),
    "independence": frozenset({"kind", "about", "members", "mode", "rho"}),
    "questions": frozenset({"hypotheses", "catch_all", "relation"}),
    SETTINGS: frozenset({"semantics", "prior", "without_layers", "scales"}),
}
"""The keys that evaluation reads, by kind of record; all others tell, and move no number. A law in the tests holds it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A record that was added or removed (an empty slot), or one slot of a record that was changed.

    `before` and `after` are the record, or what stands in the slot; None where nothing does. `at` is its place in the
    version that has it, the later one where both do.
    """

    kind: str
    id: Id
    slot: Slot
    before: Any
    after: Any
    at: Span = field(compare=False)

    @property
    def what(self) -> str:
        """Added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def whole(self) -> bool:
        """Whether a whole record was added or removed."""
        return not self.slot

    @property
    def read(self) -> bool:
        """Whether evaluation reads what was edited."""
        return self.kind in READ and (self.whole or self.slot[0] in READ[self.kind])

    def differences(self) -> Iterator[tuple[str, Any, Any]]:
        """What differs inside, as plain values: the way to it as words (empty for all of it), before and after."""
        yield from _differences((), plain(self.before), plain(self.after))


@dataclass(frozen=True)
class Version:
    """The records and settings of a project, apart from its files.

    `lost` are the ids that could not be read, `lost_keys` the keys of records that were read of which something could not,
    as kind, id and the key as it is written.
    """

    records: Records
    settings: Settings
    lost: frozenset[Id] = frozenset()
    lost_keys: frozenset[tuple[str, Id, str]] = frozenset()

    def graph(self) -> ArgumentGraph:
        """The argument graph of these records, without what leads nowhere."""
        documents = [
            Document(SourceText(kind, ""), kind, found, Tree(Branch(0)), (), self.lost)
            for kind, found in self.records.items()
        ]
        return without_layers(link(documents)[0], self.settings.without_layers)


def version(project: Project) -> Version:
    """The records of a project as they were read, the first of two with one id as in linking."""
    records: dict[str, dict[Id, model.Record]] = {kind: {} for kind in model.KINDS}
    for document in sorted(project.documents, key=lambda document: document.source.path):
        for name, record in document.records.items():
            kinds = _ONE_SET if document.kind in _ONE_SET else (document.kind,)
            if not any(name in records[kind] for kind in kinds):
                records[document.kind][name] = record
    lost = frozenset(name for document in project.documents for name in document.unreadable)
    keys = frozenset(
        (document.kind, name, key)
        for document in project.documents
        for name, lost_keys in document.incomplete.items()
        if records[document.kind].get(name) is document.records[name]
        for key in lost_keys
    )
    return Version(records, project.settings, lost, keys)


def levelled(before: Project, after: Project) -> tuple[Version, Version]:
    """Two versions in which what could not be read in one is as it stands in the other, so that it makes no difference."""
    one, two = version(before), version(after)
    return _filled(one, two), _filled(two, one)


def _filled(mine: Version, other: Version) -> Version:
    """A version with what could not be read in it taken from another."""
    records = {kind: dict(found) for kind, found in mine.records.items()}
    there = {name for found in mine.records.values() for name in found}
    for kind, found in other.records.items():
        records[kind] |= {name: record for name, record in found.items() if name in mine.lost - there}
    for kind, name, key in mine.lost_keys:
        if name in other.records[kind]:
            kind_of_record = type(other.records[kind][name])
            field_name = next(field for field in kind_of_record.model_fields if _written(kind_of_record, field) == key)
            part = getattr(other.records[kind][name], field_name)
            records[kind][name] = records[kind][name].model_copy(update={field_name: part})
    return Version(records, mine.settings, mine.lost, mine.lost_keys)


def edits(before: Project, after: Project) -> tuple[tuple[Edit, ...], frozenset[Id]]:
    """All that differs, by kind and id, and the ids that could not be read on one side and so are not compared.

    A key of which something could not be read on one side is not compared either (`Version.lost_keys`).
    """
    one, two = levelled(before, after)
    places = [_homes(before), _homes(after)]
    lost = one.lost | two.lost
    found: list[Edit] = []
    for kind in model.KINDS:
        old, new = one.records[kind], two.records[kind]
        for name in sorted(old.keys() | new.keys()):
            if name in lost:
                continue
            home = places[name in new].get((kind, name))
            if name in old and name in new:
                found += _of_record(kind, name, old[name], new[name], home)
            else:
                at = home.place(name) if home else Span("", 0, 0)
                found.append(Edit(kind, name, (), old.get(name), new.get(name), at))
    found += _of_settings(one.settings, two.settings)
    return tuple(found), frozenset(lost)


def undone(whole: Version, changed: Iterable[Edit]) -> Version:
    """A version with some edits that led to it taken back."""
    records = {kind: dict(found) for kind, found in whole.records.items()}
    settings: dict[str, Any] = {}
    parts: dict[tuple[str, Id], dict[Slot, Any]] = {}
    for edit in changed:
        if edit.kind == SETTINGS:
            settings[edit.id] = edit.before
        elif edit.whole and edit.before is None:
            records[edit.kind].pop(edit.id, None)
        elif edit.whole:
            records[edit.kind][edit.id] = edit.before
        else:
            parts.setdefault((edit.kind, edit.id), {})[edit.slot] = edit.before
    for (kind, name), slots in parts.items():
        records[kind][name] = _rebuilt(records[kind][name], slots)
    return Version(records, whole.settings.model_copy(update=settings), whole.lost, whole.lost_keys)


def turned(edit: Edit) -> Edit:
    """An edit the other way round: undoing it does the edit."""
    return Edit(edit.kind, edit.id, edit.slot, edit.after, edit.before, edit.at)


def names_in(value: Any, among: frozenset[Id]) -> frozenset[Id]:
    """Which of some ids a record, or a part of one, names."""
    if isinstance(value, str):
        return frozenset({value}) & among
    if isinstance(value, BaseModel):
        return names_in([getattr(value, name) for name in type(value).model_fields], among)
    if isinstance(value, Mapping):
        return names_in([*value.keys(), *value.values()], among)
    if isinstance(value, list | tuple):
        return frozenset().union(*(names_in(part, among) for part in value))
    return frozenset()


def plain(value: Any) -> Any:
    """A record, or a part of one, as plain values without keys at their defaults."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return value


def name_of_kind(kind: str) -> str:
    """A kind of record as a word without its article: claim, item of evidence, source."""
    if kind == SETTINGS:
        return "setting"
    return noun(model.KINDS[kind]).split(" ", 1)[1]


# --------------------------------------------------------------------------- records in slots


def _homes(project: Project) -> dict[tuple[str, Id], Document]:
    found: dict[tuple[str, Id], Document] = {}
    for document in sorted(project.documents, key=lambda document: document.source.path):
        for name in document.records:
            found.setdefault((document.kind, name), document)
    return found


def _slots(record: model.Record) -> dict[Slot, Any]:
    """A record in the parts that are compared: an inference counts as the same while its premises do."""
    found: dict[Slot, Any] = {}
    for key in type(record).model_fields:
        value = getattr(record, key)
        if isinstance(record, model.Claim) and key in (SUPPORT, ATTACK):
            for line in value:
                found.setdefault((key, *sorted(line.premises)), line)
        else:
            found[(key,)] = value
    return found


def _rebuilt(record: model.Record, slots: Mapping[Slot, Any]) -> model.Record:
    """A record with some of its slots filled otherwise; None empties one."""
    filled = {**_slots(record), **slots}
    update: dict[str, Any] = {slot[0]: value for slot, value in filled.items() if len(slot) == 1}
    if isinstance(record, model.Claim):
        for key in (SUPPORT, ATTACK):
            update[key] = tuple(line for slot, line in filled.items() if slot[0] == key and line is not None)
    return record.model_copy(update=update)


def _of_record(kind: str, name: Id, old: model.Record, new: model.Record, home: Document | None) -> Iterator[Edit]:
    if old == new:
        return
    before, after = _slots(old), _slots(new)
    for slot in (*after, *(slot for slot in before if slot not in after)):
        one, two = before.get(slot), after.get(slot)
        if one != two:
            yield Edit(kind, name, slot, one, two, _place(home, name, slot, new))


def _place(home: Document | None, name: Id, slot: Slot, record: model.Record) -> Span:
    if home is None:
        return Span("", 0, 0)
    key = _written(type(record), slot[0])
    if len(slot) == 1:
        return home.place(name, key)
    number = next((i for i, line in enumerate(getattr(record, key)) if tuple(sorted(line.premises)) == slot[1:]), None)
    return home.place(name, key, number) if number is not None else home.place(name)


def _written(kind: type[model.Record], key: str) -> str:
    """A key as it is written in YAML."""
    return dict(zip(kind.model_fields, key_names(kind), strict=True))[key]


def _of_settings(old: Settings, new: Settings) -> Iterator[Edit]:
    for key in Settings.model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield Edit(SETTINGS, key, (key,), before, after, Span("", 0, 0))


def _differences(way: tuple[str, ...], before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Plain values compared as far down as they have the same shape."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in (*after, *(key for key in before if key not in after)):
            yield from _differences((*way, key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and _of_records([*before, *after]):
        if len(before) == len(after):
            for number, (one, two) in enumerate(zip(before, after, strict=True), start=1):
                yield from _differences((*way, str(number)) if len(before) > 1 else way, one, two)
        else:
            # What begins and what ends both alike is passed over.
            head = next((i for i, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), None)
            head = min(len(before), len(after)) if head is None else head
            old, new = before[head:], after[head:]
            while old and new and old[-1] == new[-1]:
                old, new = old[:-1], new[:-1]
            yield " ".join(way), old or None, new or None
    else:
        yield " ".join(way), before, after


def _of_records(values: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)
