"""Pairs that need no trained model: records that agree in a key nobody types twice by chance.

* the same surname and given name (by their key, so in any spelling) and the same birth date, where at most one of the
  two has a FİN: two different FİN are two people until something else says otherwise;
* the same document (kind, series, number) and the same birth date;
* a row of an import, held back, that says under the key of one record the FİN of another, with the same birth date.

The FİN is unique among all records, so two of them never agree in it: what an import says is the nearest thing to it.
That is why nothing is merged automatically here; such a pair stands at the top of the queue.

``BITS`` are not trained. They follow from how often two *different* people of a nation of ten million agree (a birth
date once in 2^14, a common surname once in 2^8) and how often one person's records disagree; ``PRIOR`` from one true
pair in 2^28. What a trained model says of a pair goes before what is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from django.db import connection

from dayaq.registry.linkage.pairs import Pair, Weight
from dayaq.registry.linkage.verdicts import AGREE, DIFFER, NEAR, verdict
from dayaq.registry.models import Person

T = TypeVar("T")
MODEL: Final = "exact keys 1"
THRESHOLD: Final = 0.1
PRIOR: Final = -28.0
LARGEST: Final = 20
"""People of one name and birth date at most: more of them is a default somebody typed, not a family of duplicates."""
BITS: Final[dict[str, dict[str, float]]] = {
    "fin": {AGREE: 30.0, NEAR: 6.0, DIFFER: -10.0},
    "surname": {AGREE: 8.0, NEAR: 7.0, DIFFER: -5.0},
    "given_name": {AGREE: 6.0, NEAR: 5.0, DIFFER: -6.0},
    "father_name": {AGREE: 7.0, NEAR: 6.0, DIFFER: -5.0},
    "birth_date": {AGREE: 14.0, NEAR: 8.0, DIFFER: -6.0},
    "sex": {AGREE: 1.0, DIFFER: -6.0},
    "phone": {AGREE: 12.0, NEAR: 4.0, DIFFER: -1.0},
    "unit": {AGREE: 3.0, DIFFER: -1.0},
}
DOCUMENT_BITS: Final = 22.0
_LEVELS: Final = {AGREE: "exact", NEAR: "close", DIFFER: "different"}
_CHUNK: Final = 2_000
_NAMES: Final = """
with keys as (
  select birth_date, name_key from registry_person
   where merged_into_id is null and birth_date is not null and name_key <> ''
   group by 1, 2 having count(*) between 2 and %(largest)s
)
select one.id, other.id, false, false from keys
  join registry_person one using (birth_date, name_key)
  join registry_person other using (birth_date, name_key)
 where one.id < other.id and one.merged_into_id is null and other.merged_into_id is null
   and (one.fin is null or other.fin is null)
"""
_DOCUMENTS: Final = """
select distinct one.id, other.id, true, false
  from registry_identitydocument a
  join registry_identitydocument b using (kind, series, number)
  join registry_person one on one.id = a.person_id
  join registry_person other on other.id = b.person_id
 where a.flag_shared and one.id < other.id and one.birth_date = other.birth_date
   and one.merged_into_id is null and other.merged_into_id is null
"""
_HELD_BACK: Final = """
select distinct least(one.id, other.id), greatest(one.id, other.id), false, true
  from registry_stagedrow staged
  join registry_importbatch batch on batch.id = staged.batch_id
  join registry_externalkey known on known.source_id = batch.source_id and known.key = staged.key
  join registry_person one on one.id = known.person_id
  join registry_person other on other.fin = staged."values" ->> 'fin'
 where staged.state = 'rejected' and staged.issues @> '[{"code": "fin_of_another"}]'
   and one.id <> other.id and one.birth_date = other.birth_date
   and one.merged_into_id is null and other.merged_into_id is null
"""


def exact_pairs() -> Iterator[Pair]:
    """All such pairs, streamed; must run in a transaction. A pair found in two ways comes once a way."""
    for sql in (_NAMES, _DOCUMENTS, _HELD_BACK):
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, {"largest": LARGEST})
            for found in chunks(cursor, _CHUNK):
                keys = {key for one, other, _document, _fin in found for key in (one, other)}
                persons = Person.objects.in_bulk(keys)
                for one, other, document, fin in found:
                    pair = weigh(persons[one], persons[other], document=document, fin_said=fin)
                    if pair.probability >= THRESHOLD:
                        yield pair


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` rows."""
    coming = iter(rows)
    while chunk := list(islice(coming, size)):
        yield chunk


def weigh(left: Person, right: Person, *, document: bool = False, fin_said: bool = False) -> Pair:
    """What speaks for and against one person. ``document``: they share one; ``fin_said``: a source gave one of them the
    FİN of the other."""
    weights = []
    for field, bits in BITS.items():
        said = AGREE if field == "fin" and fin_said else verdict(field, left, right)
        if said in bits:
            weights.append(Weight(field, _LEVELS[said], bits[said], _text(left, field), _text(right, field)))
    if document:
        weights.append(Weight("document", "exact", DOCUMENT_BITS))
    total = PRIOR + sum(weight.bits for weight in weights)
    return Pair(left.pk, right.pk, round(1 / (1 + 2.0**-total), 4), MODEL, tuple(weights))


def _text(person: Person, field: str) -> str:
    value = getattr(person, "unit_id" if field == "unit" else field)
    return "" if value is None else str(value)
