"""For the tests of plug-ins, and for ours: hypothesis strategies that draw records and whole projects.

A semantics, rule or format can be tried on projects that nobody thought of:

    @given(projects())
    def test_my_format_loses_no_claim(project): ...

`check_semantics` tries the axioms of gradual semantics on one of your own.

Only this module needs hypothesis; it comes with `pip install argmap[test]`.
"""

from __future__ import annotations

from argmap.semantics.battery import check_semantics
from argmap.testing.parts import (
    Records,
    claims,
    days,
    evidence,
    groups,
    ids,
    questions,
    records,
    sources,
    texts,
    transmissions,
)
from argmap.testing.whole import projects, written

__all__ = [
    "Records",
    "check_semantics",
    "claims",
    "days",
    "evidence",
    "groups",
    "ids",
    "projects",
    "questions",
    "records",
    "sources",
    "texts",
    "transmissions",
    "written",
]
