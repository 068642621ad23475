"""Scaffold: a new project that checks and builds, or a copy of the corpus that argmap ships."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from argmap.folder import COURSE, FOLDERS
from argmap.project import CannotDo
from argmap.schema import schema, schema_names

SCHEMAS = ".argmap"
EXAMPLE_SETTINGS = """\
title = "Beneš and the purge of the Red Army: Oleg Ken's essay and Henderson's telegram"
thesis = "apprehensions-first-hand"
"""


def new_project(folder: Path, *, example: bool = False) -> tuple[str, ...]:
    """Write a project into a folder; gives the names of the files written.

    Nothing that exists is overwritten. Raises CannotDo where one of the files exists already or cannot be written.
    """
    wanted = _example() if example else _first_map()
    wanted |= {
        f"{SCHEMAS}/{name}.schema.json": json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"
        for name in schema_names()
    }
    taken = [name for name in wanted if (folder / name).exists() and not name.startswith(SCHEMAS)]
    if taken:
        raise CannotDo(f"{folder} already holds {taken[0]}; nothing was written")
    try:
        for name, text in wanted.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())
    except OSError as failure:
        raise CannotDo(f"{folder} cannot be written: {failure.strerror}") from None
    return tuple(wanted)


def _first_map() -> dict[str, str]:
    """The shipped first map, with the header line by which editors find the schemas."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only init needs it

    environment = Environment(
        loader=PackageLoader("argmap"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML, not HTML
    )
    names = (
        "claims/claims.yaml",
        "claims/questions.yaml",
        "evidence/evidence.yaml",
        "evidence/sources.yaml",
        "argmap.toml",
    )
    return {name: environment.get_template(f"{name}.j2").render(schemas=f"../{SCHEMAS}") for name in names}


def _example() -> dict[str, str]:
    """The corpus: inside an installed package, or beside it in a checkout."""
    package = files("argmap")
    shipped: Traversable = package.joinpath("example")
    if not shipped.is_dir():
        shipped = Path(str(package)).parent
    found = {"argmap.toml": EXAMPLE_SETTINGS}
    for folder in FOLDERS:
        for file in sorted(shipped.joinpath(folder).iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".yaml") or f"{folder}/{file.name}" == COURSE:
                found[f"{folder}/{file.name}"] = file.read_text(encoding="utf-8")
    return found
