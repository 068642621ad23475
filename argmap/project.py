"""A project: a folder on disk with claims/ and evidence/, its settings, and what is made of it."""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity, error, in_order
from argmap.faults import close_to, did_you_mean
from argmap.graph import ArgumentGraph
from argmap.layers import without_layers
from argmap.link import link
from argmap.read import Document, kind_of, read
from argmap.registry import SEMANTICS
from argmap.semantics import Unsuited
from argmap.semantics import evaluate as _evaluate
from argmap.semantics.scales import BadScale, scales
from argmap.settings import COURSE, Settings
from argmap.text import DecodeFailure, SourceText, Span, decode

if TYPE_CHECKING:
    from argmap.ignores import Accepted
    from argmap.render import Picture

FOLDERS = ("claims", "evidence")
LARGEST_FILE = 16 * 1024 * 1024
SUFFIXES = (".yaml", ".yml")


class CannotDo(Exception):
    """What was asked cannot be done at all (there is no project here, a file cannot be written): exit status 2."""


@dataclass(frozen=True)
class Project:
    """What stands in a project's files. Nothing is evaluated until `case` is asked for.

    `layers` are all that its records name, those included that the settings switch off. `essays` are texts about the case.
    """

    root: Path
    settings: Settings
    sources: Mapping[str, SourceText]
    documents: tuple[Document, ...]
    graph: ArgumentGraph
    faults: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    layers: tuple[str, ...] = ()
    essays: tuple[SourceText, ...] = ()

    @cached_property
    def case(self) -> Case:
        """The graph with its valuation. Raises CannotDo where the semantics cannot evaluate it."""
        try:
            valuation = _evaluate(self.graph, self.settings)
        except Unsuited as failure:
            raise CannotDo(str(failure)) from None
        off = self._switched_off() if self.essays else {}
        return Case(self.graph, valuation, self.settings, self.texts, self.essays, off)

    def _switched_off(self) -> dict[str, str]:
        """The statements that stand in layers which are switched off, with the layer."""
        found = {}
        for document in self.documents:
            for name, record in document.records.items():
                layer = getattr(record, "layer", None)
                if layer in self.settings.without_layers and name not in self.graph.claims:
                    found[name] = str(layer)
        return found

    @cached_property
    def essay_findings(self) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
        """What the essays say otherwise than the record does, in order of place, and what of it a comment accepts."""
        from argmap.rules import accepted, findings  # noqa: PLC0415 - as below

        told = {path: self.sources[path] for path in sorted(essay.path for essay in self.essays)}
        return accepted(self.case, findings(self.case, essays=True), told, essays=True)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All faults and findings, in order of place, without those accepted by an ignore comment."""
        return self.checked[0]

    @cached_property
    def checked(self) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
        """All faults and findings that stand, in order of place, and those accepted by an ignore comment."""
        from argmap.rules import accepted, findings  # noqa: PLC0415 - a picture needs no rules

        found = findings(self.case)
        if not self.sound:
            # A note (evidence that nothing rests on, say) or a verdict that nobody expected may be the echo of an error
            # that cost an inference.
            found = tuple(
                finding
                for finding in found
                if finding.severity is not Severity.NOTE and finding.rule != "verdict-not-as-expected"
            )
        return accepted(self.case, in_order((*self.faults, *found)), self.sources, whole=self.sound)

    @property
    def sound(self) -> bool:
        """Whether the text can be taken as meant: no fault of severity error."""
        return not any(fault.severity is Severity.ERROR for fault in self.faults)


def load(
    folder: str | os.PathLike[str] = ".",
    *,
    texts: Mapping[str, str] | None = None,
    essays: Mapping[str, str] | None = None,
    **changes: Any,
) -> Project:
    """Read a project. `texts` are source texts by source id, `essays` texts about the case by display path; `changes`
    override settings by name.

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
        text = _text(path, file, sources, faults)
        if text is not None:
            sources[path] = SourceText(path, text)
            document = read(sources[path], kind_of(path))
            documents.append(document)
            faults.extend(document.diagnostics)
    graph, found = link(documents)
    if any(fault.rule in LOST_FILE for fault in faults):
        # What seems to lead nowhere may lead into a file that could not be read.
        found = tuple(fault for fault in found if fault.rule != "unknown-reference")
    faults.extend(found)
    faults.extend(_unknown_names(settings, graph, sources))
    shown = without_layers(graph, settings.without_layers)
    told = _told(essays, sources)
    return Project(
        root, settings, sources, tuple(documents), shown, in_order(faults), dict(texts or {}), graph.layers, told
    )


