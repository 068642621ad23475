"""Stock: what exercises are made from: a case, what the audit found in it, and the seed by which some are chosen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic
from argmap.graph import SUPPORT, Id, Inference
from argmap.rules.attribution import plain_name
from argmap.rules.dials import Dial, dials
from argmap.rules.passages import passage
from argmap.semantics.independence import Ties
from argmap.semantics.scales import Reading
from argmap.standing import Standing
from argmap.teach.exercise import (
    Answer,
    Chain,
    Choice,
    Exercise,
    Grid,
    Material,
    Number,
    Option,
    Ordering,
    Selection,
    Task,
    level,
)
from argmap.text import normalise

T = TypeVar("T")
LONGEST = 400
_PRINTED = re.compile(r"<sup>[^<]*</sup>|<[^>]*>|\*")
"""What a text has for its layout: marks of notes, tags, stars of emphasis."""


def rank(*parts: str) -> str:
    """The place of a thing in a draw: the SHA-256 of its names, joined by a zero byte, in hex.

    Whatever has the lowest ranks is drawn. A thing's rank depends on its own names and the seed alone, so a record more
    takes at most one place in any draw and leaves the others as they were.
    """
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Stock:
    """A case with the findings of its audit, and the seed."""

    case: Case
    findings: tuple[Diagnostic, ...]
    seed: str

    def draw(self, things: Iterable[T], number: int, *salt: str, name: Callable[[T], str] = str) -> tuple[T, ...]:
        """The things of lowest rank, at most so many, in the order of their ranks."""
        return tuple(
            sorted(dict.fromkeys(things), key=lambda one: (rank(self.seed, *salt, name(one)), name(one)))[:number]
        )

    def lettered(self, things: Sequence[tuple[str, str]], *salt: str) -> tuple[tuple[Option, ...], dict[str, str]]:
        """Things (name, text) as options a, b, c … in an order that tells nothing, and the letter of each by name.

        Of things that read alike the first is kept: nobody could tell the others from it. They are not in the letters.
        """
        kept: dict[str, tuple[str, str]] = {}
        for name, text in things:
            kept.setdefault(normalise(text).casefold(), (name, text))
        # Not by the ranks by which wrong options were drawn: the right one would come last among the lowest.
        drawn = self.draw(kept.values(), len(kept), "letters", *salt, name=lambda thing: thing[0])
        options = tuple(Option(letter(number), text, name) for number, (name, text) in enumerate(drawn))
        return options, {option.about or "": option.id for option in options}

    def fixed(self, things: Mapping[str, str], among: Iterable[str]) -> tuple[Option, ...]:
        """Some of a scale's words as options, in the scale's own order."""
        wanted = set(among)
        return tuple(Option(name, text) for name, text in things.items() if name in wanted)

    # ---------------------------------------------------------------- looked up once

    @cached_property
    def dials(self) -> dict[Id, tuple[Dial, ...]]:
        """Claim → its dials, one for each assertion of its own."""
        found: dict[Id, list[Dial]] = {}
        for dial in dials(self.case):
            found.setdefault(dial.claim, []).append(dial)
        return {name: tuple(one) for name, one in found.items()}

    @cached_property
    def standing(self) -> Standing:
        """What hangs on what."""
        return Standing(self.case.graph)

    @cached_property
    def ties(self) -> Ties:
        """What makes several witnesses one."""
        return Ties(self.case.graph)

    @cached_property
    def places(self) -> dict[tuple[str, int], list[Diagnostic]]:
        """Where a finding stands (file and offset) → the findings there."""
        found: dict[tuple[str, int], list[Diagnostic]] = {}
        for finding in self.findings:
            found.setdefault((finding.at.path, finding.at.start), []).append(finding)
        return found

    def found_at(self, rule: str, kind: str, name: Id, *path: str | int) -> Diagnostic | None:
        """The finding of a rule at a part of a record, or None."""
        at = self.case.graph.place(kind, name, *path)
        return next((f for f in self.places.get((at.path, at.start), ()) if f.rule == rule and f.at == at), None)

    @cached_property
    def phrases(self) -> list[tuple[str, Reading]]:
        """One phrase of the lexicon for each of its bands, from the least probable to the most."""
        found: dict[tuple[float, float], tuple[str, Reading]] = {}
        for words in self.case.scales.table["hedge"]:
            if len(words.split()) <= model.MOST_HEDGE_WORDS:
                reading = self.case.reading(model.Hedge(words=words))
                if reading.band is not None and reading.kind in ("probability", "booster"):
                    found.setdefault(reading.band, (words, reading))
        return [found[band] for band in sorted(found, key=lambda band: (sum(band), band))]

    def one_name(self, voice: str) -> str:
        """The name behind a voice: its authority record, or the name without case, accents and marks."""
        return self.case.graph.authority(voice) or plain_name(voice) or voice

    @cached_property
    def voices(self) -> dict[str, str]:
        """Everybody who says anything, by the one name: a name as it is written."""
        spelt = dict.fromkeys(v for claim in self.case.graph.claims.values() for said in claim.said for v in said.by)
        return {self.one_name(voice): voice for voice in spelt}

    @cached_property
    def boosted(self) -> dict[Id, str]:
        """Claims on which an emphatic or excluding word stands over a weak grade, each with the first such word."""
        found: dict[Id, str] = {}
        for name, claim in self.case.graph.claims.items():
            for index, said in enumerate(claim.said):
                for number, hedge in enumerate(said.hedge):
                    if self.found_at("booster-on-weak-claim", "claims", name, "said", index, "hedge", number):
                        found.setdefault(name, hedge.words)
        return found

    # ---------------------------------------------------------------- in words

    def text(self, name: Id) -> str:
        """A statement in its own words."""
        graph = self.case.graph
        return graph.claims[name].text if name in graph.claims else graph.evidence[name].text

    def ref(self, name: Id) -> str:
        """A claim or an item of evidence as a reason names it: its kind and its id."""
        return f"{'claims' if name in self.case.graph.claims else 'evidence'}:{name}"

    def supports(self, claim: Id) -> tuple[Inference, ...]:
        """The inferences that support a claim and can carry something."""
        return tuple(line for line in self.case.graph.bearing_on(claim) if line.carries)

    def where(self, locator: model.Locator | None) -> str | None:
        """A place as a reader of the source finds it."""
        if locator is None:
            return None
        label = self.case.label(locator.source)
        block = locator.block or ""
        if not block:
            return label
        kind = "note" if block.startswith("N") else "paragraph"
        rest = f"{kind} {block[1:]}"
        if locator.sentence:
            several = "s" if len(locator.sentence) > 1 else ""
            rest += f", sentence{several} {', '.join(str(number) for number in locator.sentence)}"
        return f"{label}, {rest}"

    def words_at(self, locator: model.Locator | None) -> str | None:
        """The passage at a place, where the reader's own copy of the text is at hand."""
        if locator is None or locator.source not in self.case.texts:
            return None
        found = passage(locator, self.case.texts[locator.source])
        return " ".join(_PRINTED.sub("", found).split()) or None if found else None

    def claim_material(self, name: Id, heading: str = "The claim") -> Material:
        """A claim as material, with the place at which it is first put forward."""
        claim = self.case.graph.claims[name]
        at = next((said.at for said in claim.said if said.at is not None), None)
        return Material(heading, (claim.text,), self.where(at), self.words_at(at))

    def item_lines(self, name: Id) -> str:
        """A statement in a line, an item of evidence with its source."""
        graph = self.case.graph
        if name in graph.claims:
            return graph.claims[name].text
        item = graph.evidence[name]
        return f"{item.text} [{self.case.label(item.source)}{', ' + item.locator if item.locator else ''}]"

    def line_text(self, line: Inference) -> str:
        """The premises of an inference in a line."""
        return " – together with – ".join(self.item_lines(premise) for premise in line.premises)


