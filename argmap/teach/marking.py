"""Marking: an answer and its key → credit in [0,1], with everything that cost credit named.

The same rules run in the workbook (`static/marking.js`); a test in a browser holds the two against each other. Each form of
answer has one rule:

choice      the option's credit in a row of a confusion table
selection   Jaccard's index of what was chosen and the key, options that are free left out of both
ordering    Kendall's tau over the pairs that the key sets apart, no less than 0: (agreeing - disagreeing) / all such pairs
chain       the longest common subsequence with the best key, over the longer of the two
number      full in the accepted range, half for one off, nothing beyond
grid        the mean over all rows of the column's credit in a row's confusion table
map         the steps of the reference that are drawn, or drawn with equal force (`argmap.teach.rebuilt`)
essay       points given by a person, over the criteria; none until then

Kendall, A new measure of rank correlation, Biometrika 30 (1938); ties as in Goodman and Kruskal (1954) for ties of the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from argmap.teach import rebuilt
from argmap.teach.exercise import Chain, Choice, Essay, Grid, Map, Number, Ordering, Selection, Task

ONE_OFF = 0.5
LONGEST_ESSAY = 20_000
LARGEST_NUMBER = 1_000_000
BLANKS = " \t\r\n"
Loss = tuple[str, str]
"""What cost credit: a word of LOSSES, and the option, pair or row that it was about (empty where it is the whole)."""

LOSSES: Mapping[str, str] = {
    "unanswered": "no answer was given",
    "wrong": "does not belong there",
    "missed": "was left out",
    "near": "is near, and earns a part",
    "swapped": "stand the wrong way round",
    "off": "is outside the accepted range",
    "broken": "is no answer to this task",
    "waits": "waits for a person to mark it",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Credit in [0,1], or None where a person has to mark; and what cost credit, in the order of the options."""

    credit: float | None
    losses: tuple[Loss, ...] = ()


def mark(task: Task, answer: Any) -> Marked:
    """Mark an answer as a response file holds it: an id, a list of ids, a number, a mapping row → column, or a text.

    What is no answer of the form that the task asks for earns nothing and is named broken; nothing is ever raised.
    """
    key = task.answer
    if isinstance(key, Essay):
        return Marked(None, (("waits", ""),)) if _is_text(answer) else _nothing(answer)
    if answer is None or answer in ("", []) or answer == {}:
        if isinstance(key, Selection) and answer == [] and not key.key:
            return Marked(1.0)
        return Marked(0.0, (("unanswered", ""),))
    if isinstance(key, Choice):
        return _choice(key, answer)
    if isinstance(key, Selection):
        return _selection(key, answer)
    if isinstance(key, Ordering):
        return _ordering(key, answer)
    if isinstance(key, Chain):
        return _chain(key, answer)
    if isinstance(key, Map):
        links = rebuilt.read_links(key, answer)
        return BROKEN if links is None else Marked(*rebuilt.compare(key, links))
    return _number(key, answer) if isinstance(key, Number) else _grid(key, answer)


def _is_text(answer: Any) -> bool:
    return isinstance(answer, str) and bool(answer.strip(BLANKS)) and len(answer) <= LONGEST_ESSAY


def _nothing(answer: Any) -> Marked:
    empty = answer is None or (isinstance(answer, str) and not answer.strip(BLANKS))
    return Marked(0.0, (("unanswered" if empty else "broken", ""),))


BROKEN = Marked(0.0, (("broken", ""),))


def _ids(answer: Any, known: Sequence[str]) -> list[str] | None:
    """A list of different known ids, or None."""
    if not isinstance(answer, list) or not all(isinstance(one, str) and one in known for one in answer):
        return None
    return answer if len(set(answer)) == len(answer) else None


def _choice(key: Choice, answer: Any) -> Marked:
    if not isinstance(answer, str) or answer not in [option.id for option in key.options]:
        return BROKEN
    credit = key.credit.get(answer, 0.0)
    return Marked(credit, () if credit == 1 else (("near" if credit else "wrong", answer),))


def _selection(key: Selection, answer: Any) -> Marked:
    options = [option.id for option in key.options]
    chosen = _ids(answer, options)
    if chosen is None:
        return BROKEN
    given, wanted = set(chosen) - set(key.free), set(key.key)
    losses = tuple(("wrong" if one in given else "missed", one) for one in options if (one in given) != (one in wanted))
    either = given | wanted
    return Marked(len(given & wanted) / len(either) if either else 1.0, losses)


def _ordering(key: Ordering, answer: Any) -> Marked:
    options = [option.id for option in key.options]
    order = _ids(answer, options)
    if order is None or len(order) != len(options):
        return BROKEN
    place = {one: number for number, one in enumerate(order)}
    apart = [(a, b) for a, b in combinations(options, 2) if key.ranks[a] != key.ranks[b]]
    swapped = [(a, b) for a, b in apart if (key.ranks[a] > key.ranks[b]) != (place[a] < place[b])]
    tau = (len(apart) - 2 * len(swapped)) / len(apart) if apart else 1.0
    return Marked(max(0.0, tau), tuple(("swapped", f"{a}|{b}") for a, b in swapped))


