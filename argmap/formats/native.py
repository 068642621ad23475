"""Native: records → the YAML that argmap reads, one text per kind of file, prose in blocks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from argmap import model
from argmap.case import Case
from argmap.registry import dumper

FILES = {
    "claims": "claims/claims.yaml",
    "questions": "claims/questions.yaml",
    "evidence": "evidence/evidence.yaml",
    "sources": "evidence/sources.yaml",
    "transmission": "evidence/transmission.yaml",
    "independence": "evidence/independence.yaml",
    "sections": "claims/sections.yaml",
    "omissions": "claims/omissions.yaml",
    "oddities": "evidence/oddities.yaml",
    "authorities": "evidence/authorities.yaml",
}
_WIDTH = 88
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w ./()+-]*[\w./()+-])?")


@dumper("native", suffix=".yaml")
def native(case: Case) -> dict[str, bytes]:
    """A case → file names and their bytes; reading them gives the same records."""
    graph = case.graph
    records: dict[str, Mapping[str, model.Record]] = {
        "claims": graph.claims,
        "questions": graph.questions,
        "evidence": graph.evidence,
        "sources": graph.sources,
        "transmission": graph.transmissions,
        "independence": graph.groups,
        "sections": graph.sections,
        "omissions": graph.omissions,
        "oddities": graph.oddities,
        "authorities": graph.authorities,
    }
    return {FILES[kind]: to_yaml(found).encode() for kind, found in records.items() if found}


def to_yaml(records: Mapping[str, model.Record]) -> str:
    """Records of one kind by id → the text of a file."""
    return "\n".join("\n".join((f"{name}:", *_mapping(_plain(record), 2))) + "\n" for name, record in records.items())


def _plain(record: model.Record) -> dict[str, Any]:
    return record.model_dump(by_alias=True, exclude_defaults=True)


def _mapping(values: Mapping[str, Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, value in values.items():
        if isinstance(value, dict):
            yield f"{pad}{_scalar(key)}:"
            yield from _mapping(value, indent + 2)
        elif isinstance(value, tuple | list):
            yield from _sequence(key, value, indent)
        elif isinstance(value, str) and _is_prose(key, value):
            yield f"{pad}{key}: >-"
            yield from textwrap.wrap(
                value,
                _WIDTH,
                initial_indent=pad + "  ",
                subsequent_indent=pad + "  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        else:
            yield f"{pad}{_scalar(key)}: {_scalar(value)}"


def _sequence(key: str, values: tuple[Any, ...] | list[Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    if not any(isinstance(value, dict) for value in values):
        yield f"{pad}{key}: {_flow(values)}"
        return
    yield f"{pad}{key}:"
    for value in values:
        inner = list(_mapping(value, indent + 4))
        yield f"{pad}  - {inner[0].lstrip()}"
        yield from inner[1:]


def _flow(values: tuple[Any, ...] | list[Any]) -> str:
    inner = (_flow(v) if isinstance(v, tuple | list) else _scalar(v, flow=True) for v in values)
    return f"[{', '.join(inner)}]"


_PROSE = frozenset({"text", "warrant", "backing", "reason", "why", "basis", "note", "exhaustive", "title", "sought"})


def _is_prose(key: str, value: str) -> bool:
    # textwrap breaks at ASCII white space only, and a block keeps any printable character as it is.
    return key in _PROSE and value.isprintable() and not value.startswith(" ")


def _scalar(value: object, *, flow: bool = False) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and not (flow and set(text) & set(",[]{}")):
        return text
    quoted: str = yaml.dump(text, default_style='"', allow_unicode=True, width=10**9).rstrip("\n")
    return quoted
