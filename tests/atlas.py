"""Every page there is: by which account and on which record it opens.

``DOORS`` names all routes that answer GET, so that a new page cannot be left out of the tests that visit all of them
(statements, accessibility, screen widths). ``build()`` makes a world in which each of them opens: a case and an
application at each stage. Call it with the clock held at :data:`NOW`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from dayaq.accounts.api import create_token
from dayaq.accounts.models import User
from dayaq.care.api import load_services
from dayaq.care.models import ServiceKind, Standard
from dayaq.core import clock, events
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document, NumberSequence
from dayaq.law.api import add_calendar_override, load_law
from dayaq.law.models import CalendarOverride, LegalAct
from dayaq.notices.models import Notice
from dayaq.programmes import api as programmes
from dayaq.registry import api as registry
from dayaq.registry.models import CandidatePair, Person, StatusKind
from dayaq.selfemployment.models import Case, Contract
from tests import make
from tests.architecture.routes import Route, routes
from tests.unit.programmes import given as asking
from tests.unit.registry.imports import given as bringing
from tests.unit.registry.imports import sets
from tests.unit.selfemployment import given

NOW = given.NOW


@dataclass(frozen=True)
class Door:
    """``who``: an account of the atlas, "" for a visitor. ``values``: argument → record of the atlas, or a literal."""

    who: str
    values: dict[str, str] = field(default_factory=dict)
    answers: int = 200


def _door(who: str, answers: int = 200, **values: str) -> Door:
    return Door(who, values, answers)


@dataclass
class Atlas:
    """Who works here, and the records by name."""

    accounts: dict[str, User]
    records: dict[str, Any]
    world: given.World

    def url(self, key: str) -> str:
        """The address of the page ``key``."""
        name, _, _parameters = key.partition("/")
        values = {name: self._value(meant) for name, meant in DOORS[key].values.items()}
        return reverse(name, kwargs=values)

    def _value(self, meant: str) -> Any:
        if meant.startswith("="):
            return meant[1:]
        record = self.records[meant]
        return getattr(record, "pk", record)


def key_of(route: Route) -> str:
    """A route by its name and its parameters: ``applications:new`` is two routes."""
    return "/".join((route.name, *route.parameters))


def pages() -> Iterator[str]:
    """Keys of all routes of ours that show something when asked for."""
    for route in routes():
        if not route.of_a_library and key_of(route) not in BUTTONS:
            yield key_of(route)


BUTTONS = frozenset(
    """
    account:reset_password/pk account:token_revoke/pk applications:submit/pk cases:group_add/pk/case
    cases:notify_breach/pk cases:pay/pk cases:plan_convene/pk funds:open/pk home:theme imports:accept/pk
    imports:cancel/pk imports:rejected/pk imports:take_back/pk notices:requeue/pk panels:close/pk
    panels:publish/pk people:renew_change/pk people:withdraw_change/pk people:withdraw_consent/pk/consent
    privacy:retention_approve/pk privacy:retention_plan/rule queue:enrol_first/fund
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
"""Routes that answer POST alone."""

