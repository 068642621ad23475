"""Exercises on how surely a thing is said: X3 (order the hedges), X4 (find the overclaim) and X15 (a fair hedge)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from argmap import model
from argmap.graph import Id
from argmap.rules.certainty import IN_WORDS, SILENT_KINDS, Level, _of_reading, level, own_hedges
from argmap.rules.dials import WEAK, Dial, _gap, _verdict
from argmap.semantics.scales import Reading
from argmap.teach.exercise import Choice, Essay, Exercise, Material, Ordering, Reason, Selection, Task
from argmap.teach.stock import Candidates, Stock, exercise, short
from argmap.teach.voices import by_section, section_title

# --------------------------------------------------------------------------- X3 order the hedges

MOST_ORDERED = 5
MOST_WORDS = 4
_FREE_KINDS = frozenset({"evidential", "litotes"})
_WITHOUT_LEVEL = frozenset({"gap", "litotes"})
"""Who says flatly that a thing is not known is sure of that, and who denies the contrary leaves open how sure he is: claims
so put have no place in an order of certainty, although the words say something of it."""


def order_the_hedges(stock: Stock) -> Candidates:
    """X3: claims of a section in the order of their author's certainty; which words say how sure he is."""
    for section, names in by_section(stock, lambda claim: bool(claim.said)).items():
        yield section, partial(_order_the_hedges, stock, section, names)


def _sounding(stock: Stock, name: Id) -> tuple[model.Assertion, Level, tuple[str, ...]] | None:
    """The first assertion of a claim by whose words one can tell how sure its voice is, its level, and these words."""
    for said in stock.case.graph.claims[name].said:
        sure = level(stock.case, said)
        readings = tuple(own_hedges(stock.case, said))
        if sure is not None and not any(reading.kind in _WITHOUT_LEVEL for _, _, reading in readings):
            words = [h.words for _, h, reading in readings if reading.kind not in SILENT_KINDS]
            return said, sure, tuple(dict.fromkeys(words))
    return None


def _order_the_hedges(stock: Stock, section: str, names: list[Id]) -> Exercise | None:
    graph = stock.case.graph
    sounding = {name: found for name in names if (found := _sounding(stock, name)) is not None}
    by_level: dict[Level, list[Id]] = {}
    for name, (_, sure, _) in sounding.items():
        by_level.setdefault(sure, []).append(name)
    drawn = [one for sure in sorted(by_level) for one in stock.draw(by_level[sure], 1, "X3", section)]
    hedged = [name for name, (_, _, words) in sounding.items() if words and name not in drawn]
    drawn += stock.draw(hedged, MOST_ORDERED - len(drawn), "X3", section)
    things = [(name, _with_words(graph.claims[name].text, sounding[name][2])) for name in drawn[:MOST_ORDERED]]
    options, letters = stock.lettered(things, "X3", section)
    ranks = {letters[name]: int(sounding[name][1]) for name in letters}
    if len(options) < 3 or len(set(ranks.values())) < 2:  # noqa: PLR2004 - two claims are no order, one level no question
        return None
    levels = "; ".join(
        f"{option.id}: {IN_WORDS[sounding[option.about or ''][1]]}"
        for option in sorted(options, key=lambda option: -ranks[option.id])
    )
    order = Task(
        "order",
        "Put the claims in the order of their author’s certainty, the surest first. It does not matter who is right.",
        Ordering(options, ranks, ("surest", "least sure")),
        Reason(
            f"By the words alone – {levels}. Claims of one level may stand either way round. Certainty is compared by level"
            " and not by number, for words of probability and words of evidence have no common scale.",
            tuple(f"claims:{name}" for name in letters),
            "certainty",
        ),
        (
            "Cover the claims with your hand and read the quoted words alone.",
            "A flat statement is surer than “probably”, and a word such as “clearly” wants to be surer still.",
        ),
        worth=2.0,
    )
    words = _words_of_certainty(stock, section, names)
    material = [
        Material(f"Passage {option.id}", (), stock.where(sounding[option.about or ""][0].at), passage)
        for option in options
        if (passage := stock.words_at(sounding[option.about or ""][0].at))
    ]
    ties = len(options) - len(set(ranks.values()))
    return exercise(
        "X3",
        section,
        f"How sure? {section_title(stock, section)}",
        len(options) + 2 * (words is not None) + ties,
        material,
        [order, words],
    )


