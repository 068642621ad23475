"""YAML text as a tree in which every part knows its place, and what a slip costs."""

import itertools
import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap.formats.native import to_yaml
from argmap.model import KINDS
from argmap.recovery import MOST_FAULTS, grow
from argmap.scan import DEEPEST
from argmap.testing import records
from argmap.text import SourceText
from argmap.tree import Mapping, Part, Scalar, Sequence, Tree

QUICK = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def tree(text: str) -> Tree:
    return grow(SourceText("claims/log.yaml", text))


def rules(text: str) -> list[str]:
    return [fault.rule for fault in tree(text).diagnostics]


def plain(part: Part) -> object:
    """A part as plain values."""
    if isinstance(part, Mapping):
        return {key: plain(value) for key, value in part.values.items()}
    if isinstance(part, Sequence):
        return [plain(item) for item in part.items]
    return None if part.empty else part.value


def read(text: str) -> object:
    return plain(tree(text).top)


def scalars(part: Part) -> list[Scalar]:
    """Every scalar below a part, keys as well."""
    if isinstance(part, Mapping):
        return [*part.keys.values(), *(found for value in part.values.values() for found in scalars(value))]
    if isinstance(part, Sequence):
        return [found for item in part.items for found in scalars(item)]
    return [part]


# --------------------------------------------------------------------------- what stands where


@pytest.mark.parametrize(
    "word", ["no", "1.10", "042", "1937-06-21", "null", "~", "0x1F", "1_000", "12:30", "true", ".5"]
)
def test_every_scalar_is_the_text_that_was_typed(word: str) -> None:
    assert read(f"storm:\n  prior: {word}\n  by: [{word}]\n") == {"storm": {"prior": word, "by": [word]}}


def test_a_scalar_knows_its_place_and_how_it_was_written() -> None:
    text = "storm:\n  text: plain words\n  note: 'quoted'\n  tier:\n"
    values = tree(text).top.values["storm"].values
    found = values["text"]
    assert isinstance(found, Scalar)
    assert text[found.start : found.end] == "plain words"
    assert (found.plain, found.empty) == (True, False)
    assert (values["note"].plain, values["note"].value) == (False, "quoted")
    assert values["tier"].empty


def test_places_count_from_the_start_of_the_file_even_in_a_later_record() -> None:
    text = "mate:\n  text: The roll says: no.\nstorm:\n  text: invented\n"
    found = tree(text).top.values["storm"].values["text"]
    assert text[found.start : found.end] == "invented"


