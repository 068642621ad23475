"""What a project's files come to: assumptions, priors, rivals, sources as witnesses, the dependence of lines, and order."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap.graph import ArgumentGraph
from argmap.project import load_text
from argmap.registry import SEMANTICS
from argmap.semantics import Interval, Valuation, evaluate
from argmap.semantics.scales import scales
from argmap.semantics.weighing import DECIBANS_PER_NAT, logit, probability
from argmap.settings import Settings

law = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

LETTERS = "ABCDEF"


def item(source: str, mark: str = "B", **more: str) -> str:
    """An item of evidence as flow YAML: directness D0, so that its reliability is that of its letter alone."""
    appraisal = f"{{by: the editor, on: 2020-01-01, reliability: {mark}, credibility: 1, reason: because}}"
    parts = {"source": source, "text": "It says so.", "directness": "D0", "appraisal": appraisal, **more}
    return "{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}"


def files(claims: str, groups: str = "", questions: str = "", **evidence: str) -> dict[str, str]:
    """The files of a map; sources are made for all that items name."""
    items = {name.replace("_", "-"): text for name, text in evidence.items()}
    sources = sorted({text.split("source: ")[1].split(",")[0] for text in items.values()})
    found = {
        "claims/claims.yaml": claims,
        "evidence/evidence.yaml": "".join(f"{name}: {text}\n" for name, text in items.items()),
        "evidence/sources.yaml": "".join(f"{name}: {{title: {name}}}\n" for name in sources),
        "evidence/independence.yaml": groups,
        "claims/questions.yaml": questions,
    }
    return {path: text for path, text in found.items() if text}


def graph_of(written: dict[str, str]) -> ArgumentGraph:
    project = load_text(written)
    assert project.faults == ()
    return project.graph


def value(
    claims: str, groups: str = "", questions: str = "", options: dict[str, Any] | None = None, **evidence: str
) -> Valuation:
    return evaluate(graph_of(files(claims, groups, questions, **evidence)), Settings(**(options or {})))


def reliability(mark: str) -> float:
    """The middle of a letter's range (with credibility 1 and directness D0)."""
    return scales().range("reliability", mark).middle


def strength(word: str) -> float:
    """The likelihood ratio of a strength."""
    return 10 ** (scales().range("strength", word).middle / 10)


# ------------------------------------------------------------------------------ one claim


def test_a_claim_that_nothing_bears_on_stands_at_its_prior():
    found = value("idea: {text: An idea.}\nhunch: {text: A hunch., prior: 0.3}\n")
    assert found.confidence["idea"] == Interval(0.5, 0.5, 0.5)
    assert found.confidence["hunch"].point == pytest.approx(0.3)
    assert found.decibans == {"idea": 0, "hunch": 0}
    assert all(because.contributions == () and because.sensitivity is None for because in found.because.values())


def test_the_prior_of_the_settings_holds_where_none_is_written():
    found = value("idea: {text: An idea.}\nhunch: {text: A hunch., prior: 0.3}\n", options={"prior": 0.2})
    assert found.confidence["idea"].point == pytest.approx(0.2)
    assert found.confidence["hunch"].point == pytest.approx(0.3)


def test_one_line_is_its_reliability_and_strength():
    found = value("thesis: {text: So., support: [{premises: letter, strength: strong}]}\n", letter=item("abbey"))
    weight = math.log(1 + reliability("B") * (strength("strong") - 1))
    assert found.confidence["thesis"].point == pytest.approx(probability(weight))
    assert found.decibans["thesis"] == pytest.approx(weight * DECIBANS_PER_NAT)
    assert found.reliability["letter"].point == reliability("B")


def test_the_ends_of_the_band_are_the_ends_of_letter_and_strength():
    found = value("thesis: {text: So., support: [{premises: letter, strength: strong}]}\n", letter=item("abbey"))
    r, decibans = scales().range("reliability", "B"), scales().range("strength", "strong")
    low, _, high = scales().range("credibility", "1")
    ends = [
        probability(math.log(1 + r_end * figure * (10 ** (end / 10) - 1)))
        for r_end, figure, end in ((r.low, low, decibans.low), (r.high, high, decibans.high))
    ]
    band = found.confidence["thesis"]
    assert (band.low, band.high) == pytest.approx(tuple(ends))
    assert band.exact


