"""Row security as the second wall: who is seen, and what hangs on a person only with them (docs/adr/0031).

Policies name no role: the application's own role passes row security over, the owner too, and every other role is bound.
They read the settings of the session that core/rowsecurity.py makes; without any, nobody is seen. Rows may be added
freely: who may write is decided by the actions, who sees what they wrote by the policies.
"""

from django.db import migrations

COUNTRY = "(select nullif(current_setting('dayaq.country', true), '') = 'on')"
RESTRICTED = "(select nullif(current_setting('dayaq.restricted', true), '') = 'on')"
TODAY = "(select nullif(current_setting('dayaq.today', true), '')::date)"
ACCOUNT = "(select nullif(current_setting('dayaq.account', true), '')::bigint)"
UNITS = "any ((select string_to_array(nullif(current_setting('dayaq.units', true), ''), ','))::bigint[])"
ORGANISATIONS = "any ((select string_to_array(nullif(current_setting('dayaq.organisations', true), ''), ','))::bigint[])"

IN_DISTRICT = f"({COUNTRY} or unit_id = {UNITS})"
# Keys of whoever is seen for another reason than where they live. Told all at once, so that a statement asks for them once,
# and only when it meets somebody from elsewhere; asked of each person, a list of letters met all 240,000. A function,
# because its body is planned once a session and not with every table of every statement; of the owner, as whatever one
# policy asks of another table.
BY_GRANT = """
(select nullif(current_setting('dayaq.organisations', true), '') is not null) and id in (select registry_granted())
"""
GRANTED = f"""
create function registry_granted() returns setof bigint language sql stable security definer as $$
    select opened.scope_id from public.accounts_grant opened
     where opened.organisation_id = {ORGANISATIONS} and opened.scope_type = 'registry.person'
       and opened.valid_from <= {TODAY} and (opened.valid_to is null or opened.valid_to > {TODAY})
$$;
comment on function registry_granted() is 'Persons who are opened to an organisation of the session.'
"""
# A record that was merged into another one is seen with it: whoever looks after the person may take the merge back.
SURVIVES = f"""
create function registry_survives(person bigint) returns boolean language sql stable security definer as $$
    select exists (select from public.registry_person one where one.id = person and {IN_DISTRICT})
$$;
comment on function registry_survives(bigint) is 'Whether a record, into which another was merged, is of the session.'
"""
# A household of which every member is hidden is not an empty one.
DESERTED = """
create function registry_deserted(household bigint) returns boolean language sql stable security definer as $$
    select not exists (select from public.registry_householdmember member where member.household_id = household)
$$;
comment on function registry_deserted(bigint) is 'Whether nobody ever belonged to the household, whoever may see them.'
"""
# The search intersects the bearers of several words before it reads any person, and asks the wall of what is left: asked
# of each bearer of a frequent name it took three times as long. Tells keys alone.
BEARERS = """
create view registry_bearer as select token_id, person_id from registry_personname;
comment on view registry_bearer is 'Whose name holds which word, of all persons: for a condition on registry_person only.'
"""

# table → the column that names the person
OF_A_PERSON = {
    **dict.fromkeys(
        "registry_personname registry_identitydocument registry_accessrecord registry_lifeevent "
        "registry_lifeeventevent registry_changerequest registry_changerequestevent registry_consent registry_status "
        "registry_statusevent registry_registercheck registry_erasurerequest registry_householdmember "
        "registry_householdmemberevent registry_representative registry_representativeevent registry_externalkey "
        "registry_legalhold".split(),
        "person_id",
    ),
    "registry_personevent": "pgh_obj_id",
}
OF_TWO = ("registry_personrelation", "registry_personrelationevent")
OF_A_HOUSEHOLD = (
    "registry_formeraddress registry_householdincome registry_householdincomeevent registry_householdkey"
).split()
OF_A_SUBJECT = {"documents_document": "subject", "notices_notice": "recipient"}
SUBJECTS = {"registry.person": "registry_person", "registry.erasurerequest": "registry_erasurerequest"}


def seen(of, condition):
    """That there is such a row of ``of``. Not said with ``exists``: for many rows PostgreSQL would make a list of the
    whole table beforehand, with its policies asked of all of it. With a limit it looks the one row up."""
    return f"(select true from {of} seen where {condition} limit 1)"


def person(table, column):
    return seen("registry_person", f"seen.id = {table}.{column}")


