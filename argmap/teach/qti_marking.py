"""The rules of marking in the terms of QTI 2.2: what is right, what each answer earns, and how a platform works it out.

A platform that carries out response processing in full gives the credit that `argmap.teach.marking` gives, times the worth
of the task; a test holds the two against each other. One that only looks at the mapping, or only at the correct response,
comes as near as these can (docs/teaching.md says how near). Names are those of IMS Question and Test Interoperability 2.2
(2015), Assessment Test, Section and Item information model.

By the form of the answer (`argmap.teach.exercise`):

choice, grid, number   each answer, or each row, has its value in the mapping; they are added up
selection              hits over the wanted and the wrong together (Jaccard); options that are free are not looked at
ordering               the place of each option is found; pairs that stand right are counted (Kendall)
chain                  E is the longest run in common that ends at a link of the key; taken voice by voice, as each is met
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from xml.etree.ElementTree import Element

from argmap.teach.exercise import Answer, Chain, Choice, Essay, Grid, Map, Number, Ordering, Selection, Task
from argmap.teach.marking import ONE_OFF, ideal

RESPONSE = "RESPONSE"
SCORE = "SCORE"
FEEDBACK = "FEEDBACK"
KEY = "KEY"
"""The feedback that gives the key; that on an option goes by the name of the option."""

NONE = "o0"
"""The choice by which a student says that none of the others belongs there: a response without choices is no answer."""

_ALIEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text with what XML 1.0 cannot hold (section 2.2 of the standard) replaced by U+FFFD."""
    return _ALIEN.sub("\ufffd", text)


def el(tag: str, *content: Element | str, attributes: Mapping[str, str] | None = None, **more: str) -> Element:
    """An element with attributes, text and children, in the order given."""
    made = Element(tag, {name: clean(value) for name, value in {**(attributes or {}), **more}.items()})
    for part in content:
        if isinstance(part, Element):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + clean(part)
        else:
            made.text = (made.text or "") + clean(part)
    return made


def number(value: float) -> str:
    """A number as XML Schema writes a double, with all its digits."""
    return repr(float(value))


# --------------------------------------------------------------------------- names


def option_names(key: Answer) -> dict[str, str]:
    """The option's name in the package by its name in the task: o1, o2 …; rows of a table r1 …, its columns c1 …

    Names of a task may hold anything; those of a package are NCNames.
    """
    if isinstance(key, Grid):
        return {row.id: f"r{n}" for n, row in enumerate(key.rows, start=1)}
    return {option.id: f"o{n}" for n, option in enumerate(getattr(key, "options", ()), start=1)}


def column_names(key: Grid) -> dict[str, str]:
    """The names of a table's columns."""
    return {column.id: f"c{n}" for n, column in enumerate(key.columns, start=1)}


# --------------------------------------------------------------------------- declarations

_KINDS: Mapping[str, tuple[str, str]] = {
    "choice": ("single", "identifier"),
    "selection": ("multiple", "identifier"),
    "ordering": ("ordered", "identifier"),
    "chain": ("ordered", "identifier"),
    "number": ("single", "integer"),
    "grid": ("multiple", "directedPair"),
    "essay": ("single", "string"),
}


def declarations(task: Task) -> list[Element]:
    """What may be answered, what is right and what it earns; and what is worked out of it."""
    key = task.answer
    cardinality, base = _KINDS[key.kind]
    response = el("responseDeclaration", identifier=RESPONSE, cardinality=cardinality, baseType=base)
    if right := list(_right(task)):
        response.append(el("correctResponse", *(el("value", one) for one in right)))
    if mapped := _mapped(task):
        bounds = {"lowerBound": "0.0", "upperBound": number(task.worth)} if isinstance(key, Selection) else {}
        entries = (el("mapEntry", mapKey=one, mappedValue=number(worth)) for one, worth in mapped.items())
        response.append(el("mapping", *entries, attributes=bounds, defaultValue="0.0"))
    score = {"externalScored": "human"} if isinstance(key, Essay) else {}
    return [
        response,
        _outcome(SCORE, "float", "0.0", {**score, "normalMaximum": number(task.worth), "normalMinimum": "0.0"}),
        _outcome("MAXSCORE", "float", number(task.worth)),
        el("outcomeDeclaration", identifier=FEEDBACK, cardinality="multiple", baseType="identifier"),
        *(_outcome(name, "integer", "0") for name in _counters(key)),
    ]


