"""Rules on who says what: voices, chains of voices, stances and authorship."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from argmap.case import Case
from argmap.diagnostics import Diagnostic, error, warning
from argmap.graph import SUPPORT, ArgumentGraph, Id
from argmap.registry import rule
from argmap.rules.certainty import OWN, voices
from argmap.rules.judgements import ask

_NAMELESS = re.compile(
    r"\b(?:anonymous|unnamed|unknown|unidentified|nameless|sources?|circles|experts?|observers?|acquaintances?|"
    r"contemporar(?:y|ies)|officials?|historians|scholars|witnesses|people|rumou?rs?|a memoir|memoirists?|"
    r"commentators|some|many|others|somebody|someone)\b",
    re.IGNORECASE,
)
_WORDING = re.compile(r"\b(?:wording|phras(?:e|es|ing)|turns? of phrase|choice of (?:a )?words?|exact words?|verbs?|"
                      r"vocabulary|terms? used|literal(?:ly)?)\b", re.IGNORECASE)  # fmt: skip
MOST_RELAYS = 2
BENDING = frozenset({"said", "heard", "reported", "minuted", "translated", "summarised"})


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name as it is compared: no case, no accents, no punctuation."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    if not bare.isascii():
        bare = "".join(c for c in bare if c.isascii() or not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


def surname(name: str) -> str:
    """The last word of a name as it is compared; empty where there is none."""
    return plain_name(name).rpartition(" ")[2]


@rule("asserter-or-chain-missing", "error", audit=True)
def asserter_or_chain_missing(case: Case) -> Iterator[Diagnostic]:
    """Nobody is named who puts a claim forward, or a report names no one who is reported."""
    graph = case.graph
    catch_alls = {question.catch_all for question in graph.questions.values()}
    for name, claim in graph.claims.items():
        if not claim.said and claim.layer is None and not claim.assumed and name not in catch_alls:
            yield error(
                "asserter-or-chain-missing",
                f"nobody is named who says that {name} is so",
                graph.place("claims", name),
                "name the voice in `said`, or say whose body of claims it belongs to in `layer`",
            )
        for index, said in enumerate(claim.said):
            if len(said.by) == 1 and said.stance[0] in ("reports", "distances"):
                yield error(
                    "asserter-or-chain-missing",
                    f"{said.by[0]} {case.verb(said.by[0], 'reports', 'report')} this, and nobody is named from whom",
                    graph.place("claims", name, "said", index),
                    "name the whole chain in `by`, the outermost voice first, though it be “unnamed”",
                )


@rule("report-counted-as-authors-view", "error", audit=True)
def report_counted_as_authors_view(case: Case) -> Iterator[Diagnostic]:
    """An author's step rests on a claim that the author only reports."""
    graph = case.graph
    for inference in graph.inferences.values():
        conclusion = graph.claims[inference.conclusion]
        if inference.polarity != SUPPORT or inference.record.layer != conclusion.layer:
            continue
        claims = [(i, name, graph.claims[name]) for i, name in enumerate(inference.premises) if name in graph.claims]
        owners = sorted(voices(conclusion)) if claims else []
        for index, premise, claim in claims:
            for owner in owners:
                stances = {said.stance[0] for said in claim.said if said.by[0] == owner}
                if stances and not stances & {*OWN, "supposes"}:
                    yield error(
                        "report-counted-as-authors-view",
                        f"{owner} {case.verb(owner, 'does', 'do')} not assert {premise} ({' and '.join(sorted(stances))}), yet it counts here"
                        f" as a ground of {owner}",
                        graph.place_of(inference, "premises", index),
                        "if the author makes it his own, record the endorsement; if not, rest the step on the report as evidence",
                    )


@rule("attribution-differs-from-document", "warning", audit=True)
def attribution_differs_from_document(case: Case) -> Iterator[Diagnostic]:
    """The text gives words to one person, and the document cited for them names another as its author."""
    graph = case.graph
    for name, claim in graph.claims.items():
        for index, said in enumerate(claim.said):
            if len(said.by) == 1 or _NAMELESS.search(said.by[-1]):
                continue
            premises = [p for line in graph.bearing_on(name) if line.polarity == SUPPORT for p in line.premises]
            items = [p for p in premises if p in graph.evidence and graph.evidence[p].source in graph.sources]
            sources = {item: graph.sources[graph.evidence[item].source] for item in items}
            makers = {maker: item for item in items for maker in (*sources[item].author, *sources[item].recipient)}
            voices_named = {surname(voice) for voice in said.by[1:]}
            if any(not voices_named.isdisjoint(plain_name(maker).split()) for maker in makers):
                continue
            # A record that says whom it tells of, and a document quoted by the voice, rightly have other makers.
            if makers and all(voices_named.isdisjoint(_told(graph, item)) for item in items):
                cited = ", ".join(f"{premise} by {maker}" for maker, premise in sorted(makers.items()))
                yield ask(
                    "attribution-differs-from-document",
                    f"the text gives this to {said.by[-1]}, the evidence cited is {cited}: whose words are they?",
                    graph.place("claims", name, "said", index),
                )


