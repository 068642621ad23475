"""A project: a folder on disk with claims/ and evidence/, its settings, and what is made of it."""

from __future__ import annotations

import errno
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity, apply_ignores, error, in_order
from argmap.graph import ArgumentGraph
from argmap.link import link
from argmap.read import Document, did_you_mean, kind_of, read
from argmap.registry import SEMANTICS
from argmap.semantics import evaluate as _evaluate
from argmap.semantics.scales import BadScale, scales
from argmap.settings import Settings
from argmap.text import DecodeFailure, SourceText, Span, decode

if TYPE_CHECKING:
    from argmap.render import Picture

FOLDERS = ("claims", "evidence")
LARGEST_FILE = 16 * 1024 * 1024
SUFFIXES = (".yaml", ".yml")


class CannotDo(Exception):
    """What was asked cannot be done at all (there is no project here, a file cannot be written): exit status 2."""


@dataclass(frozen=True)
class Project:
    """What stands in a project's files. Nothing is evaluated until `case` is asked for."""

    root: Path
    settings: Settings
    sources: Mapping[str, SourceText]
    documents: tuple[Document, ...]
    graph: ArgumentGraph
    faults: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    @cached_property
    def case(self) -> Case:
        """The graph with its valuation."""
        return Case(self.graph, _evaluate(self.graph, self.settings), self.settings, self.texts)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All faults and findings, in order of place, without those accepted by an ignore comment."""
        from argmap.rules import findings  # noqa: PLC0415 - a picture needs no rules

        return apply_ignores(in_order((*self.faults, *findings(self.case))), self.sources)

    @property
    def sound(self) -> bool:
        """Whether the text can be taken as meant: no fault of severity error."""
        return not any(fault.severity is Severity.ERROR for fault in self.faults)


def load(folder: str | os.PathLike[str] = ".", *, texts: Mapping[str, str] | None = None, **changes: Any) -> Project:
    """Read a project. `texts` are source texts by source id; `changes` override settings by name.

    Faults in the files become diagnostics. Raises CannotDo where the folder holds no project.
    """
    root = Path(folder)
    if not any((root / name).is_dir() for name in FOLDERS):
        raise CannotDo(f"{root} holds neither claims/ nor evidence/; `argmap init` makes a new project")
    sources: dict[str, SourceText] = {}
    faults: list[Diagnostic] = []
    settings = _settings(root, changes, sources, faults)
    documents = []
    for path, file in _files(root, faults):
        text = _text(path, file, faults)
        if text is not None:
            sources[path] = SourceText(path, text)
            document = read(sources[path], kind_of(path))
            documents.append(document)
            faults.extend(document.diagnostics)
    graph, found = link(documents)
    faults.extend(found)
    return Project(root, settings, sources, tuple(documents), graph, in_order(faults), dict(texts or {}))


def load_text(files: Mapping[str, str], *, settings: Settings | None = None, texts: Mapping[str, str] | None = None) -> Project:
    """Read a project from unsaved text: display path (claims/…, evidence/…) → text. Touches no disk."""
    sources = {path: SourceText(path, text) for path, text in files.items()}
    documents = tuple(read(source, kind_of(path)) for path, source in sorted(sources.items()))
    graph, found = link(documents)
    faults = in_order((*(d for document in documents for d in document.diagnostics), *found))
    return Project(Path(), settings or Settings(), sources, documents, graph, faults, dict(texts or {}))


def check(project: Project) -> tuple[Diagnostic, ...]:
    """All that is wrong or worth a look, in order of place."""
    return project.diagnostics


def evaluate(project: Project) -> Case:
    """The project's graph with its valuation."""
    return project.case


# --------------------------------------------------------------------------- files


def _files(root: Path, faults: list[Diagnostic]) -> Iterator[tuple[str, Path]]:
    """Every file to read as (display path, place on disk), in the order of the display paths."""
    found: list[tuple[str, Path]] = []
    for folder in FOLDERS:

        def failed(failure: OSError) -> None:
            path = os.path.relpath(failure.filename, root).replace(os.sep, "/")
            faults.append(error("unreadable-file", f"{path} cannot be read: {_why(failure)}", Span(path, 0, 0)))

        for where, _, names in os.walk(root / folder, onerror=failed):
            for name in names:
                file = Path(where, name)
                path = file.relative_to(root).as_posix()
                if name.startswith(".") or name.endswith(("~", ".md")):
                    continue
                if name.endswith(SUFFIXES):
                    found.append((path, file))
                else:
                    faults.append(
                        Diagnostic(
                            "file-not-read",
                            Severity.WARNING,
                            f"{path} is not read: its name does not end in .yaml",
                            Span(path, 0, 0),
                            hint="rename it, or move it out of claims/ and evidence/",
                        )
                    )
    yield from sorted(found)


