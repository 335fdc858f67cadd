"""Services of the catalogue: added, described anew, given other terms from a day on, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.care.models import ServiceKind, ServiceTerms, ServiceType, Standard
from dayaq.care.policies import check_manage_services
from dayaq.care.ruling import write_rule
from dayaq.care.states import SERVICE, ServiceForm, ServiceMode, ServiceState
from dayaq.core.api import Invalid, WrongState, audit, clock, emit, lock
from dayaq.law.models import Certainty, LegalAct
from dayaq.rules.api import Article, Label


@dataclass(frozen=True)
class Terms:
    """What is to hold of a service from ``valid_from`` on; see :class:`dayaq.care.models.ServiceTerms`.

    ``rule``: one condition in CEL over the names of :func:`dayaq.care.ruling.vocabulary`. ``served``: the same in
    words, az and en. ``times_a_month`` and ``minutes`` are both given or both None.
    """

    valid_from: date
    forms: Sequence[str]
    modes: Sequence[str]
    rule: str
    served: Mapping[str, str]
    times_a_month: int | None = None
    minutes: int | None = None
    standards: Sequence[Standard] = ()
    act: LegalAct | None = None
    article: str = ""
    source: str = ""
    certainty: str = Certainty.SOURCE
    note: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add_service(
    *,
    by: User,
    code: str,
    kind: ServiceKind,
    label: Mapping[str, str],
    description: Mapping[str, str],
    terms: Terms,
) -> ServiceType:
    """Put a service into the catalogue with its first terms.

    Invalid: the code is taken, the kind does not hold on the day the terms begin, and whatever :func:`set_terms`
    refuses.
    """
    check_manage_services(by)
    if ServiceType.objects.filter(code=code).exists():
        raise Invalid(
            _("A service with this code is in the catalogue already."),
            code="service_exists",
            field="code",
            value=code,
            remedy=_("Change the terms of that service, or give this one another code."),
        )
    _check_kind(kind, terms.valid_from)
    service = ServiceType.objects.create(code=code, kind=kind, label=dict(label), description=dict(description))
    SERVICE.start(service, by=by, detail={"code": code, "kind": kind.code})
    _write_terms(by, service, terms, [])
    return service


@transaction.atomic
def describe_service(
    *,
    by: User,
    service: ServiceType,
    kind: ServiceKind,
    label: Mapping[str, str],
    description: Mapping[str, str],
    version: int | None = None,
) -> ServiceType:
    """Name a service anew, say anew what it is, or put it under another kind; its terms stay.

    WrongState when it has ended. Stale when it changed since ``version``. Row history keeps what it said before.
    """
    check_manage_services(by)
    _lock(service, version)
    if kind.pk != service.kind_id:
        _check_kind(kind, clock.today())
    before = {"kind": service.kind_id, "label": service.label, "description": service.description}
    after = {"kind": kind.pk, "label": dict(label), "description": dict(description)}
    if before == after:
        return service
    service.kind, service.label, service.description = kind, dict(label), dict(description)
    service.version += 1
    service.save(update_fields=["kind", "label", "description", "version"])
    audit.record(
        by=by,
        event="service.described",
        obj=service,
        before=before,
        after=after,
        detail={"code": service.code, "fields": [name for name in before if before[name] != after[name]]},
    )
    return service


@transaction.atomic
def set_terms(*, by: User, service: ServiceType, terms: Terms, version: int | None = None) -> ServiceTerms:
    """Give a service other terms from a day on; those that hold until then end the day before.

    Later terms that are entered already stay: the new ones then hold until they begin. What was decided under earlier
    terms stays decided. Invalid: a rule that does not compile, a form or mode that nobody knows, half a volume, a
    standard that does not hold on that day, terms that begin on the same day, a confirmed value without act or source.
    WrongState when the service has ended; Stale when it changed since ``version``.
    """
    check_manage_services(by)
    _lock(service, version)
    entered = list(service.terms.select_for_update().order_by("valid_from"))
    written = _write_terms(by, service, terms, entered)
    service.version += 1
    service.save(update_fields=["version"])
    return written


@transaction.atomic
def end_service(
    *, by: User, service: ServiceType, last_day: date, reason: str, version: int | None = None
) -> ServiceType:
    """Take a service out of the catalogue: its terms hold until ``last_day``, that day included.

    A service that has ended stays readable and cannot be changed; if it comes back it is another one. Invalid: no
    reason, a day before the terms begin, or terms that would begin later.
    """
    check_manage_services(by)
    if not reason.strip():
        raise Invalid(_("Give the reason."), code="no_reason", field="reason")
    _lock(service, version)
    latest = service.terms.select_for_update().latest("valid_from")
    end = last_day + timedelta(days=1)
    if latest.valid_from >= end:
        raise Invalid(
            _("Terms of this service begin after that day."),
            code="later_terms",
            field="last_day",
            value=latest.valid_from.isoformat(),
            remedy=_("Choose a day on which its latest terms already hold."),
        )
    ServiceTerms.objects.filter(pk=latest.pk).update(valid_to=end)
    return SERVICE.move(
        service,
        ServiceState.ENDED,
        by=by,
        reason=reason,
        detail={"code": service.code, "last_day": last_day.isoformat()},
    )


def _lock(service: ServiceType, version: int | None) -> None:
    """Lock a service that is still in the catalogue."""
    lock(service, version=version)
    if service.state != ServiceState.IN_FORCE:
        raise WrongState(
            _("This service has ended and is not changed any more."),
            value=service.state,
            remedy=_("Add it anew, with a code of its own, if it is given again."),
        )


def _check_kind(kind: ServiceKind, on: date) -> None:
    """Invalid unless ``kind`` holds on that day; its row is locked, so that nobody ends it meanwhile."""
    if not ServiceKind.objects.select_for_update().on(on).filter(pk=kind.pk).exists():
        raise Invalid(
            _("This kind of service does not hold on that day."), code="kind_not_held", field="kind", value=kind.code
        )


def _write_terms(by: User, service: ServiceType, terms: Terms, entered: list[ServiceTerms]) -> ServiceTerms:
    """Check and save ``terms`` among those ``entered`` (by date), closing the ones that run; audit and emit."""
    _check(terms)
    if any(one.valid_from == terms.valid_from for one in entered):
        raise Invalid(
            _("Terms of this service begin on that day already."),
            code="terms_date",
            field="valid_from",
            value=terms.valid_from.isoformat(),
            remedy=_("Choose the day from which the new terms hold."),
        )
    rule = write_rule(
        service=service.code,
        title=service.label,
        expression=terms.rule,
        served=terms.served,
        article=_article(terms),
        valid_from=terms.valid_from,
    )
    closed = next((one for one in reversed(entered) if one.valid_from < terms.valid_from), None)
    if closed is not None and (closed.valid_to is None or closed.valid_to > terms.valid_from):
        ServiceTerms.objects.filter(pk=closed.pk).update(valid_to=terms.valid_from)
    later = [one.valid_from for one in entered if one.valid_from > terms.valid_from]
    written = ServiceTerms.objects.create(
        service=service,
        valid_from=terms.valid_from,
        valid_to=min(later, default=None),
        forms=[form for form in ServiceForm.values if form in terms.forms],
        modes=[mode for mode in ServiceMode.values if mode in terms.modes],
        times_a_month=terms.times_a_month,
        minutes=terms.minutes,
        ruleset=rule.ruleset.to_dict(),
        digest=rule.ruleset.digest,
        parameter_codes=rule.parameter_codes,
        served=dict(terms.served),
        act=terms.act,
        article=terms.article,
        source=terms.source,
        certainty=terms.certainty,
        note=dict(terms.note),
    )
    written.standards.set(terms.standards)
    audit.record(
        by=by,
        event="service.terms_set",
        obj=service,
        after={"digest": written.digest, "times_a_month": written.times_a_month, "minutes": written.minutes},
        detail={
            "code": service.code,
            "terms": written.pk,
            "valid_from": terms.valid_from.isoformat(),
            "digest": written.digest,
            "forms": written.forms,
            "modes": written.modes,
            "standards": sorted(standard.code for standard in terms.standards),
        },
    )
    emit("service.terms_set", id=service.pk, terms=written.pk)
    return written


def _check(terms: Terms) -> None:
    """Invalid where what is given says nothing, or half of something."""
    for name, given, known in (("forms", terms.forms, ServiceForm), ("modes", terms.modes, ServiceMode)):
        if not given or not set(given) <= set(known.values):
            raise Invalid(_("Choose at least one from the list."), code=f"no_{name}", field=name)
    if (terms.times_a_month is None) != (terms.minutes is None):
        missing = "minutes" if terms.minutes is None else "times_a_month"
        raise Invalid(
            _("A guaranteed volume is both: how often a month, and how many minutes each time."),
            code="half_volume",
            field=missing,
        )
    if terms.certainty != Certainty.UNCONFIRMED and terms.act is None and not terms.source:
        raise Invalid(
            _("Confirmed terms need the act or the source they come from."),
            code="no_source",
            field="source",
            remedy=_("Choose the act, name the source, or mark the terms as not confirmed."),
        )
    chosen = {standard.pk for standard in terms.standards}
    if Standard.objects.on(terms.valid_from).filter(pk__in=chosen).count() != len(chosen):
        raise Invalid(
            _("A standard that is chosen does not hold on that day."), code="standard_not_held", field="standards"
        )


def _article(terms: Terms) -> Article:
    """How the rule cites what it rests on: the act with its article, else the source, else that it is not confirmed."""
    if terms.act is None:
        said = terms.source or str(Certainty.UNCONFIRMED)
        return Article(said, Label(az=said, en=said))
    words = {code: ", ".join(filter(None, [terms.act.label[code], terms.article])) for code in ("az", "en")}
    return Article(terms.act.code, Label(**words))
