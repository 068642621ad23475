"""Pages of reports in a real browser: read, ordered, printed, and safe whatever an author has typed."""

import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import resize, turn
from conftest import CHARTER, ROOT, run, write
from playwright.sync_api import expect

from argmap.audit import audit
from argmap.audit_page import audit_page
from argmap.pages import blocks, rule_names
from argmap.project import drawn

EVIL = """<script>window.hurt=1</script><img src=x onerror="window.hurt=1"></style></svg>{{ 7*7 }}"' javascript:alert(1) &lt;"""
QUOTED = EVIL.replace('"', "'")
HOSTILE = {
    "claims/a.yaml": f"""\
fire:
  text: >
    {EVIL}
  tier: core
  section: part
  said:
    - by: "{QUOTED}"
      hedge: "{QUOTED[:34]}"
  support: [{{premises: [seen], scheme: sign, warrant: "{QUOTED}", undercut_by: [rain]}}]
rain:
  text: >
    Rain {EVIL}
  note: {"x" * 400} {EVIL.replace(": ", ":")}
""",
    "claims/questions.yaml": f"""\
which:
  text: >
    {EVIL}
  hypotheses: [fire, rain]
  exhaustive: "{QUOTED}"
  ratings: [{{evidence: seen, ratings: {{fire: C, rain: I}}}}]
""",
    "claims/sections.yaml": f"part:\n  title: >\n    {EVIL}\n",
    "evidence/e.yaml": f"seen:  # argmap: ignore[evidence-unappraised] {EVIL} (A <b>, 2026-11-22)\n  source: roll\n  text: >\n    {EVIL}\n",
    "evidence/sources.yaml": f'roll:\n  title: >\n    {EVIL}\n  author: "{QUOTED}"\n',
    "argmap.toml": f"title = '''{EVIL}'''\n",
}
WIDTHS = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080), "400 % zoom": (320, 256)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every kind of page of a small project, of a hostile one and of the corpus, as files by name."""
    out = tmp_path_factory.mktemp("pages")
    charter, hostile = write(out / "charter", CHARTER), write(out / "hostile", HOSTILE)
    made = {
        "corpus": ("audit", "--project", ROOT),
        "audit": ("audit", "--project", charter, "--without", "seal-too-late"),
        "check": ("check", "--project", charter, "--select", "claim-without-support,evidence-unused"),
        "question": ("question", "who-drew-up-report", "--project", ROOT),
        "dossier": ("show", "apprehensions-first-hand", "--project", ROOT),
        "hostile-audit": ("audit", "--project", hostile),
        "hostile-check": ("check", "--project", hostile),
        "hostile-question": ("question", "which", "--project", hostile),
        "hostile-dossier": ("show", "fire", "--project", hostile),
    }
    assert run("build", "--project", hostile).status == 0
    for name, arguments in made.items():
        ran = run(*arguments, "--format", "html", "-o", out / f"{name}.html")
        assert ran.status in (0, 1), ran.err
    return {name: out / f"{name}.html" for name in made}


PAGES = [
    "corpus",
    "audit",
    "check",
    "question",
    "dossier",
    "hostile-audit",
    "hostile-check",
    "hostile-question",
    "hostile-dossier",
]


@pytest.fixture
def opened(chromium, pages):
    """Opens a page of that name; what it says on the console and asks of the network is kept."""
    contexts = []

    def open_page(name, width=1366, height=768, **more):
        context = chromium.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda failure: page.said.append(str(failure)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(pages[name].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_in_silence_and_asks_nothing_of_any_network(opened, pages, name):
    page = opened(name)
    assert page.said == []
    assert page.asked == [pages[name].as_uri()]
    assert page.locator("script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "corpus"])  # so long a page takes axe minutes
def test_a_page_is_accessible(opened, name, scheme):
    page = opened(name, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


@pytest.mark.parametrize("name", ["corpus", "question", "dossier", "hostile-audit", "hostile-dossier"])
def test_a_page_fits_its_window_at_every_size(opened, name):
    page = opened(name)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width, height in WIDTHS.values():
        resize(page, width, height)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("hostile")])
def test_what_an_author_typed_is_shown_and_never_run(opened, name):
    page = opened(name)
    assert page.evaluate("window.hurt") is None
    assert page.locator("img").count() == 0
    shown = page.locator("body").inner_text() + page.locator("body").text_content()
    assert "<script>window.hurt=1</script>" in shown
    assert "{{ 7*7 }}" in shown
    links = page.eval_on_selector_all("a", "all => all.map(a => a.href.baseVal ?? a.href)")
    assert not [link for link in links if not link.startswith("file:")]


def order(page):
    """The claims of the table of dials from top to bottom, as they are seen."""
    rows = page.locator(".dials tbody tr")
    return page.evaluate(
        "rows => rows.map(r => [r.getBoundingClientRect().top, r.querySelector('th').innerText.split('\\n')[0]])"
        ".sort((a, b) => a[0] - b[0]).map(e => e[1])",
        rows.element_handles(),
    )


def test_the_dials_are_put_in_order_by_keyboard_without_any_script(opened):
    page = opened("corpus", java_script_enabled=True)
    before = order(page)
    page.locator("#sort-verdict").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#sort-claim")).to_be_checked()
    assert order(page) == sorted(before)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#sort-gap")).to_be_checked()
    assert order(page) != before
    assert Counter(order(page)) == Counter(before)


def test_the_table_of_dials_stays_a_table_for_those_who_listen(opened):
    page = opened("audit")
    heard = page.locator(".dials").aria_snapshot()
    for role in ("- table", "- row", "- columnheader", "- rowheader", "- cell"):
        assert role in heard
    page.locator("#sort-gap").check()
    assert page.locator(".dials").aria_snapshot() == heard


def test_a_link_to_a_finding_opens_what_holds_it(opened):
    page = opened("corpus")
    last = page.locator(".finding[id^=f]").last
    assert not last.is_visible()
    turn(page, last.get_attribute("id"))
    expect(last).to_be_visible()


def test_everything_is_printed_even_what_is_folded_away(opened):
    page = opened("audit", 794, 1123)
    page.emulate_media(media="print")
    page.wait_for_function("() => matchMedia('print').matches")
    hidden = page.evaluate(
        "[...document.querySelectorAll('.finding, .page p')].filter(e => e.getBoundingClientRect().height === 0).length"
    )
    assert hidden == 0
    assert not page.locator("nav").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


# --------------------------------------------------------------------------- without a browser


class Links(HTMLParser):
    """The ids and links of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.headings = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere_and_no_id_stands_twice(pages, name):
    read = Links(pages[name].read_text(encoding="utf-8"))
    assert [one for one, times in Counter(read.ids).items() if times > 1] == []
    for link in read.links:
        parts = urlsplit(link)
        assert not parts.scheme
        if parts.path:
            target = pages[name].parent / unquote(parts.path)
            assert target.is_file(), link
            assert not parts.fragment or f'id="{unquote(parts.fragment)}"' in target.read_text(encoding="utf-8")
        else:
            assert unquote(parts.fragment) in read.ids, link
    assert read.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))


