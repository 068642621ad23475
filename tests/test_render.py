"""Pictures: everything of the view is in them, in its place, readable, and the same bytes each time."""

import os
import random
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest
import resvg_py
import yaml
from conftest import CHARTER, ROOT, write
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from argmap.graph import SUPPORT
from argmap.project import build, load, load_text
from argmap.render import picture, pictures, style
from argmap.render.cards import decibans, number
from argmap.render.leads import led
from argmap.render.legend import _BOXES, _RELATIONS
from argmap.render.metrics import ASCENT, DESCENT, width
from argmap.render.placement import Point
from argmap.render.shapes import escape, icon, line
from argmap.render.views import Sheet, claim_view, views, whole_view
from argmap.render.words import words as language
from argmap.settings import Settings

SVG = "{http://www.w3.org/2000/svg}"
SLACK = 0.06  # lengths are written to a hundredth of a point


# --------------------------------------------------------------------------- reading a picture


class Rect(NamedTuple):
    x: float
    y: float
    right: float
    bottom: float

    def holds(self, other, slack=SLACK):
        return (
            self.x - slack <= other.x
            and self.y - slack <= other.y
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def meets(self, other, slack=SLACK):
        return (
            min(self.right, other.right) - max(self.x, other.x) > slack
            and min(self.bottom, other.bottom) - max(self.y, other.y) > slack
        )


class Line(NamedTuple):
    """A line of text: where it stands, what it says, its size, whether it is bold or italic, and its colour class."""

    rect: Rect
    text: str
    size: float
    cut: str
    role: str


class Box(NamedTuple):
    """A card as drawn: its frame, its own lines of text, its element, where its corner is, and its name and sentence."""

    rect: Rect
    lines: tuple
    element: ET.Element
    x: float
    y: float
    name: str
    sentence: str


def numbers(text):
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


def bounds(path):
    """The frame of a closed path of M, L, H, V and Z with absolute coordinates."""
    xs, ys = [], []
    for command, rest in re.findall(r"([MLHV])([^MLHVZ]*)", path):
        found = numbers(rest)
        xs += found if command == "H" else [] if command == "V" else found[::2]
        ys += found if command == "V" else [] if command == "H" else found[1::2]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def frame_of(element, x, y):
    part = next(child for child in element if "frame" in child.get("class", "").split())
    if part.tag == f"{SVG}rect":
        assert part.get("x") is None
        return Rect(x, y, x + float(part.get("width")), y + float(part.get("height")))
    found = bounds(part.get("d"))
    return Rect(x + found.x, y + found.y, x + found.right, y + found.bottom)


def line_of(element, x, y):
    size, length = float(element.get("font-size")), float(element.get("textLength"))
    left = x + float(element.get("x")) - (length if element.get("text-anchor") == "end" else 0)
    base = y + float(element.get("y"))
    role, *cut = element.get("class").split()
    rect = Rect(left, base - ASCENT * size, left + length, base + DESCENT * size)
    return Line(rect, element.text, size, cut[0] if cut else "", role.removeprefix("f-"))


class Drawn:
    """A picture, read: its cards by id, all its lines of text, and its links with points in the whole picture."""

    def __init__(self, svg):
        self.svg = svg
        self.root = ET.fromstring(svg.encode())
        self.page = Rect(*numbers(self.root.get("viewBox")))
        self.boxes, self.texts, self.paths, self.docked = {}, [], [], {}
        self._walk(self.root, 0, 0, None, ())

    def _walk(self, element, x, y, card, groups):
        if moved := element.get("transform"):
            dx, dy = numbers(moved)
            x, y = x + dx, y + dy
        if element.get("role") == "graphics-symbol img":
            lines = tuple(line_of(child, x, y) for child in element if child.tag == f"{SVG}text")
            title, desc = element[0], element[1]
            assert title.tag == f"{SVG}title"
            assert desc.tag == f"{SVG}desc"
            name = element.get("id")
            assert name not in self.boxes
            self.boxes[name] = Box(frame_of(element, x, y), lines, element, x, y, title.text, desc.text)
            self.docked[name] = card
            card = name
        if element.tag == f"{SVG}text":
            self.texts.append((line_of(element, x, y), card, groups))
        if element.tag == f"{SVG}path":
            self.paths.append((element, x, y, card, groups))
        before = None
        for child in element:
            # The link that a card bears stands behind it, for nothing in a symbol can be stopped at.
            of = before if child.get("class") == "lead" else card
            self._walk(child, x, y, of, (*groups, element.get("class", "")))
            before = child.get("id")

    @property
    def links(self):
        """The lines between cards as (class, dash, points)."""
        for element, x, y, _, groups in self.paths:
            if "links" in groups and float(element.get("stroke-width", 0)) in (1.6, 2.2):
                found = numbers(element.get("d"))
                if "V" not in element.get("d"):
                    points = [(x + a, y + b) for a, b in zip(found[::2], found[1::2], strict=True)]
                    yield element.get("class"), element.get("stroke-dasharray"), points

    @property
    def key(self):
        """What the key says, without its own name."""
        return [text.text for text, _, groups in self.texts if "legend" in groups][1:]

    def written(self, name, type_):
        """What stands on a card in a kind of text, in one."""
        cut = {"regular": "", "bold": "b", "italic": "i"}[type_.style]
        return "".join(
            part.text
            for part in self.boxes[name].lines
            if (part.size, part.cut, part.role) == (type_.size, cut, type_.role)
        )


def bare(text):
    """A text without white space, and without what XML has no character for."""
    return "".join("".join(c for c in text if unicodedata.category(c) != "Cc").split())


def distance_to_border(rect, point):
    x, y = point
    outside = max(rect.x - x, x - rect.right, 0), max(rect.y - y, y - rect.bottom, 0)
    if any(outside):
        return max(outside)
    return min(x - rect.x, rect.right - x, y - rect.y, rect.bottom - y)


# --------------------------------------------------------------------------- what to draw

HOSTILE = "<b>&\"]]></b> '--><script>alert(1)</script>"
TEXTS = [
    "The charter was forged.",
    "Listina kláštera byla zfalšována až za opata Řehoře, příliš žluťoučký kůň úpěl ďábelské ódy.",
    "Грамота подложна: съешь ещё этих мягких французских булок, да выпей чаю.",
    "Nguyễn Trãi viết Bình Ngô đại cáo sau khi quân Minh rút khỏi Đại Việt.",
    "这份特许状是伪造的，印章晚了一个世纪，因此不能作为证据使用。",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "e\u0301te\u030c cˇ ô̜̂ 👍🏽 🇨🇿 \u202eright to left\u202c שלום العربية",
    HOSTILE,
    "x",
    "A sentence that goes on for long. " * 12,
]
KINDS = ["positive", "negative-search", "silence", "absence-of-citation"]
STRENGTHS = ["slight", "fair", "strong", "very strong", "near decisive"]
texts = st.sampled_from(TEXTS)


@st.composite
def made(draw):
    """A project in the author's YAML, with anything a picture has to show."""
    claims = [f"claim-{k}" for k in range(draw(st.integers(1, 7)))]
    items = [f"item-{k}" for k in range(draw(st.integers(0, 6)))]
    statements = [*claims, *items]

    def some(names, most):
        return draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))

    def attackers(names):
        if not names or draw(st.integers(0, 3)):
            return []
        return [{"by": name, "strength": draw(st.sampled_from(STRENGTHS))} for name in some(names, 2)]

    def lines(others):
        found = []
        sets = (
            draw(st.lists(st.sets(st.sampled_from(others), min_size=1, max_size=3), max_size=2, unique_by=frozenset))
            if others
            else []
        )
        for premises in sets:
            record = {"premises": sorted(premises)}
            record |= draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "warrant": texts,
                        "strength": st.sampled_from(STRENGTHS),
                        "scheme": st.sampled_from(["sign", "expert-opinion"]),
                    },
                )
            )
            if under := attackers([o for o in others if o not in record["premises"]]):
                record["undercut_by"] = under
            found.append(record)
        return found

    files = {"claims": {}, "items": {}, "sources": {}, "questions": {}}
    for index, name in enumerate(claims):
        others = [s for s in statements if s not in claims[: index + 1]]
        record = {"text": draw(texts), "support": lines(others), "attack": lines(others)}
        record["tier"] = draw(st.sampled_from(["core", "supporting"]))
        record["type"] = draw(st.sampled_from(["gap", "interpretation"]))
        record["assumed"] = draw(st.booleans())
        record["layer"] = draw(st.sampled_from(["author", "editors"]))
        stance = draw(st.sampled_from(["asserts", "reports", "denies"]))
        by = draw(st.sampled_from([["Anna Dobrá"], ["Anna Dobrá", "Лев Толстой"], [HOSTILE]]))
        hedge = draw(st.sampled_from([[], [{"words": "probably", "kind": "probability", "band": [0.5, 0.8]}]]))
        if draw(st.booleans()):
            record["said"] = [{"by": by, "stance": stance, "hedge": hedge}]
        files["claims"][name] = {key: value for key, value in record.items() if value}
    for index, name in enumerate(items):
        record = {"source": "s", "text": draw(texts), "kind": draw(st.sampled_from(KINDS)), "locator": draw(texts)}
        record["layer"] = draw(st.sampled_from(["author", "editors"]))
        if items[index + 1 :] and (under := attackers(items[index + 1 :])):
            record["undermined_by"] = under
        files["items"][name] = record
    files["sources"]["s"] = {"title": draw(texts)}
    if len(claims) > 1 and draw(st.booleans()):
        files["questions"]["which-is-it"] = {"text": draw(texts), "hypotheses": some(claims, 4)}
        if len(files["questions"]["which-is-it"]["hypotheses"]) == 1:
            del files["questions"]["which-is-it"]
    project = load_text(
        {
            "claims/claims.yaml": as_yaml(files["claims"]),
            "claims/questions.yaml": as_yaml(files["questions"]),
            "evidence/items.yaml": as_yaml(files["items"]),
            "evidence/sources.yaml": as_yaml(files["sources"]),
        },
        settings=Settings(title=draw(texts)),
    )
    assert project.sound, project.faults
    return project


