"""Programmes and their rules, applications and what was decided about them, and who was enrolled.

A programme is a set of dated rules and the funds that may pay for it. Every entitlement is an application of one
person: drafted, submitted (from then a clock runs), assessed by one officer, decided by another, queued when money or
a quota is short, enrolled. An assessment and a decision record are never changed: they hold the facts, where each came
from, and every condition with its value, so that the answer can be computed again years later.
"""

from dayaq.programmes.models.application import Application, InformationRequest
from dayaq.programmes.models.decision import Appeal, Assessment, DecisionRecord
from dayaq.programmes.models.enrolment import Enrolment
from dayaq.programmes.models.programme import Programme, ProgrammeFund, RuleVersion

__all__ = [
    "Appeal",
    "Application",
    "Assessment",
    "DecisionRecord",
    "Enrolment",
    "InformationRequest",
    "Programme",
    "ProgrammeFund",
    "RuleVersion",
]
