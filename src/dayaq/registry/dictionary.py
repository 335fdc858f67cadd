"""Keeping the dictionary of name words, and the words of a person, in step with the names."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.backends.utils import CursorWrapper

from dayaq.registry.derive import derive, token_row
from dayaq.registry.models import Person, PersonName

BATCH = 5_000
# In statements of our own: the ORM takes each word for itself, which an import with new words would feel.
_KNOWN = "select token, id from registry_nametoken where token = any(%s)"
#: Keys under which a word is found are capitals A–Z and spaces, so that they can stand in an array's text as they are.
_ADD = """
insert into registry_nametoken (token, latin, key, near)
select token, latin, key, near::varchar[]
from unnest(%s::text[], %s::text[], %s::text[], %s::text[]) as said (token, latin, key, near)
on conflict (token) do nothing
"""


def ensure_tokens(words: Iterable[str]) -> dict[str, int]:
    """Dictionary ids of folded ``words``, adding those it lacks; three statements for each 5,000 distinct words.

    Safe beside others that add the same words at the same moment.
    """
    ids: dict[str, int] = {}
    wanted = sorted(set(words))
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), BATCH):
            chunk = wanted[start : start + BATCH]
            ids.update(_known(cursor, chunk))
            missing = [token_row(word) for word in chunk if word not in ids]
            if missing:
                tokens, latin, keys, near = map(list, zip(*missing, strict=True))
                cursor.execute(_ADD, [tokens, latin, keys, ['{"' + '","'.join(some) + '"}' for some in near]])
                ids.update(_known(cursor, tokens))
    return ids


def _known(cursor: CursorWrapper, words: list[str]) -> list[tuple[str, int]]:
    cursor.execute(_KNOWN, [words])
    found: list[tuple[str, int]] = cursor.fetchall()
    return found


def apply_derived(person: Person) -> Person:
    """Set the computed columns of ``person`` from its name; does not save."""
    derived = derive(person.surname, person.given_name, person.father_name)
    person.sort_key = derived.sort_key
    person.name_key = derived.name_key
    return person


def index_names(persons: Iterable[Person]) -> None:
    """Write the words of saved ``persons`` anew (a fixed number of statements for each 5,000 distinct words)."""
    people = list(persons)
    words = {person.pk: derive(person.surname, person.given_name, person.father_name).words for person in people}
    ids = ensure_tokens(word for pairs in words.values() for word, _part in pairs)
    PersonName.objects.filter(person__in=people).exclude(part=PersonName.Part.FORMER).delete()
    PersonName.objects.bulk_create(
        [PersonName(token_id=ids[word], person_id=pk, part=part) for pk, pairs in words.items() for word, part in pairs]
    )


def index_former_names(person: Person) -> None:
    """Write the words of the names under which records merged into ``person`` stood anew; at most six statements."""
    names = Person.objects.filter(merged_into=person).values_list("surname", "given_name", "father_name")
    words = {word for name in names for word, _part in derive(*name).words}
    ids = ensure_tokens(words)
    PersonName.objects.filter(person=person, part=PersonName.Part.FORMER).delete()
    PersonName.objects.bulk_create(
        [PersonName(token_id=ids[word], person=person, part=PersonName.Part.FORMER) for word in sorted(words)]
    )
