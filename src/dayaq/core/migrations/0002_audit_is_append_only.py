"""The audit log is append-only by a trigger that no session can switch off.

Triggers of pgtrigger look at a setting of the session (``pgtrigger.ignore``), so whoever may connect could pass them by. The
log must not depend on that.
"""

from django.db import migrations

PROTECT = """
create function dayaq_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'Cannot update or delete rows from % table', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger dayaq_append_only before update or delete on core_auditevent
    for each row execute function dayaq_append_only();
create trigger dayaq_append_only before update or delete on core_auditseal
    for each row execute function dayaq_append_only();
"""
RELEASE = """
drop trigger dayaq_append_only on core_auditseal;
drop trigger dayaq_append_only on core_auditevent;
drop function dayaq_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(PROTECT, RELEASE)]
