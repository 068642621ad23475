"""Essays: how prose is cut, what it cites, how sure it sounds, and what the rules make of it."""

import json
import re

import pytest
from conftest import CHARTER, ROOT, write
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.diagnostics import Severity
from argmap.essay import essay
from argmap.project import load_text
from argmap.registry import RULES
from argmap.rules.certainty import Level
from argmap.rules.sounding import fair, told
from argmap.settings import Settings

DATA = ROOT / "tests" / "data"
RULES_ON_ESSAYS = {entry.name for entry in RULES if entry.about["essays"]}


def sentences(text):
    """Each sentence with the ids it cites."""
    return [
        (" ".join(text[s.start : s.end].split()), [c.id for c in s.cited])
        for paragraph in essay(text).paragraphs
        for s in paragraph.sentences
    ]


def found(text, files=CHARTER, **settings):
    project = load_text(files, essays={"essay.md": text}, settings=Settings(**settings))
    return [(d.rule, project.sources[d.at.path].slice(d.at)) for d in project.essay_findings[0]]


# ---------------------------------------------------------------------------- cutting and citing


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("It was so [@a-b].", ["a-b"]),
        ("It was so [see @a, p. 4; also @b-c, ch. 2].", ["a", "b-c"]),
        ("It was so [-@a].", ["a"]),
        ("As @a shows [p. 3], it was so.", ["a"]),
        ("It was so [@{padělaná-listina}] and so [@padělaná-listina].", ["padělaná-listina", "padělaná-listina"]),
        ("It was so. [@a] And so it was. [@b]", ["a", "b"]),
        ("Write to anna@example.org or @ home.", []),
        ("It was `so [@a]` there.", []),
    ],
)
def test_ids_are_cited_as_pandoc_writes_them(text, ids):
    read = essay(text)
    assert [cited.id for cited in read.cited] == ids
    assert all(text[cited.start : cited.end] == cited.id for cited in read.cited)


def test_a_citation_belongs_to_its_sentence_and_behind_a_full_stop_to_the_one_before():
    assert sentences("It was so. [@a] And so it was [@b]. Who says so?") == [
        ("It was so.", ["a"]),
        ("And so it was [@b].", ["b"]),
        ("Who says so?", []),
    ]


