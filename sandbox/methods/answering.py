"""answerCallbackQuery: once, soon, and short."""

from sandbox import refusals
from sandbox.model import Answer
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.render import length16
from sandbox.world import World

LONGEST_ANSWER = 200
#: Telegram gives no figure; people see answers refused after some 15 seconds
ANSWER_WITHIN = 15.0


def answer_callback_query(world: World, params: Params) -> bool:
    """A toast, an alert box or a link for the presser; the second answer and a late one are refused alike."""
    query = world.queries.get(params.text("callback_query_id"))
    text = params.text("text")
    if length16(text) > LONGEST_ANSWER:
        raise bad("Bad Request: MESSAGE_TOO_LONG")
    if query is None or query.answer is not None or world.clock() - query.asked_at > ANSWER_WITHIN:
        raise bad(refusals.QUERY_TOO_OLD)
    url = params.text("url")
    if url and not url.lower().startswith(f"https://t.me/{world.bot.username.lower()}?start="):
        raise bad("Bad Request: URL_INVALID")
    query.answer = Answer(text=text, alert=params.flag("show_alert"), url=url)
    world.pulse.fire()
    return True
