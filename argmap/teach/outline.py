"""Outline: an argument that somebody else wrote down, as an indented list or in Argdown's common subset → records.

    A statement                         a line without a mark, or [Title]: text, or <Title>: text
      + a reason for it                 supports what it is indented under; also <+ and, the other way round, +>
      - an objection                    tells against it; also <- and ->
        _ a doubt                       undercuts the step of the line it is indented under; also <_
      + another reason #observation     a tag names the type of a claim, as `argmap check` knows it
      + a third {source: the roll}      what rests on nothing is an item of evidence, from a source of that name

    (1) a premise                       premises needed together, the rule between two lines of hyphens, the conclusion
    (2) another
    --
    the rule
    --
    (3) the conclusion

A title stands for its statement wherever it is used again. Comments (//, /* */, <!-- -->) and a frontmatter are passed over.
What cannot be read is named with its line and never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from argmap import model
from argmap.formats.native import FILES, to_yaml
from argmap.values import ClaimType, is_identifier

MOST_ID_WORDS = 6
LARGEST = 1024 * 1024
MOST_LINES = 5000


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be taken as meant, counted from 1, and why."""

    line: int
    why: str


@dataclass
class _Step:
    """A step while it is read."""

    premises: list[str]
    conclusion: str
    polarity: str
    warrant: str | None = None
    undercut_by: list[str] = field(default_factory=list)


_MARK = re.compile(r"^(?P<mark><\+|<-|<_|\+>|->|_>|><|[+\-_*•–])\s+(?P<rest>.*)$")
_TITLED = re.compile(r"^(?:\[(?P<square>[^\]]+)\]|<(?P<angle>[^>]+)>)\s*(?::\s*(?P<text>.*))?$")
_NUMBERED = re.compile(r"^\((?P<number>[0-9]+)\)\s*(?P<text>.+)$")
_META = re.compile(r"\{[^{}]*\}\s*$")
_SOURCE = re.compile(r"\bsource\s*:\s*(?P<name>[^,}]+)")
_TAG = re.compile(r"(?<!\S)#(?P<tag>\([^)]*\)|[\w-]+)")
_COMMENTS = re.compile(r"/\*.*?\*/|<!--.*?-->|(?<![:\w])//[^\n]*", re.DOTALL)
_FRONTMATTER = re.compile(r"\A\s*={3,}\n.*?\n={3,}\s*?\n", re.DOTALL)
_RULE = re.compile(r"^-{2,}$")


