"""The records an author writes: claims, evidence, sources, routes, groups, questions, and what is said of a text."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from argmap.values import (  # noqa: F401 - readers of records need them too
    MOST_HEDGE_WORDS,
    AuthorityType,
    Band,
    Block,
    Certainty,
    CharacterRange,
    CitationForm,
    ClaimType,
    Day,
    Directness,
    Edtf,
    Fingerprint,
    GradeCode,
    GrammaticalNumber,
    GroupKind,
    HedgeKind,
    HedgeWords,
    Id,
    Mode,
    NoteId,
    OddityKind,
    Probability,
    Prose,
    Quoted,
    Rating,
    Relationship,
    SchemeName,
    SourceType,
    Stance,
    StrengthWord,
    Tier,
    edtf_bounds,
    is_identifier,
    keyed,
    listed,
)

# --------------------------------------------------------------------------- parts of records


class Record(BaseModel):
    """What every record and part of a record has in common: immutable, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True)


class Locator(Record):
    """A place in a source: block, sentence, character ranges, fingerprint.

    `block` is a paragraph P1, P2, … or a note N1, N2, … (see `argmap.blocks`); `sentence` counts from 1 within
    the block, several where a passage runs over several. `chars` are half-open ranges of code points in the file
    of the source's text as it stands; without them the passage is the sentences, or the whole block.
    `fingerprint` is the digest of the passage (see `argmap.text.fingerprint`).
    """

    source: Id
    block: Block | None = None
    sentence: Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(listed)] = ()
    chars: tuple[CharacterRange, ...] = ()
    fingerprint: Fingerprint | None = None


class Citation(Locator):
    """A place at which a source is cited, and in which form: short forms and ibid. are told from full ones."""

    form: CitationForm | None = None


Citations = Annotated[tuple[Citation, ...], BeforeValidator(listed)]


class Hedge(Record):
    """The author's own degree of certainty in his words (at most eight), with kind, holder, scope and band.

    `band` is a pair of probabilities; without one the lexicon's band of the words is used, if their kind allows it.
    """

    words: HedgeWords
    kind: HedgeKind | None = None
    holder: Prose | None = None
    scope: Prose | None = None
    band: Band | None = None


class Assertion(Record):
    """Somebody putting a claim forward at a place.

    `by` names the chain of voices, the outermost first. `stance` is the outermost voice's, or one stance
    for every voice in turn. `notes` are the notes cited for it, each with its source: `ken.N12`.
    """

    by: Annotated[tuple[Prose, ...], Field(min_length=1), BeforeValidator(listed)]
    stance: Annotated[tuple[Stance, ...], Field(min_length=1), BeforeValidator(listed)] = ("asserts",)
    hedge: Annotated[tuple[Annotated[Hedge, keyed("words")], ...], BeforeValidator(listed)] = ()
    at: Locator | None = None
    notes: Annotated[tuple[NoteId, ...], BeforeValidator(listed)] = ()


class Relation(Record):
    """How a statement stands to another beside what bears on it: said again, denied, borne out, or independent.

    It is a remark with its reason and moves no number: what moves one is written as an inference.
    """

    to: Id
    how: Relationship
    why: Prose
    layer: Id | None = None


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
    basis: Prose | None = None
    layer: Id | None = None


Attackers = Annotated[tuple[Annotated[Attacker, keyed("by")], ...], BeforeValidator(listed)]


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


Judgements = Annotated[tuple[Judgement, ...], BeforeValidator(listed)]


class Inference(Record):
    """Premises taken together to bear on one conclusion; the claim under which it is written is that conclusion.

    `basis` says on what ground this strength was chosen and no other.
    """

    premises: Annotated[tuple[Id, ...], Field(min_length=1), BeforeValidator(listed)]
    scheme: Annotated[tuple[SchemeName, ...], BeforeValidator(listed)] = ()
    warrant: Prose | None = None
    warrant_by: Literal["stated", "supplied"] | None = None
    backing: Prose | None = None
    strength: StrengthWord | None = None
    basis: Prose | None = None
    answers: tuple[Answer, ...] = ()
    undercut_by: Attackers = ()
    layer: Id | None = None
    judged: Judgements = ()


