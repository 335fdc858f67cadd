"""Keeping the dictionary of name words, and the words of a person, in step with the names."""

from __future__ import annotations

from collections.abc import Iterable

from dayaq.registry.derive import derive, token_row
from dayaq.registry.models import NameToken, Person, PersonName

BATCH = 5_000


def ensure_tokens(words: Iterable[str]) -> dict[str, int]:
    """Dictionary ids of folded ``words``, adding those it lacks; two statements for each 5,000 distinct words.

    Safe beside others that add the same words at the same moment.
    """
    ids: dict[str, int] = {}
    wanted = sorted(set(words))
    for start in range(0, len(wanted), BATCH):
        chunk = wanted[start : start + BATCH]
        ids.update(NameToken.objects.filter(token__in=chunk).values_list("token", "pk"))
        missing = [word for word in chunk if word not in ids]
        if missing:
            rows = map(token_row, missing)
            NameToken.objects.bulk_create(
                [NameToken(token=row.token, latin=row.latin, key=row.key, near=list(row.near)) for row in rows],
                ignore_conflicts=True,
            )
            ids.update(NameToken.objects.filter(token__in=missing).values_list("token", "pk"))
    return ids


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
