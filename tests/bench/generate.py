"""Seeded argument maps of any size, and the same map in the formats of three tools.

`tree(n)` and `dense(claims, evidence)` give a neutral `ArgumentMap`; `write_argmap`, `write_argdown` and
`write_arguebuf` say the same statements and the same relations to each tool. Only the standard library is needed,
so that arguebuf's own environment can run this file; `write_arguebuf` imports arguebuf.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

Polarity = Literal["support", "attack"]

SEED = 1937
SHARE_OF_SUPPORT = 0.75
SHORTEST, LONGEST = 60, 160
RECORDS_PER_FILE = 50
EVIDENCE_PER_SOURCE = 12


@dataclass(frozen=True)
class Statement:
    """A claim or an item of evidence. `remark` is the author's hedge, or the source's name for evidence."""

    identifier: str
    text: str
    remark: str


@dataclass(frozen=True)
class Link:
    """One statement bearing on a claim."""

    source: str
    target: str
    polarity: Polarity


@dataclass(frozen=True)
class ArgumentMap:
    """Claims (the thesis first), evidence, and who supports or attacks whom."""

    name: str
    claims: tuple[Statement, ...]
    evidence: tuple[Statement, ...]
    links: tuple[Link, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Claims, then evidence."""
        return self.claims + self.evidence

    def links_to(self) -> dict[str, list[Link]]:
        """The links that end at each claim, in order."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.target, []).append(link)
        return found

    def depth(self) -> int:
        """The number of links on the longest way to the thesis along the first link of every claim."""
        parent: dict[str, str] = {}
        for link in self.links:
            parent.setdefault(link.source, link.target)
        depths = {self.claims[0].identifier: 0}
        for claim in self.claims[1:]:
            depths[claim.identifier] = depths[parent[claim.identifier]] + 1
        return max(depths.values())


# --------------------------------------------------------------------------- words

_SUBJECTS = (
    "the envoy",
    "the archivist",
    "the treasurer of the abbey",
    "the second secretary",
    "the garrison commander",
    "the printer",
    "the tax collector",
    "the papal legate",
    "the harbour master",
    "the younger brother",
    "the court physician",
    "the translator",
    "the widow of the merchant",
    "the military attache",
    "the town council",
    "the guild of weavers",
    "the editor of the chronicle",
    "the intelligence section",
    "the notary",
    "the border guard",
)
_VERBS = (
    "copied",
    "received",
    "concealed",
    "reported",
    "misdated",
    "sold",
    "translated",
    "withheld",
    "forwarded",
    "described",
    "signed",
    "destroyed",
    "summarised",
    "recognised",
    "questioned",
    "recorded",
    "delivered",
    "denied having seen",
)
_OBJECTS = (
    "the charter",
    "a list of prisoners",
    "the order to withdraw",
    "the second letter",
    "a register of debts",
    "the minutes of the meeting",
    "an intercepted telegram",
    "the sealed testament",
    "the map of the fortress",
    "the account of the embassy",
    "a rumour about the succession",
    "the grain returns",
    "the confession",
    "a draft of the treaty",
    "the survey of the estates",
    "the passenger list",
    "the coded dispatch",
)
_TAILS = (
    "in the spring of that year",
    "before the council met",
    "at the request of the crown",
    "without telling the ministry",
    "from the office in the lower town",
    "during the siege",
    "after the harvest had failed",
    "on the road to the capital",
    "while the court was away",
    "in the presence of two witnesses",
    "through a private courier",
    "against the advice of the elders",
    "a week earlier than the minutes say",
    "in a hand that is not his own",
    "under the seal of the chapter",
    "as the bishop later admitted",
    "with the knowledge of the guild",
    "because the usual channel was closed",
    "although the register shows no payment",
    "when the second delegation arrived",
)
_HEDGES = ("probably", "almost certainly", "perhaps", "possibly", "likely", "very likely", "undoubtedly", "seems")


class _Writer:
    """Makes sentences, each of them once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.used: set[str] = set()

    def sentence(self) -> str:
        """A new sentence of SHORTEST to LONGEST characters."""
        choice = self.random.choice
        while True:
            wanted = self.random.randint(SHORTEST, LONGEST)
            parts = [choice(_SUBJECTS), choice(_VERBS), choice(_OBJECTS)]
            for tail in self.random.sample(_TAILS, 6):
                longer = len(" ".join([*parts, tail])) + 1
                if longer > LONGEST or (longer > wanted and len(" ".join(parts)) >= SHORTEST):
                    break
                parts.append(tail)
            text = " ".join(parts) + "."
            text = text[0].upper() + text[1:]
            if SHORTEST <= len(text) <= LONGEST and text not in self.used:
                self.used.add(text)
                return text


