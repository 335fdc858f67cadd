"""Reads about programmes and applications."""

from dayaq.programmes.queries.deciding import latest_assessment, latest_record, recompute, recomputes, took_part
from dayaq.programmes.queries.queue import (
    CapState,
    FundOffer,
    QueuePlace,
    ahead,
    cap_state,
    fitting,
    funds_for,
    heads,
    open_funds,
    place_of,
    queue_places,
)

__all__ = [
    "CapState",
    "FundOffer",
    "QueuePlace",
    "ahead",
    "cap_state",
    "fitting",
    "funds_for",
    "heads",
    "latest_assessment",
    "latest_record",
    "open_funds",
    "place_of",
    "queue_places",
    "recompute",
    "recomputes",
    "took_part",
]
