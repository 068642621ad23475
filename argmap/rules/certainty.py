"""Certainty: how sure a voice sounds, as ordered levels; never a number to reckon with.

The levels only say more or less: words of probability and words of evidence belong to different scales (ICD 203; ENFSI
2015), and a flat statement has no band at all. An assertion is as sure as its most cautious hedge.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from argmap import model
from argmap.case import Case
from argmap.graph import Id
from argmap.semantics.scales import Reading

OWN = frozenset({"asserts", "endorses"})
SILENT_KINDS = frozenset(
    {"attribution", "scope", "causal share", "inference marker", "concession", "source criticism", "evaluative"}
)
_LIKELY, _EVEN = 0.55, 0.45


class Level(IntEnum):
    """How sure a voice sounds, from nothing to emphasis."""

    GAP = 0
    GUESS = 1
    EVEN = 2
    PROBABLE = 3
    FLAT = 4
    EMPHATIC = 5


IN_WORDS = {
    Level.GAP: "not known",
    Level.GUESS: "a guess",
    Level.EVEN: "as likely as not",
    Level.PROBABLE: "probable",
    Level.FLAT: "plainly so",
    Level.EMPHATIC: "beyond doubt",
}


def own_hedges(case: Case, said: model.Assertion) -> Iterator[tuple[int, model.Hedge, Reading]]:
    """The hedges of the outermost voice itself, with their places in the list and how they are read."""
    for index, hedge in enumerate(said.hedge):
        if hedge.holder in (None, said.by[0]):
            yield index, hedge, case.reading(hedge)


def level(case: Case, said: model.Assertion) -> Level | None:
    """How sure the outermost voice of an assertion sounds of it; None where it vouches for nothing, or where its words
    are not in the lexicon. A hedge with a scope of its own is of a part of what is said, and leaves the rest as sure."""
    if said.stance[0] == "supposes":
        return Level.GUESS
    if said.stance[0] not in OWN:
        return None
    found = [
        reading
        for _, hedge, reading in own_hedges(case, said)
        if reading.kind not in SILENT_KINDS and hedge.scope is None
    ]
    if any(reading.kind is None for reading in found):
        return None
    return min((_of_reading(reading) for reading in found), default=Level.FLAT)


def _of_reading(reading: Reading) -> Level:
    if reading.kind == "gap":
        return Level.GAP
    if reading.kind in ("booster", "exclusion"):
        return Level.EMPHATIC
    if reading.kind == "evidential":
        return Level.PROBABLE
    if reading.kind == "probability" and reading.band is not None:
        middle = sum(reading.band) / 2
        return Level.PROBABLE if middle >= _LIKELY else Level.EVEN if middle >= _EVEN else Level.GUESS
    return Level.GUESS


def surest(case: Case, claim: Id, voice: str | None = None) -> tuple[Level, int] | None:
    """The highest level at which a claim is put forward (by one voice, if it is named), with the assertion's place."""
    found = [
        (sure, -index)
        for index, said in enumerate(case.graph.claims[claim].said)
        if (voice is None or said.by[0] == voice) and (sure := level(case, said)) is not None
    ]
    if not found:
        return None
    best, place = max(found)
    return best, -place


def voices(claim: model.Claim) -> tuple[str, ...]:
    """Those who put a claim forward as their own, asserting or endorsing it."""
    return tuple(dict.fromkeys(said.by[0] for said in claim.said if said.stance[0] in OWN))


def put_forward(claim: model.Claim) -> bool:
    """Whether a claim is somebody's own: asserted or endorsed by a voice, or of a map that keeps neither voices nor layers.

    What is only reported, and the rival answers of a layer that nobody asserts, are there to be weighed.
    """
    return bool(voices(claim)) or (not claim.said and claim.layer is None)


def position(said: model.Assertion) -> tuple[str, int] | None:
    """Where in which source an assertion stands, for telling earlier from later."""
    if said.at is None or not said.at.chars:
        return None
    return said.at.source, said.at.chars[0][0]
