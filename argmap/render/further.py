"""Further: the pictures of a case beside its maps, by name: architecture, matrices, routes, timeline, sources, charts of proofs."""

# ruff: noqa: PLC0415 - a project pays for the pictures that it has

from __future__ import annotations

from collections.abc import Collection

from argmap.case import Case
from argmap.graph import Id
from argmap.render.svg import Picture
from argmap.render.views import PAGE, rivals


def names(case: Case) -> tuple[str, ...]:
    """The names of all further pictures that a case has without being asked for more, further pages left out."""
    graph = case.graph
    found = ["architecture"] if _large(case) else []
    found += [f"matrix-{name}" for name, question in graph.questions.items() if question.ratings]
    found += [f"route-{record}" for record in rivals(case)]
    dated = any(item.date or item.event_date for item in graph.evidence.values())
    dated = dated or any(claim.event_date and claim.tier == "core" for claim in graph.claims.values())
    found += ["timeline"] if dated else []
    found += ["sources"] if graph.sources and graph.inferences else []
    return (*found, *(f"wigmore-{name}" for name in charted(case)))


def _large(case: Case) -> bool:
    from argmap.render.architecture import wanted

    return wanted(case)


def charted(case: Case) -> tuple[Id, ...]:
    """The claims whose proofs are charted without being asked for: the thesis, and those that the settings name."""
    wanted = [case.settings.thesis] if case.settings.thesis is not None else []
    return tuple(dict.fromkeys(x for x in (*wanted, *case.settings.wigmore) if case.graph.bearing_on(x)))


def further(case: Case, name: str, among: Collection[str] | None = None) -> list[Picture] | None:
    """A further picture by its name, with its further pages; None where there is none of that name.

    The chart of a proof is drawn of every claim that something bears on, and not of those in `names` alone; it leads to
    pictures of the whole set, or of those `among` which it stands.
    """
    name = name.partition(PAGE)[0]
    kind, _, record = name.partition("-")
    if name == "architecture" and len(case.graph.claims) > 1:
        from argmap.render.architecture import architecture_pictures

        return architecture_pictures(case)
    if name == "timeline":
        from argmap.render.timeline import timeline_pictures

        return timeline_pictures(case)
    if name == "sources":
        from argmap.render.leaning import sources_pictures

        return sources_pictures(case)
    if kind == "matrix" and record in case.graph.questions and case.graph.questions[record].ratings:
        from argmap.render.hypotheses import matrix_pictures

        return matrix_pictures(case, record)
    if kind == "route" and record in rivals(case):
        from argmap.render.transmission import route_pictures

        return route_pictures(case, record)
    if kind == "wigmore" and record in case.graph.claims and case.graph.bearing_on(record):
        from argmap.render.leads import reach
        from argmap.render.wigmore import wigmore_pictures

        return wigmore_pictures(case, record, reach(case, charted(case)) if among is None else among)
    return None
