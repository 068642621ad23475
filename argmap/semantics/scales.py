"""Scales: the one table by which codes and words become numbers, and the appraised values of a graph's parts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple, get_args

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
    """A scale that a project overrides makes no sense; the message says which, and what to write."""


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
            _bare(words): Reading(
                entry.get("kind"),
                self._band(entry.get("band")),
                entry.get("convention", "the project"),
            )
            for words, entry in self.table["hedge"].items()
        }

    @cached_property
    def hedge_words(self) -> tuple[str, ...]:
        """Every phrase of the lexicon in force, without case."""
        return tuple(self._hedges)

    def _band(self, written: Any) -> tuple[float, float] | None:
        """A band as its two ends; the lexicon names a line of `hedge_band`, a project may write the ends themselves."""
        if written is None:
            return None
        low, high = self.table["hedge_band"][written] if isinstance(written, str) else written
        return (low, high)

    @cached_property
    def _readings(self) -> dict[tuple[object, ...], Reading]:
        return {}

    def hedge(self, hedge: model.Hedge) -> Reading:
        """How a hedge is read: what the author of the record wrote about it first, the lexicon after that.

        Kinds other than probability and booster have no band unless one is written.
        """
        key = (hedge.words, hedge.kind, hedge.band)  # looked up once: maps repeat themselves
        if key not in self._readings:
            self._readings[key] = self._read(hedge)
        return self._readings[key]

    @cached_property
    def _begun(self) -> dict[str, list[tuple[int, str]]]:
        """Word → the phrases of the lexicon that begin with it, each with its rank: the longest first."""
        found: dict[str, list[tuple[int, str]]] = {}
        for rank, phrase in enumerate(sorted(self._hedges, key=len, reverse=True)):
            found.setdefault(phrase.partition(" ")[0], []).append((rank, phrase))
        return found

    def _read(self, hedge: model.Hedge) -> Reading:
        # The longest phrase of the lexicon that the words contain, of the kind that is written if there is one.
        bare = _bare(hedge.words)
        begun = [entry for word in bare.split(" ") for entry in self._begun.get(word, ())]
        within = [(rank, phrase) for rank, phrase in begun if f" {phrase} " in f" {bare} "]
        within = [(rank, phrase) for rank, phrase in within if self._hedges[phrase].kind == hedge.kind] or within
        known = self._hedges[min(within)[1]] if within else Reading(None, None, None)
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


def is_degree(said: model.Assertion, hedge: model.Hedge, reading: Reading) -> bool:
    """Whether the outermost voice puts all that it says into a band of probabilities by a hedge.

    Another holder's hedge is not its own, and one with a scope of its own is of a part of what is said.
    """
    return reading.band is not None and hedge.scope is None and hedge.holder in (None, said.by[0])


def degrees(claim: model.Claim, table: Scales) -> tuple[tuple[model.Assertion, model.Hedge, Reading], ...]:
    """The hedges that are degrees (`is_degree`), each with its assertion and how it is read."""
    return tuple(
        (said, hedge, reading)
        for said in claim.said
        for hedge in said.hedge
        for reading in [table.hedge(hedge)]
        if is_degree(said, hedge, reading)
    )


def hedged(claim: model.Claim, table: Scales) -> tuple[str, tuple[float, float]] | None:
    """The first of the author's own hedges into which a band of probabilities is read, with that band."""
    for said, hedge, reading in degrees(claim, table):
        if reading.band is not None and said.stance[0] in ("asserts", "endorses"):
            return hedge.words, reading.band
    return None


def _bare(words: str) -> str:
    """Words without their case, and without punctuation but for apostrophes and hyphens."""
    return " ".join(re.sub(r"[^\w’'-]+", " ", words.casefold()).split())


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
    table, lexicon = (tomllib.loads(text) for text in _texts())
    return {**table, **lexicon}


def _texts() -> tuple[str, str]:
    """The two shipped files: numbers, and words of certainty."""
    folder = files("argmap.semantics")
    numbers, words = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("scales.toml", "lexicon.toml"))
    return numbers, words


