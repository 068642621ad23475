"""Hypothesis strategies that draw the parts of records, and records of every kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from argmap import model, values

R = TypeVar("R", bound=model.Record)
T = TypeVar("T")
Records = Mapping[str, Mapping[str, model.Record]]
"""Kind of record (a key of `argmap.model.KINDS`) → id → record."""

DATES = ("1137", "1137-06", "1137-06-12", "1137-23", "1137~", "1137?", "113X", "1137/1140", "[1137..1140]", "../1140")
MOST = 3
_LETTERS = st.characters(categories=["Ll", "Lo", "Nd"], include_characters="-")
_SIGNS = st.characters(exclude_categories=["Cc", "Cs", "Cn"])
_SLIPS = """\
The roll says: doubled
leaf #5 first
'Tis so
"Salt" was silver
- none
? or !
[sic] stands here
{sic}
@ noon
`so`
% of the toll
*twice*
&c.
!no
> more
| bar
12\\verso
1137
no
null
~
a: b
#1
--- so
... and so
''
the masters'
<<
so:
x, y
]
Wirtschaftsgeschichtliche Untersuchungen: zur Steuerverwaltung - oder Zollverwaltung - der Reichsabteien #nach 1211
""".splitlines()


def ids() -> SearchStrategy[str]:
    """Ids: words of letters and digits of any script, joined by hyphens, NFC."""
    return st.text(_LETTERS, min_size=1, max_size=12).map(_joined).filter(model.is_identifier)


def _joined(letters: str) -> str:
    words = [word for word in unicodedata.normalize("NFC", letters).split("-") if word]
    return "-".join(words)


def texts(most_words: int = 12) -> SearchStrategy[str]:
    """Prose as records hold it: any characters but control characters, white space folded, never empty."""

    def folded(text: str) -> str:
        return " ".join(text.split()[:most_words]) or "x"

    return (st.text(_SIGNS, min_size=1, max_size=30) | st.sampled_from(_SLIPS)).map(folded)


def days() -> SearchStrategy[str]:
    """Days of the calendar as they are written."""
    return st.dates().map(lambda day: day.isoformat())


def _words(literal: Any) -> SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


def _several(entries: SearchStrategy[T], least: int = 0, most: int = MOST) -> SearchStrategy[tuple[T, ...]]:
    return st.lists(entries, min_size=least, max_size=most).map(tuple)


def _different(entries: SearchStrategy[str], least: int = 0, most: int = MOST) -> SearchStrategy[tuple[str, ...]]:
    return st.lists(entries, min_size=least, max_size=most, unique=True).map(tuple)


def _record(
    made: type[R], needed: Mapping[str, SearchStrategy[Any]], /, **optional: SearchStrategy[Any]
) -> SearchStrategy[R]:
    """Records with all the keys that are needed and some of the others."""
    return st.fixed_dictionaries(dict(needed), optional=optional).map(lambda values: made(**values))


def _or_ids(drawn: SearchStrategy[str] | None) -> SearchStrategy[str]:
    return ids() if drawn is None else drawn


def _shares() -> SearchStrategy[float]:
    return st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


def _pairs(entries: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, Any]]:
    return st.tuples(entries, entries).map(lambda pair: (min(pair), max(pair)))


def _dates() -> SearchStrategy[model.Date]:
    return _record(model.Date, {"edtf": st.sampled_from(DATES)}, as_printed=texts(4), basis=texts())


def _locators(sources: SearchStrategy[str]) -> SearchStrategy[model.Locator]:
    return _record(model.Locator, {"source": sources}, **_places())


def _citations(sources: SearchStrategy[str]) -> SearchStrategy[model.Citation]:
    return _record(model.Citation, {"source": sources}, form=_words(values.CitationForm), **_places())


def _places() -> dict[str, SearchStrategy[Any]]:
    return {
        "block": st.sampled_from(["P1", "P12", "N3", "N*", "f. 3r"]),
        "sentence": _several(st.integers(1, 40), most=2),
        "chars": _several(_pairs(st.integers(0, 90_000))),
        "fingerprint": st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
    }


def _hedges() -> SearchStrategy[model.Hedge]:
    return _record(
        model.Hedge,
        {"words": texts(model.MOST_HEDGE_WORDS)},
        kind=_words(model.HedgeKind),
        holder=texts(3),
        scope=texts(4),
        band=_pairs(_shares()),
    )


@st.composite
def _assertions(draw: DrawFn, sources: SearchStrategy[str]) -> model.Assertion:
    by = draw(_several(texts(3), 1, 3))
    stances = st.just(1) | st.just(len(by))
    return model.Assertion(
        by=by,
        stance=tuple(draw(_words(model.Stance)) for _ in range(draw(stances))),
        hedge=draw(_several(_hedges(), most=2)),
        at=draw(st.none() | _locators(sources)),
        notes=draw(_several(sources.map(lambda source: f"{source}.N12"), most=1)),
    )


def _attackers(statements: SearchStrategy[str]) -> SearchStrategy[tuple[model.Attacker, ...]]:
    optional = {"strength": _words(model.StrengthWord), "basis": texts(), "layer": _layers()}
    one = _record(model.Attacker, {"by": statements}, **optional)
    return st.lists(one, max_size=2, unique_by=lambda attacker: attacker.by).map(tuple)


def _layers() -> SearchStrategy[str]:
    return st.sampled_from(["author", "editors"])


def _relations(statements: SearchStrategy[str]) -> SearchStrategy[tuple[model.Relation, ...]]:
    needed = {"to": statements, "how": _words(values.Relationship), "why": texts()}
    return _several(_record(model.Relation, needed, layer=_layers()), most=1)


def _inferences(statements: SearchStrategy[str]) -> SearchStrategy[model.Inference]:
    answer = model.Answer.model_fields["answer"].annotation
    return _record(
        model.Inference,
        {"premises": _different(statements, 1, 3)},
        scheme=_different(_words(model.SchemeName), most=2),
        warrant=texts(),
        warrant_by=st.sampled_from(["stated", "supplied"]),
        backing=texts(),
        strength=_words(model.StrengthWord),
        basis=texts(),
        answers=_several(
            _record(model.Answer, {"question": st.just("sign.1"), "answer": _words(answer)}, why=texts(), by=texts(3)),
            most=1,
        ),
        undercut_by=_attackers(statements),
        layer=_layers(),
        judged=_judgements(),
    )


def _judgements() -> SearchStrategy[tuple[model.Judgement, ...]]:
    return _several(
        _record(
            model.Judgement,
            {
                "rule": st.sampled_from(["claim-without-support", "tendency-not-weighed", "no-such-rule"]),
                "verdict": st.sampled_from(["cleared", "stands"]),
                "by": texts(3),
                "on": days(),
                "why": texts(),
                "fingerprint": st.text("0123456789abcdef", min_size=16, max_size=16),
            },
        ),
        most=1,
    )


def _appraisals() -> SearchStrategy[model.Appraisal]:
    return _record(
        model.Appraisal,
        {"by": texts(3), "on": days(), "reason": texts()},
        reliability=st.sampled_from("ABCDEF"),
        credibility=st.sampled_from("123456"),
    )


def claims(
    statements: SearchStrategy[str] | None = None,
    sources: SearchStrategy[str] | None = None,
    sections: SearchStrategy[str] | None = None,
    agents: SearchStrategy[str] | None = None,
) -> SearchStrategy[model.Claim]:
    """Claims; their premises and attackers are drawn from `statements`, their locators lead into `sources`."""
    statements, sources = _or_ids(statements), _or_ids(sources)
    return _record(
        model.Claim,
        {"text": texts()},
        section=_or_ids(sections),
        event_date=_dates(),
        agents=_several(_or_ids(agents), most=2),
        relates=_relations(statements),
        type=_words(model.ClaimType),
        tier=_words(model.Tier),
        said=_several(_assertions(sources), most=2),
        support=_several(_inferences(statements), most=2),
        attack=_several(_inferences(statements), most=1),
        assumed=st.booleans(),
        prior=st.integers(1, 999).map(lambda thousandths: thousandths / 1000),
        none_offered=texts(),
        sets_aside=_several(texts(1), most=1),
        expect=_expectations(),
        layer=_layers(),
        note=texts(),
        judged=_judgements(),
    )


def _expectations() -> SearchStrategy[model.Expectation]:
    grades = st.lists(_words(values.GradeCode), min_size=1, max_size=2, unique=True).map(tuple)
    return _record(model.Expectation, {"grade": grades}, confidence=_pairs(_shares()))


def evidence(
    sources: SearchStrategy[str] | None = None, statements: SearchStrategy[str] | None = None
) -> SearchStrategy[model.Evidence]:
    """Items of evidence from `sources`, undermined by `statements`."""
    sources = _or_ids(sources)
    search = _record(
        model.Search,
        {"sought": texts(), "where": texts(), "by": texts(3)},
        completeness=texts(),
        expected=texts(),
    )
    return _record(
        model.Evidence,
        {"source": sources, "text": texts()},
        locator=texts(5),
        kind=_words(model.Evidence.model_fields["kind"].annotation),
        date=_dates(),
        event_date=_dates(),
        directness=_words(model.Directness),
        search=search,
        appraisal=_several(_appraisals(), most=2),
        undermined_by=_attackers(_or_ids(statements)),
        relates=_relations(_or_ids(statements)),
        cited_at=_several(_citations(sources), most=2),
        layer=_layers(),
        note=texts(),
        judged=_judgements(),
    )


def sources(cited_in: SearchStrategy[str] | None = None) -> SearchStrategy[model.Source]:
    """Sources, cited in sources drawn from `cited_in`."""
    holdings = _record(
        model.Holding, {}, archive=texts(3), shelfmark=texts(4), edition=texts(4), form=texts(2), note=texts()
    ).filter(lambda holding: holding != model.Holding())
    names = _several(texts(3), most=2)
    plain = ("publisher", "volume", "issue", "page", "genre", "language", "URL", "archive", "fond", "opis", "papka")
    aliased = ("container_title", "collection_title", "publisher_place", "event_place", "archive_place")
    return _record(
        model.Source,
        {"title": texts()},
        type=_words(values.SourceType),
        author=names,
        recipient=names,
        editor=names,
        authorship=st.sampled_from(["signed", "attributed", "pseudonymous", "anonymous", "corporate"]),
        issued=_dates(),
        judged=_judgements(),
        copies=_several(holdings, most=2),
        editions=_several(holdings, most=1),
        access=st.sampled_from(["open", "restricted", "reclassified", "private", "lost", "unknown"]),
        cited_at=_several(_citations(_or_ids(cited_in)), most=1),
        appraisal=_several(_appraisals(), most=1),
        short=texts(3),
        note=texts(),
        delo=texts(2),
        leaves=texts(3),
        **dict.fromkeys((*plain, *aliased), texts(3)),
    )


def transmissions(
    records: SearchStrategy[str] | None = None, claims: SearchStrategy[str] | None = None
) -> SearchStrategy[model.Transmission]:
    """Routes of `records` (sources or evidence), some of which hold only if one of `claims` does."""
    records = _or_ids(records)
    steps = _record(
        model.Step,
        {"mode": _words(model.Mode)},
        giver=texts(3),
        taker=texts(3),
        date=_dates(),
        documented_by=_different(records, most=2),
        on_word_of=texts(3),
        certainty=_words(model.Certainty),
        note=texts(),
    )
    return _record(
        model.Transmission,
        {"of": _different(records, 1, 2), "steps": _several(steps, 1, 3)},
        text=texts(),
        holds_if=_or_ids(claims),
    )


def groups(
    members: SearchStrategy[str] | None = None, topics: SearchStrategy[str] | None = None
) -> SearchStrategy[model.Group]:
    """Independence groups of `members` (evidence or sources) about `topics` (questions or claims)."""
    return _record(
        model.Group,
        {"kind": _words(model.GroupKind), "members": _different(_or_ids(members), 2), "basis": texts()},
        about=_different(_or_ids(topics), most=2),
        certainty=_words(model.Certainty),
        mode=st.sampled_from(["derivative", "witness"]),
        rho=_shares(),
    )


@st.composite
def questions(
    draw: DrawFn, claims: SearchStrategy[str] | None = None, statements: SearchStrategy[str] | None = None
) -> model.Question:
    """Questions between `claims`, with `statements` rated."""
    hypotheses = draw(_different(_or_ids(claims), 2))
    rows = _record(
        model.Row,
        {
            "evidence": _or_ids(statements),
            "ratings": st.dictionaries(st.sampled_from(hypotheses), _words(model.Rating), min_size=1),
        },
        why=texts(),
        by=texts(3),
    )
    return model.Question(
        text=draw(texts()),
        hypotheses=hypotheses,
        catch_all=draw(st.sampled_from(hypotheses)),
        exhaustive=draw(st.none() | texts()),
        relation=draw(st.sampled_from(["exclusive", "overlapping", "nested"])),
        ratings=draw(_several(rows, most=2)),
        note=draw(st.none() | texts()),
    )


def sections(claims: SearchStrategy[str] | None = None) -> SearchStrategy[model.Section]:
    """Sections that come to one of `claims`."""
    return _record(model.Section, {"title": texts()}, text=texts(), thesis=_or_ids(claims), note=texts())


def omissions(sources: SearchStrategy[str] | None = None) -> SearchStrategy[model.Omission]:
    """Omissions from `sources`."""
    return _record(model.Omission, {"at": _several(_locators(_or_ids(sources)), 1), "reason": texts()}, by=texts(3))


def oddities(
    sources: SearchStrategy[str] | None = None, records: SearchStrategy[str] | None = None
) -> SearchStrategy[model.Oddity]:
    """Oddities of `sources` that bear on `records`."""
    return _record(
        model.Oddity,
        {
            "kind": _words(values.OddityKind),
            "at": _several(_locators(_or_ids(sources)), 1, 2),
            "printed": texts(values.MOST_HEDGE_WORDS),
            "basis": texts(),
        },
        expected=texts(4),
        certainty=_words(model.Certainty),
        by=texts(3),
        bears_on=_several(_or_ids(records), most=2),
        note=texts(),
    )


def authorities(
    others: SearchStrategy[str] | None = None, sources: SearchStrategy[str] | None = None
) -> SearchStrategy[model.Authority]:
    """Authority records that refer to `others`, with spellings printed in `sources`."""
    others = _or_ids(others)
    spelling = _record(model.Spelling, {"form": texts(3)}, at=_several(_locators(_or_ids(sources)), most=1))
    return _record(
        model.Authority,
        {"type": _words(values.AuthorityType), "name": texts(3)},
        number=_words(values.GrammaticalNumber),
        spellings=st.lists(spelling, max_size=2, unique_by=lambda printed: printed.form).map(tuple),
        dates=_dates(),
        place=texts(2),
        offices=_several(_record(model.Tenure, {"office": others}, dates=_dates(), basis=texts()), most=1),
        part_of=others,
        shelfmark=_several(texts(1)),
        volumes=_several(_record(model.Volume, {"volume": texts(1), "covers": _dates()}, basis=texts()), most=1),
        not_same_as=_different(others, most=1),
        note=texts(),
    )


_KINDS: dict[str, Callable[[], SearchStrategy[Any]]] = {
    "claims": claims,
    "evidence": evidence,
    "sources": sources,
    "transmission": transmissions,
    "independence": groups,
    "questions": questions,
    "sections": sections,
    "omissions": omissions,
    "oddities": oddities,
    "authorities": authorities,
}


def records(kind: str, most: int = 3) -> SearchStrategy[dict[str, model.Record]]:
    """Some records of one kind by id; what they refer to need not be there. `kind` is a key of `model.KINDS`."""
    return st.dictionaries(ids(), _KINDS[kind](), min_size=1, max_size=most)
