"""Values that records are made of: ids, prose, dates, numbers, and the words that a key may take."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date as calendar_date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError


def identified(value: str) -> str:
    """A word that is an id, as it stands. Raises PydanticCustomError for another."""
    if not is_identifier(value):
        raise PydanticCustomError("bad_id", "not an id")
    return value


@lru_cache(maxsize=65536)
def is_identifier(value: str) -> bool:
    """Whether a word is an id: letters and digits of any script (NFC), in words joined by hyphens."""
    if value.isascii():
        return bool(_ASCII_ID.fullmatch(value))
    return unicodedata.is_normalized("NFC", value) and all(
        word and all(unicodedata.category(character)[0] in "LMN" for character in word) for word in value.split("-")
    )


_ASCII_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def _prose(value: str) -> str:
    folded = " ".join(value.split())
    if not folded:
        raise PydanticCustomError("empty", "empty")
    return folded


LONGEST_DATE = 100


@lru_cache(maxsize=4096)
def edtf_bounds(value: str) -> tuple[str | None, str | None]:
    """First and last calendar day that an EDTF expression allows, as ISO dates; None where it is open.

    Raises ValueError where the expression is not EDTF (Library of Congress, 2019, levels 0 to 2).
    """
    common = _COMMON.fullmatch(value)
    # The library wants both ends of a range alike.
    if common and (common["last"] is None or len(common["first"]) == len(common["last"])):
        start = common["date"] or common["from"] or common["first"]
        end = common["date"] or common["to"] or common["last"] or ".."
        return _days(start)[0], _days(end)[1]
    if len(value) > LONGEST_DATE or re.search(r"[Ee][0-9]{3,}|Y-?[0-9]{7,}", value):
        raise ValueError("an expression this long or far away would be spelt out day by day")
    from edtf import parse_edtf  # noqa: PLC0415 - a grammar of 0.2 s, needed only for uncertain dates

    try:
        parsed = parse_edtf(value)
    except Exception as failure:  # the library raises whatever its grammar meets
        raise ValueError(str(failure)) from None
    return _day(parsed, "lower_strict"), _day(parsed, "upper_strict")


# What most records say, read here because the library's grammar takes 20 ms for each: a date that may be uncertain, an
# interval, one of a range. tests/test_read.py holds that both read them alike.
_DATE = r"[0-9]{4}(?:-2[1-4]|(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?[?~%]?)"
_SURE = r"[1-9][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?"
_COMMON = re.compile(
    rf"(?P<date>{_DATE})|(?P<from>{_DATE}|\.\.)/(?P<to>{_DATE}|\.\.)|\[(?P<first>{_SURE})\.\.(?P<last>{_SURE})?\]"
)


_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}


def _days(written: str) -> tuple[str | None, str | None]:
    """First and last day of a date of at most four, two and two digits; None for an open end. Raises ValueError."""
    if written == "..":
        return None, None
    year, month, day = (int(part) if part else None for part in (*written.rstrip("?~%").split("-"), "", "")[:3])
    assert year is not None
    ends = _SEASONS.get(month, (month, month)) if month else (1, 12)
    if day is not None and not 1 <= day <= monthrange(year, ends[0])[1]:
        raise ValueError(f"{written} is no day of the calendar")
    first, last = day or 1, day or monthrange(year, ends[1])[1]
    return f"{year:04d}-{ends[0]:02d}-{first:02d}", f"{year:04d}-{ends[1]:02d}-{last:02d}"


def _day(parsed: Any, end: str) -> str | None:
    try:
        year, month, day = getattr(parsed, end)()[:3]
    except TypeError:  # an open end is an infinite float, not a date
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _edtf(value: str) -> str:
    try:
        first, last = edtf_bounds(value)
    except ValueError:
        raise PydanticCustomError("bad_date", "not EDTF") from None
    # Dates before the year 1000 have fewer digits or a sign: only like is compared with like.
    if first and last and len(first) == len(last) == len("1937-06-12") and first > last:
        raise PydanticCustomError("reversed_range", "reversed")
    return value


def _iso_date(value: str) -> str:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError
        calendar_date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("bad_day", "not a calendar day") from None
    return value


MOST_HEDGE_WORDS = 8
"""The most words that are ever quoted: hedges, printed spellings, and what an oddity prints."""


def _few_words(fault: str) -> AfterValidator:
    """At most eight words of somebody else's; more raise a fault of the given type."""

    def few(value: str) -> str:
        folded = _prose(value)
        if len(folded.split()) > MOST_HEDGE_WORDS:
            raise PydanticCustomError(fault, "too many words")
        return folded

    return AfterValidator(few)


