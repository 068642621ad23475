"""Support grades, rule by rule, on maps in the author's own syntax; and the laws that hold of all of them."""

from itertools import combinations, pairwise
from textwrap import dedent, indent
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from argmap.project import load_text
from argmap.semantics.grades import most_apart
from argmap.semantics.valuation import Grade, Valuation

law = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))

# Items that most tests need: two direct ones of different archives, a second one of the first archive, and so on.
EVIDENCE = """
letter: {source: abbey, text: A letter says it., directness: D1}
ledger: {source: town, text: A ledger says it., directness: D0}
second-letter: {source: abbey, text: Another letter says it., directness: D2}
rumour: {source: gossip, text: Somebody heard it., directness: D3}
memoir: {source: memoirs, text: An old man remembers it., directness: D1, event_date: 1600, date: 1640}
undated: {source: attic, text: A paper says it.}
silence: {source: rolls, text: The rolls say nothing., directness: D1, kind: silence}
"""
SOURCES = "".join(f"{name}: {{title: {name}}}\n" for name in ("abbey", "town", "gossip", "memoirs", "attic", "rolls"))


def valuation(claims: str, evidence: str = "", groups: str = "", questions: str = "") -> Valuation:
    """The valuation of a map whose claims without a text are given one."""
    files = {
        "claims/claims.yaml": dedent(claims),
        "evidence/evidence.yaml": EVIDENCE + dedent(evidence),
        "evidence/sources.yaml": SOURCES,
        "evidence/independence.yaml": dedent(groups),
        "claims/questions.yaml": dedent(questions),
    }
    project = load_text({path: text for path, text in files.items() if text.strip()})
    assert project.faults == ()
    return project.case.valuation


def grade(claims: str, **more: str) -> Grade:
    """The grade of the claim `thesis`."""
    return valuation(claims, **more).grade["thesis"]


def thesis(body: str) -> str:
    """A map of one claim with a text and the keys given."""
    return "thesis:\n  text: It was so.\n" + indent(dedent(body), "  ") + "\n"


def rule(claims: str, **more: str) -> tuple[str, str]:
    found = grade(claims, **more)
    return found.code, found.rule


# ------------------------------------------------------------------------------ S0


def test_a_claim_that_nothing_is_offered_for_is_s0():
    assert rule(thesis("")) == ("S0", "nothing-offered")


def test_an_assumed_claim_is_s0_on_purpose():
    assert rule(thesis("assumed: yes")) == ("S0", "assumed")


def test_a_claim_that_rests_on_an_unsupported_claim_only_is_s0():
    claims = thesis("support: [idea]") + "idea: {text: An idea.}\n"
    assert rule(claims) == ("S0", "nothing-reaches-evidence")


def test_a_claim_that_rests_on_assumptions_only_is_s0():
    claims = thesis("support: [idea]") + "idea: {text: An idea., assumed: yes}\n"
    assert rule(claims) == ("S0", "nothing-reaches-evidence")


def test_unsupported_claims_pass_nothing_on_however_long_the_chain():
    claims = thesis("support: [one]") + "one: {text: One., support: [two]}\ntwo: {text: Two.}\n"
    assert rule(claims) == ("S0", "nothing-reaches-evidence")


def test_a_claim_that_is_only_attacked_is_s0():
    assert rule(thesis("attack: [letter]")) == ("S0", "nothing-reaches-evidence")


def test_a_step_that_is_said_to_carry_nothing_does_not_count():
    assert rule(thesis("support: [{premises: letter, strength: none}]")) == ("S0", "nothing-reaches-evidence")


def test_an_assumption_that_something_bears_on_is_a_claim_like_any_other():
    claims = thesis("assumed: yes\nattack: [letter]")
    assert rule(claims) == ("S0", "nothing-reaches-evidence")


