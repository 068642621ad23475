"""Named functions (semantics, rules, loaders and dumpers), and the plug-ins that add to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Generic, TypeVar

ENTRY_POINTS = "argmap"
"""The entry-point group: each entry names a module whose import registers its functions."""

F = TypeVar("F", bound=Callable[..., Any])


class BadPlugin(Exception):
    """An installed plug-in cannot be loaded; the message says which, and why."""


def _origin(function: Callable[..., Any]) -> tuple[str, str]:
    """Where a function is written: a module that is imported again may register its functions again."""
    return function.__module__, function.__qualname__


@dataclass(frozen=True, slots=True)
class Entry(Generic[F]):
    """One registered function with its name and whatever else its kind wants known about it."""

    name: str
    function: F
    about: dict[str, Any]


@dataclass
class Registry(Generic[F]):
    """A table of named functions of one kind; `home` are the modules whose import registers the built-in ones."""

    kind: str
    home: tuple[str, ...]
    _entries: dict[str, Entry[F]] = field(default_factory=dict)

    def add(self, name: str, **about: Any) -> Callable[[F], F]:
        """Decorator that registers a function. Raises ValueError where the name is taken by another function."""

        def register(function: F) -> F:
            present = self._entries.get(name)
            if present is not None and _origin(present.function) != _origin(function):
                raise ValueError(f"two {self.kind} functions are named {name}")
            self._entries[name] = Entry(name, function, about)
            return function

        return register

    def get(self, name: str) -> Entry[F]:
        """The entry of a name. Raises KeyError, with the names there are, where there is none."""
        for module in self.home:
            import_module(module)
            if name in self._entries:  # the rest is not needed for this one
                break
        else:
            load_plugins()
        if name not in self._entries:
            raise KeyError(f"{name} is not a known {self.kind}; there are: {', '.join(self.names())}")
        return self._entries[name]

    def names(self) -> tuple[str, ...]:
        """All registered names in alphabetical order."""
        self._load()
        return tuple(sorted(self._entries))

    def __iter__(self) -> Iterator[Entry[F]]:
        return (self._entries[name] for name in self.names())

    def _load(self) -> None:
        for module in self.home:
            import_module(module)
        load_plugins()


@cache
def load_plugins() -> None:
    """Import, once, every module that an installed distribution names in the entry-point group.

    Raises BadPlugin where one of them fails.
    """
    from importlib.metadata import entry_points  # noqa: PLC0415 - 30 ms that a picture by built-in functions need not wait for

    for point in entry_points(group=ENTRY_POINTS):
        try:
            point.load()
        except Exception as failure:
            raise BadPlugin(f"the plug-in {point.name} ({point.value}) cannot be loaded: {failure}") from failure


def plugged_in() -> bool:
    """Whether any installed distribution brings something of its own."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - as above

    return bool(entry_points(group=ENTRY_POINTS))


SEMANTICS: Registry[Any] = Registry(
    "semantics", ("argmap.semantics.weight_of_evidence", "argmap.semantics.published", "argmap.semantics.opinion")
)
RULES: Registry[Any] = Registry("rule", ("argmap.rules",))
LOADERS: Registry[Any] = Registry("import format", ("argmap.formats",))
DUMPERS: Registry[Any] = Registry("export format", ("argmap.formats",))
NOTEBOOK: Registry[Any] = Registry("form for notebooks", ("argmap.render.notebook",))


def semantics(name: str, *, degrees: bool = True) -> Callable[[F], F]:
    """Register a function `(graph, settings) -> Valuation`.

    One without degrees labels claims in, out or undec: it is a second opinion, and no project is evaluated by it alone.
    """
    return SEMANTICS.add(name, degrees=degrees)


def rule(name: str, severity: str, *, audit: bool = False, essays: bool = False) -> Callable[[F], F]:
    """Register a function `(case) -> Iterator[Diagnostic]` whose findings bear this name.

    A rule of the audit is a referee's question: `argmap audit` runs it, and `argmap check` only where it is selected. A
    rule on essays reads texts about the case (`case.essays`): `argmap check` runs it where it is given some.
    """
    return RULES.add(name, severity=severity, audit=audit, essays=essays)


def loader(name: str, suffix: str) -> Callable[[F], F]:
    """Register a function `(text, name) -> records` that reads another format."""
    return LOADERS.add(name, suffix=suffix)


def dumper(name: str, suffix: str) -> Callable[[F], F]:
    """Register a function `(case) -> bytes`, or `(case) -> mapping of file names to bytes`, that writes a format."""
    return DUMPERS.add(name, suffix=suffix)


def notebook(name: str) -> Callable[[F], F]:
    """Register a function `(case) -> str` that shows a case in a notebook, as svg or html."""
    return NOTEBOOK.add(name)
