"""Faults planted in the documents of a package of QTI, one in a copy at a time, to see who finds them.

What is planted is drawn, the same in every run, and blind to what the schemas say: some of it is no fault at all, such as
an attribute taken away that need not be there. So whoever asks has to ask the schemas first.
"""

import random
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

ODD = (
    *(
        "",
        " ",
        "two words",
        " x",
        "x\ty",
        "x\ny",
        "-1",
        "+1",
        "1",
        "0",
        "01",
        "-0",
        "1.5",
        "1.",
        ".5",
        "1e3",
        "1E3",
        "1e400",
    ),
    *(
        "INF",
        "NaN",
        "0x1",
        "1_0",
        "TRUE",
        "True",
        "true",
        "none",
        "NOWHERE",
        "9lives",
        "-a",
        "a:b",
        "é",
        "a²",
        "a·",
        "٣",
    ),
    *("１", "%zz", "http://[", "a b/c", "candidate tutor tutor", "tutor  scorer", "1.0.0 ", "µ", "\u00a0", "a\u2028b"),
)
"""Values and words at the edge of what types allow, and beyond."""


class Pool:
    """What stands in all documents of one namespace: the elements by name, and the values of every attribute."""

    def __init__(self, roots):
        self.elements, self.values = {}, {}
        for root in roots:
            for one in root.iter():
                self.elements.setdefault(one.tag, []).append(one)
                for key, value in one.attrib.items():
                    self.values.setdefault(key, set()).add(value)


def planted(documents, number, seed=0):
    """(kind, document, what was done, the bytes) for every kind of fault, up to `number` times in each document.

    `documents` are bytes by name. The draw hangs on the seed, the kind and the order of the documents alone.
    """
    roots = {name: fromstring(data) for name, data in documents.items()}
    spaces = {name: space(root) for name, root in roots.items()}
    pools = {one: Pool(root for name, root in roots.items() if spaces[name] == one) for one in set(spaces.values())}
    for place, (name, data) in enumerate(documents.items()):
        for kind, plant in KINDS.items():
            for turn in range(number):
                chance = random.Random(f"{seed} {place} {kind} {turn}")
                root = fromstring(data)
                what = plant(root, pools[spaces[name]], chance)
                if what:
                    yield kind, name, what, tostring(root, encoding="utf-8")


def space(element):
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def _in(element, name):
    """A name in the namespace of an element."""
    return f"{{{space(element)}}}{name}"


def _local(name):
    return name.rpartition("}")[2]


def _one(chance, elements):
    """An element, each kind as likely as the others; None where there is none."""
    by_name = {}
    for one in elements:
        by_name.setdefault(one.tag, []).append(one)
    return chance.choice(by_name[chance.choice(sorted(by_name))]) if by_name else None


def _with(root, key):
    return [one for one in root.iter() if key in one.attrib]


def _attribute(root, chance):
    """An element with attributes, and one of them."""
    element = _one(chance, (one for one in root.iter() if one.attrib))
    return element, chance.choice(sorted(element.attrib))


# ---------------------------------------------------------------- attributes


def attribute_taken_away(root, pool, chance):
    element, key = _attribute(root, chance)
    del element.attrib[key]
    return f"{_local(element.tag)} without {_local(key)}"


def attribute_that_does_not_exist(root, pool, chance):
    element = _one(chance, root.iter())
    element.set("unheard-of", "1")
    return f"{_local(element.tag)} with unheard-of"


def attribute_of_another(root, pool, chance):
    element = _one(chance, root.iter())
    key = chance.choice(sorted(pool.values.keys() - element.attrib.keys()))
    element.set(key, chance.choice(sorted(pool.values[key])))
    return f"{_local(element.tag)} with {_local(key)} = {element.get(key)!r}"


