"""Pages: self-contained HTML around pictures, without scripts and without network."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from argmap.coverage import Coverage, pointing
from argmap.render import style
from argmap.render.strip import strip
from argmap.render.words import Words, words


def page(template: str, say: Words, **values: Any) -> str:
    """A template of `argmap/templates` filled in, in a language, with the colours and letters of the pictures."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - pictures alone need no template

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


def coverage_page(title: str, found: Sequence[Coverage]) -> str:
    """The coverage of some sources as one page: for each its strip and its table."""
    sources = [
        {
            "id": one.source,
            "label": one.label,
            "summary": one.summary(),
            "strip": "data:image/svg+xml;base64," + base64.b64encode(strip(one).encode()).decode(),
            "rows": [
                {
                    "block": line.sentence.block,
                    "number": line.sentence.number,
                    "opening": line.opening,
                    "share": f"{line.share:.0%}",
                    "state": line.state,
                    "pointing": "; ".join(pointing(line)),
                }
                for line in one.lines
            ],
        }
        for one in found
    ]
    return page("coverage", words(), title=f"Coverage: {title}", sources=sources)
