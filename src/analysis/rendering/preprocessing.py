"""A notebook that nothing changes on its way through nbconvert is not copied.

nbconvert copies a notebook deeply two times and checks it against its schema after each of eleven
preprocessors, switched on or not. Of a pack, none of them changes anything, and the copies and checks take as long
as the rest of its conversion. Where a preprocessor that changes something is switched on, nbconvert's own way is
taken.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbconvert.preprocessors import (
    HighlightMagicsPreprocessor,
    RegexRemovePreprocessor,
    TagRemovePreprocessor,
)
from nbformat import NotebookNode

_TAGS = ("remove_cell_tags", "remove_all_outputs_tags", "remove_single_output_tags", "remove_input_tags")


class Untouched(NotebookNode):
    """A notebook that is only read: its copy is itself."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Untouched:
        return self


class SparingExporter(Exporter):
    """An nbconvert exporter that hands a notebook over as it is when no preprocessor has anything to do."""

    def untouched(self, notebook: NotebookNode, *, code_hidden: bool) -> NotebookNode:
        """`notebook` itself, safe from copies, when it is a pack and nothing would change it; else as it was given.

        `code_hidden` says that the code is not shown, so that nobody asks in which language it is. A pack was
        assembled by us; any other notebook is checked against its schema, as nbconvert does.
        """
        pack = bool(notebook.metadata.get("briefing"))
        idle = pack and all(_idle(each, code_hidden=code_hidden) for each in self._preprocessors)
        return Untouched(notebook) if idle else notebook

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        if isinstance(nb, Untouched):
            return nb, resources
        return super()._preprocess(nb, resources)


def _idle(preprocessor: Any, *, code_hidden: bool) -> bool:
    """Whether this preprocessor, as it is configured, leaves every notebook as it is."""
    if not getattr(preprocessor, "enabled", True):
        return True
    kind = type(preprocessor)  # a subclass may do more
    if kind is TagRemovePreprocessor:
        return not any(getattr(preprocessor, name) for name in _TAGS)
    if kind is RegexRemovePreprocessor:
        return not preprocessor.patterns
    return kind is HighlightMagicsPreprocessor and code_hidden
