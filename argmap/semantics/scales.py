"""Scales: the one table by which codes and words become numbers, and the appraised values of a graph's parts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from argmap import model


class Range(NamedTuple):
    """A value with the ends of what it may be: low <= middle <= high."""

    low: float
    middle: float
    high: float

    def times(self, other: Range) -> Range:
        """The product of two non-negative ranges."""
        return Range(self.low * other.low, self.middle * other.middle, self.high * other.high)


class Reading(NamedTuple):
    """How a hedge is read: its kind, its band of probabilities if its kind allows one, and whose convention that is."""

    kind: str | None
    band: tuple[float, float] | None
    convention: str | None


class BadScale(ValueError):
    """A scale that a project overrides is not [low, middle, high] in ascending order; the message says which."""


@dataclass(frozen=True)
class Scales:
    """The table in force: the shipped one with a project's changes laid over it."""

    table: Mapping[str, Any]
    changed: tuple[str, ...] = ()

    def range(self, scale: str, word: str) -> Range:
        """One entry as a range; reliability-like scales in [0,1], strengths in decibans."""
        return Range(*self.table[scale][word])

    @cached_property
    def _hedges(self) -> dict[str, Reading]:
        return {
            words.casefold(): Reading(
                entry.get("kind"), tuple(entry["band"]) if "band" in entry else None, entry.get("convention")
            )
            for words, entry in self.table["hedge"].items()
        }

    def hedge(self, hedge: model.Hedge) -> Reading:
        """How a hedge is read: what the author of the record wrote about it first, the lexicon after that.

        Kinds other than probability and booster have no band unless one is written.
        """
        words = hedge.words.casefold()
        known = self._hedges.get(words)
        if known is None:
            # The longest phrase of the lexicon that the words contain: "most probably, indeed".
            padded = f" {words} "
            within = [phrase for phrase in self._hedges if f" {phrase} " in padded]
            known = self._hedges[max(within, key=len)] if within else Reading(None, None, None)
        kind = hedge.kind or known.kind
        if hedge.band is not None:
            return Reading(kind, hedge.band, "the record's own")
        if kind in ("probability", "booster") and known.band is not None:
            return Reading(kind, known.band, known.convention)
        return Reading(kind, None, None)

    def strength(self, inference: model.Inference) -> Range:
        """Strength of an inference in decibans."""
        return self.range("strength", inference.strength or "unstated")

    def attack(self, attacker: model.Attacker) -> Range:
        """The share that an undercutter or underminer takes away if it is true, in [0,1]."""
        return self.range("attack_strength", attacker.strength or "unstated")

    def reliability(self, item: model.Evidence, source: model.Source | None) -> Range:
        """Reliability of an item of evidence in [0,1], from its appraisals, its source's, and its directness."""
        letters = _latest(item.appraisal, "reliability") or _latest(source.appraisal if source else (), "reliability")
        figures = _latest(item.appraisal, "credibility")
        if not letters and not figures:
            judged = self.range("unstated", "appraisal")
        else:
            judged = self._hull("reliability", letters).times(self._hull("credibility", figures))
        directness = effective_directness(item)
        distance = self.range("directness", directness) if directness else self.range("unstated", "directness")
        return judged.times(distance)

    def _hull(self, scale: str, words: tuple[str, ...]) -> Range:
        """Several appraisers: the mean of their middles, and the band that holds all of theirs."""
        if not words:
            return self.range("unstated", scale)
        ranges = [self.range(scale, word) for word in words]
        middle = sum(r.middle for r in ranges) / len(ranges)
        return Range(min(r.low for r in ranges), middle, max(r.high for r in ranges))


def _latest(appraisals: tuple[model.Appraisal, ...], part: str) -> tuple[str, ...]:
    """What each appraiser last said of one part, in the order of their names."""
    last: dict[str, tuple[str, str]] = {}
    for appraisal in appraisals:
        word = getattr(appraisal, part)
        if word is not None and (appraisal.by not in last or appraisal.on >= last[appraisal.by][0]):
            last[appraisal.by] = (appraisal.on, word)
    return tuple(word for _, (_, word) in sorted(last.items()))


LATE_DAYS = 366


def lag(item: model.Evidence) -> int | None:
    """Least number of days from event to record that the dates allow; None where they do not say."""
    if item.date is None or item.event_date is None:
        return None
    from datetime import date  # noqa: PLC0415

    _, event_end = model.edtf_bounds(item.event_date.edtf)
    record_start, _ = model.edtf_bounds(item.date.edtf)
    if event_end is None or record_start is None:
        return None
    try:
        return (date.fromisoformat(record_start) - date.fromisoformat(event_end)).days
    except ValueError:  # before the year 1: no lag that the calendar of Python can tell
        return None


def effective_directness(item: model.Evidence) -> str | None:
    """The written directness, but D4 for a recollection after more than a year even where fewer relays are written."""
    days = lag(item)
    late = days is not None and days > LATE_DAYS
    if item.directness is None:
        return "D4" if late else None
    return "D4" if late and item.directness in ("D1", "D2", "D3") else item.directness


@cache
def _shipped() -> Mapping[str, Any]:
    text = files("argmap.semantics").joinpath("scales.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def shipped_text() -> str:
    """The shipped table as it is written, with its reasons."""
    return files("argmap.semantics").joinpath("scales.toml").read_text(encoding="utf-8")


_UNIT = {"reliability", "credibility", "directness", "unstated", "attack_strength"}


def scales(changes: Mapping[str, Any] | None = None) -> Scales:
    """The shipped scales with a project's changes over them. Raises BadScale for a change that makes no sense."""
    table = {name: dict(entry) if isinstance(entry, dict) else entry for name, entry in _shipped().items()}
    changed = []
    for name, entries in (changes or {}).items():
        if name not in table or not isinstance(table[name], dict) or not isinstance(entries, Mapping):
            raise BadScale(f"there is no scale {name}; the scales are {', '.join(n for n in table if n != 'version')}")
        for word, value in entries.items():
            if name not in ("hedge", "group"):
                _check(name, word, value, table[name])
            table[name][word] = value
            changed.append(f"{name}.{word}")
    return Scales(table, tuple(sorted(changed)))


def _check(name: str, word: str, value: Any, known: Mapping[str, Any]) -> None:
    if word not in known:
        raise BadScale(f"scale {name} has no entry {word}; it has {', '.join(known)}")
    numbers = value if isinstance(value, list) else []
    top = 1.0 if name in _UNIT else 30.0
    three = len(numbers) == 3 and all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)  # noqa: PLR2004
    if not three or sorted(numbers) != numbers or numbers[0] < 0 or numbers[2] > top:
        raise BadScale(f"scale {name}, entry {word}: write [low, middle, high], ascending, from 0 to {top:g}")
