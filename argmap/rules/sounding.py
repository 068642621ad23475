"""How sure a sentence of an essay sounds of what it cites, whose word it makes of it, and which wording would be fair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from argmap import model
from argmap.case import Case
from argmap.essay import Cited, Essay, Paragraph, Part, Sentence, essay
from argmap.graph import Id
from argmap.rules.certainty import IN_WORDS, OWN, Level, _of_reading, own_hedges, surest
from argmap.rules.dials import WEAK
from argmap.semantics.scales import Reading
from argmap.text import SourceText, Span


class Phrase(NamedTuple):
    """Words of certainty in an essay, with their place and how the lexicon reads them."""

    words: str
    start: int
    end: int
    reading: Reading


class Told(NamedTuple):
    """A part of a sentence that is told of some claims.

    `level` is how sure it sounds, `loud` the words that make it emphatic; `attributed` where it is made somebody's word;
    `denied` where it says no, so that nobody can tell without reading whether it affirms what it cites.
    """

    file: SourceText
    essay: Essay
    paragraph: Paragraph
    sentence: Sentence
    part: Part
    level: Level
    phrases: tuple[Phrase, ...]
    loud: tuple[Phrase, ...]
    attributed: bool
    denied: bool

    def at(self, start: int, end: int) -> Span:
        """A place in the essay."""
        return Span(self.file.path, start, end)

    def claims(self, case: Case) -> Iterator[tuple[Cited, model.Claim]]:
        """The claims that it cites."""
        for cited in self.part.cited:
            if cited.id in case.graph.claims:
                yield cited, case.graph.claims[cited.id]


def told(case: Case) -> Iterator[Told]:
    """Every part of an English sentence of the essays that asserts something; questions are left out."""
    for file in case.essays:
        read = essay(file.text)
        for paragraph in read.paragraphs:
            for sentence in paragraph.sentences if paragraph.english else ():
                if sentence.asks:
                    continue
                attributed = bool(_ATTRIBUTED.search(read.words, sentence.start, sentence.end))
                for part in sentence.parts or (Part(sentence.start, sentence.end, ()),):
                    words = read.words[part.start : part.end]
                    found = tuple(phrases(case, words, part.start))
                    boosters = tuple(p for p in found if p.reading.kind == "booster")
                    loud = tuple(p for p in boosters if not _grants(read, paragraph, sentence, p))
                    yield Told(
                        file=file,
                        essay=read,
                        paragraph=paragraph,
                        sentence=sentence,
                        part=part,
                        level=_level(words, part.start, found, loud),
                        phrases=found,
                        loud=loud,
                        attributed=attributed,
                        # *No doubt* and *without question* say no to doubt, not to what is told.
                        denied=bool(NEGATION.search(_without(words, part.start, boosters))),
                    )


def phrases(case: Case, words: str, offset: int) -> Iterator[Phrase]:
    """The words of probability and the boosters of the lexicon that stand in some words, the longest first where several
    begin together; not those that are themselves denied, nor the month of May."""
    for match in _known(case.scales.hedge_words).finditer(words):
        reading = case.scales.hedge(model.Hedge(words=" ".join(match[0].split())))
        if reading.kind not in ("probability", "booster", "evidential", "speculation", "gap"):
            continue
        if match[0] == "May" or (reading.kind == "booster" and (reading.band is None or _denied(words, match.start()))):
            continue
        yield Phrase(" ".join(match[0].split()), offset + match.start(), offset + match.end(), reading)


def _level(words: str, offset: int, found: tuple[Phrase, ...], loud: tuple[Phrase, ...]) -> Level:
    """How sure some words sound: as sure as their most cautious word, as that of an assertion is read. Words of caution
    that no lexicon places count as even chances."""
    words = _without(words, offset, found)
    levels = [_of_reading(phrase.reading) for phrase in found]
    if _CAUTIOUS.search(words):
        levels.append(Level.EVEN)
    soft = [level for level in levels if level < Level.FLAT]
    return min(soft) if soft else Level.EMPHATIC if loud else Level.FLAT


def _without(words: str, offset: int, found: tuple[Phrase, ...]) -> str:
    """Some words with phrases in them blanked out."""
    for phrase in found:
        start, end = phrase.start - offset, phrase.end - offset
        words = words[:start] + " " * (end - start) + words[end:]
    return words


def _grants(read: Essay, paragraph: Paragraph, sentence: Sentence, phrase: Phrase) -> bool:
    """Whether *no doubt* grants a point that a *but* then sets aside: it concedes there, and means little more than
    *presumably*, which is no booster."""
    if phrase.words.lower() not in ("no doubt", "doubtless"):
        return False
    if _TURN.search(read.words, phrase.end, sentence.end):
        return True
    after = paragraph.sentences.index(sentence) + 1
    return after < len(paragraph.sentences) and bool(
        _TURNS.match(read.words, paragraph.sentences[after].start, paragraph.sentences[after].end)
    )


@lru_cache(maxsize=8)
def _known(words: tuple[str, ...]) -> re.Pattern[str]:
    """All phrases of a lexicon as one pattern."""
    joined = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])", re.IGNORECASE)


def _denied(words: str, place: int) -> bool:
    return bool(_BEFORE.search(words[:place]))


def own_words(case: Case, claim: Id) -> tuple[Level, str] | None:
    """How sure those sound who put a claim forward as their own, at their surest, and the words of it."""
    found = surest(case, claim)
    if found is None:
        return None
    level, place = found
    said = case.graph.claims[claim].said[place]
    words = " and ".join(f"“{hedge.words}”" for _, hedge, reading in own_hedges(case, said) if reading.kind in _GRADED)
    return level, words or IN_WORDS[level]


def stands(case: Case, claim: Id) -> str:
    """A verdict as a message tells it: grade, why, and confidence and band where they are probabilities."""
    grade, band = case.valuation.grade[claim], case.valuation.confidence[claim]
    if not case.in_probabilities:
        return f"{grade.code} ({grade.reason})"
    return f"{grade.code} ({grade.reason}), {band.point:.2f} [{band.low:.2f} to {band.high:.2f}]"


def voice(claim: model.Claim) -> str:
    """Whose word a claim is: the outermost voice that puts it forward, or reports it."""
    own = [said.by[0] for said in claim.said if said.stance[0] in OWN]
    return (own or [said.by[0] for said in claim.said] or ["its author"])[0]


def relayed(said: model.Assertion) -> str:
    """How to make a claim the word of those who put it forward."""
    if len(said.by) > 1:
        return f"according to {said.by[-1]}, as {said.by[0]} reports, …"
    return f"{said.by[0]} reports that …"


def fair(case: Case, claim: Id) -> str:
    """A wording that grade, confidence and the author's own words allow, as a hint.

    The word is that of the table of hedge bands which holds the confidence, and no more than *probably* on a weak grade;
    none where the confidence is no probability.
    """
    record, grade = case.graph.claims[claim], case.valuation.grade[claim].code
    attribution = f"make it somebody's word: according to {voice(record)}, …"
    if grade == "S0":
        return attribution
    if grade == "SX":
        return f"say that it is disputed, and by what; or {attribution}"
    point = case.valuation.confidence[claim].point
    line, words = next(
        entry for least, *entry in _FAIR if point >= least and (entry[0] not in _SURE or grade not in WEAK)
    )
    low, high = case.scales.table["hedge_band"][line]
    hint = f"write “{words}” [{low:.0%} to {high:.0%}]"
    own = own_words(case, claim)
    if own is not None and own[0] < Level.PROBABLE <= Level.FLAT and own[1].startswith("“"):
        hint = f"write {own[1]} with {voice(record)}"
    elif not case.in_probabilities:
        return attribution
    return f"{hint}, or {attribution}"


_GRADED = frozenset({"probability", "booster", "evidential", "speculation", "gap", "litotes", "exclusion"})
_SURE = frozenset({"almost certain", "very likely"})
_FAIR = (
    (0.95, "almost certain", "almost certainly"),
    (0.80, "very likely", "very probably"),
    (0.55, "likely", "probably"),
    (0.45, "even", "perhaps"),
    (0.20, "unlikely", "it is unlikely that"),
    (0.05, "very unlikely", "it is very unlikely that"),
    (0.00, "almost no chance", "there is almost no chance that"),
)
NEGATION = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|nowhere|cannot|without|hardly|scarcely|un(?:true|likely|founded|proven)|"
    r"fail(?:s|ed)? to|den(?:y|ies|ied)|refut(?:e|es|ed)|reject(?:s|ed)?|contradict(?:s|ed)?|false|wrong|mistaken)\b|n['’]t\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:not|no|never|nor|neither|cannot|hardly|scarcely|far from|nothing|nobody|less than|if|whether|anything but)|n['’]t)"
    r"\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"[,;:–—]\s*(?:but|yet|still|all the same|even so)\b|\b(?:however|nevertheless|nonetheless)\b", re.IGNORECASE
)
_TURNS = re.compile(r"\W*(?:but|yet|still|however|nevertheless|nonetheless|all the same|even so)\b", re.IGNORECASE)
_CAUTIOUS = re.compile(
    r"\b(?:could|would|suspect(?:s|ed)?|suspicion|doubt(?:s|ful|ed)|dubious|doubtfully|uncertain(?:ty|ties)?|unclear|unproven|unproved|"
    r"supposed(?:ly)?|purported(?:ly)?|arguabl[ey]|if|whether|hypothes[ie]s|conjectur\w+|guess(?:es|work)?|tempting|plausib\w+|"
    r"unless|in doubt|open question|question(?:s|ed|able)?|unsupported|contested|disputed|cannot be (?:shown|known|proved|proven|settled)|"
    r"one may|one might|likel(?:y|ier|iest|ihood)|possib\w+|probab\w+|appear(?:s|ed|ing)?|seem(?:s|ed|ing|ingly)?|"
    r"suggest(?:s|ed|ing|ion|ions)?|indicat\w+|hint(?:s|ed)? at|point(?:s|ed)? to|tends? to|rumou?r\w*|inclin\w+|tentative\w*|"
    r"must have|is read as|can be read|interpret\w+|assum\w+|presum\w+|imagin\w+|speculat\w+|claim(?:s|ed)? to)\b",
    re.IGNORECASE,
)
_SAYING = (
    r"(?:says|said|writes|wrote|written|argue[sd]|claim(?:s|ed)|report(?:s|ed)|holds|held|maintain(?:s|ed)|believe[sd]|thinks|thought|"
    r"assert(?:s|ed)|allege[sd]|tells|told|state[sd]|note[sd]|contend(?:s|ed)|insist(?:s|ed)|suggest(?:s|ed)|suppose[sd]|"
    r"consider(?:s|ed)|declare[sd]|affirm(?:s|ed)|recall(?:s|ed)|remember(?:s|ed)|conclude[sd]|judge[sd]|call(?:s|ed)|"
    r"describe[sd]|present(?:s|ed)|treat(?:s|ed)|take[sn]|took|infer(?:s|red)|finds|sees|saw|regard(?:s|ed)|attribute[sd]|"
    r"ascribe[sd]|assume[sd]|expect(?:s|ed)|denie[sd]|credit(?:s|ed)|portray(?:s|ed)|depict(?:s|ed)|assure[sd]|explain(?:s|ed)|"
    r"heard|understood|telegraphed|cabled|fear(?:s|ed)|speculate[sd]|repeat(?:s|ed)|quote[sd]|cite[sd]|add(?:s|ed)|"
    r"remark(?:s|ed)|observe[sd]|has it|have it)"
)
"""Verbs of saying and holding, as one person's or past."""
_PLURAL = (
    r"(?:say|write|argue|claim|report|hold|maintain|believe|think|assert|allege|tell|state|contend|insist|suggest|suppose|"
    r"consider|declare|conclude|judge|call|describe|take|infer|find|see|regard|attribute|ascribe|assume|deny|speculate)"
)
_PEOPLE = (
    r"(?:he|she|they|who|one|somebody|someone|some|many|most|others|another|people|observers?|historians?|witness(?:es)?|diplomats?|"
    r"envoys?|contemporaries|critics?|authors?|writers?|scholars?|sources?|reports?|documents?|letters?|telegrams?|essay|article|memoirs?)"
)
_THING = r"(?:claim|view|belief|report|story|allegation|assertion|thesis|argument|theory|account|opinion|rumou?r|testimony|word)"
_ATTRIBUTED = re.compile(
    rf"\b[Aa]ccording to\b|\b(?:[Ii]n|[Oo]n|[Bb]y) (?:\w+[ ’']s?\s?){{0,3}}(?:view|eyes|opinion|words|account|reading|telling|judge?ment|version)\b|"
    rf"\b[Ff]or (?:[A-Z]\w+),|\b(?:[Rr]eportedly|[Aa]llegedly|[Pp]urportedly|[Ss]upposedly|[Rr]eputedly|so-called)\b|"
    rf"\b(?:is|are|was|were|been) (?:widely |often |once |then |also )?{_SAYING}\b|"
    rf"\b(?:{_SAYING}|{_PLURAL})(?:\s+\w+){{0,6}}?\s+(?:that|how|whether|as|to be|to have)\b|"
    rf"\b[Aa]s\s+(?:\w+\s+){{1,4}}(?:{_SAYING}|{_PLURAL})\b|"
    rf"\b(?:[A-Z][\w’'-]+|{_PEOPLE}|(?:He|She|They|One|Somebody|Someone|Some|Many|Most|Others|Historians|Observers|Sources|Contemporaries))\s+(?:also\s+|himself\s+|herself\s+|even\s+|once\s+)?{_SAYING},?\s|"
    rf"\b{_PEOPLE}\s+{_PLURAL},?\s|,\s+(?:\w+\s+){{1,3}}{_SAYING}(?=\s*[,.;])|"
    rf"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Hh]is|[Hh]er|[Tt]heir|[A-Z]\w+[’']s)\s+(?:\w+\s+)?{_THING}\s+(?:that|of|is|was)\b",
)
