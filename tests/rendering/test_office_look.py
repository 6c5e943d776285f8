"""The office's name, logo and colour: in every place of the packs' own, safe whatever the file holds, and legible."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from analysis.rendering import logos, palette
from analysis.rendering.html import TEMPLATES
from analysis.rendering.look import Look
from analysis.rendering.typst.compiler import BLUE
from analysis.rendering.workbook import HEADER_ROW
from rendering.shown_packs import EDITIONS, Shown, changed, shown
from rendering.test_html_colours import contrast
from rendering.test_html_colours import palette as of_the_page
from rendering.test_pdf_support import opened, squeezed, structure

NAME = "Sở Khoa học và Công nghệ tỉnh Giả Định"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"><rect width="50" height="50" fill="#7a1f2b"/>'
    '<circle cx="100" cy="25" r="20" fill="#0a7d3c"/></svg>'
)
ACCENT = "#7a1f2b"


def uri(source: str | bytes, mime: str = "image/svg+xml") -> str:
    data = source.encode() if isinstance(source, str) else source
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def png(width: int = 64, height: int = 32, mode: str = "RGBA") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height), (200, 30, 40, 255)[: len(mode)]).save(buffer, "PNG")
    return buffer.getvalue()


OFFICE = {"name": NAME, "logo": uri(SVG), "accent": ACCENT}


# ---------------------------------------------------------------------- colours

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
PAIRS = [
    ("link", "paper"), ("link", "grey-5"), ("link", "blue-4"), ("blue", "paper"), ("ink", "blue-4"),
    ("band-ink", "band"), ("band-soft", "band"), ("paper", "blue"),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(colours)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#ff0000")
@example("#0000ff")
@example("#00ff00")
@example("#777777")
def test_any_accent_can_be_read_in_light_and_dark(accent: str) -> None:
    found = palette.palette(accent)
    for scheme, shades in (("light", found.light), ("dark", found.dark)):
        page = of_the_page(scheme) | dict(shades)
        for words, ground in PAIRS:
            assert contrast(page[words], page[ground]) >= 4.5, (scheme, words, ground)
        order = [contrast(page[name], page["paper"]) for name in ("blue", "blue-2", "blue-3", "blue-4")]
        assert order == sorted(order, reverse=True)
        assert contrast(page["band-rule"], page["band"]) > 1.15
    assert contrast(found.light["blue"], "#f2f5f7") >= 4.5, "on the wash of the PDF"


def test_the_theme_is_that_of_the_page() -> None:
    for scheme, shades in palette.THEME.items():
        page = of_the_page(scheme)
        assert {name: page[name] for name in shades} == dict(shades)
        blueish = {name for name in page if name.startswith(("blue", "band", "link"))}
        assert blueish == shades.keys()
    assert palette.BLUE == BLUE and palette.palette(None).light["blue"] == BLUE and palette.css(None) == ""
    assert f'rgb("{BLUE}")' not in (TEMPLATES.parent / "typst" / "theme.typ").read_text("utf-8"), "said once"


def test_the_packs_own_blue_gives_the_packs_own_shades() -> None:
    own = palette.palette(BLUE)
    for scheme, shades in (("light", own.light), ("dark", own.dark)):
        for name, shade in palette.THEME[scheme].items():
            assert palette.luminance(shades[name]) == pytest.approx(palette.luminance(shade), abs=0.006), name


def test_an_accent_that_can_be_read_is_used_as_it_is_and_another_is_darkened() -> None:
    assert palette.palette("#7A1F2B").light["band"] == "#7a1f2b"
    yellow = palette.palette("#ffcc00").light["blue"]
    red, green, blue = (int(yellow[i : i + 2], 16) for i in (1, 3, 5))
    assert contrast(yellow, "#ffffff") >= 4.5 and red > green > blue, "still of its hue"
    with pytest.raises(ValueError, match="no colour"):
        palette.palette("red")


def test_charts_keep_their_colours() -> None:
    style = palette.css(ACCENT)
    for scheme in ("light", "dark"):
        assert f"--blue: {palette.THEME[scheme]['blue']};" in style
    assert style.count(":is(.bf-svg, .bf-picture) svg {") == 2 and style.count("{") == style.count("}")


def test_the_icon_is_a_picture_of_the_colour() -> None:
    data = base64.b64decode(palette.icon(ACCENT).partition(",")[2])
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (16, 16) and image.convert("RGB").getpixel((8, 8)) == (0x7A, 0x1F, 0x2B)


# ---------------------------------------------------------------------- logos

HOSTILE = [
    "<script>alert(1)</script>",
    "<g onload='alert(1)'><rect width='1' height='1'/></g>",
    "<image href='https://x.y/a.png' width='9' height='9'/>",
    "<image xlink:href='file:///etc/passwd' width='9' height='9'/>",
    "<image href='data:image/svg+xml;base64,PHN2Zy8+' width='9' height='9'/>",
    "<use href='https://x.y/a.svg#b'/>",
    "<a xlink:href='javascript:alert(1)'><rect width='1' height='1'/></a>",
    "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='https://x.y'/></foreignObject>",
    "<style>@import 'https://x.y/a.css';</style>",
    "<style>rect { fill: url(https://x.y/a.svg#b) }</style>",
    "<style>rect { fill: url( 'https://x.y/a.svg#b') }</style>",
    "<style>rect { fill: u\\72l(https://x.y) }</style>",
    "<rect width='9' height='9' style='fill:url(https://x.y/a.svg#b)'/>",
    "<rect width='9' height='9' fill='url(\"//x.y/a.svg#b\")'/>",
    "<animate attributeName='href' to='https://x.y'/>",
    "<set attributeName='onmouseover' to='alert(1)'/>",
    "<feImage href='https://x.y/a.png'/>",
    "<text>a<script>alert(1)</script>b</text>",
    "<rect width='9' height='9' xml:base='https://x.y/'/>",
    "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='https://x.y'/>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_a_drawing_runs_or_leads_out(hostile: str) -> None:
    begun = SVG.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ')
    source = begun.replace("</svg>", f"{hostile}</svg>")
    logo = logos.read(source.encode(), "image/svg+xml")
    text = logo.data.decode()
    assert not re.search(r"script|x\.y|passwd|javascript|foreign|import|onload|animate|<set|alert|\\72|svg\+xml", text)
    assert "#7a1f2b" in text and "#0a7d3c" in text, "the drawing itself is kept"
    assert logos.read(logo.data, "image/svg+xml").data == logo.data, "cleaning what is clean changes nothing"


def test_what_draws_is_kept() -> None:
    source = (
        "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
        "<!-- made by hand --><svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
        "xmlns:i='http://inkscape' width='40mm' height='20mm' i:version='1'><defs><linearGradient id='g'>"
        "<stop offset='0' stop-color='red'/></linearGradient><path id='p' d='M0 0h9'/></defs>"
        "<style>.a{fill:url(#g)}</style>"
        "<a xlink:href='https://x.y'><rect class='a' width='9' height='9'/></a><use xlink:href='#p' stroke='url(#g)'/>"
        "<text x='1'>Sở <tspan>KH</tspan>&amp;CN</text></svg>"
    )
    logo = logos.read(source.encode(), "image/svg+xml")
    text = logo.data.decode()
    assert (round(logo.width, 1), round(logo.height, 1)) == (151.2, 75.6) and 'viewBox="0 0 151.181 75.5906"' in text
    for kept in ("linearGradient", ".a{fill:url(#g)}", 'href="#p"', 'stroke="url(#g)"', "Sở <tspan>KH</tspan>&amp;CN"):
        assert kept in text
    assert not re.search("x.y|inkscape|DOCTYPE|made by hand", text)
    assert logo.fitted(75.6, 75.6) == pytest.approx((75.6, 37.8), abs=0.1)


@pytest.mark.parametrize(
    ("data", "mime", "why"),
    [
        (b"<svg", "image/svg+xml", "not well-formed"),
        (b"<html/>", "image/svg+xml", "its root is <html>"),
        (b"<svg viewBox='0 0 9 9'/>", "image/svg+xml", "nothing is drawn"),
        (b"<svg><path d='M0 0h9'/></svg>", "image/svg+xml", "no size"),
        (b"<svg viewBox='0 0 nan 9'><path d='M0 0h9'/></svg>", "image/svg+xml", "no size"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 9 9'><path d='&a;'/></svg>", "image/svg+xml", "entities"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>".encode("utf-16"), "image/svg+xml", "entities"),
        (b"<svg viewBox='0 0 9 9'>" + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>", "image/svg+xml", "too deep"),
        (b"\x89PNG\r\n\x1a\nbroken", "image/png", "cannot be read"),
        (png()[:60], "image/png", "cannot be read"),
        (b"GIF89a", "image/png", "cannot be read"),
        (b"x", "image/gif", "neither SVG nor PNG"),
        (b" " * 1_000_001, "image/svg+xml", "1000001 bytes"),
    ],
)
def test_what_cannot_be_a_logo_is_told(data: bytes, mime: str, why: str) -> None:
    with pytest.raises(logos.BadLogoError, match=why):
        logos.read(data, mime)


def test_a_picture_is_written_anew_and_no_larger_than_needed() -> None:
    logo = logos.read(png(3000, 600) + b"<?php trailing", "image/png")
    assert (logo.width, logo.height) == (1200, 240) and b"php" not in logo.data and logo.suffix == "png"
    assert logos.from_uri(logo.uri) == logos.read(logo.data, "image/png")
    buffer = io.BytesIO()
    Image.new("I;16", (20, 20), 30000).save(buffer, "PNG")
    with Image.open(io.BytesIO(logos.read(buffer.getvalue(), "image/png").data)) as grey:
        assert grey.getpixel((3, 3)) == (117, 117, 117), "of 65536 shades"
    with pytest.raises(logos.BadLogoError, match="data address"):
        logos.from_uri("https://x.y/a.png")
    with pytest.raises(logos.BadLogoError, match="base64"):
        logos.from_uri("data:image/png;base64,%%%")


# ---------------------------------------------------------------------- on the pack


@pytest.fixture(scope="module", params=["scorecard", "report"])
def pack(request: pytest.FixtureRequest) -> Shown:
    return changed(request.param, office=OFFICE, issuer="Đơn vị cũ", edition=EDITIONS["released"])


def test_the_office_issues_the_pack(pack: Shown) -> None:
    assert pack.page.select_one(".bf-issuer").get_text().startswith(NAME)
    assert pack.page.select_one(".bf-foot").get_text().strip().startswith(f"{NAME}.")
    assert squeezed(NAME) in squeezed(pack.pages[0]) and NAME in pack.pages[-1].splitlines()[-1]
    with opened(pack.pdf) as pdf, pdf.open_metadata() as metadata:
        assert list(metadata["dc:creator"]) == [NAME]
    front = pack.book.worksheets[0]
    assert any(cell.value == NAME for row in front.iter_rows(max_col=2) for cell in row)
    assert pack.book.properties.creator == NAME
    for text in (pack.html, *pack.pages):
        assert "Đơn vị cũ" not in text


def test_a_scorecard_has_the_office_before_its_title() -> None:
    page = changed(office={"name": NAME}).page
    assert page.select_one(".bf-issuer").get_text() == f"{NAME} · Phiếu theo dõi"
    assert page.h1.get_text() == "Thành phố Hà Nội" and page.select_one(".bf-logo") is None


def test_the_logo_stands_in_every_format_with_the_name_as_its_words(pack: Shown) -> None:
    (logo,) = pack.page.select(".bf-head img.bf-logo")
    assert logo["alt"] == NAME and (logo["width"], logo["height"]) == ("200", "50")
    assert logo["src"] == logos.read(SVG.encode(), "image/svg+xml").uri
    with opened(pack.pdf) as pdf:
        figures = [element for kind, element in structure(pdf) if kind == "Figure"]
        assert str(figures[0].get("/Alt")) == NAME
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    with zipfile.ZipFile(io.BytesIO(pack.xlsx)) as archive:
        names = archive.namelist()
        media = [name for name in names if name.startswith("xl/media/")]
        assert len(media) == 1 and archive.read(media[0]).startswith(b"\x89PNG")
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert f'descr="{NAME}"' in drawing
    (image,) = pack.book.worksheets[0]._images
    with Image.open(io.BytesIO(image._data())) as drawn:
        assert drawn.width == pytest.approx(4 * drawn.height, abs=4) and drawn.height >= 150
        assert drawn.convert("RGBA").getpixel((5, 5))[:3] == (0x7A, 0x1F, 0x2B)


def test_a_logo_in_pixels_does_as_well() -> None:
    pack = changed(office={"name": NAME, "logo": uri(png(), "image/png")})
    assert pack.page.select_one("img.bf-logo")["src"].startswith("data:image/png;base64,")
    with opened(pack.pdf) as pdf:
        figures = [element for kind, element in structure(pdf) if kind == "Figure"]
        assert str(figures[0].get("/Alt")) == NAME and len(list(pdf.pages[0].get("/Resources").XObject.keys())) >= 1
    assert len(pack.book.worksheets[0]._images) == 1


def colours_of(pdf: bytes) -> set[str]:
    """The colours that the pages set letters and shapes in, as `#rrggbb`."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("rg", "scn", "RG", "SCN") and len(operands) == 3:
                    found.add("#" + "".join(f"{round(float(part) * 255):02x}" for part in operands))
    return found


