"""Money and client value: what a figure is worth, with its inputs printed."""

from cxaudit.value.inputs import Case, Link, Measured, ValueInputs
from cxaudit.value.kpi import MET_BY_MEDIAN, NONE_ALONE, NOT_PROOF, HasMoney, Value, value_kpi
from cxaudit.value.total import Total, count_client_value, to_json, total

__all__ = [
    "MET_BY_MEDIAN",
    "NONE_ALONE",
    "NOT_PROOF",
    "Case",
    "HasMoney",
    "Link",
    "Measured",
    "Total",
    "Value",
    "ValueInputs",
    "count_client_value",
    "to_json",
    "total",
    "value_kpi",
]
