"""Pages: self-contained HTML around pictures, without scripts and without network."""

from __future__ import annotations

from typing import Any

from argmap.render import style
from argmap.render.words import Words, words


def page(template: str, say: Words | None = None, **values: Any) -> str:
    """A template of `argmap/templates` filled in, in a language (English where none is named), with the colours and letters of the pictures."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - pictures alone need no template

    say = say or words()
    environment = Environment(
        loader=PackageLoader("argmap"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    shared = {"light": style.LIGHT, "dark": style.DARK, "font": style.FONT, "lang": say.language, "say": say}
    return environment.get_template(f"{template}.html.j2").render(**shared, **values)
