"""Pictures and files both ways: sent by people and by the bot, forwarded, captioned, fetched, handed out harmlessly."""

import base64
import json

import aiohttp
import pytest
from sandbox_api import GROUP, Refused

from sandbox import SandboxError
from sandbox.files import LARGEST_DOWNLOAD, picture_size

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
JPEG = b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03"
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


async def album(api, media, **files):
    form = aiohttp.FormData({"chat_id": str(GROUP), "media": json.dumps(media)})
    for name, (file_name, data) in files.items():
        form.add_field(name, data, filename=file_name)
    return await api.send("sendMediaGroup", data=form)


async def test_a_persons_picture_and_file_reach_the_bot(api, sandbox):
    said = sandbox.say(11, 11, "路口", photo=JPEG)
    sandbox.say(11, 11, "记录", document=("巡查.docx", b"PK..", "application/msword"), reply_to=said.message_id)
    photo, document = [u["message"] for u in await api.updates()]
    (size,) = photo["photo"]
    assert (photo["caption"], size["width"], size["height"], size["file_size"]) == ("路口", 640, 480, len(JPEG))
    assert size["file_unique_id"] != size["file_id"]
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == ("巡查.docx", "application/msword")
    assert document["reply_to_message"]["photo"] == photo["photo"]
    file = await api("getFile", file_id=size["file_id"])
    assert (file["file_path"], file["file_size"]) == ("photos/file_1.jpg", len(JPEG))
    async with api.http.get(f"{api.url}/file/bot{sandbox.token}/{file['file_path']}") as response:
        assert (await response.read(), response.content_type) == (JPEG, "application/octet-stream")
    async with api.http.get(f"{api.url}/file/bot1:wrong/{file['file_path']}") as response:
        assert response.status == 404


async def test_an_album_of_a_person_has_one_id(api, sandbox):
    for _ in range(2):
        sandbox.say(11, 11, "", photo=PNG, media_group_id="77")
    assert {u["message"]["media_group_id"] for u in await api.updates()} == {"77"}


@pytest.mark.parametrize(("size", "fits"), [(LARGEST_DOWNLOAD, True), (LARGEST_DOWNLOAD + 1, False)])
async def test_a_bot_fetches_at_most_20_mb(api, sandbox, size, fits):
    said = sandbox.say(11, 11, "", document=("big.bin", bytes(size), "application/zip"))
    if fits:
        assert (await api("getFile", file_id=said.media.file_id))["file_size"] == size
        return
    refused = await api.refused("getFile", file_id=said.media.file_id)
    assert (refused.code, refused.text) == (400, "Bad Request: file is too big")
    async with api.http.get(f"{api.url}/file/bot{sandbox.token}/documents/file_1.bin") as response:
        assert response.status == 404


async def test_forwards_name_the_first_author(api, sandbox):
    sandbox.add_channel(-10077, "海棠发布")
    posts = [
        (sandbox.say(12, GROUP, "路塌了", photo=PNG), "user", ("sender_user", "first_name", "李四")),
        (sandbox.say(13, GROUP, "匿名说"), "chat", ("sender_chat", "title", "工作群")),
        (sandbox.say(11, -10077, "通告"), "channel", ("chat", "title", "海棠发布")),
        (sandbox.say(11, 11, "听说", forwarded_from="路人"), "hidden_user", ("sender_user_name", "", "路人")),
    ]
    await api.updates()
    for post, kind, (field, name, value) in posts:
        sandbox.world.chat(post.chat_id).members.setdefault(11, "member")
        once = sandbox.forward(11, 11, post.chat_id, post.message_id)
        sandbox.forward(11, 11, 11, once.message_id)
        for message in [u["message"] for u in await api.updates()]:
            origin = message["forward_origin"]
            assert (origin["type"], origin[field][name] if name else origin[field]) == (kind, value)
            assert message.get("caption" if post.media else "text") == post.text
    with pytest.raises(SandboxError, match="not in chat"):
        sandbox.forward(99, 99, GROUP, posts[0][0].message_id)


async def test_the_bot_sends_an_album_and_corrects_a_caption(api, sandbox):
    media = [
        {"type": "photo", "media": "attach://a", "caption": "<b>一</b>", "parse_mode": "HTML"},
        {"type": "photo", "media": "attach://b"},
    ]
    first, second = await album(api, media, a=("a.png", PNG), b=("b.jpg", JPEG))
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], first["caption_entities"][0]["type"]) == ("一", "bold")
    again = await api(
        "sendMediaGroup", chat_id=GROUP, media=[{"type": "photo", "media": first["photo"][0]["file_id"]}] * 2
    )
    assert again[0]["photo"] == first["photo"]
    assert again[0]["media_group_id"] != first["media_group_id"]
    edited = await api("editMessageCaption", chat_id=GROUP, message_id=first["message_id"], caption="改了")
    assert (edited["caption"], edited["edit_date"]) == ("改了", edited["date"])
    assert sandbox.messages(GROUP)[0].text == "改了"
    gone = await api("editMessageCaption", chat_id=GROUP, message_id=first["message_id"])
    assert "caption" not in gone


