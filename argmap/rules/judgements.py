"""Judgements: what a person has answered, signed and dated, held against what the rules find and ask.

A rule that only a person can decide yields a diagnostic that asks. It stays open until a judgement of that rule stands
under the record concerned, with the fingerprint of what was judged. A finding of any other rule of the audit may be
cleared in the same way; it stays in the report, marked as accepted.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity, warning
from argmap.graph import ATTACK, SUPPORT, ArgumentGraph, Id
from argmap.read import Document
from argmap.registry import RULES, rule
from argmap.text import Span, fingerprint

JUDGED = ("claims", "evidence", "sources", "questions")
_PASSED_OVER = {"judged", "note", "layer", "expect"}


@dataclass(frozen=True, slots=True)
class Settled:
    """A diagnostic that a judgement has cleared."""

    diagnostic: Diagnostic
    judgement: model.Judgement


def ask(name: str, question: str, at: Span, severity: Severity = Severity.WARNING) -> Diagnostic:
    """A question that a rule puts to a person."""
    return Diagnostic(name, severity, question, at, asks=True)


def settle(case: Case, diagnostics: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Settled]]:
    """Diagnostics → those that stand or wait for an answer, and those that a person has cleared."""
    ledger = _Ledger(case.graph)
    kept: list[Diagnostic] = []
    settled: list[Settled] = []
    for diagnostic in diagnostics:
        if not diagnostic.asks and diagnostic.rule not in ledger.rules_judged:
            kept.append(diagnostic)
            continue
        parts = list(ledger.parts_at(diagnostic.at))
        answers = [
            (part, judgement) for part in parts for judgement in part.record.judged if judgement.rule == diagnostic.rule
        ]
        fresh = [judgement for part, judgement in answers if judgement.fingerprint == part.fingerprint]
        last = max(fresh, key=lambda judgement: judgement.on) if fresh else None
        if last is not None and last.verdict == "cleared":
            settled.append(Settled(diagnostic, last))
        elif last is not None:
            kept.append(replace(diagnostic, message=_stands(case, diagnostic, last), asks=False))
        else:
            kept.append(_reopened(diagnostic, parts, answers))
    return kept, settled


def _stands(case: Case, diagnostic: Diagnostic, judgement: model.Judgement) -> str:
    if diagnostic.asks:
        return (
            f"{judgement.by} {case.verb(judgement.by, 'finds', 'find')} ({judgement.on}): {judgement.why.rstrip('.')}"
        )
    return f"{diagnostic.message} (so also {judgement.by}, {judgement.on})"


def _reopened(diagnostic: Diagnostic, parts: list[_Part], answers: list[tuple[_Part, model.Judgement]]) -> Diagnostic:
    if not parts or not (diagnostic.asks or answers):
        return diagnostic
    hint = diagnostic.hint
    if diagnostic.asks:
        asked = f"rule: {diagnostic.rule}, verdict: cleared or stands, fingerprint: {parts[0].fingerprint}"
        hint = f"answer under `judged` of {parts[0].name}: {asked}, by, on, why"
    if answers:
        part, old = max(answers, key=lambda entry: entry[1].on)
        changed = f"what {old.by} judged on {old.on} has changed since; its fingerprint is now {part.fingerprint}"
        hint = f"{changed}; {hint}" if hint and not diagnostic.asks else changed
    return replace(diagnostic, hint=hint)


@dataclass(frozen=True)
class _Part:
    """A record, or an inference within a claim, that can bear judgements."""

    graph: ArgumentGraph
    kind: str
    identifier: Id
    record: model.Claim | model.Inference | model.Evidence | model.Source | model.Question
    path: tuple[str | int, ...] = ()

    @property
    def name(self) -> str:
        """What the part is called in a hint."""
        if self.kind == "inference":
            return f"the step to {self.identifier}"
        return self.identifier

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen digits that change when anything changes that was judged: the record without its notes, judgements and expectation,
        and what the statements that it names directly say."""
        names: list[Id] = []
        record = self.record
        if isinstance(record, model.Inference):
            names = [self.identifier, *record.premises, *(attacker.by for attacker in record.undercut_by)]
        elif isinstance(record, model.Claim):
            names = [premise for line in (*record.support, *record.attack) for premise in line.premises]
        elif isinstance(record, model.Evidence):
            names = [attacker.by for attacker in record.undermined_by]
        elif isinstance(record, model.Question):
            names = [*record.hypotheses, *(row.evidence for row in record.ratings)]
        texts = {}
        for name in names:
            said = self.graph.claims.get(name) or self.graph.evidence.get(name)
            texts[name] = said.text if said is not None else None
        home = self.graph.homes["claims" if self.kind == "inference" else self.kind, self.identifier]
        kept = home.kept(_fingerprints)
        at = (self.identifier, *self.path)
        known = kept.get(at)
        if known is None or known[0] is not record or known[1] != texts:
            bare = _bare(record.model_dump(mode="json", by_alias=True, exclude_defaults=True))
            told = fingerprint(json.dumps([bare, texts], ensure_ascii=False, sort_keys=True))
            kept[at] = known = record, texts, told
        return known[2]