def _with_words(text: str, words: tuple[str, ...]) -> str:
    quoted = ", ".join(f"“{one}”" for one in words)
    return f"{text} – {quoted or 'said flatly'}"


def _words_of_certainty(stock: Stock, section: str, names: Iterable[Id]) -> Task | None:
    """Which of the author's words say how sure he is, and which say something else."""
    kinds: dict[str, tuple[str, Id]] = {}
    mixed: set[str] = set()
    for name, hedge, reading in _hedges(stock, names):
        words = hedge.words.casefold()
        if reading.kind is None:
            continue
        if words in kinds and kinds[words][0] != reading.kind:
            mixed.add(words)
        kinds.setdefault(words, (reading.kind, name))
    kinds = {words: found for words, found in kinds.items() if words not in mixed}
    sure = [words for words, (kind, _) in kinds.items() if kind not in SILENT_KINDS]
    else_ = [words for words, (kind, _) in kinds.items() if kind in SILENT_KINDS]
    drawn = [*stock.draw(sure, MOST_WORDS, "X3-words", section), *stock.draw(else_, MOST_WORDS, "X3-words", section)]
    things = [(words, f"“{words}” – of: {short(stock.text(kinds[words][1]), 160)}") for words in drawn]
    options, _ = stock.lettered(things, "X3-words", section)
    key = tuple(o.id for o in options if kinds[o.about or ""][0] not in SILENT_KINDS | _FREE_KINDS)
    free = tuple(o.id for o in options if kinds[o.about or ""][0] in _FREE_KINDS)
    if not key or len(key) + len(free) == len(options):
        return None
    says = {o.id: _KIND_SAYS[kinds[o.about or ""][0]] for o in options}
    return Task(
        "words",
        "Which of these words say how sure the writer is? (The others speak of something else: how much, whose word, how good.)",
        Selection(options, key, free, says),
        Reason(
            "Words of probability, emphasis, exclusion, supposition and want of knowledge say how sure. Words of evidence say"
            " how far something moves us, and a denied contrary says neither; they may be marked or not.",
            tuple(f"claims:{kinds[o.about or ''][1]}" for o in options),
            "hedge",
        ),
        ("Leave the word out: does the writer then sound surer, or less sure, of the same thing?",),
    )


_KIND_SAYS: Mapping[str, str] = {
    "probability": "how probable",
    "booster": "emphasis: very sure",
    "exclusion": "shuts every other possibility out",
    "speculation": "supposes, and does not assert",
    "gap": "says that it is not known",
    "evidential": "how far the evidence moves us",
    "litotes": "denies the contrary, and leaves the thing itself open",
    "attribution": "whose word it is",
    "scope": "how much or how many",
    "causal share": "how large a part of the cause",
    "inference marker": "that something follows",
    "concession": "grants something",
    "source criticism": "what a source is worth",
    "evaluative": "praise or blame",
}


def _hedges(stock: Stock, names: Iterable[Id]) -> Iterator[tuple[Id, model.Hedge, Reading]]:
    for name in names:
        for said in stock.case.graph.claims[name].said:
            for _, hedge, reading in own_hedges(stock.case, said):
                yield name, hedge, reading


# --------------------------------------------------------------------------- X4 find the overclaim

FAIR_ONES = 3
GRADES: Mapping[str, str] = {
    "nothing-offered": "nothing is offered for it",
    "assumed": "it is assumed, and nothing is offered for it",
    "nothing-reaches-evidence": "what is offered for it never reaches any evidence",
    "contested-premise": "every line for it rests on a claim that is itself contested",
    "rebuttal-unanswered": "a rebuttal at least as direct as the support stands unanswered",
    "lesser-rebuttal": "it is directly supported, but a less direct rebuttal stands unanswered",
    "inferred": "it is inferred, or told at a distance, or a question it must answer is open",
    "one-direct-line": "one direct witness states it",
    "direct-lines-apart": "several direct witnesses, independent of each other, state it",
}
"""Rule of a grade → what it says, from nothing to the best."""
_GRADE_FAMILIES = (
    ("nothing-offered", "assumed", "nothing-reaches-evidence"),
    ("contested-premise", "rebuttal-unanswered", "lesser-rebuttal"),
    ("inferred", "lesser-rebuttal"),
    ("one-direct-line", "direct-lines-apart"),
)
SHOWN_GRADES = ("nothing-offered", "rebuttal-unanswered", "inferred", "one-direct-line", "direct-lines-apart")


