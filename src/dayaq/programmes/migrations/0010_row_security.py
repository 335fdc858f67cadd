"""Row security of applications and enrolments, and of persons who are seen through them (docs/adr/0031).

Somebody who has moved away is still seen where they applied, and a partner sees whom its funds pay for. What such a row
says is asked through a function of the owner: read under row security, the policies would ask one another without end.
"""

from django.db import migrations

UNITS = "any ((select string_to_array(nullif(current_setting('dayaq.units', true), ''), ','))::bigint[])"
FUNDS = "any ((select string_to_array(nullif(current_setting('dayaq.funds', true), ''), ','))::bigint[])"

# Asked of nobody who is seen by district anyway: PostgreSQL takes the policies of a table in no order one could count on.
ELSEWHERE = f"((select nullif(current_setting('dayaq.country', true), '') = 'on') or unit_id = {UNITS}) is not true"

OF_A_PERSON = "programmes_application programmes_applicationevent programmes_enrolment programmes_enrolmentevent".split()
OF_AN_APPLICATION = (
    "programmes_informationrequest programmes_assessment programmes_decisionrecord programmes_appeal "
    "programmes_appealevent"
).split()
OF_A_SUBJECT = {"documents_document": "subject", "notices_notice": "recipient"}
SUBJECTS = {"programmes.application": "programmes_application", "programmes.enrolment": "programmes_enrolment"}


def record(table, column, of):
    """Looked up row by row, as in registry/0080."""
    return f"(select true from {of} seen where seen.id = {table}.{column} limit 1)"


POLICIES = [
    (
        "registry_person",
        "through_programmes",
        f"{ELSEWHERE} and id in (select programmes_reached())",
    ),
    *((table, "with_person", record(table, "person_id", "registry_person")) for table in OF_A_PERSON),
    *(
        (table, "with_application", record(table, "application_id", "programmes_application"))
        for table in OF_AN_APPLICATION
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
TABLES = [*OF_A_PERSON, *OF_AN_APPLICATION]

BUILD = [
    f"""
    create function programmes_reached() returns setof bigint language sql stable security definer as $$
        select asked.person_id from public.programmes_application asked where asked.unit_id = {UNITS}
        union all
        select paid.person_id from public.programmes_enrolment paid where paid.fund_id = {FUNDS}
    $$
    """,
    """
    comment on function programmes_reached()
        is 'Persons within the scope of the session by an application or a fund.'
    """,
    """
    create function programmes_place(programme bigint, statutory integer, policy integer, moment timestamptz, key bigint)
        returns bigint language sql stable security definer set search_path = public, pg_temp as $$
        select count(*) + 1 from programmes_application
         where programme_id = programme and state = 'waitlisted'
           and (priority_statutory, priority_policy, submitted_at, id) < (statutory, policy, moment, key)
    $$
    """,
    """
    comment on function programmes_place(bigint, integer, integer, timestamptz, bigint)
        is 'The place in the queue of a programme: counts those before it, whoever may see them, and tells their number.'
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
    "drop function programmes_place(bigint, integer, integer, timestamptz, bigint)",
    "drop function programmes_reached()",
]


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("registry", "0080_row_security")]

    operations = [migrations.RunSQL(";\n".join(BUILD), ";\n".join(CLEAR))]