def test_evidence_on_both_sides_leaves_an_outer_bound():
    found = value("thesis: {text: So., support: [letter], attack: [letter]}\n", letter=item("abbey"))
    assert found.confidence["thesis"].point == pytest.approx(0.5)
    assert not found.confidence["thesis"].exact


def test_reliability_of_undermined_evidence_has_a_band_that_says_whether_it_is_exact():
    undermined = item("abbey", undermined_by="forged")
    plain = value("forged: {text: Forged., support: [ledger]}\n", letter=undermined, ledger=item("town"))
    assert plain.reliability["letter"].point < reliability("B")
    assert plain.reliability["letter"].exact
    torn = "forged: {text: Forged., support: [ledger], attack: [ledger]}\n"
    assert not value(torn, letter=undermined, ledger=item("town")).reliability["letter"].exact


def test_scales_of_the_settings_are_used():
    changed = {"scales": {"reliability": {"B": [0.1, 0.2, 0.3]}}}
    found = value("thesis: {text: So., support: [letter]}\n", letter=item("abbey"), options=changed)
    assert found.reliability["letter"] == Interval(0.2, 0.1 * 0.95, 0.3)


def test_the_semantics_of_the_settings_is_used_and_an_unknown_one_is_refused():
    graph = graph_of(files("idea: {text: An idea.}\n"))
    assert evaluate(graph).semantics == "weight-of-evidence"
    assert "weight-of-evidence" in SEMANTICS.names()
    with pytest.raises(KeyError, match=r"guesswork is not a known semantics; there are: .*weight-of-evidence"):
        evaluate(graph, Settings(semantics="guesswork"))


# ------------------------------------------------------------------------------ assumptions


def test_an_assumed_claim_is_granted_and_carries_what_rests_on_it():
    found = value(
        "idea: {text: An idea., assumed: yes}\nthesis: {text: So., support: [{premises: idea, strength: fair}]}\n"
    )
    granted = scales().range("unstated", "assumed")
    assert found.confidence["idea"] == Interval(granted.middle, granted.low, granted.high)
    assert found.dependence["idea"] == (granted.middle, granted.middle)
    assert (found.decibans["idea"], found.because["idea"].contributions) == (0, ())
    weight = math.log(1 + granted.middle * (strength("fair") - 1))
    assert found.confidence["thesis"].point == pytest.approx(probability(weight))


def test_an_unsupported_claim_carries_nothing():
    found = value("idea: {text: An idea., prior: 0.9}\nthesis: {text: So., support: [idea]}\n")
    assert found.confidence["thesis"] == Interval(0.5, 0.5, 0.5)
    assert found.decibans["thesis"] == 0


def test_an_assumption_that_something_bears_on_is_weighed_like_any_claim():
    claims = "idea: {text: An idea., assumed: yes, support: [letter]}\n"
    plain = "idea: {text: An idea., support: [letter]}\n"
    letter = item("abbey")
    assert value(claims, letter=letter).confidence == value(plain, letter=letter).confidence


def test_an_assumption_can_undercut_a_step():
    step = "thesis: {text: So., support: [{premises: letter, strength: strong, undercut_by: idea}]}\n"
    found = value(step + "idea: {text: An idea., assumed: yes}\n", letter=item("abbey"))
    left = reliability("B") * (1 - scales().range("unstated", "assumed").middle)
    assert found.confidence["thesis"].point == pytest.approx(probability(math.log(1 + left * (strength("strong") - 1))))


# ------------------------------------------------------------------------------ sources and groups

TWO = (
    "thesis:\n  text: So.\n  support:\n    - {premises: one, strength: strong}\n    - {premises: two, strength: fair}\n"
)


