"""docs/confidence.md shows what the commands print for the shipped corpus; `ARGMAP_REWRITE=1` brings it up to date."""

import os
import re

import pytest
from conftest import ROOT, run

PAGE = ROOT / "docs" / "confidence.md"
BOX = re.compile(
    r"<!-- argmap (?P<command>[^:>]+?)(?:: (?P<section>[^>]+))? -->\n```text\n(?P<shown>.*?)```\n", re.DOTALL
)


def printed(command, section):
    """What a command prints, or one section of it without its title."""
    ran = run(*command.split(), "--project", ROOT)
    assert ran.status == 0, ran.err
    if section is None:
        return ran.out
    (part,) = (part for part in ran.out.split("\n\n") if part.startswith(f"{section}\n"))
    return "\n".join(line.removeprefix("  ") for line in part.splitlines()[1:]) + "\n"


def boxes():
    return [(box["command"], box["section"]) for box in BOX.finditer(PAGE.read_text(encoding="utf-8"))]


@pytest.mark.skipif("ARGMAP_REWRITE" not in os.environ, reason="writes the page anew")
def test_the_page_is_brought_up_to_date():
    text = PAGE.read_text(encoding="utf-8")

    def anew(box):
        head = box[0].split("```text\n")[0]
        return f"{head}```text\n{printed(box['command'], box['section'])}```\n"

    PAGE.write_text(BOX.sub(anew, text), encoding="utf-8")


@pytest.mark.parametrize(("command", "section"), boxes())
def test_every_box_is_what_the_command_prints(command, section):
    shown = {(box["command"], box["section"]): box["shown"] for box in BOX.finditer(PAGE.read_text(encoding="utf-8"))}
    assert shown[command, section] == printed(command, section)


def test_the_page_has_boxes_of_every_section_on_what_a_number_hangs_on():
    sections = {section for _, section in boxes()}
    assert {"What it owes to its sources", "What would take it elsewhere", "What could move it most"} <= sections
