"""Dossier: all that a map says of one claim, as text, as data and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from argmap import explain, model
from argmap.case import Case
from argmap.diagnostics import Diagnostic, in_order
from argmap.explain.data import open_on
from argmap.formats.native import to_yaml
from argmap.graph import ATTACK, Id
from argmap.ignores import Accepted
from argmap.matrix import appraised
from argmap.report import as_concise, as_data
from argmap.report_page import Findings, by_rule, rule_values, taken_away
from argmap.rules import Settled, accepted, examined
from argmap.semantics.valuation import Interval
from argmap.text import SourceText


class Named(NamedTuple):
    """A statement by its id, with what it says."""

    id: Id
    text: str


class Line(NamedTuple):
    """An inference that bears on the claim: its premises, how it is written, who undercuts it, and what is open on it."""

    polarity: str
    premises: tuple[Named, ...]
    strength: str | None
    scheme: tuple[str, ...]
    warrant: str | None
    undercut_by: tuple[Named, ...]
    open: tuple[str, ...]


class Item(NamedTuple):
    """An item of evidence below the claim.

    `through` are the claims between it and the claim, the nearest to the claim first, on a shortest way; `against` says
    that the way passes an attack, an undercutter or an underminer. `routes` are the transmissions of the item or its
    source, a sentence each.
    """

    id: Id
    text: str
    source: Id
    label: str
    locator: str | None
    directness: str | None
    marks: str
    reliability: Interval
    through: tuple[Id, ...]
    against: bool
    routes: tuple[str, ...]


class Objection(NamedTuple):
    """What speaks against the claim: `how` says against what exactly, `by` are the statements."""

    how: str
    by: tuple[Named, ...]


@dataclass(frozen=True)
class Dossier:
    """One claim with everything around it.

    `told` are titles with sentences, as `argmap explain` gives them; `falls_without` the things each of which alone takes
    its complete path to evidence away, and `stands` whether it has one. `rests_on_it` names what it bears on.
    """

    case: Case
    claim: Id
    stands: bool
    told: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    evidence: tuple[Item, ...]
    objections: tuple[Objection, ...]
    falls_without: tuple[tuple[str, str], ...]
    rests_on_it: tuple[Named, ...]
    findings: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...]
    settled: tuple[Settled, ...]

    @property
    def record(self) -> model.Claim:
        """The claim as written."""
        return self.case.graph.claims[self.claim]


def dossier(case: Case, claim: Id, faults: Sequence[Diagnostic], sources: Mapping[str, SourceText]) -> Dossier:
    """The dossier of a claim; `faults` are those of reading. Raises KeyError where there is no such claim."""
    graph, standing = case.graph, case.standing
    falling = [handle for handle in standing.falling([claim]) if handle != ("claims", claim)]
    found, settled = examined(case, audit=True)
    kept, passed = accepted(case, in_order((*faults, *found)), sources, audit=True, whole=not faults)

    def here(diagnostic: Diagnostic) -> bool:
        return graph.record_at(diagnostic.at) == ("claims", claim)

    above = [line.conclusion for line in (*graph.resting_on(claim), *graph.undercut_with(claim))]
    return Dossier(
        case=case,
        claim=claim,
        stands=standing.stands(claim),
        told=tuple((title, tuple(lines)) for title, lines in explain.sections(case, claim) if title != "Claim"),
        lines=tuple(_lines(case, claim)),
        evidence=tuple(_items(case, claim)),
        objections=tuple(_objections(case, claim)),
        falls_without=tuple(falling),
        rests_on_it=tuple(_named(case, name) for name in dict.fromkeys((*above, *graph.undermined_with(claim)))),
        findings=tuple(d for d in kept if here(d)),
        accepted=tuple(a for a in passed if here(a.diagnostic)),
        settled=tuple(s for s in settled if here(s.diagnostic)),
    )


def _named(case: Case, name: Id) -> Named:
    found = case.graph.claims.get(name) or case.graph.evidence.get(name)
    return Named(name, found.text if found is not None else "")


def _lines(case: Case, claim: Id) -> Iterator[Line]:
    for line in sorted(case.graph.bearing_on(claim), key=lambda line: line.polarity == ATTACK):
        yield Line(
            line.polarity,
            tuple(_named(case, name) for name in line.premises),
            line.record.strength,
            line.record.scheme,
            line.record.warrant,
            tuple(_named(case, attacker.by) for attacker in line.record.undercut_by),
            tuple(text for _, _, text in open_on(line)),
        )


def _items(case: Case, claim: Id) -> Iterator[Item]:
    """The evidence below a claim, the nearest first, each by a shortest way."""
    graph = case.graph
    way: dict[Id, tuple[tuple[Id, ...], bool]] = {claim: ((), False)}
    waiting = [claim]
    for name in waiting:  # grows while it is walked
        through, against = way[name]
        further = (*through, name) if name != claim else through
        grounds: list[tuple[Id, bool]] = []
        for line in graph.bearing_on(name):
            grounds += [(premise, against or line.polarity == ATTACK) for premise in line.premises]
            grounds += [(attacker.by, True) for attacker in line.record.undercut_by]
        if name in graph.evidence:
            grounds += [(attacker.by, True) for attacker in graph.evidence[name].undermined_by]
        for ground, opposed in grounds:
            if ground not in way:
                way[ground] = further, opposed
                waiting.append(ground)
    for name in waiting:
        if name in graph.evidence:
            item = graph.evidence[name]
            yield Item(
                name,
                item.text,
                item.source,
                case.label(item.source),
                item.locator,
                item.directness,
                appraised(case, name),
                case.valuation.reliability[name],
                *way[name],
                tuple(_routes(case, name, item.source)),
            )


def _routes(case: Case, item: Id, source: Id) -> Iterator[str]:
    for name, route in case.graph.transmissions.items():
        if item in route.of or source in route.of:
            steps = [
                f"{step.giver or 'somebody'} to {step.taker or 'somebody'} ({step.mode}"
                + (f", {step.date.as_printed or step.date.edtf}" if step.date else "")
                + ("" if step.documented_by else ", undocumented")
                + ")"
                for step in route.steps
            ]
            condition = f", if {route.holds_if}" if route.holds_if else ""
            yield f"{name}{condition}: {'; '.join(steps)}"


def _objections(case: Case, claim: Id) -> Iterator[Objection]:
    graph = case.graph
    for line in graph.bearing_on(claim):
        if line.polarity == ATTACK:
            yield Objection("against the claim", tuple(_named(case, name) for name in line.premises))
    for line in graph.bearing_on(claim):
        if line.record.undercut_by:
            by = tuple(_named(case, attacker.by) for attacker in line.record.undercut_by)
            yield Objection(f"against the step from {' and '.join(line.premises)}", by)
        for premise in line.premises:
            if premise in graph.evidence and graph.evidence[premise].undermined_by:
                by = tuple(_named(case, attacker.by) for attacker in graph.evidence[premise].undermined_by)
                yield Objection(f"against the item {premise}", by)


# --------------------------------------------------------------------------- as data, text and page


def data_of(found: Dossier, sources: Mapping[str, SourceText]) -> dict[str, Any]:
    """A dossier as plain values."""
    return {
        "format": "argmap-dossier/1",
        "explanation": explain.explanation(found.case, found.claim),
        "stands": found.stands,
        "lines": [_plain(line) for line in found.lines],
        "evidence": [_plain(item) for item in found.evidence],
        "objections": [_plain(objection) for objection in found.objections],
        "falls_without": [list(handle) for handle in found.falls_without],
        "rests_on_it": [named.id for named in found.rests_on_it],
        "findings": as_data(found.findings, sources),
        "accepted": [
            {"rule": a.diagnostic.rule, "message": a.diagnostic.message, "by": a.by, "on": a.on, "why": a.reason}
            for a in found.accepted
        ],
        "settled": [
            {"rule": s.diagnostic.rule, "message": s.diagnostic.message, **s.judgement.model_dump(mode="json")}
            for s in found.settled
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Interval):
        return asdict(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def as_text(found: Dossier, sources: Mapping[str, SourceText]) -> str:
    """A dossier for people, without its map: titles with indented lines."""
    told = [
        *((title, list(lines)) for title, lines in found.told),
        ("The evidence below it", [line for item in found.evidence for line in _item_lines(item)]),
        ("What speaks against it", [f"{o.how}: {', '.join(named.id for named in o.by)}" for o in found.objections]),
        ("Without any of these it falls", [taken_away(found.case, *handle) for handle in found.falls_without]),
        ("What rests on it", [f"{named.id}: {named.text}" for named in found.rests_on_it]),
        ("What the audit finds and asks", as_concise(found.findings, sources).splitlines()),
        ("What was accepted", [f"{rule}: {why} ({by})" for rule, why, by in _passed(found)]),
    ]
    return explain.sentences.joined([(title, lines) for title, lines in told if lines])


def _item_lines(item: Item) -> Iterator[str]:
    about = ", ".join(filter(None, (item.locator, item.directness, item.marks)))
    side = " (against it)" if item.against else ""
    way = f", through {' and '.join(item.through)}" if item.through else ""
    yield f"{item.id}{side}{way}: {item.text}"
    yield f"  {item.label}{f', {about}' if about else ''}; reliability {item.reliability.point:.2f}"
    for route in item.routes:
        yield f"  route {route}"


def _passed(found: Dossier) -> Iterator[tuple[str, str, str]]:
    for a in found.accepted:
        yield a.diagnostic.rule, a.reason, f"{a.by}, {a.on}" if a.by else "unsigned"
    for s in found.settled:
        yield s.diagnostic.rule, s.judgement.why, f"{s.judgement.by}, {s.judgement.on}"


_TITLES_ABOVE = ("Who says it, and how surely", "How well it is supported")


def dossier_page(
    found: Dossier,
    sources: Mapping[str, SourceText],
    pictures: Mapping[str, str],
    passages: Sequence[tuple[str, str]] = (),
) -> str:
    """A dossier as one HTML page, its map inside; `passages` are from the reader's own copies of texts."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with the templates

    from argmap.render import neighbourhood  # noqa: PLC0415 - text and data have no map
    from argmap.render.page import page  # noqa: PLC0415 - as above

    case, record = found.case, found.record
    findings = Findings(case, sources, pictures)
    shown, passed = findings.shown(found.findings), findings.accepted(found.accepted, found.settled)
    told = dict(found.told)
    hedges = [reading.band for _, _, reading in case.degrees(found.claim)]
    section = case.graph.sections.get(record.section or "")
    about = {
        "id": found.claim,
        "type": record.type,
        "tier": record.tier,
        "section": section.title if section is not None else None,
        "layer": record.layer,
        "date": (record.event_date.as_printed or record.event_date.edtf) if record.event_date else None,
        "about": ", ".join(record.agents),
    }
    return page(
        "dossier",
        title=record.text,
        contents=[],
        about=[(label, str(value)) for label, value in about.items() if value],
        grade=case.valuation.grade[found.claim],
        confidence=case.valuation.confidence[found.claim],
        hedge=hedges[0] if hedges else None,
        stands=found.stands,
        # The picture escapes what authors wrote, as its own tests hold.
        map=Markup(neighbourhood(case, found.claim).svg),  # noqa: S704 - as just said
        first=[(title, told[title]) for title in _TITLES_ABOVE if title in told],
        rest=[(title, lines) for title, lines in found.told if title not in _TITLES_ABOVE],
        lines=found.lines,
        evidence=found.evidence,
        objections=found.objections,
        falls=[taken_away(case, *handle) for handle in found.falls_without],
        above=found.rests_on_it,
        passages=passages,
        findings=by_rule(shown),
        accepted=passed,
        rules=rule_values((*shown, *passed)),
        pictures=pictures,
        written=to_yaml({found.claim: record}),
    )
