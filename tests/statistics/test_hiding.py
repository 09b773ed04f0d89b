"""Few people are hidden, and nobody can compute them from what is shown."""

from hypothesis import given
from hypothesis import strategies as st

from app.statistics.suppression import FEW, FEW_PUBLISHED, hidden, hidden_in_table

counts = st.lists(st.integers(0, 40), min_size=1, max_size=8)


def test_the_one_intake_parent_is_hidden_and_so_is_the_next() -> None:
    assert hidden({"introduction": 86, "home visit": 6, "intake": 1}) == {"intake", "home visit"}
    assert hidden({"introduction": 86, "home visit": 6, "intake": 0}) == set()
    assert hidden({"a": 3, "b": 4, "c": 20}) == {"a", "b"}
    assert hidden({"a": 1, "b": 1, "c": 20, "d": 9}) == {"a", "b", "d"}
    assert hidden({"a": 9, "b": 20, "c": 30}, FEW_PUBLISHED) == {"a", "b"}


@given(counts, st.sampled_from([FEW, FEW_PUBLISHED]))
def test_a_hidden_cell_never_stands_alone(cells: list[int], few: int) -> None:
    held = dict(enumerate(cells))
    gone = hidden(held, few)

    assert {key for key, count in held.items() if 0 < count < few} <= gone
    assert all(held[key] for key in gone)
    if gone and len(gone) < len([one for one in cells if one]):
        assert len(gone) > 1
        assert sum(held[key] for key in gone) >= few


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=5))
def test_no_row_and_no_column_gives_a_cell_away(table: list[list[int]]) -> None:
    held = {(row, column): count for row, line in enumerate(table) for column, count in enumerate(line)}
    gone = hidden_in_table(held)

    for at in (0, 1):
        for line in {key[at] for key in held}:
            inside = [key for key in gone if key[at] == line]
            shown = [key for key in held if key[at] == line and held[key] and key not in gone]
            assert not (len(inside) == 1 and shown)