def test_each_part_of_a_sentence_is_told_of_what_is_cited_behind_it():
    text = "While the seal was certainly late [@a], the hand may be older [@b], and nobody asks."
    (sentence,) = essay(text).paragraphs[0].sentences
    parts = [(text[p.start : p.end], [c.id for c in p.cited]) for p in sentence.parts]
    assert parts == [
        ("While the seal was certainly late [@a]", ["a"]),
        (", the hand may be older [@b]", ["b"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# It is undoubtedly so [@a]\n",
        "It is undoubtedly so [@a]\n=====\n",
        "> It is undoubtedly so [@a].\n",
        "| undoubtedly | [@a] |\n",
        "---\ntitle: undoubtedly @a\n---\n",
        "```\nundoubtedly [@a]\n```\n",
        "~~~~ text\nundoubtedly [@a]\n~~~~\n",
        "    undoubtedly [@a]\n",
        "<!-- undoubtedly [@a] -->\n",
        "[link]: http://example.org/undoubtedly\n",
    ],
)
def test_code_headings_quotations_tables_and_comments_are_no_sentences(text):
    assert sentences(text) == []
    assert "undoubtedly" not in essay(text).words or text.startswith("[link]")


def test_headings_and_quotations_are_looked_up_and_code_and_comments_are_not():
    text = "# One [@a]\n\n> Two [@b]\n\n```\n[@c]\n```\n\n<!-- [@d] --> `@e`\n"
    assert [cited.id for cited in essay(text).cited] == ["a", "b"]


def test_list_items_are_paragraphs_of_their_own():
    text = "Three things:\n\n- The seal is late [@a].\n- The hand\n  is early [@b].\n\n1. And so on.\n"
    assert sentences(text) == [
        ("Three things:", []),
        ("The seal is late [@a].", ["a"]),
        ("The hand is early [@b].", ["b"]),
        ("And so on.", []),
    ]


def test_a_note_that_only_cites_belongs_to_the_sentence_with_its_mark_and_one_that_talks_is_prose():
    text = (
        "The seal is late.[^1] So is the hand.[^2]\n\n[^1]: See [@a], p. 3.\n\n"
        "[^2]: A hand of that kind was undoubtedly unknown before\n    the fire [@b].\n"
    )
    assert sentences(text) == [
        ("The seal is late.", ["a"]),
        ("So is the hand.", []),
        ("A hand of that kind was undoubtedly unknown before the fire [@b].", ["b"]),
    ]
    assert [paragraph.note for paragraph in essay(text).paragraphs] == [False, True]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The seal shows arms that were granted a century later than the charter is dated.", True),
        ("Undoubtedly so.", True),
        ("Pečeť nese znak, který byl udělen o sto let později, a listina tedy nemůže být pravá, jak se soudí.", False),
        (
            "Das Siegel zeigt ein Wappen, das erst hundert Jahre später verliehen wurde, und so ist es eine Fälschung.",
            False,
        ),
        ("Печать несёт герб, пожалованный на сто лет позже.", False),
        (
            "---\nlang: cs\n---\n\nThe seal shows arms that were granted a century later than the charter is dated.",
            False,
        ),
    ],
)
def test_only_english_is_read_by_the_english_lexicon(text, english):
    assert [paragraph.english for paragraph in essay(text).paragraphs] == [english]


@given(st.text(alphabet="ab .[]@;{}`>#-\n*_“”\"'^:|~<!123", max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_every_place_lies_in_it(text):
    read = essay(text)
    assert len(read.words) == len(text)
    assert all(read.words[i] == "\n" for i, character in enumerate(text) if character == "\n")
    for cited in read.cited:
        assert text[cited.start : cited.end] == cited.id
    last = 0
    for paragraph in read.paragraphs:
        for sentence in paragraph.sentences:
            assert last <= sentence.start < sentence.end <= len(text)
            last = sentence.end
            assert set(sentence.cited) <= set(read.cited)


# ---------------------------------------------------------------------------- how sure it sounds


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("It is so", Level.FLAT),
        ("It is undoubtedly so", Level.EMPHATIC),
        ("It is probably so", Level.PROBABLE),
        ("It is perhaps so", Level.GUESS),
        ("It is undoubtedly so, or perhaps not", Level.GUESS),
        ("It is so in May", Level.FLAT),
        ("It may be so", Level.EVEN),
        ("It is of course so", Level.FLAT),
        ("It is not certainly so", Level.FLAT),
        ("It would be so", Level.EVEN),
    ],
)
def test_a_sentence_is_as_sure_as_its_most_cautious_word(sentence, level):
    case = load_text(CHARTER, essays={"e.md": f"{sentence} [@charter-forged]."}).case
    (part,) = told(case)
    assert part.level is level


@pytest.mark.parametrize(
    "sentence",
    [
        "According to Dobrá it was forged",
        "Dobrá holds that it was forged",
        "It was, as Dobrá says, forged",
        "It is said to be forged",
        "It was reportedly forged",
        "In the view of Dobrá it was forged",
        "Some historians think it was forged",
        "Dobrá's view that it was forged is known",
    ],
)
def test_a_sentence_that_names_whose_word_it_is_is_attributed(sentence):
    (part,) = told(load_text(CHARTER, essays={"e.md": f"{sentence} [@charter-forged]."}).case)
    assert part.attributed


@pytest.mark.parametrize("sentence", ["The charter was forged", "The Coalition report, and this too, was forged", "It was forged in Brno"])  # fmt: skip
def test_a_plain_sentence_is_nobodys_word_but_the_authors(sentence):
    (part,) = told(load_text(CHARTER, essays={"e.md": f"{sentence} [@charter-forged]."}).case)
    assert not part.attributed


