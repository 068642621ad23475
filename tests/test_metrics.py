"""The width of texts and the breaking of lines."""

import itertools
import json
import math
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.render import metrics
from argmap.render.metrics import Style, width, wrap

EM = 2048  # at this size a width in points is a width in the font's own units
STYLES: tuple[Style, ...] = ("regular", "bold", "italic")
TABLE = Path(metrics.__file__).with_name("widths.json")

CZECH = "Bitva na Bílé hoře se odehrála v neděli 8. listopadu 1620 a trvala přibližně dvě hodiny."
RUSSIAN = "Повесть временных лет составлена в Киеве в начале XII века монахом Нестором."
VIETNAMESE = "Nguyễn Trãi viết Bình Ngô đại cáo sau khi quân Minh rút khỏi Đại Việt."
LETTERS = "aeiounrstdlčďěňřšťůžŠŘжшцякёўїґαωώΐếộữị"
MARKS = "\u0300\u0301\u0302\u0304\u0308\u030c\u0323\u0328"

texts = st.text(
    st.sampled_from(LETTERS + MARKS + "  \n\t\u00a0\u00ad\u200b-/_.–—,中" + "👍\U0001f3fd\u200d🇨🇿"), max_size=60
)
unmarked = st.text(st.characters(codec="utf-8", exclude_categories=("Mn", "Me")), max_size=30)
styles = st.sampled_from(STYLES)
sizes = st.sampled_from([7.5, 11, 13, 16.3])
limits = st.floats(min_value=50, max_value=400)


def words_of(text: str) -> str:
    """The text as lines are compared with it: the spaces that part words are single."""
    for space in "\n\t":
        text = text.replace(space, " ")
    return " ".join(word for word in text.split(" ") if word)


def put_together(lines: tuple[str, ...], text: str) -> str:
    """The lines in one, with a space between two wherever the text has one there."""
    whole = ""
    for line in lines:
        whole += line
        if text[len(whole) : len(whole) + 1] == " ":
            whole += " "
    return whole


def begins_within_a_letter(line: str) -> bool:
    """Whether a line begins with what belongs to the letter before it."""
    return unicodedata.category(line[0]) in ("Mn", "Me", "Mc") or line[0] in "\u200d\U0001f3fd"


@pytest.mark.parametrize(
    ("character", "regular", "bold", "italic"),
    [
        ("W", 1933, 1933, 1933),
        ("i", 455, 569, 455),
        (" ", 569, 569, 569),
        ("Š", 1366, 1366, 1366),
        ("ď", 1259, 1472, 1280),
        ("Ł", 1139, 1251, 1139),
        # The font has 1370, 1452 and 1409; the rest is the gap that it sets before ж, as in тж.
        ("ж", 1370 + 68, 1452 + 25, 1409 + 23),
        ("—", 2048, 2048, 2048),
        ("∑", 1460, 1460, 1460),
    ],
)
def test_characters_are_as_wide_as_in_the_font(character: str, regular: int, bold: int, italic: int) -> None:
    assert [width(character, EM, style) for style in STYLES] == [regular, bold, italic]


def test_heights_are_those_of_the_font() -> None:
    heights = [metrics.ASCENT, metrics.DESCENT, metrics.X_HEIGHT, metrics.CAP_HEIGHT]
    assert [height * EM for height in heights] == [1854, 434, 1082, 1409]


@pytest.mark.parametrize("character", "ŘžůĎŁęѣѢѳѵўїґђћџΩώἀᾧếơƯ½‰₤→⁴₂℮≤■✓ʿ")
def test_the_table_has_what_european_historians_write(character: str) -> None:
    characters = "".join(json.loads(TABLE.read_text(encoding="utf-8"))["regular"].values())
    assert character in characters


def test_the_table_is_small_and_names_no_character_twice() -> None:
    assert TABLE.stat().st_size <= 30_000
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    for style in STYLES:
        characters = "".join(table[style].values())
        assert len(characters) == len(set(characters))


