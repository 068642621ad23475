"""Changes: two versions of a project compared: edits, verdicts that shifted, which change carried which, and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from argmap.diagnostics import Diagnostic, Severity
from argmap.edits import SETTINGS, STATEMENTS, Edit, Version, edits, levelled, names_in, turned, undone
from argmap.graph import Id
from argmap.project import CannotDo, Project
from argmap.semantics import Unsuited, evaluate
from argmap.semantics.valuation import Valuation

MOST_EVALUATIONS = 200
LEAST_SHIFT = 0.005
"""A confidence that moves by less than this, half of the last figure that is printed, has not shifted."""


class Verdict(NamedTuple):
    """Grade and confidence of a claim, with the band of the confidence."""

    grade: str
    confidence: float
    low: float
    high: float

    def differs(self, other: Verdict) -> bool:
        """Whether another verdict has another grade, or a confidence that prints otherwise."""
        return self.grade != other.grade or abs(self.confidence - other.confidence) >= LEAST_SHIFT


class Carried(NamedTuple):
    """What became of a claim's verdict with one change undone (or, where no change counts alone, done alone).

    `change` is its number in the comparison, from 1. `whole`: it brought the verdict back (or, done alone, about).
    """

    change: int
    verdict: Verdict
    whole: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """A claim of both versions whose verdict is another.

    `how`: *one*, each of the changes in `carried` brings the verdict back if it alone is undone; *parts*, each moves it,
    none brings it back; *any*, none moves it if undone and each would have moved it alone; *together*, no single change
    does either; *untold*, not every change was tried and none that was moves it.
    """

    claim: Id
    tier: str
    before: Verdict
    after: Verdict
    how: str
    carried: tuple[Carried, ...]


class Lead(NamedTuple):
    """A question with another answer in the lead: hypothesis and probability, before and after."""

    question: Id
    before: tuple[Id, float]
    after: tuple[Id, float]


@dataclass(frozen=True, slots=True)
class Change:
    """Edits that stand or fall together, since one names what another adds or removes."""

    number: int
    edits: tuple[Edit, ...]

    @property
    def read(self) -> bool:
        """Whether evaluation reads any of it."""
        return any(edit.read for edit in self.edits)


class Side(NamedTuple):
    """One of the two versions: what it was called, its size, and how many errors of reading it has."""

    name: str
    claims: int
    evidence: int
    inferences: int
    errors: int


class Found(NamedTuple):
    """A finding that is new or gone, with its place as path, line and column."""

    diagnostic: Diagnostic
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two versions differ in.

    `tried` counts evaluations with one change undone or done alone, of at most `most`; `lost` are the ids that could not
    be read on one side, `lost_keys` the keys (id and key) of records of which something could not. Both are taken to be as
    on the other side, in edits and in verdicts.
    """

    title: str
    semantics: tuple[str, str]
    before: Side
    after: Side
    changes: tuple[Change, ...]
    shifts: tuple[Shift, ...]
    leads: tuple[Lead, ...]
    arrived: Mapping[Id, Verdict]
    departed: Mapping[Id, Verdict]
    appeared: tuple[Found, ...]
    gone: tuple[Found, ...]
    lost: tuple[Id, ...]
    lost_keys: tuple[tuple[Id, str], ...]
    tried: int
    most: int

    @property
    def verdicts_changed(self) -> bool:
        """Whether a claim of both versions has another verdict, or a question another answer in the lead."""
        return bool(self.shifts or self.leads)