class Plain(yaml.SafeDumper):
    """YAML without anchors, which argmap does not read."""

    def ignore_aliases(self, data):
        return True


def as_yaml(records):
    return yaml.dump(records, Dumper=Plain, allow_unicode=True, width=10_000, sort_keys=False) if records else ""


few = examples(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))


def drawn_views(case):
    """Every view of a case, read."""
    found = led(case, views(case, Sheet(lambda view: view.boxes < 8)))
    return [(view, Drawn(picture(case, view).svg)) for view in found]


@pytest.fixture(scope="module")
def drawn(corpus):
    """Every view of the corpus, read."""
    return drawn_views(corpus.case)


def one(files, name=None, **settings):
    """A view of a small project, read."""
    case = load_text(files, settings=Settings(**settings)).case
    view = next(v for v in views(case, Sheet(lambda _: True)) if v.name == name) if name else whole_view(case)
    return Drawn(picture(case, view).svg)


# --------------------------------------------------------------------------- what holds of every picture


def check(case, view, drawn):
    """All that holds of every picture."""
    ids_are_unique(drawn)
    statements_are_there_once(view, drawn)
    texts_are_whole(case, view, drawn)
    cards_do_not_overlap(drawn)
    texts_stay_in_their_cards(drawn)
    texts_do_not_overlap(drawn)
    links_stay_on_the_page_and_end_on_cards(drawn)
    undercuts_end_on_their_steps(case, view, drawn)
    heads_stand_upright_below_a_card_and_off_all_others(drawn)
    brackets_span_their_premises_alone(drawn)
    theses_share_the_top_row(case, view, drawn)
    dials_show_the_valuation(case, view, drawn)
    key_names_what_occurs(drawn)
    nothing_reads_badly_elsewhere(drawn)