def test_the_width_grows_with_the_size() -> None:
    assert width(CZECH, 26) == pytest.approx(2 * width(CZECH, 13))


@given(unmarked, unmarked, styles)
def test_the_width_of_two_texts_is_the_sum_of_theirs(one: str, other: str, style: Style) -> None:
    assert width(one + other, EM, style) == width(one, EM, style) + width(other, EM, style)


@given(st.sampled_from("аеиоуыэюяqx"), st.integers(1, 4), styles)
def test_marks_that_make_no_new_letter_add_a_little_once(letter: str, count: int, style: Style) -> None:
    """The letter moves to a wider font, where the marks themselves take no room."""
    added = width(letter + "\u0301" * count, EM, style) - width(letter, EM, style)
    assert added == int(0.16 * EM)


@pytest.mark.parametrize("text", ["\u0301", "\u00ad", "\u200b", "\u200d", "\u2060", "\ufe0f", "\u20dd", ""])
def test_marks_and_invisible_characters_alone_have_no_width(text: str) -> None:
    assert width(text, 13) == 0


@pytest.mark.parametrize("text", [CZECH, VIETNAMESE, "ďáblův ťulpas ľúbi", "Ὁ Σωκράτης ἔφη"])
@pytest.mark.parametrize("style", STYLES)
def test_letters_in_two_characters_are_as_wide_as_in_one(text: str, style: Style) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    assert width(decomposed, EM, style) == width(text, EM, style)


@pytest.mark.parametrize("text", ["Йогурт", "ёлка", "їжак", "ўсё"])
def test_a_letter_in_two_characters_keeps_the_gap_that_its_base_may_need(text: str) -> None:
    one, two = width(text, EM), width(unicodedata.normalize("NFD", text), EM)
    assert one <= two <= one + 0.03 * EM * len(text)


@pytest.mark.parametrize("character", "中あ한、Ａ")
def test_wide_east_asian_characters_are_one_em(character: str) -> None:
    assert width(character, 13) == 13


@pytest.mark.parametrize("character", "सש\u0633ꝏ⸗😀𝔐\ue000")
def test_characters_outside_the_table_are_taken_for_wide(character: str) -> None:
    assert 0.6 * EM <= width(character, EM) <= 1.5 * EM


def test_a_line_end_is_as_wide_as_the_space_it_is_drawn_as() -> None:
    assert width("a\nb\tc", 13) == width("a b c", 13)


@given(texts, sizes, limits, styles)
def test_no_line_is_wider_than_the_limit(text: str, size: float, limit: float, style: Style) -> None:
    for line in wrap(text, size, limit, style):
        a_single_letter = sum(not begins_within_a_letter(character) for character in line) == 1 or "\u200d" in line
        assert width(line, size, style) <= limit or a_single_letter


@given(texts, sizes, st.floats(min_value=0, max_value=400), styles)
def test_wrapping_loses_no_text(text: str, size: float, limit: float, style: Style) -> None:
    whole = words_of(text)
    assert put_together(wrap(text, size, limit, style), whole).rstrip(" ") == whole


@given(texts, sizes, st.floats(min_value=0, max_value=400))
def test_no_line_is_empty_or_begins_or_ends_with_a_space(text: str, size: float, limit: float) -> None:
    for line in wrap(text, size, limit):
        assert line
        assert line == line.strip(" \n\t")


@given(texts, sizes, st.floats(min_value=0, max_value=400))
def test_no_letter_is_parted_from_its_marks(text: str, size: float, limit: float) -> None:
    starts = [line for line in wrap(text, size, limit) if begins_within_a_letter(line)]
    assert len(starts) <= sum(begins_within_a_letter(word) for word in words_of(text).split(" ") if word)


