"""Audit: findings and questions counted, dials compared, corroboration, what hangs on what, and what falls."""

import json

import pytest
from conftest import CHARTER, ROOT, run, write
from hypothesis import given, settings

from argmap.audit import audit
from argmap.audit_report import FORMATS
from argmap.diagnostics import Severity
from argmap.project import load_text
from argmap.registry import RULES
from argmap.rules import findings
from argmap.rules.dials import dials
from argmap.settings import Settings
from argmap.testing import projects, written


def audited(files, *gone):
    project = load_text(files)
    return audit(project.case, project.faults, project.sources, gone)


def dialled(hedge, support="", kind="claims/a.yaml", **more):
    text = f"fire:\n  text: The granary was set on fire.\n  said: {{by: the chronicler{hedge}}}\n{support}"
    files = {kind: text, **more}
    (found,) = dials(load_text(files).case)
    return found


STRONG = """\
  support:
    - {premises: [seen], strength: near decisive}
    - {premises: [oil], strength: near decisive}
"""
ITEMS = {
    "evidence/e.yaml": """\
seen: {source: roll, text: A torch was seen., directness: D0, appraisal: {by: A, on: 2026-11-22, reliability: A, credibility: 1, reason: Seen.}}
oil: {source: book, text: Oil was found., directness: D0, appraisal: {by: A, on: 2026-11-22, reliability: A, credibility: 1, reason: Seen.}}
""",
    "evidence/sources.yaml": "roll: {title: Roll}\nbook: {title: Book}\n",
}


@pytest.mark.parametrize(
    ("hedge", "support", "verdict"),
    [
        (", hedge: undoubtedly", "", "overclaimed"),
        (", hedge: probably", "", "overclaimed"),
        (", hedge: possibly", "", "fair"),
        ("", STRONG, "unhedged"),
        (", hedge: perhaps", STRONG, "underclaimed"),
        (", hedge: undoubtedly", STRONG, "fair"),
        (", hedge: {words: one may suppose, kind: speculation}", STRONG, "underclaimed"),
        (", hedge: as sure as eggs", STRONG, "unread"),
        (", hedge: {words: in part, kind: scope}", STRONG, "unhedged"),
    ],
)
def test_the_dials_of_a_claim_are_compared(hedge, support, verdict):
    assert dialled(hedge, support, **ITEMS).verdict == verdict


def test_the_gap_is_the_distance_between_the_two_bands():
    found = dialled(", hedge: perhaps", STRONG, **ITEMS)
    assert found.gap == pytest.approx(0.6 - found.confidence.low)
    assert dialled(", hedge: undoubtedly", STRONG, **ITEMS).gap == 0


HEDGED = "fire:\n  text: The granary was set on fire.\n  said: {{by: the chronicler, hedge: {}}}\n"
HELD = frozenset({"hedge-outside-band"})


@pytest.mark.parametrize(
    ("semantics", "hedge", "lines"),
    [
        *((name, "perhaps", STRONG) for name in ("df-quad", "quadratic-energy", "euler", "mlp")),
        *((name, "certainly", STRONG.replace("support", "attack")) for name in ("h-categorizer", "max-based")),
    ],
)
def test_words_of_probability_are_held_against_probabilities_alone(semantics, hedge, lines):
    files = {"claims/a.yaml": HEDGED.format(hedge) + lines, **ITEMS}
    weighed, other = load_text(files).case, load_text(files, settings=Settings(semantics=semantics)).case
    assert [d.rule for d in findings(weighed, HELD)] == ["hedge-outside-band"]
    assert other.valuation.semantics == semantics
    assert findings(other, HELD) == ()
    assert dials(weighed)[0].gap
    assert dials(other)[0].gap is None


@pytest.mark.parametrize("semantics", ["euler", "mlp"])
def test_an_essay_is_held_against_grades_alone_where_degrees_are_no_probabilities(semantics):
    weak = "oven:\n  text: The oven was lit.\n  support: [heard]\n"
    heard = {"evidence/h.yaml": "heard: {source: book, text: It was said so., directness: D3}\n"}
    files = {"claims/a.yaml": HEDGED.format("certainly") + STRONG + weak, **ITEMS, **heard}
    essays = {"e.md": "The granary was undoubtedly set on fire [@fire]. Undoubtedly the oven was lit [@oven].\n"}
    ((found,), _) = load_text(files, essays=essays, settings=Settings(semantics=semantics)).essay_findings
    assert found.message.startswith("“Undoubtedly” is surer of oven than the record, which has it at S")
    assert not any(figure in found.message + found.hint for figure in ("0.", "%"))


