"""Configuration: the settings of a project as its files hold them, and what in them cannot be meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from argmap.diagnostics import Diagnostic, error
from argmap.faults import did_you_mean
from argmap.folder import read_text
from argmap.graph import ArgumentGraph
from argmap.registry import SEMANTICS
from argmap.semantics.scales import BadScale, scales
from argmap.settings import Settings
from argmap.text import SourceText, Span

LIST = "index"
"""The one name of a picture that a build keeps for itself; its further pictures are not drawn where settings choose views."""


def settings_of(
    root: Path, changes: Mapping[str, Any], sources: dict[str, SourceText], faults: list[Diagnostic]
) -> Settings:
    """The settings of argmap.toml, or of [tool.argmap] in pyproject.toml, with changes over them."""
    table: dict[str, Any] = {}
    name = next((n for n in ("argmap.toml", "pyproject.toml") if (root / n).is_file()), None)
    if name is not None:
        text = read_text(name, root / name, sources, faults)
        sources.setdefault(name, SourceText(name, text or ""))
        try:
            table = tomllib.loads(text or "")
        except (ValueError, RecursionError) as failure:
            faults.append(_not_toml(sources[name], str(failure)))
        if name == "pyproject.toml":
            tools = table.get("tool")
            table = tools.get("argmap", {}) if isinstance(tools, dict) else {}
        if not isinstance(table, dict):
            message = "the settings of argmap are no table of names and values"
            at = _setting_place(sources[name], "argmap")
            faults.append(error("bad-settings", message, at, "write them under [tool.argmap]"))
            table = {}
    values = {**table, **{key: value for key, value in changes.items() if value is not None}}
    settings = Settings()
    try:
        settings = Settings(**values)
    except ValidationError as failure:
        for key, message, hint in _setting_faults(failure):
            values.pop(key.split(".")[0], None)
            at = _setting_place(sources.get(name or ""), key)
            faults.append(error("bad-settings", message, at, hint))
        settings = Settings(**values)
    for key, problem, hint in _unknown_values(settings):
        faults.append(error("bad-settings", problem, _setting_place(sources.get(name or ""), key), hint))
        top = key.partition(".")[0]
        settings = settings.model_copy(update={top: Settings.model_fields[top].get_default()})
    return settings


def _not_toml(source: SourceText, problem: str) -> Diagnostic:
    place = re.search(r"line ([0-9]+), column ([0-9]+)", problem)
    at = source.line_start(int(place[1])) + int(place[2]) - 1 if place else len(source.text)
    hint = next((hint for words, hint in _TOML.items() if words in problem), "a setting is a name, = and a value")
    return error("bad-settings", f"{source.path} is not TOML", Span(source.path, at, at + 1), hint)


_TOML = {
    "Invalid value": 'write a text in double quotes: title = "My map"',
    "Expected '='": "a setting is a name, = and a value",
    "Cannot overwrite": "each name and each [table] may stand once",
    "Cannot declare": "each name and each [table] may stand once",
    "Unclosed": "close the bracket",
    "newline": "each setting stands on a line of its own",
    "escape": "write a text with backslashes in single quotes",
}


def _setting_faults(failure: ValidationError) -> Iterator[tuple[str, str, str | None]]:
    for fault in failure.errors(include_url=False, include_input=False):
        key = ".".join(str(step) for step in fault["loc"])
        what = fault["type"]
        if what == "extra_forbidden":
            near = did_you_mean(str(fault["loc"][-1]), tuple(Settings.model_fields))
            yield key, f"there is no setting {key}", near or "the settings are " + ", ".join(Settings.model_fields)
        elif what == "missing":
            yield key, f"the setting {key} is missing", None
        else:
            kind = next((kind for word, kind in _SETTING_KINDS.items() if what.startswith(word)), "another value")
            yield key, f"the setting {key} takes {kind}", fault["ctx"].get("expected") if "ctx" in fault else None


_SETTING_KINDS = {
    "string": "a text in quotation marks",
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "greater": "a larger number",
    "less": "a smaller number",
    "tuple": "a list in square brackets",
    "dict": "a table of names and values",
    "model": "a table of names and values",
    "literal": "one of its words",
    "bad_id": "an id: words of letters and digits joined by hyphens",
    "too_short": "a longer list",
}


def _unknown_values(settings: Settings) -> Iterator[tuple[str, str, str | None]]:
    """What only the tables of scales, semantics and rules can tell: setting, problem, hint."""
    try:
        scales(settings.scales)
    except BadScale as failure:
        yield "scales", str(failure), None
    try:
        SEMANTICS.get(settings.semantics)
    except KeyError as failure:
        yield "semantics", str(failure.args[0]), did_you_mean(settings.semantics, SEMANTICS.names())
    if settings.language != "en":  # no other needs the folder to be looked at
        from argmap.render.words import languages  # noqa: PLC0415 - check draws nothing

        if settings.language not in languages():
            known = f"there are: {', '.join(languages())}"
            yield "language", f"there is no language {settings.language} for pictures", known
    # A folder may not tell large letters from small.
    for name in (name for name in settings.views if name.casefold() == LIST):
        problem = f"no view can be named {name}: renders/{LIST}.svg is the list of all pictures"
        yield f"views.{name}", problem, "call it overview, or what it shows"
    if settings.select or settings.ignore:
        from argmap.rules import selectable  # noqa: PLC0415 - few settings name rules

        rules = selectable()
        for key, names in (("select", settings.select), ("ignore", settings.ignore)):
            for name in sorted(set(names) - set(rules)):
                yield key, f"there is no rule {name} that {key} could name", did_you_mean(name, rules)


def unknown_names(settings: Settings, graph: ArgumentGraph, sources: Mapping[str, SourceText]) -> Iterator[Diagnostic]:
    """Settings that name what the project does not hold."""
    source = next((sources[name] for name in ("argmap.toml", "pyproject.toml") if name in sources), None)
    for layer in settings.without_layers:
        if layer not in graph.layers:
            hint = did_you_mean(layer, graph.layers) or f"the layers are {', '.join(graph.layers) or 'none'}"
            at = _setting_place(source, "without_layers")
            yield error("bad-settings", f"there is no layer {layer} that without_layers could name", at, hint)
    for claim in settings.wigmore:
        if claim not in graph.claims:
            hint = did_you_mean(claim, graph.claims) or "name the claims whose proofs are to be charted"
            yield error(
                "bad-settings", f"{claim}, named by wigmore, is not a claim", _setting_place(source, "wigmore"), hint
            )
    named = {"order": settings.order, "together": tuple(name for some in settings.together for name in some)}
    for key, names in named.items():
        for name in names:
            if name not in graph.claims and name not in graph.evidence:
                hint = did_you_mean(name, (*graph.claims, *graph.evidence)) or "name claims and items of evidence"
                at = _setting_place(source, key)
                yield error("bad-settings", f"{name}, named by {key}, is no statement", at, hint)
    for name in dict.fromkeys(name for name in named["together"] if named["together"].count(name) > 1):
        at = _setting_place(source, "together")
        yield error("bad-settings", f"{name} is named by together more than once", at, "one list can hold it")
    if settings.thesis is not None and settings.thesis not in graph.claims:
        at = _setting_place(source, "thesis")
        hint = did_you_mean(settings.thesis, graph.claims) or "name the claim that the whole comes to"
        yield error("bad-settings", f"the thesis {settings.thesis} is not a claim", at, hint)


def _setting_place(source: SourceText | None, key: str) -> Span:
    if source is None:
        return Span("", 0, 0)
    match = (
        re.search(rf"^\s*(?:\[.*)?\b{re.escape(key.rsplit('.', maxsplit=1)[-1])}\b", source.text, re.MULTILINE)
        if key
        else None
    )
    return Span(source.path, match.start(), match.end()) if match else Span(source.path, 0, 0)
