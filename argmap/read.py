"""Text → records: each file is read alone, and a fault costs the smallest part that can be left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping as MappingType
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from argmap import model
from argmap.diagnostics import Diagnostic, error
from argmap.text import SourceText, Span
from argmap.tree import Mapping, Part, Scalar, Sequence, Tree, grow

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
    for identifier, part in tree.top.values.items():
        key = tree.top.keys[identifier]
        if not model._is_identifier(identifier):
            at = Span(source.path, key.start, max(key.end, key.start + 1))
            diagnostics.append(error("bad-id", f"`{identifier[:60]}` is no id", at, _ID_HINT))
            unreadable.add(identifier)
            continue
        record = _Reader(source, record_type, identifier, part, diagnostics).record()
        if record is None:
            unreadable.add(identifier)
        else:
            records[identifier] = record
    return Document(source, kind, records, tree, tuple(diagnostics), frozenset(unreadable - set(records)))


_ID_HINT = "an id is made of letters and digits of any script in words joined by hyphens"

# --------------------------------------------------------------------------- one record

_EMPTY = object()


class _Reader:
    """Reads one record, leaving out the smallest part that holds each fault.

    `left_out` are the paths, in the tree, of what was left out so far.
    """

    def __init__(
        self, source: SourceText, kind: type[model.Record], identifier: str, part: Part, diagnostics: list[Diagnostic]
    ) -> None:
        self.source = source
        self.kind = kind
        self.identifier = identifier
        self.part = part
        self.diagnostics = diagnostics
        self.left_out: set[Path] = set()

    def record(self) -> model.Record | None:
        """The record, or None where a fault costs all of it."""
        if not isinstance(self.part, Mapping):
            if isinstance(self.part, Scalar) and self.part.empty:
                message = f"nothing stands under `{self.identifier}`"
                self._report("empty-value", message, (), "write the record, or delete the line")
            else:
                message = f"{_noun(self.kind)} is made of keys and values"
                self._report("wrong-shape", message, (), "write `text: >` and so on below the id, indented")
            return None
        data = self._plain(self.part, ())
        while () not in self.left_out:
            try:
                return self.kind.model_validate(data)
            except ValidationError as failure:
                absent = frozenset(self.left_out)
                for fault in failure.errors(include_url=False, include_input=False):
                    self._leave_out(fault, absent)
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
            self._report("empty-value", f"nothing stands under `{key}`", (*path, key), hint, at_key=True)
        return plain

    def _leave_out(self, fault: ErrorDetails, absent: frozenset[Path]) -> None:
        """Report one fault, and note which part it costs; `absent` is what the data at fault did not hold."""
        location = self._written(tuple(step for step in fault["loc"] if isinstance(step, str | int)), absent)
        part, path, beyond = _walk(self.part, location)
        kind = _part_type(self.kind, path)
        if fault["type"] == "missing":
            victim = path
            known = (*path, *beyond[:1]) in self.left_out
        else:
            victim = path if fault["type"] == "extra_forbidden" else _whole(path)
            known = False
        if not known:
            rule, message, hint = _sentence(fault, kind, path, beyond, part)
            self._report(rule, message, path, hint, at_key=fault["type"] == "extra_forbidden")
        while victim and victim in self.left_out:
            victim = victim[:-1]  # each round leaves out more, so that reading ends
        self.left_out.add(victim)

    def _written(self, location: Path, absent: frozenset[Path]) -> Path:
        """A location in the data → the same in the tree, where entries that were left out still count."""
        path: list[str | int] = []
        part: Part = self.part
        for step in location:
            if isinstance(part, Sequence) and isinstance(step, int):
                kept = [index for index in range(len(part.items)) if (*path, index) not in absent]
                step = kept[step] if step < len(kept) else step
            path.append(step)
            part, _, _ = _walk(self.part, tuple(path))
        return tuple(path)

    def _report(self, rule: str, message: str, path: Path, hint: str | None, *, at_key: bool = False) -> None:
        part, _, _ = _walk(self.part, path)
        if at_key and path and isinstance(path[-1], str):
            holder, _, _ = _walk(self.part, path[:-1])
            if isinstance(holder, Mapping):
                part = holder.keys[path[-1]]
        start = part.start
        end = max(part.end, start + 1)
        if isinstance(part, Scalar):
            end = min(end, max(start + 1, _line_end(self.source.text, start)))
        elif not at_key:
            end = _line_end(self.source.text, start)
        self.diagnostics.append(error(rule, message, Span(self.source.path, start, max(end, start + 1)), hint))


def _line_end(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends, default=len(text))


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


_WHOLE = frozenset({"premises", "by", "stance", "chars", "band", "steps", "hypotheses", "members", "about", "of"})
"""Lists whose entries mean something only together: a fault in one entry costs what the list belongs to.