DOORS: dict[str, Door] = {
    # Everybody
    "home:index": _door(""),
    "account_signup": _door("", answers=404),
    "verify:index": _door(""),
    "verify:show/token": _door("", token="token"),
    "figures:index": _door(""),
    "figures:show/code": _door("", code="=equipped-2026"),
    "figures:table_csv/code": _door("", code="=equipped-2026"),
    "gallery:index": _door(""),
    "gallery:problem/kind": _door("", answers=403, kind="=denied"),
    "account:profile": _door("caseworker"),
    "work:index": _door("caseworker"),
    # Accounts, law, places, audit
    "account:index": _door("administrator"),
    "account:create": _door("administrator"),
    "account:show/pk": _door("administrator", pk="account"),
    "account:give_role/pk": _door("administrator", pk="account"),
    "account:close/pk": _door("administrator", pk="account"),
    "account:end_role/pk": _door("administrator", pk="membership"),
    "account:tokens": _door("caseworker"),
    "account:token_new": _door("caseworker"),
    "account:token/pk": _door("caseworker", pk="api_token"),
    "law:index": _door("administrator"),
    "law:parameter/code": _door("administrator", code="=se.asset_ceiling"),
    "law:set_parameter/code": _door("administrator", code="=se.asset_ceiling"),
    "law:acts": _door("administrator"),
    "law:register_act": _door("administrator"),
    "law:act/code": _door("administrator", code="act"),
    "law:calendar": _door("administrator"),
    "law:declare_day": _door("administrator"),
    "law:withdraw_day/pk": _door("administrator", pk="declared_day"),
    "places:index": _door("administrator"),
    "places:show/pk": _door("administrator", pk="unit"),
    "audit:index": _door("auditor"),
    "audit:show/pk": _door("auditor", pk="event"),
    # Social services
    "care:index": _door("caseworker"),
    "care:show/code": _door("caseworker", code="service"),
    "care:try/code": _door("caseworker", code="service"),
    "care:new": _door("administrator"),
    "care:describe/code": _door("administrator", code="service"),
    "care:terms/code": _door("administrator", code="service"),
    "care:end/code": _door("administrator", code="service"),
    "care:kinds": _door("administrator"),
    "care:kind_new": _door("administrator"),
    "care:kind/pk": _door("administrator", pk="service_kind"),
    "care:kind_end/pk": _door("administrator", pk="service_kind"),
    "care:standards": _door("administrator"),
    "care:standard_new": _door("administrator"),
    "care:standard/pk": _door("administrator", pk="standard"),
    "care:standard_end/pk": _door("administrator", pk="standard"),
    # People
    "people:index": _door("caseworker"),
    "people:new": _door("operator"),
    "people:show/pk": _door("caseworker", pk="person"),
    "people:timeline/pk": _door("caseworker", pk="person"),
    "people:correct/pk": _door("caseworker", pk="person"),
    "people:changes": _door("caseworker"),
    "people:change/pk": _door("decider", pk="change"),
    "people:choose_event/pk": _door("caseworker", pk="person"),
    "people:record_event/pk/kind": _door("caseworker", pk="person", kind="=move"),
    "people:life_event/pk": _door("caseworker", pk="life_event"),
    "people:undo_event/pk": _door("caseworker", pk="life_event"),
    "people:add_status/pk": _door("caseworker", pk="person"),
    "people:verify_status/pk/status": _door("caseworker", pk="person", status="status"),
    "people:refute_status/pk/status": _door("caseworker", pk="person", status="status"),
    "people:end_status/pk/status": _door("caseworker", pk="person", status="status"),
    "people:add_document/pk": _door("caseworker", pk="person"),
    "people:give_consent/pk": _door("caseworker", pk="person"),
    "people:record_check/pk/register": _door("caseworker", pk="person", register="=employment"),
    "people:create_household/pk": _door("caseworker", pk="alone"),
    "people:household/pk": _door("caseworker", pk="household"),
    "people:find_member/pk": _door("caseworker", pk="household"),
    "people:add_member/pk/person": _door("caseworker", pk="household", person="alone"),
    "people:end_membership/pk/member": _door("caseworker", pk="household", member="member"),
    "people:record_income/pk": _door("caseworker", pk="household"),
    # Possible duplicates
    "duplicates:index": _door("caseworker"),
    "duplicates:show/pk": _door("caseworker", pk="pair"),
    "duplicates:merge/pk": _door("caseworker", pk="merge"),
    "people:find_relative/pk": _door("caseworker", pk="person"),
    "people:add_relation/pk/relative": _door("caseworker", pk="person", relative="alone"),
    "people:end_relation/pk/relation": _door("caseworker", pk="person", relation="relation"),
    "people:split_household/pk": _door("caseworker", pk="household"),
    "people:find_other/pk": _door("caseworker", pk="household"),
    "people:merge_household/pk/person": _door("caseworker", pk="household", person="neighbour"),
    "people:move_household/pk": _door("caseworker", pk="household"),
    "people:change_head/pk": _door("caseworker", pk="household"),
    "people:find_representative/pk": _door("caseworker", pk="household"),
    "people:set_representative/pk/person": _door("caseworker", pk="household", person="person"),
    # Data protection
    "privacy:index": _door("protector"),
    "privacy:extract/pk": _door("protector", pk="person"),
    "privacy:who_looked/pk": _door("protector", pk="person"),
    "privacy:ask/pk": _door("caseworker", pk="alone"),
    "privacy:hold_place/pk": _door("protector", pk="person"),
    "privacy:show/pk": _door("protector", pk="erasure"),
    "privacy:examine/pk": _door("protector", pk="erasure"),
    "privacy:refuse/pk": _door("protector", pk="erasure"),
    "privacy:carry_out/pk": _door("protector", pk="erasure"),
    "privacy:holds": _door("protector"),
    "privacy:hold_end/pk": _door("protector", pk="hold"),
    "privacy:bases": _door("protector"),
    "privacy:basis_new": _door("protector"),
    "privacy:basis_end/pk": _door("protector", pk="legal_basis"),
    "privacy:retention": _door("protector"),
    "privacy:retention_show/pk": _door("protector", pk="retention"),
    "privacy:retention_cancel/pk": _door("protector", pk="retention"),
    # Import
    "imports:index": _door("operator"),
    "imports:new": _door("operator"),
    "imports:show/pk": _door("operator", pk="import"),
    "imports:progress/pk": _door("operator", pk="import_running"),
    "imports:files/pk": _door("operator", pk="import_set"),
    "imports:mapping/pk": _door("operator", pk="import"),
    "imports:mapping_file/pk": _door("operator", pk="import"),
    "imports:rows/pk": _door("operator", pk="import"),
    # Applications and the queue
    "applications:index": _door("caseworker"),
    "applications:new": _door("operator", answers=302),
    "applications:new/person": _door("operator", person="alone"),
    "applications:show/pk": _door("caseworker", pk="application"),
    "applications:edit/pk": _door("operator", pk="draft"),
    "applications:withdraw/pk": _door("operator", pk="submitted"),
    "applications:take/pk": _door("caseworker", pk="submitted"),
    "applications:assess/pk": _door("caseworker", pk="taken"),
    "applications:request/pk": _door("caseworker", pk="taken"),
    "applications:information/pk": _door("caseworker", pk="asked"),
    "applications:decide/pk": _door("decider", pk="assessed"),
    "applications:correct/pk": _door("decider", pk="refused"),
    "applications:appeal/pk": _door("operator", pk="refused"),
    "applications:decide_appeal/pk": _door("decider", pk="appealed"),
    "applications:enrol/pk": _door("officer", pk="approved"),
    "queue:index": _door("officer"),
    "figures:records/code": _door("officer", code="=enrolled-2026"),
    # Self-employment
    "cases:index": _door("officer"),
    "cases:assets": _door("officer"),
    "cases:visits": _door("officer"),
    "cases:groups": _door("officer"),
    "cases:show/pk": _door("officer", pk="case"),
    "cases:assign/pk": _door("officer", pk="case"),
    "cases:direction/pk": _door("caseworker", pk="enrolled"),
    "cases:train/pk": _door("caseworker", pk="directed"),
    "cases:waive/pk": _door("officer", pk="directed"),
    "cases:plan/pk": _door("caseworker", pk="trained"),
    "cases:plan_submit/pk": _door("caseworker", pk="drafted"),
    "cases:plan_conclude/pk": _door("officer", pk="handed_in"),
    "cases:plan_return/pk": _door("officer", pk="handed_in"),
    "cases:plan_show/pk": _door("officer", pk="plan"),
    "cases:contract/pk": _door("officer", pk="plan_approved"),
    "cases:order/pk": _door("officer", pk="contracted"),
    "cases:delivery/pk": _door("officer", pk="ordered"),
    "cases:hand_over/pk": _door("officer", pk="received"),
    "cases:take_back/pk": _door("officer", pk="case"),
    "cases:asset/pk": _door("officer", pk="asset"),
    "cases:drop/pk": _door("officer", pk="planned_asset"),
    "cases:write_off/pk": _door("officer", pk="stored_asset"),
    "cases:plan_visit/pk": _door("officer", pk="case"),
    "cases:visit/pk": _door("monitor", pk="visit"),
    "cases:assign_visit/pk": _door("officer", pk="visit"),
    "cases:call_off/pk": _door("officer", pk="visit"),
    "cases:breach/pk": _door("monitor", pk="case"),
    "cases:remedy_breach/pk": _door("monitor", pk="breach"),
    "cases:dismiss_breach/pk": _door("officer", pk="breach"),
    "cases:confirm_breach/pk": _door("second_officer", pk="breach"),
    "cases:transfer/pk": _door("officer", pk="finished"),
    "cases:exit/pk": _door("officer", pk="enrolled"),
    "cases:group_new": _door("caseworker"),
    "cases:group/pk": _door("caseworker", pk="group"),
    "cases:session_new/pk": _door("caseworker", pk="group"),
    "cases:session/pk": _door("caseworker", pk="session"),
    # Panels
    "panels:index": _door("member"),
    "panels:sitting/pk": _door("member", pk="sitting"),
    "panels:conflict/pk": _door("member", pk="sitting"),
    "panels:cancel/pk": _door("officer", pk="sitting"),
    "panels:committees": _door("officer"),
    "panels:committee_new": _door("officer"),
    "panels:committee/pk": _door("officer", pk="panel"),
    "panels:appoint/pk": _door("officer", pk="panel"),
    "panels:end/pk": _door("officer", pk="seat"),
    "panels:criteria": _door("officer"),
    "panels:criteria_new": _door("officer"),
    "panels:criteria_set/pk": _door("officer", pk="criteria"),
    "panels:criteria_version/pk": _door("officer", pk="criteria"),
    # Papers
    "documents:index": _door("caseworker"),
    "documents:show/pk": _door("caseworker", pk="document"),
    "documents:download/pk": _door("caseworker", pk="document"),
    "notices:index": _door("caseworker"),
    "notices:show/pk": _door("caseworker", pk="notice"),
    # Money
    "funds:index": _door("fund_officer"),
    "funds:new": _door("fund_officer"),
    "funds:show/pk": _door("fund_officer", pk="fund"),
    "funds:allocate/pk": _door("fund_officer", pk="fund"),
    "funds:withdraw/pk": _door("fund_officer", pk="fund"),
    "funds:close/pk": _door("fund_officer", pk="fund"),
    "funds:statement/pk": _door("fund_officer", pk="fund"),
    "funds:statement_csv/pk": _door("fund_officer", pk="fund"),
    "funds:sponsor/pk": _door("fund_officer", pk="sponsor"),
}


