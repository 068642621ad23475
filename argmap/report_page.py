"""Report pages: findings, rules and matrices as self-contained HTML, without scripts and without network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from argmap import pages
from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity
from argmap.graph import Id
from argmap.ignores import Accepted
from argmap.matrix import Column, Matrix, best
from argmap.render.page import page
from argmap.report import LONGEST, Excerpt, excerpt, summary
from argmap.rules import Settled
from argmap.text import SourceText, Span

Sources = Mapping[str, SourceText]
Pictures = Mapping[str, str]
"""What is shown (claim-…, evidence-…, question-…) → link to a picture of it, as `argmap.project.drawn` gives them."""

FEW = 5
"""A rule with so many findings is shown open."""


class Signed(NamedTuple):
    """Who accepted a finding, and why."""

    by: str
    why: str


class Found(NamedTuple):
    """A finding or question as a template shows it; `kind` is its severity or the word question."""

    id: str
    rule: str
    rule_link: str | None
    kind: str
    message: str
    where: str
    excerpt: Excerpt | None
    record: Id | None
    picture: str | None
    related: tuple[tuple[str, str], ...]
    hint: str | None
    fix: str | None
    accepted: Signed | None


@dataclass(frozen=True)
class Findings:
    """The findings of a case, numbered in the order given, with links to pictures and to the pages of their rules."""

    case: Case
    sources: Sources
    pictures: Pictures

    @cached_property
    def described(self) -> frozenset[str]:
        """The rules that have a page."""
        return frozenset(pages.rule_names())

    def picture(self, name: Id) -> str | None:
        """A link to a picture of a claim or item of evidence."""
        return self.pictures.get(f"claim-{name}") or self.pictures.get(f"evidence-{name}")

    def shown(self, found: Sequence[Diagnostic], prefix: str = "f") -> list[Found]:
        """Findings as templates show them, under the ids f1, f2 and so on."""
        return [self._one(f"{prefix}{number}", d) for number, d in enumerate(found, start=1)]

    def accepted(self, passed: Iterable[Accepted], settled: Iterable[Settled] = ()) -> list[Found]:
        """Findings that a comment accepts or a judgement has cleared."""
        signed = [
            (a.diagnostic, Signed(f"{a.by}, {a.on}" if a.by else "a comment without a signature", a.reason))
            for a in passed
        ]
        signed += [(s.diagnostic, Signed(f"{s.judgement.by}, {s.judgement.on}", s.judgement.why)) for s in settled]
        signed.sort(key=lambda entry: (entry[0].at, entry[0].rule))
        return [self._one(f"a{number}", d)._replace(accepted=by) for number, (d, by) in enumerate(signed, start=1)]

    def _one(self, name: str, diagnostic: Diagnostic) -> Found:
        at = diagnostic.at
        source = self.sources.get(at.path)
        held = self.case.graph.record_at(at)
        rule = diagnostic.rule
        return Found(
            id=name,
            rule=rule,
            rule_link=f"#rule-{rule}" if rule in self.described else None,
            kind="question" if diagnostic.asks else diagnostic.severity.value,
            message=self._sentence(diagnostic.message[:LONGEST].rstrip(".")),
            where=self._where(at),
            excerpt=excerpt(at, source) if source is not None and source.text else None,
            record=held[1] if held else None,
            picture=self.picture(held[1]) if held else None,
            related=tuple((label.message, self._where(label.at)) for label in diagnostic.related),
            hint=diagnostic.hint[:LONGEST].rstrip(".") if diagnostic.hint else None,
            fix=diagnostic.fix.told if diagnostic.fix is not None else None,
            accepted=None,
        )

    def _sentence(self, message: str) -> str:
        """A message with a capital, unless it begins with a name that is written as it is."""
        first = message.partition(" ")[0]
        graph = self.case.graph
        named = "-" in first or first in graph.claims or first in graph.evidence or first in graph.sources
        return message if named else message[:1].upper() + message[1:]

    def _where(self, at: Span) -> str:
        if at.path not in self.sources:
            return at.path or "no file"
        line, column = self.sources[at.path].position(at.start)
        return f"{at.path}:{line}:{column}"


def by_rule(found: Sequence[Found]) -> list[dict[str, Any]]:
    """Findings under their rules, in the order of names; few of them are shown open."""
    named: dict[str, list[Found]] = {}
    for one in found:
        named.setdefault(one.rule, []).append(one)
    return [
        {
            "id": f"{some[0].kind}-{rule}",
            "name": rule,
            "found": some,
            "summary": pages.summary(rule) if some[0].rule_link else "",
            "link": some[0].rule_link,
            "hint": some[0].hint if len({one.hint for one in some}) == 1 else None,
            "open": len(some) <= FEW and some[0].kind == "error",
        }
        for rule, some in sorted(named.items())
    ]


_TITLES = {"error": "Errors", "warning": "Warnings", "note": "Notes"}


def by_severity(found: Sequence[Found]) -> list[dict[str, Any]]:
    """Findings under their severity and rule, the gravest first."""
    made = []
    for severity in Severity:
        some = [one for one in found if one.kind == severity.value]
        if some:
            title = f"{_TITLES[severity.value]} ({len(some)})"
            made.append({"name": severity.value, "title": title, "rules": by_rule(some)})
    return made


def rule_values(found: Iterable[Found]) -> list[dict[str, Any]]:
    """The pages of the rules of some findings."""
    named = sorted({one.rule for one in found if one.rule_link})
    return [{"name": name, "blocks": list(pages.blocks(name))} for name in named]


TAKEN_AWAY = {
    "people": "the word of {}",
    "sources": "the source {}",
    "evidence": "the item {}",
    "claims": "the claim {}",
    "groups": "the independence group {}",
    "layers": "the layer {}",
}


def taken_away(case: Case, kind: str, name: str) -> str:
    """A thing that may be taken away, of a kind of `argmap.standing.KINDS`, as a sentence names it."""
    return TAKEN_AWAY[kind].format(case.label(name) if kind == "sources" else name)


# --------------------------------------------------------------------------- findings of a check


def findings_page(
    case: Case, found: Sequence[Diagnostic], accepted: Sequence[Accepted], sources: Sources, pictures: Pictures
) -> str:
    """What a check has found, as one page: by severity and rule, each with its line, and the pages of the rules."""
    findings = Findings(case, sources, pictures)
    shown, passed = findings.shown(found), findings.accepted(accepted)
    count = Counter(one.kind for one in shown)
    contents = [(f"{kind}s", _TITLES[kind]) for kind in _TITLES if count[kind]]
    contents += [("accepted", "Accepted")] if passed else []
    contents += [("rules", "The rules")] if shown or passed else []
    return page(
        "findings",
        title=f"Findings: {case.title()}",
        lead=f"{summary(found)}; {len(passed)} accepted",
        contents=contents,
        severities=by_severity(shown),
        accepted=passed,
        rules=rule_values((*shown, *passed)),
    )


# --------------------------------------------------------------------------- matrices


def question_page(case: Case, found: Matrix, pictures: Pictures) -> str:
    """The matrix of a question as one page."""
    table = matrix_values(case, found, pictures)
    return page("question", title=table["text"], contents=[], table=table, rules=[])


def matrix_values(case: Case, found: Matrix, pictures: Pictures) -> dict[str, Any]:
    """A matrix as its template takes it."""
    telling = [column for column in found.columns if column.diagnostic]
    apart = [column for column in found.columns if not column.diagnostic]
    codes = {column.item: f"E{number}" for number, column in enumerate((*telling, *apart), start=1)}
    record = found.record
    rest = f"all else is {record.catch_all}" if record.catch_all else "nothing else is left open"
    return {
        "name": found.question,
        "text": record.text,
        "picture": pictures.get(f"question-{found.question}"),
        "relation": f"{record.relation.capitalize()} hypotheses; {rest}.",
        "rated": bool(found.columns),
        "columns": [
            {
                "code": codes[column.item],
                "anchor": f"item-{found.question}-{codes[column.item]}",
                "item": column.item,
                "text": _text(case, column.item),
                "picture": pictures.get(f"claim-{column.item}") or pictures.get(f"evidence-{column.item}"),
                "credibility": column.credibility,
                "spread": column.spread,
                "about": _about(column),
                "without": [found.dropped[column.item][name] for name in found.hypotheses],
            }
            for column in telling
        ],
        "rows": [
            {
                "name": name,
                "text": _text(case, name),
                "picture": pictures.get(f"claim-{name}"),
                "ratings": [column.ratings.get(name, "NA") for column in telling],
                "score": found.scores[name],
                "group": found.by_group[name],
                "confidence": found.confidence[name],
                "share": found.rivals.get(name) if found.rivals else None,
            }
            for name in found.hypotheses
        ],
        "apart": [f"{codes[column.item]} {column.item} ({_about(column)})" for column in apart],
        "turning": _turning(found, codes),
        "layers": [
            f"Without the layer {layer} (against / for): "
            + ", ".join(f"{name} {score.inconsistent} / {score.consistent}" for name, score in scores.items())
            + "."
            for layer, scores in found.without_layer.items()
        ],
    }


def _turning(found: Matrix, codes: Mapping[Id, str]) -> str:
    lead = f"Best balance of consistent over inconsistent: {' and '.join(best(found.scores))}"
    turning = found.turning()
    if not turning:
        return f"{lead}; it turns on no single item."
    told = "; ".join(f"without {codes[item]} it would be {' and '.join(after)}" for item, after in turning.items())
    return f"{lead}, but that turns on single items: {told}."


def _about(column: Column) -> str:
    layer = f", layer {column.layer}" if column.layer else ""
    return f"{column.marks + ', ' if column.marks else ''}witness {column.cluster}{layer}"


def _text(case: Case, name: Id) -> str:
    found = case.graph.claims.get(name) or case.graph.evidence.get(name)
    return found.text if found is not None else ""
