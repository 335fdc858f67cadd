"""The way from enrolment to ownership: line of business, training, plan, contract, assets, handover, monitoring.

A case stands on one enrolment. The participant chooses a line of business from a catalogue, is trained, writes a plan
with help, and a committee scores it. With a contract in hand the assets are bought from the fund that reserved the
money, one line a physical thing, and handed over by a numbered act. Visits follow; at the end of the term the property
passes to the participant, or a breach is found, notified, given its chance to remedy, and decided. Enrolled is not
equipped: each is dated, each is counted (inventory 1.10, 8).
"""

from dayaq.selfemployment.models.asset import Asset, HandoverAct, HandoverItem, Supplier
from dayaq.selfemployment.models.case import BusinessLine, Case, DirectionChoice, KitItem
from dayaq.selfemployment.models.contract import Contract
from dayaq.selfemployment.models.monitoring import Breach, MonitoringVisit
from dayaq.selfemployment.models.plan import BusinessPlan
from dayaq.selfemployment.models.training import (
    Attendance,
    TrainingGroup,
    TrainingPlace,
    TrainingSession,
    TrainingWaiver,
)

__all__ = [
    "Asset",
    "Attendance",
    "Breach",
    "BusinessLine",
    "BusinessPlan",
    "Case",
    "Contract",
    "DirectionChoice",
    "HandoverAct",
    "HandoverItem",
    "KitItem",
    "MonitoringVisit",
    "Supplier",
    "TrainingGroup",
    "TrainingPlace",
    "TrainingSession",
    "TrainingWaiver",
]
