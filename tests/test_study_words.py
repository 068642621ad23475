"""The words of the study page: all of them stand in the file of a language, so that another language is one file more."""

import json
import re
import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from chromium import PATIENCE, turn
from conftest import CHARTER, GREEK, run, write
from playwright.sync_api import Browser, Page, expect

from argmap.project import load_text
from argmap.render import words
from argmap.schemes import schemes
from argmap.settings import Settings
from argmap.study import SCRIPTS, study_page
from argmap.study.data import SPOKEN, study_data

ENGLISH = words.words("en")
STUDY = Path(str(files("argmap.study")))


def latin(text: str) -> str:
    """A text in letters that look like Latin ones and are none; its fields stay."""
    wide = str.maketrans({letter: chr(ord(letter) + 0xFEE0) for letter in string.ascii_letters})
    return "".join(part if k % 2 else part.translate(wide) for k, part in enumerate(re.split(r"(\{[^}]*\})", text)))


def written(table: Any) -> str:
    """A table as TOML, its texts in other letters; JSON's strings and lists are TOML's too."""
    lines, inner = [], []
    for key, value in table.items():
        if isinstance(value, dict):
            inner.append((key, value))
        else:
            told = (
                value
                if key == "plural"
                else [latin(form) for form in value]
                if isinstance(value, list)
                else latin(value)
            )
            lines.append(f"{json.dumps(key)} = {json.dumps(told, ensure_ascii=False)}")
    for key, value in inner:
        lines.append(f"{json.dumps(key)} = {{{', '.join(written(value).splitlines())}}}")
    return "\n".join(lines)


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One file of a further language, all of whose words are told from English ones by their letters."""
    folder = tmp_path / "languages"
    folder.mkdir()
    table = tomllib.loads((Path(words.__file__).with_name("languages") / "en.toml").read_text(encoding="utf-8"))
    table["question"] = {question.id: question.text for scheme in schemes().values() for question in scheme.questions}
    (folder / "xx.toml").write_text(written(table), encoding="utf-8")
    monkeypatch.setattr(words, "_FOLDER", folder)
    words.words.cache_clear()
    yield folder
    words.words.cache_clear()


SEEN = """() => {
  const found = [document.title];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE"].includes(node.tagName)) return;
    if (node !== document.documentElement && node.getAttribute("lang") === "en") return;
    for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"]) found.push(node.getAttribute(name) ?? "");
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return found;
}"""
# Codes, keys and ids are the same in every language.
SAME = re.compile(
    r"\b(?:S[0-3X]|D[0-5]|[A-F][1-6]?|E\d+|CC?|II?|NA?|dB|editors|weight-of-evidence|Enter|Escape|Shift|[a-z]+(?:-[a-z]+)*\.\d)\b"
    r"|[a-z]+(?:-[a-z]+)+"
)


def leaks(page: Page) -> list[str]:
    """What the page says in Latin letters."""
    return [text for text in page.evaluate(SEEN) if re.search(r"[A-Za-z]", SAME.sub("", text))]


def test_nothing_that_the_page_says_by_itself_is_said_in_english_alone(
    chromium: Browser, strange: Path, tmp_path: Path
):
    project = load_text(GREEK, settings=Settings(title="Η φωτιά", language="xx", thesis="άλφα"))
    assert project.sound, [fault.message for fault in project.faults]
    (tmp_path / "study.html").write_bytes(study_page(project.case, project.sources, project.faults))
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("pageerror", lambda failure: said.append(str(failure)))
    page.goto((tmp_path / "study.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "xx"
    graph = project.graph
    records = [
        f"{kind}:{name}"
        for kind in ("claims", "evidence", "questions", "sources", "groups", "sections")
        for name in getattr(graph, kind)
    ]
    lines = [f"steps:{name}" for name in graph.inferences]
    changed = "off=evidence:βήτα&off=sources:άλλη&off=groups:όλοι&off=claims:ιώτα&r=γάμμα=0.2&f=ήτα=-&f=θήτα=+"
    step, other = (f"{name}=strong" for name in list(graph.inferences)[:2])
    changed += f"&k={step}&k={other}&a={next(iter(graph.inferences))} δέλτα=fair"
    for target, change in product([*records, *lines, ""], ("", changed)):
        view = f"v={target}&" if target.partition(":")[0] in ("claims", "evidence", "questions", "sections") else ""
        turn(page, f"{view}d=3&s={target}&{change}".replace("+", "%2B"))
        expect(page.locator(".bar")).to_be_visible(visible=bool(change))
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert leaks(page) == [], target
    turn(page, "v=whole:")
    expect(page.locator(".tile")).to_have_count(len(graph.claims))
    assert leaks(page) == []
    page.locator("#search").fill("μύλος")
    expect(page.locator(".results .entry").first).to_be_visible()
    assert leaks(page) == []
    page.close()
    assert said == []


def keys(table: Any, path: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{path}{key}.")
        else:
            yield path + key


def test_the_page_has_a_use_for_all_its_words_and_words_for_all_its_uses():
    known = {key for name in SPOKEN for key in keys(ENGLISH.table(name), f"{name}.")}
    code = "".join((STUDY / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    quoted = set(re.findall(r'"((?:' + "|".join(SPOKEN) + r')\.[a-z.-]+)"', code))
    quoted |= set(re.findall(r"%%([a-z.-]+)%%", (STUDY / "study.html").read_text(encoding="utf-8")))
    quoted |= {f"counted.{key}" for key in re.findall(r'count\((?:\w+ \? )?"([a-z-]+)"', code)}
    begun = tuple(re.findall(r"`((?:" + "|".join(SPOKEN) + r")\.(?:[a-z-]+\.)?)\$\{", code))
    assert len(quoted) > 100
    assert len(begun) > 15
    assert quoted <= known
    assert {key for key in known if key.startswith("study.") and not key.startswith(begun)} <= quoted
    assert all(any(key.startswith(start) for key in known) for start in begun)


@pytest.mark.parametrize("language", words.languages())
@pytest.mark.parametrize("number", [0, 1, 2, 4, 5, 11, 21, 22, 99, 100, 101, 102, 111, 121, 199, 200, 201, 202, 1022])
def test_the_page_counts_as_the_pictures_do(chromium, language, number):
    spoken = study_data(load_text(CHARTER, settings=Settings(language=language)).case)["words"]
    page = chromium.new_page()
    code = (STUDY / "words.js").read_text(encoding="utf-8").replace("export ", "")
    told = page.evaluate(f"([words, n]) => {{ {code}; speak(words); return count('item', n); }}", [spoken, number])
    page.close()
    assert told == words.words(language).count("item", number)


def test_the_reason_of_a_grade_is_told_as_on_the_pictures(chromium, corpus):
    spoken = study_data(load_text(CHARTER, settings=Settings(language="cs")).case)["words"]
    grades = list(corpus.case.valuation.grade.values())
    page = chromium.new_page()
    code = (STUDY / "words.js").read_text(encoding="utf-8").replace("export ", "")
    reasons = [
        *(grade.reason for grade in grades),
        "3 direct lines from different witnesses",
        "for a reason of its own",
    ]
    found = page.evaluate(f"([words, all]) => {{ {code}; speak(words); return all.map(told); }}", [spoken, reasons])
    page.close()
    assert found[: len(grades)] == [words.words("cs").grade(grade) for grade in grades]
    assert found[-2:] == ["přímé doklady různých svědků: 3", "for a reason of its own"]


def test_the_study_page_is_in_the_language_of_the_settings(chromium, tmp_path):
    write(tmp_path, {**CHARTER, "argmap.toml": 'language = "cs"\n'})
    assert run("build", "--project", tmp_path).status == 0
    page = chromium.new_page()
    page.goto((tmp_path / "renders" / "study.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "cs"
    turn(page, "v=claims:charter-forged&s=claims:charter-forged&off=evidence:seal-too-late")
    expect(page.locator("#details-title")).to_have_text("Podrobnosti: tvrzení")
    expect(page.get_by_role("button", name="Odebrat toto tvrzení")).to_be_visible()
    expect(page.locator(".bar .status")).to_contain_text("stupeň")
    # What argmap says in English alone is marked as English, for whoever has it read out.
    assert page.locator("#details .finding span[dir=auto] [lang=en]").count() >= 1
    page.close()


def test_a_changed_language_changes_the_page_of_the_next_build(tmp_path):
    write(tmp_path, {**CHARTER, "argmap.toml": 'language = "cs"\n'})
    run("build", "--project", tmp_path)
    (tmp_path / "argmap.toml").write_text('language = "en"\n', encoding="utf-8")
    run("build", "--project", tmp_path)
    changed = (tmp_path / "renders" / "study.html").read_bytes()
    run("build", "--project", tmp_path, "--no-cache")
    assert (tmp_path / "renders" / "study.html").read_bytes() == changed
    assert b'lang="en"' in changed[:200]
