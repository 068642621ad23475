"""Rules on references: locators, and the names of notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argmap.blocks import blocks
from argmap.case import Case
from argmap.diagnostics import Diagnostic, error, warning
from argmap.registry import rule
from argmap.rules.passages import located

_NOTE = re.compile(r"\b(?:notes?|fn\.?|footnotes?|nn?\.)\s*([0-9]+)", re.IGNORECASE)


@rule("passage-ranges-unsplit", "warning", audit=True)
def passage_ranges_unsplit(case: Case) -> Iterator[Diagnostic]:
    """One character range runs over the foot of a page and takes in what is printed there."""
    known = {source: blocks(text) for source, text in case.texts.items()}
    for locator, where, _ in located(case) if known else ():
        if locator.source not in known:
            continue
        parts = known[locator.source]
        for start, end in locator.chars:
            inside = [part for part in parts.stretches if part.start < end and part.end > start]
            if len(inside) > 1 and inside[0].label == inside[-1].label:
                between = sorted({part.label for part in inside} - {inside[0].label})
                taken = f", with {' and '.join(between)} in it" if between else ""
                yield warning(
                    "passage-ranges-unsplit",
                    f"the range {start} to {end} runs across a page foot of {inside[0].label}{taken}",
                    case.graph.place(*where),
                    "write one range for each side of the page foot: "
                    + ", ".join(
                        f"[{max(start, part.start)}, {min(end, part.end)}]"
                        for part in inside
                        if part.label == inside[0].label
                    ),
                )


@rule("assertion-without-locator", "warning", audit=True)
def assertion_without_locator(case: Case) -> Iterator[Diagnostic]:
    """An assertion does not say where it stands, or says it without character ranges and fingerprint."""
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            key: tuple[str | int, ...] = ("said", index)
            if said.at is None:
                problem = "gives no place at which a reader could look it up"
            elif not said.at.chars or said.at.fingerprint is None:
                problem = "has a place that cannot be checked: character ranges or fingerprint are missing"
                key = (*key, "at")
            else:
                continue
            yield warning(
                "assertion-without-locator",
                f"what {said.by[0]} {case.verb(said.by[0], 'says', 'say')} of {name} {problem}",
                case.graph.place("claims", name, *key),
                "write `at` with source, block, chars and fingerprint; `argmap verify` proves it",
            )


@rule("note-of-unnamed-work", "error", audit=True)
def note_of_unnamed_work(case: Case) -> Iterator[Diagnostic]:
    """A numbered note is named in a source that is known only through another work, without saying whose note it is."""
    for name, item in case.graph.evidence.items():
        source = case.graph.sources.get(item.source)
        if source is None or source.known_through is None or item.locator is None:
            continue
        note = _NOTE.search(item.locator)
        if note is None:
            continue
        works = [work for work in (item.source, source.known_through) if work in case.graph.sources]
        called = {
            word.casefold()
            for work in works
            for word in (work, case.graph.sources[work].short or "", *case.graph.sources[work].author)
            if word
        }
        if not any(word in item.locator.casefold() for word in called):
            yield error(
                "note-of-unnamed-work",
                f"“{note[0]}” could be a note of {item.source} or of {source.known_through}",
                case.graph.place("evidence", name, "locator"),
                f"write whose note it is: {case.label(source.known_through)}, {note[0]}",
            )