def ids_are_unique(drawn):
    counts = Counter(element.get("id") for element in drawn.root.iter() if element.get("id"))
    assert set(counts.values()) == {1}
    links = [element.get("href") for element in drawn.root.iter() if element.get("href", "").startswith("#")]
    assert {link.removeprefix("#") for link in links} <= set(counts)


def statements_are_there_once(view, drawn):
    wanted = {f"claim-{name}" for name in (view.focus if view.brief else view.claims)}
    wanted |= {f"evidence-{name}" for name in (() if view.brief else view.evidence)}
    wanted |= {f"step-{name}" for name in view.inferences}
    wanted |= {f"question-{view.question}"} if view.question else set()
    assert set(drawn.boxes) == wanted


def texts_are_whole(case, view, drawn):
    for name, box in drawn.boxes.items():
        kind, _, ref = name.partition("-")
        if kind == "claim":
            assert bare(drawn.written(name, style.CLAIM)) == bare(case.graph.claims[ref].text)
            assert ref in drawn.written(name, style.NAME)
        elif kind == "evidence":
            item = case.graph.evidence[ref]
            assert bare(drawn.written(name, style.TEXT)) == bare(item.text)
            assert bare(f"{case.label(item.source)}{', ' + item.locator if item.locator else ''}") in bare(
                drawn.written(name, style.SMALL)
            )
        elif kind == "step":
            warrant = case.graph.inferences[ref].record.warrant or ""
            assert bare(drawn.written(name, style.WARRANT)) == bare(warrant)
            relation = case.graph.inferences[ref].polarity
            assert style.WORDS[relation] in drawn.written(name, style.WORD._replace(role=relation))
        assert box.name
        assert box.sentence
        assert box.element.get("tabindex") == "0"
    title = [text.text for text, _, groups in drawn.texts if "heading" in groups and text.cut == "b"]
    assert bare("".join(title)) == bare(view.title) == bare(drawn.root[0].text)


def cards_do_not_overlap(drawn):
    for (one, first), (two, second) in combinations(drawn.boxes.items(), 2):
        if drawn.docked[one] == two:
            assert second.rect.holds(first.rect)
        elif drawn.docked[two] == one:
            assert first.rect.holds(second.rect)
        else:
            assert not first.rect.meets(second.rect), (one, two)


def texts_stay_in_their_cards(drawn):
    for text, card, _ in drawn.texts:
        assert drawn.page.holds(text.rect), text.text
        if card:
            assert drawn.boxes[card].rect.holds(text.rect), (card, text.text)
    for text, card, _ in drawn.texts:
        for name, box in drawn.boxes.items():
            if name != card and box.rect.meets(text.rect, 1):
                assert drawn.docked[name] is None or card is not None
                assert drawn.docked[card] == name, (text.text, name)


def texts_do_not_overlap(drawn):
    lines = sorted((text for text, *_ in drawn.texts), key=lambda text: text.rect.y)
    for index, first in enumerate(lines):
        for second in lines[index + 1 :]:
            if second.rect.y > first.rect.bottom:
                break
            assert not first.rect.meets(second.rect, 1), (first.text, second.text)


