"""Exercises on rival answers and second witnesses: X10 (the matrix), X11 (two documents) and X16 (the counter-map)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from argmap import model
from argmap.graph import Id
from argmap.matrix import VALUES, Matrix, Scores, best, matrix
from argmap.teach.exercise import Choice, Essay, Exercise, Grid, Material, Reason, Selection, Task
from argmap.teach.stock import Candidates, Stock, exercise

# --------------------------------------------------------------------------- X10 the matrix

RATINGS: Mapping[str, str] = {
    "CC": "fits very well",
    "C": "fits",
    "N": "tells nothing",
    "I": "does not fit",
    "II": "does not fit at all",
}
SHOWN_ITEMS = 5


def fill_the_matrix(stock: Stock) -> Candidates:
    """X10: one item rated against every rival answer, and the item on which the result turns."""
    for question in stock.case.graph.questions:
        found = matrix(stock.case, question)
        if len(found.columns) > 1 and len(found.hypotheses) > 1:
            for column in found.columns:
                yield f"{question}:{column.item}", partial(_fill_the_matrix, stock, found, column.item)


def _rated(rating: str) -> dict[str, float]:
    """Each rating's credit: full for the one on record, half for its neighbours on the scale."""
    value = VALUES[rating] or 0
    return {other: credit for other in RATINGS if (credit := max(0.0, 1 - abs((VALUES[other] or 0) - value) / 2))}


def _fill_the_matrix(stock: Stock, found: Matrix, item: Id) -> Exercise | None:
    graph = stock.case.graph
    column = next(column for column in found.columns if column.item == item)
    row = next(row for row in found.record.ratings if row.evidence == item)
    rows, letters = stock.lettered([(h, graph.claims[h].text) for h in found.hypotheses], "X10", found.question)
    credit = {letters[h]: _rated(column.ratings.get(h, "NA")) for h in letters}
    says = {letters[h]: f"On record: {RATINGS[_plain(column.ratings.get(h, 'NA'))]}." for h in letters}
    why = row.why or "No reason is on record."
    records = (f"questions:{found.question}", stock.ref(item), *(f"claims:{h}" for h in letters))
    told = (
        "It tells the answers apart."
        if column.diagnostic
        else "It sits alike with every answer, and so decides nothing."
    )
    rate = Task(
        "row",
        "Suppose each answer in turn to be true. How well would the item fit?",
        Grid(rows, stock.fixed(RATINGS, RATINGS), credit, says),
        Reason(f"{why} {told} A place beside the rating on record earns half.", records, "ratings"),
        ("Do not ask whether the answer is likely. Ask whether you would expect this item if it were true.",),
        worth=float(len(rows)),
    )
    material = [
        Material("The question", (found.record.text,)),
        Material("The item", (stock.item_lines(item),)),
    ]
    return exercise(
        "X10",
        f"{found.question}:{item}",
        "Fill the matrix row",
        2 * len(rows),
        material,
        [rate, _most_wanted(stock, found)],
    )


def _plain(rating: str) -> str:
    return "N" if rating == "NA" else rating


def _answers(stock: Stock, names: Iterable[Id]) -> str:
    """Some rival answers in their own words."""
    return " and ".join(f"“{stock.text(name).rstrip('.')}”" for name in names)


def _margin(scores: Scores) -> int:
    balances = sorted((score.consistent - score.inconsistent for score in scores.values()), reverse=True)
    return balances[0] - balances[1]


def _most_wanted(stock: Stock, found: Matrix) -> Task | None:
    """Which item the result turns on, by leaving out each in turn."""
    moved = {item: abs(_margin(scores) - _margin(found.scores)) for item, scores in found.dropped.items()}
    turning = found.turning()
    most = max(moved.values(), default=0)
    if not turning and not most:
        return None
    full = [item for item, by in moved.items() if (item in turning if turning else by == most)]
    credit_of = {item: 1.0 if item in full else 0.5 * by / most if most else 0.0 for item, by in moved.items()}
    first = stock.draw(full, 2, "X10-most", found.question)
    rest = stock.draw((i for i in moved if i not in full), SHOWN_ITEMS - len(first), "X10-most", found.question)
    options, letters = stock.lettered([(i, stock.item_lines(i)) for i in (*first, *rest)], "X10-most", found.question)
    if not set(letters) & set(rest) or not set(letters) & set(full):
        return None
    says = {}
    for item, option in letters.items():
        after = _answers(stock, turning.get(item, ()))
        shared = set(best(found.scores)) & set(turning.get(item, ()))
        says[option] = (
            f"Without it the best balance is {'shared by' if shared else 'with'} {after}."
            if after
            else f"Without it the lead of the best answer changes by {moved[item]}."
            if moved[item]
            else "Without it the lead of the best answer is what it was."
        )
    lead = _answers(stock, best(found.scores))
    return Task(
        "wanted",
        "On which of these items does the result turn most, so that you would want to see it for yourself first?",
        Choice(options, {letters[i]: credit_of[i] for i in letters if credit_of[i]}, says),
        Reason(
            f"The best balance now has {lead}. Leaving out each item in turn shows what the result turns on; an item earns"
            " full credit where the best answer changes without it (or, where none does that, where the lead changes most).",
            (f"questions:{found.question}", *(stock.ref(item) for item in letters)),
            "matrix, without each item",
        ),
        ("An item that fits every answer alike can be left out without loss.",),
    )


# --------------------------------------------------------------------------- X11 two documents

