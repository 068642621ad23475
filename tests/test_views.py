"""Views: which pictures a project has, and what each of them shows."""

import pytest
from conftest import CHARTER

from argmap.project import CannotDo, build, load_text
from argmap.render import UnknownView, picture, pictures, printed, prints_on_a4, style
from argmap.render.views import Sheet, claim_view, question_view, views, whole_view
from argmap.settings import Settings

CHAIN = {
    "claims/a.yaml": "".join(
        f"c{k}:\n  text: Claim {k}.\n{f'  support: [c{k + 1}]' if k < 6 else ''}\n{'  tier: core' if k == 0 else ''}\n"
        for k in range(7)
    ),
    "claims/questions.yaml": "which:\n  text: Which?\n  hypotheses: [c0, other]\n",
    "claims/b.yaml": "other:\n  text: Something else.\n",
}


def case_of(files, **settings):
    project = load_text(files, settings=Settings(**settings))
    assert project.sound, project.faults
    return project.case


def names(found):
    return [view.name for view in found]


def test_a_project_has_the_whole_each_question_and_each_hypothesis_or_core_claim_that_something_bears_on():
    found = views(case_of(CHARTER), Sheet(lambda _: True))
    assert names(found) == ["map", "question-what-is-the-charter", "claim-charter-forged"]


def test_a_project_without_questions_has_the_whole_alone():
    files = {name: text for name, text in CHARTER.items() if "questions" not in name}
    assert names(views(case_of(files), Sheet(lambda _: True))) == ["map"]


def test_a_project_without_claims_has_no_view():
    assert views(case_of({}), Sheet(lambda _: True)) == ()


def test_the_whole_shows_everything():
    case = case_of(CHARTER)
    whole = whole_view(case)
    assert set(whole.claims) == set(case.graph.claims)
    assert set(whole.evidence) == set(case.graph.evidence)
    assert set(whole.inferences) == set(case.graph.inferences)
    assert whole.boxes == 7
    assert not whole.cut


def test_a_question_shows_its_hypotheses_with_the_lines_that_bear_on_each_in_brief():
    case = case_of(CHARTER)
    view = question_view(case, "what-is-the-charter")
    assert view.brief
    assert set(view.claims) == {"charter-forged", "charter-genuine", "charter-otherwise"}
    assert view.evidence == ()
    assert set(view.inferences) == {line.id for line in case.graph.bearing_on("charter-forged")}


def test_a_claims_view_goes_all_the_way_down_by_default():
    view = claim_view(case_of(CHAIN), "c0")
    assert view.claims == ("c0", "c1", "c2", "c3", "c4", "c5", "c6")
    assert not view.cut


def test_a_claims_view_goes_as_deep_as_a_sheet_allows_and_one_inference_at_least():
    case = case_of(CHAIN)
    for most, first in ((4, ("c0", "c1", "c2", "c3")), (0, ("c0", "c1"))):
        view = next(v for v in views(case, Sheet(lambda v, most=most: v.boxes <= most)) if v.name == "claim-c0")
        assert view.claims == first
        assert dict(view.cut) == {first[-1]: 1}


@pytest.mark.parametrize("most", [0, 2, 3, 5])
def test_what_a_view_cuts_off_has_a_view_of_its_own(most):
    case = case_of(CHAIN)
    found = {view.name: view for view in views(case, Sheet(lambda view: view.boxes <= most))}
    cut = {claim for view in found.values() for claim in view.cut}
    assert cut
    assert {f"claim-{claim}" for claim in cut} <= set(found)
    shown = {c for name, view in found.items() if name != "map" for c in view.claims}
    assert shown == set(case.graph.claims)


@pytest.mark.parametrize(("most", "little"), [(6, 3), (6, 9), (12, 8), (12, 40)])
def test_views_that_show_little_are_the_same_whether_they_are_looked_at_or_not(corpus, most, little):
    looked = []

    def prints(view):
        looked.append(view.name)
        return view.boxes <= most

    asked = views(corpus.case, Sheet(prints))
    all_looks = len(looked)
    passed = views(corpus.case, Sheet(prints, lambda view: view.boxes <= little))
    assert [view.plain for view in passed] == [view.plain for view in asked]
    assert len(looked) - all_looks < all_looks or little > most


def test_where_a_larger_view_prints_and_one_that_shows_little_does_not_the_larger_is_taken():
    odd = Sheet(lambda view: view.boxes != 3 and view.boxes < 6)
    for sheet, last in ((odd, "c1"), (odd._replace(little=lambda view: view.boxes < 4), "c4")):
        view = next(v for v in views(case_of(CHAIN), sheet) if v.name == "claim-c0")
        assert view.claims[-1] == last


def test_the_corpus_cuts_off_nothing_that_has_no_view_and_names_each_on_the_card(corpus):
    found = {view.name: view for view in printed(corpus.case)}
    for view in found.values():
        assert all(f"claim-{claim}" in found for claim in view.cut)
        assert not view.cut or "see the view" in picture(corpus.case, view).svg


def test_settings_name_the_views_with_title_start_and_depth():
    wishes = {
        "first": {"show": ["c0"], "depth": 2, "title": "The first two"},
        "last": {"show": ["c5"]},
        "answers": {"show": ["which"], "depth": 0},
    }
    case = case_of(CHAIN, views=wishes, title="Chain")
    first, last, answers = views(case, Sheet(lambda _: False))
    assert (first.name, first.title, first.claims) == ("first", "The first two", ("c0", "c1", "c2"))
    assert dict(first.cut) == {"c2": 1}
    assert (last.title, last.claims) == ("Chain", ("c5", "c6"))
    assert (answers.title, answers.claims, answers.question) == ("Which?", ("c0", "other"), "which")
    drawn = pictures(case)
    assert [p.name for p in drawn] == ["first.svg", "last.svg", "answers.svg"]
    assert "question-which" in drawn[2].svg


def test_an_item_of_evidence_can_be_what_a_view_is_about():
    case = case_of(CHARTER, views={"seal": {"show": ["seal-too-late"]}})
    (drawn,) = pictures(case)
    assert 'id="evidence-seal-too-late"' in drawn.svg


def test_a_view_that_does_not_exist_is_refused_with_the_names_of_those_that_do(tmp_path):
    case = case_of(CHARTER)
    with pytest.raises(UnknownView, match="there is no view nonsense; there are: map, question-what-is-the-charter"):
        pictures(case, ["map", "nonsense"])
    with pytest.raises(CannotDo, match="there is no view nonsense"):
        build(load_text(CHARTER), tmp_path / "out", ("nonsense",))
    assert not (tmp_path / "out").exists()


def test_named_views_are_drawn_in_the_order_named():
    assert [p.name for p in pictures(case_of(CHARTER), ["claim-charter-forged", "map"])] == [
        "claim-charter-forged.svg",
        "map.svg",
    ]


def test_every_view_of_the_corpus_but_the_map_prints_readably_on_a4(corpus):
    for drawn in pictures(corpus.case):
        if drawn.name != "map.svg":
            assert prints_on_a4(drawn.width, drawn.height), (drawn.name, drawn.width, drawn.height)


def test_a_picture_prints_on_a4_whichever_way_the_sheet_is_turned():
    scale = style.TEXT.size / 6
    wide, high = 785.2 * scale, 538.6 * scale
    assert prints_on_a4(wide - 1, high - 1)
    assert prints_on_a4(high - 1, wide - 1)
    assert not prints_on_a4(wide + 1, high - 1)
    assert not prints_on_a4(wide - 1, high + 1)
