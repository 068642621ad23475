"""The ArgumentGraph: what a project says, with its references resolved, and the ways to walk through it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from argmap import model
from argmap.read import Document
from argmap.text import Span, normalise

Id = str
Where = tuple[str, Id, *tuple[str | int, ...]]
"""Kind and id of a record, and the path of a part of it: what `ArgumentGraph.place` is asked by."""
SUPPORT, ATTACK = "support", "attack"


@dataclass(frozen=True, slots=True)
class Inference:
    """An inference in its place in the graph.

    `polarity` is support or attack; `at` is the path of its record inside that of its conclusion. The id is
    made of what the inference is (conclusion, polarity, premises), so that it survives any change of order.
    """

    id: Id
    conclusion: Id
    polarity: str
    record: model.Inference
    at: tuple[str | int, ...]
    premises: tuple[Id, ...] = field(init=False, repr=False, compare=False)
    """The premises in the order written; all are needed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "premises", self.record.premises)  # asked for more often than anything else

    @property
    def linked(self) -> bool:
        """Whether several premises bear only together."""
        return len(self.record.premises) > 1

    @property
    def carries(self) -> bool:
        """Whether it can hold its conclusion up at all: it supports, and not with strength none."""
        return self.polarity == SUPPORT and self.record.strength != "none"