def build() -> Atlas:
    """The world, small: a case and an application at each stage."""
    world = given.world()
    load_law()
    accounts = {
        "caseworker": world.caseworker,
        "officer": world.officer,
        "second_officer": world.second_officer,
        "fund_officer": world.fund_officer,
        "monitor": world.monitor,
        "member": world.members[0],
        "operator": make.user("operator", in_unit=make.unit()),
        "decider": make.user("decision_officer", in_unit=make.unit()),
        "auditor": make.user("auditor"),
        "administrator": make.user("administrator"),
        "protector": make.user("data_protection_officer"),
    }
    atlas = Atlas(accounts, {}, world)
    for part in (_law, _applications, _cases, _person, _duplicates, _protection, _imports, _papers, _services):
        atlas.records |= part(atlas)
    while events.dispatch_all():
        pass
    return atlas


def _law(atlas: Atlas) -> dict[str, Any]:
    day = clock.today() + timedelta(days=40)
    by = atlas.accounts["administrator"]
    if not CalendarOverride.objects.exists():
        words = {"az": "Səsvermə günü", "en": "Day of the vote"}
        add_calendar_override(by=by, date=day, is_working=False, reason=words)
    token = create_token(by=atlas.accounts["caseworker"], name="Register", scopes=["person.view"], last_day=day)
    return {
        "api_token": token,
        "account": atlas.world.caseworker,
        "membership": atlas.world.caseworker.memberships.get(),
        "act": LegalAct.objects.order_by("pk").first().code,
        "declared_day": CalendarOverride.objects.first(),
        "unit": make.unit(),
    }


