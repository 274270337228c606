"""The audit: one firm, one period. Knows where things lie and hands each part its input."""

from cxaudit.audit.audit import Audit, open_audit, open_request
from cxaudit.audit.imports import import_files
from cxaudit.audit.layouts import earlier_mappings, forget, list_remembered
from cxaudit.audit.request import RunRequest, read_request
from cxaudit.audit.workspace import Workspace, find_workspace, keys_folder

__all__ = [
    "Audit",
    "RunRequest",
    "Workspace",
    "earlier_mappings",
    "find_workspace",
    "forget",
    "import_files",
    "keys_folder",
    "list_remembered",
    "open_audit",
    "open_request",
    "read_request",
]
