"""Rules on patterns of inference and the critical questions they must answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity, note, warning
from argmap.graph import SUPPORT, ArgumentGraph, Id, Inference
from argmap.registry import rule
from argmap.rules.certainty import OWN, put_forward, voices
from argmap.rules.judgements import ask
from argmap.rules.passages import passage
from argmap.schemes import asked
from argmap.semantics.grades import open_questions
from argmap.text import folded, words

_SILENT = frozenset({"silence", "negative-search"})
_OF_THE_RECORD = frozenset({"silence.4", "silence.5"})
"""Questions that a text answers by lying on the table, whole and gone through sentence by sentence."""


def _answer(inference: Inference, question: str) -> str | None:
    """The recorded answer to a critical question of an inference."""
    return next((answer.answer for answer in inference.record.answers if answer.question == question), None)


@rule("required-question-open", "warning")
def required_question_open(case: Case) -> Iterator[Diagnostic]:
    """An inference leaves a required critical question of its scheme unanswered.

    Whoever wrote `open` has looked, and found no answer: that is a warning where a voice rests a core claim of its own
    on the step, and elsewhere worth a note.
    """
    graph = case.graph
    for inference in graph.inferences.values():
        waiting = open_questions(inference)
        if not waiting:
            continue
        claim = graph.claims[inference.conclusion]
        unseen = not {answer.question for answer in inference.record.answers}.issuperset(waiting)
        grave = claim.tier == "core" and inference.polarity == SUPPORT and inference.record.layer == claim.layer
        report = warning if unseen or (grave and voices(claim)) else note
        told = "; ".join(f"{question}, {asked()[question]}" for question in waiting)
        yield report(
            "required-question-open",
            f"the step to {inference.conclusion} leaves open {told}",
            graph.place_of(inference),
            "answer it in `answers`; while it is open the step stays at grade S1",
        )


@rule("silence-conditions-unmet", "warning", audit=True)
def silence_conditions_unmet(case: Case) -> Iterator[Diagnostic]:
    """A step argues from silence, and it is not recorded that the silence would have been broken."""
    graph = case.graph
    wanted = {
        "silence.1": "could its maker know",
        "silence.2": "was it meant to be complete",
        "silence.3": "would it have been thought worth a line",
        "silence.4": "has the record survived whole",
        "silence.5": "was all of it searched",
    }
    at_hand = graph.at_hand
    for inference in graph.inferences.values():
        silent = [p for p in inference.premises if p in graph.evidence and graph.evidence[p].kind in _SILENT]
        if (not silent and "silence" not in inference.record.scheme) or "ignorance" in inference.record.scheme:
            continue
        if graph.claims[inference.conclusion].type == "gap":
            continue  # that something is not known is what the silence itself says
        whole = bool(silent) and all(graph.evidence[p].source in at_hand for p in silent)
        unmet = [
            words
            for question, words in wanted.items()
            if _answer(inference, question) in (None, "open") and not (whole and question in _OF_THE_RECORD)
        ]
        if unmet:
            what = " and ".join(silent) or " and ".join(inference.premises)
            yield ask(
                "silence-conditions-unmet",
                f"{what} says nothing, and that is to count: {', '.join(unmet)}?",
                graph.place_of(inference),
            )


_SIFTED = re.compile(
    r"\b(?:select\w*|filter\w*|censor\w*|purged|weeded|declassified|re-?classified|closed)\b", re.IGNORECASE
)


@rule("filtered-silence-counted-against", "note", audit=True)
def filtered_silence_counted_against(case: Case) -> Iterator[Diagnostic]:
    """The silence of a record that was sifted counts against a claim."""
    graph = case.graph
    filtered: dict[str, str] = {}
    for name, item in graph.evidence.items():
        source = graph.sources.get(item.source)
        if item.kind not in _SILENT or source is None:
            continue
        complete = item.search.completeness if item.search is not None else None
        if source.access in ("restricted", "reclassified", "private", "lost"):
            filtered[name] = source.access
        elif complete:
            sifted = _SIFTED.search(" ".join(filter(None, (complete, source.note))))
            if sifted and sifted[0] in complete:
                filtered[name] = sifted[0]
    for name, why in filtered.items():
        places = [graph.place_of(line) for line in graph.resting_on(name) if line.polarity != SUPPORT]
        for question_name, question in graph.questions.items():
            for row in question.ratings:
                if row.evidence == name and {"I", "II"} & set(row.ratings.values()):
                    places.append(graph.place_of_row(question_name, name))
        for at in places:
            yield ask(
                "filtered-silence-counted-against",
                f"{name} is the silence of a record that is {why}: could what was taken out have spoken?",
                at,
                Severity.NOTE,
            )


_UNDOUBTED = re.compile(
    r"no (?:\w+ )?(?:reason|ground|cause)s? (?:to|for) (?:doubt\w*|believ\w* (?:the )?(?:contrary|otherwise))"
    r"|want of doubt|nobody (?:has )?(?:doubt|deni)|never (?:been )?(?:doubt|deni|contest)",
    re.IGNORECASE,
)


_DOUBT = ("doubt", "believ", "deni", "contest")
"""Letters of which some stand in whatever `_UNDOUBTED` matches."""


@rule("lack-of-doubt-as-evidence", "warning", audit=True)
def lack_of_doubt_as_evidence(case: Case) -> Iterator[Diagnostic]:
    """That there is no reason to doubt a thing is offered as a reason for it."""
    graph = case.graph

    @cache
    def speaks_of_doubt(text: str) -> bool:
        told = folded(text)
        return any(stem in told for stem in _DOUBT)

    for inference in graph.inferences.values():
        if inference.polarity != SUPPORT or graph.claims[inference.conclusion].type == "gap":
            continue
        texts = [inference.record.warrant or ""]
        texts += [graph.evidence[p].text for p in inference.premises if p in graph.evidence]
        undoubted = any(map(speaks_of_doubt, texts)) and _UNDOUBTED.search(folded(" ".join(texts)))
        if "ignorance" not in inference.record.scheme and not undoubted:
            continue
        # Where somebody has searched, the search is what speaks for it.
        if _answer(inference, "ignorance.1") != "yes":
            yield ask(
                "lack-of-doubt-as-evidence",
                f"does anything speak for {inference.conclusion} itself, beyond the want of a reason against it?",
                graph.place_of(inference),
            )


_EXCLUDES = re.compile(
    r"\b(?:only|sole|must|cannot|can not|could not|no other (?:\w+ )?(?:way|explanation|cause|reason))\b", re.IGNORECASE
)


@rule("alternatives-not-listed", "warning", audit=True)
def alternatives_not_listed(case: Case) -> Iterator[Diagnostic]:
    """An argument by exclusion does not list what it excludes."""
    graph = case.graph
    for name, claim in graph.claims.items():
        if graph.questions_of(name):
            continue
        lines = [line for line in graph.bearing_on(name) if "exclusion" in line.record.scheme]
        if any(_answer(line, "exclusion.1") == "yes" for line in lines):
            continue
        words = [
            (("said", index, "hedge", number), hedge.words)
            for index, said in enumerate(claim.said)
            for number, hedge in enumerate(said.hedge)
            if said.stance[0] in ("asserts", "endorses")
            and case.reading(hedge).kind == "exclusion"
            and _EXCLUDES.search(hedge.words)
        ]
        if lines or words:
            at = graph.place_of(lines[0]) if lines else graph.place("claims", name, *words[0][0])
            told = f"“{words[0][1]}” excludes" if words else "the step excludes"
            yield warning(
                "alternatives-not-listed",
                f"{told} everything else, and nobody lists what else there was",
                at,
                "write the alternatives as the hypotheses of a question, or answer exclusion.1",
            )


_UNIVERSAL = re.compile(
    r"\b(?:(?<!\bin )every|always|never|no other|none of the|all (?:the|of the|other)"
    r"|the (?:first|only|sole|earliest|oldest|last|largest|greatest|best|worst|most \w+)(?: \w+){0,3}? (?:to|that|who|which|ever|known)"
    r"|the (?:only|sole|earliest|oldest|largest|greatest) \w+)\b",
    re.IGNORECASE,
)
_OF_ALL = words(
    "every always never other none all first only sole earliest oldest last largest greatest best worst most"
)
"""Words of which one stands in whatever `_UNIVERSAL` matches."""
_SURVEY = re.compile(
    r"\b(?:survey|census|inventory|register|list|catalogue|count|search|all (?:of )?the)\b", re.IGNORECASE
)


@rule("universal-without-survey", "warning", audit=True)
def universal_without_survey(case: Case) -> Iterator[Diagnostic]:
    """A universal, unique or superlative claim rests on no survey of the rest."""
    graph = case.graph
    for name, claim in graph.claims.items():
        if claim.type in ("gap", "motive", "evaluation") or not voices(claim):
            continue
        if graph.words(name).isdisjoint(_OF_ALL) or not (found := _UNIVERSAL.search(claim.text)):
            continue
        below = graph.below([name]) & graph.evidence.keys()
        surveyed = any(
            graph.evidence[item].search is not None or _SURVEY.search(graph.evidence[item].text) for item in below
        )
        if not surveyed:
            yield warning(
                "universal-without-survey",
                f"“{found[0]}” claims that all the rest were looked at, and no survey is linked",
                graph.place("claims", name, "text"),
                "link the survey or search behind it, or claim less",
            )


@rule("motive-without-statement-or-rival", "warning", audit=True)
def motive_without_statement_or_rival(case: Case) -> Iterator[Diagnostic]:
    """A motive is attributed with neither a word of the person nor a rival motive considered."""
    graph = case.graph
    for name, claim in graph.claims.items():
        lines = [line for line in graph.bearing_on(name) if line.polarity == SUPPORT]
        steps = [line for line in lines if "motive" in line.record.scheme]
        if (claim.type != "motive" and not steps) or graph.questions_of(name):
            continue
        if claim.said and not any(said.stance[0] in (*OWN, "supposes") for said in claim.said):
            continue  # told of somebody else's view: whose motive it is, he attributes and not the author
        if any(_answer(line, "motive.1") == "yes" or _answer(line, "motive.3") in ("yes", "no") for line in lines):
            continue
        yield ask(
            "motive-without-statement-or-rival",
            f"what shows the motive in {name} besides the deed, and which other motives would explain the deed as well?",
            graph.place_of(steps[0]) if steps else graph.place("claims", name),
        )


@rule("single-example-generalised", "warning", audit=True)
def single_example_generalised(case: Case) -> Iterator[Diagnostic]:
    """A general statement rests on one example."""
    graph = case.graph
    for name, claim in graph.claims.items():
        lines = [
            line
            for line in graph.bearing_on(name)
            if line.polarity == SUPPORT and "example" in line.record.scheme and line.record.strength != "none"
        ]
        if len(lines) != 1 or lines[0].record.layer != claim.layer or not put_forward(claim):
            continue
        if not lines[0].linked and _answer(lines[0], "example.3") != "yes":
            yield warning(
                "single-example-generalised",
                f"{name} is general, and {lines[0].premises[0]} is one case",
                graph.place_of(lines[0]),
                "add further cases, or show that this one is ordinary of its kind (example.3)",
            )


@rule("tendency-not-weighed", "note", audit=True)
def tendency_not_weighed(case: Case) -> Iterator[Diagnostic]:
    """A witness has a leaning, and nobody asks whether he was placed to know."""
    graph = case.graph
    for inference in graph.inferences.values():
        if _answer(inference, "witness-testimony.4") != "yes" and "bias" not in inference.record.scheme:
            continue
        if not {_answer(inference, "bias.4"), _answer(inference, "position-to-know.1")} & {"yes", "no"}:
            yield ask(
                "tendency-not-weighed",
                f"{' and '.join(inference.premises)} has a leaning: does it speak with it or against it, and was the witness"
                " placed to know?",
                graph.place_of(inference),
                Severity.NOTE,
            )


_STATURE = re.compile(
    r"\b(?:eminent|renowned|distinguished|celebrated|leading|great(?:est)?|famous|respected|foremost)\s+"
    r"(?:\w+\s+)?(?:historian|scholar|expert|authorit|professor|statesman|mind|specialist)\w*"
    r"|\b(?:absurd|ridiculous|laughable|preposterous|ludicrous|nonsense|crank|fantastic)\b",
    re.IGNORECASE,
)


_GREAT = words(
    "eminent renowned distinguished celebrated leading great greatest famous respected foremost"
    " absurd ridiculous laughable preposterous ludicrous nonsense crank fantastic"
)
"""Words of which one stands in whatever `_STATURE` matches."""


def _matters(graph: ArgumentGraph, claim: Id) -> bool:
    """Whether the argument turns on a claim: it is core, or answers a question."""
    return graph.claims[claim].tier == "core" or bool(graph.questions_of(claim))


@rule("appeal-to-stature-or-ridicule", "warning", audit=True)
def appeal_to_stature_or_ridicule(case: Case) -> Iterator[Diagnostic]:
    """The standing of a person, or ridicule, seems to serve as a premise."""
    graph = case.graph
    experts: dict[Id, list[Id]] = {}
    great = {name for name in graph.order if not graph.words(name).isdisjoint(_GREAT)}
    for inference in graph.inferences.values():
        record = inference.record
        found = None
        if not great.isdisjoint((inference.conclusion, *inference.premises)):
            texts = [record.warrant or "", record.backing or ""]
            texts += [(graph.evidence.get(p) or graph.claims[p]).text for p in inference.premises]
            found = _STATURE.search(" ".join(texts))
        if found is not None:
            yield ask(
                "appeal-to-stature-or-ridicule",
                f"“{found[0]}” is offered for {inference.conclusion}: what is the evidence behind it?",
                graph.place_of(inference),
            )
        elif "expert-opinion" in record.scheme and _answer(inference, "expert-opinion.6") in (None, "open"):
            for premise in inference.premises:
                if premise in graph.evidence and _matters(graph, inference.conclusion):
                    experts.setdefault(premise, []).append(inference.conclusion)
    for item, claims in experts.items():
        yield ask(
            "appeal-to-stature-or-ridicule",
            f"{item} is offered as the word of an expert for {', '.join(claims)}: what is the evidence behind it?",
            graph.place("evidence", item),
        )


@rule("rhetorical-question-as-claim", "note", audit=True)
def rhetorical_question_as_claim(case: Case) -> Iterator[Diagnostic]:
    """A claim is worded as a question, or its passage is one."""
    for name, claim in case.graph.claims.items():
        if claim.text.rstrip("”\"’' ").endswith("?"):
            yield note(
                "rhetorical-question-as-claim",
                f"{name} is a question, which nothing can support or attack",
                case.graph.place("claims", name, "text"),
                "write the statement that the question suggests",
            )
        for index, said in enumerate(claim.said):
            if said.at is None or said.at.source not in case.texts or said.stance[0] not in ("asserts", "endorses"):
                continue
            found = passage(said.at, case.texts[said.at.source])
            if found is not None and re.sub(r"<sup>.*?</sup>", "", found).rstrip("”\"’'*_) ").endswith("?"):
                yield note(
                    "rhetorical-question-as-claim",
                    f"{said.by[0]} {case.verb(said.by[0], 'asks this and is', 'ask this and are')} held to have asserted it",
                    case.graph.place("claims", name, "said", index),
                    "if the question carries the claim, say so in a note; if not, the stance is `asks`",
                )


@rule("warrant-missing", "note", audit=True)
def warrant_missing(case: Case) -> Iterator[Diagnostic]:
    """A step to a core claim names neither warrant nor scheme."""
    graph = case.graph
    for inference in graph.inferences.values():
        record = inference.record
        if graph.claims[inference.conclusion].tier != "core" or record.warrant or record.scheme:
            continue
        if (
            inference.polarity == SUPPORT
            and record.strength != "none"
            and any(p in graph.claims for p in inference.premises)
        ):
            yield note(
                "warrant-missing",
                f"nothing says why {' and '.join(inference.premises)} should count for {inference.conclusion}",
                graph.place_of(inference),
                "write the rule that licenses the step as `warrant`, and whether it is stated or supplied",
            )