def _services(_atlas: Atlas) -> dict[str, Any]:
    """The catalogue that comes with the software."""
    load_services()
    return {
        "service": "home-help",
        "service_kind": ServiceKind.objects.get(code="household"),
        "standard": Standard.objects.get(code="individual-plan"),
    }


def _applications(atlas: Atlas) -> dict[str, Any]:
    # Cases made the short way number their applications themselves, from 1.
    NumberSequence.objects.update_or_create(code="SE", year=clock.today().year, defaults={"last": 500_000})
    operator, caseworker = atlas.accounts["operator"], atlas.accounts["caseworker"]
    asked = asking.taken(by=caseworker)
    programmes.request_information(
        by=caseworker, application=asked, text="Sənədi gətirin.", names=["owns_farm_land_share"]
    )
    appeal = asking.appealed()
    return {
        "draft": asking.drafted(by=operator),
        "submitted": asking.submitted(by=operator),
        "taken": asking.taken(by=caseworker),
        "asked": asked,
        "assessed": asking.assessed(by=caseworker),
        "approved": asking.approved(),
        "refused": asking.refused(by=atlas.accounts["decider"]),
        "appealed": appeal.application,
        "application": asking.approved(),
    }


def _cases(atlas: Atlas) -> dict[str, Any]:
    world = atlas.world
    breach = given.noticed(world)
    case = given.equipped(world)
    contracted, received, handed_in = given.contracted(world), given.received(world), given.submitted(world)
    given.score(world, handed_in, members=2)
    place = case.training_places.get()
    return {
        "enrolled": given.enrolled(world),
        "directed": given.directed(world),
        "trained": given.trained(world),
        "drafted": given.drafted(world).case,
        "handed_in": handed_in.case,
        "sitting": handed_in.sitting,
        "plan_approved": given.approved(world),
        "contracted": contracted,
        "ordered": given.ordered(world),
        "received": received,
        "case": case,
        "finished": _finished(world),
        "breach": breach,
        "plan": case.plans.get(),
        "asset": case.assets.order_by("pk").first(),
        "planned_asset": contracted.assets.order_by("pk").first(),
        "stored_asset": received.assets.order_by("pk").first(),
        "visit": case.visits.order_by("due_on", "pk").first(),
        "group": place.group,
        "session": place.group.sessions.order_by("pk").first(),
        "fund": world.fund,
        "sponsor": world.fund.organisation,
        "panel": world.panel,
        "seat": world.panel.members.order_by("-pk").first(),
        "criteria": handed_in.sitting.criteria_set,
    }


