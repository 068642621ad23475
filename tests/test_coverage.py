"""Coverage: what points into each sentence of a text, what was left out on purpose, and what is open."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from conftest import run, write

from argmap.coverage import STATES, as_data, as_text, coverage
from argmap.project import load_text
from argmap.render.look import Look
from argmap.render.strip import coverage_page, strip, summary
from argmap.render.words import words
from argmap.sentences import sentences

TEXT = """\
# The mill

It burnt in May. Nobody came<sup>1</sup>. So it goes.

---

<sup>1</sup> Roll, p. 4. See also ibid., p. 5.
"""
FILES = {
    "claims/mill.yaml": """\
mill-burnt:
  text: The mill burnt.
  said: {by: Jan Novák, at: {source: novak, block: P1, sentence: 1, chars: [[12, 20]]}}
  support: roll-entry
mill-lost:
  text: The mill was lost.
  said: {by: Jan Novák, at: {source: other, block: P1, chars: [[29, 41]]}}
""",
    "claims/omissions.yaml": "sigh:\n  at: {source: novak, block: P1, sentence: 3}\n  reason: It makes no claim.\n",
    "evidence/roll.yaml": """\
roll-entry:
  source: roll
  text: The roll enters the fire.
  cited_at: {source: novak, block: N1, sentence: 1}
""",
    "evidence/oddities.yaml": """\
goes:
  kind: grammar
  at: {source: novak, block: P1, sentence: 3}
  printed: goes
  basis: The tense changes.
""",
    "evidence/sources.yaml": """\
