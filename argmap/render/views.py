"""Views: which part of a graph a picture shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from argmap.case import Case
from argmap.graph import ArgumentGraph, Inference
from argmap.memo import digested
from argmap.noted import derived

Id = str
WHOLE = "map"
OVERVIEW = "overview"
T = TypeVar("T")


class Lead(NamedTuple):
    """Another picture of the same set, by name and title; `page` is its number where it goes on from the one that names it."""

    name: str
    title: str
    page: int | None = None


@dataclass(frozen=True, eq=False)
class View:
    """A selection to draw, by ids: claims and evidence as boxes, inferences as steps between them.

    `focus` are what the picture is about, drawn as theses; `cut` counts, for claims whose own grounds are left out,
    how many lines bear on them outside the picture. A `brief` view names premises in their step, a line each, and
    leaves their cards to other views.

    `onward` says in which view of the set each claim is shown with all that bears on it, `back` from which views one
    comes here, and where else this one goes on; None and nothing where the view stands alone.
    """

    name: str
    title: str
    claims: tuple[Id, ...]
    evidence: tuple[Id, ...]
    inferences: tuple[Id, ...]
    question: Id | None
    focus: tuple[Id, ...]
    cut: Mapping[Id, int]
    brief: bool = False
    onward: Mapping[Id, str] | None = None
    back: tuple[Lead, ...] = ()

    @property
    def boxes(self) -> int:
        """How many claims and items of evidence the view shows."""
        return len(self.claims) + len(self.evidence)

    @cached_property
    def plain(self) -> list[Any]:
        """The view as a value of JSON that tells it from every other view of its case."""
        onward = None if self.onward is None else [list(pair) for pair in self.onward.items()]
        cut, back = [list(pair) for pair in self.cut.items()], [list(lead) for lead in self.back]
        shown = [list(some) for some in (self.claims, self.evidence, self.inferences)]
        return [self.name, self.title, *shown, self.question, list(self.focus), cut, self.brief, onward, back]

    @cached_property
    def digest(self) -> str:
        """Of all that tells it from others."""
        return digested([repr(self.plain)])


Prints = Callable[[View], bool]
Pages = Callable[[Case, Id, Prints], "list[View]"]


def views(
    case: Case, prints: Prints, heads: Sequence[Id] = (), through: Callable[[Pages, Id], list[View]] | None = None
) -> tuple[View, ...]:
    """The views of a project: those its settings name; otherwise the whole, an overview where the settings name a
    thesis, every section and, in a project with questions, every question and every hypothesis or core claim that
    something bears on; and `heads`, the claims at which a map is entered that is too large for one look.

    A claim's view goes as deep as `prints` allows (whether a view is readable on a sheet of paper); what it, or any other,
    cuts off gets a view of its own. What is too much for a page goes on, on others. Who keeps what was found before is asked
    `through` for the views of the thesis, of a section, a question or a claim, which one of the functions below makes.
    """
    graph, asked = case.graph, case.settings.views
    pages = through or (lambda made, name: made(case, name, prints))
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
        whole += pages(overview, case.settings.thesis)
    sections = [page for name in sections_in_order(graph) for page in pages(section_views, name)]
    questions = [page for name in graph.questions for page in pages(question_views, name)]
    wanted = owners(case, heads)
    single: dict[Id, list[View]] = {}
    wanted += sorted({claim for page in (*whole, *sections) for claim in page.cut} - set(wanted))
    for name in wanted:  # grows while it is walked
        single[name] = pages(claim_views, name)
        wanted += [claim for page in single[name] for claim in page.cut if claim not in wanted]
    return (*whole, *sections, *questions, *(page for name in sorted(single) for page in single[name]))


def owners(case: Case, heads: Collection[Id] = ()) -> list[Id]:
    """The claims that have a view of their own whatever other views cut off: hypotheses, core claims where the whole is not
    all that they need, and `heads`."""
    graph = case.graph
    hypotheses = {h for question in graph.questions.values() for h in question.hypotheses}
    parted = bool(graph.questions) or any(section_tops(case, name) for name in graph.sections)
    return [
        name
        for name, claim in graph.claims.items()
        if graph.bearing_on(name) and (name in hypotheses or name in heads or (claim.tier == "core" and parted))
    ]


def views_of(told: Any) -> list[View] | None:
    """Views that stand alone, from what is `plain` of them; None if that has another form."""
    found = []
    try:
        for name, title, claims, evidence, inferences, question, focus, cut, brief, _, _ in told:
            shown = (tuple(claims), tuple(evidence), tuple(inferences), question, tuple(focus))
            found.append(View(name, title, *shown, dict(cut), brief))
    except (TypeError, ValueError):
        return None
    return found


def sections_in_order(graph: ArgumentGraph) -> list[Id]:
    """The sections in the order in which their first claims are read."""
    rank = graph.reading
    first: dict[Id, int] = {}
    for name, claim in graph.claims.items():
        if claim.section is not None:
            first[claim.section] = min(rank[name], first.get(claim.section, rank[name]))
    return sorted(graph.sections, key=lambda name: (first.get(name, len(rank)), name))


PAGE = "--"
"""Stands between the name of a view and the number of a further page: no id has two hyphens running."""


def _numbered(pages: Sequence[View], name: str) -> list[View]:
    """Pages under the name of their first; if there are several, their titles count them."""
    if len(pages) == 1:
        return [replace(pages[0], name=name)]
    return [
        replace(page, name=name + (f"{PAGE}{k}" if k > 1 else ""), title=f"{page.title} ({k} of {len(pages)})")
        for k, page in enumerate(pages, start=1)
    ]


def _pages(parts: Sequence[T], shown: Callable[[Sequence[T]], View], prints: Prints) -> list[View]:
    """Views that show some parts each, in order: as many on a page as print, and at least one."""
    pages = []
    first = 0
    while first < len(parts):
        last = first + 1
        page = shown(parts[first:last])
        while last < len(parts) and prints(wider := shown(parts[first : last + 1])):
            page, last = wider, last + 1
        pages.append(page)
        first = last
    return pages


def claim_views(case: Case, name: Id, prints: Prints) -> list[View]:
    """A claim's own view, as deep as prints; more than one where not even its own lines do."""
    return _numbered(_deepest(case, name, prints), f"claim-{name}")


