"""Hypotheses: the matrix of a question as a picture, rival answers in rows and what was set against them in columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from argmap.case import Case
from argmap.graph import Id
from argmap.matrix import Column, Matrix, best, matrix
from argmap.render import style
from argmap.render.cards import number
from argmap.render.drawing import evaluated
from argmap.render.look import look_of
from argmap.render.metrics import wrap
from argmap.render.shapes import icon, n
from argmap.render.sheet import BODY, FIGURE, HEAD, LEAD, PAGE, SMALL, TINY, Entry, Sheet, prints
from argmap.render.svg import Picture
from argmap.render.words import Words

CELL = 33.0
APART = 14.0
LEFT = 232.0
PAD = 7.0
LONGEST = PAGE[1]
ROOM_BELOW = 60.0  # for what follows the rows on a page of them
FIGURES = (46.0, 40.0, 62.0, 66.0, 138.0, 62.0)
"""The widths of the columns of counts: against, with, bearing, by witness, confidence, among rivals."""


@dataclass(frozen=True)
class _Page:
    """What a picture of the matrix shows: hypotheses, and columns with the numbers that they have in all pictures."""

    found: Matrix
    names: Mapping[Id, str]
    rows: Sequence[Id]
    telling: Sequence[Column]
    apart: Sequence[Column]
    left: float = LEFT

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are counted, and then those set apart."""
        return (*self.telling, *self.apart)

    def x(self, index: int) -> float:
        """The left end of a column."""
        return style.MARGIN + self.left + CELL * index + (APART if index >= len(self.telling) else 0)

    @property
    def figures(self) -> float:
        """The left end of the counts."""
        return self.x(len(self.columns)) + 10

    @property
    def wide(self) -> float:
        """How wide the picture is."""
        return self.figures + sum(FIGURES) + style.MARGIN


class _Row(NamedTuple):
    name: Id
    lines: tuple[str, ...]
    height: float


def matrix_pictures(case: Case, question: Id) -> list[Picture]:
    """The matrix of a question: a picture, or several where the whole would not print; the items come last.

    Raises KeyError where there is no such question.
    """
    found = matrix(case, question)
    telling = [column for column in found.columns if column.diagnostic]
    apart = [column for column in found.columns if not column.diagnostic]
    names = {column.item: f"E{k}" for k, column in enumerate((*telling, *apart), start=1)}
    whole = _Page(found, names, found.hypotheses, telling, apart)
    name = f"matrix-{question}"
    # Upright as it comes, or lying with wider rows.
    for page in (whole, replace(whole, left=LEFT + LONGEST - whole.wide)):
        if page.wide <= LONGEST:
            sheet = _table(case, page, "")
            _after(case, sheet, page)
            one = sheet.finished(name)
            if prints(one.width, one.height):
                return [one]
    say = look_of(case).words
    pages = list(_pages(case, whole))
    lists = list(_lists(case, whole))
    drawn = []
    for k in range(1, len(pages) + len(lists) + 1):
        told = say("matrix.page", k=k, n=len(pages) + len(lists))
        if k <= len(pages):
            sheet = _table(case, pages[k - 1], told)
            sheet.key(list(_entries(say, sheet, pages[k - 1])))
        else:
            sheet = Sheet(look_of(case), say("matrix.items-of", question=found.record.text), told, PAGE[0])
            _items(case, sheet, whole, lists[k - len(pages) - 1])
            if k == len(pages) + len(lists):
                _verdicts(sheet, whole)
        drawn.append(sheet.finished(name + (f"--{k}" if k > 1 else "")))
    return drawn


