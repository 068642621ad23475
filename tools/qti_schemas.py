"""The published schemas of QTI, ready to be asked: by two validators that share no code, and rule by rule (Schematron)."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xmlschema  # type: ignore[import-not-found]  # no dependency of argmap: only whoever has the schemas needs it
from lxml import etree  # type: ignore[import-untyped]  # as above

XS = "{http://www.w3.org/2001/XMLSchema}"
SCH = "{http://purl.oclc.org/dsdl/schematron}"
XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
BORROWED = Path(xmlschema.__file__).parent / "schemas" / "XML" / "xml.xsd"
"""The schema of xml:lang and its like, which comes with the library xmlschema as W3C publishes it."""


class NotToBeHad(Exception):
    """A schema that cannot be made ready, with the reason."""


@dataclass(frozen=True)
class Asked:
    """What one document was found to be.

    `checked` is False where it is no XML or no schema is at hand for it, or for something in it (`why`): then nothing else holds.
    """

    checked: bool
    why: str = ""
    kind: str = ""
    """The name of its first element."""
    faults: tuple[str, ...] = ()
    """Of both validators, each with its name and the place."""
    broken: tuple[str, ...] = ()
    """Rules of the Schematron that do not hold."""
    split: str = ""
    """Which validator finds a fault where the other finds none."""

    @property
    def refused(self) -> bool:
        """Whether anything published has something against the document."""
        return bool(self.faults or self.broken)


@dataclass(frozen=True)
class Rule:
    """A rule of the Schematron: where it bears, and what must hold there (XPath 1.0, the binding where none is named)."""

    pattern: str
    context: str
    assertions: tuple[tuple[str, str], ...]
    """Each test with its name."""


@dataclass(frozen=True)
class Schema:
    """A published schema for the documents of one namespace."""

    namespace: str
    name: str
    roots: frozenset[str]
    table: Any
    """As the library xmlschema holds it."""
    library: Any
    """As libxml2 holds it."""
    rules: tuple[Rule, ...]
    prefixes: dict[str, str]
    without_place: tuple[str, ...]
    """Names of rules whose context is no path of XPath 1.0, so that nobody can run them."""
    held: Counter[str] = field(default_factory=Counter)
    """How often each assertion was asked, by its name."""

    @property
    def assertions(self) -> int:
        """How many assertions the rules have that can be run."""
        return sum(len(rule.assertions) for rule in self.rules)


class Schemas:
    """The schemas of some files, by the namespace of the documents that they are for.

    `stood_in` says what was missing: by namespace the names of the elements and attributes that stand there as anything.
    Nothing that a document has of these is ever called checked.
    """

    def __init__(self, paths: Sequence[Path], scratch: Path) -> None:
        """Make the schemas of the files ready; `scratch` is an empty folder that outlives this.

        Raises NotToBeHad where a file is no schema, or a schema needs more of a missing one than elements and attributes.
        """
        self._scratch = scratch
        self._settled: dict[Path, str] = {}
        self._missing: dict[str, Counter[str]] = defaultdict(Counter)
        if not paths:
            raise NotToBeHad("there is no schema to check by")
        for path in paths:
            self._settle(path.resolve())
        self.stood_in = {space: tuple(sorted(names)) for space, names in sorted(self._missing.items())}
        for number, (space, names) in enumerate(self.stood_in.items()):
            (scratch / _stand_in(number)).write_text(_anything(space, names), encoding="utf-8")
            for settled in self._settled.values():
                file = scratch / settled
                file.write_text(file.read_text("utf-8").replace(f"missing:{space}", _stand_in(number)), "utf-8")
        made = [_made(path, scratch / self._settled[path.resolve()]) for path in paths]
        self.by_namespace = {schema.namespace: schema for schema in made}
        if len(self.by_namespace) < len(made):
            raise NotToBeHad(f"two schemas are for the same documents: {', '.join(schema.name for schema in made)}")
        self.known = {XML, XSI, *self.by_namespace}
        for path in self._settled:
            self.known.add(etree.parse(path).getroot().get("targetNamespace"))

    def _settle(self, path: Path) -> str:
        """Copy a schema to the scratch folder, with what it imports or with the place of a stand-in; the copy's name."""
        if path in self._settled:
            return self._settled[path]
        self._settled[path] = f"{len(self._settled)}-{path.name}"
        try:
            tree = etree.parse(path)
        except etree.XMLSyntaxError as fault:
            raise NotToBeHad(f"{path.name} is no XML: {fault}") from fault
        if tree.getroot().tag != f"{XS}schema":
            raise NotToBeHad(f"{path.name} is no schema")
        for one in tree.iter(f"{XS}import", f"{XS}include", f"{XS}redefine"):
            there = path.parent / one.get("schemaLocation", "")
            space = one.get("namespace", "")
            if space == XML:
                shutil.copy(BORROWED, self._scratch / BORROWED.name)
                one.set("schemaLocation", BORROWED.name)
            elif there.is_file():
                one.set("schemaLocation", self._settle(there.resolve()))
            elif one.tag == f"{XS}import":
                one.set("schemaLocation", f"missing:{space}")
                self._missing[space].update(_wanted(tree, space, path.name))
            else:
                raise NotToBeHad(f"{path.name} includes {there.name}, which is missing")
        tree.write(self._scratch / self._settled[path], encoding="utf-8", xml_declaration=True)
        return self._settled[path]

    def ask(self, data: bytes) -> Asked:
        """What the schemas have against a document."""
        try:
            root = etree.fromstring(
                data, etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True)
            )
        except etree.XMLSyntaxError as fault:
            return Asked(checked=False, why=f"it is no XML: {fault}")
        name = etree.QName(root)
        schema = self.by_namespace.get(name.namespace)
        if schema is None:
            return Asked(checked=False, why=f"no schema is at hand for {name.namespace or 'no namespace'}")
        if name.localname not in schema.roots:
            return Asked(checked=True, kind=name.localname, faults=(f"{name.localname} is no element by itself",))
        schema.library.validate(root)
        there = [f"libxml2: line {one.line}: {one.message}" for one in schema.library.error_log]
        here = list(_by_xmlschema(schema, data))
        strange = sorted(set(_namespaces(root)) - self.known - {""})
        if set(strange) & set(self.stood_in) or (strange and not there and not here):
            return Asked(checked=False, why=f"no schema is at hand for {', '.join(strange)}")
        split = "" if bool(there) == bool(here) else ("libxml2" if there else "xmlschema")
        broken = tuple(_broken(schema, root))
        return Asked(checked=True, kind=name.localname, faults=(*there, *here), broken=broken, split=split)