def _finished(world: given.World) -> Case:
    """A case whose term is over and whose last visit found what the plan describes."""
    case = given.equipped(world)
    day = clock.today()
    Contract.objects.filter(case=case).update(signed_on=day - timedelta(days=400), ends_on=day - timedelta(days=1))
    first = case.visits.order_by("due_on")[:1].values("pk")
    seen = {"trading": True, "matches_plan": True, "assets_present": True}
    case.visits.filter(pk__in=first).update(made_on=day, made_by=world.monitor, **seen)
    return case


def _person(atlas: Atlas) -> dict[str, Any]:
    """The person of the full case has everything a person can have."""
    clerk = atlas.accounts["caseworker"]
    person = Person.objects.get(pk=atlas.records["case"].person_id)
    asking.asked(person)
    kind = StatusKind.objects.get(code="war_participant")
    status = registry.add_status(by=clerk, person=person, kind=kind, valid_from=clock.today(), evidence="Vəsiqə")
    registry.give_consent(by=clerk, person=person, purpose="application")
    registry.add_document(by=clerk, person=person, kind="id_card", series="AZE", number="12345678")
    household = registry.create_household(by=clerk, head=person, valid_from=clock.today())
    child = given.person(given_name="Nərgiz", birth_date=clock.today() - timedelta(days=4_000))
    member = registry.add_member(
        by=clerk, household=household, person=child, relation="child", valid_from=clock.today()
    )
    registry.record_income(
        by=clerk, household=household, month=clock.today().replace(day=1), source="wage", amount=given.CEILING
    )
    relation = registry.add_relation(by=clerk, person=person, relative=child, role="child", evidence="Şəhadətnamə")
    registry.set_representative(by=clerk, household=household, person=person, basis="member")
    neighbour = asking.asked(asking.person())
    registry.create_household(by=clerk, head=neighbour, valid_from=clock.today())
    asked = registry.request_change(
        by=clerk, person=person, changes={"birth_date": date(1980, 2, 3)}, reason="səhv", evidence="vəsiqə"
    )
    event = registry.record_life_event(
        by=clerk, person=person, on=clock.today(), details=registry.Disability(percent=50), evidence="arayış"
    )
    return {
        "person": person,
        "relation": relation,
        "neighbour": neighbour,
        "change": asked.one,
        "life_event": event,
        "status": status,
        "household": household,
        "member": member,
        "alone": asking.asked(asking.person()),
    }