def attribute_in_a_namespace(root, pool, chance):
    element, key = _attribute(root, chance)
    others = sorted({_in(root, _local(key)), f"{{urn:another}}{_local(key)}", _local(key)} - element.attrib.keys())
    moved = chance.choice(others)
    element.set(moved, element.attrib.pop(key))
    return f"{_local(element.tag)} with {key} as {moved}"


def odd_value(root, pool, chance):
    element, key = _attribute(root, chance)
    was = element.get(key)
    element.set(key, chance.choice([*ODD, f"{was} ", f"-{was}", f"{was}x", was.upper(), f"{was} {was}"]))
    return f"{_local(element.tag)} with {_local(key)} = {element.get(key)!r}"


def value_of_another(root, pool, chance):
    element, key = _attribute(root, chance)
    other = chance.choice(sorted(pool.values))
    element.set(key, chance.choice(sorted(pool.values[other])))
    return f"{_local(element.tag)} with {_local(key)} = {element.get(key)!r}, which is of {_local(other)}"


def identifier_that_is_taken(root, pool, chance):
    named = _with(root, "identifier")
    element = _one(chance, named)
    others = [one for one in named if one is not element] if element is not None else []
    if not others:
        return None
    other = _one(chance, others)
    element.set("identifier", other.get("identifier"))
    return f"{_local(element.tag)} with the identifier of {_local(other.tag)}"


def name_that_leads_nowhere(root, pool, chance):
    leads = [
        (one, key)
        for one in root.iter()
        for key in one.attrib
        if key.lower().endswith(("identifierref", "eidentifier"))
    ]
    if not leads:
        return None
    element, key = chance.choice(leads)
    element.set(key, "NOWHERE")
    return f"{_local(element.tag)} with {key} = 'NOWHERE'"


def nil_or_another_type(root, pool, chance):
    element = _one(chance, root.iter())
    key, value = chance.choice([("nil", "true"), ("nil", "false"), ("type", "string"), ("noNamespace", "x")])
    element.set(f"{{http://www.w3.org/2001/XMLSchema-instance}}{key}", value)
    return f"{_local(element.tag)} with xsi:{key} = {value!r}"


# ---------------------------------------------------------------- elements


def unknown_name(root, pool, chance):
    element = _one(chance, root.iter())
    was, element.tag = element.tag, _in(element, "unheardOf")
    return f"{_local(was)} called unheardOf"


def name_of_another(root, pool, chance):
    element = _one(chance, root.iter())
    was = element.tag
    element.tag = chance.choice(sorted(pool.elements.keys() - {was}))
    return f"{_local(was)} called {_local(element.tag)}"


def in_another_namespace(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if one is not root))
    was = element.tag
    element.tag = chance.choice([_local(was), f"{{urn:another}}{_local(was)}"])
    return f"{_local(was)} as {element.tag}"


def child_left_out(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if len(one)))
    child = chance.choice(list(element))
    element.remove(child)
    return f"{_local(element.tag)} without a {_local(child.tag)}"


def children_left_out(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if len(one)))
    tag = chance.choice(sorted({child.tag for child in element}))
    for child in element.findall(tag):
        element.remove(child)
    return f"{_local(element.tag)} without any {_local(tag)}"


def child_twice(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if len(one)))
    place = chance.randrange(len(element))
    element.insert(place, element[place])
    return f"{_local(element.tag)} with {_local(element[place].tag)} twice"


def children_in_another_order(root, pool, chance):
    mixed = [one for one in root.iter() if len({child.tag for child in one}) > 1]
    element = _one(chance, mixed)
    if element is None:
        return None
    order = list(element)
    first, other = chance.sample(range(len(order)), 2)
    if order[first].tag == order[other].tag:
        return None
    order[first], order[other] = order[other], order[first]
    element[:] = order
    return f"{_local(element.tag)} with {_local(order[other].tag)} and {_local(order[first].tag)} the other way round"


