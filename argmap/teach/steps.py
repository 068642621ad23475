"""Exercises on a single step of an argument: X7 (hidden premise), X8 (critical questions) and X9 (silence)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from argmap.graph import SUPPORT, Id, Inference
from argmap.schemes import CriticalQuestion, questions, schemes
from argmap.semantics.grades import open_questions
from argmap.teach.exercise import Choice, Essay, Exercise, Material, Reason, Selection, Task
from argmap.teach.stock import Candidates, Stock, exercise, rank

# --------------------------------------------------------------------------- X7 the hidden premise

OTHER_WARRANTS = 3
_MOST_ALIKE = 0.34


def hidden_premise(stock: Stock) -> Candidates:
    """X7: the general rule that a step needs and its author does not state."""
    for name, line in stock.case.graph.inferences.items():
        if line.record.warrant and line.record.warrant_by == "supplied" and line.carries:
            yield name, partial(_hidden_premise, stock, line)


def alike(one: str, other: str) -> float:
    """How alike two sentences are, in [0,1]: the share of their words of four letters and more that both have (Jaccard)."""
    a, b = _long_words(one), _long_words(other)
    return len(a & b) / len(a | b) if a | b else float(one.casefold() == other.casefold())


@lru_cache(maxsize=4096)
def _long_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{4,}", text.casefold()))


def _hidden_premise(stock: Stock, line: Inference) -> Exercise | None:
    graph, warrant = stock.case.graph, line.record.warrant or ""
    mine = set(line.record.scheme)
    about = {line.conclusion, *line.premises}
    others = {
        other.record.warrant: other
        for other in graph.inferences.values()
        if other.record.warrant
        and mine
        and other.record.scheme
        # A rule of another pattern, for another conclusion, from other premises, in other words: it cannot carry this step.
        and not mine & set(other.record.scheme)
        and not about & {other.conclusion, *other.premises}
        and alike(other.record.warrant, warrant) < _MOST_ALIKE
    }
    drawn = stock.draw(others, OTHER_WARRANTS, "X7", line.id)
    options, letters = stock.lettered([("warrant", warrant), *((others[w].id, w) for w in drawn)], "X7", line.id)
    records = (f"claims:{line.conclusion}", *(stock.ref(premise) for premise in line.premises))
    reason = Reason(
        f"The step needs this: {warrant} The author does not say it; the map supplies it. Whoever denies the rule may grant"
        " every premise and still refuse the conclusion.",
        records,
        "warrant",
    )
    patterns = [schemes()[scheme].pattern for scheme in line.record.scheme]
    write = Task(
        "write",
        "What must be generally so, that the conclusion should follow from what is offered? Write it as a rule, in a sentence.",
        Essay(
            warrant,
            (
                "is general: it speaks of cases like this, not of this one alone",
                "joins just these premises to just this conclusion",
                "is no stronger than the step needs",
            ),
        ),
        reason,
        (
            "Begin: “Whenever …, it is as a rule so that …”.",
            *(f"The step is of this pattern: {pattern}" for pattern in patterns),
        ),
        worth=3.0,
    )
    # Options beside the blank would give the sentence away: half of the steps ask for the one, half for the other.
    written = int(rank(stock.seed, "X7-written", line.id)[0], 16) % 2 == 0
    choose = None
    if len(options) > 1:
        says = {
            letters[others[w].id]: f"This rule belongs to another step ({', '.join(others[w].record.scheme)})."
            for w in drawn
            if others[w].id in letters
        }
        choose = Task(
            "choose",
            "Which of these rules does the step need?",
            Choice(options, {letters["warrant"]: 1.0}, says),
            reason,
            ("Read each rule, then the premises: does the conclusion follow now?",),
        )
    lines = tuple(stock.item_lines(premise) for premise in line.premises)
    way = "The conclusion" if line.polarity == SUPPORT else "What it is to tell against"
    material = [Material("What is offered", lines), stock.claim_material(line.conclusion, way)]
    load = 2 * len(lines) + (2 if written else len(options)) + (2 if line.polarity != SUPPORT else 0)
    return exercise(
        "X7", line.id, "The hidden premise", load, material, [write if choose is None or written else choose]
    )


# --------------------------------------------------------------------------- X8 which critical question

FAMILIES = (
    frozenset({"position-to-know", "witness-testimony", "expert-opinion", "bias", "popular-opinion", "commitment"}),
    frozenset({"ignorance", "silence"}),
    frozenset({"cause-to-effect", "correlation-to-cause", "consequences", "practical-reasoning", "motive"}),
    frozenset({"sign", "best-explanation", "analogy", "example", "exclusion", "archival-place"}),
)
"""Schemes that ask alike. A question of another family cannot be the one that a step leaves open."""
OTHER_QUESTIONS = 3


def which_question(stock: Stock) -> Candidates:
    """X8: the required critical questions that a step leaves open, among such as are answered or do not apply."""
    for name, line in stock.case.graph.inferences.items():
        if open_questions(line):
            yield name, partial(_which_question, stock, line)


def _which_question(stock: Stock, line: Inference) -> Exercise | None:
    own: dict[str, CriticalQuestion] = {q.id: q for scheme in line.record.scheme for q in questions(scheme)}
    wanted = open_questions(line)
    answered = {a.question: a for a in line.record.answers if a.answer != "open"}
    scheme_of = {q.id: scheme for family in FAMILIES for scheme in sorted(family) for q in questions(scheme)}
    foreign = {
        q.id: q
        for family in FAMILIES
        if not family & set(line.record.scheme)
        for scheme in sorted(family)
        for q in questions(scheme)
    }
    drawn = [
        *wanted,
        *stock.draw((q for q in own if q in answered), 2, "X8", line.id),
        *stock.draw((q for q in own if q not in answered and q not in wanted), 2, "X8", line.id),
        *stock.draw(foreign, OTHER_QUESTIONS, "X8", line.id),
    ]
    asked = {**foreign, **own}
    options, letters = stock.lettered([(q, asked[q].text) for q in drawn], "X8", line.id)
    key = tuple(letters[q] for q in wanted if q in letters)
    free = tuple(letters[q] for q in drawn if q in own and q not in wanted and q not in answered and q in letters)
    if not key or len(key) + len(free) == len(options):
        return None
    says = {}
    for question, option in letters.items():
        if question in wanted:
            says[option] = f"Required of an argument of this pattern, and open ({question})."
        elif question in answered:
            why = answered[question].why
            says[option] = f"Answered {answered[question].answer}{': ' + why.rstrip('.') if why else ''} ({question})."
        elif question in own:
            says[option] = f"Fair to ask, but the step does not hang on it ({question})."
        else:
            says[option] = (
                f"Asks about another pattern of argument: {schemes()[scheme_of[question]].title.lower()} ({question})."
            )
    titles = ", ".join(schemes()[scheme].title.lower() for scheme in line.record.scheme)
    task = Task(
        "questions",
        "Which questions must its author answer before the step can count for more than a guess?",
        Selection(options, key, free, says),
        Reason(
            f"The step argues by {titles}. An argument of this pattern must answer, and has not yet answered:"
            f" {' '.join(asked[question].text for question in wanted)} While that is open the step stays at grade S1.",
            (f"claims:{line.conclusion}", *(stock.ref(premise) for premise in line.premises)),
            "required-question-open",
        ),
        (
            "Name the pattern of the step first: a witness, a sign, a cause, a silence …?",
            *(f"The pattern is: {schemes()[scheme].pattern}" for scheme in line.record.scheme),
        ),
        worth=2.0,
    )
    known = tuple(f"On record: {answer.why}" for answer in answered.values() if answer.why)
    offered = tuple(stock.item_lines(premise) for premise in line.premises)
    warrant = (f"Rule: {line.record.warrant}",) if line.record.warrant else ()
    way = "The conclusion" if line.polarity == SUPPORT else "What it is to tell against"
    material = [Material("The step", (*offered, *warrant, *known)), stock.claim_material(line.conclusion, way)]
    return exercise("X8", line.id, "Which question would you ask?", len(options) + len(wanted), material, [task])


# --------------------------------------------------------------------------- X9 silence

VERDICTS: Mapping[str, str] = {
    "proves": "it settles the matter",
    "weak": "it tells a little, and settles nothing",
    "unproved": "it tells nothing until it is shown that the record would have spoken",
    "nil": "it tells nothing: the record would not have spoken anyway",
}
_NEAR: Mapping[str, Mapping[str, float]] = {
    "weak": {"unproved": 0.5},
    "unproved": {"weak": 0.5, "nil": 0.5},
    "nil": {"unproved": 0.5},
}


_SILENT = frozenset({"silence", "negative-search"})


def silence(stock: Stock) -> Candidates:
    """X9: what a silence, or a search that found nothing, is worth."""
    graph = stock.case.graph
    for name, line in graph.inferences.items():
        # A gap in a text at hand is there for every reader to see; it is the silence of records that has to be weighed.
        silent = [p for p in line.premises if p in graph.evidence and graph.evidence[p].kind in _SILENT]
        if silent and graph.claims[line.conclusion].type != "gap":
            yield name, partial(_silence, stock, line, silent[0])


def _silence(stock: Stock, line: Inference, item: Id) -> Exercise | None:
    graph = stock.case.graph
    scheme = "ignorance" if "ignorance" in line.record.scheme else "silence"
    given = {a.question: a for a in line.record.answers}
    conditions = [q for q in questions(scheme) if scheme == "silence" or q.required]
    waiting = [q for q in conditions if q.id not in given or given[q.id].answer == "open"]
    failing = [q for q in conditions if q.id in given and given[q.id].answer == "no"]
    verdict = _verdict(
        {q.id: answer.answer for q in conditions if (answer := given.get(q.id))}, [q.id for q in conditions]
    )
    cleared = any(j.rule == "silence-conditions-unmet" and j.verdict == "cleared" for j in line.record.judged)
    credit = {**_NEAR[verdict], verdict: 1.0, **({"weak": 1.0} if cleared and verdict != "nil" else {})}
    told = [f"“{q.text}” – no" for q in failing] + [f"“{q.text}” – open" for q in waiting]
    why = "; ".join(told) or "every condition is met"
    records = (f"evidence:{item}", f"claims:{line.conclusion}")
    judge = Task(
        "worth",
        "What is this silence worth for the conclusion?",
        Choice(
            stock.fixed(VERDICTS, VERDICTS),
            credit,
            {"proves": "No silence settles a matter: even where all conditions hold it only suggests."},
        ),
        Reason(
            f"{why[0].upper()}{why[1:]}. A condition that fails makes the silence worthless; one that nobody has shown leaves it"
            " unproved; and with all of them it still only suggests (Lange 1966). That the record was meant to be complete and"
            " that the thing was sure to be mentioned stand for each other: one of them will do.",
            records,
            "silence-conditions-unmet",
        ),
        (
            "Could its maker know? Was it meant to be complete? Would it have been worth a line? Is it whole? Was all of it read?",
        ),
        worth=2.0,
    )
    missing = None
    if waiting and len(waiting) < len(conditions):
        options, letters = stock.lettered([(q.id, q.text) for q in conditions], "X9", line.id)
        says = {letters[q.id]: _told(given.get(q.id)) for q in conditions}
        missing = Task(
            "missing",
            "Which conditions has nobody shown to hold or to fail?",
            Selection(options, tuple(letters[q.id] for q in waiting), (), says),
            Reason(f"Open: {' '.join(q.text for q in waiting)}", records, "silence-conditions-unmet"),
            ("Go through what is known of the record, and strike out each condition that it settles.",),
        )
    search = graph.evidence[item].search
    looked = (
        tuple(
            f"{what}: {value}"
            for what, value in (
                ("Looked for", search.sought),
                ("Where", search.where),
                ("By whom", search.by),
                ("How complete", search.completeness),
                ("Would it have been there", search.expected),
            )
            if value
        )
        if search
        else ()
    )
    known = tuple(
        answer.why for q in conditions if (answer := given.get(q.id)) and answer.answer != "open" and answer.why
    )
    material = [
        Material("The silence", (stock.item_lines(item), *looked)),
        Material("What is known of the record", known or ("Nothing more is on record.",)),
        stock.claim_material(
            line.conclusion, "The conclusion" if line.polarity == SUPPORT else "What it is to tell against"
        ),
    ]
    return exercise(
        "X9", line.id, "Does the silence prove anything?", len(VERDICTS) + len(waiting), material, [missing, judge]
    )


_EITHER = frozenset({"silence.2", "silence.3"})


def _verdict(given: Mapping[str, str], conditions: Sequence[str]) -> str:
    """What a silence is worth by the answers to its conditions: nil where one fails, unproved where one is open, else weak.

    Of the two conditions that stand for each other (a record meant to be complete, a thing sure to be mentioned; Langlois
    and Seignobos) the better one counts.
    """
    worth = {None: 1, "open": 1, "no": 0, "yes": 2, "not applicable": 2}
    found = {question: worth[given.get(question)] for question in conditions}
    either = [found.pop(question) for question in sorted(_EITHER & set(found))]
    least = min([*found.values(), *([max(either)] if either else [])])
    return ("nil", "unproved", "weak")[least]


def _told(answer: object) -> str:
    found = getattr(answer, "answer", None)
    if found in (None, "open"):
        return "Nobody has shown it either way."
    why = getattr(answer, "why", None)
    return f"Answered {found}{': ' + why if why else '.'}"
