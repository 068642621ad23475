"""argmap: claims and the evidence for them, checked, weighed, audited and drawn.

`load` reads a project folder, `check` says what is wrong with it, `evaluate` weighs it, `dump` writes it in
another format.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing for this would make up a sixth of `argmap --help`
if TYPE_CHECKING:
    from argmap import semantics, testing
    from argmap.case import Case
    from argmap.diagnostics import Diagnostic
    from argmap.formats import dump
    from argmap.project import Project, check, evaluate, load
    from argmap.semantics import Valuation

__all__ = ["Case", "Diagnostic", "Project", "Valuation", "check", "dump", "evaluate", "load", "semantics", "testing"]
__version__ = "0.1.0"

_HOMES = {
    "Case": "argmap.case",
    "Diagnostic": "argmap.diagnostics",
    "Project": "argmap.project",
    "Valuation": "argmap.semantics",
    "check": "argmap.project",
    "dump": "argmap.formats",
    "evaluate": "argmap.project",
    "load": "argmap.project",
}
_PACKAGES = ("semantics", "testing")


def __getattr__(name: str) -> object:
    # Names are fetched when used, so that `argmap --help` need not load what it will not use.
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415 - as above

        return getattr(import_module(_HOMES[name]), name)
    if name in _PACKAGES:
        from importlib import import_module  # noqa: PLC0415 - as above

        return import_module(f"argmap.{name}")
    raise AttributeError(f"module argmap has no attribute {name}")
