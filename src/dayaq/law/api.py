"""The one door to law for other apps."""

from dayaq.law.actions import add_calendar_override, register_act, set_parameter, withdraw_calendar_override
from dayaq.law.loading import load_law
from dayaq.law.queries import (
    ParameterValue,
    deadline,
    decimal_parameter,
    int_parameter,
    parameter,
    working_calendar,
)

__all__ = [
    "ParameterValue",
    "add_calendar_override",
    "deadline",
    "decimal_parameter",
    "int_parameter",
    "load_law",
    "parameter",
    "register_act",
    "set_parameter",
    "withdraw_calendar_override",
    "working_calendar",
]
