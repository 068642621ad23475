"""Timeline: events and the records of them as a picture, uncertain dates drawn as what they are, with the lag between."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from argmap import model
from argmap.case import Case
from argmap.dates import Extent, Kind, between, day_number, extent
from argmap.graph import Id
from argmap.noted import derived
from argmap.render import style
from argmap.render.look import look_of
from argmap.render.metrics import wrap
from argmap.render.shapes import n
from argmap.render.sheet import FIGURE, PAGE, SMALL, TINY, Entry, Sheet, long
from argmap.render.svg import Picture
from argmap.render.words import Words, title_of

LABEL = 316.0
LAG = 92.0
ROW = 31.0
HEAD = 34.0
EVENT, RECORD = 10.0, 22.0
"""How far the line of the event and that of the record stand below the top of a row."""
AXIS = PAGE[0] - 2 * style.MARGIN - LABEL - LAG
BREAK = 15.0
MONTHS, QUARTERS = 160.0, 90.0
"""From how many points on a year shows its months, or every third of them."""
SHORTEST_DASHED = 12.0
OPEN = 22.0
"""How far a date that is open at one end is drawn beyond the other."""
CLAIM = SMALL._replace(role="ink", style="bold")
_MONTHS, _YEARS = 60, 730
"""From how many days on a lag is told in months, and in years."""


class _Row(NamedTuple):
    id: Id
    kind: str
    text: str
    event: model.Date | None
    record: model.Date | None
    late: bool


class Stretch(NamedTuple):
    """Years on the axis, the first and the last, with their place and width in points."""

    first: int
    last: int
    x: float
    width: float

    @property
    def label(self) -> str:
        """The years in digits."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class Scale:
    """Days → places across the picture: years in which something is dated, each as wide as that asks for, and small breaks
    for those between."""

    stretches: tuple[Stretch, ...]

    def x(self, day: int) -> float:
        """The place of a day; one that no stretch holds at the nearest end."""
        year = _year(day)
        k = bisect_right(self.stretches, year, key=lambda stretch: stretch.first) - 1
        if k < 0:
            return self.stretches[0].x
        found = self.stretches[k]
        start, end = _first_day(found.first), _first_day(found.last + 1)
        return found.x + min((day - start) / (end - start), 1.0) * found.width


def scale(extents: Sequence[Extent], left: float, wide: float) -> Scale:
    """A scale on which all these dates have their places. Needs at least one bound that is not open.

    Neighbouring years share a stretch where there is no room for each, those with the fewest dates first.
    """
    counts = Counter(_year(day) for one in extents for day in (one.first, one.last) if day is not None)
    found = [(year, year, counts[year]) for year in sorted(counts)]
    while len(found) > 1 and _least(found) > wide:
        costs = [(one[2] + other[2], other[1] - one[0], k) for k, (one, other) in enumerate(pairwise(found))]
        k = min(costs)[2]
        found[k : k + 2] = [(found[k][0], found[k + 1][1], found[k][2] + found[k + 1][2])]
    spare = max(wide - _least(found), 0.0)
    total = sum(count for _, _, count in found)
    stretches: list[Stretch] = []
    x = left
    for first, last, count in found:
        if stretches and first - stretches[-1].last > 1:
            x += BREAK
        room = _room(first, last) + spare * count / total
        stretches.append(Stretch(first, last, x, room))
        x += room
    return Scale(tuple(stretches))


def _least(found: Sequence[tuple[int, int, int]]) -> float:
    """The least room that stretches of (first year, last year, dates) take, with the breaks between them."""
    breaks = sum(other[0] - one[1] > 1 for one, other in pairwise(found))
    return sum(_room(first, last) for first, last, _ in found) + breaks * BREAK


def _room(first: int, last: int) -> float:
    return long(Stretch(first, last, 0, 0).label, TINY) + 6


def _year(day: int) -> int:
    """The year of a day number."""
    year = day * 400 // 146097 + 1
    while _first_day(year + 1) <= day:
        year += 1
    while _first_day(year) > day:
        year -= 1
    return year


def _first_day(year: int) -> int:
    return day_number(f"{_padded(year)}-01-01")


