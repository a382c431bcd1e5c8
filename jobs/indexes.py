"""The indexes over stored posts while they are built from rows."""

from dataclasses import dataclass, field

import numpy as np

from core.belonging import Belonging
from core.events import Events
from core.similar import Columns, Features, Similar
from storage.fingerprints import Fingerprints
from storage.posts import Remembered


@dataclass(slots=True)
class Indexes:
    """The indexes while they are built."""

    events: Events
    similar: Similar = field(default_factory=Similar)
    incidents: Belonging = field(default_factory=Belonging)
    #: of the incidents that more posts may join
    topics: dict[int, str] = field(default_factory=dict)

    def take(self, page: Fingerprints) -> None:
        """These too are known from now on."""
        posts = np.array(page.ids.split(","), dtype=np.int64)
        instants = np.frombuffer(page.instants.encode(), dtype="S19").astype("datetime64[s]").astype(np.int64)
        said = (bytes.fromhex(text) for text in (page.digests, page.sketches, page.simhashes))
        self.similar.load(Columns.of(posts, instants, *said))
        incidents = np.array(page.incidents.split(","), dtype=np.int64)
        its = incidents != 0
        self.incidents.load(posts[its], incidents[its])


def note(row: Remembered, features: Features | None, incidents: Belonging, events: Events) -> None:
    """A stored post as part of its incident; `features` where others may join it."""
    incidents.put((row.id,), row.incident)
    if features and row.incident is not None:
        events.add(row.incident, row.topic, features, row.seen_at)
