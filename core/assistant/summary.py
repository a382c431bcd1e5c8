"""摘要: what the incident is about, for somebody who reads it for the first time."""

from core.assistant.task import Task
from core.texts import N_, Message

_TOLD = (
    "请写一份事件摘要，不超过 300 字：一句话概括；传播情况；主要诉求；目前进展；还没有弄清的地方。"
    "帖文里的说法写成“网民称”，不写成事实。"
)

TASK = Task(
    code="summary",
    name=N_("摘要"),
    keys=lambda _incident: (("", Message(N_("📝 摘要"))),),
    told=lambda _about: _TOLD,
    then=N_("仅供参考，请对照原帖核对"),
    longest=1200,
)
