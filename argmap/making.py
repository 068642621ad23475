"""Making: a project's text → all files of its build; what earlier builds found, and nothing has changed, is not worked out again."""

# ruff: noqa: PLC0415 - a build pays for what it makes

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from argmap.case import Case
from argmap.diagnostics import Diagnostic
from argmap.settings import Settings
from argmap.text import SourceText

if TYPE_CHECKING:
    from argmap.memo import Memo
    from argmap.notes import Gained, Notes
    from argmap.render import Picture


class Text(Protocol):
    """What a project says: its files, what is wrong with them, its settings, and its case, evaluated when that is asked for."""

    @property
    def sources(self) -> Mapping[str, SourceText]:
        """The files by their paths."""

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What is wrong with them."""

    @property
    def settings(self) -> Settings:
        """The settings."""

    @property
    def case(self) -> Case:
        """The graph with its valuation."""


@dataclass
class Session:
    """What a process that builds one project again and again keeps from one build to the next."""

    known: dict[Path, Any] = field(default_factory=dict)
    """The project as it was read last, by its folder (see `project.load`)."""
    memo: Memo | None = None
    notes: Notes | None = None
    made: tuple[str, tuple[Picture, ...], dict[str, bytes]] | None = None
    told: Callable[[], tuple[str, list[dict[str, Any]] | None] | None] | None = None
    """What waits for the findings of a process that was asked for them, with the key of the text that they are of."""


def remembered(session: Session, root: Path) -> None:
    """Write beside the project what a session of builds of all its pictures found, for the next one."""
    if session.memo is not None and session.notes is not None and session.made is not None and session.made[0]:
        session.notes.memo = session.memo
        _keep(session.notes, *session.made)
        remember_on_disk(session.memo, root)


def warm(text: Text, session: Session) -> None:
    """Work out between two builds of a session what the next one would otherwise have to begin with."""
    from argmap.render import dealt

    if session.notes is not None:
        dealt(text.case, session.notes)  # whatever changes, the whole map will be drawn anew
    rest(session)


def rest(session: Session) -> None:
    """Look at what was built, which the next build will ask for: nothing that takes longer than a moment."""
    if session.notes is not None:
        session.notes.rest()
    if session.memo is not None and session.made is not None:
        for name in session.made[2]:
            session.memo.stands(name)


def remember_on_disk(memo: Memo, root: Path) -> None:
    """Write a memo beside the project at `root`, if there is anything new in it."""
    from argmap.memo import save

    if memo.used != memo.known:
        save(memo, root)


def text_key(text: Text) -> str:
    """A digest of all that a project says and is set to, but for texts that are the reader's own."""
    from argmap.memo import digested

    texts = [part for path, source in text.sources.items() for part in (path, source.text)]
    return digested([text.settings.model_dump_json(), repr(text.faults), *texts])


Put = Callable[[Mapping[str, bytes]], None]
"""What is told of files by their names as soon as they are made."""


def made(
    text: Text, views: tuple[str, ...], memo: Memo | None, session: Session | None, put: Put = lambda _: None
) -> tuple[tuple[Picture, ...], dict[str, bytes]]:
    """The pictures of a build, and all its files by name; those that a session makes first are also `put`. Raises UnknownView
    where a name is that of none."""
    from argmap.render import pictures

    key = ""
    from argmap.registry import plugged_in

    # What a plug-in finds may change with it, whatever it calls itself.
    if memo is not None and not views and text.settings.layout != "dot" and not plugged_in():
        key = text_key(text)
        if (kept := _kept(memo, memo.told("build", key))) is not None:
            memo.used = memo.known
            if session is not None and session.notes is None:
                from argmap.notes import Notes

                session.notes = Notes(text.case, memo, lasting=True)
            return kept
    case = text.case
    notes = None
    if memo is not None:
        from argmap.notes import Notes

        notes = Notes(case, memo, session.notes if session is not None else None, lasting=session is not None)
    if views:
        drawn = pictures(case, views, notes)
        files = _written(drawn, memo)
    else:
        drawn, files = _all(text, notes, session, key, put)
    if session is not None:
        session.notes, session.made = notes, (key, drawn, files)
    elif notes is not None and key:
        _keep(notes, key, drawn, files)
    return drawn, files


