"""Standing: which claims reach evidence by a complete path, and what falls when something is taken away.

A path is complete when every premise of a linked inference stands; of convergent inferences one suffices. An item of
evidence stands by itself; a claim taken as assumed stands; a step of strength none carries nothing. Attacks do not
count here: a path that is attacked is still a path (the grade tells whether it is answered).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from argmap import model
from argmap.graph import ArgumentGraph, Id
from argmap.semantics.grades import granted

Handle = tuple[str, str]
"""A kind (evidence, claims, sources, groups, people, layers) and a name: one thing that may be taken away."""

KINDS = ("evidence", "claims", "sources", "groups", "people", "layers")


@dataclass(frozen=True)
class Standing:
    """What stands in one graph, and what hangs on what."""

    graph: ArgumentGraph

    @cached_property
    def known_through(self) -> dict[Id, tuple[Id, ...]]:
        """Source → itself and the works through which alone it is known, nearest first."""
        found: dict[Id, tuple[Id, ...]] = {}
        for name in self.graph.sources:
            chain = [name]
            while True:
                source = self.graph.sources.get(chain[-1])
                through = source.known_through if source is not None else None
                if through is None or through in chain:
                    break
                chain.append(through)
            found[name] = tuple(chain)
        return found

    @cached_property
    def groups_of(self) -> dict[Id, tuple[Id, ...]]:
        """Item or source → the independence groups that it is a member of."""
        found: dict[Id, list[Id]] = {}
        for name, group in self.graph.groups.items():
            for member in group.members:
                found.setdefault(member, []).append(name)
        return {member: tuple(names) for member, names in found.items()}

    def handles(self, item: Id) -> tuple[Handle, ...]:
        """Everything whose removal takes an item of evidence away: itself, its source and the works through which that is
        known, the people whose word it is, its groups and its layer."""
        record = self.graph.evidence[item]
        works = self.known_through.get(record.source, (record.source,))
        people = [person for work in works for person in self.authors(work)]
        members = (item, *works)
        groups = [group for member in members for group in self.groups_of.get(member, ())]
        layer = [("layers", record.layer)] if record.layer else []
        found = [("evidence", item), *(("sources", work) for work in works), *(("people", one) for one in people)]
        return tuple(dict.fromkeys([*found, *(("groups", group) for group in groups), *layer]))

    def authors(self, source: Id) -> tuple[str, ...]:
        """The people whose word a source is."""
        record = self.graph.sources.get(source)
        return record.author if record is not None else ()

    def standing(self, without: Iterable[Handle] = ()) -> frozenset[Id]:
        """The statements that stand when some things are taken away."""
        gone = frozenset(without)
        stands: set[Id] = set()
        for name in self.graph.order:
            if name in self.graph.evidence:
                if not gone or gone.isdisjoint(self.handles(name)):
                    stands.add(name)
            elif gone and not gone.isdisjoint(self._claim_handles(name)):
                continue
            elif granted(self.graph, name) or any(
                line.carries
                and stands.issuperset(line.premises)
                and not (line.record.layer and ("layers", line.record.layer) in gone)
                for line in self.graph.bearing_on(name)
            ):
                stands.add(name)
        return frozenset(stands)

    def _claim_handles(self, claim: Id) -> tuple[Handle, ...]:
        layer = self.graph.claims[claim].layer
        return (("claims", claim), ("layers", layer)) if layer else (("claims", claim),)

    @cached_property
    def _needed(self) -> tuple[list[Handle], dict[Id, int]]:
        """Every handle, and for every statement that stands, as bits, those without which it falls.

        A linked inference falls with any of its premises (union), a claim only when all its inferences fall
        (intersection): in a monotone and-or graph this is exactly what falls with each single removal.
        """
        numbers: dict[Handle, int] = {}

        def bits(handles: Iterable[Handle]) -> int:
            found = 0
            for handle in handles:
                found |= 1 << numbers.setdefault(handle, len(numbers))
            return found

        needed: dict[Id, int] = {}
        for name in self.graph.order:
            if name in self.graph.evidence:
                needed[name] = bits(self.handles(name))
                continue
            own = bits(self._claim_handles(name))
            if granted(self.graph, name):
                needed[name] = own
                continue
            common = -1
            for line in self.graph.bearing_on(name):
                premises = line.premises
                if not line.carries or not needed.keys() >= set(premises):
                    continue
                needs = bits([("layers", line.record.layer)]) if line.record.layer else 0
                for premise in premises:
                    needs |= needed[premise]
                common = needs if common < 0 else common & needs
            if common >= 0:
                needed[name] = own | common
        return list(numbers), needed

    def stands(self, claim: Id) -> bool:
        """Whether a statement has a complete path to evidence (or is granted)."""
        return claim in self._needed[1]

    def falling(self, among: Iterable[Id]) -> dict[Handle, tuple[Id, ...]]:
        """Thing → those of the given claims that fall when it alone is taken away; nothing that fells none."""
        handles, needed = self._needed
        fallen: dict[int, list[Id]] = {}
        for name in among:
            rest = needed.get(name, 0)
            while rest:
                low = rest & -rest
                fallen.setdefault(low.bit_length() - 1, []).append(name)
                rest ^= low
        return {handles[number]: tuple(names) for number, names in sorted(fallen.items())}

    def named(self, name: str) -> tuple[Handle, ...]:
        """What a name means on the command line: kind:name, or every kind that has one of that name."""
        kind, colon, rest = name.partition(":")
        known = self.removable
        if colon and kind in KINDS:
            return ((kind, rest),) if rest in known[kind] else ()
        return tuple((kind, name) for kind in KINDS if name in known[kind])

    @cached_property
    def removable(self) -> Mapping[str, frozenset[str]]:
        """Kind → names of all that may be taken away."""
        graph = self.graph
        return {
            "evidence": frozenset(graph.evidence),
            "claims": frozenset(graph.claims),
            "sources": frozenset(graph.sources),
            "groups": frozenset(graph.groups),
            "people": frozenset(person for source in graph.sources for person in self.authors(source)),
            "layers": frozenset(graph.layers),
        }


def without(graph: ArgumentGraph, gone: Iterable[Handle]) -> ArgumentGraph:
    """The graph with some things taken away: a linked inference goes with any of its premises, an objection by itself.

    A claim that is taken away stays on the page with nothing for or against it, so that questions keep their answers.
    A claim that was argued for is not granted, assumed or not, when its support is taken away: less would be more.
    """
    taken = frozenset(gone)
    standing = Standing(graph)
    items = {item for item in graph.evidence if not taken.isdisjoint(standing.handles(item))}
    claims = {claim for claim in graph.claims if not taken.isdisjoint(standing._claim_handles(claim))}
    lost = items | claims

    def kept(attackers: tuple[model.Attacker, ...]) -> tuple[model.Attacker, ...]:
        return tuple(attacker for attacker in attackers if attacker.by not in lost)

    inferences = {}
    for name, inference in graph.inferences.items():
        layer = inference.record.layer
        if inference.conclusion in claims or not lost.isdisjoint(inference.premises):
            continue
        if layer is not None and ("layers", layer) in taken:
            continue
        record = inference.record.model_copy(update={"undercut_by": kept(inference.record.undercut_by)})
        inferences[name] = replace(inference, record=record)
    evidence = {
        name: item.model_copy(update={"undermined_by": kept(item.undermined_by)})
        for name, item in graph.evidence.items()
        if name not in items
    }
    return replace(
        graph,
        inferences=MappingProxyType(inferences),
        evidence=MappingProxyType(evidence),
        claims=MappingProxyType(
            {
                name: claim.model_copy(update={"assumed": False})
                if name in claims or (claim.assumed and not granted(graph, name))
                else claim
                for name, claim in graph.claims.items()
            }
        ),
        order=tuple(name for name in graph.order if name not in items),
    )