# --------------------------------------------------------------------------- the picture


def timeline_pictures(case: Case) -> list[Picture]:
    """The timeline of a case on as many pages as it takes; none where nothing is dated."""
    rows, undated = _dated(case)
    extents = [extent(date.edtf) for row in rows for date in (row.event, row.record) if date is not None]
    if not any(one.first is not None or one.last is not None for one in extents):
        return []
    most = int((PAGE[1] - 230) // ROW)
    pages = -(-len(rows) // most)
    each = -(-len(rows) // pages)
    return [
        _page(case, rows[k * each : (k + 1) * each], rows, (k + 1, pages), undated if k + 1 == pages else 0)
        for k in range(pages)
    ]


@derived
def _dated(case: Case) -> tuple[tuple[_Row, ...], int]:
    """Evidence and core claims with a date, in the order of their events; with how many items have none.

    An item with a dated event that bears no date itself was set down when its source was.
    """
    graph = case.graph
    rows, undated = [], 0
    for name, item in graph.evidence.items():
        source = graph.sources.get(item.source)
        record = item.date or (source.issued if source is not None and item.event_date is not None else None)
        if record is None and item.event_date is None:
            undated += 1
            continue
        lag = _lag(item.event_date, record)
        late = lag is not None and lag[0] > case.settings.late_days and item.directness != "D5"
        rows.append(_Row(name, "evidence", item.text, item.event_date, record, late))
    for name, claim in graph.claims.items():
        if claim.tier == "core" and claim.event_date is not None:
            rows.append(_Row(name, "claim", claim.text, claim.event_date, None, late=False))

    def place(row: _Row) -> tuple[int, int, str]:
        date = row.event or row.record
        assert date is not None
        found = extent(date.edtf)
        days = [day for day in (found.first, found.last) if day is not None]
        return min(days, default=0), max(days, default=0), row.id

    return tuple(sorted(rows, key=place)), undated


def _lag(event: model.Date | None, record: model.Date | None) -> tuple[int, int] | None:
    return between(extent(event.edtf), extent(record.edtf)) if event is not None and record is not None else None


def _page(case: Case, rows: Sequence[_Row], every: Sequence[_Row], page: tuple[int, int], undated: int) -> Picture:
    look = look_of(case)
    say = look.words
    records = say.count("record", sum(row.record is not None for row in every))
    told = say("timeline.told", records=records, events=say.count("event", sum(row.event is not None for row in every)))
    parts = [title_of(case), told, *([say("timeline.page", k=page[0], n=page[1])] if page[1] > 1 else [])]
    sheet = Sheet(look, say("timeline.title"), " · ".join(parts), PAGE[0])
    extents = [extent(date.edtf) for row in rows for date in (row.event, row.record) if date is not None]
    bounded = [one for one in extents if one.first is not None or one.last is not None]
    made = scale(bounded or extents, style.MARGIN + LABEL, AXIS)
    top, begin = sheet.y, sheet.y + HEAD
    with sheet.unread():
        for k in range(1, len(rows), 2):
            sheet.box(style.MARGIN - 4, begin + k * ROW, sheet.wide - 2 * style.MARGIN + 8, ROW, "f-sunk s-sunk", 0)
        _grid(say, sheet, made, top, begin + len(rows) * ROW)
    sheet.y = begin
    for row in rows:
        _row(say, sheet, made, row)
    sheet.y += 8
    notes = [say("timeline.scale")]
    notes += [say("timeline.undated", items=say.count("item", undated))] if undated else []
    for text in notes:
        sheet.y = sheet.write(style.MARGIN, sheet.y, text, SMALL, sheet.wide - 2 * style.MARGIN)
    sheet.key(list(_entries(say, sheet, rows, case.settings.late_days)))
    return sheet.finished("timeline" + (f"--{page[0]}" if page[0] > 1 else ""))


def _grid(say: Words, sheet: Sheet, made: Scale, top: float, bottom: float) -> None:
    """Years above, with their months where there is room, and a line where each begins."""
    before: Stretch | None = None
    y = top + HEAD - 4
    for stretch in made.stretches:
        x = stretch.x
        if before is not None and stretch.first - before.last > 1:
            sheet.path(f"M{n(x - BREAK / 2 - 4)} {n(y + 4)}l3 -8m2 8l3 -8", "n s-line", 1.2)
        sheet.rule(x, y, x, bottom, "axis", 0.6, "1 4")
        sheet.rule(x, y, x + stretch.width, y, "line", 1.2)
        sheet.middle(x + stretch.width / 2, top + 12, stretch.label, FIGURE if stretch.width >= QUARTERS else TINY)
        if stretch.first == stretch.last and stretch.width >= QUARTERS:
            for month in range(1, 13, 1 if stretch.width >= MONTHS else 3):
                at = made.x(day_number(f"{_padded(stretch.first)}-{month:02d}-01"))
                after = made.x(day_number(f"{_padded(stretch.first)}-{month:02d}-28"))
                sheet.rule(at, y - 4, at, y, "line", 1)
                sheet.middle((at + after) / 2, top + 25, str(month), TINY)
        before = stretch
    if made.stretches:
        end = made.stretches[-1].x + made.stretches[-1].width
        sheet.rule(end, y, end, bottom, "axis", 0.6, "1 4")
    sheet.line(sheet.wide - style.MARGIN, top + 12, say("timeline.lag"), TINY, right=True)


def _padded(year: int) -> str:
    return f"{year:05d}" if year < 0 else f"{year:04d}"


def _row(say: Words, sheet: Sheet, made: Scale, row: _Row) -> None:
    y = sheet.y
    dates = []
    if row.event is not None:
        key = "timeline.claim" if row.kind == "claim" else "timeline.event"
        dates.append(say(key, date=say.date(row.event)))
    if row.record is not None:
        dates.append(say("timeline.record", date=say.date(row.record)))
    lag = _lag(row.event, row.record)
    shown = lag_in_words(say, *lag) if lag is not None else ""
    if lag is not None and lag[0] < 0 and row.event is not None and extent(row.event.edtf).kind == "lasting":
        shown = say("timeline.meanwhile")
    dates += [say("timeline.lag-told", lag=shown)] if shown else []
    sentence = say("timeline.row", text=row.text, dates=". ".join(dates))
    with sheet.symbol(f"{row.kind}-{row.id}", row.text, sentence):
        sheet.box(style.MARGIN - 4, y, sheet.wide - 2 * style.MARGIN + 8, ROW, "frame n", 0)
        ink = CLAIM if row.kind == "claim" else SMALL._replace(role="ink")
        down = 2 if len(wrap(row.text, ink.size, LABEL - 18, ink.style)) > 1 else 9
        sheet.write(style.MARGIN, y + down, row.text, ink, LABEL - 18, 2)
        event = extent(row.event.edtf) if row.event is not None else None
        record = extent(row.record.edtf) if row.record is not None else None
        if event is not None and record is not None:
            _joined(sheet, made, event, record, y, late=row.late)
        if event is not None:
            _mark(sheet, made, event, y + EVENT, "support")
        if record is not None:
            _mark(sheet, made, record, y + RECORD, "ink")
        sheet.line(
            sheet.wide - style.MARGIN, y + 19, shown, FIGURE._replace(role="warn") if row.late else TINY, right=True
        )
    sheet.y += ROW


def _joined(sheet: Sheet, made: Scale, event: Extent, record: Extent, y: float, *, late: bool) -> None:
    """The lag: from the last day that the event may have been to the first that the record may be of."""
    end, start = event.last or event.first, record.first or record.last
    if end is None or start is None or made.x(start) <= made.x(end):
        return
    a, b = made.x(end), made.x(start)
    role = "warn" if late else "axis"
    sheet.path(f"M{n(a)} {n(y + EVENT)}H{n((a + b) / 2)}V{n(y + RECORD)}H{n(b)}", f"n s-{role}", 1, "3 2")


def _mark(sheet: Sheet, made: Scale, date: Extent, y: float, role: str) -> None:
    """A date as what it is: events are round and blue, records square and dark; a bar says which days it may be."""
    low = made.x(date.first) if date.first is not None else None
    high = made.x(date.last) if date.last is not None else None
    if low is None and high is None:
        return
    if low is None or high is None:
        _open(sheet, low, high, y, role)
    elif date.kind == "day":
        _point(sheet, low, y, role)
    elif date.kind == "lasting":
        sheet.box(low, y - 3, max(high - low, 3), 6, f"f-{role} s-{role}", 1)
    elif date.kind == "between":
        sheet.box(
            low, y - 3, max(high - low, 4), 6, f"f-card s-{role}", 1.1, "3 2" if high - low > SHORTEST_DASHED else ""
        )
    else:
        # Some day within: a thin line between its ends.
        sheet.path(f"M{n(low)} {n(y - 3.5)}v7M{n(low)} {n(y)}H{n(max(high, low + 3))}m0 -3.5v7", f"n s-{role}", 1.4)
    if date.approximate or date.uncertain:
        right = high if high is not None else (low or 0.0)
        sheet.line(right + 6, y + 3.5, ("~" if date.approximate else "") + ("?" if date.uncertain else ""), TINY)


def _point(sheet: Sheet, x: float, y: float, role: str) -> None:
    if role == "support":
        sheet.disc(x, y, 4, "f-support s-paper", 1)
    else:
        sheet.box(x - 3.6, y - 3.6, 7.2, 7.2, "f-ink s-paper", 1)


def _open(sheet: Sheet, low: float | None, high: float | None, y: float, role: str) -> None:
    """A date without a beginning or an end: an arrow away from the bound that there is."""
    x = low if low is not None else high
    assert x is not None
    way = 1 if low is not None else -1
    sheet.path(
        f"M{n(x)} {n(y - 3.5)}v7M{n(x)} {n(y)}h{n(way * OPEN)}m{n(-way * 5)} -3.5l{n(way * 5)} 3.5l{n(-way * 5)} 3.5",
        f"n s-{role}",
        1.4,
    )


def lag_in_words(say: Words, least: int, most: int) -> str:
    """The days from event to record, from the least to the most, in days, months or years."""
    if most < 0:
        return say("timeline.before")
    if most == 0:
        return say("timeline.same-day")
    key, unit = ("day", 1.0) if most < _MONTHS else ("month", 30.44) if most < _YEARS else ("year", 365.25)
    low, high = round(max(least, 0) / unit), round(most / unit)
    if low == high:
        return say.count(key, high)
    if low == 0:
        return say("timeline.up-to", lag=say.count(key, high))
    return say.count(key, high, say("timeline.range", least=low, most=high))


def _entries(say: Words, sheet: Sheet, rows: Sequence[_Row], late_days: int) -> Iterator[Entry]:
    dates = [extent(date.edtf) for row in rows for date in (row.event, row.record) if date is not None]
    if any(row.event for row in rows):
        yield Entry(9, lambda x, y: _point(sheet, x + 4, y, "support"), say("timeline.key-event"))
    if any(row.record for row in rows):
        yield Entry(9, lambda x, y: _point(sheet, x + 4, y, "ink"), say("timeline.key-record"))
    kinds: tuple[Kind, ...] = ("within", "between", "lasting")
    for kind in kinds:
        if any(date.kind == kind and date.first is not None and date.last is not None for date in dates):

            def sample(x: float, y: float, kind: Kind = kind) -> None:
                made = Scale((Stretch(1, 1, x, 26),))
                _mark(sheet, made, Extent(1, 366, kind), y, "ink")

            yield Entry(26, sample, say(f"timeline.key-{kind}"))
    if any(date.first is None or date.last is None for date in dates):
        yield Entry(24, lambda x, y: _open(sheet, x, None, y, "ink"), say("timeline.key-open"))
    if any(date.approximate or date.uncertain for date in dates):
        yield Entry(0, lambda _x, _y: None, say("timeline.key-about"))
    if any(row.kind == "claim" for row in rows):
        yield Entry(0, lambda _x, _y: None, say("timeline.key-claim"))
    if any(row.late for row in rows):
        yield Entry(0, lambda _x, _y: None, say("timeline.key-late", days=late_days))
