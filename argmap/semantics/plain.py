"""Maps given as plain mappings of numbers, for those who have numbers and no YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from numbers import Real
from typing import Any

from argmap.semantics.weighing import Attack, Line, Problem, Three, Weighing, weigh_problem


def weigh(plain: Mapping[str, Any]) -> Weighing:
    """A plain mapping → its weighing: `confidence` {claim: probability}, `logit` {claim: nats}, `contributions` {claim:
    what each line adds, in decibans}, and `log_odds` and `reliability` with their further readings.

    Mapping and errors as for `problem_of_plain`.
    """
    return weigh_problem(problem_of_plain(plain))


def problem_of_plain(plain: Mapping[str, Any]) -> Problem:
    """A plain mapping → the map as numbers.

    Keys: `claims` {id: prior}, `evidence` {id: reliability}, `inferences` {id: {premises, conclusion, sign, L,
    group, mode}}, `undercuts` and `undermines` [[statement, target, share]], `rho` {group: rho}. A prior is
    strictly between 0 and 1, `L` is 1 or more, all else from 0 to 1; `sign` is 1 or -1; `mode`, derivative or witness,
    is the same for all lines of a group and derivative where none of them says it.

    Raises KeyError for an id that is nowhere and for a key that is missing, and ValueError for a key that means nothing
    here, a ring, a name or a number out of its range, and what is named twice.
    """
    _only(plain, _KEYS, "a map")
    claims, evidence = dict(_part(plain, "claims")), dict(plain.get("evidence", {}))
    inferences, rho = plain.get("inferences", {}), plain.get("rho", {})
    for name in (*claims, *evidence, *inferences):
        _require(isinstance(name, str), f"ids are text, not {name!r}")
    for name, prior in claims.items():
        _require(_is_number(prior) and 0 < prior < 1, f"{name}: a prior is between 0 and 1, not {prior!r}")
        _require(name not in evidence, f"{name} is both a claim and evidence")
    for name, value in evidence.items():
        _share(value, f"{name}: a reliability is")
    modes = _modes(inferences)
    for group, value in rho.items():
        _share(value, f"{group}: rho is")
        _require(group in modes, f"there is a rho for {group}, and no line is in such a group")
    undercuts = _attacks(plain.get("undercuts", ()), inferences, "an inference")
    underminers = _attacks(plain.get("undermines", ()), evidence, "an item of evidence")
    lines = [_line(name, entry, undercuts.get(name, ()), modes) for name, entry in inferences.items()]
    reliabilities = {name: Three(r, r, r) for name, r in evidence.items()}
    order = _order(claims, evidence, lines, underminers)
    return Problem(claims, reliabilities, lines, underminers, order, rho)


_KEYS = ("claims", "evidence", "inferences", "undercuts", "undermines", "rho")
_LINE_KEYS = ("premises", "conclusion", "sign", "L", "group", "mode")
_MODES = ("derivative", "witness")


def _line(name: str, entry: Mapping[str, Any], undercutters: tuple[Attack, ...], modes: Mapping[str, str]) -> Line:
    premises, sign, written = (_part(entry, key, f"{name}: ") for key in ("premises", "sign", "L"))
    _require(_is_number(written) and 1 <= written < inf, f"{name}: L must be at least 1, not {written!r}")
    ratio = float(written)
    _require(sign in (1, -1), f"{name}: a sign is 1 or -1, not {sign}")
    _require(not isinstance(premises, str), f"{name}: premises are a list, not the text {premises!r}")
    _require(bool(premises), f"{name} has no premise")
    _require(len(set(premises)) == len(premises), f"{name} names a premise twice")
    group = entry.get("group")
    return Line(
        id=name,
        premises=tuple(premises),
        conclusion=_part(entry, "conclusion", f"{name}: "),
        sign=sign,
        ratio=Three(ratio, ratio, ratio),
        undercutters=undercutters,
        ties=() if group is None else ((modes[group], group),),
    )


def _modes(inferences: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The mode of each group that lines name."""
    found: dict[str, str | None] = {}
    for name, entry in inferences.items():
        _only(entry, _LINE_KEYS, name)
        group, mode = entry.get("group"), entry.get("mode")
        _require(mode is None or mode in _MODES, f"{name}: a mode is derivative or witness, not {mode}")
        _require(mode is None or group is not None, f"{name} has a mode, and is in no group")
        if group is not None:
            _require(isinstance(group, str), f"{name}: a group has a name, not {group!r}")
            known = found.setdefault(group, mode)
            _require(mode is None or known in (None, mode), f"{name}: the group {group} is {known} elsewhere")
            found[group] = known or mode
    return {group: mode or "derivative" for group, mode in found.items()}


def _part(plain: Mapping[str, Any], key: str, where: str = "") -> Any:
    try:
        return plain[key]
    except KeyError:
        raise KeyError(f"{where}{key} is missing") from None


def _only(plain: Mapping[str, Any], keys: Sequence[str], what: str) -> None:
    for key in plain:
        _require(key in keys, f"{what} has the keys {', '.join(keys)}, and not {key!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _share(value: Any, what: str) -> None:
    _require(_is_number(value) and 0 <= value <= 1, f"{what} from 0 to 1, not {value!r}")


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise ValueError(message)


_THREE = 3


def _attacks(plain: Iterable[Any], targets: Mapping[str, Any], what: str) -> dict[str, tuple[Attack, ...]]:
    found: dict[str, tuple[Attack, ...]] = {}
    for attack in plain:
        _require(
            not isinstance(attack, str) and len(attack) == _THREE,
            f"an attack is [statement, target, share], not {attack}",
        )
        by, target, share = attack
        if target not in targets:
            raise KeyError(f"{by} attacks {target}, which is not {what}")
        _share(share, f"{by} takes away a share")
        _require(all(other.by != by for other in found.get(target, ())), f"{by} attacks {target} twice")
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
