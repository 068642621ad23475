"""What the rules on essays look for (their names stand in `prose`): more, or other, than the record says.

They read what an essay cites and how it says it; what it cites nothing for is its author's business, but for words that no
sentence can say without ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, error, warning
from argmap.essay import essay
from argmap.faults import did_you_mean
from argmap.graph import ATTACK, Id
from argmap.rules.certainty import OWN, Level
from argmap.rules.dials import WEAK, _gap
from argmap.rules.hedge import CONTESTABLE
from argmap.rules.sounding import NEGATION, Told, fair, own_words, relayed, stands, told, voice
from argmap.semantics.grades import _objected, granted
from argmap.text import Span

MOST_GUESSES = 200
"""How many different unknown ids get a guess at what was meant."""
SAFE = 0.95
"""The confidence at which a claim of grade S2 may be called proved; one of grade S3 may be at any."""


def unknown_citation(case: Case) -> Iterator[Diagnostic]:
    """An essay cites an id that no record has."""
    graph = case.graph
    known = (
        *(*graph.claims, *graph.evidence, *graph.questions, *graph.sources, *graph.groups, *graph.transmissions),
        *(*graph.sections, *graph.omissions, *graph.oddities, *graph.authorities),
    )
    there = frozenset(known)
    statements = (*graph.claims, *graph.evidence, *graph.questions, *graph.sources)
    guesses: dict[str, str | None] = {}
    for file in case.essays:
        read = essay(file.text)
        for cited in read.cited:
            if cited.id in there or cited.id in case.off:
                continue
            if cited.id not in guesses:
                # A guess looks at every name; hundreds of wrong ids do without.
                guesses[cited.id] = did_you_mean(cited.id, statements) if len(guesses) < MOST_GUESSES else None
            near = guesses[cited.id]
            if near is None and read.bibliography:
                continue  # a work of the essay's own list
            yield error(
                "unknown-citation",
                f"{cited.id} is the id of no record",
                Span(file.path, cited.start, cited.end),
                near or "cite a claim, an item of evidence or a source by its id; `argmap show ID` prints one",
            )


def withdrawn_claim_cited(case: Case) -> Iterator[Diagnostic]:
    """An essay cites a statement that stands in a layer which is switched off."""
    for file in case.essays:
        for cited in essay(file.text).cited:
            if cited.id in case.off:
                yield warning(
                    "withdrawn-claim-cited",
                    f"{cited.id} stands in the layer {case.off[cited.id]}, which is switched off",
                    Span(file.path, cited.start, cited.end),
                    "take the sentence out, or switch the layer on",
                )


def report_told_as_fact(case: Case) -> Iterator[Diagnostic]:
    """A claim that its source only reports, asks, supposes or denies, and that little supports, is told as a fact."""
    for part in told(case):
        if part.level < Level.PROBABLE or part.attributed or part.denied:
            continue
        for cited, claim in part.claims(case):
            if not claim.said or not _vouched_by_nobody(case, cited.id):
                continue
            said = claim.said[0]
            yield warning(
                "report-told-as-fact",
                f"{cited.id} is told as a fact, and {said.by[0]} {_VERBS[said.stance[0]]}; on the record it is {stands(case, cited.id)}",
                part.at(cited.start, cited.end),
                f"make it somebody's word: {relayed(said)}"
                if said.stance[0] in ("reports", "distances")
                else "say that it is asked or supposed, and by whom",
            )


def _vouched_by_nobody(case: Case, claim: Id) -> bool:
    stances = {said.stance[0] for said in case.graph.claims[claim].said}
    return not stances & OWN and case.valuation.grade[claim].code in WEAK


_VERBS = {
    "reports": "only reports it",
    "distances": "reports it at arm's length",
    "denies": "denies it",
    "asks": "only asks whether it is so",
    "supposes": "only supposes it",
}


def essay_surer_than_record(case: Case) -> Iterator[Diagnostic]:
    """An essay tells a claim with more certainty than its grade, its confidence or its author allows."""
    for part in told(case):
        for cited, claim in part.claims(case):
            if granted(case.graph, cited.id) or (part.denied and not NEGATION.search(claim.text)):
                continue
            if _vouched_by_nobody(case, cited.id) and claim.said and not part.attributed:
                continue  # that is said already
            found = _too_sure_of_author(case, part, cited.id) if part.attributed else _too_sure(case, part, cited.id)
            if found is None:
                continue
            why, at = found
            yield warning(
                "essay-surer-than-record",
                why,
                at or part.at(cited.start, cited.end),
                fair(case, cited.id),
                () if at is None else (Label(part.at(cited.start, cited.end), "cited here"),),
            )


def _too_sure_of_author(case: Case, part: Told, claim: Id) -> tuple[str, Span | None] | None:
    """Where somebody is made to say more than he does."""
    own = own_words(case, claim)
    if not part.loud or part.level is not Level.EMPHATIC or own is None or own[0] >= Level.FLAT:
        return None
    if case.valuation.grade[claim].code not in WEAK:
        return None  # whatever its author says, the record carries it
    first = part.loud[0]
    who = voice(case.graph.claims[claim])
    return f"“{first.words}” is more than {who} says of {claim}: {own[1]}", part.at(first.start, first.end)


def _too_sure(case: Case, part: Told, claim: Id) -> tuple[str, Span | None] | None:
    """Where the essay itself says more than the record carries."""
    record, grade, band = case.graph.claims[claim], case.valuation.grade[claim].code, case.valuation.confidence[claim]
    bears = bool(case.graph.bearing_on(claim)) and case.in_probabilities
    own = own_words(case, claim)
    author = f"; its author has {own[1]}" if own is not None and own[0] < Level.PROBABLE else ""
    if part.level is Level.EMPHATIC:
        for phrase in part.loud:
            assert phrase.reading.band is not None
            if grade in WEAK or (case.in_probabilities and _gap(phrase.reading.band, band) > 0):
                return (
                    f"“{phrase.words}” is surer of {claim} than the record, which has it at {stands(case, claim)}{author}",
                    part.at(phrase.start, phrase.end),
                )
        return None
    if part.level is Level.PROBABLE:
        for phrase in part.phrases:
            if phrase.reading.kind == "probability" and phrase.reading.band and bears:
                low, high = phrase.reading.band
                if _gap(phrase.reading.band, band) > 0:
                    shown = f"“{phrase.words}” [{low:.0%} to {high:.0%}]"
                    return (
                        f"{shown} is surer of {claim} than the record, which has it at {stands(case, claim)}",
                        part.at(phrase.start, phrase.end),
                    )
        return None
    if part.level is not Level.FLAT or grade == "SX":
        return None  # what is met by an unanswered rebuttal has a rule of its own
    contestable = record.type in CONTESTABLE and record.tier != "background"
    if (grade == "S0" and contestable) or (bears and band.high < 0.5):  # noqa: PLR2004 - less likely than not, at best
        return f"{claim} is told as plain, and the record has it at {stands(case, claim)}{author}", None
    if own is not None and own[0] <= Level.EVEN and grade in WEAK:
        return (
            f"{claim} is told as plain, and {voice(record)} has {own[1]}; the record has it at {stands(case, claim)}",
            None,
        )
    return None


def rebuttal_left_out(case: Case) -> Iterator[Diagnostic]:
    """An essay tells a claim that an unanswered rebuttal meets, and says nothing of the rebuttal."""
    for part in told(case):
        if part.level < Level.PROBABLE or part.attributed or part.denied:
            continue
        for cited, _ in part.claims(case):
            if case.valuation.grade[cited.id].rule not in ("rebuttal-unanswered", "lesser-rebuttal"):
                continue
            rebuttals = _unanswered(case, cited.id)
            mentioned = part.paragraph.cited & case.graph.below(rebuttals)
            if not rebuttals or mentioned or _concedes(part):
                continue
            against = rebuttals[0]
            text = (case.graph.claims.get(against) or case.graph.evidence[against]).text
            yield warning(
                "rebuttal-left-out",
                f"what speaks against {cited.id} is not mentioned: {text.rstrip('.')}",
                part.at(cited.start, cited.end),
                f"name it and say what you make of it: …, though [@{against}]",
                (Label(case.graph.place(*_home(case, against)), f"{against} stands unanswered"),),
            )


def _unanswered(case: Case, claim: Id) -> tuple[Id, ...]:
    """The premises of the attacks on a claim to which nothing that stands objects, heaviest attack first."""
    order = {m.line: c.decibans for c in case.valuation.because[claim].contributions for m in c.members}
    attacks = [
        inference
        for inference in case.graph.bearing_on(claim)
        if inference.polarity == ATTACK
        and inference.record.strength != "none"
        and not _objected(inference, case.valuation.grade, case.graph)
    ]
    attacks.sort(key=lambda inference: (order.get(inference.id, 0.0), inference.id))
    return tuple(dict.fromkeys(premise for inference in attacks for premise in inference.premises))


def _home(case: Case, name: Id) -> tuple[str, Id]:
    return ("claims" if name in case.graph.claims else "evidence"), name


def _concedes(part: Told) -> bool:
    """Whether the sentence, or one beside it in the paragraph, admits that there is another side."""
    sentences = part.paragraph.sentences
    place = sentences.index(part.sentence)
    near = sentences[max(0, place - 1) : place + 3]
    return any(_CONCESSION.search(part.essay.words, sentence.start, sentence.end) for sentence in near)


_CONCESSION = re.compile(
    r"\b(?:but|yet|however|although|though|despite|in spite of|notwithstanding|nevertheless|nonetheless|against (?:this|it|him|that)|"
    r"on the other hand|even if|while|whereas|object(?:s|ed|ion|ions)?|disput(?:e|es|ed)|contest(?:s|ed)?|doubts?|admittedly|"
    r"counter\w*|contrary|oppos\w+|critics?|rebut\w*|disagree\w*|unless|still|rather than|versus)\b",
    re.IGNORECASE,
)


def absolute_without_ground(case: Case) -> Iterator[Diagnostic]:
    """An essay proves, or says always and never, where the record does not."""
    for part in told(case):
        words = part.essay.words[part.part.start : part.part.end]
        cited = [entry for entry, _ in part.claims(case)]
        for match in _PROOF.finditer(words):
            if _hypothetical(words, match.start()) or part.attributed:
                continue
            if part.part.cited and (not cited or any(_safe(case, entry.id) for entry in cited)):
                continue  # it cites evidence for itself, or a claim that is as good as proved
            at = part.at(part.part.start + match.start(), part.part.start + match.end())
            if not cited and not part.sentence.cited:
                message = f"“{match[0]}” stands in a sentence that cites nothing"
                yield warning("absolute-without-ground", message, at, _CITE)
            elif cited and match["certain"] is None:
                message = f"“{match[0]}” says more of {cited[0].id} than the record, which has it at {stands(case, cited[0].id)}"
                yield warning(
                    "absolute-without-ground", message, at, "write what it does: suggests, supports, shows that …"
                )
        always = _ALWAYS.search(words)
        if always and cited and not part.attributed and not _hypothetical(words, always.start()):
            known = _NEGATIVE if always["negative"] else _POSITIVE
            if not any(known.search(text) for text in _near(case, tuple(entry.id for entry in cited))):
                yield warning(
                    "absolute-without-ground",
                    f"“{always[0]}” is nowhere in {' and '.join(entry.id for entry in cited)}, nor in what bears on it",
                    part.at(part.part.start + always.start(), part.part.start + always.end()),
                    "say in which cases it was so, or cite what shows that it was so in all",
                )


def _near(case: Case, claims: tuple[Id, ...]) -> Iterator[str]:
    """The texts of some claims and of what bears on them directly."""
    for claim in claims:
        yield case.graph.claims[claim].text
        for name in dict.fromkeys(premise for line in case.graph.bearing_on(claim) for premise in line.premises):
            yield (case.graph.claims.get(name) or case.graph.evidence[name]).text


def _safe(case: Case, claim: Id) -> bool:
    grade = case.valuation.grade[claim].code
    sure = not case.in_probabilities or case.valuation.confidence[claim].point >= SAFE
    return grade == "S3" or (grade == "S2" and sure)


def _hypothetical(words: str, place: int) -> bool:
    """Whether what follows a place in some words is denied, asked or wished for, and so not said."""
    return bool(_UNSAID.search(words[:place]))


_CITE = "cite the claim that it rests on, as [@some-claim], or take the word out"
_PROOF = re.compile(
    r"\b(?:(?:proves?|proved|proven)(?!\s+(?:to\b|un\w+|difficult|hard|easy|wrong|right|useful|fatal|futile|false|decisive|"
    r"impossible|too\b|a\b|an\b|more\b|less\b|no\b|himself|itself|themselves))|"
    r"conclusive(?:ly)?|irrefutabl[ey]|incontrovertibl[ey]|beyond (?:all |any )?possible doubt|"
    r"(?P<certain>undoubtedly|indisputabl[ey]|undeniabl[ey]|unquestionabl[ey]|indubitabl[ey]|beyond (?:all |any |a |reasonable )*doubt|"
    r"without (?:a |any )?(?:shadow of a )?doubt))\b",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"\b(?:(?P<negative>never|nobody|no one)|always|invariably|without exception|in every (?:case|instance)|at all times|everyone|"
    r"everybody|every single|on every occasion)\b",
    re.IGNORECASE,
)
_POSITIVE = re.compile(
    r"\b(?:always|all|every\w*|each|constant\w*|invariabl[ey]|throughout|without exception|permanent\w*|any|whole|never|continu\w+)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:never|not|no|none|nobody|nothing|nowhere|cannot|refus\w*|fail\w*|until|lack\w*|absen\w*|den(?:y|ied|ies)|unknown|without|"
    r"neither|nor|un\w+|only|sole|stopped short)\b|n['’]t\b",
    re.IGNORECASE,
)
_UNSAID = re.compile(
    r"(?:\b(?:not|no|never|nor|neither|nothing|nobody|cannot|hardly|scarcely|would|could|might|may|should|to|if|whether|unless|"
    r"until|far from|attempt\w*|trie[sd]|hope[sd]?|wish\w*|almost|nearly|be|is|was|been|all but|less than)|n['’]t)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
