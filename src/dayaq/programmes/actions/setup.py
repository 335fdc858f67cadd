"""Programmes, their rules and their funds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import system_user
from dayaq.accounts.models import Office, Organisation, User
from dayaq.core import audit
from dayaq.core.errors import Invalid
from dayaq.core.events import emit
from dayaq.funds.models import FundSource
from dayaq.law.models import LegalAct
from dayaq.programmes import policies
from dayaq.programmes.models import Programme, ProgrammeFund, RuleVersion
from dayaq.rules.api import RuleError, RuleSet

DATA = Path(__file__).resolve().parents[1] / "data"
RULESETS = Path(__file__).resolve().parents[1] / "rulesets"


@transaction.atomic
def add_rule_version(
    *,
    by: User,
    programme: Programme,
    ruleset: Mapping[str, Any],
    valid_from: date,
    valid_to: date | None = None,
    act: LegalAct | None = None,
    parameter_codes: Mapping[str, str] | None = None,
) -> RuleVersion:
    """New rules of ``programme`` from a day on; those before end the day before. Rules that do not compile are refused.

    Invalid: the rules do not compile (the message names the place), or newer rules stand there already.
    """
    policies.check_manage_programmes(by)
    try:
        rules = RuleSet.from_dict(dict(ruleset))
    except RuleError as error:
        raise Invalid(
            _("These rules do not compile: %(error)s") % {"error": error}, code="ruleset", field="ruleset"
        ) from error
    unknown = set(programme.asked_facts) - set(rules.schema.by_name)
    if unknown:
        raise Invalid(
            _("The programme asks for facts that these rules do not declare: %(facts)s.")
            % {"facts": ", ".join(sorted(unknown))},
            code="asked_facts",
            field="ruleset",
        )
    earlier = RuleVersion.objects.select_for_update().filter(programme=programme)
    if earlier.filter(valid_from__gte=valid_from).exists():
        raise Invalid(
            _("Rules that begin on this day or later are recorded already."), code="overlap", field="valid_from"
        )
    earlier.filter(valid_to__isnull=True).update(valid_to=valid_from)
    version = RuleVersion.objects.create(
        programme=programme,
        version=rules.version,
        ruleset=rules.to_dict(),
        digest=rules.digest,
        valid_from=valid_from,
        valid_to=valid_to,
        act=act,
        parameter_codes=dict(parameter_codes or {}),
    )
    audit.record(
        by=by,
        event="programme.rules_added",
        obj=programme,
        after={"digest": rules.digest},
        detail={"version": rules.version, "digest": rules.digest, "valid_from": valid_from},
    )
    return version


@transaction.atomic
def add_programme_fund(*, by: User, programme: Programme, fund: FundSource, order: int = 1) -> ProgrammeFund:
    """From now on ``fund`` may pay for ``programme``; doing it twice changes only the order."""
    if not (by.may("fund.manage") or by.may("law.manage")):
        policies.check_manage_programmes(by)
    pays, created = ProgrammeFund.objects.get_or_create(programme=programme, fund=fund, defaults={"order": order})
    if not created and pays.order == order:
        return pays
    pays.order = order
    pays.save(update_fields=["order"])
    audit.record(
        by=by, event="programme.fund_added", obj=programme, detail={"fund": fund.pk, "order": order, "new": created}
    )
    emit("queue.advance", programme_id=programme.pk, fund_id=fund.pk)
    return pays


@transaction.atomic
def load_programmes(*, by: User | None = None) -> int:
    """Bring the programmes of ``data/*.json`` and their rules in; returns how many things were new or changed.

    A second run changes nothing. A rule version is never rewritten: changed rules are a new version from a new day.
    """
    actor = by or system_user()
    policies.check_manage_programmes(actor)
    return sum(_load(actor, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(DATA.glob("*.json")))


def _load(by: User, data: Mapping[str, Any]) -> int:
    values = {
        "label": data["label"],
        "number_code": data["number_code"],
        "ceiling_parameter": data["ceiling_parameter"],
        "cap_parameter": data["cap_parameter"],
        "cap_period_parameter": data["cap_period_parameter"],
        "asked_facts": data["asked_facts"],
        "unemployed_fact": data["unemployed_fact"],
        "organisation": _organisation(data["organisation"]),
        "office": Office.objects.filter(code=data["office"]).first(),
    }
    programme = Programme.objects.filter(code=data["code"]).first()
    changed = 0
    if programme is None:
        programme = Programme.objects.create(code=data["code"], **values)
        audit.record(by=by, event="programme.created", obj=programme, detail={"code": programme.code})
        changed += 1
    elif any(getattr(programme, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(programme, name, value)
        programme.save()
        audit.record(by=by, event="programme.changed", obj=programme, detail={"code": programme.code})
        changed += 1
    return changed + sum(_load_rules(by, programme, rules) for rules in data["rules"])


def _load_rules(by: User, programme: Programme, rules: Mapping[str, Any]) -> int:
    ruleset = json.loads((RULESETS / rules["file"]).read_text(encoding="utf-8"))
    if RuleVersion.objects.filter(programme=programme, version=ruleset["version"]).exists():
        return 0
    add_rule_version(
        by=by,
        programme=programme,
        ruleset=ruleset,
        valid_from=date.fromisoformat(rules["valid_from"]),
        act=LegalAct.objects.filter(code=rules["act"]).first(),
        parameter_codes=rules["parameter_codes"],
    )
    return 1


def _organisation(data: Mapping[str, Any]) -> Organisation:
    """Whoever runs the programme; made when the installation does not know it yet."""
    found, _created = Organisation.objects.get_or_create(
        code=data["code"], defaults={"kind": data["kind"], "label": data["label"]}
    )
    return found