def _pages(case: Case, whole: _Page) -> Iterator[_Page]:
    """The matrix cut into as many columns and rows as print."""
    most = int((LONGEST - 2 * style.MARGIN - LEFT - APART - 10 - sum(FIGURES)) // CELL)
    ordered = whole.columns
    for first in range(0, max(len(ordered), 1), most):
        some = ordered[first : first + most]
        counted = [column for column in some if column.diagnostic]
        page = replace(whole, telling=counted, apart=[column for column in some if not column.diagnostic])
        if page.wide > PAGE[0]:
            page = replace(page, left=LEFT + LONGEST - page.wide)
        room = PAGE[0] if page.wide > PAGE[0] else PAGE[1]
        left = room - 260 - ROOM_BELOW
        rows: list[Id] = []
        for row in _rows(case, page, page.rows):
            if rows and row.height > left:
                yield replace(page, rows=tuple(rows))
                rows, left = [], room - 260 - ROOM_BELOW
            rows.append(row.name)
            left -= row.height
        yield replace(page, rows=tuple(rows))


def _rows(case: Case, page: _Page, names: Sequence[Id]) -> list[_Row]:
    rows = []
    for name in names:
        lines = wrap(case.graph.claims[name].text, BODY.size, page.left - 12, BODY.style)
        named = wrap(name, TINY.size, page.left - 12, TINY.style)
        rows.append(_Row(name, lines, max(len(lines) * BODY.line + len(named) * TINY.line + 2 * PAD, 38.0)))
    return rows


def _lists(case: Case, page: _Page) -> Iterator[tuple[Column, ...]]:
    """The items dealt to pages of their own."""
    left = PAGE[1] - 320
    some: list[Column] = []
    for column in page.columns:
        high = _item_height(case, column, PAGE[0]) + 8
        if some and high > left:
            yield tuple(some)
            some, left = [], PAGE[1] - 320
        some.append(column)
        left -= high / 2
    yield tuple(some)


# --------------------------------------------------------------------------- the table


def _table(case: Case, page: _Page, told: str) -> Sheet:
    """The sheet with heading, column heads and rows."""
    look = look_of(case)
    say = look.words
    record = page.found.record
    rest = say("matrix.catch-all", id=record.catch_all) if record.catch_all else say("matrix.closed")
    subtitle = [
        say("matrix.told"),
        f"{say(f'matrix.{record.relation}')}, {rest}",
        evaluated(case),
        *([told] if told else []),
    ]
    sheet = Sheet(look, record.text, " · ".join(subtitle), max(page.wide, 640.0))
    _heads(say, sheet, page)
    for row in _rows(case, page, page.rows):
        _row(case, say, sheet, page, row)
    sheet.rule(style.MARGIN, sheet.y, page.wide - style.MARGIN, sheet.y, "line", 1.2)
    sheet.y += 10
    if not page.found.columns:
        sheet.y = sheet.write(style.MARGIN, sheet.y, say("matrix.none-rated"), SMALL, sheet.wide - 2 * style.MARGIN)
    return sheet


def _heads(say: Words, sheet: Sheet, page: _Page) -> None:
    """Above each column its number, how far it can be trusted, its marks and its witness; above the counts their names."""
    turning = page.found.turning()
    top = sheet.y
    with sheet.unread():
        labels = [
            ("", 17.0),
            (say("matrix.trusted"), 14.0),
            (say("matrix.appraised"), 28.0),
            (say("matrix.witness"), 14.0),
        ]
        if turning:
            labels.append((say("matrix.turns"), 15.0))
        y = top
        for label, high in labels:
            sheet.line(style.MARGIN + page.left - 10, y + 11, label, TINY, right=True)
            y += high
        for index, column in enumerate(page.columns):
            x = page.x(index) + CELL / 2
            sheet.middle(x, top + 12, page.names[column.item], FIGURE)
            sheet.middle(x, top + 28, number(column.credibility.point), TINY)
            marks = column.marks.split()
            for k, mark in enumerate(marks or ["–"]):
                sheet.middle(x, top + 42 + 14 * k, mark, TINY)
            sheet.middle(x, top + 70, f"w{column.cluster}", TINY)
            if column.item in turning:
                sheet.path(_diamond(x, top + 81), "f-ink s-ink")
        if page.apart and page.telling:
            sheet.rule(
                page.x(len(page.telling)) - APART / 2, top, page.x(len(page.telling)) - APART / 2, y, "axis", 1, "2 3"
            )
        x = page.figures
        names = ("against", "with", "bearing", "by-witness", "confidence", "rivals")
        for name, wide in zip(names, FIGURES, strict=True):
            lines = wrap(say(f"matrix.{name}"), SMALL.size, wide - 6, SMALL.style)
            for k, text in enumerate(lines):
                sheet.middle(x + wide / 2, y - 8 - 13.5 * (len(lines) - 1 - k), text, SMALL)
            x += wide
        sheet.rule(style.MARGIN, y, page.wide - style.MARGIN, y, "line", 1.2)
    sheet.y = y


def _diamond(x: float, y: float) -> str:
    return f"M{n(x)} {n(y - 5)}l5 5l-5 5l-5 -5z"


def _row(case: Case, say: Words, sheet: Sheet, page: _Page, row: _Row) -> None:
    """One hypothesis: its text, its ratings and its counts."""
    found, name = page.found, row.name
    y, middle = sheet.y, sheet.y + row.height / 2
    with sheet.symbol(f"hypothesis-{name}", case.graph.claims[name].text, _sentence(case, say, page, name)):
        sheet.box(style.MARGIN, y, page.wide - 2 * style.MARGIN, row.height, "frame f-card s-sunk", 1)
        at = y + PAD
        for text in row.lines:
            sheet.line(style.MARGIN + 6, at + BODY.size * 0.92, text, BODY)
            at += BODY.line
        sheet.write(style.MARGIN + 6, at, name, TINY, page.left - 12)
        for index, column in enumerate(page.columns):
            _cell(sheet, page.x(index) + CELL / 2, middle, column.ratings.get(name, "NA"))
        if page.apart and page.telling:
            x = page.x(len(page.telling)) - APART / 2
            sheet.rule(x, y, x, y + row.height, "axis", 1, "2 3")
        score, group, band = found.scores[name], found.by_group[name], found.confidence[name]
        share = found.rivals.get(name) if found.rivals else None
        all_ = sum(column.diagnostic for column in found.columns)
        x = page.figures
        shown = [str(score.inconsistent), str(score.consistent), say("matrix.of", n=score.bearing, all=all_)]
        shown.append(f"−{group.inconsistent} +{group.consistent}")
        for text, wide in zip(shown, FIGURES, strict=False):
            sheet.middle(x + wide / 2, middle + 4, text, FIGURE)
            x += wide
        if case.graph.bearing_on(name) or case.graph.claims[name].assumed:
            sheet.line(x + 8, middle + 4, number(band.point), FIGURE)
            sheet.confidence(x + 48, middle, FIGURES[4] - 60, band.low, band.point, band.high)
        else:
            sheet.middle(x + FIGURES[4] / 2, middle + 4, "–", FIGURE)
        sheet.middle(x + FIGURES[4] + FIGURES[5] / 2, middle + 4, number(share.point) if share else "–", FIGURE)
    sheet.y += row.height


def _cell(sheet: Sheet, x: float, y: float, rating: str) -> None:
    """A rating: its sign, once or twice, and its letters."""
    if rating in ("C", "CC", "I", "II"):
        sign = "support" if rating[0] == "C" else "attack"
        places = (x,) if len(rating) == 1 else (x - 7.5, x + 7.5)
        sheet.out.extend(icon(place, y - 6, sign) for place in places)
        sheet.middle(x, y + 13, rating, TINY)
    elif rating == "N":
        sheet.disc(x, y - 6, 2.6, "n s-line")
        sheet.middle(x, y + 13, "N", TINY)
    else:
        sheet.middle(x, y + 4, "–", TINY)


def _sentence(case: Case, say: Words, page: _Page, name: Id) -> str:
    found = page.found
    score, group, band = found.scores[name], found.by_group[name], found.confidence[name]
    told = say(
        "matrix.row",
        text=case.graph.claims[name].text,
        ratings=", ".join(f"{page.names[c.item]} {c.ratings.get(name, 'NA')}" for c in page.columns) or "–",
        against=score.inconsistent,
        with_=score.consistent,
        bearing=score.bearing,
        all=sum(column.diagnostic for column in found.columns),
        **{"group-against": group.inconsistent, "group-with": group.consistent},
        point=number(band.point),
        low=number(band.low),
        high=number(band.high),
    )
    share = found.rivals.get(name) if found.rivals else None
    return told if share is None else f"{told} {say('matrix.row-rivals', point=number(share.point))}"


# --------------------------------------------------------------------------- what stands below it


def _after(case: Case, sheet: Sheet, page: _Page) -> None:
    """Below a table that stands on one page: the items, what it turns on, and the key."""
    sheet.y += 4
    if page.columns:
        sheet.y = sheet.write(style.MARGIN, sheet.y, sheet.look.words("matrix.items"), HEAD, sheet.wide) + 4
        _items(case, sheet, page, page.columns)
    _verdicts(sheet, page)
    sheet.key(list(_entries(sheet.look.words, sheet, page)))


def _items(case: Case, sheet: Sheet, page: _Page, columns: Sequence[Column]) -> None:
    """The items with their numbers, in columns that read downwards."""
    across = max(1, int(sheet.wide // 400))
    room = (sheet.wide - 2 * style.MARGIN - 24 * (across - 1)) / across
    heights = [_item_height(case, column, room) + 8 for column in columns]
    share = sum(heights) / across
    x, y, top, lowest = style.MARGIN, sheet.y, sheet.y, sheet.y
    for column, high in zip(columns, heights, strict=True):
        if y > top and y + high / 2 - top > share and x + room < sheet.wide - style.MARGIN - 1:
            x, y = x + room + 24, top
        _item(case, sheet, page, column, x, y, room)
        y += high
        lowest = max(lowest, y)
    sheet.y = lowest + 2


def _item_height(case: Case, column: Column, room: float) -> float:
    text, about = _item_words(case, column)
    lines = len(wrap(text, BODY.size, room - 34, BODY.style))
    return lines * BODY.line + len(wrap(about, TINY.size, room - 34, TINY.style)) * TINY.line


def _item_words(case: Case, column: Column) -> tuple[str, str]:
    """What an item says, and where it is from."""
    say = look_of(case).words
    if column.item in case.graph.evidence:
        item = case.graph.evidence[column.item]
        text, about = item.text, [case.label(item.source)]
    else:
        text, about = case.graph.claims[column.item].text, []
        about.append(say("matrix.claim-item", point=number(column.credibility.point)))
    about += [column.marks] if column.marks else []
    about.append(say("matrix.item-witness", n=column.cluster))
    about += [say("matrix.layer", layer=column.layer)] if column.layer else []
    return text, " · ".join([*about, column.item])


def _item(case: Case, sheet: Sheet, page: _Page, column: Column, x: float, y: float, room: float) -> None:
    text, about = _item_words(case, column)
    name = page.names[column.item]
    ratings = ", ".join(f"{h} {rating}" for h, rating in column.ratings.items())
    sentence = sheet.look.words("matrix.column", name=name, text=text, about=about, ratings=ratings)
    with sheet.symbol(f"item-{column.item}", f"{name}: {text}", sentence):
        sheet.line(x, y + BODY.size * 0.92, name, LEAD)
        below = sheet.write(x + 34, y, text, BODY, room - 34)
        sheet.write(x + 34, below, about, TINY, room - 34)


def _verdicts(sheet: Sheet, page: _Page) -> None:
    """What the best balance is and on what it turns, and how not to read it."""
    say, found = sheet.look.words, page.found
    told = []
    if page.telling and any(column.diagnostic for column in found.columns):
        turning = found.turning()
        lead = ", ".join(best(found.scores))
        lost = [say("matrix.without", item=page.names[item], after=", ".join(after)) for item, after in turning.items()]
        form = "matrix.best-turns" if turning else "matrix.best"
        told.append(say(form, lead=lead, turning="; ".join(lost)))
    if page.apart:
        told.append(say("matrix.alike"))
    told.append(say("matrix.untested"))
    sheet.y += 4
    for text in told:
        sheet.y = sheet.write(style.MARGIN, sheet.y, text, SMALL, sheet.wide - 2 * style.MARGIN) + 2


def _entries(say: Words, sheet: Sheet, page: _Page) -> Iterator[Entry]:
    shown = {column.ratings.get(name, "NA") for column in page.columns for name in page.rows}
    if shown & {"C", "CC"}:
        yield Entry(13, lambda x, y: sheet.out.append(icon(x + 6, y, "support")), say("matrix.key-c"))
    if shown & {"I", "II"}:
        yield Entry(13, lambda x, y: sheet.out.append(icon(x + 6, y, "attack")), say("matrix.key-i"))
    if shown & {"N", "NA"}:
        yield Entry(7, lambda x, y: sheet.disc(x + 3, y, 2.6, "n s-line"), say("matrix.key-n"))
    if any(column.item in page.found.turning() for column in page.columns):
        yield Entry(11, lambda x, y: sheet.path(_diamond(x + 5, y), "f-ink s-ink"), say("matrix.key-turns"))
    yield Entry(44, lambda x, y: sheet.confidence(x, y, 44, 0.4, 0.6, 0.85), say("matrix.key-band"))
