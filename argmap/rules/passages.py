"""Rules that hold what is written against the reader's own copy of a source text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from argmap import model
from argmap.blocks import blocks
from argmap.case import Case
from argmap.diagnostics import Diagnostic, error
from argmap.graph import Where
from argmap.registry import rule
from argmap.sentences import place, sentences
from argmap.text import fingerprint, normalise

MOST_SHARED_WORDS = 7


def passage(locator: model.Locator, text: str) -> str | None:
    """What a locator leads to (its ranges, sentences or block), joined by single spaces; None where it leads nowhere."""
    ranges = place(locator, text)
    return None if ranges is None else " ".join(text[start:end] for start, end in ranges)


def located(case: Case) -> Iterator[tuple[model.Locator, Where, model.Assertion | None]]:
    """Every locator of an assertion or citation with where it is written, and the assertion it belongs to, if any."""
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            if said.at is not None:
                yield said.at, ("claims", name, "said", index, "at"), said
    for name, item in case.graph.evidence.items():
        for index, locator in enumerate(item.cited_at):
            yield locator, ("evidence", name, "cited_at", index), None
    for name, source in case.graph.sources.items():
        for index, locator in enumerate(source.cited_at):
            yield locator, ("sources", name, "cited_at", index), None


def pointed(case: Case) -> Iterator[tuple[model.Locator, Where, str | None]]:
    """Every other locator with where it is written, and the words that are printed there, if any are given.

    For these a block will do, with or without its sentence.
    """
    for name, omission in case.graph.omissions.items():
        for index, locator in enumerate(omission.at):
            yield locator, ("omissions", name, "at", index), None
    for name, oddity in case.graph.oddities.items():
        for index, locator in enumerate(oddity.at):
            yield locator, ("oddities", name, "at", index), oddity.printed
    for name, authority in case.graph.authorities.items():
        for number, spelling in enumerate(authority.spellings):
            for index, locator in enumerate(spelling.at):
                yield locator, ("authorities", name, "spellings", number, "at", index), spelling.form


@rule("locator-missing-or-stale", "error")
def locator_missing_or_stale(case: Case) -> Iterator[Diagnostic]:
    """A locator does not lead to the passage it was made for in the copy at hand."""
    exact = ((locator, where, True) for locator, where, _ in located(case))
    loose = ((locator, where, bool(locator.chars or locator.fingerprint)) for locator, where, _ in pointed(case))
    for locator, where, digested in chain(exact, loose) if case.texts else ():
        text = case.texts.get(locator.source)
        problem = None if text is None else _problem(locator, text, digested=digested)
        if problem is not None:
            yield error("locator-missing-or-stale", problem[0], case.graph.place(*where), problem[1])
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            for number, note in enumerate(said.notes):
                source, _, block = note.rpartition(".")
                text = case.texts.get(source)
                if text is not None and block not in blocks(text).labels():
                    at = case.graph.place("claims", name, "said", index, "notes", number)
                    yield error("locator-missing-or-stale", f"{source} has no note {block}", at, _COUNTED)


def _problem(locator: model.Locator, text: str, *, digested: bool) -> tuple[str, str] | None:
    """What is wrong with a locator, and how to mend it; `digested` if it must have a fingerprint."""
    found = passage(locator, text)
    if found is None and locator.chars:
        return (
            f"this locator gives characters past the end of {locator.source}",
            f"the text has {len(text):,} code points",
        )
    if found is None and locator.block is None:
        return "this locator gives neither characters nor a block", "give `chars: [[start, end]]`"
    if found is None:
        where = " and ".join(map(str, locator.sentence))
        return f"{locator.source} has no " + (
            f"sentence {where} in " if where else "block "
        ) + f"{locator.block}", _COUNTED
    if digested and locator.fingerprint != fingerprint(found):
        return (
            f"the passage in {locator.source} is not the one this locator was made for",
            f"if it is the right passage, its fingerprint is {fingerprint(found)}",
        )
    known = blocks(text)
    inside = [known.block_at(start, end) for start, end in locator.chars]
    if inside and locator.block is not None and set(inside) != {locator.block}:
        where = " and ".join(dict.fromkeys(block or "no block" for block in inside))
        return f"the passage stands in {where}, not in {locator.block}", _COUNTED
    if locator.chars and locator.sentence:
        held = sorted({s.number for s in sentences(text) for a, b in locator.chars if s.holds(a, b, text)})
        if held != sorted(set(locator.sentence)):
            counted, given = " and ".join(map(str, held)), " and ".join(map(str, locator.sentence))
            return f"the passage stands in sentence {counted or 'none'} of its block, not in {given}", _COUNTED
    return None


_COUNTED = "paragraphs are P1, P2, …, notes N1, N2, …; `argmap coverage` lists every block and sentence"


@rule("hedge-not-in-passage", "error")
def hedge_not_in_passage(case: Case) -> Iterator[Diagnostic]:
    """The words of a hedge are not in the passage that the assertion points at."""
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            if said.at is None or said.at.source not in case.texts:
                continue
            found = passage(said.at, case.texts[said.at.source])
            if found is None:
                continue
            folded = _plain(found)
            for k, hedge in enumerate(said.hedge):
                if _plain(hedge.words) not in folded:
                    yield error(
                        "hedge-not-in-passage",
                        f"“{hedge.words}” does not stand in the passage",
                        case.graph.place("claims", name, "said", index, "hedge", k),
                        "quote the author's words to the letter, or move the locator",
                    )


@rule("printed-not-in-passage", "error")
def printed_not_in_passage(case: Case) -> Iterator[Diagnostic]:
    """What is said to be printed, as an oddity or a spelling of a name, does not stand at the place given."""
    for locator, where, printed in pointed(case) if case.texts else ():
        text = case.texts.get(locator.source)
        found = passage(locator, text) if text is not None and printed is not None else None
        if found is None or printed is None:
            continue
        if not any(normalise(printed) in normalise(form) for form in (found, found.replace("*", ""))):
            yield error(
                "printed-not-in-passage",
                f"“{printed}” does not stand in the passage",
                case.graph.place(*where),
                "copy it letter by letter, or move the locator",
            )


def _plain(text: str) -> str:
    """Text without Markdown emphasis, for comparing words."""
    return normalise(text.replace("*", "")).casefold()


@rule("source-words-copied", "error")
def source_words_copied(case: Case) -> Iterator[Diagnostic]:
    """A string of ours shares eight or more consecutive words with a source text."""
    if not case.texts:
        return
    length = MOST_SHARED_WORDS + 1
    shingles: dict[tuple[str, ...], str] = {}
    for source, text in case.texts.items():
        words = _words(text)
        for i in range(len(words) - length + 1):
            shingles.setdefault(tuple(words[i : i + length]), source)
    for string, where in _strings(case):
        words = _words(string)
        for i in range(len(words) - length + 1):
            run = tuple(words[i : i + length])
            if run in shingles:
                yield error(
                    "source-words-copied",
                    f"“{' '.join(run)} …” stands in {shingles[run]} too",
                    case.graph.place(*where),
                    "say it in words of your own; titles and shelf-marks belong in sources",
                )
                break


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"<[^>]*>", " ", text).casefold())


def _strings(case: Case) -> Iterator[tuple[str, Where]]:
    """Every string that we wrote with where it is written, but for those of sources, which hold titles and shelf-marks."""
    graph = case.graph
    kinds = (
        ("claims", graph.claims),
        ("evidence", graph.evidence),
        ("questions", graph.questions),
        ("independence", graph.groups),
        ("transmission", graph.transmissions),
        ("sections", graph.sections),
        ("omissions", graph.omissions),
        ("oddities", graph.oddities),
        ("authorities", graph.authorities),
    )
    for kind, records in kinds:
        for name, record in records.items():
            for path, string in _leaves(record):
                yield string, (kind, name, *path)
    for name, source in graph.sources.items():
        for key in ("note",):
            if value := getattr(source, key):
                yield value, ("sources", name, key)
        for index, appraisal in enumerate(source.appraisal):
            yield appraisal.reason, ("sources", name, "appraisal", index, "reason")


def _leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, model.Record):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
