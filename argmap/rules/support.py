"""Rules on what is offered for a claim, and how often it counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, error, note, warning
from argmap.graph import ATTACK, SUPPORT, Id, Inference
from argmap.registry import rule
from argmap.rules.attribution import plain_name
from argmap.rules.certainty import own_hedges, position, put_forward, voices
from argmap.rules.citation import shelfmarks
from argmap.rules.judgements import ask


@rule("claim-without-support", "error", audit=True)
def claim_without_support(case: Case) -> Iterator[Diagnostic]:
    """Nothing is offered for a claim, and nothing says that none is offered."""
    graph = case.graph
    catch_alls = {question.catch_all for question in graph.questions.values()}
    for name, claim in graph.claims.items():
        if claim.assumed or claim.none_offered or name in catch_alls or (name, SUPPORT) in graph.left_out:
            continue
        if not any(line.polarity == SUPPORT for line in graph.bearing_on(name)):
            yield error(
                "claim-without-support",
                f"nothing is offered for {name}",
                graph.place("claims", name),
                "name what supports it; if its author offers nothing, say so in `none_offered`, and if it is taken as"
                " granted write `assumed: yes`",
            )


@rule("core-claim-path-incomplete", "warning", audit=True)
def core_claim_path_incomplete(case: Case) -> Iterator[Diagnostic]:
    """A core claim has no complete path down to evidence."""
    graph, standing = case.graph, case.standing
    for name, claim in graph.claims.items():
        if claim.tier != "core" or standing.stands(name) or name in graph.shortened:
            continue
        lines = [line for line in graph.bearing_on(name) if line.carries]
        missing = sorted({premise for line in lines for premise in line.premises if not standing.stands(premise)})
        why = (
            f"{', '.join(missing)} {'does' if len(missing) == 1 else 'do'} not stand"
            if missing
            else "nothing supports it"
        )
        yield warning(
            "core-claim-path-incomplete",
            f"the core claim {name} does not reach evidence: {why}",
            graph.place("claims", name),
            "support what is missing; of linked premises every one must stand, of convergent ones any will do",
            tuple(Label(graph.place_of(line), "this step lacks a premise") for line in lines[:3]),
        )


def _counted_twice(case: Case) -> Iterator[tuple[Id, Inference, Inference]]:
    """Two supporting lines of one claim that both start from evidence alone, and count as those of different witnesses."""
    graph, ties = case.graph, case.ties
    several = ((name, bearing) for name in graph.claims if (bearing := graph.bearing_on(name))[1:])
    for name, bearing in several:
        lines = [
            line
            for line in bearing
            if line.polarity == SUPPORT
            and line.record.strength != "none"
            and all(premise in graph.evidence for premise in line.premises)
        ]
        for one, two in combinations(sorted(lines, key=lambda line: line.at), 2):
            if not ties.witnesses(one) & ties.witnesses(two):
                yield name, one, two


@rule("dependent-evidence-counted-twice", "error", audit=True)
def dependent_evidence_counted_twice(case: Case) -> Iterator[Diagnostic]:
    """Two lines are counted as independent, though one item comes through the other or both are one passage."""
    graph, standing = case.graph, case.standing
    for name, one, two in _counted_twice(case):
        for first in one.premises:
            for second in two.premises:
                a, b = graph.evidence[first], graph.evidence[second]
                passages = {at.fingerprint for at in a.cited_at if at.fingerprint}
                reason = None
                if b.source in standing.known_through.get(a.source, ())[1:]:
                    reason = f"{a.source} is known through {b.source} alone"
                elif a.source in standing.known_through.get(b.source, ())[1:]:
                    reason = f"{b.source} is known through {a.source} alone"
                elif a.locator == b.locator and passages & {at.fingerprint for at in b.cited_at}:
                    reason = "both point at one passage"
                if reason is not None:
                    yield error(
                        "dependent-evidence-counted-twice",
                        f"{first} and {second} count as two witnesses for {name}, yet {reason}",
                        graph.place_of(two),
                        "declare them one witness in evidence/independence.yaml, or join the two lines",
                        (Label(graph.place_of(one), "the other line"),),
                    )


@rule("copies-counted-as-corroboration", "error", audit=True)
def copies_counted_as_corroboration(case: Case) -> Iterator[Diagnostic]:
    """Copies, editions or translations of one record are counted as independent lines."""
    graph = case.graph

    @cache
    def same(one: Id, two: Id) -> str | None:
        a, b = graph.sources.get(one), graph.sources.get(two)
        if a is None or b is None or one == two:
            return None
        for group_name, group in graph.groups.items():
            if group.kind == "same_record" and {one, two} <= set(group.members):
                return f"{group_name} calls them one record"
        same_day = a.issued is not None and b.issued is not None and a.issued.edtf == b.issued.edtf
        if same_day and (shared := shelfmarks(a).items() & shelfmarks(b).items()):
            return f"both are {' '.join(min(shared))}"
        if plain_name(a.title) == plain_name(b.title) and a.author == b.author and (a.archive or b.archive or a.author):
            dated = a.issued is not None and b.issued is not None and a.issued.edtf != b.issued.edtf
            return None if dated and not a.author else "they bear one title"
        return None

    for name, one, two in _counted_twice(case):
        for first in one.premises:
            for second in two.premises:
                pair = sorted((graph.evidence[first].source, graph.evidence[second].source))
                if reason := same(*pair):
                    yield error(
                        "copies-counted-as-corroboration",
                        f"{first} and {second} are copies of one record, and count as two witnesses for {name}: {reason}",
                        graph.place_of(two),
                        "declare a group of kind same_record in evidence/independence.yaml that is about this claim too",
                        (Label(graph.place_of(one), "the other line"),),
                    )


@rule("corroboration-out-of-scope", "warning", audit=True)
def corroboration_out_of_scope(case: Case) -> Iterator[Diagnostic]:
    """Items that are one witness for another question count as several for this claim."""
    graph, standing = case.graph, case.standing
    for name, one, two in _counted_twice(case):
        for first in one.premises:
            for second in two.premises:
                groups = [
                    set(standing.groups_of.get(item, ())) | set(standing.groups_of.get(graph.evidence[item].source, ()))
                    for item in (first, second)
                ]
                if shared := sorted(groups[0] & groups[1]):
                    about = ", ".join(sorted({topic for group in shared for topic in graph.groups[group].about}))
                    yield ask(
                        "corroboration-out-of-scope",
                        f"{first} and {second} are one witness about {about}: do they confirm {name} apart from each other,"
                        " or only what somebody said?",
                        graph.place_of(two),
                    )


@rule("sibling-evidence-carried-over", "warning", audit=True)
def sibling_evidence_carried_over(case: Case) -> Iterator[Diagnostic]:
    """Evidence on one thing is carried over to its neighbour by analogy."""
    graph = case.graph
    for inference in graph.inferences.values():
        if inference.polarity != SUPPORT or "analogy" not in inference.record.scheme:
            continue
        items = [premise for premise in inference.premises if premise in graph.evidence]
        if items and put_forward(graph.claims[inference.conclusion]):
            yield warning(
                "sibling-evidence-carried-over",
                f"{' and '.join(items)} {'tells' if len(items) == 1 else 'tell'} of a neighbour; by analogy alone"
                f" {'it reaches' if len(items) == 1 else 'they reach'} {inference.conclusion}",
                graph.place_of(inference),
                "look for evidence on the thing itself, or show that the two do not differ in what matters",
            )


@rule("excluded-source-type-relied-on", "warning", audit=True)
def excluded_source_type_relied_on(case: Case) -> Iterator[Diagnostic]:
    """A kind of source that one claim sets aside carries another claim of the same voice."""
    graph = case.graph
    excluded: dict[str, dict[str, Id]] = {}
    for name, claim in graph.claims.items():
        for kind in claim.sets_aside:
            for voice in voices(claim) or ((f"layer {claim.layer}",) if claim.layer else ()):
                excluded.setdefault(voice, {}).setdefault(kind.casefold(), name)
    if not excluded:
        return
    for inference in graph.inferences.values():
        claim = graph.claims[inference.conclusion]
        if inference.polarity != SUPPORT or claim.layer != inference.record.layer:
            continue
        for voice in voices(claim) or ((f"layer {claim.layer}",) if claim.layer else ()):
            for index, premise in enumerate(inference.premises):
                item = graph.evidence.get(premise)
                source = graph.sources.get(item.source) if item is not None else None
                kinds = (
                    {word.casefold() for word in (source.type, source.genre) if word} if source is not None else set()
                )
                for kind in sorted(kinds & excluded.get(voice, {}).keys()):
                    aside = excluded[voice][kind]
                    if aside != inference.conclusion:
                        yield warning(
                            "excluded-source-type-relied-on",
                            f"{aside} sets every {kind} aside, and {premise}, one of them, carries {inference.conclusion}",
                            graph.place_of(inference, "premises", index),
                            "say why this one may be relied on, or let the step go",
                            (Label(graph.place("claims", aside, "sets_aside"), "set aside here"),),
                        )


@rule("admitted-gap-built-over", "warning", audit=True)
def admitted_gap_built_over(case: Case) -> Iterator[Diagnostic]:
    """What an author admits is not known lies under, or speaks against a step to, a positive claim of the same author."""
    graph = case.graph
    gaps = {
        name
        for name, claim in graph.claims.items()
        if claim.type == "gap" or any(r.kind == "gap" for said in claim.said for _, _, r in own_hedges(case, said))
    }
    for gap in sorted(gaps):
        admitted = graph.claims[gap]
        touched = {line.conclusion for line in (*graph.resting_on(gap), *graph.undercut_with(gap))}
        for name in sorted(touched):
            claim = graph.claims[name]
            shared = set(voices(admitted)) & set(voices(claim))
            if not shared or claim.type in ("gap", "negative"):
                continue
            first = [at for said in admitted.said if (at := position(said)) is not None]
            later = [at for said in claim.said if (at := position(said)) is not None]
            if first and later and not any(a[0] == b[0] and a[1] <= b[1] for a in first for b in later):
                continue
            index = next(i for i, said in enumerate(claim.said) if said.by[0] in shared)
            yield warning(
                "admitted-gap-built-over",
                f"{min(shared)} {case.verb(min(shared), 'admits', 'admit')} {gap}, and {case.verb(min(shared), 'goes', 'go')} on to {name}",
                graph.place("claims", name, "said", index),
                "name the evidence that came between, or let the later claim bear the doubt",
                (Label(graph.place("claims", gap), "the gap is admitted here"),),
            )


@rule("contrary-evidence-unlinked", "warning", audit=True)
def contrary_evidence_unlinked(case: Case) -> Iterator[Diagnostic]:
    """An item rated as speaking against a hypothesis is nowhere linked as against it."""
    graph = case.graph

    @cache
    def against(hypothesis: Id) -> frozenset[Id]:
        # What speaks against a ground speaks against what stands on it.
        starts: list[Id] = []
        seen, waiting = set[Id](), [hypothesis]
        while waiting:
            claim = waiting.pop()
            if claim in seen:
                continue
            seen.add(claim)
            for line in graph.bearing_on(claim):
                if line.polarity == ATTACK:
                    starts += line.premises
                    continue
                waiting += [premise for premise in line.premises if premise in graph.claims]
                items = [graph.evidence[premise] for premise in line.premises if premise in graph.evidence]
                starts += [a.by for part in (line.record.undercut_by, *(i.undermined_by for i in items)) for a in part]
        return graph.below(starts)

    @cache
    def supporting(claim: Id) -> frozenset[Id]:
        return graph.below([p for line in graph.bearing_on(claim) if line.polarity == SUPPORT for p in line.premises])

    for name, question in graph.questions.items():
        for row in question.ratings:
            if row.evidence not in graph.evidence and row.evidence not in graph.claims:
                continue  # taken away for the audit
            unlinked = []
            for hypothesis, rating in row.ratings.items():
                if rating not in ("I", "II"):
                    continue
                rivals = [h for h in question.hypotheses if h != hypothesis] if question.relation == "exclusive" else []
                # Among exclusive rivals, support for one is weight against the others.
                linked = row.evidence in against(hypothesis) or any(
                    row.evidence in supporting(rival) for rival in rivals
                )
                if not linked:
                    unlinked.append(hypothesis)
            if unlinked:
                # Of an answer that somebody gives, or that an item all but rules out, the map must show what is against it.
                grave = [h for h in unlinked if voices(graph.claims[h]) or row.ratings[h] == "II"]
                yield (warning if grave else note)(
                    "contrary-evidence-unlinked",
                    f"{row.evidence} is rated against {' and '.join(unlinked)}, and the map does not show it there",
                    graph.place_of_row(name, row.evidence),
                    "name it under `attack` of what it speaks against, or as support of a rival",
                )


@rule("evidence-unappraised", "note", audit=True)
def evidence_unappraised(case: Case) -> Iterator[Diagnostic]:
    """A core claim rests on evidence whose worth nobody has judged."""
    graph = case.graph
    below = graph.below(name for name, claim in graph.claims.items() if claim.tier == "core")
    for name in sorted(below & graph.evidence.keys()):
        item = graph.evidence[name]
        source = graph.sources.get(item.source)
        if not item.appraisal and not (source is not None and source.appraisal):
            yield note(
                "evidence-unappraised",
                f"nobody has judged how far {name} or its source can be trusted",
                graph.place("evidence", name),
                "add an appraisal with reliability, credibility and reason",
            )
