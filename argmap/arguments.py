"""The verbs and flags of the command line, and what each is for."""

from __future__ import annotations

import argparse

from argmap import __version__

HERE = "."
REPORTS = ["text", "concise", "json", "sarif", "github", "markdown", "html"]


def named(text: str) -> str:
    """The name of a file or folder as it was typed. Raises ArgumentTypeError where nothing was, as an unset variable of a
    shell leaves it: an empty name would be taken for the folder one is in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of a file or folder is wanted, and this one is empty")
    return text


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `verb` names the verb that was typed, None where there was none."""
    found = argparse.ArgumentParser(
        prog="argmap",
        description="Map claims and the evidence for them: plain text in, checked, weighed and drawn arguments out.",
        epilog="exit status: 0 nothing of severity error, 1 findings, 2 could not do what was asked",
    )
    found.add_argument("--version", action="version", version=f"argmap {__version__}")
    verbs = found.add_subparsers(dest="verb", metavar="VERB", title="verbs")

    def verb(name: str, summary: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        made.add_argument("-q", "--quiet", action="store_true", help="print errors only")
        return made

    def reads_project(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "--project", type=named, metavar="DIR", default=HERE, help="the project's folder (default: here)"
        )
        made.add_argument("--semantics", metavar="NAME", help="how to evaluate (default: weight-of-evidence)")
        made.add_argument(
            "--without-layer", metavar="NAME", action="append", default=[], help="switch off a layer of records"
        )

    def reports(made: argparse.ArgumentParser) -> None:
        made.add_argument("--format", choices=REPORTS, default="text")
        made.add_argument("--color", choices=["auto", "always", "never"], default="auto")
        made.add_argument("--strict", action="store_true", help="count warnings as errors in the exit status")
        made.add_argument("--select", metavar="RULES", help="only these rules, separated by commas")
        made.add_argument("--ignore", metavar="RULES", help="all but these rules")
        made.add_argument("-o", "--output", type=named, metavar="FILE", help="write the report into a file")

    def reads_texts(made: argparse.ArgumentParser, *, required: bool = False) -> None:
        made.add_argument(
            "--text",
            metavar="SOURCE=FILE",
            action="append",
            default=[],
            required=required,
            help="your own copy of a source's text; may be given several times",
        )

    made = verb("init", "make a new project that checks and builds")
    made.add_argument("folder", type=named, nargs="?", default=".", metavar="DIR")
    made.add_argument("--example", action="store_true", help="copy the corpus that argmap ships instead")
    made = verb("check", "say what is wrong with the claims and evidence, or with texts about them, and where")
    reads_project(made)
    made.add_argument(
        "essay",
        type=named,
        nargs="*",
        metavar="TEXT",
        help="texts that cite claims as [@some-claim], to hold against them",
    )
    reports(made)
    mends = made.add_mutually_exclusive_group()
    mends.add_argument("--fix", action="store_true", help="mend in the files what can only be a slip, then check")
    mends.add_argument("--diff", action="store_true", help="show what --fix would change, and write nothing")
    made = verb("build", "draw every view of the project as SVG into renders/, with a study page to explore it")
    reads_project(made)
    reads_texts(made)
    made.add_argument("view", nargs="*", metavar="VIEW", help="only these views")
    made.add_argument(
        "-o", "--output", type=named, metavar="DIR", help="where to write (default: renders/ in the project)"
    )
    goes_on = made.add_mutually_exclusive_group()
    goes_on.add_argument("--check", action="store_true", help="write nothing; exit 1 if renders/ is stale")
    goes_on.add_argument(
        "--watch", action="store_true", help="stay, and build again whenever a file changes, until Ctrl-C"
    )
    made.add_argument("--layout", choices=["dot", "own"], help="which layout engine places the boxes")
    made.add_argument("--no-cache", action="store_true", help="work everything out anew")
    made = verb("draw", "draw chosen pictures as SVG, PNG or PDF, for paper, a slide or the screen")
    reads_project(made)
    made.add_argument("picture", nargs="*", metavar="PICTURE", help="which pictures; none: list them all")
    made.add_argument("--all", action="store_true", help="all of them")
    made.add_argument("--format", choices=["svg", "png", "pdf"], default="pdf")
    made.add_argument("--size", choices=["a4", "a3", "slide"], help="on a sheet with a title block (default: as it is)")
    made.add_argument("--scale", type=float, default=2.0, metavar="N", help="pixels per point, for PNG (default: 2)")
    made.add_argument("--theme", choices=["screen", "print", "dark", "high-contrast", "greyscale"])
    made.add_argument("--language", metavar="CODE", help="of the words that pictures print themselves: en, cs")
    made.add_argument(
        "--fonts", type=named, metavar="DIR", help="a folder of fonts for letters that Liberation Sans lacks"
    )
    made.add_argument(
        "-o", "--output", type=named, metavar="PATH", default=".", help="a folder, or a .pdf for all in one"
    )
    made = verb("explain", "say in sentences why a claim stands where it stands")
    reads_project(made)
    made.add_argument("id", nargs="?", metavar="CLAIM")
    made.add_argument(
        "--all", action="store_true", help="list every source, lever and open question, not the first few"
    )
    made.add_argument("--scales", action="store_true", help="print how words and codes become numbers, with reasons")
    made.add_argument("--format", choices=["text", "json"], default="text")
    made = verb("compare", "set what several semantics make of the claims side by side")
    reads_project(made)
    made.add_argument("id", nargs="?", metavar="CLAIM")
    made.add_argument("--all", action="store_true", help="every claim that something bears on")
    made.add_argument("--format", choices=["text", "json"], default="text")
    made = verb("show", "print one record with everything that refers to it, and of a claim its whole dossier")
    reads_project(made)
    made.add_argument("id", metavar="ID")
    made.add_argument("--format", choices=["text", "json", "html"], default="text")
    made.add_argument("-o", "--output", type=named, metavar="FILE", help="write it into a file")
    reads_texts(made)
    made = verb("verify", "prove every locator and quoted hedge against your own copy of a text")
    reads_project(made)
    reads_texts(made, required=True)
    reports(made)
    made = verb("audit", "ask of the argument all that a referee would: findings, questions, what hangs on what")
    reads_project(made)
    made.add_argument("--format", choices=REPORTS, default="text")
    made.add_argument("-o", "--output", type=named, metavar="FILE", help="write the report into a file")
    made.add_argument("--color", choices=["auto", "always", "never"], default="auto")
    made.add_argument("--strict", action="store_true", help="count warnings as errors in the exit status")
    made.add_argument("--select", metavar="RULES", help="only these rules, separated by commas")
    made.add_argument("--ignore", metavar="RULES", help="all but these rules")
    made.add_argument(
        "--without",
        metavar="ID",
        nargs="+",
        action="extend",
        default=[],
        help="take away items, sources, claims, groups, layers or a person's word, and see what falls",
    )
    made.add_argument("--profile", action="store_true", help="say what each rule cost")
    reads_texts(made)
    made = verb(
        "diff", "compare two versions: what changed in the text, which verdicts changed with it, and through what"
    )
    reads_project(made)
    made.add_argument(
        "before", type=named, metavar="REV|DIR", help="a git revision of the project, or a folder that holds one"
    )
    made.add_argument(
        "after", type=named, nargs="?", metavar="REV|DIR", help="the later version (default: the project as it is)"
    )
    made.add_argument("--format", choices=["text", "json", "markdown", "html"], default="text")
    made.add_argument("-o", "--output", type=named, metavar="PATH", help="write it to a file")
    made.add_argument(
        "--evaluations",
        metavar="N",
        type=int,
        default=200,
        help="trace verdicts to changes with at most N evaluations (default: 200)",
    )
    made = verb("question", "print the matrix of a question: hypotheses against evidence, counted in every way")
    reads_project(made)
    made.add_argument("id", metavar="QUESTION")
    made.add_argument("--format", choices=["text", "json", "svg", "html"], default="text")
    made.add_argument(
        "-o", "--output", type=named, metavar="PATH", help="a file, or a folder where a picture has several pages"
    )
    made = verb("coverage", "say of every sentence of a text which claims and evidence point into it")
    reads_project(made)
    reads_texts(made, required=True)
    made.add_argument("--format", choices=["text", "json", "svg", "html"], default="text")
    made.add_argument("-o", "--output", type=named, metavar="PATH", help="a file, or a folder where there are several")
    made.add_argument("--allow-open", action="store_true", help="exit 0 even if a sentence is not accounted for")
    made = verb("teach", "make exercises with keys out of the project: workbook, worksheet, key, reading sheets")
    reads_project(made)
    made.add_argument("--types", metavar="TYPE", nargs="+", default=[], help="only these types, such as X1 X14")
    made.add_argument("--each", metavar="N", type=int, default=2, help="how many of each type and level (default: 2)")
    made.add_argument("--seed", metavar="WORD", default="argmap", help="another word draws other exercises")
    made.add_argument(
        "--outline", type=named, metavar="FILE", help="make them of this outline (a list or Argdown), not of a project"
    )
    made.add_argument(
        "--course",
        metavar="FILE",
        nargs="?",
        const="",
        help="make the lessons planned in this file (default: claims/course.toml of the project)",
    )
    made.add_argument(
        "--check", action="store_true", help="with --course: write nothing, and name what is not as it would be"
    )
    made.add_argument("--form", metavar="FORM", nargs="+", default=[], help="only these forms (the manual lists them)")
    made.add_argument(
        "-o", "--output", type=named, metavar="DIR", help="where to write (default: renders/teaching/ in the project)"
    )
    reads_texts(made)
    made = verb("mark", "mark the responses that students saved from a workbook, with tables and charts")
    made.add_argument(
        "responses", type=named, nargs="+", metavar="RESPONSES", help="response files, or folders of them"
    )
    made.add_argument(
        "--pack", type=named, metavar="FILE", help="the exercises.json they answer (default: renders/teaching/)"
    )
    made.add_argument(
        "--marks",
        type=named,
        metavar="FILE",
        nargs="+",
        default=[],
        help="filled-in to-mark.csv of one or more markers",
    )
    made.add_argument(
        "--codes", type=named, metavar="FILE", help="replace names by the codes in this list; new names are added to it"
    )
    made.add_argument(
        "-o", "--output", type=named, metavar="DIR", default="results", help="where to write (default: results/)"
    )
    made = verb("export", "write the project in another format")
    reads_project(made)
    made.add_argument("--to", default="json", metavar="FORMAT", help="json (everything), native (YAML), mermaid or dot")
    made.add_argument("-o", "--output", type=named, metavar="PATH", help="a file, or a folder where there are several")
    made = verb("rule", "print the manual page of a rule, or list all rules")
    made.add_argument("name", nargs="?", metavar="RULE")
    made = verb("schema", "print the JSON Schema of a kind of file, or write all of them for your editor")
    made.add_argument("kind", nargs="?", metavar="KIND")
    made.add_argument("-o", "--output", type=named, metavar="DIR", help="write every schema into this folder")
    return found