def links_stay_on_the_page_and_end_on_cards(drawn):
    for role, _, points in drawn.links:
        assert all(drawn.page.holds(Rect(x, y, x, y)) for x, y in (points[0], points[-1]))
        for end in (points[0], points[-1]):
            assert min(distance_to_border(box.rect, end) for box in drawn.boxes.values()) <= 2, role


def undercuts_end_on_their_steps(case, view, drawn):
    """Each undercut ends on the border of a step, and as many end on a step as the text says."""
    ends = [points[-1] for role, _, points in drawn.links if role == "n s-undercut"]
    if view.brief:
        assert not ends
        return
    wanted = Counter()
    for inference in map(case.graph.inferences.get, view.inferences):
        step = f"step-{inference.id}"
        apart = [a.by for a in inference.record.undercut_by if not hangs(drawn, step, a.by)]
        wanted[step] += len(apart)
    for name in view.evidence:
        wanted[f"evidence-{name}"] += len(case.graph.evidence[name].undermined_by)
    if leaves_topics(drawn):
        assert len(ends) <= sum(wanted.values())
        return
    assert len(ends) == sum(wanted.values())
    for target, count in wanted.items():
        near = [end for end in ends if distance_to_border(drawn.boxes[target].rect, end) <= 2]
        assert len(near) >= count, target


def heads_stand_upright_below_a_card_and_off_all_others(drawn):
    """Links arrive from straight below, 15 points from the corner at least, and clear of each other's heads and of every
    card but the one they end on: docked evidence begins 7 points above the line's end."""
    ends = []
    for role, _, points in drawn.links:
        (x, y), (before, _) = points[-1], points[-2]
        assert before == pytest.approx(x, abs=0.02)
        below = [b.rect for n, b in drawn.boxes.items() if drawn.docked[n] is None and abs(b.rect.bottom - y) < 0.1]
        assert [r for r in below if r.x + 15 <= x <= r.right - 15], role
        head = Rect(x - 4, y - 7, x + 4, y + 15)
        assert [n for n, b in drawn.boxes.items() if b.rect.meets(head) and b.rect not in below] == []
        ends.append((x, y))
    for (x, y), (other, level) in combinations(ends, 2):
        assert abs(y - level) > 15 or abs(x - other) > 8


def brackets_span_their_premises_alone(drawn):
    """Between the ends of a bracket premises arrive and nothing else, and its plus is clear of their lines."""
    arriving = [(points[-1], role) for role, _, points in drawn.links]
    for element, dx, _, _, groups in drawn.paths:
        if "links" in groups and element.get("d").count("V") == 2:
            left, _, level, stop, go, _, right, _ = numbers(element.get("d"))
            within = [(x - dx, role) for (x, y), role in arriving if left <= x - dx <= right and abs(y - level) < 10]
            assert len(within) > 1
            assert {role for _, role in within} == {"n s-line"}
            assert not [x for x, _ in within if stop + 1 < x < go - 1]


def theses_share_the_top_row(case, view, drawn):
    """Claims that bear on nothing and are argued for stand level with one another, with nothing above them."""
    if leaves_topics(drawn) or view.question:
        return
    bearing = {
        p
        for i in map(case.graph.inferences.get, view.inferences)
        for p in (*i.premises, *(a.by for a in i.record.undercut_by))
    }
    bearing |= {a.by for name in view.evidence for a in case.graph.evidence[name].undermined_by}
    argued = {case.graph.inferences[name].conclusion for name in view.inferences} - bearing
    tops = {drawn.boxes[f"claim-{name}"].rect.y for name in argued}
    assert not tops or tops == {min(box.rect.y for box in drawn.boxes.values())}


def leaves_topics(drawn):
    """Whether argmap's own engine cut the map into topics, so that some links are named instead of drawn."""
    return any(element.get("href", "").startswith("#") for element in drawn.root.iter())


def hangs(drawn, step, attacker):
    """Whether an undercutter hangs under its step, joined to it by a wire that ends on the step."""
    rect = drawn.boxes[step].rect
    for element, x, y, card, groups in drawn.paths:
        if card is None and "links" not in groups and "legend" not in groups and "s-undercut" in element.get("class"):
            points = numbers(element.get("d"))
            if element.get("stroke-dasharray") and distance_to_border(rect, (x + points[-2], y + points[-1])) <= 2:
                for kind in ("claim", "evidence"):
                    box = drawn.boxes.get(f"{kind}-{attacker}")
                    if box and rect.x < box.rect.x < rect.right and box.rect.y > rect.bottom:
                        return True
    return False