@given(st.lists(st.text("ilmWš", min_size=1, max_size=6), min_size=1, max_size=9), st.integers(60, 150))
def test_the_lines_are_fewest_and_then_even(words: list[str], limit: int) -> None:
    def cost(lines: tuple[str, ...]) -> tuple[int, float]:
        return len(lines), sum((limit - width(line, 10)) ** 2 for line in lines[:-1])

    def every_way() -> list[tuple[str, ...]]:
        ways = []
        for joints in itertools.product(" \n", repeat=len(words) - 1):
            text = words[0] + "".join(joint + word for joint, word in zip(joints, words[1:], strict=True))
            ways.append(tuple(text.split("\n")))
        return [lines for lines in ways if all(width(line, 10) <= limit for line in lines)]

    lines, slack = cost(wrap(" ".join(words), 10, limit))
    least_lines, least_slack = min(map(cost, every_way()))
    assert lines == least_lines
    assert math.isclose(slack, least_slack, abs_tol=1e-6)


@pytest.mark.parametrize("text", [CZECH, RUSSIAN, VIETNAMESE])
def test_a_sentence_breaks_between_its_words(text: str) -> None:
    lines = wrap(text, 13, 190)
    assert len(lines) > 2
    assert " ".join(lines) == text


@given(texts, sizes, styles)
def test_a_text_fits_in_its_own_width(text: str, size: float, style: Style) -> None:
    whole = words_of(text)
    assert wrap(text, size, width(whole, size, style), style) == ((whole,) if whole else ())


def test_a_czech_sentence_is_set_evenly() -> None:
    assert wrap(CZECH, 13, 200) == (
        "Bitva na Bílé hoře se odehrála v",
        "neděli 8. listopadu 1620 a trvala",
        "přibližně dvě hodiny.",
    )


def test_a_held_space_keeps_its_words_on_one_line() -> None:
    lines = wrap("stalo se to v\u00a0Praze", 13, width("stalo se to v", 13) + 1)
    assert lines == ("stalo se to", "v\u00a0Praze")


def test_a_long_word_is_broken_after_its_separators() -> None:
    assert wrap("viz https://www.example.org/archiv/fond_nm-1620", 13, 130) == (
        "viz https://www.",
        "example.org/archiv/",
        "fond_nm-1620",
    )


def test_a_word_that_fits_is_not_broken_at_its_hyphen() -> None:
    assert wrap("knížata česko-polská", 13, width("česko-polská", 13)) == ("knížata", "česko-polská")


def test_a_long_word_without_separators_is_broken_between_letters() -> None:
    word = unicodedata.normalize("NFD", "nejneobhospodařovávatelnějšími")
    lines = wrap(word, 13, 80)
    assert len(lines) > 2
    assert "".join(lines) == word
    assert not any(map(begins_within_a_letter, lines))


def test_emoji_and_flags_stay_whole() -> None:
    assert wrap("👍🏽🇨🇿👩‍👧", 13, 1) == ("👍🏽", "🇨🇿", "👩‍👧")


def test_a_letter_wider_than_the_limit_has_a_line_of_its_own() -> None:
    assert wrap("Wir", 13, 0) == ("W", "i", "r")


@pytest.mark.parametrize("text", ["", " ", " \n\t "])
def test_a_text_of_spaces_has_no_lines(text: str) -> None:
    assert wrap(text, 13, 100) == ()


def test_a_text_of_too_many_lines_is_cut_with_an_ellipsis() -> None:
    lines = wrap(CZECH, 13, 200, most_lines=2)
    assert lines == ("Bitva na Bílé hoře se odehrála v", "neděli 8. listopadu 1620 a trvala…")


def test_a_text_of_few_enough_lines_is_not_cut() -> None:
    assert wrap(CZECH, 13, 200, most_lines=3) == wrap(CZECH, 13, 200)


@given(texts, limits, st.integers(1, 3))
def test_a_cut_text_keeps_to_its_lines_and_its_limit(text: str, limit: float, most: int) -> None:
    lines = wrap(text, 13, limit, most_lines=most)
    assert len(lines) <= most
    if len(lines) < len(wrap(text, 13, limit)):
        assert lines[-1].endswith("…")
        assert width(lines[-1], 13) <= limit