def _chain(key: Chain, answer: Any) -> Marked:
    options = [option.id for option in key.options]
    strung = _ids(answer, options)
    if strung is None:
        return BROKEN
    names = [key.same.get(one, one) for one in strung]
    best: tuple[float, tuple[Loss, ...]] = (-1.0, ())
    for wanted in key.keys:
        common = _common(names, wanted)
        credit = len(common) / max(len(names), len(wanted))
        by_name = {key.same.get(option, option): option for option in reversed(options)}
        losses = [("wrong", one) for one, name in zip(strung, names, strict=True) if name not in common]
        losses += [("missed", by_name.get(name, name)) for name in wanted if name not in names]
        if credit > best[0]:
            best = credit, tuple(losses)
    return Marked(*best)


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The longest common subsequence of two sequences; of several the one that keeps the earliest of the first."""
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            lengths[i][j] = (
                lengths[i + 1][j + 1] + 1 if one[i] == other[j] else max(lengths[i + 1][j], lengths[i][j + 1])
            )
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            found.append(one[i])
            i, j = i + 1, j + 1
        elif lengths[i][j + 1] >= lengths[i + 1][j]:
            j += 1
        else:
            i += 1
    return tuple(found)


def _number(key: Number, answer: Any) -> Marked:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or answer != answer // 1:
        return BROKEN
    if abs(answer) > LARGEST_NUMBER:
        return BROKEN
    off = max(key.low - answer, answer - key.high, 0)
    if not off:
        return Marked(1.0)
    return Marked(ONE_OFF if off == 1 else 0.0, (("near" if off == 1 else "off", f"{answer:.0f}"),))


def _grid(key: Grid, answer: Any) -> Marked:
    columns = {option.id for option in key.columns}
    rows = [option.id for option in key.rows]
    if not isinstance(answer, Mapping) or not all(
        row in rows and isinstance(column, str) and column in columns for row, column in answer.items()
    ):
        return BROKEN
    earned = [key.credit[row].get(answer[row], 0.0) if row in answer else 0.0 for row in rows]
    losses = tuple(_row_losses(rows, answer, earned))
    return Marked(_sum(earned) / len(rows) if rows else 1.0, losses)


def _sum(numbers: Sequence[float]) -> float:
    """Added up from left to right, as the workbook does it: the same rounding in both."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def _row_losses(rows: Sequence[str], answer: Mapping[str, str], earned: Sequence[float]) -> Iterator[Loss]:
    for row, credit in zip(rows, earned, strict=True):
        if row not in answer:
            yield "missed", row
        elif credit < 1:
            yield ("near" if credit else "wrong"), row


def ideal(task: Task) -> Any:
    """An answer that earns full credit; for an essay its model."""
    key = task.answer
    if isinstance(key, Choice):
        return max((option.id for option in key.options), key=lambda one: key.credit.get(one, 0.0))
    if isinstance(key, Selection):
        return [option.id for option in key.options if option.id in key.key]
    if isinstance(key, Ordering):
        return sorted((option.id for option in key.options), key=lambda one: -key.ranks[one])
    if isinstance(key, Chain):
        return [next(option for option, name in key.same.items() if name == wanted) for wanted in key.keys[0]]
    if isinstance(key, Number):
        return key.low
    if isinstance(key, Grid):
        return {row.id: max(key.credit[row.id], key=lambda one: key.credit[row.id][one]) for row in key.rows}
    if isinstance(key, Map):
        return [
            {
                "conclusion": link.conclusion,
                "polarity": link.polarity,
                "premises": list(link.premises),
                "undercut_by": list(link.undercut_by),
            }
            for link in key.links
        ]
    return key.model


def told(task: Task, marked: Marked, answer: Any = None) -> tuple[str, ...]:
    """What cost credit as sentences, with what the key says of each option; of a map, the differences of the answer."""
    key = task.answer
    if isinstance(key, Map) and (links := rebuilt.read_links(key, answer)) is not None and answer:
        return tuple(rebuilt.told(key, links, marked.losses))
    says: Mapping[str, str] = getattr(key, "says", {})
    texts = {option.id: option.text for option in (*getattr(key, "options", ()), *getattr(key, "rows", ()))}
    found = []
    for what, about in marked.losses:
        names = " and ".join(f"“{texts.get(one, one)}”" for one in about.split("|") if one)
        sentence = f"{names} {LOSSES[what]}" if names else f"{LOSSES[what][0].upper()}{LOSSES[what][1:]}"
        if isinstance(key, Grid) and what == "missed":
            sentence = f"{names} was not marked"
        elif isinstance(key, Grid) and names:
            sentence = f"{names}: {'near, and earns a part' if what == 'near' else 'not so'}"
        found.append(f"{sentence}. {says.get(about, '')}".strip())
    return tuple(found)
