"""Maps given as plain mappings of numbers, for those who have numbers and no YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any

from argmap.semantics.weighing import Attack, Line, Problem, Three, Weighing, weigh_problem


def weigh(plain: Mapping[str, Any]) -> Weighing:
    """A plain mapping → its weighing. Raises as `problem_of_plain` does."""
    return weigh_problem(problem_of_plain(plain))


def problem_of_plain(plain: Mapping[str, Any]) -> Problem:
    """A plain mapping → the map as numbers.

    Keys: `claims` {id: prior}, `evidence` {id: reliability}, `inferences` {id: {premises, conclusion, sign, L,
    group, mode}}, `undercuts` and `undermines` [[statement, target, share]], `rho` {group: rho}. Raises
    KeyError for an id that is nowhere and ValueError for a ring or a number out of range.
    """
    claims, evidence, inferences = dict(plain["claims"]), dict(plain.get("evidence", {})), plain["inferences"]
    for name, prior in claims.items():
        _require(0 < prior < 1, f"{name}: a prior is between 0 and 1, not {prior}")
        _require(name not in evidence, f"{name} is both a claim and evidence")
    for name, value in evidence.items():
        _require(0 <= value <= 1, f"{name}: a reliability is from 0 to 1, not {value}")
    for group, value in plain.get("rho", {}).items():
        _require(0 <= value <= 1, f"{group}: rho is from 0 to 1, not {value}")
    undercuts = _attacks(plain.get("undercuts", ()), inferences, "an inference")
    underminers = _attacks(plain.get("undermines", ()), evidence, "an item of evidence")
    lines = []
    for name, entry in inferences.items():
        ratio, mode = float(entry["L"]), entry.get("mode", "derivative")
        _require(1 <= ratio < inf, f"{name}: L must be at least 1, not {ratio}")
        _require(entry["sign"] in (1, -1), f"{name}: a sign is 1 or -1, not {entry['sign']}")
        _require(mode in ("derivative", "witness"), f"{name}: a mode is derivative or witness, not {mode}")
        _require(bool(entry["premises"]), f"{name} has no premise")
        lines.append(
            Line(
                id=name,
                premises=tuple(entry["premises"]),
                conclusion=entry["conclusion"],
                sign=entry["sign"],
                ratio=Three(ratio, ratio, ratio),
                undercutters=undercuts.get(name, ()),
                ties=((mode, entry["group"]),) if "group" in entry else (),
            )
        )
    reliabilities = {name: Three(r, r, r) for name, r in evidence.items()}
    order = _order(claims, evidence, lines, underminers)
    return Problem(claims, reliabilities, lines, underminers, order, plain.get("rho", {}))


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise ValueError(message)


def _attacks(plain: Iterable[Any], targets: Mapping[str, Any], what: str) -> dict[str, tuple[Attack, ...]]:
    found: dict[str, tuple[Attack, ...]] = {}
    for by, target, share in plain:
        if target not in targets:
            raise KeyError(f"{by} attacks {target}, which is not {what}")
        _require(0 <= share <= 1, f"{by} takes away a share from 0 to 1, not {share}")
        found[target] = (*found.get(target, ()), Attack(by, Three(share, share, share)))
    return found


def _order(
    claims: Mapping[str, float],
    evidence: Mapping[str, float],
    lines: Sequence[Line],
    underminers: Mapping[str, Sequence[Attack]],
) -> list[str]:
    from graphlib import CycleError, TopologicalSorter  # noqa: PLC0415 - only plain mappings come unordered

    grounds: dict[str, list[str]] = {name: [] for name in (*evidence, *claims)}
    for line in lines:
        if line.conclusion not in claims:
            raise KeyError(f"{line.id} concludes on {line.conclusion}, which is no claim")
        grounds[line.conclusion] += [*line.premises, *(attack.by for attack in line.undercutters)]
    for name, found in underminers.items():
        grounds[name] += [attack.by for attack in found]
    for needed in list(grounds.values()):
        for name in needed:
            if name not in grounds:
                raise KeyError(f"{name} is neither a claim nor evidence")
    try:
        return list(TopologicalSorter(grounds).static_order())
    except CycleError as ring:
        raise ValueError(f"the map runs in a ring: {' → '.join(ring.args[1])}") from None