# ------------------------------------------------------------------------------ S1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("rumour", "its evidence is told at a distance (D3)"),
        ("memoir", "its evidence is told at a distance (D4)"),
        ("undated", "the directness of its evidence is not stated"),
        ("silence", "inferred from a silence or a failed search"),
        ("{premises: [letter, rumour]}", "its evidence is told at a distance (D3)"),
        ("{premises: letter, scheme: sign}", "inferred from what the evidence shows"),
        ("{premises: letter, warrant: Letters tell the truth.}", "a general rule carries the step from the evidence"),
        ("{premises: letter, scheme: position-to-know}", "a required critical question is open"),
        ("{premises: letter, undercut_by: ledger}", "an objection to it stands unanswered"),
    ],
)
def test_a_line_that_is_not_direct_gives_s1_and_says_why(line, reason):
    found = grade(thesis(f"support: [{line}]"))
    assert (found.code, found.rule, found.reason) == ("S1", "inferred", reason)


def test_a_claim_inferred_from_a_supported_claim_is_s1():
    claims = thesis("support: [basis]") + "basis: {text: A basis., support: [letter, ledger]}\n"
    found = valuation(claims).grade
    assert (found["basis"].code, found["thesis"].code) == ("S3", "S1")
    assert found["thesis"].reason == "inferred from other claims"


def test_an_assumption_beside_evidence_does_not_keep_a_line_from_s1():
    claims = thesis("support: [{premises: [letter, idea]}]") + "idea: {text: An idea., assumed: yes}\n"
    assert rule(claims) == ("S1", "inferred")


def test_an_open_question_is_named_and_its_answer_makes_the_line_direct():
    open_ = "{premises: letter, scheme: position-to-know, answers: [{question: position-to-know.1, answer: yes}]}"
    found = grade(thesis(f"support: [{open_}]"))
    assert (found.code, found.open) == ("S1", ("position-to-know.2",))
    left_open = open_.replace("yes}", "yes}, {question: position-to-know.2, answer: open}")
    assert grade(thesis(f"support: [{left_open}]")).open == ("position-to-know.2",)
    answered = left_open.replace("answer: open", "answer: no")
    assert grade(thesis(f"support: [{answered}]")).code == "S2"


def test_a_direct_line_with_a_less_direct_unanswered_rebuttal_is_s1():
    assert rule(thesis("support: [letter]\nattack: [rumour]")) == ("S1", "lesser-rebuttal")


def test_several_reasons_are_all_given():
    assert grade(thesis("support: [rumour, undated]")).reason == (
        "its evidence is told at a distance (D3); the directness of its evidence is not stated"
    )


# ------------------------------------------------------------------------------ S2 and S3


@pytest.mark.parametrize("line", ["letter", "ledger", "second-letter", "{premises: [letter, ledger]}"])
def test_one_direct_line_is_s2(line):
    assert rule(thesis(f"support: [{line}]")) == ("S2", "one-direct-line")


def test_lines_that_are_less_direct_take_nothing_from_a_direct_one():
    assert rule(thesis("support: [letter, rumour, memoir]")) == ("S2", "one-direct-line")


def test_two_direct_lines_of_different_witnesses_are_s3():
    found = grade(thesis("support: [letter, ledger]"))
    assert (found.code, found.rule, found.lines) == ("S3", "direct-lines-apart", 2)


def test_two_direct_lines_of_one_source_are_s2():
    found = grade(thesis("support: [letter, second-letter]"))
    assert (found.code, found.lines) == ("S2", 1)


GROUP = "one-hand: {kind: shared_authorship, members: [letter, ledger], basis: The same hand.}"


def test_two_direct_lines_of_one_declared_group_are_s2():
    found = grade(thesis("support: [letter, ledger]"), groups=GROUP)
    assert (found.code, found.lines) == ("S2", 1)


def test_a_group_of_sources_joins_their_items():
    groups = "one-house: {kind: same_channel, members: [abbey, town], basis: One archive.}"
    assert grade(thesis("support: [letter, ledger]"), groups=groups).code == "S2"


def test_a_group_about_another_matter_does_not_count():
    about = GROUP.replace("}", ", about: other}")
    claims = thesis("support: [letter, ledger]") + "other: {text: Another matter.}\n"
    assert grade(claims, groups=about).code == "S3"


