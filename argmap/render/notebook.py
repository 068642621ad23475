"""Notebook: a case as a notebook shows it, one picture that can be taken in, and what it comes to in a table."""

from __future__ import annotations

import base64

from argmap.case import Case
from argmap.registry import notebook
from argmap.render import picture, pictures, thesis_view
from argmap.render.cards import number
from argmap.render.contents import counts
from argmap.render.shapes import escape
from argmap.render.svg import Picture
from argmap.render.views import question_view, whole_view
from argmap.render.words import title_of, words

MOST_BOXES = 60
"""Up to how many claims and items the whole map is shown where the settings name no thesis."""
MOST_ROWS = 12


def shown(case: Case) -> Picture | None:
    """The picture to begin with: the overview of the thesis; else the whole map where it can be taken in, the first question,
    or the whole map all the same. None where there are no claims."""
    graph, thesis = case.graph, case.settings.thesis
    if case.settings.views:
        return pictures(case, [next(iter(case.settings.views))])[0]
    if not graph.claims:
        return None
    if thesis is not None and thesis in graph.claims:
        return picture(case, thesis_view(case, thesis))
    small = len(graph.claims) + len(graph.evidence) <= MOST_BOXES
    first = next(iter(graph.questions), None)
    return picture(case, whole_view(case) if small or first is None else question_view(case, first))


@notebook("svg")
def svg(case: Case) -> str:
    """The picture to begin with, as SVG; an empty one of a case without claims."""
    found = shown(case)
    return found.svg if found is not None else '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@notebook("html")
def html(case: Case) -> str:
    """Title, counts, the picture, and the claims that it is about with grade and confidence.

    The picture is an image by itself, so that its style sheet touches nothing else of the notebook; the table says in
    words what it comes to.
    """
    say = words(case.settings.language)
    parts = [f"<h3>{escape(title_of(case))}</h3>", f"<p>{escape(counts(case, say))}</p>"]
    found = shown(case)
    if found is not None:
        data = base64.b64encode(found.svg.encode()).decode()
        style = f"max-width:100%;width:{found.width:.0f}px"
        parts.append(f'<img style="{style}" alt="{escape(title_of(case))}" src="data:image/svg+xml;base64,{data}"/>')
    rows = []
    thesis = [case.settings.thesis] if case.settings.thesis in case.graph.claims else []
    for name in list(dict.fromkeys([*thesis, *case.graph.theses]))[:MOST_ROWS]:
        assert name is not None
        band = case.valuation.confidence[name]
        cells = (case.graph.claims[name].text, case.valuation.grade[name].code, number(band.point))
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    if rows:
        heads = "".join(
            f'<th scope="col">{escape(say(f"notebook.{key}"))}</th>' for key in ("claim", "grade", "confidence")
        )
        parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>")
    return f"<div>{''.join(parts)}</div>"
