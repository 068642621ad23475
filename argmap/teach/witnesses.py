"""Exercises on what hangs on what: X6 (independent witnesses) and X14 (what falls with a source)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, partial
from itertools import combinations
from types import MappingProxyType

from argmap.graph import Id, Inference
from argmap.semantics.grades import most_apart
from argmap.semantics.independence import Ties
from argmap.standing import Handle
from argmap.teach.exercise import Exercise, Material, Number, Option, Reason, Selection, Task
from argmap.teach.stock import Candidates, Stock, exercise, letter, short

# --------------------------------------------------------------------------- X6 count the witnesses

MOST_LINES = 6


def count_the_witnesses(stock: Stock) -> Candidates:
    """X6: how many of the lines for a claim are independent witnesses, and which are one."""
    firm = {name: group for name, group in stock.case.graph.groups.items() if group.certainty != "possible"}
    loose = Ties(replace(stock.case.graph, groups=MappingProxyType(firm)))
    for name in stock.case.graph.claims:
        lines = stock.supports(name)
        if 2 <= len(lines) <= MOST_LINES:  # noqa: PLR2004 - one line is one witness
            yield name, partial(_count_the_witnesses, stock, name, lines, loose)


def _count_the_witnesses(stock: Stock, name: Id, lines: tuple[Inference, ...], loose: Ties) -> Exercise | None:
    grade = stock.case.valuation.grade[name]
    borne = {line.id: stock.ties.witnesses(line) for line in lines}
    apart = most_apart(borne.values())
    if apart != grade.lines:
        return None  # some line carries nothing, or is contested: the count would be about that as well
    most = max(apart, most_apart(loose.witnesses(line) for line in lines))
    letters = {
        line.id: letter(n).upper()
        for n, line in enumerate(stock.draw(lines, len(lines), "X6", name, name=lambda i: i.id))
    }
    placed = sorted(lines, key=lambda line: letters[line.id])
    tied = {(a.id, b.id): _shared(stock, a, b) for a, b in combinations(placed, 2)}
    told = [f"{letters[a]} and {letters[b]} share {why}" for (a, b), why in tied.items() if borne[a] & borne[b]]
    said = "; ".join(told) or "no two lines share a source, a group or a mouth"
    range_ = (
        "" if most == apart else f" Without ties that are only possible there would be {most}; that is accepted too."
    )
    records = (f"claims:{name}", *(stock.ref(p) for line in lines for p in line.premises))
    groups = tuple(f"independence:{g}" for g in dict.fromkeys(g for line in lines for g in _groups(stock, line)))
    count = Task(
        "count",
        "How many independent witnesses stand for the claim? Not how many papers, lines or notes.",
        Number(apart, most, 0, len(lines) + 1),
        Reason(
            f"{apart}: {said}. The count is the greatest number of lines of which no two share a witness.{range_}",
            (*records, *groups),
            "effective corroboration",
        ),
        ("Two papers from one mouth are one witness. Look at where each line comes from in the end.",),
        worth=2.0,
    )
    options = tuple(
        Option(letter(number), f"{letters[a]} and {letters[b]}", f"{a}|{b}") for number, (a, b) in enumerate(tied)
    )
    names = {option.about: option.id for option in options}
    key = tuple(names[f"{a}|{b}"] for a, b in tied if borne[a] & borne[b])
    doubtful = tuple(
        names[f"{a.id}|{b.id}"]
        for a, b in combinations(placed, 2)
        if borne[a.id] & borne[b.id] and not loose.witnesses(a) & loose.witnesses(b)
    )
    says = {
        names[f"{a}|{b}"]: f"They share {why}." if borne[a] & borne[b] else "They share no witness."
        for (a, b), why in tied.items()
    }
    which = Task(
        "pairs",
        "Which lines are one witness for this question? Mark every pair; mark none if all stand apart.",
        Selection(options, tuple(k for k in key if k not in doubtful), doubtful, says),
        Reason(f"{said[0].upper()}{said[1:]}.{range_}", (*records, *groups), "independence"),
        ("Would one of the two still say it if the other had been silent?",),
    )
    material = [
        stock.claim_material(name),
        *(Material(f"Line {letters[line.id]}", tuple(_line_lines(stock, line))) for line in placed),
    ]
    return exercise("X6", name, "Count the witnesses", 2 * len(lines) + len(told), material, [which, count])


def _line_lines(stock: Stock, line: Inference) -> list[str]:
    """The premises of a line, and where claims among them come from."""
    found = [stock.item_lines(premise) for premise in line.premises]
    for premise in line.premises:
        if premise in stock.case.graph.claims:
            labels = dict.fromkeys(stock.case.label(source) for source in _sources(stock, premise))
            found.append(("which comes from " + ", ".join(labels)) if labels else "which rests on no document")
    return found


def _sources(stock: Stock, name: Id) -> list[Id]:
    evidence = stock.case.graph.evidence
    return list(dict.fromkeys(evidence[one].source for one in sorted(_carried(stock, [name])) if one in evidence))


def _carried(stock: Stock, names: Iterable[Id]) -> set[Id]:
    """Statements and all that supports them, however far down."""
    seen: set[Id] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [premise for line in stock.supports(name) for premise in line.premises]
    return seen


def _groups(stock: Stock, line: Inference) -> list[Id]:
    """The declared groups that anything under a line is in, so far as they hold for its conclusion."""
    graph = stock.case.graph
    topics = {line.conclusion, *graph.questions_of(line.conclusion)}
    items = [one for one in sorted(_carried(stock, line.premises)) if one in graph.evidence]
    members = dict.fromkeys([*items, *(graph.evidence[item].source for item in items)])
    found = dict.fromkeys(group for member in members for group in stock.standing.groups_of.get(member, ()))
    return [group for group in found if not graph.groups[group].about or topics & set(graph.groups[group].about)]


def _shared(stock: Stock, one: Inference, other: Inference) -> str:
    """In words, what two lines have in common."""
    sources = [s for s in _of(stock, one) if s in set(_of(stock, other))]
    groups = [g for g in _groups(stock, one) if g in set(_groups(stock, other))]
    parts = [f"the source {stock.case.label(source)}" for source in sources]
    parts += [f"the group {group} ({stock.case.graph.groups[group].basis.rstrip('.')})" for group in groups]
    return " and ".join(parts) or "nothing"


def _of(stock: Stock, line: Inference) -> list[Id]:
    return list(dict.fromkeys(source for premise in line.premises for source in _sources(stock, premise)))


# --------------------------------------------------------------------------- X14 what falls

MOST_FALLING, MOST_STANDING, MOST_STATEMENTS = 4, 3, 16


class _Fall:
    """What falls with one thing, and what it leaves standing although that rests on it in part."""

    def __init__(self, stock: Stock, handle: Handle, fallen: tuple[Id, ...]) -> None:
        self.stock, self.handle, self.fallen = stock, handle, fallen

    @cached_property
    def lost(self) -> tuple[Id, ...]:
        """The items of evidence that go with it."""
        graph = self.stock.case.graph
        return tuple(item for item in graph.evidence if self.handle in self.stock.standing.handles(item))

    @cached_property
    def touched(self) -> tuple[Id, ...]:
        """Claims that rest on a lost item and stand nevertheless."""
        graph = self.stock.case.graph
        reached, waiting = set(self.lost), list(self.lost)
        while waiting:
            for line in graph.resting_on(waiting.pop()):
                if line.carries and line.conclusion not in reached:
                    reached.add(line.conclusion)
                    waiting.append(line.conclusion)
        return tuple(c for c in graph.claims if c in reached and c not in self.fallen and self.stock.standing.stands(c))


def what_falls(stock: Stock) -> Candidates:
    """X14: a source, or one item, is taken away; which claims lose their last way to the evidence?"""
    standing = stock.standing
    for handle, fallen in standing.falling(stock.case.graph.claims).items():
        if handle[0] in ("sources", "evidence"):
            yield ":".join(handle), partial(_what_falls, stock, _Fall(stock, handle, fallen))


def _what_falls(stock: Stock, fall: _Fall) -> Exercise | None:
    graph, (kind, name) = stock.case.graph, fall.handle
    about = ":".join(fall.handle)
    falling = list(stock.draw(fall.fallen, MOST_FALLING, "X14", about))
    standing = list(stock.draw(fall.touched, MOST_STANDING, "X14", about))
    if not standing:
        standing = list(
            stock.draw(
                (c for c in graph.claims if c not in fall.fallen and stock.standing.stands(c)),
                MOST_STANDING,
                "X14",
                about,
            )
        )
    while standing and len(_carried(stock, [*falling, *standing])) > MOST_STATEMENTS:
        longest = max(
            (falling if len(falling) > len(standing) else standing), key=lambda c: (len(_carried(stock, [c])), c)
        )
        (falling if longest in falling else standing).remove(longest)
    if not falling or not standing:
        return None
    options, letters = stock.lettered([(c, graph.claims[c].text) for c in (*falling, *standing)], "X14", about)
    key = tuple(letters[c] for c in falling if c in letters)
    if not key or len(key) == len(options):
        return None
    says = {}
    for claim, option in letters.items():
        if claim in falling:
            says[option] = "Every line for it needs something that is gone."
        else:
            kept = next(
                (line for line in stock.supports(claim) if not set(fall.lost) & _carried(stock, line.premises)), None
            )
            says[option] = (
                f"It still stands on this: {short(stock.text(kept.premises[0]), 140)}"
                if kept
                else "What it rests on loses one way to the evidence and keeps another."
            )
    what = stock.case.label(name) if kind == "sources" else f"this item: {stock.text(name)}"
    task = Task(
        "falls",
        f"Take away {what.rstrip('.')}. Which of these claims lose their last complete way to evidence?",
        Selection(options, key, (), says),
        Reason(
            f"Worked out from the map: a step falls with any premise it needs, a claim only when all its steps fall. Claims of the"
            f" whole map that fall with it: {len(fall.fallen)}. Objections do not count here.",
            (f"{kind}:{name}", *(f"claims:{claim}" for claim in letters)),
            "standing",
        ),
        (
            "Begin at the bottom: strike out what is taken away, then every step that needs it.",
            "A claim with another step left still stands.",
        ),
        worth=float(len(options)),
    )
    carried = _carried(stock, (*falling, *standing))
    structure = [c for c in graph.order if c in carried and c in graph.claims]
    lines = tuple(f"{graph.claims[c].text} – rests on: {_rests(stock, c)}" for c in reversed(structure))
    gone = tuple(stock.item_lines(item) for item in fall.lost if item in carried) or ("Nothing in these lines.",)
    material = [Material("What goes with it", gone), Material("What rests on what", lines)]
    return exercise("X14", about, "What falls?", len(carried), material, [task])


def _rests(stock: Stock, claim: Id) -> str:
    if not stock.supports(claim):
        return "nothing; it is granted" if stock.standing.stands(claim) else "nothing"
    return "; or on: ".join(
        " together with ".join(stock.item_lines(p) for p in line.premises) for line in stock.supports(claim)
    )