def _outcome(name: str, base: str, start: str, more: Mapping[str, str] | None = None) -> Element:
    value = el("defaultValue", el("value", start))
    return el("outcomeDeclaration", value, identifier=name, cardinality="single", baseType=base, attributes=more)


def _right(task: Task) -> Iterator[str]:
    """An answer that earns everything, in the package's names; nothing for what a person marks."""
    key, best = task.answer, ideal(task)
    names = option_names(key)
    if isinstance(key, Essay | Map):
        return
    if isinstance(key, Grid):
        columns = column_names(key)
        yield from (f"{names[row]} {columns[column]}" for row, column in best.items())
    elif isinstance(key, Number):
        yield str(best)
    else:
        yield from (names[one] for one in ([best] if isinstance(best, str) else best)) if best else (NONE,)


def _mapped(task: Task) -> dict[str, float]:
    """What each single answer earns in points, where points of single answers add up, or come near to it."""
    key, worth = task.answer, task.worth
    names = option_names(key)
    if isinstance(key, Choice):
        return {names[option.id]: worth * key.credit.get(option.id, 0.0) for option in key.options}
    if isinstance(key, Grid):
        share = worth / max(1, len(key.rows))
        return {
            f"{names[row.id]} {name}": share * key.credit[row.id].get(column, 0.0)
            for row in key.rows
            for column, name in column_names(key).items()
        }
    if isinstance(key, Number):
        inside = {str(value): worth for value in range(key.low, key.high + 1)}
        return {str(key.low - 1): worth * ONE_OFF, **inside, str(key.high + 1): worth * ONE_OFF}
    if isinstance(key, Selection):
        share = worth / max(1, len(key.key))
        counted = [option.id for option in key.options if option.id not in key.free]
        mapped = {names[one]: share if one in key.key else -share for one in counted}
        return mapped if key.key else {NONE: worth, **mapped}
    return {}


# --------------------------------------------------------------------------- response processing


def processing(task: Task, *, feedback: bool) -> Element:
    """How the points are worked out of a response, and which feedback is shown: the key, and with `feedback` also what
    is said of the option that was chosen."""
    key = task.answer
    rules: Iterator[Element] = iter(())
    if isinstance(key, Choice | Grid | Number):
        rules = _by_mapping()
    elif isinstance(key, Selection):
        rules = _selected(key, task.worth)
    elif isinstance(key, Ordering):
        rules = _ordered(key, task.worth)
    elif isinstance(key, Chain):
        rules = _strung(key, task.worth)
    chosen = [_variable(RESPONSE)] if feedback else []
    return el("responseProcessing", *rules, _set(FEEDBACK, el("multiple", *chosen, _value("identifier", KEY))))


def _by_mapping() -> Iterator[Element]:
    scored = _set(SCORE, el("mapResponse", identifier=RESPONSE))
    none = el("responseIf", el("isNull", _variable(RESPONSE)), _set(SCORE, _value("float", "0.0")))
    yield el("responseCondition", none, el("responseElse", scored))