def evidence_for(claims: str, first: str, second: str, **more: Any) -> float:
    return value(claims, one=first, two=second, **more).decibans["thesis"] / DECIBANS_PER_NAT


def apart(*lines: tuple[float, str]) -> float:
    return math.fsum(math.log(1 + r * (strength(word) - 1)) for r, word in lines)


def joint(r: float) -> float:
    return math.log(1 + r * (strength("strong") * strength("fair") - 1))


def test_items_of_different_sources_are_counted_apart():
    found = evidence_for(TWO, item("abbey"), item("town"))
    assert found == pytest.approx(apart((reliability("B"), "strong"), (reliability("B"), "fair")))


def test_two_items_of_one_source_for_one_claim_are_one_witness():
    assert evidence_for(TWO, item("abbey"), item("abbey")) == pytest.approx(joint(reliability("B")))
    contribution = value(TWO, one=item("abbey"), two=item("abbey")).because["thesis"].contributions
    assert [(c.mode, c.joined_by) for c in contribution] == [("witness", ("source abbey",))]


def test_items_of_one_source_for_different_claims_are_counted_for_each():
    claims = "thesis: {text: So., support: [one]}\nother: {text: Too., support: [two]}\n"
    shared = value(claims, one=item("abbey"), two=item("abbey"))
    assert shared.confidence == value(claims, one=item("abbey"), two=item("town")).confidence


def test_items_of_one_source_for_and_against_are_counted_apart():
    claims = "thesis: {text: So., support: [one], attack: [two]}\n"
    assert value(claims, one=item("abbey"), two=item("abbey")).confidence["thesis"].point == pytest.approx(0.5)


def test_the_source_is_one_witness_also_where_a_group_is_declared_of_one_item():
    groups = "g: {kind: shared_authorship, members: [one, three], basis: One hand.}\n"
    found = evidence_for(TWO, item("abbey"), item("abbey"), groups=groups, three=item("attic"))
    assert found == pytest.approx(joint(reliability("B")))


def test_linked_items_are_tied_to_the_sources_of_all_of_them():
    """As by each source's name, so that no renaming changes the number."""
    claims = "thesis: {text: So., support: [{premises: [one, two]}, third]}\n"
    first = value(claims, one=item("abbey"), two=item("town"), third=item("town")).decibans["thesis"]
    second = value(claims, one=item("town"), two=item("abbey"), third=item("town")).decibans["thesis"]
    assert first == pytest.approx(second)
    free = value(claims, one=item("abbey"), two=item("town"), third=item("attic")).decibans["thesis"]
    assert first != pytest.approx(free)


COPIES = "g: {kind: same_record, members: [one, two], basis: Copies.}\n"


def test_copies_count_once_by_the_strongest():
    found = evidence_for(TWO, item("abbey"), item("town"), groups=COPIES)
    assert found == pytest.approx(apart((reliability("B"), "strong")))


def test_a_groups_own_mode_and_degree_go_before_those_of_its_kind():
    witness = COPIES.replace("basis", "mode: witness, basis")
    assert evidence_for(TWO, item("abbey"), item("town"), groups=witness) == pytest.approx(joint(reliability("B")))
    half = COPIES.replace("basis", "rho: 0.5, basis")
    found = evidence_for(TWO, item("abbey"), item("town"), groups=half)
    assert found == pytest.approx(apart((reliability("B"), "strong")) + 0.5 * apart((reliability("B"), "fair")))


@pytest.mark.parametrize("kind", scales().table["group"])
def test_every_kind_of_group_counts_as_the_table_says(kind):
    entry = scales().table["group"][kind]
    groups = COPIES.replace("same_record", kind)
    found = evidence_for(TWO, item("abbey"), item("town"), groups=groups)
    weaker = apart((reliability("B"), "fair"))
    copied = apart((reliability("B"), "strong")) + (1 - entry["rho"]) * weaker
    assert found == pytest.approx(copied if entry["mode"] == "derivative" else joint(reliability("B")))