@dataclass(frozen=True)
class ArgumentGraph:
    """Everything a project says, with its references resolved; immutable, every mapping in the order of ids.

    `left_out` are the sides, conclusion and polarity, on which an inference was written and left out for an error: that
    nothing stands there does not mean that nothing is offered.
    `uncut` is the graph with the rings that were left out of this one, and without an order; None where there were none.
    """

    claims: Mapping[Id, model.Claim]
    evidence: Mapping[Id, model.Evidence]
    sources: Mapping[Id, model.Source]
    inferences: Mapping[Id, Inference]
    groups: Mapping[Id, model.Group]
    questions: Mapping[Id, model.Question]
    transmissions: Mapping[Id, model.Transmission]
    sections: Mapping[Id, model.Section]
    omissions: Mapping[Id, model.Omission]
    oddities: Mapping[Id, model.Oddity]
    authorities: Mapping[Id, model.Authority]
    order: tuple[Id, ...]
    homes: Mapping[tuple[str, Id], Document] = field(repr=False, compare=False)
    left_out: frozenset[tuple[Id, str]] = field(default=frozenset(), compare=False)
    uncut: ArgumentGraph | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _bearing(self) -> dict[Id, tuple[Inference, ...]]:
        return _gather((inference.conclusion, inference) for inference in self.inferences.values())

    @cached_property
    def _resting(self) -> dict[Id, tuple[Inference, ...]]:
        return _gather((p, inference) for inference in self.inferences.values() for p in inference.premises)

    @cached_property
    def _undercutting(self) -> dict[Id, tuple[Inference, ...]]:
        return _gather((a.by, i) for i in self.inferences.values() for a in i.record.undercut_by)

    @cached_property
    def _undermining(self) -> dict[Id, tuple[Id, ...]]:
        return _gather((a.by, name) for name, item in self.evidence.items() for a in item.undermined_by)

    @cached_property
    def _questions_of(self) -> dict[Id, tuple[Id, ...]]:
        return _gather((h, name) for name, question in self.questions.items() for h in question.hypotheses)

    def bearing_on(self, identifier: Id) -> tuple[Inference, ...]:
        """The inferences that conclude on a claim, supports and attacks."""
        return self._bearing.get(identifier, ())

    def resting_on(self, identifier: Id) -> tuple[Inference, ...]:
        """The inferences of which a claim or item of evidence is a premise."""
        return self._resting.get(identifier, ())

    def undercut_with(self, identifier: Id) -> tuple[Inference, ...]:
        """The inferences that a statement undercuts."""
        return self._undercutting.get(identifier, ())

    def undermined_with(self, identifier: Id) -> tuple[Id, ...]:
        """The items of evidence that a statement undermines."""
        return self._undermining.get(identifier, ())

    def questions_of(self, claim: Id) -> tuple[Id, ...]:
        """The questions of which a claim is a hypothesis."""
        return self._questions_of.get(claim, ())

    @cached_property
    def at_hand(self) -> frozenset[Id]:
        """The sources whose own text is under study: what is said is said in them."""
        return frozenset(said.at.source for claim in self.claims.values() for said in claim.said if said.at is not None)

    @cached_property
    def theses(self) -> tuple[Id, ...]:
        """The claims that bear on nothing else: where an argument ends."""
        return tuple(
            name
            for name in self.claims
            if not (self.resting_on(name) or self.undercut_with(name) or self.undermined_with(name))
        )

    @cached_property
    def reading(self) -> Mapping[Id, int]:
        """Claims → their rank in the order of the texts they are said in, the text with most claims first; others at the end.

        It depends on what is written and not on the order of files and records.
        """
        first = {
            name: min((said.at.source, said.at.chars[:1]) for said in claim.said if said.at is not None)
            for name, claim in self.claims.items()
            if any(said.at is not None for said in claim.said)
        }
        size = Counter(source for source, _ in first.values())
        placed = sorted(first, key=lambda name: (-size[first[name][0]], *first[name], name))
        ranked = (*placed, *sorted(self.claims.keys() - first.keys()))
        return MappingProxyType({name: rank for rank, name in enumerate(ranked)})

    @cached_property
    def layers(self) -> tuple[str, ...]:
        """The names of all layers that some record, or part of one, stands in."""
        statements: list[Any] = [*self.claims.values(), *self.evidence.values()]
        inferences = [inference.record for inference in self.inferences.values()]
        parts: list[Any] = [relation for statement in statements for relation in statement.relates]
        parts += [attacker for item in self.evidence.values() for attacker in item.undermined_by]
        parts += [attacker for inference in inferences for attacker in inference.undercut_by]
        return tuple(sorted({part.layer for part in (*statements, *inferences, *parts) if part.layer}))

    @cached_property
    def shortened(self) -> frozenset[Id]:
        """The statements that rest, however far down, on a claim some inference of which was left out for an error."""
        return self.above(name for name, _ in self.left_out)

    def above(self, names: Iterable[Id]) -> frozenset[Id]:
        """Some statements and all that rests on them, however far up."""
        seen = {name for name in names if name in self.claims or name in self.evidence}
        waiting = list(seen)
        while waiting:
            name = waiting.pop()
            lines = (*self.resting_on(name), *self.undercut_with(name))
            above = {*(line.conclusion for line in lines), *self.undermined_with(name)} - seen
            seen |= above
            waiting += above
        return frozenset(seen)

    def touched(self, before: ArgumentGraph) -> frozenset[Id] | None:
        """The statements that anything at or below them sets apart from those of a graph `before`; None where what may bear
        on all of them is another: groups and questions.

        What is computed of all other statements, from what they rest on, is the same in both graphs.
        """
        if self.groups != before.groups or self.questions != before.questions:
            return None
        found = {name for name, claim in self.claims.items() if before.claims.get(name) is not claim}
        for name, item in self.evidence.items():
            source = item.source
            if before.evidence.get(name) is not item or before.sources.get(source) is not self.sources.get(source):
                found.add(name)
        # A step may come and go with a premise of its, under a claim that is written as before.
        for mine, other in ((self, before), (before, self)):
            for name, inference in mine.inferences.items():
                if (like := other.inferences.get(name)) is not inference and like != inference:
                    found.add(inference.conclusion)
        return self.above(found)

    def words(self, identifier: Id) -> frozenset[str]:
        """The words, without case, of the text of a claim or item of evidence, and of what licenses the steps to a claim."""
        kind = "claims" if identifier in self.claims else "evidence"
        return self.homes[kind, identifier].words[identifier]

    @cached_property
    def _named(self) -> dict[str, Id]:
        found: dict[str, Id] = {}
        for name, authority in self.authorities.items():
            for form in (authority.name, *(spelling.form for spelling in authority.spellings)):
                found.setdefault(normalise(form), name)
        return found

    def authority(self, name: str) -> Id | None:
        """The authority record that bears a name or a printed spelling, or None."""
        return self._named.get(normalise(name))

    @cached_property
    def components(self) -> tuple[frozenset[Id], ...]:
        """Claims and evidence that hang together, largest first."""
        neighbours: dict[Id, set[Id]] = {name: set() for name in (*self.claims, *self.evidence)}
        for name, beside in neighbours.items():
            for other in self.grounds(name):
                beside.add(other)
                neighbours[other].add(name)
        for question in self.questions.values():
            for hypothesis in question.hypotheses[1:]:
                neighbours[question.hypotheses[0]].add(hypothesis)
                neighbours[hypothesis].add(question.hypotheses[0])
        seen: set[Id] = set()
        found = []
        for name in neighbours:
            if name not in seen:
                part = _reach([name], neighbours)
                seen |= part
                found.append(frozenset(part))
        return tuple(sorted(found, key=lambda part: (-len(part), min(part))))

    @cached_property
    def _grounds(self) -> dict[Id, tuple[Id, ...]]:
        found = {name: [a.by for a in item.undermined_by] for name, item in self.evidence.items() if item.undermined_by}
        for inference in self.inferences.values():
            below = found.setdefault(inference.conclusion, [])
            below += inference.premises
            below += [attacker.by for attacker in inference.record.undercut_by]
        return {name: tuple(dict.fromkeys(below)) for name, below in found.items()}

    def grounds(self, identifier: Id) -> tuple[Id, ...]:
        """The statements whose credence the credence of a statement depends on directly."""
        return self._grounds.get(identifier, ())

    def below(self, identifiers: Iterable[Id]) -> frozenset[Id]:
        """The statements themselves and all that they rest on, however far down."""
        seen: set[Id] = set()
        waiting = list(identifiers)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting.extend(self.grounds(name))
        return frozenset(seen)

    def place(self, kind: str, identifier: Id, *path: str | int) -> Span:
        """Where a record (or a part of it) of a kind of `argmap.model.KINDS` is written."""
        home = self.homes.get((kind, identifier))
        return home.place(identifier, *path) if home else Span("", 0, 0)

    def place_of_row(self, question: Id, statement: Id) -> Span:
        """Where a question's ratings of a statement are written: rows that lead nowhere, or are switched off, stand in
        the file all the same."""
        home = self.homes.get(("questions", question))
        written = home.records[question] if home else None
        rows = written.ratings if isinstance(written, model.Question) else ()
        found = next((i for i, row in enumerate(rows) if row.evidence == statement), None)
        return self.place("questions", question, *(() if found is None else ("ratings", found)))

    @cached_property
    def judgements(self) -> tuple[tuple[Where, model.Judgement], ...]:
        """Every judgement that is written down, with where."""
        found: list[tuple[Where, model.Judgement]] = []
        for name, claim in self.claims.items():
            for index, one in enumerate(claim.judged):
                found.append((("claims", name, "judged", index), one))
            for polarity, lines in ((SUPPORT, claim.support), (ATTACK, claim.attack)):
                for number, line in enumerate(lines):
                    for index, one in enumerate(line.judged):
                        found.append((("claims", name, polarity, number, "judged", index), one))
        for kind, table in (("evidence", self.evidence), ("sources", self.sources), ("questions", self.questions)):
            for name, record in table.items():
                for index, one in enumerate(record.judged):
                    found.append(((kind, name, "judged", index), one))
        return tuple(found)

    @cached_property
    def _kept(self) -> dict[str, tuple[list[int], list[tuple[str, Id]]]]:
        """File → where each record starts, in order, with its kind and id."""
        found: dict[str, list[tuple[int, str, Id]]] = {}
        for (kind, name), home in self.homes.items():
            found.setdefault(home.source.path, []).append((home.tree.top.keys[name].start, kind, name))
        return {
            path: ([start for start, _, _ in sorted(held)], [(kind, name) for _, kind, name in sorted(held)])
            for path, held in found.items()
        }

    def record_at(self, at: Span) -> tuple[str, Id] | None:
        """The kind and id of the record that a place lies in; None where it lies in none."""
        starts, records = self._kept.get(at.path, ([], []))
        number = bisect_right(starts, at.start) - 1
        return records[number] if number >= 0 else None

    def place_of(self, inference: Inference, *path: str | int) -> Span:
        """Where an inference (or a part of it) is written."""
        return self.place("claims", inference.conclusion, *inference.at, *path)


T = TypeVar("T")


def _gather(pairs: Iterable[tuple[Id, T]]) -> dict[Id, tuple[T, ...]]:
    found: dict[Id, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _reach(start: Iterable[Id], neighbours: Mapping[Id, Iterable[Id]]) -> set[Id]:
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for other in neighbours[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
