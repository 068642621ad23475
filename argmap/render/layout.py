"""Layout: where the boxes of a drawing go, by Graphviz's dot within a time limit, or by argmap's own engine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from argmap.render import layered
from argmap.render.placement import Box, Link, Placement, Point

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


def place_with_dot(
    boxes: Sequence[Box], links: Sequence[Link], *, gap_x: float, gap_y: float, seconds: float
) -> Placement:
    """Place boxes with dot. It is given empty boxes of fixed size, so that every dot gives the same picture.

    Raises NoLayout where there is no engine, it fails, or it takes longer than `seconds`.
    """
    command = engine()
    if command is None:
        raise NoLayout("no layout engine: `pip install graphviz-pure` brings one")
    names = {box.id: f"n{index}" for index, box in enumerate(boxes)}
    source = _dot_source(boxes, links, names, gap_x, gap_y)
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
        laid = json.loads(done.stdout)
        return _placement(laid, boxes, links, names)
    except (ValueError, LookupError, TypeError, AttributeError):
        # An engine may also end well with an empty answer.
        raise NoLayout("the layout engine gave no layout") from None


def _dot_source(boxes: Sequence[Box], links: Sequence[Link], names: dict[str, str], gap_x: float, gap_y: float) -> str:
    from graphviz import Digraph  # noqa: PLC0415 - only pictures need it

    graph = Digraph(
        graph_attr={
            "rankdir": "TB",
            "nodesep": _inches(gap_x),
            "ranksep": _inches(gap_y),
            "splines": "spline",
            "nslimit": "2",
            "newrank": "true",
        },
        node_attr={"shape": "box", "fixedsize": "true", "label": "", "margin": "0"},
        edge_attr={"arrowhead": "none"},
    )
    for box in boxes:
        graph.node(names[box.id], width=_inches(box.width), height=_inches(box.height))
    for link in links:
        graph.edge(names[link.upper], names[link.lower], constraint="true" if link.ranks else "false")
    return str(graph.source)


def _inches(points: float) -> str:
    return f"{points / _POINTS_PER_INCH:.4f}"


def _placement(laid: dict[str, Any], boxes: Sequence[Box], links: Sequence[Link], names: dict[str, str]) -> Placement:
    _, _, width, height = (float(part) for part in laid["bb"].split(","))
    by_name = {node["name"]: node for node in laid["objects"]}
    corners = {}
    for box in boxes:
        x, y = (float(part) for part in by_name[names[box.id]]["pos"].split(","))
        corners[box.id] = Point(round(x - box.width / 2, 2), round(height - y - box.height / 2, 2))
    # Edges come back in the order given; each is matched by its ends all the same.
    number = {node["_gvid"]: node["name"] for node in laid["objects"]}
    waiting: dict[tuple[str, str], list[str]] = {}
    for edge in laid.get("edges", ()):
        waiting.setdefault((number[edge["tail"]], number[edge["head"]]), []).append(edge["pos"])
    curves = {}
    for link in links:
        position = waiting[names[link.upper], names[link.lower]].pop(0)
        points = [
            Point(round(float(x), 2), round(height - float(y), 2))
            for x, y in (pair.split(",")[-2:] for pair in position.split())
        ]
        curves[link.id] = tuple(reversed(points))
    return Placement(corners, curves, width, height)


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
) -> tuple[Placement, tuple[str, ...]]:
    """Place boxes with the engine wished for (dot or own), or with the one that fits.

    A forest is placed best by argmap's own engine, cross-linked boxes by dot, up to `most` boxes: beyond that a picture
    in one piece by dot is too wide to read. Where dot cannot do it, argmap's own engine does. `given_up` are the
    notes of an earlier picture for which dot took too long: it is not asked again. Gives the placement, and notes for
    the user.
    """
    notes: tuple[str, ...] = ()
    if wish == "dot" or (wish is None and len(boxes) <= most and not is_forest(links)):
        if given_up:
            notes = given_up
        else:
            try:
                return place_with_dot(boxes, links, gap_x=gap_x, gap_y=gap_y, seconds=seconds), ()
            except NoLayout as failure:
                notes = (f"{failure}; argmap's own layout was used",)
    return layered.place(boxes, links, gap_x=gap_x, gap_y=gap_y), notes


def is_forest(links: Sequence[Link]) -> bool:
    """Whether no box bears on two others."""
    lowers = [link.lower for link in links]
    return len(lowers) == len(set(lowers))
