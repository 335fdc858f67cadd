"""The triggers of the ledger: see the SQL file beside this one."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
UNDO = """
    DROP FUNCTION funds_post() CASCADE;
    DROP FUNCTION funds_moves();
    DROP FUNCTION funds_entry_has_postings() CASCADE;
    DROP FUNCTION funds_open_balance() CASCADE;
    DROP FUNCTION funds_refuse() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
