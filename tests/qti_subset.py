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
    "nonNegative": r"\d+(\.\d+)?(e-?\d+)?",
    "boolean": "true|false",
    "double": r"-?\d+(\.\d+)?(e-?\d+)?",
    "natural": r"\d+",
    "views": "(author|candidate|proctor|scorer|testConstructor|tutor)( (scorer|tutor))*",
}


def _pattern(model):
    for group, alternatives in SUBSET["groups"].items():
        model = model.replace("{" + group + "}", alternatives)
    named = re.sub(r"\w+", lambda found: f"(?:{found[0]}~)", model)
    return re.sub(r"[,\s]", "", named).replace("~", " ")


def faults(element):
    """What the subset of the published schemas has against an element and all in it."""
    space, _, here = element.tag[1:].partition("}")
    known = SUBSET["namespaces"].get(space, {}).get(here)
    if known is None:
        return [f"{here} is not known"]
    found = []
    children = "".join(f"{child.tag.partition('}')[2]} " for child in element)
    if not re.fullmatch(_pattern(known.get("children", "")), children):
        found.append(f"{here} holds {children}")
    words = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    allowed = known.get("text")
    if (words and not allowed) or (isinstance(allowed, str) and not re.fullmatch(allowed, words)):
        found.append(f"{here} holds the words {words}")
    wanted = known.get("attributes", {})
    given_ = {key.partition("}")[2] or key: value for key, value in element.attrib.items()}
    for key, value in given_.items():
        kind = wanted.get(key, "").removesuffix("!")
        if not kind or not re.fullmatch(TYPES.get(kind, kind), value):
            found.append(f"{here} has {key} = {value!r}")
    found += [f"{here} has no {key}" for key, kind in wanted.items() if kind.endswith("!") and key not in given_]
    return found + [fault for child in element for fault in faults(child)]


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
    base = item.find(f"{NS}responseDeclaration").get("baseType")
    if base in ("identifier", "directedPair"):
        found += [f"{one.text} is right and no choice" for one in named if one.text not in (pairs or choices)]
        found += [
            f"{one.get('mapKey')} is mapped and no choice"
            for one in item.iter(f"{NS}mapEntry")
            if one.get("mapKey") not in (pairs or choices)
        ]
    found += ["testVariables in an item" for _ in item.iter(f"{NS}testVariables")]
    for one in item.iter():
        if int(one.get("maxChoices", "0")) and int(one.get("minChoices", "0")) > int(one.get("maxChoices", "0")):
            found.append(f"{name(one)} wants more choices than it allows")
    answers = [one.get("identifier") for one in item.iter(f"{NS}responseDeclaration")]
    asked = [one.get("responseIdentifier") for one in item.iter() if one.get("responseIdentifier")]
    found += [] if asked == answers else [f"{asked} ask for {answers}"]
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
    assert len(set(said)) == len(said)
    return found
