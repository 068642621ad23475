"""Every number and date of an essay, looked up in the record (the rule stands in `prose`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as calendar_date
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import BaseModel

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic, warning
from argmap.essay import Essay, Paragraph, Sentence, essay
from argmap.graph import Id
from argmap.text import Span


class Figure(NamedTuple):
    """A number or date in an essay: kind, value as numbers, words as written and place.

    `kind` is day (day, month and perhaps year), month (month and year), year, share (per cent) or number.
    """

    kind: str
    value: tuple[float, ...]
    words: str
    start: int
    end: int


def figure_not_in_record(case: Case) -> Iterator[Diagnostic]:
    """A number or date of an essay is neither in what it cites nor in the evidence for it."""
    whole = _Record(case, None)
    near: dict[frozenset[Id], _Record] = {}
    for file in case.essays:
        read = essay(file.text)
        if not any(paragraph.cited for paragraph in read.paragraphs):
            continue  # nothing in it is about the record
        for paragraph, sentence in _told(read):
            figures = list(_figures(read.words, sentence.start, sentence.end))
            known = frozenset(entry.id for entry in sentence.cited) & whole.ids
            if known != {entry.id for entry in sentence.cited}:
                continue  # it cites what is no record of ours
            for figure in figures:
                if not known and figure.kind not in ("day", "share"):
                    continue  # what everybody knows needs no note
                ids = paragraph.cited & whole.ids if known else frozenset()
                scope = near.setdefault(ids, _Record(case, ids)) if known else whole
                if scope.holds(figure):
                    continue
                if known:
                    cited = " or ".join(sorted(known))
                    elsewhere = " (other records have it)" if whole.holds(figure) else ""
                    message = f"{figure.words} is not in {cited}, nor in what it rests on{elsewhere}"
                    hint = "look it up; cite the record that has it, or give the record what the evidence shows"
                else:
                    message = f"{figure.words} is in no record, and the sentence cites nothing"
                    hint = "cite what it is taken from, as [@some-item]"
                yield warning("figure-not-in-record", message, Span(file.path, figure.start, figure.end), hint)


def _told(read: Essay) -> Iterator[tuple[Paragraph, Sentence]]:
    """The sentences of the text; a note is full of pages and numbers of volumes."""
    for paragraph in read.paragraphs:
        if not paragraph.note:
            for sentence in paragraph.sentences:
                yield paragraph, sentence


def _figures(words: str, start: int, end: int) -> Iterator[Figure]:
    """The figures of a sentence, each stretch of it read once: dates before years, years before numbers."""
    taken = bytearray(end - start)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(words, start, end):
            first, last = match.start() - start, match.end() - start
            if 1 in taken[first:last]:
                continue
            taken[first:last] = b"\1" * (last - first)
            if kind is not None:
                value = _value(kind, match)
                shown = " ".join(match[0].split())
                if value is not None:
                    yield Figure(kind, value, shown, match.start(), match.end())


def _value(kind: str, match: re.Match[str]) -> tuple[float, ...] | None:
    found = match.groupdict()
    if kind == "iso":
        return None
    if kind in ("day", "month"):
        month = _MONTHS.index(found["month"][:3].casefold()) + 1
        rest = (float(found["year"]),) if found.get("year") else ()
        return (float(found["day"]), month, *rest) if kind == "day" else (month, *rest)
    number = float(re.sub(r"[,\s]", "", found["number"]))
    return (number,)


@dataclass(frozen=True)
class _Record:
    """All that some records, and what they rest on, say in figures; all records where no ids are given."""

    case: Case
    cited: frozenset[Id] | None

    @cached_property
    def ids(self) -> frozenset[Id]:
        """The ids that are looked into."""
        graph = self.case.graph
        if self.cited is None:
            return frozenset().union(*(table.keys() for table in self._tables()))
        under = set(graph.below(name for name in self.cited if name in graph.claims or name in graph.evidence))
        for question in self.cited & graph.questions.keys():
            under |= graph.below(graph.questions[question].hypotheses)
        works = {graph.evidence[name].source for name in under & graph.evidence.keys()}
        routes = {name for name, route in graph.transmissions.items() if (works | under) & set(route.of)}
        works |= {said.at.source for name in under & graph.claims.keys() for said in graph.claims[name].said if said.at}
        agents = {agent for name in under & graph.claims.keys() for agent in graph.claims[name].agents}
        return frozenset(under | works | agents | routes | self.cited)

    def _tables(self) -> tuple[Mapping[Id, model.Record], ...]:
        graph = self.case.graph
        return (
            *(graph.claims, graph.evidence, graph.sources, graph.questions, graph.transmissions, graph.groups),
            *(graph.sections, graph.omissions, graph.oddities, graph.authorities),
        )

    @cached_property
    def _said(self) -> tuple[list[str], list[str]]:
        """Every text, and every date as EDTF."""
        texts: list[str] = []
        dates: list[str] = []
        for table in self._tables():
            for name in self.ids & table.keys():
                texts.append(name.replace("-", " "))
                _gather(table[name], texts, dates)
        return texts, dates

    @cached_property
    def _bounds(self) -> tuple[tuple[str, str, int], ...]:
        """First and last day of every date, and how fine it is: 1 for years, 2 for months, 3 for days."""
        found = []
        for edtf in sorted(set(self._said[1])):
            low, high = model.edtf_bounds(edtf)
            fine = (
                3
                if re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", edtf)
                else 2
                if re.search(r"[0-9]{4}-[0-9]{2}", edtf)
                else 1
            )
            found.append((low or "0000-01-01", high or "9999-12-31", fine))
        return tuple(found)

    @cached_property
    def _written(self) -> tuple[frozenset[Figure], frozenset[float]]:
        """The figures that the texts hold, without their places, and every number in them."""
        texts = self._said[0]
        whole = "\n|\n".join(text for text in texts if _DIGIT.search(text))
        figures = {figure._replace(words="", start=0, end=0) for figure in _figures(whole, 0, len(whole))}
        numbers = {float(re.sub(r"[,\s]", "", number)) for number in _ANY_NUMBER.findall(_REFERRED.sub(" ", whole))}
        numbers |= {float(_WORDS[word]) for word in set(_SMALL.findall(" ".join(texts).casefold())) if word in _WORDS}
        return frozenset(figures), frozenset(numbers)

    def holds(self, figure: Figure) -> bool:
        """Whether a figure can be found: written out, or as a date that is as fine."""
        figures, numbers = self._written
        bare = figure._replace(words="", start=0, end=0)
        if bare in figures:
            return True
        if figure.kind == "day":
            day, month, *year = (int(part) for part in figure.value)
            told_days = [f.value for f in figures if f.kind == "day"]
            if any(value[:2] == (day, month) for value in told_days if not year or not value[2:]):
                return True
        elif figure.kind == "month":
            month, in_year = (int(part) for part in figure.value)
            if any(f.kind == "day" and f.value[1:] == (month, in_year) for f in figures):
                return True
        elif figure.value[0] in numbers or figure.kind != "year":
            return figure.value[0] in numbers
        return any(_by_span(edtf, figure) for edtf in self._bounds)


def _by_span(edtf: tuple[str, str, int], figure: Figure) -> bool:
    """Whether a date tells a figure: it is as fine, and the figure lies in it, or at an end of it where it is long."""
    low, high, fine = edtf
    if fine < _FINE[figure.kind]:
        return False
    narrow = _days(low, high) <= NARROW[figure.kind]
    if figure.kind == "day":
        day, month, *year = (int(part) for part in figure.value)
        asked = [f"{y:04d}-{month:02d}-{day:02d}" for y in year or sorted({int(low[:4]), int(high[:4])})]
        return any(low <= one <= high if narrow else one in (low, high) for one in asked)
    shown = f"{int(figure.value[-1]):04d}" + (f"-{int(figure.value[0]):02d}" if figure.kind == "month" else "")
    first, last = low[: len(shown)], high[: len(shown)]
    return first <= shown <= last if narrow else shown in (first, last)


def _days(low: str, high: str) -> float:
    """How many days lie between two."""
    try:
        return (calendar_date.fromisoformat(high) - calendar_date.fromisoformat(low)).days
    except ValueError:  # before the year 1
        return float("inf")


def _gather(value: Any, texts: list[str], dates: list[str]) -> None:
    """Every text and date in a record; what only points into a text, and who judged when, says nothing of the matter."""
    if isinstance(value, model.Date):
        dates.append(value.edtf)
        texts.extend(text for text in (value.as_printed, value.basis) if text)
    elif isinstance(value, model.Judgement | model.Locator):
        return
    elif isinstance(value, BaseModel):
        for key in type(value).model_fields:
            if key not in _PASSED_OVER:
                _gather(getattr(value, key), texts, dates)
    elif isinstance(value, str):
        texts.append(value)
    elif isinstance(value, Iterable):
        for part in value:
            _gather(part, texts, dates)


_PASSED_OVER = frozenset(
    {"notes", "on", "expect", "layer", "locator", "page", "leaves", "fond", "opis", "papka", "delo", "shelfmark", "volume", "issue",
     "URL", "strength", "rho", "prior"}
)  # fmt: skip
"""Keys whose numbers are places in a source, or ours."""
NARROW = {"day": 62, "month": 400, "year": 3700}
"""How many days a date may span for whatever lies in it to be told by it; of a longer span only its two ends are."""
_FINE = {"day": 3, "month": 2, "year": 1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = r"(?P<day>[12]?[0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12][0-9]{3})"
# Numbers behind these words are places in a text, or parts of a name.
_REFERENCE = (
    r"(?:\b(?:[Aa]rt(?:icle|\.)|[Nn]otes?|[Pp]ages?|pp?\.|[Vv]ol(?:ume|\.)|[Nn]os?\.|[Nn]umber|[Cc]hapters?|[Ss]ections?|[Ff]igures?|"
    r"[Tt]ables?|[Ll]ines?|[Pp]aragraphs?|[Dd]ocuments?|[Ff]ond|[Oo]pis|[Dd]elo|[Ll]eaf|ch\.|sec\.|fig\.|nn?\.|doc\.)|§§?|№)"
    r"\s?[0-9]+(?:\s?[–-]\s?[0-9]+)?(?:,\s[0-9]+)*|\b[A-Z][A-Za-z]*-?\s?[0-9]+(?![0-9]| [a-z])"
)
_REFERRED = re.compile(_REFERENCE)
_PATTERNS: tuple[tuple[str | None, re.Pattern[str]], ...] = (
    ("day", re.compile(rf"(?<![\w.-]){_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?(?![\w-])")),
    ("day", re.compile(rf"\b{_MONTH}\s+{_DAY}(?![0-9])(?:,?\s+{_YEAR})?(?![\w-])")),
    ("month", re.compile(rf"\b{_MONTH}(?:\s+of)?,?\s+{_YEAR}(?![\w-])")),
    (None, re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![\w-])")),
    (None, re.compile(r"\((?:[^()]*\s)?[12][0-9]{3}[a-z]?(?:[,:][^()]*)?\)")),  # a work, by its year
    (None, re.compile(r"\b[0-9]{3}0s\b|\b[0-9]{1,4}(?:st|nd|rd|th)\b")),
    (None, re.compile(r"(?<![\w-])[12][0-9]{3}\s?[–-]\s?[0-9]{1,4}(?![\w-])")),
    ("share", re.compile(r"(?<![\w.,-])(?P<number>[0-9]+(?:\.[0-9]+)?)\s?(?:%|per\s?cent\b)")),
    ("year", re.compile(r"(?<![\w.,§№-])(?P<number>1[0-9]{3}|20[0-9]{2})(?![\w-]|[.,][0-9])")),
    (None, _REFERRED),
    ("number", re.compile(r"(?<![\w.,:/-])(?P<number>[0-9]{1,3}(?:[,\u202f\u00a0][0-9]{3})+|[0-9]+(?:\.[0-9]+)?)(?![\w:/-]|[.,][0-9])")),
)  # fmt: skip
_DIGIT = re.compile(r"[0-9]")
_SMALL = re.compile(r"[a-z]+")
_ANY_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?")
_WORDS = {
    word: number
    for number, words in (
        (0, "none zero"), (1, "one once"), (2, "two twice both"), (3, "three thrice"), (4, "four"), (5, "five"), (6, "six"),
        (7, "seven"), (8, "eight"), (9, "nine"), (10, "ten"), (11, "eleven"), (12, "twelve dozen"), (13, "thirteen"),
        (14, "fourteen"), (15, "fifteen"), (16, "sixteen"), (17, "seventeen"), (18, "eighteen"), (19, "nineteen"),
        (20, "twenty"), (30, "thirty"), (40, "forty"), (50, "fifty"), (60, "sixty"), (70, "seventy"), (80, "eighty"),
        (90, "ninety"), (100, "hundred"), (1000, "thousand"),
    )
    for word in words.split()
}  # fmt: skip