def test_a_group_holds_only_for_the_claims_and_questions_it_is_about():
    claims = TWO + "other: {text: Another., support: [one, two]}\nrival: {text: Not so.}\n"
    questions = "was-it: {text: Was it so?, hypotheses: [thesis, rival]}\n"
    evidence = {"one": item("abbey"), "two": item("town")}
    free = value(claims, **evidence).decibans
    for topic in ("thesis", "was-it"):
        about = COPIES.replace("basis", f"about: {topic}, basis")
        found = value(claims, groups=about, questions=questions, **evidence).decibans
        assert found["thesis"] < free["thesis"]
        assert found["other"] == free["other"]
    elsewhere = COPIES.replace("basis", "about: other, basis")
    assert value(claims, groups=elsewhere, **evidence).decibans["thesis"] == free["thesis"]


def test_an_item_may_stand_in_several_groups():
    """The letter is a copy of both others, which are not copies of one another."""
    claims = "thesis: {text: So., support: [one, two, letter]}\n"
    groups = (
        "a: {kind: same_record, members: [letter, one], basis: Copies.}\n"
        "b: {kind: same_record, members: [letter, two], basis: Copies.}\n"
    )
    evidence = {"one": item("abbey"), "two": item("town"), "letter": item("attic")}
    without_letter = value("thesis: {text: So., support: [one, two]}\n", one=item("abbey"), two=item("town"))
    found = value(claims, groups=groups, **evidence)
    assert found.decibans["thesis"] == pytest.approx(without_letter.decibans["thesis"])
    all_copies = groups + "c: {kind: same_record, members: [one, two], basis: Copies.}\n"
    once = value("thesis: {text: So., support: [one]}\n", one=item("abbey"))
    assert value(claims, groups=all_copies, **evidence).decibans["thesis"] == pytest.approx(once.decibans["thesis"])


# ------------------------------------------------------------------------------ dependence


def test_evidence_that_reaches_a_claim_by_two_ways_is_counted_by_each_and_the_dependence_band_shows_it():
    claims = (
        "thesis: {text: So., support: [left, right]}\n"
        "left: {text: Left., support: [letter]}\nright: {text: Right., support: [letter]}\n"
    )
    found = value(claims, letter=item("abbey"))
    alone = value(claims.replace("left, right", "left"), letter=item("abbey"))
    assert found.decibans["thesis"] == pytest.approx(2 * alone.decibans["thesis"])
    assert found.grade["thesis"].lines == 1
    low, high = found.dependence["thesis"]
    assert low < found.confidence["thesis"].point == high


def test_the_dependence_band_shows_what_copies_would_come_to_if_they_were_none():
    found = value(TWO, groups=COPIES, one=item("abbey"), two=item("town"))
    free = value(TWO, one=item("abbey"), two=item("town"))
    assert found.dependence["thesis"] == pytest.approx(
        (found.confidence["thesis"].point, free.confidence["thesis"].point)
    )


def test_a_single_line_has_no_dependence_band():
    found = value("thesis: {text: So., support: [one]}\n", one=item("abbey"))
    point = found.confidence["thesis"].point
    assert found.dependence["thesis"] == (point, point)


# ------------------------------------------------------------------------------ rivals

RIVALS = (
    "north: {text: From the north., support: [{premises: one, strength: strong}]}\n"
    "south: {text: From the south., support: [{premises: two, strength: fair}], prior: 0.2}\n"
    "elsewhere: {text: From elsewhere.}\n"
)
QUESTION = "whence: {text: Whence?, hypotheses: [north, south, elsewhere], catch_all: elsewhere}\n"


def test_rivals_share_one_certainty_in_proportion_to_their_odds():
    found = value(RIVALS, questions=QUESTION, one=item("abbey"), two=item("town"))
    shares = found.rivals["whence"]
    odds = {name: math.exp(logit(found.confidence[name].point)) for name in shares}
    assert math.fsum(share.point for share in shares.values()) == pytest.approx(1)
    for name, share in shares.items():
        assert share.point == pytest.approx(odds[name] / sum(odds.values()))
        assert not share.exact