def _keep(notes: Notes, key: str, drawn: Sequence[Picture], files: Mapping[str, bytes]) -> None:
    """Put into the memo what a build of all pictures found."""
    from argmap.memo import digested
    from argmap.render import what_is_kept

    shown = {picture.name for picture in drawn}
    beside_them = {name: digested([data]) for name, data in files.items() if name not in shown}
    notes.memo.keep(
        "build", key, [[[picture.name, what_is_kept(picture, notes.memo)] for picture in drawn], beside_them]
    )
    notes.close()


def _all(
    text: Text, notes: Notes | None, session: Session | None, key: str, put: Put
) -> tuple[tuple[Picture, ...], dict[str, bytes]]:
    """Every picture of a project, and all files of its build by name; `key` is that of its text."""
    from argmap.render import charts, maps

    case, memo = text.case, notes.memo if notes is not None else None
    if session is None or session.told is None:
        drawn, page = _side_by_side(text, notes)
        return drawn, _written(drawn, memo) | page | _index(case, drawn, notes)
    from argmap.study import NAME, begun, told

    shown = maps(case, notes)
    files = _written(shown, memo)
    put(files)
    drawn = (*shown, *charts(case, notes))
    files |= _written(drawn[len(shown) :], memo) | _index(case, drawn, notes)
    finished = begun(case)
    told_of, found = session.told() or ("", None)
    if found is None or told_of != (key or text_key(text)):
        found = told(case, text.sources, text.faults)
    return drawn, files | {NAME: finished(found)}


def _index(case: Case, drawn: Sequence[Picture], notes: Notes | None) -> dict[str, bytes]:
    """The pages that list pictures, where they are several."""
    from argmap.noted import noting
    from argmap.render.contents import index

    return index(noting(case, set(), notes), drawn) if len(drawn) > 1 else {}


def _written(drawn: Sequence[Picture], memo: Memo | None) -> dict[str, bytes]:
    """Pictures as files by their names."""
    return {one.name: one.svg.encode() if memo is None else memo.data(one.name, one.svg) for one in drawn}


def _side_by_side(text: Text, notes: Notes | None) -> tuple[tuple[Picture, ...], dict[str, bytes]]:
    """Every picture of a project and its study page, by as many processes as there is work for."""
    from argmap.beside import beside
    from argmap.render import charts, contents, dealt, maps, whole

    case = text.case
    begun = notes is not None and notes.begun
    # Dot draws one picture after the other: once it takes too long it is not asked again. And what a process of its own
    # makes of the largest is not held here for the next build.
    apart = case.settings.layout != "dot" and not (notes is not None and notes.lasting)
    none: tuple[tuple[Picture, ...], Gained | None] = ((), None)

    def rest() -> tuple[dict[str, bytes], tuple[tuple[Picture, ...], Gained | None]]:
        """The page, and what needs none of the maps where the maps have all the more to do."""
        from argmap.study import NAME, study_page

        page = {NAME: study_page(case, text.sources, text.faults)}
        return page, none if begun else _gained(notes, lambda: charts(case, notes))

    with beside(rest) as others:
        if notes is not None:
            notes.begin()
        # Where everything is drawn, two processes would make nearly the same cards.
        deck = dealt(case, notes) if apart and not begun else None
        map_ = beside(lambda: _gained(notes, lambda: whole(case, notes, deck))) if apart else nullcontext(lambda: none)
        with map_ as largest:
            drawn = maps(case, notes, deck, but_whole=apart, meanwhile=contents.prepare)
            further = charts(case, notes) if begun else ()
            first, gained = largest()
        page, (charted, more) = others()
    if notes is not None:
        notes.take(*filter(None, (gained, more)))
    return (*first, *drawn, *further, *charted), page


def _gained(notes: Notes | None, work: Callable[[], tuple[Picture, ...]]) -> tuple[tuple[Picture, ...], Gained | None]:
    """Some pictures, with what notes gained by them."""
    return (work(), None) if notes is None else notes.gaining(work)


def _kept(memo: Memo, told: Any) -> tuple[tuple[Picture, ...], dict[str, bytes]] | None:
    """The pictures and files of an earlier build, if all of them still stand as they were written."""
    from argmap.render import known_pictures

    match told:
        case [pictures, dict(others)] if (drawn := known_pictures(memo, pictures)) is not None:
            files = _written(drawn, memo)
            for name, digest in others.items():
                if (data := memo.file(name, str(digest))) is None:
                    return None
                files[name] = data
            return drawn, files
    return None
