"""观点: what the posts say, side by side."""

from core.assistant.task import Task
from core.texts import N_, Message

_TOLD = (
    "请归纳帖文里的主要观点，最多 5 条，一条一行，按提到的多少排列。每条写：观点、大约几帖提到、态度（质疑、不满、"
    "求助、支持、中性）。只归纳资料里有的，不评论对错，不写个人姓名和账号。"
)

TASK = Task(
    code="views",
    name=N_("观点归纳"),
    keys=lambda _incident: (("", Message(N_("💬 观点归纳"))),),
    told=lambda _about: _TOLD,
    then=N_("仅供参考，请对照原帖核对"),
    longest=1200,
)
