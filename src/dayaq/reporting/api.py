"""The one door to reporting."""

from dayaq.reporting.breakdown import OTHER, Breakdown, by_district_and_category
from dayaq.reporting.definitions import Definition
from dayaq.reporting.disclosure import TOTAL, Table, is_small, suppress
from dayaq.reporting.figures import Figure, figure, figures
from dayaq.reporting.queries import check_records, records

__all__ = [
    "OTHER",
    "TOTAL",
    "Breakdown",
    "Definition",
    "Figure",
    "Table",
    "by_district_and_category",
    "check_records",
    "figure",
    "figures",
    "is_small",
    "records",
    "suppress",
]
