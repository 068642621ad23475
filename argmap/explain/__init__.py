"""Explanations: why a claim stands where it stands and what it hangs on, as data and in plain sentences."""

from __future__ import annotations

from typing import Any

from argmap.case import Case
from argmap.explain import data, sentences
from argmap.semantics.published import NAMES
from argmap.settings import Settings


def explanation(case: Case, claim: str) -> dict[str, Any]:
    """All that the sentences say, as plain values. Raises KeyError where there is no such claim."""
    if case.valuation.semantics in NAMES:
        from argmap.explain import strengths  # noqa: PLC0415 - numpy, where strengths are worked out

        return strengths.explanation(case, claim)
    return data.explanation(case, claim)


def in_sentences(case: Case, claim: str, *, everything: bool = False) -> str:
    """The explanation of a claim as text for people, the most telling parts of it unless `everything` is wanted.

    Raises KeyError where there is no such claim.
    """
    if case.valuation.semantics in NAMES:
        from argmap.explain import strengths  # noqa: PLC0415 - as above

        return strengths.in_sentences(case, claim)
    return sentences.in_sentences(case, claim, everything=everything)


def sections(case: Case, claim: str) -> list[tuple[str, list[str]]]:
    """The explanation of a claim as titles with sentences, the most telling ones. Raises KeyError for no claim."""
    if case.valuation.semantics in NAMES:
        from argmap.explain import strengths  # noqa: PLC0415 - as above

        return strengths.sections(case, claim)
    return sentences.sections(case, claim)


def describe_scales(settings: Settings) -> str:
    """The table of scales in force, with its reasons, and the lines a project has changed."""
    from argmap.semantics.scales import scales, shipped_text  # noqa: PLC0415 - one verb needs it

    table = scales(settings.scales)
    text = shipped_text()
    if table.changed:
        text += "\n# Changed by this project's settings:\n"
        for name in table.changed:
            scale, _, word = name.partition(".")
            text += f"#   {scale}.{word} = {table.table[scale][word]}\n"
    return text
