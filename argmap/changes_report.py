"""A comparison of two versions → text for a terminal, JSON, Markdown for a pull request, or a page to print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from argmap.changes import Carried, Change, Comparison, Found, Lead, Shift, Side, Verdict
from argmap.edits import SETTINGS, Edit, name_of_kind, plain
from argmap.graph import ATTACK, SUPPORT
from argmap.report import literal
from argmap.text import counted

Marked = Sequence[tuple[str, str]]
"""Pieces of a text with what became of them: = kept, - taken out, + put in."""

MOST_SHOWN = 160
AROUND = 5
"""Words of what was kept that are shown on either side of a difference."""
MARK = "<!-- argmap diff -->"
"""The first line of the Markdown, by which a comment can be found again and renewed."""
_HEIGHT = {"SX": -1, "S0": 0, "S1": 1, "S2": 2, "S3": 3}
_LEAST_WORDS = 4


# --------------------------------------------------------------------------- sentences


def moved(shift: Shift) -> str:
    """A shift as a sentence without its claim: falls from S2 to S1, 0.71 → 0.52."""
    old, new = shift.before, shift.after
    rise = round(new.confidence - old.confidence, 9) or _HEIGHT[new.grade] - _HEIGHT[old.grade]
    number = f"{old.confidence:.2f} → {new.confidence:.2f}"
    verb = "rises" if rise > 0 else "falls"
    if old.grade == new.grade:
        return f"{verb}, {number} (still {new.grade})"
    if (_HEIGHT[new.grade] - _HEIGHT[old.grade]) * rise < 0:
        verb = "goes"  # the two dials part company
    return f"{verb} from {old.grade} to {new.grade}, {number}"


def standing(verdict: Verdict) -> str:
    """A verdict in few words."""
    return f"{verdict.grade}, {verdict.confidence:.2f}"


def brought_about(shift: Shift, made: Comparison) -> str:
    """What carried a shift, as a sentence."""
    named = {change.number: change for change in made.changes}

    def told(carried: Carried) -> str:
        return f"change {carried.change} ({title(named[carried.change])})"

    if shift.how == "one":
        first, *others = shift.carried
        if not others:
            return f"carried by {told(first)}: undone alone, it brings the verdict back"
        return f"needs {_and([told(entry) for entry in shift.carried])}: each, undone alone, brings the verdict back"
    if shift.how == "parts":
        parts = [f"without {told(entry)} it would stand at {standing(entry.verdict)}" for entry in shift.carried]
        return "in parts: " + "; ".join(parts)
    if shift.how == "any":
        parts = [f"{told(entry)} to {standing(entry.verdict)}" for entry in shift.carried]
        return (
            "no change undone alone moves it; each of these alone would have brought it there or part of the way: "
            + ("; ".join(parts))
        )
    if shift.how == "together":
        return "no single change moves it, undone or done alone: changes act only together"
    return f"cannot be told: only {made.tried} evaluations were made (more with --evaluations)"


def lead(entry: Lead) -> str:
    """A question whose answer in the lead is another, as a sentence without the question."""
    (old, was), (new, is_now) = entry.before, entry.after
    return f"{new} ({is_now:.2f}) leads where {old} ({was:.2f}) did"


def title(change: Change) -> str:
    """A change in few words: its first edit, and how many come with it."""
    first, *others = change.edits
    more = f", and {len(others)} edit{'s' if len(others) > 1 else ''} more" if others else ""
    return called(first) + more


def called(edit: Edit) -> str:
    """What was edited, and how, in few words."""
    kind = name_of_kind(edit.kind)
    if edit.kind == SETTINGS:
        return f"setting {edit.id} changed"
    if edit.whole:
        return f"{kind} {edit.id} {edit.what}"
    if edit.slot[0] in (SUPPORT, ATTACK) and len(edit.slot) > 1:
        return f"{edit.slot[0]} of {edit.id} from {_and(edit.slot[1:])} {edit.what}"
    # A key that was empty holds something now, or the other way round.
    what = "written" if _empty(edit.before) else "removed" if _empty(edit.after) else "changed"
    return f"{edit.slot[0]} of {kind} {edit.id} {what}"


def details(edit: Edit) -> Iterator[tuple[str, Marked]]:
    """What an edit did, part by part: the key (empty for all of it), and the words that changed."""
    if edit.whole:
        record = edit.before if edit.after is None else edit.after
        text = getattr(record, "text", None) or getattr(record, "title", None) or getattr(record, "name", None)
        if text:
            yield "", [("-" if edit.after is None else "+", text)]
        return
    for key, before, after in edit.differences():
        yield key, marked(shown(before), shown(after))


def marked(before: str, after: str) -> Marked:
    """Two texts word by word; short or quite different ones as a whole."""
    old, new = _pieces(before), _pieces(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if min(len(old), len(new)) < _LEAST_WORDS or matcher.ratio() < 0.4:  # noqa: PLR2004 - less than two words in five kept
        return [(sign, text) for sign, text in (("-", before), ("+", after)) if text]
    found: list[tuple[str, str]] = []
    for _, a, b, c, d in matcher.get_opcodes():
        if old[a:b] == new[c:d]:
            found.append(("=", "".join(old[a:b])))
        else:
            found += [(sign, "".join(part)) for sign, part in (("-", old[a:b]), ("+", new[c:d])) if part]
    return found


def shown(value: Any) -> str:
    """A plain value in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(part)}" for key, part in value.items())
    if isinstance(value, list):
        inner = [f"{{{shown(part)}}}" if isinstance(part, dict) else shown(part) for part in value]
        return ", ".join(inner)
    return " ".join(str(value).split())


