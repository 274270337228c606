"""nbconvert's exporter of pages, made once and kept: its templates are compiled once."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter

IMAGE = re.compile(r"<img\b[^>]*>", re.I)
DESCRIBED = re.compile(r"\balt\s*=", re.I)


def to_exporter(templates: Path) -> HTMLExporter:
    """Return the exporter of report pages; ``templates`` holds report/, read anew if it changes."""
    files = sorted((templates / "report").glob("*"))
    stats = [(file, file.stat()) for file in files]
    return _make(templates, tuple((f.name, stat.st_mtime_ns, stat.st_size) for f, stat in stats))


@lru_cache(maxsize=2)
def _make(templates: Path, _: tuple[tuple[str, int, int], ...]) -> HTMLExporter:
    return _Pages(
        template_name="report", extra_template_basedirs=[str(templates)],
        exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True,
        exclude_anchor_links=True, optimistic_validation=True,
    )  # fmt: skip


class _Pages(HTMLExporter):
    """Gives the page as its template wrote it.

    HTMLExporter parses every finished page anew, to describe pictures that nobody described and
    to make the boxes of the lab template reachable by keyboard. A page of ours has no such boxes;
    it is parsed only where a picture has no description.
    """

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources."""
        resources = self._init_resources(resources)
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        shown = WidgetsDataTypeFilter(
            notebook_metadata=self._nb_metadata, parent=self, resources=resources
        )
        self.register_filter("filter_data_type", shown)
        body, told = TemplateExporter.from_notebook_node(self, nb, resources, **more)
        if all(DESCRIBED.search(image[0]) for image in IMAGE.finditer(body)):
            return body, told
        return super().from_notebook_node(nb, resources, **more)