def _told(essays: Mapping[str, str] | None, sources: dict[str, SourceText]) -> tuple[SourceText, ...]:
    """Essays as texts with places, put beside the files that were read so that findings can show their lines."""
    told = tuple(SourceText(path, text) for path, text in (essays or {}).items())
    sources |= {essay.path: essay for essay in told}
    return told


def load_text(
    files: Mapping[str, str],
    *,
    settings: Settings | None = None,
    texts: Mapping[str, str] | None = None,
    essays: Mapping[str, str] | None = None,
) -> Project:
    """Read a project from unsaved text: display path (claims/…, evidence/…) → text. Touches no disk."""
    sources = {path: SourceText(path, text) for path, text in files.items()}
    documents = tuple(read(source, kind_of(path)) for path, source in sorted(sources.items()))
    graph, found = link(documents)
    settings = settings or Settings()
    faults = in_order((*(d for document in documents for d in document.diagnostics), *found))
    shown = without_layers(graph, settings.without_layers)
    told = _told(essays, sources)
    return Project(Path(), settings, sources, documents, shown, faults, dict(texts or {}), graph.layers, told)


def essays_named(names: Sequence[str]) -> dict[str, str]:
    """Files of texts about a case → display path → text. Raises CannotDo for what is no text, or holds records."""
    for name in names:
        if Path(name).is_dir():
            hint = f"; a project is named by --project {name}" if any(Path(name, f).is_dir() for f in FOLDERS) else ""
            raise CannotDo(f"{name} is a folder, and a text is asked for{hint}")
        if name.endswith(SUFFIXES):
            raise CannotDo(f"{name} holds records, which a check without it reads; name texts about the case only")
    return {name.replace(os.sep, "/"): text_of(name) for name in names}


def text_of(file: str) -> str:
    """The text of a file, its line endings as they stand. Raises CannotDo where it cannot be read as UTF-8."""
    try:
        return decode(Path(file).read_bytes())
    except OSError:
        raise CannotDo(f"{file} cannot be read") from None
    except DecodeFailure:
        raise CannotDo(f"{file} is not UTF-8 text") from None


def check(project: Project) -> tuple[Diagnostic, ...]:
    """All that is wrong or worth a look, in order of place."""
    return project.diagnostics


def evaluate(project: Project) -> Case:
    """The project's graph with its valuation."""
    return project.case


# --------------------------------------------------------------------------- files

LOST_FILE = frozenset({"unreadable-file", "file-too-large", "wrong-encoding"})


def _files(root: Path, faults: list[Diagnostic]) -> Iterator[tuple[str, Path]]:
    """Every file to read as (display path, place on disk), in the order of the display paths."""
    found: list[tuple[str, Path]] = []

    def failed(failure: OSError) -> None:
        path = os.path.relpath(failure.filename, root).replace(os.sep, "/")
        faults.append(error("unreadable-file", f"{path} cannot be read: {_why(failure)}", Span(path, 0, 0)))

    def passed_over(path: str, why: str, hint: str) -> None:
        at = Span(path, 0, 0)
        faults.append(Diagnostic("file-not-read", Severity.WARNING, f"{path} is not read: {why}", at, hint=hint))

    for folder in FOLDERS:
        if not os.path.lexists(root / folder):
            if near := _misnamed(root, folder):
                passed_over(near, f"argmap reads {folder}/", f"rename it to {folder}")
            continue
        for where, folders, names in os.walk(root / folder, onerror=failed):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in folders:
                if Path(where, name).is_symlink():
                    path = Path(where, name).relative_to(root).as_posix()
                    passed_over(path, "it is a link to a folder", "copy the files into the project")
            for name in names:
                file = Path(where, name)
                path = file.relative_to(root).as_posix()
                if name.startswith(".") or name.endswith(("~", ".md")) or path == COURSE:
                    continue
                if name.endswith(SUFFIXES):
                    found.append((path, file))
                else:
                    hint = "rename it, or move it out of claims/ and evidence/"
                    passed_over(path, "its name does not end in .yaml", hint)
    yield from sorted(found)


