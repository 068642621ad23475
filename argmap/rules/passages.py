"""Rules that hold what is written against the reader's own copy of a source text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argmap import model
from argmap.blocks import blocks
from argmap.case import Case
from argmap.diagnostics import Diagnostic, error
from argmap.registry import rule
from argmap.text import Span, fingerprint, normalise

MOST_SHARED_WORDS = 7


def passage(locator: model.Locator, text: str) -> str | None:
    """What a locator's ranges cover, joined by single spaces; None where a range leaves the text or there is none."""
    if not locator.chars or any(end > len(text) for _, end in locator.chars):
        return None
    return " ".join(text[start:end] for start, end in locator.chars)


def located(case: Case) -> Iterator[tuple[model.Locator, Span, model.Assertion | None]]:
    """Every locator of a case with its place, and the assertion it belongs to, if any."""
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            if said.at is not None:
                yield said.at, case.graph.place("claims", name, "said", index, "at"), said
    for name, item in case.graph.evidence.items():
        for index, locator in enumerate(item.cited_at):
            yield locator, case.graph.place("evidence", name, "cited_at", index), None


@rule("locator-missing-or-stale", "error")
def locator_missing_or_stale(case: Case) -> Iterator[Diagnostic]:
    """A locator does not lead to the passage it was made for in the copy at hand."""
    known_blocks = {source: blocks(text) for source, text in case.texts.items()}
    for locator, at, _ in located(case):
        text = case.texts.get(locator.source)
        if text is None:
            continue
        found = passage(locator, text)
        if found is None:
            yield error(
                "locator-missing-or-stale",
                f"this locator gives no characters, or some past the end of {locator.source}",
                at,
                f"the text has {len(text):,} code points; give `chars: [[start, end]]`",
            )
        elif locator.fingerprint != fingerprint(found):
            yield error(
                "locator-missing-or-stale",
                f"the passage in {locator.source} is not the one this locator was made for",
                at,
                f"if it is the right passage, its fingerprint is {fingerprint(found)}",
            )
        else:
            inside = [known_blocks[locator.source].block_at(start, end) for start, end in locator.chars]
            if locator.block is not None and set(inside) != {locator.block}:
                where = " and ".join(dict.fromkeys(block or "no block" for block in inside))
                yield error(
                    "locator-missing-or-stale",
                    f"the passage stands in {where}, not in {locator.block}",
                    at,
                    "paragraphs are p1, p2, …, notes n1, n2, …; `argmap show` prints the passage",
                )


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
    for string, at in _strings(case):
        words = _words(string)
        for i in range(len(words) - length + 1):
            run = tuple(words[i : i + length])
            if run in shingles:
                yield error(
                    "source-words-copied",
                    f"“{' '.join(run)} …” stands in {shingles[run]} too",
                    at,
                    "say it in words of your own; titles and shelf-marks belong in sources",
                )
                break


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"<[^>]*>", " ", text).casefold())


def _strings(case: Case) -> Iterator[tuple[str, Span]]:
    """Every string that we wrote, but for those of sources, which hold titles and shelf-marks."""
    graph = case.graph
    kinds = (
        ("claims", graph.claims),
        ("evidence", graph.evidence),
        ("questions", graph.questions),
        ("independence", graph.groups),
        ("transmission", graph.transmissions),
    )
    for kind, records in kinds:
        for name, record in records.items():
            for path, string in _leaves(record):
                yield string, graph.place(kind, name, *path)
    for name, source in graph.sources.items():
        for key in ("note",):
            if value := getattr(source, key):
                yield value, graph.place("sources", name, key)
        for index, appraisal in enumerate(source.appraisal):
            yield appraisal.reason, graph.place("sources", name, "appraisal", index, "reason")


def _leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, model.Record):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
