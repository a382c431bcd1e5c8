"""Which incident a post belongs to, kept in arrays: always what a plain dictionary would say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.belonging import Belonging

_NUMBER = st.integers(1, 40)


@given(
    st.lists(st.lists(st.tuples(_NUMBER, _NUMBER), unique_by=lambda pair: pair[0]), max_size=4),
    st.lists(st.tuples(_NUMBER, st.none() | _NUMBER)),
)
def test_it_says_what_a_dictionary_would(
    pages: list[list[tuple[int, int]]], changes: list[tuple[int, int | None]]
) -> None:
    made = Belonging()
    plain: dict[int, int | None] = {}
    for number, page in enumerate(pages):
        # each page is newer than those before
        found = {100 * number + post: incident for post, incident in page}
        made.load(np.array(list(found), dtype=np.int64), np.array(list(found.values()), dtype=np.int64))
        plain |= found
    for post, incident in changes:
        made.put((post,), incident)
        plain[post] = incident
    asked = [*plain, 0, 50, 999]
    assert [made.get(post) for post in asked] == [plain.get(post) for post in asked]
