"""JSON Schemas of the files people write and of the document argmap exports, made from the models."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from argmap import model
from argmap.formats.document import Document
from argmap.settings import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_names() -> tuple[str, ...]:
    """The kinds of file that have a schema."""
    return (*model.KINDS, "settings", "export")


def schema(name: str) -> dict[str, Any]:
    """The schema of a kind of file. Raises KeyError for a kind that is not known."""
    if name == "export":
        made = Document.model_json_schema(by_alias=True)
    elif name == "settings":
        made = Settings.model_json_schema()
    else:
        made = TypeAdapter(dict[str, model.KINDS[name]]).json_schema(by_alias=True)  # type: ignore[misc]
        _as_written(made)
        made["propertyNames"] = {"pattern": r"^[^\s_-]+(-[^\s_-]+)*$"}
    return {"$schema": DIALECT, "title": f"argmap {name}", **made}


_LONE = {"said", "by", "stance", "hedge", "premises", "support", "attack", "undercut_by", "undermined_by", "scheme",
         "appraisal", "cited_at", "author", "recipient", "editor", "of", "about", "documented_by"}
_SHORT = {"Hedge", "Attacker", "Inference", "Date"}


def _as_written(made: dict[str, Any]) -> None:
    """Let the schema allow what reading allows: a lone entry for a list, a lone scalar for a record, unquoted numbers."""
    for name, part in made.get("$defs", {}).items():
        for key, value in part.get("properties", {}).items():
            _shorten(value)
            if key in _LONE and value.get("type") == "array":
                rest = {k: value.pop(k) for k in ("type", "items", "minItems") if k in value}
                value["anyOf"] = [rest, rest["items"]]
            _loosen(value)
        if name == "Locator":
            part["properties"]["chars"]["items"] = {"type": "array", "items": {"type": "integer"}, "minItems": 2}


def _shorten(value: Any) -> None:
    """Where a record may be written as a lone text, say so."""
    if isinstance(value, list):
        for item in value:
            _shorten(item)
    elif isinstance(value, dict):
        for key in ("items", "anyOf", "allOf"):
            if key in value:
                _shorten(value[key])
        reference = value.get("$ref", "")
        if reference.rpartition("/")[2] in _SHORT:
            del value["$ref"]
            value["anyOf"] = [{"$ref": reference}, {"type": "string"}]


def _loosen(value: Any) -> None:
    """An editor types `1937` or `5` as a number and `no` as a truth value; argmap reads the text that was typed."""
    if isinstance(value, dict):
        if value.get("type") == "string" and "enum" not in value and "const" not in value:
            value["type"] = ["string", "number"]
        if value.get("enum") and all(isinstance(word, str) for word in value["enum"]):
            if value.get("type") == "string":
                del value["type"]
            value["enum"] = [*value["enum"], *(int(w) for w in value["enum"] if w.isdigit())]
            if {"yes", "no"} <= set(value["enum"]):
                value["enum"] += [True, False]
        for key in ("items", "anyOf", "allOf", "additionalProperties"):
            if key in value:
                _loosen(value[key])
    elif isinstance(value, list):
        for item in value:
            _loosen(item)
