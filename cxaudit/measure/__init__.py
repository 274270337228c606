"""Measuring: runs a KPI's SQL over canonical tables and turns observations into figures."""

from cxaudit.measure.guard import Supply, lacking_columns
from cxaudit.measure.result import Exclusion, Measurement, PartFigure, VariantFigure
from cxaudit.measure.run import measure_alone, measure_catalogue, measure_kpi, period_of
from cxaudit.measure.series import Point, to_rows, to_series

__all__ = [
    "Exclusion",
    "Measurement",
    "PartFigure",
    "Point",
    "Supply",
    "VariantFigure",
    "lacking_columns",
    "measure_alone",
    "measure_catalogue",
    "measure_kpi",
    "period_of",
    "to_rows",
    "to_series",
]