def test_a_question_asserts_nothing():
    assert not list(told(load_text(CHARTER, essays={"e.md": "Was it undoubtedly forged [@charter-forged]?"}).case))


def test_the_fairer_wording_holds_the_computed_confidence_and_is_never_loud_on_a_weak_grade(corpus):
    case = corpus.case
    for claim in case.graph.claims:
        hint, grade = fair(case, claim), case.valuation.grade[claim].code
        words = re.search(r"write “([^”]+)” \[(\d+)% to (\d+)%\]", hint)
        if grade in ("S0", "SX"):
            assert words is None
        elif words:
            point = case.valuation.confidence[claim].point
            assert point >= int(words[2]) / 100 - 1e-9
            assert point <= int(words[3]) / 100 + 1e-9 or grade == "S1" or point > 0.99
            assert grade != "S1" or "certain" not in words[1]


# ---------------------------------------------------------------------------- rules


def test_fair_prose_about_the_corpus_draws_nothing(corpus, argmap):
    ran = argmap("check", DATA / "essay-fair.md", "--project", ROOT)
    assert (ran.status, "no findings" in ran.out) == (0, True), ran.out


def test_unfair_prose_about_the_corpus_draws_a_finding_in_every_paragraph(argmap):
    ran = argmap("check", DATA / "essay-unfair.md", "--project", ROOT, "--format", "json")
    said = json.loads(ran.out)
    text = (DATA / "essay-unfair.md").read_text(encoding="utf-8").splitlines()
    wanted = [number for number, line in enumerate(text, start=1) if line and not line.startswith("#")]
    assert {d["at"]["line"] for d in said} == set(wanted)
    assert {d["rule"] for d in said} == RULES_ON_ESSAYS - {"withdrawn-claim-cited"}
    assert all(d["hint"] for d in said)
    assert ran.status == 1  # one of them is an unknown id


LOUD_OPENINGS = [
    "It is certain that",
    "It is quite certain that",
    "Without doubt",
    "Without a doubt,",
    "Without any doubt",
    "Without question,",
    "No doubt",
    "There is no doubt that",
    "There can be no doubt that",
    "It cannot be doubted that",
    "Indisputably,",
    "It is indisputable that",
    "Unquestionably",
    "Undeniably,",
    "It is beyond question that",
    "It is beyond dispute that",
    "Beyond doubt",
    "Beyond any doubt",
    "Beyond all doubt",
    "Beyond a doubt",
    "Beyond reasonable doubt",
    "It is proven that",
    "It is proved that",
    "It has been proved that",
    "It has been proven that",
    "As is well known,",
    "It is well known that",
    "We know that",
]
PLAIN_OPENINGS = [
    "",
    "Of course,",
    "In fact,",
    "Indeed,",
    "It is not certain that",
    "It is far from certain that",
    "It is by no means certain that",
    "It has not been proved that",
    "It is not beyond doubt that",
    "It was never beyond question that",
    "We do not know that",
    "Not that we know that",
    "Nobody can say that it is certain that",
]
COURSE = "lost seals were renewed as a matter of course [@seal-renewed]"


@pytest.mark.parametrize("opening", LOUD_OPENINGS)
def test_an_opening_that_puts_a_weak_claim_beyond_doubt_is_surer_than_the_record(opening):
    ((rule, words),) = found(f"{opening} {COURSE}.")
    assert rule == "essay-surer-than-record"
    assert words in opening


@pytest.mark.parametrize("opening", PLAIN_OPENINGS)
def test_an_opening_that_doubts_or_only_leads_on_is_no_surer_than_a_plain_sentence(opening):
    assert found(f"{opening} {COURSE}.") == []


