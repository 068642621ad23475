"""Leads: where a picture of a set goes on in another of it, and from which one comes to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from argmap.case import Case
from argmap.graph import Id
from argmap.noted import derived
from argmap.render.views import OVERVIEW, PAGE, WHOLE, Lead, View, owners, whole_view
from argmap.render.words import words

ARCHITECTURE = "architecture"
CHART = "wigmore-"


def large(case: Case) -> bool:
    """Whether the whole map has more boxes than the settings hold together, so that it is no help to begin with."""
    return whole_view(case).boxes > case.settings.most_boxes


def heads(case: Case) -> tuple[Id, ...]:
    """The claims at which a large map without sections is entered: those under which its topics stand."""
    if case.settings.views or case.graph.sections or not large(case):
        return ()
    from argmap.render.architecture import topics  # noqa: PLC0415 - few maps are large

    return tuple(thesis for thesis, _ in topics(case))


def led(case: Case, found: Sequence[View]) -> tuple[View, ...]:
    """The views of a set, each told where what it leaves out is shown in full, and from where one comes to it."""
    names = {view.name for view in found}
    onward = [_onward(case, view, found, names) for view in found]
    back: dict[str, list[Lead]] = {name: [] for name in names}
    for name in _entered(case) & names:
        back[name].append(Lead(ARCHITECTURE, words(case.settings.language)("architecture.title")))
    for view, goals in zip(found, onward, strict=True):
        for goal in sorted(set(goals.values())):
            back[goal].append(Lead(view.name, view.title))
    pages: dict[str, list[View]] = {}
    for view in found:
        pages.setdefault(view.name.partition(PAGE)[0], []).append(view)
    for some in pages.values():
        for view in some:
            others = [Lead(one.name, one.title, k) for k, one in enumerate(some, start=1) if one is not view]
            back[view.name] = others + back[view.name]
    return tuple(
        replace(view, onward=goals, back=tuple(back[view.name]) if view.name != WHOLE else ())
        for view, goals in zip(found, onward, strict=True)
    )


def among(view: View, names: Collection[str]) -> View:
    """A view that leads to no picture but those named."""
    onward = {claim: goal for claim, goal in (view.onward or {}).items() if goal in names}
    return replace(view, onward=onward, back=tuple(lead for lead in view.back if lead.name in names))


def reach(case: Case, charts: Collection[Id]) -> frozenset[str]:
    """The pictures of the whole set that are sure to show all that bears on some claim, by name, with the `charts` of claims
    that are drawn; none where the settings choose the pictures."""
    if case.settings.views:
        return frozenset()
    return frozenset((WHOLE, *(f"claim-{claim}" for claim in owning(case)), *(f"{CHART}{claim}" for claim in charts)))


@derived
def owning(case: Case) -> tuple[Id, ...]:
    """The claims that have a view of their own whatever other views cut off."""
    return tuple(owners(case, heads(case)))


def proof(claim: Id, names: Collection[str]) -> tuple[str, str] | None:
    """Which of these pictures shows the proof of a claim in full, by name, and the place in the set that leads there: its
    chart, else its view, else the whole map."""
    for name in (f"{CHART}{claim}", f"claim-{claim}"):
        if name in names:
            return name, f"{name}.svg"
    return (WHOLE, f"{WHOLE}.svg#claim-{claim}") if WHOLE in names else None


def _onward(case: Case, view: View, found: Sequence[View], names: Collection[str]) -> Mapping[Id, str]:
    """Claims that a view shows without all that bears on them → the view of the set that shows it."""
    short = [name for name in view.focus if case.graph.bearing_on(name)] if view.brief else list(view.cut)
    goals = {claim: _shown(case, claim, found, names) for claim in short}
    return {claim: goal for claim, goal in goals.items() if goal is not None and goal != view.name}


def _shown(case: Case, claim: Id, found: Sequence[View], names: Collection[str]) -> str | None:
    """The view of a claim; where it has none, the smallest that shows all that bears on it."""
    own = f"claim-{claim}"
    if own in names and not case.settings.views:
        return own
    every = {line.id for line in case.graph.bearing_on(claim)}
    full = [view for view in found if not view.brief and claim in view.claims and every.issubset(view.inferences)]
    return min(full, key=lambda view: (view.boxes, view.name)).name if full else None


def _entered(case: Case) -> set[str]:
    """The views to which the picture of the architecture leads."""
    if case.settings.views or not large(case):
        return set()
    from argmap.render.architecture import regions, wanted  # noqa: PLC0415 - as above

    files = {region.file.partition("#")[0].removesuffix(".svg") for region in regions(case) if region.file}
    return files | {OVERVIEW} if wanted(case) else set()
