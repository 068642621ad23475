"""Text → records: each file is read alone, and a fault costs the smallest part that can be left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from argmap import model
from argmap.diagnostics import Diagnostic, Severity, error
from argmap.text import SourceText, Span
from argmap.tree import BLOCK_HINT, PROSE_KEYS, WHOLE, Mapping, Part, Scalar, Sequence, Tree, grow

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """What one file says: its records by id, a place for every part of them, and what is wrong with it.

    `unreadable` holds the ids that stand in the file but whose record was lost to an error, so that nobody
    reports a reference to them as dangling.
    """

    source: SourceText
    kind: str
    records: MappingType[str, model.Record]
    tree: Tree
    diagnostics: tuple[Diagnostic, ...]
    unreadable: frozenset[str]

    def place(self, identifier: str, *path: str | int) -> Span:
        """Where a part of a record stands: the value at a path of keys and indexes, or the id for an empty path.

        A path that leads past what is written gives the nearest part that holds it.
        """
        key = self.tree.top.keys.get(identifier)
        if key is None:
            return Span(self.source.path, 0, 0)
        if not path:
            return Span(self.source.path, key.start, key.end)
        part, _, _ = _walk(self.tree.top.values[identifier], path)
        return self._span(part)

    def place_of_key(self, identifier: str, *path: str | int) -> Span:
        """Where the key at the end of a path stands, rather than its value."""
        holder, _, _ = _walk(self.tree.top.values[identifier], path[:-1])
        key = holder.keys.get(str(path[-1])) if isinstance(holder, Mapping) else None
        return self._span(key) if key is not None else self.place(identifier, *path)

    def _span(self, part: Part) -> Span:
        return Span(self.source.path, part.start, max(part.end, part.start + 1))


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


def read(source: SourceText, kind: str) -> Document:
    """The text of one file → its records. Never raises on any text.

    `kind` is a key of `argmap.model.KINDS`.
    """
    tree = grow(source)
    diagnostics = list(tree.diagnostics)
    records: dict[str, model.Record] = {}
    unreadable = set(tree.unreadable)
    record_type = model.KINDS[kind]
    margin = _keys_at_margin(source, record_type, tree, diagnostics)
    for identifier, part in tree.top.values.items():
        key = tree.top.keys[identifier]
        if margin and (identifier in margin or (isinstance(part, Scalar) and part.empty)):
            unreadable.add(identifier)
            continue
        if not model._is_identifier(identifier):
            at = Span(source.path, key.start, max(key.end, key.start + 1))
            message = f"`{identifier[:LONGEST_SHOWN]}` is no id" if identifier else "the id of this record is empty"
            diagnostics.append(error("bad-id", message, at, _id_hint(identifier)))
            unreadable |= {identifier, unicodedata.normalize("NFC", identifier)}
            continue
        reader = _Reader(source, record_type, key, part, diagnostics)
        record = reader.record()
        unreadable |= reader.swallowed
        if record is None:
            unreadable.add(identifier)
        else:
            records[identifier] = record
    if not tree.top.keys and not diagnostics and "#" not in source.text:
        at = Span(source.path, 0, 0)
        hint = "write a record, or delete the file"
        diagnostics.append(Diagnostic("file-empty", Severity.WARNING, "nothing stands in this file", at, hint=hint))
    return Document(source, kind, records, tree, tuple(diagnostics), frozenset(unreadable - set(records)))


def _keys_at_margin(
    source: SourceText, kind: type[model.Record], tree: Tree, diagnostics: list[Diagnostic]
) -> frozenset[str]:
    """The keys of a record, where some were written without indentation as if they were ids; reported once."""
    names = frozenset(key_names(kind))
    found = next((key for key in tree.top.keys if key in names and not isinstance(tree.top.values[key], Mapping)), None)
    if found is None:
        return frozenset()
    key = tree.top.keys[found]
    message = f"`{found}` is a key of {_noun(kind)} and stands at the margin"
    hint = "only ids stand at the margin: indent the keys of a record below its id"
    diagnostics[:] = [d for d in diagnostics if d.rule != "duplicate-key" or source.slice(d.at) not in names]
    diagnostics.append(error("wrong-shape", message, Span(source.path, key.start, key.end), hint))
    return names


def _id_hint(typed: str) -> str:
    """How to mend what was written in the place of an id."""
    hidden = next((c for c in typed if c != " " and not c.isprintable()), None)
    if hidden is not None:
        return f"it holds the hidden character U+{ord(hidden):04X}: delete it"
    composed = unicodedata.normalize("NFC", typed)
    if composed != typed and model._is_identifier(composed):
        return "its accents are written apart from their letters (not NFC): type it anew"
    if typed[:1] == "-":
        return "write a space after the dash that starts an entry"
    if typed[:1] in tuple("\"'“”„‘’«»"):
        return "take the quotation marks away"
    bare = re.sub(r"['’ʼ]", "", composed)
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in bare).split()
    mended = "-".join(words)
    if model._is_identifier(mended) and len(mended) <= LONGEST_SHOWN:
        return f"write it as {mended}: an id is made of words of letters and digits joined by hyphens"
    return "an id is made of letters and digits of any script in words joined by hyphens"


LONGEST_SHOWN = 60
_COMMA = "a comma ends a value between { and }: put the value in quotation marks"

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

    def record(self) -> model.Record | None:
        """The record, or None where a fault costs all of it."""
        if not isinstance(self.part, Mapping):
            if isinstance(self.part, Scalar) and self.part.empty:
                message = f"nothing stands under `{self.key.value}`"
                self._report("empty-value", message, (), "write the record, or delete the line", at_key=True)
            else:
                message = f"{_noun(self.kind)} is made of keys and values"
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
                holders |= {path[:-1] for path in self.left_out}
                for fault, location in located:
                    # A list is short when its entries are at fault.
                    self._leave_out(fault, location, known=fault["type"] == "too_short" and location in holders)
            data = self._plain(self.part, ())
        return None

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
                hint = _COMMA
            self._report("empty-value", f"nothing stands under `{key}`", (*path, key), hint, at_key=True)
        return plain

    def _leave_out(self, fault: ErrorDetails, location: Path, *, known: bool) -> None:
        """Note which part a fault costs, and report it unless it is `known` to follow from another."""
        part, path, beyond = _walk(self.part, location)
        if fault["type"] == "missing":
            victim = path
            known = self._lost(part, (*path, *beyond[:1]))
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
        if fault["type"] == "extra_forbidden":
            rule, message, hint = self._unknown_key(path, part)
        else:
            rule, message, hint = _sentence(fault, _part_type(self.kind, path), path, beyond, part)
        if (rule, message, victim) not in self._reported:
            self._reported.add((rule, message, victim))
            self._report(rule, message, path, hint, at_key=fault["type"] in {"extra_forbidden", "missing"})

    def _unknown_key(self, path: Path, part: Part) -> tuple[str, str, str | None]:
        kind = _part_type(self.kind, path[:-1])
        key = str(path[-1])
        message = f"{_noun(kind)} has no key `{key[:LONGEST_SHOWN]}`"
        if (kind, key) in _MISPLACED:
            return _MISPLACED[kind, key]
        names = key_names(kind)
        within = [f"`{name}`" for name in names if name in _PARTS and key in key_names(_PARTS[name])]
        if within:
            return "unknown-key", message, f"it belongs inside {' or '.join(within)}"
        if near := close_to(key, names):
            self.meant.add((*path[:-1], near))
            return "unknown-key", message, f"did you mean {near}?"
        holder, _, _ = _walk(self.part, path[:-1])
        if isinstance(part, Scalar) and part.empty and self.source.text.startswith("{", holder.start):
            return "unknown-key", message, _COMMA
        if isinstance(part, Mapping) and len(path) == 1 and model._is_identifier(key):
            self.swallowed.add(key)
            return "unknown-key", message, "if it is the id of a record of its own, start it at the margin"
        if kind is model.Inference and model._is_identifier(key):
            return "unknown-key", message, f"name what it starts from as `premises: [{key[:LONGEST_SHOWN]}]`"
        owners = [_noun(other) for other in model.KINDS.values() if key in key_names(other)]
        if owners:
            return "unknown-key", message, f"it is a key of {' or '.join(owners)}"
        return "unknown-key", message, "its keys are " + ", ".join(names)

    def _report(self, rule: str, message: str, path: Path, hint: str | None, *, at_key: bool = False) -> None:
        part, _, _ = _walk(self.part, path)
        if at_key and not path:
            part = self.key
        elif at_key and isinstance(path[-1], str):
            holder, _, _ = _walk(self.part, path[:-1])
            if isinstance(holder, Mapping) and path[-1] in holder.keys:
                part = holder.keys[path[-1]]
        start = part.start
        end = min(part.end, self.source.line_end(start))
        self.diagnostics.append(error(rule, message, Span(self.source.path, start, max(end, start + 1)), hint))


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


# --------------------------------------------------------------------------- words for faults

_PARTS: dict[str, type[model.Record]] = {
    "said": model.Assertion,
    "hedge": model.Hedge,
    "at": model.Locator,
    "cited_at": model.Locator,
    "support": model.Inference,
    "attack": model.Inference,
    "answers": model.Answer,
    "undercut_by": model.Attacker,
    "undermined_by": model.Attacker,
    "appraisal": model.Appraisal,
    "date": model.Date,
    "event_date": model.Date,
    "issued": model.Date,
    "search": model.Search,
    "copies": model.Holding,
    "editions": model.Holding,
    "steps": model.Step,
    "ratings": model.Row,
}
_NOUNS: dict[type[model.Record], str] = {
    model.Claim: "a claim",
    model.Evidence: "an item of evidence",
    model.Source: "a source",
    model.Transmission: "a transmission",
    model.Group: "an independence group",
    model.Question: "a question",
    model.Assertion: "an assertion",
    model.Hedge: "a hedge",
    model.Locator: "a locator",
    model.Inference: "an inference",
    model.Answer: "an answer",
    model.Attacker: "an attacker",
    model.Appraisal: "an appraisal",
    model.Date: "a date",
    model.Search: "a search",
    model.Holding: "a copy or edition",
    model.Step: "a step",
    model.Row: "a row of ratings",
}


_MISPLACED: dict[tuple[type[model.Record], str], tuple[str, str, str]] = {
    (model.Evidence, "support"): (
        "evidence-as-conclusion",
        "evidence is not argued for: `support` belongs to a claim",
        "write a claim that rests on this item, and support that",
    ),
    (model.Evidence, "attack"): (
        "evidence-as-conclusion",
        "evidence is not argued against: `attack` belongs to a claim",
        "name what speaks against this item under `undermined_by`",
    ),
    (model.Claim, "undercut_by"): (
        "undercutter-of-nothing",
        "an undercutter stands inside the inference that it attacks, not beside it",
        "below `support:` write `- premises: […]`, and `undercut_by: […]` under that; or name it under `attack`",
    ),
    (model.Claim, "undermined_by"): (
        "unknown-key",
        "a claim has no key `undermined_by`",
        "only evidence is undermined: name what speaks against a claim under `attack`",
    ),
    (model.Evidence, "undercut_by"): (
        "unknown-key",
        "an item of evidence has no key `undercut_by`",
        "only inferences are undercut: name what speaks against evidence under `undermined_by`",
    ),
}
"""Keys that an author writes one place too high, with what to say of each: rule, message, hint."""


def _noun(kind: type[model.Record]) -> str:
    return _NOUNS[kind]


def _part_type(kind: type[model.Record], path: Path) -> type[model.Record]:
    """The innermost kind of record that a path lies in (the last step names a value in it, not a part of its own)."""
    for step in path:
        if isinstance(step, str) and step in _PARTS:
            kind = _PARTS[step]
    return kind


@cache
def key_names(kind: type[model.Record]) -> tuple[str, ...]:
    """The keys of a record as they are written in YAML."""
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def close_to(word: str, known: MappingType[str, Any] | tuple[str, ...]) -> str | None:
    """The known word that a misspelt one most likely means."""
    if len(word) > LONGEST_SHOWN:
        return None
    from difflib import get_close_matches  # noqa: PLC0415 - only faulty text needs it

    folded = {name.casefold().replace("_", "-"): name for name in known}
    found = get_close_matches(word.casefold().replace("_", "-"), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: MappingType[str, Any] | tuple[str, ...]) -> str | None:
    """A hint with the nearest known word, or None where none is near."""
    near = close_to(word, known)
    return f"did you mean {near}?" if near else None


def _sentence(
    fault: ErrorDetails, kind: type[model.Record], path: Path, beyond: Path, part: Part
) -> tuple[str, str, str | None]:
    """A fault of validation in our own words: rule, message, hint."""
    what = fault["type"]
    keys = [step for step in path if isinstance(step, str)]
    key = "ratings" if "ratings" in keys[:-1] else keys[-1] if keys else ""
    typed = part.value.strip() if isinstance(part, Scalar) else ""
    shown = f"`{typed[:LONGEST_SHOWN]}`" if typed else f"what stands under `{key}`"
    context = fault.get("ctx", {})
    if what == "missing" and beyond and isinstance(beyond[0], str):
        return "missing-key", f"{_noun(kind)} needs the key `{beyond[0]}`", _MISSING.get(beyond[0])
    if what == "literal_error":
        words = tuple(_literals(str(context.get("expected", ""))))
        near = did_you_mean(typed, words)
        listed = "use one of: " + ", ".join(words)
        return "unknown-word", f"{shown} is not a word for `{key}`", f"{near} {listed}" if near else listed
    if what == "bad_id":
        hint = _id_hint(typed)
        return "bad-id", f"{shown} is no id", hint + ("; between two ids write a comma" if " " in typed else "")
    if what == "empty":
        return "empty-value", f"nothing stands under `{key}`", "write its value, or delete the line"
    if what == "bad_date":
        return "date-not-valid-edtf", f"{shown} is no date that argmap can read", _date_hint(typed)
    if what == "bad_day":
        return "day-not-valid", f"{shown} is no day of the calendar", "write it as year-month-day, such as 2026-11-22"
    if what == "long_hedge":
        most = model.MOST_HEDGE_WORDS
        return "hedge-too-long", f"a hedge has at most {most} words", "keep the words that carry the degree only"
    if what == "reversed_range":
        return "reversed-range", "this range ends before it begins", "write the earlier or smaller one first"
    if what in _RANGES:
        hint = _RANGES[what].format(**context)
        return "out-of-range", f"{shown} is outside the range of `{key}`", _share(typed) or hint
    if what == "string_pattern_mismatch":
        return "bad-form", f"{shown} does not have the form of `{key}`", _FORMS.get(key)
    if what == "missing" or key in {"chars", "band"}:
        pairs = "pairs of numbers" if key == "chars" else "two numbers"
        form = "two places, such as [[80, 120]]" if key == "chars" else "two shares of 1, such as [0.6, 0.9]"
        if what in {"missing", "too_long", "tuple_type"}:
            return "wrong-count", f"`{key}` takes {pairs}", f"write {form}"
    if what == "too_short":
        return "wrong-count", f"`{key}` has too few entries", f"it takes {context.get('min_length', 1)} or more"
    if what.startswith("bool"):
        return "wrong-type", f"{shown} is neither yes nor no", "write yes or no"
    if what.startswith("int"):
        return "wrong-type", f"{shown} is no whole number", "write it in figures"
    if what.startswith(("float", "finite")):
        return "wrong-type", f"{shown} is no number", _share(typed) or "write it in figures, with a full stop: 0.3"
    return "wrong-shape", *_shape(what, key, kind, part)


def _share(typed: str) -> str | None:
    """A hint for a number with a comma or in per cent."""
    if re.fullmatch(r"[0-9]*,[0-9]+", typed):
        return f"write it with a full stop: {typed.replace(',', '.')}"
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) *(%|per ?cent)?", typed)
    if match and (match[2] or 2 <= float(match[1]) <= 100):  # noqa: PLR2004 - of a hundred
        return f"write it as a share of 1: {float(match[1]) / 100:g}"
    return None


def _shape(what: str, key: str, kind: type[model.Record], part: Part) -> tuple[str, str | None]:
    if what in {"tuple_type", "list_type"}:
        return f"`{key}` takes a list", "write its entries between [ and ], or each after a dash on a line of its own"
    if what == "string_type" or not (what.startswith("model") or what == "dict_type"):
        hint = BLOCK_HINT.format(key=key) if key in PROSE_KEYS else None
        if isinstance(part, Sequence):
            return f"`{key}` takes one text, not a list", hint
        colon = "a colon and a space start a new key; "
        return f"`{key}` takes one text, not keys and values", colon + hint if hint else None
    hints = {
        model.Inference: "name premises that count together as `premises: […]`",
        model.Assertion: "write `by:` and the name of the voice",
        model.Locator: "such as {source: some-source, block: p2}",
    }
    return f"{_noun(kind)} is made of keys and values", hints.get(kind, "its keys are " + ", ".join(key_names(kind)))


_RANGES = {
    "greater_than_equal": "it must be {ge:g} or more",
    "less_than_equal": "it must be {le:g} or less",
    "greater_than": "it must be more than {gt:g}",
    "less_than": "it must be less than {lt:g}",
    "finite_number": "it must be a finite number",
}
_MISSING = {
    "text": "write `text: >` and the text on the lines below, indented",
    "reason": "say in a sentence why; an appraisal without a reason cannot be checked",
    "by": "write whose judgement or words these are",
    "on": "write the day of the judgement, such as 2026-11-22",
    "basis": "say on what ground these count as one witness",
    "source": "name the source from evidence/sources.yaml",
    "premises": "name the claims or evidence it starts from",
}
_FORMS = {
    "fingerprint": "sixteen hexadecimal digits, as `argmap verify` prints them",
    "question": "the scheme's name, a full stop and a number, such as sign.2",
}


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = (
    (r"([0-9-]{4,10})\.\.", "an open end is written [{0}..] or {0}/.."),
    (r"\.\.([0-9-]{4,10})", "an open beginning is written [..{0}] or ../{0}"),
    (r"([0-9]{4}) ?[-–] ?([0-9]{4})", "from year to year is written {0}/{1}, some time between [{0}..{1}]"),
    (r"(?:c\.?|ca\.?|circa|about) ?([0-9]{4})", "about a year is written {0}~"),
    (r"before ([0-9]{4})", "some time before is written [..{0}]"),
    (r"after ([0-9]{4})", "some time after is written [{0}..]"),
    (r"([0-9]{3})", "a year has four figures: 0{0}"),
    (r"[0-9]{4}-(?:0[1-9]|1[0-2])-[0-9]{2}", "the calendar has no such day"),
    (r"[0-9]{4}-[0-9]{2}", "months run from 01 to 12, seasons from 21 (spring) to 24 (winter)"),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "months run from 01 to 12; the day comes last"),
)


def _date_hint(typed: str) -> str:
    for form, hint in _DATES:
        if match := re.fullmatch(form, typed, re.IGNORECASE):
            return hint.format(*match.groups())
    if match := re.fullmatch(r"([0-9]{1,2})[./] ?([0-9]{1,2})[./] ?([0-9]{4})", typed):
        return f"write the year first, such as {match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    if match := re.fullmatch(r"(?:([0-9]{1,2})\.? )?([A-Za-z]{3,9})\.? ([0-9]{4})", typed):
        month = next((number for number, name in enumerate(_MONTHS, 1) if match[2].lower().startswith(name)), None)
        if month is not None:
            day = f"-{int(match[1]):02d}" if match[1] else ""
            return f"write it as {match[3]}-{month:02d}{day}"
    return "such as 1937-06-12, 1937-06, 1935-23 (autumn 1935), 1937~ (about), [1937-04-22..1937-04-30] (one of)"


def _literals(expected: str) -> Iterator[str]:
    """The words in pydantic's `'a', 'b' or 'c'`."""
    yield from re.findall(r"'([^']*)'", expected)


def words_of(literal: Any) -> tuple[str, ...]:
    """The words that a Literal type of the model allows."""
    return get_args(literal)
