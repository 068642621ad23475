"""Contents: the list of a project's pictures with a sentence on each, as a page and as a picture of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argmap.case import Case
from argmap.render import Picture, style
from argmap.render.look import look_of
from argmap.render.metrics import width, wrap
from argmap.render.page import page
from argmap.render.svg import document, escape, n, text_line
from argmap.render.views import OVERVIEW, PAGE, WHOLE, reading_order


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


_GROUPS = (
    ("overview", "Begin here", "What the whole comes to, and what it rests on."),
    (
        "section",
        "Part by part",
        "The argument in the order of the text: the claims of each part and what they rest on.",
    ),
    ("question", "Questions and their rival answers", "Each answer with the lines for and against it, in brief."),
    ("claim", "Claim by claim", "One claim at a time, as deep as still prints on a page."),
    ("own", "Pictures of this project's own", "Chosen in the settings."),
    ("map", "Everything at once", "The whole map on one sheet, for the wall."),
)
WORDS = (
    ("claim", "a statement that somebody puts forward; his words of certainty stand in quotation marks"),
    ("evidence", "what a source shows, with the place in it"),
    ("step", "premises that bear on a claim together, with the rule that carries them; + means needed together"),
    ("supports, weakens", "a solid line with a filled head; a dashed line with a bar"),
    ("undercuts", "a dotted line with an open head that ends on a step: the step is doubted, not the claim"),
    ("S0 to S3, SX", "how well a claim is supported on the record, from nothing offered to two direct witnesses apart"),
    (
        "0 to 1",
        "computed confidence: a point in its band, wide where judgements differ; the bracket is how sure he sounds",
    ),
    ("thick outline", "a core claim, or what the picture is about"),
)


def contents(case: Case, pictures: Sequence[Picture]) -> tuple[Group, ...]:
    """The pictures of a case by kind, in the order in which they were drawn, claims in that of the text.

    Kinds without pictures are left out.
    """
    found: dict[str, list[Entry]] = {name: [] for name, _, _ in _GROUPS}
    for picture in pictures:
        kind, title, text = _told(case, picture.name.removesuffix(".svg"))
        entry = Entry(picture.name, title, text, round(picture.width), round(picture.height))
        if PAGE in picture.name and found[kind]:
            first = found[kind].pop()
            found[kind].append(first._replace(more=(*first.more, entry.file)))
        else:
            found[kind].append(entry)
    rank = reading_order(case.graph)
    found["claim"].sort(key=lambda entry: rank[_claim_of(entry.file)])
    return tuple(
        Group(name, title, text, tuple(found[name]), name == "claim") for name, title, text in _GROUPS if found[name]
    )


def _claim_of(file: str) -> str:
    return file.removeprefix("claim-").removesuffix(".svg").partition(PAGE)[0]


def _told(case: Case, name: str) -> tuple[str, str, str]:
    """The kind, title and sentence of a view by its name."""
    graph = case.graph
    name = name.partition(PAGE)[0]
    if name in case.settings.views:
        return "own", case.settings.views[name].title or name, f"Shows {', '.join(case.settings.views[name].show)}."
    if name == WHOLE:
        text = f"{_counted(len(graph.claims), 'claim')} and {_counted(len(graph.evidence), 'item')} of evidence."
        return "map", case.title(), text
    if name == OVERVIEW and case.settings.thesis is not None:
        return "overview", graph.claims[case.settings.thesis].text, _standing(case, case.settings.thesis)
    kind, _, record = name.partition("-")
    if kind == "question":
        question = graph.questions[record]
        return kind, question.text, f"{_counted(len(question.hypotheses), 'answer')}, {question.relation}."
    if kind == "section":
        section = graph.sections[record]
        return kind, section.title, section.text or ""
    return "claim", graph.claims[record].text, _standing(case, record)


def _standing(case: Case, claim: str) -> str:
    band, grade = case.valuation.confidence[claim], case.valuation.grade[claim]
    return f"{grade.code}, confidence {band.point:.2f} in {band.low:.2f} to {band.high:.2f}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _counts(case: Case) -> str:
    graph = case.graph
    return (
        f"{_counted(len(graph.claims), 'claim')}, {_counted(len(graph.evidence), 'item')} of evidence,"
        f" {_counted(len(graph.inferences), 'inference')}, {_counted(len(graph.questions), 'question')}"
    )


def index(case: Case, pictures: Sequence[Picture]) -> dict[str, bytes]:
    """The list of all pictures: file name → bytes of `index.html` and `index.svg`."""
    groups = contents(case, pictures)
    html = page("index", title=case.title(), counts=_counts(case), groups=groups, words=WORDS)
    return {"index.html": html.encode(), "index.svg": _svg(case, groups).encode()}


WIDE = 900.0
COLUMNS = 2
BETWEEN = 24.0
LINK = style.SMALL._replace(role="support")


def _svg(case: Case, groups: Sequence[Group]) -> str:
    out: list[str] = []
    y = style.MARGIN
    for text, type_ in ((case.title(), style.TITLE), (_counts(case), style.SUBTITLE)):
        for line in wrap(text, type_.size, WIDE, type_.style):
            out.append(text_line(style.MARGIN, y + type_.size * 0.92, line, type_))
            y += type_.line
    for group in groups:
        y += 20
        out.append(f'<g role="graphics-object" aria-label="{escape(group.title)}">')
        out.append(text_line(style.MARGIN, y + 12, group.title, style.CLAIM))
        y += style.CLAIM.line
        out.append(text_line(style.MARGIN, y + 9, group.text, style.SUBTITLE))
        y += style.SUBTITLE.line + 4
        for first in range(0, len(group.entries), COLUMNS):
            high = 0.0
            for column, entry in enumerate(group.entries[first : first + COLUMNS]):
                lines, tall = _entry(entry, style.MARGIN + column * (WIDE + BETWEEN) / COLUMNS, y)
                out.extend(lines)
                high = max(high, tall)
            y += high + 8
        out.append("</g>")
    total, height = WIDE + 2 * style.MARGIN, y + style.MARGIN
    title = f"{case.title()}: the pictures"
    return document(look_of(case), title, f"{_counts(case)}.", out, total, height)


def _entry(entry: Entry, x: float, y: float) -> tuple[list[str], float]:
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
        told = f"page {number}"
        out.append(f'<a href="{escape(file)}" aria-label="{escape(f"{entry.title}, {told}")}">')
        out.append(text_line(across, at + style.SMALL.size * 0.92, told, LINK))
        out.append("</a>")
        across += width(told, LINK.size, LINK.style) + 10
    return out, at - y + (style.SMALL.line if entry.more else 0)


def _lines(text: str, type_: style.Type, room: float) -> Iterator[str]:
    if text:
        yield from wrap(text, type_.size, room, type_.style)
