"""Leads: where a picture leaves something out it leads on to the picture that shows it, and back, and nowhere else."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from bench.generate import tree, write_argmap
from conftest import write
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from test_render import SVG, made
from test_views import CHAIN, case_of

from argmap.draw import draw
from argmap.project import build, load
from argmap.render import picture, pictures, printed
from argmap.render.further import further
from argmap.render.leads import led
from argmap.render.views import PAGE, WHOLE, Sheet, claim_view, views, whole_view

WISHES = {
    "first": {"show": ["c0"], "depth": 1},
    "second": {"show": ["c1"], "depth": 2},
    "last": {"show": ["c3"]},
}


class Leads:
    """What leads from one picture of a set to others: (file, place in it, name for those who do not see it, text)."""

    def __init__(self, picture):
        self.root = ET.fromstring(picture.svg.encode())
        self.ids = {element.get("id") for element in self.root.iter() if element.get("id")}
        self.found = [
            (*a.get("href").partition("#")[::2], a.get("aria-label"), " ".join(t.text for t in a.iter(f"{SVG}text")), a)
            for a in self.root.iter(f"{SVG}a")
            if not a.get("href").startswith("#")
        ]
        self.files = {file for file, *_ in self.found}
        (self.back,) = [g for g in self.root.iter(f"{SVG}g") if g.get("class") == "leads"] or [[]]


def read(drawn):
    return {one.name: Leads(one) for one in drawn}


def every_link_arrives(drawn):
    for leads in drawn.values():
        for file, place, name, text, a in leads.found:
            assert file in drawn
            assert not place or place in drawn[file].ids
            assert name
            assert bare(text) in bare(name) or a.find(f"{SVG}g") is not None
            assert all(
                t.get("text-decoration") == "underline" for t in a.iter(f"{SVG}text") if "f-support" in t.get("class")
            )
            assert [t for t in a.iter(f"{SVG}text") if "f-support" in t.get("class")]


def bare(text):
    return "".join(text.split())


def nothing_is_left_out_for_good(case, found, drawn):
    """Each claim that a picture shows without all that bears on it leads to pages that show all of it, and each such page
    leads back."""
    for view in found:
        short = set(view.cut) | {name for name in view.focus if view.brief and case.graph.bearing_on(name)}
        leads = drawn[f"{view.name}.svg"]
        onward = [a for *_, a in leads.found if a.get("class") == "lead"]
        assert len(onward) == len(short)
        for claim in short:
            goal = view.onward[claim]
            pages = [leads for name, leads in drawn.items() if name.removesuffix(".svg").partition(PAGE)[0] == goal]
            shown = set().union(*(page.ids for page in pages))
            assert {f"step-{line.id}" for line in case.graph.bearing_on(claim)} <= shown
            assert f"{goal}.svg" in {a.get("href") for a in onward}
            back = drawn[f"{goal}.svg"].back
            assert f"{view.name}.svg" in {a.get("href") for a in back} or "more" in back[-1].text


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A project of 400 generated claims, as one writes that sets nothing."""
    folder = tmp_path_factory.mktemp("large")
    write_argmap(tree(400), folder)
    return load(folder)


def test_on_the_corpus_every_link_arrives_and_what_is_cut_off_is_led_to(corpus):
    drawn = read(pictures(corpus.case))
    every_link_arrives(drawn)
    nothing_is_left_out_for_good(corpus.case, printed(corpus.case), drawn)
    assert sum(len(leads.found) for leads in drawn.values()) > 500


def test_a_large_map_is_an_overview_and_pages_that_lead_to_one_another_both_ways(large):
    drawn = read(pictures(large.case))
    every_link_arrives(drawn)
    nothing_is_left_out_for_good(large.case, printed(large.case), drawn)
    entered = drawn["architecture.svg"].files | drawn["architecture--2.svg"].files
    pages = {name for name in drawn if name.startswith("claim-")}
    assert "architecture--2.svg" in drawn["architecture.svg"].files
    assert len(entered & pages) > 20
    for name in entered & pages:
        assert "architecture.svg" in drawn[name].files
    # From the overview every page is reached, and every claim is shown on one.
    reached, waiting = set(), ["architecture.svg"]
    while waiting:
        reached.add(name := waiting.pop())
        waiting += drawn[name].files - reached
    assert pages <= reached
    shown = set().union(*(drawn[name].ids for name in pages))
    assert {f"claim-{name}" for name in large.case.graph.claims} <= shown


def test_a_map_that_is_not_large_is_drawn_whole_and_needs_no_other_pages():
    files = {name: text for name, text in CHAIN.items() if "questions" not in name}
    assert [view.name for view in printed(case_of(files))] == [WHOLE]
    boxes = whole_view(case_of(files)).boxes
    assert [view.name for view in printed(case_of(files, most_boxes=boxes))] == [WHOLE]
    assert [view.name for view in printed(case_of(files, most_boxes=boxes - 1))][:2] == [WHOLE, "claim-c0"]


