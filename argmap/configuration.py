"""Configuration: the settings of a project as its files hold them, and what in them cannot be meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from argmap.diagnostics import Diagnostic, error
from argmap.faults import LIKE_WORD, LONGEST_SHOWN, did_you_mean, expected_words, id_hint
from argmap.folder import read_text
from argmap.graph import ArgumentGraph
from argmap.semantics import BESIDE, no_degrees, with_degrees
from argmap.semantics.scales import BadScale, scales
from argmap.settings import Settings, ViewSettings
from argmap.text import SourceText, Span

LIST = "index"
"""The one name of a picture that a build keeps for itself; its further pictures are not drawn where settings choose views."""


def settings_of(
    root: Path,
    changes: Mapping[str, Any],
    sources: dict[str, SourceText],
    faults: list[Diagnostic],
    before: Mapping[str, SourceText] = MappingProxyType({}),
) -> Settings:
    """The settings of argmap.toml, or of [tool.argmap] in pyproject.toml, with changes over them. A file with the text that it
    had `before` is not taken apart again."""
    table: dict[str, Any] = {}
    name = next((n for n in ("argmap.toml", "pyproject.toml") if (root / n).is_file()), None)
    if name is not None:
        text = read_text(name, root / name, sources, faults)
        known = before.get(name)
        sources.setdefault(name, known if known is not None and known.text == text else SourceText(name, text or ""))
        try:
            table = sources[name].kept(_table) if text is not None else {}
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
        for way, message, hint in _setting_faults(failure):
            values.pop(str(way[0]), None)
            at = _setting_place(sources.get(name or ""), str([step for step in way if isinstance(step, str)][-1]))
            faults.append(error("bad-settings", message, at, hint))
        settings = Settings(**values)
    for key, problem, hint in _unknown_values(settings):
        faults.append(error("bad-settings", problem, _setting_place(sources.get(name or ""), key), hint))
        top = key.partition(".")[0]
        settings = settings.model_copy(update={top: Settings.model_fields[top].get_default()})
    return settings


def _table(source: SourceText) -> dict[str, Any]:
    return tomllib.loads(source.text)


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


def _setting_faults(failure: ValidationError) -> Iterator[tuple[tuple[int | str, ...], str, str | None]]:
    """What validation finds at fault in the settings: the way to it, problem, hint."""
    for fault in failure.errors(include_url=False):
        way, what, typed = fault["loc"], fault["type"], str(fault["input"])
        key = ".".join(str(step) for step in way)
        names = tuple((ViewSettings if way[0] == "views" else Settings).model_fields)
        if what == "extra_forbidden":
            near = did_you_mean(str(way[-1]), names, LIKE_WORD)
            holder = f"a view has no setting {way[-1]}" if way[0] == "views" else f"there is no setting {key}"
            yield way, holder, near or "the settings are " + ", ".join(names)
        elif what == "missing":
            yield way[:-1], f"the setting {key} is missing", 'name what is shown: show = ["some-claim"]'
        elif way[-1] == "[key]":
            yield way[:-1], f"`{way[-2]}` is no id, and names a view", id_hint(str(way[-2]))
        elif what == "bad_id":
            holder = ".".join(str(step) for step in way if isinstance(step, str))
            yield way, f"the setting {holder} takes an id, and `{typed[:LONGEST_SHOWN]}` is none", id_hint(typed)
        elif what == "literal_error":
            words = expected_words(fault)
            listed = f"use one of: {', '.join(words)}"
            near = did_you_mean(typed, words, LIKE_WORD)
            yield way, f"the setting {key} takes one of its words", f"{near} {listed}" if near else listed
        elif bounds := _bounds(way):
            yield way, f"the setting {key} takes {bounds[0]}", bounds[1]
        else:
            kind, hint = next((told for word, told in _SETTING_KINDS.items() if what.startswith(word)), _ANOTHER)
            yield way, f"the setting {key} takes {kind}", hint


_ANOTHER = ("another value", "leave it out for its default")
_SETTING_KINDS = {
    "string": ("a text in quotation marks", 'such as title = "My map"'),
    "tuple": ("a list in square brackets", 'such as ["one", "another"]'),
    "dict": ("a table of names and values", "write its lines below a heading in square brackets"),
    "model": ("a table of names and values", 'such as { show = ["some-claim"] }'),
    "too_short": ("a list of one or more", "name what is shown, or leave the view out"),
}


def _bounds(way: tuple[int | str, ...]) -> tuple[str, str] | None:
    """What number a setting takes, in words, with how to do without it; None where it takes no number."""
    kind = ViewSettings if way[0] == "views" else Settings
    schema = kind.model_json_schema()["properties"].get(str(way[-1]), {})
    default = schema.get("default")
    schema = schema.get("anyOf", [schema])[0]
    if schema.get("type") not in ("integer", "number"):
        return None
    number = "a whole number" if schema["type"] == "integer" else "a number"
    above, most = schema.get("exclusiveMinimum"), schema.get("maximum")
    least = f"above {above:g} and up" if above is not None else f"from {schema['minimum']:g}"
    without = "leave it out to go as far down as prints" if default is None else f"leave it out for {default:g}"
    return f"{number} {least} {'upwards' if most is None else f'to {most:g}'}", without


def _unknown_values(settings: Settings) -> Iterator[tuple[str, str, str | None]]:
    """What only the tables of scales, semantics and rules can tell: setting, problem, hint."""
    try:
        scales(settings.scales)
    except BadScale as failure:
        yield "scales", str(failure), None
    try:
        if told := no_degrees(settings.semantics):
            yield "semantics", told, BESIDE
    except KeyError:
        names = with_degrees()
        problem = f"{settings.semantics} is not a known semantics; there are: {', '.join(names)}"
        yield "semantics", problem, did_you_mean(settings.semantics, names)
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
                yield key, f"there is no rule {name} that {key} could name", did_you_mean(name, rules) or _RULES


_RULES = "`argmap rule` lists the rules"


def unknown_names(settings: Settings, graph: ArgumentGraph, sources: Mapping[str, SourceText]) -> Iterator[Diagnostic]:
    """Settings that name what the project does not hold."""
    source = next((sources[name] for name in ("argmap.toml", "pyproject.toml") if name in sources), None)
    for layer in settings.without_layers:
        if layer not in graph.layers:
            hint = did_you_mean(layer, graph.layers)
            hint = hint or (
                f"the layers are {', '.join(graph.layers)}" if graph.layers else "nothing stands in a layer"
            )
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
    match = re.search(rf"^\s*(?:\[.*)?\b{re.escape(key)}\b", source.text, re.MULTILINE) if key else None
    return Span(source.path, match.start(), match.end()) if match else Span(source.path, 0, 0)
