"""Source text: lines, columns and bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.text import DecodeFailure, Position, SourceText, Span, decode, fingerprint, normalise

LINES = st.text(st.sampled_from("ab\r\n ř\U0001f5fa\u2028\x85\t"), max_size=40)


def source(text: str) -> SourceText:
    return SourceText("claims/log.yaml", text)


def test_lines_and_columns_are_counted_from_one() -> None:
    log = source("mate:\n  text: storm\n")
    assert log.position(0) == Position(1, 1)
    assert log.position(log.text.index("storm")) == Position(2, 9)


def test_an_offset_outside_the_text_is_its_nearest_end() -> None:
    log = source("storm")
    assert log.position(-3) == Position(1, 1)
    assert log.position(99) == Position(1, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_line(end: str) -> None:
    log = source(f"mate{end}storm{end}")
    assert [log.line(1), log.line(2), log.line(3)] == ["mate", "storm", ""]
    assert log.line_end(0) == 4


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_other_character_ends_a_line(separator: str) -> None:
    assert source(f"mate{separator}storm").line(1) == f"mate{separator}storm"


def test_columns_for_editors_count_utf16_units() -> None:
    log = source("x\n\U0001f5fa map")
    assert log.utf16(log.text.index("map")) == 3


def test_what_a_text_alone_determines_is_worked_out_once_for_each_text() -> None:
    asked = []

    def first_word(text: SourceText) -> str:
        asked.append(text.text)
        return text.text.split()[0]

    log, other = source("storm at noon"), source("calm at noon")
    assert [text.kept(first_word) for text in (log, other, log)] == ["storm", "calm", "storm"]
    assert asked == ["storm at noon", "calm at noon"]


def test_a_span_covers_its_text() -> None:
    assert source("mate: storm").slice(Span("claims/log.yaml", 6, 11)) == "storm"


@given(LINES)
def test_the_lines_with_their_ends_are_the_text(text: str) -> None:
    log = source(text)
    last = log.position(len(text)).line
    starts = [log.line_start(number) for number in range(1, last + 1)]
    for number, start in enumerate(starts, 1):
        end = log.line_end(start)
        following = starts[number] if number < last else len(text)
        assert log.line(number) == text[start:end]
        assert text[end:following] in {"", "\n", "\r\n", "\r"}
        assert "\n" not in log.line(number)
        assert "\r" not in log.line(number)


@given(LINES, st.data())
def test_line_and_column_lead_back_to_the_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    log = source(text)
    place = log.position(offset)
    assert log.line_start(place.line) + place.column - 1 == offset


@given(LINES, st.data())
def test_utf16_columns_are_those_of_the_encoded_line(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    log = source(text)
    before = text[log.line_start(log.position(offset).line) : offset]
    assert log.utf16(offset) == len(before.encode("utf-16-le")) // 2


@given(st.text())
def test_utf8_is_decoded_as_it_is(text: str) -> None:
    if text.count("\0") <= len(text.encode()) // 8:
        assert decode(text.encode()) == text


def test_a_byte_order_mark_is_kept_so_that_offsets_stay_true() -> None:
    assert decode(b"\xef\xbb\xbfmate") == "\ufeffmate"


CZECH = "Listina z kláštera Přečín: žádný důkaz"
RUSSIAN = "подделка: грамота написана столетием позже"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CZECH.encode("cp1250"), "Windows-1250 or Windows-1252"),
        (RUSSIAN.encode("cp1251"), "Windows-1251"),
        (CZECH.encode("utf-16"), "UTF-16"),
        ("mate: storm".encode("utf-16-le"), "UTF-16"),
        ("mate: storm".encode("utf-16-be"), "UTF-16"),
        (CZECH.encode("utf-32"), "UTF-32"),
        ((CZECH * 3).encode()[:-1] + b"\xff", None),
    ],
)
def test_other_encodings_are_refused_and_guessed(data: bytes, encoding: str | None) -> None:
    with pytest.raises(DecodeFailure) as refused:
        decode(data)
    assert refused.value.encoding == encoding
    assert 0 <= refused.value.offset < len(data)


@given(st.binary(max_size=60))
def test_bytes_are_text_or_refused_at_a_byte(data: bytes) -> None:
    try:
        assert decode(data).encode() == data
    except DecodeFailure as failure:
        assert 0 <= failure.offset < len(data)


def test_a_fingerprint_survives_new_line_breaks_and_composition() -> None:
    assert fingerprint("the  storm\nof Přerov") == fingerprint("the storm of Pr\u030cerov")


@given(st.text())
def test_a_fingerprint_is_sixteen_hexadecimal_digits(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    assert len(fingerprint(text)) == 16
    assert set(fingerprint(text)) <= set("0123456789abcdef")
    assert normalise(normalise(text)) == normalise(text)
