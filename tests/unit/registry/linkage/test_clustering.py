"""Pairs become people without chains that tie strangers."""

from hypothesis import given
from hypothesis import strategies as st

from dayaq.registry.linkage.clustering import decide


def test_pairs_that_hold_together_are_one_person():
    found = decide([(1, 2, 0.99), (2, 3, 0.98)], {(1, 2): 0.99, (2, 3): 0.98, (1, 3): 0.6})
    assert (found.groups, found.apart) == (((1, 2, 3),), ())


def test_a_chain_does_not_tie_what_speaks_clearly_against_it():
    found = decide([(1, 2, 0.99), (2, 3, 0.97)], {(1, 2): 0.99, (2, 3): 0.97, (1, 3): 0.0001})
    assert found.groups == ((1, 2),)
    assert found.apart == ((2, 3, 0.97),)


def test_the_better_link_wins():
    found = decide([(2, 3, 0.999), (1, 2, 0.9)], {(1, 2): 0.9, (2, 3): 0.999, (1, 3): 0.0001})
    assert found.groups == ((2, 3),)


def test_groups_that_were_never_compared_do_not_hang_on_one_thin_link():
    edges = [(1, 2, 0.99), (3, 4, 0.99), (2, 3, 0.8)]
    assert decide(edges, {}).groups == ((1, 2), (3, 4))


PROBABILITIES = st.floats(0.5, 1.0)


@given(st.dictionaries(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda p: p[0] < p[1]), PROBABILITIES))
def test_no_record_is_in_two_groups_and_every_link_is_inside_or_told_apart(known):
    edges = sorted(((left, right, p) for (left, right), p in known.items()), key=lambda edge: (-edge[2], edge[:2]))
    found = decide(edges, known)
    members = [record for group in found.groups for record in group]
    assert len(members) == len(set(members))
    inside = [(left, right) for left, right, _p in edges if any({left, right} <= set(group) for group in found.groups)]
    assert sorted(inside + [edge[:2] for edge in found.apart]) == sorted(known)