def _block(value: str) -> str:
    folded = _prose(value)
    return folded.upper() if _BLOCK.fullmatch(folded) else folded


_BLOCK = re.compile(r"[pn](?:[0-9]+|\*)", re.IGNORECASE)


def _note_id(value: str) -> str:
    source, _, block = value.rpartition(".")
    if not (is_identifier(source) and re.fullmatch(r"[nN](?:[0-9]+|\*)", block)):
        raise PydanticCustomError("bad_note", "not a note of a source")
    return f"{source}.{block.upper()}"


def _ordered(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] > value[1]:
        raise PydanticCustomError("reversed_range", "reversed")
    return value


def listed(value: object) -> object:
    """A lone entry may stand where a list is meant."""
    return value if isinstance(value, _SEVERAL) else [value]


_SEVERAL = (list, tuple)  # written as a union it would be made anew for every list that is read


def keyed(key: str) -> BeforeValidator:
    """A lone scalar may stand for a record of which only `key` is written."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


Id = Annotated[str, AfterValidator(identified)]
Prose = Annotated[str, AfterValidator(_prose)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Band = Annotated[tuple[Probability, Probability], AfterValidator(_ordered)]
Edtf = Annotated[str, AfterValidator(_edtf)]
Day = Annotated[str, AfterValidator(_iso_date)]
Offset = Annotated[int, Field(ge=0)]
CharacterRange = Annotated[tuple[Offset, Offset], AfterValidator(_ordered)]
HedgeWords = Annotated[str, _few_words("long_hedge")]
Quoted = Annotated[str, _few_words("long_quotation")]
Block = Annotated[str, AfterValidator(_block)]
NoteId = Annotated[str, AfterValidator(_note_id)]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]

SourceType = Literal[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
]
"""The types of the Citation Style Language, 1.0.2; what is none of them says so in its `genre`."""
ClaimType = Literal["observation", "inference", "interpretation", "causal", "motive", "evaluation", "negative", "gap"]
Tier = Literal["core", "supporting", "background"]
Stance = Literal["asserts", "endorses", "reports", "distances", "denies", "asks", "supposes"]
HedgeKind = Literal[
    "probability",
    "evidential",
    "booster",
    "exclusion",
    "speculation",
    "litotes",
    "gap",
    "attribution",
    "scope",
    "causal share",
    "inference marker",
    "concession",
    "source criticism",
    "evaluative",
]
StrengthWord = Literal["none", "slight", "fair", "strong", "very strong", "near decisive"]
SchemeName = Literal[
    "position-to-know",
    "witness-testimony",
    "expert-opinion",
    "sign",
    "best-explanation",
    "ignorance",
    "silence",
    "analogy",
    "cause-to-effect",
    "correlation-to-cause",
    "motive",
    "practical-reasoning",
    "consequences",
    "exclusion",
    "example",
    "popular-opinion",
    "bias",
    "commitment",
    "archival-place",
]
Directness = Literal["D0", "D1", "D2", "D3", "D4", "D5"]
GroupKind = Literal[
    "same_record",
    "same_informant",
    "institutional_line",
    "same_channel",
    "rumour_pool",
    "shared_authorship",
    "self_citation",
    "suspected_feed",
    "common_interest",
]
Certainty = Literal["certain", "probable", "possible"]
GradeCode = Literal["S0", "S1", "S2", "S3", "SX"]
Mode = Literal[
    "saw",
    "said",
    "heard",
    "wrote",
    "reported",
    "minuted",
    "telegraphed",
    "copied",
    "translated",
    "summarised",
    "selected",
    "printed",
    "cited",
    "leaked",
    "planted",
    "handed",
    "filed",
]
Relationship = Literal["restates", "negates", "contradicts", "corroborates", "weakens", "independent"]
AuthorityType = Literal["person", "office", "institution", "archive", "series", "periodical", "place", "collective"]
GrammaticalNumber = Literal["singular", "plural"]
OddityKind = Literal[
    "typing slip",
    "grammar",
    "variant name",
    "mixed scripts",
    "date",
    "volume",
    "office",
    "count",
    "citation",
    "quotation",
    "layout",
    "other",
]
CitationForm = Literal["full", "short", "ibid", "mention"]
Rating = Literal["II", "I", "N", "NA", "C", "CC"]
