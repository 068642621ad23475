"""Console: what verbs share, a project by its flags, and what is printed or written."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

TYPE_CHECKING = False  # as in argmap itself
if TYPE_CHECKING:
    from typing import Any

    from argmap.diagnostics import Diagnostic
    from argmap.ignores import Accepted
    from argmap.project import Project

OK, FINDINGS, CANNOT = 0, 1, 2
"""Exit status: nothing of severity error; findings; it could not be done."""


def loaded(
    options: argparse.Namespace,
    texts: Mapping[str, str] | None = None,
    essays: Mapping[str, str] | None = None,
    **changes: Any,
) -> Project:
    """The project that the flags name, under the settings that they change; `texts` and `essays` as in `project.load`.

    Raises CannotDo where a flag names what there is not.
    """
    from argmap.project import CannotDo, load
    from argmap.registry import SEMANTICS

    for name in ("select", "ignore"):
        if value := getattr(options, name, None):
            from argmap.rules import selectable

            names = tuple(part.strip() for part in value.split(","))
            choices_known(f"--{name}", names, selectable(), "rule")
            changes[name] = names
    if "select" in changes:
        changes.setdefault("ignore", ())  # what is asked for by name is not what the settings ignore
    if options.semantics is not None:
        from argmap.semantics import BESIDE, no_degrees, with_degrees

        if options.semantics not in SEMANTICS.names():
            choices_known("--semantics", (options.semantics,), with_degrees(), "semantics")
        if told := no_degrees(options.semantics):
            raise CannotDo(f"--semantics: {told}; {BESIDE}")
    if options.without_layer:
        changes["without_layers"] = tuple(options.without_layer)
    ahead = getattr(options, "ahead", None)
    project = load(options.project, texts=texts, essays=essays, ahead=ahead, semantics=options.semantics, **changes)
    choices_known("--without-layer", options.without_layer, project.layers, "layer")
    return project


def choices_known(flag: str, names: Sequence[str], known: tuple[str, ...], what: str) -> None:
    """Raises CannotDo where a flag names what is not known."""
    from argmap.faults import did_you_mean
    from argmap.project import CannotDo

    for name in names:
        if name not in known:
            near = did_you_mean(name, known) or f"there are: {', '.join(known)}"
            raise CannotDo(f"{flag}: there is no {what} {name}; {near}")


def texts_known(project: Project) -> bool:
    """Whether every text given is that of a source of the project; a misspelt one would be checked for nothing."""
    return all(known(project, source, project.graph.sources, "source") for source in project.texts)


def texts(options: argparse.Namespace) -> dict[str, str]:
    """The files named by --text. Line endings stay as they are: offsets count every character."""
    from argmap.project import CannotDo, text_of

    found = {}
    for pair in options.text:
        source, sign, file = pair.partition("=")
        if not sign:
            raise CannotDo(f"--text takes SOURCE=FILE, not {pair}")
        found[source] = text_of(file)
    return found


def report(
    options: argparse.Namespace, project: Project, found: Sequence[Diagnostic], accepted: Sequence[Accepted] = ()
) -> int:
    """Write findings in the format asked for; gives the exit status that they come to."""
    from argmap.diagnostics import Severity
    from argmap.report import FORMATS, as_text, summary

    shown = [d for d in found if not options.quiet or d.severity is Severity.ERROR]
    if options.format == "text":
        text = as_text(shown, project.sources, color=wants_color(options)) + "\n" if shown else ""
        if not options.quiet:
            if project.essays:
                said = ", ".join(essay.path for essay in project.essays)
            else:
                graph = project.graph
                claims, evidence = counted(len(graph.claims), "claim"), counted(len(graph.evidence), "item")
                said = f"{claims}, {evidence} of evidence, {counted(len(graph.inferences), 'inference')}"
            text += f"{said}: {summary(found)}{f', {len(accepted)} accepted' if accepted else ''}\n"
            if number := sum(d.fix is not None for d in found):
                text += f"{number} of them can be mended by `argmap check --fix`; --diff shows how\n"
    elif options.format == "sarif":
        from argmap.sarif import as_sarif

        text = as_sarif(shown, project.sources, accepted)
    elif options.format == "html":
        from argmap.report_page import findings_page

        text = findings_page(project.case, shown, accepted, project.sources, pictures(project, options))
    else:
        text = FORMATS[options.format](shown, project.sources)
    put_text(options, text)
    bad = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    return FINDINGS if any(d.severity in bad for d in found) else OK


def half_told(project: Project) -> None:
    """Tell the user, beside what was asked for, where errors have cost the map something."""
    from argmap.diagnostics import Severity

    if number := sum(fault.severity is Severity.ERROR for fault in project.faults):
        cost = "it costs" if number == 1 else "they cost"
        complain(f"the text has {counted(number, 'error')}, and what {cost} is left out here; `argmap check` says more")


def report_text(project: Project, found: Sequence[Diagnostic]) -> None:
    """Findings beside what was asked for, as text."""
    from argmap.report import as_text

    sys.stderr.write(as_text(found, project.sources))


def wants_color(options: argparse.Namespace) -> bool:
    """Whether text is to be coloured: on a terminal, unless the user said otherwise."""
    if options.color != "auto":
        return bool(options.color == "always")
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def known(project: Project, name: str, names: Mapping[str, object], what: str) -> bool:
    """Whether a name is one of those there are; where it is not, the user is told."""
    if name in names:
        return True
    if name in project.graph.evidence and what == "claim":
        complain(f"{name} is an item of evidence; `argmap show {name}` prints it")
        return False
    unknown(name, tuple(names), what)
    return False


def unknown(name: str, names: tuple[str, ...], what: str) -> None:
    """Tell the user that there is no such name, and which is near."""
    from argmap.faults import did_you_mean

    hint = did_you_mean(name, names)
    complain(f"there is no {what} {name}" + (f"; {hint}" if hint else ""))


def write_json(value: object) -> None:
    """A value as JSON, to the terminal."""
    sys.stdout.write(as_json(value))


def as_json(value: object) -> str:
    """A value as JSON, with its line end."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    from argmap.text import counted as told

    return told(number, noun)


