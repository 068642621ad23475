"""Pack: all types of exercise made from one case, or the reason why a type is left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from argmap.case import Case
from argmap.faults import did_you_mean
from argmap.rules import findings
from argmap.teach.border import first_fault
from argmap.teach.exercise import LEVELS, Aim, Exercise, LeftOut, Pack
from argmap.teach.hedges import fair_hedge, find_the_overclaim, order_the_hedges
from argmap.teach.maps import complete, lost_warrant, mend, rebuild
from argmap.teach.rivals import counter_map, fill_the_matrix, two_documents
from argmap.teach.routes import citation_detective, date_detective, draw_the_route
from argmap.teach.steps import hidden_premise, silence, which_question
from argmap.teach.stock import Candidates, Stock, rank
from argmap.teach.voices import fact_or_inference, who_says_it
from argmap.teach.witnesses import count_the_witnesses, what_falls

SEED = "argmap"
EACH = 2

_SET = "set overlap (Jaccard)"
_TABLE = "distance on a confusion table"
_HAND = "by a person, a point for each criterion"
_MAP = "the map on record, step by step; equal force is accepted"
AIMS: tuple[Aim, ...] = (
    Aim("X1", "Who says it?", "tells a voice from those it passes on, and each relay from the next", "sourcing", "evidence",
        "a claim that came through several voices", f"longest common run of the chain; stance by {_TABLE}"),
    Aim("X2", "Fact, inference or judgement?", "tells what is recorded from what is worked out and what is weighed", "close reading",
        "evidence", "two kinds of claim with a recorded type in one section", _TABLE),
    Aim("X3", "Order the hedges", "hears how sure a writer is, whatever he is sure of", "close reading", "evidence",
        "three claims of one section whose words tell different degrees of certainty", f"rank correlation (Kendall); words by {_SET}"),
    Aim("X4", "Find the overclaim", "holds how sure a claim sounds against what it rests on", "argument", "evidence",
        "an emphatic word on a weak claim, and a fairly hedged claim beside it", f"the claim itself; its ground by {_TABLE}"),
    Aim("X5", "Draw the route", "follows a record from hand to hand, and sees the steps that no record shows", "sourcing", "evidence",
        "a route of at least three steps that read differently", f"rank correlation (Kendall); gaps by {_TABLE}"),
    Aim("X6", "Count the witnesses", "counts mouths and not papers", "corroboration", "evidence",
        "a claim with two to six uncontested lines", f"the number, half for one off; pairs by {_SET}"),
    Aim("X7", "The hidden premise", "finds the general rule that carries a step unsaid", "argument", "cause and consequence",
        "a step whose rule the map supplies", f"{_HAND}; the choice itself"),
    Aim("X8", "Which question would you ask?", "puts to an argument the questions its pattern must answer", "argument", "evidence",
        "a step that leaves a required critical question open", _SET),
    Aim("X9", "Does the silence prove anything?", "weighs a silence by whether the record would have spoken", "contextualisation",
        "evidence", "a step that argues from a silence or a search that found nothing", f"{_TABLE}; conditions by {_SET}"),
    Aim("X10", "Fill the matrix row", "tries one item against every rival answer, not against the favourite alone", "corroboration",
        "cause and consequence", "a question with two rated items", "distance on the scale of ratings; share of the greatest change"),
    Aim("X11", "Two documents, one affair", "says how two documents stand to each other", "corroboration", "perspectives",
        "a recorded relation between statements of two documents", _TABLE),
    Aim("X12", "Citation detective", "sees from the page alone that a reference cannot be right", "sourcing", "evidence",
        "a reference or a printed detail that cannot be right", f"{_TABLE}; {_HAND}"),
    Aim("X13", "Date detective", "tells memory from record by their dates", "contextualisation", "continuity and change",
        "a record made long after what it tells of, and one made at once", "the item itself; the years, half for one off"),
    Aim("X14", "What falls?", "sees which claims hang on one source, and which have another leg to stand on", "argument", "evidence",
        "a source or item without which a claim falls and another stands", _SET),
    Aim("X15", "A fair hedge", "says a thing as surely as its evidence allows", "argument", "evidence",
        "a claim that sounds surer or less sure than its record", f"{_TABLE}; {_HAND}"),
    Aim("X16", "The counter-map", "makes the best honest case for a view that is not one’s own", "argument", "perspectives",
        "a rated question with an answer that does not lead and that some items fit", f"{_SET}; {_HAND}"),
    Aim("M1", "Build the map", "puts an argument together from its statements", "argument", "evidence",
        "a claim with two steps under it, of up to nine statements that read differently", _MAP),
    Aim("M2", "Complete the map", "sees what an argument still lacks", "argument", "evidence",
        "a claim with two steps under it, of up to nine statements that read differently", _MAP),
    Aim("M3", "Mend the map", "tells support from attack, and doubt of a step from denial of its conclusion", "argument", "evidence",
        "a claim with two steps under it, of up to nine statements that read differently", _MAP),
    Aim("M4", "The lost rule", "sees which rule carries which step", "argument", "cause and consequence",
        "a claim with two steps under it that have rules, on different conclusions", "the choice itself"),
)  # fmt: skip
"""The sixteen types of exercise, and the four of map-making practice, in their order."""

_MAKERS: dict[str, Callable[[Stock], Candidates]] = {
    "X1": who_says_it,
    "X2": fact_or_inference,
    "X3": order_the_hedges,
    "X4": find_the_overclaim,
    "X5": draw_the_route,
    "X6": count_the_witnesses,
    "X7": hidden_premise,
    "X8": which_question,
    "X9": silence,
    "X10": fill_the_matrix,
    "X11": two_documents,
    "X12": citation_detective,
    "X13": date_detective,
    "X14": what_falls,
    "X15": fair_hedge,
    "X16": counter_map,
    "M1": rebuild,
    "M2": complete,
    "M3": mend,
    "M4": lost_warrant,
}


def pack(case: Case, *, seed: str = SEED, each: int = EACH, types: Iterable[str] = ()) -> Pack:
    """All exercises of a case: of every type (or of the types named) up to `each` of every level of difficulty.

    Of the records that an exercise could be about those of lowest rank are taken (`argmap.teach.stock.rank`), so that a
    record more changes at most one exercise of its type and level. A type of which nothing can be made is left out with
    the reason. Deterministic: the same case and seed give the same pack everywhere.
    """
    wanted = frozenset(types) or frozenset(_MAKERS)
    stock = Stock(case, findings(case, audit=True), seed)
    made: list[Exercise] = []
    left_out = []
    for aim in AIMS:
        if aim.type not in wanted:
            continue
        candidates = dict(_MAKERS[aim.type](stock))
        found = _drawn(stock, aim.type, candidates, each)
        made += found
        if not found:
            why = f"it takes {aim.needs}; the map has none"
            if candidates:
                many = f"{len(candidates)} record{'s' if len(candidates) > 1 else ''}"
                why = f"it takes {aim.needs}; {many} could be asked about, but too little is on record beside to ask fairly"
            left_out.append(LeftOut(aim.type, aim.name, why))
    aims = tuple(aim for aim in AIMS if aim.type in wanted)
    return with_digest(Pack(case.title(), seed, "", aims, tuple(made), tuple(left_out)))


class NoExercise(LookupError):
    """An exercise was asked for by its type and record, and cannot be made; the message says why."""


def packs(case: Case, wanted: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> tuple[Pack, ...]:
    """Packs of chosen exercises: for each its title, its seed, and (type, record) of its exercises in their order.

    What an exercise asks and what its key says is made of the case as in `pack`; the seed settles what is drawn within it.
    Raises NoExercise, which begins with the title of the pack, where a record yields no exercise of the type.
    """
    found_in_case = findings(case, audit=True)
    made = []
    for title, seed, picks in wanted:
        stock = Stock(case, found_in_case, seed)
        candidates: dict[str, dict[str, Callable[[], Exercise | None]]] = {}
        found = []
        for kind, about in picks:
            if kind not in _MAKERS:
                raise NoExercise(f"{title}: there is no type of exercise {kind}: they are {', '.join(_MAKERS)}")
            if kind not in candidates:
                candidates[kind] = dict(_MAKERS[kind](stock))
            known = candidates[kind]
            exercise = known[about]() if about in known else None
            if exercise is None:
                needs = next(aim.needs for aim in AIMS if aim.type == kind)
                near = did_you_mean(about, tuple(known)) if about not in known else "too little is on record beside it"
                near = near or "it is about no such thing in this map"
                raise NoExercise(f"{title}: no exercise {kind} can be made of {about}; {near} (it takes {needs})")
            found.append(exercise)
        aims = tuple(aim for aim in AIMS if aim.type in {one.type for one in found})
        made.append(with_digest(Pack(title, seed, "", aims, tuple(found), ())))
    return tuple(made)


MOST_TRIED = 200
"""So many records of lowest rank are tried for a type, so that a map of ten thousand claims need not be gone through for
a level that it may not have."""
_FIRST = "source:"  # a reference that a rule finds impossible comes before an oddity that an editor noted


def _drawn(stock: Stock, kind: str, candidates: dict[str, Callable[[], Exercise | None]], each: int) -> list[Exercise]:
    """Up to so many exercises of each level, the easiest first, within a level by rank."""
    full = dict.fromkeys(LEVELS, 0)
    found = []
    ranked = sorted(candidates, key=lambda name: (not name.startswith(_FIRST), rank(stock.seed, kind, name), name))
    for name in ranked[:MOST_TRIED]:
        if all(count >= each for count in full.values()):
            break
        exercise = candidates[name]()
        if exercise is not None and full[exercise.level] < each:
            full[exercise.level] += 1
            found.append(exercise)
    return sorted(found, key=lambda one: LEVELS.index(one.level))


# --------------------------------------------------------------------------- as data

_PACK: TypeAdapter[Pack] = TypeAdapter(Pack)


class BadPack(ValueError):
    """A file does not hold a pack of exercises; the message says what is wrong with it."""


def as_data(made: Pack) -> dict[str, Any]:
    """A pack as plain values."""
    found: dict[str, Any] = _PACK.dump_python(made, mode="json")
    return found


def with_digest(made: Pack) -> Pack:
    """The pack with the digest of all it holds: sixteen hex digits of the SHA-256 of its canonical JSON."""
    data = as_data(replace(made, digest=""))
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return replace(made, digest=hashlib.sha256(text.encode()).hexdigest()[:16])


def from_json(text: str | bytes) -> Pack:
    """A pack from its JSON. Raises BadPack where it is none, or where it was changed after it was written."""
    try:
        made = _PACK.validate_json(text)
    except ValidationError as failure:
        place, said = first_fault(failure)
        where = ".".join(str(step) for step in place) or "the file"
        raise BadPack(f"no pack of exercises: {where} {said}") from None
    if with_digest(made).digest != made.digest:
        raise BadPack("the pack was changed after it was written: its digest does not fit what it holds")
    return made
