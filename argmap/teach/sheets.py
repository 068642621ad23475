"""Reading sheets: a project's own documents with questions to read them by, each pointing at passages by locator.

The four ways of reading are those of Wineburg (Journal of Educational Psychology 83, 1991) and the Stanford History
Education Group: sourcing, contextualisation, corroboration, close reading. The questions are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from argmap import model
from argmap.case import Case
from argmap.graph import Id
from argmap.render.page import page
from argmap.rules.certainty import SILENT_KINDS, own_hedges
from argmap.semantics.scales import lag
from argmap.teach.dating import when
from argmap.teach.rivals import RELATIONS
from argmap.teach.routes import span
from argmap.teach.stock import Stock

MOST_PROMPTS = 6
MOST_SHEETS = 8


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to read by: where to look, the passage if the reader has the text, and what is on record of it."""

    question: str
    place: str | None
    passage: str | None
    record: str


@dataclass(frozen=True, slots=True)
class Part:
    """One way of reading with its questions; the first of them ask of every document."""

    skill: str
    lead: str
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class ReadingSheet:
    """All that there is to ask of one document."""

    source: Id
    label: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def reading_sheets(case: Case, *, seed: str = "argmap") -> tuple[ReadingSheet, ...]:
    """A sheet for every document that records point into; where there is none, for those most items come from.

    Deterministic in the same way as the exercises: of many passages those of lowest rank are asked about.
    """
    stock = Stock(case, (), seed)
    graph = case.graph
    at_hand = sorted(
        {said.at.source for claim in graph.claims.values() for said in claim.said if said.at} & set(graph.sources)
    )
    used: dict[Id, int] = {}
    for item in graph.evidence.values():
        used[item.source] = used.get(item.source, 0) + 1
    most = sorted(used.keys() & graph.sources.keys(), key=lambda name: (-used[name], name))[:MOST_SHEETS]
    return tuple(_sheet(stock, source) for source in at_hand or most)


def _sheet(stock: Stock, name: Id) -> ReadingSheet:
    source = stock.case.graph.sources[name]
    parts = (
        Part(
            "Sourcing",
            "Before you read: whose paper is it, and what did its maker want?",
            tuple(_sourcing(stock, name)),
        ),
        Part("Contextualisation", "When and where does it belong?", tuple(_context(stock, name))),
        Part("Corroboration", "What do others say?", tuple(_others(stock, name))),
        Part("Close reading", "Now read word by word.", tuple(_words(stock, name))),
    )
    return ReadingSheet(name, stock.case.label(name), tuple(_about(source)), parts)


def _about(source: model.Source) -> Iterator[tuple[str, str]]:
    issued = when(source.issued) if source.issued else "undated"
    for what, value in (
        ("Title", source.title),
        ("By", ", ".join(source.author) or "not named"),
        ("To", ", ".join(source.recipient)),
        ("Date", issued),
        ("Kind", source.genre or source.type),
        ("Kept or printed", source.archive or source.container_title or source.publisher),
        ("Known through", source.known_through),
    ):
        if value:
            yield what, value


# --------------------------------------------------------------------------- the four ways


def _sourcing(stock: Stock, name: Id) -> Iterator[Prompt]:
    source = stock.case.graph.sources[name]
    who = ", ".join(source.author) or "an unnamed hand"
    appraised = " ".join(f"Reliability {a.reliability}: {a.reason}" for a in source.appraisal if a.reliability)
    copy = f" Of the copy at hand: {source.note}" if source.note else ""
    readers = f"It was made for {', '.join(source.recipient)}." if source.recipient else "For whom is not on record."
    yield Prompt(
        f"What do you know of {who} before the first line? Could {'they' if len(source.author) > 1 else 'this writer'} know of the matter, and by what way?",
        None,
        None,
        f"{appraised or 'No appraisal is on record.'}{copy}",
    )
    yield Prompt(
        "For whom was it made, and what was it to bring about? Which way would that bend it?",
        None,
        None,
        f"{readers} What it was to bring about the class must take from the text.",
    )
    for claim, said in _said_in(stock, name, lambda said: len(said.by) > 1, "sourcing"):
        yield Prompt(
            "Whose word is this in the end, and through whom did it come?",
            stock.where(said.at),
            stock.words_at(said.at),
            f"{' ← '.join(said.by)}: {stock.text(claim)}",
        )


