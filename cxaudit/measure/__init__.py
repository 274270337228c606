"""Measuring: runs a KPI's SQL over canonical tables and turns observations into figures."""

from cxaudit.measure.counts import count_each
from cxaudit.measure.guard import lacking_columns
from cxaudit.measure.observe import LARGE, parse_statements
from cxaudit.measure.readings import Reading, to_readings
from cxaudit.measure.result import Exclusion, Measurement, PartFigure, VariantFigure
from cxaudit.measure.run import measure_alone, measure_catalogue, measure_kpi, period_of
from cxaudit.measure.series import Change, Point, ripens_in_days, to_change, to_rows, to_series
from cxaudit.measure.slices import to_slices
from cxaudit.measure.supply import Supply

__all__ = [
    "LARGE",
    "Change",
    "Exclusion",
    "Measurement",
    "PartFigure",
    "Point",
    "Reading",
    "Supply",
    "VariantFigure",
    "count_each",
    "lacking_columns",
    "measure_alone",
    "measure_catalogue",
    "measure_kpi",
    "parse_statements",
    "period_of",
    "ripens_in_days",
    "to_change",
    "to_readings",
    "to_rows",
    "to_series",
    "to_slices",
]
