"""Which incident a remembered post belongs to: a million of them in two arrays, what has changed since beside them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Belonging:
    """Post → incident, by their numbers."""

    def __init__(self) -> None:
        #: in rising order, and the incident of each
        self._posts: Numbers = np.zeros(0, dtype=np.int64)
        self._incidents: Numbers = np.zeros(0, dtype=np.int64)
        #: what was said later; None = to no incident any more
        self._since: dict[int, int | None] = {}

    def load(self, posts: Numbers, incidents: Numbers) -> None:
        """Many at once, in any order; all of them newer than those before."""
        order = np.argsort(posts)
        self._posts = np.concatenate((self._posts, posts[order]))
        self._incidents = np.concatenate((self._incidents, incidents[order]))

    def put(self, posts: Iterable[int], incident: int | None) -> None:
        """They belong to this incident now."""
        for post in posts:
            if self.get(post) != incident:
                self._since[post] = incident

    def get(self, post: int) -> int | None:
        """The incident of this post, None where it belongs to none."""
        if post in self._since:
            return self._since[post]
        place = int(self._posts.searchsorted(post))
        if place == len(self._posts) or int(self._posts[place]) != post:
            return None
        return int(self._incidents[place])
