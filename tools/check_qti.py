"""Hold packages of QTI 2.2 against the published schemas: `python tools/check_qti.py --schema FOLDER FILE…`.

FILE is a package (zip) or a document. FOLDER holds the schemas, or is one; `--schema` may be given several times. Wanted are
imsqti_v2p2.xsd for items and tests, and qtiv2p2_imscpv1p2_v1p0.xsd for the manifest. Each document is asked of two validators
that share no code (libxml2 and xmlschema), and of the rules in Schematron that a schema carries.

    argmap teach --form qti -o monday
    python tools/check_qti.py --schema FOLDER monday/exercises-qti.zip
    python tools/check_qti.py --schema FOLDER --projects 300                        # odd projects, drawn as the tests draw them
    python tools/check_qti.py --schema FOLDER --plant 5 monday/exercises-qti.zip    # faults planted on purpose

Nothing is called checked that was not. A document without a schema, or with anything in it of a namespace whose schema is
missing, is named and counted, and the status is then 1, as it is for a fault. Where a schema imports another that does not
lie where its schemaLocation says, what it takes from there may hold anything, and this is told; argmap writes none of it.
The status of a run in which two validators differ is that of the stricter one.

`--plant N` plants faults of every kind, N times in each document, one in a copy at a time, and counts what the published
schemas refuse of them and what the tests' own subset does (tests/data/qti-2.2-subset.json). What the schemas refuse and the
subset takes is a hole in the subset, and is named.

The schemas are not ours to ship; 1EdTech (IMS Global) publishes them with the standard. Needs `pip install lxml xmlschema`, and
for `--projects` and `--plant` the tests beside this folder and what they need.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

from qti_schemas import Asked, NotToBeHad, Schemas, scratch

TESTS = Path(__file__).parent.parent / "tests"
SEED = 1
HOLE = "hole"
COLUMNS = (
    *("planted", "schemas refuse", "subset too", HOLE),
    *("schemas take", "subset stricter", "validators differ", "not checked"),
)
LONGEST = 300
"""Characters of a fault that are shown."""


def documents(file: Path) -> Iterator[tuple[str, bytes]]:
    """Everything in a package, or the one document that a file is, by name."""
    if not zipfile.is_zipfile(file):
        yield str(file), file.read_bytes()
        return
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if not name.endswith("/"):
                yield f"{file}: {name}", archive.read(name)


class Tally:
    """What was found of documents, one after the other; what is amiss is printed as it comes."""

    def __init__(self, schemas: Schemas) -> None:
        """Begin with nothing."""
        self.schemas = schemas
        self.checked: Counter[str] = Counter()
        self.faulty = self.unchecked = self.split = 0

    def take(self, name: str, data: bytes) -> None:
        """Ask the schemas for a document, and say what they have against it."""
        asked = self.schemas.ask(data)
        if not asked.checked:
            self.unchecked += 1
            say(f"{name}: not checked: {asked.why}")
            return
        self.checked[asked.kind] += 1
        self.faulty += asked.refused
        self.split += bool(asked.split)
        for fault in (*asked.faults, *asked.broken):
            say(f"{name}: {fault[:LONGEST]}")

    def tell(self) -> int:
        """Print the counts; 0 where everything was checked and nothing is amiss."""
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.checked.items()))
        amiss = f"{self.faulty} with faults, {self.split} on which the validators differ"
        say(f"{self.checked.total()} documents checked ({kinds or 'none'}): {amiss}; {self.unchecked} not checked")
        for schema in self.schemas.by_namespace.values():
            if schema.rules:
                times = sum(schema.held.values())
                say(f"{len(schema.held)} of {schema.assertions} assertions bore on something, {times} times in all:")
                say(f"  {', '.join(sorted(schema.held)) or 'none'}")
        return 1 if self.faulty or self.unchecked or not self.checked else 0


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{words}\n")


def begin(schemas: Schemas) -> None:
    """Say what there is to check by."""
    for schema in schemas.by_namespace.values():
        say(f"by {schema.name}: {len(schema.rules)} rules in Schematron with {schema.assertions} assertions")
        for name in schema.without_place:
            say(f"  cannot be run, since its context is no path: {name}")
    for space, names in schemas.stood_in.items():
        say(f"stood in for {space}: {', '.join(names)}")


def odd_projects(number: int, take: Callable[[str, bytes], None]) -> None:
    """Hand over the documents of packages of drawn projects, each as it is and with odd words in it."""
    from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: PLC0415 - only here

    from argmap.teach import qti  # noqa: PLC0415 - as above

    sys.path.insert(0, str(TESTS))
    from qti_odd import WORDS, packs, worded  # type: ignore[import-not-found]  # noqa: PLC0415 - the tests are not typed

    found: Counter[str] = Counter()
    different: set[tuple[str, ...]] = set()

    @seed(SEED)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(packs(), WORDS)
    def draw(made: Any, words: str) -> None:
        found["projects"] += 1
        found["with exercises"] += bool(qti.documents(made))
        for which, one in (("as drawn", made), ("with odd words", worded(made, words))):
            package = qti.documents(one)
            if package:
                different.add(tuple(package.values()))
            for name, text in package.items():
                take(f"project {found['projects']} {which}: {name}", text.encode())

    draw()
    say(f"{found['projects']} odd projects drawn; {found['with exercises']} gave {len(different)} different packages")


def plant(files: list[Path], number: int, schemas: Schemas) -> int:
    """Plant faults in packages, and print the table of who refuses what; 1 if the subset has a hole.

    Only what the schemas take as it stands is planted in, so that what they refuse afterwards is the planted fault.
    """
    sys.path.insert(0, str(TESTS))
    from qti_planted import planted  # type: ignore[import-not-found]  # noqa: PLC0415 - the tests are not typed
    from qti_subset import refused  # type: ignore[import-not-found]  # noqa: PLC0415 - as above

    table: dict[str, Counter[str]] = {}
    broken: set[str] = set()
    sound = amiss = 0
    for file in files:
        whole = dict(documents(file))
        asked = {name: schemas.ask(data) for name, data in whole.items()}
        fit = {name: whole[name] for name, one in asked.items() if one.checked and not one.refused}
        sound, amiss = sound + len(fit), amiss + len(whole) - len(fit)
        for kind, place, what, data in planted(fit, number, SEED):
            found, ours = schemas.ask(data), bool(refused(fromstring(data)))  # noqa: S314 - packages that argmap wrote
            columns = _columns(found, ours=ours)
            table.setdefault(kind, Counter()).update(columns)
            broken.update(one.partition(":")[0] for one in found.broken)
            if HOLE in columns:
                say(f"{HOLE}: {place}: {what}: {(*found.faults, *found.broken)[0][:LONGEST]}")
            if found.split:
                say(f"only {found.split} refuses: {place}: {what}: {found.faults[0][:LONGEST]}")
    total = sum(table.values(), Counter())
    say(f"planted in {sound} documents that the schemas take; {amiss} others passed over")
    say(f"assertions broken: {', '.join(sorted(one.removeprefix('rule ') for one in broken)) or 'none'}")
    say(" | ".join(("kind", *COLUMNS)))
    for kind, row in [*table.items(), ("all", total)]:
        say(" | ".join((kind, *(str(row[column]) for column in COLUMNS))))
    return 1 if total[HOLE] or amiss or not total["schemas refuse"] else 0


def _columns(asked: Asked, *, ours: bool) -> list[str]:
    """The columns that a planted fault counts in."""
    if not asked.checked:
        return ["planted", "not checked"]
    if asked.refused:
        return [
            "planted",
            "schemas refuse",
            "subset too" if ours else HOLE,
            *(["validators differ"] if asked.split else []),
        ]
    return ["planted", "schemas take", *(["subset stricter"] if ours else [])]


def main() -> int:
    """Check what the command line names; 0 where everything was checked and nothing is amiss."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--schema", action="append", required=True, type=Path)
    asked.add_argument("--projects", type=int, default=0, metavar="N")
    asked.add_argument("--plant", type=int, default=0, metavar="N")
    asked.add_argument("files", nargs="*", type=Path)
    given = asked.parse_args()
    if not given.files and not given.projects:
        asked.error("there is nothing to check")
    paths = [one for path in given.schema for one in (sorted(path.glob("*.xsd")) if path.is_dir() else [path])]
    with scratch() as folder:
        try:
            schemas = Schemas(paths, Path(folder))
        except (NotToBeHad, OSError) as fault:
            say(f"{fault}")
            return 1
        begin(schemas)
        if given.plant:
            return plant(given.files, given.plant, schemas)
        tally = Tally(schemas)
        for file in given.files:
            for name, data in documents(file):
                tally.take(name, data)
        if given.projects:
            odd_projects(given.projects, tally.take)
        return tally.tell()


if __name__ == "__main__":
    sys.exit(main())
