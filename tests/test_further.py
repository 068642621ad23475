"""Further pictures: matrices, routes, timeline, sources and charts are sound, print, and say what the records say."""

import random
import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
import yaml
from conftest import CHARTER
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from test_bad import BAD
from test_render import SVG, TEXTS, Rect, line_of, numbers

from argmap.dates import Extent, between, extent
from argmap.matrix import matrix
from argmap.project import CannotDo, load, load_text
from argmap.render import UnknownView, pictures
from argmap.render.architecture import bearings, regions
from argmap.render.further import further, names
from argmap.render.leaning import resting
from argmap.render.sheet import prints
from argmap.render.timeline import lag_in_words, scale
from argmap.render.views import rivals
from argmap.render.words import words
from argmap.settings import Settings
from argmap.standing import Standing, without
from argmap.testing.whole import projects, written

ROUTES = {
    **CHARTER,
    "evidence/transmission.yaml": """\
by-the-scribe:
  of: seal-too-late
  text: From the scribe to us.
  holds_if: charter-forged
  steps:
    - {from: the scribe, to: the abbot, mode: wrote, date: "1211~", documented_by: renewal-entry, certainty: certain}
    - {from: the abbot, to: the bishop, mode: handed, on_word_of: a monk, certainty: possible}
    - {to: the archive, mode: filed}
    - {from: the county, to: the editor, mode: printed, date: "[1850..1859]", documented_by: cartulary}
by-the-bishop:
  of: [seal-too-late, copied-early]
  steps: [{from: the bishop, mode: said}]
alone:
  of: renewal-entry
  steps: [{to: us, mode: translated}]
""",
    "claims/questions.yaml": CHARTER["claims/questions.yaml"]
    + """\
  ratings:
    - {evidence: seal-too-late, ratings: {charter-forged: CC, charter-genuine: II, charter-otherwise: N}}
    - {evidence: copied-early, ratings: {charter-forged: I, charter-genuine: C}}
    - {evidence: renewal-entry, ratings: {charter-forged: N, charter-genuine: N, charter-otherwise: N}}
""",
    "evidence/items.yaml": """\
seal-too-late:
  source: charter
  text: The seal shows arms that were granted a century later.
  directness: D1
  event_date: 1211-05-04
  date: 1211-05-06
copied-early: {source: cartulary, text: The cartulary copies the charter under an earlier abbot., event_date: "[..1211-05]"}
renewal-entry: {source: cartulary, text: The cartulary enters a fee., event_date: 1190/1195, date: "1240~"}
undated: {source: cartulary, text: Nobody knows when.}
""",
    "evidence/sources.yaml": """\
charter: {title: Founding charter, short: the charter}
cartulary: {title: Cartulary of the abbey, issued: 1300}
""",
}


def case_of(files, **settings):
    return load_text(files, settings=Settings(**{"title": "The charter", **settings})).case


def drawn(case, wanted=None):
    """All further pictures of a case, or those of one name."""
    return [picture for name in (wanted or names(case)) for picture in further(case, name) or ()]


class Seen:
    """A picture as read: its lines of text with their places, its named parts, and its page."""

    def __init__(self, picture):
        self.root = ET.fromstring(picture.svg.encode())
        self.page = Rect(*numbers(self.root.get("viewBox")))
        self.texts = [line_of(text, 0, 0) for text in self.root.iter(f"{SVG}text")]
        self.symbols = {g.get("id"): g for g in self.root.iter(f"{SVG}g") if g.get("role") == "graphics-symbol img"}
        self.written = " ".join(text.text for text in self.texts)

    def sentence(self, identifier):
        return self.symbols[identifier][1].text


