"""The matrix of a question: its hypotheses against the evidence, counted in every way that could mislead, side by side.

After Heuer's analysis of competing hypotheses (Psychology of Intelligence Analysis, 1999), with guards against its known
faults: hypotheses stand in rows (Dhami et al. 2024 found less confirmation bias so), nothing is ranked by
inconsistency alone (a vague hypothesis cannot be contradicted), diagnosticity is a spread and never a sum, and what
sits alike with every hypothesis is set apart and not counted (Karvetski and Mandel 2020 on pseudo-diagnostic weighing).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from operator import sub
from typing import Any, NamedTuple

from argmap import model
from argmap.case import Case
from argmap.graph import Id
from argmap.semantics.valuation import Interval

VALUES: Mapping[str, int | None] = {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2, "NA": None}
"""Rating → its place on the scale from very consistent to very inconsistent; NA does not apply."""


class Score(NamedTuple):
    """The counts of one hypothesis: I and II (twice) against it, C and CC (twice) with it, and how many items bear on it."""

    inconsistent: int
    consistent: int
    bearing: int


Scores = Mapping[Id, Score]


@dataclass(frozen=True)
class Column:
    """One item as rated: its ratings by hypothesis, how far it can be trusted, its spread, its cluster and its layer.

    `credibility` in [0,1] is the reliability of evidence after undermining, or the confidence of a claim. `spread` is
    the distance between its highest and lowest rating, 0 to 4; at 0 it tells no hypothesis from another. Items of one
    `cluster` are one witness for this question.
    """

    item: Id
    ratings: Mapping[Id, str]
    credibility: Interval
    marks: str
    spread: int
    cluster: int
    layer: str | None

    @property
    def diagnostic(self) -> bool:
        """Whether the item sits differently with different hypotheses."""
        return self.spread > 0


@dataclass(frozen=True)
class Matrix:
    """A question with all its counts; `rivals` are the probabilities of the hypotheses as an exclusive set, where they are
    one."""

    question: Id
    record: model.Question
    columns: tuple[Column, ...]
    scores: Scores
    confidence: Mapping[Id, Interval]
    rivals: Mapping[Id, Interval] | None

    @property
    def hypotheses(self) -> tuple[Id, ...]:
        """The hypotheses in the order in which the question gives them; no order of merit."""
        return self.record.hypotheses

    @property
    def telling(self) -> tuple[Column, ...]:
        """The items that sit differently with different hypotheses."""
        return tuple(column for column in self.columns if column.diagnostic)

    @cached_property
    def by_group(self) -> Scores:
        """The scores if each cluster speaks once."""
        return _by_group(self.hypotheses, self.telling)

    @cached_property
    def dropped(self) -> Mapping[Id, Scores]:
        """The scores without each diagnostic item."""
        return {column.item: _without(self.scores, column) for column in self.telling}

    @cached_property
    def without_layer(self) -> Mapping[str, Scores]:
        """The scores without each layer, where there are several."""
        layers = sorted({column.layer for column in self.telling if column.layer})
        return {
            layer: _scores(self.hypotheses, [column for column in self.telling if column.layer != layer])
            for layer in layers
            if len(layers) > 1
        }

    def turning(self) -> dict[Id, tuple[Id, ...]]:
        """Items without which another hypothesis has the best balance, with those that have it then."""
        balance = _balance(self.scores)
        before = _highest(balance)
        found = {}
        for column in self.telling:
            left = {name: all_ - (VALUES[column.ratings.get(name, "NA")] or 0) for name, all_ in balance.items()}
            if (after := _highest(left)) != before:
                found[column.item] = after
        return found


def best(scores: Scores) -> tuple[Id, ...]:
    """The hypotheses with the best balance of consistent over inconsistent items; a way to see what a result turns on,
    and no verdict."""
    return _highest(_balance(scores))


def _balance(scores: Scores) -> dict[Id, int]:
    return {name: score.consistent - score.inconsistent for name, score in scores.items()}


def _highest(balance: Mapping[Id, int]) -> tuple[Id, ...]:
    top = max(balance.values(), default=0)
    return tuple(name for name, value in balance.items() if value == top)


def matrix(case: Case, question: Id) -> Matrix:
    """The matrix of a question, counted once for each case. Raises KeyError where there is no such question."""
    if question not in case.matrices:
        case.matrices[question] = _counted(case, question)
    found: Matrix = case.matrices[question]
    return found


def _counted(case: Case, question: Id) -> Matrix:
    record = case.graph.questions[question]
    rows = {row.evidence: row for row in record.ratings if _known(case, row.evidence)}
    clusters = _clusters(case, question, list(rows))
    columns = tuple(_column(case, record, row, clusters[item]) for item, row in rows.items())
    return Matrix(
        question=question,
        record=record,
        columns=columns,
        scores=_scores(record.hypotheses, [column for column in columns if column.diagnostic]),
        confidence={name: case.valuation.confidence[name] for name in record.hypotheses},
        rivals=case.valuation.rivals.get(question),
    )


def _known(case: Case, item: Id) -> bool:
    return item in case.graph.evidence or item in case.graph.claims


def _column(case: Case, record: model.Question, row: model.Row, cluster: int) -> Column:
    graph = case.graph
    values = [value for h in record.hypotheses if (value := VALUES[row.ratings.get(h, "NA")]) is not None]
    marks = ""
    if row.evidence in graph.evidence:
        marks = " ".join(filter(None, (appraised(case, row.evidence), graph.evidence[row.evidence].directness)))
    return Column(
        item=row.evidence,
        ratings=dict(row.ratings),
        credibility=case.valuation.reliability.get(row.evidence) or case.valuation.confidence[row.evidence],
        marks=marks,
        spread=max(values) - min(values) if len(values) > 1 else 0,
        cluster=cluster,
        layer=(graph.evidence.get(row.evidence) or graph.claims[row.evidence]).layer,
    )


def appraised(case: Case, item: Id) -> str:
    """The last appraisal of an item as on the Admiralty code, such as B2; the letter may be that of its source."""
    record = case.graph.evidence[item]
    source = case.graph.sources.get(record.source)
    letter = _last(record.appraisal, "reliability") or _last(source.appraisal if source else (), "reliability")
    return "".join(filter(None, (letter, _last(record.appraisal, "credibility"))))


def _last(appraisals: Sequence[model.Appraisal], part: str) -> str | None:
    marks = [(appraisal.on, getattr(appraisal, part)) for appraisal in appraisals if getattr(appraisal, part)]
    return max(marks)[1] if marks else None


def _clusters(case: Case, question: Id, items: list[Id]) -> dict[Id, int]:
    """Items joined, directly or through others, by a source or by a group that is about the question or one of its
    hypotheses; numbered in the order of the items."""
    graph = case.graph
    topics = {question, *graph.questions[question].hypotheses}
    holding = {name: g for name, g in graph.groups.items() if not g.about or topics.intersection(g.about)}
    bonds: dict[str, list[Id]] = {}
    for item in items:
        source = graph.evidence[item].source if item in graph.evidence else None
        if source is not None:
            bonds.setdefault(f"source {source}", []).append(item)
        for name, group in holding.items():
            if item in group.members or source in group.members:
                bonds.setdefault(f"group {name}", []).append(item)
    found = {item: number for number, item in enumerate(items)}
    for joined in bonds.values():
        numbers = {found[item] for item in joined}
        for item, number in found.items():
            if number in numbers:
                found[item] = min(numbers)
    order = {number: index for index, number in enumerate(dict.fromkeys(found.values()), start=1)}
    return {item: order[number] for item, number in found.items()}


_COUNTED = {
    rating: Score(max(-(value or 0), 0), max(value or 0, 0), 1 if value else 0) for rating, value in VALUES.items()
}
"""Rating → what one item with it adds to the counts of a hypothesis."""


def _scores(hypotheses: Sequence[Id], columns: Sequence[Column]) -> dict[Id, Score]:
    found = {}
    for name in hypotheses:
        counted = [_COUNTED[column.ratings.get(name, "NA")] for column in columns]
        found[name] = Score(*map(sum, zip(*counted, strict=True))) if counted else Score(0, 0, 0)
    return found


def _without(scores: Scores, column: Column) -> dict[Id, Score]:
    """Scores less what one column adds to them."""
    return {name: Score(*map(sub, score, _COUNTED[column.ratings.get(name, "NA")])) for name, score in scores.items()}


def _by_group(hypotheses: Sequence[Id], columns: Sequence[Column]) -> dict[Id, Score]:
    """Each cluster speaks once: with the strongest rating for and the strongest against that any of its items has."""
    found = {}
    for name in hypotheses:
        against: dict[int, int] = {}
        with_it: dict[int, int] = {}
        for column in columns:
            one, cluster = _COUNTED[column.ratings.get(name, "NA")], column.cluster
            if one.inconsistent > against.get(cluster, 0):
                against[cluster] = one.inconsistent
            if one.consistent > with_it.get(cluster, 0):
                with_it[cluster] = one.consistent
        bearing = len(against.keys() | with_it.keys())
        found[name] = Score(sum(against.values()), sum(with_it.values()), bearing)
    return found


# --------------------------------------------------------------------------- as data and as text


def as_data(found: Matrix) -> dict[str, Any]:
    """The matrix as plain values."""

    def scores(table: Scores) -> dict[str, Any]:
        return {name: score._asdict() for name, score in table.items()}

    def bands(table: Mapping[Id, Interval]) -> dict[str, Any]:
        return {name: asdict(band) for name, band in table.items()}

    return {
        "question": found.question,
        "text": found.record.text,
        "relation": found.record.relation,
        "catch_all": found.record.catch_all,
        "exhaustive": found.record.exhaustive,
        "hypotheses": list(found.hypotheses),
        "items": [
            {
                "item": column.item,
                "ratings": {name: column.ratings.get(name, "NA") for name in found.hypotheses},
                "credibility": asdict(column.credibility),
                "marks": column.marks,
                "spread": column.spread,
                "diagnostic": column.diagnostic,
                "cluster": column.cluster,
                "layer": column.layer,
            }
            for column in found.columns
        ],
        "scores": scores(found.scores),
        "by_group": scores(found.by_group),
        "without_item": {item: scores(table) for item, table in found.dropped.items()},
        "without_layer": {layer: scores(table) for layer, table in found.without_layer.items()},
        "turning": {item: list(names) for item, names in found.turning().items()},
        "confidence": bands(found.confidence),
        "rivals": bands(found.rivals) if found.rivals is not None else None,
    }


ALIKE = "No item tells one hypothesis from another."
"""What is said where all that was rated sits alike with every hypothesis."""
UNRATED = "No item has been rated yet; that is done under `ratings` of the question."
"""What is said where nothing was rated."""


def as_text(found: Matrix) -> str:
    """The matrix for people: rows of hypotheses, the items numbered, all counts side by side."""
    return "\n".join(line.rstrip() for line in _lines(found)) + "\n"


def _lines(found: Matrix) -> Iterator[str]:
    record = found.record
    yield f"{record.text} [{found.question}]"
    rest = f"all else is {record.catch_all}" if record.catch_all else "nothing else is left open"
    yield f"{record.relation.capitalize()} hypotheses; {rest}."
    telling = [column for column in found.columns if column.diagnostic]
    apart = [column for column in found.columns if not column.diagnostic]
    names = {column.item: f"E{number}" for number, column in enumerate((*telling, *apart), start=1)}
    wide = max(len(name) for name in found.hypotheses)
    yield ""
    if telling:
        yield f"{'':{wide}}  {' '.join(f'{names[c.item]:>4}' for c in telling)} | incons. cons. bearing | by group  | confidence   | among rivals"
        credible = " ".join(f"{c.credibility.point:4.2f}" for c in telling)
        yield f"{'credibility':{wide}}  {credible} |"
        yield f"{'spread':{wide}}  {' '.join(f'{c.spread:4}' for c in telling)} |"
    else:
        yield (ALIKE if apart else UNRATED)
        yield f"{'':{wide}}   | confidence     | among rivals"
    for name in found.hypotheses:
        confidence, share = found.confidence[name], found.rivals.get(name) if found.rivals else None
        cells = [f"{name:{wide}}  "]
        if telling:
            score, group = found.scores[name], found.by_group[name]
            cells.append(" ".join(f"{c.ratings.get(name, 'NA'):>4}" for c in telling))
            cells.append(f" | {score.inconsistent:7} {score.consistent:5} {score.bearing:3}/{len(telling):<3}")
            cells.append(f" | {group.inconsistent:3} {group.consistent:3}  ")
        cells.append(f" | {_band(confidence)} | {_band(share) if share else '-'}")
        yield "".join(cells)
    yield ""
    if telling:
        yield "Items, with appraisal, directness and the number of the cluster of witnesses they belong to:"
    for column in telling:
        yield f"  {names[column.item]:4} {column.item} ({', '.join(_about(column))})"
    if apart:
        yield "Set apart and not counted, for they sit alike with every hypothesis:"
        for column in apart:
            rating = next(iter(dict.fromkeys(column.ratings.values())), "NA")
            yield f"  {names[column.item]:4} {column.item} ({rating} throughout; {', '.join(_about(column))})"
    if telling:
        yield ""
        yield "Without each item (inconsistent/consistent):"
        yield f"{'':{wide}}  {' '.join(f'{names[c.item]:>5}' for c in telling)}"
        for name in found.hypotheses:
            counts = [found.dropped[c.item][name] for c in telling]
            cells_of = " ".join(f"{s.inconsistent}/{s.consistent}".rjust(5) for s in counts)
            yield f"{name:{wide}}  {cells_of}"
        for layer, scores in found.without_layer.items():
            told = ", ".join(f"{name} {s.inconsistent}/{s.consistent}" for name, s in scores.items())
            yield f"Without the layer {layer}: {told}"
        turning = found.turning()
        yield ""
        lead = " and ".join(best(found.scores))
        yield f"Best balance of consistent over inconsistent: {lead}" + (
            "; it turns on no single item." if not turning else ", but it turns on single items:"
        )
        for item, after in turning.items():
            yield f"  without {names[item]} {item}: {' and '.join(after)}"
    yield "A hypothesis on which few items bear is untested, not strong; no order of merit is meant by the order of rows."


def _about(column: Column) -> Iterator[str]:
    if column.marks:
        yield column.marks
    yield f"witness {column.cluster}"
    if column.layer:
        yield f"layer {column.layer}"


def _band(band: Interval) -> str:
    return f"{band.point:.2f} {band.low:.2f}-{band.high:.2f}"
