"""The KPI catalogue: reads model/kpis, 28 KPIs and two context figures."""

from cxaudit.catalogue.definition import Bounds, Needs, Part, Sample, Variant
from cxaudit.catalogue.figure import COLUMNS_OF_SHAPE, FigureSpec, Shape, Unit
from cxaudit.catalogue.kpi import Kpi
from cxaudit.catalogue.library import Library, Money
from cxaudit.catalogue.load import load_catalogue, pick_kpi
from cxaudit.catalogue.use_case import Goal, Owner, Target, TargetRule, UseCase

__all__ = [
    "COLUMNS_OF_SHAPE",
    "Bounds",
    "FigureSpec",
    "Goal",
    "Kpi",
    "Library",
    "Money",
    "Needs",
    "Owner",
    "Part",
    "Sample",
    "Shape",
    "Target",
    "TargetRule",
    "Unit",
    "UseCase",
    "Variant",
    "load_catalogue",
    "pick_kpi",
]