def letter(number: int) -> str:
    """0, 1, … as a, b, …, z, aa, ab, …"""
    return (letter(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)  # noqa: PLR2004 - letters of the alphabet


def accepts_a_range(key: Answer) -> bool:
    """Whether a key accepts more than one answer in full or in part for a reason: then it is a matter of judgement."""
    if isinstance(key, Choice):
        return len(key.credit) > 1
    if isinstance(key, Selection):
        return bool(key.free)
    if isinstance(key, Ordering):
        return len(set(key.ranks.values())) < len(key.ranks)
    if isinstance(key, Chain):
        return len(key.keys) > 1
    if isinstance(key, Number):
        return key.low < key.high
    return not isinstance(key, Grid) or any(len(row) > 1 for row in key.credit.values())


Maker = Callable[[], Exercise | None]
Candidates = Iterator[tuple[str, Maker]]
"""What a family of exercises gives: for every record it could ask about, the record's name and how to make the exercise,
which gives None where too little is on record to ask fairly."""


def exercise(
    kind: str, about: str, title: str, load: int, material: Sequence[Material | None], tasks: Sequence[Task | None]
) -> Exercise | None:
    """An exercise out of what there is of material and tasks; None where no task is left."""
    given = tuple(replace(task, judgement=accepts_a_range(task.answer)) for task in tasks if task is not None)
    if not given:
        return None
    slug = about.replace(":", "-")
    return Exercise(
        f"{kind.casefold()}-{slug}",
        kind,
        title,
        level(load),
        load,
        about,
        tuple(m for m in material if m is not None),
        given,
    )


def support(line: Inference) -> bool:
    """Whether an inference supports its conclusion."""
    return line.polarity == SUPPORT


def short(text: str, longest: int = LONGEST) -> str:
    """A text cut at a word where it is very long."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"
