"""Models on both databases: when one is due, which is taken or kept aside, and what a lead changes (D6)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.models.rulings import BACK, OFF, ON
from core.models.settings import Learning
from core.models.standing import KEPT, Exam, Rate, State
from core.texts import Message
from storage import Store
from storage.marks import keep_learning
from storage.models import Made
from storage.tables import marks
from tests.conftest import FANG, LIN, NOON
from tests.storage.making import bodies, command, opened, prepared
from tests.storage.making import look as seen

HOUR = timedelta(hours=1)
GOOD = Rate(precision=0.9, recall=0.8, auc=0.9)


def exam(model: Rate = GOOD, **values: Any) -> Exam:
    defaults = {"positive": 20, "negative": 20, "judged": 800, "base": Rate(auc=0.7), "threshold": 0.6, "share": 0.05}
    return Exam(model=model, **{**defaults, **values})


def made(name: str, **values: Any) -> Made:
    return Made(version=name, body=name.encode(), exam=exam(**values))


async def kept(store: Store, name: str, now: Any = NOON, **values: Any) -> State:
    """Fitted and examined while nobody else did anything."""
    return await store.keep_model(made(name, **values), await store.learned(), now)


async def marked(store: Store, count: int = 40) -> None:
    """So many marks, every other one a false alarm."""
    ident = await opened(store)
    await seen(store, *(prepared(f"m{n}", f"第 {n} 条") for n in range(count)))
    while await store.gather():
        pass
    row = {"incident": ident, "at": NOON, "text": "一条"}
    async with store.db.write() as connection:
        await connection.execute(marks.insert(), [{**row, "post": n + 2, "label": n % 2 == 0} for n in range(count)])
        await keep_learning(connection, fresh=count)


async def twice(store: Store, code: str, meant: int = 0, *, by: int = FANG, now: Any = NOON) -> str:
    await store.rule_model(code, meant, command(by, code, now=now))
    done = await store.rule_model(code, meant, command(by, code, now=now + timedelta(seconds=2)))
    return done.answer.plain()


async def test_nothing_is_due_before_there_are_enough_marks(store: Store) -> None:
    await marked(store, 20)
    assert (await store.learned()).missing == 10
    assert await store.begin_fitting(NOON) is None


async def test_a_fit_is_begun_once_and_again_only_when_its_time_has_come(store: Store) -> None:
    await marked(store)
    found = await store.begin_fitting(NOON)
    assert found is not None
    assert (found.positive, found.negative, found.fresh) == (20, 20, 40)
    assert await store.begin_fitting(NOON + HOUR) is None, "it is under way, or was killed"
    assert await store.begin_fitting(NOON + 6 * HOUR) is not None, "what was killed is tried again"
    await kept(store, "a", NOON + 6 * HOUR)
    assert await store.begin_fitting(NOON + 20 * HOUR) is None, "nothing is new"


async def test_what_the_file_turned_off_learns_nothing(store: Store) -> None:
    await marked(store)
    store.figures = replace(store.figures, learning=Learning(enabled=False))
    assert await store.begin_fitting(NOON) is None
    await kept(store, "a", NOON)
    assert await store.model_in_use() == ""
    store.figures = replace(store.figures, learning=Learning())
    assert await store.model_in_use() == "a"


async def test_the_better_one_is_taken_and_a_worse_one_kept_aside(store: Store) -> None:
    assert await kept(store, "a", NOON) is State.ACTIVE
    assert await kept(store, "b", NOON, present=Rate(auc=0.915)) is State.ACTIVE, "within the tolerance"
    assert await kept(store, "c", NOON, present=Rate(auc=0.95)) is State.REFUSED
    assert await store.model_in_use() == "b"
    found = await store.learned()
    assert found.refused is not None
    assert found.refused.reason is not None
    assert "不如现用的版本（得分 90.0，现用 95.0）" in found.refused.reason.plain()
    assert await kept(store, "d", NOON, base=Rate(auc=0.97)) is State.REFUSED, "worse than no model at all"
    assert await store.model_body("c") == b"c", "kept all the same"
    told = [(body["type"], body["subject"]) for body in await bodies(store)]
    assert told == [
        ("model_taken", "model:1"),
        ("model_left", "model:1"),
        ("model_taken", "model:2"),
        ("model_refused", "model:3"),
        ("model_refused", "model:4"),
    ]


async def test_a_lead_goes_back_and_forth(store: Store) -> None:
    await kept(store, "a", NOON)
    await kept(store, "b", NOON + HOUR)
    before = (await store.learned()).previous
    assert before is not None
    asked = await store.rule_model(BACK, before.id, command(FANG, BACK))
    assert asked.alert
    assert await store.model_in_use() == "b", "one press is none"
    assert await twice(store, BACK, before.id, now=NOON + 2 * HOUR) == "已换回上一版"
    assert await store.model_in_use() == "a"
    assert await twice(store, BACK, before.id, now=NOON + 3 * HOUR) == "可换回的版本已变，请重新发送 /model"
    assert [body["type"] for body in await bodies(store)][-3:] == ["model_left", "model_back", "refused"]


async def test_a_lead_turns_learning_off_and_on(store: Store) -> None:
    await marked(store)
    await kept(store, "a", NOON)
    assert await twice(store, OFF) == "已停用学习"
    assert await store.model_in_use() == ""
    assert await store.begin_fitting(NOON + HOUR) is None
    assert await twice(store, OFF, now=NOON + HOUR) == "学习已经停用"
    assert await twice(store, ON, now=NOON + HOUR) == "已启用学习"
    assert await store.model_in_use() == "a"
    assert [body["type"] for body in await bodies(store) if body["subject"] == "learning"] == [
        "learning_off",
        "refused",
        "learning_on",
    ]


@pytest.mark.parametrize("code", [BACK, OFF, ON])
async def test_a_member_changes_nothing(store: Store, code: str) -> None:
    await kept(store, "a", NOON)
    await kept(store, "b", NOON)
    assert "需要「带班领导」才能操作，现为：方正" in await twice(store, code, 1, by=LIN)
    assert await store.model_in_use() == "b"
    assert [body["type"] for body in await bodies(store)].count("refused") == 1


async def test_a_press_that_comes_twice_is_one(store: Store) -> None:
    await kept(store, "a", NOON)
    await store.rule_model(OFF, 0, command(FANG, OFF))
    for _ in range(2):
        done = await store.rule_model(OFF, 0, command(FANG, OFF, key="press:1", now=NOON + timedelta(seconds=3)))
        assert done.answer.plain() == "已停用学习"
    assert [body["type"] for body in await bodies(store)].count("learning_off") == 1


async def test_the_last_ones_are_kept(store: Store) -> None:
    await kept(store, "used", NOON)
    for number in range(KEPT + 5):
        await kept(store, f"worse{number}", NOON, present=Rate(auc=1.0))
    assert await store.model_in_use() == "used"
    assert await store.model_body("used") == b"used"
    assert await store.model_body("worse0") is None
    left = [number for number in range(KEPT + 5) if await store.model_body(f"worse{number}")]
    assert left == list(range(5, 15))


async def test_the_last_used_ones_are_kept(store: Store) -> None:
    for number in range(KEPT + 2):
        await kept(store, f"m{number}", NOON + number * HOUR)
    left = [number for number in range(KEPT + 2) if await store.model_body(f"m{number}")]
    assert left == list(range(2, 12))


async def test_refused_models_do_not_push_the_way_back_out(store: Store) -> None:
    await kept(store, "a", NOON)
    await kept(store, "b", NOON + HOUR)
    for number in range(KEPT):
        await kept(store, f"worse{number}", NOON + (2 + number) * HOUR, present=Rate(auc=1.0))
    found = await store.learned()
    assert found.previous is not None, "b cannot be left any more: a was thrown away for models nobody used"
    assert found.previous.version == "a"


async def back(store: Store, now: Any) -> str:
    """To what /model offers; which one is used then."""
    before = (await store.learned()).previous
    assert before is not None
    assert await twice(store, BACK, before.id, now=now) == "已换回上一版"
    return await store.model_in_use()


async def test_back_twice_goes_further_back(store: Store) -> None:
    for at, name in enumerate("abc"):
        await kept(store, name, NOON + at * HOUR)
    assert await back(store, NOON + 5 * HOUR) == "b"
    assert await back(store, NOON + 6 * HOUR) == "a"
    assert (await store.learned()).previous is None, "there was none before it"
    await kept(store, "d", NOON + 7 * HOUR)
    assert await back(store, NOON + 8 * HOUR) == "a", "what was used before it, not what a lead has left"


async def test_a_fit_under_way_does_not_undo_a_switch_back(store: Store) -> None:
    """Begun while b was used; a lead went back to a meanwhile; the new model was examined beside b, not a."""
    await marked(store)
    await kept(store, "a", NOON)
    await kept(store, "b", NOON + HOUR)
    async with store.db.write() as connection:
        await keep_learning(connection, fresh=40)
    begun = await store.begin_fitting(NOON + 10 * HOUR)
    assert begun is not None
    assert await back(store, NOON + 10 * HOUR + timedelta(minutes=1)) == "a"
    done = await store.keep_model(made("c", present=Rate(auc=0.9)), begun, NOON + 10 * HOUR + timedelta(minutes=5))
    assert done is State.REFUSED
    assert await store.model_in_use() == "a", "the lead decided minutes ago, and c was never compared with a"
    found = await store.learned()
    assert found.refused is not None
    assert found.refused.reason == Message("学习期间换用了别的版本，没有同它比过")
    assert found.fresh == 0, "fitted again only when there is more to learn"
    assert await kept(store, "d", NOON + 11 * HOUR) is State.ACTIVE, "the next one is compared with a"


async def test_a_fit_under_way_does_not_undo_that_learning_was_turned_off(store: Store) -> None:
    await kept(store, "a", NOON)
    begun = await store.learned()
    await twice(store, OFF, now=NOON + HOUR)
    assert await store.keep_model(made("b"), begun, NOON + 2 * HOUR) is State.REFUSED
    await twice(store, ON, now=NOON + 3 * HOUR)
    assert await store.model_in_use() == "a"


async def test_the_audit_tells_that_a_model_was_left(store: Store) -> None:
    await kept(store, "a", NOON)
    await kept(store, "b", NOON + HOUR)
    told = [(body["type"], body["subject"], body["diffs"]["state"]) for body in await bodies(store)]
    assert told == [
        ("model_taken", "model:1", [None, "active"]),
        ("model_left", "model:1", ["active", "old"]),
        ("model_taken", "model:2", [None, "active"]),
    ]
    await back(store, NOON + 2 * HOUR)
    told = [(body["type"], body["subject"], body["diffs"]["state"]) for body in await bodies(store)]
    assert told[3:] == [("model_left", "model:2", ["active", "left"]), ("model_back", "model:1", ["old", "active"])]


async def test_a_model_and_its_event_are_kept_together_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store, "a", NOON)
    with monkeypatch.context() as broken:
        broken.setattr("storage.audit.append", None)
        with pytest.raises(TypeError):
            await kept(store, "b", NOON + HOUR)
    assert await store.model_in_use() == "a"
    assert await store.model_body("b") is None
    assert await kept(store, "b", NOON + HOUR) is State.ACTIVE


async def test_what_went_wrong_is_told_until_it_goes_well(store: Store) -> None:
    await marked(store)
    await store.begin_fitting(NOON)
    await store.fitting_failed(Message("内存不够"))
    assert (await store.learned()).problem == Message("内存不够")
    await kept(store, "a", NOON)
    assert (await store.learned()).problem is None
