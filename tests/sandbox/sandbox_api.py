"""A bot's end of the line: plain calls, each answer checked by models that we did not write."""

from typing import Any

import aiohttp
from aiogram import types
from pydantic import BaseModel, TypeAdapter

GROUP = -1001234567890
MODELS: dict[str, TypeAdapter[Any]] = {
    name.lower(): TypeAdapter(model)
    for name, model in {
        "getMe": types.User,
        "getUpdates": list[types.Update],
        "getWebhookInfo": types.WebhookInfo,
        "setWebhook": bool,
        "deleteWebhook": bool,
        "sendMessage": types.Message,
        "sendDocument": types.Message,
        "sendPhoto": types.Message,
        "sendMediaGroup": list[types.Message],
        "sendChatAction": bool,
        "getFile": types.File,
        "editMessageText": types.Message,
        "editMessageReplyMarkup": types.Message,
        "editMessageCaption": types.Message,
        "unpinChatMessage": bool,
        "setMessageReaction": bool,
        "createForumTopic": types.ForumTopic,
        "editForumTopic": bool,
        "closeForumTopic": bool,
        "reopenForumTopic": bool,
        "deleteMyCommands": bool,
        "deleteMessage": bool,
        "pinChatMessage": bool,
        "answerCallbackQuery": bool,
        "getChat": types.ChatFullInfo,
        "getChatMember": types.ResultChatMemberUnion,
        "getChatAdministrators": list[types.ResultChatMemberUnion],
        "setMyCommands": bool,
        "getMyCommands": list[types.BotCommand],
    }.items()
}


def unknown_fields(value: object) -> list[str]:
    """Fields the Bot API does not have, anywhere inside."""
    if isinstance(value, list):
        return [field for item in value for field in unknown_fields(item)]
    if not isinstance(value, BaseModel):
        return []
    inner = [field for name in type(value).model_fields for field in unknown_fields(getattr(value, name))]
    return [f"{type(value).__name__}.{name}" for name in value.model_extra or {}] + inner


class Refused(Exception):  # noqa: N818
    """An answer with ok = false."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(body["description"])
        self.code = body["error_code"]
        self.text = body["description"]
        self.parameters = body.get("parameters", {})


class Api:
    """Calls methods of the sandbox and validates what comes back."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self.http = http
        self.url = url
        self.base = f"{url}/bot{token}/"

    async def __call__(self, method: str, **params: Any) -> Any:
        return await self.send(method, json=params)

    async def send(self, method: str, **how: Any) -> Any:
        async with self.http.post(self.base + method, **how) as response:
            body = await response.json()
        assert response.status == (200 if body["ok"] else body["error_code"])
        if not body["ok"]:
            assert types.ResponseParameters.model_validate(body.get("parameters", {})).model_extra == {}
            raise Refused(body)
        parsed = MODELS[method.lower()].validate_python(body["result"])
        assert unknown_fields(parsed) == []
        return body["result"]

    async def refused(self, method: str, **params: Any) -> Refused:
        try:
            result = await self(method, **params)
        except Refused as refused:
            return refused
        raise AssertionError(f"{method} was not refused but gave {result}")

    async def updates(self, **params: Any) -> list[Any]:
        """All waiting updates, acknowledged at once."""
        found = await self("getUpdates", **params)
        if found:
            await self("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return found
