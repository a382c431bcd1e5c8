"""What a written message holds beside its words: a photo or other file, the first web address, what it is about."""

from telegram import Message as Written
from telegram import MessageEntity

from core.arrivals import first_url, plain_url
from core.attachments import Attachment
from core.lists.keys import read_number
from core.showing import clean, clip
from core.texts import N_
from handlers.common import replied_to
from handlers.context import Desk
from storage.questions import Question

#: characters kept of a file's name, and of what stands under it
NAME_LIMIT, CAPTION_LIMIT = 120, 500
#: what is sent as a file, the likeliest first, and the name it is kept under where Telegram gives it none; an animation
#: comes as a document too, which has its name
_FILES = (
    ("animation", N_("动图.mp4")),
    ("document", ""),
    ("video", N_("视频.mp4")),
    ("audio", N_("音频.mp3")),
    ("voice", N_("语音.ogg")),
    ("video_note", N_("视频留言.mp4")),
)
#: the one of these that does not say what it is
_NOTE_MIME = "video/mp4"


def file_of(written: Written) -> Attachment | None:
    """The photo, in its largest form, or the document, video, sound or voice; None where there is none of them."""
    caption = clip(clean(written.caption or ""), CAPTION_LIMIT)
    if written.photo:
        photo = written.photo[-1]
        return Attachment(
            kind="photo", name="", file_id=photo.file_id, mime="image/jpeg", caption=caption, size=photo.file_size or 0
        )
    file, known_as = next(((getattr(written, one), name) for one, name in _FILES if getattr(written, one)), (None, ""))
    if file is None:
        return None
    name = clip(clean(getattr(file, "file_name", None) or ""), NAME_LIMIT) or known_as
    mime = clip(clean(getattr(file, "mime_type", _NOTE_MIME) or ""), 80)
    return Attachment(
        kind="file", name=name, file_id=file.file_id, mime=mime, caption=caption, size=file.file_size or 0
    )


def url_of(written: Written) -> str:
    """The first plain web address: behind marked words, else in the text."""
    marked = written.entities or written.caption_entities or ()
    hidden = (plain_url(one.url or "") for one in marked if one.type == MessageEntity.TEXT_LINK)
    return next((url for url in hidden if url), "") or first_url(written.text or written.caption or "")


async def question_in(written: Written, old: Written, desk: Desk, bot: int) -> Question | None:
    """The question of ours that this answers, also where `old` is a first copy of it whose sending nobody noted."""
    ours = old.from_user is not None and old.from_user.id == bot
    # only a message of ours that we do not know can be such a copy
    person = written.from_user.id if written.from_user is not None and ours else 0
    return await desk.store.question(old.chat.id, old.message_id, person, old.date)


async def meant(written: Written, desk: Desk, words: str) -> int | None:
    """The incident that is named, or whose card is answered."""
    if words:
        return read_number(words)
    card = replied_to(written)
    return await desk.store.incident_in(written.chat.id, card.message_id) if card else None