def test_the_colour_takes_the_place_of_the_blue(pack: Shown) -> None:
    own = shown(pack.meta["layout"], "released")
    assert ACCENT in pack.style and f"--band: {ACCENT};" in pack.style and ACCENT not in own.style
    assert ACCENT in colours_of(pack.pdf) and BLUE not in colours_of(pack.pdf)
    assert BLUE in colours_of(own.pdf)
    sheet = next(sheet for sheet in pack.book if sheet.tables)
    assert sheet.cell(HEADER_ROW, 1).fill.fgColor.rgb == "007A1F2B" and sheet["A1"].font.color.rgb == "007A1F2B"
    assert palette.icon(ACCENT) == pack.page.find("link", rel="icon")["href"]


def test_the_look_gives_the_same_bytes() -> None:
    first, again = (changed(office=OFFICE) for _ in range(2))
    assert (first.pdf, first.xlsx, first.html) == (again.pdf, again.xlsx, again.html)


def test_the_page_still_loads_nothing(pack: Shown) -> None:
    policy = pack.page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'") and "img-src data:" in policy
    for element in pack.page.find_all(src=True):
        assert element["src"].startswith("data:")


def test_a_logo_that_cannot_be_used_is_left_out_and_told(caplog: pytest.LogCaptureFixture) -> None:
    pack = changed(office={"name": NAME, "logo": uri("<svg/>")})
    assert pack.page.select_one(".bf-logo") is None and "logo is not shown" in caplog.text
    assert squeezed(NAME) in squeezed(pack.pages[0]) and not pack.book.worksheets[0]._images
    look = Look.of({"office": {"accent": "red;}", "logo": 3}})
    assert look.accent is None and look.logo is None and look.blue == BLUE


