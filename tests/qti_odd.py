"""Packs of odd projects with odd words in them, as the tests and whoever has the published schemas draw them."""

from dataclasses import replace

from hypothesis import strategies as st

from argmap.project import load_text
from argmap.teach import pack
from argmap.testing.whole import projects, written

WORDS = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ["]]>", "<b>&amp;", "\x00\x0b", "\ud800", "\ufffe", "a\r\nb", '"']
)


@st.composite
def packs(draw):
    """Packs of whole projects, however odd: up to two exercises of a type and level, or none."""
    return pack(load_text(written(draw(projects()))).case, each=draw(st.integers(0, 2)))


def worded(made, words):
    """The pack with some words for its title, and for every title, prompt, hint and reason in it."""
    exercises = tuple(
        replace(
            exercise,
            title=words,
            tasks=tuple(
                replace(task, prompt=words, hints=(words,), reason=replace(task.reason, text=words))
                for task in exercise.tasks
            ),
        )
        for exercise in made.exercises
    )
    return replace(made, title=words, exercises=exercises)
