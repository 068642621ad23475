"""The study page in a browser: what it shows, how it is moved through by keys, and what it never does."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bench.generate import tree, write_argmap
from chromium import PATIENCE, turn
from conftest import CHARTER, GREEK, run, write
from playwright.sync_api import Browser, Page, expect

from argmap.project import Project, load, load_text
from argmap.settings import Settings
from argmap.study import SCRIPTS, engine, filled, study_page
from argmap.study.data import study_data

LAPTOP, PHONE, PROJECTOR = (1366, 768), (390, 844), (1920, 1080)
HOSTILE = "</script><script>document.title='broken'</script><!--<img src=x onerror=alert(1)> & \"quotes\""
ARABIC = "كان الختم أحدث من الميثاق بقرن كامل"
CUTS = "Words of the charter."
UNDERMINED = """\
seal-forged-too:
  source: charter
  text: The seal itself is a later cast.
  undermined_by: [{by: renewal-entry, strength: fair}]
"""
RELATED = """\
arms-are-later:
  text: The arms were granted in 1310.
  relates: [{to: charter-forged, how: corroborates, why: The seal shows them.}]
"""


def made(project: Project) -> bytes:
    return study_page(project.case, project.sources, project.faults)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, corpus: Project) -> dict[str, str]:
    """Pages on disk, by name, as addresses."""
    folder = tmp_path_factory.mktemp("pages")
    right_to_left = CHARTER["evidence/items.yaml"].replace(
        "The seal shows arms that were granted a century later.", ARABIC
    )
    hostile = CHARTER["claims/charter.yaml"].replace(
        "text: The founding charter of the abbey was forged.", f"text: >\n    {HOSTILE}"
    )
    texts = {"charter": "We, the abbot.\n\nBeyond all doubt this was granted to us.\n"}
    quoting = CHARTER["claims/charter.yaml"].replace(
        "kind: booster}}", "kind: booster}, at: {source: charter, block: P2, sentence: 1, chars: [[16, 56]]}}"
    )
    found = {
        "corpus": made(corpus),
        "czech": study_page(
            replace(corpus.case, settings=corpus.settings.model_copy(update={"language": "cs"})),
            corpus.sources,
            corpus.faults,
        ),
        "charter": made(load_text({**CHARTER, "evidence/more.yaml": UNDERMINED})),
        "hostile": made(
            load_text({**CHARTER, "claims/charter.yaml": hostile}, settings=Settings(title=HOSTILE + "\u2028"))
        ),
        "arabic": made(load_text({**CHARTER, "evidence/items.yaml": right_to_left})),
        "quoting": made(load_text({**CHARTER, "claims/charter.yaml": quoting}, texts=texts)),
        "parted": made(
            load_text(
                {
                    **CHARTER,
                    "claims/charter.yaml": CHARTER["claims/charter.yaml"].replace(
                        "hedge: {words: beyond all doubt, kind: booster}",
                        "hedge: {words: undoubtedly, kind: probability, scope: the date}",
                    ),
                }
            )
        ),
        "silent": made(load_text({**CHARTER, "claims/charter.yaml": quoting})),
        "other": made(load_text(CHARTER, settings=Settings(semantics="df-quad"))),
        "greek": made(load_text(GREEK)),
        "greek-other": made(load_text(GREEK, settings=Settings(semantics="df-quad"))),
        "related": made(load_text({**CHARTER, "claims/more.yaml": RELATED})),
        "empty": made(load_text({"claims/one.yaml": "alone: {text: A claim alone.}\n"})),
    }
    for name, page in found.items():
        (folder / f"{name}.html").write_bytes(page)
    return {name: (folder / f"{name}.html").as_uri() for name in found}


@pytest.fixture
def show(chromium: Browser, pages: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """Opens a page; fails at the end if it said anything to the console or asked for anything but itself."""
    contexts, said = [], []

    def opened(name: str, hash_: str = "", size: tuple[int, int] = LAPTOP, **wishes: Any) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **wishes)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda failure: said.append(str(failure)))
        page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith(pages[name]) else None)
        page.goto(pages[name] + hash_)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def details(page: Page) -> str:
    return page.locator("#details").inner_text()


def address(page: Page) -> str:
    """Where the page says it is: asked of the page, which has it at once; the driver is told of it a moment later."""
    return str(page.evaluate("location.href"))


def chosen(page: Page, *parts: str) -> None:
    """Waits until the address holds all these."""
    page.wait_for_function("parts => parts.every((part) => location.hash.includes(part))", arg=list(parts))


def card(page: Page, target: str) -> Any:
    return page.locator(f'#map [data-target="{target}"]:not(.again):not(.upper)').first


# --------------------------------------------------------------------------- reading


@pytest.mark.parametrize("name", ["corpus", "charter", "arabic", "other", "empty"])
def test_a_page_opens_with_its_claim_and_says_nothing_to_the_console(show, name):
    page = show(name)
    assert page.locator("#map .card.claim, #map .card.question").count() >= 1
    assert page.locator("h1").inner_text()


def test_the_corpus_opens_with_its_thesis_and_a_click_tells_all_of_it(show, corpus):
    page = show("corpus")
    thesis = str(corpus.settings.thesis)
    card(page, f"claims:{thesis}").click()
    expect(page.locator("#details-title")).to_have_text("Details: claim")
    told = details(page)
    claim = corpus.graph.claims[thesis]
    assert claim.text in told
    for heading in ("Who says so, and how surely", "For it", "It bears on", "What the audit says"):
        assert heading in told
    assert all(word in told for word in ("Ken", "Rule, ", "Critical questions", "dB"))
    chosen(page, thesis)


def test_every_kind_of_record_has_its_details(show, corpus):
    graph = corpus.graph
    page = show("corpus")
    item, source = next((name, item.source) for name, item in graph.evidence.items())
    for kind, name, text in (
        ("evidence", item, graph.evidence[item].text),
        ("sources", source, graph.sources[source].title),
        ("groups", next(iter(graph.groups)), next(iter(graph.groups.values())).basis),
        ("questions", next(iter(graph.questions)), next(iter(graph.questions.values())).text),
        ("sections", next(iter(graph.sections)), next(iter(graph.sections.values())).title),
        ("steps", next(iter(graph.inferences)), next(iter(graph.inferences.values())).record.premises[0]),
    ):
        turn(page, f"s={kind}:{name}")
        title = "group" if kind == "groups" else kind.removesuffix("s")
        expect(page.locator("#details-title")).to_have_text(f"Details: {title}")
        expect(page.locator("#details")).to_contain_text(text if kind != "steps" else "Step")


def test_a_relation_is_told_from_both_its_ends(show):
    page = show("related", "#s=claims:arms-are-later")
    expect(page.locator("#details")).to_contain_text("It bears out: The founding charter of the abbey was forged.")
    turn(page, "s=claims:charter-forged")
    expect(page.locator("#details")).to_contain_text("It is borne out by: The arms were granted in 1310.")


def test_every_name_in_the_details_leads_to_what_it_names(show):
    graph = load_text(GREEK).graph
    kinds = ("claims", "evidence", "questions", "sources", "groups")
    # What stands at the head of the details of each.
    records = {f"{kind}:{name}": name for kind in kinds for name in getattr(graph, kind)}
    records |= {f"sections:{name}": section.title for name, section in graph.sections.items()}
    page = show("greek")

    def turned(record: str) -> None:
        head = "head => [...document.querySelectorAll('#details .name, #details .statement')].some((one) => one.textContent === head)"
        page.wait_for_function(head, arg=records[record])

    followed = 0
    for record in records:
        turn(page, f"s={record}")
        turned(record)
        for number in range(page.locator("#details .link").count()):
            page.evaluate("number => document.querySelectorAll('#details .link')[number].click()", number)
            led = page.evaluate("() => new URLSearchParams(location.hash.slice(1)).get('s')")
            assert led != record
            turned(led)
            turn(page, f"s={record}")
            turned(record)
            followed += 1
    assert followed > 50


def test_the_search_finds_words_without_their_marks_and_enter_opens_the_first(show):
    page = show("corpus")
    page.keyboard.press("/")
    page.keyboard.type("benes tukhachevsky")
    expect(page.locator(".results .entry").first).to_be_visible()
    page.keyboard.press("Enter")
    chosen(page, "s=claims")


def test_a_copied_address_shows_the_same_and_back_leads_back(show, pages):
    page = show("charter")
    card(page, "claims:charter-forged").click()
    page.get_by_role("button", name="Withdraw this claim").click()
    expect(page.locator(".bar")).to_be_visible()
    chosen(page, "off=claims:charter-forged")
    copied = address(page)
    told, shown = details(page), page.locator("#map").inner_text()
    page.go_back()
    expect(page.locator(".bar")).to_be_hidden()
    page.go_forward()
    expect(page.locator(".bar")).to_be_visible()
    again = show("charter", copied.removeprefix(pages["charter"]))
    assert (details(again), again.locator("#map").inner_text()) == (told, shown)


@pytest.mark.parametrize(
    "hash_", ["#v=claims:none", "#v=order:0&s=__proto__:x", "#d=-3&r=x=2&off=a", "#%E0%A4", "#f=a=*"]
)
def test_an_address_that_makes_no_sense_is_passed_over(show, hash_):
    page = show("charter", hash_)
    assert page.locator("#map .card").count() > 1
    expect(page.locator(".bar")).to_be_hidden()


def test_two_thousand_claims_are_opened_searched_and_changed(chromium, tmp_path):
    write_argmap(tree(2000), tmp_path / "made")
    project = load(tmp_path / "made")
    file = tmp_path / "study.html"
    file.write_bytes(filled(project.case.title(), json.dumps(study_data(project.case))))
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    # Asked for by their ids: a search by role would name every tile first.
    page.goto(file.as_uri())
    assert 1 < page.locator("#map .card").count() <= 200  # drawn before the page is loaded
    page.locator("#to-whole").click()
    expect(page.locator(".tile")).to_have_count(2000)
    page.locator(".tile").nth(3).click()
    page.locator("#details .act", has_text="Withdraw this claim").click()
    expect(page.locator(".bar .status")).to_contain_text("move")
    page.locator("#to-home").click()
    for depth in range(2, 7):
        page.locator("#deeper").click()
        expect(page.locator("#depth")).to_have_text(f"{depth} deep")
    assert page.locator("#map .card").count() < 1000
    page.close()


# --------------------------------------------------------------------------- what if


def test_withdrawing_an_item_marks_what_moves_and_reset_leads_back(show):
    page = show("charter", "#v=claims:charter-forged")
    before = page.locator("#map").inner_text()
    assert "was SX" not in before
    card(page, "evidence:seal-too-late").click()
    page.get_by_role("button", name="Withdraw this item").click()
    forged = card(page, "claims:charter-forged")
    expect(forged).to_contain_text("was SX")
    expect(page.locator(".bar .status")).to_contain_text("falls")
    page.get_by_role("button", name="Reset all").click()
    expect(page.locator(".bar")).to_be_hidden()
    assert page.locator("#map").inner_text() == before


def test_a_note_is_found_by_its_number_and_withdrawn_with_all_that_it_cites(show, corpus):
    page = show("corpus")
    cited = [name for name, item in corpus.graph.evidence.items() if any(at.block == "N20" for at in item.cited_at)]
    page.get_by_role("searchbox").fill("note 20, uritskii")
    page.locator(".results .entry.evidence").first.click()
    page.get_by_role("button", name=f"Withdraw all {len(cited)} items cited in Ken, note 20").click()
    chosen(page, *(f"off=evidence:{name}" for name in cited))
    page.get_by_text("What changes", exact=True).click()
    expect(page.locator(".moved-list tr", has_text="falls").nth(1)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".moved-list")).to_be_hidden()
    page.get_by_role("button", name=f"Reinstate all {len(cited)} items").click()
    expect(page.locator(".bar")).to_be_hidden()


def test_a_claim_whose_layer_is_switched_off_says_so_and_is_told_no_numbers(show):
    page = show("greek", "#v=claims:θήτα&s=claims:θήτα")
    page.get_by_text("What would change it most?").click()
    expect(page.get_by_role("button", name="Suppose it found").first).to_be_visible()
    off = page.locator("#details .warn", has_text="Its layer is switched off.")
    expect(off).to_be_hidden()
    page.locator(".menu summary").click()
    page.get_by_label("editors").click()
    expect(off).to_be_visible()
    expect(page.locator("#details .dials")).to_be_hidden()
    expect(page.locator(".levers")).to_have_text("Its layer is switched off.")
    page.get_by_label("editors").click()
    expect(off).to_be_hidden()
    expect(page.locator("#details .dials")).to_be_visible()
    expect(page.get_by_role("button", name="Suppose it found").first).to_be_visible()


def test_where_numbers_do_not_follow_what_changes_is_told_without_them(show):
    page = show("greek-other", "#v=claims:άλφα&s=evidence:ζήτα")
    page.get_by_role("button", name="Withdraw this item").click()
    expect(page.locator("#details")).to_contain_text("withdrawn")
    expect(page.locator(".bar .status")).to_contain_text("grade")
    page.get_by_text("What changes", exact=True).click()
    expect(page.locator(".moved-list tbody tr").first).to_be_visible()
    assert "dB" not in page.locator(".moved-list").inner_text()
    page.locator(".menu summary").click()
    page.get_by_label("editors").click()
    expect(page.locator(".bar .status")).to_contain_text("grade")


PRESS = """([which, how]) => {
  const there = (one) => !one.disabled && !one.closest("dialog:not([open])") && one.getClientRects().length;
  const all = [...document.querySelectorAll("button, [role=button], input, select, summary")].filter(there);
  const one = all[Math.floor(which * all.length)];
  const tell = (name) => one.dispatchEvent(new Event(name, { bubbles: true }));
  if (one.type === "search") one.value = ["μύλος", "12", "ken", ""][Math.floor(how * 4)];
  else if (one.type === "range") one.value = String(how);
  else if (one.tagName === "SELECT") one.selectedIndex = Math.floor(how * one.options.length);
  else return one.click();
  tell("input");
  return tell("change");
}"""
UNSAID = re.compile(r"undefined|NaN|\[object|\{[a-z]+\}|\b(?:study|counted|card|step)\.[a-z]")
"""What a page says where something was forgotten."""


@pytest.mark.parametrize(
    ("name", "seed"),
    [("greek", 1), ("greek", 2), ("greek", 3), ("greek-other", 4), ("greek-other", 7), ("corpus", 5), ("corpus", 6)],
)
def test_whatever_a_reader_presses_the_page_goes_on(show, name, seed):
    page = show(name)
    chance = Random(seed)
    for _ in range(150):
        act = chance.random()
        if act < 0.05:
            page.evaluate("location.hash && history.back()" if act < 0.03 else "history.forward()")
        elif act < 0.1:
            page.keyboard.press(chance.choice(["Escape", "/", "?", "ArrowDown", "ArrowLeft", "Enter", "Tab", "0", "+"]))
        else:
            page.evaluate(PRESS, [chance.random(), chance.random()])
        assert not UNSAID.search(page.inner_text("body"))


def test_every_lever_moves_the_numbers_of_the_page_and_can_be_undone(show):
    page = show("charter", "#v=claims:charter-forged&s=evidence:seal-too-late")
    point = card(page, "claims:charter-forged").locator(".line b")
    start = point.inner_text()
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(point).not_to_have_text(start)
    page.get_by_role("button", name="As appraised").click()
    expect(point).to_have_text(start)
    card(page, "claims:charter-forged").click()
    page.get_by_label("Strength").first.select_option("near decisive")
    expect(point).not_to_have_text(start)
    page.get_by_role("button", name="Undo").click()
    expect(point).to_have_text(start)
    page.get_by_text("What would change it most?").click()
    page.get_by_role("button", name="Suppose it found").first.click()
    expect(point).not_to_have_text(start)
    expect(page.locator(".supposed")).to_contain_text("Supposed")
    page.get_by_role("button", name="take back").click()
    expect(point).to_have_text(start)


def test_a_source_and_a_group_are_withdrawn_with_all_that_is_theirs(show, corpus):
    group = next(iter(corpus.graph.groups))
    for kind, name in (("groups", group), ("sources", "ken")):
        page = show("corpus", f"#v=whole:&s={kind}:{name}")
        page.locator("#details .acts").get_by_role("button", name=re.compile("^Withdraw")).click()
        expect(page.locator(".bar .status")).to_contain_text("move")
        expect(page.locator(".tile.fell, .tile.rose, .tile.regraded").first).to_be_visible()


@pytest.fixture(scope="module")
def rated(corpus: Project) -> tuple[str, list[str]]:
    """The question with most ratings, and the items that they are of."""
    name = max(corpus.graph.questions, key=lambda one: len(corpus.graph.questions[one].ratings))
    return name, [r.evidence for r in corpus.graph.questions[name].ratings if r.evidence in corpus.graph.evidence]


MATRIX = """() => ({
  heads: [...document.querySelectorAll(".matrix thead th")].map((one) => [one.textContent, one.className, one.getAttribute("aria-label")]),
  cells: [...document.querySelectorAll(".matrix tbody tr")].map((row) => [...row.children].slice(0, -2).map((one) => one.textContent)),
  struck: [...document.querySelectorAll(".matrix tbody tr")].map((row) => [...row.children].flatMap((one, k) => one.classList.contains("withdrawn") ? [k] : [])),
  sums: [...document.querySelectorAll(".matrix tbody tr")].slice(1).map((row) => [...row.children].slice(-2).map((one) => one.textContent)),
  key: [...document.querySelectorAll(".key li")].map((one) => [one.querySelector("b").textContent, one.className, one.querySelector("span").textContent]),
  lead: document.querySelector(".matrix + p").textContent,
})"""


def test_a_withdrawn_item_keeps_its_place_in_the_matrix_struck_through_and_is_not_counted(show, rated):
    name, items = rated
    view = f"v=questions:{name}&s=questions:{name}"
    page = show("corpus", f"#{view}")
    before = page.evaluate(MATRIX)
    text = page.evaluate(
        "name => JSON.parse(document.getElementById('data').textContent).evidence[name].text", items[0]
    )
    turn(page, f"{view}&off=evidence:{items[0]}")
    expect(page.locator(".key li.withdrawn")).to_have_count(1)
    expect(page.locator(".key li.withdrawn")).to_contain_text(text)
    after = page.evaluate(MATRIX)
    number = next(code for code, state, _ in after["key"] if state)
    column = next(k for k, (code, *_) in enumerate(after["heads"]) if code == number)
    assert after["heads"][column] == [number, "withdrawn", f"{number}, withdrawn"]
    assert after["struck"] == [[column]] * len(after["cells"])
    assert after["cells"] == before["cells"]
    assert [head[0] for head in after["heads"]] == [head[0] for head in before["heads"]]
    assert [code for code, *_ in after["key"]] == [f"E{k + 1}" for k in range(len(before["key"]))]
    assert after["sums"] != before["sums"]
    assert "withdrawn" in next(remark for code, _, remark in after["key"] if code == number)
    assert number not in re.findall(r"E\d+", after["lead"])
    turn(page, view)
    expect(page.locator(".key li.withdrawn")).to_have_count(0)
    assert page.evaluate(MATRIX) == before


def test_a_witness_of_a_matrix_keeps_its_number_while_others_are_withdrawn(show, rated):
    name, items = rated
    view = f"v=questions:{name}&s=questions:{name}"
    page = show("corpus", f"#{view}")
    before = {code: remark for code, _, remark in page.evaluate(MATRIX)["key"]}
    assert len(set(before.values())) > 1
    for item in items:
        turn(page, f"{view}&off=evidence:{item}")
        expect(page.locator(".key li.withdrawn")).to_have_count(1)
        key = page.evaluate(MATRIX)["key"]
        gone = next(code for code, state, _ in key if state)
        # What only that item joined falls apart; all others go by the number that they had.
        others = {code: remark for code, _, remark in key if before[code] != before[gone]}
        assert others == {code: before[code] for code in others}
        turn(page, view)
        expect(page.locator(".key li.withdrawn")).to_have_count(0)


def test_a_matrix_of_which_every_telling_item_is_withdrawn_says_that_none_tells(show, rated):
    name, items = rated
    page = show("corpus", f"#v=questions:{name}&s=questions:{name}{''.join(f'&off=evidence:{item}' for item in items)}")
    assert page.evaluate(MATRIX)["lead"] == "No item tells one answer from another."
    assert {tuple(sums) for sums in page.evaluate(MATRIX)["sums"]} == {("0 / 0", "0 / 0")}


def test_what_a_number_was_stands_under_its_scale_and_the_page_stays_where_it_is(show, rated):
    name, items = rated
    view = f"v=questions:{name}&s=questions:{name}"
    page = show("corpus", f"#{view}")
    tops = """() => [...document.querySelectorAll("#map, #outline, #details, .toolbar, #map .card.claim")].map((one) => one.getBoundingClientRect().top)"""
    before = page.evaluate(tops)
    turn(page, f"{view}&off=evidence:{items[0]}")
    expect(page.locator(".bar")).to_be_visible()
    assert page.evaluate(tops)[:4] == before[:4]
    covered = page.evaluate("""() => [...document.querySelectorAll("#map .dials .was:not(:empty)")].map((one) => {
      const dials = one.closest(".dials");
      const [was, ...others] = [one, ...dials.querySelectorAll(".tick, .reason, .line > :not(.was)")].map((part) => part.getBoundingClientRect());
      const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
      return others.some((other) => meet(was, other)) || was.right > dials.getBoundingClientRect().right + 1;
    })""")
    assert covered
    assert not any(covered)
    above = page.evaluate("""() => [...document.querySelectorAll("#map .dials .was:not(:empty)")].flatMap((one) =>
      [...one.closest(".dials").querySelectorAll(".tick")].map((tick) => tick.getBoundingClientRect().top - one.getBoundingClientRect().top))""")
    assert above
    assert max(above) < 3  # the words at the scale stand level with it, or higher


def test_an_arrow_stands_only_before_what_was_otherwise(show):
    page = show("charter", "#r=seal-too-late=0.2")
    # Numbers move and grades do not: the place of the earlier grade is empty.
    alone = page.evaluate("""() => [...document.querySelectorAll(".dials.rose, .dials.fell")].flatMap((dials) =>
      [...dials.querySelectorAll(".was")].map((one) => [one.textContent, getComputedStyle(one, "::before").content]))""")
    assert any(not words for words, _ in alone)
    assert any(words for words, _ in alone)
    assert all((arrow == "none") == (not words) for words, arrow in alone)


def test_another_semantics_offers_no_levers(show):
    page = show("other", "#s=evidence:seal-too-late")
    assert page.get_by_role("slider").count() == 0


# --------------------------------------------------------------------------- switches


def test_switches_hide_what_they_name_and_the_address_keeps_them(show):
    page = show("corpus")
    page.locator("summary", has_text="Show").click()
    for label, part in (("Warrants and open questions", ".warrant"), ("Hedges", ".hedge"), ("Confidence", ".line")):
        assert page.locator(f"#map {part}:visible").count() > 0, part
        page.get_by_label(label).uncheck()
        expect(page.locator(f"#map {part}:visible")).to_have_count(0)
    chosen(page, "hide=warrants", "hide=hedges", "hide=confidence")
    for layer in ("editors", "henderson"):
        page.get_by_label(layer).uncheck()
    chosen(page, "layer=editors", "layer=henderson")
    page.get_by_label("Reported claims").uncheck()
    expect(page.locator("#map .card.reported")).to_have_count(0)


def test_lines_are_shown_and_hidden_and_the_neighbourhood_grows_with_its_depth(show):
    page = show("corpus")
    cards = page.locator("#map .card")
    counts = []
    for depth in range(1, 4):
        expect(page.locator("#depth")).to_have_text(f"{depth} deep")
        counts.append(cards.count())
        page.get_by_role("button", name="Deeper").click()
    assert counts == sorted(set(counts))
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(cards).to_have_count(counts[0])
    page.locator(".fold", has_text=re.compile("^Show")).first.press("Enter")
    page.wait_for_function("least => document.querySelectorAll('#map .card').length > least", arg=counts[0])
    page.locator(".fold", has_text=re.compile("^Hide")).first.press("Enter")
    page.wait_for_function("most => document.querySelectorAll('#map .card').length < most", arg=counts[0])


def test_lines_that_count_as_one_are_drawn_as_one_box_when_groups_are_collapsed(show, corpus):
    name = next(
        n for n, found in corpus.case.valuation.because.items() if any(len(c.members) > 1 for c in found.contributions)
    )
    page = show("corpus", f"#v=claims:{name}&hide=groups")
    assert page.locator(".frame.bundle").count() >= 1


# --------------------------------------------------------------------------- keys, touch and readers


def test_the_whole_page_can_be_walked_by_keys(show):
    page = show("charter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the map")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    for _ in range(9):
        if page.evaluate("document.activeElement.closest('#map [data-target]') !== null"):
            break
        page.keyboard.press("Tab")
    start = page.evaluate("document.activeElement.dataset.target")
    at_start = expect(page.locator("#map :focus"))
    at_start.to_have_attribute("data-target", start)
    page.keyboard.press("ArrowDown")
    at_start.not_to_have_attribute("data-target", start)
    page.keyboard.press("ArrowUp")
    at_start.to_have_attribute("data-target", start)
    page.keyboard.press("Enter")
    expect(page.locator("#details-title")).to_be_focused()
    page.keyboard.press("Escape")
    at_start.to_have_attribute("data-target", start)
    for key in ("+", "-", "0", "Shift+ArrowLeft"):
        before = page.evaluate(PLACED)
        page.keyboard.press(key)
        page.wait_for_function(f"before => {PLACED} !== before", arg=before)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


PLACED = "document.querySelector('.canvas').style.transform"
HEADS_UNDER_BUTTONS = """
() => {
  const rect = (node) => node.getBoundingClientRect();
  const heads = [...document.querySelectorAll("#map .lines path.f-support, #map .lines path[stroke-width='4'], #map .lines path.f-card")];
  const folds = [...document.querySelectorAll("#map .fold")].map(rect);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return [heads.length, folds.length, heads.map(rect).filter((head) => folds.some((fold) => meet(head, fold))).length];
}
"""


def test_no_button_covers_the_head_of_a_line(show):
    for name, hash_ in (
        ("charter", "#v=claims:charter-forged"),
        ("corpus", ""),
        ("arabic", "#v=claims:charter-forged"),
    ):
        heads, folds, covered = show(name, hash_).evaluate(HEADS_UNDER_BUTTONS)
        assert heads
        assert folds
        assert not covered


IN_SIGHT = """
() => {
  const [card, map] = [document.activeElement, document.querySelector("#map")].map((node) => node.getBoundingClientRect());
  return card.left >= map.left && card.right <= map.right && card.top >= map.top && card.bottom <= map.bottom;
}
"""


def test_keys_pressed_before_the_map_is_at_rest_bring_their_card_into_sight(show):
    page = show("corpus", "#d=3", (1366, 600))
    page.locator("#map .card.claim").first.focus()
    page.evaluate(
        """keys => keys.forEach((key) =>
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))""",
        ["ArrowDown"] * 5 + ["+", "+", "ArrowDown", "ArrowDown"],
    )
    page.wait_for_function("() => document.getAnimations().length === 0")
    assert page.evaluate(IN_SIGHT)


WORDS_UNDER_BUTTONS = """
() => {
  const rect = (node) => node.getBoundingClientRect();
  const folds = [...document.querySelectorAll("#map .fold")].map((node) => [rect(node), node.closest(".box")]);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const words = [...document.querySelectorAll("#map .card :is(text, .text, .small, .name, b, .said)")];
  const covered = words.filter((word) => word.textContent.trim() && folds.some(([fold]) => meet(rect(word), fold)));
  const hidden = folds.filter(([fold, box]) => {
    const [x, y] = [(fold.left + fold.right) / 2, fold.bottom - 3];
    const top = document.elementFromPoint(x, y);
    return top && top.closest("#map") && !top.closest(".fold");
  });
  return [folds.length, covered.map((word) => word.textContent), hidden.length];
}
"""


@pytest.mark.parametrize("name", ["corpus", "czech"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP, PROJECTOR])
def test_no_button_covers_a_word_at_any_scale_and_no_card_a_button(show, name, size):
    page = show(name, size=size)
    page.locator("#map").focus()
    for smaller in range(4):
        folds, covered, hidden = page.evaluate(WORDS_UNDER_BUTTONS)
        assert folds
        assert (covered, hidden) == ([], 0), smaller
        before = page.evaluate(PLACED)
        page.keyboard.press("-")
        page.wait_for_function(f"before => {PLACED} !== before", arg=before)
        page.wait_for_function("() => document.getAnimations().length === 0")


@pytest.mark.parametrize("name", ["corpus", "czech"])
def test_what_a_number_was_covers_no_word_below_the_scale(show, name):
    page = show(name, "#v=claims:czech-service-supplied&d=3&off=evidence:report-heading&r=report-agent-label=0.2")
    expect(page.locator("#map .dials .was:not(:empty)").first).to_be_visible()
    covered = """() => [...document.querySelectorAll("#map .dials")].flatMap((dials) => {
      const boxes = [...dials.querySelectorAll(".tick, .was:not(:empty)")].map((one) => [one.textContent, one.getBoundingClientRect()]);
      return boxes.flatMap(([word, a], k) => boxes.slice(k + 1).filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).map(([other]) => [word, other]));
    })"""
    assert page.evaluate(covered) == []


def test_on_a_wide_screen_the_map_begins_larger(show):
    letters = "document.querySelector('#map .card.claim .text').getBoundingClientRect().height"
    scale = "new DOMMatrix(getComputedStyle(document.querySelector('#map .canvas')).transform).a"
    assert show("corpus").evaluate(scale) < 1
    wide = show("corpus", size=(1920, 1080))
    assert wide.evaluate(scale) > 1.1
    assert wide.evaluate(letters) > 17


def test_the_map_moves_by_drag_and_wheel_and_a_drag_opens_nothing(show):
    page = show("charter")
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 60
    before, there = page.evaluate(PLACED), address(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    page.wait_for_function(f"before => {PLACED} !== before", arg=before)
    page.keyboard.press("?")  # comes after whatever the drag has set off
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert address(page) == there
    before = page.evaluate(PLACED)
    page.mouse.wheel(0, -200)
    page.wait_for_function(f"before => {PLACED} !== before", arg=before)


@pytest.mark.parametrize(
    ("name", "hash_", "size", "scheme"),
    [
        ("corpus", "#s=claims:apprehensions-first-hand", LAPTOP, "light"),
        ("charter", "#v=whole:", PROJECTOR, "dark"),
        ("charter", "#s=evidence:seal-too-late&off=evidence:copied-early", PHONE, "light"),
        ("charter", "#s=questions:what-is-the-charter&v=questions:what-is-the-charter", LAPTOP, "dark"),
        ("quoting", "#s=claims:charter-forged", LAPTOP, "light"),
        ("czech", "#s=claims:czech-service-supplied&off=evidence:report-heading", LAPTOP, "light"),
    ],
)
def test_axe_finds_nothing_against_wcag_2_2_aa(show, name, hash_, size, scheme):
    page = show(name, hash_, size, color_scheme=scheme, bypass_csp=True)
    page.add_script_tag(content=files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for pane in ("map", "details", "outline") if size == PHONE else ("map",):
        page.evaluate("pane => document.body.dataset.pane = pane", pane)
        result = page.evaluate("rules => axe.run({ runOnly: rules })", rules)
        assert [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]] == []


def test_cards_tell_a_screen_reader_what_they_show(show):
    page = show("charter", "#v=claims:charter-forged")
    buttons = page.get_by_role("button")
    claim = buttons.filter(has_text="The founding charter of the abbey was forged.").first
    told = " ".join(claim.inner_text().split())
    for part in ("CLAIM", "Anna Dobrá asserts", "beyond all doubt", "SX", "band"):
        assert part in told
    step = page.locator("#map .card.step").first
    assert "supports" in step.inner_text()
    assert page.locator("#map").get_attribute("aria-label")
    for landmark in ("banner", "navigation", "main"):
        assert page.get_by_role(landmark).count() == 1, landmark


# --------------------------------------------------------------------------- looks


@pytest.mark.parametrize("name", ["corpus", "czech"])
@pytest.mark.parametrize("size", [PHONE, (320, 256), (341, 192)])
def test_a_narrow_page_shows_one_part_at_a_time_and_nothing_runs_out_of_it(show, name, size):
    page = show(name, "#s=claims:apprehensions-first-hand", size)
    for pane in ("outline", "map", "details"):
        page.locator(f"#panes [data-pane={pane}]").click()
        expect(page.locator("body")).to_have_attribute("data-pane", pane)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0], pane
    expect(page.locator(".statement").first).to_be_visible()


def test_dark_and_still_are_followed(show):
    page = show("charter", color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 29)"
    page.locator("#map .card").first.focus()
    before = page.evaluate(PLACED)
    page.keyboard.press("0")
    page.wait_for_function(f"before => {PLACED} !== before", arg=before)
    assert "smooth" not in page.locator(".canvas").get_attribute("class").split()


def test_text_that_runs_from_right_to_left_does_so(show):
    page = show("arabic", "#v=claims:charter-forged")
    text = page.locator(".card.evidence .text", has_text=ARABIC).first
    assert text.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_it_prints_with_the_map_and_the_details(show):
    page = show("charter", "#s=claims:charter-forged")
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.locator("#outline")).to_be_hidden()
    expect(page.locator("#map .card").first).to_be_visible()
    expect(page.locator("#details .statement").first).to_be_visible()


# --------------------------------------------------------------------------- texts and hostile words


def test_the_reader_s_own_copy_is_shown_in_place_with_its_hedge_marked(show):
    page = show("quoting", "#s=claims:charter-forged")
    assert page.locator(".passage mark").inner_text() == "Beyond all doubt this was granted to us."
    assert page.locator(".hedgeword").inner_text() == "Beyond all doubt"
    silent = show("silent", "#s=claims:charter-forged")
    assert silent.locator(".passage").count() == 0
    assert "paragraph 2" in details(silent)


def test_a_hedge_of_a_part_shows_no_band_as_if_it_were_of_the_whole(show):
    page = show("parted", "#s=claims:charter-forged")
    assert "undoubtedly [probability, of a part]" in re.sub(
        r"[“”]", "", page.locator(".canvas .said.hedge").first.inner_text()
    )
    assert "of a part: the date · 95–99 % of that · argmap" in details(page)


def test_texts_never_go_into_renders(charter, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text(CUTS, encoding="utf-8")
    text = f"charter={copy}"
    refused = run("build", "--project", charter, "--text", text)
    assert refused.status == 2
    assert "yours alone" in refused.err
    assert run("build", "--project", charter, "--text", text, "-o", charter / "renders").status == 2
    assert run("build", "--project", charter, "--text", text, "-o", tmp_path / "mine").status == 0
    assert CUTS in (tmp_path / "mine" / "study.html").read_text(encoding="utf-8")
    assert run("build", "--project", charter).status == 0
    assert CUTS not in (charter / "renders" / "study.html").read_text(encoding="utf-8")


def test_words_are_never_taken_for_markup(show):
    page = show("hostile")
    assert page.title() != "broken"
    assert page.locator("img").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.locator("#map").inner_text()


def test_the_page_forbids_itself_the_network(pages, corpus):
    text = made(corpus).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"(src|href)=\"(?!#)", text.split("<script")[0])


# --------------------------------------------------------------------------- as files


def test_the_same_project_gives_the_same_page(corpus):
    assert made(corpus) == made(corpus)
    assert len(made(corpus)) < 1_000_000


def test_modules_stand_after_what_they_import_and_say_what_they_are_for():
    folder = Path(str(files("argmap.study")))
    assert {path.stem for path in folder.glob("*.js")} == set(SCRIPTS)
    for number, name in enumerate(SCRIPTS):
        text = (folder / f"{name}.js").read_text(encoding="utf-8")
        assert text.startswith("/**"), name
        assert len(text.splitlines()) < 500, name
        assert set(re.findall(r'from "\./(\w+)\.js"', text)) <= set(SCRIPTS[:number]), name
    assert "import " not in re.sub(r"/\*.*?\*/", "", engine(), flags=re.DOTALL)


def test_build_links_the_page_and_finds_it_stale(charter):
    write(charter, {})
    assert run("build", "--project", charter).status == 0
    assert 'href="study.html"' in (charter / "renders" / "index.html").read_text(encoding="utf-8")
    page = charter / "renders" / "study.html"
    page.write_text("old", encoding="utf-8")
    assert "study.html is stale" in run("build", "--project", charter, "--check").err
