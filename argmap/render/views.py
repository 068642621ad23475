"""Views: which part of a graph a picture shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from argmap.case import Case
from argmap.graph import ArgumentGraph, Inference
from argmap.memo import digested
from argmap.noted import derived
from argmap.render.words import title_of

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


Looks = Callable[[View], bool]


class Sheet(NamedTuple):
    """What views are fitted to: whether one `prints`, and whether one shows so `little` that it does wherever a larger one
    does, which is sooner told."""

    prints: Looks
    little: Looks = lambda _: False


Pages = Callable[[Case, Id, Sheet], "list[View]"]


def views(
    case: Case,
    sheet: Sheet,
    heads: Sequence[Id] = (),
    through: Callable[[Pages, Id], list[View]] | None = None,
) -> tuple[View, ...]:
    """The views of a project: those its settings name; otherwise the whole, an overview where the settings name a
    thesis, every section and, in a project with questions, every question and every hypothesis or core claim that
    something bears on; and `heads`, the claims at which a map is entered that is too large for one look.

    A claim's view goes as deep as the `sheet` of paper allows on which it is to be readable; what it, or any other, cuts off
    gets a view of its own. What is too much for a page goes on, on others. Who keeps what was found before is asked
    `through` for the views of the thesis, of a section, a question or a claim, which one of the functions below makes.
    """
    graph, asked = case.graph, case.settings.views
    pages = through or (lambda made, name: made(case, name, sheet))
    if asked:
        found = []
        for name, wish in asked.items():
            question = next((q for q in wish.show if q in graph.questions), None)
            start = [h for s in wish.show for h in (graph.questions[s].hypotheses if s in graph.questions else (s,))]
            title = wish.title or (graph.questions[question].text if question else title_of(case))
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


def _furthest(steps: Iterable[T], sheet: Sheet, shown: Callable[[T], View]) -> T | None:
    """Of views that show more and more, the last before one that does not print; None where the first does not.

    Those that show little are looked at only where a larger one does not print.
    """
    kept: T | None = None
    passed: list[T] = []
    for one in steps:
        view = shown(one)
        if sheet.little(view):
            passed.append(one)
        elif sheet.prints(view):
            kept, passed = one, []
        else:
            break
    return next((one for one in reversed(passed) if sheet.prints(shown(one))), kept)


def _pages(parts: Sequence[T], shown: Callable[[Sequence[T]], View], sheet: Sheet) -> list[View]:
    """Views that show some parts each, in order: as many on a page as print, and at least one."""
    pages = []
    first = 0
    while first < len(parts):
        alone = first + 1, shown(parts[first : first + 1])
        wider = ((last, shown(parts[first:last])) for last in range(first + 2, len(parts) + 1))
        first, page = _furthest(wider, sheet, itemgetter(1)) or alone
        pages.append(page)
    return pages


def claim_views(case: Case, name: Id, sheet: Sheet) -> list[View]:
    """A claim's own view, as deep as prints; more than one where not even its own lines do."""
    return _numbered(_deepest(case, name, sheet), f"claim-{name}")


def overview(case: Case, thesis: Id, sheet: Sheet) -> list[View]:
    """The thesis with what it rests on, as deep as still prints."""
    return _numbered(_deepest(case, thesis, sheet), OVERVIEW)


def _deepest(case: Case, name: Id, sheet: Sheet) -> list[View]:
    """The view of a claim that goes deepest and still prints; where not even its own lines do, some on each page."""
    return _as_deep(case, name, claim_view(case, name, 1), lambda depth: claim_view(case, name, depth), sheet)


def _as_deep(case: Case, name: Id, view: View, made: Callable[[int], View], sheet: Sheet) -> list[View]:
    """A view of one claim that goes one inference deep, or the deepest that `made` gives and still prints; where not even its
    lines do, which can be parted, some on each page."""
    lines = case.graph.bearing_on(name)
    if len(lines) < 2:  # noqa: PLR2004 - which cannot be parted
        return [_deeper(view, made, sheet)]
    found = _furthest(chain([view], _below(view, made)), sheet, lambda one: one)
    return _pages(lines, lambda some: _with_lines(case.graph, view, some), sheet) if found is None else [found]


def _deeper(view: View, made: Callable[[int], View], sheet: Sheet) -> View:
    """A view, or the deepest that still prints."""
    return _furthest(_below(view, made), sheet, lambda one: one) or view


def _below(view: View, made: Callable[[int], View]) -> Iterator[View]:
    """What a view of depth 1 becomes when it goes deeper and deeper, as long as there is more to show."""
    depth = 1
    while view.cut:
        depth += 1
        view = made(depth)
        yield view


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


def section_views(case: Case, name: Id, sheet: Sheet) -> list[View]:
    """The claims of a section that bear on no other of it, with what they rest on: as many on a page as print.

    The first page is the map of the section: its thesis and core claims come first.
    """
    graph = case.graph
    title, tops = graph.sections[name].title, section_tops(case, name)
    pages = []
    for page in _pages(tops, lambda some: _view(graph, name, title, some, 1, None), sheet):
        deeper = partial(_view, graph, name, title, page.focus, question=None)
        if len(page.focus) == 1:
            pages += _as_deep(case, page.focus[0], page, deeper, sheet)
        else:
            pages.append(_deeper(page, deeper, sheet))
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


def question_views(case: Case, name: Id, sheet: Sheet) -> list[View]:
    """A question with as many of its hypotheses on a page as print."""
    whole = question_view(case, name)
    if sheet.prints(whole):
        return [whole]
    lines = case.graph.bearing_on

    def shown(some: Sequence[Id]) -> View:
        inferences = tuple(line.id for hypothesis in some for line in lines(hypothesis))
        return replace(whole, claims=tuple(sorted(some)), focus=tuple(some), inferences=inferences)

    return _numbered(_pages(whole.focus, shown, sheet), whole.name)


def whole_view(case: Case) -> View:
    """Everything at once."""
    graph = case.graph
    return View(
        WHOLE,
        title_of(case),
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
