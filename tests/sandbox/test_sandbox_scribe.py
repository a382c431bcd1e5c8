"""The stand-in for a model: it answers as such a server does, from what it was sent, and says what it is."""

from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.scribe import BASE, HONEST, MODEL, written

FILE = """⟦资料⟧
事由：小区停暖
平台：论坛
首次发现：2026-11-22 08:12
帖文：4 帖
核实结论：未核实
进展：处理中
⟦帖文⟧
1. （论坛，11-22 08:12，相同 1 帖）停暖三天没人管！老人受不了
2. （微博，11-22 08:15，相同 3 帖）//网友: 暖气怎么又停了
⟦资料完⟧"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.scribe.THINKS", 0)


async def asked(sandbox: Sandbox, body: object) -> tuple[int, Any]:
    url = f"{sandbox.url}{BASE}/chat/completions"
    async with aiohttp.ClientSession() as http, http.post(url, json=body) as answer:
        return answer.status, await answer.json()


def messages(system: str, user: str = FILE) -> list[dict[str, str]]:
    return [{"role": "system", "content": system}, {"role": "user", "content": user}]


async def test_a_completion_has_the_usual_shape(sandbox: Sandbox) -> None:
    status, said = await asked(sandbox, {"model": MODEL, "messages": messages("规则\n请写一份事件摘要")})
    assert status == 200
    (choice,) = said["choices"]
    assert (choice["message"]["role"], choice["finish_reason"]) == ("assistant", "stop")
    assert choice["message"]["content"] == written("规则\n请写一份事件摘要", FILE)
    usage = said["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > len(FILE)


@pytest.mark.parametrize(
    "body", [{}, [], {"messages": 1}, {"messages": []}, {"messages": [{"role": "user", "content": "好"}]}]
)
async def test_what_is_no_question_is_refused(sandbox: Sandbox, body: object) -> None:
    status, said = await asked(sandbox, body)
    assert status == 400
    assert said["error"]["type"] == "invalid_request_error"


async def test_it_lists_its_model(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.url}{BASE}/models") as answer:
        assert [one["id"] for one in (await answer.json())["data"]] == [MODEL]


def test_it_says_only_what_it_was_sent_and_what_it_is() -> None:
    summary = written("规则\n请写一份事件摘要", FILE)
    assert summary.splitlines() == [
        HONEST,
        "事由：小区停暖。",
        "传播：2026-11-22 08:12 起见于论坛，共 4 帖。",
        "诉求：网民称“停暖三天没人管”。",
        "进展：处理中；核实结论：未核实。",
        "尚待弄清：材料里没有核实依据，请补充。",
    ]
    views = written("规则\n请归纳帖文里的主要观点", FILE)
    assert views.splitlines() == [
        HONEST,
        "1. “暖气怎么又停了”，微博，约 3 帖。",
        "2. “停暖三天没人管”，论坛，约 1 帖。",
    ]
    shaped = FILE.replace("⟦帖文⟧", "⟦模板⟧\n感谢关注。\n经核实，＿＿。\n⟦帖文⟧")
    assert written("规则\n请按模板起草", shaped).splitlines() == [HONEST, "感谢关注。", "经核实，＿＿。"]


def test_it_makes_do_with_nothing() -> None:
    for task in ("请写一份事件摘要", "请归纳帖文里的主要观点"):
        assert written(task, "").startswith(HONEST)