def sound(picture):
    """What holds of every further picture, whatever it shows."""
    assert prints(picture.width, picture.height), (picture.name, picture.width, picture.height)
    seen = Seen(picture)
    sizes = [text.size for text in seen.texts]
    assert min(sizes) >= 10, "ten points print as six"
    for text in seen.texts:
        assert seen.page.holds(text.rect), (picture.name, text.text)
    lines = sorted((text for text in seen.texts if text.text.strip()), key=lambda text: text.rect.y)
    for k, one in enumerate(lines):
        for other in lines[k + 1 :]:
            if other.rect.y >= one.rect.bottom - 3.5:
                break
            # Lines of one paragraph may touch with what hangs below and stands above their letters.
            assert not one.rect.meets(other.rect, slack=3.5), (picture.name, one.text, other.text)
    ids = [element.get("id") for element in seen.root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), picture.name
    for symbol in seen.symbols.values():
        assert symbol[0].tag == f"{SVG}title"
        assert symbol[0].text.strip()
        assert symbol[1].tag == f"{SVG}desc"
        assert symbol[1].text.strip()
    bare = re.sub(r"<style>.*?</style>", "", picture.svg, flags=re.DOTALL)
    assert "#" not in re.sub(r"&#?\w+;|>[^<]*<|(?:aria-label|href)=\"[^\"]*\"", "", bare), "colours are classes"
    return seen


def test_every_further_picture_of_the_corpus_is_sound(corpus):
    made = drawn(corpus.case)
    assert len(made) >= 40
    for picture in made:
        seen = sound(picture)
        assert not re.search(r"None|[{}]", seen.written), "every field is filled in"


@examples(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=projects().map(written))
def test_every_further_picture_of_a_made_project_is_sound(files):
    case = load_text(files).case
    for claim in case.graph.claims:
        for picture in further(case, f"wigmore-{claim}") or ():
            sound(picture)
    for picture in (*drawn(case), *(drawn(case, ["architecture"]) if case.graph.claims else ())):
        sound(picture)


@pytest.mark.parametrize("text", [text for text in TEXTS if len(text.split()) <= 200])
def test_a_text_of_any_script_and_length_stays_in_its_place(text):
    files = {**ROUTES}
    items = yaml.safe_load(
        ROUTES["evidence/items.yaml"].replace("1211-05-04", "'1211-05-04'").replace("1211-05-06", "'1211-05-06'")
    )
    for item in items.values():
        item["text"] = text
    claims = yaml.safe_load(ROUTES["claims/charter.yaml"])
    for claim in claims.values():
        claim["text"] = text
    routes = yaml.safe_load(ROUTES["evidence/transmission.yaml"])
    routes["by-the-scribe"] |= {"text": text}
    routes["by-the-scribe"]["steps"][0] |= {"from": text, "note": text}
    files["evidence/items.yaml"] = yaml.safe_dump(items, allow_unicode=True)
    files["claims/charter.yaml"] = yaml.safe_dump(claims, allow_unicode=True)
    files["evidence/transmission.yaml"] = yaml.safe_dump(routes, allow_unicode=True)
    case = case_of(files, thesis="charter-forged")
    made = drawn(case)
    assert {picture.name for picture in made} >= {"timeline.svg", "sources.svg", "wigmore-charter-forged.svg"}
    for picture in made:
        sound(picture)


# --------------------------------------------------------------------------- each of them


def test_the_further_pictures_of_a_project_are_named():
    case = case_of(ROUTES, thesis="charter-forged", wigmore=("seal-renewed", "charter-genuine"))
    assert names(case) == (
        "matrix-what-is-the-charter",
        "route-copied-early",
        "route-renewal-entry",
        "timeline",
        "sources",
        "wigmore-charter-forged",
        "wigmore-seal-renewed",
    )


def test_a_further_picture_is_drawn_by_name_and_an_unknown_one_is_told():
    case = case_of(ROUTES)
    assert [p.name for p in pictures(case, ["timeline", "map", "wigmore-seal-renewed"])] == [
        "timeline.svg",
        "map.svg",
        "wigmore-seal-renewed.svg",
    ]
    for name in ("wigmore-charter-genuine", "matrix-x", "route-seal-too-late", "timelines"):
        with pytest.raises(UnknownView, match="there is no view"):
            pictures(case, [name])


def test_views_that_the_settings_choose_are_all_there_is_and_further_pictures_come_when_asked():
    case = case_of(ROUTES, views={"timeline": {"show": ["charter-forged"]}})
    assert [p.name for p in pictures(case)] == ["timeline.svg"]
    assert "What happened" not in pictures(case)[0].svg
    assert [p.name for p in pictures(case, ["sources"])] == ["sources.svg"]