def overview(case: Case, thesis: Id, prints: Prints) -> list[View]:
    """The thesis with what it rests on, as deep as still prints."""
    return _numbered(_deepest(case, thesis, prints), OVERVIEW)


def _deepest(case: Case, name: Id, prints: Prints) -> list[View]:
    """The view of a claim that goes deepest and still prints; where not even its own lines do, some on each page."""
    view = claim_view(case, name, 1)
    lines = case.graph.bearing_on(name)
    if len(lines) > 1 and not prints(view):
        return _pages(lines, lambda some: _with_lines(case.graph, view, some), prints)
    return [_deeper(view, 2, lambda depth: claim_view(case, name, depth), prints)]


def _deeper(view: View, depth: int, made: Callable[[int], View], prints: Prints) -> View:
    """A view as deep as still prints; `depth` is the next to try."""
    while view.cut and prints(deeper := made(depth)):
        view, depth = deeper, depth + 1
    return view


def _with_lines(graph: ArgumentGraph, view: View, lines: Sequence[Inference]) -> View:
    """A view of one claim with some of the lines that bear on it."""
    kept = set(view.focus)
    for line in lines:
        kept |= {*line.premises, *(attacker.by for attacker in line.record.undercut_by)}
    waiting = [name for name in kept if name in graph.evidence]
    for name in waiting:  # grows while it is walked
        kept |= set(graph.grounds(name))
        waiting += [ground for ground in graph.grounds(name) if ground in graph.evidence and ground not in waiting]
    return replace(
        view,
        claims=tuple(name for name in view.claims if name in kept),
        evidence=tuple(name for name in view.evidence if name in kept),
        inferences=tuple(line.id for line in lines),
        cut={name: count for name, count in view.cut.items() if name in kept},
    )


