"""What a text says beyond the one that it quotes."""

import pytest

from core.detect.adding import adds
from core.severity import Severity
from tests.unit.detect.making import post, prepared

RUMOUR = "青禾水务的泵房爆炸，2人死亡，家属拉横幅，消息还在传"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"太可怕了！{RUMOUR}", ""),
        (RUMOUR.replace("2人死亡", "5人死亡"), "多出 5人死亡"),
        (f"{RUMOUR}，现场起火", "多出 起火"),
        (f"{RUMOUR}。{'水' * 60}", ""),
        (
            f"{RUMOUR}（来源：青禾论坛 2026-11-20 10:30 来自iPhone客户端 阅读全文 展开 收起 评论12 转发33 点赞45）",
            "",
        ),
        (f"{RUMOUR} {''.join(f'#话题{chr(0x4E00 + 37 * i)}{chr(0x5000 + 91 * i)}#' for i in range(30))}", ""),
        (f"{RUMOUR}{''.join(str(7**i) for i in range(30))}😡🔥", ""),
        (f"{RUMOUR}。{''.join(chr(0x4E00 + 7 * i) for i in range(60))}", "自己的话很多"),
    ],
)
def test_only_what_the_original_does_not_say_counts(text: str, why: str) -> None:
    added = adds(prepared(text), post(RUMOUR), Severity.EXTREME)
    assert (why in added.plain()) if added and why else added is None


@pytest.mark.parametrize(("level", "heard"), [(Severity.SIGNIFICANT, True), (Severity.MAJOR, False)])
def test_a_rule_counts_where_it_names_more_than_the_incident_had(level: Severity, *, heard: bool) -> None:
    one = prepared("青禾水务停水", rules="[停水]\n停水\n:级别 重大\n")
    assert (adds(one, post("青禾水务停水了"), level) is not None) is heard
