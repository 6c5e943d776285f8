"""The README's pictures, taken from the real packs and the site: pages of PDFs, and pages on a screen and a phone.

Needs Debian's chromium and poppler-utils; the packs and the site must be there (`make briefing`, `briefing render
--pack agency --unit ha-noi`, `briefing site`). What is not there is not photographed, and said. The workspace is the
repository's, or the one that `BRIEFING_WORKSPACE` names.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from analysis.paths import Workspace

REPORTS = Workspace.find().reports
PACK = REPORTS / "2026-06" / "national"
CARD = REPORTS / "2026-06" / "agency" / "ha-noi"
SITE = REPORTS / "site"
PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
INDICATOR = "overdue.tasks"  # two documents that count differently: a series with a break
BROWSER = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def need(program: str) -> str:
    """The path of a program; ends with what to install where it is not there."""
    found = shutil.which(program)
    if not found:
        package = "poppler-utils" if "pdf" in program else program
        sys.exit(f"{program} is needed for the pictures: apt-get install {package}")
    return found


def keep(taken: Path, name: str) -> None:
    """The picture in few bytes: pages and screens have few colours."""
    with Image.open(taken) as image:
        few = image.convert("RGB").quantize(192, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(PICTURES / name, optimize=True)


def page(pdf: Path, number: int, name: str) -> None:
    """One page of a PDF, 1100 pixels high."""
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        which = ["-f", str(number), "-l", str(number), "-singlefile"]
        subprocess.run([need("pdftoppm"), "-png", "-scale-to", "1100", *which, str(pdf), str(stem)], check=True)
        keep(stem.with_suffix(".png"), name)


def page_with(pdf: Path, words: str) -> int:
    """The number of the first page that holds these words."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, leaf in enumerate(document, 1):
            if words in leaf.get_textpage().get_text_range():
                return number
    sys.exit(f"No page of {pdf} holds “{words}”.")


def screen(address: str, width: int, height: int, name: str) -> None:
    """The top of a page on a screen of this size."""
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder) / "screen.png"
        options = [f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", f"--screenshot={taken}"]
        subprocess.run([need("chromium"), *BROWSER, *options, address], check=True, capture_output=True)
        keep(taken, name)


def there(path: Path, make: str) -> bool:
    """Whether there is something to photograph; says how to make it where there is not."""
    if not path.exists():
        print(f"{path.relative_to(REPORTS.parent)} is not there, and not photographed: {make}")
    return path.exists()


def main() -> None:
    """Takes every picture whose subject is there."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    if there(PACK / "briefing.pdf", "make briefing"):
        page(PACK / "briefing.pdf", 1, "page-cover.png")
        page(PACK / "briefing.pdf", page_with(PACK / "briefing.pdf", "Biểu đồ 1"), "page-section.png")
        screen((PACK / "briefing.html").as_uri(), 1440, 1000, "screen.png")
        screen((PACK / "briefing.html").as_uri(), 500, 900, "phone.png")
    if there(CARD / "briefing.pdf", "briefing render --pack agency --period 2026-06 --unit ha-noi"):
        page(CARD / "briefing.pdf", 1, "card.png")
    if there(SITE / "index.html", "briefing site"):
        screen((SITE / "index.html").as_uri(), 1440, 1400, "site.png")
        screen((SITE / "indicators" / f"{INDICATOR}.html").as_uri(), 1440, 1400, "site-indicator.png")


if __name__ == "__main__":
    main()
