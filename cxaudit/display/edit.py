"""Forms that change a client's file: what ``cx.edit`` offers in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.audit import Audit
    from cxaudit.display.forms.confirm import ConfirmForm
    from cxaudit.display.forms.data import DataForm
    from cxaudit.display.forms.firm import FirmForm
    from cxaudit.display.forms.maturity import MaturityForm
    from cxaudit.display.forms.milestones import MilestoneForm
    from cxaudit.display.forms.use_cases import UseCaseForm

__all__ = ["confirm", "data", "firm", "maturity", "milestones", "use_cases"]


def firm(audit: Audit) -> FirmForm:
    """Return the form over the profile: who is audited, for which period, what counts."""
    from cxaudit.display.forms.firm import edit_firm

    return edit_firm(audit)


def use_cases(audit: Audit, owner: str | None = None) -> UseCaseForm:
    """Return the form over the 28 use cases, or over those of one owner function."""
    from cxaudit.display.forms.use_cases import edit_use_cases

    return edit_use_cases(audit, owner)


def data(audit: Audit) -> DataForm:
    """Return the form that imports files, asks what they leave open, and takes reported figures."""
    from cxaudit.display.forms.data import edit_data

    return edit_data(audit)


def maturity(audit: Audit, kpi_or_system: str = "firm") -> MaturityForm:
    """Return the form over the criteria of a KPI (id or code), a system, or the whole firm."""
    from cxaudit.display.forms.maturity import edit_maturity

    return edit_maturity(audit, kpi_or_system)


def confirm(audit: Audit) -> ConfirmForm:
    """Return the form over answers of an earlier period that wait to be confirmed."""
    from cxaudit.display.forms.confirm import edit_confirm

    return edit_confirm(audit)


def milestones(audit: Audit) -> MilestoneForm:
    """Return the form that freezes the audit under a name, and opens a new period."""
    from cxaudit.display.forms.milestones import edit_milestones

    return edit_milestones(audit)
