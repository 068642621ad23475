"""Contents: the list of a project's pictures with a sentence on each, as a page and as a picture of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argmap.case import Case
from argmap.noted import once
from argmap.render import Picture, page, style
from argmap.render.look import look_of
from argmap.render.metrics import width, wrap
from argmap.render.shapes import escape, n, text_line
from argmap.render.svg import document
from argmap.render.views import OVERVIEW, PAGE, WHOLE, label_of
from argmap.render.words import Words, title_of, words


class Entry(NamedTuple):
    """One picture: its file, what it shows, a sentence on it, its size in points, and the files that go on from it."""

    file: str
    title: str
    text: str
    width: float
    height: float
    more: tuple[str, ...] = ()


class Group(NamedTuple):
    """Pictures of one kind, with a sentence on the kind; `small` ones are listed without a thumbnail."""

    name: str
    title: str
    text: str
    entries: tuple[Entry, ...]
    small: bool


GROUPS = (
    "overview",
    "architecture",
    "section",
    "question",
    "matrix",
    "claim",
    "wigmore",
    "timeline",
    "sources",
    "route",
    "own",
    "map",
)
"""The kinds of pictures in the order in which they are listed; `index.GROUP` in a language file tells of each."""
_LISTED = frozenset({"claim", "route"})
_ALONE = frozenset({"architecture", "timeline", "sources"})


def contents(case: Case, pictures: Sequence[Picture]) -> tuple[Group, ...]:
    """The pictures of a case by kind, in the order in which they were drawn, claims in that of the text.

    Kinds without pictures are left out.
    """
    say = words(case.settings.language)
    found: dict[str, list[Entry]] = {name: [] for name in GROUPS}
    for picture in pictures:
        kind, title, text = _told(case, say, picture.name.removesuffix(".svg"))
        entry = Entry(picture.name, title, text, round(picture.width), round(picture.height))
        if PAGE in picture.name and found[kind]:
            first = found[kind].pop()
            found[kind].append(first._replace(more=(*first.more, entry.file)))
        else:
            found[kind].append(entry)
    rank = case.graph.reading
    found["claim"].sort(key=lambda entry: rank[_claim_of(entry.file)])
    return tuple(
        Group(name, say(f"index.{name}.title"), say(f"index.{name}.text"), tuple(found[name]), name in _LISTED)
        for name in GROUPS
        if found[name]
    )


def _claim_of(file: str) -> str:
    return file.removeprefix("claim-").removesuffix(".svg").partition(PAGE)[0]


def _told(case: Case, say: Words, name: str) -> tuple[str, str, str]:
    """The kind, title and sentence of a picture by its name."""
    graph = case.graph
    name = name.partition(PAGE)[0]
    if name in case.settings.views:
        shown = ", ".join(case.settings.views[name].show)
        return "own", case.settings.views[name].title or name, say("index.shows", names=shown)
    if name == WHOLE:
        text = f"{say.count('claim', len(graph.claims))}, {say.count('item', len(graph.evidence))}."
        return "map", title_of(case), text
    if name == OVERVIEW and case.settings.thesis is not None:
        return "overview", graph.claims[case.settings.thesis].text, _standing(case, say, case.settings.thesis)
    kind, _, record = name.partition("-")
    if kind in _ALONE:
        return kind, say(f"{kind}.title"), ""
    if kind in ("question", "matrix"):
        question = graph.questions[record]
        return (
            kind,
            question.text,
            f"{say.count('answer', len(question.hypotheses))}; {say(f'matrix.{question.relation}')}.",
        )
    if kind == "section":
        section = graph.sections[record]
        return kind, section.title, section.text or ""
    if kind == "route":
        return kind, label_of(case, record), ""
    return kind, graph.claims[record].text, _standing(case, say, record)


def _standing(case: Case, say: Words, claim: str) -> str:
    band, grade = case.valuation.confidence[claim], case.valuation.grade[claim]
    shown = {"point": f"{band.point:.2f}", "low": f"{band.low:.2f}", "high": f"{band.high:.2f}"}
    return say("index.standing", grade=grade.code, **shown)


def counts(case: Case, say: Words) -> str:
    """How many records a case has, of the four kinds that make an argument."""
    graph = case.graph
    kinds = (
        ("claim", graph.claims),
        ("item", graph.evidence),
        ("inference", graph.inferences),
        ("question", graph.questions),
    )
    return ", ".join(say.count(key, len(records)) for key, records in kinds)


def prepare() -> None:
    """Get ready for the list of pictures, whichever they will be."""
    page.prepare("index")


def index(case: Case, pictures: Sequence[Picture]) -> dict[str, bytes]:
    """The list of all pictures: file name → bytes of `index.html` and `index.svg`."""
    say = words(case.settings.language)
    groups, counted = contents(case, pictures), counts(case, say)

    def made() -> dict[str, bytes]:
        """The files of these groups."""
        html = page.page("index", say=say, title=title_of(case), counts=counted, groups=groups)
        return {"index.html": html.encode(), "index.svg": _svg(case, say, groups, counted).encode()}

    return once(case, ("index", *groups, counted), made)


WIDE = 900.0
COLUMNS = 2
BETWEEN = 24.0
LINK = style.SMALL._replace(role="support")


def _svg(case: Case, say: Words, groups: Sequence[Group], counted: str) -> str:
    out: list[str] = []
    y = style.MARGIN
    for text, type_ in ((title_of(case), style.TITLE), (counted, style.SUBTITLE)):
        for line in wrap(text, type_.size, WIDE, type_.style):
            out.append(text_line(style.MARGIN, y + type_.size * 0.92, line, type_))
            y += type_.line
    for group in groups:
        y += 20
        out.append(f'<g role="graphics-object" aria-label="{escape(group.title)}">')
        out.append(text_line(style.MARGIN, y + 12, group.title, style.CLAIM))
        y += style.CLAIM.line
        for line in wrap(group.text, style.SUBTITLE.size, WIDE, style.SUBTITLE.style):
            out.append(text_line(style.MARGIN, y + 9, line, style.SUBTITLE))
            y += style.SUBTITLE.line
        y += 4
        for first in range(0, len(group.entries), COLUMNS):
            high = 0.0
            for column, entry in enumerate(group.entries[first : first + COLUMNS]):
                lines, tall = _entry(say, entry, style.MARGIN + column * (WIDE + BETWEEN) / COLUMNS, y)
                out.extend(lines)
                high = max(high, tall)
            y += high + 8
        out.append("</g>")
    total, height = WIDE + 2 * style.MARGIN, y + style.MARGIN
    title = say("index.pictures", title=title_of(case))
    return document(look_of(case), title, f"{counted}.", out, total, height)


def _entry(say: Words, entry: Entry, x: float, y: float) -> tuple[list[str], float]:
    """One picture as a link: its title and sentence; with the height it takes."""
    room = (WIDE - BETWEEN * (COLUMNS - 1)) / COLUMNS - 14
    out = [f'<a href="{escape(entry.file)}" aria-label="{escape(entry.title)}">']
    at = y
    out.append(
        f'<path class="s-support n" stroke-width="1.6" d="M{n(x + 1)} {n(y + 2)}L{n(x + 6)} {n(y + 6)}L{n(x + 1)} {n(y + 10)}"/>'
    )
    for text, type_ in ((entry.title, style.TEXT), (entry.text, style.SMALL)):
        for line in _lines(text, type_, room):
            out.append(text_line(x + 14, at + type_.size * 0.92, line, type_))
            at += type_.line
    out.append("</a>")
    across = x + 14
    for number, file in enumerate(entry.more, start=2):
        told = say("index.page", n=number)
        out.append(f'<a href="{escape(file)}" aria-label="{escape(f"{entry.title}, {told}")}">')
        out.append(text_line(across, at + style.SMALL.size * 0.92, told, LINK))
        out.append("</a>")
        across += width(told, LINK.size, LINK.style) + 10
    return out, at - y + (style.SMALL.line if entry.more else 0)


def _lines(text: str, type_: style.Type, room: float) -> Iterator[str]:
    if text:
        yield from wrap(text, type_.size, room, type_.style)