Dropping one of two linked premises, or one voice of a chain, would change what the author said."""


def _whole(path: Path) -> Path:
    for index, step in enumerate(path):
        if step in _WHOLE:
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


def _noun(kind: type[model.Record]) -> str:
    return _NOUNS[kind]


def _part_type(kind: type[model.Record], path: Path) -> type[model.Record]:
    """The innermost kind of record that a path lies in (the last step names a value in it, not a part of its own)."""
    for step in path:
        if isinstance(step, str) and step in _PARTS:
            kind = _PARTS[step]
    return kind


def key_names(kind: type[model.Record]) -> tuple[str, ...]:
    """The keys of a record as they are written in YAML."""
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def close_to(word: str, known: MappingType[str, Any] | tuple[str, ...]) -> str | None:
    """The known word that a misspelt one most likely means."""
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
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    typed = part.value.strip() if isinstance(part, Scalar) else ""
    shown = f"`{typed[:60]}`" if typed else f"what stands under `{key}`"
    context = fault.get("ctx", {})
    if what == "extra_forbidden":
        holder = _part_type(kind, path[:-1]) if path[-1:] and path[-1] not in _PARTS else kind
        names = key_names(holder)
        return (
            "unknown-key",
            f"{_noun(holder)} has no key `{path[-1]}`",
            did_you_mean(str(path[-1]), names) or "its keys are " + ", ".join(names),
        )
    if what == "missing":
        absent = str(beyond[0]) if beyond else "?"
        return "missing-key", f"{_noun(kind)} needs the key `{absent}`", _MISSING.get(absent)
    if what == "literal_error":
        words = tuple(_literals(str(context.get("expected", ""))))
        near = did_you_mean(typed, words)
        listed = "use one of: " + ", ".join(words)
        return "unknown-word", f"{shown} is not a word for `{key}`", f"{near} {listed}" if near else listed
    if what == "bad_id":
        return "bad-id", f"{shown} is no id", _ID_HINT
    if what == "empty":
        return "empty-value", f"nothing stands under `{key}`", "write its value, or delete the line"
    if what == "bad_date":
        return "date-not-valid-edtf", f"{shown} is no EDTF date", _date_hint(typed)
    if what == "bad_day":
        return "day-not-valid", f"{shown} is no day of the calendar", "write it as year-month-day, such as 2026-11-22"
    if what == "long_hedge":
        most = model.MOST_HEDGE_WORDS
        return "hedge-too-long", f"a hedge has at most {most} words", "keep the words that carry the degree only"
    if what == "reversed_range":
        return "reversed-range", "this range ends before it begins", "write the smaller number first"
    if what in _RANGES:
        return "out-of-range", f"{shown} is outside the range of `{key}`", _RANGES[what].format(**context)
    if what == "string_pattern_mismatch":
        return "bad-form", f"{shown} does not have the form of `{key}`", _FORMS.get(key)
    if what in {"too_short", "too_long"}:
        few = what == "too_short"
        least = context.get("min_length", context.get("max_length"))
        return "wrong-count", f"`{key}` has too {'few' if few else 'many'} entries", f"it takes {least}"
    if what == "bool_parsing":
        return "wrong-type", f"{shown} is neither yes nor no", "write yes or no"
    if what.startswith(("float", "int", "finite")):
        return "wrong-type", f"{shown} is no {'whole ' if what.startswith('int') else ''}number", None
    return "wrong-shape", _shape(what, key, kind), None


def _shape(what: str, key: str, kind: type[model.Record]) -> str:
    if what == "string_type":
        return f"`{key}` takes a text, not a list or mapping"
    if what in {"tuple_type", "list_type"}:
        return f"`{key}` takes a list"
    if what in {"model_type", "dict_type", "model_attributes_type"}:
        return f"{_noun(kind)} is made of keys and values"
    return f"`{key}` cannot be read as {_noun(kind)}"


_RANGES = {
    "greater_than_equal": "it must be {ge} or more",
    "less_than_equal": "it must be {le} or less",
    "greater_than": "it must be more than {gt}",
    "less_than": "it must be less than {lt}",
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


def _date_hint(typed: str) -> str:
    import re  # noqa: PLC0415

    if re.fullmatch(r"[0-9-]+\.\.", typed):
        return f"an open end is written [{typed}] or {typed[:-2]}/.."
    if re.fullmatch(r"\.\.[0-9-]+", typed):
        return f"an open beginning is written [{typed}] or ../{typed[2:]}"
    if match := re.fullmatch(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})", typed):
        return f"write the year first, such as {match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    if match := re.fullmatch(r"(?:c\.?|ca\.?|circa|about) ?([0-9]{4})", typed, re.IGNORECASE):
        return f"about a year is written {match[1]}~"
    return "such as 1937-06-12, 1937-06, 1935-23 (autumn 1935), 1937~ (about), [1937-04-22..1937-04-30] (one of)"


def _literals(expected: str) -> Iterator[str]:
    """The words in pydantic's `'a', 'b' or 'c'`."""
    import re  # noqa: PLC0415

    yield from re.findall(r"'([^']*)'", expected)


def words_of(literal: Any) -> tuple[str, ...]:
    """The words that a Literal type of the model allows."""
    return get_args(literal)
