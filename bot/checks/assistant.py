"""The assistant, where there is one: does it answer, does it know our key and the model? No model is asked anything."""

from collections.abc import Sequence

from bot.assistant import Assistant
from bot.doctor import Ground
from core.assistant.trouble import AssistantError, Came
from core.doctor import Finding, bad, fine, note
from core.showing import shown
from core.texts import N_, Message, several

#: models that are named
_NAMED = 5


async def check(ground: Ground) -> Sequence[Finding]:
    """Nothing to say where there is none, which is how it comes."""
    ceiling, address = ground.config.figures.assistant, ground.config.assistant
    if not ceiling.model:
        return ()
    if ground.trial is None:
        return (fine(N_("助手已设置：{model}"), model=shown(ceiling.model, 60)),)
    try:
        models = await Assistant(address=address, ceiling=ceiling).models()
    except AssistantError as error:
        return (_unheard(error),)
    return (_found(ceiling.model, models),)


def _unheard(error: AssistantError) -> Finding:
    what = Message(N_("{why}"), {"why": error.message})
    if error.came is Came.ODD:
        return note(what, Message(N_("对方可能不支持列出模型；请在一件事的「更多」里试用一次")))
    return bad(what, Message(N_("检查 [assistant] 的 base_url、key 和网络；人工办理不受影响")))


def _found(wanted: str, models: Sequence[str]) -> Finding:
    if wanted in models or not models:
        return fine(N_("助手可用：{model}"), model=shown(wanted, 60))
    what = Message(N_("助手那里没有模型 {model}"), {"model": shown(wanted, 60)})
    return bad(
        what,
        Message(
            N_("改 [assistant] model，例如：{models}"), {"models": several(shown(one, 40) for one in models[:_NAMED])}
        ),
    )
