"""Study: case → one self-contained HTML page to explore the argument in a browser, offline."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from argmap.case import Case
from argmap.diagnostics import Diagnostic, in_order
from argmap.render import style
from argmap.render.shapes import escape
from argmap.render.words import title_of, words
from argmap.rules import accepted, findings
from argmap.study.data import as_json, findings_data, study_json
from argmap.text import SourceText

__all__ = ["NAME", "SCRIPTS", "STYLES", "begun", "engine", "study_page", "told"]

NAME = "study.html"
SCRIPTS = (
    "words",
    "overlay",
    "weighing",
    "grades",
    "evaluation",
    "matrix",
    "records",
    "state",
    "parts",
    "cards",
    "views",
    "layout",
    "map",
    "whole",
    "outline",
    "passages",
    "panel",
    "table",
    "details",
    "whatif",
    "main",
)
"""The modules of the page, each after all that it imports."""
STYLES = ("page", "map")
_MARK = "%%{}%%"
_WORD = re.compile(r"%%([a-z][a-z.-]*)%%")


def study_page(case: Case, sources: Mapping[str, SourceText], faults: Sequence[Diagnostic] = ()) -> bytes:
    """The page as UTF-8. `sources` are the files read, for the ignore comments in them, `faults` those of reading.

    With `case.texts` the reader's own copies of source texts are embedded; such a page is the reader's alone.
    """
    return begun(case)(told(case, sources, faults))


def told(case: Case, sources: Mapping[str, SourceText], faults: Sequence[Diagnostic] = ()) -> list[dict[str, Any]]:
    """What rules find in a case as the page tells it, with the `faults` of reading, but for what a comment accepts."""
    found, _ = accepted(case, in_order((*faults, *findings(case, audit=True))), sources, audit=True)
    return list(findings_data(case, found))


def begun(case: Case) -> Callable[[Sequence[Mapping[str, Any]]], bytes]:
    """The page of a case but for what is `told` of it, which takes longest: whoever works that out may do so meanwhile."""
    data = study_json(case).removesuffix("[]}")
    return lambda found: filled(title_of(case), f"{data}{as_json(found)}}}", case.settings.language)


def filled(title: str, data: str, language: str = "en") -> bytes:
    """The page around some data, a JSON text: nothing that stands in it can end the element it stands in."""
    script, css = _script(), _css()
    values = {
        "LANGUAGE": language,
        "SCRIPT-HASH": _digest(script),
        "STYLE-HASH": _digest(css),
        "TITLE": escape(title),
        "STYLE": css,
        "HEADING": escape(title),
        # In JSON these stand in strings only.
        "DATA": data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"),
        "SCRIPT": script,
    }
    page = _frame(language)
    parts = []
    for name, value in values.items():
        before, page = page.split(_MARK.format(name))
        parts += [before, value]
    # What is no character of Unicode cannot be written in UTF-8; JSON has an escape for it.
    return "".join([*parts, page]).encode(errors="backslashreplace")


@cache
def _frame(language: str) -> str:
    """The page without what it holds, in a language."""
    say = words(language)
    return _WORD.sub(lambda word: escape(say(word[1])), _read("study.html"))


@cache
def _digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return files("argmap.study").joinpath(name).read_text(encoding="utf-8")


_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)


@cache
def _script() -> str:
    return engine(SCRIPTS)


def engine(names: Sequence[str] = SCRIPTS[:-1]) -> str:
    """Modules of the page as one script, each in a scope of its own: what one imports, it takes from what others gave
    out. All but the last by default, which builds the page."""
    parts = ["const modules = {};"]
    for name in names:
        text = _read(f"{name}.js")
        given = ", ".join(_EXPORT.findall(text))
        text = _IMPORT.sub(r"const {\1} = modules.\2;", text)
        parts.append(f"modules.{name} = (() => {{\n{_EXPORT.sub('', text)}return {{ {given} }};\n}})();")
    return "\n".join(parts)


@cache
def _css() -> str:
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in colours.items()) for colours in (style.LIGHT, style.DARK)
    )
    root = f":root{{color-scheme:light dark;--font:{style.FONT};{light}}}"
    return (
        root
        + f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        + "\n".join(_read(f"{name}.css") for name in STYLES)
    )