def child_from_elsewhere(root, pool, chance):
    element = _one(chance, root.iter())
    tag = chance.choice(sorted(pool.elements))
    element.insert(chance.randint(0, len(element)), fromstring(tostring(chance.choice(pool.elements[tag]))))
    return f"{_local(element.tag)} with a {_local(tag)} more"


def child_in_the_place_of_another(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if len(one)))
    place = chance.randrange(len(element))
    tag = chance.choice(sorted(pool.elements.keys() - {element[place].tag}))
    was, element[place] = element[place], fromstring(tostring(chance.choice(pool.elements[tag])))
    return f"{_local(element.tag)} with a {_local(tag)} for a {_local(was.tag)}"


def wrapped(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if len(one)))
    place = chance.randrange(len(element))
    around = Element(chance.choice(sorted(pool.elements)))
    child, element[place] = element[place], around
    around.append(child)
    return f"{_local(child.tag)} in {_local(element.tag)} wrapped in {_local(around.tag)}"


# ---------------------------------------------------------------- words


def words_where_none_stand(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if not (one.text or "").strip()))
    words = chance.choice(["words", "1", "&<"])
    if len(element) and chance.random() < 0.5:
        child = chance.choice(list(element))
        child.tail = words
        return f"{_local(element.tag)} with words after {_local(child.tag)}"
    element.text = words
    return f"{_local(element.tag)} with words"


def odd_words(root, pool, chance):
    element = _one(chance, (one for one in root.iter() if not len(one)))
    element.text = chance.choice([*ODD, "\n", "\u200b"])
    return f"{_local(element.tag)} with the words {element.text!r}"


# ---------------------------------------------------------------- what the rules beside the schema forbid

_LEAST = {"maxChoices": "minChoices", "matchMax": "matchMin", "maxAssociations": "minAssociations"}


def less_at_most_than_at_least(root, pool, chance):
    bounded = [(one, most) for most in _LEAST for one in _with(root, most)]
    if not bounded:
        return None
    element, most = chance.choice(bounded)
    element.set(_LEAST[most], str(int(element.get(most)) + 1))
    return f"{_local(element.tag)} with more at least than at most"


def variables_of_a_test_in_an_item(root, pool, chance):
    within = root.iter(_in(root, "responseProcessing"))
    sums = [one for rules in within for one in rules.iter() if _local(one.tag) in ("sum", "product", "max", "multiple")]
    if not sums:
        return None
    element = chance.choice(sums)
    SubElement(element, _in(root, "testVariables"), variableIdentifier="SCORE")
    return f"{_local(element.tag)} of an item with testVariables"


def another_rule(root, pool, chance):
    asking = [one for tag in ("textEntryInteraction", "extendedTextInteraction") for one in root.iter(_in(root, tag))]
    bounded = _with(root, "normalMaximum")
    if asking and chance.random() < 0.5:
        asking[0].set("stringIdentifier", asking[0].get("responseIdentifier"))
        return f"{_local(asking[0].tag)} with one identifier for both responses"
    if bounded:
        element = chance.choice(bounded)
        element.set("masteryValue", str(float(element.get("normalMaximum")) + 1))
        return f"{_local(element.tag)} mastered above the most"
    return None


KINDS = {
    plant.__name__.replace("_", " "): plant
    for plant in (
        attribute_taken_away,
        attribute_that_does_not_exist,
        attribute_of_another,
        attribute_in_a_namespace,
        odd_value,
        value_of_another,
        identifier_that_is_taken,
        name_that_leads_nowhere,
        nil_or_another_type,
        unknown_name,
        name_of_another,
        in_another_namespace,
        child_left_out,
        children_left_out,
        child_twice,
        children_in_another_order,
        child_from_elsewhere,
        child_in_the_place_of_another,
        wrapped,
        words_where_none_stand,
        odd_words,
        less_at_most_than_at_least,
        variables_of_a_test_in_an_item,
        another_rule,
    )
}
"""What is planted, by its name."""