async def test_a_bad_album_sends_nothing(api, sandbox):
    photo, document = {"type": "photo", "media": "attach://a"}, {"type": "document", "media": "attach://a"}
    for media, text in (
        ([], "Bad Request: there are no messages to send"),
        ([photo] * 11, "Bad Request: too many messages to send as an album"),
        ([photo, document], "Bad Request: document can't be mixed with other media types"),
        ([photo, {"type": "photo", "media": "attach://lost"}], "Bad Request: there is no photo in the request"),
        (["x"], "Bad Request: can't parse media JSON object"),
    ):
        with pytest.raises(Refused) as refused:
            await album(api, media, a=("a.png", PNG))
        assert refused.value.text == text
    assert sandbox.messages(GROUP) == []


async def test_captions_and_kinds_are_not_confused(api, sandbox):
    text = await api("sendMessage", chat_id=GROUP, text="x")
    refused = await api.refused("editMessageCaption", chat_id=GROUP, message_id=text["message_id"], caption="y")
    assert refused.text == "Bad Request: there is no caption in the message to edit"
    said = sandbox.say(11, 11, "", photo=PNG)
    refused = await api.refused("sendDocument", chat_id=GROUP, document=said.media.file_id)
    assert refused.text == "Bad Request: can't use file of type Photo as Document"


async def test_an_album_counts_as_many_messages(api, sandbox):
    sandbox.limits.on = True
    said = sandbox.say(11, 11, "", photo=PNG)
    media = [{"type": "photo", "media": said.media.file_id}] * 10
    await api("sendMediaGroup", chat_id=GROUP, media=media)
    await api("sendMediaGroup", chat_id=GROUP, media=media)
    assert (await api.refused("sendMessage", chat_id=GROUP, text="x")).code == 429


async def test_a_body_without_end_is_cut_off(api, monkeypatch):
    monkeypatch.setattr("sandbox.botapi.LARGEST_BODY", 1000)
    form = aiohttp.FormData({"chat_id": str(GROUP)})
    form.add_field("document", bytes(1001), filename="x")
    with pytest.raises(Refused) as refused:
        await api.send("sendDocument", data=form)
    assert refused.value.code == 413


@pytest.mark.parametrize(
    ("how", "mime", "disposition"),
    [
        ({"photo": PNG}, "image/png", "inline"),
        ({"photo": JPEG}, "image/jpeg", "inline"),
        ({"photo": SCRIPT}, "image/png", "inline"),
        ({"document": ("x.svg", SCRIPT, "image/svg+xml")}, "application/octet-stream", "attachment"),
        ({"document": ("x.html", b"<script>", "text/html")}, "application/octet-stream", "attachment"),
    ],
)
async def test_the_page_never_runs_a_file(api, sandbox, how, mime, disposition):
    said = sandbox.say(11, 11, "", **how)
    async with api.http.get(f"{api.url}/ui/file/{said.media.file_id}") as response:
        assert (response.content_type, response.headers["Content-Disposition"]) == (mime, disposition)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "sandbox"


async def test_the_page_sends_files(api, sandbox):
    async def post(**body):
        async with api.http.post(f"{api.url}/ui/say", json={"user": 11, "chat": 11, **body}) as response:
            return response.status

    data = base64.b64encode(PNG).decode()
    two = [{"name": "a.png", "mime": "image/png", "photo": True, "data": data}] * 2
    assert await post(text="两张", files=two) == 200
    assert await post(files=[{"name": "../a.html", "mime": "text/html", "photo": True, "data": "PGI+"}]) == 200
    first, second, third = sandbox.messages(11)
    assert (first.text, second.text, first.media_group_id) == ("两张", "", second.media_group_id)
    assert (first.media.kind, first.media.data, third.media.kind) == ("photo", PNG, "document")
    assert third.media_group_id == ""
    for bad in ({"text": " "}, {"files": [{"name": "x", "data": "?"}]}, {"files": [{"name": "x", "data": ""}]}):
        assert await post(**bad) == 409
    assert len(sandbox.messages(11)) == 3


def test_sizes_are_read_from_what_is_there():
    assert picture_size(b"GIF89a" + (7).to_bytes(2, "little") + (9).to_bytes(2, "little")) == (7, 9)
    assert picture_size(b"\xff\xd8\xff\xe0\0\0" + b"\xff" * 30) == (1, 1)
    assert picture_size(b"nothing") == picture_size(b"") == (1, 1)
