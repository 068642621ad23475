"""Layout: where the boxes of a drawing go, by argmap's own engine, with Graphviz's dot to arrange them if that is wished."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from argmap.render import layered
from argmap.render.coordinates import PULLS
from argmap.render.ordering import Joint
from argmap.render.pieces import Lists
from argmap.render.placement import Box, Link, Placement
from argmap.render.rows import Arranged, Fits

_POINTS_PER_INCH = 72


class NoLayout(Exception):
    """The engine is missing, failed, or ran out of time; the message says which."""


TOO_LONG = "the layout engine took more than"


def engine() -> str | None:
    """The `dot` to use: $ARGMAP_DOT, then the one that pip installed beside this Python, then one on the PATH."""
    if chosen := os.environ.get("ARGMAP_DOT"):
        return chosen
    name = "graphviz-pure.exe" if os.name == "nt" else "graphviz-pure"
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which("graphviz-pure") or shutil.which("dot")


def arrange_with_dot(
    rows: list[list[int]],
    wide: list[float],
    above: Lists,
    _below: Lists,
    _joint: Joint,
    gap: float,
    *,
    seconds: float,
) -> Arranged:
    """Rows of boxes and dummies (of width 0) in the order that dot gives them, and their middles.

    Dot is given empty boxes of fixed width in their rows, so that every dot gives nearly the same picture. Raises NoLayout
    where there is no engine, it fails, or it takes longer than `seconds`.
    """
    command = engine()
    if command is None:
        raise NoLayout("no layout engine: `pip install graphviz-pure` brings one")
    source = _dot_source(rows, wide, above, gap)
    try:
        done = subprocess.run(  # noqa: S603 - the engine chosen above
            [command, "-Tjson0"], input=source.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoLayout(f"{TOO_LONG} {seconds:g} s") from None
    except OSError:
        raise NoLayout(f"{command} cannot be started") from None
    try:
        if done.returncode != 0:
            raise ValueError
        laid = {node["name"]: node["pos"] for node in json.loads(done.stdout)["objects"] if "pos" in node}
        x = [round(float(laid[f"n{i}"].split(",")[0]), 2) for i in range(len(wide))]
    except (ValueError, LookupError, TypeError, AttributeError):
        # An engine may also end well with an empty answer.
        raise NoLayout("the layout engine gave no layout") from None
    edge = min(a - w / 2 for a, w in zip(x, wide, strict=True))
    x = [a - edge for a in x]
    return [sorted(row, key=x.__getitem__) for row in rows], x


def _dot_source(rows: Sequence[Sequence[int]], wide: Sequence[float], above: Lists, gap: float) -> str:
    from graphviz import Digraph  # noqa: PLC0415 - only pictures need it

    graph = Digraph(
        graph_attr={"nodesep": _inches(gap), "splines": "false", "newrank": "true"},
        node_attr={"shape": "box", "fixedsize": "true", "label": "", "margin": "0", "height": "0.1"},
        edge_attr={"arrowhead": "none"},
    )
    for row in rows:
        with graph.subgraph(graph_attr={"rank": "same"}) as level:
            for i in row:
                level.node(f"n{i}", width=_inches(wide[i] or 1.0))
    for row in rows:
        for i in row:
            for u in above[i]:
                pull = PULLS[(not wide[i]) + (not wide[u])]
                graph.edge(f"n{u}", f"n{i}", weight=f"{pull:g}")
    return str(graph.source)


def _inches(points: float) -> str:
    return f"{points / _POINTS_PER_INCH:.4f}"


def place(
    boxes: Sequence[Box],
    links: Sequence[Link],
    *,
    gap_x: float,
    gap_y: float,
    seconds: float,
    most: int,
    wish: str | None,
    given_up: tuple[str, ...] = (),
    fits: Fits | None = None,
    kept: layered.Kept | None = None,
) -> tuple[Placement, tuple[str, ...]]:
    """Place boxes, up to `most` in one piece where they are cross-linked, with the rows that dot arranges if it is wished.

    Where dot cannot do it, argmap's own engine does. `given_up` are the notes of an earlier picture for which dot took
    too long: it is not asked again. `kept` remembers what was laid out, unless dot is wished. Gives the placement, and notes for the user. Raises TooLarge where `fits` says of a
    width and a height that no placement goes below that they are too much.
    """
    one = partial(layered.place, boxes, links, gap_x=gap_x, gap_y=gap_y, kept=kept if wish != "dot" else None)
    if is_forest(links):
        return one(), ()
    one = partial(one, together=most, widest=math.inf)
    if wish != "dot" or given_up:
        return one(fits=fits), given_up
    try:
        return one(arranger=partial(arrange_with_dot, seconds=seconds)), ()
    except NoLayout as failure:
        return one(), (f"{failure}; argmap's own layout was used",)


def is_forest(links: Sequence[Link]) -> bool:
    """Whether no box bears on two others."""
    lowers = [link.lower for link in links]
    return len(lowers) == len(set(lowers))
