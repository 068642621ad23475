"""JSON Schemas of the files people write, of the document argmap exports and of what goes to and from a class, made from
the models."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from argmap import model
from argmap.formats.document import Document
from argmap.settings import Settings
from argmap.teach.course import Course
from argmap.teach.exercise import Pack
from argmap.teach.responses import Response
from argmap.teach.results import Results
from argmap.values import identified

_WHOLE: dict[str, Any] = {
    "settings": Settings,
    "export": Document,
    "course": Course,
    "exercises": Pack,
    "responses": Response,
    "results": Results,
}
"""What is one document and no file of records."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_names() -> tuple[str, ...]:
    """The kinds of file that have a schema."""
    return (*model.KINDS, *_WHOLE)


def schema(name: str) -> dict[str, Any]:
    """The schema of a kind of file. Raises KeyError for a kind that is not known."""
    if name in _WHOLE:
        made = TypeAdapter(_WHOLE[name]).json_schema(by_alias=True)
    else:
        kind: Any = model.KINDS[name]
        adapter: TypeAdapter[Any] = TypeAdapter(dict[str, kind])
        made = adapter.json_schema(by_alias=True, schema_generator=_AsWritten)
        made["propertyNames"] = {"pattern": _ID}
    return {"$schema": DIALECT, **made, "title": f"argmap {name}"}


_WORD = r"[^\s!-/:-@\[-`{-~]+"  # no ASCII punctuation; letters of any script, without classes that dialects disagree on
_ID = f"^{_WORD}(-{_WORD})*$"
_SCALARS = ["string", "number", "boolean"]
_TYPED = {"yes": True, "no": False}


class _AsWritten(GenerateJsonSchema):
    """Allows what reading allows of YAML that an editor has typed before the schema sees it.

    argmap reads every scalar as the text that was typed, so `1937`, `0.5` and `no` may stand for texts (an editor
    takes them for numbers and truth values). A lone entry may stand for a list, and a lone text for a record.
    """

    def str_schema(self, schema: Any) -> JsonSchemaValue:
        """Any scalar; a pattern holds for those that are texts."""
        return {**super().str_schema(schema), "type": _SCALARS}

    def function_after_schema(self, schema: Any) -> JsonSchemaValue:
        """An id is a text of the form of ids, or what an editor makes of one: a whole number, a truth value. No number with a
        point in it is an id."""
        full = super().function_after_schema(schema)
        if schema["function"]["function"] is identified:
            return {**full, "type": ["string", "integer", "boolean"], "minimum": 0, "pattern": _ID}
        return full

    def dict_schema(self, schema: Any) -> JsonSchemaValue:
        """Keys that are ids have the form of ids, and no key of another form goes by unseen."""
        full = super().dict_schema(schema)
        for pattern, values in full.pop("patternProperties", {}).items():
            full |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return full

    def literal_schema(self, schema: Any) -> JsonSchemaValue:
        """One of the words, or what an editor makes of it."""
        words = schema["expected"]
        return {"enum": [*words, *(int(w) for w in words if w.isdigit()), *(_TYPED[w] for w in words if w in _TYPED)]}

    def bool_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ARG002 - the generator calls it with one
        """A truth value in either of YAML's two readings of `yes`."""
        return {"enum": [True, False, *_TYPED]}

    def function_before_schema(self, schema: Any) -> JsonSchemaValue:
        """The two short forms: a lone entry for a list, a lone scalar for a record."""
        full = self.generate_inner(schema["schema"])
        lone = full["items"] if schema["function"]["function"] is model.listed else {"type": _SCALARS}
        return {"anyOf": [full, lone]}