def shipped_text() -> str:
    """The shipped scales and the lexicon of hedges as they are written, with their reasons."""
    return "\n".join(_texts())


def scales(changes: Mapping[str, Any] | None = None) -> Scales:
    """The shipped scales with a project's changes over them. Raises BadScale for a change that makes no sense."""
    return _changed(changes) if changes else _unchanged()


@cache
def _unchanged() -> Scales:
    """The shipped scales, once for all that have no others, with the hedges that were read by them."""
    return _changed({})


def _changed(changes: Mapping[str, Any]) -> Scales:
    table = {name: dict(entry) if isinstance(entry, dict) else entry for name, entry in _shipped().items()}
    changed = []
    for name, entries in changes.items():
        if name not in table or not isinstance(table[name], dict):
            raise BadScale(f"there is no scale {name}; the scales are {', '.join(n for n in table if n != 'version')}")
        if not isinstance(entries, Mapping):
            raise BadScale(f"scale {name} is a table of words and what they mean")
        for word, value in entries.items():
            if name not in _OPEN and word not in table[name]:
                raise BadScale(f"scale {name} has no entry {word}; it has {', '.join(table[name])}")
            check: Callable[[str, Any, Any], Any] = _CHECKS.get(name, _three)
            table[name][word] = check(f"scale {name}, entry {word}", value, table[name].get(word))
            changed.append(f"{name}.{word}")
    return Scales(table, tuple(sorted(changed)))


def _three(where: str, value: Any, _: Any, top: float = 1.0) -> list[float]:
    if not _ascending(value, 3, top):
        raise BadScale(f"{where}: write [low, middle, high], ascending, from 0 to {top:g}")
    return list(value)


def _decibans(where: str, value: Any, known: Any) -> list[float]:
    return _three(where, value, known, top=30.0)


def _group(where: str, value: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(value, Mapping) or set(value) - {"mode", "rho"}:
        raise BadScale(f"{where}: write mode, rho or both")
    found = {**known, **value}
    if found["mode"] not in ("derivative", "witness") or not _ascending([found["rho"]], 1, 1.0):
        raise BadScale(f"{where}: mode is derivative or witness, and rho is from 0 to 1")
    return found


def _hedge(where: str, value: Any, known: Mapping[str, Any] | None) -> dict[str, Any]:
    if not isinstance(value, Mapping) or set(value) - {"kind", "band", "convention"}:
        raise BadScale(f"{where}: write kind, band and convention, or some of them")
    if "kind" in value and value["kind"] not in get_args(model.HedgeKind):
        raise BadScale(f"{where}: a kind of hedge is one of {', '.join(get_args(model.HedgeKind))}")
    if "band" in value:
        _pair(f"{where}", value["band"], None)
    if not isinstance(value.get("convention", ""), str):
        raise BadScale(f"{where}: a convention is a name")
    # A band of the project's own is no longer by the convention that the shipped one followed.
    kept = {key: part for key, part in (known or {}).items() if key != "convention" or "band" not in value}
    return {**kept, **value}


def _pair(where: str, value: Any, _: Any) -> list[float]:
    if not _ascending(value, 2, 1.0):
        raise BadScale(f"{where}: write a band as [low, high], ascending, from 0 to 1")
    return list(value)


def _convention(where: str, value: Any, _: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value or set(value) - {"title", "note"}:
        raise BadScale(f"{where}: write title, and note if need be")
    if not all(isinstance(part, str) for part in value.values()):
        raise BadScale(f"{where}: title and note are texts")
    return dict(value)


_OPEN = frozenset({"hedge", "convention"})
_CHECKS: Mapping[str, Callable[[str, Any, Any], Any]] = {
    "strength": _decibans,
    "group": _group,
    "hedge": _hedge,
    "hedge_band": _pair,
    "convention": _convention,
}


def _ascending(value: Any, count: int, top: float) -> bool:
    """Whether a value is a list of so many numbers that ascend from 0 to `top`."""
    if not isinstance(value, list | tuple) or len(value) != count:
        return False
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in value):
        return False
    return all(low <= high for low, high in pairwise((0, *value, top)))
