"""The command line: verbs and flags, and nothing that a library user would miss."""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from argmap import console
from argmap.arguments import HERE, parser
from argmap.console import CANNOT, FINDINGS, OK

TYPE_CHECKING = False  # as in argmap itself
if TYPE_CHECKING:
    from argmap.project import Project
    from argmap.standing import Handle

MOST_PIXELS = 20  # per point: an A4 sheet at 1440 dots an inch


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status: 0 nothing of severity error, 1 findings, 2 could not do it."""
    # One short run: the cycle collector would walk a growing, acyclic heap again and again.
    gc.disable()
    atexit.register(gc.freeze)  # nor need it do so once more at the end
    # No plug-in of pydantic's has a say here, and to look for one takes longer than reading a small project.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = parser().parse_args(arguments)
    if options.verb is None:
        parser().print_help()
        return CANNOT
    # Of a build that watches two processes read the project, each for itself.
    alone = hasattr(options, "project") and not getattr(options, "watch", False)
    if alone and "argmap.project" not in sys.modules:
        from argmap.ahead import Ahead

        options.ahead = Ahead(options.project)
    try:
        status = _VERBS[options.verb](options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`argmap check | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as failure:
        console.complain(f"{failure.filename}: {failure.strerror}" if failure.filename else str(failure))
        return CANNOT
    except Exception as failure:
        from argmap.project import CannotDo
        from argmap.registry import BadPlugin

        if isinstance(failure, CannotDo | BadPlugin):
            console.complain(str(failure))
            return CANNOT
        raise
    return status


# --------------------------------------------------------------------------- verbs


def _init(options: argparse.Namespace) -> int:
    from argmap.scaffold import new_project

    written = new_project(Path(options.folder), example=options.example)
    console.say(options, f"wrote {len(written)} files to {options.folder}; `argmap check` and `argmap build` are next")
    return OK


def _check(options: argparse.Namespace) -> int:
    if options.essay:
        return _check_essays(options)
    project = console.loaded(options)
    if options.diff or options.fix:
        from argmap.fixes import counted, difference, mended, write

        changes = mended(project)
        if options.diff:
            sys.stdout.write(difference(changes))
            return FINDINGS if changes else OK
        write(project.root, changes)
        for rule, number in counted(changes).items():
            console.say(options, f"mended {console.counted(number, 'finding')} of {rule}")
        project = console.loaded(options)
    return console.report(options, project, project.checked[0], project.checked[1])


def _check_essays(options: argparse.Namespace) -> int:
    """What essays say otherwise than the record; errors in the record's own files come with it."""
    from argmap.diagnostics import Severity
    from argmap.project import essays_named

    project = console.loaded(options, essays=essays_named(options.essay))
    faults = [fault for fault in project.faults if fault.severity is Severity.ERROR]
    found, accepted = project.essay_findings
    return console.report(options, project, (*faults, *found), accepted)


def _verify(options: argparse.Namespace) -> int:
    from argmap.rules import findings
    from argmap.rules.passages import located, pointed

    project = console.loaded(options, console.texts(options))
    if not console.texts_known(project):
        return CANNOT
    names = frozenset(
        {"locator-missing-or-stale", "hedge-not-in-passage", "printed-not-in-passage", "source-words-copied"}
    )
    found = (*project.faults, *findings(project.case, names))
    status = console.report(options, project, found)
    if status == OK and options.format == "text":
        checked = [entry for entry in located(project.case) if entry[0].source in project.texts]
        hedges = sum(len(said.hedge) for _, _, said in checked if said is not None)
        others = sum(locator.source in project.texts for locator, _, _ in pointed(project.case))
        locators = console.counted(len(checked) + others, "locator")
        console.say(options, f"{locators} checked, {console.counted(hedges, 'quoted hedge')}: all as written")
    return status


