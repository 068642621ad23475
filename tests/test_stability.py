"""Stability: a map that grows keeps its face, and an author's order is kept where lines allow it."""

import re

import pytest
from conftest import CHARTER
from test_render import Drawn

from argmap.project import load, load_text
from argmap.render import picture, pictures
from argmap.render.views import claim_view
from argmap.settings import Settings

FAR = 100.0


def kept(before, after):
    """Of the pairs of cards that stood well apart, the share that still stands in the same order: across, and downwards."""
    common = sorted(before.keys() & after.keys())
    counts = {"x": [0, 0], "y": [0, 0]}
    for k, one in enumerate(common):
        for other in common[k + 1 :]:
            for axis, count in counts.items():
                was = getattr(before[one], axis) - getattr(before[other], axis)
                now = getattr(after[one], axis) - getattr(after[other], axis)
                if abs(was) > FAR:
                    count[0] += was * now > 0
                    count[1] += 1
    return {axis: same / max(of, 1) for axis, (same, of) in counts.items()}


def places(case, claim):
    drawn = Drawn(picture(case, claim_view(case, claim)).svg)
    return {name: box.rect for name, box in drawn.boxes.items()}


def grown(files, target):
    """The files of a project with one more claim, resting on one more item, that supports a claim."""
    added = dict(files)
    added["claims/zz-added.yaml"] = (
        "added-later:\n  text: A claim added later to see what moves.\n  support: item-added\n"
    )
    added["evidence/zz-added.yaml"] = "item-added: {source: ken, text: An item that was added later.}\n"
    for name, text in files.items():
        if name.startswith("claims/") and (found := re.search(rf"(?m)^{target}:\n", text)):
            end = re.compile(r"(?m)^\S").search(text, found.end())
            stop = end.start() if end else len(text)
            record = text[found.end() : stop]
            assert "  support: " not in record, "a list is needed to add to"
            if "  support:\n" in record:
                record = record.replace("  support:\n", "  support:\n    - premises: added-later\n", 1)
            else:
                record = record.rstrip("\n") + "\n  support:\n    - premises: added-later\n\n"
            added[name] = text[: found.end()] + record + text[stop:]
    return added


@pytest.mark.parametrize(
    ("claim", "target"),
    [
        ("signals-were-contradictory", "soviets-proposed-talks-1936"),
        ("welcomed-end-of-german-party", "embassy-had-no-evidence"),
        ("benes-left-revolutionary-frame", "benes-printed-unsigned-articles"),
        ("transfer-fed-stories", "transfer-behind-later-claim"),
        ("benes-hesitated-over-ideology", "benes-penned-two-paragraphs"),
    ],
)
def test_a_claim_more_does_not_turn_a_map_over(corpus, claim, target):
    files = {name: source.text for name, source in corpus.sources.items() if name.endswith(".yaml")}
    after = load_text(grown(files, target), settings=corpus.settings).case
    assert "added-later" in after.graph.below([claim])
    same = kept(places(corpus.case, claim), places(after, claim))
    assert same["y"] >= 0.98
    assert same["x"] >= 0.9


def test_the_place_of_a_relation_in_the_file_does_not_matter():
    forged = CHARTER["claims/charter.yaml"]
    lines = forged.splitlines(keepends=True)
    start, end = next(k for k, line in enumerate(lines) if line == "  attack:\n"), 0
    end = start + 2
    attack = lines[start:end]
    support = next(k for k, line in enumerate(lines) if line == "  support:\n")
    moved = "".join([*lines[:support], *attack, *lines[support:start], *lines[end:]])
    assert moved != forged
    first = {p.name: p.svg for p in pictures(load_text(CHARTER).case)}
    assert {p.name: p.svg for p in pictures(load_text({**CHARTER, "claims/charter.yaml": moved}).case)} == first


FAN = {
    "claims/a.yaml": "top:\n  text: The top.\n  support: [a, b, c, d]\n"
    + "".join(f"{x}: {{text: Claim {x}.}}\n" for x in "abcd")
}


def across(case):
    """The claims below the top from left to right."""
    drawn = Drawn(picture(case, claim_view(case, "top")).svg)
    below = [(box.rect.x, name) for name, box in drawn.boxes.items() if re.fullmatch("claim-[a-d]", name)]
    return [name[-1] for _, name in sorted(below)]


@pytest.mark.parametrize("order", [("d", "c", "b", "a"), ("c",), ("b", "d"), ()])
def test_an_order_that_the_author_wishes_is_kept_where_lines_allow_it(order):
    files = {
        "claims/a.yaml": FAN["claims/a.yaml"].replace(
            "[a, b, c, d]", "\n    - premises: a\n    - premises: b\n    - premises: c\n    - premises: d"
        )
    }
    case = load_text(files, settings=Settings(order=order)).case
    rest = [name for name in "abcd" if name not in order]
    assert across(case) == [*order, *rest]


def test_an_order_changes_places_and_nothing_else():
    plain = Drawn(pictures(load_text(CHARTER).case, ["map"])[0].svg)
    case = load_text(CHARTER, settings=Settings(order=("renewal-entry", "copied-early"))).case
    wished = Drawn(pictures(case, ["map"])[0].svg)
    assert plain.boxes.keys() == wished.boxes.keys()
    assert sorted(text.text for text, _, _ in plain.texts) == sorted(text.text for text, _, _ in wished.texts)


def test_a_name_in_the_order_that_is_no_statement_is_an_error(charter):
    (charter / "argmap.toml").write_text('order = ["charter-forgd"]\nwigmore = ["nothing"]\n', encoding="utf-8")
    told = {fault.message for fault in load(charter).faults}
    assert told == {"nothing, named by wigmore, is not a claim", "charter-forgd, named by order, is no statement"}
