"""What argmap writes of QTI 2.2, held to the strict subset of the published schemas in data/qti-2.2-subset.json."""

import json
import re
from pathlib import Path

from qti_engine import NS, name

SUBSET = json.loads((Path(__file__).parent / "data/qti-2.2-subset.json").read_text(encoding="utf-8"))
TYPES = {
    "line": r"[^\t\n\r]*",
    "NCName": r"[A-Za-z_][\w.-]*",
    "ID": r"[A-Za-z_][\w.-]*",
    "IDREF": r"[A-Za-z_][\w.-]*",
    "URI": r"[\w./:#?=-]+",
    "addresses": r"[\w./:#?=-]+ [\w./:#?=-]+",
    "language": r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
    "nonNegative": r"\d+(\.\d+)?(e-?\d+)?",
    "boolean": "true|false",
    "double": r"-?\d+(\.\d+)?(e-?\d+)?",
    "natural": r"\d+",
    "views": "(author|candidate|proctor|scorer|testConstructor|tutor)( (scorer|tutor))*",
}
PREFIXES = {
    "{http://www.w3.org/XML/1998/namespace}": "xml:",
    "{http://www.w3.org/2001/XMLSchema-instance}": "xsi:",
}
WHITE = " \t\r\n"
"""What counts as white space in XML, and nothing else does."""


def _pattern(model):
    for group, alternatives in SUBSET["groups"].items():
        model = model.replace("{" + group + "}", alternatives)
    named = re.sub(r"\w+", lambda found: f"(?:{found[0]}~)", model)
    return re.sub(r"[,\s]", "", named).replace("~", " ")


def faults(root):
    """What the subset of the published schemas has against an element and all in it."""
    return [*_within(root), *_misnamed(root)]


def _within(element):
    space, _, here = element.tag[1:].partition("}")
    known = SUBSET["namespaces"].get(space, {}).get(here)
    if known is None:
        return [f"{here} is not known"]
    found = []
    children = "".join(f"{child.tag.removeprefix(f'{{{space}}}')} " for child in element)
    if not re.fullmatch(_pattern(known.get("children", "")), children):
        found.append(f"{here} holds {children}")
    words = "".join([element.text or "", *(child.tail or "" for child in element)])
    if "children" in known:
        words = words.strip(WHITE)
    allowed = known.get("text")
    if (words and not allowed) or (isinstance(allowed, str) and not re.fullmatch(allowed, words)):
        found.append(f"{here} holds the words {words}")
    wanted = known.get("attributes", {})
    given = {_prefixed(key): value for key, value in element.attrib.items()}
    for key, value in given.items():
        kind = wanted.get(key, "").removesuffix("!")
        if not kind or not re.fullmatch(TYPES.get(kind, kind), value, re.ASCII):
            found.append(f"{here} has {key} = {value!r}")
    found += [f"{here} has no {key}" for key, kind in wanted.items() if kind.endswith("!") and key not in given]
    return found + [fault for child in element for fault in _within(child)]


def _prefixed(key):
    for space, prefix in PREFIXES.items():
        key = key.replace(space, prefix)
    return key


def _misnamed(root):
    """Names of a whole document (ID) that two things have, and those that are meant (IDREF) and that none has."""
    space = root.tag[1:].partition("}")[0]
    typed = {"ID": [], "IDREF": []}
    for one in root.iter():
        wanted = SUBSET["namespaces"].get(space, {}).get(one.tag.rpartition("}")[2], {}).get("attributes", {})
        for key, kind in wanted.items():
            if kind.removesuffix("!") in typed and key in one.attrib:
                typed[kind.removesuffix("!")].append(one.get(key))
    twice = [f"{one} twice" for one in dict.fromkeys(typed["ID"]) if typed["ID"].count(one) > 1]
    return twice + [f"{one} leads nowhere" for one in typed["IDREF"] if one not in typed["ID"]]


def unbound(item):
    """Names in an item that lead nowhere, or that two things have."""
    of = {
        tag: [one.get("identifier") for one in item.iter(f"{NS}{tag}")]
        for tag in ("simpleChoice", "outcomeDeclaration")
    }
    sets = [[one.get("identifier") for one in found] for found in item.iter(f"{NS}simpleMatchSet")]
    choices = [*of["simpleChoice"], *(one for several in sets for one in several)]
    found = [
        f"{one} twice"
        for one in choices + of["outcomeDeclaration"]
        if (choices + of["outcomeDeclaration"]).count(one) > 1
    ]
    pairs = [f"{row} {column}" for row in sets[0] for column in sets[1]] if sets else []
    named = item.findall(f"{NS}responseDeclaration/{NS}correctResponse/{NS}value")
    answers = {one.get("identifier"): one.get("baseType") for one in item.iter(f"{NS}responseDeclaration")}
    base = answers.get("RESPONSE")
    if base in ("identifier", "directedPair"):
        found += [f"{one.text} is right and no choice" for one in named if one.text not in (pairs or choices)]
        found += [
            f"{one.get('mapKey')} is mapped and no choice"
            for one in item.iter(f"{NS}mapEntry")
            if one.get("mapKey") not in (pairs or choices)
        ]
    found += ["testVariables in an item" for _ in item.iter(f"{NS}testVariables")]
    for one in item.iter():
        for what in ("Choices", "Associations"):
            least, most = one.get(f"min{what}"), one.get(f"max{what}")
            if least and most and int(least) > int(most):
                found.append(f"{name(one)} wants more {what.lower()} than it allows")
    asked = [one.get("responseIdentifier") for one in item.iter() if one.get("responseIdentifier")]
    found += [] if asked == list(answers) else [f"{asked} ask for {list(answers)}"]
    found += [
        f"a number as {base}" for _ in item.iter(f"{NS}textEntryInteraction") if base not in ("integer", "string")
    ]
    known = {"RESPONSE", *of["outcomeDeclaration"]}
    for tag, key in (
        ("variable", "identifier"),
        ("setOutcomeValue", "identifier"),
        ("modalFeedback", "outcomeIdentifier"),
    ):
        found += [f"{tag} {one.get(key)}" for one in item.iter(f"{NS}{tag}") if one.get(key) not in known]
    said = [one.get("identifier") for one in item.iter(f"{NS}modalFeedback")]
    found += [f"feedback {one}" for one in said if one != "KEY" and one not in choices]
    return found + [f"feedback {one} twice" for one in dict.fromkeys(said) if said.count(one) > 1]


def taken(test):
    """Identifiers in a test that two things have: itself, its parts, its sections and its items."""
    named = [name(test), *("testPart", "assessmentSection", "assessmentItemRef")]
    found = [one.get("identifier") for one in test.iter() if name(one) in named]
    return [f"{one} twice" for one in dict.fromkeys(found) if found.count(one) > 1]


def refused(root):
    """Everything that is held against a document by itself; what is no document of argmap's is refused for its name."""
    beyond = {"assessmentItem": unbound, "assessmentTest": taken, "manifest": lambda _: []}
    return faults(root) or beyond.get(root.tag.rpartition("}")[2], lambda one: [f"{one.tag} is no document"])(root)
