"""Bringing released files back to the working place of a pack: copied as they were frozen, never made anew."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from ..errors import BriefingError
from ..paths import Workspace
from . import editions, freshness, manifest
from .editions import Revision
from .jobs import JobResult
from .targets import Place


def restore(
    workspace: Workspace,
    relative: str,
    place: Place,
    revision: Revision,
    state: str = "",
    notebooks: Path | None = None,
) -> dict[str, int]:
    """Puts the files of a revision into the pack's place, all at once; returns their sizes in bytes.

    `state` is that of everything (`freshness.state`), noted beside the pack. `notebooks`, as executed, go along. Raises
    RenderError when a frozen file is not what was released; what lies at the place then stays.
    """
    release = editions.stamp(workspace, relative)
    files = {name: editions.read(workspace, relative, revision, name) for name in revision.files}
    with place.staged() as folder:
        for name, data in files.items():
            (folder / name).write_bytes(data)
        if notebooks is not None and notebooks.is_dir():
            shutil.copytree(notebooks, folder / "notebooks")
    place.forget_failed()
    freshness.record(place, state, json.loads(files[manifest.NAME]), release=release)
    return {name: len(data) for name, data in sorted(files.items())}


def perform(workspace: Workspace, relative: str, place: Place, revision: Revision, state: str) -> JobResult:
    """The same as a job. Whatever goes wrong is in the result and not raised."""
    began = time.perf_counter()
    try:
        files = restore(workspace, relative, place, revision, state)
    except BriefingError as error:
        return JobResult("failed", place.name, time.perf_counter() - began, problems=[error.describe()])
    seconds = time.perf_counter() - began
    return JobResult("made", place.name, seconds, files, {"released files": seconds})
