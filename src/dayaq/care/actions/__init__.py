"""Every write of the room."""

from dayaq.care.actions.catalogue import Terms, add_service, describe_service, end_service, set_terms
from dayaq.care.actions.headings import add_kind, add_standard, end_heading, rename_heading
from dayaq.care.actions.loading import load_services

__all__ = [
    "Terms",
    "add_kind",
    "add_service",
    "add_standard",
    "describe_service",
    "end_heading",
    "end_service",
    "load_services",
    "rename_heading",
    "set_terms",
]