def test_what_is_only_reported_is_on_no_dial():
    assert (
        dials(load_text({"claims/a.yaml": "a:\n  text: So.\n  said: {by: [A, B], stance: [reports, asserts]}\n"}).case)
        == ()
    )


CORROBORATED = {
    **ITEMS,
    "claims/a.yaml": "fire:\n  text: The granary was set on fire.\n  tier: core\n  support: [seen, oil]\n",
}


@pytest.mark.parametrize(("certainty", "lines"), [("possible", (1, 2)), ("probable", (1, 1))])
def test_corroboration_is_counted_with_and_without_doubtful_groups(certainty, lines):
    group = f"one: {{kind: rumour_pool, members: [seen, oil], basis: Gossip., certainty: {certainty}}}\n"
    (found,) = audited({**CORROBORATED, "evidence/independence.yaml": group}).corroboration
    assert (found.lines, found.lines_without_doubtful) == lines


def test_single_points_of_failure_are_ranked_by_the_core_claims_that_fall():
    files = {
        **CORROBORATED,
        "claims/b.yaml": "night:\n  text: It was night.\n  tier: core\n  support: [seen]\nmoon:\n  text: No moon.\n  support: [night]\n",
    }
    found = {(point.kind, point.name): (point.core, point.claims) for point in audited(files).points}
    assert found == {("evidence", "seen"): (("night",), 2), ("sources", "roll"): (("night",), 2)}


def test_the_audit_without_something_says_what_falls_and_what_else_changes():
    made = audited(CORROBORATED, ("evidence", "seen"))
    (change,) = made.changes
    assert (change.falls, change.grade) == (False, ("S3", "S2"))
    assert change.confidence[1] < change.confidence[0]
    (change,) = audited(CORROBORATED, ("evidence", "seen"), ("evidence", "oil")).changes
    assert (change.falls, change.grade) == (True, ("S3", "S0"))


def test_findings_accepted_by_a_comment_with_a_reason_stay_in_the_report():
    text = "fire:  # argmap: ignore[core-claim-path-incomplete] We know. (Anna, 2026-11-22)\n  text: So it was.\n  tier: core\n"
    made = audited({"claims/a.yaml": text})
    (accepted,) = made.accepted
    assert accepted.diagnostic.rule == "core-claim-path-incomplete"
    assert (accepted.reason, accepted.by, accepted.on) == ("We know.", "Anna", "2026-11-22")
    assert "core-claim-path-incomplete" not in {d.rule for d in made.findings}
    for name in FORMATS.keys() - {"github"}:
        shown = FORMATS[name](made, {})
        assert "Anna" in shown or "1 accepted" in shown
    assert "Accepted by Anna, 2026-11-22: We know." in FORMATS["text"](made, {})


def test_open_questions_are_no_findings():
    made = audited({"claims/a.yaml": "greed:\n  text: He did it for greed.\n  type: motive\n  layer: editors\n"})
    assert [d.rule for d in made.questions] == ["motive-without-statement-or-rival"]
    assert made.questions[0] not in made.findings


def test_the_digest_changes_with_any_file_and_with_nothing_else():
    other = {**CORROBORATED, "claims/a.yaml": CORROBORATED["claims/a.yaml"] + "  note: More.\n"}
    assert audited(CORROBORATED).head.digest == audited(dict(reversed(CORROBORATED.items()))).head.digest
    assert audited(CORROBORATED).head.digest != audited(other).head.digest


def test_rules_of_the_audit_do_not_run_in_a_check_unless_they_are_selected(charter):
    audit_rules = {entry.name for entry in RULES if entry.about["audit"]}
    assert len(audit_rules) > 60
    checked = json.loads(run("check", "--project", charter, "--format", "json").out)
    assert not {d["rule"] for d in checked} & audit_rules
    selected = run("check", "--project", charter, "--select", "claim-without-support", "--format", "concise").out
    assert "[claim-without-support] nothing is offered for charter-genuine" in selected


