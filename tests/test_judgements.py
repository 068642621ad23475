"""Judgements: questions to a person stay open until a signed answer, and open again when the text changes."""

import re

import pytest

from argmap.project import load_text
from argmap.rules import examined, findings

MOTIVE = """\
abbot-greedy:
  text: The abbot had the charter forged out of greed.
  type: motive
  support:
    - premises: [abbot-poor]
      scheme: motive
      judged: {rule: motive-without-statement-or-rival, verdict: %s, by: Anna Dobrá, on: 2026-11-22, why: His letters show it., fingerprint: %s}
abbot-poor:
  text: %s
"""
OPEN = frozenset({"motive-without-statement-or-rival"})


def asked(verdict="cleared", fingerprint="0123456789abcdef", poor="The abbot was poor."):
    case = load_text({"claims/a.yaml": MOTIVE % (verdict, fingerprint, poor)}).case
    return examined(case, OPEN)


def current_fingerprint():
    (found,), _ = asked()
    return re.search(r"[0-9a-f]{16}", found.hint)[0]


def test_a_question_tells_where_and_with_what_fingerprint_it_is_answered():
    text = MOTIVE.replace(MOTIVE[MOTIVE.index("      judged") : MOTIVE.index("abbot-poor:\n")], "")
    case = load_text({"claims/a.yaml": text % "The abbot was poor."}).case
    (found,), settled = examined(case, OPEN)
    assert found.asks
    assert settled == ()
    assert found.hint.startswith("answer under `judged` of the step to abbot-greedy: rule: motive-without")


def test_a_cleared_question_is_settled_and_stays_on_record():
    found, (settled,) = asked(fingerprint=current_fingerprint())
    assert found == ()
    assert settled.judgement.by == "Anna Dobrá"
    assert settled.diagnostic.rule == "motive-without-statement-or-rival"


def test_a_verdict_that_stands_makes_a_finding_of_the_question():
    (found,), settled = asked("stands", current_fingerprint())
    assert not found.asks
    assert found.message == "Anna Dobrá finds (2026-11-22): His letters show it"
    assert settled == ()


@pytest.mark.parametrize(("number", "told"), [("singular", "the editors puts"), ("plural", "the editors put")])
def test_a_finding_about_a_voice_of_the_plural_takes_a_plural_verb(number, told):
    files = {
        "claims/a.yaml": "x: {text: So., type: motive, said: {by: the editors}}\n",
        "evidence/authorities.yaml": f"e: {{type: collective, name: the editors, number: {number}}}\n",
    }
    (found,) = findings(load_text(files).case, frozenset({"bare-contestable-claim"}))
    assert found.message.startswith(f"{told} this motive forward")


def test_a_changed_premise_opens_the_question_again():
    (found,), settled = asked(fingerprint=current_fingerprint(), poor="The abbot was rich.")
    assert found.asks
    assert settled == ()
    assert found.hint.startswith("what Anna Dobrá judged on 2026-11-22 has changed since")


def test_neither_a_note_nor_the_judgement_itself_opens_a_question_again():
    text = MOTIVE % ("cleared", current_fingerprint(), "The abbot was poor.")
    noted = text.replace("  type: motive\n", "  type: motive\n  note: To be read again.\n  layer: editors\n")
    assert examined(load_text({"claims/a.yaml": noted}).case, OPEN)[0] == ()


def test_the_place_of_a_record_in_its_file_is_no_part_of_its_fingerprint():
    text = MOTIVE % ("cleared", current_fingerprint(), "The abbot was poor.")
    moved = "other:\n  text: Another claim.\n" + text
    assert examined(load_text({"claims/a.yaml": moved}).case, OPEN)[0] == ()


BARE = """\
abbot-poor:
  text: The abbot was poor.
  judged: {rule: claim-without-support, verdict: cleared, by: Anna Dobrá, on: 2026-11-22, why: Said in passing., fingerprint: %s}
"""


def test_a_finding_of_severity_error_can_be_cleared_by_a_signed_judgement():
    names = frozenset({"claim-without-support"})
    (found,), _ = examined(load_text({"claims/a.yaml": BARE % ("0" * 16)}).case, names)
    digits = re.search(r"its fingerprint is now ([0-9a-f]{16})", found.hint)[1]
    kept, (settled,) = examined(load_text({"claims/a.yaml": BARE % digits}).case, names)
    assert kept == ()
    assert settled.judgement.why == "Said in passing."


def test_the_latest_judgement_of_the_right_text_decides():
    fingerprint = current_fingerprint()
    one = f"{{rule: motive-without-statement-or-rival, verdict: cleared, by: A, on: 2026-11-20, why: So., fingerprint: {fingerprint}}}"
    two = one.replace("cleared", "stands").replace("by: A", "by: B").replace("-20", "-22")
    text = MOTIVE % ("cleared", fingerprint, "The abbot was poor.")
    text = re.sub(r"judged: .*", f"judged: [{one}, {two}]", text)
    (found,), _ = examined(load_text({"claims/a.yaml": text}).case, OPEN)
    assert found.message == "B finds (2026-11-22): So"