def _misnamed(root: Path, folder: str) -> str | None:
    """A folder that most likely bears the misspelt name of one that is missing."""
    try:
        names = tuple(sorted(entry.name for entry in root.iterdir() if entry.is_dir() and entry.name not in FOLDERS))
    except OSError:
        return None
    return close_to(folder, names)


def _text(path: str, file: Path, sources: dict[str, SourceText], faults: list[Diagnostic]) -> str | None:
    at = Span(path, 0, 0)
    data = b""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            faults.append(error("unreadable-file", f"{path} cannot be read: it is no ordinary file", at))
            return None
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            limit = f"{LARGEST_FILE // 1024 // 1024} MiB"
            faults.append(error("file-too-large", f"{path} is larger than {limit}", at, "split it into several files"))
            return None
        return decode(data)
    except OSError as failure:
        faults.append(error("unreadable-file", f"{path} cannot be read: {_why(failure)}", at))
    except DecodeFailure as failure:
        kind = f"; it looks like {failure.encoding}" if failure.encoding else ""
        message = f"{path} is not UTF-8 text (byte {failure.offset:,}){kind}"
        if not (failure.encoding or "").startswith("UTF"):
            # Shown as far as it can be, with the first character that is wrong marked.
            sources[path] = SourceText(path, data.decode("utf-8", "replace"))
            start = len(data[: failure.offset].decode("utf-8"))
            at = Span(path, start, start + 1)
        hint = "save it as UTF-8 in your editor" if kind else "type the marked character anew"
        faults.append(error("wrong-encoding", message, at, hint))
    return None


def _why(failure: OSError) -> str:
    """The reason of a failure in words that are the same on every machine."""
    return {
        errno.EACCES: "permission denied",
        errno.ELOOP: "its link leads back to itself",
        errno.ENOENT: "its link leads nowhere",
        errno.EISDIR: "it is a folder",
        errno.ENOTDIR: "it is no folder",
    }.get(failure.errno or 0, "the system says no")


def _settings(
    root: Path, changes: Mapping[str, Any], sources: dict[str, SourceText], faults: list[Diagnostic]
) -> Settings:
    """The settings of argmap.toml, or of [tool.argmap] in pyproject.toml, with changes over them."""
    table: dict[str, Any] = {}
    name = next((n for n in ("argmap.toml", "pyproject.toml") if (root / n).is_file()), None)
    if name is not None:
        text = _text(name, root / name, sources, faults)
        sources.setdefault(name, SourceText(name, text or ""))
        try:
            table = tomllib.loads(text or "")
        except (ValueError, RecursionError) as failure:
            faults.append(_not_toml(sources[name], str(failure)))
        if name == "pyproject.toml":
            tools = table.get("tool")
            table = tools.get("argmap", {}) if isinstance(tools, dict) else {}
        if not isinstance(table, dict):
            message = "the settings of argmap are no table of names and values"
            at = _setting_place(sources[name], "argmap")
            faults.append(error("bad-settings", message, at, "write them under [tool.argmap]"))
            table = {}
    values = {**table, **{key: value for key, value in changes.items() if value is not None}}
    settings = Settings()
    try:
        settings = Settings(**values)
    except ValidationError as failure:
        for key, message, hint in _setting_faults(failure):
            values.pop(key.split(".")[0], None)
            at = _setting_place(sources.get(name or ""), key)
            faults.append(error("bad-settings", message, at, hint))
        settings = Settings(**values)
    for key, problem, hint in _unknown_values(settings):
        faults.append(error("bad-settings", problem, _setting_place(sources.get(name or ""), key), hint))
        settings = settings.model_copy(update={key: Settings.model_fields[key].get_default()})
    return settings


def _not_toml(source: SourceText, problem: str) -> Diagnostic:
    place = re.search(r"line ([0-9]+), column ([0-9]+)", problem)
    at = source.line_start(int(place[1])) + int(place[2]) - 1 if place else len(source.text)
    hint = next((hint for words, hint in _TOML.items() if words in problem), "a setting is a name, = and a value")
    return error("bad-settings", f"{source.path} is not TOML", Span(source.path, at, at + 1), hint)


