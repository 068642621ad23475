"""Words: what pictures print by themselves, in one language from one file; claims and hedges stay their author's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any

from argmap import model
from argmap.case import Case
from argmap.semantics.valuation import Grade

_FOLDER = Path(__file__).with_name("languages")
_VARIABLE = re.compile(r"[0-9]+|\bD[0-5]\b")
_SEASON = re.compile(r"(-?[0-9]{4})-(2[1-4])")
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


class Words:
    """The words of one language.

    A key is a path of names, such as `card.claim`; its text may hold fields in braces. Every key of the English file
    stands in every other one: a test holds it.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._table: dict[str, Any] = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
        self._plural: Callable[[int], int] = c2py(self._table["plural"])
        self._found: dict[str, Any] = {}

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its fields filled in. Raises KeyError where there is no such key."""
        text: str = self._text(key)
        return text.format(**values) if values else text

    def _text(self, key: str) -> Any:
        if key not in self._found:
            found: Any = self._table
            for name in key.split("."):
                found = found[name]
            self._found[key] = found
        return self._found[key]

    def table(self, key: str) -> Mapping[str, Any]:
        """All that stands under a key, by name, in the order of the file."""
        found: Mapping[str, Any] = self._text(key)
        return found

    def form(self, number: int) -> int:
        """Which form of a counted thing a number asks for, from 0 on."""
        return self._plural(number)

    def count(self, key: str, number: int, shown: str | None = None, **values: object) -> str:
        """A counted thing in the form that its number asks for, such as `3 claims`; the number may be `shown` otherwise."""
        forms: Sequence[str] = self._text(f"counted.{key}")
        return forms[self.form(number)].format(n=number if shown is None else shown, **values)

    def question(self, name: str, text: str) -> str:
        """A critical question by its name, such as sign.2, whose `text` is English; that itself where the file has none of it."""
        return str(self._table.get("question", {}).get(name, text))

    def grade(self, grade: Grade) -> str:
        """The reason of a grade; a reason that the file does not know (another semantics gave it) as it is."""
        reasons = self._table["reasons"]
        found = []
        for part in grade.reason.split("; "):
            values = _VARIABLE.findall(part)
            known = reasons.get(_VARIABLE.sub("{}", part))
            found.append(known.format(*values) if known is not None else part)
        return "; ".join(found)

    def relay(
        self, by: Sequence[str], stance: Sequence[str], several: Callable[[str], bool], *, brief: bool = False
    ) -> str:
        """A chain of voices as a phrase: A reports that B reports that C asserts it; `several` says which voices are
        plural, and `brief` leaves the last “it” out where there is one voice."""

        def told(form: str, stance: str, who: str) -> str:
            forms: Sequence[str] = self._text(f"stance.{form}.{stance}")
            return forms[several(who)].format(who=who)

        if len(by) == 1:
            return told("brief" if brief else "last", stance[0], by[0])
        verbs = list(stance) if len(stance) == len(by) else [stance[0], *["reports"] * (len(by) - 2), "asserts"]
        that = [told("that", verb, name) for name, verb in zip(by[:-1], verbs[:-1], strict=True)]
        return " ".join([*that, told("last", verbs[-1], by[-1])])

    def date(self, date: model.Date) -> str:
        """A date as it was printed; without that, what its EDTF says, in words."""
        return date.as_printed or self.edtf(date.edtf)

    def edtf(self, text: str) -> str:
        """An EDTF expression in words."""
        bare = text.strip("[]{}")
        first, sign, last = bare.partition("..") if ".." in bare and "/" not in bare else bare.partition("/")
        if not sign:
            return self._alone(bare.replace(",", ", ") if text != bare else bare)
        ends = {"first": self._alone(first), "last": self._alone(last)}
        if "/" in bare:
            return self("date.lasting", **{end: shown or self("date.open") for end, shown in ends.items()})
        if not first or not last:
            return self("date.before" if last else "date.after", **ends)
        return self("date.between", **ends)

    def _alone(self, text: str) -> str:
        """One date of an expression."""
        plain = text.strip("~?%")
        season = _SEASON.fullmatch(plain)
        shown = self(f"date.{_SEASONS[season[2]]}", year=season[1]) if season else plain.strip(".")
        if text != plain and "?" not in text:
            shown = self("date.about", date=shown)
        if "?" in text or "%" in text:
            shown = self("date.uncertain", date=shown)
        return shown


@cache
def words(language: str = "en") -> Words:
    """The words of a language by its name, that of its file."""
    return Words(language)


def title_of(case: Case) -> str:
    """The project's title, or a plain one in its language."""
    return case.settings.title or words(case.settings.language)("picture.untitled")


def languages() -> tuple[str, ...]:
    """The languages there are: one for each file in `argmap/render/languages`."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))
