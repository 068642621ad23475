"""Case: a graph with its valuation, settings and texts: the one argument of rules, formats and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from argmap import model
from argmap.graph import ArgumentGraph
from argmap.registry import NOTEBOOK
from argmap.semantics.independence import Ties
from argmap.semantics.scales import Reading, Scales, degrees, scales
from argmap.semantics.valuation import Valuation
from argmap.settings import Settings
from argmap.standing import Standing
from argmap.text import SourceText

Id = str


@dataclass(frozen=True)
class Case:
    """`texts` holds the reader's own copies of source texts, by source id; usually there are none. `essays` are texts about
    the case that are to be checked against it, and `off` the statements in layers that are switched off, with the layer."""

    graph: ArgumentGraph
    valuation: Valuation
    settings: Settings
    texts: Mapping[Id, str] = field(default_factory=dict)
    essays: tuple[SourceText, ...] = ()
    off: Mapping[Id, str] = field(default_factory=dict)

    @cached_property
    def scales(self) -> Scales:
        """The scales in force."""
        return scales(self.settings.scales)

    @property
    def in_probabilities(self) -> bool:
        """Whether its confidences are probabilities, against which words of probability can be held. The degrees of a
        semantics that weighs no evidence (and so has no decibans) are not: only their order says anything."""
        return bool(self.valuation.decibans)

    @cached_property
    def matrices(self) -> dict[Id, Any]:
        """The matrices of questions, each counted once (see `argmap.matrix.matrix`)."""
        return {}

    @cached_property
    def derived(self) -> dict[tuple[str, str], Any]:
        """What was derived of it, each once (see `argmap.noted.derived`)."""
        return {}

    @cached_property
    def standing(self) -> Standing:
        """What stands in the graph, and what hangs on what."""
        return Standing(self.graph)

    @cached_property
    def ties(self) -> Ties:
        """What makes several witnesses of the graph one."""
        return Ties(self.graph)

    def reading(self, hedge: model.Hedge) -> Reading:
        """How a hedge is read."""
        return self.scales.hedge(hedge)

    def hedges(self, claim: Id) -> tuple[tuple[model.Assertion, model.Hedge, Reading], ...]:
        """Every hedge of a claim with its assertion and how it is read."""
        return tuple(
            (said, hedge, self.reading(hedge)) for said in self.graph.claims[claim].said for hedge in said.hedge
        )

    def degrees(self, claim: Id) -> tuple[tuple[model.Assertion, model.Hedge, Reading], ...]:
        """The hedges by which the outermost voices put a claim into a band of probabilities (`scales.degrees`)."""
        return degrees(self.graph.claims[claim], self.scales)

    def reported_only(self, claim: Id) -> bool:
        """Whether the claim is on the page only as somebody else's: every voice that puts it forward reports it."""
        stances = {assertion.stance[0] for assertion in self.graph.claims[claim].said}
        return bool(stances) and stances <= {"reports", "distances"}

    def label(self, source: Id) -> str:
        """A source's short name for pictures and sentences."""
        record = self.graph.sources.get(source)
        if record is None:
            return source
        return record.short or (f"{record.author[0]}, {record.title}" if record.author else record.title)

    def relay(self, said: model.Assertion) -> str:
        """A chain of voices as a phrase: A reports that B reports that C asserts it.

        A voice whose authority record has `number: plural` takes a plural verb.
        """
        by, stance = said.by, said.stance
        whole = list(stance) if len(stance) == len(by) else [stance[0], *["reports"] * (len(by) - 2), "asserts"]
        parts = []
        for index, (name, word) in enumerate(zip(by, whole, strict=True)):
            one, several, ends, goes_on = _STANCES[word]
            parts.append(f"{name} {self.verb(name, one, several)} {goes_on if index + 1 < len(by) else ends}")
        return " ".join(parts)

    def verb(self, voice: str, one: str, several: str) -> str:
        """The form of a verb that goes with a voice: that for one or that for several."""
        return several if self.plural(voice) else one

    def plural(self, voice: str) -> bool:
        """Whether a voice is that of several: its authority record is of the plural."""
        authority = self.graph.authority(voice)
        return authority is not None and self.graph.authorities[authority].number == "plural"

    def title(self) -> str:
        """The project's title, or a plain one."""
        return self.settings.title or "Argument map"

    # What is shown is drawn far above this module, and fetched by name: imports go down only.

    def _repr_svg_(self) -> str:
        """The picture that a notebook shows."""
        shown: str = NOTEBOOK.get("svg").function(self)
        return shown

    def _repr_html_(self) -> str:
        """That picture with the claims it is about in a table, for a notebook that shows HTML."""
        shown: str = NOTEBOOK.get("html").function(self)
        return shown


_STANCES = {
    "asserts": ("asserts", "assert", "it", "that"),
    "endorses": ("endorses", "endorse", "it", "that"),
    "reports": ("reports", "report", "it", "that"),
    "distances": ("reports", "report", "it at arm’s length", "at arm’s length that"),
    "denies": ("denies", "deny", "it", "that"),
    "asks": ("asks", "ask", "whether it is so", "whether"),
    "supposes": ("supposes", "suppose", "it", "that"),
}
"""Stance → its verb for one and for several, how it ends where nobody else is named, and where somebody is."""
