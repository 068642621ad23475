"""Reading sheets: a document's own passages under the four ways of reading."""

import pytest
from conftest import CHARTER
from hypothesis import HealthCheck, given, settings

from argmap.project import load_text
from argmap.teach.sheets import as_page, reading_sheets
from argmap.testing.whole import projects, written

SKILLS = ["Sourcing", "Contextualisation", "Corroboration", "Close reading"]


@pytest.fixture(scope="module")
def sheets(corpus):
    return reading_sheets(corpus.case)


def test_every_document_at_hand_has_a_sheet_with_all_four_ways_of_reading(sheets):
    assert {"ken", "henderson"} <= {sheet.source for sheet in sheets}
    for sheet in sheets:
        assert [part.skill for part in sheet.parts] == SKILLS
        assert all(part.prompts for part in sheet.parts[:3]), sheet.source


def test_questions_on_passages_point_at_the_document_they_ask_about(sheets, corpus):
    for sheet in sheets:
        placed = [
            prompt for part in sheet.parts for prompt in part.prompts if prompt.place and "day" not in prompt.record
        ]
        assert placed
        label = corpus.case.label(sheet.source)
        assert sum(prompt.place.startswith(label) for prompt in placed) >= len(placed) - 2


def test_no_passage_is_printed_without_the_readers_own_text(sheets):
    assert not any(prompt.passage for sheet in sheets for part in sheet.parts for prompt in part.prompts)


def test_with_a_text_the_passage_stands_in_its_place():
    files = dict(CHARTER)
    files["claims/more.yaml"] = """\
toll-raised:
  text: The toll was raised.
  said: {by: A, hedge: clearly, at: {source: cartulary, block: P1, sentence: 1}}
"""
    case = load_text(files, texts={"cartulary": "The toll was clearly raised. Another sentence.\n"}).case
    (sheet,) = reading_sheets(case)
    close = sheet.parts[3].prompts[0]
    assert close.passage == "The toll was clearly raised."
    assert close.passage in as_page(case, [sheet], key=False)


def test_a_note_on_the_copy_is_no_answer_to_the_question_whom_it_was_made_for(sheets):
    (sheet,) = (one for one in sheets if one.source == "henderson")
    who, whom = sheet.parts[0].prompts[:2]
    assert who.record.startswith("Reliability B: ")
    assert "Of the copy at hand: " in who.record
    assert whom.record == (
        "It was made for Secretary of State. What it was to bring about the class must take from the text."
    )


def test_only_the_key_tells_what_is_on_record(sheets, corpus):
    record = sheets[0].parts[3].prompts[0].record
    assert "grade" in record
    assert "grade" in as_page(corpus.case, sheets, key=True)
    assert "; grade" not in as_page(corpus.case, sheets, key=False)


@given(projects())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_project_yields_sheets_or_says_that_there_is_nothing(project):
    case = load_text(written(project)).case
    sheets = reading_sheets(case)
    assert sheets == reading_sheets(case)
    assert "<h1>" in as_page(case, sheets, key=True)
