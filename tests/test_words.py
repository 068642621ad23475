"""Words: every language has every key with the same fields, and a picture prints no word of its own but these."""

import re
import string
import tomllib
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from conftest import CHARTER, run, write
from test_further import ROUTES, Seen, case_of, drawn, sound

from argmap.model import Answer, Assertion, Evidence, HedgeKind, Question, StrengthWord
from argmap.project import load_text
from argmap.render import pictures, words
from argmap.render.contents import index
from argmap.render.further import further, names
from argmap.schemes import schemes
from argmap.semantics.valuation import Grade
from argmap.settings import Settings
from argmap.values import Certainty, ClaimType, Directness, GroupKind, Mode, Relationship, SourceType, Stance, Tier

FOLDER = Path(words.__file__).with_name("languages")
OTHERS = [name for name in words.languages() if name != "en"]


def flat(table, path=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield path + key, value


def keys(language):
    return dict(flat(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def words_of(record, key):
    """The words that a key of a record takes."""
    return record.model_fields[key].annotation.__args__


def test_english_and_czech_ship():
    assert words.languages() == ("cs", "en")


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_asks_every_critical_question(language):
    asked = {question.id: question.text for scheme in schemes().values() for question in scheme.questions}
    say = words.words(language)
    assert dict(say.table("question")).keys() == asked.keys()
    assert all(say.question(name, text) not in ("", text) for name, text in asked.items())
    assert {name: words.words("en").question(name, text) for name, text in asked.items()} == asked


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_keys_and_fields_of_the_english_one(language):
    english, other = keys("en"), keys(language)
    other = {key: text for key, text in other.items() if not key.startswith("question.")}
    assert english.keys() == other.keys()
    for key, text in english.items():
        if isinstance(text, str):
            assert fields(text) == fields(other[key]), key
        else:
            assert {tuple(fields(form)) for form in text} == {tuple(fields(form)) for form in other[key]}, key


@pytest.mark.parametrize("language", words.languages())
def test_every_number_has_a_form_of_each_counted_thing(language):
    say = words.words(language)
    for thing, number in product(say.table("counted"), (0, 1, 2, 3, 4, 5, 11, 21, 22, 101, 1000)):
        assert str(number) in say.count(thing, number, id="x", view="x", relation="x", title="x")


def test_czech_counts_by_its_own_rule():
    say = words.words("cs")
    assert [say.count("source", n) for n in (1, 2, 5)] == ["1 pramen", "2 prameny", "5 pramenů"]


@pytest.mark.parametrize("language", words.languages())
def test_no_further_picture_counts_one_thing_as_if_there_were_several(corpus, language):
    case = replace(corpus.case, settings=corpus.settings.model_copy(update={"language": language}))
    say = words.words(language)
    alone = [form for forms in say.table("counted").values() for form in forms if fields(form) == ["n"]]
    wrong = {form.format(n=1) for form in alone}
    wrong -= {say.count(thing, 1) for thing, forms in say.table("counted").items() if forms[0] in alone}
    told = "\n".join(picture.svg for name in names(case) for picture in further(case, name))
    assert say.count("item", 1) in told
    assert [form for form in sorted(wrong) if re.search(rf"(?<![\w.,–−+]){re.escape(form)}(?!\w)", told)] == []


def test_a_part_bears_on_another_one_time_or_several_times():
    told = [words.words(code).count("bears", n, relation="R", title="T") for code in ("en", "cs") for n in (1, 2)]
    assert told == ["It R “T” 1 time.", "It R “T” 2 times.", "„T“ R 1krát.", "„T“ R 2krát."]


def test_english_says_relays_as_argmap_does_everywhere():
    say = words.words("en")
    case = load_text(CHARTER).case
    for stance, voices in product(Stance.__args__, (("Anna",), ("Anna", "Jan"), ("Anna", "Jan", "Eva"))):
        for stances in ((stance,), (stance,) * len(voices)):
            said = Assertion(by=voices, stance=stances)
            assert say.relay(said.by, said.stance, case.plural) == case.relay(said)


@pytest.mark.parametrize("language", words.languages())
@pytest.mark.parametrize(
    ("group", "known"),
    [
        ("type", ClaimType.__args__),
        ("source-type", SourceType.__args__),
        ("certainty", Certainty.__args__),
        ("evidence", words_of(Evidence, "kind")),
        ("study.item", words_of(Evidence, "kind")),
        ("study.tier", Tier.__args__),
        ("study.answer", words_of(Answer, "answer")),
        ("study.relates", Relationship.__args__),
        ("study.related", Relationship.__args__),
        ("study.group", GroupKind.__args__),
        ("study.question", words_of(Question, "relation")),
        ("strength", StrengthWord.__args__),
        ("hedge", HedgeKind.__args__),
        ("distance", Directness.__args__),
        ("mode", Mode.__args__),
        ("stance.last", Stance.__args__),
        ("stance.brief", Stance.__args__),
        ("stance.that", Stance.__args__),
        ("scheme", tuple(schemes())),
    ],
)
def test_every_word_that_a_record_may_hold_has_its_translation(language, group, known):
    assert set(words.words(language).table(group)) == set(known)


def test_the_reasons_of_grades_are_all_known(corpus):
    source = Path("argmap/semantics/grades.py")
    code = (Path(words.__file__).parent.parent.parent / source).read_text(encoding="utf-8")
    body = code[code.index("def _grade") : code.index("def _objected")]
    written = re.findall(r'f?"([^"\n]*\b(?:is|it|for|carries|inferred|lines|stands)\b[^"\n]*)"', body)
    assert len(written) >= 15
    known = words.words("en").table("reasons")
    assert {re.sub(r"\{\w+\}", "{}", text) for text in written if " " in text} == set(known)
    say = words.words("en")
    for grade in corpus.case.valuation.grade.values():
        assert say.grade(grade) == grade.reason
    assert words.words("cs").grade(Grade("S3", "", "3 direct lines from different witnesses")).endswith(": 3")
    assert words.words("cs").grade(Grade("S1", "", "for a reason of its own")) == "for a reason of its own"


ENGLISH = re.compile(
    r"\b(the|of|with|without|from|supports|weakens|claim|evidence|witness|confidence|band|step|source|which|page)\b",
    re.IGNORECASE,
)


def test_a_czech_picture_prints_no_english_of_its_own():
    files = {
        name: re.sub(
            r"(text|title|short|basis|reason|from|to|on_word_of): [^{}\n,]*[A-Za-z ][^{}\n,]*", r"\1: Slovo", text
        )
        for name, text in ROUTES.items()
    }
    settings = Settings(title="Listina", language="cs", thesis="charter-forged")
    case = load_text(files, settings=settings).case
    for picture in pictures(case):
        seen = Seen(picture)
        told = [text.text for text in seen.texts]
        told += [part.text for symbol in seen.symbols.values() for part in symbol[:2]]
        told += [element.get("aria-label", "") for element in seen.root.iter()]
        for text in told:
            bare = re.sub(r"[\w]+(?:-[\w]+)+|“[^”]*”|weight-of-evidence", "", text)
            assert not ENGLISH.search(bare), (picture.name, text)
    page = index(case, pictures(case))["index.html"].decode()
    assert '<html lang="cs"' in page
    assert not re.search(r"Begin here|How to read|confidence", page)


def test_a_project_without_a_title_has_one_in_its_language():
    case = load_text(CHARTER, settings=Settings(language="cs")).case
    made = pictures(case)
    assert all("Mapa argumentu" in picture.svg for picture in made)
    shown = [*(picture.svg for picture in made), index(case, made)["index.html"].decode()]
    assert not any("Argument map" in text for text in shown)
    assert words.words("en")("picture.untitled") == case.title()


def test_czech_pictures_are_as_sound_as_english_ones():
    case = case_of(ROUTES, thesis="charter-forged", language="cs")
    for picture in drawn(case):
        sound(picture)


def test_an_unknown_language_is_an_error_that_names_the_known_ones(charter):
    (charter / "argmap.toml").write_text('language = "tlh"\n', encoding="utf-8")
    shown = run("check", "--project", charter)
    assert shown.status == 1
    assert "there is no language tlh for pictures" in shown.out
    assert "cs, en" in shown.out


def test_the_language_of_the_settings_is_that_of_the_pictures(tmp_path):
    write(tmp_path, {**CHARTER, "argmap.toml": 'language = "cs"\n'})
    assert run("build", "--project", tmp_path).status == 0
    assert "podporuje" in (tmp_path / "renders" / "map.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("edtf", "told"),
    [
        ("1937-06-12", "1937-06-12"),
        ("1935-23", "autumn 1935"),
        ("1935~", "about 1935"),
        ("1935?", "1935 (uncertain)"),
        ("1935%", "about 1935 (uncertain)"),
        ("1935/1936-02", "1935 to 1936-02"),
        ("[1937-06-01..1937-06-30]", "between 1937-06-01 and 1937-06-30"),
        ("[..1937]", "1937 or earlier"),
        ("[1937..]", "1937 or later"),
        ("1937/..", "1937 to …"),
        ("{1935,1936}", "1935, 1936"),
    ],
)
def test_dates_are_told_in_words(edtf, told):
    assert words.words("en").edtf(edtf) == told