def _text(path: str, file: Path, faults: list[Diagnostic]) -> str | None:
    at = Span(path, 0, 0)
    try:
        if file.stat().st_size > LARGEST_FILE:
            limit = f"{LARGEST_FILE // 1024 // 1024} MiB"
            faults.append(error("file-too-large", f"{path} is larger than {limit}", at, "split it into several files"))
            return None
        return decode(file.read_bytes())
    except OSError as failure:
        faults.append(error("unreadable-file", f"{path} cannot be read: {_why(failure)}", at))
    except DecodeFailure as failure:
        kind = f"; it looks like {failure.encoding}" if failure.encoding else ""
        message = f"{path} is not UTF-8 text (byte {failure.offset:,}){kind}"
        faults.append(error("wrong-encoding", message, at, "save it as UTF-8 in your editor"))
    return None


def _why(failure: OSError) -> str:
    """The reason of a failure in words that are the same on every machine."""
    return {
        errno.EACCES: "permission denied",
        errno.ELOOP: "its link leads back to itself",
        errno.ENOENT: "its link leads nowhere",
        errno.EISDIR: "it is a folder",
    }.get(failure.errno or 0, "the system says no")


def _settings(
    root: Path, changes: Mapping[str, Any], sources: dict[str, SourceText], faults: list[Diagnostic]
) -> Settings:
    """The settings of argmap.toml, or of [tool.argmap] in pyproject.toml, with changes over them."""
    table: dict[str, Any] = {}
    name = next((n for n in ("argmap.toml", "pyproject.toml") if (root / n).is_file()), None)
    if name is not None:
        text = _text(name, root / name, faults) or ""
        sources[name] = SourceText(name, text)
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as failure:
            line = re.search(r"line ([0-9]+)", str(failure))
            at = sources[name]._line_starts[int(line[1]) - 1] if line else 0
            faults.append(error("bad-settings", f"{name} is not TOML", Span(name, at, at + 1), str(failure)))
        if name == "pyproject.toml":
            table = table.get("tool", {}).get("argmap", {})
    try:
        settings = Settings(**{**table, **{key: value for key, value in changes.items() if value is not None}})
    except (ValidationError, TypeError) as failure:
        for key, message, hint in _setting_faults(failure):
            at = _setting_place(sources.get(name or ""), key)
            faults.append(error("bad-settings", message, at, hint))
        return Settings()
    for key, problem in _unknown_values(settings):
        faults.append(error("bad-settings", problem, _setting_place(sources.get(name or ""), key)))
        settings = settings.model_copy(update={key: Settings.model_fields[key].get_default()})
    return settings


def _setting_faults(failure: ValidationError | TypeError) -> Iterator[tuple[str, str, str | None]]:
    if isinstance(failure, TypeError):
        yield "", "the settings are no table of names and values", None
        return
    for fault in failure.errors(include_url=False, include_input=False):
        key = ".".join(str(step) for step in fault["loc"])
        if fault["type"] == "extra_forbidden":
            yield key, f"there is no setting {key}", did_you_mean(key, tuple(Settings.model_fields))
        else:
            yield key, f"the value of {key} does not fit: {fault['msg'][0].lower()}{fault['msg'][1:]}", None


def _unknown_values(settings: Settings) -> Iterator[tuple[str, str]]:
    try:
        scales(settings.scales)
    except BadScale as failure:
        yield "scales", str(failure)
    try:
        SEMANTICS.get(settings.semantics)
    except KeyError as failure:
        yield "semantics", str(failure.args[0])


def _setting_place(source: SourceText | None, key: str) -> Span:
    if source is None:
        return Span("", 0, 0)
    match = re.search(rf"^\s*(?:\[.*)?\b{re.escape(key.split('.')[-1])}\b", source.text, re.MULTILINE) if key else None
    return Span(source.path, match.start(), match.end()) if match else Span(source.path, 0, 0)


# --------------------------------------------------------------------------- pictures on disk

RENDERS = "renders"


def build(
    project: Project, output: Path | None = None, views: tuple[str, ...] = (), *, check_only: bool = False
) -> tuple[list[str], list[str], tuple[Picture, ...]]:
    """Draw a project's views into its renders/ folder (or `output`).

    Gives the names of files that were written, those that were stale and removed, and the pictures. With
    `check_only` nothing is touched, and the two lists are what would be. Raises CannotDo where a view is unknown or a
    file cannot be written. A file is written under a passing name and moved into place: never half a picture.
    """
    from argmap.render import MARK, UnknownView, pictures  # noqa: PLC0415 - check and explain draw nothing

    target = output or project.root / RENDERS
    try:
        drawn = pictures(project.case, views)
    except UnknownView as failure:
        raise CannotDo(str(failure.args[0])) from None
    written, removed = [], []
    try:
        if not check_only:
            target.mkdir(parents=True, exist_ok=True)
        for picture in drawn:
            file = target / picture.name
            data = picture.svg.encode()
            if file.is_file() and file.read_bytes() == data:
                continue
            written.append(picture.name)
            if not check_only:
                passing = file.with_name(f".{file.name}.part")
                passing.write_bytes(data)
                passing.replace(file)
        if not views and target.is_dir():
            names = {picture.name for picture in drawn}
            for file in sorted(target.glob("*.svg")):
                if file.name not in names and MARK in file.read_bytes()[:2000].decode("utf-8", "replace"):
                    removed.append(file.name)
                    if not check_only:
                        file.unlink()
    except OSError as failure:
        raise CannotDo(f"{RENDERS}/ cannot be written: {_why(failure)}") from None
    return written, removed, drawn
