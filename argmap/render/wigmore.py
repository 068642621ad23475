"""Wigmore: the proof of one claim as a chart of numbered signs with its key-list.

After the charts of John Henry Wigmore (The Principles of Judicial Proof, 1913) in the few signs to which Anderson, Schum and
Twining (Analysis of Evidence, 2005) brought them: squares for what is testified, circles for all else, ∞, ¶ and G. What
weakens and what undercuts is drawn as in every other picture, so that one key serves all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from argmap.case import Case
from argmap.graph import Id, Inference
from argmap.noted import derived, once
from argmap.render import layered, style
from argmap.render.cards import number
from argmap.render.drawing import evaluated
from argmap.render.leads import CHART, proof
from argmap.render.look import look_of
from argmap.render.metrics import wrap
from argmap.render.placement import Box, Link, Placement, Point
from argmap.render.rows import Fits, TooLarge
from argmap.render.shapes import line, n
from argmap.render.sheet import BODY, FIGURE, HEAD, LEAD, PAGE, TINY, Entry, Sheet
from argmap.render.svg import Picture
from argmap.render.views import claim_view
from argmap.render.words import Words

SIGN = 30.0
RULE = (32.0, 20.0)
DOT = 9.0
GAP = (12.0, 15.0)
LIST = 320.0
"""The least width of a column of the key-list."""
NUMBER = 32.0
HEAD_ROOM = 215.0
ARRIVAL = 14.0
"""The room that a line takes where it arrives at a proposition."""


class _Listed(NamedTuple):
    """An entry of the key-list: its number, what it says, and what is told of it in small letters; for what is cut off, where
    it is shown, and the place that leads there."""

    number: str
    text: str
    about: str
    rest: str = ""
    file: str | None = None


@dataclass(frozen=True)
class Chart:
    """The part of a proof that one chart shows, with the numbers of its statements and of its general rules."""

    claim: Id
    numbers: Mapping[Id, int]
    rules: Mapping[Id, int]
    steps: tuple[Inference, ...]
    cut: frozenset[Id]
    placement: Placement
    relations: Mapping[str, str]
    reach: Collection[str]
    """The pictures to which the chart may lead, by name."""
    sizes: Mapping[Id, float]
    """How wide the sign of each statement and step is: wider where many lines arrive."""


def wigmore_pictures(case: Case, claim: Id, reach: Collection[str] = ()) -> list[Picture]:
    """The chart of a claim with its key-list, on one page where they have room together; what it cuts off leads to that one
    of the pictures in `reach` which shows it. Raises KeyError."""
    chart = replace(_chart(case, claim, _depth(case, claim)), reach=reach)
    wide, high = chart.placement.width, chart.placement.height
    listed = _listed(case, chart)
    upright = PAGE[0] - 2 * style.MARGIN
    beside = PAGE[1] - 2 * style.MARGIN - wide - 30
    name = f"wigmore-{claim}"
    tried = []
    if wide <= upright:
        tried.append(_whole(case, chart, listed, name, None, PAGE[0]))
    if beside >= LIST and high <= PAGE[0] - HEAD_ROOM:
        tried.append(_whole(case, chart, listed, name, beside, PAGE[1]))
    for one in tried:
        if min(one.width, one.height) <= PAGE[0] and max(one.width, one.height) <= PAGE[1]:
            return [one]
    pages = list(_dealt(listed))
    drawn = [_chart_page(case, chart, len(pages) + 1, name)]
    return [*drawn, *(_list_page(case, chart, some, k, len(pages) + 1, name) for k, some in enumerate(pages, start=2))]


# --------------------------------------------------------------------------- what is charted


@derived
def _depth(case: Case, claim: Id) -> int | None:
    """How many steps down the chart goes that goes deepest and still prints, one at least; None for all the way."""
    try:
        _chart(case, claim, None, _fits)
    except TooLarge:
        chart, depth = _chart(case, claim, 1), 1
    else:
        return None
    while chart.cut:
        try:
            chart, depth = _chart(case, claim, depth + 1, _fits), depth + 1
        except TooLarge:
            break
    return depth


def _fits(wide: float, high: float) -> bool:
    """Whether a chart so wide and high has room on a page, upright or lying."""
    wide, high = wide + 2 * style.MARGIN, high + HEAD_ROOM
    return (wide <= PAGE[0] and high <= PAGE[1]) or (wide <= PAGE[1] and high <= PAGE[0])


def _chart(case: Case, claim: Id, depth: int | None, fits: Fits | None = None) -> Chart:
    """A proof down to some steps, numbered as it is read: each proposition, then all it rests on.

    Raises TooLarge where `fits` says so of its width and height.
    """
    view = claim_view(case, claim, depth)
    known = {*view.claims, *view.evidence}
    lines: dict[Id, list[Inference]] = {}
    for inference in map(case.graph.inferences.__getitem__, view.inferences):
        lines.setdefault(inference.conclusion, []).append(inference)
    numbers: dict[Id, int] = {}
    rules: dict[Id, int] = {}
    steps: list[Inference] = []
    waiting = [claim]
    while waiting:
        name = waiting.pop()
        if name in numbers:
            continue
        numbers[name] = len(numbers) + 1
        below: list[Id] = []
        for inference in lines.get(name, ()):
            steps.append(inference)
            if inference.record.warrant is not None:
                rules[inference.id] = len(rules) + 1
            below += [*inference.premises, *(attacker.by for attacker in inference.record.undercut_by)]
        if name in case.graph.evidence:
            below += [attacker.by for attacker in case.graph.evidence[name].undermined_by]
        waiting += [x for x in reversed(below) if x in known]
    return _placed(case, claim, numbers, rules, steps, frozenset(view.cut), fits)


def _placed(
    case: Case,
    claim: Id,
    numbers: Mapping[Id, int],
    rules: Mapping[Id, int],
    steps: Sequence[Inference],
    cut: frozenset[Id],
    fits: Fits | None,
) -> Chart:
    arriving = Counter(step.conclusion for step in steps)
    sizes = {name: max(SIGN, ARRIVAL * arriving[name] + 4) for name in numbers}
    boxes = [Box(name, sizes[name], SIGN + (8 if name in cut else 0)) for name in numbers]
    links: list[Link] = []
    relations: dict[str, str] = {}

    def connect(lower: str, upper: str, relation: str, *, joint: bool = False) -> None:
        links.append(Link(f"{lower}→{upper}", lower, upper, joint=joint))
        relations[f"{lower}→{upper}"] = relation

    for step in steps:
        name = f"step {step.id}"
        ends = len(step.premises) + len(step.record.undercut_by)
        least, high = RULE if step.id in rules else (DOT, DOT)
        sizes[name] = max(least, ARRIVAL * ends + 4) if ends > 1 else least
        boxes.append(Box(name, sizes[name], high))
        connect(name, step.conclusion, step.polarity)
        for premise in step.premises:
            connect(premise, name, "premise", joint=True)
        for attacker in step.record.undercut_by:
            if attacker.by in numbers:
                connect(attacker.by, name, "undercut")
    for name in numbers:
        if name in case.graph.evidence:
            for attacker in case.graph.evidence[name].undermined_by:
                connect(attacker.by, name, "undermine")
    most = case.settings.most_boxes
    placed = once(
        case,
        ("chart", *boxes, *links),
        lambda: layered.place(boxes, links, gap_x=GAP[0], gap_y=GAP[1], together=most, widest=math.inf, fits=fits),
    )
    if fits is not None and not fits(placed.width, placed.height):
        raise TooLarge
    return Chart(claim, numbers, rules, tuple(steps), cut, placed, relations, (), sizes)


# --------------------------------------------------------------------------- pages


def _sheet(case: Case, chart: Chart, title: str, page: tuple[int, int], wide: float) -> Sheet:
    look = look_of(case)
    say = look.words
    told = [say("wigmore.told"), evaluated(case), *([say("wigmore.page", k=page[0], n=page[1])] if page[1] > 1 else [])]
    return Sheet(look, say(title, claim=case.graph.claims[chart.claim].text), " · ".join(told), wide)


def _whole(
    case: Case, chart: Chart, listed: Sequence[_Listed], name: str, beside: float | None, wide: float
) -> Picture:
    """Chart and key-list on one page: the list below it, or in the room beside it."""
    sheet = _sheet(case, chart, "wigmore.title", (1, 1), wide)
    top = sheet.y
    if beside is None:
        _draw(case, sheet, chart, (wide - chart.placement.width) / 2, top)
        sheet.y = top + chart.placement.height + 20
        _list(sheet, listed, style.MARGIN, wide - 2 * style.MARGIN)
    else:
        _draw(case, sheet, chart, style.MARGIN, top)
        _list(sheet, listed, style.MARGIN + chart.placement.width + 30, beside)
        sheet.y = max(sheet.y, top + chart.placement.height + 8)
    sheet.key(list(_entries(case, sheet, chart)))
    return sheet.finished(name)


def _chart_page(case: Case, chart: Chart, pages: int, name: str) -> Picture:
    wide = max(chart.placement.width + 2 * style.MARGIN, 700.0)
    sheet = _sheet(case, chart, "wigmore.title", (1, pages), wide)
    _draw(case, sheet, chart, (wide - chart.placement.width) / 2, sheet.y)
    sheet.y += chart.placement.height + 8
    sheet.key(list(_entries(case, sheet, chart)))
    return sheet.finished(name)


def _list_page(case: Case, chart: Chart, listed: Sequence[_Listed], page: int, pages: int, name: str) -> Picture:
    sheet = _sheet(case, chart, "wigmore.list-of", (page, pages), PAGE[0])
    _list(sheet, listed, style.MARGIN, PAGE[0] - 2 * style.MARGIN, headed=False)
    return sheet.finished(f"{name}--{page}")


def _dealt(listed: Sequence[_Listed]) -> Iterator[list[_Listed]]:
    """The key-list on pages of its own, two columns on each."""
    room = 2 * (PAGE[1] - 210)
    some: list[_Listed] = []
    left = room
    for entry in listed:
        high = _entry_height(entry, (PAGE[0] - 2 * style.MARGIN - 24) / 2)
        if some and high > left:
            yield some
            some, left = [], room
        some.append(entry)
        left -= high
    yield some


# --------------------------------------------------------------------------- the key-list


def _listed(case: Case, chart: Chart) -> list[_Listed]:
    """Every proposition under its number, and then the general rules."""
    say = look_of(case).words
    found = []
    for name, k in chart.numbers.items():
        rest, file = _rest(say, chart, name)
        found.append(_Listed(str(k), _text(case, name), _about(case, say, name), rest, file))
    for step in chart.steps:
        if step.id in chart.rules:
            by = say(f"wigmore.{step.record.warrant_by or 'warrant'}")
            found.append(_Listed(f"G{chart.rules[step.id]}", step.record.warrant or "", by))
    return found


def _text(case: Case, name: Id) -> str:
    return (case.graph.claims.get(name) or case.graph.evidence[name]).text


def _rest(say: Words, chart: Chart, name: Id) -> tuple[str, str | None]:
    """Where all that bears on a claim is shown that the chart cuts off, in words, and the place that leads there."""
    if name not in chart.cut:
        return "", None
    goal = proof(name, chart.reach)
    return say("wigmore.cut", view=goal[0] if goal else f"{CHART}{name}"), goal and goal[1]


def _about(case: Case, say: Words, name: Id) -> str:
    if name in case.graph.evidence:
        source = case.label(case.graph.evidence[name].source)
        point = number(case.valuation.reliability[name].point)
        return say("wigmore.evidence", source=source, id=name, point=point)
    if case.graph.claims[name].assumed:
        return say("wigmore.assumed", id=name)
    grade, band = case.valuation.grade[name], case.valuation.confidence[name]
    return say("wigmore.claim", id=name, grade=grade.code, point=number(band.point))


def _entry_height(entry: _Listed, room: float) -> float:
    text = len(wrap(entry.text, BODY.size, room - NUMBER, BODY.style)) * BODY.line
    small = [
        part for told in (entry.about, entry.rest) if told for part in wrap(told, TINY.size, room - NUMBER, TINY.style)
    ]
    return text + len(small) * TINY.line + 6


def _list(sheet: Sheet, listed: Sequence[_Listed], x: float, room: float, *, headed: bool = True) -> None:
    """The key-list in as many columns as have room, read downwards; it is read with the chart, so readers skip it, but for
    what leads to other pictures."""
    across = max(1, int((room + 24) // (LIST + 24)))
    wide = (room - 24 * (across - 1)) / across
    heights = [_entry_height(entry, wide) for entry in listed]
    columns = _even(heights, across)
    top = sheet.y
    if headed:
        top = sheet.write(x, top, sheet.look.words("wigmore.list"), HEAD, room) + 3
    lowest = top
    leading: list[tuple[float, float, _Listed]] = []
    with sheet.unread():
        for column, (first, last) in enumerate(columns):
            y = top
            for entry, high in zip(listed[first:last], heights[first:last], strict=True):
                left = x + column * (wide + 24)
                sheet.line(left, y + BODY.size * 0.92, entry.number, LEAD)
                below = sheet.write(left + NUMBER, y, entry.text, BODY, wide - NUMBER)
                below = sheet.write(left + NUMBER, below, entry.about, TINY, wide - NUMBER)
                if entry.file is None:
                    sheet.write(left + NUMBER, below, entry.rest, TINY, wide - NUMBER)
                else:
                    leading.append((left + NUMBER, below, entry))
                y += high
            lowest = max(lowest, y)
    for left, y, entry in leading:
        with sheet.link(entry.file or "", f"{entry.number}: {entry.rest}"):
            sheet.write(left, y, entry.rest, TINY._replace(role="support"), wide - NUMBER, under=True)
    sheet.y = lowest


def _even(heights: Sequence[float], across: int) -> list[tuple[int, int]]:
    """Entries in columns of which the highest is as low as it can be: first and after the last of each."""
    low, high = max(heights, default=0.0), sum(heights)
    while high - low > 1:
        limit = (low + high) / 2
        low, high = (low, limit) if len(_filled(heights, limit)) <= across else (limit, high)
    return _filled(heights, high)


def _filled(heights: Sequence[float], limit: float) -> list[tuple[int, int]]:
    columns, first, filled = [], 0, 0.0
    for k, high in enumerate(heights):
        if k > first and filled + high > limit:
            columns.append((first, k))
            first, filled = k, 0.0
        filled += high
    return [*columns, (first, len(heights))]


# --------------------------------------------------------------------------- the chart


def _draw(case: Case, sheet: Sheet, chart: Chart, left: float, top: float) -> None:
    """Lines first, and the signs on them."""
    say = sheet.look.words
    placed = chart.placement

    def at(box: str) -> tuple[float, float]:
        corner = placed.corners[box]
        return corner.x + left, corner.y + top

    with sheet.unread():
        for name, relation in chart.relations.items():
            if name in placed.curves:
                sheet.out.extend(line([Point(p.x + left, p.y + top) for p in placed.curves[name]], relation))
    for step in chart.steps:
        x, y = at(f"step {step.id}")
        premises = ", ".join(str(chart.numbers[p]) for p in step.premises)
        word = say(f"relation.{step.polarity}")
        told = say("wigmore.step", word=word, conclusion=chart.numbers[step.conclusion], premises=premises)
        sentence = " ".join(filter(None, (told, step.record.warrant)))
        with sheet.symbol(f"step-{step.id}", told, sentence):
            if step.id in chart.rules:
                w, h = chart.sizes[f"step {step.id}"], RULE[1]
                shape = f"M{n(x)} {n(y + h / 2)}l7 -{n(h / 2)}h{n(w - 14)}l7 {n(h / 2)}l-7 {n(h / 2)}h-{n(w - 14)}z"
                sheet.path(shape, f"frame f-card s-{step.polarity}", 1.4)
                sheet.middle(x + w / 2, y + h / 2 + 3.7, f"G{chart.rules[step.id]}", TINY._replace(role="ink"))
            else:
                w = chart.sizes[f"step {step.id}"]
                sheet.box(x + 0.5, y + 0.5, w - 1, DOT - 1, f"frame f-{step.polarity} s-card", 1, round_=DOT / 2 - 0.5)
    for name, k in chart.numbers.items():
        x, y = at(name)
        _sign(case, say, sheet, chart, name, k, x, y)


def _sign(case: Case, say: Words, sheet: Sheet, chart: Chart, name: Id, k: int, x: float, y: float) -> None:
    """A proposition: a square for what a source shows, a circle for all else, with its number."""
    text = _text(case, name)
    rest, file = _rest(say, chart, name)
    about = " · ".join(filter(None, (_about(case, say, name), rest)))
    sentence = [say("wigmore.proposition", number=k, text=text, about=about)]
    below = [str(chart.numbers[p]) for p in case.graph.grounds(name) if p in chart.numbers and name not in chart.cut]
    sentence += [say("wigmore.rests", numbers=", ".join(below))] if below else []
    evidence = name in case.graph.evidence
    with sheet.symbol(f"{'evidence' if evidence else 'claim'}-{name}", f"{k}: {text}", " ".join(sentence)):
        mark = _mark(case, name)
        if evidence:
            sheet.box(x, y, chart.sizes[name], SIGN, "frame f-sunk s-ink", 1.3)
        else:
            thick = 2.6 if name == chart.claim else 1.3
            sheet.box(x, y, chart.sizes[name], SIGN, "frame f-card s-ink", thick, round_=SIGN / 2)
        middle = x + chart.sizes[name] / 2
        sheet.middle(middle, y + SIGN / 2 + (0 if mark else 4), str(k), FIGURE)
        if mark:
            sheet.middle(middle, y + SIGN / 2 + 10.5, mark, TINY._replace(role="ink"))
        if name in chart.cut and file is None:
            sheet.path(_more(middle, y + SIGN + 2), "n s-ink", 1.4)
    if file is not None:  # behind its sign: nothing inside a symbol can be stopped at
        with sheet.link(file, f"{k}: {rest}"):
            sheet.out.append(
                f'<rect fill="none" pointer-events="all" x="{n(middle - 12)}" y="{n(y + SIGN)}" width="24" height="12"/>'
            )
            sheet.path(_more(middle, y + SIGN + 2), "n s-support", 1.8)


def _mark(case: Case, name: Id) -> str:
    """∞ for what was made by the act itself, ¶ for what is taken as given."""
    if name in case.graph.evidence:
        return "∞" if case.graph.evidence[name].directness == "D0" else ""
    return "¶" if case.graph.claims[name].assumed else ""


def _more(x: float, y: float) -> str:
    return f"M{n(x - 6)} {n(y)}l6 5l6 -5"


def _entries(case: Case, sheet: Sheet, chart: Chart) -> Iterator[Entry]:
    say = sheet.look.words
    names = chart.numbers
    yield Entry(16, lambda x, y: sheet.disc(x + 8, y, 7, "f-card s-ink", 1.3), say("wigmore.key-claim"))
    if any(name in case.graph.evidence for name in names):
        yield Entry(15, lambda x, y: sheet.box(x, y - 7, 14, 14, "f-sunk s-ink", 1.3), say("wigmore.key-evidence"))
    marks = {_mark(case, name) for name in names}
    for mark, key in (("∞", "object"), ("¶", "given")):
        if mark in marks:
            yield Entry(0, lambda _x, _y: None, say(f"wigmore.key-{key}"))
    shapes = {step.id in chart.rules for step in chart.steps}
    if True in shapes:
        shape = "M{} {}l5 -7h10l5 7l-5 7h-10z"
        yield Entry(20, lambda x, y: sheet.path(shape.format(n(x), n(y)), "f-card s-ink", 1.2), say("wigmore.key-rule"))
    if False in shapes:
        yield Entry(8, lambda x, y: sheet.disc(x + 4, y, 4, "f-ink s-card", 1), say("wigmore.key-step"))
    for relation in ("support", "attack", "undercut", "undermine"):
        if relation in chart.relations.values():

            def sample(x: float, y: float, relation: str = relation) -> None:
                points = [Point(x, y), Point(x + 8, y), Point(x + 24, y), Point(x + 34, y)]
                sheet.out.extend(line(points, relation))

            yield Entry(34, sample, say(f"key.{relation}"))
    if chart.cut:
        ink = "support" if any(_rest(say, chart, name)[1] for name in chart.cut) else "ink"
        yield Entry(13, lambda x, y: sheet.path(_more(x + 6, y - 2), f"n s-{ink}", 1.4), say("wigmore.key-cut"))