def test_a_group_about_the_claim_or_its_question_counts():
    claims = thesis("support: [letter, ledger]") + "rival: {text: It was not so.}\n"
    questions = "was-it: {text: Was it so?, hypotheses: [thesis, rival]}"
    for topic in ("thesis", "was-it"):
        about = GROUP.replace("}", f", about: {topic}}}")
        assert grade(claims, groups=about, questions=questions).code == "S2"


# ------------------------------------------------------------------------------ SX, and rebuttals that are answered


@pytest.mark.parametrize(
    ("support", "attack"),
    [("letter", "ledger"), ("rumour", "ledger"), ("rumour", "memoir"), ("{premises: letter, scheme: sign}", "rumour")],
)
def test_an_unanswered_rebuttal_at_least_as_direct_is_sx(support, attack):
    assert rule(thesis(f"support: [{support}]\nattack: [{attack}]")) == ("SX", "rebuttal-unanswered")


def test_a_claim_that_rests_on_contested_claims_only_is_sx():
    claims = thesis("support: [basis]") + "basis: {text: A basis., support: [letter], attack: [ledger]}\n"
    assert rule(claims) == ("SX", "contested-premise")
    better = claims.replace("support: [basis]", "support: [basis, rumour]")
    assert rule(better) == ("S1", "inferred")


@pytest.mark.parametrize(
    ("attack", "other"),
    [
        ("{premises: ledger, undercut_by: letter}", ""),
        ("{premises: ledger, undercut_by: reply}", "reply: {text: A reply., support: [rumour]}"),
        ("{premises: ledger, undercut_by: reply}", "reply: {text: A reply., assumed: yes}"),
        ("{premises: ledger, strength: none}", ""),
        ("{premises: [ledger, idea]}", "idea: {text: An idea.}"),
        ("idea", "idea: {text: An idea., assumed: yes}"),
        ("{premises: [ledger, idea]}", "idea: {text: Contested., support: [letter], attack: [ledger]}"),
    ],
)
def test_a_rebuttal_is_answered_by_a_standing_objection_or_for_want_of_a_premise(attack, other):
    assert rule(thesis(f"support: [letter]\nattack: [{attack}]") + other) == ("S2", "one-direct-line")


@pytest.mark.parametrize(
    ("attack", "other"),
    [
        ("{premises: ledger, undercut_by: reply}", "reply: {text: A reply.}"),
        ("{premises: ledger, undercut_by: reply}", "reply: {text: A reply., support: [letter], attack: [ledger]}"),
        ("{premises: ledger, undercut_by: {by: letter, strength: none}}", ""),
    ],
)
def test_an_objection_that_does_not_stand_answers_nothing(attack, other):
    assert rule(thesis(f"support: [letter]\nattack: [{attack}]") + other) == ("SX", "rebuttal-unanswered")


def test_undermined_evidence_is_objected_to_on_either_side():
    forged = "fake: {source: attic, text: A charter says it., directness: D0, undermined_by: forged}\n"
    claims = "forged: {text: The charter is forged., support: [letter]}\n"
    assert grade(thesis("support: [fake]") + claims, evidence=forged).code == "S1"
    assert grade(thesis("support: [letter]\nattack: [fake]") + claims, evidence=forged).code == "S2"
    unargued = "forged: {text: The charter is forged.}\n"
    assert grade(thesis("support: [fake]") + unargued, evidence=forged).code == "S2"


# ------------------------------------------------------------------------------ effective corroboration


def lines(claims: str, **more: str) -> int:
    return grade(claims, **more).lines


def test_lines_are_counted_by_witness_and_not_by_note():
    assert lines(thesis("support: [letter, second-letter, rumour]")) == 2
    assert lines(thesis("support: [letter, second-letter, rumour, ledger]")) == 3