def test_the_hypotheses_of_other_questions_have_no_shares():
    for relation in ("overlapping", "nested"):
        questions = QUESTION.replace("}", f", relation: {relation}}}")
        assert value(RIVALS, questions=questions, one=item("abbey"), two=item("town")).rivals == {}


def test_being_a_rival_changes_no_confidence():
    evidence = {"one": item("abbey"), "two": item("town")}
    assert value(RIVALS, questions=QUESTION, **evidence).confidence == value(RIVALS, **evidence).confidence


def test_an_assumed_rival_stands_at_what_is_granted():
    claims = "north: {text: North., assumed: yes}\nsouth: {text: South.}\n"
    granted = scales().range("unstated", "assumed").middle
    questions = "whence: {text: Whence?, hypotheses: [north, south]}\n"
    shares = value(claims, questions=questions).rivals["whence"]
    odds = granted / (1 - granted)
    assert shares["north"].point == pytest.approx(odds / (odds + 1))
    certain = {"scales": {"unstated": {"assumed": [0, 1, 1]}}}
    assert value(claims, questions=questions, options=certain).rivals["whence"]["north"].point == pytest.approx(1)


def test_a_hypothesis_named_twice_counts_once():
    questions = "whence: {text: Whence?, hypotheses: [north, south, north]}\n"
    written = files(RIVALS, questions=questions, one=item("abbey"), two=item("town"))
    shares = evaluate(load_text(written).graph).rivals.get("whence", {})
    assert math.fsum(share.point for share in shares.values()) == pytest.approx(1 if shares else 0)


ladder = st.sampled_from(["slight", "fair", "strong", "very strong"])


@law
@given(
    st.lists(
        st.tuples(st.sampled_from(["support", "attack"]), st.integers(0, 2), st.integers(0, 3), ladder), max_size=8
    ),
    st.tuples(*[st.sampled_from(LETTERS)] * 4),
    st.randoms(use_true_random=False),
)
def test_the_bands_of_rivals_enclose_what_any_choice_of_inputs_gives(made, letters, random):
    """Rivals may share evidence. Every choice is a project whose scales are single values inside the ranges."""
    lines: dict[tuple[int, str], dict[int, str]] = {}
    for polarity, claim, number, word in made:
        lines.setdefault((claim, polarity), {})[number] = word
    claims = ""
    for claim in range(3):
        claims += f"c{claim}:\n  text: Rival {claim}.\n"
        for polarity in ("support", "attack"):
            if (claim, polarity) in lines:
                entries = lines[claim, polarity].items()
                claims += f"  {polarity}:\n"
                claims += "".join(f"    - {{premises: e{n}, strength: {word}}}\n" for n, word in entries)
    evidence = {f"e{n}": item(f"s{n}", letter) for n, letter in enumerate(letters)}
    graph = graph_of(files(claims, questions="q: {text: Which?, hypotheses: [c0, c1, c2]}\n", **evidence))
    found = evaluate(graph)
    for _ in range(3):
        values = evaluate(graph, Settings(scales=single_values(random)))
        shares = values.rivals["q"]
        assert math.fsum(share.point for share in shares.values()) == pytest.approx(1)
        for name, share in shares.items():
            assert found.rivals["q"][name].low - 1e-9 <= share.point <= found.rivals["q"][name].high + 1e-9
        for name, interval in values.confidence.items():
            assert found.confidence[name].low - 1e-9 <= interval.point <= found.confidence[name].high + 1e-9


def single_values(random: Random) -> dict[str, dict[str, list[float]]]:
    """Every entry of the scales at one value inside its range."""
    chosen: dict[str, dict[str, list[float]]] = {}
    for scale in ("reliability", "credibility", "directness", "unstated", "strength", "attack_strength"):
        for word, (low, middle, high) in scales().table[scale].items():
            value_ = random.choice([low, middle, high, random.uniform(low, high)])
            chosen.setdefault(scale, {})[word] = [value_] * 3
    return chosen