_TOML = {
    "Invalid value": 'write a text in double quotes: title = "My map"',
    "Expected '='": "a setting is a name, = and a value",
    "Cannot overwrite": "each name and each [table] may stand once",
    "Cannot declare": "each name and each [table] may stand once",
    "Unclosed": "close the bracket",
    "newline": "each setting stands on a line of its own",
    "escape": "write a text with backslashes in single quotes",
}


def _setting_faults(failure: ValidationError) -> Iterator[tuple[str, str, str | None]]:
    for fault in failure.errors(include_url=False, include_input=False):
        key = ".".join(str(step) for step in fault["loc"])
        what = fault["type"]
        if what == "extra_forbidden":
            near = did_you_mean(str(fault["loc"][-1]), tuple(Settings.model_fields))
            yield key, f"there is no setting {key}", near or "the settings are " + ", ".join(Settings.model_fields)
        elif what == "missing":
            yield key, f"the setting {key} is missing", None
        else:
            kind = next((kind for word, kind in _SETTING_KINDS.items() if what.startswith(word)), "another value")
            yield key, f"the setting {key} takes {kind}", fault["ctx"].get("expected") if "ctx" in fault else None


_SETTING_KINDS = {
    "string": "a text in quotation marks",
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "greater": "a larger number",
    "less": "a smaller number",
    "tuple": "a list in square brackets",
    "dict": "a table of names and values",
    "model": "a table of names and values",
    "literal": "one of its words",
    "bad_id": "an id: words of letters and digits joined by hyphens",
    "too_short": "a longer list",
}


def _unknown_values(settings: Settings) -> Iterator[tuple[str, str, str | None]]:
    """What only the tables of scales, semantics and rules can tell: setting, problem, hint."""
    try:
        scales(settings.scales)
    except BadScale as failure:
        yield "scales", str(failure), None
    try:
        SEMANTICS.get(settings.semantics)
    except KeyError as failure:
        yield "semantics", str(failure.args[0]), did_you_mean(settings.semantics, SEMANTICS.names())
    if settings.language != "en":  # no other needs the folder to be looked at
        from argmap.render.words import languages  # noqa: PLC0415 - check draws nothing

        if settings.language not in languages():
            known = f"there are: {', '.join(languages())}"
            yield "language", f"there is no language {settings.language} for pictures", known
    if settings.select or settings.ignore:
        from argmap.rules import selectable  # noqa: PLC0415 - few settings name rules

        rules = selectable()
        for key, names in (("select", settings.select), ("ignore", settings.ignore)):
            for name in sorted(set(names) - set(rules)):
                yield key, f"there is no rule {name} that {key} could name", did_you_mean(name, rules)


def _unknown_names(settings: Settings, graph: ArgumentGraph, sources: Mapping[str, SourceText]) -> Iterator[Diagnostic]:
    """Settings that name what the project does not hold."""
    source = next((sources[name] for name in ("argmap.toml", "pyproject.toml") if name in sources), None)
    for layer in settings.without_layers:
        if layer not in graph.layers:
            hint = did_you_mean(layer, graph.layers) or f"the layers are {', '.join(graph.layers) or 'none'}"
            at = _setting_place(source, "without_layers")
            yield error("bad-settings", f"there is no layer {layer} that without_layers could name", at, hint)
    for claim in settings.wigmore:
        if claim not in graph.claims:
            hint = did_you_mean(claim, graph.claims) or "name the claims whose proofs are to be charted"
            yield error(
                "bad-settings", f"{claim}, named by wigmore, is not a claim", _setting_place(source, "wigmore"), hint
            )
    for name in settings.order:
        if name not in graph.claims and name not in graph.evidence:
            hint = did_you_mean(name, (*graph.claims, *graph.evidence)) or "name claims and items of evidence"
            yield error(
                "bad-settings", f"{name}, named by order, is no statement", _setting_place(source, "order"), hint
            )
    if settings.thesis is not None and settings.thesis not in graph.claims:
        at = _setting_place(source, "thesis")
        hint = did_you_mean(settings.thesis, graph.claims) or "name the claim that the whole comes to"
        yield error("bad-settings", f"the thesis {settings.thesis} is not a claim", at, hint)


def _setting_place(source: SourceText | None, key: str) -> Span:
    if source is None:
        return Span("", 0, 0)
    match = (
        re.search(rf"^\s*(?:\[.*)?\b{re.escape(key.rsplit('.', maxsplit=1)[-1])}\b", source.text, re.MULTILINE)
        if key
        else None
    )
    return Span(source.path, match.start(), match.end()) if match else Span(source.path, 0, 0)