def compare(
    before: Project, after: Project, names: tuple[str, str] = ("before", "after"), most: int = MOST_EVALUATIONS
) -> Comparison:
    """Two versions of a project compared; `most` bounds the evaluations that trace verdicts to changes.

    Raises CannotDo where the semantics cannot evaluate one of them.
    """
    made, lost = edits(before, after)
    changes = _bundled(made)
    one, two = levelled(before, after)
    if lost or one.lost_keys or two.lost_keys:
        old, new = _valued(one), _valued(two)
    else:
        old, new = before.case.valuation, after.case.valuation
    both = [name for name in after.graph.claims if name in before.graph.claims]
    moved = {
        name: (verdict(old, name), verdict(new, name))
        for name in both
        if verdict(old, name).differs(verdict(new, name))
    }
    trial = _Trial(one, two, changes, most)
    told = trial.told(moved) if moved else {}
    tiers = ("core", "supporting", "background")
    shifts = [
        Shift(name, after.graph.claims[name].tier, *moved[name], *told[name])
        for name in sorted(
            moved,
            key=lambda n: (
                tiers.index(after.graph.claims[n].tier),
                -abs(moved[n][0].confidence - moved[n][1].confidence),
                n,
            ),
        )
    ]
    appeared, gone = _findings(before, after)
    return Comparison(
        title=after.case.title(),
        semantics=(old.semantics, new.semantics),
        before=_side(names[0], before),
        after=_side(names[1], after),
        changes=changes,
        shifts=tuple(shifts),
        leads=_leads(old, new),
        arrived={n: verdict(new, n) for n in after.graph.claims if n not in before.graph.claims and n not in lost},
        departed={n: verdict(old, n) for n in before.graph.claims if n not in after.graph.claims and n not in lost},
        appeared=appeared,
        gone=gone,
        lost=tuple(sorted(lost)),
        lost_keys=tuple(sorted({(name, key) for _, name, key in one.lost_keys | two.lost_keys})),
        tried=trial.tried,
        most=most,
    )


def _valued(whole: Version) -> Valuation:
    try:
        return evaluate(whole.graph(), whole.settings)
    except Unsuited as failure:
        raise CannotDo(str(failure)) from None


def verdict(valuation: Valuation, claim: Id) -> Verdict:
    """The verdict on a claim."""
    band = valuation.confidence[claim]
    return Verdict(valuation.grade[claim].code, band.point, band.low, band.high)


def _side(name: str, project: Project) -> Side:
    graph = project.graph
    errors = sum(fault.severity is Severity.ERROR for fault in project.faults)
    return Side(name, len(graph.claims), len(graph.evidence), len(graph.inferences), errors)


def _leads(old: Valuation, new: Valuation) -> tuple[Lead, ...]:
    found = []
    for question in new.rivals:
        if question in old.rivals:
            first, second = (
                max(((band.point, name) for name, band in valuation.rivals[question].items()))
                for valuation in (old, new)
            )
            kept = new.rivals[question].get(first[1])
            if first[1] != second[1] and (kept is None or second[0] - kept.point >= LEAST_SHIFT):
                found.append(Lead(question, first[::-1], second[::-1]))
    return tuple(found)


# --------------------------------------------------------------------------- changes