def test_three_chronicles_of_one_abbey_and_a_tax_roll_are_two_lines():
    evidence = "".join(
        f"{name}: {{source: {name}, text: It says so., directness: D2}}\n"
        for name in ("first", "second", "third", "roll")
    )
    sources = "{kind: same_record, members: [first, second, third], basis: All repeat the annals.}"
    claims = thesis("support: [letter-a, letter-b, letter-c, letter-d]")
    for letter, name in zip("abcd", ("first", "second", "third", "roll"), strict=True):
        claims = claims.replace(f"letter-{letter}", name)
    files = {
        "claims/c.yaml": claims,
        "evidence/e.yaml": evidence,
        "evidence/sources.yaml": "".join(
            f"{name}: {{title: {name}}}\n" for name in ("first", "second", "third", "roll")
        ),
        "evidence/independence.yaml": f"annals: {sources}",
    }
    assert load_text(files).case.valuation.grade["thesis"].lines == 2
    del files["evidence/independence.yaml"]
    assert load_text(files).case.valuation.grade["thesis"].lines == 4


def test_lines_that_do_not_count_as_support_are_not_counted():
    claims = thesis("support: [letter, idea, {premises: ledger, strength: none}]") + "idea: {text: An idea.}\n"
    assert lines(claims) == 1


def test_a_claim_shares_the_witnesses_of_the_evidence_under_it():
    claims = thesis("support: [basis, second-letter]") + "basis: {text: A basis., support: [{by}]}\n"
    assert lines(claims.replace("{by}", "letter")) == 1
    assert lines(claims.replace("{by}", "ledger")) == 2


def test_witnesses_are_traced_through_any_number_of_claims():
    claims = thesis("support: [one, second-letter]")
    claims += "one: {text: One., support: [two]}\ntwo: {text: Two., support: [three]}\n"
    assert lines(claims + "three: {text: Three., support: [letter]}\n") == 1
    assert lines(claims + "three: {text: Three., support: [ledger]}\n") == 2


def test_evidence_against_a_claim_is_no_witness_of_what_rests_on_it():
    claims = thesis("support: [basis, second-letter]")
    claims += "basis: {text: A basis., support: [ledger], attack: [{premises: letter, undercut_by: rumour}]}\n"
    assert lines(claims) == 2


def test_a_declared_group_joins_lines_through_claims_where_it_holds_for_the_conclusion():
    claims = thesis("support: [basis, ledger]") + "basis: {text: A basis., support: [letter]}\n"
    assert lines(claims) == 2
    assert lines(claims, groups=GROUP) == 1
    assert lines(claims, groups=GROUP.replace("}", ", about: thesis}")) == 1
    assert lines(claims, groups=GROUP.replace("}", ", about: basis}")) == 2


def test_two_lines_from_one_claim_are_one_line_for_what_both_reach():
    claims = thesis("support: [left, right]")
    claims += "left: {text: Left., support: [root]}\nright: {text: Right., support: [root]}\n"
    assert lines(claims + "root: {text: Root., support: [letter]}\n") == 1


def test_a_shared_assumption_is_no_witness():
    claims = thesis("support: [{premises: [letter, idea]}, {premises: [ledger, idea]}]")
    assert lines(claims + "idea: {text: An idea., assumed: yes}\n") == 2


def test_a_line_that_rests_on_two_witnesses_does_not_make_them_one():
    claims = thesis("support: [letter, ledger, both, {premises: [letter, ledger]}]")
    claims += "both: {text: Both say it., support: [{premises: [letter, ledger]}]}\n"
    found = grade(claims)
    assert (found.code, found.lines) == ("S3", 2)


@law
@given(st.lists(st.integers(0, 255), max_size=8))
def test_effective_corroboration_is_the_most_lines_of_which_no_two_share_a_witness(borne):
    def apart(chosen: tuple[int, ...]) -> bool:
        return all(not first & second for first, second in combinations(chosen, 2))

    sizes = [size for size in range(len(borne) + 1) if any(map(apart, combinations(borne, size)))]
    assert most_apart(borne) == max(sizes)


pairs = st.sets(st.integers(0, 40), min_size=1, max_size=3).map(lambda bits: sum(1 << bit for bit in bits))


@law
@given(st.lists(pairs, max_size=60))
def test_in_a_great_tangle_the_count_is_still_one_of_lines_apart(borne):
    count = most_apart(borne)
    assert bool(borne) <= count <= min(len(borne), 41)
    assert most_apart([*borne, *borne]) == count
    assert most_apart([*borne, 1 << 50]) == count + 1


