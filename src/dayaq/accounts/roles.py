"""Roles: what each is for, in plain words, and what it may do.

A permission is ``<thing>.<verb>``. Nothing is allowed that is not listed. A role never contains another: a person
who does two jobs has two memberships, and both are seen by whoever looks after accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """A job: ``code``, its name and description as shown, and its permissions."""

    code: str
    label: str | Promise
    description: str | Promise
    permissions: frozenset[str]


def _role(code: str, label: str | Promise, description: str | Promise, permissions: str) -> Role:
    return Role(code, label, description, frozenset(permissions.split()))


OPERATOR = _role(
    "operator",
    _("Operator"),
    _("Receives people at the window: finds or registers a person and hands in applications for them."),
    "work.view person.search person.view person.register person.import "
    "application.view application.draft application.submit application.withdraw application.appeal "
    "document.view notice.view service.view",
)
CASEWORKER = _role(
    "caseworker",
    _("Caseworker"),
    _("Checks facts and assesses applications; accompanies people through training and business plan."),
    "work.view person.search person.view person.register person.edit person.merge person.import status.verify "
    "change.decide "
    "application.view application.draft application.submit application.assess "
    "case.view case.direction case.training case.plan document.view notice.view law.view figure.view figure.records "
    "service.view interface.use",
)
DECISION_OFFICER = _role(
    "decision_officer",
    _("Decision officer"),
    _("Decides applications that somebody else assessed, and appeals in which they took no part."),
    "work.view person.search person.view change.decide application.view application.decide appeal.decide "
    "document.view law.view service.view "
    "figure.view figure.records",
)
PROGRAMME_OFFICER = _role(
    "programme_officer",
    _("Programme officer"),
    _("Runs the programme: the queue, enrolment, training groups, contracts, assets, handover, ownership or recovery."),
    "work.view person.search person.view application.view application.enrol queue.view "
    "case.view case.direction case.training case.plan case.contract case.asset case.handover case.monitoring "
    "case.breach case.complete panel.view panel.manage fund.view document.view notice.view law.view "
    "service.view figure.view figure.records interface.use",
)
FUND_OFFICER = _role(
    "fund_officer",
    _("Fund officer"),
    _("Looks after the money: funds, allocations, payments of invoices, statements to sponsors."),
    "work.view fund.view fund.manage fund.pay case.view document.view figure.view law.view",
)
COMMITTEE_MEMBER = _role(
    "committee_member",
    _("Committee member"),
    _("Scores business plans against the published criteria and declares conflicts of interest."),
    "work.view panel.view panel.score",
)
MONITOR = _role(
    "monitor",
    _("Monitor"),
    _("Visits participants, records what was found and raises a breach."),
    "work.view case.view case.monitoring case.visit person.view",
)
PARTNER = _role(
    "partner",
    _("Partner"),
    _("A sponsor's officer: sees the cases and money of the funds that their organisation gives, and nothing else."),
    "work.view partner.view case.view fund.view figure.view",
)
ANALYST = _role(
    "analyst",
    _("Analyst"),
    _("Works with figures, without names and without small cells."),
    "work.view figure.view law.view service.view",
)
AUDITOR = _role(
    "auditor",
    _("Auditor"),
    _("Reads the audit log and verifies its chain; sees figures with small cells; changes nothing."),
    "work.view audit.view figure.view figure.small_cells fund.view law.view service.view",
)
DATA_PROTECTION_OFFICER = _role(
    "data_protection_officer",
    _("Data protection officer"),
    _(
        "Answers people who ask what is kept about them: extracts, who looked, erasure; looks after legal bases, legal "
        "holds and how long what is kept. Sees protected records; assesses and decides nothing else."
    ),
    "work.view person.search person.view person.restricted person.extract person.access_log data.protect "
    "erasure.decide document.view notice.view law.view",
)
ADMINISTRATOR = _role(
    "administrator",
    _("Administrator"),
    _(
        "Looks after accounts and roles, legal acts, parameters and the catalogue of services; sees no person and no "
        "case."
    ),
    "work.view account.manage law.view law.manage place.view service.view service.manage",
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        OPERATOR,
        CASEWORKER,
        DECISION_OFFICER,
        PROGRAMME_OFFICER,
        FUND_OFFICER,
        COMMITTEE_MEMBER,
        MONITOR,
        PARTNER,
        ANALYST,
        AUDITOR,
        DATA_PROTECTION_OFFICER,
        ADMINISTRATOR,
    )
}
PERMISSIONS: frozenset[str] = frozenset().union(*(role.permissions for role in ROLES.values()))
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]
