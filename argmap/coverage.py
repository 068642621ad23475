"""Coverage: which sentences of a source text some record points into, which were left out on purpose, and which neither."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from argmap import model
from argmap.case import Case
from argmap.sentences import Pair, Sentence, place, sentences
from argmap.text import counted

Id = str
State = Literal["mapped", "cited", "left out", "open"]
STATES: tuple[State, ...] = ("mapped", "cited", "left out", "open")


@dataclass(frozen=True)
class Line:
    """A sentence with the records that point into it, each kind by id.

    `share`, in [0,1], is how much of its letters and digits lies in what claims, evidence and citations point at.
    """

    sentence: Sentence
    opening: str
    claims: tuple[Id, ...]
    evidence: tuple[Id, ...]
    citations: tuple[Id, ...]
    omissions: tuple[Id, ...]
    oddities: tuple[Id, ...]
    share: float

    @property
    def state(self) -> State:
        """Mapped: a claim or an item of evidence points into it; cited: a source only; left out on purpose; or open."""
        if self.claims or self.evidence:
            return "mapped"
        if self.citations:
            return "cited"
        return "left out" if self.omissions else "open"


@dataclass(frozen=True)
class Coverage:
    """All sentences of one source in order."""

    source: Id
    label: str
    lines: tuple[Line, ...]

    @cached_property
    def blocks(self) -> dict[str, tuple[Line, ...]]:
        """The lines of each block, in the order in which the blocks begin."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.sentence.block, []).append(line)
        return {label: tuple(lines) for label, lines in found.items()}

    @cached_property
    def counts(self) -> dict[State, int]:
        """How many sentences are in each state."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in STATES}

    @property
    def open(self) -> tuple[Line, ...]:
        """The sentences that nothing accounts for."""
        return tuple(line for line in self.lines if line.state == "open")

    def summary(self) -> str:
        """The counts in a sentence."""
        notes = sum(label.startswith("N") for label in self.blocks)
        counts = self.counts
        return (
            f"{counted(len(self.blocks) - notes, 'paragraph')}, {counted(notes, 'note')},"
            f" {counted(len(self.lines), 'sentence')}: {counts['mapped']} with claims or evidence,"
            f" {counts['cited']} with citations only, {counts['left out']} left out on purpose,"
            f" {counts['open']} not accounted for"
        )


def coverage(case: Case, source: Id) -> Coverage:
    """The coverage of a source whose text is among those of the case. Raises KeyError where it is not.

    A record points into a sentence where its locator holds a letter or digit of it. Locators that lead nowhere
    count for nothing: `argmap verify` reports them.
    """
    text = case.texts[source]
    graph = case.graph
    claims = [(name, said.at) for name, claim in graph.claims.items() for said in claim.said if said.at is not None]
    pointers: dict[str, list[tuple[Id, model.Locator]]] = {
        "claims": claims,
        "evidence": [(name, at) for name, item in graph.evidence.items() for at in item.cited_at],
        "citations": [(name, at) for name, record in graph.sources.items() for at in record.cited_at],
        "omissions": [(name, at) for name, omission in graph.omissions.items() for at in omission.at],
        "oddities": [(name, at) for name, oddity in graph.oddities.items() for at in oddity.at],
    }
    ranges = {kind: list(_placed(found, source, text)) for kind, found in pointers.items()}
    mapped = [pair for kind in ("claims", "evidence", "citations") for _, pairs in ranges[kind] for pair in pairs]
    lines = []
    for sentence in sentences(text):
        found = {
            kind: tuple(
                dict.fromkeys(name for name, pairs in placed if any(sentence.holds(*pair, text) for pair in pairs))
            )
            for kind, placed in ranges.items()
        }
        lines.append(Line(sentence, _opening(sentence, text), share=_share(sentence, mapped, text), **found))
    return Coverage(source, case.label(source), tuple(lines))


def _placed(
    pointers: Iterable[tuple[Id, model.Locator]], source: Id, text: str
) -> Iterator[tuple[Id, tuple[Pair, ...]]]:
    for name, locator in pointers:
        pairs = place(locator, text) if locator.source == source else None
        if pairs is not None:
            yield name, pairs


def _share(sentence: Sentence, mapped: list[Pair], text: str) -> float:
    marks = {
        i for start, end in sentence.ranges for mark in _MARK.finditer(text, start, end) for i in range(*mark.span())
    }
    letters = [i for a, b in sentence.ranges for i in range(a, b) if text[i].isalnum() and i not in marks]
    pairs = [(a, b) for a, b in mapped if any(a < end and start < b for start, end in sentence.ranges)]
    held = sum(any(a <= i < b for a, b in pairs) for i in letters)
    return held / len(letters) if letters else 1.0


_MARK = re.compile(r"<sup>[^<]*</sup>")
MOST_OPENING_WORDS = 6


def _opening(sentence: Sentence, text: str) -> str:
    """The first words of a sentence, by which a reader of the text knows it."""
    words = re.sub(r"<[^>]*>|\*", "", _MARK.sub("", " ".join(text[a:b] for a, b in sentence.ranges))).split()
    return " ".join(words[:MOST_OPENING_WORDS]) + (" …" if len(words) > MOST_OPENING_WORDS else "")


# --------------------------------------------------------------------------- as text and as data


def as_text(found: Coverage) -> str:
    """A table with a row for each sentence, and the sentences that are open once more at the end."""
    rows = [("block", "sentence", "share", "state", "what points into it")]
    for line in found.lines:
        first = line.sentence.number == 1
        rows.append(
            (
                line.sentence.block if first else "",
                str(line.sentence.number),
                f"{line.share:.0%}",
                line.state if line.state != "open" else "OPEN",
                "; ".join(pointing(line)),
            )
        )
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    table = ["  ".join((*(row[k].ljust(widths[k]) for k in range(4)), row[4])).rstrip() for row in rows]
    ends = [f"{found.label} ({found.source}): {found.summary()}", *(f"  {told(line)}" for line in found.open)]
    return "\n".join((*table, "", *ends)) + "\n"


def told(line: Line) -> str:
    """A sentence as a line of a list: where it stands and how it begins."""
    where = " and ".join(f"[{start}, {end})" for start, end in line.sentence.ranges)
    return f"{line.sentence.block}, sentence {line.sentence.number}, {where}: {line.opening}"


def pointing(line: Line) -> Iterator[str]:
    """What points into a sentence, a phrase for each kind."""
    kinds = (
        ("claim", line.claims),
        ("evidence", line.evidence),
        ("citation of", line.citations),
        ("left out:", line.omissions),
        ("oddity", line.oddities),
    )
    for word, names in kinds:
        if names:
            yield f"{word} {', '.join(names)}"


def as_data(found: Coverage) -> dict[str, Any]:
    """Everything as plain values."""
    return {
        "source": found.source,
        "sentences": len(found.lines),
        "counts": dict(found.counts),
        "blocks": [
            {
                "block": label,
                "sentences": [
                    {
                        "sentence": line.sentence.number,
                        "chars": [list(pair) for pair in line.sentence.ranges],
                        "state": line.state,
                        "share": round(line.share, 4),
                        "claims": list(line.claims),
                        "evidence": list(line.evidence),
                        "citations": list(line.citations),
                        "omissions": list(line.omissions),
                        "oddities": list(line.oddities),
                    }
                    for line in lines
                ],
            }
            for label, lines in found.blocks.items()
        ],
    }
