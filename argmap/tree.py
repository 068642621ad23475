"""Tree: the strings, lists and mappings of a file, in which every part knows its place."""

from __future__ import annotations

import marshal
import re
from bisect import bisect_left
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from argmap.diagnostics import Diagnostic
from argmap.scan import MOST_PARTS, START, Packed, scan
from argmap.text import SourceText

_NONE: frozenset[str] = frozenset()


class Scalar:
    """A scalar as it was typed; `plain` where it is neither quoted nor a block."""

    __slots__ = ("end", "plain", "start", "value")

    def __init__(self, value: str, start: int, end: int, plain: bool = True) -> None:  # noqa: FBT001, FBT002 - made for each word that is looked at closely: keywords would cost a tenth of that
        self.value, self.start, self.end, self.plain = value, start, end, plain

    @property
    def empty(self) -> bool:
        """Whether nothing stands here."""
        return self.plain and not self.value


class Sequence:
    """A list of parts."""

    __slots__ = ("end", "items", "start")

    def __init__(self, start: int) -> None:
        self.items: list[Part] = []
        self.start = self.end = start


class Mapping:
    """Keys in the order written; `keys` holds the scalar of each key, `values` what stands under it.

    `unreadable` are the keys that stand in the text but whose value was lost to an error.
    """

    __slots__ = ("end", "keys", "start", "unreadable", "values")

    def __init__(self, start: int) -> None:
        self.keys: dict[str, Scalar] = {}
        self.values: dict[str, Part] = {}
        self.unreadable: AbstractSet[str] = _NONE
        self.start = self.end = start


Part = Scalar | Sequence | Mapping


@dataclass
class Tree:
    """The top mapping of a file, the faults met on the way, and the ids whose text could not be read.

    Of a text in which nothing is unusual the top has all keys, but of what stands under them only the parts that somebody asked
    for: the others are as they were `packed`, and until then as bytes where another process handed them over. Of what was packed
    from an earlier version of the text, `moved` says how much further down it stands now.
    """

    top: Mapping
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    held: dict[str, Packed] | bytes = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)

    @property
    def packed(self) -> dict[str, Packed]:
        """What stands under each id as it was packed; nothing where the text wanted a close look."""
        if isinstance(self.held, bytes):
            self.held = dict(marshal.loads(self.held))  # noqa: S302 - from this very program
        return self.held

    def part(self, name: str) -> Part:
        """What stands under an id. Raises KeyError where there is no such id."""
        if name not in self.top.values and name in self.packed:
            self.top.values[name] = _unpacked(self.packed[name], self.moved.get(name, 0))
        return self.top.values[name]

    def spot(self, name: str, path: Iterable[str | int]) -> tuple[int, int] | None:
        """Where the value at a path of keys and indexes begins and ends, or the nearest part that holds it, of what stands under an
        id and was packed; None where it was not. A lone entry stands for a list, and a lone scalar for a record."""
        part = self.packed.get(name)
        if part is None:
            return None
        for step in path:
            inner = part[-1]
            entries = isinstance(inner, list)
            if isinstance(step, int):
                if entries and step < len(inner):
                    part = inner[step]
                elif entries:
                    break
            elif isinstance(inner, dict) and step in inner:
                part = inner[step]
            else:
                break
        shift, at = self.moved.get(name, 0), isinstance(part[0], str)  # of a scalar the value comes first
        return part[at] + shift, part[at + 1] + shift

    @property
    def whole(self) -> Mapping:
        """The top with all that stands in it."""
        if self.packed:
            self.top.values = {name: self.part(name) for name in self.packed}
        return self.top


def scanned(packed: Packed, shift: int = 0) -> Tree:
    """The tree of a text that was scanned (`argmap.scan`), which stands so much further down in its file."""
    start, end, keys, parts = packed  # the parts may be bytes (`argmap.ahead`)
    top = Mapping(start + shift)
    top.end = end + shift
    top.keys = {
        name: Scalar(name, begin + shift, stop + shift, plain) for name, (_, begin, stop, plain) in keys.items()
    }
    return Tree(top, held=parts, moved=dict.fromkeys(keys, shift) if shift else {})


def _unpacked(packed: Packed, shift: int) -> Part:
    """A part of a text that stands so much further down than when it was packed."""
    if isinstance(packed[0], str):
        value, start, end, plain = packed
        return Scalar(value, start + shift, end + shift, plain)
    start, end, inner = packed[0] + shift, packed[1] + shift, packed[-1]
    if isinstance(inner, list):
        entries = Sequence(start)
        entries.items, entries.end = [_unpacked(item, shift) for item in inner], end
        return entries
    found = Mapping(start)
    found.end = end
    found.keys = {name: Scalar(name, key[1] + shift, key[2] + shift, key[3]) for name, key in packed[2].items()}
    found.values = {name: _unpacked(value, shift) for name, value in inner.items()}
    return found


# --------------------------------------------------------------------------- text that was read before

_APART = START + r"(?:---|\.\.\.|%)|\ufeff|<{7}|\|{7}|={7}|>{7}"
"""What says something of the text around it."""


def regrown(source: SourceText, before: SourceText, tree: Tree) -> Tree | None:
    """The tree of a text of which an earlier version `before` is known with its `tree`: only the records that were touched are
    scanned. None where it takes more than that; otherwise what a scan of the whole gives.

    A record begins on a line without indentation and ends where the next one begins, whatever stands in the two, as long as
    nothing in both is unusual.
    """
    top, old, new = tree.top, before.text, source.text
    if not tree.packed or len(new) > MOST_PARTS or old[top.start : top.start + 1] in ("", "{"):
        return None
    names = list(top.keys)
    edges = [key.start for key in top.keys.values()]
    same = _alike(old, new)
    first = bisect_left(edges, same) - 1  # the record that the first change stands in
    shift = len(new) - len(old)
    rest = _alike(old[::-1], new[::-1])
    last = bisect_left(
        edges, max(len(old) - rest, same, same - shift), max(first, 0)
    )  # the first after the last change
    if first < 0 or any(edge and old[edge - 1] != "\n" for edge in edges):
        return None
    start, end = edges[first], edges[last] + shift if last < len(edges) else len(new)
    text = new[start:end]
    if re.search(_APART, text) or (last < len(edges) and new[end - 1 : end] != "\n"):
        return None
    packed = scan(text)
    if packed is None or any(name in top.keys for name in packed[2].keys() - set(names[first:last])):
        return None
    touched = scanned(packed, start)
    found = Mapping(top.start)
    found.end = top.end + shift if last < len(edges) else touched.top.end
    found.keys = {name: top.keys[name] for name in names[:first]} | touched.top.keys
    for name in names[last:]:
        key = top.keys[name]
        found.keys[name] = Scalar(name, key.start + shift, key.end + shift, key.plain)
    parts = {name: tree.packed[name] for name in names[:first]} | touched.packed
    parts |= {name: tree.packed[name] for name in names[last:]}
    moved = {name: tree.moved.get(name, 0) for name in names[:first]} | touched.moved
    moved |= {name: tree.moved.get(name, 0) + shift for name in names[last:]}
    return Tree(found, held=parts, moved=moved)


def _alike(one: str, other: str) -> int:
    """How many signs two texts have in common from their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low
