"""Text → records: each file is read alone, and a fault costs the smallest part that can be left out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from argmap import model
from argmap.diagnostics import Diagnostic, Edit, Fix, Severity, error
from argmap.faults import (
    COMMA,
    LONGEST_SHOWN,
    MISPLACED,
    PARTS,
    Path,
    close_to,
    expected_words,
    id_hint,
    key_names,
    noun,
    part_type,
    sentence,
)
from argmap.scan import Handed, Hollow, bare, scan
from argmap.slips import WHOLE
from argmap.text import SourceText, Span, words
from argmap.tree import Mapping, Part, Scalar, Sequence, Tree, regrown, scanned

T = TypeVar("T")


@dataclass(frozen=True)
class Document:
    """What one file says: its records by id, a place for every part of them, and what is wrong with it.

    `unreadable` holds the ids that stand in the file but whose record was lost to an error, so that nobody
    reports a reference to them as dangling. `incomplete` names, for records that were read, the keys of which something was
    lost to an error, so that nobody takes it for something that was never written.
    """

    source: SourceText
    kind: str
    records: MappingType[str, model.Record]
    tree: Tree
    diagnostics: tuple[Diagnostic, ...]
    unreadable: frozenset[str]
    incomplete: MappingType[str, frozenset[str]] = field(default_factory=dict)

    def place(self, identifier: str, *path: str | int) -> Span:
        """Where a part of a record stands: the value at a path of keys and indexes, or the id for an empty path.

        A path that leads past what is written gives the nearest part that holds it.
        """
        known = self._places.get((identifier, *path))
        if known is None:
            self._places[identifier, *path] = known = self._found(identifier, path)
        return known

    @cached_property
    def _places(self) -> dict[tuple[str | int, ...], Span]:
        """The places that were asked for: rules ask for the same ones in every build."""
        return {}

    def _found(self, identifier: str, path: Path) -> Span:
        key = self.tree.top.keys.get(identifier)
        if key is None:
            return Span(self.source.path, 0, 0)
        if not path:
            return Span(self.source.path, key.start, key.end)
        if (spot := self.tree.spot(identifier, path)) is not None:
            return self._span(*spot)
        part, _, _ = _walk(self.tree.part(identifier), path)
        return self._span(part.start, part.end)

    def place_of_key(self, identifier: str, *path: str | int) -> Span:
        """Where the key at the end of a path stands, rather than its value."""
        holder, _, _ = _walk(self.tree.part(identifier), path[:-1])
        key = holder.keys.get(str(path[-1])) if isinstance(holder, Mapping) else None
        return self._span(key.start, key.end) if key is not None else self.place(identifier, *path)

    @cached_property
    def words(self) -> MappingType[str, frozenset[str]]:
        """Claims and evidence → the words of their texts, and of the warrants and backings of the steps to a claim."""
        found = {}
        for name, record in self.records.items():
            if isinstance(record, model.Claim):
                steps = [line for lines in (record.support, record.attack) for line in lines]
                rules = [rule for line in steps for rule in (line.warrant, line.backing) if rule is not None]
                found[name] = words(" ".join((record.text, *rules)))
            elif isinstance(record, model.Evidence):
                found[name] = words(record.text)
        return found

    @cached_property
    def _kept(self) -> dict[object, Any]:
        return {}

    def kept(self, work: Callable[[Document], T]) -> T:
        """What some work makes of the document alone, done once for as long as the document is held."""
        if work not in self._kept:
            self._kept[work] = work(self)
        found: T = self._kept[work]
        return found

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.path, start, max(end, start + 1))


def kind_of(path: str) -> str:
    """The kind of records a file holds, by where it stands.

    `claims/…` holds claims and `evidence/…` evidence, but a file or folder there named questions, sources,
    transmission or independence holds those.
    """
    folder, _, rest = path.partition("/")
    for word in reversed(rest.removesuffix(".yaml").removesuffix(".yml").split("/")):
        if word in model.KINDS:
            return word
    return folder if folder in model.KINDS else "claims"


def read(source: SourceText, kind: str, before: Document | None = None, ahead: Handed | None = None) -> Document:
    """The text of one file → its records. Never raises on any text.

    `kind` is a key of `argmap.model.KINDS`; `ahead` is what `argmap.scan` made of the text in another process, if that is known. A
    record that is written as it was in an earlier version of the file is the very same object as `before`, so that what was worked
    out of it can be told to hold still.
    """
    tree = _tree(source, before, ahead)
    diagnostics = list(tree.diagnostics)
    records: dict[str, model.Record] = {}
    unreadable = set(tree.unreadable)
    incomplete: dict[str, frozenset[str]] = {}
    record_type = model.KINDS[kind]
    validate = record_type.model_validate
    margin = _keys_at_margin(source, record_type, tree, diagnostics)
    untouched = _untouched(source, kind, tree, before)
    for identifier, key in tree.top.keys.items():
        if margin and (identifier in margin or _empty(tree.part(identifier))):
            unreadable.add(identifier)
            continue
        if not model.is_identifier(identifier):
            at = Span(source.path, key.start, max(key.end, key.start + 1))
            message = f"`{identifier[:LONGEST_SHOWN]}` is no id" if identifier else "the id of this record is empty"
            diagnostics.append(error("bad-id", message, at, id_hint(identifier)))
            unreadable |= {identifier, unicodedata.normalize("NFC", identifier)}
            continue
        if identifier in untouched:
            records[identifier] = untouched[identifier]
            continue
        if tree.held:
            try:
                told = ahead.bare[identifier] if ahead is not None else bare(tree.packed[identifier])
                records[identifier] = validate(told)
                continue
            except (Hollow, ValidationError):
                pass  # something is at fault: read it with care
        part = tree.part(identifier)
        reader = _Reader(source, record_type, key, part, diagnostics)
        record = reader.record()
        unreadable |= reader.swallowed
        if record is None:
            unreadable.add(identifier)
        else:
            records[identifier] = record
            if lost := _lost_keys(part) | reader.lost_keys():
                incomplete[identifier] = lost
    if not tree.top.keys and not diagnostics and "#" not in source.text:
        at = Span(source.path, 0, 0)
        hint = "write a record, or delete the file"
        diagnostics.append(Diagnostic("file-empty", Severity.WARNING, "nothing stands in this file", at, hint=hint))
    if diagnostics:
        from argmap.cures import cured  # noqa: PLC0415 - only faulty text needs it

        diagnostics = [cured(diagnostic, source) for diagnostic in diagnostics]
    return Document(source, kind, records, tree, tuple(diagnostics), frozenset(unreadable - set(records)), incomplete)


def _tree(source: SourceText, before: Document | None, ahead: Handed | None) -> Tree:
    """The text of a file as a tree: as it was scanned, where nothing in it is unusual, and grown with care otherwise."""
    if before is not None and (known := regrown(source, before.source, before.tree)) is not None:
        return known
    packed = ahead.packed if ahead is not None else scan(source.text)
    if packed is not None:
        return scanned(packed)
    from argmap.recovery import grow  # noqa: PLC0415 - few texts want so close a look

    return grow(source)


def _empty(part: Part) -> bool:
    return isinstance(part, Scalar) and part.empty


def _untouched(source: SourceText, kind: str, tree: Tree, before: Document | None) -> MappingType[str, model.Record]:
    """The records of an earlier version of a file whose text is as it was; there are none where anything was wrong with it.

    No part of a record says anything of another: what would (anchors, aliases, merged keys) is refused.
    """
    if before is None or before.kind != kind or before.diagnostics or tree.diagnostics:
        return {}
    old = _written(before.source, before.tree)
    return {
        name: before.records[name]
        for name, text in _written(source, tree).items()
        if name in before.records and old.get(name) == text
    }


def _written(source: SourceText, tree: Tree) -> dict[str, str]:
    """The records of a file by id, each as it is written, up to the next."""
    edges = [*(key.start for key in tree.top.keys.values()), len(source.text)]
    return {name: source.text[start:end] for name, (start, end) in zip(tree.top.keys, pairwise(edges), strict=True)}


def _lost_keys(record: Part) -> frozenset[str]:
    """The keys of a record that stand in the text with something of them lost to what is no YAML."""
    if not isinstance(record, Mapping):
        return frozenset()
    lost = set(record.unreadable)
    for key, part in record.values.items():
        waiting = [part]
        while waiting:
            inner = waiting.pop()
            if isinstance(inner, Mapping):
                if inner.unreadable:
                    lost.add(key)
                waiting.extend(inner.values.values())
            elif isinstance(inner, Sequence):
                waiting.extend(inner.items)
    return frozenset(lost)


def _keys_at_margin(
    source: SourceText, kind: type[model.Record], tree: Tree, diagnostics: list[Diagnostic]
) -> frozenset[str]:
    """The keys of a record, where some were written without indentation as if they were ids; reported once."""
    names = frozenset(key_names(kind))
    found = next((key for key in tree.top.keys if key in names and not isinstance(tree.part(key), Mapping)), None)
    if found is None:
        return frozenset()
    key = tree.top.keys[found]
    message = f"`{found}` is a key of {noun(kind)} and stands at the margin"
    hint = "only ids stand at the margin: indent the keys of a record below its id"
    diagnostics[:] = [d for d in diagnostics if d.rule != "duplicate-key" or source.slice(d.at) not in names]
    diagnostics.append(error("wrong-shape", message, Span(source.path, key.start, key.end), hint))
    return names


# --------------------------------------------------------------------------- one record

_EMPTY = object()


class _Reader:
    """Reads one record, leaving out the smallest part that holds each fault.

    `left_out` are the paths, in the tree, of what was left out so far; `meant` are those of keys that stand there
    under a misspelt name; `swallowed` are ids that stand among the keys, where a record was indented by mistake.
    """

    def __init__(
        self, source: SourceText, kind: type[model.Record], key: Scalar, part: Part, diagnostics: list[Diagnostic]
    ) -> None:
        self.source = source
        self.kind = kind
        self.key = key
        self.part = part
        self.diagnostics = diagnostics
        self.left_out: set[Path] = set()
        self.meant: set[Path] = set()
        self.swallowed: set[str] = set()
        self._reported: set[tuple[str, str, Path]] = set()
        self._meanings: dict[Path, dict[str, str | None]] = {}

    def record(self) -> model.Record | None:
        """The record, or None where a fault costs all of it."""
        if not isinstance(self.part, Mapping):
            if isinstance(self.part, Scalar) and self.part.empty:
                message = f"nothing stands under `{self.key.value}`"
                self._report("empty-value", message, (), "write the record, or delete the line", at_key=True)
            else:
                message = f"{noun(self.kind)} is made of keys and values"
                first = next(name for name, field in self.kind.model_fields.items() if field.is_required())
                self._report("wrong-shape", message, (), f"write `{first}:` and so on below the id, indented")
            return None
        data = self._plain(self.part, ())
        while () not in self.left_out:
            try:
                return self.kind.model_validate(data)
            except ValidationError as failure:
                found = failure.errors(include_url=False, include_input=False)
                # A key with a wrong name comes first: it may be the one that is missing.
                found.sort(key=lambda fault: fault["type"] != "extra_forbidden")
                written = _Written(self.part, self.left_out)
                located = [(fault, written.path(fault["loc"])) for fault in found]
                holders = {path[:end] for _, path in located for end in range(len(path))}
                halves = {path[:-1] for path in self.left_out}
                for fault, location in located:
                    # A list is short, and a record empty, when what stands in it is at fault; so is a pair of one.
                    hollow = fault["type"] in {"too_short", "empty"}
                    if hollow and location in holders:
                        continue  # that is left out first
                    hollow &= location in halves
                    halved = fault["type"] == "missing" and isinstance(location[-1], int) and location[:-1] in halves
                    self._leave_out(fault, location, known=hollow or halved)
            data = self._plain(self.part, ())
        return None

    def lost_keys(self) -> frozenset[str]:
        """The keys of the record of which something was left out, those included that stand there under a misspelt name."""
        known = key_names(self.kind)
        return frozenset(str(path[0]) for path in self.left_out | self.meant if path and path[0] in known)

    def _plain(self, part: Part, path: Path) -> Any:
        """The tree as plain values, without what was left out; an empty value is reported and left out."""
        if isinstance(part, Scalar):
            return _EMPTY if part.empty else part.value
        plain: Any
        if isinstance(part, Sequence):
            items = ((index, item) for index, item in enumerate(part.items) if (*path, index) not in self.left_out)
            plain = [(index, self._plain(item, (*path, index))) for index, item in items]
            for index, item in plain:
                if item is _EMPTY:
                    self._report("empty-value", "an entry of this list is empty", (*path, index), "fill or delete it")
                    self.left_out.add((*path, index))
            return [item for _, item in plain if item is not _EMPTY]
        plain = {}
        for key, value in part.values.items():
            if (*path, key) in self.left_out:
                continue
            item = self._plain(value, (*path, key))
            if item is not _EMPTY:
                plain[key] = item
                continue
            self.left_out.add((*path, key))
            hint = "write its value, or delete the line"
            if self.source.text.startswith("{", part.start):
                hint = COMMA
            self._report("empty-value", f"nothing stands under `{key}`", (*path, key), hint, at_key=True)
        return plain

    def _leave_out(self, fault: ErrorDetails, location: Path, *, known: bool) -> None:
        """Note which part a fault costs, and report it unless it is `known` to follow from another."""
        part, path, beyond = _walk(self.part, location)
        if fault["type"] == "missing":
            victim = path
            known |= self._lost(part, (*path, *beyond[:1]))
        else:
            victim = path if fault["type"] == "extra_forbidden" else _whole(path)
        if not known:
            self._describe(fault, path, beyond, part, victim)
        while victim and victim in self.left_out:
            victim = victim[:-1]  # each round leaves out more, so that reading ends
        self.left_out.add(victim)

    def _lost(self, holder: Part, path: Path) -> bool:
        """Whether a key that is missing stands in the text, but could not be read or has another name there."""
        if path in self.left_out or path in self.meant or not isinstance(holder, Mapping):
            return path in self.left_out or path in self.meant
        return path[-1] in holder.unreadable or all((*path[:-1], key) in self.left_out for key in holder.keys)

    def _describe(self, fault: ErrorDetails, path: Path, beyond: Path, part: Part, victim: Path) -> None:
        from argmap.misspelt import meant_word  # noqa: PLC0415 - only faulty text needs it

        at_key = fault["type"] in {"extra_forbidden", "missing"}
        meant = None
        if fault["type"] == "extra_forbidden":
            rule, message, hint = self._unknown_key(path, part)
            holder, _, _ = _walk(self.part, path[:-1])
            if rule == "unknown-key" and isinstance(holder, Mapping):
                if path[:-1] not in self._meanings:  # once for all keys that stand together, for they may be thousands
                    known = key_names(part_type(self.kind, path[:-1]))
                    free = [name for name in known if name not in holder.keys]
                    found = {key: meant_word(key, free) for key in holder.keys if key not in known}
                    counts = Counter(found.values())  # two keys that mean the same would be one key written twice
                    self._meanings[path[:-1]] = {key: word for key, word in found.items() if counts[word] == 1}
                meant = self._meanings[path[:-1]].get(str(path[-1]))
        else:
            rule, message, hint = sentence(fault, part_type(self.kind, path), path, beyond, part)
            if rule == "unknown-word" and isinstance(part, Scalar):
                meant = meant_word(part.value, expected_words(fault))
        if (rule, message, victim) not in self._reported:
            self._reported.add((rule, message, victim))
            self._report(rule, message, path, hint, at_key=at_key, meant=meant)

    def _unknown_key(self, path: Path, part: Part) -> tuple[str, str, str | None]:
        kind = part_type(self.kind, path[:-1])
        key = str(path[-1])
        message = f"{noun(kind)} has no key `{key[:LONGEST_SHOWN]}`"
        if (kind, key) in MISPLACED:
            return MISPLACED[kind, key]
        names = key_names(kind)
        within = [f"`{name}`" for name in names if name in PARTS and key in key_names(PARTS[name])]
        if within:
            return "unknown-key", message, f"it belongs inside {' or '.join(within)}"
        if near := close_to(key, names):
            self.meant.add((*path[:-1], near))
            return "unknown-key", message, f"did you mean {near}?"
        holder, _, _ = _walk(self.part, path[:-1])
        if isinstance(part, Scalar) and part.empty and self.source.text.startswith("{", holder.start):
            return "unknown-key", message, COMMA
        if isinstance(part, Mapping) and len(path) == 1 and model.is_identifier(key):
            self.swallowed.add(key)
            return "unknown-key", message, "if it is the id of a record of its own, start it at the margin"
        if kind is model.Inference and model.is_identifier(key):
            return "unknown-key", message, f"name what it starts from as `premises: [{key[:LONGEST_SHOWN]}]`"
        owners = [noun(other) for other in model.KINDS.values() if key in key_names(other)]
        if owners:
            return "unknown-key", message, f"it is a key of {' or '.join(owners)}"
        return "unknown-key", message, "its keys are " + ", ".join(names)

    def _report(
        self, rule: str, message: str, path: Path, hint: str | None, *, at_key: bool = False, meant: str | None = None
    ) -> None:
        part, _, _ = _walk(self.part, path)
        if at_key and not path:
            part = self.key
        elif at_key and isinstance(path[-1], str):
            holder, _, _ = _walk(self.part, path[:-1])
            if isinstance(holder, Mapping) and path[-1] in holder.keys:
                part = holder.keys[path[-1]]
        start = part.start
        end = min(part.end, self.source.line_end(start))
        at = Span(self.source.path, start, max(end, start + 1))
        fix = None
        if meant is not None and isinstance(part, Scalar) and self.source.text[start : part.end] == part.value:
            fix = Fix((Edit(Span(at.path, start, part.end), meant),), f"write it as {meant}")
        self.diagnostics.append(error(rule, message, at, hint, fix=fix))


class _Written:
    """Places in the data of one round of validation → the same in the tree, where what was left out still counts."""

    def __init__(self, part: Part, absent: set[Path]) -> None:
        self.part = part
        self.holders = {path[:-1] for path in absent}
        self.absent = frozenset(absent)
        self._kept: dict[Path, list[int]] = {}

    def path(self, location: tuple[int | str, ...]) -> Path:
        """The path of a location that validation gives."""
        path: Path = ()
        part: Part = self.part
        for step in location:
            if isinstance(part, Sequence) and isinstance(step, int) and path in self.holders:
                if path not in self._kept:
                    indexes = range(len(part.items))
                    self._kept[path] = [index for index in indexes if (*path, index) not in self.absent]
                kept = self._kept[path]
                step = kept[step] if step < len(kept) else step
            path = (*path, step)
            part, _, _ = _walk(part, (step,))
        return path


def _walk(part: Part, location: Path) -> tuple[Part, Path, Path]:
    """Follow a path into the tree as far as it is written: the part, the path to it, and the steps not written.

    A lone entry stands for a list and a lone scalar for a record, so steps may be missing from the text.
    """
    path: list[str | int] = []
    for index, step in enumerate(location):
        if isinstance(part, Sequence) and isinstance(step, int) and step < len(part.items):
            part = part.items[step]
        elif isinstance(part, Mapping) and isinstance(step, str) and step in part.values:
            part = part.values[step]
        elif isinstance(step, int) and not isinstance(part, Sequence):
            continue
        else:
            return part, tuple(path), location[index:]
        path.append(step)
    return part, tuple(path), ()


def _whole(path: Path) -> Path:
    """The part that a fault at a path costs: what a list that is `WHOLE` belongs to, or what stands at the path."""
    for index, step in enumerate(path):
        if step in WHOLE:
            return path[:index]
    return path
