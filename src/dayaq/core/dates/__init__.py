"""Dates: read as people and spreadsheets write them, written as the interface shows them (inventory 3.5)."""

from dayaq.core.dates.reading import DateProblem, DateResult, DateWarning, Order, infer_order, parse_date
from dayaq.core.dates.writing import MONTHS, format_date, format_long

__all__ = [
    "MONTHS",
    "DateProblem",
    "DateResult",
    "DateWarning",
    "Order",
    "format_date",
    "format_long",
    "infer_order",
    "parse_date",
]
