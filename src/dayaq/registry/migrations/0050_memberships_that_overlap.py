# Until now only open memberships were kept apart. Whoever was in two households on one day is in the later one from its
# first day on, and of two heads of one day the one who came later is the head. The old rows stay in history.

from django.db import migrations

SAME_DAY = """
delete from registry_householdmember member using registry_householdmember other
 where other.person_id = member.person_id and other.valid_from = member.valid_from and other.id <> member.id
   and (coalesce(other.valid_to, 'infinity'), other.id) > (coalesce(member.valid_to, 'infinity'), member.id)
"""
CLIP = """
update registry_householdmember member set valid_to = later.valid_from
  from (select id, lead(valid_from) over (partition by person_id order by valid_from, id) as valid_from
          from registry_householdmember) later
 where later.id = member.id and later.valid_from < coalesce(member.valid_to, 'infinity')
"""
HEADS = """
update registry_householdmember member set is_head = false, relation = 'other_relative'
 where member.is_head and exists (
   select from registry_householdmember other
    where other.household_id = member.household_id and other.is_head and other.id <> member.id
      and daterange(other.valid_from, other.valid_to) && daterange(member.valid_from, member.valid_to)
      and (other.valid_from, other.id) > (member.valid_from, member.id))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0040_data_protection'),
    ]

    operations = [
        migrations.RunSQL([SAME_DAY, CLIP, HEADS], migrations.RunSQL.noop),
    ]
