"""Output: finished pictures as SVG, PNG and PDF, as they are or on a sheet of paper with a title block.

PNG is drawn by resvg, PDF by Typst, which keeps shapes and letters as such and embeds the fonts it uses. Both see the shipped
font and no other of the machine, and no clock: the same picture and the same versions of them give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from argmap.case import Case
from argmap.render.drawing import evaluated
from argmap.render.fonts import FILES, FOLDER, lacking
from argmap.render.metrics import width, wrap
from argmap.render.shapes import n, text_line
from argmap.render.style import Type
from argmap.render.svg import MARK, Picture
from argmap.render.words import title_of

SIZES = {"a4": (595.28, 841.89), "a3": (841.89, 1190.55), "slide": (960.0, 540.0)}
"""Sheets in points, upright but for the slide (16:9)."""
EDGE = 28.35
"""The margin of a sheet: 1 cm. The title block stands in it, so that it takes nothing from the picture."""
BLOCK = Type(6.5, 8, "regular", "quiet")
FORMATS = ("svg", "png", "pdf")


class CannotOutput(Exception):
    """What a format needs is not installed, or failed; the message says what to do."""


class Output(NamedTuple):
    """A file to write: its name, its bytes, and notes for the user."""

    name: str
    data: bytes
    notes: tuple[str, ...] = ()


def outputs(
    case: Case,
    pictures: Sequence[Picture],
    format_: str,
    *,
    size: str | None = None,
    scale: float = 2.0,
    origin: Sequence[str] = (),
    fonts: Path | None = None,
    together: str | None = None,
) -> list[Output]:
    """Pictures in one of `FORMATS`, each in a file, or all as the pages of one PDF named `together`.

    `size` is one of `SIZES`, None for the picture's own; `scale` is pixels per point, for PNG; `origin` is what the
    title block says of where the picture comes from, beside semantics and scales; `fonts` is a folder with further fonts, for letters that the shipped one lacks. Raises
    CannotOutput.
    """
    drawn = [picture if size is None else on_sheet(case, picture, size, origin) for picture in pictures]
    noted = [() if format_ == "svg" or fonts is not None else _noted(picture) for picture in drawn]
    stems = [Path(picture.name).stem for picture in drawn]
    if format_ == "svg":
        return [Output(f"{stem}.svg", picture.svg.encode()) for stem, picture in zip(stems, drawn, strict=True)]
    if format_ == "png":
        made = [png(picture, scale, fonts) for picture in drawn]
    elif together is not None:
        notes = tuple(note for some in noted for note in some)
        return [Output(together, pdf(drawn, title_of(case), fonts), notes)]
    else:
        made = [pdf([picture], _title(picture), fonts) for picture in drawn]
    return [Output(f"{stem}.{format_}", data, notes) for stem, data, notes in zip(stems, made, noted, strict=True)]


def on_sheet(case: Case, picture: Picture, size: str, origin: Sequence[str]) -> Picture:
    """A picture as large as it goes on a sheet that lies or stands as suits it, with a title block at its foot.

    The block says from what the picture was made: the project, semantics and scales, and `origin`; no date, for the same corpus gives the same picture on any day.
    """
    wide, high = SIZES[size]
    if size != "slide" and picture.width > picture.height:
        wide, high = high, wide
    scale = min((wide - 2 * EDGE) / picture.width, (high - 2 * EDGE) / picture.height)
    x, y = (wide - scale * picture.width) / 2, EDGE + max(high - 2 * EDGE - scale * picture.height, 0) * 0.15
    left = f"{title_of(case)} · {Path(picture.name).stem}"
    right = " · ".join([evaluated(case), *origin])
    base = high - EDGE / 2
    room = wide - 2 * EDGE - width(right, BLOCK.size) - 12
    lines = [text_line(wide - EDGE, base, right, BLOCK, right=True)]
    if room > 0:
        lines += [text_line(EDGE, base, part, BLOCK) for part in wrap(left, BLOCK.size, room, most_lines=1)]
    _, _, inner = picture.svg.partition(">\n")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {MARK}"1" viewBox="0 0 {n(wide)} {n(high)}" width="{n(wide)}"'
        f' height="{n(high)}" role="graphics-document document" aria-labelledby="map-title" aria-describedby="map-desc">\n'
        f'<rect class="f-paper" width="{n(wide)}" height="{n(high)}"/>\n'
        f'<svg x="{n(x)}" y="{n(y)}" width="{n(scale * picture.width)}" height="{n(scale * picture.height)}"'
        f' viewBox="0 0 {n(picture.width)} {n(picture.height)}">\n{inner}'
        f'<g class="title-block">{"".join(lines)}</g>\n</svg>\n'
    )
    return replace(picture, svg=svg, width=wide, height=high)


def png(picture: Picture, scale: float = 2.0, fonts: Path | None = None) -> bytes:
    """A picture as PNG at some pixels per point. Raises CannotOutput."""
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 - an extra that most never need
    except ImportError:
        raise CannotOutput("PNG needs resvg-py: pip install 'argmap[print]'") from None
    try:
        made = svg_to_bytes(
            svg_string=picture.svg,
            zoom=scale,
            skip_system_fonts=True,
            font_files=[str(file) for file in FILES],
            font_dirs=[str(fonts)] if fonts is not None else None,
            font_family="Liberation Sans",
            sans_serif_family="Liberation Sans",
        )
    except ValueError as failure:
        raise CannotOutput(f"{picture.name} cannot be drawn as PNG: {failure}; try a smaller --scale") from None
    return bytes(made)


_PAGE = """\
#set document(title: sys.inputs.title, date: none)
#set text(font: "Liberation Sans", fallback: false)
"""


def pdf(pictures: Sequence[Picture], title: str, fonts: Path | None = None) -> bytes:
    """Pictures as the pages of a PDF, each page as large as its picture, with what it shows as its description.

    Shapes stay shapes and letters stay letters, that can be searched and copied. Raises CannotOutput.
    """
    try:
        import typst  # noqa: PLC0415 - as above
    except ImportError:
        raise CannotOutput("PDF needs typst: pip install 'argmap[print]'") from None
    inputs = {"title": title}
    files = {}
    pages = []
    for k, picture in enumerate(pictures):
        files[f"{k}.svg"] = picture.svg.encode()
        inputs[f"about{k}"] = f"{_title(picture)}. {_description(picture)}"
        size = f"width: {n(picture.width)}pt, height: {n(picture.height)}pt"
        pages.append(
            f'#page({size}, margin: 0pt, image("{k}.svg", width: 100%, height: 100%, alt: sys.inputs.about{k}))'
        )
    files["main.typ"] = (_PAGE + "\n".join(pages)).encode()
    try:
        made = typst.compile(  # type: ignore[call-overload]  # its types do not know of several files in one input
            files,
            format="pdf",
            font_paths=[str(FOLDER), *([str(fonts)] if fonts is not None else [])],
            ignore_system_fonts=True,
            sys_inputs=inputs,
            timestamp=0,
        )
    except typst.TypstError as failure:
        raise CannotOutput(f"PDF cannot be made: {failure}") from None
    assert isinstance(made, bytes)
    return made


def _title(picture: Picture) -> str:
    return _found(picture, "title")


def _description(picture: Picture) -> str:
    return _found(picture, "desc")


def _found(picture: Picture, element: str) -> str:
    found = re.search(rf"<{element} id=[^>]*>(.*?)</{element}>", picture.svg, re.DOTALL)
    assert found is not None
    return found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _noted(picture: Picture) -> tuple[str, ...]:
    """What the shipped font cannot write of a picture."""
    lost = lacking("".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)))
    if not lost:
        return ()
    shown = f"{lost[:10]}{'…' if len(lost) > 10 else ''}"  # noqa: PLR2004 - enough to tell the script
    return (f"{picture.name}: Liberation Sans has no letters for {shown}; name a folder of fonts with --fonts",)
