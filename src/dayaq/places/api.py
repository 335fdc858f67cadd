"""The one door to places for other apps."""

from dayaq.places.loading import load_places
from dayaq.places.matching import UnitMatch, UnitProblem, UnitResolver, resolve_unit
from dayaq.places.queries import district_of, districts, line_of, units_as_of

__all__ = [
    "UnitMatch",
    "UnitProblem",
    "UnitResolver",
    "district_of",
    "districts",
    "line_of",
    "load_places",
    "resolve_unit",
    "units_as_of",
]