def test_the_matrix_tells_every_rating_and_count():
    case = case_of(ROUTES)
    (picture,) = further(case, "matrix-what-is-the-charter")
    seen = Seen(picture)
    found = matrix(case, "what-is-the-charter")
    told = seen.sentence("hypothesis-charter-forged")
    assert "Ratings: E1 CC, E2 I, E3 N." in told
    score = found.scores["charter-forged"]
    assert f"{score.inconsistent} against, {score.consistent} with it, {score.bearing} of 2 items" in told
    assert list(seen.symbols)[:3] == [f"hypothesis-{name}" for name in found.hypotheses]
    assert "CC" in seen.written
    assert "sit alike" in seen.written, "the item that tells nothing is set apart"


def test_a_matrix_too_large_for_a_page_is_cut_and_keeps_every_row_and_column():
    hypotheses = [f"answer-{k}" for k in range(14)]
    items = [f"item-{k}" for k in range(40)]
    chance = random.Random(3)
    ratings = ""
    for item in items:
        marks = ", ".join(f"{h}: {chance.choice(('C', 'I', 'N'))}" for h in hypotheses)
        ratings += f"    - {{evidence: {item}, ratings: {{{marks}}}}}\n"
    files = {
        "claims/c.yaml": "".join(
            f"{h}: {{text: The answer is {h} and it has a good many words to say for itself.}}\n" for h in hypotheses
        ),
        "claims/questions.yaml": f"which:\n  text: Which?\n  hypotheses: [{', '.join(hypotheses)}]\n  exhaustive: So.\n  ratings:\n{ratings}",
        "evidence/e.yaml": "".join(
            f"{item}: {{source: roll, text: The roll says {item} at some length and in many words.}}\n"
            for item in items
        ),
        "evidence/sources.yaml": "roll: {title: Roll}\n",
    }
    made = drawn(case_of(files))
    assert len(made) > 2
    seen = [sound(picture) for picture in made if picture.name.startswith("matrix")]
    rows = [name for one in seen for name in one.symbols if name.startswith("hypothesis-")]
    assert {name.removeprefix("hypothesis-") for name in rows} == set(hypotheses)
    listed = [name for one in seen for name in one.symbols if name.startswith("item-")]
    assert sorted(listed) == sorted(f"item-{item}" for item in items)


def test_routes_that_share_a_record_are_rivals_and_stand_side_by_side():
    case = case_of(ROUTES)
    assert rivals(case) == {"copied-early": ("by-the-bishop", "by-the-scribe"), "renewal-entry": ("alone",)}
    (picture,) = further(case, "route-copied-early")
    assert {"route-by-the-bishop", "route-by-the-scribe"} <= set(Seen(picture).symbols)


def test_a_step_is_drawn_by_what_documents_it_and_a_missing_one_is_told():
    (picture,) = further(case_of(ROUTES), "route-copied-early")
    seen = Seen(picture)
    dashes = {}
    for name, symbol in seen.symbols.items():
        if name.startswith("step-"):
            stem = symbol.find(f"{SVG}path")
            dashes[symbol[0].text] = stem.get("stroke-dasharray")
    assert dashes["the scribe → the abbot"] is None
    assert dashes["the abbot → the bishop"] == "9 5"
    assert dashes["the bishop → the archive"] == "2 4"
    assert "no step recorded between these two" in seen.written, "from the archive to the county"
    assert "on the word of a monk" in seen.written
    assert "about 1211" in seen.written
    assert "between 1850 and 1859" in seen.written
    assert "4 steps; 2 undocumented steps; narrowest step: possible" in seen.written


def test_an_event_and_its_record_are_drawn_with_the_lag_between_them():
    (picture,) = further(case_of(ROUTES), "timeline")
    seen = Seen(picture)
    assert "Lag: 2 days" in seen.sentence("evidence-seal-too-late")
    assert "Event: 1190 to 1195" in seen.sentence("evidence-renewal-entry")
    assert "Set down: about 1240" in seen.sentence("evidence-renewal-entry")
    assert "Event: 1211-05 or earlier" in seen.sentence("evidence-copied-early")
    assert "evidence-undated" not in seen.symbols
    assert "and so not shown: 1 item of evidence" in seen.written


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (0, 0, "same day"),
        (3, 3, "3 days"),
        (1, 1, "1 day"),
        (-4, 20, "up to 20 days"),
        (10, 40, "10–40 days"),
        (65, 100, "2–3 months"),
        (800, 4000, "2–11 years"),
        (-9, -2, "before it"),
    ],
)
def test_a_lag_is_told_in_units_that_suit_it(least, most, told):
    assert lag_in_words(words("en"), least, most) == told


