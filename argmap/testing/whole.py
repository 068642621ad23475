"""Hypothesis strategies that draw whole projects, and their files as an author would write them."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from argmap import model
from argmap.formats.native import FILES, to_yaml
from argmap.testing.parts import (
    Records,
    authorities,
    claims,
    evidence,
    groups,
    oddities,
    omissions,
    questions,
    sections,
    sources,
    transmissions,
)

_SOURCES = ("abbey-charter", "tax-roll", "brig-maria-log")
_ITEMS = ("seal-too-late", "ink-iron-gall", "toll-doubled-1211", "wind-north-east")
_CLAIMS = ("charter-forged", "toll-claimed", "storm-invented", "mate-kept-log", "listina-padělaná")
_SECTION = "on-the-charter"
_QUESTION = "what-was-written"


@cache
def _parts() -> dict[str, SearchStrategy[Any]]:
    known, claimed = st.sampled_from(_SOURCES), st.sampled_from(_CLAIMS)
    statements = st.sampled_from(_ITEMS + _CLAIMS)
    offices = st.just("scribe-of-the-abbey")
    made: dict[str, SearchStrategy[Any]] = {
        "sources": sources(known),
        "evidence": evidence(known, statements),
        "sections": sections(claimed),
        "omissions": omissions(known),
        "oddities": oddities(known, statements),
        "authorities": authorities(offices, known).map(lambda record: record.model_copy(update={"name": "Aldric"})),
        "questions": questions(claimed, statements),
        "independence": groups(st.sampled_from(_ITEMS), claimed),
        "transmission": transmissions(known | st.sampled_from(_ITEMS), claimed),
    }
    for number, name in enumerate(_CLAIMS):
        drawn = claims(st.sampled_from(_ITEMS + _CLAIMS[:number]), known, st.just(_SECTION), st.just("aldric"))
        made[name] = drawn.map(_distinct).map(partial(_apart, name))
    return made


def _apart(name: str, statement: Any) -> Any:
    """A statement that stands in no relation to itself."""
    return statement.model_copy(update={"relates": tuple(r for r in statement.relates if r.to != name)})


@st.composite
def projects(draw: DrawFn) -> Records:
    """Whole projects whose references all lead somewhere and whose reasons run in no ring."""
    parts = _parts()
    found: dict[str, dict[str, model.Record]] = {
        "sources": {name: draw(parts["sources"]) for name in _SOURCES},
        "evidence": {name: draw(parts["evidence"]).model_copy(update={"undermined_by": ()}) for name in _ITEMS},
        "claims": {name: draw(parts[name]) for name in _CLAIMS},
    }
    found["evidence"] = {name: _apart(name, item) for name, item in found["evidence"].items()}
    found["sections"] = {_SECTION: draw(parts["sections"])}
    office = model.Authority(type="office", name="Scribe of the abbey")
    found["authorities"] = {"aldric": draw(parts["authorities"]), "scribe-of-the-abbey": office}
    optional = (("questions", _QUESTION), ("independence", "one-scribe"), ("transmission", "by-sea"))
    for kind, name in (*optional, ("omissions", "of-no-matter"), ("oddities", "misprint")):
        if draw(st.booleans()):
            found[kind] = {name: draw(parts[kind])}
    return found


def _distinct(claim: model.Claim) -> model.Claim:
    """A claim without what linking refuses: the same premises twice, a step undercut by its own premise, and so on."""

    def kept(inferences: tuple[model.Inference, ...]) -> tuple[model.Inference, ...]:
        by_premises = {frozenset(inference.premises): inference for inference in inferences}
        return tuple(
            inference.model_copy(
                update={
                    "undercut_by": tuple(a for a in inference.undercut_by if a.by not in inference.premises),
                    "answers": inference.answers if "sign" in inference.scheme else (),
                }
            )
            for inference in by_premises.values()
        )

    return claim.model_copy(update={"support": kept(claim.support), "attack": kept(claim.attack)})


def written(project: Records) -> dict[str, str]:
    """The files of a project as an author would write them: display path → text."""
    return {FILES[kind]: to_yaml(found) for kind, found in project.items() if found}
