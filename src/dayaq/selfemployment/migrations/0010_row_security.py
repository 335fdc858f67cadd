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
    """Looked up row by row, as in registry/0080."""
    return f"(select true from {of} seen where seen.id = {table}.{column} limit 1)"


def held(table, column):
    return f"(select true from selfemployment_handoveritem held where held.asset_id = {table}.{column} limit 1)"


POLICIES = [
    (
        "registry_person",
        "through_selfemployment",
        f"{ELSEWHERE} and id in (select selfemployment_reached())",
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
    # A district or a fund has a hundredth of all cases, which the planner cannot know of an array: it would read them all.
    f"""
    create function selfemployment_reached() returns setof bigint language sql stable security definer
        set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
        select own.person_id from public.selfemployment_case own where own.unit_id = {UNITS}
        union all
        select bought.person_id
          from (
            select held.id from public.programmes_application asked
              join public.programmes_enrolment enrolment on enrolment.application_id = asked.id
              join public.selfemployment_case held on held.enrolment_id = enrolment.id
             where asked.unit_id = {UNITS}
            union all
            select held.id from public.programmes_enrolment enrolment
              join public.selfemployment_case held on held.enrolment_id = enrolment.id
             where enrolment.fund_id = {FUNDS}
          ) holding
          join public.selfemployment_handoveract act on act.case_id = holding.id
          join public.selfemployment_handoveritem item on item.act_id = act.id and item.ended_on is null
          join public.selfemployment_asset asset on asset.id = item.asset_id and asset.case_id <> holding.id
          join public.selfemployment_case bought on bought.id = asset.case_id
    $$
    """,
    """
    comment on function selfemployment_reached()
        is 'Persons within the scope of the session by a case, or by an asset once bought for them.'
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
    "drop function selfemployment_reached()",
]


class Migration(migrations.Migration):
    dependencies = [("selfemployment", "0001_initial"), ("programmes", "0010_row_security")]

    operations = [migrations.RunSQL(";\n".join(BUILD), ";\n".join(CLEAR))]
