"""Keys in words: what counts as an answer to a task, line by line, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argmap.graph import SUPPORT
from argmap.teach import rebuilt
from argmap.teach.exercise import Chain, Choice, Grid, Link, Map, Number, Option, Ordering, Selection, Task
from argmap.teach.stock import letter


def answer_lines(task: Task, *, letters: bool = True) -> Iterator[str]:
    """The key of a task in lines, with what each answer earns.

    Options go by the letters that stand on paper, or, without `letters`, by their own words.
    """
    answer = task.answer
    if isinstance(answer, Choice):
        yield from _credits(answer.options, answer.credit, letters=letters)
    elif isinstance(answer, Selection):
        names = _names(answer.options, letters=letters)
        yield ", ".join(names[one.id] for one in answer.options if one.id in answer.key) or "none of them"
        if answer.free:
            yield f"may be marked or not: {', '.join(names[one] for one in names if one in answer.free)}"
        for option in answer.options:
            if option.id in answer.says:
                yield f"{names[option.id]}: {answer.says[option.id]}"
    elif isinstance(answer, Ordering):
        names = _names(answer.options, letters=letters)
        ranks = sorted(set(answer.ranks.values()), reverse=True)
        places = [" = ".join(names[o.id] for o in answer.options if answer.ranks[o.id] == rank) for rank in ranks]
        yield from [" > ".join(places)] if letters else (f"{n}. {place}" for n, place in enumerate(places, start=1))
    elif isinstance(answer, Chain):
        names = _names(answer.options, letters=letters)
        for chain in answer.keys:
            yield " ← ".join(next(names[one] for one, name in answer.same.items() if name == link) for link in chain)
    elif isinstance(answer, Number):
        yield f"{answer.low}" if answer.low == answer.high else f"{answer.low} to {answer.high}"
    elif isinstance(answer, Grid):
        names = _names(answer.rows, letters=letters)
        for row in answer.rows:
            told = "; ".join(_credits(answer.columns, answer.credit[row.id], letters=False))
            yield f"{names[row.id]}: {told}. {answer.says.get(row.id, '')}".strip()
    elif isinstance(answer, Map):
        texts = {option.id: option.text for option in answer.options}
        for number, link in enumerate(answer.links):
            under = "".join(f"; {rebuilt.quoted(texts[one])} undercuts the step" for one in link.undercut_by)
            step = in_letters(link) if letters else f"{rebuilt.sentence(link, texts)}{under}"
            yield f"{step}. {answer.says.get(str(number), '')}".strip()
    else:
        yield f"One good answer: {answer.model}"


def in_letters(link: Link) -> str:
    """A step of a map by the letters of its statements, with what doubts it."""
    *first, last = link.premises
    support, attack = ("together support", "together tell against") if first else ("supports", "tells against")
    premises = f"{', '.join(first)} and {last}" if first else last
    doubts = "".join(f"; {one} doubts this step" for one in link.undercut_by)
    return f"{premises} {support if link.polarity == SUPPORT else attack} {link.conclusion}{doubts}"


def _names(options: tuple[Option, ...], *, letters: bool) -> dict[str, str]:
    return {option.id: letter(n) if letters else rebuilt.quoted(option.text) for n, option in enumerate(options)}


def _credits(options: tuple[Option, ...], credit: Mapping[str, float], *, letters: bool) -> Iterator[str]:
    """The options that earn anything, the best first."""
    names = _names(options, letters=True)
    for option in sorted(options, key=lambda option: -credit.get(option.id, 0.0)):
        earned = credit.get(option.id, 0.0)
        if earned:
            name = f"{names[option.id]} ({option.text})" if letters else option.text
            yield name if earned == 1 else f"{name}: {earned:g} of the points"
