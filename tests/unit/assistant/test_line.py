"""The line to the model: whatever the far end does, there is one bounded answer or one plain sentence."""

import gzip
import json
from collections.abc import AsyncIterator, Callable

import pytest

from bot.assistant import MOST, Assistant
from bot.config_assistant import AssistantAddress
from core.assistant.task import Prompt
from core.assistant.trouble import AssistantError, Came
from core.assistant_settings import Ceiling
from tests.stand_in import KEY, MODEL, StandIn, completion, standing_in

PROMPT = Prompt(system="规则", user="⟦资料⟧\n事由：停暖\n⟦资料完⟧", most=2000)


@pytest.fixture
async def stand() -> AsyncIterator[StandIn]:
    async with standing_in() as made:
        yield made


def line(stand: StandIn, *, local: bool = True, key: str = KEY) -> Assistant:
    address = AssistantAddress(base=stand.base, key=key, local=local)
    return Assistant(address=address, ceiling=Ceiling(model=MODEL, seconds=1))


async def trouble(stand: StandIn, **how: object) -> AssistantError:
    with pytest.raises(AssistantError) as caught:
        await line(stand, **how).ask(PROMPT)  # type: ignore[arg-type]
    assert KEY not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    return caught.value


async def test_a_good_answer(stand: StandIn) -> None:
    stand.writes("一句话。", usage={"total_tokens": 321})
    said = await line(stand).ask(PROMPT)
    assert (said.text, said.tokens) == ("一句话。", 321)
    (asked,) = stand.asked
    assert [one["role"] for one in asked["messages"]] == ["system", "user"]
    assert (asked["model"], asked["max_tokens"], asked["stream"]) == (MODEL, 2000, False)
    assert "tools" not in asked
    assert stand.keys == [f"Bearer {KEY}"]


async def test_without_a_key_none_is_sent(stand: StandIn) -> None:
    await line(stand, key="").ask(PROMPT)
    assert stand.keys == [""]


@pytest.mark.parametrize(
    "usage",
    [None, {}, *({"total_tokens": one} for one in (0, -5, True, "9", 10**15, 1.5))],
)
async def test_a_count_that_is_none_is_estimated(stand: StandIn, usage: object) -> None:
    stand.writes("四个字。", usage=usage)
    assert (await line(stand).ask(PROMPT)).tokens == len(PROMPT.system) + len(PROMPT.user) + 4


@pytest.mark.parametrize("how", [StandIn.hangs, StandIn.drips])
async def test_the_time_is_over(stand: StandIn, how: Callable[[StandIn], None]) -> None:
    how(stand)
    error = await trouble(stand)
    assert (error.came, error.tokens, str(error)) == (Came.LATE, None, "助手超时，1 秒内没有写完")


@pytest.mark.parametrize(
    ("status", "headers", "came", "words"),
    [
        (500, {}, Came.AWAY, "助手不可用：对方返回 HTTP 500"),
        (429, {"Retry_After": "30"}, Came.BUSY, "助手不可用：对方限流，30 秒后再试"),
        (429, {"Retry_After": "999999999999"}, Came.BUSY, "助手不可用：对方限流，86400 秒后再试"),
        (429, {"Retry_After": "soon"}, Came.BUSY, "助手不可用：对方限流，请稍后再试"),
        (401, {}, Came.AWAY, "助手不可用：密钥不对，请管理员检查 [assistant] key"),
        (402, {}, Came.AWAY, "助手不可用：服务方的额度已用完"),
        (204, {}, Came.AWAY, "助手不可用：对方返回 HTTP 204"),
    ],
)
async def test_a_status_is_told_plainly(
    stand: StandIn, status: int, headers: dict[str, str], came: Came, words: str
) -> None:
    stand.gives("", status, **headers)
    error = await trouble(stand)
    assert (error.came, error.tokens, str(error)) == (came, 0, words)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{", "application/json"),
        ("", "application/json"),
        ("[]", "application/json"),
        ('{"choices": "none"}', "application/json"),
        ('{"choices": []}', "application/json"),
        ('{"choices": [{"message": null}]}', "application/json"),
        (json.dumps(completion(None)), "application/json"),
        (json.dumps(completion("  \n ")), "application/json"),
        (json.dumps(completion(["列表"])), "application/json"),
        ("[" * 100_000, "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        ("<html><body>登录</body></html>", "text/html"),
        (json.dumps(completion("好")), "text/html"),
        (json.dumps(completion("好")), "text/plain"),
        (json.dumps(completion("长" * MOST)), "application/json"),
        (json.dumps(completion(f"我的密钥是 {KEY}")), "application/json"),
    ],
)
async def test_what_is_no_answer_is_none(stand: StandIn, body: str | bytes, kind: str) -> None:
    stand.gives(body, kind=kind)
    error = await trouble(stand)
    assert (error.came, error.tokens, str(error)) == (Came.ODD, None, "助手不可用：答复读不懂")


async def test_a_bomb_is_not_unpacked(stand: StandIn) -> None:
    stand.gives(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")
    assert (await trouble(stand)).came is Came.ODD


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(stand: StandIn, status: int) -> None:
    stand.gives("", status, Location=f"http://127.0.0.1:{stand.server.port}/elsewhere")
    assert str(await trouble(stand)) == "助手不可用：地址跳转到别处，没有跟过去"
    assert stand.strayed == 0


async def test_our_own_network_only_where_it_is_allowed(stand: StandIn) -> None:
    assert (await trouble(stand, local=False)).came is Came.AWAY
    assert stand.asked == []
    assert (await line(stand).ask(PROMPT)).text


async def test_a_name_that_leads_into_our_own_network_is_not_connected_to(stand: StandIn) -> None:
    address = AssistantAddress(base=stand.base.replace("127.0.0.1", "localhost"))
    with pytest.raises(AssistantError):
        await Assistant(address=address, ceiling=Ceiling(model=MODEL, seconds=5)).ask(PROMPT)
    assert stand.asked == []


async def test_nobody_there(stand: StandIn) -> None:
    asking = line(stand)
    await stand.server.close()
    with pytest.raises(AssistantError) as caught:
        await asking.ask(PROMPT)
    assert str(caught.value) == "助手不可用：连不上"


async def test_models_are_listed(stand: StandIn) -> None:
    stand.gives(json.dumps({"object": "list", "data": [{"id": "tiny"}, {"id": "large"}]}))
    assert await line(stand).models() == ("tiny", "large")


def test_the_key_shows_nowhere() -> None:
    address = AssistantAddress(base="https://llm.example/v1", key=KEY)
    assert KEY not in repr(Assistant(address=address, ceiling=Ceiling(model=MODEL)))
