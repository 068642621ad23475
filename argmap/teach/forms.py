"""Forms: a pack as a workbook in the browser, as a worksheet and a key on paper (HTML or PDF), and as JSON."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any

from argmap.case import Case
from argmap.render.page import page
from argmap.teach import qti
from argmap.teach.exercise import Chain, Essay, Grid, Map, Ordering, Pack, Task
from argmap.teach.keys import answer_lines, in_letters
from argmap.teach.marking import LOSSES
from argmap.teach.pack import as_data
from argmap.teach.sheets import as_page, reading_sheets
from argmap.teach.stock import letter

KEYS = frozenset({"credit", "key", "free", "says", "ranks", "same", "keys", "low", "high", "model", "links"})
"""The parts of an answer that give it away."""
ROOM, ROOM_A_STATEMENT = 25, 9
"""The height that is left for a map to be drawn in, and what each of its statements adds, in millimetres."""
RULED_LINES = 5


class NoTypst(Exception):
    """PDF was asked for, and the optional package typst is not there."""


# --------------------------------------------------------------------------- in the browser


def workbook(made: Pack, *, feedback: bool = True) -> str:
    """The pack as one HTML file that needs no network. Without `feedback` it holds no keys, no reasons and no hints: a test.

    The scripts of a page with feedback hold the keys: whoever reads the source of the page can read them.
    """
    data = as_data(made)
    if not feedback:
        for exercise in data["exercises"]:
            for task in exercise["tasks"]:
                task["answer"] = {key: value for key, value in task["answer"].items() if key not in KEYS}
                for part in ("options", "rows", "columns"):
                    # What record an option stands for may tell whether it is the right one.
                    for option in task["answer"].get(part, ()):
                        option["about"] = None
                task["hints"], task["reason"] = [], None
    data |= {"feedback": feedback, "losses": dict(LOSSES)}
    script = scripts()
    return page(
        "workbook",
        title=made.title,
        feedback=feedback,
        data=inline(data),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def scripts(*names: str) -> str:
    """The scripts of a page, one after the other."""
    folder = files("argmap.teach").joinpath("static")
    texts = [
        folder.joinpath(f"{name}.js").read_text(encoding="utf-8")
        for name in names or ("marking", "lists", "map_editor", "workbook")
    ]
    return "\n".join(texts).replace("\r\n", "\n")


def inline(data: Any) -> str:
    """Data as JSON that can stand inside a script element whatever it holds."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def as_json(made: Pack) -> str:
    """The pack with its keys, for programs and for `argmap mark`."""
    return json.dumps(as_data(made), ensure_ascii=False, indent=1) + "\n"


# --------------------------------------------------------------------------- on paper


def printed(made: Pack, *, key: bool) -> dict[str, Any]:
    """What a worksheet, or its key, prints: plain values from which HTML and PDF are set alike."""
    aims = {aim.type: aim for aim in made.aims}
    return {
        "title": made.title,
        "heading": "Key" if key else "Worksheet",
        "digest": made.digest,
        "key": key,
        "exercises": [
            {
                "number": number,
                "type": exercise.type,
                "title": exercise.title,
                "level": exercise.level,
                "aim": aims[exercise.type].learns,
                "skill": f"{aims[exercise.type].skill}; {aims[exercise.type].concept}",
                "marking": aims[exercise.type].marking,
                "material": [
                    {"heading": m.heading, "place": m.place or "", "lines": list(m.lines), "passage": m.passage or ""}
                    for m in exercise.material
                ],
                "tasks": [_printed_task(task, n, key=key) for n, task in enumerate(exercise.tasks, start=1)],
            }
            for number, exercise in enumerate(made.exercises, start=1)
        ],
        "left_out": [{"type": one.type, "name": one.name, "why": one.why} for one in made.left_out],
    }


def _printed_task(task: Task, number: int, *, key: bool) -> dict[str, Any]:
    answer = task.answer
    rows = answer.rows if isinstance(answer, Grid) else getattr(answer, "options", ())
    found: dict[str, Any] = {
        "number": number,
        "prompt": task.prompt,
        "kind": answer.kind,
        "worth": f"{task.worth:g}",
        "judgement": task.judgement,
        "options": [[letter(place), option.text] for place, option in enumerate(rows)],
        "columns": [column.text for column in answer.columns] if isinstance(answer, Grid) else [],
        "ends": list(answer.ends) if isinstance(answer, Ordering | Chain) else [],
        "start": [in_letters(link) for link in answer.start] if isinstance(answer, Map) else [],
        "room": ROOM + ROOM_A_STATEMENT * len(rows),
        "criteria": list(answer.criteria) if isinstance(answer, Essay) else [],
        "lines": RULED_LINES,
        "answer": [],
        "reason": "",
        "by": "",
    }
    if key:
        found["answer"] = list(answer_lines(task))
        found["reason"] = task.reason.text
        found["by"] = f"On record: {', '.join(task.reason.records)} ({task.reason.rule})."
    return found


def worksheet(made: Pack, *, key: bool = False) -> str:
    """The worksheet, or its key, as a page that prints on A4 in black and white."""
    return page("worksheet", **printed(made, key=key))


def pdf(made: Pack, *, key: bool = False) -> bytes:
    """The same as a PDF with its fonts inside. Raises NoTypst where the optional package is not installed."""
    return typeset("worksheet", printed(made, key=key))


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """A template of `argmap/teach/static` set with data. Raises NoTypst where the optional package is not installed."""
    try:
        import typst  # noqa: PLC0415 - an optional package of 20 MB, for PDF alone
    except ImportError:
        raise NoTypst("PDF needs the optional package typst: pip install 'argmap[print]'") from None
    source = files("argmap.teach").joinpath("static").joinpath(f"{template}.typ").read_bytes()
    found: bytes = typst.compile(
        source, format="pdf", ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
    return found


# --------------------------------------------------------------------------- as files

FORMS = ("json", "workbook", "worksheet", "key", "sheets", "test", "pdf", "qti")
USUAL = ("json", "workbook", "worksheet", "key", "sheets")


def as_files(case: Case, made: Pack, forms: Iterable[str] = USUAL) -> dict[str, bytes]:
    """The forms that were asked for: file name → bytes. Raises NoTypst for PDF without the optional package."""
    makers: Mapping[str, Callable[[], Mapping[str, str | bytes]]] = {
        "json": lambda: {"exercises.json": as_json(made)},
        "workbook": lambda: {"workbook.html": workbook(made)},
        "worksheet": lambda: {"worksheet.html": worksheet(made)},
        "key": lambda: {"key.html": worksheet(made, key=True)},
        "sheets": lambda: _sheets(case, made.seed),
        "test": lambda: {"test.html": workbook(made, feedback=False)},
        "qti": lambda: qti.as_files(made),
        "pdf": lambda: {"worksheet.pdf": pdf(made), "key.pdf": pdf(made, key=True)},
    }
    found = {name: data for form in dict.fromkeys(forms) for name, data in makers[form]().items()}
    return {name: data.encode() if isinstance(data, str) else data for name, data in found.items()}


def _sheets(case: Case, seed: str) -> dict[str, str | bytes]:
    found = reading_sheets(case, seed=seed)
    return {
        "reading-sheets.html": as_page(case, found, key=False),
        "reading-sheets-key.html": as_page(case, found, key=True),
    }
