"""Reading a form and its file in a test: what the status says, what stands on disk."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

from ipywidgets import HTML, Widget

from cxaudit.audit import Audit
from cxaudit.display.forms.form import Form
from cxaudit.store import ClientFile, apply_settings, edit_client, read_client


def stored(audit: Audit) -> ClientFile:
    """Return the client's file as it stands on disk."""
    return read_client(audit.folder)


def status(form: Form) -> str:
    """Return the words of the form's status line."""
    return html.unescape(re.sub(r"<[^>]+>", "", form.status.value))


def is_shown(widget: Widget) -> bool:
    """Tell whether a part is on the page."""
    return widget.layout.display != "none"


def save_elsewhere(audit: Audit, **settings: str) -> None:
    """Change the profile as another window would."""
    edit_client(
        audit.folder, lambda f: replace(f, profile=apply_settings(f.profile, settings.items())),
        who="somebody else", at=None,
    )  # fmt: skip


def all_markup(widget: Any) -> str:
    """Return the markup of every text inside a widget."""
    own = widget.value if isinstance(widget, HTML) else ""
    return own + "".join(all_markup(child) for child in getattr(widget, "children", ()))