# ------------------------------------------------------------------------------ whole maps


@st.composite
def maps(draw: Any) -> dict[str, str]:
    """The files of a random map: shared evidence and sources, linked premises, undercutters, underminers, groups."""
    items = [f"e{n}" for n in range(draw(st.integers(1, 5)))]
    claims: list[str] = []
    texts: dict[str, str] = {}
    for number in range(draw(st.integers(1, 5))):
        name = f"c{number}"
        known = st.sampled_from([*items, *claims])
        body = f"{name}:\n  text: Claim {number}.\n"
        if draw(st.integers(0, 4)) == 0:
            body += "  assumed: yes\n"
        for polarity in ("support", "attack"):
            made = draw(st.lists(st.lists(known, min_size=1, max_size=2, unique=True), max_size=3, unique_by=frozenset))
            if made:
                body += f"  {polarity}:\n"
            for premises in made:
                others = [other for other in (*items, *claims) if other not in premises]
                attackers = draw(st.lists(st.sampled_from(others), max_size=1)) if others else []
                undercut = f", undercut_by: [{', '.join(attackers)}]" if attackers else ""
                body += f"    - {{premises: [{', '.join(premises)}], strength: {draw(ladder)}{undercut}}}\n"
        texts[name] = body
        claims.append(name)
    evidence = {}
    for number, name in enumerate(items):
        undermined = {"undermined_by": f"e{draw(st.integers(0, number - 1))}"} if number and draw(st.booleans()) else {}
        evidence[name] = item(f"s{draw(st.integers(0, 2))}", draw(st.sampled_from(LETTERS)), **undermined)
    groups = ""
    if len(items) > 1:
        for number in range(draw(st.integers(0, 2))):
            members = draw(st.lists(st.sampled_from(items), min_size=2, unique=True))
            mode = draw(st.sampled_from(["derivative", "witness"]))
            about = f", about: {draw(st.sampled_from(claims))}" if draw(st.booleans()) else ""
            groups += (
                f"g{number}: {{kind: same_channel, members: [{', '.join(members)}], mode: {mode}, basis: B{about}}}\n"
            )
    questions = f"q: {{text: Which?, hypotheses: [{', '.join(claims)}]}}\n" if len(claims) > 1 else ""
    return files("".join(texts.values()), groups, questions, **evidence)


@law
@given(maps())
def test_every_map_comes_to_probabilities_in_order(written):
    found = evaluate(graph_of(written))
    for name, interval in found.confidence.items():
        assert 0 < interval.low <= interval.point <= interval.high < 1
        low, high = found.dependence[name]
        assert 0 < low <= interval.point <= high < 1
    for interval in found.reliability.values():
        assert 0 <= interval.low <= interval.point <= interval.high <= 1
    for shares in found.rivals.values():
        assert math.fsum(share.point for share in shares.values()) == pytest.approx(1)
        assert all(0 < share.low <= share.point <= share.high < 1 for share in shares.values())


@law
@given(maps())
def test_contributions_add_up_to_the_evidence(written):
    found = evaluate(graph_of(written))
    for name, because in found.because.items():
        shares = [contribution.decibans for contribution in because.contributions]
        assert math.fsum(shares) == pytest.approx(found.decibans[name], abs=1e-9)
        assert all(abs(first) >= abs(second) for first, second in pairwise(shares))


@law
@given(maps(), st.randoms(use_true_random=False))
def test_the_order_of_files_and_records_does_not_matter(written, random):
    """Every record in a file of its own, in any order."""
    pieces: dict[str, str] = {}
    for path, text in written.items():
        records = [record for record in text.replace("\n  ", "\0").splitlines(keepends=True) if record.strip()]
        for number, record in enumerate(random.sample(records, len(records))):
            folder, name = path.split("/")
            kind = "" if name in ("claims.yaml", "evidence.yaml") else f"{name.removesuffix('.yaml')}/"
            pieces[f"{folder}/{kind}part-{number}.yaml"] = record.replace("\0", "\n  ")
    shuffled = dict(random.sample(sorted(pieces.items()), len(pieces)))
    assert evaluate(graph_of(shuffled)) == evaluate(graph_of(written))


