"""The README's pictures, taken from the real pack: pages of the PDF and the HTML on a screen and a phone.

Needs Debian's chromium and poppler-utils; the pack must have been rendered (`make briefing`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "reports" / "2026-06" / "national"
PICTURES = ROOT / "docs" / "pictures"
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
    found = shutil.which(program)
    if not found:
        sys.exit(
            f"{program} is needed for the pictures: apt-get install {'poppler-utils' if 'pdf' in program else program}"
        )
    return found


def page(number: int, name: str) -> None:
    """One page of the PDF as a PNG about 900 pixels high."""
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        subprocess.run(
            [
                need("pdftoppm"),
                "-png",
                "-scale-to",
                "1100",
                "-f",
                str(number),
                "-l",
                str(number),
                "-singlefile",
                str(PACK / "briefing.pdf"),
                str(stem),
            ],
            check=True,
        )
        shutil.move(f"{stem}.png", PICTURES / name)


def page_with(words: str) -> int:
    """The number of the first page that holds these words."""
    with pypdfium2.PdfDocument(PACK / "briefing.pdf") as document:
        for number, leaf in enumerate(document, 1):
            if words in leaf.get_textpage().get_text_range():
                return number
    sys.exit(f"No page of the PDF holds “{words}”.")


def screen(width: int, height: int, name: str) -> None:
    """The top of the HTML pack on a screen of this size."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                need("chromium"),
                *BROWSER,
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                f"--screenshot={PICTURES / name}",
                (PACK / "briefing.html").as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def main() -> None:
    if not (PACK / "briefing.pdf").exists():
        sys.exit("No pack to photograph: run make briefing first.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page(1, "page-cover.png")
    page(page_with("Biểu đồ 1"), "page-section.png")
    screen(1440, 1000, "screen.png")
    screen(500, 900, "phone.png")


if __name__ == "__main__":
    main()
