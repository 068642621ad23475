"""Rules on the wording of claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from argmap.case import Case
from argmap.diagnostics import Diagnostic, warning
from argmap.registry import rule

_LEANS = frozenset(
    {
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "they",
        "them",
        "their",
        "theirs",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "such",
        "here",
        "there",
        "and",
        "but",
        "or",
        "nor",
        "so",
        "thus",
        "hence",
        "therefore",
        "then",
        "yet",
        "still",
        "however",
        "moreover",
        "furthermore",
        "likewise",
        "also",
        "besides",
        "consequently",
        "accordingly",
        "nevertheless",
        "nonetheless",
        "similarly",
        "conversely",
        "instead",
        "otherwise",
        "the-former",
        "the-latter",
    }
)
_OPENS = frozenset(leaning.partition("-")[0] for leaning in _LEANS)
_WORD = re.compile(r"[^\W\d_]+(?:’\w+|'\w+)?")
_EMPTY_SUBJECT = re.compile(
    r"(?:it|there|here)\s+(?:is|was|were|are|has|had|can|could|may|might|must|will|would)\b", re.IGNORECASE
)
_OF_TIME = re.compile(
    r"(?:so|such|still|yet|then|there|here)\s+\w+\s+(?:as|that)\b|that\s+\w+.*\b(?:is|was|were)\b", re.IGNORECASE
)


@rule("claim-not-self-contained", "warning", audit=True)
def claim_not_self_contained(case: Case) -> Iterator[Diagnostic]:
    """The text of a claim opens with a pronoun or a connective, and needs another sentence to be understood."""
    for name, claim in case.graph.claims.items():
        opening = _WORD.search(claim.text)
        if opening is None or (first := opening[0].casefold()) not in _OPENS:
            continue
        words = [word[0] for word in islice(_WORD.finditer(claim.text), 2)]
        pair = "-".join(words).casefold()
        if first not in _LEANS and pair not in _LEANS:
            continue
        if re.match(r"here and there\b", claim.text, re.IGNORECASE):
            continue
        if _EMPTY_SUBJECT.match(claim.text) or _OF_TIME.match(claim.text) or _names_its_own(claim.text, first):
            continue
        yield warning(
            "claim-not-self-contained",
            f"{name} opens with “{words[0]}”, which points at a sentence that does not stand here",
            case.graph.place("claims", name, "text"),
            "say who or what is meant, so that the claim can be read by itself",
        )


def _names_its_own(text: str, first: str) -> bool:
    """Whether the word points forward, inside the claim: such letters as, those who, so many."""
    if first in ("such", "that", "those") and re.match(r"\w+\s+(?:\w+\s+){0,4}(?:as|who|which|of|that)\b", text):
        return True
    return first == "so" and bool(re.match(r"so\s+(?:many|few|much|far)\b", text, re.IGNORECASE))
