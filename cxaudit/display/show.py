"""Everything a notebook can show of an audit: ``cx.show.funnel(audit)`` and so on."""

from cxaudit.display.charts import show_funnel as funnel
from cxaudit.display.charts import show_impact as impact
from cxaudit.display.charts import show_levels as levels
from cxaudit.display.charts import show_links as links
from cxaudit.display.charts import show_positions as positions
from cxaudit.display.charts import show_prizes as prizes
from cxaudit.display.charts import show_series as series
from cxaudit.display.charts import show_strip as strip
from cxaudit.display.charts import show_uneven as uneven
from cxaudit.display.tables.checks import show_checks as checks
from cxaudit.display.tables.checks import show_joins as joins
from cxaudit.display.tables.compare import show_compare as compare
from cxaudit.display.tables.criteria import show_criteria as criteria
from cxaudit.display.tables.data import show_imports as imports
from cxaudit.display.tables.data import show_profile as profile
from cxaudit.display.tables.data import show_requests as requests
from cxaudit.display.tables.data import show_set_aside as set_aside
from cxaudit.display.tables.figures import show_context as context
from cxaudit.display.tables.figures import show_exclusions as exclusions
from cxaudit.display.tables.figures import show_figures as figures
from cxaudit.display.tables.figures import show_library as library
from cxaudit.display.tables.figures import show_rows as rows
from cxaudit.display.tables.figures import show_slices as slices
from cxaudit.display.tables.figures import show_variants as variants
from cxaudit.display.tables.firm_level import show_firm_level as firm_level
from cxaudit.display.tables.history import show_history as history
from cxaudit.display.tables.maturity import show_level_table as level_table
from cxaudit.display.tables.maturity import show_sensitivity as sensitivity
from cxaudit.display.tables.progress import show_progress as progress
from cxaudit.display.tables.proofs import show_proofs as proofs
from cxaudit.display.tables.reported import show_reported as reported
from cxaudit.display.tables.since import show_since as since
from cxaudit.display.tables.standing import show_chance as chance
from cxaudit.display.tables.standing import show_peers as peers
from cxaudit.display.tables.standing import show_published as published
from cxaudit.display.tables.standing import show_scorecard as scorecard
from cxaudit.display.tables.standing import show_targets as targets
from cxaudit.display.tables.steps import show_actions as actions
from cxaudit.display.tables.steps import show_findings as findings
from cxaudit.display.tables.steps import show_missing_worth as missing_worth
from cxaudit.display.tables.steps import show_versions as versions
from cxaudit.display.tables.steps import show_worth as worth
from cxaudit.display.tables.summary import show_stamp as stamp
from cxaudit.display.tables.summary import show_style as style
from cxaudit.display.tables.summary import show_summary as summary
from cxaudit.display.tables.trends import show_trends as trends
from cxaudit.display.tables.unknown import show_unknown as unknown
from cxaudit.display.tables.use_cases import show_client_value as client_value
from cxaudit.display.tables.use_cases import show_use_cases as use_cases

__all__ = [
    "actions", "chance", "checks", "client_value", "compare", "context", "criteria", "exclusions",
    "figures", "findings", "firm_level", "funnel", "history", "impact", "imports", "joins",
    "level_table", "levels", "library", "links", "missing_worth", "peers", "positions", "prizes",
    "profile", "progress", "proofs", "published", "reported", "requests", "rows", "scorecard",
    "sensitivity", "series", "set_aside", "since", "slices", "stamp", "strip", "style", "summary",
    "targets", "trends", "uneven", "unknown", "use_cases", "variants", "versions", "worth",
]  # fmt: skip