@law
@given(maps())
def test_a_valuation_covers_the_map_and_nothing_else(written):
    graph = graph_of(written)
    found = evaluate(graph)
    for part in (found.confidence, found.dependence, found.decibans, found.grade, found.because):
        assert set(part) == set(graph.claims)
    assert set(found.reliability) == set(graph.evidence)
    assert set(found.rivals) == set(graph.questions)
    for name, because in found.because.items():
        lines = [member.line for contribution in because.contributions for member in contribution.members]
        assert sorted(lines) == sorted(inference.id for inference in graph.bearing_on(name))


def test_an_empty_project_has_an_empty_valuation():
    assert evaluate(graph_of({})).confidence == {}


# ------------------------------------------------------------------------------ the worked example of the manual

PAGE = (Path(__file__).parent.parent / "docs" / "semantics.md").read_text(encoding="utf-8")
EXAMPLE = {
    text.splitlines()[0][2:]: text for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
}


def rows(title: str) -> Iterator[list[str]]:
    """The cells of the table of the page whose first heading is given."""
    table = PAGE.split(f"\n| {title} |", 1)[1].split("\n\n", 1)[0]
    for row in table.splitlines()[2:]:
        yield [cell.strip() for cell in row.strip("|").split("|")]


def worked_out(expression: str) -> float:
    assert re.fullmatch(r"[-0-9.+*/()×−\s]*(log10)?[-0-9.+*/()×−\s]*", expression)
    return float(eval(expression.replace("×", "*").replace("−", "-"), {"log10": math.log10}))


def calculations() -> list[str]:
    blocks = re.findall(r"^```calculation\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("line", calculations())
def test_every_calculation_of_the_page_comes_out(line):
    expression, result = line.rsplit(" = ", 1)
    unit = 10.0 ** -len(result.partition(".")[2])
    assert worked_out(expression) == pytest.approx(float(result), abs=unit)


def test_the_worked_example_comes_to_what_the_page_says():
    found = evaluate(graph_of(EXAMPLE))
    for name, sum_ in rows("item"):
        expression, result = sum_.split(" = ")
        assert worked_out(expression) == pytest.approx(float(result), abs=1e-9)
        assert found.reliability[name].point == pytest.approx(float(result), abs=1e-9)
    for name, decibans, confidence, band, dependence, grade, lines in rows("claim"):
        interval = found.confidence[name]
        assert f"{found.decibans[name]:+.2f}" == decibans
        assert f"{interval.point:.3f}" == confidence
        assert f"{interval.low:.3f} to {interval.high:.3f}" == band
        assert "{:.3f} to {:.3f}".format(*found.dependence[name]) == dependence
        assert (found.grade[name].code, str(found.grade[name].lines)) == (grade, lines)
        assert interval.exact
    for name, point, band in rows("as rival answers"):
        share = found.rivals["how-it-began"][name]
        assert (f"{share.point:.3f}", f"{share.low:.3f} to {share.high:.3f}") == (point, band)


def test_the_contributions_of_the_worked_example_are_those_of_the_page():
    found = evaluate(graph_of(EXAMPLE)).because["fire-was-set"].contributions
    assert [f"{contribution.decibans:.2f}" for contribution in found] == ["13.61", "2.67", "-2.19", "1.59"]
    for decibans in ("13.61", "2.67", "2.19", "1.59"):
        assert f" = {decibans}\n" in PAGE


def test_without_the_diary_the_example_is_contested():
    objection = ", undercut_by: {by: weather-diary, strength: strong}"
    open_ = {path: text.replace(objection, "") for path, text in EXAMPLE.items()}
    assert evaluate(graph_of(open_)).grade["fire-was-set"].code == "SX"
