"""The manual pages of rules, one Markdown file for each rule name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Block(NamedTuple):
    """A part of a page: a heading, a paragraph or a code block.

    `parts` are stretches of text, each with its style: plain, code, or emphasis. A code block has a `label`, the file it
    stands for.
    """

    kind: str
    parts: tuple[tuple[str, str], ...]
    label: str = ""


@cache
def rule_names() -> tuple[str, ...]:
    """The names of all rules that have a page, in alphabetical order."""
    folder = files("argmap.rules").joinpath("pages")
    return tuple(sorted(entry.name.removesuffix(".md") for entry in folder.iterdir() if entry.name.endswith(".md")))


@cache
def page(name: str) -> str:
    """The page of a rule. Raises FileNotFoundError where there is none."""
    return files("argmap.rules").joinpath("pages", f"{name}.md").read_text(encoding="utf-8")


def summary(name: str) -> str:
    """The first sentence of a rule's page."""
    lines = [line for line in page(name).splitlines() if line and not line.startswith(("#", "Severity"))]
    return lines[0] if lines else ""


_INLINE = re.compile(r"``(.+?)``|`([^`]+)`|(?<!\*)\*([^*\s](?:[^*]*[^*\s])?)\*(?!\*)")
_FENCE = re.compile(r"```(?:\w+ ?)?([^\s`]*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name: str) -> Iterator[Block]:
    """A rule's page in parts, without its name and severity: of Markdown, pages use headings, paragraphs, code blocks,
    code and emphasis, and nothing else."""
    text = page(name).split("\n\n", 1)[1]
    at = 0
    for fence in _FENCE.finditer(text):
        yield from _prose(text[at : fence.start()])
        yield Block(
            "code", (("plain", re.sub(r"  #! [a-z-]+$", "  # ← here", fence[2], flags=re.MULTILINE)),), fence[1]
        )
        at = fence.end()
    yield from _prose(text[at:])


def _prose(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n\s*\n|(?<=\n)(?=## )", text):
        heading, _, rest = paragraph.strip().partition("\n") if paragraph.startswith("## ") else ("", "", paragraph)
        if heading:
            yield Block("heading", _parts(heading.removeprefix("## ")))
        if rest.strip() and not rest.startswith("Tested by:"):
            yield Block("paragraph", _parts(" ".join(rest.split())))


def _parts(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            found.append(("plain", text[at : match.start()]))
        found.append(("emphasis", match[3]) if match[3] else ("code", match[1] or match[2]))
        at = match.end()
    if at < len(text):
        found.append(("plain", text[at:]))
    return tuple(found)
