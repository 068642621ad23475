"""Output: sheets, PNG and PDF hold the picture, look the same everywhere, and say what is missing."""

import io
import pickle
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from conftest import CHARTER, ROOT, run, write
from test_further import ROUTES, case_of

from argmap.project import load_text
from argmap.render import output, pictures, style
from argmap.render.fonts import FILES, characters, lacking
from argmap.render.output import EDGE, SIZES, CannotOutput, on_sheet, outputs, pdf, png
from argmap.text import digest

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def case():
    return case_of(ROUTES, thesis="charter-forged")


@pytest.fixture(scope="module")
def made(case):
    return pictures(case, ["timeline", "map"])


def size_of(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


def pages(data):
    return len(re.findall(rb"/Type\s*/Page\b", data))


@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_holds_the_whole_picture_within_its_margins(case, made, size):
    for picture in made:
        sheet = on_sheet(case, picture, size, ["corpus 0123"])
        root = ET.fromstring(sheet.svg)
        assert (sheet.width, sheet.height) == tuple(map(float, root.get("viewBox").split()[2:]))
        assert sorted((sheet.width, sheet.height)) == sorted(SIZES[size])
        inner = root.find(f"{SVG}svg")
        x, y, w, h = (float(inner.get(key)) for key in ("x", "y", "width", "height"))
        assert x >= EDGE - 0.01
        assert y >= EDGE - 0.01
        assert x + w <= sheet.width - EDGE + 0.01
        assert y + h <= sheet.height - EDGE + 0.01
        assert abs(w / h - picture.width / picture.height) < 0.01


def test_a_sheet_lies_where_the_picture_does(case, made):
    for picture in made:
        sheet = on_sheet(case, picture, "a4", [])
        assert (sheet.width > sheet.height) == (picture.width > picture.height)


def test_the_title_block_says_from_what_the_picture_was_made(case, made):
    for picture in made:
        root = ET.fromstring(on_sheet(case, picture, "a4", ["corpus 0123456789abcdef", "argmap 9"]).svg)
        (block,) = (group for group in root.iter(f"{SVG}g") if group.get("class") == "title-block")
        told = [text.text for text in block]
        assert told[0].endswith("scales 1 · corpus 0123456789abcdef · argmap 9")
        assert told[1].startswith("The charter · ")
        left, right = block[1], block[0]
        assert float(left.get("x")) + float(left.get("textLength")) < float(right.get("x")) - float(
            right.get("textLength")
        )


def test_the_digest_is_of_every_path_and_text():
    files = load_text(CHARTER).sources
    others = [{**CHARTER, "claims/charter.yaml": CHARTER["claims/charter.yaml"] + "\n"}]
    others.append({name.replace("items", "things"): text for name, text in CHARTER.items()})
    assert len({digest(files), *(digest(load_text(other).sources) for other in others)}) == 3
    assert digest(files) == digest(dict(reversed(files.items())))


def test_png_has_the_size_that_was_asked_for_and_the_same_bytes_each_time(made):
    for picture in made[:1]:
        data = png(picture, 1.5)
        wide, high = size_of(data)
        assert abs(wide - 1.5 * picture.width) <= 1.5
        assert abs(high - 1.5 * picture.height) <= 1.5
        assert data == png(picture, 1.5)


def test_pdf_has_a_page_for_each_picture_with_fonts_and_no_date(made):
    data = pdf(made, "The charter")
    assert data[:5] == b"%PDF-"
    assert pages(data) == len(made)
    assert b"LiberationSans" in data
    assert b"CreationDate" not in data
    assert data == pdf(made, "The charter")


def test_pdf_and_png_see_no_font_of_the_machine(made, tmp_path):
    program = (
        "import sys, pickle; from argmap.render.output import pdf, png; picture = pickle.load(sys.stdin.buffer);"
        "sys.stdout.buffer.write(pickle.dumps((pdf([picture], 't'), png(picture, 1))))"
    )
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    surroundings = {
        "PYTHONPATH": str(ROOT),
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "HOME": str(tmp_path),
        "TZ": "Asia/Tokyo",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(made[0]), env=surroundings, capture_output=True, check=True
    )
    assert pickle.load(io.BytesIO(done.stdout)) == (pdf(made[:1], "t"), png(made[0], 1))


@pytest.mark.parametrize("theme", style.THEMES)
def test_a_theme_colours_the_paper_of_a_png(theme):
    (picture,) = pictures(case_of(ROUTES, theme=theme), ["map"])
    assert png(picture, 0.5) != png(pictures(case_of(ROUTES), ["map"])[0], 0.5) or theme in ("screen", "print")


def test_letters_that_the_font_lacks_are_told_and_others_are_not(case):
    assert lacking("Příliš žluťoučký кůň Αθήνα Nguyễn – “→” ¶∞") == ""
    assert lacking("份 a") == "份"
    assert ord("ř") in characters()
    assert all(file.is_file() for file in FILES)
    files = {**CHARTER, "claims/charter.yaml": CHARTER["claims/charter.yaml"].replace("was forged", "份")}
    (picture,) = pictures(load_text(files).case, ["map"])
    (one,) = outputs(case, [picture], "png", scale=0.3)
    assert one.notes == ("map.svg: Liberation Sans has no letters for 份; name a folder of fonts with --fonts",)
    assert outputs(case, [picture], "svg")[0].notes == ()


@pytest.mark.parametrize(("module", "make"), [("resvg_py", png), ("typst", lambda p: pdf([p], "t"))])
def test_what_is_not_installed_is_told_with_the_way_to_get_it(monkeypatch, made, module, make):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(CannotOutput, match=r"pip install 'argmap\[print\]'"):
        make(made[0])


# --------------------------------------------------------------------------- the command


def test_draw_lists_all_pictures_where_none_is_named(tmp_path):
    write(tmp_path, ROUTES)
    shown = run("draw", "--project", tmp_path)
    assert shown.status == 0
    named = [line.split()[0] for line in shown.out.splitlines()]
    assert {"map", "timeline", "sources", "matrix-what-is-the-charter", "route-copied-early"} <= set(named)


@pytest.mark.parametrize("form", output.FORMATS)
def test_draw_writes_what_is_asked_for(tmp_path, form):
    write(tmp_path, ROUTES)
    shown = run(
        "draw",
        "--project",
        tmp_path,
        "timeline",
        "--format",
        form,
        "--size",
        "a4",
        "--scale",
        "0.5",
        "-o",
        tmp_path / "out",
    )
    assert (shown.status, shown.out) == (0, "")
    assert shown.err.startswith("wrote 1 file: ")
    assert [file.name for file in (tmp_path / "out").iterdir()] == [f"timeline.{form}"]


def test_draw_binds_pictures_into_one_pdf(tmp_path):
    write(tmp_path, ROUTES)
    shown = run(
        "draw", "--project", tmp_path, "timeline", "sources", "wigmore-charter-forged", "-o", tmp_path / "book.pdf"
    )
    assert shown.status == 0
    assert pages((tmp_path / "book.pdf").read_bytes()) == 3


def test_draw_writes_one_picture_into_the_file_that_is_named(tmp_path):
    write(tmp_path, CHARTER)
    assert run("draw", "map", "--project", tmp_path, "--format", "png", "-o", tmp_path / "whole.png").status == 0
    assert (tmp_path / "whole.png").read_bytes().startswith(b"\x89PNG")


def test_draw_takes_theme_and_language(tmp_path):
    write(tmp_path, ROUTES)
    run("draw", "--project", tmp_path, "map", "--format", "svg", "--theme", "dark", "--language", "cs", "-o", tmp_path)
    drawn = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert style.DARK["paper"] in drawn
    assert style.LIGHT["paper"] not in drawn
    assert "podporuje" in drawn


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "there is no view nothing"),
        (["map", "--scale", "0"], "--scale takes a number above 0"),
        (["map", "--scale", "nan"], "--scale takes a number above 0"),
        (["map", "--language", "tlh", "--format", "svg"], "there is no language tlh"),
    ],
)
def test_draw_says_what_it_cannot_do(tmp_path, arguments, told):
    write(tmp_path, ROUTES)
    shown = run("draw", "--project", tmp_path, *arguments, "-o", tmp_path / "out")
    assert shown.status in (1, 2)
    assert told in shown.err + shown.out
    assert not (tmp_path / "out").exists()


# --------------------------------------------------------------------------- notebooks


def test_a_notebook_shows_a_case_as_a_picture_and_a_table(case):
    assert case._repr_svg_() == pictures(case, ["overview"])[0].svg
    shown = case._repr_html_()
    assert shown.count("<img") == 1
    assert "The founding charter of the abbey was forged." in shown
    root = ET.fromstring(shown)
    assert root.find("h3").text == "The charter"


def test_a_notebook_shows_what_can_be_taken_in(corpus):
    small = case_of(CHARTER)
    assert small._repr_svg_() == pictures(small, ["map"])[0].svg
    assert "svg" in case_of({"evidence/sources.yaml": "a: {title: A}\n"})._repr_svg_()
    assert len(corpus.case._repr_html_()) < 200_000
    assert pictures(small, ["map"])[0]._repr_svg_() == small._repr_svg_()