def read_outline(text: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The text of an outline → the files of a project as an author would write them, and what could not be read.

    Statements that nothing bears on and that bear on something become evidence, all others claims.
    """
    reader = _Reader()
    if len(text) > LARGEST:
        return {}, (Problem(1, f"larger than {LARGEST} characters"),)
    reader.read(text)
    return reader.files(), tuple(reader.problems)


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.steps: list[_Step] = []

    # ---------------------------------------------------------------- lines

    def read(self, text: str) -> None:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").expandtabs(4)
        text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
        text = _FRONTMATTER.sub(_blank, text, count=1)
        lines = _COMMENTS.sub(_blank, text).split("\n")
        if len(lines) > MOST_LINES:
            self.problems.append(
                Problem(MOST_LINES, "the outline is longer than can be read; what follows is left out")
            )
        above: list[tuple[int, str, _Step | None]] = []
        numbered: list[str] = []
        rule: list[str] | None = None
        pending: str | None = None
        for number, line in enumerate(lines[:MOST_LINES], start=1):
            bare = line.strip()
            if not bare:
                above, numbered, rule, pending = [], [], None, None
                continue
            if _RULE.match(bare):
                if len(bare) > 3 or rule is not None:  # noqa: PLR2004 - four hyphens are a rule without a name
                    pending, rule = " ".join(rule or []) or None, None
                    numbered.append("")
                else:
                    rule = []
                continue
            if rule is not None:
                rule.append(_META.sub("", bare).strip())
                continue
            if found := _NUMBERED.match(bare):
                name = self.statement(found["text"], number)
                if name and numbered and numbered[-1] == "":
                    premises = [one for one in numbered if one]
                    self.add(_Step(premises, name, "support", pending), number)
                    numbered = [name]
                elif name:
                    numbered.append(name)
                above, pending = [(len(line) - len(line.lstrip()), name or "", None)], None
                continue
            above = self.line(line, number, above)

    def line(
        self, line: str, number: int, above: list[tuple[int, str, _Step | None]]
    ) -> list[tuple[int, str, _Step | None]]:
        """A line of the list; gives the lines that those below it may be indented under."""
        indent = len(line) - len(line.lstrip())
        above = [entry for entry in above if entry[0] < indent]
        bare = line.strip()
        if re.match(r"^#{1,6} ", bare):
            return []
        mark = _MARK.match(bare)
        name = self.statement(mark["rest"] if mark else bare, number)
        if name is None:
            return above
        if mark is None or not above:
            if above:
                self.problems.append(Problem(number, "it is indented and has no mark: begin it with +, - or _"))
            return [*above, (indent, name, None)]
        _, parent, step = above[-1]
        sign = mark["mark"]
        if sign == "><":
            self.add(_Step([name], parent, "attack"), number)
            self.add(_Step([parent], name, "attack"), number)
            made = None
        elif sign in ("_", "<_", "_>"):
            if step is None or sign == "_>":
                self.problems.append(Problem(number, "a doubt stands under the step that it doubts"))
            else:
                step.undercut_by.append(name)
            made = None
        else:
            polarity = "support" if sign in ("+", "<+", "+>", "*", "•") else "attack"
            ends = (parent, name) if sign in ("+>", "->") else (name, parent)
            made = self.add(_Step([ends[0]], ends[1], polarity), number)
        return [*above, (indent, name, made)]

    def add(self, step: _Step, number: int) -> _Step | None:
        if step.conclusion in step.premises:
            self.problems.append(Problem(number, "a statement cannot bear on itself"))
            return None
        for other in self.steps:
            if (other.conclusion, set(other.premises)) == (step.conclusion, set(step.premises)):
                if other.polarity != step.polarity:
                    self.problems.append(Problem(number, "the same is said to speak for and against it"))
                return other
        self.steps.append(step)
        return step

    def statement(self, text: str, number: int) -> str | None:
        """The id of a statement, which is made on its first appearance."""
        meta = _META.search(text)
        source = _SOURCE.search(meta[0]) if meta else None
        text = text[: meta.start()] if meta else text
        tags = [found["tag"].strip("()") for found in _TAG.finditer(text)]
        text = " ".join(_TAG.sub("", text).split())
        titled = _TITLED.match(text)
        title = " ".join((titled["square"] or titled["angle"]).split()).removeprefix("@") if titled else None
        body = (titled["text"] or "") if titled else text
        if not (title or body) or not any(letter.isalnum() for letter in title or body):
            self.problems.append(Problem(number, "it says nothing"))
            return None
        key = title or body
        name = self.titles.get(key)
        if name is None:
            name = self.titles[key] = self.new_id(key)
            self.texts[name] = body or title or ""
        elif body and title:
            self.texts[name] = body
        for tag in tags:
            if tag in get_args(ClaimType):
                self.types[name] = tag
        if source:
            self.sources[name] = " ".join(source["name"].strip().strip("\"'").split())
        return name

    def new_id(self, text: str) -> str:
        words = re.findall(r"[^\W_]+", text.casefold())[:MOST_ID_WORDS]
        name = "-".join(words)
        name = name if name and is_identifier(name) else f"statement-{len(self.texts) + 1}"
        while name in self.texts:
            name = f"{name}-{len(self.texts) + 1}"
        return name

    # ---------------------------------------------------------------- records

    def files(self) -> dict[str, str]:
        concluded = {step.conclusion for step in self.steps}
        bearing = {name for step in self.steps for name in (*step.premises, *step.undercut_by)}
        items = [name for name in self.texts if name in bearing and name not in concluded]
        labels = {name: self.sources.get(name, f"What “{self.texts[name]}” stands on") for name in items}
        known: dict[str, str] = {}
        for label in labels.values():
            known.setdefault(label, f"source-{len(known) + 1}")
        kinds: Mapping[str, Mapping[str, model.Record]] = {
            "claims": {name: self.claim(name) for name in self.texts if name not in items},
            "evidence": {name: model.Evidence(source=known[labels[name]], text=self.texts[name]) for name in items},
            "sources": {name: model.Source(title=label) for label, name in known.items()},
        }
        return {FILES[kind]: to_yaml(records) for kind, records in kinds.items() if records}

    def claim(self, name: str) -> model.Claim:
        steps = [step for step in self.steps if step.conclusion == name]
        by_way = {
            way: tuple(
                model.Inference(
                    premises=tuple(step.premises),
                    warrant=step.warrant,
                    warrant_by="supplied" if step.warrant else None,
                    undercut_by=tuple(
                        model.Attacker(by=one) for one in dict.fromkeys(step.undercut_by) if one not in step.premises
                    ),
                )
                for step in steps
                if step.polarity == way
            )
            for way in ("support", "attack")
        }
        return model.Claim.model_validate(
            {
                "text": self.texts[name],
                "type": self.types.get(name),
                "support": by_way["support"],
                "attack": by_way["attack"],
            }
        )


def _blank(found: re.Match[str]) -> str:
    """Nothing in place of a passage but its line ends, so that lines keep their numbers."""
    return "\n" * found[0].count("\n")
