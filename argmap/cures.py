"""Cures: the edits that mend what the text of a file alone shows to be a slip."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from argmap import model
from argmap.diagnostics import Diagnostic, Edit, Fix
from argmap.parse import Fault, parse
from argmap.slips import KEYS
from argmap.text import SourceText, Span

LONGEST_RECORD = 20_000
"""A longer record is left to its author: whether the cure helps is tried out by reading it once more."""


def cured(diagnostic: Diagnostic, source: SourceText) -> Diagnostic:
    """A fault of reading with its fix, where the text shows one that is certain; otherwise as it is."""
    find = _CURES.get(diagnostic.rule)
    if find is None or diagnostic.fix is not None:
        return diagnostic
    fix = find(diagnostic.at, source)
    return replace(diagnostic, fix=fix) if fix is not None else diagnostic


def _byte_order_mark(at: Span, _: SourceText) -> Fix:
    return Fix((Edit(at, ""),), "delete the mark")


def _bad_id(at: Span, source: SourceText) -> Fix | None:
    """Hidden characters are taken out, and accents written apart joined to their letters: nobody can see either."""
    typed = source.slice(at)
    seen = "".join(c for c in unicodedata.normalize("NFC", typed) if unicodedata.category(c) != "Cf")
    if seen == typed or not model.is_identifier(seen):
        return None
    return Fix((Edit(at, seen),), f"write it as {seen}, without what cannot be seen")


def _wrong_type(at: Span, source: SourceText) -> Fix | None:
    """A decimal comma becomes a full stop."""
    typed = source.slice(at)
    if not re.fullmatch(r"[0-9]+,[0-9]+", typed):
        return None
    number = typed.replace(",", ".")
    return Fix((Edit(at, number),), f"write it as {number}")


def _syntax(at: Span, source: SourceText) -> Fix | None:
    found = source.slice(at)
    line = source.position(at.start).line
    before = source.text[source.line_start(line) : at.start]
    if len(found) == 1 and found.isspace() and not before.strip():
        return _indentation(line, source)
    following = source.text[at.end : at.end + 1]
    if re.fullmatch(r"[\uff1a\ufe55]", found):
        edit = Edit(at, ":" if following in ("", " ", "\r", "\n") else ": ")
        told = "write an ordinary colon"
    elif found == "-" and not before.strip() and following.isalpha():
        edit = Edit(Span(at.path, at.end, at.end), " ")
        told = "write a space after the dash"
    elif found.endswith(":") and found[:-1] in KEYS and following.isalnum():
        edit = Edit(Span(at.path, at.end, at.end), " ")
        told = "write a space after the colon"
    else:
        return None
    begin, end = source.line_start(line), source.line_end(at.start)
    mended = source.text[begin : edit.at.start] + edit.text + source.text[edit.at.end : end]
    return Fix((edit,), told) if _reads(mended.lstrip(" ") + "\n", inner=True) else None


def _indentation(line: int, source: SourceText) -> Fix | None:
    """Spaces for the tabs, or for the odd spaces, in the indentation of a record that has no others.

    Where tabs and spaces are mixed nobody but the author knows how wide his tabs were.
    """
    first, last = line, line
    lines = source.position(len(source.text)).line
    while first > 1 and not _at_margin(source.line(first)):
        first -= 1
    while last < lines and not _at_margin(source.line(last + 1)):
        last += 1
    start, end = source.line_start(first), source.line_end(source.line_start(last))
    if end - start > LONGEST_RECORD:
        return None
    texts = {number: source.line(number) for number in range(first, last + 1)}
    indents = {number: text[: len(text) - len(text.lstrip())] for number, text in texts.items() if text.strip()}
    signs = {sign for indent in indents.values() for sign in indent}
    if "\t" in signs and len(signs) > 1:
        return None
    edits = []
    for number, indent in indents.items():
        spaces = ("  " if "\t" in indent else " ") * len(indent)
        if spaces != indent:
            begin = source.line_start(number)
            edits.append(Edit(Span(source.path, begin, begin + len(indent)), spaces))
    mended, at = "", start
    for edit in edits:
        mended += source.text[at : edit.at.start] + edit.text
        at = edit.at.end
    mended += source.text[at:end]
    return Fix(tuple(edits), "indent the record with ordinary spaces") if edits and _reads(mended + "\n") else None


def _at_margin(line: str) -> bool:
    return bool(line) and not line[0].isspace() and not line.startswith("#")


def _reads(text: str, *, inner: bool = False) -> bool:
    """Whether a text is YAML, and says nothing that its author did not mean."""
    try:
        _, diagnostics, _ = parse(SourceText("", text), 0, text, inner=inner, parts=0)
    except Fault:
        return False
    return not diagnostics


_CURES: dict[str, Callable[[Span, SourceText], Fix | None]] = {
    "byte-order-mark": _byte_order_mark,
    "bad-id": _bad_id,
    "wrong-type": _wrong_type,
    "syntax": _syntax,
}


def respelt(source: SourceText, place: Span, name: str, meant: str) -> Fix | None:
    """The edit that writes a name as it is meant, in quotation marks or before a note's number if it stands so."""
    start = place.start + source.text.startswith(("'", '"'), place.start)
    if not source.text.startswith(name, start):
        return None
    return Fix((Edit(Span(place.path, start, start + len(name)), meant),), f"write it as {meant}")