def _selected(key: Selection, worth: float) -> Iterator[Element]:
    names = option_names(key)
    for option in key.options:
        if option.id not in key.free:
            counter = "HITS" if option.id in key.key else "WRONG"
            yield _when(el("member", _value("identifier", names[option.id]), _variable(RESPONSE)), _add(counter))
    if key.key:
        either = el("sum", _value("integer", str(len(key.key))), _variable("WRONG"))
        yield _set(SCORE, _of(worth, el("divide", _variable("HITS"), either)))
    else:
        answered = el("gte", el("containerSize", _variable(RESPONSE)), _value("integer", "1"))
        nothing = el("and", answered, el("lt", _variable("WRONG"), _value("integer", "1")))
        yield _when(nothing, _set(SCORE, _value("float", number(worth))))


def _ordered(key: Ordering, worth: float) -> Iterator[Element]:
    names = option_names(key)
    for place in range(1, len(key.options) + 1):
        for name in names.values():
            here = el("match", el("index", _variable(RESPONSE), n=str(place)), _value("identifier", name))
            yield _when(here, _set(f"P_{name}", _value("integer", str(place))))
    apart = 0
    for one, other in combinations(names, 2):
        if key.ranks[one] != key.ranks[other]:
            apart += 1
            first, second = (one, other) if key.ranks[one] > key.ranks[other] else (other, one)
            yield _when(el("lt", _variable(f"P_{names[first]}"), _variable(f"P_{names[second]}")), _add("RIGHT"))
    whole = el("gte", el("containerSize", _variable(RESPONSE)), _value("integer", str(len(key.options))))
    if apart:
        twice = el("product", _value("integer", "2"), _variable("RIGHT"))
        tau = el("divide", el("subtract", twice, _value("integer", str(apart))), _value("integer", str(apart)))
        yield _when(whole, _set(SCORE, _of(worth, el("max", _value("float", "0.0"), tau))))
    else:
        yield _when(whole, _set(SCORE, _value("float", number(worth))))


def _strung(key: Chain, worth: float) -> Iterator[Element]:
    names = option_names(key)
    shares = []
    for n, chain in enumerate(key.keys, start=1):
        ends = [f"E_{n}_{k}" for k in range(1, len(chain) + 1)]
        for place in range(1, len(key.options) + 1):
            # From the last link back, so that one voice is not taken for two links where a name comes twice.
            for k in range(len(chain) - 1, -1, -1):
                called = [_value("identifier", names[one]) for one, name in key.same.items() if name == chain[k]]
                met = el("member", el("index", _variable(RESPONSE), n=str(place)), el("multiple", *called))
                before = el("max", _value("integer", "0"), *(_variable(end) for end in ends[:k]))
                longer = el("sum", _value("integer", "1"), before)
                yield _when(met, _set(ends[k], el("max", _variable(ends[k]), longer)))
        common = el("max", *(_variable(end) for end in ends))
        longest = el("max", el("containerSize", _variable(RESPONSE)), _value("integer", str(len(chain))))
        shares.append(el("divide", common, longest))
    yield _set(SCORE, _of(worth, el("max", *shares)))


def _counters(key: Answer) -> Iterator[str]:
    """The whole numbers that are counted on the way."""
    if isinstance(key, Selection):
        yield from ("HITS", "WRONG")
    elif isinstance(key, Ordering):
        yield from (f"P_{name}" for name in option_names(key).values())
        yield "RIGHT"
    elif isinstance(key, Chain):
        for n, chain in enumerate(key.keys, start=1):
            yield from (f"E_{n}_{k}" for k in range(1, len(chain) + 1))


def _variable(name: str) -> Element:
    return el("variable", identifier=name)


def _value(base: str, text: str) -> Element:
    return el("baseValue", text, baseType=base)


def _set(name: str, expression: Element) -> Element:
    return el("setOutcomeValue", expression, identifier=name)


def _add(counter: str) -> Element:
    return _set(counter, el("sum", _variable(counter), _value("integer", "1")))


def _of(worth: float, share: Element) -> Element:
    return el("product", _value("float", number(worth)), share)


def _when(condition: Element, rule: Element) -> Element:
    return el("responseCondition", el("responseIf", condition, rule))