def _fingerprints(_: Document) -> dict[tuple[str | int, ...], tuple[model.Record, dict[Id, str | None], str]]:
    """The fingerprints that were asked for in a file, by the path of what was judged, with all that they are of."""
    return {}


def _bare(value: object) -> object:
    if isinstance(value, dict):
        return {key: _bare(part) for key, part in value.items() if key not in _PASSED_OVER}
    if isinstance(value, list):
        return [_bare(part) for part in value]
    return value


class _Ledger:
    """Finds the records that a place lies in."""

    def __init__(self, graph: ArgumentGraph) -> None:
        self.graph = graph
        self.parts: dict[tuple[str, Id], list[tuple[Span | None, _Part]]] = {}
        self.files: dict[str, tuple[Document, list[int], list[Id]]] = {}
        for (kind, _), document in graph.homes.items():
            path = document.source.path
            if kind in JUDGED and path not in self.files:
                keys = sorted((key.start, name) for name, key in document.tree.top.keys.items())
                self.files[path] = (document, [start for start, _ in keys], [name for _, name in keys])

    @cached_property
    def rules_judged(self) -> frozenset[str]:
        """The rules of which some judgement is recorded."""
        return frozenset(judgement.rule for _, judgement in self.graph.judgements)

    def parts_at(self, at: Span) -> Iterator[_Part]:
        """The parts that hold a place, the innermost first."""
        document, starts, names = self.files.get(at.path, (None, [], []))
        number = bisect_right(starts, at.start) - 1
        if document is None or number < 0:
            return
        name = names[number]
        if (at.path, name) not in self.parts:
            self.parts[at.path, name] = self._parts(document, name)
        for span, part in self.parts[at.path, name]:
            if span is None or span.start <= at.start < span.end:
                yield part

    def _parts(self, document: Document, name: Id) -> list[tuple[Span | None, _Part]]:
        """The inferences in a record with their places, and the record itself."""
        record = self._record(document.kind, name)
        found: list[tuple[Span | None, _Part]] = []
        if isinstance(record, model.Claim):
            for polarity in (SUPPORT, ATTACK):
                for index, line in enumerate(getattr(record, polarity)):
                    part = _Part(self.graph, "inference", name, line, (polarity, index))
                    found.append((document.place(name, polarity, index), part))
        if record is not None:
            found.append((None, _Part(self.graph, document.kind, name, record)))
        return found

    def _record(self, kind: str, name: Id) -> model.Claim | model.Evidence | model.Source | model.Question | None:
        graph = self.graph
        if kind == "claims":
            return graph.claims.get(name)
        if kind == "evidence":
            return graph.evidence.get(name)
        return graph.sources.get(name) if kind == "sources" else graph.questions.get(name)


@rule("judgement-of-unknown-rule", "warning", audit=True)
def judgement_of_unknown_rule(case: Case) -> Iterator[Diagnostic]:
    """A judgement answers a rule that does not exist."""
    known = frozenset(RULES.names())
    for where, judgement in case.graph.judgements:
        if judgement.rule not in known:
            message = f"there is no rule {judgement.rule} that {judgement.by} could have judged"
            hint = "`argmap rule` lists the rules"
            yield warning("judgement-of-unknown-rule", message, case.graph.place(*where), hint)


@rule("key-without-agreement-share", "note", audit=True)
def key_without_agreement_share(case: Case) -> Iterator[Diagnostic]:
    """People who judged the same thing do not agree, so that no single answer is the key."""
    found: dict[tuple[str, str, str], list[tuple[Span, model.Judgement]]] = {}
    for where, judgement in case.graph.judgements:
        at = case.graph.place(*where)
        found.setdefault((at.path, judgement.rule, judgement.fingerprint), []).append((at, judgement))
    for entries in found.values():
        last = {judgement.by: judgement for _, judgement in sorted(entries, key=lambda entry: entry[1].on)}
        cleared = sum(judgement.verdict == "cleared" for judgement in last.values())
        if 0 < cleared < len(last):
            at, judgement = entries[-1]
            share = f"{cleared} of {len(last)} people cleared it and {len(last) - cleared} say that it stands"
            yield Diagnostic(
                "key-without-agreement-share",
                Severity.NOTE,
                f"{judgement.rule} has no single answer here: {share}",
                at,
                hint="show this share beside the answer wherever the case is taught",
            )
