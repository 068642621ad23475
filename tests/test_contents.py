"""The index of pictures, and the views of sections and of the thesis."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from conftest import CHARTER, run, write

from argmap.project import load, load_text
from argmap.render import pictures, prints_on_a4
from argmap.render.contents import contents, index
from argmap.settings import Settings

SVG = "{http://www.w3.org/2000/svg}"
SECTIONED = {
    **CHARTER,
    "claims/charter.yaml": CHARTER["claims/charter.yaml"]
    .replace("  tier: core\n", "  tier: core\n  section: seals\n")
    .replace("seal-renewed:\n", "seal-renewed:\n  section: seals\n")
    .replace("charter-genuine:\n", "charter-genuine:\n  section: doubts\n"),
    "claims/sections.yaml": """\
seals: {title: On the <seals>, text: What the seal gives away., thesis: charter-forged}
doubts: {title: Doubts & answers}
empty: {title: Nothing yet}
""",
}


def project(files=SECTIONED, **settings):
    made = load_text(files, settings=Settings(title="The charter", **settings))
    assert made.faults == ()
    return made


@pytest.fixture(scope="module")
def drawn():
    case = project(thesis="charter-forged").case
    return case, pictures(case)


def test_every_section_with_claims_has_a_view_and_the_thesis_is_the_overview(drawn):
    names = [picture.name for picture in drawn[1]]
    assert names[:4] == ["map.svg", "overview.svg", "section-seals.svg", "section-doubts.svg"]
    assert "section-empty.svg" not in names


def test_the_map_of_a_section_shows_its_claims_with_what_they_rest_on(drawn):
    (shown,) = (picture.svg for picture in drawn[1] if picture.name == "section-seals.svg")
    assert "charter-forged" in shown
    assert "seal-too-late" in shown
    assert "On the &lt;seals&gt;" in shown


def written_in(picture):
    """All that is written in a picture, as one line."""
    return " ".join("".join(text.itertext()) for text in ET.fromstring(picture).iter(f"{SVG}text"))


def many(count):
    claims = "".join(
        f"claim-{i:02}:\n  text: Claim number {i} is made of a good many words that take room in a picture.\n"
        f"  section: long\n  support: item-{i:02}\n"
        for i in range(count)
    )
    items = "".join(f"item-{i:02}: {{source: roll, text: The roll says so on leaf {i}.}}\n" for i in range(count))
    return {
        "claims/many.yaml": claims,
        "claims/sections.yaml": "long: {title: A long part, thesis: claim-07}\n",
        "evidence/items.yaml": items,
        "evidence/sources.yaml": "roll: {title: Roll}\n",
    }


def test_a_section_that_is_too_much_for_a_page_goes_on_and_every_page_prints():
    case = project(many(20)).case
    pages = [picture for picture in pictures(case) if picture.name.startswith("section-")]
    assert [picture.name for picture in pages] == [
        "section-long.svg",
        *(f"section-long--{n}.svg" for n in range(2, len(pages) + 1)),
    ]
    assert len(pages) > 1
    assert all(prints_on_a4(picture.width, picture.height) for picture in pages)
    shown = [set(re.findall(r"claim-[0-9]{2}", picture.svg)) for picture in pages]
    assert set.union(*shown) == set(case.graph.claims)
    assert "claim-07" in shown[0], "the thesis comes first"


def test_a_claim_with_too_many_lines_for_a_page_shows_some_on_each():
    items = "".join(f"item-{i:02}: {{source: roll, text: The roll says so on leaf {i}.}}\n" for i in range(16))
    lines = "".join(f"    - {{premises: item-{i:02}, undercut_by: doubt}}\n" for i in range(16))
    claims = (
        f"top:\n  text: The top.\n  tier: core\n  support:\n{lines}other: {{text: No.}}\ndoubt: {{text: A doubt.}}\n"
    )
    questions = "which: {text: Which?, hypotheses: [top, other], exhaustive: For the test.}\n"
    files = {
        "claims/c.yaml": claims,
        "claims/questions.yaml": questions,
        "evidence/items.yaml": items,
        "evidence/sources.yaml": "roll: {title: Roll}\n",
    }
    pages = [picture for picture in pictures(project(files).case) if picture.name.startswith("claim-top")]
    assert len(pages) > 1
    assert [page.name for page in pages[:2]] == ["claim-top.svg", "claim-top--2.svg"]
    assert all(prints_on_a4(page.width, page.height) for page in pages)
    shown = [set(re.findall(r"leaf ([0-9]+)\.", written_in(page.svg))) for page in pages]
    assert sum(map(len, shown)) == len(set.union(*shown)) == 16, "each line stands on one page"
    assert all("A doubt." in page.svg for page in pages)


def test_a_question_with_too_many_answers_for_a_page_shows_some_on_each():
    claims = "".join(f"answer-{i:02}: {{text: The answer numbered {i} is no.}}\n" for i in range(60))
    hypotheses = ", ".join(f"answer-{i:02}" for i in range(60))
    questions = (
        f"which: {{text: Which?, hypotheses: [{hypotheses}], relation: overlapping, exhaustive: For the test.}}\n"
    )
    made = pictures(project({"claims/c.yaml": claims, "claims/questions.yaml": questions}).case)
    pages = [picture for picture in made if picture.name.startswith("question-")]
    assert len(pages) > 1
    assert all(prints_on_a4(page.width, page.height) for page in pages)
    shown = [set(re.findall(r"numbered ([0-9]+) is", written_in(page.svg))) for page in pages]
    assert sum(map(len, shown)) == len(set.union(*shown)) == 60


class Links(HTMLParser):
    """The targets of links and images, and the elements that are open, in a page."""

    def __init__(self):
        super().__init__()
        self.targets, self.open, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.targets += [found[key] for key in ("href", "src") if key in found]
        self.ids += [found["id"]] if "id" in found else []
        if tag not in ("meta", "img"):
            self.open.append(tag)
        if tag == "img":
            assert "alt" in found

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_sections_and_claims_come_in_the_order_of_the_text_and_not_of_the_files():
    claims = {
        name: f"{name}:\n  text: It says {name}.\n  section: {part}\n  said: {{by: X, at: {{source: {source}, chars: [[{at}, {at + 9}]]}}}}\n"
        for name, part, source, at in (
            ("a", "late", "book", 90),
            ("b", "early", "book", 10),
            ("c", "aside", "annals", 5),
        )
    }
    sections = "aside: {title: Aside}\nearly: {title: Early}\nlate: {title: Late}\n"
    sources = "annals: {title: Annals}\nbook: {title: Book}\n"
    for order in ("abc", "cab", "bca"):
        files = {
            "claims/c.yaml": "".join(claims[name] for name in order),
            "claims/sections.yaml": sections,
            "evidence/sources.yaml": sources,
        }
        names = [picture.name for picture in pictures(project(files).case)]
        assert names == ["map.svg", "section-early.svg", "section-late.svg", "section-aside.svg"]


def test_the_page_links_every_picture_once_and_the_study_page_and_nothing_else(drawn):
    case, made = drawn
    page = index(case, made)["index.html"].decode()
    links = Links()
    links.feed(page)
    assert links.open == []
    assert set(links.targets) == {"study.html", *(picture.name for picture in made)}
    assert len(links.ids) == len(set(links.ids))
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "prefers-color-scheme:dark" in page
    assert "On the &lt;seals&gt;" in page
    assert "What the seal gives away." in page


def test_the_picture_of_the_index_is_well_formed_and_links_the_same(drawn):
    case, made = drawn
    root = ET.fromstring(index(case, made)["index.svg"])
    assert {link.get("href") for link in root.iter(f"{SVG}a")} == {picture.name for picture in made}
    assert root.find(f"{SVG}title").text == "The charter: the pictures"
    width = float(root.get("width"))
    for text in root.iter(f"{SVG}text"):
        assert float(text.get("x")) + float(text.get("textLength")) <= width


def test_pages_that_go_on_are_listed_with_their_first():
    case = project(many(20)).case
    made = pictures(case)
    (group,) = (group for group in contents(case, made) if group.name == "section")
    (entry,) = group.entries
    assert entry.title == "A long part"
    assert list(entry.more) == [p.name for p in made if p.name.startswith("section-long--")]
    links = Links()
    links.feed(index(case, made)["index.html"].decode())
    assert {"study.html", *(picture.name for picture in made)} == set(links.targets)


def test_the_same_project_gives_the_same_index(drawn):
    case, made = drawn
    assert index(case, made) == index(project(thesis="charter-forged").case, made)


def test_build_writes_the_index_with_all_pictures_and_not_with_some(tmp_path):
    write(tmp_path, SECTIONED)
    assert run("build", "--project", tmp_path, "map").status == 0
    assert not (tmp_path / "renders" / "index.html").exists()
    assert run("build", "--project", tmp_path).status == 0
    assert (tmp_path / "renders" / "index.svg").is_file()
    assert run("build", "--project", tmp_path, "--check").status == 0
    (tmp_path / "renders" / "index.html").write_text("old", encoding="utf-8")
    stale = run("build", "--project", tmp_path, "--check")
    assert (stale.status, stale.err) == (1, "argmap: index.html is stale\n")


def test_one_picture_needs_no_list_and_one_left_over_is_removed(tmp_path):
    write(tmp_path, SECTIONED)
    assert run("build", "--project", tmp_path).status == 0
    assert (tmp_path / "renders" / "index.html").is_file()
    (tmp_path / "argmap.toml").write_text('[views.seal]\nshow = ["charter-forged"]\n', encoding="utf-8")
    assert run("build", "--project", tmp_path).status == 0
    assert sorted(file.name for file in (tmp_path / "renders").iterdir()) == ["seal.svg", "study.html"]


def test_views_that_the_settings_name_are_listed_too():
    case = project(views={"seal": {"title": "The seal", "show": ["charter-forged"]}}).case
    (group,) = contents(case, pictures(case))
    assert [(entry.file, entry.title) for entry in group.entries] == [("seal.svg", "The seal")]


def test_a_project_without_sections_and_questions_has_its_map_and_its_sources(tmp_path):
    write(tmp_path, {name: text for name, text in CHARTER.items() if "questions" not in name})
    assert [picture.name for picture in pictures(load(tmp_path).case)] == ["map.svg", "sources.svg"]


def test_further_pictures_are_listed_in_sections_of_their_own(corpus):
    made = pictures(corpus.case, ["timeline", "sources", "matrix-who-drew-up-report", "route-balticus-1937"])
    groups = {group.name: group for group in contents(corpus.case, made)}
    assert list(groups) == ["matrix", "timeline", "sources", "route"]
    assert all(group.text.endswith(".") and len(group.entries) == 1 for group in groups.values())
    (timeline,) = groups["timeline"].entries
    assert timeline.more == tuple(p.name for p in made if p.name.startswith("timeline--"))
    links = Links()
    links.feed(index(corpus.case, made)["index.html"].decode())
    assert {picture.name for picture in made} == set(links.targets) - {"study.html"}
