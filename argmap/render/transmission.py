"""Transmission: the routes of a record as a picture, who handed what to whom, rival routes side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from argmap import model
from argmap.case import Case
from argmap.graph import Id
from argmap.render import style
from argmap.render.cards import number
from argmap.render.look import look_of
from argmap.render.metrics import wrap
from argmap.render.shapes import n
from argmap.render.sheet import BODY, LEAD, LINK, PAGE, SMALL, TINY, WARN, Entry, Sheet
from argmap.render.svg import Picture
from argmap.render.views import label_of, rivals
from argmap.render.words import Words, title_of

COLUMN = 260.0
WIDE_COLUMN = 400.0
BETWEEN = 24.0
HEAD_ROOM = 230.0
"""What heading, heads of columns and key may take of a page."""
STEM = 22.0
"""How far the arrow of a step stands from the left edge of its column."""
ARROW = 10.0
ORAL = frozenset({"said", "heard"})
GAP = "1 5"
LINES = {"documented": "", "word": "9 5", "nothing": "2 4"}
"""What documents a step → the dashes of its line."""
_CERTAINTIES = ("possible", "probable", "certain")


@dataclass(frozen=True)
class _Party:
    """Somebody through whose hands the record goes; `gap` where no step is recorded that brings it there."""

    name: str
    gap: bool = False


@dataclass(frozen=True)
class _Step:
    """A step as it is drawn: its own record and the names of both ends."""

    record: model.Step
    giver: str
    taker: str


_Block = _Party | _Step


def route_pictures(case: Case, record: Id) -> list[Picture]:
    """The routes of a record side by side, on several pages where there are more rivals than one holds. Raises KeyError."""
    return list(_record(case, record, rivals(case)[record]))


def _record(case: Case, record: Id, names: Sequence[Id]) -> Iterator[Picture]:
    """Rivals side by side: four on a page that lies, where none is too long for that, and else three upright."""
    say = look_of(case).words
    tallest = max(sum(_height(case, say, block, COLUMN) for block in _chain(case, say, name)) for name in names)
    abreast = 4 if tallest <= PAGE[0] - HEAD_ROOM else 3
    pages = -(-len(names) // abreast)
    each = -(-len(names) // pages)
    for k in range(pages):
        yield _page(case, record, names[k * each : (k + 1) * each], len(names), (k + 1, pages))


def _page(case: Case, record: Id, names: Sequence[Id], total: int, page: tuple[int, int]) -> Picture:
    look = look_of(case)
    say = look.words
    wide = WIDE_COLUMN if len(names) == 1 else COLUMN
    chains = {name: list(_chain(case, say, name)) for name in names}
    # A chain that is too long for a page goes on beside itself.
    room = (PAGE[1] if len(names) * (wide + BETWEEN) <= PAGE[0] else PAGE[0]) - HEAD_ROOM
    pieces = [(name, k, part) for name in names for k, part in enumerate(_cut(case, say, chains[name], wide, room))]
    title = say("route.title", record=label_of(case, record))
    told = say("route.rivals", routes=say.count("route", total)) if total > 1 else say("route.alone")
    subtitle = [title_of(case), told, *([say("route.page", k=page[0], n=page[1])] if page[1] > 1 else [])]
    across = len(pieces) * (wide + BETWEEN) - BETWEEN + 2 * style.MARGIN
    sheet = Sheet(look, title, " · ".join(subtitle), max(across, 560.0))
    top = sheet.y
    heads = {name: _head_lines(case, say, name, wide) for name in names}
    below = top + max(sum(type_.line for _, type_ in lines) for lines in heads.values()) + 14
    lowest = below
    for index, (name, part, blocks) in enumerate(pieces):
        x = style.MARGIN + index * (wide + BETWEEN)
        if part == 0:
            _head(case, say, sheet, name, heads[name], x, top)
        else:
            sheet.line(x, below - 6, say("route.goes-on"), TINY)
        y = below
        for number_, block in blocks:
            y = _draw(case, say, sheet, block, f"{name}-{number_}", x, y, wide)
        lowest = max(lowest, y)
    sheet.y = lowest + 4
    states = {_state(step.record) for chain in chains.values() for step in chain if isinstance(step, _Step)}
    gaps = any(isinstance(block, _Party) and block.gap for chain in chains.values() for block in chain)
    sheet.key(list(_entries(say, sheet, states, gap=gaps)))
    return sheet.finished(f"route-{record}" + (f"--{page[0]}" if page[0] > 1 else ""))


# --------------------------------------------------------------------------- the chain


def _chain(case: Case, say: Words, name: Id) -> Iterator[_Block]:
    """The parties and steps of a route in order; where a giver is not the one who had it last, a gap is between them."""
    steps = case.graph.transmissions[name].steps
    holder: str | None = None
    for index, step in enumerate(steps):
        if holder is None or (step.giver is not None and not _same(case, holder, step.giver)):
            gap = holder is not None
            holder = step.giver or say("route.unnamed")
            yield _Party(holder, gap)
        after = steps[index + 1].giver if index + 1 < len(steps) else None
        taker = step.taker or after or say("route.unnamed")
        yield _Step(step, holder, taker)
        yield _Party(taker)
        holder = taker


def _same(case: Case, one: str, other: str) -> bool:
    """Whether two names of a route are one party: the same words, the same authority record, or one with more said."""
    known = case.graph.authority(one)
    return (
        one.startswith(other) or other.startswith(one) or (known is not None and known == case.graph.authority(other))
    )


def _cut(
    case: Case, say: Words, chain: Sequence[_Block], wide: float, room: float
) -> Iterator[list[tuple[int, _Block]]]:
    """A chain in columns no higher than the room, each beginning with a party; blocks with their numbers."""
    some: list[tuple[int, _Block]] = []
    high = 0.0
    for index, block in enumerate(chain):
        tall = _height(case, say, block, wide)
        if some and high + tall > room and isinstance(block, _Step):
            yield some
            some, high = [], 0.0
            some.append((index - 1, chain[index - 1]))
            high = _height(case, say, chain[index - 1], wide)
        some.append((index, block))
        high += tall
    yield some


def _state(step: model.Step) -> str:
    return "documented" if step.documented_by else "word" if step.on_word_of else "nothing"


def _about(case: Case, say: Words, step: model.Step) -> list[tuple[str, style.Type]]:
    """What is written beside the arrow of a step: how, when, on what ground, and what is noted."""
    lead = say(f"mode.{step.mode}")
    if step.date is not None:
        lead += f" · {say.date(step.date)}"
    state = _state(step)
    if state == "documented":
        ground = say("route.documented", names=", ".join(_document(case, name) for name in step.documented_by))
    elif state == "word":
        ground = say("route.word", who=step.on_word_of)
    else:
        ground = say("route.nothing")
    if step.certainty is not None:
        ground += f" · {say(f'certainty.{step.certainty}')}"
    lines = [(lead, LEAD), (ground, SMALL if state == "documented" else WARN)]
    return [*lines, *([(step.note, SMALL)] if step.note else [])]


def _document(case: Case, name: Id) -> str:
    return case.label(name) if name in case.graph.sources else name


# --------------------------------------------------------------------------- drawing


def _head_lines(case: Case, say: Words, name: Id, wide: float) -> list[tuple[str, style.Type]]:
    """The lines above a route: its id, what it is, under which claim it holds, and its counts."""
    route = case.graph.transmissions[name]
    parts: list[tuple[str, style.Type]] = [(name, TINY)]
    parts += [(route.text, LEAD)] if route.text else []
    if route.holds_if is not None:
        shown = {
            "text": case.graph.claims[route.holds_if].text,
            "grade": case.valuation.grade[route.holds_if].code,
            "point": number(case.valuation.confidence[route.holds_if].point),
        }
        parts.append((say("route.holds-if", **shown), LINK._replace(role="ink")))
    parts.append((_counts(case, say, name), SMALL))
    return [(line, type_) for text, type_ in parts for line in wrap(text, type_.size, wide, type_.style)]


def _counts(case: Case, say: Words, name: Id) -> str:
    """The figures of a route: steps, those without a document, by word of mouth, translations, the narrowest."""
    steps = case.graph.transmissions[name].steps
    modes = Counter("oral" if step.mode in ORAL else step.mode for step in steps)
    told = [say.count("step", len(steps))]
    for key, count in (
        ("undocumented", sum(not step.documented_by for step in steps)),
        ("oral", modes["oral"]),
        ("translation", modes["translated"]),
    ):
        told += [say.count(key, count)] if count else []
    stated = [step.certainty for step in steps if step.certainty is not None]
    if stated:
        least = min(stated, key=_CERTAINTIES.index)
        told.append(say("route.narrowest", certainty=say(f"certainty.{least}")))
    return "; ".join(told)


def _head(
    case: Case, say: Words, sheet: Sheet, name: Id, lines: Sequence[tuple[str, style.Type]], x: float, y: float
) -> None:
    route = case.graph.transmissions[name]
    sentence = say("route.route", id=name, text=route.text or "", counts=_counts(case, say, name))
    with sheet.symbol(f"route-{name}", route.text or name, " ".join(sentence.split())):
        for line, type_ in lines:
            sheet.line(x, y + type_.size * 0.92, line, type_)
            y += type_.line


def _height(case: Case, say: Words, block: _Block, wide: float) -> float:
    if isinstance(block, _Party):
        lines = wrap(block.name, BODY.size, wide - 20, BODY.style)
        return len(lines) * BODY.line + 12 + (26.0 if block.gap else 0.0)
    lines_ = sum(
        len(wrap(text, type_.size, wide - STEM - 18, type_.style)) * type_.line
        for text, type_ in _about(case, say, block.record)
    )
    return max(lines_ + 18, 44.0)


def _draw(
    case: Case, say: Words, sheet: Sheet, block: _Block, identifier: str, x: float, y: float, wide: float
) -> float:
    """A party or a step; gives the y below it."""
    high = _height(case, say, block, wide)
    if isinstance(block, _Party):
        if block.gap:
            with sheet.unread():
                sheet.rule(x + STEM, y, x + STEM, y + 26, "line", 2, GAP)
            sheet.line(x + STEM + 16, y + 17, say("route.gap"), TINY)
            y, high = y + 26, high - 26
        sheet.box(x, y, wide, high, "f-card s-ink", 1.3, round_=6)
        sheet.write(x + 10, y + 6, block.name, BODY, wide - 20)
        return y + high
    about = _about(case, say, block.record)
    told = ". ".join(text.rstrip(".") for text, _ in about[1:])
    sentence = say("route.step", mode=about[0][0], giver=block.giver, taker=block.taker, about=told)
    with sheet.symbol(f"step-{identifier}", f"{block.giver} → {block.taker}", sentence):
        end = y + high
        sheet.rule(x + STEM, y, x + STEM, end - ARROW, "ink", 2.2, LINES[_state(block.record)])
        sheet.path(f"M{n(x + STEM)} {n(end)}l-5.5 -{n(ARROW + 1)}h11z", "f-ink")
        at = y + 9
        for text, type_ in about:
            at = sheet.write(x + STEM + 16, at, text, type_, wide - STEM - 18)
    return y + high


def _entries(say: Words, sheet: Sheet, states: set[str], *, gap: bool) -> Iterator[Entry]:
    for state, dash in LINES.items():
        if state in states:

            def sample(x: float, y: float, dash: str = dash) -> None:
                sheet.rule(x, y, x + 28, y, "ink", 2.2, dash)
                sheet.path(f"M{n(x + 38)} {n(y)}l-11 -5.5v11z", "f-ink")

            yield Entry(38, sample, say(f"route.key-{state}"))
    if gap:
        yield Entry(34, lambda x, y: sheet.rule(x, y, x + 34, y, "line", 2, GAP), say("route.key-gap"))
