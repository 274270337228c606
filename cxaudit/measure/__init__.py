"""Measuring: runs a KPI's SQL over canonical tables and turns observations into figures."""

from cxaudit.measure.guard import Supply, lacking_columns
from cxaudit.measure.result import Exclusion, Measurement, PartFigure, VariantFigure
from cxaudit.measure.run import measure_alone, measure_catalogue, measure_kpi, period_of
from cxaudit.measure.series import Change, Point, to_change, to_rows, to_series
from cxaudit.measure.slices import to_slices

__all__ = [
    "Change",
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
    "to_change",
    "to_rows",
    "to_series",
    "to_slices",
]
