"""Rules on questions and their rival answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, error, warning
from argmap.graph import SUPPORT
from argmap.matrix import VALUES, best, matrix
from argmap.registry import rule
from argmap.rules.judgements import ask

MANY_ITEMS = 4


@rule("catch-all-missing", "error")
def catch_all_missing(case: Case) -> Iterator[Diagnostic]:
    """A question names no catch-all and does not say why its hypotheses exhaust it."""
    for name, question in case.graph.questions.items():
        if question.catch_all is None and question.exhaustive is None:
            yield error(
                "catch-all-missing",
                f"the hypotheses of {name} leave no room for an answer that nobody thought of",
                case.graph.place("questions", name),
                "add a hypothesis for all else as `catch_all`, or say in `exhaustive` why there can be none",
            )


@rule("hypothesis-overlap-undeclared", "warning", audit=True)
def hypothesis_overlap_undeclared(case: Case) -> Iterator[Diagnostic]:
    """Two hypotheses of an exclusive question can both be true: one supports the other, or is its stronger form."""
    graph = case.graph
    for name, question in graph.questions.items():
        if question.relation != "exclusive":
            continue
        words = {h: _words(graph.claims[h].text) for h in question.hypotheses}
        for one, two in permutations(question.hypotheses, 2):
            supports = any(line.polarity == SUPPORT and one in line.premises for line in graph.bearing_on(two))
            stronger = words[two] < words[one] and len(words[two]) > 2  # noqa: PLR2004 - two words in common are no claim
            if supports or stronger:
                how = "is a premise for" if supports else "says all that is said in, and more than,"
                yield warning(
                    "hypothesis-overlap-undeclared",
                    f"{one} {how} {two}, so the two are no rivals",
                    graph.place("questions", name, "hypotheses", question.hypotheses.index(one)),
                    "write `relation: nested` or `overlapping`, or keep one of the two",
                    (Label(graph.place("claims", one), "the one"), Label(graph.place("claims", two), "the other")),
                )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - {"the", "a", "an", "of", "to", "in", "and", "it", "that"}


@rule("non-diagnostic-evidence-scored", "warning", audit=True)
def non_diagnostic_evidence_scored(case: Case) -> Iterator[Diagnostic]:
    """An item sits alike with every hypothesis and is rated as if it bore on them."""
    for name, question in case.graph.questions.items():
        for row in question.ratings:
            ratings = {row.ratings.get(hypothesis, "NA") for hypothesis in question.hypotheses}
            if len(ratings) == 1 and VALUES[next(iter(ratings))]:
                yield warning(
                    "non-diagnostic-evidence-scored",
                    f"{row.evidence} is {next(iter(ratings))} with every hypothesis and cannot choose between them",
                    case.graph.place_of_row(name, row.evidence),
                    "rate it N throughout, and say in `why` that it fits all",
                )


@rule("vague-hypothesis-rewarded", "warning", audit=True)
def vague_hypothesis_rewarded(case: Case) -> Iterator[Diagnostic]:
    """A hypothesis is contradicted least because hardly anything bears on it."""
    for name, question in case.graph.questions.items():
        found = matrix(case, name)
        if sum(column.diagnostic for column in found.columns) < MANY_ITEMS:
            continue
        least = min(score.inconsistent for score in found.scores.values())
        most = max(score.bearing for score in found.scores.values())
        if all(score.inconsistent == least for score in found.scores.values() if score.bearing == most):
            continue  # what is tested most is contradicted as little: nothing is gained by being vague
        for hypothesis, score in found.scores.items():
            if (
                score.inconsistent == least
                and score.bearing * 2 <= most >= MANY_ITEMS
                and hypothesis != question.catch_all
            ):
                yield warning(
                    "vague-hypothesis-rewarded",
                    f"{hypothesis} is contradicted least, and {score.bearing} of {most} items bear on it: it is untested",
                    case.graph.place("questions", name, "hypotheses", question.hypotheses.index(hypothesis)),
                    "say what it forbids, or look for an item that it would have to explain",
                )


@rule("sensitivity-not-shown", "warning", audit=True)
def sensitivity_not_shown(case: Case) -> Iterator[Diagnostic]:
    """Which hypotheses stand best turns on one item, and the question does not say so."""
    for name, question in case.graph.questions.items():
        found = matrix(case, name)
        before = best(found.scores)
        told = " ".join(filter(None, (question.note, question.exhaustive)))
        turning = {
            item: after for item, after in found.turning().items() if item not in told and not set(before) & set(after)
        }
        if turning:
            items = "; ".join(f"without {item} it is that of {' and '.join(after)}" for item, after in turning.items())
            yield warning(
                "sensitivity-not-shown",
                f"the best balance in {name} is that of {' and '.join(before)}: {items}",
                case.graph.place("questions", name),
                f"name the item in `note`, so that a reader sees it; `argmap question {name}` shows the counts",
            )


_INTERROGATIVES = r"(?:who|whom|whose|what|when|where|why|how|which|whether)"
_TWO = re.compile(rf"\?.*\?|\b{_INTERROGATIVES}\b.*\b(?:and|or) (?:\w+ )?{_INTERROGATIVES}\b", re.IGNORECASE)


@rule("two-questions-in-one-set", "warning", audit=True)
def two_questions_in_one_set(case: Case) -> Iterator[Diagnostic]:
    """A question seems to ask two things at once."""
    for name, question in case.graph.questions.items():
        if _TWO.search(question.text):
            yield ask(
                "two-questions-in-one-set",
                f"“{question.text}” seems to ask two things: could the answer to one be true with any answer to the other?",
                case.graph.place("questions", name, "text"),
            )