Inferences = Annotated[
    tuple[Annotated[Inference, keyed("premises")], ...],
    BeforeValidator(listed),
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


class Spelling(Record):
    """A name as a source prints it (at most eight words), and where."""

    form: Quoted
    at: Annotated[tuple[Locator, ...], BeforeValidator(listed)] = ()


class Tenure(Record):
    """An office that a person held, from when to when, and how that is known."""

    office: Id
    dates: Annotated[Date, keyed("edtf")] | None = None
    basis: Prose | None = None


class Volume(Record):
    """A volume of a series and the dates of the documents it holds."""

    volume: Prose
    covers: Annotated[Date, keyed("edtf")]
    basis: Prose | None = None


class Step(Record):
    """One step of a route: who handed what to whom, when, and what documents it."""

    giver: Annotated[Prose | None, Field(alias="from")] = None
    taker: Annotated[Prose | None, Field(alias="to")] = None
    mode: Mode
    date: Annotated[Date, keyed("edtf")] | None = None
    documented_by: Annotated[tuple[Id, ...], BeforeValidator(listed)] = ()
    on_word_of: Prose | None = None
    certainty: Certainty | None = None
    note: Prose | None = None


class Expectation(Record):
    """The verdict that a claim is expected to have: one of some grades, and a confidence between two ends, both counted in.

    A key that is not written expects nothing; one of the two is written.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    grade: Annotated[tuple[GradeCode, ...], Field(min_length=1), BeforeValidator(listed)] | None = None
    confidence: Band | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.grade is None and self.confidence is None:
            raise PydanticCustomError("empty", "empty")
        return self


# --------------------------------------------------------------------------- records


class Claim(Record):
    """A statement somebody puts forward, true or false; in our words, standing alone.

    `event_date` is when what it tells took place, `agents` are the authority records of whom it is about. `none_offered`
    says that its author gives no ground for it, and where one looked. `sets_aside` names the types or genres of source that
    the claim declares unfit to rely on. `expect` is the verdict that a check holds it to.
    """

    text: Prose
    type: ClaimType | None = None
    tier: Tier = "supporting"
    section: Id | None = None
    event_date: Annotated[Date, keyed("edtf")] | None = None
    agents: Annotated[tuple[Id, ...], BeforeValidator(listed)] = ()
    said: Annotated[tuple[Assertion, ...], BeforeValidator(listed)] = ()
    support: Inferences = ()
    attack: Inferences = ()
    relates: Annotated[tuple[Relation, ...], BeforeValidator(listed)] = ()
    assumed: bool = False
    none_offered: Prose | None = None
    prior: Annotated[float, Field(ge=0.001, le=0.999)] | None = None
    sets_aside: Annotated[tuple[Prose, ...], BeforeValidator(listed)] = ()
    expect: Expectation | None = None
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
    date: Annotated[Date, keyed("edtf")] | None = None
    event_date: Annotated[Date, keyed("edtf")] | None = None
    directness: Directness | None = None
    search: Search | None = None
    appraisal: Annotated[tuple[Appraisal, ...], BeforeValidator(listed)] = ()
    undermined_by: Attackers = ()
    relates: Annotated[tuple[Relation, ...], BeforeValidator(listed)] = ()
    cited_at: Citations = ()
    layer: Id | None = None
    note: Prose | None = None
    judged: Judgements = ()


class Source(Record):
    """A work, record or edition that evidence comes from: a CSL item with archival fields.

    `authorship` tells how its author is known.
    `cited_at` points at the places of a text at hand that cite it, short forms and ibid. included.
    """

    type: SourceType = "document"
    title: Prose
    author: Annotated[tuple[Prose, ...], BeforeValidator(listed)] = ()
    authorship: Literal["signed", "attributed", "pseudonymous", "anonymous", "corporate"] | None = None
    recipient: Annotated[tuple[Prose, ...], BeforeValidator(listed)] = ()
    editor: Annotated[tuple[Prose, ...], BeforeValidator(listed)] = ()
    issued: Annotated[Date, keyed("edtf")] | None = None
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
    cited_at: Citations = ()
    short: Prose | None = None
    appraisal: Annotated[tuple[Appraisal, ...], BeforeValidator(listed)] = ()
    note: Prose | None = None
    judged: Judgements = ()


class Transmission(Record):
    """The route of a record from the event to the passage on the table, step by step.

    Rival routes of one record are several transmissions; `holds_if` names the claim under which one holds.
    """

    of: Annotated[tuple[Id, ...], Field(min_length=1), BeforeValidator(listed)]
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
    about: Annotated[tuple[Id, ...], BeforeValidator(listed)] = ()
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


class Section(Record):
    """A part of a work that has a picture of its own; its claims name it, and `thesis` is what it comes to."""

    title: Prose
    text: Prose | None = None
    thesis: Id | None = None
    note: Prose | None = None


class Omission(Record):
    """Sentences or blocks of a source that nothing is made of on purpose, and the reason."""

    at: Annotated[tuple[Locator, ...], Field(min_length=1), BeforeValidator(listed)]
    reason: Prose
    by: Prose | None = None


class Oddity(Record):
    """What a source prints and should not have, with what is expected and on what ground; never silently mended.

    `bears_on` are the records for which it matters.
    """

    kind: OddityKind
    at: Annotated[tuple[Locator, ...], Field(min_length=1), BeforeValidator(listed)]
    printed: Quoted
    expected: Prose | None = None
    basis: Prose
    certainty: Certainty = "certain"
    by: Prose | None = None
    bears_on: Annotated[tuple[Id, ...], BeforeValidator(listed)] = ()
    note: Prose | None = None


class Authority(Record):
    """A person, office, archive or other body under one name, with every spelling that the sources print.

    `dates` are those of life or existence; `offices` those a person held; `part_of` the body it belongs to;
    `volumes` what each volume of a series holds; `shelfmark` the parts of an archive's mark in their order. A `number` of
    plural says that the name takes a plural verb.
    """

    type: AuthorityType
    name: Prose
    number: GrammaticalNumber = "singular"
    spellings: Annotated[tuple[Annotated[Spelling, keyed("form")], ...], BeforeValidator(listed)] = ()
    dates: Annotated[Date, keyed("edtf")] | None = None
    place: Prose | None = None
    offices: Annotated[tuple[Annotated[Tenure, keyed("office")], ...], BeforeValidator(listed)] = ()
    part_of: Id | None = None
    shelfmark: Annotated[tuple[Prose, ...], BeforeValidator(listed)] = ()
    volumes: tuple[Volume, ...] = ()
    not_same_as: Annotated[tuple[Id, ...], BeforeValidator(listed)] = ()
    note: Prose | None = None


KINDS: dict[str, type[Record]] = {
    "claims": Claim,
    "evidence": Evidence,
    "sources": Source,
    "transmission": Transmission,
    "independence": Group,
    "questions": Question,
    "sections": Section,
    "omissions": Omission,
    "oddities": Oddity,
    "authorities": Authority,
}
"""Kind of file → the record it holds under each id."""
