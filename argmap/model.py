"""The records an author writes: claims, evidence, sources, routes, groups and questions."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date as calendar_date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

# --------------------------------------------------------------------------- scalars


def _identifier(value: str) -> str:
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
    if _PLAIN_DATE.fullmatch(value):
        year, month, day = (int(part) if part else None for part in (*value.split("-"), "", "")[:3])
        assert year is not None
        ends = (month or 1, month or 12)
        if day is not None and not 1 <= day <= monthrange(year, ends[0])[1]:
            raise ValueError(f"{value} is no day of the calendar")
        first, last = day or 1, day or monthrange(year, ends[1])[1]
        return f"{year:04d}-{ends[0]:02d}-{first:02d}", f"{year:04d}-{ends[1]:02d}-{last:02d}"
    if len(value) > LONGEST_DATE or re.search(r"[Ee][0-9]{3,}|Y-?[0-9]{7,}", value):
        raise ValueError("an expression this long or far away would be spelt out day by day")
    from edtf import parse_edtf  # noqa: PLC0415 - a grammar of 0.2 s, needed only for uncertain dates

    try:
        parsed = parse_edtf(value)
    except Exception as failure:  # the library raises whatever its grammar meets
        raise ValueError(str(failure)) from None
    return _day(parsed, "lower_strict"), _day(parsed, "upper_strict")


_PLAIN_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")


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


def _hedge_words(value: str) -> str:
    folded = _prose(value)
    if len(folded.split()) > MOST_HEDGE_WORDS:
        raise PydanticCustomError("long_hedge", "too many words")
    return folded


def _ordered(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] > value[1]:
        raise PydanticCustomError("reversed_range", "reversed")
    return value


def _listed(value: object) -> object:
    """A lone entry may stand where a list is meant."""
    return value if isinstance(value, list | tuple) else [value]


def _keyed(key: str) -> BeforeValidator:
    """A lone scalar may stand for a record of which only `key` is written."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


Id = Annotated[str, AfterValidator(_identifier)]
Prose = Annotated[str, AfterValidator(_prose)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Band = Annotated[tuple[Probability, Probability], AfterValidator(_ordered)]
Edtf = Annotated[str, AfterValidator(_edtf)]
Day = Annotated[str, AfterValidator(_iso_date)]
Offset = Annotated[int, Field(ge=0)]
CharacterRange = Annotated[tuple[Offset, Offset], AfterValidator(_ordered)]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]

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
Rating = Literal["II", "I", "N", "NA", "C", "CC"]

# --------------------------------------------------------------------------- parts of records