def test_the_command_ends_with_status_1_where_an_error_is_found_and_0_where_none_is(charter, tmp_path):
    assert run("audit", "--project", charter).status == 1
    assert run("audit", "--project", charter, "--select", "evidence-unused").status == 0
    assert run("audit", "--project", charter, "--select", "required-question-open", "--strict").status == 1


@pytest.mark.parametrize("style", FORMATS)
def test_every_style_names_the_same_findings(charter, style):
    out = run("audit", "--project", charter, "--format", style).out
    assert out.endswith("\n")
    assert "claim-without-support" in out
    assert "charter-genuine" in out


@pytest.mark.parametrize("style", ["text", "concise", "github", "sarif"])
def test_a_quiet_audit_prints_errors_only(charter, style):
    loud, quiet = (run("audit", *flag, "--project", charter, "--format", style) for flag in ((), ("-q",)))
    assert quiet.status == loud.status == 1
    assert "claim-without-support" in quiet.out  # an error
    for other in ("required-question-open", "warrant-missing", "Audit:", "open question", "Counts by rule"):
        assert other not in quiet.out
    assert len(quiet.out) < len(loud.out) / 2


@pytest.mark.parametrize("style", ["text", "concise"])
def test_a_quiet_audit_without_errors_prints_nothing(charter, style):
    ran = run("audit", "-q", "--project", charter, "--format", style, "--select", "required-question-open")
    assert (ran.status, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize("style", ["json", "markdown", "html"])
def test_an_audit_that_is_a_document_is_whole_also_when_quiet(charter, style):
    loud, quiet = (run("audit", *flag, "--project", charter, "--format", style) for flag in ((), ("-q",)))
    assert quiet.out == loud.out


def test_the_json_has_one_line_for_each_entry(charter):
    out = run("audit", "--project", charter, "--format", "json").out
    data = json.loads(out)
    assert data["format"] == "argmap-audit/1"
    assert set(data["dials"]["counts"]) == {"overclaimed", "unhedged", "underclaimed", "fair", "unread"}
    assert len(out.splitlines()) < 40 + sum(len(part) for part in data.values()) + len(data["dials"]["claims"])


def test_markdown_takes_what_an_author_wrote_literally():
    made = audited({"claims/a.yaml": "fire:\n  text: So.\n  said: {by: a|b*c, stance: reports}\n"})
    assert "a\\|b\\*c" in FORMATS["markdown"](made, {})


def test_what_cannot_be_taken_away_is_refused_with_the_nearest_name(charter):
    ran = run("audit", "--project", charter, "--without", "seal-too-lat")
    assert (ran.status, ran.err) == (
        2,
        "argmap: --without: there is nothing seal-too-lat to take away; did you mean seal-too-late?\n",
    )
    assert "Without seal-too-late (evidence)." in run("audit", "--project", charter, "--without", "seal-too-late").out


def test_the_profile_names_every_rule_on_the_other_stream(charter):
    ran = run("audit", "--project", charter, "--profile")
    assert all((f"  {entry.name}\n" in ran.err) != entry.about["essays"] for entry in RULES)
    assert " ms " not in ran.out


def test_the_corpus_can_be_audited_and_all_its_errors_are_of_rules_of_the_audit(corpus):
    made = audit(corpus.case, corpus.faults, corpus.sources)
    assert all(RULES.get(d.rule).about["audit"] for d in made.findings if d.severity is Severity.ERROR)
    assert FORMATS["json"](made, corpus.sources) == FORMATS["json"](
        audit(corpus.case, corpus.faults, corpus.sources), corpus.sources
    )


def test_the_shipped_corpus_checks_without_errors():
    assert run("check", "--project", ROOT, "-q").status == 0


@settings(max_examples=60, deadline=None)
@given(projects())
def test_any_project_can_be_audited_and_printed_in_every_style(records):
    project = load_text(
        written(records), texts=dict.fromkeys(records.get("sources", {}), "A text of “some [odd] words”?")
    )
    made = audit(project.case, project.faults, project.sources)
    for style in FORMATS.values():
        style(made, project.sources)
    for kind, name in [("layers", "author"), *(("sources", name) for name in project.graph.sources)]:
        audit(project.case, project.faults, project.sources, [(kind, name)])


def test_a_project_on_disk_gives_the_same_report_wherever_it_lies(tmp_path):
    one, two = write(tmp_path / "a", CHARTER), write(tmp_path / "b", CHARTER)
    assert run("audit", "--project", one).out == run("audit", "--project", two).out
