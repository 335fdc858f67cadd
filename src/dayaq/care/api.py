"""The one door to care for other rooms."""

from dayaq.care.actions import (
    Terms,
    add_kind,
    add_service,
    add_standard,
    describe_service,
    end_heading,
    end_service,
    load_services,
    rename_heading,
    set_terms,
)
from dayaq.care.queries import catalogue, terms_of, terms_on
from dayaq.care.ruling import Word, names_used, try_rule, vocabulary, who_may_be_served
from dayaq.care.states import ServiceForm, ServiceMode, ServiceState

__all__ = [
    "ServiceForm",
    "ServiceMode",
    "ServiceState",
    "Terms",
    "Word",
    "add_kind",
    "add_service",
    "add_standard",
    "catalogue",
    "describe_service",
    "end_heading",
    "end_service",
    "load_services",
    "names_used",
    "rename_heading",
    "set_terms",
    "terms_of",
    "terms_on",
    "try_rule",
    "vocabulary",
    "who_may_be_served",
]