class Record(BaseModel):
    """What every record and part of a record has in common: immutable, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True)


class Locator(Record):
    """A place in a source: block, sentence, character ranges, fingerprint.

    `chars` are half-open ranges of code points in the file of the source's text as it stands;
    `fingerprint` is the digest of the passage they cover (see `argmap.text.fingerprint`).
    """

    source: Id
    block: Prose | None = None
    sentence: Annotated[int, Field(ge=1)] | None = None
    chars: tuple[CharacterRange, ...] = ()
    fingerprint: Fingerprint | None = None


class Hedge(Record):
    """The author's own degree of certainty in his words (at most eight), with kind, holder, scope and band.

    `band` is a pair of probabilities; without one the lexicon's band of the words is used, if their kind allows it.
    """

    words: Annotated[str, AfterValidator(_hedge_words)]
    kind: HedgeKind | None = None
    holder: Prose | None = None
    scope: Prose | None = None
    band: Band | None = None


class Assertion(Record):
    """Somebody putting a claim forward at a place.

    `by` names the chain of voices, the outermost first. `stance` is the outermost voice's, or one stance
    for every voice in turn.
    """

    by: Annotated[tuple[Prose, ...], BeforeValidator(_listed), Field(min_length=1)]
    stance: Annotated[tuple[Stance, ...], BeforeValidator(_listed), Field(min_length=1)] = ("asserts",)
    hedge: Annotated[tuple[Annotated[Hedge, _keyed("words")], ...], BeforeValidator(_listed)] = ()
    at: Locator | None = None


class Answer(Record):
    """A recorded answer to one critical question of a scheme, such as `sign.2`."""

    question: Annotated[str, Field(pattern=r"^[a-z-]+\.[0-9]+$")]
    answer: Literal["yes", "no", "open", "not applicable"]
    why: Prose | None = None
    by: Prose | None = None


class Attacker(Record):
    """A statement that undercuts an inference or undermines an item of evidence, and how far it does so."""

    by: Id
    strength: StrengthWord | None = None


Attackers = Annotated[tuple[Annotated[Attacker, _keyed("by")], ...], BeforeValidator(_listed)]


class Judgement(Record):
    """A person's answer to a question that a rule of the audit puts, or to a finding of its: signed, dated, with a reason.

    `verdict`: cleared, nothing is wrong here; stands, the fault is there. `fingerprint` is that of what was judged, as the
    audit prints it: when the text changes the question opens again.
    """

    rule: Id
    verdict: Literal["cleared", "stands"]
    by: Prose
    on: Day
    why: Prose
    fingerprint: Fingerprint


Judgements = Annotated[tuple[Judgement, ...], BeforeValidator(_listed)]


class Inference(Record):
    """Premises taken together to bear on one conclusion; the claim under which it is written is that conclusion."""

    premises: Annotated[tuple[Id, ...], BeforeValidator(_listed), Field(min_length=1)]
    scheme: Annotated[tuple[SchemeName, ...], BeforeValidator(_listed)] = ()
    warrant: Prose | None = None
    warrant_by: Literal["stated", "supplied"] | None = None
    backing: Prose | None = None
    strength: StrengthWord | None = None
    answers: tuple[Answer, ...] = ()
    undercut_by: Attackers = ()
    layer: Id | None = None
    judged: Judgements = ()


Inferences = Annotated[
    tuple[Annotated[Inference, _keyed("premises")], ...],
    BeforeValidator(_listed),
]


class Appraisal(Record):
    """Somebody's dated judgement with its reason: reliability A-F of the source for this kind of matter,
    credibility 1-6 of the item (Admiralty code)."""

    by: Prose
    on: Day
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None
    credibility: Literal["1", "2", "3", "4", "5", "6"] | None = None
    reason: Prose
    scale: Prose = "admiralty-1"


class Date(Record):
    """A date as EDTF, with the form in which it was printed and how it is known."""

    edtf: Edtf
    as_printed: Prose | None = None
    basis: Prose | None = None


class Search(Record):
    """What was looked for, where, by whom, and whether it would have been there."""

    sought: Prose
    where: Prose
    by: Prose
    completeness: Prose | None = None
    expected: Prose | None = None


class Holding(Record):
    """A copy or an edition of a source: where it is kept or printed."""

    archive: Prose | None = None
    shelfmark: Prose | None = None
    edition: Prose | None = None
    form: Prose | None = None
    note: Prose | None = None


class Step(Record):
    """One step of a route: who handed what to whom, when, and what documents it."""

    giver: Annotated[Prose | None, Field(alias="from")] = None
    taker: Annotated[Prose | None, Field(alias="to")] = None
    mode: Mode
    date: Annotated[Date, _keyed("edtf")] | None = None
    documented_by: Annotated[tuple[Id, ...], BeforeValidator(_listed)] = ()
    on_word_of: Prose | None = None
    certainty: Certainty | None = None
    note: Prose | None = None


# --------------------------------------------------------------------------- records


class Claim(Record):
    """A statement somebody puts forward, true or false; in our words, standing alone.

    `period` is the time that it speaks of. `none_offered` says that its author gives no ground for it, and where one
    looked. `sets_aside` names the types or genres of source that the claim declares unfit to rely on.
    """

    text: Prose
    type: ClaimType | None = None
    tier: Tier = "supporting"
    said: Annotated[tuple[Assertion, ...], BeforeValidator(_listed)] = ()
    support: Inferences = ()
    attack: Inferences = ()
    assumed: bool = False
    none_offered: Prose | None = None
    prior: Annotated[float, Field(ge=0.001, le=0.999)] | None = None
    period: Annotated[Date, _keyed("edtf")] | None = None
    sets_aside: Annotated[tuple[Prose, ...], BeforeValidator(_listed)] = ()
    layer: Id | None = None
    note: Prose | None = None
    judged: Judgements = ()


class Evidence(Record):
    """What a source shows, or does not show, at a place in it.

    `cited_at` points at the passages of a text at hand in which the item is cited.
    """

    source: Id
    locator: Prose | None = None
    text: Prose
    kind: Literal["positive", "negative-search", "silence", "absence-of-citation"] = "positive"
    date: Annotated[Date, _keyed("edtf")] | None = None
    event_date: Annotated[Date, _keyed("edtf")] | None = None
    directness: Directness | None = None
    search: Search | None = None
    appraisal: Annotated[tuple[Appraisal, ...], BeforeValidator(_listed)] = ()
    undermined_by: Attackers = ()
    cited_at: Annotated[tuple[Locator, ...], BeforeValidator(_listed)] = ()
    layer: Id | None = None
    note: Prose | None = None
    judged: Judgements = ()


class Source(Record):
    """A work, record or edition that evidence comes from: a CSL item with archival fields.

    `authorship` tells how its author is known; `covers` is the time whose documents an edited volume holds.
    """

    type: Prose = "document"
    title: Prose
    author: Annotated[tuple[Prose, ...], BeforeValidator(_listed)] = ()
    authorship: Literal["signed", "attributed", "pseudonymous", "anonymous", "corporate"] | None = None
    recipient: Annotated[tuple[Prose, ...], BeforeValidator(_listed)] = ()
    editor: Annotated[tuple[Prose, ...], BeforeValidator(_listed)] = ()
    issued: Annotated[Date, _keyed("edtf")] | None = None
    covers: Annotated[Date, _keyed("edtf")] | None = None
    container_title: Annotated[Prose | None, Field(alias="container-title")] = None
    collection_title: Annotated[Prose | None, Field(alias="collection-title")] = None
    publisher: Prose | None = None
    publisher_place: Annotated[Prose | None, Field(alias="publisher-place")] = None
    event_place: Annotated[Prose | None, Field(alias="event-place")] = None
    volume: Prose | None = None
    issue: Prose | None = None
    page: Prose | None = None
    genre: Prose | None = None
    language: Prose | None = None
    URL: Prose | None = None
    archive: Prose | None = None
    archive_place: Annotated[Prose | None, Field(alias="archive-place")] = None
    fond: Prose | None = None
    opis: Prose | None = None
    papka: Prose | None = None
    delo: Prose | None = None
    leaves: Prose | None = None
    copies: tuple[Holding, ...] = ()
    editions: tuple[Holding, ...] = ()
    access: Literal["open", "restricted", "reclassified", "private", "lost", "unknown"] | None = None
    known_through: Id | None = None
    short: Prose | None = None
    appraisal: Annotated[tuple[Appraisal, ...], BeforeValidator(_listed)] = ()
    note: Prose | None = None
    judged: Judgements = ()


class Transmission(Record):
    """The route of a record from the event to the passage on the table, step by step.

    Rival routes of one record are several transmissions; `holds_if` names the claim under which one holds.
    """

    of: Annotated[tuple[Id, ...], BeforeValidator(_listed), Field(min_length=1)]
    text: Prose | None = None
    holds_if: Id | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Group(Record):
    """Witnesses that are one witness for a question.

    `members` are evidence or sources; `about` are the questions or claims for which they are one (all, if empty).
    `mode` derivative: the same information, counted once; witness: one mouth attesting different facts.
    `rho` in [0,1] is the degree of dependence in derivative mode.
    """

    kind: GroupKind
    about: Annotated[tuple[Id, ...], BeforeValidator(_listed)] = ()
    members: Annotated[tuple[Id, ...], Field(min_length=2)]
    basis: Prose
    certainty: Certainty = "probable"
    mode: Literal["derivative", "witness"] | None = None
    rho: Probability | None = None


class Row(Record):
    """How one item of evidence sits with each hypothesis of a question (Heuer's consistency ratings)."""

    evidence: Id
    ratings: dict[Id, Rating]
    why: Prose | None = None
    by: Prose | None = None


class Question(Record):
    """A question with the claims that are its rival answers."""

    text: Prose
    hypotheses: Annotated[tuple[Id, ...], Field(min_length=2)]
    catch_all: Id | None = None
    exhaustive: Prose | None = None
    relation: Literal["exclusive", "overlapping", "nested"] = "exclusive"
    ratings: tuple[Row, ...] = ()
    note: Prose | None = None
    judged: Judgements = ()


KINDS: dict[str, type[Record]] = {
    "claims": Claim,
    "evidence": Evidence,
    "sources": Source,
    "transmission": Transmission,
    "independence": Group,
    "questions": Question,
}
"""Kind of file → the record it holds under each id."""
