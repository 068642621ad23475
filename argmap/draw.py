"""Draw: chosen pictures of a project written for people, in a format, a theme and a size of sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from argmap import __version__
from argmap.project import CannotDo, Project, write_whole
from argmap.text import digest


def names(project: Project) -> tuple[tuple[str, str], ...]:
    """Every picture of a project by name, with what it shows; further pages are left out. The chart of any claim's proof
    can be asked for besides."""
    from argmap.render import pictures  # noqa: PLC0415 - the command line starts without them
    from argmap.render.contents import contents  # noqa: PLC0415 - as above

    groups = contents(project.case, pictures(project.case))
    return tuple((Path(entry.file).stem, entry.title) for group in groups for entry in group.entries)


def draw(
    project: Project,
    wanted: Sequence[str],
    format_: str,
    target: Path,
    *,
    size: str | None = None,
    scale: float = 2.0,
    fonts: Path | None = None,
) -> tuple[list[Path], list[str]]:
    """Pictures by name (all, if none is named) into a folder; a single one into a file whose name ends as its format does,
    or all as the pages of one such file in PDF.

    Gives the files that were written and notes for the user. Raises CannotDo where a picture is unknown or a format
    needs what is not installed.
    """
    from argmap.render import UnknownView, pictures  # noqa: PLC0415 - as above
    from argmap.render.output import CannotOutput, outputs  # noqa: PLC0415 - as above
    from argmap.render.words import words  # noqa: PLC0415 - as above

    say = words(project.settings.language)
    together = target.name if format_ == "pdf" and target.suffix == ".pdf" else None
    try:
        drawn = pictures(project.case, tuple(wanted), alone=bool(wanted))
        made = outputs(
            project.case,
            drawn,
            format_,
            size=size,
            scale=scale,
            origin=(say("output.corpus", digest=digest(project.sources)), f"argmap {__version__}"),
            fonts=fonts,
            together=together,
        )
    except UnknownView as failure:
        raise CannotDo(str(failure.args[0])) from None
    except CannotOutput as failure:
        raise CannotDo(str(failure)) from None
    as_file = together or (len(made) == 1 and target.suffix == f".{format_}" and not target.is_dir())
    folder = target.parent if as_file else target
    folder.mkdir(parents=True, exist_ok=True)
    files = [target if as_file else folder / output.name for output in made]
    for file, output in zip(files, made, strict=True):
        write_whole(file, output.data)
    notes = [note for picture in drawn for note in picture.notes] + [note for output in made for note in output.notes]
    return files, notes
