"""Goes the way of docs/new-document.md on the invented notice, and tells what each command said.

    python tools/guide.py [--picture]

It works in a folder of its own, which it removes. The review itself is a person's work: between the draft and
the reviewed sheet the example's own sheet is put in place. `--picture` also takes docs/pictures/review.png
(Debian's chromium).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pictures import BROWSER, PICTURES, need

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "july-2026"
DOCUMENT = "999-tb-vpcp"
NOTICE = "notice.docx"


def office(folder: Path) -> Path:
    """A workspace with the real sheets and the notebooks, as the guide makes it."""
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw", ignore=shutil.ignore_patterns("documents"))
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    return folder


def run(folder: Path, *arguments: str) -> float:
    """One command, with what it says; seconds."""
    program = Path(sys.executable).parent / "briefing"
    environment = {**os.environ, "BRIEFING_WORKSPACE": str(folder), "COLUMNS": "110", "NO_COLOR": "1"}
    environment.pop("BRIEFING_DOCUMENTS", None)
    print(f"$ briefing {' '.join(arguments)}", flush=True)
    started = time.perf_counter()
    done = subprocess.run(
        [program, *arguments], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    seconds = time.perf_counter() - started
    print(done.stdout.decode("utf-8").replace(str(folder), "office").rstrip())
    print(f"[exit code {done.returncode}, {seconds:.1f} s]\n", flush=True)
    return seconds


def picture(page: Path, target: Path) -> None:
    """The top of a page, 1280 pixels wide, in 128 colours."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as profile:
        shot = Path(profile) / "shot.png"
        subprocess.run(
            [need("chromium"), *BROWSER, f"--user-data-dir={profile}", "--window-size=1280,1000",
             f"--screenshot={shot}", page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip
        with Image.open(shot) as image:
            image.convert("RGB").quantize(128).save(target, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--picture", action="store_true", help="take the picture of the review page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guide-") as name:
        folder = office(Path(name))
        sheet = folder / "data" / "raw" / DOCUMENT
        document = str(EXAMPLE.relative_to(ROOT) / NOTICE)
        machine = run(folder, "read", document, "--lang", "en") + run(folder, "draft", document)
        machine += run(folder, "review", document, "--no-open", "--lang", "en")
        if options.picture:
            machine += run(folder, "review", document, "--no-open")
            [page] = (folder / "data" / "review").glob("*.html")
            picture(page, PICTURES / "review.png")
        run(folder, "build")  # refused: nobody has looked at the draft
        shutil.rmtree(sheet)
        shutil.copytree(EXAMPLE / "sheet", sheet)
        machine += run(folder, "verify") + run(folder, "build")
        machine += run(folder, "check", "--period", "2026-07", "--lang", "en")
        machine += run(folder, "render", "--period", "2026-07")
        print(f"The commands together: {machine:.0f} s.")


if __name__ == "__main__":
    main()
