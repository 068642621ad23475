"""Views: which part of a graph a picture shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from argmap.case import Case
from argmap.graph import ArgumentGraph, Inference

Id = str
WHOLE = "map"
OVERVIEW = "overview"


@dataclass(frozen=True, eq=False)
class View:
    """A selection to draw: claims and evidence as boxes, inferences as steps between them.

    `focus` are what the picture is about, drawn as theses; `cut` counts, for claims whose own grounds are left out,
    how many lines bear on them outside the picture. A `brief` view names premises in their step, a line each, and
    leaves their cards to other views.
    """

    name: str
    title: str
    claims: tuple[Id, ...]
    evidence: tuple[Id, ...]
    inferences: tuple[Inference, ...]
    question: Id | None
    focus: tuple[Id, ...]
    cut: Mapping[Id, int]
    brief: bool = False

    @property
    def boxes(self) -> int:
        """How many claims and items of evidence the view shows."""
        return len(self.claims) + len(self.evidence)


def views(case: Case, prints: Callable[[View], bool]) -> tuple[View, ...]:
    """The views of a project: those its settings name; otherwise the whole, an overview where the settings name a
    thesis, every section and, in a project with questions, every question and every hypothesis or core claim that
    something bears on.

    A claim's view goes as deep as `prints` allows (whether a view is readable on a sheet of paper); what it cuts
    off gets a view of its own.
    """
    graph, asked = case.graph, case.settings.views
    if asked:
        found = []
        for name, wish in asked.items():
            question = next((q for q in wish.show if q in graph.questions), None)
            start = [h for s in wish.show for h in (graph.questions[s].hypotheses if s in graph.questions else (s,))]
            title = wish.title or (graph.questions[question].text if question else case.title())
            found.append(_view(graph, name, title, start, wish.depth, question))
        return tuple(found)
    whole = [whole_view(case)] if graph.claims else []
    if case.settings.thesis is not None and case.settings.thesis in graph.claims:
        whole.append(replace(_deepest(case, case.settings.thesis, prints), name=OVERVIEW))
    sections = [page for name in _in_order(graph) for page in section_views(case, name, prints)]
    if not graph.questions and not sections:
        return tuple(whole)
    questions = [question_view(case, name) for name in graph.questions]
    hypotheses = {h for question in graph.questions.values() for h in question.hypotheses}
    wanted = [
        name
        for name, claim in graph.claims.items()
        if graph.bearing_on(name) and (claim.tier == "core" or name in hypotheses)
    ]
    single: dict[Id, View] = {}
    wanted += sorted({claim for page in (*whole, *sections) for claim in page.cut} - set(wanted))
    for name in wanted:  # grows while it is walked
        single[name] = _deepest(case, name, prints)
        wanted += [claim for claim in single[name].cut if claim not in wanted]
    return (*whole, *sections, *questions, *(single[name] for name in sorted(single)))


def _in_order(graph: ArgumentGraph) -> list[Id]:
    """The sections in the order in which they are written."""
    return sorted(graph.sections, key=lambda name: graph.place("sections", name))


def section_views(case: Case, name: Id, prints: Callable[[View], bool]) -> tuple[View, ...]:
    """The claims of a section that bear on no other of it, with what they rest on: as many on a page as print.

    The first page is the map of the section: its thesis and core claims come first. Others are numbered from 2.
    """
    graph = case.graph
    members = {claim for claim, record in graph.claims.items() if record.section == name}
    tops = [
        claim
        for claim in members
        if not any(line.conclusion in members for line in (*graph.resting_on(claim), *graph.undercut_with(claim)))
    ]
    thesis = graph.sections[name].thesis
    waiting = sorted(tops, key=lambda c: (c != thesis, graph.claims[c].tier != "core", graph.place("claims", c)))
    title, pages = graph.sections[name].title, []
    while waiting:
        page = _view(graph, name, title, waiting[:1], 1, None)
        taken = 1
        while taken < len(waiting) and prints(wider := _view(graph, name, title, waiting[: taken + 1], 1, None)):
            page, taken = wider, taken + 1
        depth = 2
        while page.cut and prints(deeper := _view(graph, name, title, waiting[:taken], depth, None)):
            page, depth = deeper, depth + 1
        pages.append(page)
        waiting = waiting[taken:]
    more = (
        replace(page, name=f"section-{name}-{number}", title=f"{title} ({number} of {len(pages)})")
        for number, page in enumerate(pages[1:], start=2)
    )
    return (*(replace(page, name=f"section-{name}") for page in pages[:1]), *more)


def _deepest(case: Case, name: Id, prints: Callable[[View], bool]) -> View:
    """The view of a claim that goes deepest and still prints; one inference deep if none does."""
    view = claim_view(case, name, 1)
    depth = 2
    while view.cut and prints(deeper := claim_view(case, name, depth)):
        view, depth = deeper, depth + 1
    return view


def whole_view(case: Case) -> View:
    """Everything at once."""
    graph = case.graph
    return View(
        WHOLE,
        case.title(),
        tuple(graph.claims),
        tuple(graph.evidence),
        tuple(graph.inferences.values()),
        None,
        graph.theses,
        {},
    )


def question_view(case: Case, name: Id) -> View:
    """A question with its hypotheses and the lines that bear on each, in brief."""
    question = case.graph.questions[name]
    found = _view(case.graph, f"question-{name}", question.text, question.hypotheses, 0, name)
    lines = tuple(line for hypothesis in question.hypotheses for line in case.graph.bearing_on(hypothesis))
    return replace(found, inferences=lines, cut={}, brief=True)


def claim_view(case: Case, name: Id, depth: int | None = None) -> View:
    """One claim with what it rests on, down to `depth` inferences (all the way by default)."""
    return _view(case.graph, f"claim-{name}", case.graph.claims[name].text, (name,), depth, None)


def _view(
    graph: ArgumentGraph, name: str, title: str, start: Iterable[Id], depth: int | None, question: Id | None
) -> View:
    focus = tuple(dict.fromkeys(s for s in start if s in graph.claims or s in graph.evidence))
    level = dict.fromkeys(focus, 0)
    waiting = list(focus)
    cut = {}
    for statement in waiting:  # grows while it is walked
        # What undermines an item of evidence is never left out: nothing on its card would tell.
        if depth is not None and level[statement] >= depth and statement in graph.claims:
            if bearing := graph.bearing_on(statement):
                cut[statement] = len(bearing)
            continue
        for ground in graph.grounds(statement):
            if ground not in level:
                level[ground] = level[statement] + 1
                waiting.append(ground)
    claims = tuple(sorted(s for s in level if s in graph.claims))
    inferences = tuple(inference for claim in claims if claim not in cut for inference in graph.bearing_on(claim))
    evidence = tuple(sorted(s for s in level if s in graph.evidence))
    return View(name, title, claims, evidence, inferences, question, focus, cut)
