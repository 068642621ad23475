"""Proof standards: whether what speaks for a statement outweighs what speaks against it far enough.

T. F. Gordon, H. Prakken and D. Walton, "The Carneades model of argument and burden of proof" (2007), with the standards
of Gordon and Walton, "Proof burdens and standards" (2009). All comparisons are strict and made on the decimals that
were written: 0.7 - 0.4 is not less than 0.3 here, as it is in binary fractions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from argmap.semantics.dung import Label

Standard = Literal[
    "scintilla", "preponderance", "clear_and_convincing", "beyond_reasonable_doubt", "dialectical_validity"
]
STANDARDS: tuple[Standard, ...] = (
    "scintilla",
    "preponderance",
    "clear_and_convincing",
    "beyond_reasonable_doubt",
    "dialectical_validity",
)


class Thresholds(NamedTuple):
    """alpha: what the best argument for must exceed; beta: by how much it must exceed the best against; gamma: what the
    best against must stay below. All in [0,1]."""

    alpha: float = 0.4
    beta: float = 0.3
    gamma: float = 0.2


class Argument(NamedTuple):
    """Premises that all must hold, exceptions of which none may, and a weight in [0,1].

    A statement with a minus before it is the negation of the statement.
    """

    conclusion: str
    premises: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    weight: float = 1.0


def proof_standards(
    pro: Iterable[float], con: Iterable[float], thresholds: Thresholds | None = None
) -> dict[Standard, bool]:
    """Which standards are met, given the weights in [0,1] of the applicable arguments for and against a statement.

    scintilla: there is one for it. preponderance: the best for it outweighs the best against. clear and convincing:
    the best for it is above alpha, and above the best against by more than beta. beyond reasonable doubt: that, and
    the best against is below gamma. dialectical validity: there is one for it and none against.

    Raises ValueError for a number outside [0,1].
    """
    thresholds, pro, con = thresholds or Thresholds(), list(pro), list(con)
    for number in (*pro, *con, *thresholds):
        if not 0 <= number <= 1:
            raise ValueError(f"weights and thresholds are from 0 to 1, not {number}")
    best, worst = (max(map(_written, side), default=Decimal(0)) for side in (pro, con))
    alpha, beta, gamma = map(_written, thresholds)
    convincing = best > alpha and best - worst > beta
    return {
        "scintilla": bool(pro),
        "preponderance": best > worst,
        "clear_and_convincing": convincing,
        "beyond_reasonable_doubt": convincing and worst < gamma,
        "dialectical_validity": bool(pro) and not con,
    }


def _written(number: float) -> Decimal:
    """A number as the shortest decimal that is read as it."""
    return Decimal(repr(float(number)))


def negation(statement: str) -> str:
    """A statement → its negation, and back."""
    return statement.removeprefix("-") if statement.startswith("-") else f"-{statement}"


class Evaluation:
    """A set of arguments with what is assumed: which arguments apply, and which statements meet which standards.

    `standards` says by which standard a statement is acceptable as a premise; for all others that is `default`.
    """

    def __init__(
        self,
        arguments: Sequence[Argument],
        assumptions: Collection[str] = (),
        standards: Mapping[str, Standard] | None = None,
        default: Standard = "scintilla",
        thresholds: Thresholds | None = None,
    ) -> None:
        self._arguments: dict[str, list[Argument]] = {}
        for argument in arguments:
            self._arguments.setdefault(argument.conclusion, []).append(argument)
        self._assumed = frozenset(assumptions)
        self._standards, self._default, self._thresholds = dict(standards or {}), default, thresholds
        self._met: dict[str, dict[Standard, bool]] = {}
        self._order(arguments)

    def met(self, statement: str) -> dict[Standard, bool]:
        """Which standards a statement meets."""
        if statement not in self._met:
            self._met[statement] = self._weighed(statement)
        return self._met[statement]

    def acceptable(self, statement: str) -> bool:
        """Whether a statement meets the standard that is asked of it."""
        return self.met(statement)[self._standards.get(statement, self._default)]

    def applicable(self, argument: Argument) -> bool:
        """Whether every premise holds and no exception does.

        A premise holds if it is assumed, or acceptable and its negation not assumed; an exception, if it is assumed,
        or acceptable and its negation not assumed.
        """
        return all(map(self._holds, argument.premises)) and not any(map(self._holds, argument.exceptions))

    def label(self, statement: str) -> Label:
        """In where a statement holds as a premise would, out where only its negation does, undec where neither does."""
        return "in" if self._holds(statement) else "out" if self._holds(negation(statement)) else "undec"

    def _holds(self, statement: str) -> bool:
        if statement in self._assumed:
            return True
        return negation(statement) not in self._assumed and self.acceptable(statement)

    def _weighed(self, statement: str) -> dict[Standard, bool]:
        pro, con = (
            [argument.weight for argument in self._arguments.get(side, ()) if self.applicable(argument)]
            for side in (statement, negation(statement))
        )
        return proof_standards(pro, con, self._thresholds)

    def _order(self, arguments: Sequence[Argument]) -> None:
        """Weigh all statements, each after what it depends on. Raises ValueError where that runs in a ring."""
        needs: dict[str, set[str]] = {}
        for argument in arguments:
            plain = argument.conclusion.removeprefix("-")
            needs.setdefault(plain, set()).update(
                name.removeprefix("-") for name in (*argument.premises, *argument.exceptions)
            )
        done: set[str] = set()
        for root, first in needs.items():
            path = {root: iter(sorted(first))}
            while path:
                name, rest = next(reversed(path.items()))
                for other in rest:
                    if other in path:
                        raise ValueError(f"the arguments run in a ring through {other}")
                    if other in needs and other not in done:
                        path[other] = iter(sorted(needs[other]))
                        break
                else:
                    del path[name]
                    if name not in done:
                        done.add(name)
                        for side in (name, negation(name)):
                            self._met[side] = self._weighed(side)