def _context(stock: Stock, name: Id) -> Iterator[Prompt]:
    graph = stock.case.graph
    source = graph.sources[name]
    yield Prompt(
        f"It is of {when(source.issued)}. What had happened shortly before, and what could nobody know yet?",
        None,
        None,
        "Dated events that it tells of stand below.",
    )
    dated = [n for n in _claims_in(stock, name) if graph.claims[n].event_date is not None]
    for claim in stock.draw(dated, MOST_PROMPTS // 2, "context", name):
        at = next(said.at for said in graph.claims[claim].said if said.at and said.at.source == name)
        date = graph.claims[claim].event_date
        yield Prompt(
            "When did this take place, and how long before the text was written?",
            stock.where(at),
            stock.words_at(at),
            f"{when(date)}: {graph.claims[claim].text}",
        )
    late = [
        n
        for n, item in graph.evidence.items()
        if item.source == name and (lag(item) or 0) > stock.case.settings.late_days
    ]
    for item in stock.draw(late, 2, "late", name):
        yield Prompt(
            "This was set down long after. What may have changed in the telling?",
            graph.evidence[item].locator,
            None,
            f"{span(lag(graph.evidence[item]) or 0)} or more after: {stock.text(item)}",
        )


def _others(stock: Stock, name: Id) -> Iterator[Prompt]:
    graph = stock.case.graph
    pairs = []
    for claim in _claims_in(stock, name):
        pairs += [(claim, relation) for relation in graph.claims[claim].relates]
        pairs += [
            (claim, relation.model_copy(update={"to": other}))
            for other, record in graph.claims.items()
            for relation in record.relates
            if relation.to == claim
        ]
    drawn = stock.draw(pairs, MOST_PROMPTS, "others", name, name=lambda pair: f"{pair[0]}:{pair[1].to}")
    for claim, relation in drawn:
        at = next(said.at for said in graph.claims[claim].said if said.at and said.at.source == name)
        other = relation.to
        where = (
            next((stock.where(said.at) for said in graph.claims[other].said if said.at), None)
            if other in graph.claims
            else stock.case.label(graph.evidence[other].source)
        )
        yield Prompt(
            f"Hold it against {where or 'this'}: {stock.text(other)} Do the two agree?",
            stock.where(at),
            stock.words_at(at),
            f"{stock.text(claim)} – On record: {RELATIONS[relation.how]}. {relation.why}",
        )
    if not drawn:
        yield Prompt(
            "Which other paper would you want beside this one, and what should it settle?",
            None,
            None,
            "No relation to another document is on record.",
        )


def _words(stock: Stock, name: Id) -> Iterator[Prompt]:
    def sure(said: model.Assertion) -> bool:
        return any(reading.kind not in SILENT_KINDS for _, _, reading in own_hedges(stock.case, said))

    for claim, said in _said_in(stock, name, sure, "words"):
        words = [h.words for _, h, reading in own_hedges(stock.case, said) if reading.kind not in SILENT_KINDS]
        grade = stock.case.valuation.grade[claim]
        yield Prompt(
            "Which word here tells how sure the writer is? Does what he offers earn it?",
            stock.where(said.at),
            stock.words_at(said.at),
            f"{stock.text(claim)} – “{'”, “'.join(words)}”; grade {grade.code}: {grade.reason}.",
        )


def _claims_in(stock: Stock, source: Id) -> list[Id]:
    """Claims put forward in a source, in the order of its text."""
    found = []
    for name, claim in stock.case.graph.claims.items():
        places = [said.at for said in claim.said if said.at is not None and said.at.source == source]
        if places:
            found.append((min((at.chars[0][0] if at.chars else 0) for at in places), name))
    return [name for _, name in sorted(found)]


def _said_in(
    stock: Stock, source: Id, fits: Callable[[model.Assertion], bool], salt: str
) -> Iterable[tuple[Id, model.Assertion]]:
    """Assertions of a source that fit, those of lowest rank, in the order of the text."""
    found: dict[Id, model.Assertion] = {}
    order = _claims_in(stock, source)
    for name in order:
        for said in stock.case.graph.claims[name].said:
            if said.at is not None and said.at.source == source and fits(said):
                found.setdefault(name, said)
    drawn = set(stock.draw(found, MOST_PROMPTS, salt, source))
    return [(name, found[name]) for name in order if name in drawn]


def as_page(case: Case, sheets: Iterable[ReadingSheet], *, key: bool) -> str:
    """The sheets as a page that prints on A4 in black and white; with `key` what is on record stands under each question."""
    heading = "Reading sheets: key" if key else "Reading sheets"
    return page("sheets", title=case.title(), heading=heading, key=key, sheets=[asdict(sheet) for sheet in sheets])
