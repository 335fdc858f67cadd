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
from dayaq.law.units import UNITS, read_value

__all__ = [
    "UNITS",
    "ParameterValue",
    "add_calendar_override",
    "deadline",
    "decimal_parameter",
    "int_parameter",
    "load_law",
    "parameter",
    "read_value",
    "register_act",
    "set_parameter",
    "withdraw_calendar_override",
    "working_calendar",
]
