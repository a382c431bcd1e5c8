"""Who the bot is and how it hears: getMe, getUpdates, webhooks."""

from sandbox.model import Wire
from sandbox.params import Params
from sandbox.refusals import bad
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
    """Long poll; `allowed_updates` is remembered when it is left out the next time."""
    allowed = params.json("allowed_updates")
    if isinstance(allowed, list):
        world.updates.allowed = tuple(str(kind) for kind in allowed)
    return await world.updates.poll(
        offset=params.integer("offset"), limit=params.integer("limit", 100), seconds=params.integer("timeout")
    )


def set_webhook(world: World, params: Params) -> bool:
    """Only the empty address, which is deleteWebhook: the sandbox is polled."""
    if params.text("url"):
        raise bad("Bad Request: bad webhook: the sandbox delivers by getUpdates only")
    return delete_webhook(world, params)


def delete_webhook(world: World, params: Params) -> bool:
    """There is none; `drop_pending_updates` is obeyed."""
    if params.flag("drop_pending_updates"):
        world.updates.forget()
    return True


def get_webhook_info(world: World, _params: Params) -> Wire:
    """No webhook, and how many updates wait."""
    info: Wire = {"url": "", "has_custom_certificate": False, "pending_update_count": world.updates.pending}
    return info | ({"allowed_updates": list(world.updates.allowed)} if world.updates.allowed else {})
