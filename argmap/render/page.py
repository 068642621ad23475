"""Pages: self-contained HTML around pictures, without scripts and without network."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from argmap.render import style
from argmap.render.words import Words, words

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def page(template: str, say: Words | None = None, **values: Any) -> str:
    """A template of `argmap/templates` filled in, in a language (English where none is named), with the colours and letters of the pictures."""
    say = say or words()
    shared = {"light": style.LIGHT, "dark": style.DARK, "font": style.FONT, "lang": say.language, "say": say}
    return _template(template).render(**shared, **values)


def prepare(template: str) -> None:
    """Read a template that will be filled in, which takes longer than filling it in."""
    _template(template)


def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.html.j2")


@cache
def _environment() -> Environment:
    """Where templates are found, and kept once they are read."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - pictures alone need no template

    return Environment(
        loader=PackageLoader("argmap"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
