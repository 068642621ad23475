"""Data: case → the plain values that the study page carries, each record once, nothing at its default."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache, partial
from json.encoder import encode_basestring
from operator import is_not
from typing import Any

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic
from argmap.graph import SUPPORT, Id, Inference, Where
from argmap.read import Document
from argmap.render.views import sections_in_order
from argmap.render.words import Words, title_of, words
from argmap.schemes import schemes
from argmap.semantics.grades import open_questions
from argmap.semantics.scales import effective_directness
from argmap.sentences import place

LIVE = "weight-of-evidence"
"""The semantics that the page can work out by itself; of any other it shows what was computed when it was made."""
SPOKEN = (
    "study",
    "counted",
    "card",
    "evidence",
    "distance",
    "type",
    "hedge",
    "relation",
    "strength",
    "step",
    "key",
    "mode",
    "route",
    "certainty",
)
"""The tables of a language of which the page says something."""
_NUMBERS = 200
"""How many numbers the page is told the form of; a greater one has that of the number from 100 to 199 with the same last two digits."""
_APART = frozenset({"required-question-open"})  # the page shows open questions at the step that they are about
_SOURCE_KEYS = ("title", "short", "author", "archive", "access", "known_through", "note")


Told = Callable[[Where, tuple[object, ...], Callable[[], dict[str, Any]]], Any]
"""How a record is told: where it stands, the records that are told of in it, and the work that makes plain values of them."""


def study_data(case: Case) -> dict[str, Any]:
    """A case → plain values for JSON; the last are its findings, of which there are none yet."""
    return _study(case, lambda _at, _of, work: work())


def study_json(case: Case) -> str:
    """The same as a JSON text. The text of a record is kept with its file, as long as all that is told in it is the same."""
    homes = case.graph.homes
    # What else than records there is to tell: how hedges and appraisals are read, the reader's own texts, who are several.
    frame = (case.settings.scales, case.settings.language, case.texts, tuple(case.graph.authorities.items()))

    def told(at: Where, of: tuple[object, ...], work: Callable[[], dict[str, Any]]) -> str:
        kept = homes[at[0], at[1]].kept(_Texts)
        if kept.frame is not frame:
            if kept.frame != frame:
                kept.texts.clear()
            kept.frame = frame
        known = kept.texts.get(at)
        if known is None or any(map(is_not, known[0], of)):
            kept.texts[at] = known = of, as_json(work())
        return known[1]

    parts = []
    for key, value in _study(case, told).items():
        if key == "inferences":
            value = f"[{','.join(value)}]"
        elif key in ("claims", "evidence", "sources"):
            value = f"{{{','.join([f'{encode_basestring(name)}:{text}' for name, text in value.items()])}}}"
        else:
            value = as_json(value)
        parts.append(f'"{key}":{value}')
    return f"{{{','.join(parts)}}}"


class _Texts:
    """The JSON texts of the records of a file, each with the records that are told of in it, and the frame of all."""

    def __init__(self, _: Document) -> None:
        self.frame: object = None
        self.texts: dict[Where, tuple[tuple[object, ...], str]] = {}


def as_json(data: object) -> str:
    """Plain values as a JSON text; they are made here, of no part that holds itself."""
    return json.dumps(data, ensure_ascii=False, check_circular=False, separators=(",", ":"))


def _study(case: Case, told: Told) -> dict[str, Any]:
    graph, table, say = case.graph, case.scales.table, words(case.settings.language)
    rank = graph.reading
    read = sorted(rank, key=rank.__getitem__)
    weighed = "picture.scales-changed" if case.scales.changed else "picture.scales"
    made: dict[str, Any] = {
        "words": _words(say),
        "title": title_of(case),
        "semantics": case.valuation.semantics,
        "scales": say(weighed, semantics=case.valuation.semantics, version=table["version"]),
        "prior": case.settings.prior,
        "thesis": case.settings.thesis,
        "strength": table["strength"],
        "attack": table["attack_strength"],
        "assumed": table["unstated"]["assumed"],
        "schemes": _schemes(case, say),
        "layers": list(graph.layers),
        "claims": {
            name: told(("claims", name), (claim,), partial(_claim, case, name, claim))
            for name in read
            for claim in [graph.claims[name]]
        },
        "evidence": {
            name: told(("evidence", name), (item, graph.sources.get(item.source)), partial(_item, case, item))
            for name, item in graph.evidence.items()
        },
        "inferences": [
            told(("claims", inference.conclusion, *inference.at), (inference.record,), partial(_inference, inference))
            for inference in graph.inferences.values()
        ],
        "sources": {
            name: told(("sources", name), (source,), partial(_source, say, source))
            for name, source in graph.sources.items()
        },
        "groups": {name: _group(case, group) for name, group in graph.groups.items()},
        "questions": {name: _question(question) for name, question in graph.questions.items()},
        "sections": {
            name: _some(graph.sections[name], ("title", "text", "thesis", "note")) for name in sections_in_order(graph)
        },
        "routes": [_route(say, route) for route in graph.transmissions.values()],
        "agents": {name: record.name for name, record in graph.authorities.items()},
        "order": list(graph.order),
    }
    if case.valuation.semantics != LIVE:
        made["valuation"] = _valuation(case)
    if case.texts:
        made["texts"] = {source: text for source, text in case.texts.items() if source in graph.sources}
    return made | {"findings": []}


def _words(say: Words) -> dict[str, Any]:
    """The words of a language: which form each number asks for, the tables, and reasons of grades that are told otherwise."""
    reasons = {known: told for known, told in say.table("reasons").items() if told != known}
    forms = "".join(str(say.form(number)) for number in range(_NUMBERS))
    tables = {name: say.table(name) for name in SPOKEN}
    return {"language": say.language, "plural": forms, **tables, "reasons": reasons}


def _some(record: model.Record, keys: Iterable[str]) -> dict[str, Any]:
    """Some keys of a record, those without a value left out."""
    pairs = ((key, getattr(record, key)) for key in keys)
    return {key: value for key, value in pairs if value}


def _full(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _locator(case: Case, at: model.Locator | None) -> dict[str, Any] | None:
    """A place in a source, with the ranges of code points it comes to in the reader's own copy, where there is one."""
    if at is None:
        return None
    text = case.texts.get(at.source)
    ranges = [list(span) for span in place(at, text) or ()] if text is not None else []
    return _full(source=at.source, block=at.block, sentence=at.sentence, ranges=ranges)


