"""Rules on dates and the order of events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as calendar_date
from functools import cached_property, lru_cache

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, note, warning
from argmap.graph import SUPPORT, ArgumentGraph, Id
from argmap.registry import rule
from argmap.rules.passages import passage
from argmap.semantics.scales import lag
from argmap.text import Span, folded, words

_PLAIN = re.compile(r"-?[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")
_CAUSAL = frozenset({"cause-to-effect", "correlation-to-cause"})


@lru_cache(maxsize=4096)
def day(iso: str) -> tuple[int, ...]:
    """A day as `edtf_bounds` gives it, for comparing: years before Christ come with a sign."""
    sign = -1 if iso.startswith("-") else 1
    year, *rest = (int(part) for part in iso.removeprefix("-").split("-"))
    return (sign * year, *rest)


@rule("printed-date-missing", "note", audit=True)
def printed_date_missing(case: Case) -> Iterator[Diagnostic]:
    """An uncertain date keeps neither its printed form nor the ground on which it was put so."""
    graph = case.graph
    issued = {name: source.issued.edtf for name, source in graph.sources.items() if source.issued is not None}
    # A date of the item that is its source's is told there; when the event was is always for us to say.
    written = [
        (item.date, ("evidence", name, "date"))
        for name, item in graph.evidence.items()
        if item.date is not None and item.date.edtf != issued.get(item.source)
    ]
    written += [
        (source.issued, ("sources", name, "issued"))
        for name, source in graph.sources.items()
        if source.issued is not None
    ]
    for date, (kind, name, key) in written:
        if date.as_printed or date.basis or _PLAIN.fullmatch(date.edtf):
            continue
        yield note(
            "printed-date-missing",
            f"{date.edtf} is uncertain, and neither what is printed nor how it is known is kept",
            graph.place(kind, name, key),
            "write {edtf: …, as_printed: …} or {edtf: …, basis: …}",
        )


@rule("record-made-late", "warning", audit=True)
def record_made_late(case: Case) -> Iterator[Diagnostic]:
    """A record was made long after the event that it tells of."""
    for name, item in case.graph.evidence.items():
        days = lag(item)
        if item.directness == "D5":
            continue  # inference without report: a study is no late record
        if days is not None and days > case.settings.late_days:
            years = f"about {round(days / 365.25)} years" if days > 2 * 365 else f"{days} days"
            yield warning(
                "record-made-late",
                f"{name} was set down {years} or more after the event",
                case.graph.place("evidence", name, "date"),
                "look for a record of the time; grade what is remembered as D4",
            )


_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_NUMBERS = {word: number for number, words in enumerate(
    ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
) for word in words.split()}  # fmt: skip
_ELAPSED = re.compile(
    rf"\b(?P<number>{'|'.join(_NUMBERS)}|[0-9]{{1,3}})\s+(?P<unit>{'|'.join(_UNITS)})s?\s+(?P<way>later|after(?:wards)?|before|earlier)\b",
    re.IGNORECASE,
)


def _span(date: model.Date | None) -> tuple[calendar_date, calendar_date] | None:
    """First and last day of a date with both ends, as days of the calendar."""
    if date is None:
        return None
    low, high = model.edtf_bounds(date.edtf)
    try:
        return (calendar_date.fromisoformat(low), calendar_date.fromisoformat(high)) if low and high else None
    except ValueError:  # before the year 1
        return None


@rule("elapsed-time-disagrees", "warning", audit=True)
def elapsed_time_disagrees(case: Case) -> Iterator[Diagnostic]:
    """A phrase such as “a week later” does not agree with the two dates of the item."""
    for name, item in case.graph.evidence.items():
        event, record = _span(item.event_date), _span(item.date)
        if event is None or record is None or not (found := _ELAPSED.search(item.text)):
            continue
        told = (_NUMBERS.get(folded(found["number"])) or int(found["number"])) * _UNITS[folded(found["unit"])]
        least, most = (record[0] - event[1]).days, (record[1] - event[0]).days
        if least < 0 < most:
            continue
        least, most = sorted((abs(least), abs(most)))
        slack = max(1, told // 7)
        if not least - slack <= told <= most + slack:
            between = f"{least}" if least == most else f"{least} to {most}"
            yield warning(
                "elapsed-time-disagrees",
                f"“{found[0]}” is about {told} days, and the dates lie {between} days apart",
                case.graph.place("evidence", name, "text"),
                "look both dates up, or say that the phrase is the source's own and wrong",
            )


def _when(graph: ArgumentGraph, name: Id) -> tuple[model.Date, tuple[str | None, str | None]] | None:
    """What time a statement speaks of."""
    if name in graph.claims:
        date = graph.claims[name].event_date
    else:
        date = graph.evidence[name].event_date or graph.evidence[name].date
    return (date, model.edtf_bounds(date.edtf)) if date is not None else None


@rule("evidence-from-other-period", "warning", audit=True)
def evidence_from_other_period(case: Case) -> Iterator[Diagnostic]:
    """Evidence of an earlier time is used to characterise a later one."""
    graph = case.graph
    for inference in graph.inferences.values():
        claim = graph.claims[inference.conclusion]
        if claim.event_date is None or inference.polarity != SUPPORT or _CAUSAL & set(inference.record.scheme):
            continue
        begins, _ = model.edtf_bounds(claim.event_date.edtf)
        for index, premise in enumerate(inference.premises):
            dated = _when(graph, premise) if premise in graph.evidence else None
            if dated is None or begins is None:
                continue
            date, (_, ended) = dated
            if ended is not None and day(ended) < day(begins):
                yield warning(
                    "evidence-from-other-period",
                    f"{premise} is of {date.edtf}, and {inference.conclusion} speaks of {claim.event_date.edtf}",
                    graph.place_of(inference, "premises", index),
                    "find evidence of the time, or give a premise that nothing had changed",
                )


@rule("cause-not-before-effect", "warning", audit=True)
def cause_not_before_effect(case: Case) -> Iterator[Diagnostic]:
    """A cause is later than its effect, or nothing but their order joins the two."""
    graph = case.graph
    for inference in graph.inferences.values():
        record = inference.record
        if inference.polarity != SUPPORT or not _CAUSAL & set(record.scheme):
            continue
        effect = _when(graph, inference.conclusion)
        for index, premise in enumerate(inference.premises):
            cause = _when(graph, premise)
            if cause is None or effect is None:
                continue
            (date, (begins, _)), (other, (_, ended)) = cause, effect
            if begins is not None and ended is not None and day(begins) > day(ended):
                yield warning(
                    "cause-not-before-effect",
                    f"{premise} ({date.edtf}) comes after what it is said to have brought about ({other.edtf})",
                    graph.place_of(inference, "premises", index),
                    "look the dates up, or turn the step round",
                )
        if record.warrant is None and not any(answer.answer in ("yes", "no") for answer in record.answers):
            yield warning(
                "cause-not-before-effect",
                f"nothing says how {' and '.join(inference.premises)} would have brought {inference.conclusion} about",
                graph.place_of(inference),
                "give the link as `warrant`, or answer the critical questions of the scheme",
            )


@rule("document-undated", "warning", audit=True)
def document_undated(case: Case) -> Iterator[Diagnostic]:
    """Evidence comes from a document without a date."""
    graph = case.graph
    undated: dict[Id, list[Id]] = {}
    for name, item in graph.evidence.items():
        source = graph.sources.get(item.source)
        if source is not None and source.issued is None and item.date is None and source.type != "webpage":
            undated.setdefault(item.source, []).append(name)
    for source_name, items in undated.items():
        yield warning(
            "document-undated",
            f"{source_name} has no date, and {', '.join(items)} can be placed in time by inference only",
            graph.place("sources", source_name),
            "date it in `issued`, with the ground of the dating as `basis`; an interval will do",
            tuple(Label(graph.place("evidence", item), "used here") for item in items[:3]),
        )


@rule("office-not-held-on-date", "warning", audit=True)
def office_not_held_on_date(case: Case) -> Iterator[Diagnostic]:
    """A person bears the title of an office at a time when he did not hold it."""
    titles = list(_titles(case.graph))
    marked: dict[str, list[int]] = {}
    for number, title in enumerate(titles):
        for mark in title.marks:
            marked.setdefault(mark, []).append(number)
    marks, unmarked = frozenset(marked), marked.get("", [])
    slips: dict[tuple[str, str, str], list[tuple[str, Span]]] = {}
    for kind, name, text, told, date, path in _dated_texts(case) if titles else ():
        numbers = [*unmarked, *(number for mark in marks & told for number in marked[mark])]
        low, high = model.edtf_bounds(date.edtf) if numbers else (None, None)
        if low is None or high is None:
            continue
        first_day, last_day = day(low), day(high)
        for title in (titles[number] for number in sorted(set(numbers))):
            if title.borne(first_day, last_day):
                continue
            if not (found := re.search(title.pattern, text)):
                continue
            held = ", ".join(tenure.edtf for tenure in title.held)
            slips.setdefault((found[0], f"{title.person} was {title.office}", held), []).append(
                (date.edtf, case.graph.place(kind, name, *path))
            )
    for (called, who, held), places in slips.items():
        dates = ", ".join(dict.fromkeys(date for date, _ in places))
        often = f" ({len(places)} times)" if len(places) > 1 else ""
        yield warning(
            "office-not-held-on-date",
            f"“{called}” is said of {dates}{often}, and {who} in {held}",
            places[0][1],
            "give the office of the day; a later title misleads on what somebody could do or know",
            tuple(Label(at, "likewise") for _, at in places[1:]),
        )


@dataclass(frozen=True)
class _Title:
    """A title with the name of a person, as both may stand in a text together, and when the office was held.

    Whatever the `pattern` matches is one of several forms; of each of these a word is among `marks`, or "" where it has none.
    """

    person: str
    office: str
    marks: frozenset[str]
    whole: tuple[str, ...]
    before: tuple[str, ...]
    names: tuple[str, ...]
    held: tuple[model.Date, ...]

    @cached_property
    def pattern(self) -> str:
        """A form with the name in it, or one before a name of the person."""
        forms = [re.escape(form) for form in self.whole]
        if self.before:
            joined, called = (
                "|".join(re.escape(form) for form in sorted(some, key=len, reverse=True))
                for some in (self.before, self.names)
            )
            forms.append(f"(?:{joined}) (?:{called})")
        return rf"\b(?:{'|'.join(forms)})\b"

    def borne(self, first: tuple[int, ...], last: tuple[int, ...]) -> bool:
        """Whether the office was held on some day between two, both counted in."""
        bounds = (model.edtf_bounds(tenure.edtf) for tenure in self.held)
        return any(
            (ends is None or first <= day(ends)) and (begins is None or last >= day(begins)) for begins, ends in bounds
        )


def _titles(graph: ArgumentGraph) -> Iterator[_Title]:
    """Every title with a name."""
    for authority in graph.authorities.values():
        offices: dict[Id, list[model.Date]] = {}
        undated = {tenure.office for tenure in authority.offices if tenure.dates is None}
        for tenure in authority.offices:
            if tenure.dates is not None and tenure.office not in undated:
                offices.setdefault(tenure.office, []).append(tenure.dates)
        names = tuple(dict.fromkeys((authority.name, *(spelling.form for spelling in authority.spellings))))
        last = {form.split()[-1] for form in names}
        for office, dates in offices.items():
            record = graph.authorities.get(office)
            if record is None:
                continue
            forms = [record.name, *(spelling.form for spelling in record.spellings)]
            whole = tuple(form for form in forms if last & set(form.split()))
            before = tuple(form for form in forms if form not in whole)
            marks = frozenset(max(words(form), key=len, default="") for form in (*names, *whole))
            yield _Title(authority.name, record.name, marks, whole, before, names, tuple(dates))


def _dated_texts(case: Case) -> Iterator[tuple[str, Id, str, frozenset[str], model.Date, tuple[str | int, ...]]]:
    """What is said of a known time, with its words: texts of ours, and the passages behind them where these are at hand."""
    for name, claim in case.graph.claims.items():
        if claim.event_date is None:
            continue
        yield "claims", name, claim.text, case.graph.words(name), claim.event_date, ("text",)
        for index, said in enumerate(claim.said):
            found = passage(said.at, case.texts[said.at.source]) if said.at and said.at.source in case.texts else None
            if found is not None:
                yield "claims", name, " ".join(found.split()), words(found), claim.event_date, ("said", index)
    for name, item in case.graph.evidence.items():
        date = item.event_date or item.date
        if date is not None:
            yield "evidence", name, item.text, case.graph.words(name), date, ("text",)
