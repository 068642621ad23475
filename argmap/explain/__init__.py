"""Explanations: why a claim stands where it stands and what it hangs on, as data and in plain sentences."""

from __future__ import annotations

from argmap.explain.data import explanation
from argmap.explain.sentences import in_sentences
from argmap.settings import Settings

__all__ = ["describe_scales", "explanation", "in_sentences"]


def describe_scales(settings: Settings) -> str:
    """The table of scales in force, with its reasons, and the lines a project has changed."""
    from argmap.semantics.scales import scales, shipped_text  # noqa: PLC0415

    table = scales(settings.scales)
    text = shipped_text()
    if table.changed:
        text += "\n# Changed by this project's settings:\n"
        for name in table.changed:
            scale, _, word = name.partition(".")
            text += f"#   {scale}.{word} = {table.table[scale][word]}\n"
    return text
