"""Join: documents in which nothing is at fault → the graph that `link` makes of them, from what each of them says alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from argmap import model
from argmap.diagnostics import Diagnostic
from argmap.graph import ArgumentGraph, Id, Inference
from argmap.link import STATEMENTS, Linker, link
from argmap.read import Document


def join(
    documents: Iterable[Document], before: ArgumentGraph | None = None
) -> tuple[ArgumentGraph, tuple[Diagnostic, ...]]:
    """All documents of a project → its graph, and what is wrong between them: what `link` gives, and sooner where each of
    many documents was joined before, and with the graph of a version `before`.

    What a document says of itself is found out once for as long as it is held: a change of one file is a look at that file,
    and at the names that the others refer to. Where anything is at fault, everything is linked with care.
    """
    found = sorted(documents, key=lambda document: document.source.path)
    linker = _joined(found)
    return link(found) if linker is None else linker.graph(before)


class _Links(NamedTuple):
    """What a document in which nothing is at fault refers to (kinds of records, and the names of which each must be of one of
    these kinds), and its inferences, in the order of their ids."""

    references: tuple[tuple[tuple[str, ...], frozenset[Id]], ...]
    inferences: dict[Id, Inference]


class _Alone(Linker):
    """Links one document whatever stands in the others: of every reference it is taken for granted that it leads somewhere,
    and noted where to."""

    def __init__(self, document: Document) -> None:
        super().__init__([document])
        self.references: dict[tuple[str, ...], set[Id]] = {}

    def _known(self, name: Id, kinds: Sequence[str], what: str, home: Document, record: Id, *path: str | int) -> bool:  # noqa: ARG002 - as its namesake
        self.references.setdefault(tuple(kinds), set()).add(name)
        return True


def _alone(document: Document) -> _Links | None:
    """What a document refers to; None where something in it is at fault by itself."""
    linker = _Alone(document)
    linker.resolve()
    if linker.diagnostics or linker.left_out or linker.records[document.kind] != document.records:
        return None
    references = tuple((kinds, frozenset(names)) for kinds, names in linker.references.items())
    return _Links(references, linker.inferences)


def _joined(documents: Sequence[Document]) -> Linker | None:
    """All that documents say; None where something may be at fault."""
    linker = Linker(())
    records, number = linker.records, dict.fromkeys(model.KINDS, 0)
    links = []
    for document in documents:
        own = document.kept(_alone)
        if own is None:
            return None
        links.append(own)
        records[document.kind].update(document.records)
        number[document.kind] += len(document.records)
        linker.homes.update({(document.kind, name): document for name in document.records})
        linker.inferences.update(own.inferences)
    statements = set().union(*(records[kind] for kind in (*STATEMENTS, "questions")))
    if any(len(records[kind]) != count for kind, count in number.items()) or len(statements) != sum(
        len(records[kind]) for kind in (*STATEMENTS, "questions")
    ):
        return None  # one id for two records
    named: dict[tuple[str, ...], set[Id]] = {}
    for own in links:
        for kinds, names in own.references:
            if kinds not in named:
                named[kinds] = set().union(*(records[kind] for kind in kinds))
            if not named[kinds] >= names:
                return None
    linker.sort()
    linker.namesakes()
    return None if linker.diagnostics else linker