def test_a_logo_without_a_name_still_has_words() -> None:
    page = changed(office={"logo": uri(SVG)}, issuer=None).page
    assert page.select_one(".bf-logo")["alt"] == "Biểu trưng"
    assert changed(office={"logo": uri(SVG)}, issuer="Ban Chỉ đạo").page.select_one(".bf-logo")["alt"] == "Ban Chỉ đạo"


def test_a_hostile_name_stays_text() -> None:
    hostile = '</style><script>alert(1)</script>" onload="x" #panic() &amp; =1+1'
    pack = changed("report", office={"name": hostile, "logo": uri(SVG), "accent": ACCENT})
    assert pack.page.select_one(".bf-logo")["alt"] == hostile and len(pack.page.find_all("script")) == 2
    assert squeezed("#panic()") in squeezed(pack.pages[0])
    assert hostile in {cell.value for row in pack.book.worksheets[0].iter_rows() for cell in row}


def test_a_long_name_stays_on_one_line_of_a_scorecard() -> None:
    name = "Sở Khoa học và Công nghệ thành phố Hồ Chí Minh"
    pack = changed(office={"name": name, "logo": uri(SVG)}, pack_title="Phiếu theo dõi thực hiện Nghị quyết 57-NQ/TW")
    assert pack.pages[0].splitlines()[0].endswith("57-NQ/TW"), "the kicker, whole"
    head = next(char for char in pack.leaves[0] if char["text"] == "Q")
    assert head["size"] >= 7
