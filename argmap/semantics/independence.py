"""What makes several witnesses one: the source they come from, and the groups declared of them."""

from __future__ import annotations

from collections.abc import Collection

from argmap.graph import SUPPORT, ArgumentGraph, Id, Inference


class Ties:
    """Looks up, for the inferences of one graph, what they share as one witness.

    `known` are the ties of a graph with the same groups, of which only the statements `touched` (`ArgumentGraph.touched`)
    are others.
    """

    def __init__(self, graph: ArgumentGraph, known: Ties | None = None, touched: Collection[Id] = ()) -> None:
        self.graph = graph
        self._groups_of: dict[Id, list[Id]] = {}
        for name, group in graph.groups.items():
            for member in dict.fromkeys(group.members):
                self._groups_of.setdefault(member, []).append(name)
        self._bits: dict[str, int] = dict(known._bits) if known is not None else {}
        self._always: int = known._always if known is not None else 0
        self._about: dict[Id, int] = {}
        for name, group in graph.groups.items():
            if not group.about:
                self._always |= self._bit(name)
            for topic in group.about:
                self._about[topic] = self._about.get(topic, 0) | self._bit(name)
        self._under: dict[Id, int] = {}
        for name in graph.order:
            if known is not None and name not in touched:
                self._under[name] = known._under[name]
            else:
                self._under[name] = self._item(name) if name in graph.evidence else self._below(name)

    def of(self, inference: Inference) -> tuple[list[Id], list[str]]:
        """The declared groups that hold for an inference's conclusion and have one of its own items or their source; and
        the sources of these items. Items of one source are one witness without anybody declaring it: observations are
        counted, not documents (Langlois and Seignobos)."""
        items = [premise for premise in inference.premises if premise in self.graph.evidence]
        if not items:
            return [], []
        sources = sorted({f"source {self.graph.evidence[item].source}" for item in items})
        found = {name for item in items for name in self._named(item)}
        topics = {inference.conclusion, *self.graph.questions_of(inference.conclusion)}
        return sorted(name for name in found if topics.intersection(self.graph.groups[name].about or topics)), sources

    def witnesses(self, inference: Inference) -> int:
        """As a set of bits, all that an inference may share with another of its conclusion as one witness, also through
        the claims it rests on: the sources of all evidence under it, and their groups that hold for its conclusion."""
        holding = self._always
        for topic in (inference.conclusion, *self.graph.questions_of(inference.conclusion)):
            holding |= self._about.get(topic, 0)
        found = 0
        for premise in inference.premises:
            found |= self._under[premise]
        return found & holding

    def _named(self, item: Id) -> list[Id]:
        source = self.graph.evidence[item].source
        return [*self._groups_of.get(item, ()), *self._groups_of.get(source, ())]

    def _item(self, name: Id) -> int:
        own = self._bit(f"source {self.graph.evidence[name].source}")
        self._always |= own
        for group in self._named(name):
            own |= self._bit(group)
        return own

    def _below(self, name: Id) -> int:
        found = 0
        for inference in self.graph.bearing_on(name):
            if inference.polarity == SUPPORT:
                for premise in inference.premises:
                    found |= self._under[premise]
        return found

    def _bit(self, name: str) -> int:
        return self._bits.setdefault(name, 1 << len(self._bits))