def _told(graph: ArgumentGraph, item: Id) -> list[str]:
    """The words, as names are compared, of an item, of the title of its source, and of who wrote what that is known through."""
    source = graph.sources[graph.evidence[item].source]
    through = graph.sources.get(source.known_through or "")
    texts = (source.title, graph.evidence[item].text, *(through.author if through else ()))
    return [word for text in texts for word in plain_name(text).split()]


@rule("asserter-anonymous-or-collective", "warning", audit=True)
def asserter_anonymous_or_collective(case: Case) -> Iterator[Diagnostic]:
    """A voice in a chain is nameless or a crowd."""
    places: dict[str, list[tuple[Id, int, int]]] = {}
    for name, claim in case.graph.claims.items():
        for index, said in enumerate(claim.said):
            for number, voice in enumerate(said.by):
                places.setdefault(voice, []).append((name, index, number))
    for voice, found in places.items():
        if not _NAMELESS.search(voice):
            continue
        name, index, number = found[0]
        often = f" ({len(found)} times)" if len(found) > 1 else ""
        yield warning(
            "asserter-anonymous-or-collective",
            f"“{voice}” is nobody whose reliability could be judged{often}",
            case.graph.place("claims", name, "said", index, "by", number),
            "find out who it was; if that cannot be done, accept the finding with a reason",
        )


@rule("too-many-relays", "warning", audit=True)
def too_many_relays(case: Case) -> Iterator[Diagnostic]:
    """Three or more relays lie between an event and the text."""
    graph = case.graph
    told: set[Id] = set()
    for name, claim in graph.claims.items():
        for index, said in enumerate(claim.said):
            if len(said.by) - 1 > MOST_RELAYS:
                told |= graph.below([name])
                yield warning(
                    "too-many-relays",
                    f"it comes through {len(said.by) - 1} relays: {' from '.join(said.by)}",
                    graph.place("claims", name, "said", index, "by"),
                    "look for a record nearer the event",
                )
    for name, route in graph.transmissions.items():
        modes = [step.mode for step in route.steps if step.mode in BENDING]
        if len(modes) <= MOST_RELAYS:
            continue
        items = {item for item, record in graph.evidence.items() if {item, record.source} & set(route.of)}
        if not items & told:
            yield warning(
                "too-many-relays",
                f"what it told was put anew {len(modes)} times on the way: {', '.join(modes)}",
                graph.place("transmission", name, "steps"),
                "look for a record nearer the event",
            )


@rule("translated-wording-as-evidence", "warning", audit=True)
def translated_wording_as_evidence(case: Case) -> Iterator[Diagnostic]:
    """A step turns on exact wording, and the words it has come by way of a translation."""
    graph = case.graph
    translated: set[Id] = set()
    for route in graph.transmissions.values():
        if any(step.mode == "translated" for step in route.steps):
            translated |= set(route.of)
    for inference in graph.inferences.values():
        warrant = inference.record.warrant
        if warrant is None:
            continue
        for index, premise in enumerate(inference.premises):
            item = graph.evidence.get(premise)
            if item is None or translated.isdisjoint({premise, item.source}):
                continue
            if word := _WORDING.search(warrant):
                yield warning(
                    "translated-wording-as-evidence",
                    f"the warrant speaks of “{word[0]}”, and {premise} has come through a translation",
                    graph.place_of(inference, "premises", index),
                    "go to the words in the language of the record, or rest the step on the sense alone",
                )


@rule("authorship-claim-missing", "error", audit=True)
def authorship_claim_missing(case: Case) -> Iterator[Diagnostic]:
    """A text of pseudonymous or ascribed authorship shows somebody's view, and no claim says that he wrote it."""
    graph = case.graph
    for inference in graph.inferences.values():
        if inference.polarity != SUPPORT or any(premise in graph.claims for premise in inference.premises):
            continue
        conclusion = graph.claims[inference.conclusion]
        for index, premise in enumerate(inference.premises):
            source = graph.sources.get(graph.evidence[premise].source)
            if source is None or source.authorship not in ("attributed", "pseudonymous"):
                continue
            voiced = (name for said in conclusion.said for name in said.by)
            told = plain_name(" ".join((conclusion.text, *voiced))).split()
            meant = [maker for maker in source.author if surname(maker) in told]
            if meant:
                yield error(
                    "authorship-claim-missing",
                    f"{premise} is {meant[0]}'s word only if he wrote it ({source.authorship}), and no premise says so",
                    graph.place_of(inference, "premises", index),
                    "make the ascription a claim of its own, with its support, and name it beside this premise",
                )