def _duplicates(atlas: Atlas) -> dict[str, Any]:
    """Two records that wait to be compared, and two that were merged."""
    everywhere = make.user("caseworker")
    alone = atlas.records["alone"]
    twin = asking.person(surname=alone.surname, given_name=alone.given_name)
    weights = (registry.Weight("surname", "exact", 8.0), registry.Weight("birth_date", "different", -6.0))
    left, right = sorted((alone.pk, twin.pk))
    registry.record_pairs(by=everywhere, model="atlas", pairs=[registry.Pair(left, right, 0.9, "atlas", weights)])
    person, other = asking.person(), asking.person()
    registry.add_document(by=everywhere, person=other, kind="passport", number="P7654321")
    merge = registry.merge_persons(by=everywhere, survivor=person, merged=other, reason="one person")
    return {"pair": CandidatePair.objects.get(left=left, right=right), "merge": merge}


def _protection(atlas: Atlas) -> dict[str, Any]:
    """A request for erasure, a hold on somebody else, a legal basis, a list of what is due."""
    clerk, by = atlas.accounts["caseworker"], atlas.accounts["protector"]
    held = registry.register_person(by=clerk, surname="Saxlıyeva", given_name="Lalə", unit=make.unit())
    request = registry.request_erasure(by=clerk, person=atlas.records["person"], identity_check="AZE 12345678")
    basis = registry.record_legal_basis(
        by=by,
        purpose="register_exchange",
        recipient=make.organisation("bank", "bank"),
        act=LegalAct.objects.order_by("pk").first(),
        article="7",
        data_classes=["personal"],
        valid_from=clock.today(),
    )
    rule = next(one for one in registry.retention_rules() if one.code == "person-deceased")
    return {
        "erasure": request,
        "hold": registry.place_hold(by=by, person=held, reason="Məhkəmə işi 5"),
        "legal_basis": basis,
        "retention": registry.plan_retention(by=by, rule=rule),
    }


def _imports(atlas: Atlas) -> dict[str, Any]:
    """A file of which one row is good and one is not, checked; one that the worker is at; and a set just handed in."""
    by = atlas.accounts["operator"]
    content = bringing.csv(bringing.ALIYEV, bringing.row(bringing.SHIRINOV, c5="31.02.1975"))
    sheet = registry.read_sheet("people.csv", content, registry.FileOptions())
    mapping, _saved = registry.mapping_for(sheet, "office", registry.FileOptions())
    batches = []
    for _file in range(2):
        batch = registry.receive_file(by=by, name="people.csv", content=content, source=mapping.source, mapping=mapping)
        registry.start_staging(by=by, batch=batch, mapping=mapping)
        batches.append(batch)
    staging = registry.Staging(batches[0], sheet)
    while staging.step():
        pass
    packed = sets.packed()
    of_a_set = registry.receive_file(by=by, name="set.zip", content=packed, source="office")
    return {"import": batches[0], "import_running": batches[1], "import_set": of_a_set}


def _papers(atlas: Atlas) -> dict[str, Any]:
    document = Document.objects.filter(subject_type="selfemployment.case").order_by("pk").first()
    document = document or Document.objects.order_by("pk").first()
    return {
        "document": document,
        "token": document.token,
        "notice": Notice.objects.order_by("pk").first(),
        "event": AuditEvent.objects.order_by("pk").first(),
    }
