"""Pairs of records that may be one person, put into the queue as a set."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied, Invalid, audit, clock
from dayaq.registry import policies
from dayaq.registry.imports import sql
from dayaq.registry.linkage import exact
from dayaq.registry.linkage.pairs import Pair
from dayaq.registry.merging.pairs import lock_queue
from dayaq.registry.models import LinkageRun

CHUNK: Final = 5_000
_PUT: Final = """
with said as (
  select * from unnest(%(left)s::bigint[], %(right)s::bigint[], %(probability)s::float8[], %(weights)s::jsonb[])
    as one (left_id, right_id, probability, weights)
), fit as (
  select said.* from said
    join registry_person l on l.id = said.left_id and l.merged_into_id is null
    join registry_person r on r.id = said.right_id and r.merged_into_id is null
), before as (
  select known.left_id, known.right_id, known.state from registry_candidatepair known join fit using (left_id, right_id)
), put as (
  insert into registry_candidatepair as known
    (created_at, state_at, version, left_id, right_id, run_id, probability, weights, state, decided_why)
  select %(now)s, %(now)s, 1, left_id, right_id, %(run)s, probability, weights, 'waiting', '' from fit
   order by left_id, right_id
  on conflict (left_id, right_id) do update set
    probability = excluded.probability, weights = excluded.weights, run_id = excluded.run_id,
    version = known.version + 1, state = 'waiting',
    state_at = case known.state when 'waiting' then known.state_at else excluded.state_at end
  where (known.state = 'waiting' and (known.probability, known.weights) <> (excluded.probability, excluded.weights)
         and (%(trained)s or known.run_id in (select id from registry_linkagerun where model = %(model)s)))
     or known.state = 'superseded'
     or (known.state = 'kept_apart' and (
          known.left_version is distinct from (select version from registry_person where id = known.left_id)
          or known.right_version is distinct from (select version from registry_person where id = known.right_id)))
  returning left_id, right_id
)
select count(*) filter (where before.state is null),
       count(*) filter (where before.state in ('kept_apart', 'superseded'))
  from put left join before using (left_id, right_id)
"""


@transaction.atomic
def record_pairs(*, by: User, model: str, pairs: Iterable[Pair], threshold: float = 0.0) -> LinkageRun:
    """Put what a comparison of the registry with itself found into the queue; one statement for each 5,000 pairs.

    ``model``: name and version of what judged them; ``threshold``: the probability from which it told of a pair. The
    same pairs again change nothing. A pair kept apart stays so unless one of its records changed since; records that
    were merged meanwhile have no pairs. Of a pair that comes twice the more probable mention counts. What exact keys
    say does not replace what a trained model said. Memory stays flat.
    """
    policies.check_may(by, policies.MERGE)
    if by.district_ids(policies.MERGE) is not None:
        raise Denied(_("The registry is compared as a whole, by whoever works for the whole country."), code="country")
    lock_queue(alone=True)
    run = LinkageRun.objects.create(model=model, threshold=threshold, by=by)
    digest = hashlib.sha256()
    for chunk in exact.chunks(pairs, CHUNK):
        put = _once(chunk)
        digest.update("".join(f"{pair.left}\t{pair.right}\t{pair.probability}\n" for pair in put).encode())
        added, reopened = sql.fetch(_PUT, _columns(run, put))[0]
        run.found += len(put)
        run.added += added
        run.reopened += reopened
    run.save(update_fields=["found", "added", "reopened"])
    audit.record_batch(
        by=by,
        event="pairs.recorded",
        object_type="registry.candidatepair",
        count=run.found,
        digest=digest.hexdigest(),
        detail={"run": run.pk, "model": model, "added": run.added, "reopened": run.reopened},
    )
    return run


@transaction.atomic
def find_exact_pairs(*, by: User) -> LinkageRun:
    """Look for records that agree in an exact key (:mod:`dayaq.registry.linkage.exact`) and put them into the queue."""
    return record_pairs(by=by, model=exact.MODEL, pairs=exact.exact_pairs(), threshold=exact.THRESHOLD)


def _once(chunk: list[Pair]) -> list[Pair]:
    """Each pair once, lower key first, in order; Invalid for a record paired with itself."""
    best: dict[tuple[int, int], Pair] = {}
    for pair in chunk:
        if pair.left == pair.right or not 0 <= pair.probability <= 1:
            raise Invalid(_("This is not a pair of two records with a probability."), code="pair", value=pair.left)
        key = (min(pair.left, pair.right), max(pair.left, pair.right))
        if key not in best or pair.probability > best[key].probability:
            turned = [_turned(weight) for weight in pair.weights] if key[0] != pair.left else pair.weights
            best[key] = Pair(*key, pair.probability, pair.model, tuple(turned))
    return [best[key] for key in sorted(best)]


def _turned(weight: Any) -> Any:
    return type(weight)(weight.comparison, weight.level, weight.bits, weight.right, weight.left)


def _columns(run: LinkageRun, pairs: list[Pair]) -> dict[str, Any]:
    return {
        "left": [pair.left for pair in pairs],
        "right": [pair.right for pair in pairs],
        "probability": [pair.probability for pair in pairs],
        "weights": [json.dumps([asdict(weight) for weight in pair.weights], ensure_ascii=False) for pair in pairs],
        "now": clock.now(),
        "run": run.pk,
        "model": run.model,
        "trained": run.model != exact.MODEL,
    }
