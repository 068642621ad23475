"""Exercises on who says a thing, and what kind of thing it is: X1 and X2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from argmap import model
from argmap.graph import Id
from argmap.rules.certainty import OWN
from argmap.teach.exercise import Chain, Choice, Exercise, Grid, Material, Reason, Task
from argmap.teach.stock import Candidates, Stock, exercise

# --------------------------------------------------------------------------- X1 who says it

STRANGERS = 3
STANCES: Mapping[str, str] = {
    "own": "vouches for it",
    "reports": "passes it on and leaves open whether it is so",
    "distances": "passes it on at arm’s length, as something he does not trust",
    "denies": "says that it is not so",
    "asks": "asks whether it is so",
    "supposes": "supposes it, to see what would follow",
}
_NEAR_STANCES: Mapping[str, Mapping[str, float]] = {
    "own": {},
    "reports": {"distances": 0.5},
    "distances": {"reports": 0.5, "denies": 0.5},
    "denies": {"distances": 0.5},
    "asks": {"supposes": 0.5},
    "supposes": {"asks": 0.5},
}


def who_says_it(stock: Stock) -> Candidates:
    """X1: the voices of an assertion that came through several mouths, in order, and where the outermost stands."""
    for name, claim in stock.case.graph.claims.items():
        for index, said in enumerate(claim.said):
            if len(said.by) > 1:
                yield name, partial(_who_says_it, stock, name, index)
                break


def _who_says_it(stock: Stock, name: Id, index: int) -> Exercise | None:
    graph = stock.case.graph
    claim = graph.claims[name]
    said = claim.said[index]
    chain = tuple(stock.one_name(voice) for voice in said.by)
    if len(set(chain)) < len(chain):
        return None  # one voice twice in a relay: tokens could not be told apart
    same_place = [other for other in claim.said if other.at == said.at]
    keys = tuple(dict.fromkeys([chain, *(tuple(stock.one_name(v) for v in other.by) for other in same_place)]))
    taken = {one for key in keys for one in key}
    strangers = stock.draw((one for one in stock.voices if one not in taken), STRANGERS, "X1", name)
    things = [*zip(chain, said.by, strict=True), *((one, stock.voices[one]) for one in strangers)]
    things += [(one, stock.voices[one]) for key in keys for one in key if one not in chain]
    options, letters = stock.lettered(things, "X1", name)
    if not set(chain) <= set(letters):
        return None
    stance = "own" if said.stance[0] in OWN else said.stance[0]
    reason = Reason(
        f"On record: {' ← '.join(said.by)}. Each voice more is a step at which a word can change.",
        (f"claims:{name}",),
        "said",
    )
    order = Task(
        "chain",
        "Who says this? String the voices together, from the one whose page you read to the one whose word it is in the end.",
        Chain(
            options,
            {letters[one]: one for one in letters},
            tuple(key for key in keys if set(key) <= set(letters)),
            ("whose page you read", "whose word it is"),
        ),
        reason,
        (
            f"There are {len(chain)} voices in the chain.",
            f"You are reading {said.by[0]}.",
            f"In the end it is the word of {said.by[-1]}.",
        ),
        worth=2.0,
    )
    weigh = Task(
        "stance",
        f"And where does {said.by[0]} stand?",
        Choice(stock.fixed(STANCES, STANCES), {stance: 1.0, **_NEAR_STANCES[stance]}),
        Reason(
            f"On record {said.by[0]} {STANCES[stance]}. What somebody passes on is not thereby his own view.",
            (f"claims:{name}",),
            "said",
        ),
        ("Look at the verb that brings the other voice in, and for any word of approval or doubt beside it.",),
    )
    material = Material("The claim", (claim.text,), stock.where(said.at), stock.words_at(said.at))
    return exercise("X1", name, "Who says it?", len(options), [material], [order, weigh])


# --------------------------------------------------------------------------- X2 fact, inference or judgement

CLASSES: Mapping[str, str] = {
    "fact": "fact: told as seen, done or recorded",
    "inference": "inference: worked out from something else",
    "judgement": "judgement: weighed or valued by the writer",
}
_TYPES: Mapping[str, tuple[Mapping[str, float], str]] = {
    "observation": ({"fact": 1.0, "inference": 0.5}, "told as something that happened or stands in a record"),
    "negative": ({"fact": 1.0, "inference": 0.5}, "told as something that did not happen or is not there"),
    "inference": ({"inference": 1.0, "fact": 0.5, "judgement": 0.5}, "worked out from other things"),
    "causal": ({"inference": 1.0, "judgement": 0.5}, "says what brought something about; nobody sees a cause"),
    "motive": ({"inference": 1.0, "judgement": 0.5}, "says why somebody acted; nobody sees a motive"),
    "interpretation": (
        {"inference": 1.0, "judgement": 1.0},
        "says what something means: inference and judgement in one",
    ),
    "evaluation": ({"judgement": 1.0, "inference": 0.5}, "says how good, weighty or likely a thing is"),
}
"""Type of claim → its row of the confusion table, and why. Neighbours on the way from fact to judgement earn half."""
ROWS_OF_A_CLASS = 2


def fact_or_inference(stock: Stock) -> Candidates:
    """X2: the claims of a section told apart as fact, inference or judgement."""
    for section, names in by_section(stock, lambda claim: claim.type in _TYPES).items():
        yield section, partial(_fact_or_inference, stock, section, names)


def by_section(stock: Stock, fits: Callable[[model.Claim], bool]) -> dict[str, list[Id]]:
    """Section → its claims that fit; claims without a section are taken together."""
    found: dict[str, list[Id]] = {}
    for name, claim in stock.case.graph.claims.items():
        if fits(claim):
            found.setdefault(claim.section or "the-whole", []).append(name)
    return found


def section_title(stock: Stock, section: str) -> str:
    """What a section is called; the project's title for claims without one."""
    record = stock.case.graph.sections.get(section)
    return record.title if record is not None else stock.case.title()


