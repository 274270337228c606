"""A client's audit file on disk: atomic, locked, revisioned, one answer a line.

It is handed paths and knows no workspace. ``audit.json`` holds the newest revision,
``history.jsonl`` every changed field of every revision.
"""

from cxaudit.store.answers import carry_answers, merge_answers, to_answers
from cxaudit.store.ids import check_client_id, list_clients, to_slug
from cxaudit.store.journal import HistoryLine
from cxaudit.store.layout import read_answers
from cxaudit.store.mappings import Kept, forget_kept, keep_answers, keep_mapping, read_kept
from cxaudit.store.measured import find_measured, keep_measured
from cxaudit.store.milestones import (
    Milestone,
    list_milestones,
    read_milestone_card,
    save_milestone,
)
from cxaudit.store.newer import refuse_newer, tell_newer
from cxaudit.store.records import (
    SCHEMA_VERSION,
    ClientFile,
    CriterionAnswer,
    ReportedFigure,
    UseCaseAnswer,
)
from cxaudit.store.restoring import Restored, restore_client
from cxaudit.store.saving import (
    create_client,
    edit_client,
    read_client,
    read_history,
    redo,
    save_client,
    undo,
)
from cxaudit.store.settings import (
    apply_settings,
    check_profile,
    known_keys,
    parse_setting,
    to_settings,
)
from cxaudit.store.typed import Typed

__all__ = [
    "SCHEMA_VERSION",
    "ClientFile",
    "CriterionAnswer",
    "HistoryLine",
    "Kept",
    "Milestone",
    "ReportedFigure",
    "Restored",
    "Typed",
    "UseCaseAnswer",
    "apply_settings",
    "carry_answers",
    "check_client_id",
    "check_profile",
    "create_client",
    "edit_client",
    "find_measured",
    "forget_kept",
    "keep_answers",
    "keep_mapping",
    "keep_measured",
    "known_keys",
    "list_clients",
    "list_milestones",
    "merge_answers",
    "parse_setting",
    "read_answers",
    "read_client",
    "read_history",
    "read_kept",
    "read_milestone_card",
    "redo",
    "refuse_newer",
    "restore_client",
    "save_client",
    "save_milestone",
    "tell_newer",
    "to_answers",
    "to_settings",
    "to_slug",
    "undo",
]