# --------------------------------------------------------------------------- maps


def tree(size: int, seed: int = SEED) -> ArgumentMap:
    """A random recursive tree of `size` claims; every claim takes two to four children.

    One item of evidence stands under every second leaf.
    """
    random = Random(f"tree {size} {seed}")
    writer = _Writer(random)
    claims = _claims(size, random, writer)
    links = list(_tree_links(claims, random))
    inner = {link.target for link in links}
    leaves = [claim.identifier for claim in claims if claim.identifier not in inner]
    chosen = sorted(random.sample(leaves, len(leaves) // 2))
    evidence = _evidence(len(chosen), random, writer)
    links += (Link(item.identifier, leaf, "support") for item, leaf in zip(evidence, chosen, strict=True))
    return ArgumentMap(f"tree-{size}", claims, evidence, tuple(links))


def dense(size: int = 1000, items: int = 2000, seed: int = SEED) -> ArgumentMap:
    """A densely cross-linked map: a tree, two more links from every claim, and evidence for one to three claims each.

    Links between claims lead to a claim written earlier, so that the map is free of cycles.
    """
    random = Random(f"dense {size} {items} {seed}")
    writer = _Writer(random)
    claims = _claims(size, random, writer)
    links = list(_tree_links(claims, random))
    taken = {(link.source, link.target) for link in links}
    for index, claim in enumerate(claims):
        earlier = [other for other in claims[:index] if (claim.identifier, other.identifier) not in taken]
        others = random.sample(earlier, min(2, len(earlier)))
        links += (Link(claim.identifier, other.identifier, _polarity(random)) for other in others)
    evidence = _evidence(items, random, writer)
    for item in evidence:
        shown = random.sample(claims, min(random.randint(1, 3), size))
        links += (Link(item.identifier, claim.identifier, "support") for claim in shown)
    return ArgumentMap(f"dense-{size}-{items}", claims, evidence, tuple(links))


def _claims(size: int, random: Random, writer: _Writer) -> tuple[Statement, ...]:
    return tuple(Statement(f"c{index:05d}", writer.sentence(), random.choice(_HEDGES)) for index in range(size))


def _evidence(size: int, random: Random, writer: _Writer) -> tuple[Statement, ...]:
    sources = max(1, size // EVIDENCE_PER_SOURCE)
    return tuple(
        Statement(f"e{index:05d}", writer.sentence(), f"source-{random.randint(1, sources):04d}")
        for index in range(size)
    )


def _polarity(random: Random) -> Polarity:
    return "support" if random.random() < SHARE_OF_SUPPORT else "attack"


def _tree_links(claims: tuple[Statement, ...], random: Random) -> Iterator[Link]:
    """Each claim after the first hangs on an earlier one, chosen among all that still have room."""
    room = {claims[0].identifier: random.randint(2, 4)}
    open_claims = [claims[0].identifier]
    for claim in claims[1:]:
        place = random.randrange(len(open_claims))
        parent = open_claims[place]
        room[parent] -= 1
        if not room[parent]:
            open_claims[place] = open_claims[-1]
            open_claims.pop()
        room[claim.identifier] = random.randint(2, 4)
        open_claims.append(claim.identifier)
        yield Link(claim.identifier, parent, _polarity(random))


# --------------------------------------------------------------------------- argmap


def write_argmap(argument_map: ArgumentMap, folder: Path) -> None:
    """Write a project of argmap: `claims/*.yaml`, `evidence/*.yaml` and `evidence/sources.yaml`."""
    links = argument_map.links_to()
    claims = [
        _argmap_claim(claim, links.get(claim.identifier, []), index) for index, claim in enumerate(argument_map.claims)
    ]
    evidence = [_argmap_evidence(item, index) for index, item in enumerate(argument_map.evidence)]
    for kind, records in (("claims", claims), ("evidence", evidence)):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for start in range(0, len(records), RECORDS_PER_FILE):
            path = folder / kind / f"part-{start // RECORDS_PER_FILE + 1:03d}.yaml"
            path.write_text("\n".join(records[start : start + RECORDS_PER_FILE]), encoding="utf-8")
    used = sorted({item.remark for item in argument_map.evidence})
    sources = ["monograph:\n  title: The work under study\n  author: A. Historian\n"]
    sources += (f"{name}:\n  title: Papers of the chancery, box {int(name[-4:])}\n" for name in used)
    (folder / "evidence" / "sources.yaml").write_text("\n".join(sources), encoding="utf-8")


def _argmap_claim(claim: Statement, links: list[Link], index: int) -> str:
    lines = [f"{claim.identifier}:", *_block(claim.text)]
    if not index:
        lines.append("  tier: core")
    lines += (
        "  said:",
        "    - by: A. Historian",
        f"      hedge: {claim.remark}",
        f"      at: {{source: monograph, block: p{index // 4 + 1}, sentence: {index % 4 + 1}}}",
    )
    for polarity in ("support", "attack"):
        sources = [link.source for link in links if link.polarity == polarity]
        if sources:
            lines.append(f"  {polarity}:")
            lines += (f"    - {source}" for source in sources)
    if not links:
        lines.append("  assumed: yes")
    return "\n".join(lines) + "\n"


def _argmap_evidence(item: Statement, index: int) -> str:
    appraisal = f"by: the editor, on: 2026-11-22, reliability: {'ABCD'[index % 4]}, credibility: {index % 5 + 1}"
    lines = (
        f"{item.identifier}:",
        f"  source: {item.remark}",
        f"  locator: folio {index % 90 + 1}",
        *_block(item.text),
        f"  directness: D{index % 5 + 1}",
        "  appraisal:",
        f"    - {{{appraisal}, reason: Written by a participant.}}",
    )
    return "\n".join(lines) + "\n"


def _block(text: str) -> list[str]:
    return ["  text: >", *textwrap.wrap(text, 96, initial_indent="    ", subsequent_indent="    ")]


# --------------------------------------------------------------------------- Argdown

_ARGDOWN_MARKUP = re.compile(r"([\\\[\]<>{}#@*_])")
_ARGDOWN_LINE_START = re.compile(r"^([-+(=/.]|[0-9]+[.)])")


def argdown_text(text: str) -> str:
    """Prose as Argdown takes it literally."""
    return _ARGDOWN_LINE_START.sub(r"\\\1", _ARGDOWN_MARKUP.sub(r"\\\1", text))


def write_argdown(argument_map: ArgumentMap, file: Path) -> None:
    """Write every statement once with its text, and under each claim what supports and attacks it."""
    links = argument_map.links_to()
    blocks = []
    for statement in argument_map.statements:
        lines = [f"[{statement.identifier}]: {argdown_text(statement.text)}"]
        bearing = links.get(statement.identifier, [])
        lines += (f"  {'+' if link.polarity == 'support' else '-'} [{link.source}]" for link in bearing)
        blocks.append("\n".join(lines) + "\n")
    file.write_text("\n".join(blocks), encoding="utf-8")


def argdown_losses(argument_map: ArgumentMap, answer: Path) -> list[str]:
    """What Argdown's own JSON of the map (`argdown json`) lacks or has too much; empty when it read all of it."""
    data = json.loads(answer.read_text(encoding="utf-8"))
    read = {
        title: " ".join(member["text"].split())
        for title, statement in data["statements"].items()
        for member in statement["members"]
        if not member.get("isReference")
    }
    wanted_texts = {one.identifier: one.text for one in argument_map.statements}
    losses = [f"statement {name}" for name, text in wanted_texts.items() if read.get(name) != text]
    losses += (f"extra statement {title}" for title in sorted(data["statements"].keys() - wanted_texts.keys()))
    found = {(one["from"], one["to"], one["relationType"]) for one in data["relations"]}
    wanted = {(link.source, link.target, link.polarity) for link in argument_map.links}
    losses += (f"relation {one}" for one in sorted(found ^ wanted))
    return losses


# --------------------------------------------------------------------------- arguebuf


def write_arguebuf(argument_map: ArgumentMap) -> object:
    """The map as arguebuf's graph: an atom for each statement, a scheme node for each link.

    It runs where arguebuf is installed. `arguebuf.dump.file(graph, path)` writes the graph in arguebuf's own JSON,
    and `arguebuf_svg.py` draws it.
    """
    arguebuf = importlib.import_module("arguebuf")
    graph = arguebuf.Graph(argument_map.name)
    atoms = {one.identifier: arguebuf.AtomNode(one.text, id=one.identifier) for one in argument_map.statements}
    for atom in atoms.values():
        graph.add_node(atom)
    schemes = {"support": arguebuf.Support.DEFAULT, "attack": arguebuf.Attack.DEFAULT}
    for index, link in enumerate(argument_map.links):
        scheme = arguebuf.SchemeNode(schemes[link.polarity], id=f"s{index:05d}")
        graph.add_edge(arguebuf.Edge(atoms[link.source], scheme, id=f"a{index:05d}"))
        graph.add_edge(arguebuf.Edge(scheme, atoms[link.target], id=f"b{index:05d}"))
    graph.major_claim = atoms[argument_map.claims[0].identifier]
    return graph


# --------------------------------------------------------------------------- pictures


def drawn(argument_map: ArgumentMap, files: list[Path]) -> dict[str, int]:
    """How many statements stand in these SVGs word for word, and how many boxes and lines Graphviz marked as such.

    Only drawn text counts (`<text>`), not titles and descriptions. Lines of one box follow each other in the file, so
    that a statement is found across them once the spaces are gone.
    """
    shown = []
    classes: list[str] = []
    for file in files:
        pieces = []
        for element in ET.parse(file).iter():
            classes += element.get("class", "").split()
            if element.tag.endswith("}text"):
                pieces.append("".join(element.itertext()))
        shown.append("".join("".join(pieces).split()))
    everything = "\n".join(shown)
    found = sum("".join(one.text.split()) in everything for one in argument_map.statements)
    return {"texts": found, "boxes": classes.count("node"), "lines": classes.count("edge")}


# --------------------------------------------------------------------------- command line


def named(name: str) -> ArgumentMap:
    """`tree-300` → a tree of 300 claims; `dense-1000-2000` → 1,000 claims and 2,000 items of evidence."""
    kind, *sizes = name.split("-")
    if kind == "tree" and len(sizes) == 1:
        return tree(int(sizes[0]))
    if kind == "dense" and len(sizes) == 2:
        return dense(int(sizes[0]), int(sizes[1]))
    message = f"{name}: write tree-SIZE or dense-CLAIMS-EVIDENCE"
    raise ValueError(message)


def main(arguments: list[str] | None = None) -> int:
    """Write one map in the formats asked for, and print how large it is as JSON."""
    parser = argparse.ArgumentParser(description="Generate an argument map for the benchmark.")
    parser.add_argument("map", type=named, help="tree-SIZE or dense-CLAIMS-EVIDENCE")
    parser.add_argument("--argmap", type=Path, metavar="FOLDER", help="write a project of argmap")
    parser.add_argument("--argdown", type=Path, metavar="FILE", help="write an Argdown file")
    parser.add_argument("--arguebuf", type=Path, metavar="FILE", help="write arguebuf's JSON (needs arguebuf)")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="compare with what `argdown json` wrote")
    parser.add_argument("--drawn", type=Path, nargs="+", metavar="FILE", help="look what these SVGs hold of the map")
    given = parser.parse_args(arguments)
    argument_map: ArgumentMap = given.map
    if given.argmap:
        write_argmap(argument_map, given.argmap)
    if given.argdown:
        write_argdown(argument_map, given.argdown)
    if given.arguebuf:
        importlib.import_module("arguebuf").dump.file(write_arguebuf(argument_map), given.arguebuf)
    losses = argdown_losses(argument_map, given.compare) if given.compare else []
    size = {
        "claims": len(argument_map.claims),
        "evidence": len(argument_map.evidence),
        "links": len(argument_map.links),
        "depth": argument_map.depth(),
        "losses": losses[:10],
        **(drawn(argument_map, given.drawn) if given.drawn else {}),
    }
    sys.stdout.write(json.dumps(size) + "\n")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
