"""Classroom: what `argmap teach` writes and `argmap mark` reads and writes, on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from argmap.diagnostics import error
from argmap.folder import COURSE
from argmap.project import RENDERS, CannotDo, Project, load_text, text_of
from argmap.teach import Pack, forms, pack, qti
from argmap.teach.course import LESSON, BadCourse, read_course
from argmap.teach.course import as_files as as_course
from argmap.teach.course import made as lessons
from argmap.teach.outline import read_outline
from argmap.teach.pack import BadPack, from_json
from argmap.teach.responses import Codes, Given, Refused, Sheet, holds_marks, read, read_codes, read_marks
from argmap.teach.results import TO_MARK, Results, as_files, results
from argmap.text import DecodeFailure, SourceText, Span, decode

TEACHING = "teaching"
EXERCISES = "exercises.json"


def teach(
    project: Project, *, seed: str, each: int, types: Sequence[str], wanted: Sequence[str]
) -> tuple[Pack, dict[str, bytes]]:
    """A pack of exercises with its forms, by file name.

    Raises CannotDo where none of each is asked for, and for PDF without its optional package.
    """
    if each < 1:
        raise CannotDo("--each takes a number from 1")
    made = pack(project.case, seed=seed, each=each, types=types)
    try:
        return made, forms.as_files(project.case, made, wanted or forms.USUAL)
    except forms.NoTypst as failure:
        raise CannotDo(str(failure)) from None


def course(project: Project, file: Path | None, wanted: Sequence[str]) -> tuple[tuple[Pack, ...], dict[str, bytes]]:
    """The course in a file (the project's own, unless one is named): the pack of each lesson, and all files by name.

    Raises CannotDo where there is none, where it asks for what the map does not give, and for PDF without its optional package.
    """
    file = file or project.root / COURSE
    if not file.is_file():
        raise CannotDo(
            f"{file} is no file: a course is planned in one (docs/teaching.md shows how), by itself no map has one"
        )
    try:
        plan = read_course(text_of(str(file)))
        packs = lessons(project.case, plan)
        return packs, as_course(project.case, plan, packs, wanted)
    except BadCourse as failure:
        raise CannotDo(f"{file}: {failure}") from None
    except forms.NoTypst as failure:
        raise CannotDo(str(failure)) from None


def remarks(packs: Sequence[Pack], files: Mapping[str, bytes], wanted: Sequence[str]) -> Iterator[str]:
    """What a teacher should know of what was made: what has no place in a package for learning platforms, each with the
    reason, and whether answers can be saved from files that nothing among them marks."""
    for made in packs if "qti" in wanted else ():
        titled = f"{made.title}: " if len(packs) > 1 else ""
        for one in qti.left_out(made):
            yield f"{titled}left out of {qti.FILE}: {one.type} {one.name}: {one.why}"
        if not any(qti.fits(task) for _, task in made.tasks().values()):
            yield f"{titled}no {qti.FILE} was written: no task is left for it"
    saving = {name.rpartition("/")[0] for name in files if name.endswith(("workbook.html", "test.html"))}
    if any(f"{place}/{EXERCISES}".removeprefix("/") not in files for place in saving):
        yield f"no {EXERCISES} was written, by which `argmap mark` marks what is saved: add json to --form"


def stale(folder: Path, files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """The names of files that are not in a folder as they should be, and of those in its lesson folders that belong to no lesson."""
    changed = [name for name, data in files.items() if not _holds(folder / name, data)]
    found = sorted(file.relative_to(folder).as_posix() for file in folder.glob(f"{LESSON}*/*") if file.is_file())
    return changed, [name for name in found if name not in files]


def _holds(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def teaching_folder(project: Project) -> Path:
    """Where a project's exercises stand unless another place is asked for."""
    return project.root / RENDERS / TEACHING


def outlined(file: Path) -> Project:
    """The project that an outline amounts to; lines that cannot be taken as meant are its faults. Raises CannotDo where
    the file cannot be read as text."""
    try:
        text = decode(file.read_bytes())
    except OSError:
        raise CannotDo(f"{file} cannot be read") from None
    except DecodeFailure:
        raise CannotDo(f"{file} is not UTF-8 text") from None
    files, problems = read_outline(text)
    source = SourceText(str(file), text)
    faults = [
        error(
            "outline-not-read",
            one.why,
            Span(str(file), source.line_start(one.line), source.line_end(source.line_start(one.line))),
        )
        for one in problems
    ]
    project = load_text(files)
    return replace(project, faults=(*faults, *project.faults), sources={str(file): source, **project.sources})


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Files by name into a folder, which is made if need be."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def known_pack(name: str | None) -> Pack:
    """The pack in a file, or in the usual place of the project here. Raises CannotDo where there is none."""
    file = Path(name) if name else Path(RENDERS, TEACHING, EXERCISES)
    try:
        return from_json(file.read_bytes())
    except OSError:
        raise CannotDo(f"{file} cannot be read; `argmap teach` writes it, or name it with --pack") from None
    except BadPack as failure:
        raise CannotDo(f"{file}: {failure}") from None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch marked: what was found, the files that were written, and what its teacher should know of them."""

    found: Results
    files: Mapping[str, bytes]
    notes: tuple[str, ...]


def mark(made: Pack, responses: Sequence[Path], marks: Sequence[Path], codes: Path | None, target: Path) -> Batch:
    """Mark response files (or folders of them) and the marks that people gave, and write tables, charts and JSON.

    With a list of codes names are replaced by them, and names that are new are added to the list.

    A table of answers to be marked that somebody has written into is left as it is, and the new one gets a name of its own.

    A file that cannot be used is named in the results with its reason, and costs no other file. With codes neither names
    nor the names of files (which may hold them) stand in anything written. Raises CannotDo where nothing was given at
    all, or where the list of codes cannot be trusted.
    """
    sheets: list[Sheet] = []
    refused: list[Refused] = []
    for file in _each(responses):
        try:
            one = read(str(file), file.read_bytes(), made)
        except OSError:
            one = Refused(str(file), "it cannot be read")
        (sheets if isinstance(one, Sheet) else refused).append(one)  # type: ignore[arg-type]  # each list takes its own kind
    if not sheets and not refused:
        raise CannotDo("there are no response files there; students save them from the workbook")
    given: list[Given] = []
    for file in marks:
        try:
            more, bad = read_marks(str(file), file.read_bytes().decode("utf-8-sig"), made)
        except (OSError, UnicodeDecodeError):
            more, bad = [], [Refused(str(file), "it cannot be read as UTF-8 text")]
        given += more
        refused += bad
    if codes is None:
        found = results(made, sheets, given, refused)
        return Batch(found, *_written(target, as_files(found, made, sheets)))
    table = _codes(codes).with_new(dict.fromkeys(sheet.student for sheet in sheets))
    sheets = [replace(sheet, student=table.known[sheet.student], file="") for sheet in sheets]
    given = [replace(one, student=table.known.get(one.student, one.student)) for one in given]
    hidden = [Refused(f"file {number}", one.why) for number, one in enumerate(refused, start=1)]
    found = results(made, sheets, given, hidden)
    files, notes = _written(target, as_files(found, made, sheets))
    codes.write_text(table.as_csv(), encoding="utf-8", newline="")
    return Batch(replace(found, refused=tuple(refused)), files, notes)


def _written(target: Path, files: Mapping[str, bytes]) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """Write the files of a batch, and keep a table that somebody has filled in; what was written, and what was kept."""
    free = next(name for name in _names(TO_MARK) if not _filled(target / name))
    files = {free if name == TO_MARK else name: data for name, data in files.items()}
    write(target, files)
    if free == TO_MARK:
        return files, ()
    return files, (f"{target / TO_MARK} holds marks and was left as it is; the table without marks is {free}",)


def _names(name: str) -> Iterator[str]:
    """A file's name, and the names that it may have beside files of that name: to-mark-2.csv and so on."""
    yield name
    yield from (f"{Path(name).stem}-{number}{Path(name).suffix}" for number in count(2))


def _filled(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        return holds_marks(file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return True


def _each(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file for file in path.iterdir() if file.suffix == ".json" and not file.name.startswith(".")
            )
        else:
            yield path


def _codes(file: Path) -> Codes:
    if not file.exists():
        return Codes({})
    try:
        return read_codes(file.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError) as failure:  # bytes that are no UTF-8 are a ValueError too
        raise CannotDo(f"{file}: {failure}") from None