def _class_of(claim: model.Claim) -> tuple[Mapping[str, float], str]:
    return _TYPES[claim.type or ""]


def _fact_or_inference(stock: Stock, section: str, names: list[Id]) -> Exercise | None:
    graph = stock.case.graph
    by_class: dict[str, list[Id]] = {}
    for name in names:
        table, _ = _class_of(graph.claims[name])
        by_class.setdefault(next(iter(table)), []).append(name)
    drawn = [one for kind in CLASSES for one in stock.draw(by_class.get(kind, ()), ROWS_OF_A_CLASS, "X2", section)]
    options, letters = stock.lettered([(name, graph.claims[name].text) for name in drawn], "X2", section)
    if len(by_class) < 2 or len({next(iter(_class_of(graph.claims[n])[0])) for n in letters}) < 2:  # noqa: PLR2004 - one class is no question
        return None
    credit = {letters[name]: dict(_class_of(graph.claims[name])[0]) for name in letters}
    says = {
        letters[name]: f"On record as {graph.claims[name].type}: {_class_of(graph.claims[name])[1]}."
        for name in letters
    }
    task = Task(
        "classes",
        "Fact, inference or judgement? Mark one for every claim.",
        Grid(options, stock.fixed(CLASSES, CLASSES), credit, says),
        Reason(
            "Each claim is on record with its type. A fact may be false, and an inference true: the question is what kind of"
            " statement it is, not whether it holds.",
            tuple(f"claims:{name}" for name in letters),
            "type",
        ),
        (
            "Ask of each: could somebody have seen it, or read it in a record?",
            "A cause, a motive or a meaning is never seen; it is inferred. Praise, blame and weight are judged.",
        ),
        worth=float(len(options)),
    )
    doubtful = sum(len(table) > 2 or list(table.values()).count(1.0) > 1 for table in credit.values())  # noqa: PLR2004 - two neighbours
    return exercise(
        "X2",
        section,
        f"Fact, inference or judgement? {section_title(stock, section)}",
        len(options) + doubtful,
        [],
        [task],
    )