def test_in_a_ring_of_lines_that_each_share_a_witness_with_the_next_every_other_one_counts():
    assert most_apart([1 << n | 1 << (n + 1) % 200 for n in range(200)]) == 100


# ------------------------------------------------------------------------------ laws

ITEMS = ("letter", "ledger", "second-letter", "rumour", "memoir", "undated", "silence")
RANK = {"S0": 0, "SX": 1, "S1": 2, "S2": 3, "S3": 4}


@st.composite
def maps(draw: Any) -> dict[str, list[tuple[str, list[str]]]]:
    """Claims c0, c1, … each with lines as (support or attack, premises) from items and earlier claims."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for number in range(draw(st.integers(1, 4))):
        known = st.sampled_from([*ITEMS, *found])
        premises = st.lists(known, min_size=1, max_size=2, unique=True)
        made = draw(st.lists(st.tuples(st.sampled_from(["support", "support", "attack"]), premises), max_size=4))
        unique = {(polarity, tuple(sorted(named))): (polarity, named) for polarity, named in made}
        found[f"c{number}"] = list(unique.values())
    return found


def written(found: dict[str, list[tuple[str, list[str]]]]) -> str:
    text = ""
    for name, made in found.items():
        text += f"{name}:\n  text: Claim {name}.\n"
        for polarity in ("support", "attack"):
            own = [premises for kind, premises in made if kind == polarity]
            if own:
                text += f"  {polarity}:\n" + "".join(f"    - premises: [{', '.join(named)}]\n" for named in own)
    return text


@law
@given(maps(), st.sampled_from(ITEMS))
def test_linked_premises_are_as_good_as_the_weakest(found, other):
    """Another premise for a supporting line never raises the grade of its conclusion."""
    name = max(found)
    before = valuation(written(found)).grade[name]
    assume(before.code != "SX")  # a weaker line may leave nothing for the rebuttal to be measured against
    weaker = [
        (kind, [*named, other] if kind == "support" and other not in named else named) for kind, named in found[name]
    ]
    assume(len({(kind, tuple(sorted(named))) for kind, named in weaker}) == len(weaker))
    after = valuation(written({**found, name: weaker})).grade[name]
    assert RANK[after.code] <= RANK[before.code]


@law
@given(maps(), st.data())
def test_convergent_lines_are_as_good_as_the_best(found, data):
    """Another supporting line lowers neither the grade of its conclusion nor the count, and adds at most one line."""
    name = max(found)
    known = [*ITEMS, *(claim for claim in found if claim != name)]
    more = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))
    assume(all(kind != "support" or set(named) != set(more) for kind, named in found[name]))
    before = valuation(written(found)).grade[name]
    after = valuation(written({**found, name: [*found[name], ("support", more)]})).grade[name]
    assert RANK[after.code] >= RANK[before.code]
    assert before.lines <= after.lines <= before.lines + 1


@law
@given(maps())
def test_grades_and_counts_agree(found):
    for name, given_ in valuation(written(found)).grade.items():
        supports = [named for kind, named in found[name] if kind == "support"]
        assert 0 <= given_.lines <= len(supports)
        assert given_.lines >= {"S1": 1, "S2": 1, "S3": 2}.get(given_.code, 0)
        assert not (given_.code == "S0" and given_.lines)


@law
@given(maps())
def test_declaring_all_witnesses_one_leaves_one_line(found):
    groups = f"all: {{kind: same_informant, members: [{', '.join(ITEMS)}], basis: One mouth.}}"
    for given_ in valuation(written(found), groups=groups).grade.values():
        assert given_.lines <= 1
        assert given_.code != "S3"


@law
@given(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6, unique=True))
def test_a_further_group_never_adds_lines(items):
    counts = [lines(thesis(f"support: [{', '.join(items)}]"))]
    for size in range(2, len(ITEMS) + 1):
        members = ", ".join(ITEMS[:size])
        groups = f"g: {{kind: same_record, members: [{members}], basis: Copies.}}"
        counts.append(lines(thesis(f"support: [{', '.join(items)}]"), groups=groups))
    assert all(fewer <= more for more, fewer in pairwise(counts))
