"""The manual pages of rules, one Markdown file for each rule name."""

from __future__ import annotations

from importlib.resources import files


def rule_names() -> tuple[str, ...]:
    """The names of all rules that have a page, in alphabetical order."""
    folder = files("argmap.rules").joinpath("pages")
    return tuple(sorted(entry.name.removesuffix(".md") for entry in folder.iterdir() if entry.name.endswith(".md")))


def page(name: str) -> str:
    """The page of a rule. Raises FileNotFoundError where there is none."""
    return files("argmap.rules").joinpath("pages", f"{name}.md").read_text(encoding="utf-8")


def summary(name: str) -> str:
    """The first sentence of a rule's page."""
    lines = [line for line in page(name).splitlines() if line and not line.startswith(("#", "Severity"))]
    return lines[0] if lines else ""
