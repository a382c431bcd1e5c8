"""A log to tamper with."""

import pytest

from core.people import Department
from storage import Store
from storage.audit import Head
from tests.conftest import BAI, FANG, LIN, stand
from tests.storage.making import CAFE, WHOLE, opened, press, verdict


@pytest.fixture
async def head(store: Store) -> Head:
    """A log of six events: detect, claim, refused, verdict, basis, assign. The head is what the group was told."""
    await stand(store, units=[Department(id=0, name=CAFE)])
    policy = await store.policy()
    unit = next(d.id for d in policy.departments if d.name == CAFE)
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    await press(store, BAI, "cl", ident)
    await press(store, LIN, "vt", ident)
    await press(store, LIN, "bs", ident, words=f"到过{CAFE}")
    await press(store, FANG, "ag", ident, arg=str(unit))
    assert await verdict(store) is None
    found = await store.audit_head()
    assert found.seq == WHOLE
    return found