def dials_show_the_valuation(case, view, drawn):
    for name, box in drawn.boxes.items():
        kind, _, ref = name.partition("-")
        if kind != "claim":
            continue
        strong = [text.text for text in box.lines if (text.size, text.cut) == (style.STRONG.size, "b")]
        small = [text.text for text in box.lines if text.size == style.SMALL.size]
        assert case.valuation.grade[ref].code in strong
        axes = [e for e in box.element if e.get("class") == "n s-axis"]
        bands = [e for e in box.element if e.get("class") == "f-band s-support"]
        points = [e for e in box.element if e.tag == f"{SVG}circle"]
        band = case.valuation.confidence[ref]
        if not case.graph.bearing_on(ref) and not case.graph.claims[ref].assumed:
            assert not bands
            assert not points
            assert "no evidence bears on it: no confidence computed" in " ".join(small)
            assert number(band.point) not in strong
            continue
        left, _, right = numbers(axes[0].get("d").partition("M")[2].partition("M")[0].replace("H", " "))
        assert number(band.point) in strong
        assert f"{'' if band.exact else 'outer '}band {number(band.low)}–{number(band.high)}" in small
        if case.graph.bearing_on(ref):
            assert decibans(case.valuation.decibans[ref]) in small
        else:
            assert "assumed" in small
        (rect,), (circle,) = bands, points
        length = right - left
        assert float(circle.get("cx")) == pytest.approx(left + band.point * length, abs=0.011)
        assert float(rect.get("x")) == pytest.approx(left + band.low * length, abs=0.011)
        ends = max((band.high - band.low) * length, 1)
        assert float(rect.get("width")) == pytest.approx(ends, abs=0.011)


def key_names_what_occurs(drawn):
    """The key names every kind of box and relation that occurs, and no other."""
    key = drawn.key
    assert len(key) == len(set(key))
    kinds, relations, more = set(), set(), set()
    for name, box in drawn.boxes.items():
        kind = name.partition("-")[0]
        outline = next(e for e in box.element if "frame" in e.get("class", ""))
        if kind == "claim":
            kind = {"9 4": "reported", "2 3": "gap", None: "claim"}[outline.get("stroke-dasharray")]
            more |= {"thick"} if outline.get("stroke-width") == "2.6" else set()
        kinds.add(kind)
        for text in box.lines:
            if kind in ("claim", "reported", "gap") and re.fullmatch("S[0-3X]", text.text) and text.cut == "b":
                more.add(f"grade {text.text}")
    for element, _, _, _card, groups in drawn.paths:
        look = element.get("class"), element.get("stroke-dasharray"), element.get("stroke-width")
        if "legend" in groups:
            continue
        if "f-support" in look[0]:
            relations.add("support")
        elif look[0] == "n s-attack" and (look[1] or look[2] == "2.6"):
            relations.add("attack")
        elif "s-undercut" in look[0]:
            relations.add("undercut")
        elif look == ("n s-line", None, "5"):
            relations.add("rival")
        elif look == ("n s-line", None, "1.6") and "V" not in element.get("d"):
            relations.add("premise")
        elif look == ("n s-ink", None, "1.8"):
            more.add("plus")
        elif look[0] == "n s-hedge":
            more.add("bracket")
    more |= (
        {"band"} if any("f-band" in e.get("class", "") for box in drawn.boxes.values() for e in box.element) else set()
    )
    key_of = language("en").table("key")
    said = {"undercut" if word == "undermine" else word for word in _RELATIONS if key_of[word] in key}
    assert {kind for kind in _BOXES if key_of[kind] in key} == kinds
    assert said == relations or leaves_topics(drawn)
    told = {"plus": "needed together", "bracket": "how sure the author’s words sound", "thick": "thick"}
    if leaves_topics(drawn):
        del told["plus"]
    for what, words in told.items():
        assert any(text.startswith(words) for text in key) == (what in more), what
    assert any("confidence" in text for text in key) == ("band" in more)
    assert {f"grade {text[:2]}" for text in key if re.match("S[0-3X] ", text)} == {w for w in more if w[:5] == "grade"}


