"""A project: a folder on disk with claims/ and evidence/, its settings, and what is made of it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argmap.case import Case
from argmap.configuration import settings_of, unknown_names
from argmap.diagnostics import Diagnostic, Severity, in_order
from argmap.folder import FOLDERS, LOST_FILE, SUFFIXES, files_of, read_text, why
from argmap.graph import ArgumentGraph
from argmap.join import join
from argmap.layers import without_layers
from argmap.read import Document, kind_of, read
from argmap.semantics import BESIDE, Unsuited, no_degrees
from argmap.semantics import evaluate as _evaluate
from argmap.settings import Settings
from argmap.text import DecodeFailure, SourceText, decode

if TYPE_CHECKING:
    from argmap.ahead import Ahead
    from argmap.ignores import Accepted
    from argmap.making import Session
    from argmap.memo import Memo
    from argmap.render import Picture


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
    before: Case | None = field(default=None, repr=False, compare=False)
    """The case of an earlier version, where one was evaluated."""

    @cached_property
    def case(self) -> Case:
        """The graph with its valuation. Raises CannotDo where the semantics cannot evaluate it, or has no degrees."""
        if told := no_degrees(self.settings.semantics):
            raise CannotDo(f"{told}; {BESIDE}")
        try:
            valuation = _evaluate(self.graph, self.settings, self.before.valuation if self.before is not None else None)
        except Unsuited as failure:
            raise CannotDo(str(failure)) from None
        off = self._switched_off() if self.essays else {}
        return Case(self.graph, valuation, self.settings, self.texts, self.essays, off)

    @property
    def _evaluated(self) -> Case | None:
        """The case, if it was evaluated, or else that of an earlier version."""
        return self.__dict__.get("case", self.before)

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
    known: dict[Path, Project] | None = None,
    ahead: Ahead | None = None,
    **changes: Any,
) -> Project:
    """Read a project. `texts` are source texts by source id, `essays` texts about the case by display path; `changes`
    override settings by name. Of a version of the project that is `known` by its folder, what did not change is taken; this
    one is known afterwards. What was scanned `ahead` is not scanned again.

    Faults in the files become diagnostics. Raises CannotDo where the folder holds no project.
    """
    root = Path(folder)
    if not any((root / name).is_dir() for name in FOLDERS):
        raise CannotDo(f"{root} holds neither claims/ nor evidence/; `argmap init` makes a new project")
    if os.path.lexists(root / "argmap.toml") and not (root / "argmap.toml").is_file():
        raise CannotDo(
            f"{root / 'argmap.toml'} is no file, and the settings would stand in it; rename it or take it away"
        )
    before = known.get(root) if known is not None else None
    read_before = {document.source.path: document for document in before.documents} if before is not None else {}
    sources: dict[str, SourceText] = {}
    faults: list[Diagnostic] = []
    settings = settings_of(root, changes, sources, faults, before.sources if before is not None else {})
    documents = []
    for path, file in files_of(root, faults):
        text = read_text(path, file, sources, faults)
        if text is not None:
            sources[path] = SourceText(path, text)
            document = read_before.get(path)
            if document is None or document.source.text != text:
                document = read(sources[path], kind_of(path), document, ahead.file(path, text) if ahead else None)
            sources[path] = document.source
            documents.append(document)
            faults.extend(document.diagnostics)
    graph, found = join(documents, before.graph if before is not None else None)
    if any(fault.rule in LOST_FILE for fault in faults):
        # What seems to lead nowhere may lead into a file that could not be read.
        found = tuple(fault for fault in found if fault.rule != "unknown-reference")
    faults.extend(found)
    faults.extend(unknown_names(settings, graph, sources))
    shown = without_layers(graph, settings.without_layers)
    told = _told(essays, sources)
    project = Project(
        root,
        settings,
        sources,
        tuple(documents),
        shown,
        in_order(faults),
        dict(texts or {}),
        graph.layers,
        told,
        before._evaluated if before is not None else None,
    )
    if known is not None:
        known[root] = project
    return project


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
    graph, found = join(documents)
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


# --------------------------------------------------------------------------- pictures on disk

RENDERS = "renders"


def build(
    project: Project,
    output: Path | None = None,
    views: tuple[str, ...] = (),
    *,
    check_only: bool = False,
    remember: bool = False,
    session: Session | None = None,
) -> tuple[list[str], list[str], tuple[Picture, ...]]:
    """Draw a project's views into its renders/ folder (or `output`); where all are drawn, with a study page, and with an
    index where they are several.

    Gives the names of files that were written, those that were stale and removed, and the pictures. With
    `check_only` nothing is touched, and the two lists are what would be. Raises CannotDo where a view is unknown, a
    file cannot be written, or source texts would go into renders/. A file is written under a passing name and moved into
    place: never half a picture. With `remember`, what did not change since the last build of all is not worked out again
    (`argmap.memo`); the files come out the same. What a `session` then holds it takes from there and leaves there, and
    nothing is written beside the project until `making.remembered` is called.
    """
    from argmap.making import made, remember_on_disk  # noqa: PLC0415 - check and explain draw nothing
    from argmap.render import UnknownView  # noqa: PLC0415 - as above

    target = output or project.root / RENDERS
    if project.texts and target.resolve() == (project.root / RENDERS).resolve():
        raise CannotDo("a page with your own copy of a text is yours alone: give -o a folder that is not renders/")
    memo = None
    if remember and not project.texts:
        from argmap.memo import opened  # noqa: PLC0415 - as above

        memo = opened(project.root, target) if session is None or session.memo is None else session.memo.next()
        if views and not memo.known and session is None:
            memo = None  # of pictures by their names nothing is kept: with nothing known, none need be digested
    files: _Files
    put = partial(_put, target, memo, check_only=check_only)
    try:
        if session is None:
            drawn, files = made(project, views, memo, None)
            written = put(files)
        else:
            drawn, files, written = _made_and_put(put, lambda begin: made(project, views, memo, session, begin))
    except UnknownView as failure:
        raise CannotDo(str(failure.args[0])) from None
    removed = [] if views else _removed(target, files, check_only=check_only)
    if session is not None:
        session.memo = memo
    elif memo is not None and not views and not check_only:
        remember_on_disk(memo, project.root)
    return written, removed, drawn


_Files = Mapping[str, bytes]


def _made_and_put(
    put: Callable[[_Files], list[str]], make: Callable[[Callable[[_Files], None]], tuple[tuple[Picture, ...], _Files]]
) -> tuple[tuple[Picture, ...], _Files, list[str]]:
    """The pictures of a build, its files, and the names of those that were written: a thread puts those that are made first where they
    belong while the others are made, since a disk takes its time."""
    from concurrent.futures import Future, ThreadPoolExecutor  # noqa: PLC0415 - a session of builds alone needs one

    first: set[str] = set()
    begun: list[Future[list[str]]] = []
    with ThreadPoolExecutor(1) as hand:

        def begin(some: _Files) -> None:
            """Put some files where they belong, beside what else is done."""
            first.update(some)
            begun.append(hand.submit(put, dict(some)))

        drawn, files = make(begin)
        written = [name for done in begun for name in done.result()]
    return drawn, files, written + put({name: data for name, data in files.items() if name not in first})


def _put(target: Path, memo: Memo | None, files: _Files, *, check_only: bool) -> list[str]:
    """The names of those files that do not stand as they are to, written unless that is only to be checked. Raises CannotDo."""
    written = []
    try:
        if not check_only:
            target.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            if (_stands(target / name) if memo is None else memo.stands(name)) != data:
                written.append(name)
                if not check_only:
                    write_whole(target / name, data)
    except OSError as failure:
        raise _unwritten(target, failure) from None
    return written


def _removed(target: Path, files: Collection[str], *, check_only: bool) -> list[str]:
    """The names of pictures, and of a list of them, that stand there and are none of the files of a build any more; removed
    unless that is only to be checked. Raises CannotDo."""
    from argmap.render import MARK  # noqa: PLC0415 - as above

    removed = []
    try:
        names = sorted(os.listdir(target)) if target.is_dir() else []  # noqa: PTH208 - names are enough
        for name in names:
            ours = (name.endswith(".svg") or name == "index.html") and name not in files
            if ours and MARK.encode() in (_stands(target / name) or b"")[:2000]:
                removed.append(name)
                if not check_only:
                    (target / name).unlink(missing_ok=True)
    except OSError as failure:
        raise _unwritten(target, failure) from None
    return removed


def _unwritten(target: Path, failure: OSError) -> CannotDo:
    return CannotDo(f"{target} cannot be written: {why(failure)}")


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


def _stands(file: Path) -> bytes | None:
    """What stands in a file; None where there is none, or no longer: another build may have removed it."""
    try:
        return file.read_bytes() if file.is_file() else None
    except FileNotFoundError:
        return None


def write_whole(file: Path, data: bytes) -> None:
    """Write a file under a passing name and move it into place, with the permissions that it had: all of it or nothing.

    The name is nobody else's: of two who write at once each moves what is its own into place, and the last is kept.
    Raises OSError.
    """
    passing = file.with_name(f".{os.urandom(8).hex()}.part")
    try:
        passing.write_bytes(data)
        if file.exists():
            passing.chmod(stat.S_IMODE(file.stat().st_mode))
        passing.replace(file)
    except OSError:
        passing.unlink(missing_ok=True)
        raise