@examples(deadline=None)
@given(st.lists(st.tuples(st.integers(-700000, 900000), st.integers(0, 4000)), min_size=1, max_size=40))
def test_the_scale_of_a_timeline_never_turns_back_and_stays_in_its_room(days):
    made = scale([Extent(first, first + more, "within") for first, more in days], 100.0, 422.0)
    ends = sorted({day for first, more in days for day in (first, first + more)})
    places = [made.x(day) for day in ends]
    assert places == sorted(places)
    assert 100 <= places[0] <= places[-1] <= 522.01
    for one, other in zip(made.stretches, made.stretches[1:], strict=False):
        assert one.x + one.width <= other.x + 1e-6
        assert one.last < other.first


def test_dates_are_read_as_what_they_leave_open():
    assert extent("1937-06-12") == extent("1937-06-12/1937-06-12")
    assert extent("1937-06-12").kind == "day"
    assert extent("1937-06").kind == "within"
    assert extent("1937-06/1937-08").kind == "lasting"
    assert extent("[1937-06-01..1937-06-30]").kind == "between"
    assert extent("[..1937]").first is None
    assert extent("1937/..").last is None
    assert extent("1937~").approximate
    assert extent("1937?").uncertain
    assert extent("1937%").approximate
    assert extent("1937%").uncertain
    assert between(extent("1937-06-12"), extent("1937-06-20")) == (8, 8)
    assert between(extent("1937-06"), extent("1937-06-20")) == (-10, 19)
    assert between(extent("1936/1937"), extent("1938-01-01")) == (1, 1)
    assert between(extent("[..1937]"), extent("1938-01-01")) is None


def test_what_falls_without_a_source_is_what_falls_when_it_is_taken_away(corpus):
    case = corpus.case
    standing = Standing(case.graph)
    before = {name for name in case.graph.claims if standing.stands(name)}
    for row in resting(case)[:12]:
        left = Standing(without(case.graph, [("sources", row.source)]))
        assert row.falling == before - {name for name in case.graph.claims if left.stands(name)}
        assert row.falling <= row.leaning
        assert row.core <= row.falling


def test_a_chart_numbers_every_statement_once_and_lists_it(corpus):
    case = corpus.case
    made = further(case, "wigmore-generals-were-conspirators")
    seen = Seen(made[0])
    below = case.graph.below(["generals-were-conspirators"])
    shown = {name.partition("-")[2] for name in seen.symbols if not name.startswith("step-")}
    assert shown == below
    numbered = [
        symbol[0].text.partition(":")[0] for name, symbol in seen.symbols.items() if not name.startswith("step-")
    ]
    assert sorted(map(int, numbered)) == list(range(1, len(below) + 1))
    told = " ".join(Seen(picture).written for picture in made)
    for name in below:
        text = (case.graph.claims.get(name) or case.graph.evidence[name]).text
        assert all(word in told for word in text.split())


LATTICE = {
    "claims/c.yaml": "".join(
        f"c{k}-{j}:\n  text: Claim {j} of row {k}.\n"
        + (
            f"  support: [{{premises: [c{k + 1}-{j}, c{k + 1}-{(j + 1) % 9}, c{k + 1}-{(j + 4) % 9}]}}]\n"
            if k < 14
            else ""
        )
        for k in range(15)
        for j in range(9)
    )
}
"""A proof that no page holds: every claim of a row rests on three of the next."""


def leading(made):
    """What leads from the pictures of a chart to others: (place, name for those who do not see it, whether inside a symbol)."""
    found = []
    for picture in made:
        root = ET.fromstring(picture.svg.encode())
        inside = {a for g in root.iter(f"{SVG}g") if "symbol" in (g.get("role") or "") for a in g.iter(f"{SVG}a")}
        hidden = {a for g in root.iter(f"{SVG}g") if g.get("aria-hidden") for a in g.iter(f"{SVG}a")}
        found += [(a.get("href"), a.get("aria-label"), a in inside | hidden) for a in root.iter(f"{SVG}a")]
    return found