STYLES = ("plain", "single", "double", "folded", "literal")
SAFE = re.compile(r"[A-Za-zřé][\wřé ]*[\wřé]")
WORDS = st.text(st.sampled_from("abř é'\"\\#:-,[]{}\U0001f5fa"), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A file in which texts are written in every style of YAML, some over several lines."""
    lines = []
    for number in range(draw(st.integers(1, 4))):
        lines.append(f"record-{number}:" + draw(st.sampled_from(["", " ", "  # a comment"])))
        for key in draw(st.lists(st.sampled_from(["text", "note", "warrant", "basis"]), min_size=1, unique=True)):
            lines += [f"  {line}" for line in draw(entry(key, draw(WORDS)))]
        if draw(st.booleans()):
            lines += ["  by: [Ada Roe, 'Prior Hugo', \"the mate\"]", "  said:", "    - {by: x, at: {source: y}}"]
        lines += draw(st.sampled_from([[], [""], ["", "# a comment", ""]]))
    return draw(st.sampled_from(["\n", "\r\n", "\r"])).join([*lines, ""])


@st.composite
def entry(draw: st.DrawFn, key: str, text: str) -> list[str]:
    """The lines of one key with its text, in some style."""
    style = draw(st.sampled_from(STYLES))
    if style == "plain" and not SAFE.fullmatch(text):
        style = "single"
    words = text.split(" ")
    cut = draw(st.integers(1, len(words)))
    parts = [" ".join(words[:cut]), *([" ".join(words[cut:])] if words[cut:] else [])]
    if style == "plain":
        return [f"{key}: {parts[0]}", *(f"    {part}" for part in parts[1:])]
    if style in {"folded", "literal"}:
        return [f"{key}: {'>' if style == 'folded' else '|'}", *(f"    {part}" for part in parts)]
    mark = "'" if style == "single" else '"'
    quoted = text.replace("'", "''") if style == "single" else text.replace("\\", "\\\\").replace('"', '\\"')
    return [f"{key}: {mark}{quoted}{mark}"]


def as_written(source: str, part: Scalar) -> str:
    """The text at a scalar's place, without its quotation marks, with its lines folded."""
    text = source[part.start : part.end]
    if text[:1] in {">", "|"}:
        return " ".join(re.split(r"[\r\n]+", text, maxsplit=1)[1].split())
    if text[:1] in {"'", '"'}:
        return str(yaml.load(f"[{text}]", Loader=yaml.BaseLoader)[0])
    return " ".join(text.split())


@QUICK
@given(documents())
def test_the_text_at_a_span_is_the_text_that_is_read(text: str) -> None:
    grown = tree(text)
    assert grown.diagnostics == []
    for found in scalars(grown.top):
        value = found.value if found.plain else " ".join(found.value.split())
        assert " ".join(as_written(text, found).split()) == value


@QUICK
@given(st.sampled_from(sorted(KINDS)).flatmap(records))
def test_the_text_at_a_span_is_the_text_that_is_read_in_what_we_write(found: dict) -> None:
    text = to_yaml(found)
    for part in scalars(tree(text).top):
        assert " ".join(as_written(text, part).split()) == " ".join(part.value.split())


def nested(part: Part) -> None:
    """Parts stand inside what holds them, in order, and do not overlap."""
    inner: list[Part] = []
    if isinstance(part, Mapping):
        assert list(part.keys) == list(part.values)
        inner = [found for key in part.keys for found in (part.keys[key], part.values[key])]
    elif isinstance(part, Sequence):
        inner = part.items
    for found in inner:
        assert part.start <= found.start <= found.end <= max(part.end, found.start)
        nested(found)
    for first, second in itertools.pairwise(inner):
        assert first.end <= second.start


@QUICK
@given(documents())
def test_parts_stand_inside_what_holds_them(text: str) -> None:
    nested(tree(text).top)


# --------------------------------------------------------------------------- what a slip costs

MATE = "mate-kept-log:\n  text: The mate kept the log.\n"


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["text: a", "note: b: c", "tier: core"], {"text": "a", "tier": "core"}),
        (["text: a", "note 'b", "tier: core"], {"text": "a", "tier": "core"}),
        (["text: a", "tier:core", "type: gap"], {"text": "a", "type": "gap"}),
        (["text: a", "tier core", "type: gap"], {"text": "a", "type": "gap"}),
        (["text: a", "\ttier: core", "type: gap"], {"text": "a", "type": "gap"}),
        (["text: >", "    a", " tier: core"], {"text": "a\n", "tier": "core"}),
        (["text: >", "    a", "   tier: core"], {"text": "a\n", "tier": "core"}),
        (["text: >", "      a", "    b", "tier: core"], {"tier": "core"}),
        (["text: >", "a", "tier: core"], {"tier": "core"}),
        (["text: a", "b", "tier: core"], {"tier": "core"}),
        (["text: 'a", "tier: core"], {"tier": "core"}),
        (["text: 'a", "tier: core", "note: the monks'"], {"tier": "core", "note": "the monks'"}),
        (["support: [a", "tier: core"], {"tier": "core"}),
        (["support: [a", "tier: core", "by: b]"], {"tier": "core", "by": "b]"}),
        (["support:", "- a", "- `b", "- c", "tier: core"], {"support": ["a", "c"], "tier": "core"}),
        (["support:", "  - warrant: b: c", "    strength: fair"], {"support": [{"strength": "fair"}]}),
        (["support:", "  - premises: [a]", "    warrant: b: c"], {"support": [{"premises": ["a"]}]}),
        (["premises:", "  - a", "  - `b", "tier: core"], {"tier": "core"}),
        (["date:", "  edtf: 1137", "  basis: b: c"], {"date": {"edtf": "1137"}}),
        (["text: &a b", "tier: core"], {"tier": "core"}),
        (["text: !a b", "tier: core"], {"tier": "core"}),
        (["text: *a", "tier: core"], {"tier": "core"}),
        (["text: a", "? [b]", "tier: core"], {"text": "a", "tier": "core"}),
        (["text: a\x07b", "tier: core"], {"tier": "core"}),
        (["text: [[[[[[[[[[[[[[[[[[[[[[[[[[[[", "tier: core"], {"tier": "core"}),
    ],
)
def test_a_slip_costs_the_smallest_part_that_it_is_in(lines: list[str], left: object) -> None:
    text = f"storm:\n{''.join(f'  {line}' + chr(10) for line in lines)}\n{MATE}"
    assert read(text) == {"storm": left, "mate-kept-log": {"text": "The mate kept the log."}}
    assert len(rules(text)) == 1