def nothing_reads_badly_elsewhere(drawn):
    """The file needs no CSS variable, and dark colours stand in their media query alone."""
    sheet = drawn.root.find(f"{SVG}style").text
    light, _, dark = sheet.partition("@media screen and (prefers-color-scheme:dark){")
    assert "var(" not in drawn.svg
    assert "@" not in light
    for name, value in style.DARK.items():
        assert f".f-{name}{{fill:{value}}}" in dark
        assert f".f-{name}{{fill:{value}}}" not in light
        assert f".f-{name}{{fill:{style.LIGHT[name]}}}" in light
    assert drawn.root.get("role") == "graphics-document document"
    assert [drawn.root[0].tag, drawn.root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert {drawn.root[0].get("id"), drawn.root[1].get("id")} == {
        drawn.root.get("aria-labelledby"),
        drawn.root.get("aria-describedby"),
    }
    for hidden in drawn.root.iter():
        if hidden.get("aria-hidden") == "true":
            assert not [e for e in hidden.iter() if e.tag == f"{SVG}a" or e.get("tabindex")]


def test_every_picture_of_the_corpus_is_sound(corpus, drawn):
    for view, picture_ in drawn:
        check(corpus.case, view, picture_)


@few
@given(made())
def test_every_picture_of_a_made_project_is_sound(project):
    for view, picture_ in drawn_views(project.case):
        check(project.case, view, picture_)


@few
@given(made())
def test_a_picture_by_argmaps_own_engine_is_sound(project):
    case = load_text(
        {path: source.text for path, source in project.sources.items()}, settings=Settings(layout="own")
    ).case
    view = whole_view(case)
    check(case, view, Drawn(picture(case, view).svg))


# --------------------------------------------------------------------------- single behaviours


def many(count, each=3):
    """A project of many claims, every one of which rests on others far and near."""
    chance = random.Random(7)
    claims = {f"c-{k:03}": {"text": f"Claim number {k}."} for k in range(count)}
    names = list(claims)
    for k in range(count - 1):
        others = {names[chance.randrange(k + 1, count)] for _ in range(each)}
        claims[names[k]]["support"] = [{"premises": [other]} for other in sorted(others)]
    return {"claims/a.yaml": as_yaml(claims)}


def test_a_map_of_more_than_dots_boxes_is_sound_where_links_leave_their_topic():
    case = load_text(many(160, 2)).case
    read = Drawn(picture(case, whole_view(case)).svg)
    ids_are_unique(read)
    statements_are_there_once(whole_view(case), read)
    cards_do_not_overlap(read)
    texts_stay_in_their_cards(read)
    texts_do_not_overlap(read)
    nothing_reads_badly_elsewhere(read)
    assert any(element.tag == f"{SVG}a" for element in read.root.iter())


def test_hostile_text_comes_out_as_the_text_it_is():
    files = {"claims/a.yaml": as_yaml({"x": {"text": HOSTILE, "said": [{"by": HOSTILE}]}})}
    read = one(files, title=HOSTILE)
    assert read.boxes["claim-x"].name == HOSTILE
    assert not [element for element in read.root.iter() if element.tag in (f"{SVG}b", f"{SVG}script")]
    assert "<script" not in read.svg


def test_a_character_that_xml_cannot_hold_is_replaced():
    read = one({"claims/a.yaml": 'x:\n  text: "a\\x07b \\uFFFE c"\n'}, title="bell \x07")
    assert read.boxes["claim-x"].name == "a\ufffdb \ufffd c"
    assert escape("\ud800") == "\ufffd"


def test_support_attack_and_undercut_differ_in_dash_and_in_head_without_their_colour():
    looks = {}
    for relation in ("support", "attack", "undercut", "rival", "premise"):
        drawn_ = "".join(line([Point(0, 50), Point(0, 0)], relation, straight=True))
        dash = re.search(r'stroke-dasharray="([^"]*)"', drawn_)
        head = re.sub(r'class="[^"]*"', "", drawn_.partition("/>")[2])
        looks[relation] = (dash[1] if dash else None, head)
    assert len({look[0] for name, look in looks.items() if name in ("support", "attack", "undercut")}) == 3
    assert len({look[1] for name, look in looks.items() if name in ("support", "attack", "undercut")}) == 3
    assert len(set(looks.values())) == 5
    icons = {re.sub(r'class="[^"]*"', "", icon(0, 0, relation)) for relation in ("support", "attack", "undercut")}
    assert len(icons) == 3


def test_a_reported_claim_says_who_reports_whom_and_looks_unlike_one_that_is_asserted():
    said = {"by": ["Anna Dobrá", "Лев Толстой"], "stance": "reports"}
    files = {
        "claims/a.yaml": as_yaml({"x": {"text": "So.", "said": [said]}, "y": {"text": "It.", "said": [{"by": "A"}]}})
    }
    read = one(files)
    assert read.written("claim-x", style.KIND).startswith("REPORTED CLAIM")
    assert not read.written("claim-y", style.KIND).startswith("REPORTED")
    told = bare("Anna Dobrá reports that Лев Толстой asserts it")
    assert told in bare(read.written("claim-x", style.SMALL))
    dashes = [read.boxes[name].element.find(f"{SVG}rect").get("stroke-dasharray") for name in ("claim-x", "claim-y")]
    assert dashes == ["9 4", None]


def test_voices_of_the_plural_take_a_plural_verb_wherever_they_stand_in_a_chain():
    files = {
        "claims/a.yaml": as_yaml({"x": {"text": "So.", "said": [{"by": ["the canons", "the abbot", "the monks"]}]}}),
        "evidence/authorities.yaml": as_yaml(
            {
                "canons": {"type": "collective", "name": "the canons", "number": "plural"},
                "monks": {"type": "collective", "name": "the brethren", "number": "plural", "spellings": ["the monks"]},
            }
        ),
    }
    for stance, told in (
        (["reports", "reports", "asserts"], "the canons report that the abbot reports that the monks assert it"),
        (
            ["distances", "asks", "denies"],
            "the canons report at arm’s length that the abbot asks whether the monks deny it",
        ),
    ):
        files["claims/a.yaml"] = as_yaml(
            {"x": {"text": "So.", "said": [{"by": ["the canons", "the abbot", "the monks"], "stance": stance}]}}
        )
        assert bare(told) in bare(one(files).written("claim-x", style.SMALL))
        assert load_text(files).case.relay(load_text(files).graph.claims["x"].said[0]) == told


def test_a_claim_that_nothing_bears_on_shows_no_number():
    read = one({"claims/a.yaml": "x:\n  text: It is so.\n"})
    assert not any(re.search(r"\d\.\d", text.text) for text in read.boxes["claim-x"].lines)
    assert "Confidence" not in read.boxes["claim-x"].sentence


def test_premises_that_are_needed_together_are_bracketed_within_their_step():
    files = {
        "claims/a.yaml": as_yaml(
            {
                "top": {"text": "Top.", "support": [{"premises": ["left", "right"]}]},
                "left": {"text": "Left."},
                "right": {"text": "Right."},
            }
        )
    }
    for engine in ("own", "dot"):
        read = one(files, layout=engine)
        step = next(box.rect for name, box in read.boxes.items() if name.startswith("step-"))
        brackets = [e for e, *_, groups in read.paths if "links" in groups and e.get("d").count("V") == 2]
        assert len(brackets) == 1
        x, y, *_ = numbers(brackets[0].get("d"))
        assert step.bottom < y < step.bottom + 10
        assert step.x - SLACK <= x <= step.right
        assert "needed together" in read.key


def test_a_bracket_stays_below_its_step_and_clear_of_all_cards(drawn):
    for _, read in drawn:
        for element, _, _, _, groups in read.paths:
            if "links" in groups and element.get("d").count("V") == 2:
                left, low, high, *_, right, _ = numbers(element.get("d"))
                mark = Rect(left, low, right, high)
                assert not [name for name, box in read.boxes.items() if box.rect.meets(mark)]
                above = [box.rect for box in read.boxes.values() if 0 < low - box.rect.bottom < 10]
                assert any(rect.x - SLACK <= left and right <= rect.right + SLACK for rect in above)


def test_a_question_shows_its_rivals_with_their_probabilities():
    read = one(CHARTER, "question-what-is-the-charter")
    rivals = load_text(CHARTER).case.valuation.rivals["what-is-the-charter"]
    lines = [text.text for text in read.boxes["question-what-is-the-charter"].lines]
    for hypothesis, band in rivals.items():
        assert number(band.point) in lines
        assert f"{number(band.low)}–{number(band.high)}" in lines
        assert any(hypothesis in text for text in lines)


def test_the_longest_words_of_a_card_have_room():
    item = {"source": "s", "text": "T.", "kind": "negative-search", "layer": "editors"}
    claims = {
        "x": {
            "text": "X.",
            "type": "interpretation",
            "tier": "core",
            "layer": "editors",
            "said": [{"by": "A", "stance": "reports"}],
            "support": [{"premises": [f"item-{k}"], "strength": "near decisive"} for k in range(3)],
        }
    }
    group = {"kind": "same_record", "members": ["item-0", "item-1", "item-2"], "basis": "B.", "mode": "derivative"}
    files = {
        "claims/a.yaml": as_yaml(claims),
        "evidence/a.yaml": as_yaml({f"item-{k}": item for k in range(3)}),
        "evidence/sources.yaml": as_yaml({"s": {"title": "S"}}),
        "evidence/independence.yaml": as_yaml({"one-witness": group}),
    }
    project = load_text(files)
    assert project.sound
    check(project.case, whole_view(project.case), one(files))


def test_a_thick_outline_is_explained_where_it_occurs():
    read = one({"claims/a.yaml": "x:\n  text: So.\n  support: y\ny:\n  text: Why.\n"})
    assert any(text.startswith("thick outline") for text in read.key)
    assert read.boxes["claim-x"].element.find(f"{SVG}rect").get("stroke-width") == "2.6"


def test_numbers_are_never_certain_and_a_weight_of_nothing_has_no_minus():
    assert [number(value) for value in (0, 0.001, 0.5, 0.999, 1)] == ["0.00", "<0.01", "0.50", ">0.99", "1.00"]
    assert [decibans(value) for value in (-0.01, 0.01, -1.25, 3)] == ["+0.0 dB", "+0.0 dB", "−1.2 dB", "+3.0 dB"]


def test_a_cyclic_argument_is_drawn_whole():
    files = {"claims/a.yaml": "x:\n  text: So.\n  support: y\ny:\n  text: Why.\n  support: x\n"}
    case = load_text(files).case
    for engine in ("own", "dot"):
        read = one(files, layout=engine)
        statements_are_there_once(whole_view(case), read)
        cards_do_not_overlap(read)


def test_an_item_of_evidence_at_the_edge_of_a_view_still_has_what_undermines_it():
    files = {
        "claims/a.yaml": "x:\n  text: So.\n  support: seen\ndoubt:\n  text: He was blind.\n  support: blind\n",
        "evidence/a.yaml": "seen: {source: s, text: He saw it., undermined_by: doubt}\nblind: {source: s, text: Blind.}\n",
        "evidence/sources.yaml": "s: {title: S}\n",
    }
    case = load_text(files).case
    view = claim_view(case, "x", 1)
    assert (view.claims, view.evidence, dict(view.cut)) == (("doubt", "x"), ("seen",), {"doubt": 1})
    check(case, view, Drawn(picture(case, view).svg))


def test_a_project_without_claims_has_no_picture():
    assert pictures(load_text({}).case) == ()


def test_a_card_says_in_words_all_that_it_shows():
    read = one(CHARTER)
    case = load_text(CHARTER).case
    band = case.valuation.confidence["charter-forged"]
    sentence = read.boxes["claim-charter-forged"].sentence
    for part in (
        "Claim charter-forged: The founding charter of the abbey was forged.",
        "Anna Dobrá asserts it, in the words “beyond all doubt”.",
        f"Grade {case.valuation.grade['charter-forged'].code}",
        f"Confidence {number(band.point)}, band {number(band.low)} to {number(band.high)}.",
        "Supported by seal-too-late.",
        "Weakened by copied-early.",
        "Rival of",
    ):
        assert part in sentence
    step = next(i.id for i in case.graph.bearing_on("charter-forged") if i.polarity == SUPPORT)
    assert "Undercut by seal-renewed." in read.boxes[f"step-{step}"].sentence
    assert "Supports charter-forged." in read.boxes["evidence-seal-too-late"].sentence


# --------------------------------------------------------------------------- the same bytes


def shuffled(files, seed):
    """The same project with its files and records in another order."""
    chance = random.Random(seed)
    pairs = []
    for path, text in files.items():
        records = list((yaml.load(text, yaml.BaseLoader) or {}).items())
        chance.shuffle(records)
        pairs.append((path, as_yaml(dict(records))))
    chance.shuffle(pairs)
    return dict(pairs)


def corpus_files():
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("claims", "evidence")
        for path in (ROOT / folder).rglob("*.yaml")
    }