def _audit(options: argparse.Namespace) -> int:
    from argmap.audit import audit
    from argmap.audit_report import profile, written
    from argmap.diagnostics import Severity
    from argmap.faults import did_you_mean
    from argmap.project import CannotDo
    from argmap.standing import Standing

    project = console.loaded(options, console.texts(options))
    if not console.texts_known(project):
        return CANNOT
    standing = Standing(project.graph)
    gone: list[Handle] = []
    for name in options.without:
        meant = standing.named(name)
        if not meant:
            near = did_you_mean(name, tuple(sorted({n for names in standing.removable.values() for n in names})))
            raise CannotDo(f"--without: there is nothing {name} to take away" + (f"; {near}" if near else ""))
        gone += meant
    made = audit(project.case, project.faults, project.sources, gone)
    if options.format == "html":
        from argmap.audit_page import audit_page

        text = audit_page(made, project.sources, console.pictures(project, options))
    else:
        text = written(made, project.sources, options.format, color=console.wants_color(options), quiet=options.quiet)
    console.put_text(options, text)
    if options.profile:
        sys.stderr.write(profile(made))
    bad = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    return FINDINGS if made.worst() in bad else OK


def _diff(options: argparse.Namespace) -> int:
    from argmap.changes import compare
    from argmap.changes_report import FORMATS, SUFFIXES
    from argmap.revision import version_named

    after = console.loaded(options) if options.after is None else None
    changes: dict[str, object] = {"semantics": options.semantics}
    if options.without_layer:
        changes["without_layers"] = tuple(options.without_layer)
    before = version_named(options.before, Path(options.project), **changes)
    if after is None:
        after = version_named(options.after, Path(options.project), **changes)
    made = compare(before, after, (options.before, options.after or "the files as they are"), options.evaluations)
    console.put(options, {f"changes.{SUFFIXES[options.format]}": FORMATS[options.format](made).encode()})
    return FINDINGS if made.verdicts_changed else OK


def _question(options: argparse.Namespace) -> int:
    from argmap.matrix import as_data, as_text, matrix

    project = console.loaded(options)
    if not console.known(project, options.id, project.graph.questions, "question"):
        return CANNOT
    console.half_told(project)
    found = matrix(project.case, options.id)
    if options.format == "json":
        text = console.as_json(as_data(found))
    elif options.format == "html":
        from argmap.report_page import question_page

        text = question_page(project.case, found, console.pictures(project, options))
    elif options.format == "svg":
        from argmap.render.hypotheses import matrix_pictures

        drawn = matrix_pictures(project.case, options.id)
        console.put(options, {picture.name: picture.svg.encode() for picture in drawn})
        return OK
    else:
        text = as_text(found)
    console.put_text(options, text)
    return OK


def _build(options: argparse.Namespace) -> int:
    from argmap.building import Watch, once

    return Watch(options).run() if options.watch else once(options)


def _draw(options: argparse.Namespace) -> int:
    from argmap.draw import draw, names
    from argmap.project import CannotDo

    if not 0 < options.scale <= MOST_PIXELS:
        raise CannotDo(f"--scale takes a number above 0, and up to {MOST_PIXELS}")
    project = console.loaded(options, theme=options.theme, language=options.language)
    if not project.sound:
        console.report_text(project, project.faults)
        console.complain("nothing was drawn: a picture of a text with errors would be half a picture")
        return FINDINGS
    if not options.picture and not options.all:
        for name, title in names(project):
            sys.stdout.write(f"{name:40} {title}\n")
        return OK
    target, fonts = Path(options.output), Path(options.fonts) if options.fonts else None
    sheet = {"size": options.size, "scale": options.scale, "fonts": fonts}
    written, notes = draw(project, () if options.all else options.picture, options.format, target, **sheet)
    for note in notes:
        console.complain(note)
    more = " and others" if len(written) > 1 else ""
    console.say(options, f"wrote {console.counted(len(written), 'file')}: {', '.join(map(str, written[:1]))}{more}")
    return OK


def _explain(options: argparse.Namespace) -> int:
    from argmap import explain

    if options.scales:
        from argmap.project import CannotDo
        from argmap.settings import Settings

        try:
            project = console.loaded(options)
        except CannotDo:
            if options.project != HERE:
                raise
            settings = Settings()
        else:
            settings = project.settings
            console.report_text(project, [fault for fault in project.faults if fault.rule == "bad-settings"])
        sys.stdout.write(explain.describe_scales(settings))
        return OK
    if options.id is None:
        console.complain("name a claim, such as `argmap explain some-claim`, or ask for --scales")
        return CANNOT
    project = console.loaded(options)
    if not console.known(project, options.id, project.graph.claims, "claim"):
        return CANNOT
    console.half_told(project)
    if options.format == "json":
        console.write_json(explain.explanation(project.case, options.id))
    else:
        sys.stdout.write(explain.in_sentences(project.case, options.id, everything=options.all))
    return OK