novak: {title: The mill, short: Novák}
other: {title: Another copy}
roll: {title: Roll of the mill, cited_at: {source: novak, block: N1, sentence: 2, form: ibid}}
""",
}


@pytest.fixture(scope="module")
def found():
    return coverage(load_text(FILES, texts={"novak": TEXT}).case, "novak")


def test_every_sentence_has_a_line_with_what_points_into_it(found):
    told = [(line.sentence.block, line.sentence.number, line.state) for line in found.lines]
    assert told == [
        ("P1", 1, "mapped"),
        ("P1", 2, "open"),
        ("P1", 3, "left out"),
        ("N1", 1, "mapped"),
        ("N1", 2, "cited"),
    ]
    assert found.lines[0].claims == ("mill-burnt",)
    assert found.lines[2].omissions == ("sigh",)
    assert found.lines[2].oddities == ("goes",)
    assert found.lines[3].evidence == ("roll-entry",)
    assert found.lines[4].citations == ("roll",)
    assert found.counts == {"mapped": 2, "cited": 1, "left out": 1, "open": 1}


def test_the_share_counts_the_letters_that_records_hold_and_no_note_marks(found):
    assert [round(line.share, 2) for line in found.lines] == [round(7 / 12, 2), 0, 0, 1, 1]
    whole = FILES["claims/mill.yaml"].replace(
        "source: other, block: P1, chars: [[29, 41]]", "source: novak, block: P1, chars: [[29, 40]]"
    )
    case = load_text({**FILES, "claims/mill.yaml": whole}, texts={"novak": TEXT}).case
    assert coverage(case, "novak").lines[1].share == 1


def test_a_locator_that_leads_nowhere_counts_for_nothing():
    files = {
        **FILES,
        "claims/omissions.yaml": "sigh:\n  at: {source: novak, block: P7}\n  reason: It makes no claim.\n",
    }
    assert coverage(load_text(files, texts={"novak": TEXT}).case, "novak").counts["open"] == 2


def test_the_table_names_every_sentence_and_lists_the_open_ones_again(found):
    text = as_text(found)
    rows = text.split("\n\n")[0].splitlines()[1:]
    assert len(rows) == len(found.lines)
    assert re.fullmatch(r"P1 +1 +58% +mapped +claim mill-burnt", rows[0])
    assert rows[1].split()[-1] == "OPEN"
    assert "left out: sigh; oddity goes" in rows[2]
    assert text.endswith("  P1, sentence 2, [29, 53): Nobody came.\n")
    assert "1 paragraph, 1 note, 5 sentences: 2 with claims or evidence, 1 with citations only" in text


def test_the_data_hold_all_that_the_table_holds(found):
    data = json.loads(json.dumps(as_data(found)))
    lines = [(block["block"], line) for block in data["blocks"] for line in block["sentences"]]
    assert [(b, s["sentence"], s["state"]) for b, s in lines] == [
        (line.sentence.block, line.sentence.number, line.state) for line in found.lines
    ]
    assert [tuple(map(tuple, s["chars"])) for _, s in lines] == [line.sentence.ranges for line in found.lines]
    assert sum(data["counts"].values()) == data["sentences"] == 5


NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_the_strip_has_a_named_cell_for_every_sentence_in_its_colour_and_frame(found):
    root = ET.fromstring(strip(found))
    titles = [title.text for title in root.iter(f"{NAMESPACE}title")]
    assert titles[0] == "Coverage of Novák"
    for line in found.lines:
        assert sum(t.startswith(f"{line.sentence.block}, sentence {line.sentence.number}:") for t in titles[1:]) == 1
    assert len(titles) == 1 + len(found.lines)
    groups = [g for g in root.iter(f"{NAMESPACE}g") if g.get("role") == "graphics-symbol"]
    assert [g.get("id") for g in groups] == ["novak-P1", "novak-N1"]
    assert groups[0].get("aria-label") == "P1: 2 of 3 sentences accounted for"
    assert strip(found) == strip(found)
    legend = " ".join("".join(t.itertext()) for t in root.iter(f"{NAMESPACE}text"))
    assert all(word in legend for word in ("left out on purpose", "not accounted for", "with citations only"))
    assert len(STATES) == 4


def test_the_strip_sums_up_in_the_words_of_the_table_and_in_other_languages(found):
    assert summary(found, words("en")) == found.summary()
    assert f"záměrně vynecháno {found.counts['left out']}" in summary(found, words("cs"))
    assert summary(found, words("cs")) in strip(found, Look("screen", words("cs")))


def test_cells_lie_within_their_bar_and_do_not_overlap():
    text = "# X\n\n" + " ".join(f"Word {i} here." for i in range(150)) + "\n\nShort.\n"
    case = load_text({"evidence/sources.yaml": "novak: {title: The mill}\n"}, texts={"novak": text}).case
    root = ET.fromstring(strip(coverage(case, "novak")))
    width = float(root.get("width"))
    for bar in (g for g in root.iter(f"{NAMESPACE}g") if g.get("role") == "graphics-symbol"):
        edges = [(float(r.get("x")), float(r.get("width"))) for r in bar.iter(f"{NAMESPACE}rect")]
        assert all(x + wide <= following + 0.5 for (x, wide), (following, _) in pairwise(edges))
        assert all(wide > 0 for _, wide in edges)
        assert edges[-1][0] + sum(edges[-1][1:]) <= width / 2


def test_the_page_is_whole_without_network_and_escapes_what_it_shows(found):
    page = coverage_page("<The mill>", [found])
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    assert "<script" not in page
    assert "&lt;The mill&gt;" in page
    assert page.count("<tr") == 1 + len(found.lines)
    assert '<tr class="open">' in page


def on_disk(folder):
    write(folder, FILES)
    (folder / "novak.txt").write_text(TEXT, encoding="utf-8")
    return "coverage", "--project", folder, "--text", f"novak={folder / 'novak.txt'}"


def test_the_command_fails_while_a_sentence_is_open_unless_that_is_allowed(tmp_path):
    command = on_disk(tmp_path)
    ran = run(*command)
    assert ran.status == 1
    assert "OPEN" in ran.out
    assert "1 not accounted for" in ran.err
    assert run(*command, "--allow-open").status == 0
    everything = "rest:\n  at: [{source: novak, block: P1}]\n  reason: For the test.\n"
    (tmp_path / "claims" / "omissions.yaml").write_text(everything, encoding="utf-8")
    assert run(*command).status == 0


@pytest.mark.parametrize(
    ("kind", "start"), [("json", "["), ("svg", "<svg"), ("html", "<!DOCTYPE html>"), ("text", "block")]
)
def test_the_command_writes_each_format_to_the_terminal_or_a_file(tmp_path, kind, start):
    command = on_disk(tmp_path)
    printed = run(*command, "--format", kind).out
    assert printed.startswith(start)
    run(*command, "--format", kind, "-o", tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == printed


def test_a_text_of_no_source_is_refused(tmp_path):
    *command, _ = on_disk(tmp_path)
    ran = run(*command, f"novack={tmp_path / 'novak.txt'}")
    assert ran.status == 2
    assert "did you mean novak?" in ran.err


def test_sentences_of_a_text_are_all_accounted_for_once(found):
    assert [line.sentence for line in found.lines] == list(sentences(TEXT))