def test_the_audit_of_the_corpus_is_small_and_the_same_every_time(corpus, pages):
    made = audit(corpus.case, corpus.faults, corpus.sources)
    pictures = drawn(corpus, ROOT)
    text = audit_page(made, corpus.sources, pictures)
    assert len(text.encode()) < 1_500_000
    assert text == audit_page(made, corpus.sources, pictures)
    assert str(ROOT) not in text


def test_the_page_of_the_audit_tells_every_finding_and_question_once(corpus, pages):
    made = audit(corpus.case, corpus.faults, corpus.sources)
    text = pages["corpus"].read_text(encoding="utf-8")
    assert len(re.findall(r'<li class="finding [a-z]+" id="f[0-9]+">', text)) == len(made.findings)
    assert len(re.findall(r'<li class="finding question" id="q[0-9]+">', text)) == len(made.questions)
    for name in corpus.graph.questions:
        assert f'id="question-{name}"' in text


def test_an_accepted_finding_is_shown_with_who_accepted_it_and_why(pages):
    text = pages["hostile-audit"].read_text(encoding="utf-8")
    assert "Accepted by A &lt;b&gt;, 2026-11-22" in text


def test_pictures_are_linked_from_where_the_page_is_written(tmp_path):
    folder = write(tmp_path / "charter", CHARTER)
    assert run("build", "--project", folder).status == 0
    there = run("audit", "--project", folder, "--format", "html").out
    assert 'href="renders/claim-charter-forged.svg"' in there
    run("audit", "--project", folder, "--format", "html", "-o", folder / "reports" / "audit.html")
    assert 'href="../renders/claim-charter-forged.svg"' in (folder / "reports/audit.html").read_text(encoding="utf-8")


def test_the_pages_of_rules_use_no_more_of_markdown_than_is_shown():
    for name in rule_names():
        parts = [part for block in blocks(name) if block.kind != "code" for part in block.parts]
        assert not [text for style, text in parts if style == "plain" and re.search(r"[`*]|\]\(|^(?:- |\| )", text)], (
            name
        )


@pytest.mark.parametrize("verb", [["--help"], ["build", "map"]])
def test_who_wants_no_report_waits_for_none(charter, verb):
    more = [*verb, "--project", str(charter)] if verb[0] == "build" else verb
    code = (
        "import sys\nfrom argmap.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *more], capture_output=True, text=True, check=True)
    names = "audit_page cures dossier fixes ignores misspelt pages report report_page sarif audit"
    assert not {f"argmap.{name}" for name in names.split()} & set(ran.stdout.split())