def _compare(options: argparse.Namespace) -> int:
    from argmap.compare import comparison, in_table

    if (options.id is None) != options.all:
        console.complain("name a claim, such as `argmap compare some-claim`, or ask for --all")
        return CANNOT
    project = console.loaded(options)
    if options.id is not None and not console.known(project, options.id, project.graph.claims, "claim"):
        return CANNOT
    console.half_told(project)
    found = comparison(project.case, None if options.all else options.id)
    if options.format == "json":
        console.write_json(found)
    else:
        sys.stdout.write(in_table(found))
    return OK


def _show(options: argparse.Namespace) -> int:
    from argmap.show import passages, records, shown

    project = console.loaded(options, console.texts(options))
    if not console.texts_known(project):
        return CANNOT
    text = shown(project.case, options.id)
    if text is None:
        console.unknown(options.id, tuple(name for table in records(project.graph) for name in table), "record")
        return CANNOT
    claim = options.id in project.graph.claims
    if options.format != "text" and not claim:
        console.complain(f"{options.id} is no claim; --format {options.format} gives the dossier of a claim")
        return CANNOT
    if claim:
        from argmap.dossier import as_text, data_of, dossier, dossier_page

        found = dossier(project.case, options.id, project.faults, project.sources)
        if options.format == "json":
            text = console.as_json(data_of(found, project.sources))
        elif options.format == "html":
            read = tuple(passages(project.case, options.id))
            text = dossier_page(found, project.sources, console.pictures(project, options), read)
        else:
            text += "\n" + as_text(found, project.sources)
    console.put_text(options, text)
    return OK


def _coverage(options: argparse.Namespace) -> int:
    from argmap import coverage as covering

    project = console.loaded(options, console.texts(options))
    if not console.texts_known(project):
        return CANNOT
    found = [covering.coverage(project.case, source) for source in project.texts]
    if options.format == "json":
        files = {"coverage.json": console.as_json([covering.as_data(one) for one in found])}
    elif options.format == "html":
        from argmap.render.strip import coverage_page

        files = {"coverage.html": coverage_page(project.case.title(), found)}
    elif options.format == "svg":
        from argmap.render.look import look_of
        from argmap.render.strip import strip

        files = {f"coverage-{one.source}.svg": strip(one, look_of(project.case)) for one in found}
    else:
        files = {"coverage.txt": "\n".join(covering.as_text(one) for one in found)}
    console.put(options, {name: text.encode() for name, text in files.items()})
    for one in found:
        console.say(options, f"{one.label}: {one.summary()}")
    return OK if options.allow_open or not any(one.open for one in found) else FINDINGS


def _teach(options: argparse.Namespace) -> int:
    from argmap.classroom import outlined, remarks, teach, teaching_folder, write
    from argmap.project import CannotDo
    from argmap.teach.forms import FORMS
    from argmap.teach.pack import AIMS

    console.choices_known("--types", options.types, tuple(aim.type for aim in AIMS), "type of exercise")
    console.choices_known("--form", options.form, FORMS, "form")
    project = outlined(Path(options.outline)) if options.outline else console.loaded(options, console.texts(options))
    if not console.texts_known(project):
        return CANNOT
    if not project.sound:
        console.report_text(project, project.faults)
        console.complain("no exercises were made: the text has errors")
        return FINDINGS
    if options.course is not None:
        return _course(options, project)
    if options.check:
        raise CannotDo("--check goes with --course: other packs are drawn anew whenever they are wanted")
    made, files = teach(project, seed=options.seed, each=options.each, types=options.types, wanted=options.form)
    for one in made.left_out:
        console.say(options, f"left out: {one.type} {one.name}: {one.why}")
    for sentence in remarks([made], files, options.form):
        console.say(options, sentence)
    folder = Path(options.output) if options.output else teaching_folder(project)
    write(folder, files)
    many = f"{console.counted(len(made.exercises), 'exercise')}, {console.counted(len(files), 'file')}"
    console.say(options, f"{many} in {folder}" if files else many)
    return OK