RELATIONS: Mapping[str, str] = {
    "restates": "they say the same thing",
    "corroborates": "the one bears the other out",
    "independent": "they have nothing to do with each other",
    "weakens": "the one makes the other less likely",
    "contradicts": "they cannot both be true, though both may be false",
    "negates": "the one is the plain denial of the other",
}
_NEAR: Mapping[str, Mapping[str, float]] = {
    "restates": {"corroborates": 0.5},
    "corroborates": {"restates": 0.5},
    "independent": {"corroborates": 0.25, "weakens": 0.25},
    "weakens": {"contradicts": 0.5},
    "contradicts": {"weakens": 0.5, "negates": 0.5},
    "negates": {"contradicts": 0.5},
}


def two_documents(stock: Stock) -> Candidates:
    """X11: how a statement of one document stands to a statement of another."""
    graph = stock.case.graph
    statements: dict[Id, model.Claim | model.Evidence] = {**graph.claims, **graph.evidence}
    for name, statement in statements.items():
        for relation in statement.relates:
            mine, other = _documents(stock, name), _documents(stock, relation.to)
            if mine and other and not mine & other:
                yield f"{name}:{relation.to}", partial(_two_documents, stock, name, relation)


def _documents(stock: Stock, name: Id) -> frozenset[Id]:
    """The documents in which a statement stands."""
    graph = stock.case.graph
    if name in graph.evidence:
        return frozenset({graph.evidence[name].source})
    if name in graph.claims:
        return frozenset(said.at.source for said in graph.claims[name].said if said.at is not None)
    return frozenset()


def _two_documents(stock: Stock, name: Id, relation: model.Relation) -> Exercise | None:
    told = relation.why.rstrip(".")
    task = Task(
        "relation",
        "How does the first statement stand to the second?",
        Choice(stock.fixed(RELATIONS, RELATIONS), {**_NEAR[relation.how], relation.how: 1.0}),
        Reason(f"{told}. On record: {relation.how}.", (stock.ref(name), stock.ref(relation.to)), "relates"),
        (
            "Are they about the same thing at all: the same people, the same time, the same matter?",
            "If the first is true, is the second then more likely, less likely, or as likely as before?",
        ),
        worth=2.0,
    )
    material = [_statement(stock, name, "The first"), _statement(stock, relation.to, "The second")]
    about = f"{name}:{relation.to}"
    return exercise(
        "X11", about, "Two documents, one affair", 4 if relation.how != "independent" else 6, material, [task]
    )


def _statement(stock: Stock, name: Id, heading: str) -> Material:
    if name in stock.case.graph.claims:
        return stock.claim_material(name, heading)
    return Material(heading, (stock.item_lines(name),))


# --------------------------------------------------------------------------- X16 the counter-map

SHOWN_ROWS = 8


def counter_map(stock: Stock) -> Candidates:
    """X16: the best case for an answer that does not lead."""
    for question, record in stock.case.graph.questions.items():
        found = matrix(stock.case, question)
        for name in record.hypotheses:
            if name != record.catch_all and (name,) != best(found.scores):
                yield f"{question}:{name}", partial(_counter_map, stock, found, name)


def _counter_map(stock: Stock, found: Matrix, rival: Id) -> Exercise | None:
    graph = stock.case.graph
    about = f"{found.question}:{rival}"
    rated = {column.item: column.ratings.get(rival, "NA") for column in found.columns}
    fitting = [item for item, rating in rated.items() if rating in ("C", "CC")]
    others = [item for item in rated if item not in fitting]
    kept = [*stock.draw(fitting, SHOWN_ROWS // 2, "X16", about), *stock.draw(others, SHOWN_ROWS // 2, "X16", about)]
    options, letters = stock.lettered([(item, stock.item_lines(item)) for item in kept], "X16", about)
    key = tuple(letters[item] for item in fitting if item in letters)
    if not key or len(key) == len(options):
        return None
    says = {letters[item]: f"On record: {RATINGS[_plain(rated[item])]}." for item in letters}
    score = found.scores[rival]
    hardest = [item for item in others if rated[item] in ("I", "II")]
    records = (f"questions:{found.question}", f"claims:{rival}", *(stock.ref(item) for item in letters))
    pick = Task(
        "items",
        "You are to make the best case for this answer. Which of the items can you build on?",
        Selection(options, key, (), says),
        Reason(
            f"These are rated as fitting it. All items taken together, and the strongest ratings counted twice,"
            f" {score.consistent} stand for it and {score.inconsistent} against; {score.bearing} items bear on it.",
            records,
            "ratings",
        ),
        ("Suppose the answer to be true: which items would you then expect to find?",),
        worth=2.0,
    )
    model_answer = "Builds on: " + " ".join(stock.text(item) for item in fitting[:3])
    if hardest:
        model_answer += f" Must meet: {stock.text(hardest[0])}"
    write = Task(
        "case",
        "Write the best honest case for it in three or four sentences, and name what tells most strongly against it.",
        Essay(
            model_answer,
            (
                "states the rival view as its best friend would",
                "builds on items that fit it, and says how",
                "names the strongest objection" if hardest else "says what would have to be found to test it",
                "claims no more certainty than the items give",
            ),
        ),
        Reason(
            f"The grade of this answer is {stock.case.valuation.grade[rival].code}: {stock.case.valuation.grade[rival].reason}.",
            records,
            "ratings",
        ),
        ("Fairness test: would somebody who holds this view sign your paragraph?",),
        worth=4.0,
    )
    rest = tuple(graph.claims[h].text for h in found.hypotheses if h != rival)
    material = [
        Material("The question", (found.record.text,)),
        stock.claim_material(rival, "The answer to defend"),
        Material("Its rivals", rest),
    ]
    return exercise("X16", about, "The counter-map", len(options) + 2, material, [pick, write])
