"""Draw one map with arguebuf: read its own JSON, dump it to Graphviz, render an SVG.

Run by `bench.py` in arguebuf's own environment, as `python arguebuf_svg.py MAP.json OUT.svg [STYLE]`. STYLE is one of
arguebuf's edge styles (`ortho`, which is its default, `curved` or `line`).
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def draw(map_file: Path, svg_file: Path, style: str | None) -> None:
    """One SVG, with arguebuf's defaults except for its limit of 1,000 nodes and, if asked, its edge style."""
    arguebuf = importlib.import_module("arguebuf")
    vars(importlib.import_module("graphviz.backend.dot_command"))["DOT_BINARY"] = (
        Path(sys.executable).parent / "graphviz-pure"
    )
    graph = arguebuf.load.file(map_file)
    edge_style = arguebuf.schemas.graphviz.EdgeStyle(style) if style else None
    drawing = arguebuf.dump.graphviz(graph, max_nodes=len(graph.nodes), edge_style=edge_style)
    arguebuf.render.graphviz(drawing, svg_file)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if sys.argv[3:] else None)