def test_a_chart_that_would_not_print_is_cut_and_leads_to_where_it_goes_on():
    made = further(case_of(LATTICE), "wigmore-c0-0")
    for picture in made:
        sound(picture)
    found = leading(made)
    assert found
    for place, name, unreachable in found:
        file, _, claim = place.partition("#claim-")
        assert file == "map.svg"
        assert re.fullmatch(r"\d+: what it rests on: see the picture map", name)
        assert re.fullmatch(r"c\d+-\d", claim)
        assert not unreachable
    # Each claim that is cut off leads on twice: from its sign, and from the key-list.
    assert set(Counter(place for place, *_ in found).values()) == {2}
    assert "see the picture map" in " ".join(Seen(picture).written for picture in made)


def test_a_chart_leads_to_the_charts_and_views_of_its_set_before_the_whole_map():
    case = case_of(LATTICE)
    cut = leading(further(case, "wigmore-c0-0"))[0][0].partition("#claim-")[2]
    charted = case_of(LATTICE, thesis="c0-0", wigmore=(cut,))
    goals = {place for place, *_ in leading(further(charted, "wigmore-c0-0"))}
    assert f"wigmore-{cut}.svg" in goals
    assert f"map.svg#claim-{cut}" not in goals
    question = {"claims/questions.yaml": f"which:\n  text: Which?\n  hypotheses: [c0-0, {cut}]\n"}
    asked = case_of({**LATTICE, **question}, thesis="c0-0")
    assert f"claim-{cut}.svg" in {place for place, *_ in leading(further(asked, "wigmore-c0-0"))}
    names = {picture.name for picture in pictures(charted)}
    assert {place.partition("#")[0] for place in goals} <= names


def test_a_chart_drawn_alone_or_beside_chosen_views_leads_nowhere_but_names_the_chart():
    for case, made in (
        (alone := case_of(LATTICE), pictures(alone, ["wigmore-c0-0"], alone=True)),
        (chosen := case_of(LATTICE, views={"one": {"show": ["c0-0"], "depth": 1}}), further(chosen, "wigmore-c0-0")),
    ):
        assert case.graph.claims
        assert leading(made) == []
        assert "see the picture wigmore-c" in " ".join(Seen(picture).written for picture in made)


GUILDS = {
    "claims/sections.yaml": "mills: {title: The mills, thesis: tolls-were-paid}\ntolls: {title: The tolls}\n",
    "claims/claims.yaml": """\
mill-stood: {text: A mill stood at the ford., section: mills}
tolls-were-paid:
  text: Tolls were paid at the mill.
  section: mills
  support: [{premises: [mill-stood, toll-roll-is-sound]}]
toll-roll-is-sound:
  text: The toll roll is sound.
  section: tolls
  attack: [{premises: [roll-was-copied]}]
  support: [{premises: [roll-names-millers], undercut_by: [{by: mill-stood}]}]
roll-was-copied: {text: The roll was copied late., section: tolls}
roll-names-millers: {text: The roll names millers., section: tolls}
""",
}


def test_the_architecture_is_drawn_where_the_whole_has_more_boxes_than_are_held_together():
    assert "architecture" not in names(case_of(GUILDS, most_boxes=5))
    assert "architecture" in names(case_of(GUILDS, most_boxes=4))


def test_a_region_tells_its_thesis_its_grades_and_how_often_it_bears_on_another():
    case = case_of(GUILDS, most_boxes=4)
    assert [(one.lower, one.upper, one.relation, one.times) for one in bearings(case, regions(case))] == [
        (0, 1, "undercut", 1),
        (1, 0, "support", 1),
    ]
    (picture,) = drawn(case, ["architecture"])
    seen = sound(picture)
    told = seen.sentence("section-mills")
    assert told.startswith("Tolls were paid at the mill. 2 claims: 2 of S0.")
    assert "It undercuts “The tolls” 1 time." in told
    assert 'href="section-mills.svg"' in picture.svg