def test_the_order_of_files_and_records_does_not_change_a_byte():
    files = corpus_files()
    first = {p.name: p.svg for p in pictures(load_text(files).case)}
    second = {p.name: p.svg for p in pictures(load_text(shuffled(files, 1)).case)}
    assert first == second


def test_another_hash_seed_folder_and_time_zone_do_not_change_a_byte(tmp_path):
    here = load(write(tmp_path / "here", CHARTER))
    build(here, tmp_path / "first")
    program = "import sys;from argmap.project import build, load;build(load(sys.argv[1]))"
    for seed in ("1", "77"):
        there = write(tmp_path / f"elsewhere-{seed}", CHARTER)
        surroundings = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": "Asia/Tokyo",
            "LC_ALL": "C",
            "PYTHONPATH": str(ROOT),
        }
        subprocess.run([sys.executable, "-c", program, str(there)], env=surroundings, cwd=there, check=True)
        for file in sorted((tmp_path / "first").iterdir()):
            assert (there / "renders" / file.name).read_bytes() == file.read_bytes()


def test_neither_a_path_nor_a_date_of_making_is_in_a_picture(tmp_path):
    project = load(write(tmp_path / "charter", CHARTER))
    for drawn_ in pictures(project.case):
        assert str(tmp_path) not in drawn_.svg
        assert str(Path.home()) not in drawn_.svg
        assert not re.search(r"\b20[0-9]{2}-[0-9]{2}", drawn_.svg)


