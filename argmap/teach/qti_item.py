"""One task as an assessment item of QTI 2.2: what a student has before him, how he answers, and what he is told then."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from argmap.teach.exercise import Chain, Choice, Essay, Exercise, Grid, Material, Number, Ordering, Selection, Task
from argmap.teach.keys import answer_lines
from argmap.teach.qti_marking import (
    FEEDBACK,
    KEY,
    NONE,
    RESPONSE,
    column_names,
    declarations,
    el,
    option_names,
    processing,
)

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p2"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd"
LANGUAGE = "en"
"""The language of the tasks; what the map states stands as the map states it."""
SMALLEST_BOX, CHARACTERS_A_LINE = 5, 80


def root(tag: str, *content: Element, name: str, title: str, **more: str) -> Element:
    """An item or a test: an element of the namespace, with its place in the schema, its name and its title."""
    where = {
        "xmlns": NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
    }
    return el(tag, *content, attributes=where, identifier=name, title=line(title), toolName="argmap", **more)


def line(text: str) -> str:
    """A text on one line, as an attribute takes it."""
    return " ".join(text.split())


def item(exercise: Exercise, task: Task, *, name: str, title: str) -> Element:
    """The item of a task, under a name that no other item of the package has.

    It stands alone: the material is in it, so that a platform may draw items singly. A task with a map for an answer has no item.
    """
    says = option_feedback(task)
    made = root("assessmentItem", name=name, title=title, adaptive="false", timeDependent="false")
    made.set("xml:lang", LANGUAGE)
    made.set("label", line(f"{exercise.id}/{task.id}"))
    made.extend(declarations(task))
    made.append(el("itemBody", *_body(exercise, task)))
    made.append(processing(task, feedback=bool(says)))
    made.extend(says)
    made.append(_told("The key", KEY, *_key(task)))
    return made


# --------------------------------------------------------------------------- what a student has before him


def _body(exercise: Exercise, task: Task) -> Iterator[Element]:
    """The material and the question, and nothing that gives the answer away: hints, criteria and models have a place here in
    the standard (`infoControl`, `rubricBlock` for the scorer), and there are players that show both to everybody."""
    for material in exercise.material:
        yield el("div", *_material(material), attributes={"class": "material"})
    if task.judgement:
        yield el("p", "A matter of judgement: a range of answers is accepted.")
    yield from _interaction(task)


def _material(material: Material) -> Iterator[Element]:
    yield el("h2", material.heading)
    if len(material.lines) > 1:
        yield _list(material.lines)
    else:
        yield from (el("p", text) for text in material.lines)
    if material.place:
        yield el("p", material.place, attributes={"class": "place"})
    if material.passage:
        yield el("blockquote", el("p", material.passage))


def _list(lines: tuple[str, ...]) -> Element:
    return el("ul", *(el("li", text) for text in lines))


def _interaction(task: Task) -> Iterator[Element]:
    key = task.answer
    prompt = el("prompt", task.prompt)
    names = option_names(key)
    choices = [el("simpleChoice", o.text, identifier=names[o.id]) for o in getattr(key, "options", ())]
    bound = {"responseIdentifier": RESPONSE}
    if isinstance(key, Choice | Selection):
        most = "1"
        if isinstance(key, Selection):
            most = "0"  # sets no limit
            choices.append(el("simpleChoice", "none of these", identifier=NONE))
        yield el("choiceInteraction", prompt, *choices, attributes=bound, shuffle="false", maxChoices=most)
    elif isinstance(key, Ordering | Chain):
        prompt = el("prompt", f"{task.prompt} First: {key.ends[0]}. Last: {key.ends[1]}.")
        some = {"minChoices": "1", "maxChoices": str(len(choices))} if isinstance(key, Chain) else {}
        yield el("orderInteraction", prompt, *choices, attributes={**bound, **some}, shuffle="false")
    elif isinstance(key, Grid):
        columns = column_names(key)
        rows = [el("simpleAssociableChoice", r.text, identifier=names[r.id], matchMax="1") for r in key.rows]
        heads = [el("simpleAssociableChoice", c.text, identifier=columns[c.id], matchMax="0") for c in key.columns]
        sets = el("simpleMatchSet", *rows), el("simpleMatchSet", *heads)
        most = str(len(key.rows))
        yield el("matchInteraction", prompt, *sets, attributes=bound, shuffle="false", maxAssociations=most)
    elif isinstance(key, Number):
        field = el("textEntryInteraction", attributes=bound, expectedLength=str(len(str(key.most)) + 1))
        yield el("p", f"{task.prompt} (A whole number from {key.least} to {key.most}.) ", field)
    elif isinstance(key, Essay):
        high = str(max(SMALLEST_BOX, 2 * len(key.model) // CHARACTERS_A_LINE))
        yield el("extendedTextInteraction", prompt, attributes=bound, expectedLines=high)


# --------------------------------------------------------------------------- what he is told then


def option_feedback(task: Task) -> list[Element]:
    """What the key says of the option that was chosen, where one is chosen and the key has a word for it."""
    key = task.answer
    if not isinstance(key, Choice):
        return []
    names = option_names(key)
    return [
        _told("Your answer", names[option.id], el("p", key.says[option.id]))
        for option in key.options
        if key.says.get(option.id)
    ]


def _told(title: str, name: str, *content: Element) -> Element:
    shown = {"outcomeIdentifier": FEEDBACK, "showHide": "show"}
    return el("modalFeedback", *content, attributes=shown, identifier=name, title=title)


def _key(task: Task) -> Iterator[Element]:
    yield el("p", task.reason.text)
    yield _list(tuple(answer_lines(task, letters=False)))
    if isinstance(task.answer, Essay):
        share = f"{task.worth / max(1, len(task.answer.criteria)):g}"
        yield el("p", f"Hold yours against it. Points for each of these that holds of it: {share}.")
        yield _list(task.answer.criteria)
    yield el("p", f"On record: {', '.join(task.reason.records)} ({task.reason.rule}).")
