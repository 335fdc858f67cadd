"""The reason of an audit event can be emptied by an eraser (core/erasure.py): the chain holds its digest.

Everything else of the log stays as append-only as it was. Reasons written before this migration stand in the chain
themselves, and stay.
"""

from django.db import migrations, models

PROTECT = """
create or replace function dayaq_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and current_setting('dayaq.erasing', true) = 'on'
        and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid)
        and (to_jsonb(new) - 'reason') = (to_jsonb(old) - 'reason')
        and new.reason = '' and old.reason_digest <> '' then
        return new;
    end if;
    raise exception 'Cannot update or delete rows from % table', tg_table_name using errcode = 'restrict_violation';
end
$$;
"""
RELEASE = """
create or replace function dayaq_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'Cannot update or delete rows from % table', tg_table_name using errcode = 'restrict_violation';
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_is_append_only")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="reason_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.RunSQL(PROTECT, RELEASE),
    ]