def test_text_is_measured_as_it_is_written(drawn):
    """The length written with every text is the one measured, so no other font can widen it."""
    for _, read in drawn:
        for element in read.root.iter(f"{SVG}text"):
            cut = {"b": "bold", "i": "italic"}.get(element.get("class").split()[-1], "regular")
            measured = width(element.text, float(element.get("font-size")), cut)
            assert float(element.get("textLength")) == pytest.approx(measured, abs=0.011)
            assert element.get("lengthAdjust") == "spacingAndGlyphs"


def test_a_picture_is_rasterised_in_its_size(corpus):
    for view in (claim_view(corpus.case, "czech-service-supplied", 1), *views(corpus.case, Sheet(lambda _: True))[1:3]):
        made_ = picture(corpus.case, view)
        image = bytes(resvg_py.svg_to_bytes(svg_string=made_.svg))
        assert image[:8] == b"\x89PNG\r\n\x1a\n"
        size = int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big")
        assert abs(size[0] - made_.width) <= 1
        assert abs(size[1] - made_.height) <= 1


@pytest.mark.parametrize(
    ("code", "drawn", "read"),
    [
        ("en", "Ken: “undoubtedly” [probability, of a part]", "in the words “undoubtedly” (Ken, of a part)."),
        ("cs", "Ken: “undoubtedly” [pravděpodobnost, o části]", "slovy “undoubtedly” (Ken, o části)."),
    ],
)
def test_a_hedge_of_a_part_or_of_somebody_else_is_not_drawn_as_the_speaker_s_of_the_whole(code, drawn, read):
    hedge = "{words: undoubtedly, kind: probability, scope: the year, holder: Ken}"
    files = {"claims/toll.yaml": f"toll-doubled: {{text: So., said: {{by: the roll, hedge: {hedge}}}}}\n"}
    case = load_text(files, settings=Settings(language=code)).case
    svg = picture(case, whole_view(case)).svg
    assert drawn in " ".join(text.text for text, _, _ in Drawn(svg).texts)
    assert escape(read) in svg
    assert "95–99" not in svg
