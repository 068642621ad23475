"""Sentences on what a confidence hangs on: sources, levers, and what nobody has looked into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from argmap.case import Case
from argmap.semantics.sensitivity import ASSUMED, Debt, Fewest, Inquiry, Lever, Mark, Sensitivity

SHOWN = 3
"""So many of each kind are told unless all are asked for."""


def on_doubts(asked: Sensitivity) -> Iterator[str]:
    """What random draws and other beginnings give."""
    yield (
        f"Of {1000:,} draws at random about the appraisals and strengths as they stand, nine in ten fall between"
        f" {asked.drawn.low:.2f} and {asked.drawn.high:.2f}."
    )
    before = _listed([f"{prior:g}" for prior in asked.priors], "or")
    after = _listed([f"{confidence:.2f}" for confidence in asked.priors.values()], "or")
    yield f"A reader who began at {before} would end at {after}."
    if asked.little:
        yield "The evidence is so little that the claim stands about where it began."


def on_sources(case: Case, asked: Sensitivity, *, everything: bool) -> Iterator[str]:
    """What the claim owes to its sources; to each item too, where all is asked for."""
    telling = [debt for debt in asked.sources if everything or _tells(debt)]
    if not telling:
        return
    yield from _some([_debt(case, debt) for debt in telling], everything=everything)
    if everything and len(asked.items) > 1:
        yield "Item by item:"
        for debt in asked.items:
            yield f"  {_debt(case, debt)}"
    yield "Parts add up to the whole; a part is what something adds on average, whichever of the others are there."


def _tells(debt: Debt) -> bool:
    return f"{abs(debt.share):.1f}" != "0.0" or f"{abs(debt.gone):.1f}" != "0.0"


def _debt(case: Case, debt: Debt) -> str:
    error = f"{2 * debt.error:.1f}"
    about = f" (give or take {error})" if error != "0.0" else ""
    told = f"{_name(case, debt.name)}: its part is {debt.share:+.1f} dB{about}".replace("+0.0", "0.0").replace(
        "-0.0", "0.0"
    )
    if f"{abs(debt.gone):.1f}" == "0.0":
        rest = ", for others carry as much" if _tells(debt) else ""
        return f"{told}; if it alone were gone, nothing would change{rest}."
    return f"{told}; if it alone were gone, the claim would stand at {debt.left:.2f}."


def _name(case: Case, name: str) -> str:
    if name.startswith(ASSUMED):
        return f"the assumption {name.removeprefix(ASSUMED)}"
    return case.label(name) if name in case.graph.sources else name


def on_marks(case: Case, asked: Sensitivity, *, everything: bool) -> Iterator[str]:
    """What would take the claim across a mark: the fewest sources lost, or one thing otherwise than it is."""
    for found in asked.fewest:
        yield _fewest(case, asked, found)
    if all(found.mark.what == "little" for found in asked.fewest):
        marks = _listed([f"{mark.at:.2f}" for mark in asked.marks], "or")
        yield f"No loss of sources, however many, takes it across {marks}."
    yield from _some([_lever(case, lever) for lever in asked.levers], everything=everything)


def _fewest(case: Case, asked: Sensitivity, found: Fewest) -> str:
    names = _listed([_name(case, name) for name in found.sources], "and")
    now = case.valuation.confidence[asked.claim].point
    if len(found.sources) == 1:
        sure = ""
    elif found.certain:
        sure = "; no fewer do that"
    else:
        sure = "; no fewer were found to do that, though not every set was tried"
    return f"Without {names} it would stand at {found.left:.2f}, {_side(found.mark, falling=found.left < now)}{sure}."


def _side(mark: Mark, *, falling: bool) -> str:
    if mark.what == "little":
        return "hardly away from where it began"
    side = "below" if falling else "above"
    if mark.words is None:
        return f"{side} {mark.at:.2f}"
    return f"{side} {mark.at:.2f}, where “{mark.words}” {'begins' if mark.what == 'low' else 'ends'}"


def _lever(case: Case, lever: Lever) -> str:
    if lever.kind == "reliability":
        return (
            f"To stand at {lever.mark.at:.2f} by {_name(case, lever.name)} alone, that would need a reliability of"
            f" {lever.needed:.2f}; it has {lever.now:.2f}."
        )
    premises = _listed(case.graph.inferences[lever.name].premises, "and")
    return (
        f"To stand at {lever.mark.at:.2f} by the step from {premises} alone, that would have to weigh"
        f" {lever.needed:.1f} dB if all of it held; as written it is {lever.now:.1f}."
    )


def on_inquiries(case: Case, asked: Sensitivity, *, everything: bool) -> Iterator[str]:
    """What nobody has looked into, and how far it could move the claim."""
    if not asked.inquiries:
        return
    yield from _some([_inquiry(case, inquiry) for inquiry in asked.inquiries], everything=everything)
    yield "Each by itself, from the worst outcome to the best; how likely either is, nobody has said."


def _inquiry(case: Case, inquiry: Inquiry) -> str:
    between = f"between {inquiry.low:.2f} and {inquiry.high:.2f}"
    if inquiry.kind == "questions":
        line = case.graph.inferences[inquiry.about]
        step = f"the step from {_listed(line.premises, 'and')} to {line.conclusion}"
        return f"What nobody has answered on {step} ({inquiry.name}): {between}."
    if inquiry.kind == "appraisal":
        return f"How far {inquiry.name} can be relied on, which nobody has said: {between}."
    route = f"A document for the steps of the route {inquiry.name} that none shows"
    if inquiry.about in case.graph.claims:
        return f"{route}, as a strong step for or against {inquiry.about}: {between}."
    return f"{route}, if it showed that {inquiry.about} did not come that way: {between}."


def _some(told: Sequence[str], *, everything: bool) -> Iterator[str]:
    if everything or len(told) <= SHOWN + 1:
        yield from told
        return
    yield from islice(told, SHOWN)
    yield f"And {len(told) - SHOWN} more, which `--all` lists."


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
