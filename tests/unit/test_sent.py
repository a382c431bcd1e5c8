"""What of a written message is kept as a file (W7)."""

from typing import Any

import pytest
from telegram import Bot, Message, Update

from core.attachments import Attachment
from core.showing import clip
from handlers.sent import NAME_LIMIT, file_of

BASE = {"file_id": "F1", "file_unique_id": "u1", "duration": 3}
SIZE = {"width": 4, "height": 3}


def written(**fields: Any) -> Message:
    """A message as Telegram sends it."""
    chat = {"id": 11, "type": "private", "first_name": "林晓"}
    raw = {"update_id": 1, "message": {"message_id": 5, "date": 1763596800, "chat": chat} | fields}
    message = Update.de_json(raw, Bot("1:a")).message
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("fields", "name", "mime"),
    [
        ({"video": BASE | SIZE}, "视频.mp4", ""),
        ({"video": BASE | SIZE | {"file_name": "桥.mov", "mime_type": "video/quicktime"}}, "桥.mov", "video/quicktime"),
        ({"voice": BASE | {"mime_type": "audio/ogg"}}, "语音.ogg", "audio/ogg"),
        ({"audio": BASE | {"mime_type": "audio/mpeg"}}, "音频.mp3", "audio/mpeg"),
        ({"video_note": BASE | {"length": 240}}, "视频留言.mp4", "video/mp4"),
        # an animation comes as a document too
        ({"animation": BASE | SIZE, "document": BASE}, "动图.mp4", ""),
        ({"animation": BASE | SIZE | {"file_name": "a.mp4"}, "document": BASE | {"file_name": "a.mp4"}}, "a.mp4", ""),
        ({"document": BASE}, "", ""),
    ],
)
def test_whatever_file_it_is_it_is_kept_with_a_name(fields: dict[str, Any], name: str, mime: str) -> None:
    expected = Attachment(kind="file", name=name, file_id="F1", mime=mime)
    assert file_of(written(**fields)) == expected


def test_size_and_words_come_with_it() -> None:
    file = file_of(written(video=BASE | SIZE | {"file_size": 4711}, caption="塌了"))
    assert file is not None
    assert (file.size, file.caption) == (4711, "塌了")


def test_a_hostile_name_is_cleaned_and_cut() -> None:
    file = file_of(written(audio=BASE | {"file_name": "\u202e" + "x" * 500, "mime_type": "y" * 500}))
    assert file is not None
    assert file.name == clip("x" * 500, NAME_LIMIT)
    assert len(file.mime) <= 80


def test_a_photo_is_a_photo_and_words_or_a_sticker_are_no_file() -> None:
    photo = file_of(written(photo=[BASE | SIZE | {"file_id": "small"}, BASE | SIZE]))
    assert photo is not None
    assert (photo.kind, photo.file_id) == ("photo", "F1")
    sticker = SIZE | BASE | {"is_animated": False, "is_video": False, "type": "regular"}
    assert file_of(written(text="塌了")) is None
    assert file_of(written(sticker=sticker)) is None