def test_every_box_of_the_architecture_leads_to_a_picture_that_is_drawn(corpus):
    made = {picture.name for picture in pictures(corpus.case)}
    for region in regions(corpus.case):
        assert region.file.partition("#")[0] in made


def test_without_sections_the_regions_are_the_topics_of_the_map_and_hold_every_claim_once():
    claims = "".join(
        f"c{k}:\n  text: Claim {k}.\n" + (f"  support: [{{premises: [c{k + 1}]}}]\n" if k % 50 != 49 else "")
        for k in range(200)
    )
    case = case_of({"claims/c.yaml": claims})
    found = regions(case)
    assert len(found) > 3
    assert sorted(name for region in found for name in region.claims) == sorted(case.graph.claims)
    for picture in drawn(case, ["architecture"]):
        sound(picture)


def test_the_order_of_files_and_records_does_not_change_a_byte_of_a_further_picture(corpus):
    files = {name: source.text for name, source in corpus.sources.items() if name.endswith(".yaml")}
    case = load_text(dict(reversed(files.items())), settings=corpus.settings).case
    for name in ("timeline", "sources", "matrix-how-far-officers-went", "route-coalition-report"):
        assert further(case, name) == further(corpus.case, name)


# --------------------------------------------------------------------------- projects with errors

WHOLE = {**ROUTES, **GUILDS}


def every_picture(project):
    """All pictures that can be asked of a project through the API, whatever is wrong with it."""
    found = [*pictures(project.case)]
    found += [one for name in ("architecture", "timeline", "sources") for one in further(project.case, name) or ()]
    charts = [f"wigmore-{name}" for name in project.case.graph.claims]
    return found + [one for name in charts for one in further(project.case, name) or ()]


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("evidence/transmission.yaml", "holds_if: charter-forged", "holds_if: nobody-wrote-this"),
        ("claims/claims.yaml", "at the mill.\n  section: mills", "at the mill.\n  section: nowhere"),
        ("claims/sections.yaml", "thesis: tolls-were-paid", "thesis: nobody-wrote-this"),
    ],
)
def test_a_reference_that_leads_nowhere_costs_no_picture(file, before, after):
    assert before in {**CHARTER, **WHOLE}[file]
    files = {**CHARTER, **WHOLE, file: {**CHARTER, **WHOLE}[file].replace(before, after)}
    project = load_text(files, settings=Settings(most_boxes=3))
    assert not project.sound
    assert {"route-renewal-entry.svg", "architecture.svg"} <= {picture.name for picture in every_picture(project)}


def test_a_section_whose_thesis_stands_in_a_layer_that_is_off_is_drawn_without_it():
    claims = GUILDS["claims/claims.yaml"].replace("at the mill.\n", "at the mill.\n  layer: editors\n")
    off = Settings(without_layers=("editors",), most_boxes=2)
    project = load_text({**GUILDS, "claims/claims.yaml": claims}, settings=off)
    assert project.sound
    assert "architecture.svg" in {picture.name for picture in every_picture(project)}


@st.composite
def spoilt(draw):
    """A project with a word of it misspelt, a line left out, or a file."""
    files = draw(st.sampled_from([ROUTES, GUILDS, WHOLE]))
    name = draw(st.sampled_from(sorted(files)))
    text = files[name]
    kind = draw(st.sampled_from(["word", "line", "file"]))
    if kind == "file":
        return {other: text for other, text in files.items() if other != name}
    parts = re.split("( )" if kind == "word" else "(?<=\n)", text)
    at = draw(st.integers(0, len(parts) - 1))
    parts[at] = f"{parts[at]}x" if kind == "word" else ""
    return {**files, name: "".join(parts)}


@given(spoilt())
@examples(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_a_project_with_errors_is_drawn_as_far_as_it_was_understood(files):
    for picture in every_picture(load_text(files, settings=Settings(most_boxes=3))):
        ET.fromstring(picture.svg.encode())


@pytest.mark.parametrize("folder", [f for f in sorted(BAD.iterdir()) if f.name != "made"], ids=lambda f: f.name)
def test_no_fault_that_can_be_read_stops_a_picture(folder):
    try:
        project = load(folder)
        case = project.case
    except CannotDo:
        return
    assert case is project.case
    for picture in every_picture(project):
        ET.fromstring(picture.svg.encode())