# --------------------------------------------------------------------------- pictures on disk

RENDERS = "renders"


def build(
    project: Project, output: Path | None = None, views: tuple[str, ...] = (), *, check_only: bool = False
) -> tuple[list[str], list[str], tuple[Picture, ...]]:
    """Draw a project's views into its renders/ folder (or `output`); where all are drawn, with a study page, and with an
    index where they are several.

    Gives the names of files that were written, those that were stale and removed, and the pictures. With
    `check_only` nothing is touched, and the two lists are what would be. Raises CannotDo where a view is unknown, a
    file cannot be written, or source texts would go into renders/. A file is written under a passing name and moved into
    place: never half a picture.
    """
    from argmap.render import MARK, UnknownView, pictures  # noqa: PLC0415 - check and explain draw nothing

    target = output or project.root / RENDERS
    if project.texts and target.resolve() == (project.root / RENDERS).resolve():
        raise CannotDo("a page with your own copy of a text is yours alone: give -o a folder that is not renders/")
    try:
        drawn = pictures(project.case, views)
    except UnknownView as failure:
        raise CannotDo(str(failure.args[0])) from None
    written, removed = [], []
    try:
        if not check_only:
            target.mkdir(parents=True, exist_ok=True)
        files = {picture.name: picture.svg.encode() for picture in drawn}
        if not views:
            from argmap.study import NAME, study_page  # noqa: PLC0415 - a picture by its name needs no page

            files[NAME] = study_page(project.case, project.sources, project.faults)
            if len(drawn) > 1:
                from argmap.render.contents import index  # noqa: PLC0415 - one picture needs no list of pictures

                files |= index(project.case, drawn)
        for name, data in files.items():
            file = target / name
            if file.is_file() and file.read_bytes() == data:
                continue
            written.append(name)
            if not check_only:
                write_whole(file, data)
        if not views and target.is_dir():
            for file in sorted((*target.glob("*.svg"), target / "index.html")):
                if (
                    file.name not in files
                    and file.is_file()
                    and MARK in file.read_bytes()[:2000].decode("utf-8", "replace")
                ):
                    removed.append(file.name)
                    if not check_only:
                        file.unlink()
    except OSError as failure:
        raise CannotDo(f"{target} cannot be written: {_why(failure)}") from None
    return written, removed, drawn


_CARD = re.compile(rb' id="((?:claim|evidence)-[^"]+)"')
_SHOWN_IN = ("claim", "section", "question", "overview", "map")


def drawn(project: Project, page: Path) -> dict[str, str]:
    """What pictures in renders/ show → links to it from a page in some folder.

    The names are those of cards (claim-…, evidence-…) and views (question-…). A claim with a picture of its own leads to it,
    any other statement to its card in the smallest kind of picture that shows it.
    """
    from urllib.parse import quote  # noqa: PLC0415 - reports alone need it

    folder = project.root / RENDERS
    way = os.path.relpath(folder, page).replace(os.sep, "/")
    files = {file.name.removesuffix(".svg"): file for file in folder.glob("*.svg")} if folder.is_dir() else {}
    kinds = {kind: number for number, kind in enumerate(_SHOWN_IN)}
    found: dict[str, str] = {}
    for view in sorted(files, key=lambda name: (kinds.get(name.partition("-")[0], len(kinds)), name)):
        link = quote(f"{way}/{files[view].name}", errors="surrogateescape")
        for card in _CARD.findall(files[view].read_bytes()):
            found.setdefault(card.decode("utf-8", "replace"), f"{link}#{quote(card)}")
    # A view's own picture goes before its card in another.
    found |= {view: quote(f"{way}/{file.name}", errors="surrogateescape") for view, file in files.items()}
    return dict(sorted(found.items()))


def write_whole(file: Path, data: bytes) -> None:
    """Write a file under a passing name and move it into place, with the permissions that it had: all of it or nothing.

    Raises OSError.
    """
    passing = file.with_name(f".{file.name}.part")
    try:
        passing.write_bytes(data)
        if file.exists():
            passing.chmod(stat.S_IMODE(file.stat().st_mode))
        passing.replace(file)
    except OSError:
        passing.unlink(missing_ok=True)
        raise