def _claim(case: Case, name: Id, claim: model.Claim) -> dict[str, Any]:
    return _full(
        text=claim.text,
        type=claim.type,
        tier=None if claim.tier == "supporting" else claim.tier,
        section=claim.section,
        event=_date(case, claim.event_date),
        agents=claim.agents,
        said=[_assertion(case, said) for said in claim.said],
        relates=[_full(to=r.to, how=r.how, why=r.why) for r in claim.relates],
        assumed=claim.assumed,
        none_offered=claim.none_offered,
        sets_aside=claim.sets_aside,
        prior=claim.prior,
        layer=claim.layer,
        note=claim.note,
        reported=case.reported_only(name),
    )


def _assertion(case: Case, said: model.Assertion) -> dict[str, Any]:
    say = words(case.settings.language)
    known = say.table("convention")
    hedges = []
    for hedge in said.hedge:
        reading = case.reading(hedge)
        own = hedge.holder in (None, said.by[0])
        hedges.append(
            _full(
                words=hedge.words,
                holder=None if own else hedge.holder,
                kind=reading.kind,
                band=list(reading.band) if reading.band else None,
                convention=known.get(reading.convention or "", reading.convention),
                scope=hedge.scope,
            )
        )
    who = say.relay(said.by, said.stance, case.plural, brief=True)
    return _full(who=who, hedge=hedges, at=_locator(case, said.at), notes=said.notes)


def _date(case: Case, date: model.Date | None) -> str | None:
    """A date in words."""
    return words(case.settings.language).date(date) if date is not None else None


def _attackers(attackers: Sequence[model.Attacker]) -> list[dict[str, Any]]:
    return [_full(by=a.by, strength=a.strength, basis=a.basis, layer=a.layer) for a in attackers]


def _item(case: Case, item: model.Evidence) -> dict[str, Any]:
    source = case.graph.sources.get(item.source)
    search = item.search
    return _full(
        text=item.text,
        source=item.source,
        locator=item.locator,
        kind=item.kind,
        date=_date(case, item.date),
        event=_date(case, item.event_date),
        directness=item.directness,
        distance=effective_directness(item),
        reliability=list(case.scales.reliability(item, source)),
        search=_some(search, ("sought", "where", "by", "completeness", "expected")) if search else None,
        appraisal=_appraisals(item.appraisal),
        undermined=_attackers(item.undermined_by),
        relates=[_full(to=r.to, how=r.how, why=r.why) for r in item.relates],
        cited=[_locator(case, at) for at in item.cited_at],
        layer=item.layer,
        note=item.note,
    )


def _appraisals(found: Sequence[model.Appraisal]) -> list[dict[str, Any]]:
    return [
        _full(by=a.by, on=a.on, reliability=a.reliability, credibility=a.credibility, reason=a.reason) for a in found
    ]


