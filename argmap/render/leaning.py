"""Leaning: the sources of a case as a picture, by what rests on them and what falls without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argmap.case import Case
from argmap.graph import SUPPORT, Id
from argmap.render import style
from argmap.render.look import look_of
from argmap.render.metrics import wrap
from argmap.render.sheet import BODY, FIGURE, PAGE, SMALL, TINY, Entry, Sheet, long
from argmap.render.svg import Picture
from argmap.render.words import Words, title_of

LABEL = 310.0
FIGURES = (48.0, 56.0, 56.0, 44.0)
"""The widths of the columns of counts: items, leaning, falling, core."""
BAR = PAGE[0] - 2 * style.MARGIN - LABEL - sum(FIGURES) - 14
HEAD_ROOM = 190.0


class Resting(NamedTuple):
    """A source with its items, the claims that lean on it, and those that fall without it, all of them and the core."""

    source: Id
    items: tuple[Id, ...]
    leaning: frozenset[Id]
    falling: frozenset[Id]
    core: frozenset[Id]


def resting(case: Case) -> tuple[Resting, ...]:
    """Every source with what rests on it; the one without which most claims fall comes first.

    A claim leans on a source if a path of supporting inferences leads to it from an item of that source, or of one that
    is known only through it; it falls if no complete path to evidence is left without it (`argmap.standing`).
    """
    graph, standing = case.graph, case.standing
    lost = standing.falling(graph.claims)
    items: dict[Id, list[Id]] = {name: [] for name in graph.sources}
    bearing: dict[Id, list[Id]] = {name: [] for name in graph.sources}
    for item, record in graph.evidence.items():
        items.setdefault(record.source, []).append(item)
        for work in standing.known_through.get(record.source, (record.source,)):
            bearing.setdefault(work, []).append(item)
    found = []
    for source in graph.sources:
        falling = frozenset(lost.get(("sources", source), ()))
        core = frozenset(name for name in falling if graph.claims[name].tier == "core")
        leaning = _above(case, bearing[source])
        found.append(Resting(source, tuple(items[source]), leaning | falling, falling, core))
    return tuple(sorted(found, key=lambda one: (-len(one.falling), -len(one.leaning), -len(one.items), one.source)))


def _above(case: Case, items: Sequence[Id]) -> frozenset[Id]:
    """The claims to which supporting inferences lead up from some items."""
    seen: set[Id] = set()
    waiting = list(items)
    while waiting:
        for line in case.graph.resting_on(waiting.pop()):
            if line.polarity == SUPPORT and line.conclusion not in seen:
                seen.add(line.conclusion)
                waiting.append(line.conclusion)
    return frozenset(seen)


def sources_pictures(case: Case) -> list[Picture]:
    """The sources of a case on as many pages as it takes; none where nothing leans on any."""
    rows = resting(case)
    shown = [row for row in rows if row.leaning]
    if not shown:
        return []
    pages: list[list[Resting]] = [[]]
    left = PAGE[1] - HEAD_ROOM
    for row in shown:
        high = _height(case, row)
        if pages[-1] and high > left:
            pages.append([])
            left = PAGE[1] - HEAD_ROOM
        pages[-1].append(row)
        left -= high
    unused = [row.source for row in rows if not row.leaning]
    return [
        _page(case, some, shown, (k, len(pages)), unused if k == len(pages) else []) for k, some in enumerate(pages, 1)
    ]


def _page(
    case: Case, rows: Sequence[Resting], every: Sequence[Resting], page: tuple[int, int], unused: Sequence[Id]
) -> Picture:
    look = look_of(case)
    say = look.words
    reached = sum(case.standing.stands(name) for name in case.graph.claims)
    told = say("sources.told", sources=say.count("source", len(case.graph.sources)), claims=say.count("claim", reached))
    parts = [title_of(case), told, *([say("sources.page", k=page[0], n=page[1])] if page[1] > 1 else [])]
    sheet = Sheet(look, say("sources.title"), " · ".join(parts), PAGE[0])
    with sheet.unread():
        sheet.line(style.MARGIN, sheet.y + 11, say("sources.source"), SMALL)
        x = style.MARGIN + LABEL
        for name, wide in zip(("items", "leaning", "falling", "core"), FIGURES, strict=True):
            x += wide
            sheet.line(x - 6, sheet.y + 11, say(f"sources.{name}"), SMALL, right=True)
        sheet.rule(style.MARGIN, sheet.y + 18, sheet.wide - style.MARGIN, sheet.y + 18, "line", 1.2)
    sheet.y += 20
    longest = max(len(row.leaning) for row in every)
    for row in rows:
        _row(case, say, sheet, row, longest)
    sheet.y += 10
    notes = [say("sources.note")]
    if unused:
        names = ", ".join(case.label(name) for name in unused)
        notes.append(say("sources.unused", sources=say.count("source", len(unused)), names=names))
    for text in notes:
        sheet.y = sheet.write(style.MARGIN, sheet.y, text, SMALL, sheet.wide - 2 * style.MARGIN) + 3
    sheet.key(list(_entries(say, sheet, rows)))
    return sheet.finished("sources" + (f"--{page[0]}" if page[0] > 1 else ""))


def _through(case: Case, row: Resting) -> str:
    source = case.graph.sources[row.source].known_through
    return case.label(source) if source is not None else ""


def _told_through(case: Case, row: Resting) -> str:
    """Through what alone a source is known, in words; empty where it is known itself."""
    through = _through(case, row)
    return look_of(case).words("sources.through", source=through) if through else ""


def _beside(case: Case, row: Resting) -> bool:
    """Whether that has room beside the name of the source."""
    return long(case.label(row.source), BODY) + 12 + long(_told_through(case, row), TINY) <= LABEL - 12


def _height(case: Case, row: Resting) -> float:
    lines = len(wrap(case.label(row.source), BODY.size, LABEL - 12, BODY.style)) * BODY.line
    if not _beside(case, row):
        lines += len(wrap(_told_through(case, row), TINY.size, LABEL - 24, TINY.style)) * TINY.line
    return lines + 5


def _row(case: Case, say: Words, sheet: Sheet, row: Resting, longest: int) -> None:
    label, through, high = case.label(row.source), _through(case, row), _height(case, row)
    y = sheet.y
    kinds = {"items": ("item", row.items), "leaning": ("leaning", row.leaning), "falling": ("falling", row.falling)}
    counts = {field: say.count(key, len(some)) for field, (key, some) in kinds.items()}
    sentence = say("sources.row", text=label, core=say.count("core", len(row.core)), **counts)
    if through:
        sentence += " " + say("sources.row-through", source=through)
    with sheet.symbol(f"source-{row.source}", label, sentence):
        sheet.box(style.MARGIN - 4, y, sheet.wide - 2 * style.MARGIN + 8, high, "frame n", 0)
        at = sheet.write(style.MARGIN, y + 2, label, BODY, LABEL - 12)
        if through and _beside(case, row):
            sheet.line(style.MARGIN + long(label, BODY) + 12, y + 2 + BODY.size * 0.92, _told_through(case, row), TINY)
        elif through:
            sheet.write(style.MARGIN + 12, at, _told_through(case, row), TINY, LABEL - 24)
        x = style.MARGIN + LABEL
        figures = (len(row.items), len(row.leaning), len(row.falling), len(row.core))
        for count, wide in zip(figures, FIGURES, strict=True):
            x += wide
            sheet.line(x - 6, y + 13, str(count) if count else "–", FIGURE if count else TINY, right=True)
        unit = BAR / longest
        _bar(sheet, x + 14, y + 3.5, unit * len(row.leaning), unit * len(row.falling), unit * len(row.core))
    sheet.y += high
    sheet.rule(style.MARGIN, sheet.y, sheet.wide - style.MARGIN, sheet.y, "sunk", 0.8)


def _bar(sheet: Sheet, x: float, y: float, leaning: float, falling: float, core: float) -> None:
    """A pale bar of what leans; in it a solid one of what falls, and a line under its part that is core."""
    sheet.box(x, y, leaning, 11, "f-band s-support", 0.8)
    if falling:
        sheet.box(x, y, falling, 11, "f-support s-support", 0.8)
    if core:
        sheet.box(x, y + 4, core, 3, "f-paper s-paper", 0.4)


def _entries(say: Words, sheet: Sheet, rows: Sequence[Resting]) -> Iterator[Entry]:
    yield Entry(30, lambda x, y: _bar(sheet, x, y - 5.5, 30, 0, 0), say("sources.key-leaning"))
    if any(row.falling for row in rows):
        yield Entry(30, lambda x, y: _bar(sheet, x, y - 5.5, 30, 30, 0), say("sources.key-falling"))
    if any(row.core for row in rows):
        yield Entry(30, lambda x, y: _bar(sheet, x, y - 5.5, 30, 30, 18), say("sources.key-core"))
