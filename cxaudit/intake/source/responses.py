"""Answers of web APIs that name their columns once and give the rows as lists of values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Objects = list[dict[str, object]]
REMARKED = ("timeZone", "subjectToThresholding", "dataLossFromOtherRow")


@dataclass(frozen=True)
class Response:
    """One answer as a table: rows as objects, and what it says once (totals, warnings)."""

    rows: Objects
    remarks: Mapping[str, object] = field(default_factory=dict)


def to_response(node: Mapping[str, object]) -> Response | None:
    """Return the answer that a JSON object is; None where it is none.

    Known are answers with ``dimensionHeaders`` and ``metricHeaders`` (totals of a metric become
    the remark ``total <metric>``), and with ``columnHeaders``.
    """
    if isinstance(node.get("metricHeaders"), list):
        return _from_report(node)
    columns = list(_names(node.get("columnHeaders")))
    rows = [row for row in _listed(node.get("rows")) if isinstance(row, list)]
    if not columns or not rows:
        return None
    return Response([dict(zip(columns, row, strict=False)) for row in rows])


def _from_report(node: Mapping[str, object]) -> Response:
    dimensions = list(_names(node.get("dimensionHeaders")))
    metrics = list(_names(node.get("metricHeaders")))
    names = (*dimensions, *metrics)
    rows = [dict(zip(names, _values(row), strict=False)) for row in _listed(node.get("rows"))]
    totals = next(iter(_listed(node.get("totals"))), {})
    values = _values(totals)[-len(metrics) :] if metrics else []
    remarks = {f"total {m}": v for m, v in zip(metrics, values, strict=False)}
    metadata = node.get("metadata")
    told = metadata if isinstance(metadata, dict) else {}
    remarks |= {name: told[name] for name in REMARKED if name in told}
    return Response(rows, remarks)


def _names(headers: object) -> Iterator[str]:
    for header in _listed(headers):
        if isinstance(header, dict) and isinstance(header.get("name"), str):
            yield header["name"]


def _values(row: object) -> list[object]:
    if not isinstance(row, dict):
        return []
    cells = (*_listed(row.get("dimensionValues")), *_listed(row.get("metricValues")))
    return [cell.get("value") if isinstance(cell, dict) else None for cell in cells]


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
