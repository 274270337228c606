"""The funnel of counts: how many of the 28 come how far."""

from __future__ import annotations

from collections.abc import Mapping

from cxaudit.audit import Audit
from cxaudit.display.letters import measure
from cxaudit.display.names import FUNNEL
from cxaudit.display.panel import Panel
from cxaudit.display.picture import Bar, Picture, Words
from cxaudit.display.style import BLUE, GREY, PALE_BLUE


def show_funnel(audit: Audit) -> Panel:
    """Draw the counts from the catalogue to figures that are used; pale: declared only."""
    proved, declared = audit.readiness.funnel, audit.readiness.funnel_declared
    steps = [step for step in FUNNEL if step in proved]
    labels = {step: _label(proved[step], declared[step]) for step in steps}
    picture = Picture(
        [(place, FUNNEL[step]) for place, step in enumerate(steps)], (0, proved["kpis"] or 1),
        width=518, pitch=22, beside=max(measure(label, 8.5) for label in labels.values()) + 10,
    )  # fmt: skip
    for place, step in enumerate(steps):
        end, beyond = max(declared[step], proved[step]), declared[step] > proved[step]
        picture.add(
            Bar(place, 0, declared[step], 0.66, PALE_BLUE), Bar(place, 0, proved[step], 0.66, BLUE),
            Words(end, place, labels[step], 8.5, GREY if beyond else BLUE, shift=6),
        )  # fmt: skip
    picture.rule(0)
    caption = "Dark: proved by evidence. Pale: declared beyond it."
    decided = sum(state.state != "unknown" for state in audit.states.values())
    head = _say(proved, decided) if decided else (
        "No use case has been answered, so all may apply."
    )  # fmt: skip
    return picture.to_panel(head, caption, invented=audit.is_invented)


def _label(proved: int, declared: int) -> str:
    return f"{proved}  ({declared} declared)" if declared > proved else f"{proved}"


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