@examples(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(made())
def test_links_of_any_project_arrive(project):
    case = project.case
    found = led(case, views(case, Sheet(lambda view: view.boxes < 5)))
    drawn = read([picture(case, view) for view in found])
    every_link_arrives(drawn)
    nothing_is_left_out_for_good(case, found, drawn)


def test_the_whole_map_alone_leads_nowhere_and_is_the_one_of_the_set(large):
    (alone,) = pictures(large.case, [WHOLE])
    assert not Leads(alone).files
    assert alone == next(one for one in pictures(large.case) if one.name == alone.name)


def test_a_picture_built_by_its_name_leads_where_it_does_in_the_set(large):
    drawn = {one.name: one for one in pictures(large.case)}
    (one,) = pictures(large.case, ["claim-c00000"])
    assert one == drawn["claim-c00000.svg"]
    assert Leads(one).files


def test_views_of_the_settings_lead_to_the_smallest_that_shows_a_claim_in_full_and_say_so():
    drawn = pictures(case_of(CHAIN, views=WISHES))
    first, second, last = drawn
    assert "1 line bears on it: see the view second" in " ".join(text for *_, text, _ in Leads(first).found)
    assert Leads(first).files == {"second.svg"}
    assert Leads(second).files == {"first.svg", "last.svg"}
    assert Leads(last).files == {"second.svg"}


def test_where_no_picture_shows_a_claim_in_full_the_card_says_how_much_bears_on_it_and_no_more():
    (only,) = pictures(case_of(CHAIN, views={"first": WISHES["first"]}))
    assert not Leads(only).files
    assert "1 line bears on it<" in only.svg
    assert "see the view" not in only.svg


def test_pictures_drawn_for_people_lead_to_those_drawn_with_them_alone(tmp_path):
    project = load(write(tmp_path / "chain", {**CHAIN, "argmap.toml": _toml(WISHES)}))
    for wanted, files in ((["first"], {"first.svg": set()}), (["first", "second"], {"first.svg": {"second.svg"}})):
        out = tmp_path / "out" / "-".join(wanted)
        draw(project, wanted, "svg", out)
        for name, goals in files.items():
            text = (out / name).read_text(encoding="utf-8")
            assert set(re.findall(r'href="([^"#]+)"', text)) == goals
    draw(project, [], "svg", tmp_path / "all")
    assert 'href="last.svg"' in (tmp_path / "all" / "second.svg").read_text(encoding="utf-8")


def _toml(wishes):
    lines = [f"[views.{name}]\nshow = {wish['show']}\n" for name, wish in wishes.items()]
    lines = [
        f"{line}depth = {wish['depth']}\n" if "depth" in wish else line
        for line, wish in zip(lines, wishes.values(), strict=True)
    ]
    return "".join(lines)


def test_a_build_that_remembers_follows_what_its_pictures_lead_to(tmp_path):
    root = write(tmp_path / "chain", {**CHAIN, "argmap.toml": _toml(WISHES)})
    build(load(root), remember=True)
    renamed = {"first": WISHES["first"], "middle": WISHES["second"], "last": WISHES["last"]}
    write(root, {"argmap.toml": _toml(renamed)})
    _, removed, _ = build(load(root), remember=True)
    assert removed == ["second.svg"]
    assert 'href="middle.svg"' in (root / "renders" / "first.svg").read_text(encoding="utf-8")
    build(load(root), tmp_path / "anew")
    for file in (tmp_path / "anew").iterdir():
        assert file.read_bytes() == (root / "renders" / file.name).read_bytes()


def test_a_section_of_which_the_architecture_tells_leads_back_to_it(corpus):
    drawn = read(pictures(corpus.case))
    for file in drawn["architecture.svg"].files - {"map.svg"}:
        assert "architecture.svg" in drawn[file].files
    assert "overview.svg" in drawn["architecture.svg"].files


def test_where_the_settings_choose_the_pictures_the_architecture_leads_nowhere():
    case = case_of(CHAIN, views=WISHES, most_boxes=2)
    assert all(not Leads(one).files - {"architecture.svg"} for one in further(case, "architecture"))


def test_a_lone_view_names_the_view_that_its_claim_would_have():
    case = case_of(CHAIN)
    alone = picture(case, claim_view(case, "c0", 2))
    assert "see the view claim-c2" in alone.svg
    assert "<a " not in alone.svg


def test_links_are_reached_by_keys_are_seen_to_be_and_open_what_they_name(chromium, tmp_path):
    for drawn in pictures(case_of(CHAIN, views=WISHES)):
        (tmp_path / drawn.name).write_text(drawn.svg, encoding="utf-8")
    page = chromium.new_page()
    page.goto((tmp_path / "first.svg").as_uri())
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "a":
            break
    seen = page.evaluate(
        """() => { const a = document.activeElement; const style = getComputedStyle(a);
        return [a.getAttribute("aria-label"), style.outlineStyle, style.outlineWidth, a.closest("[role~=img]")] }"""
    )
    assert seen == ["1 line bears on it: see the view second", "solid", "2px", None]
    page.keyboard.press("Enter")
    page.wait_for_url("**/second.svg")
    page.close()


def test_the_folder_of_a_build_holds_every_file_that_its_pictures_name(charter):
    build(load(charter))
    folder = charter / "renders"
    for file in folder.glob("*.svg"):
        for goal in re.findall(r'href="([^"#]+)', file.read_text(encoding="utf-8")):
            assert Path(folder, goal).is_file(), (file.name, goal)