def _course(options: argparse.Namespace, project: Project) -> int:
    from argmap.classroom import course, remarks, stale, teaching_folder, write
    from argmap.project import CannotDo

    drawing = [flag for flag in ("types", "outline") if getattr(options, flag)]
    if drawing:
        raise CannotDo(f"--{drawing[0]} does not go with --course: the file names the exercises of each lesson")
    if project.texts and not options.output:
        raise CannotDo("a course with your own copy of a text is for your class alone: give -o another folder")
    folder = Path(options.output) if options.output else teaching_folder(project)
    packs, files = course(project, Path(options.course) if options.course else None, options.form)
    for sentence in remarks(packs, files, options.form):
        console.say(options, sentence)
    changed, beyond = stale(folder, files)
    if options.check:
        for name in changed:
            console.complain(f"{name} is stale")
        for name in beyond:
            console.complain(f"{name} belongs to no lesson")
        return FINDINGS if changed or beyond else OK
    write(folder, {name: files[name] for name in changed})
    for name in beyond:
        console.complain(f"{name} belongs to no lesson, and was left as it is")
    console.say(options, f"{len(changed)} of {console.counted(len(files), 'file')} changed")
    return OK


def _mark(options: argparse.Namespace) -> int:
    from argmap.classroom import known_pack, mark

    responses, marks = ([Path(one) for one in given] for given in (options.responses, options.marks))
    codes = Path(options.codes) if options.codes else None
    batch = mark(known_pack(options.pack), responses, marks, codes, Path(options.output))
    for one in batch.found.refused:
        console.complain(f"{one.file}: {one.why}")
    for note in (*batch.found.notes, *batch.notes):
        console.complain(note)
    marked = console.counted(len(batch.found.students), "response")
    console.say(options, f"{marked} marked: {Path(options.output, 'results.html')}")
    return FINDINGS if batch.found.refused else OK


def _export(options: argparse.Namespace) -> int:
    from argmap.formats import dump
    from argmap.project import CannotDo
    from argmap.report import as_data

    project = console.loaded(options)
    if not project.sound:
        console.report_text(project, project.faults)
        console.complain("nothing was exported: the text has errors")
        return FINDINGS
    more = {"diagnostics": as_data(project.diagnostics, project.sources)} if options.to == "json" else {}
    try:
        files = dump(project.case, options.to, **more)
    except KeyError as failure:
        raise CannotDo(str(failure.args[0])) from None
    console.put(options, files)
    return OK


def _rule(options: argparse.Namespace) -> int:
    from argmap.pages import page, rule_names, summary

    if options.name is None:
        for name in rule_names():
            sys.stdout.write(f"{name:32} {summary(name)}\n")
        return OK
    if options.name not in rule_names():
        console.unknown(options.name, rule_names(), "rule")
        return CANNOT
    sys.stdout.write(page(options.name))
    return OK


def _schema(options: argparse.Namespace) -> int:
    from argmap.schema import schema, schema_names

    if options.output is not None:
        folder = Path(options.output)
        folder.mkdir(parents=True, exist_ok=True)
        for name in schema_names():
            (folder / f"{name}.schema.json").write_text(console.as_json(schema(name)), encoding="utf-8")
        return OK
    if options.kind is None:
        sys.stdout.write("\n".join(schema_names()) + "\n")
        return OK
    if options.kind not in schema_names():
        console.unknown(options.kind, schema_names(), "kind of file")
        return CANNOT
    sys.stdout.write(console.as_json(schema(options.kind)))
    return OK


_VERBS = {
    "init": _init,
    "check": _check,
    "build": _build,
    "draw": _draw,
    "explain": _explain,
    "compare": _compare,
    "show": _show,
    "verify": _verify,
    "audit": _audit,
    "question": _question,
    "diff": _diff,
    "coverage": _coverage,
    "teach": _teach,
    "mark": _mark,
    "export": _export,
    "rule": _rule,
    "schema": _schema,
}
