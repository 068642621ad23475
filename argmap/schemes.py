"""Argument schemes: the patterns of inference and the critical questions that each must answer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CriticalQuestion:
    """One question a scheme must answer; a required one keeps an inference at grade S1 until it is answered."""

    id: str
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class Scheme:
    """A named pattern of inference; `direct` where the premise itself states the conclusion (testimony)."""

    name: str
    title: str
    pattern: str
    direct: bool
    questions: tuple[CriticalQuestion, ...]


@cache
def schemes() -> Mapping[str, Scheme]:
    """All schemes by name, in the order of the manual."""
    table = tomllib.loads(files("argmap").joinpath("schemes.toml").read_text(encoding="utf-8"))
    return {
        name: Scheme(
            name=name,
            title=entry["title"],
            pattern=entry["pattern"],
            direct=entry.get("direct", False),
            questions=tuple(
                CriticalQuestion(f"{name}.{number}", question["text"], question.get("required", False))
                for number, question in enumerate(entry["questions"], start=1)
            ),
        )
        for name, entry in table.items()
    }


@cache
def asked() -> Mapping[str, str]:
    """The text of every critical question of every scheme, by its id."""
    return {question.id: question.text for scheme in schemes().values() for question in scheme.questions}


def questions(name: str) -> tuple[CriticalQuestion, ...]:
    """The critical questions of a scheme. Raises KeyError for a name that is no scheme."""
    return schemes()[name].questions
