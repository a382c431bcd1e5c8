"""Files and pictures: sent alone or as an album, uploaded or by file_id, and fetched again."""

from typing import Any

from sandbox.files import LARGEST_DOWNLOAD, file_path
from sandbox.methods.composing import checked_caption, topic
from sandbox.methods.sending import deliver
from sandbox.model import Media, Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.world import World

LARGEST_ALBUM = 10
_KINDS = ("photo", "document")


def send_document(world: World, params: Params) -> Wire:
    """A file, kept so that a person can open it."""
    return _send_file(world, params, "document")


def send_photo(world: World, params: Params) -> Wire:
    """A picture, kept and shown."""
    return _send_file(world, params, "photo")


def _send_file(world: World, params: Params, kind: str) -> Wire:
    text, entities = checked_caption(params)
    media = _upload(world, params, kind, params.text(kind) if kind in params.values else "", kind)
    return deliver(world, params, text, entities, media=media)


def _upload(world: World, params: Params, kind: str, given: str, field: str) -> Media:
    media = params.files.get(given.removeprefix("attach://") if given.startswith("attach://") else field)
    media = media or world.files.get(given)
    if media is None:
        raise bad(f"Bad Request: there is no {kind} in the request")
    if not media.data:
        raise bad("Bad Request: file must be non-empty")
    if not media.file_id:
        return world.keep(kind, media.name, media.mime, media.data)
    if media.kind != kind:
        raise bad(f"Bad Request: can't use file of type {media.kind.title()} as {kind.title()}")
    return media


def send_media_group(world: World, params: Params) -> list[Wire]:
    """An album of up to ten pictures, or of documents; all of it or nothing is sent."""
    items = album(params)
    if not items:
        raise bad("Bad Request: there are no messages to send")
    if len(items) > LARGEST_ALBUM:
        raise bad("Bad Request: too many messages to send as an album")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= {*_KINDS}:
        raise bad("Bad Request: can't parse InputMedia: the sandbox knows photo and document only")
    if len(kinds) > 1:
        raise bad("Bad Request: document can't be mixed with other media types")
    chat = world.writable(params.chat())
    topic(chat, params, None)
    captions = [checked_caption(Params(item)) for item in items]
    media = [_upload(world, params, str(item["type"]), str(item.get("media", "")), "") for item in items]
    group = f"{chat.id}{chat.last_id}"
    # one key under an album is refused by Telegram as well, so reply_markup is no parameter of this method
    plain = Params({name: value for name, value in params.values.items() if name != "reply_markup"})
    return [
        deliver(world, plain, *caption, media=file, group=group) for caption, file in zip(captions, media, strict=True)
    ]


def album(params: Params) -> list[dict[str, Any]]:
    """`media` of sendMediaGroup."""
    items = params.json("media")
    if items is None:
        return []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise bad("Bad Request: can't parse media JSON object")
    return items


def get_file(world: World, params: Params) -> Wire:
    """Where to download a file from: /file/bot<token>/<file_path>."""
    media = world.files.get(params.text("file_id"))
    if media is None:
        raise bad("Bad Request: invalid file_id")
    if len(media.data) > LARGEST_DOWNLOAD:
        raise bad("Bad Request: file is too big")
    return {
        "file_id": media.file_id,
        "file_unique_id": f"u{media.file_id}",
        "file_size": len(media.data),
        "file_path": file_path(media),
    }