def section_views(case: Case, name: Id, prints: Prints) -> list[View]:
    """The claims of a section that bear on no other of it, with what they rest on: as many on a page as print.

    The first page is the map of the section: its thesis and core claims come first.
    """
    graph = case.graph
    title, tops = graph.sections[name].title, section_tops(case, name)
    pages = []
    for page in _pages(tops, lambda some: _view(graph, name, title, some, 1, None), prints):
        lines = graph.bearing_on(page.focus[0])
        if len(page.focus) == 1 and len(lines) > 1 and not prints(page):
            pages += _pages(lines, partial(_with_lines, graph, page), prints)
        else:
            pages.append(_deeper(page, 2, partial(_view, graph, name, title, page.focus, question=None), prints))
    return _numbered(pages, f"section-{name}") if pages else []


@derived
def members_of(case: Case, name: Id) -> tuple[Id, ...]:
    """The claims of a section."""
    return _by_section(case).get(name, ())


@derived
def _by_section(case: Case) -> dict[Id, tuple[Id, ...]]:
    """Section → its claims."""
    found: dict[Id, list[Id]] = {}
    for name, claim in case.graph.claims.items():
        if claim.section is not None:
            found.setdefault(claim.section, []).append(name)
    return {name: tuple(claims) for name, claims in found.items()}


@derived
def section_tops(case: Case, name: Id) -> tuple[Id, ...]:
    """The claims of a section that bear on no other of it: its thesis, core claims, and the others as they are read."""
    graph = case.graph
    members = frozenset(members_of(case, name))
    tops = [
        claim
        for claim in members
        if not any(line.conclusion in members for line in (*graph.resting_on(claim), *graph.undercut_with(claim)))
    ]
    thesis, rank = graph.sections[name].thesis, graph.reading
    return tuple(sorted(tops, key=lambda claim: (claim != thesis, graph.claims[claim].tier != "core", rank[claim])))


def question_views(case: Case, name: Id, prints: Prints) -> list[View]:
    """A question with as many of its hypotheses on a page as print."""
    whole = question_view(case, name)
    if prints(whole):
        return [whole]
    lines = case.graph.bearing_on

    def shown(some: Sequence[Id]) -> View:
        inferences = tuple(line.id for hypothesis in some for line in lines(hypothesis))
        return replace(whole, claims=tuple(sorted(some)), focus=tuple(some), inferences=inferences)

    return _numbered(_pages(whole.focus, shown, prints), whole.name)


def whole_view(case: Case) -> View:
    """Everything at once."""
    graph = case.graph
    return View(
        WHOLE,
        case.title(),
        tuple(graph.claims),
        tuple(graph.evidence),
        tuple(graph.inferences),
        None,
        graph.theses,
        {},
    )


def question_view(case: Case, name: Id) -> View:
    """A question with its hypotheses and the lines that bear on each, in brief."""
    question = case.graph.questions[name]
    found = _view(case.graph, f"question-{name}", question.text, question.hypotheses, 0, name)
    lines = tuple(line.id for hypothesis in question.hypotheses for line in case.graph.bearing_on(hypothesis))
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
    inferences = tuple(line.id for claim in claims if claim not in cut for line in graph.bearing_on(claim))
    evidence = tuple(sorted(s for s in level if s in graph.evidence))
    return View(name, title, claims, evidence, inferences, question, focus, cut)


def rivals(case: Case) -> dict[Id, tuple[Id, ...]]:
    """Record → the routes that are its own, in the order of ids; routes that share a record are rivals, under the first."""
    found: list[tuple[set[Id], set[Id]]] = []  # records, and their routes
    for name, route in case.graph.transmissions.items():
        records, names = set(route.of), {name}
        apart = []
        for one in found:
            if records.isdisjoint(one[0]):
                apart.append(one)
            else:
                records |= one[0]
                names |= one[1]
        found = [*apart, (records, names)]
    return dict(sorted((min(records), tuple(sorted(names))) for records, names in found))


def label_of(case: Case, record: Id) -> str:
    """What a route is of, in a few words."""
    if record in case.graph.evidence:
        return case.graph.evidence[record].text
    return case.label(record)
