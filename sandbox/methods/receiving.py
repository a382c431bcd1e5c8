"""Who the bot is and how it asks: getMe, getUpdates."""

from sandbox import refusals
from sandbox.model import Wire
from sandbox.params import Params
from sandbox.refusals import Refusal
from sandbox.wire import user_wire
from sandbox.world import World


def get_me(world: World, _params: Params) -> Wire:
    """The bot itself."""
    return user_wire(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Params) -> list[Wire]:
    """Long poll, 409 while a webhook is set; `allowed_updates` is remembered when it is left out the next time."""
    if world.hook is not None:
        raise Refusal(409, refusals.CONFLICT_WEBHOOK)
    world.updates.allow(params.json("allowed_updates"))
    return await world.updates.poll(
        offset=params.integer("offset"), limit=params.integer("limit", 100), seconds=params.integer("timeout")
    )
