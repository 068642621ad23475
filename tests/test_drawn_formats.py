"""DOT and Mermaid: any map comes out as what their tools parse, with every text as it is written."""

import html
import re

import pydot
import pytest
from conftest import CHARTER, run, write
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from argmap.formats import dot as dots
from argmap.formats import dump
from argmap.formats import mermaid as mermaids
from argmap.project import load_text
from argmap.testing.whole import projects, written

# pydot calls its parser by names that the parser has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated - use:DeprecationWarning")

# The part of Mermaid's flowchart language that argmap writes, line by line.
STRING = r'"(?:[^"#<>&;`\\{}\[\]|]|#[0-9]+;|<br/>)*"'
NODE = r"[nsq][1-9][0-9]*"
MERMAID = re.compile(
    rf"flowchart BT|  %% [^\n]+|  {NODE}(?:\[{STRING}\]|\[/{STRING}/\]|\[\[{STRING}\]\]|\({STRING}\))"
    rf"|  {NODE} (?:-->|---|===|-\.-x|-\.-o) {NODE}|  class {NODE} (?:reported|support|attack)"
    r"|  classDef (?:reported|support|attack) [a-z-]+:[#0-9a-f ]+(?:,[a-z-]+:[#0-9a-f ]+)*"
)


def read_mermaid(label):
    """A label as Mermaid shows it: codes are characters."""
    return re.sub(r"#([0-9]+);", lambda found: chr(int(found[1])), label[1:-1].replace("<br/>", "\n"))


def read_dot(label):
    """A label as Graphviz shows it: first the escapes, then the entities."""
    return html.unescape(re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), label[1:-1]))


def parsed(source):
    (graph,) = pydot.graph_from_dot_data(source)
    return graph


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@examples(deadline=None)
@given(ANY)
def test_any_text_comes_back_from_a_label_of_mermaid(text):
    label = mermaids.quoted(text)
    assert re.fullmatch(STRING, label)
    shown = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))
    assert read_mermaid(label) == shown
    assert not re.match(r'"(?:[0-9]+[.)]|[-+*])', label), "Mermaid would read a list"


@examples(deadline=None)
@given(ANY)
def test_any_text_comes_back_from_a_string_of_dot(text):
    shown = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))
    graph = parsed(f"digraph g {{ a [label={dots.quoted(text)}]; }}")
    (node,) = graph.get_nodes()
    assert read_dot(node.get("label")) == shown


@examples(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=projects().map(written))
def test_any_project_is_written_as_what_the_tools_parse(files):
    case = load_text(files).case
    (source,) = (data.decode() for data in dump(case, "mermaid").values())
    lines = source.splitlines()
    assert [line for line in lines if not MERMAID.fullmatch(line)] == []
    drawn = {line.split("[", 1)[0].split("(", 1)[0].strip() for line in lines if re.match(rf"  {NODE}[\[(]", line)}
    ends = {
        name for line in lines if (found := re.fullmatch(rf"  ({NODE}) \S+ ({NODE})", line)) for name in found.groups()
    }
    assert ends <= drawn, "no line leads to a node that is not there"
    graph = parsed(dump(case, "dot")["argmap.dot"].decode())
    names = {node.get_name().strip('"') for node in graph.get_nodes()} - {"node", "edge", "graph", "\\n"}
    expected = {f"claim {name}" for name in case.graph.claims} | {f"evidence {name}" for name in case.graph.evidence}
    expected |= {f"step {name}" for name in case.graph.inferences} | {
        f"question {name}" for name in case.graph.questions
    }
    assert {name.replace('\\"', '"') for name in names} == expected
    assert {
        end.strip('"') for edge in graph.get_edges() for end in (edge.get_source(), edge.get_destination())
    } <= names


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_the_same_project_in_another_order_is_written_the_same(form):
    assert dump(load_text(CHARTER).case, form) == dump(load_text(dict(reversed(CHARTER.items()))).case, form)


def test_relations_are_told_apart_by_line_and_head():
    source = dump(load_text(CHARTER).case, "mermaid")["argmap.mmd"].decode()
    assert {" --> ", " -.-x ", " -.-o ", " --- ", " === "} <= set(re.findall(r" \S+ (?=[nsq])", source)) | {" --- "}
    drawn = dump(load_text(CHARTER).case, "dot")["argmap.dot"].decode()
    for part in ("arrowhead=normal", "arrowhead=tee", "arrowhead=odiamond", "arrowhead=none", "black:white:black"):
        assert part in drawn


@pytest.mark.parametrize(("form", "start"), [("dot", "digraph"), ("mermaid", "flowchart BT")])
def test_the_command_exports_them(tmp_path, form, start):
    write(tmp_path, CHARTER)
    shown = run("export", "--project", tmp_path, "--to", form)
    assert shown.status == 0
    assert shown.out.startswith(start)
