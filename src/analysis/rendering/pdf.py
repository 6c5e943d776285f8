"""The nbconvert exporter `briefing-pdf`: any notebook to PDF/UA-1 and PDF/A-2a, without LaTeX or browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from traitlets import Bool, List, Unicode, default

from analysis.rendering.preprocessing import SparingExporter
from analysis.rendering.typst.notebook import notebook_to_pdf


class BriefingPDFExporter(SparingExporter):
    """Typst makes the PDF: tagged, with contents and bookmarks, the same bytes from the same notebook.

    An ordinary notebook gets a title, contents when it has four headings or more, and page numbers. One whose
    metadata has `briefing` gets the cover and the running header of a pack. An output with the MIME type
    `text/vnd.typst` is used as it is and may call the functions of the prelude.
    """

    export_from_notebook = "PDF (briefing)"
    output_mimetype = "application/pdf"

    hide_input = Bool(
        None,
        allow_none=True,
        help="Leave out the code. By default a pack hides it and an ordinary notebook shows it.",
    ).tag(config=True)
    extra_font_paths = List(
        Unicode(),
        help="Folders of fonts for characters that Be Vietnam Pro and DejaVu Sans lack (Chinese, emoji …).",
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """PDF bytes and resources. Raises RenderError, which names the cell."""
        hidden = self._wants_no_input()
        nb, resources = super().from_notebook_node(self.untouched(nb, code_hidden=bool(hidden)), resources, **kw)
        details = resources.get("metadata") or {}
        folder = details.get("path")
        export = notebook_to_pdf(
            nb,
            name=details.get("name"),
            folder=Path(folder) if folder else None,
            hide_input=hidden,
            extra_fonts=[Path(path).expanduser() for path in self.extra_font_paths],
        )
        for remark in export.remarks:
            self.log.warning("%s: %s", details.get("name") or "notebook", remark)
        resources["output_extension"] = self.file_extension
        return export.pdf, resources

    def _wants_no_input(self) -> bool | None:
        if self.hide_input is not None:
            return bool(self.hide_input)
        # `jupyter nbconvert --no-input` sets this on the template exporters; it is meant for every format.
        return True if self.config.TemplateExporter.get("exclude_input") is True else None
