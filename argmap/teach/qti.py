"""A pack as a content package of QTI 2.2, which a learning platform takes in: items, a test in sections, a manifest."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, indent, tostring

from argmap.teach.exercise import LeftOut, Map, Pack, Task
from argmap.teach.qti_item import item, line, root
from argmap.teach.qti_marking import SCORE, el
from argmap.teach.stock import rank

FILE = "exercises-qti.zip"
MANIFEST = "imsmanifest.xml"
TEST = "test.xml"
NO_MAPS = "QTI 2.2 has no interaction in which a map is drawn or mended"

_PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
_PACKAGING_SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can hold
_READABLE = 0o644 << 16


def as_files(made: Pack) -> dict[str, bytes]:
    """The package as a zip file by its name; nothing where a platform could hold none of the tasks.

    The same pack gives the same bytes everywhere: files lie in one order, bear no date and are not compressed (what
    compression makes of them depends on the library at hand).
    """
    files = documents(made)
    if not files:
        return {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 3  # as on Unix, also where it was made elsewhere
            entry.external_attr = _READABLE
            archive.writestr(entry, text.encode())
    return {FILE: out.getvalue()}


def fits(task: Task) -> bool:
    """Whether a task has a place in the package: every one but those that ask for a map."""
    return not isinstance(task.answer, Map)


def left_out(made: Pack) -> tuple[LeftOut, ...]:
    """The types of exercise of which tasks have no place in the package, and why; in the order of the pack."""
    maps = Counter(exercise.type for exercise, task in made.tasks().values() if not fits(task))
    return tuple(
        LeftOut(aim.type, aim.name, f"{NO_MAPS} ({maps[aim.type]} task{'s' if maps[aim.type] > 1 else ''})")
        for aim in made.aims
        if maps[aim.type]
    )


def documents(made: Pack) -> dict[str, str]:
    """The documents of the package by their names: the manifest, the test, and an item for each task but those on maps."""
    items = list(_items(made))
    if not items:
        return {}
    found = {
        MANIFEST: _manifest(made, items),
        TEST: _test(made, items),
        **{_place(name): one for name, _, one in items},
    }
    return {name: _written(document) for name, document in found.items()}


_Item = tuple[str, str, Element]
"""An item's name, the type of its exercise, and itself."""


def _items(made: Pack) -> Iterator[_Item]:
    """An item for every task that can have one. Numbers in titles are those of the worksheet."""
    for number, exercise in enumerate(made.exercises, start=1):
        for place, task in enumerate(exercise.tasks, start=1):
            if fits(task):
                several = f" ({place} of {len(exercise.tasks)})" if len(exercise.tasks) > 1 else ""
                name = item_name(made, exercise.type, f"{exercise.id}/{task.id}")
                yield name, exercise.type, item(exercise, task, name=name, title=f"{number}. {exercise.title}{several}")


def item_name(made: Pack, kind: str, task: str) -> str:
    """The name of a task's item: the type, and twelve hex digits that hang on the pack's digest and the task.

    Another pack has other names, so that a platform never takes an item for one with other options.
    """
    return f"{kind}-{rank(made.digest, task)[:12]}"


def _place(name: str) -> str:
    return f"items/{name}.xml"


def _test(made: Pack, items: Sequence[_Item]) -> Element:
    """The test: a section for each type, with what is learnt by it as a note to the teacher.

    An item is answered once and then explained: first answers count here as they do in the workbook.
    """
    sections = []
    for aim in made.aims:
        here = [name for name, kind, _ in items if kind == aim.type]
        if here:
            note = el("p", f"One learns how one {aim.learns} ({aim.skill}; {aim.concept}).")
            refs = [el("assessmentItemRef", identifier=name, href=_place(name)) for name in here]
            title = line(f"{aim.type} {aim.name}")
            rubric = el("rubricBlock", note, view="tutor")
            sections.append(
                el("assessmentSection", rubric, *refs, identifier=f"section-{aim.type}", title=title, visible="true")
            )
    once = el("itemSessionControl", maxAttempts="1", showFeedback="true")
    modes = {"navigationMode": "nonlinear", "submissionMode": "individual"}
    added = el("sum", el("testVariables", variableIdentifier=SCORE))
    return root(
        "assessmentTest",
        el("outcomeDeclaration", identifier=SCORE, cardinality="single", baseType="float"),
        el("testPart", once, *sections, attributes=modes, identifier="part"),
        el("outcomeProcessing", el("setOutcomeValue", added, identifier=SCORE)),
        name=f"test-{made.digest}",
        title=made.title,
    )


def _manifest(made: Pack, items: Sequence[_Item]) -> Element:
    """What the package holds: every file but this one, the test with the items that it is made of."""
    where = {
        "xmlns": _PACKAGING,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_PACKAGING} {_PACKAGING_SCHEMA}",
    }
    names = [name for name, _, _ in items]
    whole = _resource(f"test-{made.digest}", TEST, "imsqti_test_xmlv2p2")
    whole.extend(el("dependency", identifierref=name) for name in names)
    return el(
        "manifest",
        el("metadata", el("schema", "QTIv2.2 Package"), el("schemaversion", "1.0.0")),
        el("organizations"),
        el("resources", whole, *(_resource(name, _place(name), "imsqti_item_xmlv2p2") for name in names)),
        attributes=where,
        identifier=f"manifest-{made.digest}",
    )


def _resource(name: str, place: str, kind: str) -> Element:
    return el("resource", el("file", href=place), identifier=name, type=kind, href=place)


def _written(document: Element) -> str:
    indent(document, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(document, encoding="unicode")}\n'
