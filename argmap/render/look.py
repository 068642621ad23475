"""Look: how a picture looks beside what it shows: its theme, and the language of its own words."""

from __future__ import annotations

from dataclasses import dataclass, field

from argmap.case import Case
from argmap.render.words import Words, words


@dataclass(frozen=True)
class Look:
    """A theme of `argmap.render.style.THEMES`, and words."""

    theme: str = "screen"
    words: Words = field(default_factory=words)


def look_of(case: Case) -> Look:
    """The look that the settings of a case ask for."""
    return Look(case.settings.theme, words(case.settings.language))
