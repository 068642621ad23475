"""Documents → ArgumentGraph: references resolved, rings of reasons found, faults between records reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any

from argmap import model, schemes
from argmap.diagnostics import Diagnostic, Label, error
from argmap.faults import did_you_mean
from argmap.graph import ATTACK, SUPPORT, ArgumentGraph, Id, Inference
from argmap.read import Document
from argmap.rings import without_rings


def link(documents: Iterable[Document]) -> tuple[ArgumentGraph, tuple[Diagnostic, ...]]:
    """All documents of a project → its graph, and what is wrong between them.

    What cannot be resolved is left out: a premise that is nowhere costs its inference, an attacker only itself.
    Inferences that reason in a ring are left out too, each ring with an error that names it.
    """
    linker = Linker(sorted(documents, key=lambda document: document.source.path))
    linker.resolve()
    return linker.graph()


STATEMENTS = ("claims", "evidence")
_SINGULAR = {
    "claims": "a claim",
    "evidence": "an item of evidence",
    "questions": "a question",
    "sources": "a source",
    "transmission": "a transmission",
    "independence": "an independence group",
    "sections": "a section",
    "omissions": "an omission",
    "oddities": "an oddity",
    "authorities": "an authority record",
}


class Linker:
    """Collects the records of all documents and resolves what they say of one another."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.records: dict[str, dict[Id, Any]] = {kind: {} for kind in model.KINDS}
        self.inferences: dict[Id, Inference] = {}
        self.homes: dict[tuple[str, Id], Document] = {}
        self.unreadable: set[Id] = set()
        self.left_out: set[tuple[Id, str]] = set()
        self.patience = 50_000
        for document in documents:
            self.unreadable |= document.unreadable
            for name, record in document.records.items():
                if first := self._taken(document.kind, name):
                    self.diagnostics.append(
                        error(
                            "duplicate-id",
                            f"{name} is the id of two records; the second is left out",
                            document.place(name),
                            "claims, evidence and questions share one set of ids; rename one of them",
                            (Label(first.place(name), f"first used for {_SINGULAR[first.kind]}"),),
                        )
                    )
                else:
                    self.records[document.kind][name] = record
                    self.homes[document.kind, name] = document

    def _taken(self, kind: str, name: Id) -> Document | None:
        kinds = (*STATEMENTS, "questions") if kind in (*STATEMENTS, "questions") else (kind,)
        return next((self.homes[other, name] for other in kinds if (other, name) in self.homes), None)

    def sort(self) -> None:
        """Put everything in the order of ids."""
        for kind in self.records:
            self.records[kind] = dict(sorted(self.records[kind].items()))
        self.inferences = dict(sorted(self.inferences.items()))

    def resolve(self) -> None:
        """Follow every reference; what leads nowhere is reported, and left out."""
        self.sort()
        self._evidence()
        self._claims()
        self._sources()
        self._apparatus()
        self._inferences()
        for polarity in (SUPPORT, ATTACK):  # what was lost in reading, before an inference could be made of it
            found = ((name, home) for (kind, name), home in self.homes.items() if kind == "claims")
            self.left_out |= {(name, polarity) for name, home in found if polarity in home.incomplete.get(name, ())}
        self._questions()
        self._groups()
        self._transmissions()
        self.sort()

    def graph(self, before: ArgumentGraph | None = None) -> tuple[ArgumentGraph, tuple[Diagnostic, ...]]:
        """The graph of all that was collected, without its rings, and what is wrong; `before` as in `without_rings`."""
        graph = ArgumentGraph(
            claims=MappingProxyType(self.records["claims"]),
            evidence=MappingProxyType(self.records["evidence"]),
            sources=MappingProxyType(self.records["sources"]),
            inferences=MappingProxyType(self.inferences),
            groups=MappingProxyType(self.records["independence"]),
            questions=MappingProxyType(self.records["questions"]),
            transmissions=MappingProxyType(self.records["transmission"]),
            sections=MappingProxyType(self.records["sections"]),
            omissions=MappingProxyType(self.records["omissions"]),
            oddities=MappingProxyType(self.records["oddities"]),
            authorities=MappingProxyType(self.records["authorities"]),
            order=(),
            homes=MappingProxyType(self.homes),
            left_out=frozenset(self.left_out),
        )
        graph, rings = without_rings(graph, before)
        return graph, (*self.diagnostics, *rings)

    # ---- references

    def _known(self, name: Id, kinds: Sequence[str], what: str, home: Document, record: Id, *path: str | int) -> bool:
        """Whether a reference leads to a record of one of the kinds; reports it where it does not.

        It stands in `home`, at a path in a record.
        """
        if any(name in self.records[kind] for kind in kinds):
            return True
        if name in self.unreadable:
            return False
        place = home.place(record, *path)
        wanted = " nor ".join(_SINGULAR[kind] for kind in kinds)
        other = next((kind for kind in self.records if name in self.records[kind]), None)
        if other is not None:
            rule = "evidence-as-conclusion" if other == "evidence" and kinds == ("claims",) else "wrong-reference"
            wanted = " or ".join(_SINGULAR[kind] for kind in kinds)
            hint = (
                "evidence is not argued for or chosen between: write a claim that rests on it"
                if rule == "evidence-as-conclusion"
                else None
            )
            message = f"{name} is {_SINGULAR[other]}, and {what} must be {wanted}"
            self.diagnostics.append(error(rule, message, place, hint))
            return False
        neither = f"neither {wanted}" if len(kinds) > 1 else f"not {wanted}"
        hint, fix = None, None
        if self.patience > 0:  # a guess looks at every name; thousands of wrong references do without
            from argmap.cures import respelt  # noqa: PLC0415 - only faulty text needs it
            from argmap.misspelt import meant_id  # noqa: PLC0415 - as above

            names = tuple(candidate for kind in kinds for candidate in self.records[kind])
            self.patience -= len(names)
            hint = did_you_mean(name, names)
            meant = meant_id(name, (*names, *self.unreadable.difference(names)))
            fix = respelt(home.source, place, name, meant) if meant is not None and meant in names else None
        hint = hint or "write its record, or take the reference out"
        self.diagnostics.append(error("unknown-reference", f"{name[:MOST_SHOWN]} is {neither}", place, hint, fix=fix))
        return False

    def _amend(self, kind: str, name: Id, **parts: object) -> None:
        """Put these parts of a record in place of what it says: what leads nowhere is reported, and left out."""
        record = self.records[kind][name]
        if changed := {part: value for part, value in parts.items() if value != getattr(record, part)}:
            self.records[kind][name] = record.model_copy(update=changed)

    def _list(
        self, names: Iterable[Id], kinds: Sequence[str], what: str, home: Document, record: Id, *path: str | int
    ) -> tuple[Id, ...]:
        """The names of a list that lead to records of these kinds; reports the others."""
        return tuple([name for i, name in enumerate(names) if self._known(name, kinds, what, home, record, *path, i)])

    def _one(
        self, name: Id | None, kinds: Sequence[str], what: str, home: Document, record: Id, *path: str | int
    ) -> Id | None:
        """A name that leads to a record of these kinds, or None; reports another."""
        return name if name is not None and self._known(name, kinds, what, home, record, *path) else None

    def _locators(
        self, kind: str, name: Id, locators: Iterable[tuple[model.Locator | None, tuple[str | int, ...]]]
    ) -> None:
        for locator, path in locators:
            if locator is not None:
                home = self.homes[kind, name]
                self._known(locator.source, ("sources",), "what a locator points into", home, name, *path, "source")

    def _attackers(
        self,
        attackers: tuple[model.Attacker, ...],
        document: Document,
        name: Id,
        path: tuple[str | int, ...],
        target: set[Id],
    ) -> tuple[model.Attacker, ...]:
        kept: dict[Id, model.Attacker] = {}
        for index, attacker in enumerate(attackers):
            at = (*path, index, "by")
            if attacker.by in target:
                message = f"{attacker.by} attacks a step or item that it belongs to"
                self.diagnostics.append(error("self-reference", message, document.place(name, *at), _APART))
            elif attacker.by in kept:
                message = f"{attacker.by} is named twice here"
                self.diagnostics.append(error("duplicate-reference", message, document.place(name, *at), _ONCE))
            elif self._known(attacker.by, STATEMENTS, "an attacker", document, name, *at):
                kept[attacker.by] = attacker
        return tuple(kept.values())

    # ---- records

    def _evidence(self) -> None:
        for name, item in self.records["evidence"].items():
            home = self.homes["evidence", name]
            self._known(item.source, ("sources",), "what evidence comes from", home, name, "source")
            self._locators("evidence", name, [(at, ("cited_at", i)) for i, at in enumerate(item.cited_at)])
            if item.relates or item.undermined_by:
                relations = self._relates("evidence", name, item.relates)
                kept = self._attackers(item.undermined_by, home, name, ("undermined_by",), {name})
                self._amend("evidence", name, undermined_by=kept, relates=relations)

    def _claims(self) -> None:
        for name, claim in self.records["claims"].items():
            home = self.homes["claims", name]
            self._locators("claims", name, [(said.at, ("said", i, "at")) for i, said in enumerate(claim.said)])
            if claim.relates or claim.section or claim.agents:
                relations = self._relates("claims", name, claim.relates)
                section = self._one(claim.section, ("sections",), "what a claim belongs to", home, name, "section")
                agents = self._list(claim.agents, ("authorities",), "whom a claim is about", home, name, "agents")
                self._amend("claims", name, relates=relations, section=section, agents=agents)
            for index, said in enumerate(claim.said):
                for i, note in enumerate(said.notes):
                    source, at = note.rpartition(".")[0], ("said", index, "notes", i)
                    self._known(source, ("sources",), "what a note belongs to", home, name, *at)
                if len(said.stance) not in (1, len(said.by)):
                    self.diagnostics.append(
                        error(
                            "stance-count",
                            f"{len(said.by)} voices speak here and {len(said.stance)} stances are given",
                            home.place(name, "said", index, "stance"),
                            "give the outermost voice's stance alone, or one stance for each voice in turn",
                        )
                    )

    def _sources(self) -> None:
        for name, source in self.records["sources"].items():
            home, at = self.homes["sources", name], (name, "known_through")
            through = self._one(source.known_through, ("sources",), "what a source is known through", home, *at)
            self._amend("sources", name, known_through=through)
            self._locators("sources", name, [(at, ("cited_at", i)) for i, at in enumerate(source.cited_at)])

    def _relates(self, kind: str, name: Id, relations: tuple[model.Relation, ...]) -> tuple[model.Relation, ...]:
        """The relations of a statement that lead somewhere; reports the others."""
        home = self.homes[kind, name]
        kept = []
        for i, relation in enumerate(relations):
            if relation.to == name:
                place = home.place(name, "relates", i, "to")
                self.diagnostics.append(error("self-reference", f"{name} cannot stand in a relation to itself", place))
            elif self._known(relation.to, STATEMENTS, "what a statement relates to", home, name, "relates", i, "to"):
                kept.append(relation)
        return tuple(kept)

    def _apparatus(self) -> None:
        """Sections, omissions, oddities and authority records."""
        for name, section in self.records["sections"].items():
            home = self.homes["sections", name]
            thesis = self._one(section.thesis, ("claims",), "the thesis of a section", home, name, "thesis")
            self._amend("sections", name, thesis=thesis)
        for kind in ("omissions", "oddities"):
            for name, record in self.records[kind].items():
                self._locators(kind, name, [(at, ("at", i)) for i, at in enumerate(record.at)])
        for name, oddity in self.records["oddities"].items():
            home = self.homes["oddities", name]
            bears_on = self._list(oddity.bears_on, _MATTERS, "what an oddity bears on", home, name, "bears_on")
            self._amend("oddities", name, bears_on=bears_on)
        for name, authority in self.records["authorities"].items():
            home = self.homes["authorities", name]
            for i, spelling in enumerate(authority.spellings):
                places = [(at, ("spellings", i, "at", k)) for k, at in enumerate(spelling.at)]
                self._locators("authorities", name, places)
            held, whole, others = authority.offices, authority.part_of, authority.not_same_as
            self._amend(
                "authorities",
                name,
                offices=tuple(
                    tenure
                    for i, tenure in enumerate(held)
                    if self._authority(name, tenure.office, "an office that is held", "offices", i, "office")
                ),
                part_of=whole
                if whole is not None and self._authority(name, whole, "what an authority record is part of", "part_of")
                else None,
                not_same_as=tuple(
                    other
                    for i, other in enumerate(others)
                    if self._authority(name, other, "what is told apart", "not_same_as", i)
                ),
            )
        self.namesakes()

    def _authority(self, name: Id, other: Id, what: str, *path: str | int) -> bool:
        """Whether one authority record names another; reports where it does not."""
        home = self.homes["authorities", name]
        if other == name:
            place = home.place(name, *path)
            self.diagnostics.append(
                error("self-reference", f"{name} refers to itself here", place, "name another record")
            )
            return False
        return self._known(other, ("authorities",), what, home, name, *path)

    def namesakes(self) -> None:
        """One name for two authority records that nobody told apart, and one spelling written twice in one."""
        bearer: dict[str, tuple[Id, tuple[str | int, ...]]] = {}
        for name, authority in self.records["authorities"].items():
            home = self.homes["authorities", name]
            names = [
                (authority.name, ("name",)),
                *((s.form, ("spellings", i)) for i, s in enumerate(authority.spellings)),
            ]
            own: set[str] = set()
            for form, path in names:
                first, there = bearer.setdefault(form, (name, path))
                apart = first == name or name in self.records["authorities"][first].not_same_as
                if not (apart or first in authority.not_same_as):
                    self.diagnostics.append(
                        error(
                            "one-name-for-two",
                            f"{form} is a name of {first} and of {name}",
                            home.place(name, *path),
                            f"if they are two, write `not_same_as: {first}`; if they are one, join the records",
                            (Label(self.homes["authorities", first].place(first, *there), "first borne here"),),
                        )
                    )
                elif form in own:
                    place = home.place(name, *path)
                    self.diagnostics.append(error("duplicate-reference", f"{form} is written twice here", place, _ONCE))
                if path[0] == "spellings":
                    own.add(form)

    def _inferences(self) -> None:
        for name, claim in self.records["claims"].items():
            home = self.homes["claims", name]
            for polarity, records in ((SUPPORT, claim.support), (ATTACK, claim.attack)):
                for index, record in enumerate(records):
                    inference = self._inference(home, name, polarity, index, record)
                    if inference is None:
                        self.left_out.add((name, polarity))
                        continue
                    if inference.id in self.inferences:
                        first = self.inferences[inference.id]
                        self.diagnostics.append(
                            error(
                                "duplicate-inference",
                                f"the same premises {polarity} {name} twice; the second is left out",
                                home.place(name, *inference.at),
                                "join the two, or say what other premise one of them needs",
                                (Label(home.place(name, *first.at), "first written here"),),
                            )
                        )
                    else:
                        self.inferences[inference.id] = inference

    def _inference(
        self, home: Document, name: Id, polarity: str, index: int, record: model.Inference
    ) -> Inference | None:
        at = (polarity, index)
        sound = True
        seen: set[Id] = set()
        for number, premise in enumerate(record.premises):
            where = (*at, "premises", number)
            if premise == name:
                self.diagnostics.append(
                    error("self-reference", f"{name} cannot be a premise for itself", home.place(name, *where), _SELF)
                )
                sound = False
            elif premise in seen:
                message = f"{premise} is named twice in one inference"
                self.diagnostics.append(error("duplicate-reference", message, home.place(name, *where), _ONCE))
            else:
                sound &= self._known(premise, STATEMENTS, "a premise", home, name, *where)
            seen.add(premise)
        answers = self._answers(home, name, at, record) if record.answers else ()
        kept = self._attackers(record.undercut_by, home, name, (*at, "undercut_by"), {name, *record.premises})
        if not sound:
            return None
        premises = tuple(dict.fromkeys(record.premises))  # needed twice is no more than needed
        if (premises, answers, kept) != (record.premises, record.answers, record.undercut_by):
            record = record.model_copy(update={"premises": premises, "answers": answers, "undercut_by": kept})
        identifier = ".".join((name, polarity, *sorted(record.premises)))
        return Inference(identifier, name, polarity, record, at)

    def _answers(
        self, home: Document, name: Id, at: tuple[str | int, ...], record: model.Inference
    ) -> tuple[model.Answer, ...]:
        """The answers of an inference to questions that its schemes ask; reports the others."""
        asked = [question for scheme in record.scheme for question in schemes.questions(scheme)]
        known = {question.id for question in asked}
        for number, answer in enumerate(record.answers):
            if answer.question in known:
                continue
            place = home.place(name, *at, "answers", number, "question")
            if record.scheme:
                hint = "its questions are " + ", ".join(sorted(known, key=_by_number))
                message = f"{answer.question} is no critical question of {' or '.join(record.scheme)}"
            else:
                hint = "name the scheme of this inference"
                message = f"{answer.question} is answered, but the inference names no scheme"
            self.diagnostics.append(error("unknown-question", message, place, hint))
        return tuple([answer for answer in record.answers if answer.question in known])

    def _distinct(self, names: tuple[Id, ...], home: Document, record: Id, key: str) -> tuple[Id, ...]:
        """The names of a list without those that stand in it already; reports each of these."""
        seen: set[Id] = set()
        for index, name in enumerate(names):
            if name in seen:
                place = home.place(record, key, index)
                self.diagnostics.append(error("duplicate-reference", f"{name} is named twice here", place, _ONCE))
            seen.add(name)
        return tuple(dict.fromkeys(names))

    def _questions(self) -> None:
        for name, question in list(self.records["questions"].items()):
            home = self.homes["questions", name]
            known = [
                self._known(hypothesis, ("claims",), "a hypothesis", home, name, "hypotheses", i)
                for i, hypothesis in enumerate(question.hypotheses)
            ]
            hypotheses = self._distinct(question.hypotheses, home, name, "hypotheses")
            if not all(known) or len(hypotheses) < 2:  # noqa: PLR2004 - one answer is no question
                del self.records["questions"][name]
                continue
            catch_all = question.catch_all if question.catch_all in hypotheses else None
            if question.catch_all is not None and question.catch_all not in question.hypotheses:
                place = home.place(name, "catch_all")
                message = f"{question.catch_all} is no hypothesis of {name}"
                known_claim = question.catch_all in self.records["claims"]
                hint = None if known_claim else did_you_mean(question.catch_all, hypotheses)
                hint = hint or "add it to the hypotheses"
                self.diagnostics.append(error("unknown-reference", message, place, hint))
            rows = tuple(self._row(home, name, i, row, hypotheses) for i, row in enumerate(question.ratings))
            ratings = tuple(row for row in rows if row is not None)
            self._amend("questions", name, hypotheses=hypotheses, catch_all=catch_all, ratings=ratings)

    def _row(
        self, home: Document, name: Id, index: int, row: model.Row, hypotheses: tuple[Id, ...]
    ) -> model.Row | None:
        """What is left of a row of ratings; reports what leads nowhere."""
        at = ("ratings", index)
        known = self._known(row.evidence, STATEMENTS, "what is rated", home, name, *at, "evidence")
        for hypothesis in row.ratings:
            if hypothesis not in hypotheses:
                place = home.place_of_key(name, *at, "ratings", hypothesis)
                message = f"{hypothesis} is no hypothesis of {name}"
                hint = did_you_mean(hypothesis, hypotheses)
                self.diagnostics.append(error("unknown-reference", message, place, hint))
        kept = {hypothesis: rating for hypothesis, rating in row.ratings.items() if hypothesis in hypotheses}
        if not known or not kept:
            return None
        return row if kept == row.ratings else row.model_copy(update={"ratings": kept})

    def _groups(self) -> None:
        for name, group in list(self.records["independence"].items()):
            home = self.homes["independence", name]
            self._distinct(group.members, home, name, "members")
            members = {
                member
                for i, member in enumerate(group.members)
                if self._known(member, ("evidence", "sources"), "a member", home, name, "members", i)
            }
            known = [
                self._known(topic, ("questions", "claims"), "what a group is about", home, name, "about", i)
                for i, topic in enumerate(group.about)
            ]
            if len(members) < 2 or not all(known):  # noqa: PLR2004 - one witness is no group
                del self.records["independence"][name]

    def _transmissions(self) -> None:
        for name, route in list(self.records["transmission"].items()):
            home = self.homes["transmission", name]
            of = self._list(route.of, ("sources", "evidence"), "what a route belongs to", home, name, "of")
            condition = self._one(route.holds_if, ("claims",), "the condition of a route", home, name, "holds_if")
            steps = []
            for i, step in enumerate(route.steps):
                at = (name, "steps", i, "documented_by")
                shown = self._list(step.documented_by, ("evidence", "sources"), "what documents a step", home, *at)
                steps.append(step if shown == step.documented_by else step.model_copy(update={"documented_by": shown}))
            self._amend("transmission", name, of=of, holds_if=condition, steps=tuple(steps))
            if not of or condition != route.holds_if:
                # A route of nothing is none, and one without its condition would say more than its author does.
                del self.records["transmission"][name]


MOST_SHOWN = 200
_ONCE = "name it once"
_APART = "name what speaks against it from outside, or write it as an attack on the claim"
_MATTERS = ("claims", "evidence", "sources", "authorities", "questions", "transmission", "independence")
_SELF = "an argument cannot hold itself up: name other evidence, or take the reference out"


def _by_number(question: str) -> tuple[str, int]:
    scheme, _, number = question.rpartition(".")
    return scheme, int(number)
