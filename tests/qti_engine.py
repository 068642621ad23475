"""What a learning platform does with an item of QTI 2.2: response processing, as far as argmap writes it.

Written after the information model of the standard and for the tests alone: NULL is None, a container is a list, and an
operator with a NULL inside gives NULL unless the standard says otherwise.
"""

import math

NS = "{http://www.imsglobal.org/xsd/imsqti_v2p2}"
NUMBERS = {"integer": int, "float": float}


def name(element):
    return element.tag.removeprefix(NS)


def outcomes(item, response):
    """The outcomes of an item by name, for a response in the names of the package (None for no response)."""
    found = {}
    for one in item.iter(f"{NS}outcomeDeclaration"):
        base = one.get("baseType")
        start = one.find(f"{NS}defaultValue/{NS}value")
        found[one.get("identifier")] = (
            NUMBERS[base](start.text if start is not None else 0) if base in NUMBERS else None
        )
    engine = Engine(item, response, found)
    for rule in item.find(f"{NS}responseProcessing"):
        engine.follow(rule)
    return engine.outcomes


class Engine:
    def __init__(self, item, response, found):
        self.outcomes = found
        self.response = response
        self.mapping = item.find(f"{NS}responseDeclaration/{NS}mapping")

    def follow(self, rule):
        if name(rule) == "setOutcomeValue":
            assert rule.get("identifier") in self.outcomes, "an outcome that is not declared"
            self.outcomes[rule.get("identifier")] = self.value(rule[0])
            return
        for branch in rule:
            condition = name(branch) != "responseElse"
            if not condition or self.value(branch[0]) is True:
                for one in branch[1:] if condition else branch:
                    self.follow(one)
                return

    def value(self, expression):
        kind, parts = name(expression), [self.value(part) for part in expression]
        if kind == "variable":
            asked = expression.get("identifier")
            return self.response if asked == "RESPONSE" else self.outcomes[asked]
        if kind == "baseValue":
            return NUMBERS.get(expression.get("baseType"), str)(expression.text)
        if kind == "mapResponse":
            return self.mapped()
        if kind == "isNull":
            return parts[0] is None
        if kind == "containerSize":
            return len(parts[0] or [])
        if kind == "multiple":
            flat = [one for part in parts if part is not None for one in (part if isinstance(part, list) else [part])]
            return flat or None
        if kind == "and" and False in parts:
            return False
        if any(part is None for part in parts):
            return None
        if kind == "index":
            place = int(expression.get("n"))
            return parts[0][place - 1] if place <= len(parts[0]) else None
        return {
            "member": lambda one, several: one in several,
            "match": lambda one, other: one == other,
            "and": lambda *several: all(several),
            "lt": lambda one, other: one < other,
            "gte": lambda one, other: one >= other,
            "sum": lambda *several: sum(several),
            "product": lambda *several: math.prod(several),
            "subtract": lambda one, other: one - other,
            "divide": lambda one, other: one / other if other else None,
            "max": lambda *several: max(several),
        }[kind](*parts)

    def mapped(self):
        worth = {entry.get("mapKey"): float(entry.get("mappedValue")) for entry in self.mapping}
        default = float(self.mapping.get("defaultValue", 0))
        several = self.response if isinstance(self.response, list) else [self.response]
        total = sum(worth.get(str(one), default) for one in dict.fromkeys(several))
        low, high = (
            float(self.mapping.get(bound, default))
            for bound, default in (("lowerBound", "-inf"), ("upperBound", "inf"))
        )
        return min(max(total, low), high)