@pytest.mark.parametrize(
    "turn", [", but the fee is entered once", ", yet nobody says so", ". But who paid", ". Still, it was late"]
)
@pytest.mark.parametrize("opening", ["No doubt", "Doubtless"])
def test_no_doubt_before_a_but_grants_a_point_and_puts_nothing_beyond_doubt(opening, turn):
    assert found(f"{opening} {COURSE}{turn}.") == []
    assert len(found(f"Undoubtedly {COURSE}{turn}.")) == 1


FORGED = "The charter was forged, though an early copy speaks against it [@charter-forged]."


def test_prose_that_names_the_other_side_is_fair():
    assert found(FORGED) == []
    assert found("The charter was forged [@charter-forged].") == [("rebuttal-left-out", "charter-forged")]
    assert found("The charter was forged [@charter-forged]. The cartulary has a copy [@copied-early].") == []


def test_rules_on_essays_are_selected_and_ignored_like_others():
    text = "The charter was forged [@charter-forged]. It burnt on 3 May 1600 [@charter-forged]."
    assert {rule for rule, _ in found(text)} == {"rebuttal-left-out", "figure-not-in-record"}
    assert {rule for rule, _ in found(text, ignore=("figure-not-in-record",))} == {"rebuttal-left-out"}
    assert {rule for rule, _ in found(text, select=("figure-not-in-record",))} == {"figure-not-in-record"}


def test_a_comment_with_a_reason_on_the_line_above_accepts_a_finding():
    text = "<!-- argmap: ignore[rebuttal-left-out] told in the next chapter -->\nThe charter was forged [@charter-forged].\n"
    assert found(text) == []
    assert found(text.replace(" told in the next chapter", "")) != []
    assert found(text.replace("rebuttal-left-out", "figure-not-in-record")) != []


def test_an_unknown_id_is_an_error_that_no_comment_accepts():
    text = "<!-- argmap: ignore[unknown-citation] known -->\nIt was forged [@charter-forgd].\n"
    project = load_text(CHARTER, essays={"essay.md": text})
    useless, finding = project.essay_findings[0]
    assert useless.rule == "unused-ignore"
    assert (finding.rule, finding.severity) == ("unknown-citation", Severity.ERROR)
    assert finding.hint == "did you mean charter-forged?"


def test_with_a_bibliography_of_its_own_an_essay_may_cite_works_that_are_no_records():
    text = "---\nbibliography: works.bib\n---\n\nIt is so [@zuckerkandl1911, p. 4].\n"
    assert found(text) == []
    assert found(text.replace("bibliography: works.bib", "title: X")) == [("unknown-citation", "zuckerkandl1911")]
    assert found(text.replace("zuckerkandl1911", "charter-forgd")) == [("unknown-citation", "charter-forgd")]


def test_quoted_words_are_not_the_authors():
    assert found("Whoever writes “this undoubtedly proves it” has read little.") == []
    assert found("This undoubtedly proves it.") == [("absolute-without-ground", "undoubtedly"), ("absolute-without-ground", "proves")]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "This does not prove that it was forged.",
        "It would prove that it was forged.",
        "The search proved difficult.",
        "Nobody has proved the contrary.",
        "That is the proven way to go mad.",
        "It is not beyond doubt.",
    ],
)
def test_what_is_denied_wished_for_or_no_proof_is_no_absolute(sentence):
    assert found(sentence) == []


