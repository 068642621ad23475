"""A quick look at a text in which nothing is unusual gives what a close look gives, and goes from process to process as it is."""

import marshal
from pathlib import Path

import pytest
from conftest import ROOT, told
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from argmap.read import Document
from argmap.recovery import grow
from argmap.scan import DEEPEST, Handed, Hollow, Packed, bare, handed_over, scan
from argmap.testing import projects, written
from argmap.testing.parts import Records
from argmap.text import SourceText
from argmap.tree import Mapping, Part, Sequence, scanned

PATH = "claims/log.yaml"
STORM = """\
storm-invented:
  text: >
    The storm was invented.
  said:
    - {by: mate, stance: asserts, hedge: [{words: "no \\"doubt\\"", holder: mate}]}
    - by: [the captain,
        'the cook']
  note: |
    # not a comment
  prior: ''
  tier: core # a comment
mate-kept-log: {text: The mate kept the log., support: []}  # a comment
empty:
"""
PIECES = [
    "a",
    "b",
    "text",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    '"',
    "\\n",
    "\\\\",
    "\\",
    "\n",
    "\n  ",
    "\n    ",
]
PIECES += [
    "#",
    " #",
    "  # ",
    " #5",
    "|",
    ">",
    "<<",
    "&a",
    "*a",
    "!x",
    "---",
    "...",
    "%",
    "\t",
    "\r",
    "\u2028",
    "\x07",
    "?",
    "~",
]


def agrees(text: str) -> Packed | None:
    """What a scan makes of a text, held against a close look at it."""
    packed, close = scan(text), grow(SourceText(PATH, text))
    if packed is None:
        return None
    assert not close.diagnostics
    assert not close.unreadable
    assert told(scanned(packed).whole) == told(close.top)
    assert list(scanned(packed).top.keys) == list(close.top.keys)
    return packed


def test_what_authors_write_is_scanned() -> None:
    packed = agrees(STORM)
    assert packed is not None
    claim = packed[3]["storm-invented"]
    with pytest.raises(Hollow):
        bare(claim)
    del claim[3]["prior"]
    assert bare(claim) == {
        "text": "The storm was invented.\n",
        "said": [
            {"by": "mate", "stance": "asserts", "hedge": [{"words": 'no "doubt"', "holder": "mate"}]},
            {"by": ["the captain", "the cook"]},
        ],
        "note": "# not a comment\n",
        "tier": "core",
    }


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("claims/**/*.yaml")) + sorted(ROOT.glob("evidence/**/*.yaml")), ids=str
)
def test_every_file_of_the_corpus_is_scanned(file: Path) -> None:
    assert agrees(file.read_text(encoding="utf-8")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n",
        "storm\n",
        "\ufeffstorm: {text: a}\n",
        "storm: {text: a}\n---\nmate: {text: b}\n",
        "storm: {text: a}\nstorm: {text: b}\n",
        "storm: {text: a, text: b}\n",
        "storm: &a {text: a}\n",
        "storm: !a {text: a}\n",
        "storm: &a x\nmate: *a\n",
        "storm:\n  <<: {text: a}\n",
        "[a]: b\n",
        "storm: {text: a #5}\n",
        "storm:\n  text: leaf 5 # and on\n",
        "storm:\n  tier: core #5\n",
        'storm: {text: "leaf 12\\verso"}\n',
        'storm: {text: "a\\u0007"}\n',
        "storm:\n  text: 'it was\nmate:\n  text: not 'so\n",
        "storm:\n  by: [a,\nmate]\n",
        "<<<<<<< ours\nstorm: {text: a}\n=======\nstorm: {text: b}\n>>>>>>> theirs\n",
        "storm: {text: a\x07}\n",
        "storm: [a\n",
        "storm: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1) + "\n",
    ],
)
def test_what_wants_a_close_look_is_not_scanned(text: str) -> None:
    assert scan(text) is None


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("storm: {text: a}  # a comment\n")
@example("a: ''\n...\n")
@example("a:\r  b\r  c: [d]\r")
def test_a_scan_gives_what_a_close_look_gives_or_nothing(text: str) -> None:
    agrees(text)


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_of_a_text_in_which_something_was_typed_a_scan_gives_what_a_close_look_gives_or_nothing(
    data: st.DataObject,
) -> None:
    start = data.draw(st.integers(0, len(STORM)))
    end = start + data.draw(st.integers(0, 8))
    agrees(STORM[:start] + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=3))) + STORM[end:])


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(projects())
def test_whatever_argmap_writes_is_scanned(project: Records) -> None:
    for text in written(project).values():
        assert agrees(text) is not None or not text.strip()


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 3))
def test_a_text_further_down_in_its_file_has_its_places_there(lines: int) -> None:
    packed = scan(STORM)
    assert packed is not None
    tree, moved = scanned(packed), scanned(packed, lines)
    for name in tree.top.keys:
        assert told(moved.part(name), lines) == told(tree.part(name))
        assert moved.top.keys[name].start == tree.top.keys[name].start + lines
    assert isinstance(moved.whole, Mapping)
    assert (moved.whole.start, moved.whole.end) == (tree.top.start + lines, tree.top.end + lines)


def test_what_was_scanned_goes_from_process_to_process_as_it_is() -> None:
    packed = scan(STORM)
    assert packed is not None
    found = Handed(*marshal.loads(marshal.dumps(tuple(handed_over(packed)))))
    assert told(scanned(found.packed).whole) == told(scanned(packed).whole)
    assert scanned(found.packed).packed == packed[3]
    assert found.bare == {
        "storm-invented": None,  # for something in it is empty
        "mate-kept-log": {"text": "The mate kept the log.", "support": []},
        "empty": None,
    }


def paths(part: Part) -> list[tuple[str | int, ...]]:
    """The ways to all that stands in a part, and some that lead past it or beside it."""
    inner: list[tuple[str | int, Part]] = []
    if isinstance(part, Mapping):
        inner = list(part.values.items())
    elif isinstance(part, Sequence):
        inner = list(enumerate(part.items))
    past: list[tuple[str | int, ...]] = [(), (0,), (99,), ("nowhere",), (0, "text"), (0, 0, "words"), ("text", 0)]
    return past + [(step, *path) for step, below in inner for path in paths(below)]


@pytest.mark.parametrize("lines", [0, 7])
@pytest.mark.parametrize(
    "text", [STORM, (ROOT / "claims" / "questions.yaml").read_text(encoding="utf-8")], ids=["storm", "corpus"]
)
def test_a_place_is_found_in_what_is_packed_as_in_what_is_not(text: str, lines: int) -> None:
    packed = scan(text)
    assert packed is not None
    tree, close = scanned(packed, lines), grow(SourceText(PATH, text))
    document = Document(SourceText(PATH, text), "claims", {}, close, (), frozenset())
    for name in close.top.keys:
        for path in paths(close.part(name)):
            start, end = tree.spot(name, path) or (0, 0)
            found = document.place(name, *path)
            assert path == () or (start - lines, max(end, start + 1) - lines) == (found.start, found.end)
        assert close.spot(name, ()) is None