def find_the_overclaim(stock: Stock) -> Candidates:
    """X4: one claim whose emphatic word stands on a weak grade, among claims that are fairly hedged."""
    for name in stock.case.graph.claims:
        if name in stock.boosted:
            yield name, partial(_find_the_overclaim, stock, name, stock.boosted[name])


def _fairly_hedged(stock: Stock, name: Id) -> bool:
    """Whether every own assertion of a claim is hedged, and none of them surer than the record."""
    found = stock.dials.get(name, ())
    return name not in stock.boosted and bool(found) and all(dial.verdict == "fair" and dial.words for dial in found)


def offered(stock: Stock, name: Id) -> tuple[str, ...]:
    """What stands for and against a claim, a line for each inference."""
    graph = stock.case.graph
    lines = [
        f"{'For' if line.polarity == 'support' else 'Against'}: {stock.line_text(line)}"
        for line in graph.bearing_on(name)
    ]
    lines += [
        f"Against the step: {stock.item_lines(attacker.by)}"
        for line in graph.bearing_on(name)
        for attacker in line.record.undercut_by
    ]
    return tuple(short(line) for line in lines) or ("Nothing is offered for it.",)


def _find_the_overclaim(stock: Stock, name: Id, words: str) -> Exercise | None:
    graph, valuation = stock.case.graph, stock.case.valuation
    fair = stock.draw((n for n in graph.claims if n != name and _fairly_hedged(stock, n)), FAIR_ONES, "X4", name)
    quoted = {n: next(dial.words for dial in stock.dials[n]) for n in fair} | {name: (words,)}
    things = [(n, _with_words(graph.claims[n].text, quoted[n])) for n in (name, *fair)]
    options, letters = stock.lettered(things, "X4", name)
    if len(options) < 2 or name not in letters:  # noqa: PLR2004 - one claim is no choice
        return None
    grade = valuation.grade[name]
    says = {
        letters[
            n
        ]: f"Fairly hedged: grade {valuation.grade[n].code} ({valuation.grade[n].reason}) carries {', '.join(quoted[n])}."
        for n in fair
        if n in letters
    }
    find = Task(
        "overclaim",
        "One of these claims is put more surely than its evidence allows. Which?",
        Choice(options, {letters[name]: 1.0}, says),
        Reason(
            f"“{words}” stands on a claim of grade {grade.code}: {grade.reason}.",
            (f"claims:{name}",),
            "booster-on-weak-claim",
        ),
        (
            "Read first what is offered, and only then how sure each claim sounds.",
            "Look for a word that leaves no room for doubt.",
        ),
    )
    shown = dict.fromkeys([*SHOWN_GRADES, grade.rule])
    near = {other: 0.5 for family in _GRADE_FAMILIES if grade.rule in family for other in family if other in shown}
    why = Task(
        "why",
        "What does the claim you looked for really stand on?",
        Choice(stock.fixed(GRADES, shown), {**near, grade.rule: 1.0}),
        Reason(f"Grade {grade.code}, by the rule {grade.rule}: {grade.reason}.", (f"claims:{name}",), grade.rule),
        (
            "Count what states the claim outright, and what only lets one infer it. Is anything against it left unanswered?",
        ),
    )
    material = [
        Material(
            f"Claim {option.id}", offered(stock, option.about or ""), stock.claim_material(option.about or "").place
        )
        for option in options
    ]
    load = len(options) + max(len(graph.bearing_on(option.about or "")) for option in options)
    return exercise("X4", name, "Find the overclaim", load, material, [find, why])


# --------------------------------------------------------------------------- X15 a fair hedge

MOST_PHRASES = 7


