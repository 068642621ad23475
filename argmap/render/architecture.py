"""Architecture: a large map in its regions, each with its thesis and its grades, and how much of each bears on which other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import NamedTuple

from argmap.case import Case
from argmap.graph import Id
from argmap.noted import derived
from argmap.render import layered, style
from argmap.render.leads import large
from argmap.render.look import look_of
from argmap.render.metrics import wrap
from argmap.render.placement import Box, Link, Point
from argmap.render.shapes import grade_mark, line
from argmap.render.sheet import BODY, FIGURE, HEAD, PAGE, SMALL, TINY, Entry, Sheet, long, prints
from argmap.render.svg import Picture
from argmap.render.views import OVERVIEW, WHOLE, Lead, members_of, section_tops, sections_in_order
from argmap.render.views import PAGE as FURTHER
from argmap.render.words import Words, title_of

GRADES = ("S0", "S1", "S2", "S3", "SX")
RELATIONS = ("support", "attack", "undercut", "undermine")

_SLOT, _LANE, _HEADS = 12.0, 11.0, 20.0
_MOST_LANES = 32
_PAD, _BETWEEN = 8.0, 9.0
_FIGURES = 46.0  # at the right edge of a box: how many inferences lead out, and of what relation
_JOIN = 3.4  # of a dot where two lines become one: where they only cross there is none
_MARK, _COUNTED, _CLAIMS = 29.0, 56.0, 74.0  # a mark of a grade, it with its number, and the number of claims
_LEAST_TITLE = 180.0


class Region(NamedTuple):
    """A section, or a topic where a work has no sections: its title and thesis, its claims, and the file of the picture of
    it, None where the settings choose the pictures."""

    name: str
    title: str
    thesis: Id | None
    claims: tuple[Id, ...]
    file: str | None


class Bearing(NamedTuple):
    """How often one region bears on another in a relation: by premises, or by what undercuts or undermines."""

    lower: int
    upper: int
    relation: str
    times: int


def wanted(case: Case) -> bool:
    """Whether a case is so large that its architecture is drawn: its whole map has more boxes than the settings hold together."""
    return large(case) and len(regions(case)) > 1


@derived
def regions(case: Case) -> tuple[Region, ...]:
    """The sections of a case in the order of the text, and last the claims in none; without sections its topics, as the map
    is cut into them."""
    graph = case.graph
    if not graph.sections:
        return tuple(_topics(case))
    found = []
    for name in sections_in_order(graph):
        if members := members_of(case, name):
            tops = section_tops(case, name)
            thesis = graph.sections[name].thesis or next(iter(tops), None)
            file = _file(case, f"section-{name}.svg" if tops else f"{WHOLE}.svg")
            found.append(Region(f"section-{name}", graph.sections[name].title, thesis, members, file))
    if rest := tuple(name for name, claim in graph.claims.items() if claim.section is None):
        title = look_of(case).words("architecture.rest")
        found.append(Region("rest", title, None, rest, _file(case, f"{WHOLE}.svg")))
    return tuple(found)


def _file(case: Case, file: str) -> str | None:
    return None if case.settings.views else file


def _topics(case: Case) -> Iterator[Region]:
    """The topics of a map of claims as regions; the picture is that of the claim above them, if it has one."""
    graph, many = case.graph, large(case)
    for thesis, claims in topics(case):
        own = many and graph.bearing_on(thesis)
        file = f"claim-{thesis}.svg" if own else f"{WHOLE}.svg#claim-{thesis}"
        yield Region(f"topic-{thesis}", graph.claims[thesis].text, None, claims, _file(case, file))


def topics(case: Case) -> Iterator[tuple[Id, tuple[Id, ...]]]:
    """The topics of a map of claims alone: the claim of each that bears on no other of it, a core claim first, and all of
    its claims."""
    graph, rank = case.graph, case.graph.reading
    boxes = [Box(name, style.CLAIM_WIDTH, 1.0) for name in graph.claims]
    ends = {(lower, upper) for lower, upper, _ in _lines(case)}
    links = [Link(f"{lower}→{upper}", lower, upper) for lower, upper in sorted(ends)]
    for topic in layered.topics(boxes, links):
        inside = set(topic)
        lower = {a for a, b in ends if a in inside and b in inside and a != b}
        tops = [name for name in topic if name not in lower] or list(topic)
        thesis = min(tops, key=lambda name: (graph.claims[name].tier != "core", rank[name]))
        yield thesis, tuple(sorted(topic))


def _lines(case: Case) -> Iterator[tuple[Id, Id, str]]:
    """Every way in which a claim bears on a claim, with its relation; what undermines an item bears on what the item serves."""
    graph = case.graph
    for inference in graph.inferences.values():
        for premise in inference.premises:
            if premise in graph.claims:
                yield premise, inference.conclusion, inference.polarity
            else:
                for attacker in graph.evidence[premise].undermined_by:
                    if attacker.by in graph.claims:
                        yield attacker.by, inference.conclusion, "undermine"
        for attacker in inference.record.undercut_by:
            if attacker.by in graph.claims:
                yield attacker.by, inference.conclusion, "undercut"


def bearings(case: Case, found: Sequence[Region]) -> tuple[Bearing, ...]:
    """How often each region bears on each other one, by relation; in the order of regions."""
    home = {name: k for k, region in enumerate(found) for name in region.claims}
    counted = Counter((home[a], home[b], relation) for a, b, relation in _lines(case) if home[a] != home[b])
    return tuple(Bearing(*key, count) for key, count in sorted(counted.items(), key=lambda kv: _by_relation(kv[0])))


def _by_relation(key: tuple[int, int, str]) -> tuple[int, int, int]:
    return key[0], key[1], RELATIONS.index(key[2])


# --------------------------------------------------------------------------- pages


class _Trunk(NamedTuple):
    """All that bears on a region in one relation: its boxes above one another (numbers on the page), the first of them
    and the last, and the lane in which the line runs."""

    upper: int
    relation: str
    first: int
    last: int
    lane: int


def architecture_pictures(case: Case) -> list[Picture]:
    """The regions of a case from the top down, on as many pages as it takes, with the lines between those of a page.

    What bears on a region of another page is told by its name. Beside the boxes run trunks: all that bears on a region in
    one relation comes together in one line, which ends there with the head of the relation.
    """
    found = regions(case)
    bearing = bearings(case, found)

    def tried(page: Sequence[int]) -> Picture | None:
        """A page with some regions, if they have room on it, and their lines beside them."""
        if _lanes(_trunks(page, bearing)) > _MOST_LANES:
            return None
        drawn = _page(case, found, bearing, page, (1, 1 if len(page) == len(found) else 2))
        return drawn if prints(drawn.width, drawn.height) else None

    if (whole := tried(range(len(found)))) is not None:
        return [whole]
    pages: list[list[int]] = [[]]
    for k in range(len(found)):
        if pages[-1] and tried([*pages[-1], k]) is None:
            pages.append([])
        pages[-1].append(k)
    return [_page(case, found, bearing, some, (k, len(pages))) for k, some in enumerate(pages, start=1)]


def _box_width(lanes: int) -> float:
    return PAGE[0] - 2 * style.MARGIN - _HEADS - lanes * _LANE


def _lanes(trunks: Sequence[_Trunk]) -> int:
    return 1 + max((trunk.lane for trunk in trunks), default=-1)


def _trunks(page: Sequence[int], bearing: Sequence[Bearing]) -> list[_Trunk]:
    """The trunks of a page, the shortest in the lanes nearest to the boxes."""
    at = {region: k for k, region in enumerate(page)}
    spans: dict[tuple[int, str], set[int]] = defaultdict(set)
    for one in bearing:
        if one.lower in at and one.upper in at:
            spans[at[one.upper], one.relation] |= {at[one.lower], at[one.upper]}
    lanes: list[list[tuple[int, int]]] = []
    found = []
    for (upper, relation), ends in sorted(
        spans.items(), key=lambda kv: (max(kv[1]) - min(kv[1]), kv[0][0], RELATIONS.index(kv[0][1]))
    ):
        first, last = min(ends), max(ends)
        lane = next((k for k, taken in enumerate(lanes) if all(last < a or b < first for a, b in taken)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((first, last))
        found.append(_Trunk(upper, relation, first, last, lane))
    return found


def _text_room(wide: float) -> float:
    return wide - 2 * _PAD - _FIGURES


def _title_room(room: float) -> float:
    """The width of a title with the grades beside it; all there is, where they stand below."""
    beside = room - _CLAIMS - _COUNTED * len(GRADES) - 8
    return beside if beside >= _LEAST_TITLE else room


def _thesis(case: Case, region: Region) -> str:
    return case.graph.claims[region.thesis].text if region.thesis is not None else ""


def _high(
    case: Case, found: Sequence[Region], bearing: Sequence[Bearing], k: int, page: Sequence[int], wide: float
) -> float:
    """The height of the box of a region on a page of some regions."""
    room = _text_room(wide)
    text = len(wrap(found[k].title, HEAD.size, _title_room(room), HEAD.style)) * HEAD.line
    text += len(wrap(_thesis(case, found[k]), BODY.size, room, BODY.style)) * BODY.line
    text += 2 + (HEAD.line if _title_room(room) == room else 0)
    out = [one for one in bearing if one.lower == k]
    named = sum(one.upper not in page for one in out)
    into = len({one.relation for one in bearing if one.upper == k and one.lower in page})
    return max(text + named * TINY.line, (len(out) - named + into) * _SLOT) + 2 * _PAD


def _page(
    case: Case, found: Sequence[Region], bearing: Sequence[Bearing], page: Sequence[int], count: tuple[int, int]
) -> Picture:
    look = look_of(case)
    say = look.words
    parts = [title_of(case), say("architecture.told", regions=say.count("region", len(found)))]
    parts += [say("architecture.page", k=count[0], n=count[1])] if count[1] > 1 else []
    sheet = Sheet(look, say("architecture.title"), " · ".join(parts), PAGE[0])
    sheet.leads(_leads(case, count))
    trunks = _trunks(page, bearing)
    wide = _box_width(_lanes(trunks))
    tops = [sheet.y]
    for k in page:
        tops.append(tops[-1] + _high(case, found, bearing, k, page, wide) + _BETWEEN)
    slots = [_slots(page, k, bearing, trunks, top) for k, top in enumerate(tops[:-1])]
    edge = style.MARGIN + wide
    with sheet.unread():
        for trunk in sorted(trunks, key=lambda one: -one.lane):
            _draw_trunk(sheet, page, trunk, bearing, slots, edge)
    for k, region in enumerate(page):
        out = [one for one in bearing if one.lower == region]
        box = (tops[k], wide, tops[k + 1] - tops[k] - _BETWEEN)
        _box(case, sheet, found, found[region], out, box, slots[k], frozenset(page))
    sheet.y = tops[-1]
    sheet.y = sheet.write(style.MARGIN, sheet.y, say("architecture.note"), SMALL, sheet.wide - 2 * style.MARGIN)
    relations = {trunk.relation for trunk in trunks} | {one.relation for one in bearing if one.lower in page}
    sheet.key(list(_entries(say, sheet, case, [found[k] for k in page], relations)))
    return sheet.finished(_name(count[0]))


def _name(page: int) -> str:
    return "architecture" + (f"{FURTHER}{page}" if page > 1 else "")


def _leads(case: Case, count: tuple[int, int]) -> list[Lead]:
    """The other pages, and the picture of what the whole comes to."""
    title, thesis = look_of(case).words("architecture.title"), case.settings.thesis
    found = [Lead(_name(k), title, k) for k in range(1, count[1] + 1) if k != count[0]]
    if thesis in case.graph.claims and not case.settings.views:
        assert thesis is not None
        found.append(Lead(OVERVIEW, case.graph.claims[thesis].text))
    return found


_Slots = Mapping[tuple[str, int, str], float]  # ("out", goal or "into", the region itself; relation) → y


def _slots(page: Sequence[int], k: int, bearing: Sequence[Bearing], trunks: Sequence[_Trunk], top: float) -> _Slots:
    """Where lines leave the right edge of a box and arrive there: to what stands above, arriving, to what stands below."""
    here = page[k]
    out = [("out", one.upper, one.relation) for one in bearing if one.lower == here and one.upper in page]
    into = [("into", here, trunk.relation) for trunk in trunks if trunk.upper == k]
    order = [key for key in out if key[1] < here], into, [key for key in out if key[1] > here]
    y = top + _PAD + _SLOT / 2
    return {key: y + _SLOT * number for number, key in enumerate(key for some in order for key in some)}


def _draw_trunk(
    sheet: Sheet, page: Sequence[int], trunk: _Trunk, bearing: Sequence[Bearing], slots: Sequence[_Slots], edge: float
) -> None:
    """The line of a trunk with its head, and a line from each region that joins it."""
    here = page[trunk.upper]
    x = edge + _HEADS + trunk.lane * _LANE
    end = slots[trunk.upper]["into", here, trunk.relation]
    at = {region: k for k, region in enumerate(page)}
    joins = [
        slots[at[one.lower]]["out", here, trunk.relation]
        for one in bearing
        if one.upper == here and one.relation == trunk.relation and one.lower in at
    ]
    role = "undercut" if trunk.relation == "undermine" else trunk.relation
    # From either side one line goes all the way to the box; the others join it at a dot.
    above, below = sorted(y for y in joins if y < end), sorted((y for y in joins if y > end), reverse=True)
    ends = Point(x, end), Point(edge, end)
    for side in filter(None, (above, below)):
        far = [Point(edge, side[0]), Point(x, side[0]), *ends]
        sheet.out.extend(line(far, trunk.relation, straight=True))
        for y in side[1:]:
            sheet.out.extend(line([Point(edge, y), Point(x, y)], trunk.relation, straight=True, head=False))
            sheet.disc(x, y, _JOIN, f"f-{role} s-paper", 0.8)


def _box(
    case: Case,
    sheet: Sheet,
    found: Sequence[Region],
    region: Region,
    out: Sequence[Bearing],
    box: tuple[float, float, float],
    slots: _Slots,
    page: frozenset[int],
) -> None:
    """A region: its title, which leads to its picture, its thesis, its claims by grade, and what it bears on elsewhere."""
    say = sheet.look.words
    top, wide, high = box
    graded = Counter(case.valuation.grade[name].code for name in region.claims)
    counted = [say("architecture.graded", grade=code, n=graded[code]) for code in GRADES if graded[code]]
    goals = [
        say.count("bears", one.times, relation=say(f"relation.{one.relation}"), title=found[one.upper].title)
        for one in out
    ]
    claims = say.count("claim", len(region.claims))
    thesis = _thesis(case, region)
    sentence = " ".join(filter(None, (thesis, f"{claims}: {', '.join(counted)}.", *goals)))
    left, room = style.MARGIN + _PAD, _text_room(wide)
    leading = nullcontext() if region.file is None else sheet.link(region.file, region.title)
    with leading, sheet.symbol(region.name, region.title, sentence):
        sheet.box(style.MARGIN, top, wide, high, "frame f-card s-ink", 1.3, round_=6)
        title = _title_room(room)
        head = HEAD if region.file is None else HEAD._replace(role="support")
        y = sheet.write(left, top + _PAD, region.title, head, title, under=region.file is not None)
        x, at = (left, y) if title == room else (left + title + 8, top + _PAD)
        sheet.line(x, at + HEAD.size * 0.92, claims, SMALL)
        for column, code in enumerate(GRADES):
            if graded[code]:
                start = x + _CLAIMS + column * _COUNTED
                sheet.out.append(grade_mark(start, at + 1, code))
                sheet.line(start + _MARK + 4, at + HEAD.size * 0.92, str(graded[code]), FIGURE)
        y = sheet.write(left, y + (HEAD.line if title == room else 0), thesis, BODY, room) + 2
        for one in out:
            if one.upper in page:
                out_at = slots["out", one.upper, one.relation]
                sheet.line(style.MARGIN + wide - 6, out_at + 3.6, str(one.times), TINY._replace(role="ink"), right=True)
            else:
                told = say("architecture.elsewhere", n=one.times, relation=say(f"relation.{one.relation}"))
                sheet.line(left, y + TINY.size * 0.92, told, TINY)
                x = left + long(f"{told} ", TINY)
                sheet.write(x, y, found[one.upper].title, TINY, room - (x - left), most=1)
                y += TINY.line


def _entries(say: Words, sheet: Sheet, case: Case, page: Sequence[Region], relations: set[str]) -> Iterator[Entry]:
    for relation in RELATIONS:
        if relation in relations:

            def sample(x: float, y: float, relation: str = relation) -> None:
                sheet.out.extend(line([Point(x, y), Point(x + 34, y)], relation, straight=True))

            yield Entry(34, sample, say(f"key.{relation}"))
    codes = {case.valuation.grade[name].code for region in page for name in region.claims}
    for code in GRADES:
        if code in codes:

            def mark(x: float, y: float, code: str = code) -> None:
                sheet.out.append(grade_mark(x, y - 6, code))

            yield Entry(_MARK, mark, say(f"key.{code}"))
