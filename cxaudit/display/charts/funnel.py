"""The funnel of counts: how many of the 28 come how far."""

from __future__ import annotations

from collections.abc import Mapping

from cxaudit.audit import Audit
from cxaudit.display.names import FUNNEL
from cxaudit.display.panel import Panel
from cxaudit.display.style import BLUE, GREY, PALE_BLUE, drawing, to_panel


def show_funnel(audit: Audit) -> Panel:
    """Draw the counts from the catalogue to figures that are used; pale: declared only."""
    proved, declared = audit.readiness.funnel, audit.readiness.funnel_declared
    steps = [step for step in FUNNEL if step in proved]
    with drawing(7.2, 2.5) as (figure, axes):
        for place, step in enumerate(steps):
            axes.barh(place, declared[step], color=PALE_BLUE, height=0.66)
            axes.barh(place, proved[step], color=BLUE, height=0.66)
            beyond = declared[step] > proved[step]
            axes.text(max(declared[step], proved[step]) + 0.35, place,
                      f"{proved[step]}" + (f"  ({declared[step]} declared)" if beyond else ""),
                      va="center", fontsize=8.5, color=GREY if beyond else BLUE)  # fmt: skip
        axes.set_yticks(range(len(steps)), [FUNNEL[step] for step in steps])
        axes.invert_yaxis()
        axes.tick_params(length=0)
        axes.set_xlim(0, 33)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        caption = "Dark: proved by evidence. Pale: declared beyond it."
        decided = sum(state.state != "unknown" for state in audit.states.values())
        head = _say(proved, decided) if decided else (
            "No use case has been answered, so all may apply."
        )  # fmt: skip
        return to_panel(figure, head, caption, invented=audit.is_invented)


def _say(proved: Mapping[str, int], decided: int) -> str:
    if not proved["applicable"]:
        return f"None of the {proved['kpis']} use cases applies."
    whole = proved["applicable"] == proved["kpis"]
    apply = f"{'All' if whole else proved['applicable']} of the {proved['kpis']} use cases apply"
    if decided < proved["kpis"]:
        apply = f"{decided} of the {proved['kpis']} use cases are decided, the others may apply"
    if not proved["trusted"]:
        return f"{apply}; for none of them are the data proved to be trusted."
    used = f"{proved['used']} of them in use" if proved["used"] else "none of them in use"
    return f"{apply}; {proved['trusted']} stand on data proved to be trusted, {used}."
