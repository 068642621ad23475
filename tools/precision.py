"""How often the audit is right: its findings on the corpus against the verdicts of people who read the passages.

`python tools/precision.py` prints what has no verdict yet; `--write` puts the table into docs/rules-precision.md.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from argmap.case import Case
from argmap.diagnostics import Diagnostic, in_order
from argmap.project import load
from argmap.registry import RULES

ROOT = Path(__file__).parent.parent
VERDICTS = ROOT / "tests" / "data" / "precision.toml"
PAGE = ROOT / "docs" / "rules-precision.md"
BEGINS, ENDS = "<!-- the tables begin -->\n", "<!-- the tables end -->\n"
MOST_JUDGED_WHOLE = 40
LEAST = 0.8


class Family(NamedTuple):
    """The findings that are judged together: those of one rule at one severity."""

    rule: str
    severity: str

    def __str__(self) -> str:
        """The name under which the verdicts stand."""
        return f"{self.rule} {self.severity}"


def record_of(case: Case, diagnostic: Diagnostic) -> str:
    """The id of the record in which a finding stands."""
    homes = {home.source.path: home for home in case.graph.homes.values()}
    keys = homes[diagnostic.at.path].tree.top.keys
    return max((key.start, name) for name, key in keys.items() if key.start <= diagnostic.at.start)[1]


def raw(case: Case) -> tuple[dict[Family, dict[str, Diagnostic]], dict[str, dict[str, Diagnostic]]]:
    """What the rules find and what they ask, before anybody has accepted or answered it; each by the record in which
    it stands, with a number where a record has several."""
    found: dict[Family, dict[str, Diagnostic]] = {}
    asked: dict[str, dict[str, Diagnostic]] = {}
    for entry in RULES:
        for diagnostic in in_order(entry.function(case)):
            if diagnostic.asks:
                table = asked.setdefault(diagnostic.rule, {})
            else:
                table = found.setdefault(Family(diagnostic.rule, diagnostic.severity.value), {})
            name = record_of(case, diagnostic)
            number = 1 + sum(key.split("#")[0] == name for key in table)
            table[name if number == 1 else f"{name}#{number}"] = diagnostic
    return dict(sorted(found.items())), dict(sorted(asked.items()))


def sample(keys: Mapping[str, Diagnostic]) -> list[str]:
    """The findings of a family that are judged: all, or of more than forty every k-th in the order of ids."""
    step = max(1, len(keys) // MOST_JUDGED_WHOLE)
    return sorted(keys)[::step]


def verdicts() -> Mapping[str, Any]:
    """The verdicts as they are written down."""
    return tomllib.loads(VERDICTS.read_text(encoding="utf-8"))


def judged(case: Case) -> tuple[dict[Family, dict[str, Diagnostic]], list[str]]:
    """The findings on a case, and what of them to be judged has no verdict, or has one without being found."""
    found, _ = raw(case)
    now = verdicts()["now"]
    amiss = []
    for family, keys in found.items():
        told = now.get(str(family), {})
        known = {*told.get("agreed", ()), *told.get("disputed", {})}
        amiss += [f"{family}: no verdict on {key}" for key in sample(keys) if key not in known]
        amiss += [f"{family}: no finding on {key}" for key in sorted(known - keys.keys())]
    amiss += [f"{name}: nothing is found" for name in sorted(now.keys() - {str(family) for family in found})]
    return found, amiss


def _share(agreed: int, of: int) -> str:
    return f"{agreed / of:.0%}" if of else "–"


def tables(case: Case) -> str:
    """The tables of the page."""
    found, asked = raw(case)
    told = verdicts()
    lines = ["| rule | severity | found | judged | agreed | share |", "|---|---|---:|---:|---:|---:|"]
    all_judged = all_agreed = 0
    for family, keys in found.items():
        verdict = told["now"].get(str(family), {})
        agreed, disputed = len(verdict.get("agreed", ())), len(verdict.get("disputed", {}))
        all_judged, all_agreed = all_judged + agreed + disputed, all_agreed + agreed
        lines.append(
            f"| `{family.rule}` | {family.severity} | {len(keys)} | {agreed + disputed} | {agreed}"
            f" | {_share(agreed, agreed + disputed)} |"
        )
    total = sum(map(len, found.values()))
    lines += [f"| all | | {total} | {all_judged} | {all_agreed} | {_share(all_agreed, all_judged)} |", ""]
    lines += ["| rule | found at first | agreed | share | what was done |", "|---|---:|---:|---:|---|"]
    for name, first in sorted(told["first"].items()):
        agreed = first["found"] - len(first["disputed"])
        lines.append(f"| `{name}` | {first['found']} | {agreed} | {_share(agreed, first['found'])} | {first['done']} |")
    lines += ["", "| rule that asks | asked | cleared | stands | open |", "|---|---:|---:|---:|---:|"]
    for name, keys in asked.items():
        answers = [answer(case, diagnostic) for diagnostic in keys.values()]
        counts = [answers.count(verdict) for verdict in ("cleared", "stands", None)]
        lines.append(f"| `{name}` | {len(keys)} | {counts[0]} | {counts[1]} | {counts[2]} |")
    return "\n".join(lines) + "\n"


def answer(case: Case, diagnostic: Diagnostic) -> str | None:
    """How a person has answered a question of the audit: cleared, stands, or None."""
    from argmap.rules.judgements import settle  # noqa: PLC0415 - it registers rules, which are counted above

    kept, settled = settle(case, [diagnostic])
    if settled:
        return "cleared"
    return None if kept[0].asks else "stands"


def page(case: Case) -> str:
    """The page with its tables brought up to date."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGINS)
    _, after = rest.split(ENDS)
    return before + BEGINS + tables(case) + ENDS + after


def main(arguments: list[str]) -> int:
    """Print what has no verdict, or write the page; 1 where a verdict is wanting or left over, or a rule too often wrong."""
    texts = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    case = load(ROOT, texts={name: Path(file).read_text(encoding="utf-8") for name, file in texts.items()}).case
    _, amiss = judged(case)
    sys.stdout.write("".join(f"{line}\n" for line in amiss))
    if "--write" in arguments:
        PAGE.write_text(page(case), encoding="utf-8")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
