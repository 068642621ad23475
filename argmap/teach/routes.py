"""Exercises on how a record came down to us: X5 (its route), X12 (its citation) and X13 (its date)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from argmap import model
from argmap.diagnostics import Diagnostic
from argmap.graph import Id
from argmap.semantics.scales import lag
from argmap.sentences import place
from argmap.teach.dating import spelt_within, when
from argmap.teach.exercise import Choice, Essay, Exercise, Grid, Material, Number, Ordering, Reason, Task
from argmap.teach.stock import Candidates, Stock, exercise

# --------------------------------------------------------------------------- X5 draw the route

LEAST_STEPS = 3
SHOWN: Mapping[str, str] = {
    "record": "a record shows it",
    "word": "we have somebody’s word for it alone",
    "nothing": "nothing shows it",
}
_NEAR_SHOWN: Mapping[str, Mapping[str, float]] = {
    "record": {"word": 0.5},
    "word": {"record": 0.5, "nothing": 0.5},
    "nothing": {"word": 0.5},
}


def draw_the_route(stock: Stock) -> Candidates:
    """X5: the steps by which a record came from the event to the page, and which of them no record shows."""
    for name, route in stock.case.graph.transmissions.items():
        if len(route.steps) >= LEAST_STEPS:
            yield name, partial(_draw_the_route, stock, name)


_MODES = {"said": "told", "heard": "heard by", "saw": "seen by"}


def step_text(step: model.Step) -> str:
    """A step of a route in a line: from whom, to whom, how and when."""
    ends = " → ".join(end for end in (step.giver, step.taker) if end)
    if step.giver is None or step.taker is None:
        ends = f"from {step.giver}" if step.giver else f"to {step.taker}" if step.taker else "whose hands is not told"
    dated = f", {when(step.date)}" if step.date is not None else ""
    return f"{step.mode}{dated}: {ends}"


def _draw_the_route(stock: Stock, name: Id) -> Exercise | None:
    graph = stock.case.graph
    route = graph.transmissions[name]
    texts = [step_text(step) for step in route.steps]
    if len({text.casefold() for text in texts}) < len(texts):
        return None  # two steps that read alike have no order that could be told
    options, letters = stock.lettered([(str(number), text) for number, text in enumerate(texts)], "X5", name)
    if len(options) < len(texts):
        return None
    condition = (
        f" It holds if this is so: {graph.claims[route.holds_if].text}"
        if route.holds_if and route.holds_if in graph.claims
        else ""
    )
    refs = (f"transmission:{name}", *(f"claims:{one}" for one in (route.holds_if,) if one))
    order = Task(
        "order",
        "Put the steps in order, from the event to the page before you.",
        Ordering(
            options,
            {letters[str(n)]: -place for n, place in enumerate(_places(route.steps))},
            ("nearest the event", "the page before you"),
        ),
        Reason("The route on record runs " + "; then ".join(texts) + "." + condition, refs, "transmission"),
        (
            "Whoever takes the paper in one step gives it in the next.",
            f"It begins with: {texts[0]}.",
            f"It ends with: {texts[-1]}.",
        ),
        worth=2.0,
    )
    shown_by = [_shown_by(stock, step) for step in route.steps]
    credit = {letters[str(n)]: {**_NEAR_SHOWN[how], how: 1.0} for n, how in enumerate(shown_by)}
    says = {letters[str(n)]: _how_shown(stock, step, shown_by[n]) for n, step in enumerate(route.steps)}
    records = tuple(dict.fromkeys(record for step in route.steps for record in step.documented_by))
    gaps = (
        None
        if len(set(shown_by)) == 1
        else Task(
            "gaps",
            "What shows each of the steps?",
            Grid(options, stock.fixed(SHOWN, SHOWN), credit, says),
            Reason(
                f"Of {len(texts)} steps {shown_by.count('record')} are shown by a record, {shown_by.count('word')} by somebody’s word"
                f" alone, {shown_by.count('nothing')} by nothing. A route is as good as its narrowest step.",
                (*refs, *(_ref(stock, record) for record in records)),
                "transmission",
            ),
            ("Look through the records above, and ask of each which step it could show.",),
            worth=float(len(texts)),
        )
    )
    known = tuple(_record_line(stock, record) for record in records) or ("There is no record of any step.",)
    what = ", ".join(_named(stock, one) for one in route.of)
    material = [
        Material("The record whose route this is", (f"{what}.{condition}",)),
        Material("Records at hand", known),
    ]
    return exercise(
        "X5", name, "Draw the route", len(texts) + len(shown_by) - shown_by.count("record"), material, [order, gaps]
    )


def _places(steps: Sequence[model.Step]) -> list[int]:
    """The place of each step from the event on. Neighbours of which neither names its giver have one place: nothing tells
    which came first."""
    found = [0]
    for one, other in pairwise(steps):
        found.append(found[-1] + (one.giver is not None or other.giver is not None))
    return found


def _how_shown(stock: Stock, step: model.Step, how: str) -> str:
    if how == "nothing":
        return "No record shows this step."
    if how == "word":
        return f"Known on the word of {step.on_word_of} alone."
    return f"Shown by: {'; '.join(_named(stock, record) for record in step.documented_by)}."


def _shown_by(stock: Stock, step: model.Step) -> str:
    """What shows a step: a record; somebody's word alone, where all that is on record of it is that person's own work, or was
    taken from his mouth; or nothing."""
    evidence = stock.case.graph.evidence
    works = [evidence[record].source if record in evidence else record for record in step.documented_by]
    records = any(step.on_word_of not in stock.standing.authors(work) for work in works)
    return "record" if records else "word" if step.on_word_of else "nothing"


def _named(stock: Stock, record: Id) -> str:
    graph = stock.case.graph
    return (
        stock.text(record).rstrip(".")
        if record in graph.evidence or record in graph.claims
        else stock.case.label(record)
    )


def _record_line(stock: Stock, record: Id) -> str:
    graph = stock.case.graph
    return stock.item_lines(record) if record in graph.evidence or record in graph.claims else stock.case.label(record)


def _ref(stock: Stock, record: Id) -> str:
    graph = stock.case.graph
    return stock.ref(record) if record in graph.evidence or record in graph.claims else f"sources:{record}"


# --------------------------------------------------------------------------- X12 citation detective

KINDS: Mapping[str, str] = {
    "date": "a date cannot be right",
    "volume": "a volume or page cannot be right",
    "citation": "the reference does not lead to what it is cited for, or is not in the form of its like",
    "office": "somebody bears an office that was not his",
    "count": "a number does not agree with what is counted",
    "quotation": "the quoted words are not as they should be",
}
_NEAR_KINDS: Mapping[str, Mapping[str, float]] = {
    "date": {"volume": 0.5, "citation": 0.5},
    "volume": {"date": 0.5, "citation": 0.5},
    "citation": {"date": 0.5, "volume": 0.5},
    "office": {"date": 0.5},
    "count": {},
    "quotation": {"citation": 0.5},
}
_RULES = ("date-clashes-with-volume", "shelf-mark-unparsed", "citation-unresolved")
OTHER_REFERENCES = 3


def citation_detective(stock: Stock) -> Candidates:
    """X12: a reference that cannot be right; and an oddity of a citation, told by what is on the page alone."""
    for name in stock.case.graph.sources:
        if (found := _wrong_reference(stock, name)) is not None:
            yield f"source:{name}", partial(_wrong_citation, stock, name, found)
    for name, oddity in stock.case.graph.oddities.items():
        if oddity.kind in KINDS and oddity.certainty != "possible":
            yield f"oddity:{name}", partial(_what_is_wrong, stock, name)


def _wrong_reference(stock: Stock, name: Id) -> Diagnostic | None:
    at = stock.case.graph.place("sources", name)
    issued = stock.case.graph.place("sources", name, "issued")
    places = {(at.path, at.start), (issued.path, issued.start)}
    return next((f for one in sorted(places) for f in stock.places.get(one, ()) if f.rule in _RULES), None)


def reference(source: model.Source) -> str:
    """A source as a bibliography would give it."""
    marks = "/".join(part for part in (source.fond, source.opis, source.papka, source.delo) if part)
    issued = source.issued.as_printed or when(source.issued) if source.issued else "undated"
    named = (
        bool(source.author) and source.author[0].split()[-1] in source.title
    )  # as the title of a letter names its writer
    parts = (
        None if named else ", ".join(source.author),
        source.title,
        source.container_title or source.collection_title,
        f"vol. {source.volume}" if source.volume else None,
        issued,
        f"p. {source.page}" if source.page else None,
        f"{source.archive} {marks}".strip() if source.archive else None,
        source.leaves,
    )
    return ", ".join(part for part in parts if part)


def _volume_lines(stock: Stock, source: model.Source) -> Iterator[str]:
    graph = stock.case.graph
    for title in (source.collection_title, source.container_title):
        home = graph.authority(title) if title else None
        for volume in graph.authorities[home].volumes if home is not None else ():
            yield f"{graph.authorities[home or ''].name}, volume {volume.volume}: covers {when(volume.covers)}"


def _wrong_citation(stock: Stock, name: Id, finding: Diagnostic) -> Exercise | None:
    graph = stock.case.graph
    series = {graph.sources[name].container_title, graph.sources[name].collection_title} - {None}
    doubtful = {one for oddity in graph.oddities.values() for one in oddity.bears_on}
    # The other half of a clash is no fair distractor: which of the two is wrong cannot be told.
    related = {(label.at.path, label.at.start) for label in finding.related}
    sound = [
        other
        for other, source in graph.sources.items()
        if other != name
        and source.issued is not None
        and other not in doubtful
        and _wrong_reference(stock, other) is None
        and not related
        & {(at.path, at.start) for at in (graph.place("sources", other), graph.place("sources", other, "issued"))}
    ]
    same = [o for o in sound if series & {graph.sources[o].container_title, graph.sources[o].collection_title}]
    drawn = stock.draw(same, OTHER_REFERENCES, "X12", name)
    drawn += stock.draw((o for o in sound if o not in drawn), OTHER_REFERENCES - len(drawn), "X12", name)
    options, letters = stock.lettered([(o, reference(graph.sources[o])) for o in (name, *drawn)], "X12", name)
    if len(options) < 2 or name not in letters:  # noqa: PLR2004 - one reference is no choice
        return None
    fault = f"{finding.message[0].upper()}{finding.message[1:]}"
    fault = spelt_within(fault) if finding.rule == "date-clashes-with-volume" else fault
    reason = Reason(f"{fault}.", (f"sources:{name}",), finding.rule)
    find = Task(
        "which",
        "One of these references cannot be right as it stands. Which?",
        Choice(options, {letters[name]: 1.0}),
        reason,
        ("Compare each date with what its volume covers, and pages with the order of dates.",),
        worth=2.0,
    )
    how = Task(
        "how",
        "How can you know without the book? And what would you look up to mend it?",
        Essay(
            f"{fault}; {finding.hint or 'look the citation up'}.",
            (
                "names the two details that cannot both be right",
                "says which book or file would decide",
                "does not mend it by guessing",
            ),
        ),
        reason,
        worth=3.0,
    )
    volumes = tuple(dict.fromkeys(_volume_lines(stock, graph.sources[name])))
    material = [Material("What the volumes cover", volumes)] if volumes else []
    return exercise("X12", f"source:{name}", "Citation detective", len(options) + len(volumes), material, [find, how])


def _what_is_wrong(stock: Stock, name: Id) -> Exercise | None:
    graph = stock.case.graph
    oddity = graph.oddities[name]
    refs = (f"oddities:{name}", *(_any_ref(stock, one) for one in oddity.bears_on))
    expected = f" One would expect: {spelt_within(oddity.expected)}." if oddity.expected else ""
    reason = Reason(f"{oddity.basis}{expected}", refs, "oddity")
    what = Task(
        "what",
        "Something is wrong with what is printed here. What?",
        Choice(stock.fixed(KINDS, KINDS), {**_NEAR_KINDS[oddity.kind], oddity.kind: 1.0}),
        reason,
        ("Hold what is printed against what the rest of the page says of the same matter.",),
    )
    how = Task(
        "how",
        "How can you know it without opening another book?",
        Essay(
            f"{oddity.basis}{expected}",
            (
                "names what it clashes with",
                "shows that both cannot be right",
                "leaves the text as it is printed, and notes the fault",
            ),
        ),
        reason,
        worth=3.0,
    )
    bears = tuple(line for one in oddity.bears_on if (line := _any_line(stock, one)) is not None)
    at = oddity.at[0]
    material = [
        Material("Printed", (f"“{oddity.printed}”",), stock.where(at), _block_words(stock, at)),
        Material("What it is said of", bears) if bears else None,
    ]
    return exercise("X12", f"oddity:{name}", "Citation detective", 4 + len(bears), material, [what, how])


def _any_ref(stock: Stock, name: Id) -> str:
    graph = stock.case.graph
    kinds = (("claims", graph.claims), ("evidence", graph.evidence), ("sources", graph.sources))
    return f"{next((kind for kind, table in kinds if name in table), 'authorities')}:{name}"


def _any_line(stock: Stock, name: Id) -> str | None:
    graph = stock.case.graph
    if name in graph.claims or name in graph.evidence:
        return stock.item_lines(name)
    return reference(graph.sources[name]) if name in graph.sources else None


def _block_words(stock: Stock, at: model.Locator) -> str | None:
    """The sentence around a place, or its whole block: a fault shows by what stands beside it."""
    if at.source not in stock.case.texts or place(at, stock.case.texts[at.source]) is None:
        return None
    return stock.words_at(at.model_copy(update={"chars": (), "fingerprint": None}))


# --------------------------------------------------------------------------- X13 date detective

PROMPT_ONES = 3
_YEAR = 365.25


def date_detective(stock: Stock) -> Candidates:
    """X13: among records made at once, the one that was set down long after what it tells of."""
    for name, item in stock.case.graph.evidence.items():
        days = lag(item)
        if days is not None and days > stock.case.settings.late_days and item.directness != "D5":
            yield name, partial(_date_detective, stock, name)


def _date_detective(stock: Stock, name: Id) -> Exercise | None:
    graph = stock.case.graph
    lags = {
        n: days for n, item in graph.evidence.items() if item.directness != "D5" and (days := lag(item)) is not None
    }
    prompt = [
        n
        for n, days in lags.items()
        if 0 <= days <= stock.case.settings.late_days and _most_days(graph.evidence[n]) is not None
    ]
    soon = [
        n for n in prompt if (_most_days(graph.evidence[n]) or 0) <= max(stock.case.settings.late_days, lags[name] // 2)
    ]
    drawn = stock.draw(soon, PROMPT_ONES, "X13", name)
    options, letters = stock.lettered([(n, _dated(stock, n)) for n in (name, *drawn)], "X13", name)
    if len(options) < 2 or name not in letters:  # noqa: PLR2004 - one record is no choice
        return None
    item, days = graph.evidence[name], lags[name]
    says = {
        letters[n]: f"Set down {span(lags[n])} after the event, or little more."
        if lags[n]
        else "Set down within the day or little later."
        for n in drawn
        if n in letters
    }
    find = Task(
        "late",
        "Which of these was set down long after what it tells of?",
        Choice(options, {letters[name]: 1.0}, says),
        Reason(
            f"What it tells of: {when(item.event_date)}; set down: {when(item.date)} – {span(days)} or more. What is remembered late"
            " is weaker testimony than what is written at once.",
            (f"evidence:{name}",),
            "record-made-late",
        ),
        (
            "Ask of each: when did it happen, and when was it written?",
            "A memoir and an interview tell of the past; a dispatch, of the day.",
        ),
    )
    most = _most_days(item)
    years = None
    if most is not None and days > 2 * _YEAR:
        low, high = int(days // _YEAR), int(most // _YEAR)
        years = Task(
            "years",
            "How many full years lie between?",
            Number(low, high, 0, high + 20),
            Reason(
                f"{when(item.event_date)} to {when(item.date)}: {low if low == high else f'{low} to {high}'} full years.",
                (f"evidence:{name}",),
                "lag",
            ),
        )
    short_lag = days < 2 * _YEAR
    return exercise("X13", name, "Date detective", len(options) + (4 if short_lag else 0), [], [find, years])


def _dated(stock: Stock, name: Id) -> str:
    """An item with its source and its dates."""
    item = stock.case.graph.evidence[name]
    return f"{stock.item_lines(name)} (event: {when(item.event_date)}; written: {when(item.date)})"


def span(days: int) -> str:
    """A number of days as one says it."""
    return f"{days // _YEAR:.0f} years" if days > 2 * _YEAR else f"{days} day{'' if days == 1 else 's'}"


def _most_days(item: model.Evidence) -> int | None:
    """The greatest number of days from event to record that the dates allow, where both are bounded."""
    if item.date is None or item.event_date is None:
        return None
    begun = item.event_date.model_copy(update={"edtf": model.edtf_bounds(item.event_date.edtf)[0] or ""})
    written = item.date.model_copy(update={"edtf": model.edtf_bounds(item.date.edtf)[1] or ""})
    return lag(item.model_copy(update={"event_date": begun, "date": written})) if begun.edtf and written.edtf else None