def fair_hedge(stock: Stock) -> Candidates:
    """X15: a claim that sounds surer, or less sure, than its record; find the word that fits, and write it anew."""
    for name, found in stock.dials.items():
        wrong = next((dial for dial in found if dial.verdict in ("overclaimed", "underclaimed")), None)
        if wrong is not None:
            yield name, partial(_fair_hedge, stock, name, wrong)


def fits(stock: Stock, claim: Id, reading: Reading) -> bool:
    """Whether a word of certainty would be fair on a claim: its band meets the computed one, and the dials agree. None can
    be told to be where what is computed is no probability."""
    if reading.band is None or not stock.case.in_probabilities:
        return False
    confidence, grade = stock.case.valuation.confidence[claim], stock.case.valuation.grade[claim].code
    gap = _gap(reading.band, confidence)
    return gap == 0 and _verdict(_of_reading(reading), grade, gap, hedged=True) == "fair"


def _fair_hedge(stock: Stock, name: Id, dial: Dial) -> Exercise | None:
    claim, grade = stock.case.graph.claims[name], stock.case.valuation.grade[name]
    phrases = stock.phrases
    fair = [index for index, (_, reading) in enumerate(phrases) if fits(stock, name, reading)]
    if not fair or len(fair) == len(phrases):
        return None
    middle = fair[len(fair) // 2]
    used = {words.casefold() for words in dial.words}
    others = (i for i, (words, _) in enumerate(phrases) if i != middle and words not in used)
    kept = sorted((middle, *stock.draw(others, MOST_PHRASES - 1, "X15", name, name=lambda i: phrases[i][0])))
    if all(index in fair for index in kept):
        return None
    options = stock.fixed(
        {phrases[i][0]: f"{phrases[i][0]} [{_band(phrases[i][1])}]" for i in kept}, (phrases[i][0] for i in kept)
    )
    credit: dict[str, float] = {}
    for index in kept:
        beside = range(index - 1, index + 2)  # on the whole scale: of the words offered, the next may be far off
        emphatic = _of_reading(phrases[index][1]) is Level.EMPHATIC and grade.code in WEAK
        credit[phrases[index][0]] = 1.0 if index in fair else 0.5 if not emphatic and set(beside) & set(fair) else 0.0
    confidence = stock.case.valuation.confidence[name]
    band = f"{confidence.low:.2f} to {confidence.high:.2f}"
    accepted = ", ".join(f"“{phrases[i][0]}”" for i in kept if i in fair)
    records = (f"claims:{name}",)
    verdict = "surer" if dial.verdict == "overclaimed" else "less sure"
    choose = Task(
        "word",
        f"{dial.voice} says “{'”, “'.join(dial.words) or 'suppose'}”, and sounds {verdict} than the record. Which word would be fair?",
        Choice(options, credit),
        Reason(
            f"Grade {grade.code}: {grade.reason}. Computed confidence is {band}; {accepted} would be fair. A word whose band"
            " meets the computed one is accepted, its neighbours earn half.",
            records,
            "hedge-outside-band",
        ),
        (
            "First say what the claim rests on; then how sure that would make you.",
            f"The grade is {grade.code}: {grade.reason}.",
        ),
    )
    write = Task(
        "sentence",
        "Now write the claim anew, as sure as its evidence and no surer.",
        Essay(
            f"The matter unchanged, with “{phrases[middle][0]}” or a word of like force, and the ground named: {grade.reason}.",
            (
                "says the same thing, neither more nor less of it",
                f"is as sure as the record ({accepted} or a word of like force)",
                "tells the reader what the claim rests on, or that nothing is offered",
            ),
        ),
        Reason(f"Grade {grade.code}: {grade.reason}.", records, grade.rule),
        ("Keep the matter and change the certainty alone.",),
        worth=3.0,
    )
    at = stock.claim_material(name)
    material = Material("The claim", (_with_words(claim.text, dial.words), *offered(stock, name)), at.place, at.passage)
    return exercise(
        "X15",
        name,
        "A fair hedge",
        len(kept) // 2 + len(stock.case.graph.bearing_on(name)),
        [material],
        [choose, write],
    )


def _band(reading: Reading) -> str:
    assert reading.band is not None
    return f"{round(reading.band[0] * 100)}–{round(reading.band[1] * 100)} %"