def _pieces(text: str) -> list[str]:
    """Words with the white space after them."""
    return re.findall(r"\S+\s*", text)


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ((), {}, [])


def _and(parts: Sequence[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _sides(made: Comparison) -> Iterator[str]:
    """What was compared, in sentences."""

    def size(side: Side) -> str:
        return f"{counted(side.claims, 'claim')}, {side.evidence} of evidence, {counted(side.inferences, 'inference')}"

    yield f"{made.before.name}: {size(made.before)}"
    yield f"{made.after.name}: {size(made.after)}"
    if made.semantics[0] != made.semantics[1]:
        yield f"weighed by {made.semantics[0]} before and by {made.semantics[1]} after"
    for side in (made.before, made.after):
        if side.errors:
            errors = counted(side.errors, "error")
            yield f"{side.name} has {errors} of reading; what could be read is compared, and its rules' notes are left out"
    if made.lost or made.lost_keys:
        names = (*made.lost, *(f"`{key}` of {name}" for name, key in made.lost_keys))
        yield f"could not be read on one side, and are not compared: {', '.join(names)}"


def _outcome(made: Comparison) -> str:
    """The whole in one sentence."""
    if not (made.changes or made.shifts or made.appeared or made.gone):
        return "no difference"
    verdicts = counted(len(made.shifts), "verdict") + " changed" if made.shifts else "no verdict changed"
    if made.leads:
        verdicts += f", {counted(len(made.leads), 'question')} with another answer in the lead"
    edits = sum(len(change.edits) for change in made.changes)
    fresh = f"{counted(len(made.appeared), 'finding')} appeared and {len(made.gone)} went away"
    return f"{verdicts}; {counted(edits, 'edit')} in {counted(len(made.changes), 'change')}; {fresh}"


def _method(made: Comparison) -> str:
    """How it was told which change carried what."""
    if not made.shifts:
        return ""
    times = counted(made.tried, "evaluation")
    alone = any(shift.how in ("any", "together") for shift in made.shifts)
    also = ", and, for verdicts that none of them moved, done alone in the earlier one" if alone else ""
    return (
        "A change is edits that stand or fall together, since one names what another adds or removes. Each change that"
        f" evaluation reads was undone alone in the later version{also}: {times} in all, of at most {made.most}."
    )


# --------------------------------------------------------------------------- formats


def as_text(made: Comparison) -> str:
    """For a terminal."""
    lines = [made.title, *_sides(made), "", _outcome(made)]
    if made.shifts or made.leads:
        lines += ["", "Verdicts"]
        for shift in made.shifts:
            lines += [f"  {shift.claim} ({shift.tier}) {moved(shift)}", f"    {brought_about(shift, made)}"]
        lines += [f"  question {entry.question}: {lead(entry)}" for entry in made.leads]
        if _method(made):
            lines.append(f"  {_method(made)}")
    for head, table in (("New claims", made.arrived), ("Claims gone", made.departed)):
        if table:
            lines += ["", head, *(f"  {name}: {standing(found)}" for name, found in table.items())]
    if made.changes:
        lines += ["", "Changes"]
        for change in made.changes:
            for number, edit in enumerate(change.edits):
                lines.append(f"  {f'{change.number}.' if not number else '  ':<4}{called(edit)}{_at(edit)}")
                for key, words in details(edit):
                    lines.append(f"        {key + ': ' if key else ''}{_in_line(words)}")
    for head, findings in (("Findings that appeared", made.appeared), ("Findings that went away", made.gone)):
        if findings:
            lines += ["", head, *(f"  {_finding(found)}" for found in findings)]
    return _printable("\n".join(lines)) + "\n"


def as_markdown(made: Comparison) -> str:
    """For a comment on a pull request: verdicts first, everything else folded."""
    parts = [MARK, f"### argmap: {literal(_outcome(made))}", ""]
    parts += [f"- {literal(line)}" for line in _sides(made)]
    if made.shifts:
        parts += ["", "| claim | tier | before | after | carried by |", "|---|---|---|---|---|"]
        for shift in made.shifts:
            cells = (shift.tier, standing(shift.before), standing(shift.after), brought_about(shift, made))
            parts.append(f"| `{shift.claim}` {literal(moved(shift))} | {' | '.join(literal(cell) for cell in cells)} |")
    parts += [f"\n- question `{entry.question}`: {literal(lead(entry))}" for entry in made.leads]
    for head, table in (("New claims", made.arrived), ("Claims gone", made.departed)):
        if table:
            parts += ["", f"**{head}:** " + ", ".join(f"`{name}` ({standing(v)})" for name, v in table.items())]
    if made.changes:
        edits = sum(len(change.edits) for change in made.changes)
        parts += ["", f"<details><summary>{counted(edits, 'edit')}</summary>", ""]
        for change in made.changes:
            for number, edit in enumerate(change.edits):
                dash = "   - " if number else f"{change.number}. "
                parts.append(f"{dash}{literal(called(edit) + _at(edit))}")
                for key, words in details(edit):
                    inner = "".join(_in_markdown(sign, text) for sign, text in _around(words))
                    parts.append(f"     - {literal(key) + ': ' if key else ''}{inner}")
        parts += ["", "</details>"]
    for head, findings in (("appeared", made.appeared), ("went away", made.gone)):
        if findings:
            parts += ["", f"<details><summary>{counted(len(findings), 'finding')} {head}</summary>", ""]
            parts += [f"- {literal(_finding(found))}" for found in findings]
            parts += ["", "</details>"]
    if _method(made):
        parts += ["", f"<sub>{literal(_method(made))}</sub>"]
    return "\n".join(parts) + "\n"


def as_data(made: Comparison) -> dict[str, Any]:
    """A comparison as plain values; the shape is in docs/manual.md."""

    def finding(found: Found) -> dict[str, Any]:
        d = found.diagnostic
        at = {"path": found.path, "line": found.line, "column": found.column}
        return {"rule": d.rule, "severity": d.severity.value, "message": d.message, "at": at}

    return {
        "format": "argmap-diff/1",
        "title": made.title,
        "semantics": list(made.semantics),
        "before": made.before._asdict(),
        "after": made.after._asdict(),
        "verdicts_changed": made.verdicts_changed,
        "shifts": [
            {
                "claim": shift.claim,
                "tier": shift.tier,
                "before": shift.before._asdict(),
                "after": shift.after._asdict(),
                "how": shift.how,
                "carried_by": [
                    {"change": entry.change, "verdict": entry.verdict._asdict(), "whole": entry.whole}
                    for entry in shift.carried
                ],
            }
            for shift in made.shifts
        ],
        "leads": [entry._asdict() for entry in made.leads],
        "new_claims": {name: found._asdict() for name, found in made.arrived.items()},
        "claims_gone": {name: found._asdict() for name, found in made.departed.items()},
        "changes": [
            {
                "number": change.number,
                "read": change.read,
                "edits": [
                    {
                        "kind": edit.kind,
                        "id": edit.id,
                        "what": edit.what,
                        "path": list(edit.slot),
                        "before": plain(edit.before),
                        "after": plain(edit.after),
                    }
                    for edit in change.edits
                ],
            }
            for change in made.changes
        ],
        "findings_appeared": [finding(found) for found in made.appeared],
        "findings_gone": [finding(found) for found in made.gone],
        "not_compared": list(made.lost),
        "keys_not_compared": [{"id": name, "key": key} for name, key in made.lost_keys],
        "evaluations": made.tried,
        "most_evaluations": made.most,
    }


def as_json(made: Comparison) -> str:
    """The comparison as one JSON document."""
    return json.dumps(as_data(made), ensure_ascii=False, indent=2) + "\n"


def as_html(made: Comparison) -> str:
    """The comparison as one self-contained page."""
    from argmap.render.page import page  # noqa: PLC0415 - a template engine, for this format alone

    return page(
        "changes",
        title=f"Changes: {made.title}",
        sides=list(_sides(made)),
        outcome=_outcome(made),
        method=_method(made),
        shifts=[
            {
                "claim": shift.claim,
                "tier": shift.tier,
                "before": standing(shift.before),
                "after": standing(shift.after),
                "moved": moved(shift),
                "by": brought_about(shift, made),
                "changes": [entry.change for entry in shift.carried],
            }
            for shift in made.shifts
        ],
        leads=[{"question": entry.question, "told": lead(entry)} for entry in made.leads],
        claims=[
            {"head": head, "rows": [(name, standing(found)) for name, found in table.items()]}
            for head, table in (("New claims", made.arrived), ("Claims gone", made.departed))
            if table
        ],
        changes=[
            {
                "number": change.number,
                "edits": [
                    {"called": called(edit), "at": _at(edit), "details": list(details(edit))} for edit in change.edits
                ],
            }
            for change in made.changes
        ],
        findings=[
            {"head": head, "rows": [_finding(found) for found in findings]}
            for head, findings in (("Findings that appeared", made.appeared), ("Findings that went away", made.gone))
            if findings
        ],
    )


def _at(edit: Edit) -> str:
    return f" ({edit.at.path})" if edit.at.path else ""


def _finding(found: Found) -> str:
    d = found.diagnostic
    where = f" ({found.path}:{found.line})" if found.line else f" ({found.path})" if found.path else ""
    return f"{d.severity.value}[{d.rule}] {d.message}{where}"


def _around(words: Marked) -> Iterator[tuple[str, str]]:
    """What was kept, shortened to a few words around each difference; long pieces cut."""
    for number, (sign, text) in enumerate(words):
        pieces = _pieces(text)
        if sign == "=" and len(pieces) > 2 * AROUND:
            head = "".join(pieces[:AROUND]) if number else ""
            tail = "".join(pieces[-AROUND:]) if number < len(words) - 1 else ""
            yield sign, f"{head}… {tail}"
        elif len(text) > MOST_SHOWN and sign != "=":
            yield sign, text[:MOST_SHOWN].rstrip() + "… "
        else:
            yield sign, text


def _in_line(words: Marked) -> str:
    """Differences in a line of text: whole values with an arrow, words between brackets."""
    signs = "".join(sign for sign, _ in words)
    short = [text.strip() for _, text in _around(words)]
    if signs == "-+":
        return f"{short[0]} → {short[1]}"
    if signs in ("-", "+"):
        return f"{signs} {short[0]}"
    return "".join(_bracketed(sign, text) for sign, text in _around(words)).strip()


def _bracketed(sign: str, text: str) -> str:
    if sign == "=":
        return text
    bare = text.rstrip()
    opened, closed = ("[-", "-]") if sign == "-" else ("{+", "+}")
    return opened + bare + closed + text[len(bare) :]


def _in_markdown(sign: str, text: str) -> str:
    bare = text.strip()
    after = " " if text != text.rstrip() or sign != "=" else ""
    return {"=": literal(bare), "-": f"~~{literal(bare)}~~", "+": f"**{literal(bare)}**"}[sign] + after


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


FORMATS: dict[str, Callable[[Comparison], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "html": as_html,
}
"""Format name → what writes it."""
SUFFIXES = {"text": "txt", "json": "json", "markdown": "md", "html": "html"}
