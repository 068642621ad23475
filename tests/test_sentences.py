"""Blocks and sentences: scholarly prose cut where its sentences end, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap import model
from argmap.blocks import blocks
from argmap.sentences import place, sentences


def cut(text):
    """The sentences of a text as they stand in it, pieces joined by a space."""
    return [" ".join(text[a:b] for a, b in sentence.ranges) for sentence in sentences(text)]


def labels(text):
    return [(stretch.label, text[stretch.start : stretch.end]) for stretch in blocks(text).stretches]


WHOLE = [
    "He met Gen. Novák and Col. J. K. Dvořák in Brno.",
    "The file lies in the archive (see p. 12. It is thin. Nobody asked).",
    "It was, so the Rev. Dr. A. B. Smith wrote, no. 7 of the series.",
    "The mill (?) was sold... to nobody in particular.",
    "He paid 3. 5. 1921 for it.",
    "The prefect wrote to V.M. Lavrov and V. Ia. Orlov about it.",
    "See vol. XI. P. 70, and t. 3. S. 12.",
    "What they called “a war. of sorts” went on.",
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_a_sentence_is_not_cut_at_stops_that_end_nothing(sentence):
    assert cut(sentence) == [sentence]


@pytest.mark.parametrize(
    "expected",
    [
        ["It burnt.", "Nobody came."],
        ["Why?", "“Because.”", "He left!", "Good…", "And then?"],
        ["It burnt.<sup>4</sup>", "Nobody came<sup>5</sup>.", "He wept."],
        ["He said: “It burnt”<sup>4</sup>.", "“Who came?” he asked."],
        ["It burnt (and how).", "*Nobody* came."],
        ["Shořelo to.", "Čech přišel.", "Это было так.", "Никто не пришёл."],
        ["“It burnt.", "It went on burning.", "Nobody came”, he wrote."],
        ["Nobody came.", "It burnt. [Page 12]"],
    ],
)
def test_a_sentence_ends_with_the_marks_that_close_it(expected):
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "note",
    [
        "J. Novák. *Dějiny mlýna. Díl první*. Praha: Academia, 1966. S. 131-132; ibid., p. 7.",
        "Lord Mill. *The Mill Memoirs: Looking Back*. L., 1962, p. 156.",
        "On the mill see A. B. Miller and C. D. Baker (eds). *Mills: An Atlas*. N. Y. etc: The Press, 1992.",
        "For details see M. Mlynář. „Der Mühlenstreit”, *Mühlen*. Wien: Verlag, 2002, p. 49-60.",
        "On his articles see I. Mlynář. “Dopisy”. Část II (1927-1938), *Sborník*, 1998, s. 198.",
    ],
)
def test_the_stops_between_author_title_and_place_of_a_book_end_no_sentence_of_a_note(note):
    text = f"The mill burnt<sup>1</sup>.\n\n---\n\n<sup>1</sup> {note}\n"
    assert cut(text) == ["The mill burnt<sup>1</sup>.", note]


def test_a_paragraph_that_a_page_foot_cuts_is_one_and_its_sentence_has_two_pieces():
    text = (
        "# The mill\n\nIt burnt. The miller went\n\n---\n\n<sup>1</sup> So he says.\n\nto town. Nobody came.\n\nNext.\n"
    )
    assert [label for label, _ in labels(text)] == ["P1", "N1", "P1", "P2"]
    assert cut(text) == ["It burnt.", "The miller went to town.", "Nobody came.", "So he says.", "Next."]
    assert [(s.block, s.number, len(s.ranges)) for s in sentences(text)] == [
        ("P1", 1, 1),
        ("P1", 2, 2),
        ("P1", 3, 1),
        ("N1", 1, 1),
        ("P2", 1, 1),
    ]


def test_what_follows_the_last_note_belongs_to_it_and_what_follows_another_does_not():
    text = "It burnt.\n\n---\n\n<sup>1</sup> So he.\n\nNobody came.\n\n---\n\n<sup>2</sup> So she.\n\nShe wrote it twice.\n"
    assert [label for label, _ in labels(text)] == ["P1", "N1", "P2", "N2", "N2"]


def test_a_starred_note_is_one_and_its_star_is_no_part_of_its_sentence():
    assert cut("# Mill\n\nIt burnt\\* .\n\n\\* By a friend. Thanks.\n") == ["It burnt\\* .", "By a friend.", "Thanks."]


TELEGRAM = """\
12/34: Telegram

The Consul ( Miller ) to the Minister

7. Reference my 6, June 13.

1.
The mill burnt. Nobody came.
2.
The Prefect31 blames
(a)
the miller, or
(b)
the wind, as his Clerk32 does.
Miller
  1. Jan Novák.
  2. Dr. Petr Dvořák.
"""


def test_a_pasted_telegram_has_a_paragraph_for_each_line_and_its_notes_bear_the_numbers_of_the_text():
    assert [label for label, _ in labels(TELEGRAM)] == ["P1", "P2", "P3", "P4", "P5", "P6", "N31", "N32"]
    found = {(s.block, s.number): TELEGRAM[slice(*s.ranges[0])] for s in sentences(TELEGRAM)}
    assert found["P1", 1] == "7. Reference my 6, June 13."
    assert found["P2", 2] == "Nobody came."
    assert found["P4", 1] == "the miller, or"
    assert found["N31", 1] == "1. Jan Novák."


def test_a_telegram_whose_marks_do_not_fit_its_notes_keeps_the_printed_numbers():
    assert [label for label, _ in labels(TELEGRAM.replace("Clerk32", "clerk"))][-2:] == ["N1", "N2"]


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ({"block": "P2"}, ["The mill burnt.", "Nobody came."]),
        ({"block": "p2", "sentence": 2}, ["Nobody came."]),
        ({"block": "P2", "sentence": [1, 2]}, ["The mill burnt.", "Nobody came."]),
        ({"block": "P2", "sentence": 2, "chars": [[0, 5]]}, ["12/34"]),
        ({"block": "P2", "sentence": 3}, None),
        ({"block": "P2", "sentence": [1, 3]}, None),
        ({"block": "P9"}, None),
        ({"sentence": 1}, None),
        ({"chars": [[0, 9_999]]}, None),
    ],
)
def test_a_locator_leads_to_its_characters_or_its_sentences_or_its_block(locator, expected):
    ranges = place(model.Locator.model_validate({"source": "telegram", **locator}), TELEGRAM)
    assert (None if ranges is None else [TELEGRAM[a:b] for a, b in ranges]) == expected


@given(st.text(st.sampled_from("aA.B !?…()[]”“*\n-#<sup>1</>\\ščЯ"), max_size=200))
def test_every_text_is_cut_and_sentences_never_overlap_and_lie_in_their_blocks(text):
    known = blocks(text)
    seen = set()
    for sentence in sentences(text):
        assert sentence.ranges
        for start, end in sentence.ranges:
            assert start < end
            assert known.block_at(start, end) == sentence.block
            assert not seen & set(range(start, end))
            seen |= set(range(start, end))
    counted = {}
    for sentence in sentences(text):
        counted[sentence.block] = counted.get(sentence.block, 0) + 1
        assert sentence.number == counted[sentence.block]


@given(st.text(st.sampled_from("aA.B !?…()[]”“*\nčЯ"), max_size=200))
def test_no_letter_of_a_block_is_lost(text):
    held = {i for sentence in sentences(text) for start, end in sentence.ranges for i in range(start, end)}
    for stretch in blocks(text).stretches:
        assert {i for i in range(stretch.start, stretch.end) if text[i].isalpha()} <= held
