"""Row security of cases and what hangs on them, and of persons who are seen through them (docs/adr/0031).

A participant is seen where the case is looked after, and where an asset that was bought for them is now in hand.
"""

from django.db import migrations

UNITS = "any ((select string_to_array(nullif(current_setting('dayaq.units', true), ''), ','))::bigint[])"
FUNDS = "any ((select string_to_array(nullif(current_setting('dayaq.funds', true), ''), ','))::bigint[])"

# Asked of nobody who is seen by district anyway: PostgreSQL takes the policies of a table in no order one could count on.
ELSEWHERE = f"((select nullif(current_setting('dayaq.country', true), '') = 'on') or unit_id = {UNITS}) is not true"

OF_A_PERSON = ("selfemployment_case", "selfemployment_caseevent")
OF_A_CASE = (
    "selfemployment_directionchoice selfemployment_businessplan selfemployment_businessplanevent "
    "selfemployment_contract selfemployment_contractevent selfemployment_handoveract selfemployment_monitoringvisit "
    "selfemployment_breach selfemployment_breachevent selfemployment_trainingplace selfemployment_attendance "
    "selfemployment_trainingwaiver"
).split()
OF_A_SUBJECT = {"documents_document": "subject", "notices_notice": "recipient"}
SUBJECTS = {
    "selfemployment.case": "selfemployment_case",
    "selfemployment.contract": "selfemployment_contract",
    "selfemployment.handoveract": "selfemployment_handoveract",
    "selfemployment.businessplan": "selfemployment_businessplan",
}


def record(table, column, of):
    return f"exists (select from {of} seen where seen.id = {table}.{column})"


def held(table, column):
    return f"exists (select from selfemployment_handoveritem held where held.asset_id = {table}.{column})"


POLICIES = [
    (
        "registry_person",
        "through_selfemployment",
        f"{ELSEWHERE} and selfemployment_reached(id)",
    ),
    *((table, "with_person", record(table, "person_id", "registry_person")) for table in OF_A_PERSON),
    *((table, "with_case", record(table, "case_id", "selfemployment_case")) for table in OF_A_CASE),
    ("selfemployment_handoveritem", "with_act",
     record("selfemployment_handoveritem", "act_id", "selfemployment_handoveract")),
    *(
        (table, "with_case", f"{record(table, 'case_id', 'selfemployment_case')} or {held(table, column)}")
        for table, column in (("selfemployment_asset", "id"), ("selfemployment_assetevent", "pgh_obj_id"))
    ),
    *(
        (
            table,
            f"about_{label.rpartition('.')[2]}",
            f"{field}_type = '{label}' and {record(table, f'{field}_id', of)}",
        )
        for table, field in OF_A_SUBJECT.items()
        for label, of in SUBJECTS.items()
    ),
]
TABLES = list(dict.fromkeys(table for table, *_rest in POLICIES if table.startswith("selfemployment_")))

BUILD = [
    f"""
    create function selfemployment_reached(person bigint) returns boolean language sql stable security definer as $$
        select exists (
            select from public.selfemployment_case own where own.person_id = person and own.unit_id = {UNITS}
        ) or exists (
            select
              from public.selfemployment_case bought
              join public.selfemployment_asset asset on asset.case_id = bought.id
              join public.selfemployment_handoveritem item on item.asset_id = asset.id and item.ended_on is null
              join public.selfemployment_handoveract act on act.id = item.act_id and act.case_id <> bought.id
              join public.selfemployment_case holding on holding.id = act.case_id
              join public.programmes_enrolment enrolment on enrolment.id = holding.enrolment_id
              join public.programmes_application application on application.id = enrolment.application_id
             where bought.person_id = person and (application.unit_id = {UNITS} or enrolment.fund_id = {FUNDS})
        )
    $$
    """,
    """
    comment on function selfemployment_reached(bigint)
        is 'Whether the person is within the scope of the session by a case, or by an asset once bought for them.'
    """,
    *(f"alter table {table} enable row level security" for table in TABLES),
    *(
        f"create policy {name} on {table} using ({condition}) with check (true)"
        for table, name, condition in POLICIES
    ),
]
CLEAR = [
    *(f"drop policy {name} on {table}" for table, name, _condition in POLICIES),
    *(f"alter table {table} disable row level security" for table in TABLES),
    "drop function selfemployment_reached(bigint)",
]


class Migration(migrations.Migration):
    dependencies = [("selfemployment", "0001_initial"), ("programmes", "0010_row_security")]

    operations = [migrations.RunSQL(";\n".join(BUILD), ";\n".join(CLEAR))]
