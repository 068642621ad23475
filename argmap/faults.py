"""What validation finds at fault, in our own words: rule, message and hint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as MappingType
from functools import cache
from typing import Any, get_args

from pydantic_core import ErrorDetails

from argmap import model
from argmap.scan import PROSE_KEYS
from argmap.slips import BLOCK_HINT
from argmap.tree import Part, Scalar, Sequence

Path = tuple[str | int, ...]
"""The way to a part of a record: keys, and indexes from 0."""

LONGEST_SHOWN = 60
LIKE_WORD, LIKE_NAME = 0.6, 0.75
"""The least likeness, as `difflib` counts it, at which a word is offered for another: of the few words of a closed list the
nearest is soon the one that was meant, whereas among all ids of a project some always share letters by chance."""
COMMA = "a comma ends a value between { and }: put the value in quotation marks"
PARTS: dict[str, type[model.Record]] = {
    "said": model.Assertion,
    "hedge": model.Hedge,
    "at": model.Locator,
    "cited_at": model.Citation,
    "support": model.Inference,
    "attack": model.Inference,
    "answers": model.Answer,
    "undercut_by": model.Attacker,
    "undermined_by": model.Attacker,
    "appraisal": model.Appraisal,
    "judged": model.Judgement,
    "date": model.Date,
    "event_date": model.Date,
    "issued": model.Date,
    "search": model.Search,
    "copies": model.Holding,
    "editions": model.Holding,
    "steps": model.Step,
    "ratings": model.Row,
    "relates": model.Relation,
    "spellings": model.Spelling,
    "offices": model.Tenure,
    "volumes": model.Volume,
    "covers": model.Date,
    "expect": model.Expectation,
    "dates": model.Date,
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
    model.Judgement: "a judgement",
    model.Attacker: "an attacker",
    model.Appraisal: "an appraisal",
    model.Date: "a date",
    model.Search: "a search",
    model.Holding: "a copy or edition",
    model.Step: "a step",
    model.Row: "a row of ratings",
    model.Section: "a section",
    model.Omission: "an omission",
    model.Oddity: "an oddity",
    model.Authority: "an authority record",
    model.Citation: "a citation",
    model.Relation: "a relation",
    model.Spelling: "a spelling",
    model.Tenure: "a term of office",
    model.Volume: "a volume",
    model.Expectation: "an expectation",
}


MISPLACED: dict[tuple[type[model.Record], str], tuple[str, str, str]] = {
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


def noun(kind: type[model.Record]) -> str:
    """A kind of record with its article, as messages name it."""
    return _NOUNS[kind]


def part_type(kind: type[model.Record], path: Path) -> type[model.Record]:
    """The innermost kind of record that a path lies in (the last step names a value in it, not a part of its own)."""
    for step in path:
        if isinstance(step, str) and step in PARTS:
            kind = PARTS[step]
    return kind


@cache
def key_names(kind: type[model.Record]) -> tuple[str, ...]:
    """The keys of a record as they are written in YAML."""
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def close_to(word: str, known: MappingType[str, Any] | tuple[str, ...], least: float = LIKE_WORD) -> str | None:
    """The known word that a misspelt one most likely means; None where none is as like it as `least`, in [0, 1]."""
    if len(word) > LONGEST_SHOWN:
        return None
    from difflib import get_close_matches  # noqa: PLC0415 - only faulty text needs it

    folded = {name.casefold().replace("_", "-"): name for name in known}
    found = get_close_matches(word.casefold().replace("_", "-"), list(folded), n=1, cutoff=least)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: MappingType[str, Any] | tuple[str, ...], least: float = LIKE_NAME) -> str | None:
    """A hint with the nearest known name, or None where none is near; among words of a closed list `least` is LIKE_WORD."""
    near = close_to(word, known, least)
    return f"did you mean {near}?" if near else None


def sentence(
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
        return "missing-key", f"{noun(kind)} needs the key `{beyond[0]}`", _MISSING.get(beyond[0])
    if what == "literal_error":
        words = expected_words(fault)
        near = did_you_mean(typed, words, LIKE_WORD)
        listed = "use one of: " + ", ".join(words)
        return "unknown-word", f"{shown} is not a word for `{key}`", f"{near} {listed}" if near else listed
    if what == "bad_id":
        hint = id_hint(typed)
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
    if what == "long_quotation":
        most = model.MOST_HEDGE_WORDS
        return "quotation-too-long", f"`{key}` quotes at most {most} words", "keep the words that matter only"
    if what == "bad_note":
        hint = "name the source and the note, such as some-source.N12"
        return "note-id-unqualified", f"{shown} does not say of which source it is a note", hint
    if what == "reversed_range":
        return "reversed-range", "this range ends before it begins", "write the earlier or smaller one first"
    if what in _RANGES:
        hint = _RANGES[what].format(**context)
        return "out-of-range", f"{shown} is outside the range of `{key}`", _share(typed) or hint
    if what == "string_pattern_mismatch":
        return "bad-form", f"{shown} does not have the form of `{key}`", _FORMS.get(key)
    if what == "missing" or key in {"chars", "band", "confidence"}:
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
        model.Locator: "such as {source: some-source, block: P2}",
    }
    return f"{noun(kind)} is made of keys and values", hints.get(kind, "its keys are " + ", ".join(key_names(kind)))


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
    "basis": "say on what ground in a sentence",
    "why": "say why in a sentence",
    "at": "say where, such as {source: some-source, block: P2}",
    "source": "name the source from evidence/sources.yaml",
    "premises": "name the claims or evidence it starts from",
    "mode": "say how it was handed on: " + ", ".join(get_args(model.Mode)),
    "ratings": "rate it with each hypothesis, such as {some-claim: C, another-claim: II}; the ratings are "
    + ", ".join(get_args(model.Rating)),
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


def expected_words(fault: ErrorDetails) -> tuple[str, ...]:
    """The words that a key may take, from pydantic's `'a', 'b' or 'c'`; none where it takes others than words."""
    return tuple(re.findall(r"'([^']*)'", str(fault.get("ctx", {}).get("expected", ""))))


def id_hint(typed: str) -> str:
    """How to mend what was written in the place of an id."""
    hidden = next((c for c in typed if c != " " and not c.isprintable()), None)
    if hidden is not None:
        return f"it holds the hidden character U+{ord(hidden):04X}: delete it"
    composed = unicodedata.normalize("NFC", typed)
    if composed != typed and model.is_identifier(composed):
        return "its accents are written apart from their letters (not NFC): type it anew"
    if typed[:1] == "-":
        return "write a space after the dash that starts an entry"
    if typed[:1] in tuple("\"'“”„‘’«»"):
        return "take the quotation marks away"
    bare = re.sub(r"['’ʼ]", "", composed)
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in bare).split()
    mended = "-".join(words)
    if model.is_identifier(mended) and len(mended) <= LONGEST_SHOWN:
        return f"write it as {mended}: an id is made of words of letters and digits joined by hyphens"
    return "an id is made of letters and digits of any script in words joined by hyphens"