DATED = {
    "claims/a.yaml": """\
moved:
  text: The abbey moved to Brno after the fire with 14 monks and a thousand books.
  event_date: 1611-05
  support: [letter]
elsewhere: {text: The library had 77 books.}
""",
    "evidence/e.yaml": """\
letter:
  source: letters
  locator: p. 88
  text: The abbot writes of 3,500 groschen.
  date: {edtf: 1611-06-02, as_printed: 2nd June}
""",
    "evidence/sources.yaml": "letters: {title: Letters of 1611, issued: 1880/1885, page: 200-210}\n",
}


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("In May 1611 the abbey moved", None),
        ("In 1611 the abbey moved", None),
        ("On 2 June 1611 the abbot wrote", None),
        ("On June 2nd the abbot wrote", None),
        ("On 12 May 1611 the abbey moved", "12 May 1611"),
        ("In June 1612 the abbey moved", "June 1612"),
        ("In 1610 the abbey moved", "1610"),
        ("The abbey moved with 14 monks and 1,000 books", None),
        ("The abbey moved with 15 monks", "15"),
        ("It cost 3,500 groschen", None),
        ("It cost 3,600 groschen", "3,600"),
        ("He had 77 books", "77"),
        ("He had 88 books", "88"),
        ("As note 12 and p. 300 tell, the abbey moved", None),
        ("In the 1620s, in the 17th century, the abbey moved", None),
        ("As Dobrá (1997) and Novák (2003, p. 4) have shown, the abbey moved", None),
        ("In 1882 the letters were printed", None),
        ("By 60 % the abbey had moved", "60 %"),
    ],
)
def test_figures_are_looked_up_in_what_is_cited_and_what_that_rests_on(sentence, missing):
    wanted = [("figure-not-in-record", missing)] if missing else []
    assert [f for f in found(f"{sentence} [@moved].", DATED) if f[0] == "figure-not-in-record"] == wanted


def test_a_figure_that_another_record_has_is_said_to_be_there():
    project = load_text(DATED, essays={"e.md": "He had 77 books [@moved].\n"})
    assert "(other records have it)" in project.essay_findings[0][0].message


def test_a_check_of_records_says_nothing_of_essays_and_the_other_way_round():
    project = load_text(CHARTER, essays={"e.md": "The charter was forged [@charter-forged].\n"})
    assert not RULES_ON_ESSAYS & {d.rule for d in project.diagnostics}
    assert {d.rule for d in project.essay_findings[0]} <= RULES_ON_ESSAYS
    assert not load_text(CHARTER).essay_findings[0]


# ---------------------------------------------------------------------------- command line


def test_check_points_at_the_words_with_line_column_caret_and_hint(charter, argmap, tmp_path):
    file = write(tmp_path, {"essay.md": "One line.\n\nThe charter was forged [@charter-forged].\n"}) / "essay.md"
    ran = argmap("check", file, "--project", charter)
    assert ran.status == 0
    assert "essay.md:3:26" in ran.out
    assert "^^^^^^^^^^^^^^" in ran.out
    assert "= hint: name it and say what you make of it: …, though [@copied-early]" in ran.out
    assert argmap("check", file, "--project", charter, "--strict").status == 1


def test_errors_in_the_record_come_with_the_findings_on_prose(charter, argmap, tmp_path):
    write(charter, {"claims/broken.yaml": "b: {txet: B.}\n"})
    file = write(tmp_path, {"essay.md": "Nothing is cited.\n"}) / "essay.md"
    ran = argmap("check", file, "--project", charter)
    assert ran.status == 1
    assert "unknown-key" in ran.out


@pytest.mark.parametrize(
    ("name", "said"),
    [("nowhere.md", "nowhere.md cannot be read"), ("claims/charter.yaml", "holds records"), (".", "--project")],
)
def test_what_is_no_text_is_told_plainly(charter, argmap, name, said):
    ran = argmap("check", charter / name, "--project", charter)
    assert ran.status == 2
    assert said in ran.err


def test_a_switched_off_layer_is_told_of_what_it_holds(argmap, charter, tmp_path):
    write(charter, {"claims/more.yaml": "added: {text: Added., layer: editors}\n"})
    file = write(tmp_path, {"essay.md": "It was added [@added].\n"}) / "essay.md"
    assert "withdrawn-claim-cited" in argmap("check", file, "--project", charter, "--without-layer", "editors").out
    assert "no findings" in argmap("check", file, "--project", charter).out