def _by_xmlschema(schema: Schema, data: bytes) -> Iterator[str]:
    """What the library xmlschema has against a document; an xsi:type that it does not know makes it give up."""
    try:
        for fault in schema.table.iter_errors(io.BytesIO(data)):
            yield f"xmlschema: {fault.path}: {fault.reason or fault.message}"
    except xmlschema.XMLSchemaException as fault:
        yield f"xmlschema: {fault}"


def _stand_in(number: int) -> str:
    return f"stand-in-{number}.xsd"


def _namespaces(root: Any) -> Iterator[str]:
    """The namespaces of all elements and attributes ("" for attributes without one)."""
    for element in root.iter():
        yield etree.QName(element).namespace or ""
        yield from (etree.QName(key).namespace or "" for key in element.attrib)


def _wanted(tree: Any, space: str, name: str) -> Iterator[str]:
    """What a schema takes of a namespace, as `element NAME` and `attribute NAME`."""
    for one in tree.iter(etree.Element):
        for key in ("ref", "type", "base", "itemType", "substitutionGroup"):
            prefix, colon, local = one.get(key, "").rpartition(":")
            if one.nsmap.get(prefix or None) != space or not (colon or prefix or local):
                continue
            kind = etree.QName(one).localname
            if key != "ref" or kind not in ("element", "attribute"):
                raise NotToBeHad(f"{name} takes the {key} {local} of {space}, whose schema is missing")
            yield f"{kind} {local}"


def _anything(space: str, names: Sequence[str]) -> str:
    """A schema of a namespace that says nothing of its elements and attributes but their names."""
    made = "".join(f'<xs:{kind} name="{local}"/>' for kind, _, local in (name.partition(" ") for name in names))
    return (
        f'<xs:schema xmlns:xs="{XS[1:-1]}" targetNamespace="{space}" elementFormDefault="qualified">{made}</xs:schema>'
    )


def _made(path: Path, settled: Path) -> Schema:
    """A schema ready in both validators; strict, so that a name that leads nowhere is an error and is not passed over."""
    try:
        table = xmlschema.XMLSchema10(str(settled), validation="strict", allow="local")
        library = etree.XMLSchema(etree.parse(settled))
    except (xmlschema.XMLSchemaException, etree.XMLSchemaParseError) as fault:
        raise NotToBeHad(f"{path.name}: {fault}") from fault
    tree = etree.parse(path).getroot()
    prefixes = {one.get("prefix"): one.get("uri") for one in tree.iter(f"{SCH}ns")}
    rules = [_rule(one) for one in tree.iter(f"{SCH}rule")]
    runs = [rule for rule in rules if _is_path(rule.context, prefixes)]
    return Schema(
        namespace=tree.get("targetNamespace"),
        name=f"{path.name} ({tree.get('version', 'no version')})",
        roots=frozenset(one.get("name") for one in tree.findall(f"{XS}element")),
        table=table,
        library=library,
        rules=tuple(runs),
        prefixes=prefixes,
        without_place=tuple(name for rule in rules if rule not in runs for name, _ in rule.assertions),
    )


def _rule(element: Any) -> Rule:
    """A rule with the names that its assertions begin with, such as GENERAL 1a-1."""
    assertions = []
    for number, one in enumerate(element.findall(f"{SCH}assert"), start=1):
        named = re.search(r"RULE ([\w -]+)", one.text or "")
        assertions.append((f"{named[1] if named else element.get('context')}-{number}", one.get("test")))
    return Rule(element.getparent().get("id"), element.get("context"), tuple(assertions))


def _is_path(context: str, prefixes: dict[str, str]) -> bool:
    """Whether a context gives nodes."""
    try:
        return isinstance(etree.Element("none").xpath(context, namespaces=prefixes), list)
    except etree.XPathError:
        return False


def _broken(schema: Schema, root: Any) -> Iterator[str]:
    """The assertions that do not hold. In a pattern each node is held to the first rule that bears on it, as in Schematron."""
    taken: set[tuple[str, Any]] = set()
    for rule in schema.rules:
        for node in root.xpath(rule.context, namespaces=schema.prefixes):
            if (rule.pattern, node) in taken:
                continue
            taken.add((rule.pattern, node))
            for name, test in rule.assertions:
                schema.held[name] += 1
                if not node.xpath(f"boolean({test})", namespaces=schema.prefixes):
                    yield f"rule {name}: line {node.sourceline}: {test}"


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for the copies, which goes when it is left."""
    return tempfile.TemporaryDirectory(prefix="argmap-qti-")