def test_a_key_that_cannot_be_read_is_remembered() -> None:
    record = tree("storm:\n  text: a: b\n  tier: core\n").top.values["storm"]
    assert isinstance(record, Mapping)
    assert record.unreadable == {"text"}


@pytest.mark.parametrize("start", ["storm", "storm：", "storm: {text: a", "storm: &a", "storm forged: [", "storm: 'a"])
def test_a_record_that_cannot_be_read_is_remembered_by_its_id(start: str) -> None:
    grown = tree(f"{start}\n  text: a\n\n{MATE}")
    assert set(plain(grown.top)) == {"mate-kept-log"}
    assert any(name.startswith("storm") for name in grown.unreadable)


def test_two_documents_cost_no_record() -> None:
    text = f"storm:\n  text: a\n---\n{MATE}"
    assert set(read(text)) == {"storm", "mate-kept-log"}
    assert rules(text) == ["second-document"]


def test_a_byte_order_mark_and_a_slip_cost_no_record_but_that_of_the_slip() -> None:
    text = f"\ufeff{MATE}\nstorm:\n  text: a: b\n"
    assert read(text) == {"mate-kept-log": {"text": "The mate kept the log."}, "storm": {}}
    assert rules(text) == ["byte-order-mark", "syntax"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_slip_costs_no_more_with_other_line_ends(end: str) -> None:
    text = f"storm:\n  text: a\n  note: a: b\n\n{MATE}".replace("\n", end)
    assert read(text) == {"storm": {"text": "a"}, "mate-kept-log": {"text": "The mate kept the log."}}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_unfinished_merge_costs_the_records_it_is_in(end: str) -> None:
    conflict = "<<<<<<< HEAD\nstorm:\n  text: a\n=======\nstorm:\n  text: b\n>>>>>>> other\n"
    text = f"wind:\n  text: c\n{conflict}{MATE}".replace("\n", end)
    assert set(read(text)) == {"wind", "mate-kept-log"}
    assert rules(text) == ["merge-conflict"]
    assert tree(text).unreadable == {"storm"}


def test_the_first_of_two_equal_keys_is_kept() -> None:
    grown = tree("storm:\n  text: a\n  text: b\n")
    assert plain(grown.top) == {"storm": {"text": "a"}}
    (fault,) = grown.diagnostics
    assert (fault.rule, fault.related[0].at.start) == ("duplicate-key", 9)


@pytest.mark.parametrize("value", ["He wrote #5 first", "first #5", "so# and #", "said  #so"])
def test_a_text_cut_by_a_comment_is_an_error(value: str) -> None:
    assert rules(f"storm:\n  text: {value}\n") == ["text-cut-by-comment"]


@pytest.mark.parametrize("line", ["text: a  # a comment", "tier: core # a comment", "support: [a]  # so", "text: a#b"])
def test_a_comment_that_was_meant_is_none(line: str) -> None:
    assert rules(f"storm:\n  {line}\n") == []


def test_a_number_sign_is_no_comment_in_any_value() -> None:
    assert rules("roll:\n  page: 3 #4\n  by:\n    - leaf #5\n") == ["text-cut-by-comment"] * 2


def test_a_number_sign_that_hides_a_bracket_is_found() -> None:
    (fault,) = tree("roll:\n  author: [Box #4]\n  page: 3\n").diagnostics
    assert (fault.rule, fault.message.startswith("what follows ` #` is a comment")) == ("syntax", True)


@pytest.mark.parametrize("escape", ["\\v", "\\n", "\\t", "\\e", "\\N", "\\_", "\\0"])
def test_a_letter_lost_to_an_escape_is_an_error(escape: str) -> None:
    assert rules(f'storm:\n  text: "leaf 12{escape}erso"\n') == ["text-changed-by-escape"]


@pytest.mark.parametrize("value", ['"a \\"b\\" c"', '"a\\\\b"', '"\\u0159eka"', "'a\\vb'", "a\\vb", '"a \\\n    b"'])
def test_an_escape_that_loses_no_letter_is_none(value: str) -> None:
    assert rules(f"storm:\n  text: {value}\n") == []


@pytest.mark.parametrize("escape", ["\\x07", "\\u0085", "\\u2028"])
def test_an_escape_brings_no_character_that_is_no_text(escape: str) -> None:
    assert rules(f'storm:\n  text: "a{escape}b"\n') == ["control-character"]


def test_a_text_may_be_wrapped_within_quotation_marks_and_brackets() -> None:
    text = 'storm:\n  text: "a\n    b\n\n    c"\n  by:\n    "d\n    e"\n  support: [\n    f,\n    g\n  ]\n  at: {\n    h: i}\n'
    assert rules(text) == []
    assert read(text) == {"storm": {"text": "a b\nc", "by": "d e", "support": ["f", "g"], "at": {"h": "i"}}}


def test_nesting_has_a_bound() -> None:
    fine = "a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert rules(fine) == []
    assert rules("a: " + "[" * DEEPEST + "]" * DEEPEST) == ["nested-too-deep"]


def test_a_file_of_faults_is_not_read_to_its_end() -> None:
    grown = tree("".join(f"a{number}\n" for number in range(3 * MOST_FAULTS)))
    assert len(grown.diagnostics) == MOST_FAULTS + 1
    assert grown.diagnostics[-1].rule == "too-many-faults"
    assert len(grown.unreadable) == 3 * MOST_FAULTS


@QUICK
@given(documents(), documents())
def test_records_read_in_pieces_are_those_read_as_a_whole(text: str, more: str) -> None:
    """A second document makes the whole no YAML, so that every record is read alone."""
    more = more.replace("record-", "other-")
    end = next(end for end in ("\r\n", "\n", "\r") if end in more)
    pieces = tree(f"{text}---{end}{more}")
    assert [fault.rule for fault in pieces.diagnostics] == ["second-document"]
    assert plain(pieces.top) == {**plain(tree(text).top), **plain(tree(more).top)}
    nested(pieces.top.values["record-0"])


KEYS = ("text", "note", "tier", "type")


@QUICK
@given(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["a", "'b'", '"c"', ">\n    d", "[e]"]), min_size=1),
    st.integers(0, 4),
    st.sampled_from(["x: y: z", "x: 'y", "x: [y", "x: `y", "x: *y", "x: - y", "x: > y", "x: {y", "x: &y z"]),
)
def test_a_slip_in_one_key_costs_no_other(values: dict[str, str], place: int, slip: str) -> None:
    lines = [f"  {key}: {value}" for key, value in values.items()]
    lines.insert(place, f"  {slip}")
    sound = read("storm:\n" + "\n".join(f"  {key}: {value}" for key, value in values.items()) + "\n")
    broken = tree("storm:\n" + "\n".join(lines) + "\n")
    assert plain(broken.top) == sound
    assert broken.top.values["storm"].unreadable == {"x"}