def _inference(inference: Inference) -> dict[str, Any]:
    record = inference.record
    indirect = any(not schemes()[name].direct for name in record.scheme)
    return _full(
        conclusion=inference.conclusion,
        sign=1 if inference.polarity == SUPPORT else -1,
        premises=list(record.premises),
        strength=record.strength,
        scheme=list(record.scheme),
        indirect=indirect,
        warrant=record.warrant,
        warrant_by=record.warrant_by,
        backing=record.backing,
        basis=record.basis,
        answers=[_full(question=a.question, answer=a.answer, why=a.why, by=a.by) for a in record.answers],
        open=list(open_questions(inference)),
        undercut=_attackers(record.undercut_by),
        layer=record.layer,
    )


def _schemes(case: Case, say: Words) -> dict[str, Any]:
    """The schemes that some inference names: title, and text of each critical question."""
    used = {name for inference in case.graph.inferences.values() for name in inference.record.scheme}
    return {
        name: {
            "title": say(f"scheme.{name}"),
            "questions": {q.id: [say.question(q.id, q.text), q.required] for q in scheme.questions},
        }
        for name, scheme in schemes().items()
        if name in used
    }


def _source(say: Words, source: model.Source) -> dict[str, Any]:
    issued = say.date(source.issued) if source.issued else None
    genre = source.genre or say(f"source-type.{source.type}")
    return {**_some(source, _SOURCE_KEYS), **_full(genre=genre, issued=issued, appraisal=_appraisals(source.appraisal))}


def _group(case: Case, group: model.Group) -> dict[str, Any]:
    usual = case.scales.table["group"][group.kind]
    return {
        **_some(group, ("kind", "basis", "certainty", "members", "about")),
        "mode": group.mode or usual["mode"],
        "rho": group.rho if group.rho is not None else usual["rho"],
    }


def _question(question: model.Question) -> dict[str, Any]:
    rows = [_full(item=row.evidence, ratings=dict(row.ratings), why=row.why, by=row.by) for row in question.ratings]
    keys = ("text", "hypotheses", "catch_all", "exhaustive", "relation", "note")
    return {**_some(question, keys), "ratings": rows}


def _route(say: Words, route: model.Transmission) -> dict[str, Any]:
    steps = [
        _full(
            giver=step.giver,
            taker=step.taker,
            mode=step.mode,
            date=say.date(step.date) if step.date else None,
            shown=step.documented_by,
            word=step.on_word_of,
            certainty=step.certainty,
            note=step.note,
        )
        for step in route.steps
    ]
    return {**_some(route, ("of", "text", "holds_if")), "steps": steps}


def findings_data(case: Case, found: Iterable[Diagnostic]) -> Iterator[dict[str, Any]]:
    """Findings as plain values for JSON, with the record, or the inference, that each stands in; those in no record of the page are left out."""
    graph = case.graph
    homes: dict[str, list[tuple[int, str, Id]]] = {}
    for kind, names in (("claims", graph.claims), ("evidence", graph.evidence), ("questions", graph.questions)):
        for name in names:
            span = graph.place(kind, name)
            homes.setdefault(span.path, []).append((span.start, kind, name))
    for places in homes.values():
        places.sort()

    @cache
    def steps(claim: Id) -> list[tuple[int, int, Id]]:
        spans = [(graph.place_of(inference), inference.id) for inference in graph.bearing_on(claim)]
        return [(span.start, span.end, name) for span, name in spans]

    for one in found:
        if one.rule in _APART or one.at.path not in homes:
            continue
        places = homes[one.at.path]
        number = bisect_right(places, one.at.start, key=lambda entry: entry[0]) - 1
        if number >= 0:
            _, kind, name = places[number]
            inside = (step for start, end, step in steps(name) if start <= one.at.start < end)
            step = next(inside, None) if kind == "claims" else None
            about = f"{kind}:{name}" if step is None else f"step:{step}"
            severity = "question" if one.asks else one.severity.value
            yield _full(rule=one.rule, severity=severity, message=one.message, hint=one.hint, about=about)


def _valuation(case: Case) -> dict[str, Any]:
    found = case.valuation
    return {
        "confidence": {name: asdict(value) for name, value in found.confidence.items()},
        "dependence": {name: list(value) for name, value in found.dependence.items()},
        "reliability": {name: asdict(value) for name, value in found.reliability.items()},
        "rivals": {name: {h: asdict(v) for h, v in table.items()} for name, table in found.rivals.items()},
        "carried": dict(found.carried),
    }