def _bundled(made: Sequence[Edit]) -> tuple[Change, ...]:
    """Edits joined where one names a statement that another adds or removes.

    A source that was added or removed joins the only change that names it; where several do, it counts by itself.
    """
    parent = list(range(len(made)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def join(one: int, two: int) -> None:
        low, high = sorted((root(one), root(two)))
        parent[high] = low

    whole = {edit.id: number for number, edit in enumerate(made) if edit.whole and edit.kind in STATEMENTS}
    sources = {edit.id: number for number, edit in enumerate(made) if edit.whole and edit.kind == "sources"}
    ids, works = frozenset(whole), frozenset(sources)
    citing: dict[Id, list[int]] = {}
    for number, edit in enumerate(made):
        if edit.kind == SETTINGS or not edit.read:
            continue
        # What both versions name is no reason to join: that statement was not added or removed for it.
        named = [names_in(value, ids | works) for value in (edit.before, edit.after)]
        for name in sorted(named[0] ^ named[1]):
            if name in whole and edit.kind in STATEMENTS:
                join(number, whole[name])
            if name in sources and edit.kind == "evidence":
                citing.setdefault(name, []).append(number)
    for name, numbers in citing.items():
        if len({root(number) for number in numbers}) == 1:
            join(sources[name], numbers[0])
    gathered: dict[int, list[Edit]] = {}
    for number, edit in enumerate(made):
        gathered.setdefault(root(number), []).append(edit)
    # Whole records first: they are what a change is called by.
    parts = [tuple(sorted(part, key=lambda edit: not edit.whole)) for part in gathered.values()]
    return tuple(Change(number, part) for number, part in enumerate(parts, start=1))


class _Trial:
    """Evaluates versions in which one change is undone, or done alone, as far as the bound allows."""

    def __init__(self, before: Version, after: Version, changes: Sequence[Change], most: int) -> None:
        self.before, self.after, self.most = before, after, most
        self.changes = [change for change in changes if change.read]
        self.tried = 0

    def told(self, moved: Mapping[Id, tuple[Verdict, Verdict]]) -> dict[Id, tuple[str, tuple[Carried, ...]]]:
        """Claims with their verdicts before and after → how each shift came about, and the changes that carried it."""
        without = self._each(self.after, [change.edits for change in self.changes], moved)
        found: dict[Id, tuple[str, tuple[Carried, ...]]] = {}
        for claim, (old, new) in moved.items():
            carried = [
                Carried(number, verdicts[claim], whole=not verdicts[claim].differs(old))
                for number, verdicts in without.items()
                if claim in verdicts and verdicts[claim].differs(new)
            ]
            full = [entry for entry in carried if entry.whole]
            if carried:
                found[claim] = ("one", tuple(full)) if full else ("parts", tuple(carried))
        left = {claim: pair for claim, pair in moved.items() if claim not in found}
        if not left:
            return found
        if len(without) < len(self.changes):
            return found | dict.fromkeys(left, ("untold", ()))
        alone = self._each(self.before, [tuple(turned(e) for e in change.edits) for change in self.changes], left)
        for claim, (old, new) in left.items():
            carried = [
                Carried(number, verdicts[claim], whole=not verdicts[claim].differs(new))
                for number, verdicts in alone.items()
                if claim in verdicts and verdicts[claim].differs(old)
            ]
            short = len(alone) < len(self.changes)
            found[claim] = ("any", tuple(carried)) if carried else ("untold" if short else "together", ())
        return found

    def _each(
        self, whole: Version, taken_back: Sequence[Iterable[Edit]], asked: Iterable[Id]
    ) -> dict[int, dict[Id, Verdict]]:
        """Number of a change → the verdicts on the claims asked about once it is taken back, where they are there."""
        asked = tuple(asked)
        found: dict[int, dict[Id, Verdict]] = {}
        for change, gone in zip(self.changes, taken_back, strict=True):
            if self.tried >= self.most:
                break
            self.tried += 1
            there = undone(whole, gone)
            try:
                valuation = evaluate(there.graph(), there.settings)
            except (Unsuited, CannotDo):
                continue  # the change alone makes no map that this semantics can evaluate
            found[change.number] = {claim: verdict(valuation, claim) for claim in asked if claim in valuation.grade}
        return found


# --------------------------------------------------------------------------- findings


def _findings(before: Project, after: Project) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """Findings that one version has and the other has not. Places and numbers in a message change with the text, so a
    finding of the same rule on the same record counts as the same."""
    old, new = _by_record(before), _by_record(after)
    appeared: list[Found] = []
    gone: list[Found] = []
    for key in sorted({*old, *new}):
        one, two = old.get(key, []), new.get(key, [])
        more = Counter(d.message for d in two)
        fewer = Counter(d.message for d in one)
        fresh, past = more - fewer, fewer - more
        kept = min(fresh.total(), past.total())  # told in other words
        appeared += _taken(after, two, fresh)[kept:]
        gone += _taken(before, one, past)[kept:]
    return tuple(appeared), tuple(gone)


def _taken(project: Project, findings: Sequence[Diagnostic], wanted: Counter[str]) -> list[Found]:
    found = []
    left = Counter(wanted)
    for finding in findings:
        if left[finding.message] > 0:
            left[finding.message] -= 1
            source = project.sources.get(finding.at.path)
            line, column = source.position(finding.at.start) if source else (0, 0)
            found.append(Found(finding, finding.at.path, line, column))
    return found


def _by_record(project: Project) -> dict[tuple[str, str], list[Diagnostic]]:
    """Rule and id of the record in which it stands (or else the path) → findings, in order of place."""
    starts: dict[str, list[tuple[int, str]]] = {}
    for document in project.documents:
        keys = document.tree.top.keys.items()
        starts[document.source.path] = sorted((key.start, name) for name, key in keys)
    found: dict[tuple[str, str], list[Diagnostic]] = {}
    for finding in project.diagnostics:
        holders = [name for start, name in starts.get(finding.at.path, ()) if start <= finding.at.start]
        found.setdefault((finding.rule, holders[-1] if holders else finding.at.path), []).append(finding)
    return found