def say(options: argparse.Namespace, text: str) -> None:
    """Tell the user, unless he wants it quiet."""
    if not options.quiet:
        sys.stderr.write(text + "\n")


def complain(text: str) -> None:
    """Tell the user what is wrong."""
    sys.stderr.write(f"argmap: {text}\n")


def put(options: argparse.Namespace, files: Mapping[str, bytes]) -> None:
    """Files to the place that was asked for, or to the terminal."""
    from argmap.project import CannotDo

    if options.output is None:
        for name, data in files.items():
            if len(files) > 1:
                sys.stdout.write(f"# {name}\n")
            try:
                sys.stdout.write(data.decode())
            except UnicodeDecodeError:
                raise CannotDo(f"{name} is not text; write it to a file with -o") from None
        return
    target = Path(options.output)
    if len(files) > 1 and target.is_file():
        raise CannotDo(f"{options.output} is a file, and -o takes a folder for {counted(len(files), 'file')}")
    for name, data in files.items():
        file = target if len(files) == 1 and not target.is_dir() else target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    say(options, f"wrote {counted(len(files), 'file')}")


def put_text(options: argparse.Namespace, text: str) -> None:
    """A report to the file that was asked for, or to the terminal. Raises CannotDo where it is a folder."""
    if options.output is None:
        sys.stdout.write(text)
        return
    from argmap.project import CannotDo, write_whole

    file = Path(options.output)
    if file.is_dir() or options.output.endswith("/"):
        raise CannotDo(f"{options.output} is a folder, and -o takes a file")
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, text.encode(errors="backslashreplace"))
    say(options, f"wrote {options.output}")


def pictures(project: Project, options: argparse.Namespace) -> Mapping[str, str]:
    """The pictures that were drawn for the project, as links from where the page is written."""
    from argmap.project import drawn

    return drawn(project, Path(options.output).parent if options.output else project.root)