def household(table):
    return seen("registry_household", f"seen.id = {table}.household_id")


POLICIES = [
    ("registry_person", "by_district", "permissive", IN_DISTRICT),
    ("registry_person", "by_grant", "permissive", BY_GRANT),
    ("registry_person", "by_survivor", "permissive", "merged_into_id is not null and registry_survives(merged_into_id)"),
    ("registry_person", "protected", "restrictive", f"not is_restricted or {RESTRICTED}"),
    *((table, "with_person", "permissive", person(table, column)) for table, column in OF_A_PERSON.items()),
    *(
        (table, "with_persons", "permissive", f"{person(table, 'person_id')} and {person(table, 'relative_id')}")
        for table in OF_TWO
    ),
    *(
        (
            table,
            "kind",
            "restrictive",
            f"{RESTRICTED} or kind_id not in (select id from registry_statuskind where sensitivity = 'restricted')",
        )
        for table in ("registry_status", "registry_statusevent")
    ),
    (
        "registry_statusground",
        "with_status",
        "permissive",
        seen("registry_status", "seen.id = registry_statusground.status_id"),
    ),
    (
        "registry_household",
        "with_member",
        "permissive",
        f"{seen('registry_householdmember', 'seen.household_id = registry_household.id')} "
        f"or ({IN_DISTRICT} and registry_deserted(id))",
    ),
    *((table, "with_household", "permissive", household(table)) for table in OF_A_HOUSEHOLD),
    (
        "registry_candidatepair",
        "with_both",
        "permissive",
        f"{person('registry_candidatepair', 'left_id')} and {person('registry_candidatepair', 'right_id')}",
    ),
    ("registry_personmerge", "with_survivor", "permissive", person("registry_personmerge", "survivor_id")),
    (
        "registry_mergedrow",
        "with_merge",
        "permissive",
        seen("registry_personmerge", "seen.id = registry_mergedrow.merge_id"),
    ),
    ("registry_importbatch", "own", "permissive", f"{COUNTRY} or created_by_id = {ACCOUNT}"),
    *(
        (
            table,
            "with_batch",
            "permissive",
            seen("registry_importbatch", f"seen.id = {table}.batch_id"),
        )
        for table in ("registry_importfile", "registry_stagedrow", "registry_importchange")
    ),
    *(
        (
            table,
            f"about_{label.rpartition('.')[2]}",
            "permissive",
            f"{field}_type = '{label}' and {seen(of, f'seen.id = {table}.{field}_id')}",
        )
        for table, field in OF_A_SUBJECT.items()
        for label, of in SUBJECTS.items()
    ),
]
TABLES = list(dict.fromkeys(table for table, *_rest in POLICIES))

# Without BYPASSRLS the worker and every action would see nobody from here on, and nobody would know why.
FIRST = """
do $$ begin
    if exists (select from pg_roles where rolname = 'dayaq_app' and not rolbypassrls and not rolsuper) then
        raise exception 'The role dayaq_app lacks BYPASSRLS.'
            using hint = 'A superuser runs the statements of docs/how-to/deploy.md, then migrate again.';
    end if;
    if exists (select from pg_roles where rolname = 'dayaq_web') then
        grant select, insert, update, delete on all tables in schema public to dayaq_web;
        grant usage, select on all sequences in schema public to dayaq_web;
        alter default privileges grant select, insert, update, delete on tables to dayaq_web;
        alter default privileges grant usage, select on sequences to dayaq_web;
    end if;
end $$
"""

BUILD = [
    FIRST,
    GRANTED,
    SURVIVES,
    DESERTED,
    BEARERS,
    *(f"alter table {table} enable row level security" for table in TABLES),
    *(
        f"create policy {name} on {table} as {kind} using ({condition}) with check (true)"
        for table, name, kind, condition in POLICIES
    ),
]
CLEAR = [
    *(f"drop policy {name} on {table}" for table, name, *_rest in POLICIES),
    *(f"alter table {table} disable row level security" for table in TABLES),
    "drop view registry_bearer",
    "drop function registry_granted()",
    "drop function registry_survives(bigint)",
    "drop function registry_deserted(bigint)",
]


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0070_import_traces"),
        ("accounts", "0011_data_protection_officer"),
        ("documents", "0010_letter_of_erasure"),
        ("notices", "0001_initial"),
    ]

    operations = [migrations.RunSQL(";\n".join(BUILD), ";\n".join(CLEAR))]
