"""Made-up marks: what an office would mark, with a matter that no list of words knows."""

import json
import random
from datetime import UTC, datetime, timedelta

from core.learning import Mark

BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)
_PLACES = ("东门", "西街", "河边", "北站", "老城", "新区", "桥头", "市场", "学校旁", "三号楼")
#: 蓝盒子 is what people here complain about; no list has it
_MATTERS = (
    "{place}的蓝盒子又响了一夜",
    "{place}的蓝盒子什么时候搬走",
    "{place}没人管，等了{days}天",
    "{place}太差了，投诉{days}次",
)
_OTHERS = (
    "{place}今天举办读书会，第{days}场",
    "{place}的樱花开了{days}天",
    "{place}修好了，感谢师傅",
    "{place}招聘会第{days}天",
)


def marks(count: int, *, seed: int = 1, timed: bool = True) -> list[Mark]:
    """Half of them matters, by turns; an hour between two."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        label = number % 2 == 0
        text = chance.choice(_MATTERS if label else _OTHERS)
        text = text.format(place=chance.choice(_PLACES), days=chance.randint(2, 90))
        at = BEGAN + timedelta(hours=number) if timed else None
        made.append(Mark(id=f"m{number}", text=text, label=label, at=at))
    return made


def line(mark: Mark) -> str:
    """As `tingfeng learn` reads it."""
    found = {"id": mark.id, "text": mark.text, "label": int(mark.label)}
    return json.dumps(found | ({"at": mark.at.isoformat()} if mark.at else {}), ensure_ascii=False)
