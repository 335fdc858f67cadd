from hypothesis import given
from hypothesis import strategies as st

from dayaq.reporting.disclosure import TOTAL, suppress, unsuppressed

THRESHOLD = 10


@st.composite
def tables(draw):
    rows = [f"r{n}" for n in range(draw(st.integers(1, 5)))]
    columns = [f"c{n}" for n in range(draw(st.integers(1, 4)))]
    counts = {(row, column): draw(st.integers(0, 40)) for row in rows for column in columns}
    return counts, rows, columns


@given(tables())
def test_no_small_count_is_shown(table):
    counts, rows, columns = table
    found = suppress(counts, rows, columns, THRESHOLD)
    shown = [found.shown(row, column) for row in (*rows, TOTAL) for column in (*columns, TOTAL)]
    assert not [count for count in shown if count is not None and 0 < count < THRESHOLD]


@given(tables())
def test_no_line_gives_its_only_hidden_cell_away(table):
    counts, rows, columns = table
    found = suppress(counts, rows, columns, THRESHOLD)
    lines = [[(row, column) for column in (*columns, TOTAL)] for row in (*rows, TOTAL)]
    lines += [[(row, column) for row in (*rows, TOTAL)] for column in (*columns, TOTAL)]
    assert not [line for line in lines if len(found.hidden.intersection(line)) == 1]


@given(tables())
def test_a_table_without_small_counts_is_shown_whole(table):
    counts, rows, columns = table
    counts = {cell: count * THRESHOLD for cell, count in counts.items()}
    assert not suppress(counts, rows, columns, THRESHOLD).hidden


@given(tables())
def test_with_the_right_to_small_cells_everything_adds_up(table):
    counts, rows, columns = table
    found = unsuppressed(counts, rows, columns)
    assert found.shown(TOTAL, TOTAL) == sum(counts.values())


def test_the_smallest_other_count_is_hidden_with_a_small_one():
    counts = {("a", "x"): 3, ("a", "y"): 20, ("a", "z"): 50, ("b", "x"): 30, ("b", "y"): 40, ("b", "z"): 60}
    found = suppress(counts, ["a", "b"], ["x", "y", "z"], THRESHOLD)
    assert found.hidden == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
